# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Routing: static routes, OSPF, BGP."""

from __future__ import annotations

from typing import Any

from ..errors import CommandError
from ..tree import Config, Key, Node
from .engine import CONFIG, Mode, Rank

CONFIG.add("ip routing", rank=Rank.IP_ROUTING, flag=False, always=True, default="no ip routing")
CONFIG.add("ip routing vrf <vrf!:name>", rank=Rank.IP_ROUTING, flag=False, always=True, sort=True)
CONFIG.add("ipv6 unicast-routing", rank=Rank.IP_ROUTING, flag=False, default="no ipv6 unicast-routing")
CONFIG.add(
    "ipv6 unicast-routing vrf <vrf!:name>",
    rank=Rank.IP_ROUTING,
    flag=False,
    default="no ipv6 unicast-routing vrf {vrf}",
    named=lambda root: [{"vrf": node.key[2]} for node in root.under("vrf", "instance")],
)
CONFIG.add("ip virtual-router mac-address <mac:colons>", rank=Rank.VIRTUAL_ROUTER)
CONFIG.add("router bgp <asn!:asn>", rank=Rank.ROUTER_BGP, separate=True, enters="bgp", keep=2)


def _full_route(node: Node) -> str:
    """A static route with the distance and the tag that it has."""
    words, options = node.line.split(), ("tag", "name", "metric")
    at = next((at for at, word in enumerate(words) if word in options), len(words))
    distance = [] if node.key[-1].isdigit() else ["1"]
    tag = [] if "tag" in words[at:] else ["tag", "0"]
    return " ".join([*words[:at], *distance, *tag, *words[at:]])


CONFIG.full |= {("ip", "route"): _full_route, ("ipv6", "route"): _full_route}


def _drop_neighbor(_config: Config, section: Node, node: Node, _args: dict[str, Any]) -> list[str]:
    """``neighbor X`` alone is no line of its own; only its ``no`` form means something."""
    section.children.pop(node.key, None)
    return []


def _remove_neighbor(_config: Config, section: Node, key: Key) -> list[str]:
    """``no neighbor X`` removes all lines of the neighbor."""
    section.remove(key)
    return []


def _in_newer_words(_config: Config, section: Node, node: Node, _args: dict[str, Any]) -> list[str]:
    """``peer-group`` is taken, and written as ``peer group``."""
    del section.children[node.key]
    key = (*node.key[:2], "peer", "group")
    section.children[key] = Node(key, node.line.replace(" peer-group", " peer group", 1), node.rank)
    return []


def _remove_line(section: Node, key: Key) -> list[str]:
    section.children.pop(key, None)
    return []


def _neighbors(mode: Mode, rank: int) -> None:
    """The lines of a neighbor or peer group."""
    for text in (
        "peer group [<group:name>]",
        "remote-as <asn:asn>",
        "local-as <asn:asn> [no-prepend [replace-as [fallback]]]",
        "next-hop-self",
        "update-source <source:interface>",
        "description <text:line>",
        "ebgp-multihop [<hops:1-255>]",
        "send-community [(add | remove)] [standard] [extended] [large] [link-bandwidth "
        "[(aggregate [<bandwidth:bandwidth>] | divide <how:equal|ratio>)]]",
        "password [<kind:0|7|8a>] <secret:word>",
        "maximum-routes <count:int> [warning-only]",
        "timers <keepalive:0-3600> <hold:0-7200>",
        "route-map <name:name> <direction!:in|out>",
        "rcf <direction!:in|out> <function:rcf>",
        "prefix-list <name:name> <direction!:in|out>",
        "allowas-in [<count:1-10>]",
        "remove-private-as [all [replace-as]]",
        "remove-private-as ingress [replace-as]",
    ):
        mode.add(f"neighbor <peer!:host> {text}", rank=rank)
    mode.add(
        "neighbor <peer!:host> peer-group [<group:name>]",
        rank=rank,
        effect=_in_newer_words,
        remove=lambda _config, section, key: _remove_line(section, (*key[:2], "peer", "group")),
    )
    for state in ("shutdown", "bfd", "activate"):
        mode.add(f"neighbor <peer!:host> {state}", rank=rank, explicit=True)
    mode.add("neighbor <peer!:host>", rank=rank, effect=_drop_neighbor, remove=_remove_neighbor)


