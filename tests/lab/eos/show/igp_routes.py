# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Routes of OSPF and IS-IS: shortest paths over the adjacencies, with every next hop of equal cost.

OSPF: intra-area, inter-area through area 0, and external routes of type 2. IS-IS: both levels; the first one is known
in the second, and a router of the first alone has a default route to the nearest one that is attached.
"""

from __future__ import annotations

import heapq
import ipaddress
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..names import natural
from .igp import (
    Process,
    area_of,
    isis_interfaces,
    isis_neighbors,
    levels,
    ospf_interfaces,
    ospf_neighbors,
    processes,
    shared_levels,
)
from .lines import setting, starting, word_after
from .ports import Port, ports
from .route import Network, Route

if TYPE_CHECKING:
    from ..switch import Switch

BACKBONE = "0.0.0.0"
DEFAULT_COST = "10"
DEFAULT: Network = ipaddress.ip_network("0.0.0.0/0")
#: Next hops: (address, own interface).
Hops = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Speaker:
    """A process on its switch."""

    switch: Switch
    process: Process

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.switch.name, self.process.name


@dataclass(frozen=True)
class Reach:
    """How far a speaker is, and by which next hops; none for oneself."""

    speaker: Speaker
    cost: int
    hops: Hops


#: What a speaker's adjacencies are: cost, own interface, far interface, far speaker.
Edges = Callable[[Speaker], Iterator[tuple[int, Port, Port, Speaker]]]
#: Destination (a prefix, or the key of a speaker) → cost and next hops.
Known = dict[Hashable, tuple[int, Hops]]


def shortest(start: Speaker, edges: Edges) -> list[Reach]:
    """Every speaker that adjacencies lead to, oneself included, by Dijkstra's algorithm."""
    reach = {start.key: Reach(start, 0, frozenset())}
    queue = [(0, start.key)]
    done = set()
    while queue:
        cost, key = heapq.heappop(queue)
        if key in done:
            continue
        done.add(key)
        for metric, own, far, other in edges(reach[key].speaker):
            hops = reach[key].hops or frozenset({(str(far.ipv4[0].ip), own.name)})
            known = reach.get(other.key)
            if known is None or cost + metric < known.cost:
                reach[other.key] = Reach(other, cost + metric, hops)
                heapq.heappush(queue, (cost + metric, other.key))
            elif cost + metric == known.cost:
                reach[other.key] = Reach(other, known.cost, known.hops | hops)
    return list(reach.values())


def _learn(known: Known, target: Hashable, cost: int, hops: Hops) -> None:
    """Keep the cheaper way, or both of equal cost; a target of one's own (no hops) stays."""
    before = known.get(target)
    if before is None or cost < before[0]:
        known[target] = (cost, hops)
    elif cost == before[0] and before[1]:
        known[target] = (cost, before[1] | hops)


def _routes(known: Known, kind: str, preference: int) -> list[Route]:
    return [
        Route(target, kind, _ordered(hops), preference, cost)
        for target, (cost, hops) in known.items()
        if hops and isinstance(target, ipaddress.IPv4Network)
    ]


def _ordered(hops: Hops) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(hops, key=lambda via: natural(via[1])))


def _redistributed(switch: Switch, vrf: str, node_lines: Iterable[str]) -> Iterator[Network]:
    """The prefixes of ``redistribute connected`` and ``redistribute static``."""
    sources = {line.split()[1] for line in node_lines}
    if "connected" in sources:
        for port in ports(switch).values():
            if port.config.vrf == vrf and port.status == "connected" and port.kind != "Management":
                yield from (address.network for address in port.ipv4)
    if "static" in sources:
        for route in switch.view.routes:
            if route.vrf == vrf and ":" not in route.prefix:
                yield ipaddress.ip_network(route.prefix, strict=False)


# -- OSPF ------------------------------------------------------------------------------------------------------------


def ospf(switch: Switch, vrf: str) -> list[Route]:
    """The routes of the processes of a VRF: intra-area ones before inter-area ones before external ones."""
    found: dict[Network, Route] = {}
    for process in processes(switch, "ospf"):
        if process.vrf != vrf or process.shutdown:
            continue
        me = Speaker(switch, process)
        intra = _intra(me)
        inter = {target: way for target, way in _inter(me).items() if target not in intra}
        for known, kind, distance in (
            (intra, "ospfIntraArea", "intra-area"),
            (inter, "ospfInterArea", "inter-area"),
            (_external(me, {**inter, **intra}), "ospfExternalType2", "external"),
        ):
            preference = int(setting(process.node, f"distance ospf {distance}", "110"))
            for route in _routes(known, kind, preference):
                found.setdefault(route.prefix, route)
    return list(found.values())


def _cost(port: Port) -> int:
    return int(setting(port.node, "ip ospf cost", DEFAULT_COST))


def _areas(speaker: Speaker) -> list[str]:
    return sorted({area for _port, area in ospf_interfaces(speaker.switch, speaker.process)})


def _in_area(area: str) -> Edges:
    def edges(speaker: Speaker) -> Iterator[tuple[int, Port, Port, Speaker]]:
        for port, far, switch, other, each in ospf_neighbors(speaker.switch, speaker.process):
            if each == area:
                yield _cost(port), port, far, Speaker(switch, other)

    return edges


def _own(speaker: Speaker, area: str) -> Iterator[tuple[Hashable, int]]:
    """What a speaker announces in an area: its prefixes there, and itself."""
    yield speaker.key, 0
    for port, each in ospf_interfaces(speaker.switch, speaker.process):
        if each == area:
            for address in port.ipv4:
                yield address.network, _cost(port)


