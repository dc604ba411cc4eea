# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What lets the controller into a switch, and what of it a change would take away, as the configuration tells it."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .config import Config
from .config_tree import Section

_API: t.Final = "management api http-commands"
#: The lines that turn a transport's server on, with its port; HTTPS is on unless it is turned off.
_SERVERS: t.Final = {
    "https": re.compile(r"protocol https(?: port (\d+))?"),
    "http": re.compile(r"protocol http(?: port (\d+))?"),
    "unix": re.compile(r"protocol (unix-socket)"),
}
_VRF: t.Final = re.compile(r"vrf (?:forwarding )?(\S+)")


@dataclass(frozen=True)
class Access:
    """How the controller gets in: the address (or name), user and transport that must survive a change."""

    host: str
    user: str | None
    transport: str = "https"


def takes_away(diff: str) -> bool:
    """False for a unified diff that cannot cost the way in: it adds lines, and none that shuts or moves something."""
    lines = diff.splitlines()[2:]
    return any(line.startswith("-") for line in lines) or any(
        line.startswith("+") and re.search(r"\b(?:shutdown|vrf|protocol)\b", line) for line in lines
    )


def lost(access: Access, before: str, after: str) -> list[str]:
    """The ways in that one configuration has and another one lacks, in words. One that is not seen is not lost."""
    then, now = Config.parse(before), Config.parse(after)
    found = []
    server = _server(then, access.transport)
    if server is not None and _server(now, access.transport) is None:
        found.append(f"the API ('{_API}', 'no shutdown', the protocol {access.transport})")
    elif server is not None and _server(now, access.transport) != server:
        found.append(f"the port of the API's protocol {access.transport}")
    vrfs = _vrf_of(then, access.host), _vrf_of(now, access.host)
    if vrfs[0] is not None and vrfs[1] is None:
        found.append(f"the address {access.host}")
    elif vrfs[0] is not None and _serves_in(then, vrfs[0]) and not _serves_in(now, vrfs[1] or ""):
        found.append(f"the API in the VRF {vrfs[1]}")
    if access.user and _has_user(then, access.user) and not _has_user(now, access.user):
        found.append(f"the user '{access.user}'")
    return found


def _server(config: Config, transport: str) -> str | None:
    """The port ("" for the default one) on which the API serves the transport, or None if it does not."""
    api = config.section(_API)
    if api is None or api.get("no shutdown") is None:
        return None
    found = next((match for line in api.children if (match := _SERVERS[transport].fullmatch(line))), None)
    if found is not None:
        return found[1] or ""
    return "" if transport == "https" and api.get("no protocol https") is None else None


def _serves_in(config: Config, vrf: str) -> bool:
    """True if the API is on in a VRF: in the default one unless it is shut down there."""
    section = config.section((_API, f"vrf {vrf}"))
    if vrf == "default":
        return section is None or section.get("shutdown") is None
    return section is not None and section.get("no shutdown") is not None


def _vrf_of(config: Config, host: str) -> str | None:
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
