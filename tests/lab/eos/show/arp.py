# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show arp``, ``show ip arp``, ``show ipv6 neighbors``: the neighbors on connected networks."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from ..registry import Context, Model, show
from ..switch import Link, Switch
from .lines import dotted, table
from .ports import Port, bridge, link_local, ports
from .vrf import wanted

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def adjacent(switch: Switch, port: Port, found: dict[str, Port]) -> Iterator[tuple[Link, Port]]:
    """Who is on the other side of a routed interface: the far port, or the SVI of the same VLAN over a bridge."""
    if port.status != "connected":
        return
    if port.kind == "Ethernet" and port.name in switch.links:
        link = switch.links[port.name]
        config = link.neighbor.view.interfaces.get(link.neighbor_port)
        if config is not None and Port(config).routed:
            yield link, Port(config, connected=True)
    elif port.kind == "Vlan":
        vlan = int(port.name[4:])
        for name, link in switch.links.items():
            local = bridge(found, name)
            config = link.neighbor.view.interfaces.get(port.name)
            if local and local.status == "connected" and local.carries(vlan) and config and not config.shutdown:
                yield link, Port(config)


def _entries(switch: Switch, vrf: str, version: int) -> Iterator[tuple[Address, str, str]]:
    """(address, MAC, interface) of each neighbor of a VRF."""
    found = ports(switch)
    for port in found.values():
        if port.config.vrf != vrf:
            continue
        own = port.ipv4 if version == 4 else port.ipv6
        for link, remote in adjacent(switch, port, found):
            mac = link.neighbor.mac_of(remote.name)
            if version == 6 and port.ipv6_enabled and remote.ipv6_enabled:
                yield link_local(mac), mac, port.name
            for other in remote.ipv4 if version == 4 else remote.ipv6:
                if any(other.ip in each.network for each in own):
                    yield other.ip, mac, port.name


def _table(ctx: Context, vrf: str) -> Model:
    target = ctx.args.get("address")
    neighbors = [
        {"hwAddress": dotted(mac), "address": str(address), "interface": name, "age": 0}
        for address, mac, name in sorted(_entries(ctx.switch, vrf, 4), key=lambda entry: int(entry[0]))
        if target in (None, str(address)) and ctx.args.get("interface") in (None, name)
    ]
    return {
        "dynamicEntries": len(neighbors),
        "ipV4Neighbors": neighbors,
        "notLearnedEntries": 0,
        "totalEntries": len(neighbors),
        "staticEntries": 0,
    }


@show(
    "show arp [vrf <vrf:name>] [<address:ipv4>]",
    "show ip arp [vrf <vrf:name>] [<address:ipv4>]",
    "show (arp | ip arp) [vrf <vrf:name>] interface <interface:interface>",
)
def show_arp(ctx: Context) -> Model:
    """The ARP table of one VRF, or with ``vrf all`` of every VRF by name. Ages are in seconds."""
    names = wanted(ctx)
    if ctx.args.get("vrf") == "all":
        return {"vrfs": {name: _table(ctx, name) for name in names}}
    return _table(ctx, names[0])


@show_arp.text
def _text(_ctx: Context, model: Model) -> str:
    tables = model.get("vrfs", {"": model})
    text = ""
    for name, entries in tables.items():
        rows: list[tuple[object, ...]] = [("Address", "Age (sec)", "Hardware Addr", "Interface")]
        rows += [
            (
                each["address"],
                f"{each['age'] // 3600}:{each['age'] % 3600 // 60:02d}:{each['age'] % 60:02d}",
                each["hwAddress"],
                each["interface"],
            )
            for each in entries["ipV4Neighbors"]
        ]
        text += (f"VRF: {name}\n" if name else "") + table((15, 9, 15, 20), rows)
    return text


@show("show ipv6 neighbors [vrf <vrf:name>]")
def show_ipv6_neighbors(ctx: Context) -> Model:
    """IPv6 neighbors of one VRF."""
    entries = [
        {"address": str(address), "age": 0, "hwAddress": dotted(mac), "interface": name}
        for vrf in wanted(ctx)
        for address, mac, name in _entries(ctx.switch, vrf, 6)
    ]
    return {
        "neighbors": entries,
        "totalEntries": len(entries),
        "dynamicEntries": len(entries),
        "staticEntries": 0,
        "notLearnedEntries": 0,
    }


@show_ipv6_neighbors.text
def _text6(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [("IPv6 Address", "Age", "Hardware Addr", "State", "Interface")]
    rows += [(each["address"], "0:00:00", each["hwAddress"], "REACH", each["interface"]) for each in model["neighbors"]]
    return table((41, 10, 14, 5, 20), rows)
