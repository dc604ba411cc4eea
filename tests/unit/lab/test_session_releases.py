# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configuration sessions as releases differ in them: states, texts, names, merging commits, texts that are typed."""

from __future__ import annotations

import pytest

from lab.eos.errors import CommandError
from lab.ssh_terminal import shown_name

from .conftest import Terminal
from .test_eos_truth import at


def states(terminal: Terminal) -> dict[str, str]:
    """The sessions that are listed, with their states."""
    sessions = terminal.json("show configuration sessions")["sessions"]
    return {name: session["state"] for name, session in sessions.items()}


@pytest.mark.parametrize(
    ("eos", "state"), [("4.31.2F", "completed"), ("4.32.1F", "committed"), ("4.35.0F", "committed")]
)
def test_a_committed_session(eos: str, state: str) -> None:
    terminal = at(eos, "configure session s", "hostname x", "commit")
    assert states(terminal) == {"s": state}
    terminal.all("configure session t", "hostname y", "commit timer 01:00:00", "configure session t commit")
    assert states(terminal) == {"t": state}


def test_an_aborted_session_is_listed_by_newer_releases() -> None:
    older, newer = (at(eos, "configure session s", "hostname x", "abort") for eos in ("4.34.1F", "4.35.0F"))
    assert states(older) == {}
    assert states(newer) == {"s": "aborted"}
    with pytest.raises(CommandError, match="Cannot find session s"):
        newer.json("configure session s commit")
    newer.json("configure session s")
    assert states(newer) == {"s": "pending"}


def test_texts_by_release() -> None:
    lines = ("configure session s", "hostname x", "commit timer 01:00:00")
    oldest, older, newer = (at(eos, *lines) for eos in ("4.25.4M", "4.31.2F", "4.35.0F"))
    command = "show configuration sessions detail"
    assert "Merge on commit" not in oldest.text(command)
    assert "mergeOnCommit" not in oldest.json(command)
    assert "Merge on commit is disabled\nAutosave to startup-config on commit is disabled" in older.text(command)
    assert "Commit Time Left" in older.text(command)
    assert "Commit Time Left" not in newer.text(command)
    assert "Session with pending commit timer: s\nTime left until commit timer expiry: in 1:00:00\n" in newer.text(
        command
    )


def test_a_session_without_a_name(terminal: Terminal) -> None:
    terminal.all("enable", "configure session")
    (name,) = states(terminal)
    process, address, number = name.removeprefix("sess-").split("-")
    assert int(process) >= 1000
    assert (int(address) > 0, number) == (True, "1")
    assert shown_name(name) == "sess-1"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("acl-change", "acl-ch"), ("ansible_1700000000", "ansibl"), ("ansible", "ansible"), ("MySession", "MySession")],
)
def test_the_name_in_a_prompt(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_commit_overwrites_what_others_changed(terminal: Terminal) -> None:
    _rival_change(terminal)
    assert terminal.switch.interfaces["Ethernet2"].description == ""
    assert terminal.switch.interfaces["Ethernet1"].description == "mine"


def test_a_merging_commit_keeps_what_others_changed(terminal: Terminal) -> None:
    terminal.all(
        "enable", "configure", "service configuration session commit merge", "interface Ethernet3", "description old"
    )
    _rival_change(terminal, "no interface Vlan10", "interface Ethernet3", "no description")
    interfaces = terminal.switch.interfaces
    assert interfaces["Ethernet1"].description == "mine"
    assert interfaces["Ethernet2"].description == "theirs"
    assert interfaces["Ethernet3"].description == ""
    assert terminal.json("show configuration sessions")["mergeOnCommit"] is True


def _rival_change(terminal: Terminal, *more: str) -> None:
    terminal.all("enable", "configure session s", "interface Ethernet1", "description mine", *more, "end")
    terminal.all("configure", "interface Ethernet2", "description theirs", "end", "configure session s commit")


def test_a_commit_can_save(terminal: Terminal) -> None:
    terminal.all("enable", "configure", "service configuration session commit save startup-config", "end")
    terminal.all("configure session s", "hostname saved", "commit")
    assert terminal.switch.startup is not None
    assert "hostname saved" in terminal.switch.startup.text()


def test_limits_are_settings(terminal: Terminal) -> None:
    terminal.all("enable", "configure", "service configuration session max pending 1")
    terminal.all("service configuration session max completed 2", "end", "configure session a", "end")
    with pytest.raises(CommandError, match="Maximum number of pending sessions has been reached"):
        terminal.json("configure session b")
    terminal.json("configure session a commit")
    terminal.all("configure session b", "commit")
    assert sorted(states(terminal)) == ["a", "b"]


def test_old_releases_do_not_merge() -> None:
    terminal = at("4.28.3M", "configure")
    with pytest.raises(CommandError):
        terminal.json("service configuration session commit merge")


def test_the_terminal_can_be_disabled(terminal: Terminal) -> None:
    terminal.all("enable", "configure", "service configuration terminal disabled", "end")
    with pytest.raises(CommandError, match="disabled"):
        terminal.json("configure terminal")
    terminal.all("configure session s", "no service configuration terminal disabled", "commit", "configure")


def test_a_typed_text_goes_on_after_a_bad_line(terminal: Terminal) -> None:
    terminal.all("enable", "configure session s", "rollback clean-config")
    text = "hostname typed\nbogus line\ninterface Ethernet1\n   description x\n   mtu 5\nvlan 10\nend\n"
    assert terminal.text("copy terminal: session-config", text) == (
        "% Invalid input at line 2\n% Invalid input at line 5\nCopy completed successfully.\n"
    )
    shown = terminal.text("show session-config")
    for line in ("hostname typed", "   description x", "vlan 10"):
        assert f"\n{line}\n" in shown
    flat = "interface Ethernet2\ndescription flat\nvlan 11\nname eleven\n"
    assert terminal.text("copy terminal: session-config", flat) == "Copy completed successfully.\n"
    shown = terminal.text("show session-config")
    assert "interface Ethernet2\n   description flat\n" in shown
    assert "vlan 11\n   name eleven\n" in shown
    assert terminal.json("copy terminal: session-config", "bogus\n")["messages"][0] == "% Invalid input at line 1"
