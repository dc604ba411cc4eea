# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Lines that change others than themselves, and lines that are refused because of others."""

from __future__ import annotations

import pytest

from lab.eos.errors import CommandError

from .conftest import Terminal


def lines_of(terminal: Terminal, interface: str) -> list[str]:
    """The lines of an interface."""
    node = terminal.cli.config.root.get("interface", interface)
    return [child.line for child in node.ordered()] if node is not None else []


def warned(terminal: Terminal, line: str) -> list[str]:
    """The warnings of a line."""
    reply: dict[str, list[str]] = terminal.json(line)
    return reply.get("warnings", [])


ADDRESSES = ("ip address 192.0.2.1/31", "ip address 192.0.2.3/31 secondary", "ipv6 address 2001:DB8::1/64")


@pytest.mark.parametrize("where", [(), ("configure session S",)])
def test_an_interface_loses_its_addresses_with_its_vrf(configure: Terminal, where: tuple[str, ...]) -> None:
    configure.all(*where, "interface Loopback7", "description x", *ADDRESSES)
    assert warned(configure, "vrf RED") == [
        "Interface Loopback7 IP address 192.0.2.1 removed due to enabling VRF RED",
        "Interface Loopback7 IP address 192.0.2.3 removed due to enabling VRF RED",
        "Interface Loopback7 IPv6 address 2001:db8::1 removed due to enabling VRF RED",
    ]
    assert lines_of(configure, "Loopback7") == ["description x", "vrf RED"]
    configure.all(*ADDRESSES)
    assert warned(configure, "vrf RED") == []
    assert len(lines_of(configure, "Loopback7")) == 5
    assert "IP address 192.0.2.1 removed due to disabling VRF RED" in warned(configure, "no vrf")[0]
    assert lines_of(configure, "Loopback7") == ["description x"]


@pytest.mark.parametrize(
    "line", ["ip address dhcp", "ip address virtual 192.0.2.1/24", "ip address unnumbered Loopback0"]
)
def test_whatever_address_it_is_goes_with_the_vrf(configure: Terminal, line: str) -> None:
    configure.all("interface Vlan7", line)
    assert len(warned(configure, "vrf RED")) == 1
    assert lines_of(configure, "Vlan7") == ["vrf RED"]


def test_networks_of_a_vrf_do_not_overlap(configure: Terminal) -> None:
    configure.all("interface Loopback7", "ip address 192.0.2.1/25", "interface Loopback8")
    with pytest.raises(CommandError, match=r"^Address 192.0.2.1 is already assigned to interface Loopback7$"):
        configure.json("ip address 192.0.2.1/32")
    with pytest.raises(CommandError, match=r"^Subnet 192.0.2.0 overlaps with existing subnet 192.0.2.0 of interface"):
        configure.json("ip address 192.0.2.200/24 secondary")
    assert lines_of(configure, "Loopback8") == []
    configure.all("vrf RED", "ip address 192.0.2.1/32", "ip address 192.0.2.9/24")
    configure.all("interface Loopback7", "ip address 192.0.2.1/24", "ip address 192.0.2.2/25 secondary")


def test_a_port_is_not_removed(configure: Terminal) -> None:
    configure.all("interface Ethernet1", "description x", "interface Loopback7", "description x", "exit")
    for name in ("Ethernet1", "Et1-2", "Management1"):
        with pytest.raises(CommandError, match="Removal of physical interfaces is not permitted"):
            configure.json(f"no interface {name}")
    assert lines_of(configure, "Ethernet1") == ["description x"]
    configure.all("default interface Ethernet1", "default interface Loopback7")
    assert lines_of(configure, "Ethernet1") == []
    assert "interface Loopback7\n!" in configure.switch.running.text()
    configure.all("no interface Loopback7", "interface Ethernet99", "no interface Ethernet99")
    assert "Loopback7" not in configure.switch.running.text()
    assert "Ethernet99" not in configure.switch.running.text()


def test_a_switched_port_ignores_its_address(configure: Terminal) -> None:
    said = "IP configuration will be ignored while interface Ethernet1 is not a routed port."
    configure.all("interface Ethernet1")
    assert warned(configure, "ip address 192.0.2.1/31") == [said]
    assert "ip address 192.0.2.1/31" in lines_of(configure, "Ethernet1")
    configure.all("no switchport")
    assert warned(configure, "ip address 192.0.2.3/31") == []


