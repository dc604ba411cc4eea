# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Routes of EVPN that follow from the configuration: multicast routes of VLANs (type 3), prefixes of VRFs (type 5).

The lab has no hosts, so that there are no MAC addresses to announce. A route is taken into a VRF whose imported route
targets it carries; route targets travel with ``send-community`` alone.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..tree import Node
from . import bgp_state
from .lines import setting, starting
from .route import Network, Tunnel
from .vxlan import endpoint, vnis, vrf_vnis

if TYPE_CHECKING:
    from ..switch import Switch

FAMILY = "evpn"


@dataclass(frozen=True)
class EvpnRoute:
    """A route of one switch; ``kind`` is ``imet`` or ``ip-prefix``, ``what`` its address or prefix."""

    rd: str
    kind: str
    what: str
    vtep: str
    vni: int
    targets: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """As EOS names it: ``RD: 10.0.0.1:10 imet 10.0.0.1``."""
        return f"RD: {self.rd} {self.kind} {self.what}"


def originated(switch: Switch) -> dict[str, EvpnRoute]:
    """The routes that a switch announces, by key; none without a VXLAN endpoint."""
    vtep = endpoint(switch)
    process = bgp_state.section(switch)
    if not vtep or process is None:
        return {}
    routes = [*_multicast(switch, process, vtep), *_prefixes(switch, vtep)]
    return {route.key: route for route in routes}


def _multicast(switch: Switch, process: Node, vtep: str) -> Iterator[EvpnRoute]:
    """One route of type 3 for each VLAN with a VNI: of its own section, or of the bundle that has it."""
    bound = {vlan: vni for vni, vlan in vnis(switch).items()}
    for node in starting(process, "vlan"):
        vlan = int(node.line.split()[1])
        if vlan in bound:
            yield EvpnRoute(setting(node, "rd"), "imet", vtep, vtep, bound[vlan], _targets(node, "both", "export"))
    for node in starting(process, "vlan-aware-bundle"):
        for vlan in _ids(setting(node, "vlan")):
            if vlan in bound:
                what = f"{bound[vlan]} {vtep}"
                yield EvpnRoute(setting(node, "rd"), "imet", what, vtep, bound[vlan], _targets(node, "both", "export"))


def _ids(ranges: str) -> list[int]:
    found: list[int] = []
    for part in filter(None, ranges.split(",")):
        first, _dash, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def _prefixes(switch: Switch, vtep: str) -> Iterator[EvpnRoute]:
    """Routes of type 5: what BGP announces in a VRF that has a VNI and exports to EVPN."""
    for vni, vrf in vrf_vnis(switch).items():
        node = bgp_state.section(switch, vrf)
        targets = _targets(node, "export evpn") if node is not None else frozenset()
        if node is None or not targets:
            continue
        for prefix in bgp_state.originated(switch, vrf):
            yield EvpnRoute(setting(node, "rd"), "ip-prefix", prefix, vtep, vni, targets)


def _targets(node: Node, *directions: str) -> frozenset[str]:
    return frozenset(line.line.split()[-1] for way in directions for line in starting(node, f"route-target {way}"))


def learned(switch: Switch) -> dict[str, tuple[EvpnRoute, list[bgp_state.Path]]]:
    """The routes of other switches, with the paths to them."""
    routes: dict[str, EvpnRoute] = {}

    def announces(each: Switch) -> set[str]:
        found = originated(each)
        routes.update(found)
        return set(found)

    return {key: (routes[key], paths) for key, paths in bgp_state.spread(switch, "default", FAMILY, announces).items()}


def imported(switch: Switch, vrf: str) -> dict[Network, tuple[str, tuple[Tunnel, ...]]]:
    """Prefixes that a VRF takes over: routeType and the tunnels to them."""
    node = bgp_state.section(switch, vrf)
    wanted = _targets(node, "import evpn") if node is not None else frozenset()
    if not wanted or not endpoint(switch):
        return {}
    found: dict[Network, tuple[str, tuple[Tunnel, ...]]] = {}
    for route, paths in learned(switch).values():
        carries = any("extended" in path.communities for path in paths)
        if route.kind == "ip-prefix" and carries and wanted & route.targets:
            prefix = ipaddress.ip_network(route.what)
            tunnel = Tunnel(route.vtep, route.vni, paths[0].origin.hardware.system_mac)
            kind = "iBGP" if paths[0].session.internal else "eBGP"
            _kind, others = found.get(prefix, (kind, ()))
            found[prefix] = (kind, tuple(sorted({*others, tunnel}, key=lambda each: each.vtep)))
    return found
