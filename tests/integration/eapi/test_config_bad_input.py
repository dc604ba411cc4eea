# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Bad input to eapi_config: one sentence names it, its cause and the way out; nothing is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import GO_ON, HTTPAPI, cmds_of, config, inventory, pending, play, task

CONFIRM = {"commands": "show version"}
TIMER = {"commit_timer": "5m", "confirm": CONFIRM}
LINE = {"lines": "hostname changed"}
API = "management api http-commands"

#: Options of a task → what its message holds.
CASES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    # --- lines that the switch rejects ---
    "a rejected line": (
        {"lines": ["hostname changed", "vlan 10", "bogus line", "vlan 20"]},
        ("line 3 of 4 'bogus line' was rejected (1002)", "Invalid input (at token 0: 'bogus')", "Nothing was applied."),
    ),
    "a rejected word": (
        {"parents": "interface Ethernet1", "lines": ["description x", "mtu many"]},
        ("line 3 of 3 'mtu many' was rejected", "at token 1: 'many'"),
    ),
    "a rejected parent": (
        {"parents": "interfaces Ethernet1", "lines": "mtu 9000"},
        ("line 1 of 2 'interfaces Ethernet1' was rejected", "at token 0: 'interfaces'"),
    ),
    "an incomplete line": ({"lines": "hostname"}, ("line 1 of 1 'hostname' was rejected", "Incomplete command")),
    "a rejected line of a text": (
        {"content": "interface Ethernet1\n   mtu 9000\n   bogus\n"},
        ("line 3 of 3 'bogus' was rejected",),
    ),
    "a rejected line before": (
        {**LINE, "before": "bogus", "after": "vlan 9"},
        ("line 1 of 3 'bogus' was rejected",),
    ),
    "a rejected line of a whole configuration": (
        {"content": "hostname changed\nbogus\nend\n", "replace": "config"},
        ("line 2 of 2 'bogus' was rejected", "Nothing was applied."),
    ),
    "a line that the switch refuses": (
        {"lines": "router bgp 65999"},
        ("'router bgp 65999' was rejected (1000)", "BGP is already running"),
    ),
    # --- whole configurations ---
    "an empty candidate": (
        {"content": "", "replace": "config"},
        ("content: ", "is empty", "would erase the switch's own"),
    ),
    "a candidate without a line": ({"content": "! nothing\nend\n", "replace": "config"}, ("content: ", "is empty")),
    "a clipped candidate": (
        {"content": "hostname changed\ninterface Ether", "replace": "config"},
        ("content: line 2: ", "without 'end'", "may have been clipped"),
    ),
    "a clipped file": ({"src": "clipped.cfg", "replace": "config"}, ("src: line 2: ", "may have been clipped")),
    "an empty file": ({"src": "empty.cfg", "replace": "config"}, ("src names", "which is empty")),
    "lines in place of all": (
        {**LINE, "replace": "config"},
        ("replace=config needs a whole configuration: give it as src, content or rollback",),
    ),
    # --- texts that are no texts ---
    "a control character": (
        {"content": "vlan 9\n   name a\x00b\n"},
        ("content, line 2, column 10: the control character U+0000",),
    ),
    "a control character in a file": ({"src": "control.cfg"}, ("src, line 2, column 5: the control character U+0007",)),
    "a file in another encoding": ({"src": "latin1.cfg"}, ("src, line 2, column 9: a byte that is not UTF-8",)),
    # --- options that do not go together ---
    "src and lines": ({**LINE, "src": "clipped.cfg"}, ("lines and src are given: use one of lines, src, content",)),
    "src and content": ({"content": "x", "src": "clipped.cfg"}, ("src and content are given",)),
    "nothing": ({}, ("nothing is asked for: give one of lines, src, content, rollback",)),
    "parents of a text": ({"content": "x", "parents": "interface Ethernet1"}, ("parents goes with lines",)),
    "an empty list": ({"lines": []}, ("lines: nothing is to be configured", "empty")),
    "an empty text": ({"content": ""}, ("content: nothing is to be configured", "empty")),
    "a number for a line": ({"lines": ["vlan 9", 7]}, ("lines[1] is 7",)),
    "an unknown key": (
        {"lines": [{"cmd": "banner login", "text": "x"}]},
        ("lines[0] has the unknown key 'text'", "cmd, input"),
    ),
    "a banner without its text": ({"content": "banner login\nhello\n"}, ("content: line 1", "banner login", "EOF")),
    "an unknown choice": ({**LINE, "replace": "everything"}, ("replace", "line, block, config", "everything")),
    # --- timers ---
    "a timer without conditions": (
        {**LINE, "commit_timer": "5m"},
        ("confirm is not set: commit_timer and confirm go together", "a show command is enough"),
    ),
    "conditions without a timer": ({**LINE, "confirm": CONFIRM}, ("commit_timer is not set",)),
    "a timer that is none": (
        {**LINE, **TIMER, "commit_timer": "soon"},
        ("commit_timer is 'soon'", "5m, 1h30m, 7d, 2w or 00:05:00"),
    ),
    "a timer of a day": ({**LINE, **TIMER, "commit_timer": "24h"}, ("commit_timer is '24h'", "23h59m59s")),
    "a condition that is none": (
        {**LINE, **TIMER, "confirm": {**CONFIRM, "wait_for": "[0"}},
        ("confirm.wait_for[0] is no JMESPath expression: '[0'",),
    ),
    "conditions that change the switch": (
        {**LINE, **TIMER, "confirm": {"commands": ["show version", "clear counters"]}},
        ("confirm.commands: 'clear counters' may change the switch",),
    ),
    "no tries": ({**LINE, **TIMER, "confirm": {**CONFIRM, "retries": 0}}, ("confirm.retries is 0: it is from 1",)),
    "an endless wait": ({**LINE, **TIMER, "confirm": {**CONFIRM, "interval": "inf"}}, ("confirm.interval is inf",)),
    "a wait that is no number": ({**LINE, **TIMER, "confirm": {**CONFIRM, "delay": "nan"}}, ("confirm.delay is nan",)),
    "an unknown part of confirm": (
        {**LINE, "commit_timer": "5m", "confirm": {**CONFIRM, "waitfor": "[0]"}},
        ("aerie.arista.eapi_config has no option 'confirm.waitfor'", "Did you mean confirm.wait_for?"),
    ),
    "a number for lines": ({"lines": 5}, ("lines is 5: it is a line or a list of lines",)),
    "a number for parents": ({**LINE, "parents": 5}, ("parents is 5: it is a line or a list of lines",)),
    "a number for before": ({**LINE, "before": 5}, ("before is 5: it is a command or a list of them",)),
    "no commands": ({**LINE, **TIMER, "confirm": {"commands": []}}, ("confirm.commands is empty",)),
    # --- what the switch keeps ---
    "no such checkpoint": (
        {"rollback": "nowhere"},
        (
            "rollback: the switch has no checkpoint:nowhere",
            "No such file or directory",
            "See 'show configuration checkpoints' and 'dir flash:' there.",
        ),
    ),
    "no such file": ({"rollback": "flash:nowhere.cfg"}, ("rollback: the switch has no flash:nowhere.cfg",)),
    "no target": (
        {"rollback": "a | redirect flash:x"},
        ("rollback is 'a | redirect flash:x'", "checkpoint:NAME, flash:FILE"),
    ),
    "an empty file of the switch": ({"rollback": "flash:empty.cfg"}, ("rollback: ", "is empty")),
    # --- names ---
    "a session in use": (
        {**LINE, "session": "taken"},
        ("session: the switch has a session 'taken' already, which is pending", "'reclaim'"),
    ),
    "a name with a pipe": (
        {**LINE, "session": "x|y"},
        ("session is 'x|y': the CLI would not take each of its characters",),
    ),
    "a name of two words": ({**LINE, "session": "taken commit"}, ("session is 'taken commit': a name is one word",)),
    # --- the way in ---
    "the API off": (
        {"parents": API, "lines": "shutdown"},
        ("the change would cut the controller off: the API", "Nothing was applied.", "commit_timer with confirm"),
    ),
    "another address": (
        {"parents": "interface Management1", "lines": "ip address 127.254.254.254/8"},
        ("cut the controller off: the address 127.",),
    ),
    "the port down": (
        {"parents": "interface Management1", "lines": "shutdown"},
        ("cut the controller off: the address 127.",),
    ),
    "no user": ({"lines": "no username admin"}, ("cut the controller off: the user 'admin' would be gone",)),
    "none of it": (
        {"content": "hostname changed\nend\n", "replace": "config"},
        ("cut the controller off: the API", "the address 127.", "the user 'admin'"),
    ),
    # --- files of the controller ---
    "no such source": ({"src": "nowhere.cfg"}, ("src names nowhere.cfg, which is not there", "beside the playbook")),
    "a folder as source": ({"src": "/usr"}, ("src names /usr, which is a folder",)),
    "an empty source": (
        {"src": "empty.cfg"},
        ("src names", "empty.cfg, which is empty: there is nothing to configure"),
    ),
    "no such variable": ({"src": "unset.j2"}, ("unset_variable",)),
    "a backup that cannot be written": (
        {"backup": True, "backup_options": {"dir_path": "clipped.cfg"}},
        ("backup_options: ", "clipped.cfg", "cannot be written ("),
    ),
    "an intended configuration that cannot be": (
        {"diff_against": "intended", "intended": "banner login\nhello\n"},
        ("intended", "line 1", "banner login"),
    ),
    "a pattern that is none": (
        {"diff_against": "startup", "diff_ignore_lines": ["("]},
        ("diff_ignore_lines", "("),
    ),
}
OVER_BOTH = (
    "a rejected line",
    "a clipped candidate",
    "a timer without conditions",
    "no such checkpoint",
    "the API off",
)

