# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The interfaces of a switch, as its hardware, its configuration and its cables make them.

The show commands read :func:`ports` and never the configuration itself, so that what is configured takes effect in
all of them alike. An interface is up when it is enabled and what stands below it is: a cable with an enabled far
end for a port, a member that is up for a port-channel, an active VLAN with a port that is up for an SVI.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..names import interface_kind, natural
from ..tree import Node
from ..views import Interface
from .lines import has, setting, starting, word_after

if TYPE_CHECKING:
    from ..switch import Switch

#: Every VLAN id, as a trunk without a list of its own allows it.
ALL_VLANS = frozenset(range(1, 4095))
#: Order of the kinds in listings.
KIND_ORDER = (
    *("Ethernet", "Port-Channel", "Recirc-Channel", "Dps", "Loopback", "Management", "Tunnel", "Vlan", "Vxlan"),
)
#: Speed of an Ethernet port and of the management port, in bits per second.
PORT_SPEED = 25_000_000_000
MANAGEMENT_SPEED = 1_000_000_000
#: Values of ``speed`` (the word after ``forced``) → bits per second.
SPEEDS = {
    "100full": 100_000_000,
    "1g": 1_000_000_000,
    "1000full": 1_000_000_000,
    "10g": 10_000_000_000,
    "10000full": 10_000_000_000,
    "25g": 25_000_000_000,
    "25gfull": 25_000_000_000,
    "40gfull": 40_000_000_000,
    "50gfull": 50_000_000_000,
    "100g": 100_000_000_000,
    "100gfull": 100_000_000_000,
}


@dataclass
class Port:
    """One interface: what is configured on it (``config``) and whether it has a carrier."""

    config: Interface
    connected: bool = False

    @property
    def name(self) -> str:
        """``Ethernet1``."""
        return self.config.name

    @property
    def kind(self) -> str:
        """``Ethernet`` of ``Ethernet1``."""
        return self.config.kind

    @property
    def node(self) -> Node:
        """The section of the configuration."""
        return self.config.node

    @property
    def subinterface(self) -> bool:
        """True for ``Ethernet1.100``."""
        return "." in self.name

    @property
    def description(self) -> str:
        """The configured description, or nothing."""
        return self.config.description

    @property
    def channel(self) -> int:
        """Number of the port-channel of which it is a member; 0 for none."""
        return self.config.channel_group or 0

    @property
    def channel_mode(self) -> str:
        """``on``, ``active`` or ``passive`` for a member."""
        return word_after(setting(self.node, "channel-group"), "mode", "on")

    @property
    def switched(self) -> bool:
        """True for a port that bridges (members of a port-channel leave that to it)."""
        return self.kind in ("Ethernet", "Port-Channel") and not self.subinterface and self.config.mode != "routed"

    @property
    def routed(self) -> bool:
        """True where addresses take effect."""
        return not self.switched and not self.channel and self.kind != "Vxlan"

    @property
    def ipv4(self) -> list[ipaddress.IPv4Interface]:
        """The addresses that take effect, the primary one first."""
        found = self.config.addresses if self.routed else ()
        return [_ipv4(text.split()[0]) for text in found if text[:1].isdigit()]

    @property
    def ipv6(self) -> list[ipaddress.IPv6Interface]:
        """The global addresses that take effect."""
        return [ipaddress.IPv6Interface(text.split()[0]) for text in self.config.addresses6 if self.routed]

    @property
    def addresses(self) -> list[ipaddress.IPv4Interface | ipaddress.IPv6Interface]:
        """The addresses of both kinds."""
        return [*self.ipv4, *self.ipv6]

    @property
    def ipv6_enabled(self) -> bool:
        """True where IPv6 runs, with at least a link-local address."""
        return self.routed and (bool(self.config.addresses6) or has(self.node, "ipv6 enable"))

    @property
    def allowed(self) -> frozenset[int]:
        """VLANs that the trunk allows."""
        return ALL_VLANS if self.config.trunk_vlans is None else frozenset(self.config.trunk_vlans)

    @property
    def trunk_groups(self) -> list[str]:
        """Configured trunk groups."""
        return [node.line.split()[-1] for node in starting(self.node, "switchport trunk group")]

    @property
    def speed(self) -> str:
        """The configured speed without ``forced``; nothing when it is negotiated."""
        configured = setting(self.node, "speed")
        return "" if configured.startswith("auto") or not configured else configured.split()[-1]

    @property
    def status(self) -> str:
        """``interfaceStatus``: connected, notconnect or disabled."""
        if self.config.shutdown:
            return "disabled"
        return "connected" if self.connected else "notconnect"

    @property
    def protocol(self) -> str:
        """``lineProtocolStatus``: up, down or lowerLayerDown."""
        if self.status == "connected":
            return "up"
        return "lowerLayerDown" if self.kind in ("Vlan", "Port-Channel") and not self.config.shutdown else "down"

    @property
    def bandwidth(self) -> int:
        """Speed in bits per second; 0 where there is none."""
        if self.kind == "Management":
            return MANAGEMENT_SPEED
        return SPEEDS.get(self.speed, PORT_SPEED) if self.kind == "Ethernet" else 0

    @property
    def mtu(self) -> int:
        """``mtu`` of ``show interfaces``: the frame size of a bridging port, the IP MTU of a routed one."""
        return 9214 if self.switched else self.config.mtu

    @property
    def forwarding_model(self) -> str:
        """What ``show interfaces`` says that the interface does with a frame."""
        if self.channel:
            return "dataLink"
        return "bridged" if self.switched or self.kind == "Vxlan" else "routed"

    def carries(self, vlan: int) -> bool:
        """True when a bridging port forwards the VLAN."""
        if not self.switched or self.channel:
            return False
        return vlan in self.allowed if self.config.mode == "trunk" else vlan == self.config.access_vlan


