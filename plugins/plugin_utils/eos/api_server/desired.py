# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the options of a task to the API service that is wanted, and what such a service needs on the switch."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ...eapi.errors import InputError
from ..config.configuration import Config
from .settings import DEFAULT_VRF, DEFAULTS, ApiService, Server, VrfService

#: The options that describe the service, which is what `state=disabled` leaves alone.
SERVICE_OPTIONS: t.Final = (
    "https",
    "http",
    "local_http",
    "unix_socket",
    "ssl_profile",
    "vrfs",
    "session_timeout",
    "cors_origins",
    "dscp",
    "default_services",
)
#: The servers that have a port, and how people call them.
SERVERS: t.Final = {"https": "HTTPS", "http": "HTTP", "local_http": "local HTTP"}
#: The least and the greatest value of numbers.
_RANGES: t.Final = {"session_timeout": (1, 1440), "dscp": (0, 63)}
_PORTS: t.Final = (1, 65535)
#: Access lists that are in EOS without being configured.
_BUILT_IN: t.Final = frozenset({"default-control-plane-acl", "default-control-plane-acl-for-bgp"})
_VRF: t.Final = re.compile(r"vrf (?:instance|definition) (\S+)")

Options = Mapping[str, t.Any]


# --- What can be told from the options alone -------------------------------------------------------------------------


def check(args: Options) -> None:
    """Refuse values that cannot be.

    :raises InputError: naming the option.
    """
    if args["state"] == "disabled":
        given = [name for name in SERVICE_OPTIONS if args[name] is not None]
        if given:
            raise InputError(
                f"{given[0]} does not go with state=disabled, which leaves the other settings as they are."
            )
    for name, number, (least, most) in _numbers(args):
        if number is not None and not least <= number <= most:
            raise InputError(f"{name} is {number}: it is from {least} to {most}.")
    for name, word, may_be_empty in _words(args):
        if word is not None and word.split() != [word] and not (may_be_empty and word == ""):
            raise InputError(f"{name} is '{word}': it is one word.")
    names = [vrf["name"] for vrf in args["vrfs"] or ()]
    for index, vrf in enumerate(args["vrfs"] or ()):
        if vrf["name"] in names[:index]:
            raise InputError(f"vrfs[{index}]: the VRF {vrf['name']} is in the list twice.")
        if vrf["state"] == "absent" and (vrf["ip_access_group"] or vrf["ipv6_access_group"]):
            raise InputError(f"vrfs[{index}]: the VRF {vrf['name']} is to be absent, and then it has no access group.")


def _numbers(args: Options) -> Iterator[tuple[str, int | None, tuple[int, int]]]:
    for name in SERVERS:
        yield f"{name}.port", (args[name] or {}).get("port"), _PORTS
    yield "endpoint.port", (args["endpoint"] or {}).get("port"), _PORTS
    for name, limits in _RANGES.items():
        yield name, args[name], limits


def _words(args: Options) -> Iterator[tuple[str, str | None, bool]]:
    yield "ssl_profile", args["ssl_profile"], True
    for index, origin in enumerate(args["cors_origins"] or ()):
        yield f"cors_origins[{index}]", origin, False
    for index, vrf in enumerate(args["vrfs"] or ()):
        yield f"vrfs[{index}].name", vrf["name"], False
        for name in ("ip_access_group", "ipv6_access_group"):
            yield f"vrfs[{index}].{name}", vrf[name], True


# --- What is wanted --------------------------------------------------------------------------------------------------


def wanted(args: Options, present: ApiService) -> ApiService:
    """The service that the options ask for.

    :param args: valid ones; an option that is None keeps what is there (`merged`) or has its default (`replaced`).
    :raises InputError: for a service that could not be.
    """
    if args["state"] == "disabled":
        return replace(present, enabled=False)
    whole = args["state"] == "replaced"
    base = replace(DEFAULTS if whole else present, enabled=True)
    values: dict[str, t.Any] = {
        name: args[name]
        for name in ("ssl_profile", "session_timeout", "dscp", "default_services")
        if args[name] is not None
    }
    for name in SERVERS:
        if args[name] is not None:
            values[name] = _server(args[name], getattr(base, name), getattr(DEFAULTS, name))
    if args["unix_socket"] is not None:
        values["unix_socket"] = args["unix_socket"]["enabled"]
    if args["cors_origins"] is not None:
        values["cors_origins"] = base.cors_origins | frozenset(args["cors_origins"])
    if args["vrfs"] is not None:
        values["vrfs"] = _vrfs(args["vrfs"], present.vrfs, whole)
    service = replace(base, **values)
    _check_service(service)
    return service