MAXIMUM = config("Maximum", LINE)
LOCKED = [config("Locked", LINE), config("Locked prediction", LINE, check_mode=True)]
NOT_ENABLED = [task("Not enabled", "aerie.arista.eapi_config", LINE)]

SWITCHES = [SwitchSpec(name=name) for name in ("leaf1", "full1", "locked1")] + [
    SwitchSpec(name="locked2", eos="4.31.2F"),
    SwitchSpec(name="full2", eos="4.31.2F"),
]


@dataclass(frozen=True)
class Played:
    """A finished run, its lab, and the configurations that the switches had before."""

    lab: Lab
    run: Run
    before: dict[str, str]

    def __call__(self, name: str, host: str = "leaf1") -> TaskResult:
        """The result of a task."""
        return self.run.result(host, name)


def prepare(folder: Path, lab: Lab) -> None:
    """Files that are no good, and switches in the way."""
    (folder / "clipped.cfg").write_text("hostname changed\ninterface Ether")
    (folder / "control.cfg").write_bytes(b"vlan 9\nvlan\x07 8\n")
    (folder / "latin1.cfg").write_bytes(b"vlan 9\n   name \xe9t\xe9\n")
    (folder / "empty.cfg").write_text("")
    (folder / "unset.j2").write_text("hostname {{ unset_variable }}\n")
    lab["leaf1"].switch.flash["empty.cfg"] = ""
    lab["leaf1"].run("configure session taken description by alice", "vlan 999")
    for name in ("full1", "full2"):
        for number in range(5):
            lab[name].run(f"configure session left{number} description by alice", "vlan 999")
    for name in ("locked1", "locked2"):
        lab[name].lock("alice", "maintenance")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    with Lab(tmp_path_factory.mktemp("lab"), SWITCHES) as lab:
        prepare(runner.folder, lab)
        before = {switch.name: switch.running_config() for switch in lab}
        plays = [
            play([config(name, options) for name, (options, _said) in CASES.items()], "leaf1", **GO_ON),
            play([MAXIMUM], "full1,full2", **GO_ON),
            play(LOCKED, "locked1,locked2", **GO_ON),
            play(NOT_ENABLED, "leaf1", **GO_ON),
        ]
        yield Played(lab, runner.playbook(plays, inventory(lab)), before)


