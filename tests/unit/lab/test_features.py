# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Features as tables: what a row makes of a line, its ``no`` form, its header, and each feature's own lines."""

from __future__ import annotations

import pytest

from lab.eos.cli import load
from lab.eos.configure import features
from lab.eos.errors import InvalidCommand
from lab.eos.tree import Config

from .conftest import Terminal


def section(terminal: Terminal, heading: str) -> list[str]:
    """The lines below a heading of the running configuration, without separators."""
    lines = terminal.switch.running.text().splitlines()
    below = lines[lines.index(heading) + 1 :]
    end = next((at for at, line in enumerate(below) if not line.startswith(" ")), len(below))
    return [line[3:] for line in below[:end] if line.strip() != "!"]


def lines(terminal: Terminal, start: str) -> list[str]:
    """The lines of the running configuration that start so."""
    return [line for line in terminal.switch.running.text().splitlines() if line.startswith(start)]


def test_a_row_below_several_modes_stands_for_one_in_each() -> None:
    rows = list(features.read("mode a, b below c\n  word <n:int> ; rank=3\n"))
    assert rows == [(mode, "c", "word <n:int>", {"rank": 3}) for mode in ("a", "b")]


def test_a_row_is_known_from_its_release_on() -> None:
    assert next(features.read("mode a\n  word ; since=4.30"))[3] == {"since": (4, 30)}


def test_an_explicit_no_is_a_line(configure: Terminal) -> None:
    configure.all(
        "router bgp 1", "neighbor 10.0.0.1 remote-as 2", "address-family ipv4", "no neighbor 10.0.0.1 activate"
    )
    heading = "router bgp 1"
    assert "   no neighbor 10.0.0.1 activate" in section(configure, heading)
    configure.json("neighbor 10.0.0.1 activate")
    assert "   neighbor 10.0.0.1 activate" in section(configure, heading)
    configure.json("default neighbor 10.0.0.1 activate")
    assert not [line for line in section(configure, heading) if "activate" in line]


def test_no_neighbor_shutdown_leaves_a_line_and_no_shutdown(configure: Terminal) -> None:
    configure.all("router bgp 1", "neighbor 10.0.0.1 remote-as 2", "neighbor 10.0.0.1 shutdown")
    assert configure.switch.view.bgp is not None
    assert configure.switch.view.bgp.neighbors["10.0.0.1"].shutdown
    configure.json("no neighbor 10.0.0.1 shutdown")
    assert "no neighbor 10.0.0.1 shutdown" in section(configure, "router bgp 1")
    assert not configure.switch.view.bgp.neighbors["10.0.0.1"].shutdown
    configure.json("no neighbor 10.0.0.1")
    assert section(configure, "router bgp 1") == []


def test_bgp_default_ipv4_unicast_is_a_switch(configure: Terminal) -> None:
    configure.all("router bgp 1", "no bgp default ipv4-unicast")
    assert section(configure, "router bgp 1") == ["no bgp default ipv4-unicast"]
    configure.json("bgp default ipv4-unicast")
    assert section(configure, "router bgp 1") == []


def test_active_interfaces_of_ospf(configure: Terminal) -> None:
    configure.all("router ospf 1", "no passive-interface Ethernet1")
    assert section(configure, "router ospf 1") == ["max-lsa 12000"]
    configure.all("passive-interface default", "no passive-interface Ethernet2")
    assert section(configure, "router ospf 1")[:2] == ["passive-interface default", "no passive-interface Ethernet2"]
    configure.json("passive-interface Ethernet2")
    assert "no passive-interface Ethernet2" not in section(configure, "router ospf 1")


