# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Detect changes that would lock the controller out, as far as the configuration tells."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ..api_server.kinds import HTTP_COMMANDS
from ..api_server.settings import ApiService, read
from ..config.configuration import Config
from ..config.tree import Section

_SSH: t.Final = "management ssh"
_VRF: t.Final = re.compile(r"vrf (?:forwarding )?(\S+)")


@dataclass(frozen=True)
class Access:
    """How the controller gets in: the address (or name), user and transport that must survive a change."""

    host: str
    user: str | None
    transport: str = "https"


def takes_away(diff: str) -> bool:
    """False for a unified diff that cannot lock the controller out: it adds lines, and none shuts or moves anything."""
    lines = diff.splitlines()[2:]
    return any(line.startswith("-") for line in lines) or any(
        line.startswith("+") and re.search(r"\b(?:shutdown|vrf|protocol)\b", line) for line in lines
    )


def lost(access: Access, before: str, after: str) -> list[str]:
    """The ways in that one configuration has and another one lacks, in words. One that is not seen is not lost."""
    then, now = Config.parse(before), Config.parse(after)
    found = []
    served, serves = read(then), read(now)
    server = _server(served, access.transport)
    if server is not None and _server(serves, access.transport) is None:
        found.append(f"the API ('{HTTP_COMMANDS}', 'no shutdown', the protocol {access.transport})")
    elif server is not None and _server(serves, access.transport) != server:
        found.append(f"the port of the API's protocol {access.transport}")
    vrfs = vrf_of(then, access.host), vrf_of(now, access.host)
    if vrfs[0] is not None and vrfs[1] is None:
        found.append(f"the address {access.host}")
    elif server is not None and vrfs[0] in served.serving and serves.enabled and vrfs[1] not in serves.serving:
        found.append(f"the API in the VRF {vrfs[1]}")
    if access.transport == "ssh" and vrfs[1] is not None and _ssh(then, vrfs[0]) and not _ssh(now, vrfs[1]):
        found.append(f"SSH in the VRF {vrfs[1]} ('{_SSH}', 'no shutdown')")
    if access.user and _has_user(then, access.user) and not _has_user(now, access.user):
        found.append(f"the user '{access.user}'")
    return found


def _ssh(config: Config, vrf: str | None) -> bool:
    """True if SSH is on in a VRF: in the default one unless it is shut down, in others if they say so."""
    own, whole = config.section((_SSH, f"vrf {vrf}")), config.section(_SSH)
    if own is not None:
        return own.get("no shutdown") is not None
    return vrf == "default" and (whole is None or whole.get("shutdown") is None)


def _server(service: ApiService, transport: str) -> int | None:
    """The port (0 for the unix socket) on which the API serves the transport, or None if it does not."""
    if transport == "unix":
        return 0 if service.enabled and service.unix_socket else None
    server = {"https": service.https, "http": service.http}.get(transport)
    return server.port if server is not None and service.enabled and server.enabled else None


def vrf_of(config: Config, host: str) -> str | None:
    """The VRF of the interface that has the address and is not shut down, or None."""
    address = re.compile(rf"ip(?:v6)? address {re.escape(host)}/\d+(?: secondary)?")
    for section in config.root.children.values():
        if section.line.startswith("interface ") and any(address.fullmatch(line) for line in section.children):
            return None if section.get("shutdown") is not None else _vrf(section)
    return None


def _vrf(interface: Section) -> str:
    matches = (_VRF.fullmatch(line) for line in interface.children)
    return next((match[1] for match in matches if match), "default")


def _has_user(config: Config, user: str) -> bool:
    return any(section.line.startswith(f"username {user} ") for section in config.root.children.values())
