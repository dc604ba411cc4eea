# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show bgp evpn …``, routes of one neighbor, and ``show bgp instance``: what the configuration says of them.

Routes of EVPN are not simulated: there are none.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from ..registry import Context, Model, show
from ..tree import Node
from .bgp import active_asn, path_entry
from .bgp_state import Path, learned, originated, router_id
from .vrf import check

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
    "show bgp evpn route-type (auto-discovery | mac-ip | imet | ethernet-segment | ip-prefix) [<what:line>]",
    "show bgp evpn [detail]",
)
def show_bgp_evpn(ctx: Context) -> Model:
    """The routes of EVPN."""
    return {"vrf": "default", "routerId": router_id(ctx.switch), "asn": active_asn(ctx), "evpnRoutes": {}}


@show_bgp_evpn.text
def _evpn_text(_ctx: Context, model: Model) -> str:
    return (
        "BGP routing table information for VRF default\n"
        f"Router identifier {model['routerId']}, local AS number {model['asn']}\n"
    )


@show("show bgp neighbors <peer:ip> <kind:advertised-routes|routes|received-routes> [vrf <vrf:name>]")
def show_neighbor_routes(ctx: Context) -> Model:
    """The routes that one neighbor sent, or that are sent to it; those of the default VRF."""
    name = ctx.args.get("vrf", "default")
    check(ctx, name)
    entries: dict[str, Model] = {}
    if name == "default":
        entries = {prefix: _entry(ctx, prefix, paths) for prefix, paths in _routes(ctx).items() if paths}
    return {
        "vrfs": {
            name: {"vrf": name, "routerId": router_id(ctx.switch), "asn": active_asn(ctx), "bgpRouteEntries": entries}
        }
    }


def _routes(ctx: Context) -> dict[str, list[Path | None]]:
    peer = ctx.args["peer"]
    came = {prefix: list(paths) for prefix, paths in learned(ctx.switch).items()}
    if ctx.args["kind"] != "advertised-routes":
        return {
            prefix: [path for path in paths if path.session.neighbor.address == peer] for prefix, paths in came.items()
        }
    sent: dict[str, list[Path | None]] = {prefix: [None] for prefix in originated(ctx.switch)}
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
    asn = active_asn(ctx)
    found = ctx.switch.running.root.under("router", "bgp")[0]
    sections = {"default": found, **{node.key[1]: node for node in found.under("vrf")}}
    name = ctx.args.get("vrf", "default")
    return {
        "vrfs": {
            vrf: {
                "vrf": vrf,
                "asn": asn,
                "routerId": router_id(ctx.switch),
                "shutdown": False,
                "afiSafiConfig": {key: {"redistributedRoutes": routes} for key, routes in _redistributed(node).items()},
            }
            for vrf, node in sections.items()
            if name in (vrf, "all")
        }
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
