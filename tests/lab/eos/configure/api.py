# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``management api http-commands`` and ``management http-server``: the Command API, and the web server before it."""

from __future__ import annotations

from typing import Any

from ..releases import HTTP_SERVER, HTTP_SERVER_ALONE
from .engine import CONFIG, Mode, Rank

#: The section that the server's lines belong to where a release keeps them in one place.
SERVER_SECTION = "management http-server"

CONFIG.add("management api http-commands", rank=Rank.MANAGEMENT_API, separate=True, enters="mgmt-api-http-cmds")
CONFIG.add(
    SERVER_SECTION,
    rank=Rank.MANAGEMENT,
    separate=True,
    enters="mgmt-http-server",
    since=HTTP_SERVER,
    default=SERVER_SECTION,
    default_since=HTTP_SERVER_ALONE,
)

#: Pattern of a line → its options. The lines of the web server; older releases know them in http-commands alone.
_SERVER_LINES: dict[str, dict[str, Any]] = {
    "protocol https [port <port:port>]": {"rank": 1, "flag": True, "default": "protocol https"},
    "protocol https ssl profile <name:name>": {"rank": 2},
    "protocol http [port <port:port>]": {"rank": 3, "flag": False, "default": "no protocol http"},
    "protocol http localhost [port <port:port>]": {"rank": 4, "flag": False, "default": "no protocol http localhost"},
    "protocol unix-socket": {"rank": 5, "flag": False, "default": "no protocol unix-socket"},
    "default-services": {"rank": 7, "flag": True, "default": "default-services"},
    "cors allowed-origin <origin!:word>": {"rank": 8},
    "qos dscp <value:0-63>": {"rank": 9, "default": "qos dscp 0"},
    "log-level <level:word>": {"rank": 9},
    "content frame ancestor <uri:word>": {"rank": 9},
}

commands = Mode("mgmt-api-http-cmds")
server = Mode("mgmt-http-server")
for _pattern, _options in _SERVER_LINES.items():
    commands.add(
        _pattern, **_options, home=SERVER_SECTION, home_since=HTTP_SERVER_ALONE, default_until=HTTP_SERVER_ALONE
    )
    server.add(_pattern, **_options, default_since=HTTP_SERVER_ALONE)
commands.add("protocol https certificate", rank=2, multiline=2)
commands.add("session timeout <minutes:1-1440>", rank=6, default="session timeout 1440")
commands.add("shutdown", rank=10, flag=True, default="shutdown")
commands.add("vrf <vrf!:name>", rank=11, separate=True, enters="mgmt-api-http-cmds-vrf", sort=True)

vrf = Mode("mgmt-api-http-cmds-vrf", "mgmt-api-http-cmds")
vrf.add("shutdown", flag=True, default="shutdown")
vrf.add("ip access-group <name:name> [in]")
vrf.add("ipv6 access-group <name:name> [in]")
