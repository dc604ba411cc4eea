# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The switch's API service: what a configuration says about it, and the lines that make it what is wanted.

Older EOS has all of it in `management api http-commands`; newer EOS has the protocols, CORS, DSCP and services in
`management http-server` and reads them in the old place too (specification, "Configuring the Command API Agent").
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ...eapi.protocol.commands import Command
from ..config.configuration import Config
from ..config.tree import Section

HTTP_COMMANDS: t.Final = "management api http-commands"
HTTP_SERVER: t.Final = "management http-server"
DEFAULT_VRF: t.Final = "default"


@dataclass(frozen=True)
class Server:
    """Whether one of the API's servers is wanted, and its TCP port, which is the default one where it is not."""

    enabled: bool
    port: int

    def __str__(self) -> str:
        return f"on, port {self.port}" if self.enabled else "off"


@dataclass(frozen=True)
class VrfService:
    """The API in one VRF: whether it is enabled there, and the access groups by name, "" for none."""

    enabled: bool = False
    ip_access_group: str = ""
    ipv6_access_group: str = ""

    def __str__(self) -> str:
        groups = ((kind, getattr(self, f"{kind}_access_group")) for kind in ("ip", "ipv6"))
        words = ("enabled" if self.enabled else "disabled", *(f"{kind} {name}" for kind, name in groups if name))
        return ", ".join(words)


@dataclass(frozen=True)
class ApiService:
    """What is configured; the defaults are those of EOS.

    :ivar vrfs: the VRFs that have a section of their own, by name.
    :ivar session_timeout: minutes.
    """

    enabled: bool = False
    https: Server = Server(True, 443)
    http: Server = Server(False, 80)
    local_http: Server = Server(False, 8080)
    unix_socket: bool = False
    ssl_profile: str = ""
    vrfs: Mapping[str, VrfService] = field(default_factory=dict)
    session_timeout: int = 1440
    cors_origins: frozenset[str] = frozenset()
    dscp: int = 0
    default_services: bool = True

    @property
    def serving(self) -> tuple[str, ...]:
        """The VRFs in which the API serves: the enabled ones; the default VRF where none is, unless it is shut down
        there (specification, "Configuring multiple VRFs")."""
        if not self.enabled:
            return ()
        chosen = tuple(sorted(name for name, vrf in self.vrfs.items() if vrf.enabled))
        return chosen or (() if DEFAULT_VRF in self.vrfs else (DEFAULT_VRF,))

    def same_as(self, other: ApiService) -> bool:
        """True if both mean the same: a VRF's section that holds nothing may be there or not."""
        return _without_idle(self) == _without_idle(other)


def _without_idle(service: ApiService) -> ApiService:
    return replace(service, vrfs={name: vrf for name, vrf in service.vrfs.items() if vrf != VrfService()})


#: What EOS has where nothing is configured.
DEFAULTS: t.Final = ApiService()


# --- The lines of settings -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """A setting that has one line in a section, or none where it has its default.

    :ivar name: the field of ApiService.
    :ivar pattern: its line, `no` form included.
    :ivar read: from the match to the value; `write`: from the value to the line, which for the default one resets it.
    :ivar movable: it may stand in either section; otherwise it is in `management api http-commands` always.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], t.Any]
    write: Callable[[t.Any], str]
    movable: bool = True

    @property
    def default(self) -> t.Any:
        """The value without a line."""
        return getattr(DEFAULTS, self.name)

    def of(self, section: Section | None) -> t.Any:
        """The value that a section gives it, or None."""
        lines = section.children.values() if section is not None else ()
        matches = (self.pattern.fullmatch(child.line) for child in lines)
        return next((self.read(match) for match in matches if match), None)


def _flag(name: str, line: str, negative: bool = False, movable: bool = True) -> Setting:
    """A setting that is on or off; `negative` says that the line turns it off."""

    def write(on: bool) -> str:
        return line if on != negative else f"no {line}"

    pattern = re.compile(rf"(no )?{line}")
    return Setting(name, pattern, lambda match: bool(match[1]) == negative, write, movable)


def _server(name: str, line: str) -> Setting:
    """A server with a port."""
    default: Server = getattr(DEFAULTS, name)

    def read(match: re.Match[str]) -> Server:
        return Server(not match[1], int(match[2] or default.port) if not match[1] else default.port)

    def write(server: Server) -> str:
        if not server.enabled:
            return f"no {line}"
        return line if server.port == default.port else f"{line} port {server.port}"

    return Setting(name, re.compile(rf"(no )?{line}(?: port (\d+))?"), read, write)


def _value(name: str, line: str, pattern: str, movable: bool = True) -> Setting:
    """A setting with a number or a word."""
    default = getattr(DEFAULTS, name)

    def write(value: t.Any) -> str:
        return f"no {line}" if value == default else f"{line} {value}"

    return Setting(name, re.compile(f"{line} ({pattern})"), lambda match: type(default)(match[1]), write, movable)


