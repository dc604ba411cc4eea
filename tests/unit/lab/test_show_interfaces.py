# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's interfaces: state from cables and configuration, the same at both ends and in every command."""

from __future__ import annotations

import pytest

from lab.eos.errors import CommandError, InvalidCommand
from lab.eos.switch import Switch
from support.lab_switches import build, configure, show, text


@pytest.fixture
def network() -> dict[str, Switch]:
    return build()


def _state(switch: Switch, name: str) -> tuple[str, str]:
    entry = show(switch, f"show interfaces {name}")["interfaces"][name]
    return entry["interfaceStatus"], entry["lineProtocolStatus"]


def test_a_port_is_up_while_both_ends_are_enabled(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    assert _state(leaf, "Ethernet1") == ("connected", "up")
    configure(spine, "interface Ethernet1", "shutdown")
    assert _state(spine, "Ethernet1") == ("disabled", "down")
    assert _state(leaf, "Ethernet1") == ("notconnect", "down")
    assert "Ethernet1 is administratively down, line protocol is down (disabled)" in text(
        spine, "show interfaces Ethernet1"
    )
    configure(spine, "interface Ethernet1", "no shutdown")
    assert _state(leaf, "Ethernet1") == ("connected", "up")
    assert _state(leaf, "Ethernet9") == ("notconnect", "down")


def test_description_mtu_speed_and_addresses_come_from_the_configuration(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    configure(
        leaf,
        "interface Ethernet5",
        "description to the lab",
        "no switchport",
        "mtu 9000",
        "speed forced 10000full",
        "ip address 198.51.100.1/24",
        "ip address 198.51.101.1/24 secondary",
        "ipv6 address 2001:db8::1/64",
    )
    entry = show(leaf, "show interfaces Ethernet5")["interfaces"]["Ethernet5"]
    assert (entry["description"], entry["mtu"], entry["bandwidth"]) == ("to the lab", 9000, 10_000_000_000)
    assert entry["forwardingModel"] == "routed"
    address = entry["interfaceAddress"][0]
    assert address["primaryIp"] == {"address": "198.51.100.1", "maskLen": 24}
    assert address["secondaryIpsOrderedList"] == [{"address": "198.51.101.1", "maskLen": 24}]
    assert entry["interfaceAddressIp6"]["globalUnicastIp6s"] == [{"address": "2001:db8::1", "subnet": "2001:db8::/64"}]
    printed = text(leaf, "show interfaces Ethernet5")
    for line in (
        "Description: to the lab",
        "Internet address is 198.51.100.1/24",
        "IP MTU 9000 bytes, BW 10000000 kbit",
    ):
        assert f"  {line}\n" in printed


def test_round_trip(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    near = show(leaf, "show interfaces Ethernet1")["interfaces"]["Ethernet1"]
    far = show(spine, "show interfaces Ethernet1")["interfaces"]["Ethernet1"]
    assert near["interfaceStatistics"]["outBitsRate"] == far["interfaceStatistics"]["inBitsRate"] > 0
    assert near["interfaceCounters"]["outOctets"] == pytest.approx(far["interfaceCounters"]["inOctets"], rel=1e-4)
    again = show(leaf, "show interfaces Ethernet1")["interfaces"]["Ethernet1"]["interfaceCounters"]
    assert again["outOctets"] >= near["interfaceCounters"]["outOctets"] > 0
    idle = show(leaf, "show interfaces Ethernet9")["interfaces"]["Ethernet9"]["interfaceCounters"]
    assert idle["inOctets"] == idle["outOctets"] == 0
    table = show(leaf, "show interfaces counters")["interfaces"]
    assert table["Ethernet1"]["outOctets"] >= again["outOctets"]
    assert table["Ethernet9"]["outOctets"] == 0


def test_names_are_taken_in_every_spelling_and_as_ranges(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    for spelling in ("Ethernet1-2,Management1", "et1-2,ma1", "Ethernet 1-2,Ma1"):
        assert list(show(leaf, f"show interfaces {spelling}")["interfaces"]) == [
            "Ethernet1",
            "Ethernet2",
            "Management1",
        ]
    with pytest.raises(CommandError, match="Interface does not exist"):
        show(leaf, "show interfaces Ethernet99")
    with pytest.raises(InvalidCommand, match=r"Invalid input \(at token 2: 'bogus'\)"):
        show(leaf, "show interfaces bogus")


def test_each_kind_of_interface_has_what_belongs_to_it(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    configure(leaf, "interface Vxlan1", "vxlan source-interface Loopback0", "vxlan vlan 10 vni 10010")
    found = show(leaf, "show interfaces")["interfaces"]
    kinds = {name: entry["hardware"] for name, entry in found.items()}
    assert kinds["Loopback0"] == "loopback"
    assert kinds["Vlan10"] == "vlan"
    assert kinds["Vxlan1"] == "vxlan"
    assert "interfaceCounters" not in found["Loopback0"]
    assert "physicalAddress" not in found["Loopback0"]
    assert found["Vlan10"]["physicalAddress"] == leaf.hardware.system_mac
    assert found["Vxlan1"]["vlanToVniMap"] == {"10": {"vni": 10010}}
    assert found["Vxlan1"]["srcIpAddr"] == found["Loopback0"]["interfaceAddress"][0]["primaryIp"]["address"]


def test_status_table_tells_the_vlan_or_what_stands_there_instead(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    configure(
        leaf,
        "interface Ethernet5",
        "channel-group 3 mode active",
        "interface Port-Channel3",
        "interface Ethernet6",
        "switchport mode trunk",
    )
    found = {
        name: entry["vlanInformation"]
        for name, entry in show(leaf, "show interfaces status")["interfaceStatuses"].items()
    }
    assert found["Ethernet1"] == {"interfaceMode": "routed", "interfaceForwardingModel": "routed"}
    assert found["Ethernet3"] == {"interfaceMode": "bridged", "interfaceForwardingModel": "bridged", "vlanId": 10}
    assert found["Ethernet5"]["vlanExplanation"] == "in Po3"
    assert found["Ethernet6"]["interfaceMode"] == "trunk"
    cells = {line.split()[0]: line for line in text(leaf, "show interfaces status").splitlines()}
    assert "in Po3" in cells["Et5"]
    assert cells["Et3"].split()[-5:] == ["notconnect", "10", "full", "25G", "25GBASE-SR"]
    assert list(show(leaf, "show interfaces Ethernet1 status")["interfaceStatuses"]) == ["Ethernet1"]
    assert show(leaf, "show interfaces status errdisabled") == {"interfaceStatuses": {}}


def test_description_table_uses_its_own_words_for_states(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    configure(leaf, "interface Ethernet6", "shutdown", "description spare")
    found = show(leaf, "show interfaces description")["interfaceDescriptions"]
    assert found["Ethernet1"]["interfaceStatus"] == "up"
    assert found["Ethernet6"] == {"description": "spare", "lineProtocolStatus": "down", "interfaceStatus": "adminDown"}
    line = next(line for line in text(leaf, "show interfaces description").splitlines() if line.startswith("Et6"))
    assert line.split("  ")[-1].strip() == "spare"
    assert "admin down" in line


def test_switchport_reads_modes_and_vlans(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    configure(
        leaf,
        "interface Ethernet6",
        "switchport mode trunk",
        "switchport trunk allowed vlan 10,20-30",
        "switchport trunk native vlan 20",
        "switchport trunk group peers",
    )
    found = show(leaf, "show interfaces switchport")["switchports"]
    assert "Ethernet1" not in found
    info = found["Ethernet6"]["switchportInfo"]
    assert (info["mode"], info["trunkAllowedVlans"], info["trunkingNativeVlanId"]) == ("trunk", "10,20-30", 20)
    assert (info["trunkingNativeVlanName"], info["staticTrunkGroups"]) == ("voice", ["peers"])
    assert found["Ethernet3"]["switchportInfo"]["accessVlanName"] == "users"
    assert "Trunking VLANs Enabled: 10,20-30\n" in text(leaf, "show interfaces Ethernet6 switchport")


def test_optics_are_lit_where_a_link_is_up(network: dict[str, Switch]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    optics = show(leaf, "show interfaces transceiver")["interfaces"]
    assert optics["Ethernet1"]["rxPower"] > -5
    assert optics["Ethernet9"] == {}
    configure(spine, "interface Ethernet1", "shutdown")
    assert show(leaf, "show interfaces transceiver")["interfaces"]["Ethernet1"]["rxPower"] == -30.0
    assert "N/A" in text(leaf, "show interfaces transceiver")


def _channel(network: dict[str, Switch]) -> tuple[Switch, Switch]:
    leaf, spine = network["leaf1"], network["spine1"]
    for switch in (leaf, spine):
        configure(
            switch,
            "vlan 50",
            "interface Ethernet1",
            "no ip address",
            "switchport",
            "channel-group 7 mode active",
            "interface Port-Channel7",
            "switchport mode trunk",
        )
    return leaf, spine


def test_a_port_channel_is_as_fast_as_its_members_that_are_up(network: dict[str, Switch]) -> None:
    leaf, spine = _channel(network)
    configure(leaf, "interface Ethernet8", "channel-group 7 mode active")
    entry = show(leaf, "show interfaces Port-Channel7")["interfaces"]["Port-Channel7"]
    assert (entry["interfaceStatus"], entry["bandwidth"]) == ("connected", 25_000_000_000)
    assert list(entry["memberInterfaces"]) == ["Ethernet1"]
    channel = show(leaf, "show port-channel")["portChannels"]["Port-Channel7"]
    assert list(channel["activePorts"]) == ["Ethernet1"]
    assert list(channel["inactivePorts"]) == ["Ethernet8"]
    assert "  Active Ports: Ethernet1 \n" in text(leaf, "show port-channel 7 all-ports")
    configure(spine, "interface Ethernet1", "shutdown")
    assert _state(leaf, "Port-Channel7") == ("notconnect", "lowerLayerDown")
    assert "No Active Ports" in text(leaf, "show port-channel 7")
    with pytest.raises(CommandError):
        show(leaf, "show port-channel 8")


def test_an_svi_is_up_with_its_vlan(network: dict[str, Switch]) -> None:
    leaf, _spine = _channel(network)
    configure(leaf, "interface Vlan50", "ip address 192.0.2.1/30")
    assert _state(leaf, "Vlan50") == ("connected", "up")
    configure(leaf, "vlan 50", "state suspend")
    assert _state(leaf, "Vlan50") == ("notconnect", "lowerLayerDown")


def test_mac_addresses_are_learned_on_the_port_channel(network: dict[str, Switch]) -> None:
    leaf, spine = _channel(network)
    configure(spine, "interface Vlan50", "ip address 192.0.2.2/30")
    entries = show(leaf, "show mac address-table vlan 50")["unicastTable"]["tableEntries"]
    assert [(entry["macAddress"], entry["interface"], entry["entryType"]) for entry in entries] == [
        (spine.hardware.system_mac, "Port-Channel7", "dynamic")
    ]
    assert "Po7" in text(leaf, "show mac address-table")
    assert show(leaf, "show mac address-table count")["vlanCounts"]["50"]["dynamic"] == 1
    configure(leaf, "interface Vlan50", "ip address 192.0.2.1/30")
    kinds = {
        entry["interface"] for entry in show(leaf, "show mac address-table vlan 50")["unicastTable"]["tableEntries"]
    }
    assert kinds == {"Router", "Port-Channel7"}
    arp = show(leaf, "show arp interface Vlan50")["ipV4Neighbors"]
    assert [entry["address"] for entry in arp] == ["192.0.2.2"]


def test_mlag_needs_both_switches(network: dict[str, Switch]) -> None:
    leaf, spine = _channel(network)
    assert show(leaf, "show mlag", revision=2)["state"] == "disabled"
    for switch, own, peer in ((leaf, "192.0.2.1", "192.0.2.2"), (spine, "192.0.2.2", "192.0.2.1")):
        configure(
            switch,
            "interface Vlan50",
            f"ip address {own}/30",
            "mlag configuration",
            "domain-id pair",
            "local-interface Vlan50",
            f"peer-address {peer}",
            "peer-link Port-Channel7",
        )
        if switch is leaf:
            assert show(leaf, "show mlag", revision=2)["state"] == "inactive"
    for switch in (leaf, spine):
        model = show(switch, "show mlag", revision=2)
        assert (model["state"], model["negStatus"], model["peerLinkStatus"]) == ("active", "connected", "up")
    roles = {show(switch, "show mlag detail")["detail"]["mlagState"] for switch in (leaf, spine)}
    assert roles == {"primary", "secondary"}
    configure(leaf, "interface Port-Channel9", "mlag 9")
    assert show(leaf, "show mlag", revision=2)["mlagPorts"]["Configured"] == 1
    assert show(leaf, "show mlag interfaces")["interfaces"]["9"]["status"] == "inactive"
    assert "dualPrimaryDetectionState" not in show(leaf, "show mlag", revision=1)
    assert "Active" in text(leaf, "show mlag")
    configure(spine, "mlag configuration", "shutdown")
    assert show(leaf, "show mlag", revision=2)["state"] == "inactive"
    assert show(spine, "show mlag", revision=2)["state"] == "disabled"


def test_mlag_stands_among_the_defaults(network: dict[str, Switch]) -> None:
    printed = text(network["leaf1"], "show running-config all section mlag")
    assert printed.splitlines()[:3] == ["mlag configuration", "   no domain-id", "   heartbeat-interval 4000"]
    configure(network["leaf1"], "mlag configuration", "reload-delay mlag 120")
    model = show(network["leaf1"], "show mlag", revision=2)
    assert (model["reloadDelay"], model["reloadDelayNonMlag"]) == (120, 300)
