# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""No spelling makes a command that changes the switch count as reading, or as configuration."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from unittest import mock

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import (
    Command,
    changing,
    parse_command,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.words import (
    AT_ONCE,
    CONFIGURES,
    configures,
    runs_at_once,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.candidate import build
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.readback import uncertain, without_trace
from lab.eos.actions.engine import ACTIONS, Action
from lab.eos.configure import MODES
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import CONNECTIONS, GO_ON, config, host_of, inventory, play

SPELLINGS = 2000

#: Commands that change the switch or a session. Each first word may be cut to the given number of letters.
CHANGING = (
    ("commit", 3), ("abort", 2), ("rollback clean-config", 2), ("configure session x", 3), ("configure terminal", 3),
    ("copy running-config startup-config", 3), ("write memory", 2), ("delete flash:x", 3), ("reload now", 3),
    ("bash timeout 5 true", 2), ("clear counters", 2), ("rename flash:a flash:b", 3), ("rmdir flash:a", 2),
    ("mkdir flash:a", 2), ("python-shell", 2), ("end", 3), ("disable", 3), ("zerotouch cancel", 4),
    ("security pki key generate rsa 2048 x.key", 3), ("commit timer 00:05:00", 3), ("erase startup-config", 2),
    ("install source flash:EOS.swi", 3), ("agent Bgp terminate", 2), ("extension x.swix", 3), ("send log message x", 3),
)  # fmt: skip
#: Tails that make a show command write, run a program, or be more than one command.
WRITING = (
    "| redirect flash:x", "| append flash:x", "| tee flash:x", "> flash:x", ">> flash:x", "|redirect flash:x",
    "| no-more | redirect flash:x", "| redir flash:x", "| include a | red flash:x", "\rconfigure", "\nreload now",
    "\x0breload now", "; reload now", "| include `reload`", "| include $(reload)", "| bash", "| sh", "| sed wx",
    "| awk x", "| json | tee x", "|", "| |", "\x85reload", "\u2028reload", "\x16reload", "\treload",
    "| include a|redirect flash:x", "| inc a|red flash:x", "| grep a|tee", "| section a|tee flash:x|b", "| head|reload",
)  # fmt: skip


def _case(chance: random.Random, text: str) -> str:
    return "".join(chance.choice((letter.upper(), letter.lower())) for letter in text)


def _spelling(chance: random.Random) -> str:
    """A command of CHANGING in another case, cut, with other spaces."""
    command, least = chance.choice(CHANGING)
    word, _space, rest = command.partition(" ")
    word = word[: chance.randint(least, len(word))]
    return _case(chance, f"{word}{' ' * chance.randint(1, 3)}{rest}".rstrip())


def test_no_spelling_of_a_changing_command_reads() -> None:
    chance = random.Random(12)
    spellings = [_spelling(chance) for _turn in range(SPELLINGS)]
    assert [each for each in spellings if Command(each).read_only] == []


def test_no_tail_of_a_show_command_that_writes_reads() -> None:
    chance = random.Random(13)
    shows = ("show version", "sh version", "sho ip route", "dir flash:", "more flash:x")
    spellings = [
        f"{_case(chance, chance.choice(shows))} {_case(chance, chance.choice(WRITING))}" for _turn in range(2000)
    ]
    assert [each for each in spellings if Command(each).read_only] == []


def test_no_spelling_of_a_changing_command_configures() -> None:
    chance = random.Random(14)
    leads = ("", "", "do ", "run ", "exec ", "do exec ", "EXE ", "Run do ")
    spellings = [chance.choice(leads) + _spelling(chance) for _turn in range(SPELLINGS)]
    assert [each for each in spellings if not runs_at_once(each)] == []


@pytest.mark.parametrize("line", ["COMMIT", "comm", "RELOAD NOW", "do reload now", "no commit timer", "Write Memory"])
@pytest.mark.parametrize("option", ["lines", "before", "after", "content", "replaced"])
def test_a_change_with_such_a_line_is_refused_before_anything_is_sent(option: str, line: str) -> None:
    args = {
        "lines": None, "src": None, "content": None, "rollback": None, "parents": None, "before": None, "after": None,
        "match": "line", "replace": "line",
    }  # fmt: skip
    text = f"vlan 11\n{line}\n"
    if option == "content":
        args["content"] = text
    elif option == "replaced":
        args |= {"content": f"{text}end\n", "replace": "config"}
    else:
        args |= {"lines": ["vlan 11"], option: [line]}
    with pytest.raises(InputError, match="which is no configuration"):
        build(args, args["content"], lambda: "")


@pytest.mark.parametrize(
    "cmd",
    [
        "show version", "SHOW Version", "sh ver", "show running-config | section bgp", "show ip route | inc 10.0",
        "show log | no-more | grep -v 'x$'", "show version | json", "show version|include a", "dir flash:", "enable",
        "enable 15", "ENABLE", "ping 192.0.2.1", "traceroute 192.0.2.1",
    ],
)  # fmt: skip
def test_reading_commands_read(cmd: str) -> None:
    assert Command(cmd).read_only


@pytest.mark.parametrize(
    "cmd", ["show version", "dir flash:", "more flash:x", "ping 192.0.2.1", "routing-context vrf A"]
)
def test_reading_command_with_input_changes(cmd: str) -> None:
    """Over the CLI, what a command does not read becomes the next command."""
    assert Command(cmd).read_only
    assert not Command(cmd, "reload now\n").read_only
    assert Command("enable", "password").read_only


@pytest.mark.parametrize("cmd", ["enable secret x", "enable password 0 x", "s version", "mo flash:x", "showversion"])
def test_uncertain_commands_count_as_changing(cmd: str) -> None:
    assert not Command(cmd).read_only


@pytest.mark.parametrize(
    "line",
    [
        "reload-delay mlag 300", "end-point", "enable secret 0 x", "no enable password", "alias w write memory",
        "exec /usr/bin/TerminAttr -disableaaa", "format ipfix version 10", "clock timezone UTC", "logging on",
        "log-adjacency-changes", "log", "tcp mss ceiling ipv4 1344 ingress", "l2 mtu 9000",
        "trace Aaa setting x", "class-map type qos match-any a", "no shutdown",
        "default interface Ethernet1", "security", "description do not touch", "session log profile x",
    ],
)  # fmt: skip
def test_configuration_is_taken(line: str) -> None:
    assert not runs_at_once(line)


@pytest.mark.parametrize("opener", ["configure", "CONFIGURE", "conf t", "Config session x"])
def test_a_mode_opened_in_any_spelling_makes_what_follows_changing(opener: str) -> None:
    assert changing([Command(opener), Command("show vlan"), Command("end-x"), Command("show x")]) == {0, 1, 2, 3}


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_a_command_with_a_second_line_is_refused(end: str) -> None:
    with pytest.raises(InputError, match=r"several lines|control character"):
        parse_command(f"show version{end}reload now")


# --- What slips through is found: the session is read back ------------------------------------------------------------

#: A command of a release to come, which no table has.
NEW = "frobnicate all-interfaces now"


def test_no_word_that_configures_begins_a_command() -> None:
    assert CONFIGURES & set(AT_ONCE) == set()
    assert [word for word in CONFIGURES if runs_at_once(f"{word} x")] == []


def test_lines_at_their_default_are_known_to_configure() -> None:
    """They leave no trace. `enable` and `quiesce` may act at once."""
    flags = {rule.pattern for mode in MODES.values() for rule in mode.rules if rule.flag is not None}
    unknown = {pattern.split()[0] for pattern in flags if not configures(pattern)}
    assert unknown == {"enable", "quiesce"}


SHOWN = """\
agent Bgp shutdown
interface Ethernet1
   description frobnicate
   frobnicate 1
ip access-list A
   10 permit ip any any
router bgp 1
   vrf A
      frobnicate 2
   frobnicate 3
"""


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([NEW], [NEW]),
        (["FROBNICATE all"], ["FROBNICATE all"]),
        (["agent Bgp terminate", "agent Bgp shutdown", "agent  bgp SHUTDOWN"], ["agent Bgp terminate"]),
        (["frobnicate 1"], ["frobnicate 1"]),  # it stands in another section
        (["interface Ethernet1", "frobnicate 1"], []),
        (["int et1", "Frobnicate  1", "frobnicate 2"], ["frobnicate 2"]),
        (["interface Ethernet1", "exit", "frobnicate 1"], ["frobnicate 1"]),
        (["interface Ethernet1", "no description", "frobnicate 1"], []),
        (["router bgp 1", "vrf A", "frobnicate 2", "frobnicate 3", "frobnicate 2"], ["frobnicate 2"]),
        (["router bgp 1", "vrf A", "exit", "frobnicate 3"], []),
        (["interface Ethernet1", "interface Ethernet2-3", "frobnicate 1"], ["frobnicate 1"]),  # which mode is not known
        (["interface Ethernet2-3", "agent Bgp shutdown"], []),
        (["  frob x"], ["  frob x"]),
        (["exit", "int et1", "no frobnicate", "def frobnicate", "10 permit ip any any"], []),
        (["int et1", "sw mode access"], ["sw mode access"]),
        (["! a comment", "ptp mode boundary", "Switchport", "interface Ethernet1"], []),
    ],
)
def test_lines_without_a_trace(lines: list[str], left: list[str]) -> None:
    commands = [Command(line) for line in lines]
    places = without_trace(commands, uncertain(commands), SHOWN)
    assert [commands[place].cmd for place in sorted(places)] == left


