# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A folder of backups that somebody else has prepared, as in a repository of Git that others write to: nothing of it
runs, no file of another folder is read into it, and none is removed there."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import read_kept
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import inventory

SECRET = "hush-of-another-folder"
#: What the files of the hosts are before the run.
HOSTS = ("linked", "piped", "versions", "well")


@dataclass(frozen=True)
class Played:
    """A run of the role, and where its files are."""

    run: Run
    folder: Path
    commits: str


def _prepare(folder: Path) -> None:
    """The folder of an attacker, with a bare repository in it, whose settings name a program."""
    backups, elsewhere = folder / "backups", folder / "elsewhere"
    subprocess.run(["git", "init", "--quiet", "--bare", backups], check=True)
    settings = f'[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch {folder}/ran; false"\n'
    with (backups / "config").open("a") as file:
        file.write(settings)
    elsewhere.mkdir()
    (elsewhere / "private.cfg").write_text(SECRET)
    (backups / "linked.cfg").symlink_to(elsewhere / "private.cfg")
    os.mkfifo(backups / "piped.cfg")
    (backups / "versions.cfg").write_text("hostname before\nend\n")
    (backups / "versions").mkdir()
    (backups / "versions" / "versions").symlink_to(elsewhere)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("run")
    _prepare(folder)
    given: dict[str, Any] = {
        "config_backup_path": str(folder / "backups"),
        "config_backup_git": True,
        "config_backup_versions": 1,
    }
    role = {"hosts": "all", "gather_facts": False, "roles": ["aerie.arista.config_backup"]}
    with isolated_environment(folder) as env, Lab(folder / "lab", [SwitchSpec(name) for name in HOSTS]) as lab:
        run = AnsibleRunner(folder, env).playbook([role], inventory(lab), "--diff", extra_vars=given)
    log = ["git", "-C", str(folder / "backups"), "log", "--patch"]
    return Played(run, folder, subprocess.run(log, capture_output=True, text=True, check=True).stdout)


def test_a_bare_repository_in_the_folder_runs_nothing(played: Played) -> None:
    assert not (played.folder / "ran").exists()
    assert "+++ b/well.cfg" in played.commits


@pytest.mark.parametrize(
    ("host", "reason"),
    [("linked", "is a link or no plain file"), ("piped", "is a link or no plain file"), ("versions", "is a link")],
)
def test_a_host_whose_file_is_none_fails_with_a_sentence(played: Played, host: str, reason: str) -> None:
    failed = [result.msg for result in played.run.results(host) if result.status == "failed"]
    assert len(failed) == 1
    assert reason in failed[0]


def test_no_file_of_another_folder_is_read_or_removed(played: Played) -> None:
    assert (played.folder / "elsewhere" / "private.cfg").read_text() == SECRET
    assert SECRET not in played.commits + played.run.output
    assert {path.name for path in (played.folder / "elsewhere").iterdir()} == {"private.cfg"}


def test_a_kept_file_is_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert read_kept(str(path)) is None
    path.write_bytes(b"a\r\nb")
    assert read_kept(str(path)) == "a\r\nb"
    for make in (os.mkfifo, os.mkdir, lambda other: os.symlink(path, other)):
        other = str(tmp_path / f"b{len(list(tmp_path.iterdir()))}")
        make(other)
        with pytest.raises(OSError, match="it is a link or no plain file"):
            read_kept(other)