@pytest.mark.parametrize("name", CASES)
def test_the_sentence(played: Played, name: str) -> None:
    result = played(name)
    assert result.status == "ignored"
    for words in CASES[name][1]:
        assert words in result.msg
    assert "Traceback" not in result.msg


def test_nothing_was_done(played: Played) -> None:
    assert {switch.name: switch.running_config() for switch in played.lab} == played.before
    assert pending(played.lab["leaf1"]) == ["taken"]
    assert [pending(played.lab[name]) for name in ("full1", "full2")] == [[f"left{number}" for number in range(5)]] * 2
    assert [pending(played.lab[name]) for name in ("locked1", "locked2")] == [[], []]
    for switch in played.lab:
        sent = [cmd for request in list(switch.received) for cmd in cmds_of(request)]
        assert not [cmd for cmd in sent if cmd.endswith(" commit")] or switch.name.startswith("locked")


def test_machine_readable_report(played: Played) -> None:
    """Elsewhere an error is 'Invalid input (at token 1: …)' alone: no code, no command, no output up to it."""
    result = played("a rejected line")
    assert (result["code"], result["command"], result["command_index"]) == (1002, "bogus line", 2)
    assert result["errors"] == ["Invalid input (at token 0: 'bogus')"]
    assert [entry["command"] for entry in result["responses"]][1:] == ["hostname changed", "vlan 10", "bogus line"]
    assert result.msg.startswith("leaf1 (https://127.")


