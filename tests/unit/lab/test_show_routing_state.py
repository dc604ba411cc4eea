# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""OSPF, IS-IS, BFD, spanning tree, VXLAN, LACP: state follows from both ends of a cable."""

from __future__ import annotations

from typing import Any

import pytest

from lab.eos.errors import CommandError
from lab.eos.switch import Switch
from support.lab_switches import build, configure, show, text


@pytest.fixture
def network() -> dict[str, Switch]:
    return build()


def _ospf(switch: Switch, area: str = "0") -> None:
    configure(switch, "router ospf 1", "network 0.0.0.0/0 area " + area)


def _ospf_neighbors(switch: Switch) -> list[dict[str, Any]]:
    instances = show(switch, "show ip ospf neighbor")["vrfs"].get("default", {"instList": {}})["instList"]
    return [entry for instance in instances.values() for entry in instance["ospfNeighborEntries"]]


def test_ospf_neighbors_need_both_ends(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    assert show(leaf, "show ip ospf neighbor") == {"vrfs": {}}
    _ospf(leaf)
    assert _ospf_neighbors(leaf) == []
    _ospf(spine)
    (entry,) = _ospf_neighbors(leaf)
    assert entry["adjacencyState"] == "full"
    assert entry["routerId"] == spine.interfaces["Loopback0"].addresses[0].split("/")[0]
    assert entry["details"]["areaId"] == "0.0.0.0"
    assert text(leaf, "show ip ospf neighbor").splitlines()[1].split()[0] == entry["routerId"]
    configure(spine, f"interface {leaf.links[entry['interfaceName']].neighbor_port}", "shutdown")
    assert _ospf_neighbors(leaf) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("router ospf 1", "passive-interface default"),
        ("router ospf 1", "shutdown"),
        ("no router ospf 1", "router ospf 1", "network 0.0.0.0/0 area 7"),
    ],
)
def test_ospf_mismatches(network: dict[str, Switch], lines: tuple[str, ...]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    for switch in (leaf, spine):
        _ospf(switch)
    configure(spine, *lines)
    assert _ospf_neighbors(leaf) == []


def test_ospf_process(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    configure(leaf, "router ospf 7", "max-lsa 500", "network 0.0.0.0/0 area 3")
    entry = show(leaf, "show ip ospf")["vrfs"]["default"]["instList"]["7"]
    assert entry["maxLsaInformation"] == {"maxLsa": 500, "maxLsaThreshold": 75}
    assert list(entry["areaList"]) == ["0.0.0.3"]
    assert show(leaf, "show ip ospf vrf default") == show(leaf, "show ip ospf")
    assert "OSPF instance 7 with ID" in text(leaf, "show ip ospf")
    assert "Area 0.0.0.3" in text(leaf, "show ip ospf interface")
    with pytest.raises(CommandError):
        show(leaf, "show ip ospf vrf nowhere")


def _isis(switch: Switch, number: int, *ports: str) -> None:
    lines = [line for port in ports for line in (f"interface {port}", "isis enable CORE", "exit")]
    configure(switch, "router isis CORE", f"net 49.0001.0000.0000.000{number}.00", "exit", *lines)


def test_isis_neighbors_need_both_ends(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    _isis(leaf, 1, "Ethernet1", "Loopback0")
    path = ("vrfs", "default", "isisInstances", "CORE")

    def instance(command: str) -> dict[str, Any]:
        model: Any = show(leaf, command)
        for key in path:
            model = model[key]
        return dict(model)

    assert instance("show isis neighbors")["neighbors"] == {}
    _isis(spine, 2, leaf.links["Ethernet1"].neighbor_port)
    neighbors = instance("show isis neighbors vrf all")["neighbors"]
    assert list(neighbors) == ["0000.0000.0002"]
    assert neighbors["0000.0000.0002"]["adjacencies"][0]["state"] == "up"
    assert "spine1" in text(leaf, "show isis neighbors")
    interfaces = instance("show isis interface brief vrf all")["interfaces"]
    assert interfaces["Loopback0"]["intfLevels"]["2"]["passive"] is True
    assert interfaces["Ethernet1"]["intfLevels"]["2"]["numAdjacencies"] == 1
    assert show(leaf, "show isis segment-routing")["vrfs"]["default"]["isisInstances"] == {}
    configure(leaf, "router isis CORE", "segment-routing mpls")
    segments = instance("show isis segment-routing adjacency-segments")["adjacencySegments"]
    assert [segment["localIntf"] for segment in segments] == ["Ethernet1"]
    configure(leaf, "router isis CORE", "graceful-restart", "no graceful-restart-helper", "shutdown")
    assert instance("show isis graceful-restart") == {
        "gracefulRestart": "enabled",
        "gracefulRestartHelper": "disabled",
    }
    assert instance("show isis neighbors")["neighbors"] == {}
    assert instance("show isis summary")["enabled"] is False


def test_bfd_follows_bgp(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    assert leaf.view.bgp is not None
    peer = next(iter(leaf.view.bgp.neighbors))
    assert show(leaf, "show bfd peers") == {"vrfs": {"default": {"ipv4Neighbors": {}, "ipv6Neighbors": {}}}}
    configure(leaf, f"router bgp {leaf.view.bgp.asn}", f"neighbor {peer} bfd")
    entry = show(leaf, "show bfd peers detail")["vrfs"]["default"]["ipv4Neighbors"][peer]["peerStats"]
    (details,) = entry.values()
    assert details["status"] == "up"
    assert details["peerStatsDetail"]["apps"] == ["bgp"]
    configure(spine, "interface Ethernet1", "shutdown", "interface Ethernet2", "shutdown")
    (details,) = show(leaf, "show bfd peers")["vrfs"]["default"]["ipv4Neighbors"][peer]["peerStats"].values()
    assert (details["status"], details["remoteDisc"]) == ("down", 0)
    assert show(leaf, "show bfd peers summary")["ipv4Summary"]["down"] == 1
    assert "Down" in text(leaf, "show bfd peers")


def test_spanning_tree_follows_its_mode(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    configure(leaf, "vlan 10", "spanning-tree mode rapid-pvst", "spanning-tree vlan-id 10 priority 4096")
    configure(leaf, "interface Ethernet5", "switchport access vlan 10")
    tree = show(leaf, "show spanning-tree vlan 10")["spanningTreeVlanInstances"]["10"]["spanningTreeVlanInstance"]
    assert (tree["protocol"], tree["bridge"]["priority"]) == ("rapidPvst", 4096)
    assert "VL10" in show(leaf, "show spanning-tree root detail")["instances"]
    configure(leaf, "no spanning-tree vlan-id 10")
    assert "10" not in show(leaf, "show spanning-tree vlan detail")["spanningTreeVlanInstances"]
    assert "NoStp" in show(leaf, "show spanning-tree topology status detail")["topologies"]
    configure(leaf, "spanning-tree mode none")
    assert show(leaf, "show spanning-tree") == {"spanningTreeInstances": {}}
    assert "disabled" in text(leaf, "show spanning-tree")


def test_vxlan_endpoints_share_a_vni(network: dict[str, Switch]) -> None:
    first, second = network["leaf1"], network["leaf2"]
    assert show(first, "show vxlan vtep") == {"vteps": {}, "interfaces": {}}
    for switch in (first, second):
        configure(switch, "interface Vxlan1", "vxlan source-interface Loopback0", "vxlan vlan 20 vni 10020")
    other = second.interfaces["Loopback0"].addresses[0].split("/")[0]
    assert show(first, "show vxlan vtep")["interfaces"]["Vxlan1"]["vteps"] == [other]
    assert other in text(first, "show vxlan vtep")
    bound = show(first, "show vxlan vni")["vxlanIntfs"]["Vxlan1"]["vniBindings"]
    assert bound["10020"]["vlan"] == 20
    sanity = show(first, "show vxlan config-sanity")["categories"]
    assert {entry["allCheckPass"] for entry in sanity.values()} == {True}
    configure(second, "interface Vxlan1", "no vxlan vlan 20 vni")
    assert show(first, "show vxlan vtep")["interfaces"]["Vxlan1"]["vteps"] == []
    assert show(first, "show vxlan config-sanity")["categories"]["remoteVtep"]["allCheckPass"] is False


def test_lacp_members(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    configure(leaf, "interface Ethernet1", "channel-group 5 mode active")
    configure(leaf, "interface Ethernet9", "channel-group 5 mode active")
    members = show(leaf, "show lacp interface detailed")["portChannels"]["Port-Channel5"]["interfaces"]
    assert members["Ethernet1"]["actorPortStatus"] == "bundled"
    assert members["Ethernet9"]["actorPortStatus"] == "noAgg"
    counters = show(leaf, "show lacp counters all-ports")["portChannels"]["Port-Channel5"]["interfaces"]
    assert counters["Ethernet1"]["illegalRxCount"] == 0


def test_redistribution_of_bgp(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    assert leaf.view.bgp is not None
    configure(
        leaf,
        f"router bgp {leaf.view.bgp.asn}",
        "redistribute connected include leaked route-map M",
        "address-family ipv6 multicast",
        "redistribute ospfv3 match external",
    )
    found = show(leaf, "show bgp instance vrf all")["vrfs"]["default"]["afiSafiConfig"]
    assert {"proto": "Connected", "includeLeaked": True, "routeMap": "M"} in found["v4u"]["redistributedRoutes"]
    assert found["v6m"]["redistributedRoutes"] == [{"proto": "OSPFv3 External"}]


def test_routes_of_a_neighbor(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    assert leaf.view.bgp is not None
    peer = next(iter(leaf.view.bgp.neighbors))
    came = show(leaf, f"show bgp neighbors {peer} routes vrf default")["vrfs"]["default"]["bgpRouteEntries"]
    sent = show(leaf, f"show bgp neighbors {peer} advertised-routes")["vrfs"]["default"]["bgpRouteEntries"]
    mine = leaf.interfaces["Loopback0"].addresses[0]
    assert mine in sent
    assert mine not in came
    assert came