def test_an_optional_vrf_tells_lines_apart(configure: Terminal) -> None:
    configure.all("ip route 10.0.0.0/8 10.1.1.1", "ip route vrf A 10.0.0.0/8 10.1.1.1 track bfd 200 name x")
    configure.json("ip route vrf A 10.0.0.0/8 Ethernet1 10.1.1.2")
    assert lines(configure, "ip route") == [
        "ip route 10.0.0.0/8 10.1.1.1",
        "ip route vrf A 10.0.0.0/8 Ethernet1 10.1.1.2",
        "ip route vrf A 10.0.0.0/8 10.1.1.1 track bfd 200 name x",
    ]
    configure.json("no ip route vrf A 10.0.0.0/8 10.1.1.1")
    assert len(lines(configure, "ip route")) == 2
    configure.json("no ip route vrf A 10.0.0.0/8")
    assert lines(configure, "ip route") == ["ip route 10.0.0.0/8 10.1.1.1"]


def test_a_header_keeps_its_values(configure: Terminal) -> None:
    configure.all("router path-selection", "path-group INET id 101", "keepalive interval auto", "exit")
    configure.all("path-group INET", "no keepalive interval")
    assert section(configure, "router path-selection") == ["path-group INET id 101"]


def test_words_with_capitals_are_written_so(configure: Terminal) -> None:
    configure.json("snmp-server engineid local f5717f000000")
    assert lines(configure, "snmp-server") == ["snmp-server engineID local f5717f000000"]


def test_ranges_of_vlans_stay_one_line(configure: Terminal) -> None:
    configure.json("no spanning-tree vlan-id 4093,4094")
    assert lines(configure, "no spanning-tree") == ["no spanning-tree vlan-id 4093-4094"]


def test_a_comment_keeps_its_indentation(configure: Terminal) -> None:
    text = "interface Ethernet1\n   !! first\n   !!    second\n!\nvlan 7\n   comment\n  deep\n   EOF\n!\n"
    load(configure.switch, configure.switch.running, text)
    again = Config()
    load(configure.switch, again, configure.switch.running.text())
    assert again.text() == configure.switch.running.text()
    assert "   !!    second" in again.text()


@pytest.mark.parametrize(
    ("mode", "line"),
    [
        ("", "lldp timer 30"),
        ("", "lldp hold-time 120"),
        ("", "clock timezone UTC"),
        ("", "lacp system-priority 32768"),
        ("", "ntp qos dscp 0"),
        ("interface Ethernet1", "lacp timer normal"),
        ("interface Ethernet1", "switchport access vlan 1"),
        ("mlag configuration", "heartbeat-interval 4000"),
    ],
)
def test_a_line_that_says_the_default_is_not_kept(configure: Terminal, mode: str, line: str) -> None:
    configure.all(*([mode] if mode else []))
    before = configure.switch.running.text()
    configure.json(line)
    assert configure.switch.running.text() == before


def test_the_limit_of_an_ospf_process_is_always_shown(configure: Terminal) -> None:
    configure.json("router ospf 1")
    assert section(configure, "router ospf 1") == ["max-lsa 12000"]
    configure.json("max-lsa 500")
    assert section(configure, "router ospf 1") == ["max-lsa 500"]
    configure.json("no max-lsa")
    assert section(configure, "router ospf 1") == ["max-lsa 12000"]
    configure.json("no router ospf 1")
    assert not lines(configure, "router ospf")


def test_static_routes_stand_by_prefix_and_distance(configure: Terminal) -> None:
    configure.all("ip route 10.0.0.0/8 Ethernet1 10.1.1.1 track bfd 200", "ip route vrf A 9.0.0.0/8 Null0")
    configure.all("ip route 10.0.0.0/8 Management1", "ip route 9.0.0.0/8 Null0")
    assert lines(configure, "ip route") == [
        "ip route 9.0.0.0/8 Null0",
        "ip route 10.0.0.0/8 Management1",
        "ip route 10.0.0.0/8 Ethernet1 10.1.1.1 track bfd 200",
        "ip route vrf A 9.0.0.0/8 Null0",
    ]


def test_several_notifications_of_one_line(configure: Terminal) -> None:
    configure.json("snmp-server enable traps bgp established backward-transition")
    assert lines(configure, "snmp-server") == [
        "snmp-server enable traps bgp established",
        "snmp-server enable traps bgp backward-transition",
    ]
    configure.json("default snmp-server enable traps bgp established backward-transition")
    assert not lines(configure, "snmp-server")


