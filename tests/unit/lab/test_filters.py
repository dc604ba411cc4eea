# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Lines whose order counts, and lines that a text follows: lists, maps, classes, RCF, certificates."""

from __future__ import annotations

from typing import Any

import pytest

from lab.eos.cli import load
from lab.eos.errors import CommandError, InvalidCommand
from lab.eos.switch import Switch, SwitchSpec

Terminal = Any


def section(terminal: Terminal, heading: str) -> list[str]:
    """The lines below a top-level heading of the running configuration, with those of a mode that is still open."""
    for frame in terminal.cli.frames:
        if frame.group_change:
            frame.store()
    lines = terminal.switch.running.text().splitlines()
    at = lines.index(heading) + 1
    return lines[at : next(number for number in range(at, len(lines)) if not lines[number].startswith(" "))]


class TestAccessLists:
    @pytest.mark.parametrize(
        ("kind", "one", "every"),
        [
            ("ip access-list", "ip host 1.1.1.1 any", "ip any any"),
            ("ip access-list standard", "host 1.1.1.1", "any"),
            ("ipv6 access-list", "ipv6 host 2001:db8::1 any", "ipv6 any any"),
            ("ipv6 access-list standard", "host 2001:db8::1", "any"),
            ("mac access-list", "any 001c.7300.0001 0000.0000.0000", "any any"),
        ],
    )
    def test_numbers_order_the_entries(self, configure: Terminal, kind: str, one: str, every: str) -> None:
        configure.all(
            f"{kind} A", f"20 deny {every}", f"10 permit {one}", "100 remark last", f"permit {every}", "15 remark b"
        )
        assert section(configure, f"{kind} A") == [
            f"   10 permit {one}",
            "   15 remark b",
            f"   20 deny {every}",
            "   100 remark last",
            f"   110 permit {every}",
        ]

    @pytest.mark.parametrize(
        ("kind", "entry", "token"),
        [
            ("ip access-list", "permit ip any anyy", 3),
            ("ip access-list", "10 deny tcp any any eq nonsense", 6),
            ("ip access-list", "permit something any any", 1),
            ("ip access-list", "permit udp any any established", 4),
            ("ip access-list", "permit tcp 10.0.0.0/33 any", 2),
            ("ip access-list", "permit tcp any any log log", 5),
            ("ip access-list standard", "permit tcp any any", 1),
            ("ipv6 access-list", "permit ipv6 any 10.0.0.0/8", 3),
            ("mac access-list", "permit any 10.0.0.1", 2),
            ("ip prefix-list", "seq 10 permit 10.0.0.0/8 le 33", 5),
            ("ipv6 prefix-list", "seq 10 permit 10.0.0.0/8", 3),
        ],
    )
    def test_an_entry_that_says_nothing_is_refused(
        self, configure: Terminal, kind: str, entry: str, token: int
    ) -> None:
        configure.json(f"{kind} A")
        with pytest.raises(InvalidCommand, match=rf"Invalid input \(at token {token}: "):
            configure.json(entry)

    @pytest.mark.parametrize(
        ("entry", "shown"),
        [
            (
                "permit tcp 10.1.2.3/8 gt 1023 any eq 22 443 log established",
                "permit tcp 10.0.0.0/8 gt 1023 any eq ssh https established log",
            ),
            ("permit vlan inner 10 0x0 ip any any", "permit vlan inner 10 0x0 ip any any"),
            ("permit icmp any any 3 1 ttl eq 5", "permit icmp any any 3 1 ttl eq 5"),
            ("permit ip 0.0.0.0/0 10.0.0.1/32", "permit ip any host 10.0.0.1"),
        ],
    )  # fmt: skip
    def test_entries_have_one_form(self, configure: Terminal, entry: str, shown: str) -> None:
        configure.all("ip access-list A", entry)
        assert section(configure, "ip access-list A") == [f"   10 {shown}"]

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
        assert section(configure, "route-map R permit 10")
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


GROUP_MODES = [
    ("ip access-list A", "10 permit ip any any"),
    ("ip access-list standard A", "10 permit any"),
    ("ipv6 access-list A", "10 permit ipv6 any any"),
    ("mac access-list A", "10 permit any any"),
    ("ip prefix-list P", "seq 10 permit 10.0.0.0/8"),
    ("route-map R permit 10", "match tag 5"),
    ("class-map type qos match-any C", "match dscp 10"),
]


@pytest.mark.parametrize(("heading", "line"), GROUP_MODES)
class TestGroupChangeModes:
    @pytest.mark.parametrize("leave", [["exit"], ["end"], ["hostname other"], ["commit"], ["ip access-list OTHER"]])
    def test_lines_take_effect_when_the_mode_is_left(
        self, configure: Terminal, heading: str, line: str, leave: list[str]
    ) -> None:
        configure.all(heading, line)
        assert heading not in configure.switch.running.text()
        configure.all(*leave)
        assert f"{heading}\n   {line}\n" in configure.switch.running.text()

    def test_abort_discards_them(self, configure: Terminal, heading: str, line: str) -> None:
        configure.all(heading, line, "abort", "hostname still-configuring")
        assert heading not in configure.switch.running.text()
        assert configure.switch.hostname == "still-configuring"

    def test_the_end_of_the_request_stores_them(self, configure: Terminal, heading: str, line: str) -> None:
        configure.all(heading, line)
        configure.cli.close()
        assert f"{heading}\n   {line}\n" in configure.switch.running.text()

    def test_a_stored_section_stays_until_the_mode_is_left(self, configure: Terminal, heading: str, line: str) -> None:
        configure.all(heading, line, "exit", heading, f"no {line}")
        assert f"   {line}\n" in configure.switch.running.text()
        configure.all("exit")
        assert f"   {line}\n" not in configure.switch.running.text()

    def test_abort_in_a_session_ends_the_mode_alone(self, configure: Terminal, heading: str, line: str) -> None:
        configure.all("end", "configure session s", "hostname other", heading, line, "abort")
        assert configure.switch.sessions.get("s").state == "pending"
        diffs = configure.text("show session-config diffs")
        assert "+hostname other" in diffs
        assert heading not in diffs

    def test_commit_in_a_session_is_that_of_the_session(self, configure: Terminal, heading: str, line: str) -> None:
        configure.all("end", "configure session s", "hostname other", heading, line, "commit")
        assert f"{heading}\n   {line}\n" in configure.switch.running.text()
        assert configure.switch.hostname == "other"

    def test_diffs_inside_lack_the_lines(self, configure: Terminal, heading: str, line: str) -> None:
        configure.all("end", "configure session s", heading, line)
        assert heading not in configure.text("show session-config diffs")
        configure.all("exit")
        assert f"+{heading}" in configure.text("show session-config diffs")


def test_leaving_a_class_of_a_policy_stores_nothing_yet(configure: Terminal) -> None:
    heading = "policy-map type quality-of-service P"
    configure.all(heading, "class C", "set dscp 10", "exit")
    assert heading not in configure.switch.running.text()
    configure.all("exit")
    assert "      set dscp 10\n" in configure.switch.running.text()
