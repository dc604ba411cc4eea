# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The routing table of a VRF: the best of what is configured, what neighbors tell, and what EVPN brings."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from ..names import natural
from ..tree import Node
from . import bgp_state, evpn_state, local_routes
from .lines import setting
from .route import Route, best, lookup

if TYPE_CHECKING:
    from ..switch import Switch

#: Distances of external, internal and local routes of BGP.
DISTANCES = "200 200 200"


def table(switch: Switch, vrf: str, version: int = 4) -> list[Route]:
    """The best route of each prefix of a VRF, in order. ``version`` is 4 or 6."""
    local = local_routes.routes(switch, vrf, version)
    if version != 4 or switch.view.bgp is None:
        return best(local)
    return best([*local, *_bgp(switch, vrf, local), *_evpn(switch, vrf)])


def _distance(switch: Switch, vrf: str, internal: bool) -> int:
    """What ``distance bgp EXTERNAL [INTERNAL LOCAL]`` says."""
    words = setting(bgp_state.section(switch, vrf) or Node(), "distance bgp", DISTANCES).split()
    return int(words[1 if internal and len(words) > 1 else 0])


def _bgp(switch: Switch, vrf: str, local: list[Route]) -> list[Route]:
    """Routes whose next hop is reachable, through as many of them as ``maximum-paths`` permits."""
    routes = []
    most = int(setting(bgp_state.section(switch, vrf) or Node(), "maximum-paths", "1").split()[0])
    for prefix, paths in bgp_state.learned(switch, vrf).items():
        internal = paths[0].session.internal
        vias = {via for path in paths[:most] for via in _resolve(path, local)}
        if vias:
            ordered = tuple(sorted(vias, key=lambda via: natural(via[1])))
            kind = "iBGP" if internal else "eBGP"
            routes.append(Route(ipaddress.ip_network(prefix), kind, ordered, _distance(switch, vrf, internal)))
    return routes


def _resolve(path: bgp_state.Path, local: list[Route]) -> list[tuple[str, str]]:
    """(next hop, interface) of a path; a next hop that is not connected is reached by the route to it."""
    found = lookup(local, path.next_hop)
    if found is None:
        return []
    return [(hop or path.next_hop, name) for hop, name in found.vias]


def _evpn(switch: Switch, vrf: str) -> list[Route]:
    """Prefixes of other endpoints whose route targets the VRF imports."""
    return [
        Route(prefix, kind, (), _distance(switch, vrf, kind == "iBGP"), tunnels=tunnels)
        for prefix, (kind, tunnels) in evpn_state.imported(switch, vrf).items()
    ]