def test_fips_restrictions_are_those_of_all_processes(configure: Terminal) -> None:
    configure.all("router ospfv3", "address-family ipv6", "exit", "exit", "router ospfv3 vrf A", "fips restrictions")
    assert configure.switch.running.text().count("fips restrictions") == 3
    configure.all("router ospfv3", "address-family ipv6", "no fips restrictions")
    assert "fips restrictions" not in configure.switch.running.text()


@pytest.mark.parametrize(
    ("mode", "line", "token"),
    [
        ("", "ntp server 192.0.2.1 prefer prefer", 4),
        ("", "lldp timer 4", 2),
        ("", "snmp-server enable traps weather", 3),
        ("router ospf 1", "max-lsa many", 1),
        ("router ospf 1", "area 2 filter everything", 3),
        ("route-map R permit 10", "match weather sunny", 1),
        ("route-map R permit 10", "set local-preference much", 2),
        ("route-map R permit 10", "set community 65000:1 often", 3),
        ("route-map R permit 10", "set extcommunity rt 65000", 3),
        ("", "ip community-list C permit 65000:x", 4),
        ("router bgp 1", "bgp nonsense", 1),
        ("router bgp 1", "bgp cluster-id x", 2),
        ("router bgp 1", "neighbor 10.0.0.1 send-community everything", 3),
        ("router ospf 1", "default-information originate metric 1 metric 2", 4),
    ],
)
def test_unmatched_entry_is_named(configure: Terminal, mode: str, line: str, token: int) -> None:
    configure.all(*([mode] if mode else []))
    with pytest.raises(InvalidCommand, match=rf"Invalid input \(at token {token}: "):
        configure.json(line)


