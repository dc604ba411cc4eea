# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Records of what a process has open on a device."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import leftovers
from ansible_collections.aerie.arista.plugins.plugin_utils.common.leftovers import Ledger

KILLED = """
import os, sys
sys.path[:0] = sys.argv[1:2]
from ansible_collections.aerie.arista.plugins.plugin_utils.common.leftovers import Ledger
assert Ledger(sys.argv[2], "leaf1").open("ansible-1") is not None
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(str(tmp_path), "leaf1")


def names(ledger: Ledger) -> list[str]:
    """The orphans' names; their records stay."""
    found = []
    for name, record in ledger.orphans():
        found.append(name)
        record.close(gone=False)
    return found


def test_a_name_of_a_living_process_is_no_orphan(ledger: Ledger) -> None:
    record = ledger.open("ansible-1")
    assert record is not None
    assert names(ledger) == []
    record.close(gone=True)
    assert names(ledger) == []


def test_a_name_that_may_still_be_open_stays(ledger: Ledger) -> None:
    record = ledger.open("ansible-1")
    assert record is not None
    record.close(gone=False)
    assert names(ledger) == ["ansible-1"]
    assert names(ledger) == ["ansible-1"]
    for _name, orphan in ledger.orphans():
        orphan.close(gone=True)
    assert names(ledger) == []


def test_a_killed_process_leaves_its_name(ledger: Ledger, tmp_path: Path) -> None:
    folder = str(Path(leftovers.__file__).parents[6])
    done = subprocess.run([sys.executable, "-c", KILLED, folder, str(tmp_path)], check=False)
    assert done.returncode == -9
    assert names(ledger) == ["ansible-1"]
    assert names(Ledger(str(tmp_path), "leaf2")) == []


def test_the_files_are_private(tmp_path: Path) -> None:
    Ledger(str(tmp_path / "store" / "open"), "leaf1").open("../x")
    (file,) = (tmp_path / "store" / "open").glob("*/*")
    folders = [tmp_path / "store", tmp_path / "store" / "open", file.parent]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == "../x"


def test_a_folder_that_cannot_be_used_holds_no_names(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ledger = Ledger(str(tmp_path / "file"), "leaf1")
    assert ledger.open("ansible-1") is None
    assert names(ledger) == []
