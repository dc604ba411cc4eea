# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's addresses, routes and neighbors on the network layer."""

from __future__ import annotations

import pytest

from lab.eos.errors import CommandError
from lab.eos.switch import Switch
from support.lab_switches import build, configure, show, text


@pytest.fixture
def network() -> dict[str, Switch]:
    return build()


@pytest.fixture
def leaf(network: dict[str, Switch]) -> Switch:
    return network["leaf1"]


def _loopback(switch: Switch) -> str:
    return switch.interfaces["Loopback0"].addresses[0]


def _routes(switch: Switch, command: str = "show ip route", vrf: str = "default") -> dict[str, dict[str, object]]:
    routes: dict[str, dict[str, object]] = show(switch, command)["vrfs"][vrf]["routes"]
    return routes


def test_ip_interfaces_are_those_with_an_address(leaf: Switch) -> None:
    model = show(leaf, "show ip interface")["interfaces"]
    assert list(model) == ["Ethernet1", "Ethernet2", "Loopback0", "Management1", "Vlan10"]
    brief = show(leaf, "show ip interface brief")["interfaces"]
    assert {name: entry["interfaceAddress"]["ipAddr"] for name, entry in brief.items()} == {
        name: entry["interfaceAddress"]["primaryIp"] for name, entry in model.items()
    }
    assert "gratuitousArp" not in model["Loopback0"]
    assert show(leaf, "show ip interface Loopback0", revision=2)["interfaces"]["Loopback0"]["gratuitousArp"] is False
    assert f"  Internet address is {_loopback(leaf)}\n" in text(leaf, "show ip interface Loopback0")
    line = next(line for line in text(leaf, "show ip interface brief").splitlines() if line.startswith("Loopback0"))
    assert line.split() == ["Loopback0", _loopback(leaf), "up", "up", "65535"]


def test_ipv6_interfaces_need_to_be_configured(leaf: Switch) -> None:
    with pytest.raises(CommandError, match="No IPv6 configured interfaces"):
        show(leaf, "show ipv6 interface")
    configure(leaf, "interface Ethernet1", "ipv6 address 2001:db8:1::1/64", "interface Ethernet2", "ipv6 enable")
    model = show(leaf, "show ipv6 interface")["interfaces"]
    assert list(model) == ["Ethernet1", "Ethernet2"]
    assert [entry["address"] for entry in model["Ethernet1"]["addresses"]] == ["2001:db8:1::1"]
    assert model["Ethernet2"]["addresses"] == []
    assert model["Ethernet1"]["linkLocal"]["address"].startswith("fe80::")
    assert model["Ethernet1"]["linkLocal"]["address"] != model["Ethernet2"]["linkLocal"]["address"]
    assert "2001:db8:1::1" in text(leaf, "show ipv6 interface brief")
    routes = show(leaf, "show ipv6 route vrf default 2001:db8::/32 longer-prefixes  detail")["routes"]
    assert routes["2001:db8:1::/64"]["vias"] == [{"interface": "Ethernet1"}]


def test_routes_come_from_interfaces_lines_and_neighbors(network: dict[str, Switch], leaf: Switch) -> None:
    far = network["leaf2"]
    peer = show(leaf, "show ip bgp summary")["vrfs"]["default"]["peers"]
    configure(leaf, f"ip route 203.0.113.0/24 {next(iter(peer))} 7", "ip route 203.0.114.0/24 203.0.115.1")
    routes = _routes(leaf)
    assert routes[_loopback(leaf)]["routeType"] == "connected"
    static = routes["203.0.113.0/24"]
    assert (static["routeType"], static["preference"]) == ("static", 7)
    assert static["vias"] == [{"nexthopAddr": next(iter(peer)), "interface": "Ethernet1"}]
    assert "203.0.114.0/24" not in routes
    learned = routes[_loopback(far)]
    assert (learned["routeType"], learned["preference"], learned["directlyConnected"]) == ("eBGP", 200, False)
    assert [via["interface"] for via in learned["vias"]] == ["Ethernet1", "Ethernet2"]  # type: ignore[attr-defined]
    assert routes["192.0.2.0/24"]["routeAction"] == "drop"


def test_routes_go_with_their_links(network: dict[str, Switch], leaf: Switch) -> None:
    far = _loopback(network["leaf2"])
    configure(network["spine1"], "interface Ethernet1", "shutdown")
    assert [via["interface"] for via in _routes(leaf)[far]["vias"]] == ["Ethernet2"]  # type: ignore[attr-defined]
    configure(network["spine2"], "interface Ethernet1", "shutdown")
    assert far not in _routes(leaf)


