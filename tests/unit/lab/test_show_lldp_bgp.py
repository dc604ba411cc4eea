# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's neighbors by LLDP and BGP: both ends tell the same story."""

from __future__ import annotations

import pytest

from lab.eos.errors import CommandError
from lab.eos.switch import Switch
from support.lab_switches import build, configure, show, text


@pytest.fixture
def network() -> dict[str, Switch]:
    return build(6)


def _seen(switch: Switch) -> set[tuple[str, str, str]]:
    return {
        (each["port"], each["neighborDevice"], each["neighborPort"])
        for each in show(switch, "show lldp neighbors")["lldpNeighbors"]
    }


def test_every_neighborship_is_seen_from_both_ends(network: dict[str, Switch]) -> None:
    told = {(switch.fqdn, *entry) for switch in network.values() for entry in _seen(switch)}
    assert len(told) == 2 * 2 * 4
    assert told == {(device, far, name, port) for name, port, device, far in told}


def test_leaves_see_spines_and_spines_see_leaves(network: dict[str, Switch]) -> None:
    assert {device for _port, device, _far in _seen(network["leaf3"])} == {"spine1.lab.example", "spine2.lab.example"}
    assert {device.split(".")[0] for _port, device, _far in _seen(network["spine1"])} == {
        "leaf1",
        "leaf2",
        "leaf3",
        "leaf4",
    }