#: A line of each feature, in its mode: what is entered, and what the switch shows of it.
EXAMPLES = [
    (("interface Et1", "dot1x timeout reauth-period server"), "   dot1x timeout reauth-period server"),
    (("interface Et1", "dot1x port-control force-authorized phone"), "   dot1x port-control force-authorized phone"),
    (("interface Et1", "switchport phone trunk untagged phone"), "   switchport phone trunk untagged phone"),
    (("interface Et1", "poe limit 15.4 watts fixed"), "   poe limit 15.4 watts fixed"),
    (("interface Vlan10", "ip address virtual 10.0.0.1/24 secondary"), "   ip address virtual 10.0.0.1/24 secondary"),
    (
        ("interface Et1", "isis authentication key-id 7 algorithm sha-512 rfc-5310 key 7 X level-1"),
        "   isis authentication key-id 7 algorithm sha-512 rfc-5310 key 7 X level-1",
    ),
    (("interface Dps1", "mtu 9194"), "interface Dps1"),
    (("router bfd", "sbfd", "reflector min-rx 300"), "      reflector min-rx 300"),
    (("router adaptive-virtual-topology", "topology role transit region"), "   topology role transit region"),
    (("application traffic recognition", "application ipv4 A", "protocol tcp"), "      protocol tcp"),
    (("ip security", "sa policy A", "pfs dh-group 14"), "      pfs dh-group 14"),
    (("router bgp 1", "redistribute ospf match nssa-external 1"), "   redistribute ospf match nssa-external 1"),
    (("route-map R permit 10", "set as-path prepend 65001 65001", "exit"), "   set as-path prepend 65001 65001"),
    (
        ("route-map R permit 10", "set extcommunity soo 1:1 rt 2:2 additive", "exit"),
        "   set extcommunity soo 1:1 rt 2:2 additive",
    ),
    (("route-map R permit 10", "set metric 5 +igp-metric", "exit"), "   set metric 5 +igp-metric"),
    (("ip community-list C permit 65000:1 no-export",), "ip community-list C permit 65000:1 no-export"),
    (("router bgp 1", "bgp additional-paths send ecmp limit 8"), "   bgp additional-paths send ecmp limit 8"),
    (("router bgp 1", "neighbor G send-community extended large"), "   neighbor G send-community extended large"),
    (("router bgp 1", "vlan 5", "redistribute router-mac system"), "      redistribute router-mac system"),
    (("sflow vrf A destination 10.0.0.1",), "sflow vrf A destination 10.0.0.1"),
    (("vlan internal order descending range 1006 1199",), "vlan internal order descending range 1006 1199"),
    (("flow tracking hardware", "tracker T", "record export on interval 1000"), "      record export on interval 1000"),
    (("dhcp server", "subnet 10.1.2.3/24", "range 10.1.2.5 10.1.2.9"), "   subnet 10.1.2.0/24"),
    (("qos profile Q", "tx-queue 3", "no priority", "exit", "exit"), "      no priority"),
    (("router traffic-engineering", "router-id ipv4 10.0.0.1"), "   router-id ipv4 10.0.0.1"),
    (("snmp-server user U G remote 192.0.2.1 udp-port 16 v3",), "snmp-server user U G remote 192.0.2.1 udp-port 16 v3"),
    (("interface Vlan4", "ipv6 address fe80::2/64 link-local"), "   ipv6 address fe80::2/64 link-local"),
    (("mlag configuration", "peer-address 2001:db8::1"), "   peer-address 2001:db8::1"),
    (("monitor connectivity", "host H", "description of it"), "      description of it"),
    (
        ("router bgp 1", "neighbor N missing-policy address-family all include prefix-list direction in action deny"),
        "   neighbor N missing-policy address-family all include prefix-list direction in action deny",
    ),
    (("ntp qos dscp 10",), "ntp qos dscp 10"),
    (("ntp serve ip access-group A in",), "ntp serve ip access-group A in"),
    (
        ("ntp server vrf A 192.0.2.1 key 7 burst minpoll 13 prefer",),
        "ntp server vrf A 192.0.2.1 prefer burst minpoll 13 key 7",
    ),
    (("ip route 192.0.2.0/25 Null0 9 name x metric 5 tag 3",), "ip route 192.0.2.0/25 Null0 9 tag 3 name x metric 5"),
    (
        ("router ospf 7", "default-information originate route-map M always"),
        "   default-information originate always route-map M",
    ),
    (
        ("router ospf 7", "max-lsa 8000 40 reset-time 20 ignore-count 3"),
        "   max-lsa 8000 40 ignore-count 3 reset-time 20",
    ),
    (
        ("router ospfv3 vrf A", "address-family ipv4", "area 3 range 192.0.2.0/24 cost 3"),
        "      area 0.0.0.3 range 192.0.2.0/24 cost 3",
    ),
    (("router ospfv3", "timers pacing flood 7"), "   timers pacing flood 7"),
    (("interface Et1", "ospfv3 ipv6 area 3"), "   ospfv3 ipv6 area 0.0.0.3"),
    (("lldp timer reinitialization 5",), "lldp timer reinitialization 5"),
    (("snmp-server community c view v l",), "snmp-server community c view v ro l"),
    (("snmp-server community c rw",), "snmp-server community c rw"),
    (
        ("router bgp 1", "vrf A", "address-family ipv6", "route-target export vpn-ipv6 33:11"),
        "         route-target export vpn-ipv6 33:11",
    ),
    (
        ("logging policy match invert-result match-list L discard",),
        "logging policy match inverse-result match-list L discard",
    ),
    (("snmp-server host h version 3 priv u udp-port 23",), "snmp-server host h version 3 priv u udp-port 23"),
    (("ip route 192.0.2.0/25 Nexthop-Group G tag 42",), "ip route 192.0.2.0/25 Nexthop-Group G tag 42"),
    (("router ospf 7", "area 50 range 192.0.2.0/24 cost 34"), "   area 0.0.0.50 range 192.0.2.0/24 cost 34"),
    (("router ospf 7", "redistribute isis level-1"), "   redistribute isis level-1"),
    (("interface Et1", "ip ospf mtu-ignore"), "   ip ospf mtu-ignore"),
    (("username u privilege 15 shell /bin/bash nopassword",), "username u privilege 15 shell /bin/bash nopassword"),
]  # fmt: skip


