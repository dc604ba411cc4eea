# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Lines whose order counts, and lines that a text follows: lists, maps, classes, RCF, certificates."""

from __future__ import annotations

from typing import Any

import pytest

from lab.eos.cli import load
from lab.eos.errors import CommandError
from lab.eos.switch import Switch, SwitchSpec

Terminal = Any


def section(terminal: Terminal, heading: str) -> list[str]:
    """The lines below a top-level heading of the running configuration."""
    lines = terminal.switch.running.text().splitlines()
    at = lines.index(heading) + 1
    return lines[at : next(number for number in range(at, len(lines)) if not lines[number].startswith(" "))]


class TestAccessLists:
    @pytest.mark.parametrize("kind", ["ip access-list", "ip access-list standard", "ipv6 access-list"])
    def test_numbers_order_the_entries(self, configure: Terminal, kind: str) -> None:
        configure.all(
            f"{kind} A", "20 deny any", "10 permit host 1.1.1.1", "100 remark last", "permit any", "15 remark b"
        )
        assert section(configure, f"{kind} A") == [
            "   10 permit host 1.1.1.1",
            "   15 remark b",
            "   20 deny any",
            "   100 remark last",
            "   110 permit any",
        ]

    @pytest.mark.parametrize(
        ("line", "left"),
        [
            ("no 10", ["   20 deny ip any any"]),
            ("no 10 permit ip host 1.1.1.1 any", ["   20 deny ip any any"]),
            ("no permit ip host 1.1.1.1 any", ["   20 deny ip any any"]),
            ("default 20", ["   10 permit ip host 1.1.1.1 any"]),
            ("no permit tcp any any", ["   10 permit ip host 1.1.1.1 any", "   20 deny ip any any"]),
            ("resequence", ["   10 permit ip host 1.1.1.1 any", "   20 deny ip any any"]),
            ("resequence 100 5", ["   100 permit ip host 1.1.1.1 any", "   105 deny ip any any"]),
        ],
    )
    def test_entries_are_removed_and_renumbered(self, configure: Terminal, line: str, left: list[str]) -> None:
        configure.all("ip access-list A", "permit ip host 1.1.1.1 any", "deny ip any any", line)
        assert section(configure, "ip access-list A") == left

    def test_a_number_is_not_given_twice(self, configure: Terminal) -> None:
        configure.all("ip access-list A", "10 permit ip any any", "10 permit ip any any")
        with pytest.raises(CommandError, match="Duplicate sequence number"):
            configure.json("10 deny ip any any")
        assert section(configure, "ip access-list A") == ["   10 permit ip any any"]

    def test_counters(self, configure: Terminal) -> None:
        configure.all("ip access-list A", "10 permit ip any any", "counters per-entry")
        assert section(configure, "ip access-list A")[0] == "   counters per-entry"
        configure.all("no counters per-entry", "no ip access-list A")
        assert "ip access-list A" not in configure.switch.running.text()


class TestPrefixLists:
    def test_both_ways_of_entering(self, configure: Terminal) -> None:
        configure.all(
            "ip prefix-list P seq 20 permit 10.0.0.0/8 le 24",
            "ip prefix-list P",
            "seq 10 deny 10.1.0.0/16",
            "permit 192.0.2.0/24",
        )
        assert section(configure, "ip prefix-list P") == [
            "   seq 10 deny 10.1.0.0/16",
            "   seq 20 permit 10.0.0.0/8 le 24",
            "   seq 30 permit 192.0.2.0/24",
        ]
        configure.all("no seq 10", "no ip prefix-list P seq 30")
        assert section(configure, "ip prefix-list P") == ["   seq 20 permit 10.0.0.0/8 le 24"]
        with pytest.raises(CommandError, match="Duplicate sequence number"):
            configure.json("ip prefix-list P seq 20 deny 10.0.0.0/8")


