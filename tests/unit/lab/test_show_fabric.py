# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Routes follow the configuration of the whole network: OSPF, IS-IS, BGP in VRFs and between loopbacks, EVPN."""

from __future__ import annotations

from typing import Any

import pytest

from lab.eos.switch import Switch
from support.lab_switches import build, configure, show, text


@pytest.fixture
def network() -> dict[str, Switch]:
    return build()


def _routes(switch: Switch, rest: str = "", vrf: str = "default") -> dict[str, dict[str, Any]]:
    return dict(show(switch, f"show ip route {rest}".strip())["vrfs"][vrf]["routes"])


def _loopback(switch: Switch) -> str:
    return switch.interfaces["Loopback0"].addresses[0]


def _without_bgp(network: dict[str, Switch], *lines: str) -> None:
    for switch in network.values():
        assert switch.view.bgp is not None
        configure(switch, f"no router bgp {switch.view.bgp.asn}", *lines)


def _cabled(switch: Switch, *lines: str) -> list[str]:
    return [line for port in switch.links for line in (f"interface {port}", *lines, "exit")]


# -- OSPF ------------------------------------------------------------------------------------------------------------


def test_ospf_routes_have_every_next_hop_of_equal_cost(network: dict[str, Switch]) -> None:
    _without_bgp(network, "router ospf 1", "network 10.0.0.0/8 area 0")
    leaf, other = network["leaf1"], network["leaf2"]
    route = _routes(leaf, "ospf")[_loopback(other)]
    assert (route["routeType"], route["preference"], route["metric"]) == ("ospfIntraArea", 110, 30)
    assert {via["interface"] for via in route["vias"]} == {"Ethernet1", "Ethernet2"}
    assert f" O        {_loopback(other)} [110/30]" in text(leaf, "show ip route")
    configure(leaf, "interface Ethernet1", "ip ospf cost 100")
    assert [via["interface"] for via in _routes(leaf)[_loopback(other)]["vias"]] == ["Ethernet2"]
    configure(network["spine2"], "interface Ethernet1", "shutdown")
    assert _routes(leaf)[_loopback(other)]["metric"] == 120
    counts = show(leaf, "show ip route summary", revision=3)["vrfs"]["default"]["ospfCounts"]
    assert counts["ospfTotal"] == counts["ospfIntraArea"] == len(_routes(leaf, "ospf"))
    configure(leaf, "interface Ethernet1", "ip ospf area 0.0.0.9")
    assert _routes(leaf, "ospf") == {}


def test_ospf_between_areas_and_from_outside(network: dict[str, Switch]) -> None:
    _without_bgp(network)
    spine, leaf, other = network["spine1"], network["leaf1"], network["leaf2"]
    ports = {link.neighbor.name: port for port, link in spine.links.items()}
    configure(
        spine,
        *("router ospf 1", "exit", f"interface {ports['leaf1']}", "ip ospf area 0.0.0.0"),
        *(f"interface {ports['leaf2']}", "ip ospf area 0.0.0.7"),
    )
    configure(leaf, "router ospf 1", "network 0.0.0.0/0 area 0", "redistribute static", "exit")
    configure(leaf, "ip route 203.0.113.0/24 Null0")
    configure(other, "router ospf 1", "network 0.0.0.0/0 area 7")
    found = _routes(other, "ospf")
    assert found[_loopback(leaf)]["routeType"] == "ospfInterArea"
    assert found[_loopback(leaf)]["metric"] == 30
    assert found["203.0.113.0/24"]["routeType"] == "ospfExternalType2"
    assert "O IA" in text(other, "show ip route")
    assert "O E2" in text(other, "show ip route ospf")
    configure(leaf, "router ospf 1", "default-information originate always")
    assert show(other, "show ip route")["vrfs"]["default"]["defaultRouteState"] == "reachable"


# -- IS-IS -----------------------------------------------------------------------------------------------------------


def _isis(switch: Switch, number: int, area: str, kind: str) -> None:
    lines = _cabled(switch, "isis enable CORE", "isis network point-to-point")
    configure(switch, "router isis CORE", f"net {area}.0000.0000.000{number}.00", f"is-type {kind}", "exit", *lines)
    configure(switch, "interface Loopback0", "isis enable CORE", "isis passive")


def test_isis_levels(network: dict[str, Switch]) -> None:
    _without_bgp(network)
    leaf, other = network["leaf1"], network["leaf2"]
    _isis(network["spine1"], 1, "49.0001", "level-1-2")
    _isis(network["spine2"], 2, "49.0002", "level-2")
    _isis(leaf, 3, "49.0001", "level-1")
    _isis(other, 4, "49.0002", "level-2")
    assert _routes(leaf, "isis")["0.0.0.0/0"]["routeType"] == "ISISLevel1"
    assert _loopback(other) not in _routes(leaf)
    seen = _routes(other, "isis")[_loopback(leaf)]
    assert (seen["routeType"], seen["preference"], seen["metric"]) == ("ISISLevel2", 115, 30)
    assert "I L2" in text(other, "show ip route")
    assert show(other, "show ip route summary", revision=3)["vrfs"]["default"]["isisCounts"]["isisLevel1"] == 0
    configure(other, "router isis CORE", "net 49.0002.0000.0000.0004.00", "shutdown")
    assert _routes(other, "isis") == {}


