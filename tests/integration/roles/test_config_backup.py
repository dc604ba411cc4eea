# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configurations are kept in files and in Git, told from those before, and restored."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import inventory, pending, play

PLAYBOOKS = Path(__file__).resolve().parents[3] / "playbooks"
BACKUP, RESTORE = PLAYBOOKS / "config_backup.yml", PLAYBOOKS / "config_restore.yml"
KEEP = "aerie.arista.config_backup : Keep the configurations"
FAIL = "aerie.arista.fleet_stop : Fail the hosts without a result"
SECRET = "s3cret-snmp-community"


STOPPED = "aerie.arista.config_backup : Fail where Git did"
#: Repositories that take no commit, and what is said about them.
REFUSED = {
    "locked": "Delete the file, if no Git works there.",
    "detached": "HEAD is detached, and commits would be lost. Switch to a branch.",
    "hooked": "Git says at 'Commit': secrets are not for Git",
    "bare": "The repository is a bare one. Name a folder of a clone.",
}


@dataclass
class Story:
    """What happened, run by run, in a folder."""

    lab: Lab
    runner: AnsibleRunner
    runs: dict[str, Run] = field(default_factory=dict)
    commits: dict[str, list[str]] = field(default_factory=dict)

    def play(self, name: str, playbook: Path, *args: str, **variables: Any) -> Run:
        """Run a playbook; the folder of the backups is named after ``config_backup_path``."""
        given = {"config_backup_path": str(self.folder / "backups"), **variables}
        self.runs[name] = self.runner.playbook(playbook, inventory(self.lab), *args, extra_vars=given)
        log = ["git", "-C", given["config_backup_path"], "log", "--format=%B%x00"]
        done = subprocess.run(log, capture_output=True, text=True, check=False)
        self.commits[name] = [text.strip() for text in done.stdout.split("\0") if text.strip()]
        return self.runs[name]

    @property
    def folder(self) -> Path:
        return self.runner.folder

    def kept(self, name: str, folder: str = "backups") -> str:
        return (self.folder / folder / f"{name}.cfg").read_text()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    specs = [SwitchSpec(name=name) for name in ("leaf1", "leaf2", "leaf3")]
    with (
        isolated_environment(tmp_path_factory.mktemp("ansible")) as environment,
        Lab(tmp_path_factory.mktemp("lab"), specs) as lab,
    ):
        story = Story(lab, AnsibleRunner(tmp_path_factory.mktemp("work"), environment))
        _run(story)
        yield story


def _run(story: Story) -> None:
    lab = story.lab
    lab["leaf2"].run("configure", f"snmp-server community {SECRET} ro")
    git = {"config_backup_git": True, "config_backup_versions": 2}
    story.play("check", BACKUP, "--check", "--diff", **git)
    story.play("first", BACKUP, **git)
    story.play("again", BACKUP, **git)
    lab["leaf1"].run("configure session by-hand", "hostname renamed", "commit")
    lab["leaf3"].faults.add("refuse")
    story.play("changed", BACKUP, "--diff", **git)
    lab["leaf3"].faults.clear()
    (version,) = (story.folder / "backups" / "versions" / "leaf1").iterdir()
    file = {"config_restore_file": str(version)}
    story.play("restore", RESTORE, "--limit", "leaf1", **file)
    clean = {"config_backup_path": str(story.folder / "clean"), "config_backup_sanitized": True}
    story.play("sanitized", BACKUP, **clean)
    story.play("no secrets", RESTORE, "--limit", "leaf2", **clean)
    broken = story.folder / "broken"
    broken.mkdir()
    (broken / ".git").write_text("nonsense\n")
    story.play("broken", BACKUP, config_backup_path=str(broken), config_backup_git=True)
    _break_git(story)
    story.play("no folder", BACKUP, config_backup_path=str(broken / ".git"))
    story.play("negative", BACKUP, config_backup_versions=-1)
    story.play("empty", BACKUP, config_backup_path="")


