# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""BGP between the lab's switches: which sessions are up, and which routes come over them.

A session is established when both ends name each other's address and AS number and have the same password, neither end
is shut down, and the addresses reach each other: on one network, or, for internal sessions and those with
``ebgp-multihop``, by routes that do not need such sessions themselves. Routes travel by the shortest AS path; what one
internal neighbor tells goes on to another one through a route reflector alone.
"""

from __future__ import annotations

import heapq
import ipaddress
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..tree import Node
from ..views import Bgp, BgpNeighbor
from . import local_routes, segments
from .lines import has, starting
from .ports import Port, ports
from .route import Route, best, lookup

if TYPE_CHECKING:
    from ..switch import Switch

#: What a switch announces in an address family of a VRF.
Announces = Callable[["Switch"], set[str]]


@dataclass(frozen=True)
class Session:
    """One neighbor of a switch; ``peer`` is None while the session is down. ``state`` is EOS's word for it."""

    neighbor: BgpNeighbor
    state: str
    local_asn: str
    local_id: str
    port: str = ""
    local_address: str = ""
    peer: Switch | None = None
    peer_id: str = "0.0.0.0"
    since: float = 0.0

    @property
    def internal(self) -> bool:
        """True within an AS."""
        return self.neighbor.remote_as == self.local_asn

    @property
    def up(self) -> bool:
        """True when established."""
        return self.peer is not None


@dataclass(frozen=True)
class Path:
    """A way to a route: the AS numbers on it, the session that it came by, its next hop, and where it begins.

    ``communities`` are the kinds that every switch on the way passes on.
    """

    as_path: tuple[str, ...]
    session: Session
    next_hop: str
    origin: Switch
    communities: frozenset[str] = frozenset()


def section(switch: Switch, vrf: str = "default") -> Node | None:
    """``router bgp``, or its section of a VRF; None where BGP does not serve the VRF."""
    bgp = switch.view.bgp_vrfs.get(vrf)
    return None if bgp is None else bgp.node


def router_id(switch: Switch, vrf: str = "default") -> str:
    """The configured one, else the highest loopback address, else the highest address."""
    bgp = switch.view.bgp_vrfs.get(vrf)
    if bgp is not None and bgp.router_id:
        return bgp.router_id
    found = [
        (port.kind == "Loopback", port.ipv4[0].ip)
        for port in ports(switch).values()
        if port.ipv4 and port.config.vrf == vrf
    ]
    return str(max(found)[1]) if found else "0.0.0.0"


# -- sessions --------------------------------------------------------------------------------------------------------


def sessions(switch: Switch, vrf: str = "default") -> list[Session]:
    """The neighbors of a VRF, in the order of the configuration; none without ``router bgp``."""
    return _sessions(switch, vrf, distant=True)


def _sessions(switch: Switch, vrf: str, distant: bool) -> list[Session]:
    """Those to neighbors on a network of one's own, and with ``distant`` the others as well."""
    bgp = switch.view.bgp_vrfs.get(vrf)
    if bgp is None or has(bgp.node, "shutdown"):
        return []
    found = {name: port for name, port in ports(switch).items() if port.config.vrf == vrf}
    identity = router_id(switch, vrf)
    return [_session(switch, bgp, vrf, identity, neighbor, found, distant) for neighbor in bgp.neighbors.values()]


def _session(
    switch: Switch, bgp: Bgp, vrf: str, identity: str, neighbor: BgpNeighbor, found: dict[str, Port], distant: bool
) -> Session:
    asn = neighbor.local_as or bgp.asn
    try:
        address = ipaddress.ip_address(neighbor.address)
    except ValueError:  # a peer group that is not declared as such
        return Session(neighbor, "Idle", asn, identity)
    if neighbor.shutdown or not neighbor.remote_as:
        return Session(neighbor, "Idle", asn, identity)
    for port in found.values():
        for own in port.addresses:
            if address in own.network and address != own.ip and port.status == "connected":
                near = [other for other, far in segments.neighbors(switch, port) if _has(far, address)]
                return _agreed(neighbor, asn, identity, vrf, port.name, str(own.ip), near)
    if distant and address.version == 4 and (neighbor.multihop or neighbor.remote_as == asn):
        return _distant_session(switch, neighbor, asn, identity, vrf, found)
    return Session(neighbor, "Active" if found else "Idle", asn, identity)


