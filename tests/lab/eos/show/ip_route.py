# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show ip route`` (revision 4), its summary (revision 3), and ``show ipv6 route``.

Of the revisions of ``show ip route`` public captures show the first and the fourth; the steps between are the lab's.
"""

from __future__ import annotations

import ipaddress
from collections import Counter

from ..registry import Context, Model, show
from ..tree import Node
from .rib import table
from .route import Route
from .vrf import wanted

_PROTOCOLS = "connected|static|bgp|ospf|isis|rip|kernel|aggregate"
#: routeType → the protocol word that selects it.
_SELECTORS = {
    "connected": "connected",
    "static": "static",
    "eBGP": "bgp",
    "iBGP": "bgp",
    "ospfIntraArea": "ospf",
    "ospfInterArea": "ospf",
    "ospfExternalType2": "ospf",
    "ISISLevel1": "isis",
    "ISISLevel2": "isis",
}
#: routeType → code of the text table.
_CODES = {
    "connected": "C",
    "static": "S",
    "eBGP": "B E",
    "iBGP": "B I",
    "ospfIntraArea": "O",
    "ospfInterArea": "O IA",
    "ospfExternalType2": "O E2",
    "ISISLevel1": "I L1",
    "ISISLevel2": "I L2",
}
_LEGEND = """Codes: C - connected, S - static, K - kernel,
       O - OSPF, IA - OSPF inter area, E1 - OSPF external type 1,
       E2 - OSPF external type 2, N1 - OSPF NSSA external type 1,
       N2 - OSPF NSSA external type2, B - Other BGP Routes,
       B I - iBGP, B E - eBGP, R - RIP, I L1 - IS-IS level 1,
       I L2 - IS-IS level 2, O3 - OSPFv3, A B - BGP Aggregate,
       A O - OSPF Summary, NG - Nexthop Group Static Route,
       V - VXLAN Control Service, M - Martian,
       DH - DHCP client installed default route,
       DP - Dynamic Policy Route, L - VRF Leaked,
       RC - Route Cache Route
"""


def _select(ctx: Context, routes: list[Route]) -> list[Route]:
    """Apply the command's prefix or address and its protocol."""
    protocol = ctx.args.get("protocol")
    if protocol is not None:
        routes = [route for route in routes if _SELECTORS[route.kind] == protocol]
    text = ctx.args.get("prefix") or ctx.args.get("address")
    if text is None:
        return routes
    target = ipaddress.ip_interface(text).network
    if "longer" in ctx.args:
        return [route for route in routes if route.prefix.subnet_of(target)]  # type: ignore[arg-type]
    if "prefix" in ctx.args:
        return [route for route in routes if route.prefix == target]
    covering = [route for route in routes if target.subnet_of(route.prefix)]  # type: ignore[arg-type]
    return [max(covering, key=lambda route: route.prefix.prefixlen)] if covering else []


def _route(route: Route, revision: int) -> Model:
    model: Model = {
        "kernelProgrammed": True,
        "hardwareProgrammed": True,
        "directlyConnected": route.kind == "connected",
        "routeAction": "drop" if route.drop else "forward",
        "routeType": route.kind,
        "vias": [{"nexthopAddr": hop, "interface": name} if hop else {"interface": name} for hop, name in route.vias],
    }
    for tunnel in route.tunnels:
        model["vias"].append(
            {
                "vtepAddr": tunnel.vtep,
                "nexthopAddr": "",
                "routerMac": tunnel.router_mac,
                "vni": tunnel.vni,
                "localInterface": "Vxlan1",
            }
        )
    if route.kind != "connected":
        model.update({"preference": route.preference, "metric": route.metric})
    if revision >= 2:
        model["routeLeaked"] = False
    return model


_TAIL = f"[<longer:longer-prefixes|longer>] [<protocol:{_PROTOCOLS}>] [detail]"


@show(
    f"show ip route [vrf <vrf:name>] [<prefix:prefix>] {_TAIL}",
    f"show ip route [vrf <vrf:name>] <address:ipv4> {_TAIL}",
    revision=4,
)
def show_ip_route(ctx: Context) -> Model:
    """Routes by VRF and prefix. Revision 1 lacks ``routeLeaked``."""
    return {"vrfs": {name: _vrf(ctx, name) for name in wanted(ctx)}}


