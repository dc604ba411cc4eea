# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Fixtures of the tests with clients written elsewhere: a lab that a module's tests share, a runner of plays."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab import Lab
from support.playrun import AnsibleRunner, isolated_environment


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Four switches that serve every transport."""
    state = tmp_path_factory.mktemp("lab")
    with Lab(state, 4, http=True, local_http=True, unix_socket=True) as running:
        yield running


@pytest.fixture(scope="module")
def tls(lab: Lab) -> ssl.SSLContext:
    """Verification against the lab's CA."""
    return ssl.create_default_context(cafile=str(lab.ca_path))


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnsibleRunner]:
    """Runs Ansible's programs in a folder that the module's tests share."""
    folder: Path = tmp_path_factory.mktemp("ansible")
    with isolated_environment(folder) as environment:
        yield AnsibleRunner(folder, environment)
