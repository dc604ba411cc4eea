# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Fixtures of the wire tests of CloudVision: a lab and a runner that a module's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.cloudvision.spec import CloudVisionSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, isolated_environment


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab of two switches and a CloudVision with fifty devices more."""
    with Lab(tmp_path_factory.mktemp("lab"), 2, cloudvision=CloudVisionSpec(devices=50)) as lab:
        yield lab


@pytest.fixture(scope="module")
def cloudvision(network: Lab) -> CloudVision:
    """The lab's CloudVision."""
    return network.cloudvision


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnsibleRunner]:
    """Runs Ansible's programs in a folder that the module's tests share."""
    folder = tmp_path_factory.mktemp("ansible")
    with isolated_environment(folder) as environment:
        yield AnsibleRunner(folder, {**environment, "CLOUDVISION_SESSION_STORE": str(folder / "sessions")})
