# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Which interfaces share a network with an interface: one cable away, through port-channels and VLANs as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .lines import setting
from .ports import Port, bridge, ports

if TYPE_CHECKING:
    from ..switch import Switch


def neighbors(switch: Switch, port: Port) -> list[tuple[Switch, Port]]:
    """The routed interfaces that are up at the other ends, each once, with their switches."""
    if port.status != "connected" or not port.routed:
        return []
    found = {(other.name, far.name): (other, far) for other, far in _far_ends(switch, port)}
    return [(other, far) for other, far in found.values() if far.status == "connected" and far.routed]


def _far_ends(switch: Switch, port: Port) -> Iterator[tuple[Switch, Port]]:
    base = port.name.partition(".")[0]
    if port.kind == "Ethernet":
        link = switch.links.get(base)
        if link is not None:
            yield from _far_port(link.neighbor, link.neighbor_port, port)
        return
    own = ports(switch)
    for name, link in switch.links.items():
        near = bridge(own, name)
        if near is None or own[name].status != "connected":
            continue
        if port.kind == "Vlan":
            if near.carries(int(port.name[4:])):
                yield from _far_vlan(link.neighbor, link.neighbor_port, port.name)
        elif near.name == base:
            yield from _far_port(link.neighbor, link.neighbor_port, port)


def _far_vlan(other: Switch, cabled: str, name: str) -> Iterator[tuple[Switch, Port]]:
    """The VLAN interface of the same number, where the far port carries the VLAN."""
    found = ports(other)
    far, interface = bridge(found, cabled), found.get(name)
    if far is not None and interface is not None and far.carries(int(name[4:])):
        yield other, interface


def _far_port(other: Switch, cabled: str, port: Port) -> Iterator[tuple[Switch, Port]]:
    """The far port itself, or its sub-interface with the same tag."""
    found = ports(other)
    far = bridge(found, cabled)
    if far is None:
        return
    if not port.subinterface:
        yield other, far
        return
    for candidate in found.values():
        if candidate.subinterface and candidate.name.partition(".")[0] == far.name and _tag(candidate) == _tag(port):
            yield other, candidate


def _tag(port: Port) -> str:
    return setting(port.node, "encapsulation dot1q vlan")


def network(switch: Switch) -> list[Switch]:
    """The other switches that cables lead to, however far."""
    found, waiting = {switch.name: switch}, [switch]
    while waiting:
        for link in waiting.pop().links.values():
            if link.neighbor.name not in found:
                found[link.neighbor.name] = link.neighbor
                waiting.append(link.neighbor)
    return list(found.values())[1:]
