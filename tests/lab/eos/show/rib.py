# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The routing table: connected prefixes, static routes whose next hop is reachable, prefixes learned by BGP."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..names import natural
from . import bgp_state
from .ports import Port, ports

if TYPE_CHECKING:
    from ..switch import Switch

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Route:
    """One prefix; ``kind`` is EOS's routeType, ``vias`` are (next hop or "", interface)."""

    prefix: Network
    kind: str
    vias: tuple[tuple[str, str], ...]
    preference: int = 0
    metric: int = 0
    drop: bool = False


def table(switch: Switch, vrf: str, version: int = 4) -> list[Route]:
    """The best route of each prefix of a VRF, in order. ``version`` is 4 or 6."""
    found = {
        name: port for name, port in ports(switch).items() if port.config.vrf == vrf and port.status == "connected"
    }
    best: dict[Network, Route] = {}
    for route in (*_connected(found, version), *_static(switch, vrf, found, version), *_bgp(switch, vrf, version)):
        if route.prefix not in best or route.preference < best[route.prefix].preference:
            best[route.prefix] = route
    return [best[prefix] for prefix in sorted(best, key=lambda each: (int(each.network_address), each.prefixlen))]


def _connected(found: dict[str, Port], version: int) -> list[Route]:
    return [
        Route(address.network, "connected", (("", name),))
        for name, port in found.items()
        for address in (port.ipv4 if version == 4 else port.ipv6)
    ]


def _static(switch: Switch, vrf: str, found: dict[str, Port], version: int) -> list[Route]:
    """Static routes; several next hops of one prefix and distance make one route."""
    merged: dict[tuple[Network, int], list[tuple[str, str]]] = {}
    drops: set[Network] = set()
    for route in switch.view.routes:
        prefix = ipaddress.ip_network(route.prefix, strict=False)
        if route.vrf != vrf or prefix.version != version:
            continue
        if route.via == "Null0":
            drops.add(prefix)
            merged[prefix, route.distance] = []
        elif via := _resolve(route.via, found):
            merged.setdefault((prefix, route.distance), []).append(via)
    return [
        Route(prefix, "static", tuple(sorted(vias, key=lambda via: natural(via[1]))), distance, drop=prefix in drops)
        for (prefix, distance), vias in merged.items()
    ]


def _resolve(via: str, found: dict[str, Port]) -> tuple[str, str] | None:
    """(next hop, interface) when the next hop is on a connected network that is up."""
    if via in found:
        return "", via
    try:
        address = ipaddress.ip_address(via)
    except ValueError:
        return None
    for name, port in found.items():
        if any(address in own.network for own in port.addresses):
            return via, name
    return None


def _bgp(switch: Switch, vrf: str, version: int) -> list[Route]:
    if vrf != "default" or version != 4:
        return []
    routes = []
    for prefix, paths in bgp_state.learned(switch).items():
        kind = "iBGP" if paths[0].session.internal else "eBGP"
        vias = tuple((path.session.neighbor.address, path.session.port) for path in paths)
        routes.append(Route(ipaddress.ip_network(prefix), kind, vias, 200))
    return routes
