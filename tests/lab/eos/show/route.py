# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the routing table is made of: one prefix with its source and its next hops."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Tunnel:
    """A next hop behind VXLAN: the far endpoint, the VNI of the VRF, the router's MAC address."""

    vtep: str
    vni: int
    router_mac: str


@dataclass(frozen=True)
class Route:
    """One prefix; ``kind`` is EOS's routeType, ``vias`` are (next hop or "", interface)."""

    prefix: Network
    kind: str
    vias: tuple[tuple[str, str], ...]
    preference: int = 0
    metric: int = 0
    drop: bool = False
    tunnels: tuple[Tunnel, ...] = ()


def best(routes: Iterable[Route]) -> list[Route]:
    """The preferred route of each prefix, in order; the first of equals wins."""
    found: dict[Network, Route] = {}
    for route in routes:
        known = found.get(route.prefix)
        if known is None or route.preference < known.preference:
            found[route.prefix] = route
    return [found[prefix] for prefix in sorted(found, key=lambda each: (int(each.network_address), each.prefixlen))]


def lookup(routes: Iterable[Route], address: str) -> Route | None:
    """The route by which an address is reached: the longest prefix that has it, unless it drops."""
    wanted = ipaddress.ip_address(address)
    covering = [route for route in routes if wanted in route.prefix]
    chosen = max(covering, key=lambda route: route.prefix.prefixlen, default=None)
    return None if chosen is None or chosen.drop else chosen