def _vrf(ctx: Context, name: str) -> Model:
    everything = table(ctx.switch, name)
    model: Model = {
        "routes": {str(route.prefix): _route(route, ctx.revision) for route in _select(ctx, everything)},
        "allRoutesProgrammedKernel": True,
        "allRoutesProgrammedHardware": True,
        "routingDisabled": not ctx.switch.view.vrfs[name].routing,
        "defaultRouteState": "reachable" if any(route.prefix.prefixlen == 0 for route in everything) else "notSet",
    }
    return model


@show_ip_route.text
def _text(_ctx: Context, model: Model) -> str:
    text = ""
    for name, vrf in model["vrfs"].items():
        text += f"\nVRF: {name}\n"
        if vrf["routingDisabled"]:
            text += "WARNING: IP routing is not enabled; packets will not be forwarded\n"
        text += _LEGEND + "\n"
        default = vrf["routes"].get("0.0.0.0/0")
        if default is None:
            text += "Gateway of last resort is not set\n\n"
        else:
            text += "Gateway of last resort:\n" + _lines("0.0.0.0/0", default) + "\n"
        text += "".join(_lines(prefix, route) for prefix, route in vrf["routes"].items() if prefix != "0.0.0.0/0")
        text += "\n"
    return text


def _lines(prefix: str, route: Model) -> str:
    """The lines of one route in the text table."""
    code = _CODES[route["routeType"]]
    distance = f" [{route['preference']}/{route['metric']}]" if "preference" in route else ""
    head = f" {code:<8} {prefix}{distance}"
    if route["routeAction"] == "drop":
        return f"{head} is directly connected, Null0\n"
    if route["directlyConnected"]:
        return f" {code:<8} {prefix}\n           directly connected, {route['vias'][0]['interface']}\n"
    return head + "\n" + "".join(f"           {_via(via)}\n" for via in route["vias"])


def _via(via: Model) -> str:
    if "vtepAddr" in via:
        return (
            f"via VTEP {via['vtepAddr']} VNI {via['vni']} router-mac {via['routerMac']} "
            f"local-interface {via['localInterface']}"
        )
    return (
        f"via {via['nexthopAddr']}, {via['interface']}"
        if via.get("nexthopAddr")
        else (f"is directly connected, {via['interface']}")
    )


@show("show ip route [vrf <vrf:name>] summary", "show ip route summary [vrf <vrf:name>]", revision=3)
def show_ip_route_summary(ctx: Context) -> Model:
    """Numbers of routes by source. Revision 1 has those of one VRF and no level for VRFs; 2 lacks the routing model."""
    vrfs = {name: _counts(table(ctx.switch, name)) for name in wanted(ctx)}
    if ctx.revision == 1:
        return vrfs.get("default") or next(iter(vrfs.values()))
    model: Model = {"vrfs": vrfs}
    if ctx.revision >= 3:
        model["protoModelStatus"] = {"configuredProtoModel": "multi-agent", "operatingProtoModel": "multi-agent"}
    return model


def _counts(routes: list[Route]) -> Model:
    kinds = Counter(route.kind for route in routes)
    external, internal = kinds["eBGP"], kinds["iBGP"]
    return {
        "connected": kinds["connected"],
        "static": kinds["static"],
        "staticNexthopGroup": 0,
        "staticPersistent": 0,
        "staticNonPersistent": kinds["static"],
        "vcs": 0,
        "ospfCounts": {
            "ospfTotal": sum(count for kind, count in kinds.items() if kind.startswith("ospf")),
            "ospfIntraArea": kinds["ospfIntraArea"],
            "ospfInterArea": kinds["ospfInterArea"],
            "ospfExternal1": 0,
            "ospfExternal2": kinds["ospfExternalType2"],
        },
        "bgpCounts": {"bgpTotal": external + internal, "bgpExternal": external, "bgpInternal": internal, "bgpLocal": 0},
        "isisCounts": {
            "isisTotal": kinds["ISISLevel1"] + kinds["ISISLevel2"],
            "isisLevel1": kinds["ISISLevel1"],
            "isisLevel2": kinds["ISISLevel2"],
        },
        "rip": 0,
        "internal": 0,
        "attached": 0,
        "aggregate": 0,
        "dynamicPolicy": 0,
        "maskLen": {
            str(length): count for length, count in sorted(Counter(route.prefix.prefixlen for route in routes).items())
        },
        "totalRoutes": len(routes),
    }


