# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a configuration becomes when lines are entered."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.merge import merge


def merged(running: str, candidate: str) -> str:
    after, entered = Config.parse(running), Config.parse(candidate)
    merge(after.root, entered.root)
    assert entered == Config.parse(candidate)
    return "\n".join(line for line in after.text().splitlines() if line.strip() != "!")


@pytest.mark.parametrize(
    ("running", "candidate", "expected"),
    [
        pytest.param("", "vlan 10\n   name x", "vlan 10\n   name x", id="new section"),
        pytest.param(
            "vlan 10\n   name x", "vlan 10\n   state active", "vlan 10\n   name x\n   state active", id="new line"
        ),
        pytest.param("hostname a\nip routing", "hostname b", "hostname b\nip routing", id="one value only"),
        pytest.param("hostname a", "hostname a", "hostname a", id="already there"),
        pytest.param(
            "interface Vlan1\n   vrf A\n   mtu 1500",
            "interface Vlan1\n   vrf B",
            "interface Vlan1\n   vrf B\n   mtu 1500",
            id="interface's vrf",
        ),
        pytest.param(
            "router bgp 1\n   vrf A\n      rd 1:1",
            "router bgp 1\n   vrf B",
            "router bgp 1\n   vrf A\n      rd 1:1\n   vrf B",
            id="bgp's vrfs",
        ),
        pytest.param(
            "interface Vlan1\n   ip address 192.0.2.1/31\n   ip address 192.0.2.9/31 secondary",
            "interface Vlan1\n   ip address 192.0.2.3/31",
            "interface Vlan1\n   ip address 192.0.2.3/31\n   ip address 192.0.2.9/31 secondary",
            id="primary address",
        ),
        pytest.param(
            "interface Ethernet1\n   switchport trunk allowed vlan 1-5",
            "interface Ethernet1\n   switchport trunk allowed vlan 7",
            "interface Ethernet1\n   switchport trunk allowed vlan 7",
            id="allowed vlans",
        ),
        pytest.param(
            "interface Ethernet1\n   switchport trunk allowed vlan 1-5",
            "interface Ethernet1\n   switchport trunk allowed vlan add 7",
            "interface Ethernet1\n   switchport trunk allowed vlan 1-5\n   switchport trunk allowed vlan add 7",
            id="added vlans",
        ),
        pytest.param(
            "ntp server a\nlogging host x",
            "ntp server b",
            "ntp server a\nlogging host x\nntp server b",
            id="many values",
        ),
        pytest.param("banner motd\nold\nEOF", "banner motd\nnew\nEOF", "banner motd\nnew\nEOF", id="text"),
        pytest.param("vlan 10\n   !! old", "vlan 10\n   !! new", "vlan 10\n   !! new", id="comment"),
        pytest.param("vlan 10\n   !! old\n   name x", "vlan 10\n   no comment", "vlan 10\n   name x", id="no comment"),
    ],
)
def test_lines_are_added_or_take_the_place_of_others(running: str, candidate: str, expected: str) -> None:
    assert merged(running, candidate) == expected


@pytest.mark.parametrize(
    ("running", "candidate", "expected"),
    [
        pytest.param("vlan 10\nvlan 20", "no vlan 10", "vlan 20", id="a section"),
        pytest.param("router bgp 65001\n   x\nvlan 1", "no router bgp", "vlan 1", id="by its first words"),
        pytest.param(
            "router bgp 1\n   neighbor a x\n   neighbor a y\n   neighbor b x",
            "router bgp 1\n   no neighbor a",
            "router bgp 1\n   neighbor b x",
            id="all of a neighbor",
        ),
        pytest.param("ntp server ab\nntp server a", "no ntp server a", "ntp server ab", id="whole words"),
        pytest.param("vlan 10\n   name x", "vlan 10\n   default name", "vlan 10", id="default"),
        pytest.param("no ip routing", "default ip routing", "", id="default of a negation"),
        pytest.param("ip routing\nip routing vrf A", "no ip routing", "ip routing vrf A", id="a line of its own"),
        pytest.param(
            "ip routing vrf A", "no ip routing", "ip routing vrf A\nno ip routing", id="a line of its own, absent"
        ),
        pytest.param(
            "interface Ethernet1\n   shutdown",
            "interface Ethernet1\n   no shutdown",
            "interface Ethernet1",
            id="no shutdown",
        ),
        pytest.param(
            "interface Ethernet1\n   no switchport",
            "interface Ethernet1\n   switchport",
            "interface Ethernet1\n   switchport",
            id="undone negation",
        ),
        pytest.param("vrf A", "no vlan 10", "vrf A\nno vlan 10", id="nothing to remove"),
        pytest.param(
            "interface Ethernet1/2\n   mtu 9000\nvlan 1",
            "default interface Ethernet1/2",
            "interface Ethernet1/2\nvlan 1",
            id="physical",
        ),
        pytest.param("interface Vlan10\n   mtu 9000\nvlan 1", "no interface Vlan10", "vlan 1", id="virtual"),
        pytest.param("vlan 1", "vlan 2\nno vlan 2", "vlan 1", id="added before"),
        pytest.param(
            "vlan 1\n   name x", "no vlan 1\nvlan 1\n   state active", "vlan 1\n   state active", id="replaced"
        ),
    ],
)
def test_negations_remove(running: str, candidate: str, expected: str) -> None:
    assert merged(running, candidate) == expected


ACL = "ip access-list A\n   10 permit ip any host 192.0.2.1\n   20 deny ip any any"


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        (
            "15 permit ip any host 192.0.2.2",
            ["10 permit ip any host 192.0.2.1", "15 permit ip any host 192.0.2.2", "20 deny ip any any"],
        ),
        ("20 permit ip any any", ["10 permit ip any host 192.0.2.1", "20 permit ip any any"]),
        ("deny ip any any", ["10 permit ip any host 192.0.2.1", "20 deny ip any any"]),
        ("permit tcp any any", ["10 permit ip any host 192.0.2.1", "20 deny ip any any", "permit tcp any any"]),
        ("no 10", ["20 deny ip any any"]),
        ("no deny ip any any", ["10 permit ip any host 192.0.2.1"]),
        ("no deny ip any any\n   deny ip any any", ["10 permit ip any host 192.0.2.1", "deny ip any any"]),
    ],
)
def test_entries_of_lists_stand_by_their_numbers(entered: str, expected: list[str]) -> None:
    after = Config.parse(ACL)
    merge(after.root, Config.parse(f"ip access-list A\n   {entered}").root)
    assert list(after.section("ip access-list A").children) == expected  # type: ignore[union-attr]


def test_entries_of_prefix_lists_and_route_maps_at_the_top() -> None:
    running = "ip prefix-list P seq 10 permit 10.0.0.0/8\nroute-map M permit 20\n   match tag 1\nroute-map N deny 5"
    candidate = "ip prefix-list P seq 5 deny 10.1.0.0/16\nroute-map M permit 10\nroute-map N permit 5"
    assert merged(running, candidate).splitlines() == [
        *("ip prefix-list P seq 5 deny 10.1.0.0/16", "route-map M permit 10", "route-map N permit 5"),
        *("ip prefix-list P seq 10 permit 10.0.0.0/8", "route-map M permit 20", "   match tag 1"),
    ]


def test_merging_nothing_changes_nothing() -> None:
    config = Config.parse(ACL)
    merge(config.root, Config().root)
    assert config == Config.parse(ACL)
    empty = Config()
    merge(empty.root, config.root)
    assert empty == config