@pytest.mark.parametrize("host", ["full1", "full2"])
def test_the_maximum_of_sessions(played: Played, host: str) -> None:
    """Those that others left are named, and not touched."""
    result = played("Maximum", host)
    assert result.status == "ignored"
    assert "as many open configuration sessions as it allows: left0 (by alice); left1 (by alice); left2" in result.msg
    assert "name them in 'reclaim'" in result.msg


@pytest.mark.parametrize("host", ["locked1", "locked2"])
def test_a_lock_of_somebody_else(played: Played, host: str) -> None:
    """The commit is refused, and its session aborted; elsewhere a failed commit leaves its session behind."""
    for name in ("Locked", "Locked prediction"):
        result = played(name, host)
        assert result.status == "ignored", name
        assert "the configuration is locked by alice (on vty4 since " in result.msg
        assert "maintenance" in result.msg
        assert "Wait until the lock is released, or release it." in result.msg


def test_without_privilege(played: Played) -> None:
    result = played("Not enabled")
    assert result.status == "ignored"
    assert "become" in result.msg


def test_many_failures_leave_no_session(runner: AnsibleRunner, tmp_path: Path) -> None:
    """Elsewhere each rejected candidate leaves a pending session, and after five nobody can configure any more."""
    tasks = [
        config("Rejected", {"lines": ["vlan 9", "bogus"]}, loop=list(range(8))),
        config("Still works", {"lines": "hostname changed"}),
    ]
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        run = runner.playbook([play(tasks, **GO_ON)], inventory(lab))
        assert [item.status for item in run.items("leaf1", "Rejected")] == ["failed"] * 8
        assert run.result("leaf1", "Still works").status == "changed"
        assert pending(lab["leaf1"]) == []


def test_the_other_connection(played: Played, runner: AnsibleRunner, tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", SWITCHES[:1]) as lab:
        tasks = [config(name, CASES[name][0]) for name in OVER_BOTH]
        run = runner.playbook([play(tasks, **GO_ON)], inventory(lab, HTTPAPI))
        for name in OVER_BOTH:
            result = run.result("leaf1", name)
            assert result.status == "ignored"
            ours = result.msg.replace(lab["leaf1"].address, "ADDRESS")
            assert ours == played(name).msg.replace(played.lab["leaf1"].address, "ADDRESS")
        assert pending(lab["leaf1"]) == []