@lru_cache(maxsize=16384)
def _ipv4(text: str) -> ipaddress.IPv4Interface:
    return ipaddress.IPv4Interface(text)


def ports(switch: Switch) -> dict[str, Port]:
    """Every interface of the switch by name, in the order of listings."""
    found = {name: Port(switch.view.interfaces[name]) for name in sorted(switch.view.interfaces, key=order)}
    for port in found.values():
        if port.kind not in ("Vlan", "Port-Channel") and not port.subinterface:
            port.connected = switch.is_up(port.name)
    for port in found.values():
        if port.kind == "Port-Channel":
            port.connected = any(member.status == "connected" for member in members(found, port.name))
    for port in found.values():
        if port.subinterface:
            parent = found.get(port.name.partition(".")[0])
            port.connected = parent is not None and parent.status == "connected"
        elif port.kind == "Vlan":
            port.connected = _vlan_has_port(switch, int(port.name[4:]), found)
    return found


def _vlan_has_port(switch: Switch, number: int, found: dict[str, Port]) -> bool:
    vlan = switch.view.vlans.get(number)
    if vlan is None or vlan.state != "active":
        return False
    return any(port.status == "connected" and port.carries(number) for port in found.values())


def members(found: dict[str, Port], channel: str) -> list[Port]:
    """The members of a port-channel."""
    number = channel.removeprefix("Port-Channel").partition(".")[0]
    return [port for port in found.values() if str(port.channel) == number]


def bridge(found: dict[str, Port], name: str) -> Port | None:
    """What forwards frames for a physical port: its port-channel, or the port itself."""
    port = found.get(name)
    return found.get(f"Port-Channel{port.channel}") if port is not None and port.channel else port


def channel_bandwidth(found: dict[str, Port], channel: str) -> int:
    """The sum of the speeds of the members that are up, in bits per second."""
    return sum(member.bandwidth for member in members(found, channel) if member.status == "connected")


@lru_cache(maxsize=16384)
def order(name: str) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    """Sort key of interfaces in listings."""
    kind = interface_kind(name)
    return (KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER)), natural(name)


def link_local(mac: str) -> ipaddress.IPv6Address:
    """The link-local address that follows from a MAC address (EUI-64)."""
    octets = [int(part, 16) for part in mac.split(":")]
    eui = [octets[0] ^ 2, *octets[1:3], 0xFF, 0xFE, *octets[3:]]
    groups = [f"{eui[index] << 8 | eui[index + 1]:x}" for index in range(0, 8, 2)]
    return ipaddress.IPv6Address("fe80::" + ":".join(groups))