@show_ip_route_summary.text
def _summary_text(_ctx: Context, model: Model) -> str:
    status = model["protoModelStatus"]
    text = (
        f"Operating routing protocol model: {status['operatingProtoModel']}\n"
        f"Configured routing protocol model: {status['configuredProtoModel']}\n"
    )
    for name, counts in model["vrfs"].items():
        bgp, ospf, isis = (counts[f"{name}Counts"] for name in ("bgp", "ospf", "isis"))
        rows = [
            ("connected", counts["connected"]),
            ("static (persistent)", counts["staticPersistent"]),
            ("static (non-persistent)", counts["staticNonPersistent"]),
            ("OSPF", ospf["ospfTotal"]),
            (
                f"  Intra-area: {ospf['ospfIntraArea']} Inter-area: {ospf['ospfInterArea']} "
                f"External-1: {ospf['ospfExternal1']} External-2: {ospf['ospfExternal2']}",
                "",
            ),
            ("BGP", bgp["bgpTotal"]),
            (f"  External: {bgp['bgpExternal']} Internal: {bgp['bgpInternal']}", ""),
            ("IS-IS", isis["isisTotal"]),
            (f"  Level-1: {isis['isisLevel1']} Level-2: {isis['isisLevel2']}", ""),
            ("internal", counts["internal"]),
            ("aggregate", counts["aggregate"]),
            ("Total Routes", counts["totalRoutes"]),
        ]
        text += f"\nVRF: {name}\n   Route Source                                Number Of Routes\n"
        text += f"{'-' * 46} {'-' * 20}\n"
        text += "".join(f"   {label:<43} {count:>19}".rstrip() + "\n" for label, count in rows)
    return text + "\n"


@show(
    f"show ipv6 route [vrf <vrf:name>] [<prefix:prefix6>] {_TAIL}",
    f"show ipv6 route [vrf <vrf:name>] <address:ipv6> {_TAIL}",
)
def show_ipv6_route(ctx: Context) -> Model:
    """IPv6 routes of one VRF, without a level for VRFs."""
    name = wanted(ctx)[0]
    routing = name == "default" and ctx.switch.running.root.get("ipv6", "unicast-routing") is not None
    routes = _select(ctx, table(ctx.switch, name, 6))
    return {"routes": {str(route.prefix): _route(route, 2) for route in routes}, "routingDisabled": not routing}


@show_ipv6_route.text
def _text6(_ctx: Context, model: Model) -> str:
    text = "IPv6 Routing Table - {} Entries\n".format(len(model["routes"])) + _LEGEND + "\n"
    return text + "".join(_lines(prefix, route) for prefix, route in model["routes"].items()) + "\n"


@show("show ip")
def show_ip(ctx: Context) -> Model:
    """Whether IPv4 and IPv6 are routed."""
    root = ctx.switch.running.root
    routers = {node.key for interface in root.under("interface") for node in interface.under("vrrp")}
    return {
        "v4RoutingEnabled": ctx.switch.view.ip_routing,
        "v6RoutingEnabled": root.get("ipv6", "unicast-routing") is not None,
        "v6IntfForwarding": root.get("ip", "routing", "ipv6", "interfaces") is not None,
        "multicastRouting": {
            "ipMulticastEnabled": _multicast(root, "ipv4"),
            "ip6MulticastEnabled": _multicast(root, "ipv6"),
        },
        "v6EcmpInfo": {"v6EcmpRouteSupport": True},
        "vrrpIntfs": len(routers),
    }


def _multicast(root: Node, family: str) -> bool:
    """Whether ``router multicast`` routes a family in the default VRF."""
    section = (root.get("router", "multicast") or Node()).get(family) or Node()
    return section.get("routing") is not None


@show_ip.text
def _ip_text(_ctx: Context, model: Model) -> str:
    lines = [
        ("IP Routing", model["v4RoutingEnabled"]),
        ("IP Multicast Routing", model["multicastRouting"]["ipMulticastEnabled"]),
        ("IPv6 Multicast Routing", model["multicastRouting"]["ip6MulticastEnabled"]),
        ("IPv6 Unicast Routing", model["v6RoutingEnabled"]),
        ("IPv6 Interfaces Forwarding", model["v6IntfForwarding"]),
    ]
    return "\n" + "".join(f"{label} : {'Enabled' if value else 'Disabled'}\n" for label, value in lines)
