# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of the switch's API service: their table, reading a configuration by it, and changing one.

Older EOS has all of them in `management api http-commands`; newer EOS has the protocols, CORS, DSCP and services in
`management http-server` and reads them in the old place too (specification, "Configuring the Command API Agent").
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

from ...eapi.protocol.commands import Command
from ..config.configuration import Config
from .kinds import (
    HTTP_COMMANDS,
    HTTP_SERVER,
    ApiServer,
    Flag,
    Number,
    ServerLine,
    Setting,
    SocketLine,
    T,
    VrfSections,
    VrfService,
    Word,
    WordLines,
)

DEFAULT_VRF: t.Final = "default"


def _setting_field(setting: Setting[T]) -> T:
    """A row of the table, as a field that has the setting's default."""
    # The helper of a dataclass below.
    return field(default_factory=lambda: setting.default, metadata={"setting": setting})  # pylint: disable=invalid-field-call


@dataclass(frozen=True)
class ApiService:
    """The API service, and the table of its settings: a row has the option of `eapi_server`, the line, the default of
    EOS and the limits. A change enters lines in this order.

    :ivar session_timeout: minutes.
    :ivar enabled: the one setting that is no option: `state` tells it.
    :ivar vrfs: the VRFs that have a section of their own, by name.
    """

    https: ApiServer = _setting_field(ServerLine("protocol https", ApiServer(True, 443), label="HTTPS server"))
    ssl_profile: str = _setting_field(Word("protocol https ssl profile", ""))
    http: ApiServer = _setting_field(ServerLine("protocol http", ApiServer(False, 80), label="HTTP server"))
    local_http: ApiServer = _setting_field(
        ServerLine("protocol http localhost", ApiServer(False, 8080), label="local HTTP server")
    )
    unix_socket: bool = _setting_field(SocketLine("protocol unix-socket", False, label="unix socket"))
    session_timeout: int = _setting_field(Number("session timeout", 1440, movable=False, limits=(1, 1440)))
    default_services: bool = _setting_field(Flag("default-services", True))
    dscp: int = _setting_field(Number("qos dscp", 0, limits=(0, 63)))
    enabled: bool = _setting_field(Flag("shutdown", False, movable=False, negative=True))
    cors_origins: frozenset[str] = _setting_field(WordLines("cors allowed-origin"))
    vrfs: Mapping[str, VrfService] = _setting_field(VrfSections())

    @property
    def serving(self) -> tuple[str, ...]:
        """The VRFs in which the API serves: the enabled ones; the default VRF where none is, unless it is shut down
        there (specification, "Configuring multiple VRFs")."""
        if not self.enabled:
            return ()
        chosen = tuple(sorted(name for name, vrf in self.vrfs.items() if vrf.enabled))
        return chosen or (() if DEFAULT_VRF in self.vrfs else (DEFAULT_VRF,))

    def has_server(self, name: str) -> bool:
        """True if one of SERVERS is enabled."""
        server = getattr(self, name)
        return server.enabled if isinstance(server, ApiServer) else bool(server)

    def same_as(self, other: ApiService) -> bool:
        """True if both mean the same: a VRF's section that holds nothing may be there or not."""
        return _without_idle(self) == _without_idle(other)


def _without_idle(service: ApiService) -> ApiService:
    return replace(service, vrfs={name: vrf for name, vrf in service.vrfs.items() if vrf != VrfService()})


#: The service without any line.
DEFAULTS: t.Final = ApiService()
#: The table, by the settings' names.
SETTINGS: t.Final[Mapping[str, Setting[t.Any]]] = {row.name: row.metadata["setting"] for row in fields(ApiService)}
#: The settings that are options of `eapi_server`.
OPTIONS: t.Final = {name: setting for name, setting in SETTINGS.items() if name != "enabled"}
#: The servers, and their names in messages.
SERVERS: t.Final = {
    name: setting.label for name, setting in OPTIONS.items() if isinstance(setting, (ServerLine, SocketLine))
}


def read(config: Config) -> ApiService:
    """The service that a running configuration describes. Where both sections say something, the newer one counts."""
    newer, older = config.section(HTTP_SERVER), config.section(HTTP_COMMANDS)
    values = {}
    for name, setting in SETTINGS.items():
        sections = [section for section in (newer if setting.movable else None, older) if section is not None]
        found = (value for section in sections if (value := setting.read(section)) is not None)
        values[name] = next(found, setting.default)
    return ApiService(**values)


def commands(config: Config, wanted: ApiService, has_http_server: Callable[[], bool]) -> list[Command]:
    """The lines to enter to make the service as wanted; none where it is.

    A line goes to the section that has its kind; else to `management http-server` where the switch has that.

    :param config: the running configuration.
    :param has_http_server: tells whether the switch has the newer section; asked only where that counts.
    """
    present = read(config)
    lines: dict[str, list[str]] = {HTTP_COMMANDS: [], HTTP_SERVER: []}
    sections = {name: section for name in (HTTP_SERVER, HTTP_COMMANDS) if (section := config.section(name)) is not None}

    def home() -> str:
        return HTTP_SERVER if HTTP_SERVER in sections or has_http_server() else HTTP_COMMANDS

    for name, setting in SETTINGS.items():
        old, new = getattr(present, name), getattr(wanted, name)
        if old != new:
            for place, line in setting.lines(old, new, sections, home):
                lines[place].append(line)
    entered = [(name, *lines[name], "exit") for name in (HTTP_COMMANDS, HTTP_SERVER) if lines[name]]
    return [Command(line) for section in entered for line in section]