@pytest.mark.parametrize(("entered", "shown"), EXAMPLES, ids=[" / ".join(entered) for entered, _shown in EXAMPLES])
def test_a_feature_is_entered_shown_and_removed(configure: Terminal, entered: tuple[str, ...], shown: str) -> None:
    before = configure.switch.running.text()
    configure.all(*entered)
    text = configure.switch.running.text()
    assert shown in text.splitlines()
    again = Config()
    load(configure.switch, again, text)
    assert again.text() == text
    configure.all("end", "configure", _removal(entered[0]))
    assert configure.switch.running.text() == before


def _removal(heading: str) -> str:
    """What takes all of a section away: a port stays, and has its defaults again."""
    if heading.startswith("username"):
        return f"no {' '.join(heading.split()[:2])}"
    return f"{'default' if heading.startswith('interface Et') else 'no'} {heading}"


@pytest.mark.parametrize(
    "refused",
    [
        ("interface Et1", "dot1x timeout tx-period 0"),
        ("interface Et1", "poe priority urgent"),
        ("interface Et1", "ip address virtual 10.0.0.1"),
        ("router bgp 1", "redistribute frobnication"),
        ("ip security", "sa policy A", "esp encryption rot13"),
        ("flow tracking hardware", "tracker T", "record export on interval 1"),
        ("qos profile Q", "tx-queue 12"),
        ("dhcp server", "subnet 10.1.2.3"),
    ],
)
def test_values_out_of_range_are_refused(configure: Terminal, refused: tuple[str, ...]) -> None:
    configure.all(*refused[:-1])
    with pytest.raises(InvalidCommand):
        configure.json(refused[-1])


def test_lines_of_a_vrf_stay_in_the_vrf(configure: Terminal) -> None:
    """A line that the mode of a VRF did not know would be taken by the process above it, without a word."""
    inside = (
        "shutdown",
        "distance bgp 20 200 200",
        "neighbor 10.0.0.1 bfd interval 300 min-rx 300 multiplier 3",
        "default-metric 7",
        "ucmp link-bandwidth recursive",
        "neighbor 10.0.0.1 maximum-routes 15000 warning-limit 50 percent",
        "neighbor interface Ethernet1 peer-group G remote-as 65001 peer-filter F",
    )
    configure.all("router bgp 1", "vrf instance RED", "router bgp 1", "vrf RED", *inside, "evpn multicast")
    found = section(configure, "router bgp 1")
    assert found[0] == "vrf RED"
    assert {line.strip() for line in found[1:]} >= {*inside, "evpn multicast"}


def test_the_trigger_of_an_event_handler_has_a_mode(configure: Terminal) -> None:
    configure.all("event-handler a", "trigger on-logging", "poll interval 10", "regex ab*", "exit", "action log")
    assert section(configure, "event-handler a") == [
        *("trigger on-logging", "   poll interval 10", "   regex ab*", "action log")
    ]
    configure.all("no event-handler a", "event-handler a", "trigger on-boot")
    assert section(configure, "event-handler a") == ["trigger on-boot"]


def test_lists_of_numbers_may_have_spaces(configure: Terminal) -> None:
    configure.all("traffic-policies", "field-set l4-port P", "10, 20-30,40", "exit", "traffic-policy A", "match B ipv4")
    configure.json("ttl 10, 20-30")
    found = [line.strip() for line in section(configure, "traffic-policies")]
    assert {"10,20-30,40", "ttl 10,20-30"} <= set(found)
    with pytest.raises(InvalidCommand):
        configure.json("ttl 10, x")


def test_no_name_server_takes_those_of_every_vrf(configure: Terminal) -> None:
    configure.all("ip name-server 192.0.2.1", "ip name-server vrf MGMT 192.0.2.2")
    with pytest.raises(InvalidCommand):
        configure.json("ip name-server")
    assert len(lines(configure, "ip name-server")) == 2
    configure.json("no ip name-server")
    assert lines(configure, "ip name-server") == []
