# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Metadata of CV Pathfinder routers, as AVD writes them, as inputs of the studio that takes them.

The studio keeps an entry for each pathfinder and for each router, found by the device's serial number, and what the
pathfinders have in common: path groups, regions, VRFs and applications.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import InputError
from ..workspaces.edits import EditPlan
from ..workspaces.view import View
from . import studio_inputs

STUDIO: t.Final = "studio-avd-pathfinder-metadata"
EMPTY: t.Final[dict[str, t.Any]] = {"pathfinders": [], "pathgroups": [], "regions": [], "routers": [], "vrfs": []}
PATHFINDER: t.Final = "pathfinder"
ROUTERS: t.Final = ("edge", "transit region")
LOCATION: t.Final = ("region", "site", "address")
#: Fields that a release of the studio has if it takes pathfinders' locations.
LOCATION_FIELDS: t.Final = {"pathfinderRegion", "pathfinderSite", "pathfinderAddress"}
#: No limit of latency and jitter, and of lost packets in percent.
ANY_DELAY: t.Final = 4294967295
ANY_LOSS: t.Final = 99.0

Entry = dict[str, t.Any]


@dataclass(frozen=True)
class Router:
    """A device and its metadata."""

    name: str
    device_id: str
    metadata: Mapping[str, t.Any] = field(repr=False)


class Studio:
    """What a release of the studio takes.

    :ivar notes: what it does not, for people.
    """

    def __init__(self, studio: Mapping[str, t.Any]) -> None:
        self._fields = (studio.get("input_schema") or {}).get("fields") or {}
        self.notes: list[str] = []

    def takes(self, name: str) -> bool:
        """Whether it has a field."""
        return bool(self._fields.get(name))

    def takes_location(self) -> bool:
        """Whether pathfinders have a location in it."""
        group = (self._fields.get("pathfinderGroup") or {}).get("group_props") or {}
        return set(group.get("members") or []) >= LOCATION_FIELDS

    def lacks(self, what: str) -> None:
        """Note that something is not deployed."""
        note = f"The studio {STUDIO} does not take {what}, so it is not deployed."
        self.notes += [] if note in self.notes else [note]


def plan_pathfinder(view: View, routers: Sequence[Router]) -> tuple[EditPlan, list[str]]:
    """The edit that brings metadata into the studio, and what is not deployed, for people.

    :raises InputError: for metadata that AVD does not write.
    """
    names = ", ".join(one.name for one in routers)
    if not routers:
        return EditPlan(), []
    found = view.fetch(studio_inputs.STUDIO, {"studio_id": STUDIO})
    if found is None:
        return EditPlan(), [
            f"CloudVision has no studio {STUDIO}, so metadata.cv_pathfinder of {names} is not deployed."
        ]
    studio = Studio(found)
    before = studio_inputs.read(view, STUDIO, [])
    present = before if isinstance(before, dict) else EMPTY
    after = _inputs(present, routers, studio)
    plan = EditPlan() if after == present else studio_inputs.plan_value(STUDIO, [], before, after)
    return plan, studio.notes


def _inputs(before: Entry, routers: Sequence[Router], studio: Studio) -> Entry:
    """The studio's inputs with the metadata of the routers. Those of other routers stay."""
    after, common = dict(before), False
    for router in sorted(routers, key=lambda one: one.metadata.get("role") != PATHFINDER):
        role = router.metadata.get("role")
        try:
            if role == PATHFINDER:
                after.update({} if common else _common(router.metadata, studio))
                common = True
                _put(after, "pathfinders", router, {"value": _pathfinder(router, studio)})
            elif role in ROUTERS:
                _put(after, "routers", router, {"router": _edge(router, studio)})
            else:
                studio.lacks(f"the role '{role}' of {router.name}")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            said = f"{type(error).__name__} {error}"
            raise InputError(f"the metadata of '{router.name}' is not what AVD writes: {said}.") from None
    return after


def _put(inputs: Entry, group: str, router: Router, values: Entry) -> None:
    """Set the entry of a router, in its place, or at the end."""
    query = {"query": f"device:{router.device_id}"}
    entries = list(inputs[group]) if isinstance(inputs.get(group), list) else []
    places = [at for at, one in enumerate(entries) if isinstance(one, dict) and one.get("tags") == query]
    at = places[0] if places else len(entries)
    inputs[group] = [*entries[:at], {"inputs": values, "tags": query}, *entries[at + 1 :]]


# --- Routers ---------------------------------------------------------------------------------------------------------


def _pathfinder(router: Router, studio: Studio) -> Entry:
    known = router.metadata
    location = {name: known.get(name) for name in LOCATION}
    if not studio.takes_location():
        if any(location.values()):
            studio.lacks("the location of pathfinders")
        location = {}
    ports = _ports(router, ("carrier", "circuit_id", "pathgroup", "public_ip"))
    return {**_text(known, ("ssl_profile", "vtep_ip")), "wanInterfaces": ports, **location}


def _edge(router: Router, studio: Studio) -> Entry:
    known = router.metadata
    services = _internet_exit(router, studio)
    return {
        **_text(known, ("ssl_profile", "region", "role", "site", "vtep_ip", "zone")),
        "pathfinders": [{"vtepIp": one["vtep_ip"]} for one in known.get("pathfinders") or []],
        "wanInterfaces": _ports(router, ("carrier", "circuit_id", "pathgroup")),
        **({"services": services} if services else {}),
    }


