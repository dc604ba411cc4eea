# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""No spelling makes a command that changes the switch count as reading, or as configuration."""

from __future__ import annotations

import random

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import (
    Command,
    changing,
    parse_command,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.words import runs_at_once
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.candidate import build

SPELLINGS = 2000

#: Commands that change the switch or a session. Each first word may be cut to the given number of letters.
CHANGING = (
    ("commit", 3), ("abort", 2), ("rollback clean-config", 2), ("configure session x", 3), ("configure terminal", 3),
    ("copy running-config startup-config", 3), ("write memory", 2), ("delete flash:x", 3), ("reload now", 3),
    ("bash timeout 5 true", 2), ("clear counters", 2), ("rename flash:a flash:b", 3), ("rmdir flash:a", 2),
    ("mkdir flash:a", 2), ("python-shell", 2), ("end", 3), ("disable", 3), ("zerotouch cancel", 4),
    ("security pki key generate rsa 2048 x.key", 3), ("commit timer 00:05:00", 3), ("erase startup-config", 2),
    ("install source flash:EOS.swi", 3),
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


@pytest.mark.parametrize("cmd", ["enable secret x", "enable password 0 x", "s version", "mo flash:x", "showversion"])
def test_what_is_not_certain_to_read_changes(cmd: str) -> None:
    assert not Command(cmd).read_only


@pytest.mark.parametrize(
    "line",
    [
        "reload-delay mlag 300", "end-point", "enable secret 0 x", "no enable password", "alias w write memory",
        "exec /usr/bin/TerminAttr -disableaaa", "format ipfix version 10", "clock timezone UTC", "logging on",
        "log-adjacency-changes", "trace Aaa setting x", "class-map type qos match-any a", "no shutdown",
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
