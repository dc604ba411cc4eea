# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The API service that a task's options ask for, and what such a service needs on the switch."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ...common.errors import InputError
from ..config.configuration import Config
from .kinds import PORTS, ApiServer, number_errors
from .settings import DEFAULT_VRF, DEFAULTS, OPTIONS, SERVERS, ApiService

#: Access lists that are in EOS without being configured.
_BUILT_IN: t.Final = frozenset({"default-control-plane-acl", "default-control-plane-acl-for-bgp"})
_VRF: t.Final = re.compile(r"vrf (?:instance|definition) (\S+)")


def check(args: Mapping[str, t.Any]) -> None:
    """Refuse invalid options, as far as they show it by themselves.

    :raises InputError: naming the option.
    """
    sentence = next(_errors(args), None)
    if sentence:
        raise InputError(sentence)


def _errors(args: Mapping[str, t.Any]) -> Iterator[str]:
    given = [name for name in OPTIONS if args[name] is not None]
    if args["state"] == "disabled" and given:
        yield f"{given[0]} does not go with state=disabled, which leaves the other settings as they are."
    for name in given:
        yield from OPTIONS[name].errors(name, args[name])
    yield from number_errors("endpoint.port", (args["endpoint"] or {}).get("port"), PORTS)


def wanted(args: Mapping[str, t.Any], present: ApiService) -> ApiService:
    """The service that the options ask for.

    :param args: valid ones; an option that is None keeps what is there (`merged`) or has its default (`replaced`).
    :raises InputError: for a service that EOS would not run.
    """
    if args["state"] == "disabled":
        return replace(present, enabled=False)
    base = replace(DEFAULTS if args["state"] == "replaced" else present, enabled=True)
    values = {
        name: setting.desired(args[name], getattr(base, name), getattr(present, name))
        for name, setting in OPTIONS.items()
        if args[name] is not None
    }
    service = replace(base, **values)
    _check_servers(service)
    return service


def _check_servers(service: ApiService) -> None:
    enabled = [name for name in SERVERS if service.has_server(name)]
    if not enabled:
        raise InputError(
            "no server would be left: https, http, local_http and unix_socket would all be off.",
            hint="Leave one of them on, or turn the API off with state=disabled.",
        )
    ports: dict[int, str] = {}
    for name in enabled:
        server = getattr(service, name)
        other = ports.setdefault(server.port, name) if isinstance(server, ApiServer) else name
        if other != name:
            raise InputError(
                f"{other} and {name} would both use the port {server.port}: each server needs one of its own.",
                hint=f"Set {name}.port to another one, or {name}.enabled to false.",
            )


def check_needs(args: Mapping[str, t.Any], service: ApiService, config: Config) -> None:
    """Refuse VRFs and access lists that the switch does not have: it would accept them, and never serve them.

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
