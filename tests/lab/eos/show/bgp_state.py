# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""BGP between the lab's switches: which sessions are up, and which prefixes come over them.

A session is established when both ends name each other's address and AS number, the addresses stand on the two
ends of a cable that is up, and neither end is shut down. Prefixes travel by the shortest AS path.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..views import Bgp, BgpNeighbor
from .lines import has, starting
from .ports import Port, ports

if TYPE_CHECKING:
    from ..switch import Switch


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
    """A way to a prefix: the AS numbers on it, the session that it came by, and its origin."""

    as_path: tuple[str, ...]
    session: Session


def router_id(switch: Switch) -> str:
    """The configured one, else the highest loopback address, else the highest address."""
    bgp = switch.view.bgp
    if bgp is not None and bgp.router_id:
        return bgp.router_id
    found = [
        (port.kind == "Loopback", port.ipv4[0].ip)
        for port in ports(switch).values()
        if port.ipv4 and port.config.vrf == "default"
    ]
    return str(max(found)[1]) if found else "0.0.0.0"


def sessions(switch: Switch) -> list[Session]:
    """The neighbors of the default VRF, in the order of the configuration; none without ``router bgp``."""
    bgp = switch.view.bgp
    if bgp is None:
        return []
    found = ports(switch)
    identity = router_id(switch)
    return [_session(switch, bgp, identity, neighbor, found) for neighbor in bgp.neighbors.values()]


def _session(switch: Switch, bgp: Bgp, identity: str, neighbor: BgpNeighbor, found: dict[str, Port]) -> Session:
    if neighbor.shutdown or not neighbor.remote_as:
        return Session(neighbor, "Idle", bgp.asn, identity)
    address = ipaddress.ip_address(neighbor.address)
    for port in found.values():
        for own in port.addresses:
            if address in own.network and port.config.vrf == "default" and port.status == "connected":
                peer = _peer(switch, bgp, port, str(own.ip), neighbor)
                if peer is None:
                    return Session(neighbor, "Active", bgp.asn, identity, port.name, str(own.ip))
                since = max(switch.boot_time, peer.boot_time) + 45.5
                return Session(
                    neighbor, "Established", bgp.asn, identity, port.name, str(own.ip), peer, router_id(peer), since
                )
    return Session(neighbor, "Active" if found else "Idle", bgp.asn, identity)


def _peer(switch: Switch, bgp: Bgp, port: Port, own: str, neighbor: BgpNeighbor) -> Switch | None:
    """The switch at the other end, if it agrees to the session."""
    link = switch.links.get(port.name)
    if link is None or link.neighbor.view.bgp is None:
        return None
    other = link.neighbor.view
    interface = other.interfaces.get(link.neighbor_port)
    addresses = [text.partition("/")[0] for text in (*interface.addresses, *interface.addresses6)] if interface else []
    back = other.bgp.neighbors.get(own) if other.bgp else None
    agreed = (
        neighbor.address in addresses
        and back is not None
        and not back.shutdown
        and back.remote_as == bgp.asn
        and other.bgp is not None
        and other.bgp.asn == neighbor.remote_as
    )
    return link.neighbor if agreed else None


def originated(switch: Switch) -> set[str]:
    """The IPv4 prefixes that the switch announces as its own: networks it has, and connected ones if redistributed."""
    bgp = switch.view.bgp
    if bgp is None:
        return set()
    own = {
        str(port.ipv4[0].network)
        for port in ports(switch).values()
        if port.ipv4 and port.config.vrf == "default" and port.status == "connected"
    }
    static = {route.prefix for route in switch.view.routes if route.vrf == "default"}
    announced = {str(ipaddress.IPv4Network(text, strict=False)) for text in bgp.networks if ":" not in text}
    section = starting(switch.running.root, "router bgp")[0]
    if has(section, "redistribute connected"):
        return own | (announced & static)
    return announced & (own | static)


def learned(switch: Switch) -> dict[str, list[Path]]:
    """Prefixes from other switches with their best paths (several of one length are kept: ECMP)."""
    bgp = switch.view.bgp
    if bgp is None:
        return {}
    known: dict[str, list[Path]] = {}
    own = originated(switch)
    reached: dict[str, int] = {switch.name: 0}
    frontier = [
        ((session.neighbor.remote_as,) if not session.internal else (), session.peer, session)
        for session in sessions(switch)
        if session.peer is not None
    ]
    while frontier:
        following = []
        for as_path, node, first in frontier:
            if reached.get(node.name, len(as_path)) < len(as_path):
                continue
            reached[node.name] = len(as_path)
            _merge(known, originated(node) - own, Path(as_path, first))
            for session in sessions(node):
                if session.peer is not None and not session.internal and _fresh(bgp, as_path, session):
                    following.append(((*as_path, session.neighbor.remote_as), session.peer, first))
        frontier = following
    return known


def _fresh(bgp: Bgp, as_path: tuple[str, ...], session: Session) -> bool:
    """Whether an AS path may go on over a session without a loop."""
    return session.neighbor.remote_as != bgp.asn and session.neighbor.remote_as not in as_path


def _merge(known: dict[str, list[Path]], prefixes: set[str], path: Path) -> None:
    for prefix in prefixes:
        paths = known.setdefault(prefix, [])
        if paths and len(path.as_path) > len(paths[0].as_path):
            continue
        if paths and len(path.as_path) < len(paths[0].as_path):
            paths.clear()
        if all(path.session.neighbor.address != other.session.neighbor.address for other in paths):
            paths.append(path)
