# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configuration sessions, checkpoints, files and locks on the CLI of one switch; the commit timer without a lab."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.eos.checkpoints import MAX_CHECKPOINTS
from lab.eos.cli import Cli, Line, load
from lab.eos.errors import CommandError, InvalidCommand
from lab.eos.show import load as load_show_commands
from lab.eos.switch import Switch, SwitchSpec, User
from support.waiting import PATIENCE

Terminal = Any
Enabled = Callable[..., "Shell"]


class Shell:
    """An enabled CLI of a user; each is one of its own, as a request is."""

    def __init__(self, switch: Switch, user: str = "admin") -> None:
        self.switch = switch
        self.cli = Cli(switch, User(user, 15))
        self.run("enable")

    def run(self, text: str, input: str | None = None) -> Any:
        """Run a command in JSON format."""
        return self.cli.run(Line(text, input), text=False)

    def text(self, text: str) -> str:
        """Run a command in text format."""
        return str(self.cli.run(Line(text), text=True))

    def all(self, *lines: str) -> Shell:
        """Run commands one after the other."""
        for line in lines:
            self.run(line)
        return self

    def error(self, *lines: str) -> str:
        """The error of the last command."""
        self.all(*lines[:-1])
        with pytest.raises(CommandError) as caught:
            self.run(lines[-1])
        return "; ".join(caught.value.errors)


def new_switch(eos: str = "4.33.2F") -> Switch:
    load_show_commands()
    switch = Switch(SwitchSpec(name="sw1", ports=4, eos=eos))
    load(switch, switch.running, "hostname sw1")
    return switch


@pytest.fixture
def switch() -> Switch:
    return new_switch()


@pytest.fixture
def shell(switch: Switch) -> Shell:
    return Shell(switch)


def sessions(shell: Shell) -> dict[str, Any]:
    model: dict[str, Any] = shell.run("show configuration sessions detail")
    return model


class TestSessions:
    def test_a_description_comes_with_the_entry(self, shell: Shell) -> None:
        shell.all("configure session one description the new  uplink", "hostname new", "end")
        entry = sessions(shell)["sessions"]["one"]
        assert (entry["description"], entry["state"]) == ("the new  uplink", "pending")
        shell.all("configure session one", "end")
        assert sessions(shell)["sessions"]["one"]["description"] == "the new  uplink"
        assert shell.switch.hostname == "sw1"

    def test_holders_of_a_lock(self, shell: Shell) -> None:
        other = Shell(shell.switch, "bob").all("configure session one")
        shell.all("configure session one")
        users = {
            each["user"]: each["currentTerminal"] for each in sessions(shell)["sessions"]["one"]["instances"].values()
        }
        assert users == {"bob": False, "admin": True}
        other.cli.close()
        assert [each["user"] for each in sessions(shell)["sessions"]["one"]["instances"].values()] == ["admin"]

    def test_others_see_the_diff_by_name(self, shell: Shell) -> None:
        shell.all("configure session one", "vlan 7", "end")
        diff = Shell(shell.switch, "bob").text("show session-config named one diffs")
        assert diff.splitlines()[:2] == ["--- system:/running-config", "+++ session:/one-session-config"]
        assert "+vlan 7" in diff.splitlines()
        assert "vlan 7" in shell.text("show session-config named one")

    def test_the_commit_is_a_replacement(self, shell: Shell) -> None:
        shell.all("configure session one", "vlan 7", "end", "configure", "vlan 8", "end")
        assert "-vlan 8" in shell.text("show session-config named one diffs").splitlines()
        shell.run("configure session one commit")
        assert sorted(shell.switch.view.vlans) == [1, 7]

    def test_an_error_leaves_the_session_as_it_was(self, shell: Shell) -> None:
        before = shell.all("configure session one", "vlan 7").text("show session-config")
        for line, token in (
            ("hostnme x", "token 0: 'hostnme'"),
            ("no vlan 4095", "token 2: '4095'"),
            ("commit timer 00:00:00", "token 2: '00:00:00'"),
            ("commit timer", "token 1: 'timer'"),
            ("rollback", "token 0: 'rollback'"),
        ):
            assert token in shell.error(line)
        assert shell.text("show session-config") == before

    def test_only_the_last_completed_one_is_kept(self, shell: Shell) -> None:
        for name in ("one", "two"):
            shell.all(f"configure session {name}", f"hostname {name}", "commit")
        assert list(sessions(shell)["sessions"]) == ["two"]
        assert shell.error("configure session two commit") == "Cannot find session two"

    def test_lines_of_a_file_or_of_the_input(self, shell: Shell) -> None:
        shell.run("copy terminal: flash:more", "vlan 9\n   name nine\n")
        shell.all("configure session one", "copy flash:more session-config")
        shell.run("copy terminal: session-config", "hostname typed\nbanner motd\nHello\nEOF\nvlan 10\n")
        shell.run("commit")
        assert (shell.switch.hostname, shell.switch.view.vlans[9].name) == ("typed", "nine")
        assert "banner motd\nHello\nEOF\n!" in shell.switch.running.text()
        assert 10 in shell.switch.view.vlans

    @pytest.mark.parametrize("command", ["configure session one abort", "no configure session one"])
    def test_an_abort_from_outside(self, shell: Shell, command: str) -> None:
        shell.all("configure session one", "vlan 7", "end", command)
        assert sessions(shell)["sessions"] == {}
        assert shell.error(command) == "Cannot find session one"


