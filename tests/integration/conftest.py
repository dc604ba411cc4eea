# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Fixtures of the wire tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.playrun import AnsibleRunner


@pytest.fixture
def ansible(tmp_path: Path, ansible_env: dict[str, str]) -> AnsibleRunner:
    """Runs ansible-playbook and ansible: ``ansible.playbook(plays, inventory).check().result(host, task)``."""
    return AnsibleRunner(tmp_path, ansible_env)
