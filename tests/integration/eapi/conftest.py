# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Fixtures of the wire tests of eAPI: a runner that a module's tests share, so that one play can serve many tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.playrun import AnsibleRunner, isolated_environment


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnsibleRunner]:
    """Runs Ansible's programs in a folder that the module's tests share."""
    folder = tmp_path_factory.mktemp("ansible")
    with isolated_environment(folder) as environment:
        yield AnsibleRunner(folder, environment)