def test_lldp_details_describe_the_far_end(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf2"], network["spine1"]
    configure(spine, "interface Ethernet2", "description the second leaf")
    found = show(leaf, "show lldp neighbors  detail")["lldpNeighbors"]
    assert found["Ethernet9"] == {"lldpNeighborInfo": []}
    (info,) = found["Ethernet1"]["lldpNeighborInfo"]
    assert info["systemName"] == spine.fqdn
    assert info["chassisId"].replace(".", "") == spine.hardware.system_mac.replace(":", "")
    assert info["neighborInterfaceInfo"]["interfaceDescription"] == "the second leaf"
    assert info["neighborInterfaceInfo"]["interfaceId"] == '"Ethernet2"'
    assert info["managementAddresses"][0]["address"] == spine.address
    assert list(show(leaf, "show lldp neighbors Ethernet1 detail")["lldpNeighbors"]) == ["Ethernet1"]
    assert f'System Name: "{spine.fqdn}"' in text(leaf, "show lldp neighbors Ethernet1 detail")


def test_lldp_can_be_turned_off(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    configure(spine, "interface Ethernet1", "no lldp transmit")
    assert {device for _port, device, _far in _seen(leaf)} == {"spine2.lab.example"}
    assert "leaf1.lab.example" in {device for _port, device, _far in _seen(spine)}
    configure(spine, "interface Ethernet1", "lldp transmit")
    configure(leaf, "interface Ethernet2", "no lldp receive")
    assert {device for _port, device, _far in _seen(leaf)} == {"spine1.lab.example"}
    configure(leaf, "no lldp run")
    with pytest.raises(CommandError, match="LLDP is not enabled"):
        show(leaf, "show lldp neighbors")
    assert "leaf1.lab.example" not in {device for _port, device, _far in _seen(spine)}
    assert text(leaf, "show lldp") == "LLDP is not enabled\n"


def test_lldp_timers_are_configurable(network: dict[str, Switch]) -> None:
    configure(network["leaf1"], "lldp timer 15", "lldp hold-time 60")
    model = show(network["leaf1"], "show lldp")
    assert (model["lldpTxInterval"], model["lldpTxHoldtime"]) == (15, 60)
    assert show(network["leaf1"], "show lldp neighbors")["lldpNeighbors"][0]["ttl"] == 120
    assert show(network["spine1"], "show lldp neighbors Ethernet1")["lldpNeighbors"][0]["ttl"] == 60


def test_a_renamed_switch_is_seen_under_its_new_name(network: dict[str, Switch]) -> None:
    configure(network["leaf1"], "hostname edge-7")
    assert "edge-7.lab.example" in {device for _port, device, _far in _seen(network["spine2"])}


def _peers(switch: Switch) -> dict[str, dict[str, object]]:
    peers: dict[str, dict[str, object]] = show(switch, "show ip bgp summary vrf all")["vrfs"]["default"]["peers"]
    return peers


def test_bgp_is_inactive_without_configuration() -> None:
    alone = build(1)["leaf1"]
    for command in ("show bgp summary", "show ip bgp summary vrf all", "show ip bgp neighbors", "show ip bgp"):
        with pytest.raises(CommandError) as raised:
            show(alone, command)
        assert (raised.value.code, raised.value.errors) == (1000, ["BGP inactive"])


def test_sessions_are_established_and_count_prefixes(network: dict[str, Switch]) -> None:
    peers = _peers(network["leaf1"])
    assert {peer["peerState"] for peer in peers.values()} == {"Established"}
    assert {peer["asn"] for peer in peers.values()} == {"65000"}
    # The spine's own loopback and those of the three other leaves.
    assert [peer["prefixReceived"] for peer in peers.values()] == [4, 4]
    assert {peer["description"] for peer in peers.values()} == {"spine1", "spine2"}
    sent = {
        peer["prefixesSent"]
        for peer in show(network["spine1"], "show ip bgp neighbors vrf all")["vrfs"]["default"]["peerList"]
    }
    assert sent == {4}


def test_a_session_needs_both_ends(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    address = next(iter(_peers(leaf)))
    configure(
        leaf,
        f"router bgp {show(leaf, 'show ip bgp summary')['vrfs']['default']['asn']}",
        f"neighbor {address} shutdown",
    )
    own = _peers(leaf)[address]
    assert (own["peerState"], own["peerStateIdleReason"]) == ("Idle", "Admin")
    far = [peer for peer in _peers(spine).values() if peer["description"] == "leaf1"]
    assert [peer["peerState"] for peer in far] == ["Active"]
    (entry,) = show(leaf, f"show ip bgp neighbors {address} vrf all")["vrfs"]["default"]["peerList"]
    assert (entry["state"], entry["idleReason"]) == ("Idle", "Administratively shut down")


def test_a_wrong_as_number_keeps_a_session_down(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    address = next(iter(_peers(leaf)))
    configure(
        leaf,
        f"router bgp {show(leaf, 'show ip bgp summary')['vrfs']['default']['asn']}",
        f"neighbor {address} remote-as 64999",
    )
    assert _peers(leaf)[address]["peerState"] == "Active"


def test_neighbor_details_agree_with_the_summary(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    listed = show(leaf, "show ip bgp neighbors vrf all")["vrfs"]["default"]["peerList"]
    assert {peer["peerAddress"]: peer["prefixesReceived"] for peer in listed} == {
        address: peer["prefixReceived"] for address, peer in _peers(leaf).items()
    }
    assert {peer["ifName"] for peer in listed} == {"Ethernet1", "Ethernet2"}
    assert {peer["routerId"] for peer in listed} == {
        network[name].view.bgp.router_id  # type: ignore[union-attr]
        for name in ("spine1", "spine2")
    }
    assert show(leaf, "show ipv6 bgp peers vrf all")["vrfs"]["default"]["peerList"] == []
    printed = text(leaf, "show ip bgp neighbors vrf all")
    assert printed.count("BGP state is Established, up for ") == 2
    assert printed.count("VRF default\n") == 2


def test_paths_name_the_systems_on_the_way(network: dict[str, Switch]) -> None:
    leaf, far = network["leaf1"], network["leaf3"]
    prefix = far.interfaces["Loopback0"].addresses[0]
    asn = show(far, "show ip bgp summary")["vrfs"]["default"]["asn"]
    entries = show(leaf, f"show ip bgp {prefix}", revision=3)["vrfs"]["default"]["bgpRouteEntries"]
    assert list(entries) == [prefix]
    assert [path["asPathEntry"]["asPath"] for path in entries[prefix]["bgpRoutePaths"]] == [f"65000 {asn} i"] * 2
    old = show(leaf, f"show ip bgp {prefix}")["vrfs"]["default"]["bgpRouteEntries"][prefix]
    assert old["bgpRoutePaths"][0]["asPathEntry"]["asPath"] == f"65000 {asn}"
    everything = show(leaf, "show ip bgp vrf all", revision=3)["vrfs"]["default"]["bgpRouteEntries"]
    assert len(everything) == 6
    assert f"65000 {asn} i" in text(leaf, "show ip bgp")


def test_summary_by_address_family(network: dict[str, Switch]) -> None:
    model = show(network["leaf1"], "show bgp summary vrf all")["vrfs"]["default"]
    assert {peer["ipv4Unicast"]["afiSafiState"] for peer in model["peers"].values()} == {"negotiated"}
    assert "IPv4 Unicast" in text(network["leaf1"], "show bgp summary")
    assert "Estab" in text(network["leaf1"], "show ip bgp summary")