def test_a_configuration_that_cannot_be_read_shows_nothing() -> None:
    assert without_trace([Command("frob 1")], {0}, "a\n  b\n c\n") == {0}


def test_lines_that_are_known_to_configure_are_not_looked_for() -> None:
    assert uncertain([Command(line) for line in ("interface Ethernet1", "description x", "router bgp 65001")]) == set()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Two switches of a release that has the new command; other labs of this process never see it."""
    ran = Action(lambda _cli, _args, _text: None)
    newer = copy.deepcopy(ACTIONS)
    newer.add("frobnicate <what:line>", ran)
    with (
        mock.patch("lab.eos.cli.ACTIONS", newer),
        Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec("leaf0"), SwitchSpec("leaf1")]) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def run(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    lines = ["ntp server 192.0.2.77", NEW]
    tasks = [
        config("Foresee", {"lines": lines}, check_mode=True),
        config("Apply", {"lines": lines}),
        config("Alone", {"lines": [NEW]}),
        config("On trial", {"lines": lines, "commit_timer": "60s", "confirm": {"commands": ["show version"]}}),
        config("Default", {"parents": ["interface Ethernet1"], "lines": ["lacp port-priority 32768", "description x"]}),
        config("Known", {"lines": ["ntp server 192.0.2.78"]}),
    ]
    hosts = {f"leaf{n}": host_of(lab[f"leaf{n}"], ansible_connection=name) for n, name in enumerate(CONNECTIONS)}
    with isolated_environment(folder) as env:
        return AnsibleRunner(folder, env).playbook([play(tasks, **GO_ON)], inventory(lab, hosts=hosts), "--diff")


@pytest.mark.parametrize("host", ["leaf0", "leaf1"])
@pytest.mark.parametrize("name", ["Foresee", "Apply", "Alone", "On trial"])
def test_a_command_that_ran_at_once_is_reported_and_nothing_is_committed(
    lab: Lab, run: Run, host: str, name: str
) -> None:
    result = run.result(host, name)
    assert f"the switch does not know '{NEW}' as configuration, and has run it at once" in result.msg, result.result
    assert result["changed"] is True  # what the command has changed is not known
    assert ("192.0.2.77" in str(result.result["diff"])) is (name != "Alone")
    assert "192.0.2.77" not in lab[host].running_config()


@pytest.mark.parametrize("host", ["leaf0", "leaf1"])
def test_lines_that_configure_are_applied(lab: Lab, run: Run, host: str) -> None:
    assert [run.result(host, name).status for name in ("Default", "Known")] == ["changed", "changed"]
    assert "192.0.2.78" in lab[host].running_config()