# -- BGP -------------------------------------------------------------------------------------------------------------


def _peers(switch: Switch, command: str, vrf: str = "default") -> dict[str, Any]:
    return dict(show(switch, command)["vrfs"][vrf]["peers"])


def test_bgp_in_a_vrf_over_subinterfaces(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    assert leaf.view.bgp is not None
    assert spine.view.bgp is not None
    numbers = {"leaf1": leaf.view.bgp.asn, "spine1": spine.view.bgp.asn}
    ends = (leaf, "Ethernet1", 0), (spine, leaf.links["Ethernet1"].neighbor_port, 1)
    for switch, port, at in ends:
        far = ends[1 - at][0]
        configure(
            switch,
            *("vrf instance RED", "ip routing vrf RED", f"interface {port}.30", "encapsulation dot1q vlan 30"),
            *("vrf RED", f"ip address 192.0.2.{2 * 8 + at}/31", "interface Loopback9", "vrf RED"),
            *(f"ip address 198.51.100.{at + 1}/32", f"router bgp {numbers[switch.name]}", "vrf RED"),
            *(f"neighbor 192.0.2.{2 * 8 + 1 - at} remote-as {numbers[far.name]}", "redistribute connected"),
        )
    assert "192.0.2.17" not in _peers(leaf, "show ip bgp summary")
    (peer,) = _peers(leaf, "show ip bgp summary vrf RED", "RED").values()
    assert (peer["peerState"], peer["prefixAccepted"]) == ("Established", 1)
    assert _routes(leaf, "vrf RED", "RED")["198.51.100.2/32"]["vias"][0]["interface"] == "Ethernet1.30"
    assert "198.51.100.2/32" not in _routes(leaf)
    assert set(show(leaf, "show ip bgp summary vrf all")["vrfs"]) == {"default", "RED"}
    assert "VRF RED" in text(leaf, "show ip bgp summary vrf RED")
    configure(spine, f"interface {ends[1][1]}.30", "encapsulation dot1q vlan 31")
    (peer,) = _peers(leaf, "show ip bgp summary vrf RED", "RED").values()
    assert peer["peerState"] == "Active"


def test_internal_bgp_between_loopbacks_needs_a_route_and_a_reflector(network: dict[str, Switch]) -> None:
    _without_bgp(network, "router ospf 1", "network 10.0.0.0/8 area 0")
    spine, leaf, other = network["spine1"], network["leaf1"], network["leaf2"]
    addresses = {switch.name: _loopback(switch).split("/")[0] for switch in network.values()}
    for switch in (leaf, other):
        configure(
            switch,
            *("router bgp 65000", f"neighbor {addresses['spine1']} remote-as 65000"),
            *(f"neighbor {addresses['spine1']} update-source Loopback0", "redistribute static"),
        )
    configure(other, "ip route 203.0.113.0/24 Null0")
    clients = [f"neighbor {addresses[name]} peer group LEAVES" for name in ("leaf1", "leaf2")]
    group = ("neighbor LEAVES peer group", "neighbor LEAVES remote-as 65000", "neighbor LEAVES update-source Loopback0")
    configure(spine, "router bgp 65000", *group, *clients)
    (peer,) = _peers(leaf, "show ip bgp summary").values()
    assert peer["peerState"] == "Established"
    assert "203.0.113.0/24" not in _routes(leaf)
    configure(spine, "router bgp 65000", "neighbor LEAVES route-reflector-client")
    route = _routes(leaf)["203.0.113.0/24"]
    assert (route["routeType"], route["preference"]) == ("iBGP", 200)
    assert {via["interface"] for via in route["vias"]} == {"Ethernet1", "Ethernet2"}
    path = show(leaf, "show ip bgp 203.0.113.0/24")["vrfs"]["default"]["bgpRouteEntries"]["203.0.113.0/24"]
    assert path["bgpRoutePaths"][0]["nextHop"] == addresses["leaf2"]
    configure(leaf, "router bgp 65000", "distance bgp 20 90 200")
    assert _routes(leaf)["203.0.113.0/24"]["preference"] == 90
    configure(leaf, "router ospf 1", "shutdown")
    (peer,) = _peers(leaf, "show ip bgp summary").values()
    assert peer["peerState"] != "Established"


# -- EVPN ------------------------------------------------------------------------------------------------------------


def _overlay(switch: Switch, peers: dict[str, str], community: str = "send-community extended") -> list[str]:
    assert switch.view.bgp is not None
    lines = [
        *(f"router bgp {switch.view.bgp.asn}", "neighbor OVERLAY peer group", "neighbor OVERLAY ebgp-multihop 3"),
        *("neighbor OVERLAY update-source Loopback0", f"neighbor OVERLAY {community}"),
    ]
    for address, asn in peers.items():
        lines += [f"neighbor {address} peer group OVERLAY", f"neighbor {address} remote-as {asn}"]
    lines += ["address-family evpn", "neighbor OVERLAY activate", "exit"]
    return [*lines, "address-family ipv4", "no neighbor OVERLAY activate", "exit"]


def _endpoint(switch: Switch, number: int) -> list[str]:
    assert switch.view.bgp is not None
    return [
        *("vrf instance RED", "ip routing vrf RED", f"interface Loopback9{number}", "vrf RED"),
        *(f"ip address 198.51.100.{number}/32", "interface Vxlan1", "vxlan source-interface Loopback0"),
        *("vxlan vlan 20 vni 10020", "vxlan vrf RED vni 50001", f"router bgp {switch.view.bgp.asn}"),
        *("vlan 20", f"rd 10.0.0.{number}:20", "route-target both 20:20", "redistribute learned", "exit"),
        *("vrf RED", f"rd 10.0.0.{number}:1", "route-target import evpn 1:1", "route-target export evpn 1:1"),
        "redistribute connected",
    ]


@pytest.fixture
def fabric(network: dict[str, Switch]) -> dict[str, Switch]:
    """EVPN between the leaves through both spines, over sessions between loopbacks."""
    leaves = [switch for name, switch in network.items() if name.startswith("leaf")]
    spines = [switch for name, switch in network.items() if name.startswith("spine")]
    numbers = {switch.name: switch.view.bgp.asn for switch in network.values() if switch.view.bgp is not None}
    for near, far in ((leaves, spines), (spines, leaves)):
        for switch in near:
            peers = {_loopback(other).split("/")[0]: numbers[other.name] for other in far}
            configure(switch, *_overlay(switch, peers))
    for number, leaf in enumerate(leaves, 1):
        configure(leaf, *_endpoint(leaf, number))
    return network


def test_evpn_sessions_and_routes(fabric: dict[str, Switch]) -> None:
    leaf, other = fabric["leaf1"], fabric["leaf2"]
    peers = _peers(leaf, "show bgp evpn summary")
    assert {peer["peerState"] for peer in peers.values()} == {"Established"}
    assert set(peers) == {_loopback(fabric[name]).split("/")[0] for name in ("spine1", "spine2")}
    assert not set(peers) & set(_peers(leaf, "show ip bgp summary"))
    vtep = _loopback(other).split("/")[0]
    routes = show(leaf, "show bgp evpn route-type imet")["evpnRoutes"]
    assert f"RD: 10.0.0.2:20 imet {vtep}" in routes
    paths = show(leaf, "show bgp evpn")["evpnRoutes"]["RD: 10.0.0.2:1 ip-prefix 198.51.100.2/32"]["evpnRoutePaths"]
    assert [path["routeType"]["active"] for path in paths] == [True, False]
    assert {path["nextHop"] for path in paths} == {vtep}
    families = show(leaf, "show bgp summary")["vrfs"]["default"]["peers"][next(iter(peers))]
    assert families["l2VpnEvpn"]["afiSafiState"] == "negotiated"
    assert "ipv4Unicast" not in families
    assert f"RD: 10.0.0.2:20 imet {vtep}" in text(leaf, "show bgp evpn")
    assert "Estab" in text(leaf, "show bgp evpn summary")


def test_evpn_prefixes_are_taken_over_by_route_target(fabric: dict[str, Switch]) -> None:
    leaf, other = fabric["leaf1"], fabric["leaf2"]
    route = _routes(leaf, "vrf RED", "RED")["198.51.100.2/32"]
    vtep = _loopback(other).split("/")[0]
    assert [(via["vtepAddr"], via["vni"]) for via in route["vias"]] == [(vtep, 50001)]
    assert f"via VTEP {vtep} VNI 50001" in text(leaf, "show ip route vrf RED")
    assert other.view.bgp is not None
    configure(other, f"router bgp {other.view.bgp.asn}", "vrf RED", "no route-target export evpn 1:1")
    assert "198.51.100.2/32" not in _routes(leaf, "vrf RED", "RED")
    configure(other, f"router bgp {other.view.bgp.asn}", "vrf RED", "route-target export evpn 1:1")
    for spine in (fabric["spine1"], fabric["spine2"]):
        assert spine.view.bgp is not None
        configure(spine, f"router bgp {spine.view.bgp.asn}", "no neighbor OVERLAY send-community")
    assert "198.51.100.2/32" not in _routes(leaf, "vrf RED", "RED")


def test_evpn_goes_with_its_underlay(fabric: dict[str, Switch]) -> None:
    leaf = fabric["leaf1"]
    for port in leaf.links:
        configure(leaf, f"interface {port}", "shutdown")
    assert {peer["peerState"] for peer in _peers(leaf, "show bgp evpn summary").values()} == {"Active"}
    assert "198.51.100.2/32" not in _routes(leaf, "vrf RED", "RED")