class TestRouteMaps:
    def test_entries_stand_by_number(self, configure: Terminal) -> None:
        configure.all(
            "route-map R deny 20",
            "route-map R permit 100",
            "route-map R permit 10",
            "set community 65000:1 additive",
            "match ip address prefix-list P",
            "match tag 7",
            "set local-preference 200",
            "set ip next-hop 10.0.0.1",
            "continue 20",
        )
        text = configure.switch.running.text()
        assert [line for line in text.splitlines() if line.startswith("route-map")] == [
            "route-map R permit 10",
            "route-map R deny 20",
            "route-map R permit 100",
        ]
        assert section(configure, "route-map R permit 10") == [
            "   match ip address prefix-list P",
            "   match tag 7",
            "   set community 65000:1 additive",
            "   set local-preference 200",
            "   set ip next-hop 10.0.0.1",
            "   continue 20",
        ]
        configure.all("no match ip address prefix-list", "no set local-preference", "no route-map R permit 100")
        assert len(section(configure, "route-map R permit 10")) == 4
        configure.json("no route-map R")
        assert "route-map" not in configure.switch.running.text()

    def test_the_action_of_an_entry_can_change(self, configure: Terminal) -> None:
        configure.all("route-map R permit 10", "match tag 7", "route-map R deny 10")
        assert "route-map R permit 10" not in configure.switch.running.text()
        assert section(configure, "route-map R deny 10") == ["   match tag 7"]


class TestClasses:
    def test_classes_keep_the_order_of_entry(self, configure: Terminal) -> None:
        configure.all(
            "class-map type qos match-any voice",
            "match dscp 46",
            "policy-map type quality-of-service edge",
            "class voice",
            "set traffic-class 5",
            "class bulk",
            "class alpha",
            "set dscp 8",
        )
        classes = [
            line.strip()
            for line in section(configure, "policy-map type quality-of-service edge")
            if line.strip().startswith("class ")
        ]
        assert classes == ["class voice", "class bulk", "class alpha"]
        configure.all("policy-map type quality-of-service edge", "class alpha insert-before bulk", "no class voice")
        assert section(configure, "policy-map type quality-of-service edge") == [
            "   class alpha",
            "      set dscp 8",
            "   !",
            "   class bulk",
        ]
        assert section(configure, "class-map type qos match-any voice") == ["   match dscp 46"]


RCF = "function ACCEPT() {\n  return true;\n}\nEOF"
PEM = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\nEOF\n-----BEGIN KEY-----\nBB==\n-----END KEY-----"


class TestTexts:
    def test_they_print_and_load_as_they_were(self, configure: Terminal) -> None:
        configure.all("router bgp 1", "neighbor 1.1.1.1 rcf in ACCEPT()", "router general", "control-functions")
        configure.json("code", RCF)
        configure.json("code unit second", RCF.replace("ACCEPT", "OTHER"))
        configure.json("management api http-commands")
        configure.json("protocol https certificate", PEM)
        configure.json("banner login", "Welcome\nEOF")
        configure.all("event-handler up", "trigger on-boot")
        configure.json("action bash", "echo 1\necho 2\nEOF")
        configure.all("interface Ethernet1", "description after the texts")
        text = configure.switch.running.text()
        assert f"      code\n{RCF}\n" in text
        assert f"   protocol https certificate\n{PEM}\nEOF\n" in text
        again = Switch(SwitchSpec(name="sw1", ports=4))
        load(again, again.running, text)
        assert again.running.text() == text
        configure.all("router general", "control-functions", "no code unit second")
        assert "OTHER" not in configure.switch.running.text()

    def test_a_new_text_replaces_the_old_one(self, configure: Terminal) -> None:
        configure.all("router general", "control-functions")
        configure.json("code", RCF)
        configure.json("code", RCF.replace("true", "false"))
        text = configure.switch.running.text()
        assert ("return false" in text, "return true" in text) == (True, False)

    def test_their_differences_show_in_a_session(self, terminal: Terminal) -> None:
        terminal.all("enable", "configure session one", "router general", "control-functions")
        terminal.json("code", RCF)
        assert {"+function ACCEPT() {", "+EOF"} <= set(terminal.text("show session-config diffs").splitlines())


def test_ranges_of_vlans_and_interfaces(configure: Terminal) -> None:
    configure.all("vlan 10-12", "name same", "no vlan 11", "interface Ethernet1-2", "shutdown", "default interface Et1")
    assert {number: vlan.name for number, vlan in configure.switch.view.vlans.items()} == {
        1: "default",
        10: "same",
        12: "same",
    }
    assert [configure.switch.interfaces[f"Ethernet{number}"].shutdown for number in (1, 2, 3)] == [False, True, False]