def _server(given: Options, present: Server, default: Server) -> Server:
    if not given["enabled"]:
        return Server(False, default.port)
    return Server(True, given["port"] or present.port)


def _vrfs(given: Sequence[Options], present: Mapping[str, VrfService], whole: bool) -> dict[str, VrfService]:
    """The VRFs, with the given ones as all there are if `whole`. One that is off anyway gets no section for that."""
    found = {} if whole else dict(present)
    for vrf in given:
        before = present.get(vrf["name"])
        base = VrfService() if whole or before is None else before
        groups = {
            name: getattr(base, name) if vrf[name] is None else vrf[name]
            for name in ("ip_access_group", "ipv6_access_group")
        }
        service = VrfService(vrf["state"] == "enabled", **groups)
        if vrf["state"] == "absent" or (before is None and service == VrfService()):
            found.pop(vrf["name"], None)
        else:
            found[vrf["name"]] = service
    return found


def _check_service(service: ApiService) -> None:
    ports: dict[int, str] = {}
    for name in SERVERS:
        server = getattr(service, name)
        if not server.enabled:
            continue
        other = ports.setdefault(server.port, name)
        if other != name:
            raise InputError(
                f"{other} and {name} would both use the port {server.port}: each server needs one of its own.",
                hint=f"Set {name}.port to another one, or {name}.enabled to false.",
            )
    if not any((service.https.enabled, service.http.enabled, service.local_http.enabled, service.unix_socket)):
        raise InputError(
            "no server would be left: https, http, local_http and unix_socket would all be off.",
            hint="Leave one of them on, or turn the API off with state=disabled.",
        )


# --- What it needs on the switch -------------------------------------------------------------------------------------


def check_needs(args: Options, service: ApiService, config: Config) -> None:
    """Refuse what the switch would take and never serve: VRFs and access lists that it does not have.

    :param config: the running configuration.
    :raises InputError: naming what is missing, and what there is.
    """
    if args["state"] == "disabled":
        return
    lines = list(config.root.children)
    vrfs = {DEFAULT_VRF, *(match[1] for line in lines if (match := _VRF.fullmatch(line)))}
    for index, vrf in enumerate(args["vrfs"] or ()):
        if vrf["state"] == "absent":
            continue
        if vrf["name"] not in vrfs:
            raise InputError(
                f"vrfs[{index}]: the switch has no VRF {vrf['name']}: it has {', '.join(sorted(vrfs))}.",
                hint=f"Configure it first ('vrf instance {vrf['name']}').",
            )
        for kind in ("ip", "ipv6"):
            _check_access_list(f"vrfs[{index}].{kind}_access_group", kind, vrf[f"{kind}_access_group"], lines)
    off = any(vrf["name"] == DEFAULT_VRF and vrf["state"] == "disabled" for vrf in args["vrfs"] or ())
    if not service.serving or (off and DEFAULT_VRF in service.serving):
        raise InputError(
            "vrfs: no VRF would be left that serves the API: default is disabled, and no other one is enabled.",
            hint="Enable one, or turn the API off with state=disabled.",
        )


def _check_access_list(option: str, kind: str, name: str | None, lines: Sequence[str]) -> None:
    pattern = re.compile(rf"{kind} access-list (?:standard )?(\S+)")
    known = {match[1] for line in lines if (match := pattern.fullmatch(line))}
    if name and name not in known | _BUILT_IN:
        there = f"it has {', '.join(sorted(known))}" if known else "it has none"
        family = "IPv6" if kind == "ipv6" else "IPv4"
        raise InputError(
            f"{option}: the switch has no {family} access list {name}: {there}.",
            hint=f"Configure it first ('{kind} access-list {name}'): without it the group would guard nothing.",
        )