def _intra(me: Speaker, areas: Iterable[str] | None = None) -> Known:
    known: Known = {}
    for area in _areas(me) if areas is None else areas:
        for reach in shortest(me, _in_area(area)):
            for target, cost in _own(reach.speaker, area):
                _learn(known, target, reach.cost + cost, reach.hops)
    return known


def _inter(me: Speaker) -> Known:
    """What the border routers tell: those of area 0 where one is in it, else those of each area."""
    areas = _areas(me)
    known: Known = {}
    for area in [BACKBONE] if BACKBONE in areas else areas:
        for reach in shortest(me, _in_area(area)):
            theirs = _areas(reach.speaker)
            if reach.hops and len(theirs) > 1 and BACKBONE in theirs:
                for target, (cost, _hops) in _summaries(reach.speaker, area).items():
                    _learn(known, target, reach.cost + cost, reach.hops)
    return known


def _summaries(border: Speaker, area: str) -> Known:
    """What a border router announces into an area: its other areas, and from area 0 what others told there."""
    inside = _intra(border, [each for each in _areas(border) if each != area])
    return inside if area == BACKBONE else {**_inter(border), **inside}


def _external(me: Speaker, known: Known) -> Known:
    """External routes of type 2: the lowest metric, then the nearest router that announces it."""
    offers: dict[Network, list[tuple[int, int, Hops]]] = {}
    for speaker in _speakers(me):
        cost, hops = known.get(speaker.key, (0, frozenset()))
        if hops:
            for prefix, metric in _announced_outside(speaker):
                offers.setdefault(prefix, []).append((metric, cost, hops))
    found: Known = {}
    for prefix, ways in offers.items():
        nearest = min(way[:2] for way in ways)
        if prefix not in known:
            found[prefix] = (nearest[0], frozenset().union(*(way[2] for way in ways if way[:2] == nearest)))
    return found


def _speakers(me: Speaker) -> list[Speaker]:
    """Every process that adjacencies lead to, over all areas."""
    found, waiting = {me.key: me}, [me]
    while waiting:
        speaker = waiting.pop()
        for _port, _far, switch, process, _area in ospf_neighbors(speaker.switch, speaker.process):
            other = Speaker(switch, process)
            if other.key not in found:
                found[other.key] = other
                waiting.append(other)
    return list(found.values())


def _announced_outside(speaker: Speaker) -> Iterator[tuple[Network, int]]:
    """The external prefixes of a router with their metrics."""
    node = speaker.process.node
    lines = [line.line for line in starting(node, "redistribute")]
    metric = int(setting(node, "default-metric", DEFAULT_COST))
    for prefix in _redistributed(speaker.switch, speaker.process.vrf, lines):
        if prefix != DEFAULT:
            yield prefix, metric
    for line in starting(node, "default-information originate"):
        has_default = any(
            route.vrf == speaker.process.vrf and route.prefix == str(DEFAULT) for route in speaker.switch.view.routes
        )
        if "always" in line.line.split() or has_default:
            yield DEFAULT, int(word_after(line.line, "metric", "1"))


# -- IS-IS -----------------------------------------------------------------------------------------------------------


def isis(switch: Switch, vrf: str) -> list[Route]:
    """The routes of the processes of a VRF: those of level 1 before those of level 2."""
    found: dict[Network, Route] = {}
    for process in processes(switch, "isis"):
        if process.vrf != vrf or process.shutdown:
            continue
        me = Speaker(switch, process)
        for level in sorted(levels(process)):
            for route in _routes(_isis_level(me, level), f"ISISLevel{level}", 115):
                found.setdefault(route.prefix, route)
        if levels(process) == {1} and DEFAULT not in found:
            for route in _routes(_to_attached(me), "ISISLevel1", 115):
                found[route.prefix] = route
    return list(found.values())


def _metric(port: Port) -> int:
    return int(setting(port.node, "isis metric", DEFAULT_COST).split()[0])


def _in_level(level: int) -> Edges:
    def edges(speaker: Speaker) -> Iterator[tuple[int, Port, Port, Speaker]]:
        for port, far, switch, other in isis_neighbors(speaker.switch, speaker.process):
            if port.ipv4 and far.ipv4 and level in shared_levels(speaker.process, port, other, far):
                yield _metric(port), port, far, Speaker(switch, other)

    return edges


def _isis_level(me: Speaker, level: int) -> Known:
    known: Known = {}
    for reach in shortest(me, _in_level(level)):
        for prefix, cost in _isis_announced(reach.speaker, level):
            _learn(known, prefix, reach.cost + cost, reach.hops)
    return known


def _isis_announced(speaker: Speaker, level: int) -> Iterator[tuple[Network, int]]:
    """The prefixes of a router in a level; in the second one also what it knows of the first."""
    process = speaker.process
    for port in isis_interfaces(speaker.switch, process):
        if level in levels(process, port):
            yield from ((address.network, _metric(port)) for address in port.ipv4)
    places = [process.node, *(node for node in starting(process.node, "address-family ipv4 unicast"))]
    for prefix in _redistributed(
        speaker.switch, process.vrf, [line.line for place in places for line in starting(place, "redistribute")]
    ):
        if level == max(levels(process)):
            yield prefix, 0
    if level == 2 and 1 in levels(process):
        for target, (cost, hops) in _isis_level(speaker, 1).items():
            if hops and isinstance(target, ipaddress.IPv4Network):
                yield target, cost


def _to_attached(me: Speaker) -> Known:
    """The default route of a router of level 1: to the nearest one that reaches another area."""
    known: Known = {}
    for reach in shortest(me, _in_level(1)):
        speaker = reach.speaker
        areas = [area_of(other.process) for _cost, _own, _far, other in _in_level(2)(speaker)]
        if reach.hops and 2 in levels(speaker.process) and any(area != area_of(me.process) for area in areas):
            _learn(known, DEFAULT, reach.cost, reach.hops)
    return known
