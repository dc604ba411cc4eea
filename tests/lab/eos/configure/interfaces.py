# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``interface NAME`` and its lines."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from ..errors import CommandError
from ..names import format_ranges, interface_kind, parse_ranges
from ..tree import Config, Key, Node
from .engine import CONFIG, Mode, Rank, default_on, natural_rank


def _remove_interface(_config: Config, section: Node, key: Key) -> list[str]:
    """An interface goes, and a channel frees its ports."""
    if interface_kind(key[1]) == "Port-Channel" and key in section.children:
        start = f"channel-group {key[1].removeprefix('Port-Channel')} "
        for port in section.under("interface"):
            for line in port.under("channel-group"):
                if line.line.startswith(start):
                    del port.children[line.key]
    section.children.pop(key, None)
    return []


def _reset_interface(_config: Config, section: Node, key: Key) -> list[str]:
    """``default interface X`` takes the settings away, and leaves the interface."""
    node = section.children.get(key)
    if node is not None:
        node.children.clear()
        node.comments.clear()
    return []


def _move(section: Node, before: str, after: str) -> list[str]:
    """An interface loses its addresses when its VRF changes."""
    name = section.key[1]
    why = f"enabling VRF {after.split()[-1]}" if after else f"disabling VRF {before.split()[-1]}"
    said = []
    for key, child in list(section.children.items()):
        if key[:2] in (("ip", "address"), ("ipv6", "address")):
            del section.children[key]
            words = child.line.split()
            address = next((word for word in words if word[0].isdigit() or ":" in word), words[-1])
            family = "IP" if key[0] == "ip" else "IPv6"
            said.append(f"Interface {name} {family} address {address.partition('/')[0]} removed due to {why}")
    return said


def _pairs(args: dict[str, Any]) -> list[tuple[int, int]]:
    """The VLANs of a list with their VNIs."""
    vlans, vnis = parse_ranges(args["vlans"], 1, 4094), parse_ranges(args["vnis"], 1, 16777215)
    if len(vlans) != len(vnis):
        raise CommandError("The number of VLANs and VNIs must be the same")
    return list(zip(vlans, vnis, strict=True))


