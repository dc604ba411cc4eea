# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What `show running-config all` says of interfaces and routes, and commands that exist in their `no` form alone."""

from __future__ import annotations

import pytest

from lab.eos.errors import InvalidCommand

from .conftest import Terminal


def said(terminal: Terminal, command: str) -> list[str]:
    """The lines that a show command prints, without their indentation."""
    return [line.strip() for line in str(terminal.text(command)).splitlines()]


def test_all_says_the_defaults_of_each_kind_of_interface(configure: Terminal) -> None:
    configure.all("interface Vxlan1", "interface Vlan10", "interface Port-Channel5", "end")
    assert {"vxlan udp-port 4789", "no vxlan source-interface", "no vxlan flood vtep"} <= set(
        said(configure, "show running-config all interfaces Vxlan1")
    )
    vlan = said(configure, "show running-config all interfaces Vlan10")
    assert "mtu 1500" in vlan
    assert "spanning-tree portfast auto" not in vlan
    channel = said(configure, "show running-config all interfaces Port-Channel5")
    assert {"no mlag", "no port-channel min-links", "port-channel lacp fallback timeout 90"} <= set(channel)
    assert "mtu 1500" not in channel
    assert "lacp timer normal" in said(configure, "show running-config all interfaces Ethernet1")


def test_a_routed_port_has_an_mtu(configure: Terminal) -> None:
    configure.all("interface Ethernet5", "no switchport", "end")
    assert "mtu 1500" in said(configure, "show running-config all interfaces Ethernet5")
    assert "mtu 1500" not in said(configure, "show running-config interfaces Ethernet5")


def test_all_says_what_each_vrrp_group_has(configure: Terminal) -> None:
    configure.all("interface Vlan10", "vrrp 7 ipv4 10.0.0.1", "vrrp 8 priority-level 200", "end")
    shown = said(configure, "show running-config all interfaces Vlan10")
    assert {"vrrp 7 priority-level 100", "vrrp 8 priority-level 200", "vrrp 8 preempt"} <= set(shown)
    assert "vrrp 8 priority-level 100" not in shown
    configure.all("configure", "interface Vlan10", "no vrrp 7", "end")
    assert not [line for line in said(configure, "show running-config all interfaces Vlan10") if "vrrp 7" in line]
    assert "vrrp 8 priority-level 200" in said(configure, "show running-config interfaces Vlan10")


def test_routes_with_another_distance_stand_beside_each_other(configure: Terminal) -> None:
    start = "ip route 198.51.100.0/24 Ethernet1 10.0.0.1"
    configure.all(f"{start} 10", f"{start} 1 tag 7", f"{start} 20", "end")
    shown = [line for line in said(configure, "show running-config") if line.startswith(start)]
    assert shown == [f"{start} tag 7", f"{start} 10", f"{start} 20"]
    everything = said(configure, "show running-config all section ip route")
    assert {f"{start} 1 tag 7", f"{start} 10 tag 0"} <= set(everything)
    configure.all("configure", f"no {start} 10", "end")
    assert f"{start} 20" in said(configure, "show running-config")
    configure.all("configure", f"no {start}", "end")
    assert not [line for line in said(configure, "show running-config") if line.startswith(start)]


@pytest.mark.parametrize(
    ("lines", "removal"),
    [
        (("ntp server 192.0.2.1", "ntp authenticate"), "no ntp"),
        (("vlan 7", "trunk group A", "trunk group B"), "no trunk group"),
        (("interface Vlan7", "ip virtual-router address 10.0.0.9"), "no ip virtual-router address"),
    ],
)
def test_a_no_form_removes_all_that_starts_with_it(configure: Terminal, lines: tuple[str, ...], removal: str) -> None:
    configure.all(*lines)
    with pytest.raises(InvalidCommand, match="Incomplete command"):
        configure.json(removal.removeprefix("no "))
    configure.json(removal)
    assert not [line for line in said(configure, "show running-config") if line in lines[-1:]]


def test_an_account_loses_its_role_alone(configure: Terminal) -> None:
    configure.all("username tina privilege 5 role network-admin nopassword", "no username tina role", "end")
    assert "username tina privilege 5 nopassword" in said(configure, "show running-config")


def test_flood_lists_are_changed_by_address(configure: Terminal) -> None:
    configure.all("interface Vxlan1", "vxlan flood vtep 10.0.0.1", "vxlan flood vtep add 10.0.0.2 10.0.0.3")
    configure.all("vxlan flood vtep remove 10.0.0.1", "vxlan vlan 7 flood vtep add 10.0.0.9", "vxlan vlan add 7 vni 70")
    shown = said(configure, "show running-config interfaces Vxlan1")
    assert {"vxlan flood vtep 10.0.0.2 10.0.0.3", "vxlan vlan 7 flood vtep 10.0.0.9", "vxlan vlan 7 vni 70"} <= set(
        shown
    )
    with pytest.raises(InvalidCommand):
        configure.json("vxlan flood vtep nonsense")


def test_the_first_port_of_a_channel_creates_it(configure: Terminal) -> None:
    configure.all("interface Ethernet5", "channel-group 77 mode active", "end")
    assert "interface Port-Channel77" in said(configure, "show running-config")


def test_a_channel_that_is_removed_frees_its_ports(configure: Terminal) -> None:
    configure.all(
        "interface Ethernet1-2", "channel-group 7 mode active", "interface Ethernet3", "channel-group 70 mode on"
    )
    configure.all("no interface Port-Channel7", "end")
    shown = said(configure, "show running-config")
    assert not [line for line in shown if line.startswith("channel-group 7 ")]
    assert "channel-group 70 mode on" in shown


def test_a_dollar_is_the_last_interface_of_its_kind(configure: Terminal) -> None:
    configure.all("interface vlan $", "description last", "no interface Port-Channel1-$", "end")
    assert said(configure, "show running-config interfaces Vlan4094")[:2] == ["interface Vlan4094", "description last"]


def test_trunk_groups_by_vlan(configure: Terminal) -> None:
    configure.all("vlan 7", "trunk group A", "trunk group B", "end")
    assert configure.json("show vlan 7 trunk group") == {"trunkGroups": {"7": {"names": ["A", "B"]}}}
    assert "7      A, B" in str(configure.text("show vlan 7 trunk group"))


def test_active_is_what_the_mode_holds(configure: Terminal) -> None:
    configure.all("interface Ethernet1", "description uplink")
    assert said(configure, "show active") == ["interface Ethernet1", "description uplink"]
    assert "no shutdown" in said(configure, "show active all")
    configure.json("end")
    with pytest.raises(InvalidCommand, match="token 1: 'active'"):
        configure.text("show active")


def test_all_says_the_privilege_of_an_account(configure: Terminal) -> None:
    configure.all("username tina role network-admin nopassword", "username tina ssh-key ssh-rsa AAAA tina", "end")
    shown = said(configure, "show running-config all")
    assert {
        "username tina privilege 1 role network-admin nopassword",
        "username tina ssh-key ssh-rsa AAAA tina",
    } <= set(shown)