SETTINGS: t.Final = (
    _server("https", "protocol https"),
    _value("ssl_profile", "protocol https ssl profile", r"\S+"),
    _server("http", "protocol http"),
    _server("local_http", "protocol http localhost"),
    _flag("unix_socket", "protocol unix-socket"),
    _value("session_timeout", "session timeout", r"\d+", movable=False),
    _flag("default_services", "default-services"),
    _value("dscp", "qos dscp", r"\d+"),
    _flag("enabled", "shutdown", negative=True, movable=False),
)
_CORS: t.Final = re.compile(r"cors allowed-origin (\S+)")
_VRF: t.Final = re.compile(r"vrf (\S+)")
_ACCESS_GROUP: t.Final = re.compile(r"(ip|ipv6) access-group (\S+)(?: in)?")


# --- Reading ---------------------------------------------------------------------------------------------------------


def read(config: Config) -> ApiService:
    """The service that a running configuration describes. Where both sections say something, the newer one counts."""
    newer, older = config.section(HTTP_SERVER), config.section(HTTP_COMMANDS)
    values = {}
    for setting in SETTINGS:
        found = setting.of(newer) if setting.movable else None
        found = setting.of(older) if found is None else found
        values[setting.name] = setting.default if found is None else found
    return ApiService(vrfs=_vrfs(older), cors_origins=_origins(newer) or _origins(older), **values)


def _origins(section: Section | None) -> frozenset[str]:
    matches = (_CORS.fullmatch(line) for line in (section.children if section is not None else ()))
    return frozenset(match[1] for match in matches if match)


def _vrfs(section: Section | None) -> dict[str, VrfService]:
    found = {}
    for child in section.children.values() if section is not None else ():
        match = _VRF.fullmatch(child.line)
        if match:
            groups = {each[1]: each[2] for line in child.children if (each := _ACCESS_GROUP.fullmatch(line))}
            enabled = child.get("no shutdown") is not None
            found[match[1]] = VrfService(enabled, groups.get("ip", ""), groups.get("ipv6", ""))
    return found


# --- Writing ---------------------------------------------------------------------------------------------------------


def commands(config: Config, wanted: ApiService, has_http_server: Callable[[], bool]) -> list[Command]:
    """What is to be entered to make the service as wanted; nothing where it is.

    A line goes where its kind stands already; else to `management http-server` where the switch has that.

    :param config: the running configuration.
    :param has_http_server: tells whether the switch has the newer section; asked only where that counts.
    """
    present = read(config)
    lines: dict[str, list[str]] = {HTTP_COMMANDS: [], HTTP_SERVER: []}
    sections = {name: section for name in (HTTP_SERVER, HTTP_COMMANDS) if (section := config.section(name)) is not None}

    def home() -> str:
        return HTTP_SERVER if HTTP_SERVER in sections or has_http_server() else HTTP_COMMANDS

    for setting in SETTINGS:
        value = getattr(wanted, setting.name)
        if value != getattr(present, setting.name):
            names = [name for name, section in sections.items() if setting.of(section) is not None]
            for name, line in _setting_lines(setting, value, names, home):
                lines[name].append(line)
    if wanted.cors_origins != present.cors_origins:
        for name, line in _origin_lines(wanted.cors_origins, sections, home):
            lines[name].append(line)
    lines[HTTP_COMMANDS].extend(_vrf_lines(present.vrfs, wanted.vrfs))
    entered = [(name, *lines[name], "exit") for name in (HTTP_COMMANDS, HTTP_SERVER) if lines[name]]
    return [Command(line) for section in entered for line in section]


def _setting_lines(
    setting: Setting, value: t.Any, stands_in: list[str], home: Callable[[], str]
) -> t.Iterator[tuple[str, str]]:
    """The sections and lines that give a setting its value: one line, and none that says something else."""
    if not setting.movable:
        yield HTTP_COMMANDS, setting.write(value)
        return
    place = stands_in[0] if stands_in else home()
    for name in stands_in[1:]:
        yield name, setting.write(setting.default)
    yield place, setting.write(value)


def _origin_lines(
    wanted: frozenset[str], sections: Mapping[str, Section], home: Callable[[], str]
) -> t.Iterator[tuple[str, str]]:
    """The sections and lines that leave the wanted origins, all of them in one section, and no others."""
    present = {name: _origins(section) for name, section in sections.items() if _origins(section)}
    for name, origins in present.items():
        for origin in sorted(origins - wanted):
            yield name, f"no cors allowed-origin {origin}"
    if wanted:
        place = next(iter(present), None) or home()
        for origin in sorted(wanted - present.get(place, frozenset())):
            yield place, f"cors allowed-origin {origin}"


def _vrf_lines(present: Mapping[str, VrfService], wanted: Mapping[str, VrfService]) -> t.Iterator[str]:
    for name in sorted(present.keys() - wanted.keys()):
        yield f"no vrf {name}"
    for name, vrf in sorted(wanted.items()):
        before = present.get(name)
        if vrf == before:
            continue
        yield f"vrf {name}"
        for kind in ("ip", "ipv6"):
            old, new = (getattr(each, f"{kind}_access_group", "") for each in (before, vrf))
            if old != new:
                yield f"{kind} access-group {new}" if new else f"no {kind} access-group {old}"
        if before is None or vrf.enabled != before.enabled:
            yield "no shutdown" if vrf.enabled else "shutdown"
        yield "exit"
