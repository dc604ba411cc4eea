# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What workers of a run keep of a switch for those after them."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from ansible import constants as C

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import run_memory
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands

LEAF = EapiOptions(host="192.0.2.1", user="admin", password="s3cret")
KNOWN = {"device_info": {"network_os_hostname": "leaf1"}, "sessions": {"True": True}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the run."""
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(tmp_path))
    return tmp_path


def test_workers_share_what_they_learned(folder: Path) -> None:
    assert run_memory.recall(LEAF) == {}
    run_memory.remember(LEAF, KNOWN)
    assert run_memory.recall(LEAF) == KNOWN
    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "s3cret" not in path.read_text()


@pytest.mark.parametrize("other", [{"host": "192.0.2.2"}, {"user": "other"}, {"port": 8443}, {"transport": "http"}])
def test_other_switches_and_users_are_others(other: dict[str, str]) -> None:
    run_memory.remember(LEAF, KNOWN)
    assert run_memory.recall(replace(LEAF, **other)) == {}  # type: ignore[arg-type]


def test_it_is_forgotten(folder: Path) -> None:
    run_memory.forget(LEAF)
    run_memory.remember(LEAF, KNOWN)
    run_memory.forget(LEAF)
    assert run_memory.recall(LEAF) == {}
    assert list(folder.iterdir()) == []


def test_an_old_answer_does_not_count(folder: Path) -> None:
    run_memory.remember(LEAF, KNOWN)
    (path,) = folder.iterdir()
    before = path.stat().st_mtime - run_memory.KEPT_FOR - 1
    os.utime(path, (before, before))
    assert run_memory.recall(LEAF) == {}


def test_a_folder_that_is_gone_and_a_file_that_is_broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_memory.remember(LEAF, KNOWN)
    (path,) = folder.iterdir()
    path.write_text("{")
    assert run_memory.recall(LEAF) == {}
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(folder / "gone"))
    run_memory.remember(LEAF, KNOWN)
    assert run_memory.recall(LEAF) == {}


@pytest.mark.parametrize(
    ("command", "renames"),
    [
        ("hostname x", True),
        ("no hostname", True),
        ("default hostname", True),
        ("rollback clean-config", True),
        ("reload now", True),
        ("configure replace flash:x", True),
        ("copy flash:x running-config", True),
        ("copy running-config startup-config", False),
        ("show hostname", False),
        ("vlan 3", False),
    ],
)
def test_commands_after_which_a_switch_may_be_called_otherwise(command: str, renames: bool) -> None:
    assert run_memory.renames(Batch(parse_commands(["show version", command]))) is renames