def test_an_address_is_removed_by_its_own_line_only(configure: Terminal) -> None:
    configure.all("interface Loopback7", "ip address 192.0.2.1/32", "ip address 192.0.2.2/32 secondary")
    configure.all("no ip address 192.0.2.9/32")
    assert lines_of(configure, "Loopback7") == ["ip address 192.0.2.1/32", "ip address 192.0.2.2/32 secondary"]
    configure.all("no ip address 192.0.2.2/32 secondary", "no ip address 192.0.2.1/32")
    assert lines_of(configure, "Loopback7") == []
    configure.all("ip address 192.0.2.1/32", "ip address 192.0.2.2/32 secondary", "no ip address")
    assert lines_of(configure, "Loopback7") == []


def test_a_port_channel_comes_with_its_first_member(configure: Terminal) -> None:
    configure.all("interface Ethernet1", "channel-group 77 mode active")
    assert "interface Port-Channel77\n!" in configure.switch.running.text()
    configure.all("interface Port-Channel77", "description x", "interface Ethernet2", "channel-group 77 mode active")
    assert lines_of(configure, "Port-Channel77") == ["description x"]


def test_vlans_and_vnis_in_one_line(configure: Terminal) -> None:
    configure.all("interface Vxlan1", "vxlan vlan 10,20-21 vni 10010,10020-10021", "vxlan vlan 30 vni 10030")
    assert lines_of(configure, "Vxlan1") == [
        *("vxlan vlan 10 vni 10010", "vxlan vlan 20 vni 10020", "vxlan vlan 21 vni 10021", "vxlan vlan 30 vni 10030")
    ]
    configure.all("no vxlan vlan 10,21 vni 10010,10021", "no vxlan vlan 30 vni")
    assert lines_of(configure, "Vxlan1") == ["vxlan vlan 20 vni 10020"]
    with pytest.raises(CommandError):
        configure.json("vxlan vlan 10,20 vni 10010")
    with pytest.raises(CommandError):
        configure.json("vxlan vlan 10,20 vni 10010,10020,10030")


@pytest.mark.parametrize(
    ("entered", "shown"),
    [
        ("username eve nopassword", "username eve privilege 1 nopassword"),
        ("username eve role network-admin nopassword", "username eve role network-admin nopassword"),
        ("username eve privilege 1 role R nopassword", "username eve privilege 1 role R nopassword"),
    ],
)
def test_a_privilege_is_shown_where_it_is_given_or_nothing_else_is(
    configure: Terminal, entered: str, shown: str
) -> None:
    configure.all(entered)
    assert f"{shown}\n" in configure.switch.running.text()
    assert configure.switch.view.users["eve"].privilege == 1


@pytest.mark.parametrize(
    ("entered", "shown"),
    [
        (("ip route 192.0.2.1/24 Null0",), "ip route 192.0.2.0/24 Null0"),
        (("ip route 192.0.2.0 255.255.255.0 10.0.0.1",), "ip route 192.0.2.0/24 10.0.0.1"),
        (("ip virtual-router mac-address 001C.7300.0099",), "ip virtual-router mac-address 00:1c:73:00:00:99"),
        (
            ("interface Ethernet3", "switchport trunk allowed vlan except 5"),
            "   switchport trunk allowed vlan 1-4,6-4094",
        ),
        (("interface Ethernet3", "switchport trunk allowed vlan 1-3,4"), "   switchport trunk allowed vlan 1-4"),
    ],
)
def test_the_canonical_form(configure: Terminal, entered: tuple[str, ...], shown: str) -> None:
    configure.all(*entered)
    assert shown in configure.switch.running.text().splitlines()


@pytest.mark.parametrize("line", ["mtu 1500", "load-interval 300", "switchport mode access", "no shutdown"])
def test_a_default_is_not_shown(configure: Terminal, line: str) -> None:
    configure.all("interface Ethernet3", line)
    assert lines_of(configure, "Ethernet3") == []
