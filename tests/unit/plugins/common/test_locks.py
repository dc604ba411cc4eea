# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Locks between the processes of one controller."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import locks
from ansible_collections.aerie.arista.plugins.plugin_utils.common.locks import LockTimeoutError, exclusive

COUNT = """
import sys
from pathlib import Path
from {module} import exclusive
folder, file = sys.argv[1], Path(sys.argv[2])
for _turn in range(20):
    with exclusive(folder, "leaf1", 60):
        file.write_text(str(int(file.read_text()) + 1))
"""


def test_processes_take_turns(tmp_path: Path, collections_path: Path) -> None:
    number = tmp_path / "number"
    number.write_text("0")
    code = COUNT.format(module=locks.__name__)
    environment = {**os.environ, "PYTHONPATH": str(collections_path)}
    command = [sys.executable, "-c", code, str(tmp_path / "locks"), str(number)]
    running = [subprocess.Popen(command, env=environment) for _process in range(4)]
    assert [process.wait(300) for process in running] == [0] * 4
    assert number.read_text() == "80"


def test_a_lock_that_is_held_is_waited_for_with_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PROGRESS", 0.05)
    said: list[str] = []
    with exclusive(str(tmp_path), "leaf1", 1):
        with pytest.raises(LockTimeoutError), exclusive(str(tmp_path), "leaf1", 0.3, said.append):
            pass
        with exclusive(str(tmp_path), "leaf2", 0):
            pass
    assert "waiting for another task" in said[0]
    with exclusive(str(tmp_path), "leaf1", 0):
        pass


def test_the_folder_and_its_files_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "locks"
    with exclusive(str(folder), "leaf1", 1):
        (file,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "leaf1" not in file.name


def test_a_folder_for_locks_where_the_usual_one_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = Path(locks.fallback_folder())
    assert (folder.parent, stat.S_IMODE(folder.stat().st_mode)) == (tmp_path, 0o700)
    assert locks.fallback_folder() == str(folder)


def test_a_folder_of_somebody_else_is_no_place_for_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = Path(locks.fallback_folder())
    folder.chmod(0o755)
    with pytest.raises(PermissionError):
        locks.fallback_folder()
    folder.rmdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(0o700)
    folder.symlink_to(elsewhere)
    with pytest.raises(PermissionError):
        locks.fallback_folder()