def _map_vlans(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
    """``vxlan vlan 10,20 vni 10010,10020`` is a line for each VLAN."""
    del section.children[node.key]
    for vlan, vni in _pairs(args):
        key = ("vxlan", "vlan", str(vlan), "vni")
        section.children[key] = Node(key, f"{' '.join(key)} {vni}", node.rank)
    return []


def _unmap_vlans(_config: Config, section: Node, args: dict[str, Any]) -> list[str]:
    for vlan in parse_ranges(args["vlans"], 1, 4094):
        section.children.pop(("vxlan", "vlan", str(vlan), "vni"), None)
    return []


def _remove_address(_config: Config, section: Node, args: dict[str, Any]) -> list[str]:
    """``no ip address`` removes all addresses, with an address that one alone."""
    if "address" not in args:
        section.remove(("ip", "address"))
    elif section.value("ip", "address") == args["address"]:
        del section.children["ip", "address"]
    return []


def _refuse_overlap(config: Config, section: Node, args: dict[str, Any]) -> None:
    """The networks of the interfaces of a VRF do not overlap."""
    mine = ipaddress.ip_interface(args["address"])
    for other in config.root.under("interface"):
        if other is section or other.key == section.key or other.value("vrf") != section.value("vrf"):
            continue
        for child in other.under("ip", "address"):
            words = child.line.split()
            if words[2] in ("virtual", "dhcp", "unnumbered"):
                continue
            theirs = ipaddress.ip_interface(words[2])
            if mine.ip == theirs.ip:
                raise CommandError(f"Address {mine.ip} is already assigned to interface {other.key[1]}")
            if mine.network.overlaps(theirs.network):
                raise CommandError(
                    f"Subnet {mine.network.network_address} overlaps with existing subnet "
                    f"{theirs.network.network_address} of interface {other.key[1]}"
                )


def _warn_of_switched_port(_config: Config, section: Node, _node: Node, _args: dict[str, Any]) -> list[str]:
    """A switched port takes addresses, which mean nothing until it is a routed one."""
    routed = interface_kind(section.key[1]) not in ("Ethernet", "Port-Channel") or section.get("switchport") is not None
    if routed or "." in section.key[1]:
        return []
    return [f"IP configuration will be ignored while interface {section.key[1]} is not a routed port."]


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


def _create_channel(config: Config, _section: Node, _node: Node, args: dict[str, Any]) -> list[str]:
    """The first port of a channel creates its interface."""
    key = ("interface", f"Port-Channel{args['group']}")
    if key not in config.root.children:
        rank, sort = natural_rank(_heading, key)
        config.root.children[key] = Node(key, " ".join(key), rank, sort, True, mode="interface")
    return []


def _add_vni(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
    """``vxlan vlan add 10 vni 10`` is written as the line without ``add``."""
    del section.children[node.key]
    key = ("vxlan", "vlan", str(args["vlan"]), "vni")
    section.children[key] = Node(key, f"{' '.join(key)} {args['vni']}", 42)
    return []


def _remove_vni(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
    """``vxlan vlan remove 10 vni 10``: the VLAN has none any more."""
    del section.children[node.key]
    section.children.pop(("vxlan", "vlan", str(args["vlan"]), "vni"), None)
    return []


def _change_flood(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
    """``flood vtep add`` and ``remove``: the line holds the result."""
    del section.children[node.key]
    *words, change = node.key
    key = tuple(words)
    now = (section.value(*key) or "").split()
    given = args["addresses"].split()
    kept = [address for address in now if address not in given]
    result = [*now, *(address for address in given if address not in now)] if change == "add" else kept
    section.children.pop(key, None)
    if result:
        section.children[key] = Node(key, " ".join([*key, *result]), node.rank)
    return []


_vxlan = default_on("Vxlan")
_ports = default_on("Ethernet", "Port-Channel")

_heading = CONFIG.add(
    "interface <names!:interfaces>",
    rank=Rank.INTERFACE,
    sort=True,
    separate=True,
    enters="interface",
    remove=_remove_interface,
    reset=_reset_interface,
)

interface = Mode("interface")
interface.add("description <text:line>", rank=1, default="no description")
interface.add("shutdown", rank=2, flag=False, default="no shutdown")
interface.add("mtu <bytes:mtu>", rank=3, plain="mtu 1500", default=default_on("routed")("mtu 1500"))
interface.add("speed <speed:speed-setting>", rank=4)
interface.add("load-interval <seconds:0-600>", rank=5, plain="load-interval 300")
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
interface.add(
    "switchport trunk allowed vlan except <vlans:vlans>",
    effect=_change_trunk(lambda _now, other: set(range(1, 4095)) - other),
)
interface.add("switchport trunk group <name!:word>", rank=14)
interface.add("switchport mode <mode:access|trunk|dot1q-tunnel>", rank=13, default=_ports("switchport mode access"))
interface.add("switchport", rank=15, flag=True, default=_ports("switchport"))
interface.add(
    "channel-group <group:1-2000> mode <mode:active|passive|on>",
    rank=16,
    keep=1,
    clears=("channel-group", "mode"),
    effect=_create_channel,
)
interface.add("vrf <name:name>", rank=20, changed=_move)
interface.add(
    "ip address <address:prefix>",
    rank=21,
    withdraw=_remove_address,
    default="no ip address",
    refuse=_refuse_overlap,
    effect=_warn_of_switched_port,
)
interface.add("ip address <address!:prefix> secondary", rank=22, refuse=_refuse_overlap, effect=_warn_of_switched_port)
interface.add("ip address virtual <address:prefix>", rank=21)
interface.add("ip virtual-router address <address!:ipv4>", rank=23)
interface.add("ip virtual-router address", prefix=True)
interface.add("ipv6 enable", rank=24)
interface.add("ipv6 address <address!:prefix6>", rank=25, keep=2)
interface.add("ip ospf area <area:area>", rank=26)
interface.add("ip ospf network point-to-point", rank=26)
interface.add("ip helper-address <address!:ip>", rank=27)
interface.add("ip access-group <name:word> <direction!:in|out>", rank=28)
interface.add("autostate", rank=2, flag=True)
_cables = default_on("Ethernet", "Management")
interface.add("lldp transmit", rank=30, flag=True, default=_cables("lldp transmit"))
interface.add("lldp receive", rank=30, flag=True, default=_cables("lldp receive"))
interface.add(
    "spanning-tree portfast [<kind:edge|network>]", rank=31, keep=2, default=_ports("no spanning-tree portfast")
)
interface.add("spanning-tree portfast normal", rank=31, plain="spanning-tree portfast normal")
interface.add("spanning-tree portfast auto", rank=31, flag=True, default=_ports("spanning-tree portfast auto"))
interface.add("spanning-tree bpduguard <state:enable|disable>", rank=31, default=_ports("no spanning-tree bpduguard"))
_channels = default_on("Port-Channel")
interface.add("mlag <id:1-2000>", rank=32, default=_channels("no mlag"))
interface.add("port-channel min-links <count:0-16>", rank=33, default=_channels("no port-channel min-links"))
interface.add("sflow enable", rank=34, flag=True, default=_ports("sflow enable"))
interface.add("vxlan source-interface <name:interface>", rank=40, default=_vxlan("no vxlan source-interface"))
interface.add("vxlan udp-port <port:port>", rank=41, always=True, default=_vxlan("vxlan udp-port 4789"))
interface.add("vxlan vlan <vlan!:vlan> vni <vni:int>", rank=42)
interface.add("vxlan vlan add <vlan:vlan> vni <vni:int>", effect=_add_vni)
interface.add("vxlan vlan remove <vlan:vlan> vni [(<vni:int> | $)]", effect=_remove_vni)
for _start in ("vxlan flood vtep", "vxlan vlan <vlan!:vlan> flood vtep"):
    _default = _vxlan("no vxlan flood vtep") if _start == "vxlan flood vtep" else ""
    interface.add(f"{_start} <addresses:addresses>", rank=44, default=_default)
    interface.add(f"{_start} add <addresses:addresses>", rank=44, effect=_change_flood)
    interface.add(f"{_start} remove <addresses:addresses>", rank=44, effect=_change_flood)
interface.add(
    "vxlan vlan <vlans:several> vni <vnis:several>",
    rank=42,
    keep=3,
    effect=_map_vlans,
    withdraw=_unmap_vlans,
)
interface.add("vxlan vrf <vrf!:name> vni <vni:int>", rank=43)
