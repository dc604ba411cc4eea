# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show bgp evpn …``, routes of one neighbor, and ``show bgp instance``: what the configuration says of them.

Routes of EVPN are those that follow from VLANs and VRFs; without hosts there are no MAC addresses.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from ..registry import Context, Model, show
from ..tree import Node
from . import evpn_state
from .bgp import active_asn, path_entry, served, vrf_head
from .bgp_state import Path, learned, originated
from .lines import has, table

_PROTOCOLS = {
    "connected": "Connected",
    "static": "Static",
    "attached-host": "AttachedHost",
    "bgp": "Bgp",
    "dhcp": "DHCP",
    "dynamic": "Dynamic",
    "isis": "IS-IS",
    "ospf": "OSPF Internal",
    "ospfv3": "OSPFv3 Internal",
    "rip": "RIP",
    "user": "User",
}
_KINDS = {"internal": "Internal", "external": "External", "nssa-external": "Nssa-External"}
_FAMILIES = {"ipv4": "v4u", "ipv6": "v6u", "ipv4 multicast": "v4m", "ipv6 multicast": "v6m"}


@show(
    "show bgp evpn route-type <kind:auto-discovery|mac-ip|imet|ethernet-segment|ip-prefix> [<what:line>]",
    "show bgp evpn [detail]",
    "show bgp evpn vni <vni:int>",
)
def show_bgp_evpn(ctx: Context) -> Model:
    """The routes of EVPN, those of one type or of one VNI where the command says so."""
    own = evpn_state.originated(ctx.switch)
    came = evpn_state.learned(ctx.switch) if ctx.switch.view.bgp is not None else {}
    found: dict[str, tuple[evpn_state.EvpnRoute, list[Path | None]]] = {
        **{key: (route, list(paths)) for key, (route, paths) in came.items()},
        **{key: (route, [None]) for key, route in own.items()},
    }
    entries = {
        key: _evpn_entry(ctx, route, paths) for key, (route, paths) in sorted(found.items()) if _asked(ctx, route)
    }
    return {**vrf_head(ctx, "default"), "evpnRoutes": entries}


def _asked(ctx: Context, route: evpn_state.EvpnRoute) -> bool:
    """Whether a route is one of those that the command names."""
    if "vni" in ctx.args:
        return bool(ctx.args["vni"] == route.vni)
    if ctx.args.get("kind", route.kind) != route.kind:
        return False
    words = [word for word in ctx.args.get("what", "").split() if word not in ("ipv4", "ipv6", "detail")]
    if words[:1] == ["rd"]:
        return words[1:2] == [route.rd]
    if words[:1] == ["next-hop"]:
        return words[1:2] == [route.vtep]
    return not words or words[0] in route.what.split()


def _evpn_entry(ctx: Context, route: evpn_state.EvpnRoute, paths: list[Path | None]) -> Model:
    detail: Model = {"nlriType": route.kind, "rd": route.rd, "domain": "local"}
    if route.kind == "ip-prefix":
        detail["ipGenPrefix"] = route.what
    else:
        detail["ipGenAddr"] = route.vtep
    return {
        "routeKeyDetail": detail,
        "totalPaths": len(paths),
        "evpnRoutePaths": [
            {**path_entry(ctx, path, first=at == 0), "nextHop": route.vtep if path else "", "vni": route.vni}
            for at, path in enumerate(paths)
        ],
    }


