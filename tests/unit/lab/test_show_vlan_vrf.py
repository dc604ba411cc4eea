# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's VLANs and VRFs: what is configured appears, what is not is refused."""

from __future__ import annotations

import pytest

from lab.eos.errors import CommandError, InvalidCommand, UnconvertedCommand
from lab.eos.switch import Switch
from support.lab_switches import build, configure, show, text


@pytest.fixture
def leaf() -> Switch:
    return build()["leaf1"]


def test_vlans_have_names_states_and_ports(leaf: Switch) -> None:
    configure(
        leaf,
        "vlan 200",
        "name storage",
        "vlan 201",
        "state suspend",
        "interface Ethernet7",
        "switchport access vlan 200",
    )
    model = show(leaf, "show vlan")
    assert list(model["vlans"]) == ["1", "10", "20", "30", "200", "201"]
    assert model["vlans"]["200"] == {
        "name": "storage",
        "status": "active",
        "dynamic": False,
        "interfaces": {"Ethernet7": {"privatePromoted": False}},
    }
    assert (model["vlans"]["201"]["name"], model["vlans"]["201"]["status"]) == ("VLAN0201", "suspended")
    assert "Cpu" in model["vlans"]["10"]["interfaces"]
    lines = {line.split()[0]: line.split() for line in text(leaf, "show vlan").splitlines() if line}
    assert lines["200"] == ["200", "storage", "active", "Et7"]
    assert lines["201"] == ["201", "VLAN0201", "suspended"]


def test_vlans_can_be_chosen(leaf: Switch) -> None:
    assert list(show(leaf, "show vlan 10,20")["vlans"]) == ["10", "20"]
    assert list(show(leaf, "show vlan 20")["vlans"]) == ["20"]
    assert list(show(leaf, "show vlan name voice")["vlans"]) == ["20"]
    assert show(leaf, "show vlan summary")["totalVlans"] == 4


def test_a_vlan_that_is_not_there_is_an_error(leaf: Switch) -> None:
    with pytest.raises(CommandError) as raised:
        show(leaf, "show vlan 999")
    assert (raised.value.code, raised.value.errors) == (1000, ["VLAN 999 not found in current VLAN database"])
    configure(leaf, "no vlan 20")
    with pytest.raises(CommandError, match="VLAN 20 not found"):
        text(leaf, "show vlan 20")
    with pytest.raises(InvalidCommand):
        show(leaf, "show vlan 5000")


def test_many_ports_are_folded_below_each_other(leaf: Switch) -> None:
    first, second = [line for line in text(leaf, "show vlan 1").splitlines() if "Et" in line]
    assert first.startswith("1     default")
    assert second.startswith(" " * 49 + "Et")
    assert all(len(line) <= 49 + 31 for line in (first, second))


def test_vrfs_have_route_distinguisher_routing_and_interfaces(leaf: Switch) -> None:
    configure(
        leaf,
        "vrf instance BLUE",
        "rd 65000:1",
        "ip routing vrf BLUE",
        "interface Loopback5",
        "vrf BLUE",
        "ip address 203.0.113.5/32",
        "vrf instance EMPTY",
    )
    vrfs = show(leaf, "show vrf")["vrfs"]
    assert list(vrfs) == ["default", "BLUE", "EMPTY"]
    blue = vrfs["BLUE"]
    assert (blue["routeDistinguisher"], blue["interfaces"], blue["vrfState"]) == ("65000:1", ["Loopback5"], "up")
    assert blue["protocols"]["ipv4"]["routingState"] == "up"
    assert vrfs["EMPTY"]["protocols"]["ipv4"]["routingState"] == "down"
    assert "Loopback5" not in vrfs["default"]["interfaces"]
    assert list(show(leaf, "show vrf BLUE")["vrfs"]) == ["BLUE"]
    rows = [line.split() for line in text(leaf, "show vrf").splitlines()]
    assert ["BLUE", "IPv4", "routing", "Lo5"] in rows
    assert ["EMPTY", "IPv6", "no", "routing"] in rows
    with pytest.raises(CommandError, match="does not exist"):
        show(leaf, "show vrf GREEN")


def test_releases_without_the_model_print_the_old_table() -> None:
    leaf = build(1, eos="4.21.8M")["leaf1"]
    configure(leaf, "vrf instance BLUE", "rd 65000:1", "interface Loopback5", "vrf BLUE", "ip address 203.0.113.5/32")
    with pytest.raises(UnconvertedCommand) as raised:
        show(leaf, "show vrf", version="latest")
    assert raised.value.code == 1003
    first, *_rest = [line for line in text(leaf, "show vrf").splitlines() if "BLUE" in line]
    assert first.split()[:3] == ["BLUE", "65000:1", "ipv4,ipv6"]
    assert first.endswith("Loopback5")
