# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``interface NAME`` and its lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..names import format_ranges, interface_kind, parse_ranges
from ..tree import Config, Key, Node
from .engine import CONFIG, Mode, Rank

_HARDWARE = ("Ethernet", "Management")


def _remove_interface(_config: Config, section: Node, key: Key) -> list[str]:
    """A port cannot be removed: its settings go back to their defaults. A sub-interface goes."""
    node = section.children.get(key)
    if node is not None and interface_kind(key[1]) in _HARDWARE and "." not in key[1]:
        node.children.clear()
    else:
        section.children.pop(key, None)
    return []


def _access_vlan(config: Config, _section: Node, _node: Node, args: dict[str, Any]) -> list[str]:
    """An access VLAN that does not exist is created, with a warning."""
    number = args["vlan"]
    key = ("vlan", str(number))
    if number == 1 or key in config.root.children:
        return []
    config.root.children[key] = Node(key, " ".join(key), Rank.VLAN, " ".join(key), True, mode="vlan")
    return [f"Access VLAN does not exist. Creating vlan {number}"]


def _change_trunk(change: Callable[[set[int], set[int]], set[int]]) -> Any:
    """``switchport trunk allowed vlan add/remove/except``: the line holds the result."""

    def effect(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
        key = ("switchport", "trunk", "allowed", "vlan")
        del section.children[node.key]
        text = section.value(*key) or "all"
        everything = set(range(1, 4095))
        now = everything if text == "all" else set() if text == "none" else set(parse_ranges(text, 1, 4094))
        result = change(now, set(args["vlans"]))
        if result == everything:
            section.children.pop(key, None)
        else:
            section.children[key] = Node(key, f"{' '.join(key)} {format_ranges(result) or 'none'}", node.rank)
        return []

    return effect


def _only(*kinds: str) -> Callable[[str], Callable[[Node], str | None]]:
    """A default line that only these kinds of interfaces have."""
    return lambda line: lambda node: line if interface_kind(node.key[1]) in kinds else None


_ports = _only("Ethernet", "Port-Channel")

CONFIG.add(
    "interface <names!:interfaces>",
    rank=Rank.INTERFACE,
    sort=True,
    separate=True,
    enters="interface",
    remove=_remove_interface,
)

interface = Mode("interface")
interface.add("description <text:line>", rank=1, default="no description")
interface.add("shutdown", rank=2, flag=False, default="no shutdown")
interface.add("mtu <bytes:mtu>", rank=3)
interface.add("speed <speed:line>", rank=4)
interface.add("load-interval <seconds:0-600>", rank=5)
interface.add(
    "switchport access vlan <vlan:vlan>", rank=10, effect=_access_vlan, default=_ports("switchport access vlan 1")
)
interface.add("switchport trunk native vlan <vlan:vlan>", rank=11, default=_ports("switchport trunk native vlan 1"))
interface.add(
    "switchport trunk allowed vlan (<vlans:vlans> | <all:all|none>)",
    rank=12,
    keep=4,
    default=_ports("switchport trunk allowed vlan 1-4094"),
)
interface.add("switchport trunk allowed vlan add <vlans:vlans>", effect=_change_trunk(lambda now, more: now | more))
interface.add("switchport trunk allowed vlan remove <vlans:vlans>", effect=_change_trunk(lambda now, less: now - less))
interface.add("switchport trunk group <name!:word>", rank=14)
interface.add("switchport mode <mode:access|trunk|dot1q-tunnel>", rank=13, default=_ports("switchport mode access"))
interface.add("switchport", rank=15, flag=True, default=_ports("switchport"))
interface.add(
    "channel-group <group:1-2000> mode <mode:active|passive|on>", rank=16, keep=1, clears=("channel-group", "mode")
)
interface.add("vrf <name:name>", rank=20)
interface.add("ip address <address:prefix>", rank=21, clears=("ip", "address"), default="no ip address")
interface.add("ip address <address!:prefix> secondary", rank=22)
interface.add("ip address virtual <address:prefix>", rank=21)
interface.add("ip virtual-router address <address!:ipv4>", rank=23)
interface.add("ipv6 enable", rank=24)
interface.add("ipv6 address <address!:prefix6>", rank=25, keep=2)
interface.add("ip ospf area <area:area>", rank=26)
interface.add("ip ospf network point-to-point", rank=26)
interface.add("ip helper-address <address!:ip>", rank=27)
interface.add("ip access-group <name:word> <direction!:in|out>", rank=28)
interface.add("no-autostate", rank=29)
interface.add("autostate", rank=29, flag=True)
interface.add("lldp transmit", rank=30, flag=True)
interface.add("lldp receive", rank=30, flag=True)
interface.add(
    "spanning-tree portfast [<kind:edge|network>]", rank=31, keep=2, default=_ports("no spanning-tree portfast")
)
interface.add("spanning-tree bpduguard <state:enable|disable>", rank=31)
interface.add("mlag <id:1-2000>", rank=32)
interface.add("port-channel min-links <count:0-16>", rank=33)
interface.add("sflow enable", rank=34, flag=False, default=_ports("no sflow enable"))
interface.add("vxlan source-interface <name:interface>", rank=40)
interface.add("vxlan udp-port <port:port>", rank=41)
interface.add("vxlan vlan <vlan!:vlan> vni <vni:int>", rank=42)
interface.add("vxlan vrf <vrf!:name> vni <vni:int>", rank=43)