class TestCommitTimer:
    @pytest.fixture(params=["4.31.2F", "4.32.0F", "4.33.2F"])
    def shell(self, request: pytest.FixtureRequest) -> Shell:
        return Shell(new_switch(request.param))

    @staticmethod
    def pending(shell: Shell) -> tuple[str, float] | None:
        """The session whose timer runs and the time of its end, in either release's shape."""
        model = sessions(shell)
        old = [(name, entry["commitBy"]) for name, entry in model["sessions"].items() if "commitBy" in entry]
        states = {entry["state"] for entry in model["sessions"].values()}
        if shell.switch.eos.startswith("4.31"):
            assert "commitTimerSessionName" not in model
            assert bool(old) == ("pendingCommitTimer" in states)
            return old[0] if old else None
        assert not old
        assert "pendingCommitTimer" not in states
        if "commitTimerSessionName" not in model:
            assert "commitTimerExpireTime" not in model
            return None
        assert model["sessions"][model["commitTimerSessionName"]]["state"] == "committed"
        return model["commitTimerSessionName"], model["commitTimerExpireTime"]

    def expire(self, shell: Shell) -> None:
        """Let the timer's time come."""
        assert shell.switch.sessions.timer is not None
        shell.switch.sessions.timer.due = time.monotonic()

    def test_it_takes_effect_at_once_and_is_taken_back(self, shell: Shell) -> None:
        before = shell.switch.running.text()
        shell.all("configure session one", "hostname new", "commit timer 00:05:00")
        assert shell.switch.hostname == "new"
        name, expires = self.pending(shell) or ("", 0.0)
        assert name == "one"
        assert 298 < expires - time.time() <= 300
        self.expire(shell)
        assert self.pending(shell) is None
        assert shell.switch.running.text() == before
        assert sessions(shell)["sessions"] == {}

    @pytest.mark.parametrize("confirmation", [["configure session one commit"], ["configure session one", "commit"]])
    def test_a_second_commit_confirms(self, shell: Shell, confirmation: list[str]) -> None:
        shell.all("configure session one", "hostname new", "end", "configure session one commit timer 0:1:0")
        shell.all(*confirmation)
        assert self.pending(shell) is None
        assert shell.switch.sessions.settle() is None
        assert shell.switch.hostname == "new"
        assert sessions(shell)["sessions"]["one"]["state"] in ("completed", "committed")

    @pytest.mark.parametrize("command", ["configure session one abort", "no configure session one"])
    def test_an_abort_takes_it_back_at_once(self, shell: Shell, command: str) -> None:
        shell.all("configure session one", "hostname new", "commit timer 00:05:00", command)
        assert (shell.switch.hostname, self.pending(shell), sessions(shell)["sessions"]) == ("sw1", None, {})

    def test_concurrent_changes_are_rolled_back_too(self, shell: Shell) -> None:
        shell.all("configure session one", "hostname new", "commit timer 00:05:00", "configure", "vlan 9", "end")
        self.expire(shell)
        shell.run("show version")
        assert (shell.switch.hostname, 9 in shell.switch.view.vlans) == ("sw1", False)

    def test_another_session_has_to_wait(self, shell: Shell) -> None:
        shell.all("configure session one", "hostname new", "commit timer 00:05:00")
        assert "session one has a pending commit timer" in shell.error("configure session two", "vlan 9", "commit")
        assert shell.switch.hostname == "new"
        assert 9 not in shell.switch.view.vlans
        shell.all("end", "configure session one commit", "configure session two abort")

    def test_the_timer_can_be_restarted(self, shell: Shell) -> None:
        shell.all("configure session one", "hostname new", "commit timer 00:00:05")
        shell.run("configure session one commit timer 01:00:00")
        assert (self.pending(shell) or ("", 0.0))[1] - time.time() > 3590
        self.expire(shell)
        shell.run("show version")
        assert shell.switch.hostname == "sw1"

    def test_a_committed_session_is_not_edited(self, shell: Shell) -> None:
        shell.all("configure session one", "hostname new", "commit timer 00:05:00", "configure session one")
        assert shell.error("hostname newer") == "Session one is committed already"
        assert shell.error("rollback clean-config") == "Session one is committed already"
        assert shell.error("interface Ethernet1") == "Session one is committed already"
        assert shell.error("!! a comment") == "Session one is committed already"

    def test_the_plain_list_names_no_time(self, shell: Shell) -> None:
        shell.all("configure session one", "hostname new", "commit timer 00:05:00")
        model = shell.run("show configuration sessions")
        assert "commitTimerSessionName" not in model
        assert "commitBy" not in model["sessions"]["one"]

    def test_the_text_says_how_long(self, shell: Shell) -> None:
        shell.all("configure session one", "hostname new", "commit timer 00:05:00")
        text = shell.text("show configuration sessions detail")
        old = shell.switch.eos.startswith("4.31")
        assert ("Session with pending commit timer: one" in text) is not old
        assert "0:05:00" in text or "0:04:59" in text

    def test_a_restart_ends_it(self, shell: Shell) -> None:
        shell.all("write memory", "configure session one", "hostname new", "commit timer 00:05:00", "reload now")
        assert (shell.switch.hostname, self.pending(shell)) == ("sw1", None)