def _has(port: Port, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(own.ip == address for own in port.addresses)


def _distant_session(
    switch: Switch, neighbor: BgpNeighbor, asn: str, identity: str, vrf: str, found: dict[str, Port]
) -> Session:
    """A session between addresses that routes lead to, loopbacks for the most part."""
    route = lookup(underlay(switch, vrf), neighbor.address)
    down = Session(neighbor, "Active", asn, identity)
    if route is None or not route.vias:
        return down
    source = found.get(neighbor.update_source or route.vias[0][1])
    if source is None or source.status != "connected" or not source.ipv4:
        return down
    own = str(source.ipv4[0].ip)
    owners = [
        other
        for other in segments.network(switch)
        for port in ports(other).values()
        if port.config.vrf == vrf
        and port.status == "connected"
        and _has(port, ipaddress.ip_address(neighbor.address))
        and lookup(underlay(other, vrf), own) is not None
    ]
    return _agreed(neighbor, asn, identity, vrf, route.vias[0][1], own, owners)


def _agreed(
    neighbor: BgpNeighbor, asn: str, identity: str, vrf: str, port: str, own: str, ends: list[Switch]
) -> Session:
    """The session, up if one of the switches that have the neighbor's address agrees to it."""
    for peer in ends:
        bgp = peer.view.bgp_vrfs.get(vrf)
        back = bgp.neighbors.get(own) if bgp is not None else None
        if bgp is None or back is None or back.shutdown or has(bgp.node, "shutdown"):
            continue
        named = back.remote_as == asn and (back.local_as or bgp.asn) == neighbor.remote_as
        if named and back.password == neighbor.password:
            since = peer.boot_time + 45.5
            return Session(neighbor, "Established", asn, identity, port, own, peer, router_id(peer, vrf), since)
    return Session(neighbor, "Active", asn, identity, port, own)


def underlay(switch: Switch, vrf: str) -> list[Route]:
    """The routes that distant sessions run over: what there is without BGP, and what direct sessions bring."""
    direct = [
        Route(ipaddress.ip_network(prefix), "eBGP", ((paths[0].next_hop, paths[0].session.port),), preference=200)
        for prefix, paths in _learned(switch, vrf, "ipv4", lambda each: originated(each, vrf), distant=False).items()
    ]
    return best([*local_routes.routes(switch, vrf), *direct])


def activated(switch: Switch, vrf: str, neighbor: BgpNeighbor, family: str) -> bool:
    """Whether a neighbor takes part in an address family: by a line of its own, of its group, or by default."""
    node = section(switch, vrf) or Node()
    process = section(switch) or Node()
    for place in starting(node, "address-family"):
        if place.line.removeprefix("address-family ") == family:
            for name in filter(None, (neighbor.address, neighbor.peer_group)):
                if has(place, f"neighbor {name} activate"):
                    return True
                if has(place, f"no neighbor {name} activate"):
                    return False
    return family == "ipv4" and not has(process, "no bgp default ipv4-unicast")


# -- routes ----------------------------------------------------------------------------------------------------------


def originated(switch: Switch, vrf: str = "default") -> set[str]:
    """The IPv4 prefixes that the switch announces as its own: networks that it has, and what it redistributes."""
    bgp = switch.view.bgp_vrfs.get(vrf)
    if bgp is None:
        return set()
    by_source: dict[str, set[str]] = {}
    for route in local_routes.routes(switch, vrf):
        by_source.setdefault(_SOURCES.get(route.kind, "ospf"), set()).add(str(route.prefix))
    announced = {str(ipaddress.IPv4Network(text, strict=False)) for text in bgp.networks if ":" not in text}
    found = announced & set().union(*by_source.values())
    places = [bgp.node, *(node for node in starting(bgp.node, "address-family") if node.line.endswith(" ipv4"))]
    for line in (line for place in places for line in starting(place, "redistribute")):
        found |= by_source.get(line.line.split()[1], set())
    return found


#: routeType → the word of ``redistribute``; the others are those of OSPF.
_SOURCES = {"connected": "connected", "static": "static", "ISISLevel1": "isis", "ISISLevel2": "isis"}


def learned(switch: Switch, vrf: str = "default") -> dict[str, list[Path]]:
    """IPv4 prefixes from other switches with their best paths (several of one length are kept: ECMP)."""
    return spread(switch, vrf, "ipv4", lambda each: originated(each, vrf))


def spread(switch: Switch, vrf: str, family: str, announces: Announces) -> dict[str, list[Path]]:
    """What other switches announce in an address family, with the best paths to it."""
    return _learned(switch, vrf, family, announces, distant=True)


@dataclass(frozen=True)
class _Step:
    """A switch on the way outward: the AS path to it, our session at the beginning, its side of the one that led here.

    ``next_hop`` is final once a switch on the way has put its own address there (``settled``).
    """

    as_path: tuple[str, ...]
    node: Switch
    first: Session
    back: Session
    next_hop: str
    settled: bool
    communities: frozenset[str]


def _step(as_path: tuple[str, ...], session: Session, peer: Switch, back: Session, before: _Step | None) -> _Step:
    if not session.internal:
        as_path = (*as_path, session.neighbor.remote_as)
    first = before.first if before else session
    sent = back.neighbor.communities & (before.communities if before else back.neighbor.communities)
    if before is not None and before.settled:
        return _Step(as_path, peer, first, back, before.next_hop, True, sent)
    settled = not session.internal or back.neighbor.next_hop_self
    return _Step(as_path, peer, first, back, session.neighbor.address, settled, sent)


def _learned(switch: Switch, vrf: str, family: str, announces: Announces, distant: bool) -> dict[str, list[Path]]:
    """Walk outward by growing AS paths; a switch is looked at once for each of our own sessions."""
    bgp = switch.view.bgp_vrfs.get(vrf)
    if bgp is None:
        return {}
    known: dict[str, list[Path]] = {}
    own = announces(switch)
    shortest = {switch.name: -1}
    seen = set()
    table = _Sessions(vrf, family, distant)
    steps = [_step((), session, peer, back, None) for session, peer, back in table.pairs(switch)]
    queue = [(len(step.as_path), 0, at, step) for at, step in enumerate(steps)]
    heapq.heapify(queue)
    count = itertools.count(len(queue))
    while queue:
        length, hops, _at, step = heapq.heappop(queue)
        place = step.node.name, step.first.neighbor.address
        if place in seen or shortest.setdefault(step.node.name, length) < length:
            continue
        seen.add(place)
        for prefix in announces(step.node) - own:
            _merge(known, prefix, Path(step.as_path, step.first, step.next_hop, step.node, step.communities))
        for onward in _onward(table, bgp, step):
            heapq.heappush(queue, (len(onward.as_path), hops + 1, next(count), onward))
    return known


class _Sessions:
    """The established sessions of switches in an address family, each switch asked once."""

    def __init__(self, vrf: str, family: str, distant: bool) -> None:
        self.vrf, self.family, self.distant = vrf, family, distant
        self._known: dict[str, list[tuple[Session, Switch, Session]]] = {}
        self._own: dict[str, list[Session]] = {}

    def of(self, switch: Switch) -> list[Session]:
        """The sessions of a switch that are up and carry the family."""
        if switch.name not in self._own:
            self._own[switch.name] = [
                session
                for session in _sessions(switch, self.vrf, self.distant)
                if session.up and activated(switch, self.vrf, session.neighbor, self.family)
            ]
        return self._own[switch.name]

    def pairs(self, switch: Switch) -> Iterator[tuple[Session, Switch, Session]]:
        """(session, peer, the peer's side of it) where both ends carry the family."""
        if switch.name not in self._known:
            self._known[switch.name] = [
                (session, session.peer, back)
                for session in self.of(switch)
                if session.peer is not None
                for back in self.of(session.peer)
                if back.peer is switch and back.neighbor.address == session.local_address
            ]
        yield from self._known[switch.name]


def _onward(table: _Sessions, bgp: Bgp, step: _Step) -> Iterator[_Step]:
    """The switches whose routes come through the switch of a step."""
    for session, peer, back in table.pairs(step.node):
        reflected = session.neighbor.reflector_client or step.back.neighbor.reflector_client
        if session.internal and step.back.internal and not reflected:
            continue
        looped = session.neighbor.remote_as in (bgp.asn, *step.as_path)
        if session.internal or not looped:
            yield _step(step.as_path, session, peer, back, step)


def _merge(known: dict[str, list[Path]], prefix: str, path: Path) -> None:
    paths = known.setdefault(prefix, [])
    if paths and len(path.as_path) > len(paths[0].as_path):
        return
    if paths and len(path.as_path) < len(paths[0].as_path):
        paths.clear()
    if all(path.session.neighbor.address != other.session.neighbor.address for other in paths):
        paths.append(path)
