# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks by name, which compare the state after a change with the state before it."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...eapi.errors import CommandError
from .. import ask
from ..ask import Runner
from ..shapes import items, mappings

#: How many things that are not up any more a sentence names.
SHOWN: t.Final = 5


@dataclass(frozen=True)
class Check:
    """A check.

    :ivar command: what shows the state.
    :ivar up: what is up, by the command's model.
    :ivar what: what it is that is up, for messages.
    """

    command: str
    up: Callable[[dict[str, t.Any]], set[str]]
    what: str


def _peers(model: dict[str, t.Any]) -> set[str]:
    return {
        f"{peer} in VRF {vrf}"
        for vrf, each in mappings(model.get("vrfs")).items()
        for peer, about in mappings(each.get("peers")).items()
        if about.get("peerState") == "Established"
    }


def _adjacencies(model: dict[str, t.Any]) -> set[str]:
    return {
        f"{each.get('routerId')} on {each.get('interfaceName')}"
        for vrf in mappings(model.get("vrfs")).values()
        for instance in mappings(vrf.get("instList")).values()
        for each in items(instance.get("ospfNeighborEntries"))
        if isinstance(each, Mapping) and each.get("adjacencyState") == "full"
    }


def _isis(model: dict[str, t.Any]) -> set[str]:
    return {
        f"{neighbor} on {each.get('interfaceName')}"
        for vrf in mappings(model.get("vrfs")).values()
        for instance in mappings(vrf.get("isisInstances")).values()
        for neighbor, about in mappings(instance.get("neighbors")).items()
        for each in items(about.get("adjacencies"))
        if isinstance(each, Mapping) and each.get("state") == "up"
    }


def _mlag(model: dict[str, t.Any]) -> set[str]:
    active = model.get("state") == "active" and model.get("negStatus") == "connected"
    return {"the MLAG peer"} if active else set()


def _interfaces(model: dict[str, t.Any]) -> set[str]:
    found = mappings(model.get("interfaceDescriptions"))
    return {name for name, about in found.items() if about.get("lineProtocolStatus") == "up"}


def _neighbors(model: dict[str, t.Any]) -> set[str]:
    return {
        f"{each.get('neighborDevice')} {each.get('neighborPort')} on {each.get('port')}"
        for each in items(model.get("lldpNeighbors"))
        if isinstance(each, Mapping)
    }


def _routes(model: dict[str, t.Any]) -> set[str]:
    return {
        f"{prefix} in VRF {vrf}"
        for vrf, each in mappings(model.get("vrfs")).items()
        for prefix, _about in mappings(each.get("routes")).items()
    }


#: Name of a check, as options have it, and the check.
CHECKS: t.Final[Mapping[str, Check]] = {
    "bgp_established": Check("show bgp summary vrf all", _peers, "BGP peers"),
    "interfaces_up": Check("show interfaces description", _interfaces, "interfaces"),
    "isis_up": Check("show isis neighbors vrf all", _isis, "IS-IS adjacencies"),
    "lldp_neighbors": Check("show lldp neighbors", _neighbors, "LLDP neighbors"),
    "mlag_active": Check("show mlag", _mlag, "MLAG"),
    "ospf_full": Check("show ip ospf neighbor", _adjacencies, "OSPF adjacencies"),
    "routes_present": Check("show ip route vrf all", _routes, "routes"),
}


@dataclass(frozen=True)
class UpState:
    """The state that was up, by the names of checks."""

    up: Mapping[str, set[str]]

    @classmethod
    def take(cls, runner: Runner, names: Sequence[str]) -> UpState:
        """Look at the switch."""
        return cls({name: _what_is_up(runner, name) for name in names})

    def lost(self, runner: Runner) -> list[str]:
        """A sentence for each check about what is not up any more."""
        found = []
        for name, before in self.up.items():
            gone = sorted(before - _what_is_up(runner, name)) if before else []
            if gone:
                more = f" and {len(gone) - SHOWN} more" if len(gone) > SHOWN else ""
                what = f"{len(gone)} of {len(before)} {CHECKS[name].what} that were up are not"
                found.append(f"{name}: {what}: {', '.join(gone[:SHOWN])}{more}")
        return found


def _what_is_up(runner: Runner, name: str) -> set[str]:
    """The state that is up. A switch that refuses the command, such as one without BGP, has nothing up."""
    check = CHECKS[name]
    try:
        return check.up(ask.model(runner, check.command))
    except CommandError as error:
        if error.unreachable:
            raise
        return set()
