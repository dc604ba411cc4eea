# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Matches that entering lines cannot achieve are refused, and say what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.unmet import check_met
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config

RUNNING = """\
interface Ethernet1
   description to spine1
   mtu 9214
!
interface Ethernet2
   description to spine1
!
vlan 10
   name users
   trunk group A
!
ip access-list ADMIN
   10 permit ip host 192.0.2.1 any
   20 permit ip host 192.0.2.2 any
   30 deny ip any any
!
router bgp 65001
   address-family evpn
      neighbor A activate
      neighbor B activate
!
end
"""
PORT, LIST = "interface Ethernet1", "ip access-list ADMIN"
ONE, TWO, THREE = "10 permit ip host 192.0.2.1 any", "20 permit ip host 192.0.2.2 any", "30 deny ip any any"
FAMILY = ["router bgp 65001", "address-family evpn"]


#: By the removal of a section, what goes with it.
GOES = {
    "default interface Ethernet1": ["mtu 9214", "description to spine1"],
    "no vlan 10": ["trunk group A"],
    "no address-family evpn": ["neighbor B activate"],
}


def asked(groups: Sequence[Sequence[Command]]) -> list[str]:
    """The difference that the switch shows after each group."""
    found, gone = [], list[str]()
    for commands in groups:
        entered = [command.cmd for command in commands]
        gone += [line for command in entered for line in GOES.get(command, ()) if line not in entered]
        found.append("\n".join(["--- system:/running-config", "+++ session:/x", *(f"-   {line}" for line in gone)]))
    return found


@pytest.mark.parametrize(
    ("match", "parents", "lines", "words"),
    [
        ("exact", PORT, ["description to spine1"], "further lines: mtu 9214"),
        ("exact", "interface Et1-2", ["description to spine1"], "further lines: mtu 9214"),
        ("exact", "INTERFACE ethernet2,1", ["description to spine1"], "further lines: mtu 9214"),
        ("exact", PORT, ["description to spine1", "no shutdown"], "further lines: mtu 9214"),
        ("exact", "vlan 10-11", ["name users"], "further lines: trunk group A"),
        ("exact", FAMILY, ["neighbor A activate"], "further lines: neighbor B activate"),
        ("strict", LIST, [TWO, ONE], "in another order"),
        ("strict", LIST, [ONE, THREE], "other lines stand ahead of them or between them: 20 permit ip"),
        ("strict", LIST, [TWO, THREE], "other lines stand ahead of them or between them: 10 permit ip"),
    ],
)
def test_unmet_matches_are_refused(match: str, parents: str, lines: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        check_met(Config.from_lines(lines, parents), match, RUNNING, asked)
    assert "in before, the section is emptied first" in caught.value.hint


def test_a_section_that_the_switch_does_not_empty() -> None:
    def refuse(_groups: Sequence[Sequence[Command]]) -> list[str]:
        raise CommandError("invalid command", code=1002)

    fewer = Config.from_lines(["trunk group A"], "vlan 10")
    with pytest.raises(InputError, match="further lines: name users"):
        check_met(fewer, "exact", RUNNING, refuse)
    same = Config.from_lines(["NAME users", "trunk group A"], "vlan 10")
    assert check_met(same, "exact", RUNNING, refuse) is None  # type: ignore[func-returns-value]


def test_all_sections_are_asked_for_at_once() -> None:
    """A line that goes in one section does not count for another one."""
    requests = []

    def count(groups: Sequence[Sequence[Command]]) -> list[str]:
        requests.append(len(groups))
        return asked(groups)

    with pytest.raises(InputError, match="further lines: description to spine1, mtu 9214") as caught:
        check_met(Config.from_lines(["DESCRIPTION x"], "interface Ethernet1-2"), "exact", RUNNING, count)
    assert requests == [2]
    assert "With 'default interface Ethernet1' in before, the section is" in caught.value.hint


def test_several_sections_are_named() -> None:
    given = Config.from_lines(["name x"], "vlan 10-11")
    both = RUNNING.replace("vlan 10", "vlan 11\n   trunk group B\n!\nvlan 10")

    def everything(groups: Sequence[Sequence[Command]]) -> list[str]:
        lines = ["-   trunk group A", "-   trunk group B"]
        return ["\n".join(["---", "+++", *lines[: number + 1]]) for number in range(len(groups))]

    with pytest.raises(InputError) as caught:
        check_met(given, "exact", both, everything)
    assert "With 'no vlan 10' and 'no vlan 11' in before, the sections are emptied" in caught.value.hint


def test_the_blocks_of_a_text_are_judged() -> None:
    met = "hostname x\ninterface Ethernet2\n   description to spine1\n"
    given = Config.parse(f"{met}interface Ethernet1\n   mtu 9214\n")
    with pytest.raises(InputError, match="further lines: description to spine1") as caught:
        check_met(given, "exact", RUNNING, asked)
    assert "'default interface Ethernet1' in before" in caught.value.hint


@pytest.mark.parametrize(
    ("match", "parents", "lines"),
    [
        ("exact", PORT, ["description to spine1", "mtu 9214"]),
        ("exact", "interface Ethernet2", ["DESC to spine1", "no shutdown"]),
        ("exact", "interface Ethernet9", ["mtu 1500"]),
        ("exact", (), ["hostname x"]),
        ("strict", PORT, ["mtu 1500"]),
        ("strict", PORT, ["mtu 9214", "description to spine1"]),
        ("strict", LIST, [ONE, TWO]),
        ("strict", LIST, ["10 permit ip 192.0.2.1/32 any", TWO]),
    ],
)
def test_met_matches_pass(match: str, parents: str, lines: list[str]) -> None:
    assert check_met(Config.from_lines(lines, parents), match, RUNNING, asked) is None  # type: ignore[func-returns-value]