def _git(folder: Path, *words: str) -> str:
    """What a command of Git prints."""
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    done = subprocess.run(["git", "-C", folder, *identity, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _break_git(story: Story) -> None:
    """Backups into repositories that do not take a commit, and into one whose remote is not there at first."""
    for name in (*REFUSED, "later"):
        subprocess.run(["git", "init", "--quiet", story.folder / name], check=True)
    (story.folder / "locked" / ".git" / "index.lock").touch()
    _git(story.folder / "detached", "commit", "--allow-empty", "--message", "one")
    _git(story.folder / "detached", "checkout", "--detach")
    hook = story.folder / "hooked" / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho secrets are not for Git >&2\nexit 1\n")
    hook.chmod(0o755)
    _git(story.folder / "bare", "config", "core.bare", "true")
    remote = str(story.folder / "remote")
    pushed = {"config_backup_git_push": remote}
    tasks = [_attempt(story, name) for name in REFUSED]
    tasks += [
        _attempt(story, "later", **pushed),
        {
            "ansible.builtin.command": {"argv": ["git", "init", "--quiet", "--bare", remote]},
            "delegate_to": "localhost",
            "vars": {"ansible_connection": "local"},
        },
        _attempt(story, "later", **pushed),
        _attempt(story, "later", **pushed),
        _attempt(story, "later", config_backup_git_author="Backup"),
    ]
    story.runs["git"] = story.runner.playbook([play(tasks, "leaf1")], inventory(story.lab))


def _attempt(story: Story, name: str, **variables: Any) -> dict[str, Any]:
    """Tasks that run the role in a folder, and go on if it fails."""
    given = {"config_backup_path": str(story.folder / name), "config_backup_git": True, **variables}
    role = {"ansible.builtin.include_role": {"name": "aerie.arista.config_backup"}, "vars": given}
    return {"block": [role], "rescue": [{"ansible.builtin.debug": {"msg": "It has failed."}}]}


@pytest.mark.parametrize(("name", "sentence"), REFUSED.items())
def test_a_repository_that_takes_no_commit(story: Story, name: str, sentence: str) -> None:
    messages = [found.msg for found in story.runs["git"].results("leaf1", STOPPED) if found.status == "failed"]
    (message,) = [text for text in messages if f"The configurations are kept in {story.folder / name}," in text]
    assert "but not committed." in message
    assert sentence in message
    assert story.kept("leaf1", name).endswith(story.lab["leaf1"].running_config())


def test_a_commit_that_was_not_pushed_is_pushed_by_the_next_run(story: Story) -> None:
    run = story.runs["git"]
    message = [found.msg for found in run.results("leaf1", STOPPED) if found.status == "failed"][-1]
    assert "and committed, but not pushed. Git says at 'Push what is not there yet':" in message
    assert message.endswith("The next run pushes it.")
    assert _git(story.folder / "remote", "rev-parse", "HEAD") == _git(story.folder / "later", "rev-parse", "HEAD")
    pushes = run.results("leaf1", "aerie.arista.config_backup : Push what is not there yet")
    assert [found.status for found in pushes if found.status != "skipped"] == ["failed", "changed", "ok"]
    author = run.results("leaf1", "aerie.arista.config_backup : Check the author of the commits")[-1]
    assert author.msg.startswith("config_backup_git_author is 'Backup': it is a name and an address")


def test_check_mode_predicts_and_writes_nothing(story: Story) -> None:
    run = story.runs["check"]
    assert run.rc == 0, run.output
    assert run.result("leaf1", KEEP)["changed_hosts"] == ["leaf1", "leaf2", "leaf3"]
    assert "+hostname leaf1" in run.result("leaf1", KEEP)["diff"]["prepared"]
    assert story.commits["check"] == []


def test_the_files_are_the_running_configurations(story: Story) -> None:
    assert story.runs["first"].rc == 0, story.runs["first"].output
    assert story.kept("leaf2").endswith(story.lab["leaf2"].running_config())
    assert SECRET in story.kept("leaf2")
    assert (story.folder / "backups" / "leaf2.cfg").stat().st_mode & 0o777 == 0o600
    assert [text.splitlines()[0] for text in story.commits["first"]] == ["Back up 3 of 3 configurations"]


def test_a_second_run_changes_nothing(story: Story) -> None:
    assert story.runs["again"].rc == 0, story.runs["again"].output
    assert story.runs["again"].stats["leaf1"]["changed"] == 0
    assert story.commits["again"] == story.commits["first"]


def test_a_commit_says_who_changed_what(story: Story) -> None:
    message = story.commits["changed"][0]
    assert message.splitlines()[0] == "Back up 1 of 3 configurations"
    assert "committed configuration session by-hand" in message
    assert "leaf2" not in message
    difference = story.runs["changed"].result("leaf1", KEEP)["diff"]["prepared"]
    assert "-hostname leaf1\n+hostname renamed" in difference


def test_a_host_that_is_down_fails_and_keeps_its_file(story: Story) -> None:
    run = story.runs["changed"]
    assert run.rc != 0
    assert run.result("leaf3", FAIL).status == "failed"
    assert run.stats["leaf1"].get("failures", 0) == 0
    assert "hostname leaf3" in story.kept("leaf3")


def test_an_earlier_version_is_restored(story: Story) -> None:
    result = story.runs["restore"].result("leaf1", "Restore")
    assert (result.status, result["confirmed"], result["saved"]) == ("changed", True, True)
    assert story.lab["leaf1"].switch.hostname == "leaf1"
    assert pending(story.lab["leaf1"]) == []


def test_no_secret_is_shown_and_sanitized_files_have_none(story: Story) -> None:
    assert SECRET not in "".join(run.output for run in story.runs.values())
    assert SECRET not in "".join(text for commits in story.commits.values() for text in commits)
    assert "snmp-server community <removed> ro" in story.kept("leaf2", "clean")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("no secrets", "leaf2.cfg was kept without its secrets"),
        ("broken", "invalid gitfile format"),
        ("no folder", ".git, which is no folder."),
        ("negative", "backup.versions is -1: it is 0 or more."),
        ("empty", "backup.path is empty: name a folder."),
    ],
)
def test_bad_input(story: Story, name: str, sentence: str) -> None:
    assert story.runs[name].rc != 0
    assert sentence in story.runs[name].output