class TestCheckpoints:
    def test_saved_by_name_and_restored(self, shell: Shell) -> None:
        before = shell.switch.running.text()
        shell.all("configure checkpoint save before", "configure", "vlan 9", "end")
        model = shell.run("show configuration checkpoints")
        assert model["maxCheckpoints"] == MAX_CHECKPOINTS
        assert model["checkpoints"]["before"]["fileUser"] == "admin"
        assert abs(model["checkpoints"]["before"]["fileDate"] - time.time()) < PATIENCE
        shell.run("configure checkpoint restore before")
        assert shell.switch.running.text() == before
        assert shell.error("configure checkpoint restore none") == "Checkpoint none does not exist"

    def test_each_commit_saves_one(self, shell: Shell) -> None:
        shell.all("configure session one", "hostname new", "commit")
        (name,) = shell.run("show configuration checkpoints")["checkpoints"]
        assert name.startswith("ckp-20")
        assert name.endswith("-0")
        shell.run(f"configure replace checkpoint:{name}")
        assert shell.switch.hostname == "sw1"

    def test_the_switch_makes_room_among_its_own(self, shell: Shell) -> None:
        shell.run("configure checkpoint save mine")
        for _attempt in range(MAX_CHECKPOINTS + 3):
            shell.run("configure checkpoint save")
        names = list(shell.run("show configuration checkpoints")["checkpoints"])
        assert len(names) == MAX_CHECKPOINTS
        assert names[0] == "mine"
        assert names[-1].endswith(f"-{MAX_CHECKPOINTS + 2}")

    def test_they_are_files(self, shell: Shell) -> None:
        shell.all("copy running-config checkpoint:one", "configure", "hostname new", "end")
        assert "hostname sw1" in shell.text("more checkpoint:one")
        changes = shell.text("diff checkpoint:one running-config").splitlines()
        assert changes[:2] == ["--- checkpoint:one", "+++ system:/running-config"]
        assert {"-hostname sw1", "+hostname new"} <= set(changes)
        shell.run("delete checkpoint:one")
        assert shell.run("show configuration checkpoints")["checkpoints"] == {}
        assert "No such file" in shell.error("more checkpoint:one")
        table = shell.text("show configuration checkpoints")
        assert table.splitlines()[0] == "Maximum number of checkpoints: 20"


