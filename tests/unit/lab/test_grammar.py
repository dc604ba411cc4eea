# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Patterns, tokens, and where an error is put."""

from __future__ import annotations

import pytest

from lab.eos.errors import InvalidCommand
from lab.eos.grammar import Command, Grammar, parse_pattern
from lab.eos.names import format_ranges, interface_name, natural, parse_ranges


def grammar(*patterns: str) -> Grammar[str]:
    made: Grammar[str] = Grammar()
    for pattern in patterns:
        made.add(pattern, pattern)
    return made


def failure(made: Grammar[str], text: str, *, complete: bool = False) -> str:
    with pytest.raises(InvalidCommand) as caught:
        made.match(Command.parse(text), complete=complete)
    return caught.value.errors[0]


SHOW = grammar("show version", "show vlan [<ids:vlans>]", "show ip (route | interface [<name:interface>])", "show vrf")


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("show version", {}),
        ("  SHOW   Version ", {}),
        ("show vlan", {}),
        ("show vlan 1,3-5", {"ids": [1, 3, 4, 5]}),
        ("show ip interface et2", {"name": "Ethernet2"}),
        ("show ip interface Ethernet 2", {"name": "Ethernet2"}),
        ("show ip route", {}),
    ],
)
def test_matches(text: str, args: dict[str, object]) -> None:
    assert SHOW.match(Command.parse(text)).args == args


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("bogus", "Invalid input (at token 0: 'bogus')"),
        ("show bogus now", "Invalid input (at token 1: 'bogus')"),
        ("show vlan 5000", "Invalid input (at token 2: '5000')"),
        ("show vlan 5-1", "Invalid input (at token 2: '5-1')"),
        ("show version all", "Invalid input (at token 2: 'all')"),
        ("show ver", "Incomplete token (at token 1: 'ver')"),
        ("show ip", "Incomplete command (at token 1: 'ip')"),
    ],
)
def test_errors_name_the_token(text: str, error: str) -> None:
    assert failure(SHOW, text) == error


def test_completion_takes_unique_abbreviations_only() -> None:
    assert SHOW.match(Command.parse("sh ver"), complete=True).line == "show version"
    assert failure(SHOW, "sh v", complete=True) == "Ambiguous command (at token 1: 'v')"


def test_patterns_that_share_words_do_not_mix() -> None:
    made = grammar("a [b] c", "a c d")
    assert made.match(Command.parse("a c d")).rule == "a c d"
    assert made.match(Command.parse("a b c")).rule == "a [b] c"
    assert failure(made, "a b c d") == "Invalid input (at token 3: 'd')"


def test_words_win_over_parameters() -> None:
    made = grammar("neighbor <peer:word>", "neighbor all")
    assert made.match(Command.parse("neighbor all")).rule == "neighbor all"


def test_a_line_keeps_its_spaces() -> None:
    made = grammar("description <text:line>")
    assert made.match(Command.parse("  description  two  words ")).args == {"text": "two  words"}


@pytest.mark.parametrize("pattern", ["a [b", "a b]", "a (b | c", "a <x:unknown>"])
def test_malformed_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"missing|unexpected|unknown"):
        parse_pattern(pattern)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("et1", "Ethernet1"),
        ("ETH1/2", "Ethernet1/2"),
        ("po10", "Port-Channel10"),
        ("Vlan5", "Vlan5"),
        ("ethernet1.100", "Ethernet1.100"),
        ("Xy1", None),
        ("Ethernet", None),
        ("e1", None),
    ],
)
def test_interface_names(text: str, name: str | None) -> None:
    assert interface_name(text) == name


def test_ranges_go_there_and_back() -> None:
    assert format_ranges(parse_ranges("7,1,3-5,4", 1, 10)) == "1,3-5,7"
    with pytest.raises(ValueError, match="0"):
        parse_ranges("0", 1, 10)


def test_natural_order_counts() -> None:
    assert sorted(["Ethernet10", "Ethernet2", "Ethernet1/10", "Ethernet1/9"], key=natural) == [
        "Ethernet1/9",
        "Ethernet1/10",
        "Ethernet2",
        "Ethernet10",
    ]