def test_routes_can_be_chosen(network: dict[str, Switch], leaf: Switch) -> None:
    far = _loopback(network["leaf2"])
    address = far.partition("/")[0]
    assert list(_routes(leaf, f"show ip route {address}")) == [far]
    assert list(_routes(leaf, f"show ip route vrf default {far}")) == [far]
    assert list(_routes(leaf, "show ip route 192.0.2.77")) == ["192.0.2.0/24"]
    assert set(_routes(leaf, "show ip route 10.255.0.0/16 longer-prefixes")) == {
        _loopback(switch) for switch in network.values()
    }
    assert {route["routeType"] for route in _routes(leaf, "show ip route bgp").values()} == {"eBGP"}
    assert _routes(leaf, "show ip route 10.255.0.0/16") == {}


def test_routes_are_those_of_the_vrf(leaf: Switch) -> None:
    configure(
        leaf,
        "vrf instance BLUE",
        "ip routing vrf BLUE",
        "interface Loopback5",
        "vrf BLUE",
        "ip address 203.0.113.5/32",
        "ip route vrf BLUE 0.0.0.0/0 Null0",
    )
    assert list(_routes(leaf, "show ip route vrf BLUE", "BLUE")) == ["0.0.0.0/0", "203.0.113.5/32"]
    everywhere = show(leaf, "show ip route vrf all")["vrfs"]
    assert set(everywhere) == {"BLUE", "default"}
    assert everywhere["BLUE"]["defaultRouteState"] == "reachable"
    assert everywhere["default"]["defaultRouteState"] == "notSet"
    with pytest.raises(CommandError):
        show(leaf, "show ip route vrf GREEN")
    assert "Gateway of last resort:\n" in text(leaf, "show ip route vrf BLUE")


def test_route_text_names_kind_distance_and_next_hops(network: dict[str, Switch], leaf: Switch) -> None:
    lines = text(leaf, "show ip route").splitlines()
    at = next(index for index, line in enumerate(lines) if _loopback(network["leaf2"]) in line)
    assert lines[at].split() == ["B", "E", _loopback(network["leaf2"]), "[200/0]"]
    assert [line.split()[0] for line in lines[at + 1 : at + 3]] == ["via", "via"]
    assert "Gateway of last resort is not set" in lines


def test_route_summary_counts_and_changes_shape_with_its_revision(leaf: Switch) -> None:
    routes = _routes(leaf)
    flat = show(leaf, "show ip route summary")
    second = show(leaf, "show ip route summary", revision=2)
    third = show(leaf, "show ip route summary", revision=3)
    assert flat["totalRoutes"] == second["vrfs"]["default"]["totalRoutes"] == len(routes)
    assert flat["bgpCounts"]["bgpExternal"] == 3
    assert flat["maskLen"]["31"] == 2
    assert set(second) == {"vrfs"}
    assert set(third) == {"vrfs", "protoModelStatus"}
    assert "vrfs" not in show(leaf, "show ip route vrf all summary")


def test_arp_knows_the_far_ends(network: dict[str, Switch], leaf: Switch) -> None:
    model = show(leaf, "show ip arp")
    assert model["totalEntries"] == len(model["ipV4Neighbors"]) == 2
    entry = model["ipV4Neighbors"][0]
    far = network["spine1"].mac_of("Ethernet1").replace(":", "")
    assert (entry["interface"], entry["hwAddress"].replace(".", "")) == ("Ethernet1", far)
    assert show(leaf, "show arp vrf all") == {"vrfs": {"default": model}}
    assert show(leaf, f"show arp {entry['address']}")["ipV4Neighbors"] == [entry]
    assert entry["hwAddress"] in text(leaf, "show arp")
    configure(network["spine1"], "interface Ethernet1", "shutdown")
    assert [each["interface"] for each in show(leaf, "show arp")["ipV4Neighbors"]] == ["Ethernet2"]


def test_routing_state_of_the_switch(leaf: Switch) -> None:
    assert show(leaf, "show ip")["v4RoutingEnabled"] is True
    configure(leaf, "no ip routing", "ipv6 unicast-routing")
    model = show(leaf, "show ip")
    assert (model["v4RoutingEnabled"], model["v6RoutingEnabled"]) == (False, True)
    assert show(leaf, "show ip route")["vrfs"]["default"]["routingDisabled"] is True
    assert "WARNING: IP routing is not enabled" in text(leaf, "show ip route")
