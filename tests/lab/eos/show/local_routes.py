# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Routes that a switch has without BGP: connected prefixes, static routes whose next hop is reachable, OSPF, IS-IS."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from ..names import natural
from . import igp_routes
from .ports import Port, ports
from .route import Network, Route

if TYPE_CHECKING:
    from ..switch import Switch


def routes(switch: Switch, vrf: str, version: int = 4) -> list[Route]:
    """All of them, several for one prefix as well. ``version`` is 4 or 6."""
    found = {
        name: port for name, port in ports(switch).items() if port.config.vrf == vrf and port.status == "connected"
    }
    learned = [*igp_routes.ospf(switch, vrf), *igp_routes.isis(switch, vrf)] if version == 4 else []
    return [*_connected(found, version), *_static(switch, vrf, found, version), *learned]


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