bgp = Mode("bgp")
bgp.add("router-id <id:ipv4>", rank=1)
bgp.add("shutdown", rank=1, flag=False, default="no shutdown")
bgp.add("maximum-paths <paths:1-600> [ecmp <ecmp:1-600>]", rank=2)
bgp.add("timers bgp <keepalive:0-3600> <hold:0-7200>", rank=2)
bgp.add("bgp default ipv4-unicast", rank=2, flag=True)
bgp.add("bgp default ipv4-unicast transport ipv6", rank=2, flag=False)
bgp.add("distance bgp <external:1-255> [<internal:1-255> <local:1-255>]", rank=2, keep=2)
_neighbors(bgp, 3)
bgp.add("vlan <vlan!:vlan>", rank=7, separate=True, enters="bgp-vlan")
bgp.add("address-family <family!:ipv4|ipv6|evpn>", rank=8, separate=True, enters="bgp-af")
bgp.add("vrf <vrf!:name>", rank=9, separate=True, enters="bgp-vrf")

bgp_af = Mode("bgp-af", "bgp")
_neighbors(bgp_af, 1)

bgp_vrf = Mode("bgp-vrf", "bgp")
bgp_vrf.add("rd <rd:rd>", rank=0)
bgp_vrf.add("router-id <id:ipv4>", rank=1)
bgp_vrf.add("route-target <direction!:import|export> [<family!:evpn|vpn-ipv4|vpn-ipv6>] <target!:rd>", rank=0)
bgp_vrf.add(
    "route-target <direction!:import|export> <family!:evpn|vpn-ipv4|vpn-ipv6> "
    "(route-map <map:name> | rcf <rcf:rcf> [vpn-route filter-rcf <filter:rcf>])",
    rank=0,
)
_neighbors(bgp_vrf, 3)

bgp_vlan = Mode("bgp-vlan", "bgp")
bgp_vlan.add("rd <rd:rd-auto>", rank=0)
bgp_vlan.add("route-target <direction!:both|import|export> <target!:rd>", rank=1)
bgp_vlan.add("redistribute learned", rank=2)


def _remove_ospf(_config: Config, section: Node, key: Key) -> list[str]:
    """A number stands for one process, whichever VRF it serves."""
    section.remove(key)
    return []


def _refuse_other_vrf(_config: Config, section: Node, node: Node, _args: dict[str, Any]) -> list[str]:
    """A process serves one VRF; its number cannot be used in a second one."""
    others = [other for other in section.children if other[:3] == node.key[:3] and other != node.key]
    if others:
        if not node.children:
            del section.children[node.key]
        raise CommandError(
            f"OSPF instance {node.key[2]} is in VRF {others[0][-1] if len(others[0]) > 3 else 'default'}"
        )
    return []


def _active_interface(_config: Config, section: Node, key: Key) -> list[str]:
    """Where interfaces are passive by default, one that is not is a line of its own."""
    section.children.pop(key, None)
    if section.get("passive-interface", "default") is not None:
        section.children[key] = Node(key, f"no {' '.join(key)}", 3, " ".join(key))
    return []


for _process in ("router ospf <process!:1-65535>", "router ospf <process!:1-65535> vrf <vrf!:name>"):
    CONFIG.add(
        _process,
        rank=Rank.ROUTER,
        separate=True,
        enters="ospf",
        sort=True,
        remove=_remove_ospf,
        effect=_refuse_other_vrf,
    )
ospf = Mode("ospf")
ospf.add("router-id <id:ipv4>", rank=1, default="no router-id")
ospf.add("distance ospf <kind!:intra-area|external|inter-area> <distance:1-255>", rank=1)
ospf.add("passive-interface default", rank=2)
ospf.add("passive-interface <name!:interface>", rank=3, sort=True, remove=_active_interface)
ospf.add("redistribute <source!:connected|static|bgp> [route-map <map:name>]", rank=4)
ospf.add("network <prefix!:prefix> area <area:area>", rank=6, sort=True)
ospf.add("log-adjacency-changes [detail]", rank=8, flag=True, default="log-adjacency-changes")
ospf.add("maximum-paths <paths:1-600>", rank=9, default="maximum-paths 128")
ospf.add("shutdown", rank=9, flag=False, default="no shutdown")
ospf.add("graceful-restart", rank=9)