def _ports(router: Router, names: Sequence[str]) -> list[Entry]:
    return [
        {
            "inputs": {"details": _text(port, names)},
            "tags": {"query": f"interface:{port.get('name', '')}@{router.device_id}"},
        }
        for port in router.metadata.get("interfaces") or []
    ]


#: What the studio calls fields of the metadata, where that is not the same in mixed case.
CALLED: t.Final = {"ssl_profile": "sslProfileName"}


def _text(known: Mapping[str, t.Any], names: Sequence[str]) -> Entry:
    """Fields by the studio's names, "" where there is none."""
    return {CALLED.get(name, _mixed(name)): known.get(name, "") for name in names}


def _mixed(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


# --- What pathfinders have in common ---------------------------------------------------------------------------------


def _common(known: Mapping[str, t.Any], studio: Studio) -> Entry:
    found: Entry = {
        "pathgroups": [
            {
                "name": one["name"],
                "carriers": one.get("carriers") or [],
                "importedCarriers": one.get("imported_carriers") or [],
            }
            for one in known.get("pathgroups") or []
        ],
        "regions": known.get("regions") or [],
        "vrfs": [_vrf(one, studio) for one in known.get("vrfs") or []],
    }
    if known.get("applications") is None:
        return found
    if not studio.takes("applications"):
        studio.lacks("applications")
        return found
    return {**found, "applications": _applications(known["applications"])}


def _vrf(vrf: Mapping[str, t.Any], studio: Studio) -> Entry:
    return {**vrf, **({"avts": [_avt(one, studio) for one in vrf["avts"]]} if vrf.get("avts") else {})}


def _avt(avt: Mapping[str, t.Any], studio: Studio) -> Entry:
    found = {name: value for name, value in avt.items() if name != "application_profiles"}
    limits = {"latency": ANY_DELAY, "jitter": ANY_DELAY, "lossrate": ANY_LOSS, **(avt.get("constraints") or {})}
    hops = limits.pop("hop_count", "")
    if studio.takes("avtHopCount"):
        limits["hopCount"] = hops
    elif hops:
        studio.lacks("hop counts")
    found["constraints"] = {**limits, "lossrate": float(limits["lossrate"])}
    if avt.get("application_profiles") and studio.takes("applications"):
        found["applicationProfiles"] = avt["application_profiles"]
    elif avt.get("application_profiles"):
        studio.lacks("application profiles")
    return found


def _applications(known: Mapping[str, t.Any]) -> Entry:
    def category(one: Mapping[str, t.Any]) -> Entry:
        return {"appName": one["name"], "category": one["category"]}

    return {
        "appProfiles": [
            {
                "name": one["name"],
                "builtinApps": one.get("builtin_applications"),
                "userDefinedApps": one.get("user_defined_applications"),
                "categories": one.get("categories"),
                "transportProtocols": one.get("transport_protocols"),
            }
            for one in known.get("profiles") or []
        ],
        "appCategories": {
            "builtinApps": [
                {**category(one), "service": one.get("service")} for one in known.get("builtin_applications") or []
            ],
            "userDefinedApps": [category(one) for one in known.get("user_defined_applications") or []],
        },
    }


# --- Internet exits --------------------------------------------------------------------------------------------------


def _internet_exit(router: Router, studio: Studio) -> Entry:
    """The services of a router's internet exits; one that goes out directly needs none."""
    locations, tunnels = list[Entry](), list[Entry]()
    for policy in router.metadata.get("internet_exit_policies") or []:
        kind = policy.get("type")
        if kind == "direct":
            continue
        # Older releases of the studio want keys in plain text.
        if kind != "zscaler" or not (studio.takes("zscaler") and studio.takes("zscalerPresharedKeyRef")):
            studio.lacks(f"internet exits of type {kind}")
            continue
        locations.append(_location(router.name, policy))
        tunnels += [_tunnel(one, studio.takes("serviceNodeEndpoint")) for one in policy["tunnels"]]
    return {"zscaler": {"locations": locations, "tunnels": tunnels}} if locations else {}


def _location(name: str, policy: Mapping[str, t.Any]) -> Entry:
    called = policy["name"]
    return {
        "name": f"{name}_{called}",
        "description": f"Location corresponding to {name} for internet-exit policy {called}.",
        "city": policy["city"],
        "country": policy["country"],
        "uploadBandwidth": policy.get("upload_bandwidth"),
        "downloadBandwidth": policy.get("download_bandwidth"),
        "firewallEnabled": policy["firewall"],
        "ipsControl": policy["ips_control"],
        "aupEnabled": policy["acceptable_use_policy"],
        "vpnCredentials": [
            {
                "fqdn": one["fqdn"],
                "comments": f"Credential for {name} internet-exit policy {called}",
                "vpnType": one["vpn_type"],
                "presharedKey": one["pre_shared_key"],
                "secretServiceRef": "encrypted",
            }
            for one in policy["vpn_credentials"]
        ],
    }


def _tunnel(tunnel: Mapping[str, t.Any], with_endpoint: bool) -> Entry:
    found = {"name": tunnel["name"], "preference": tunnel["preference"]}
    if with_endpoint:
        end = tunnel["endpoint"]
        found["endpoint"] = {
            "ipAddress": end["ip_address"],
            "dcName": end["datacenter"],
            **{name: end[name] for name in ("city", "country", "region")},
            **{name: float(end[name]) for name in ("latitude", "longitude")},
        }
    return found