class TestFiles:
    def test_the_startup_configuration_is_a_file_of_the_flash(self, shell: Shell) -> None:
        assert "No such file" in shell.error("copy startup-config flash:copy")
        shell.all("copy running-config flash:startup-config", "configure", "hostname new", "end")
        shell.run("configure replace startup-config")
        assert shell.switch.hostname == "sw1"
        shell.all("delete flash:startup-config")
        assert shell.switch.startup is None

    def test_a_copy_to_the_running_configuration_is_merged(self, shell: Shell) -> None:
        shell.run("copy terminal: flash:more", "vlan 9\n")
        shell.run("copy flash:more running-config")
        assert (shell.switch.hostname, 9 in shell.switch.view.vlans) == ("sw1", True)

    @pytest.mark.parametrize(
        "command",
        [
            "copy flash:none running-config",
            "copy flash:none flash:other",
            "configure replace checkpoint:none",
            "delete flash:none",
            "delete checkpoint:none",
            "more flash:none",
        ],
    )
    def test_missing_item(self, shell: Shell, command: str) -> None:
        assert shell.error(command).endswith("(No such file or directory)")

    @pytest.mark.parametrize("command", ["copy terminal: flash:x", "copy running-config tape:x"])
    def test_invalid_copies(self, shell: Shell, command: str) -> None:
        assert shell.error(command).endswith("(Invalid argument)")


class TestLock:
    def test_nobody_else_changes_the_running_configuration(self, shell: Shell, switch: Switch) -> None:
        shell.all("configure session one", "vlan 9", "end", "configure checkpoint save c")
        holder = Shell(switch, "alice").all("configure lock transaction upgrade planned work")
        refusal = f"Configuration is locked by user alice on {holder.cli.terminal} (transaction upgrade)"
        for command in (
            "configure",
            "configure session one commit",
            "configure replace checkpoint:c",
            "configure checkpoint restore c",
            "configure lock",
            "configure unlock",
            "show session-config named one diffs",
            "copy checkpoint:c running-config",
        ):
            with pytest.raises(CommandError, match="locked by user alice"):
                shell.text(command)
        assert shell.error("configure session one", "commit") == refusal
        shell.all("vlan 10", "abort")
        assert sessions(shell)["sessions"] == {}

    def test_view_of_others(self, shell: Shell, switch: Switch) -> None:
        assert shell.run("show configuration lock") == {}
        holder = Shell(switch, "alice").all("configure lock transaction upgrade")
        info = shell.run("show configuration lock")["userInfo"]
        assert abs(info.pop("lockAcquireTime") - time.time()) < PATIENCE
        assert info == {"username": "alice", "userTty": holder.cli.terminal, "transactionName": "upgrade"}
        assert "upgrade" in shell.text("show configuration lock")

    def test_a_transaction_goes_on_in_another_cli(self, shell: Shell, switch: Switch) -> None:
        shell.run("configure lock transaction upgrade")
        shell.cli.close()
        later = Shell(switch)
        assert "locked by user admin" in later.error("configure")
        assert "locked" in later.error("configure lock continue transaction other")
        later.all("configure lock continue transaction upgrade", "configure", "vlan 9", "end")
        assert 9 in switch.view.vlans
        later.run("configure unlock transaction upgrade")
        assert later.error("configure unlock") == "Configuration is not locked"

    def test_a_plain_lock_ends_with_its_cli(self, shell: Shell, switch: Switch) -> None:
        other = Shell(switch, "bob")
        shell.all("configure lock", "configure", "vlan 9")
        assert "locked by user admin" in other.error("configure")
        shell.cli.close()
        other.all("configure", "vlan 10")
        assert {9, 10} <= set(switch.view.vlans)

    def test_force(self, shell: Shell, switch: Switch) -> None:
        Shell(switch, "alice").run("configure lock")
        shell.all("configure unlock force", "configure", "vlan 9")
        assert 9 in switch.view.vlans


def test_durations() -> None:
    shell = Shell(new_switch())
    for text in ("5", "00:00:00", "00:60:00", "1:2"):
        with pytest.raises(InvalidCommand):
            shell.run(f"configure session one commit timer {text}")