@show_bgp_evpn.text
def _evpn_text(_ctx: Context, model: Model) -> str:
    text = (
        "BGP routing table information for VRF default\n"
        f"Router identifier {model['routerId']}, local AS number {model['asn']}\n"
        "Route status codes: * - valid, > - active, S - Stale, E - ECMP head, e - ECMP\n"
        "                    c - Contributing to ECMP, % - Pending best path selection\n"
        "Origin codes: i - IGP, e - EGP, ? - incomplete\n"
        "AS Path Attributes: Or-ID - Originator ID, C-LST - Cluster List, LL Nexthop - Link Local Nexthop\n\n"
        "          Network                Next Hop              Metric  LocPref Weight  Path\n"
    )
    for key, entry in model["evpnRoutes"].items():
        for path in entry["evpnRoutePaths"]:
            local = path["weight"] != 0
            as_path = path["asPathEntry"]["asPath"].removesuffix(" i")
            row = (path["nextHop"] or "-", "-", "-" if local else path["localPreference"], 0)
            cells = table((21, 7, 7, 7), [row]).rstrip("\n")
            text += f" {'* >' if path['routeType']['active'] else '*  '}      {key}\n"
            text += f"{' ' * 33}{cells:<45}{'' if as_path in ('i', '') else as_path + ' '}i\n"
    return text


@show("show bgp neighbors <peer:ip> <kind:advertised-routes|routes|received-routes> [vrf <vrf:name>]")
def show_neighbor_routes(ctx: Context) -> Model:
    """The routes that one neighbor sent, or that are sent to it."""
    active_asn(ctx)
    return {
        "vrfs": {
            name: {
                **vrf_head(ctx, name),
                "bgpRouteEntries": {
                    prefix: _entry(ctx, prefix, paths) for prefix, paths in _routes(ctx, name).items() if paths
                },
            }
            for name in served(ctx)
        }
    }


def _routes(ctx: Context, vrf: str) -> dict[str, list[Path | None]]:
    peer = ctx.args["peer"]
    came = {prefix: list(paths) for prefix, paths in learned(ctx.switch, vrf).items()}
    if ctx.args["kind"] != "advertised-routes":
        return {
            prefix: [path for path in paths if path.session.neighbor.address == peer] for prefix, paths in came.items()
        }
    sent: dict[str, list[Path | None]] = {prefix: [None] for prefix in originated(ctx.switch, vrf)}
    for prefix, paths in came.items():
        best: list[Any] = [path for path in paths[:1] if path.session.neighbor.address != peer]
        sent.setdefault(prefix, best)
    return sent


def _entry(ctx: Context, prefix: str, paths: list[Path | None]) -> Model:
    network = ipaddress.ip_network(prefix)
    return {
        "address": str(network.network_address),
        "maskLength": network.prefixlen,
        "totalPaths": len(paths),
        "bgpRoutePaths": [path_entry(ctx, path, first=index == 0) for index, path in enumerate(paths)],
    }


@show("show bgp instance [vrf <vrf:name>]")
def show_bgp_instance(ctx: Context) -> Model:
    """The instance in each VRF, with what it redistributes."""
    active_asn(ctx)
    return {"vrfs": {name: _instance(ctx, name) for name in served(ctx)}}


def _instance(ctx: Context, name: str) -> Model:
    node = ctx.switch.view.bgp_vrfs[name].node
    return {
        **vrf_head(ctx, name),
        "shutdown": has(node, "shutdown"),
        "afiSafiConfig": {key: {"redistributedRoutes": routes} for key, routes in _redistributed(node).items()},
    }


def _redistributed(node: Node) -> dict[str, list[Model]]:
    """The lines of a section and of its address families; those of the section itself count for IPv4."""
    found: dict[str, list[Model]] = {key: [] for key in _FAMILIES.values()}
    places = [("ipv4", node)]
    places += [(child.line.removeprefix("address-family "), child) for child in node.under("address-family")]
    for family, place in places:
        for line in place.under("redistribute"):
            if family in _FAMILIES:
                found[_FAMILIES[family]].append(_source(line.line.split()))
    return found


def _source(words: list[str]) -> Model:
    name = _PROTOCOLS[words[1]]
    if "match" in words:
        name = f"{name.split()[0]} {_KINDS[words[words.index('match') + 1]]}"
    entry: Model = {"proto": name}
    if "leaked" in words:
        entry["includeLeaked"] = True
    for word, key in (("route-map", "routeMap"), ("rcf", "rcf")):
        if word in words:
            entry[key] = words[words.index(word) + 1]
    return entry
