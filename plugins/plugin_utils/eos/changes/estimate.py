# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Estimate the configuration that a change leads to, for a check on a switch without a free session.

The controller enters the lines itself, as far as it knows how EOS does that (see `merge`)."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Sequence

from ...eapi.protocol.commands import Command
from ..config.configuration import Config
from ..config.merge import merge
from ..config.tree import Section

#: Headers of the modes that the modules' own changes enter.
_HEADERS: t.Final = re.compile(r"management (?:api http-commands|http-server|security)|(?:ssl profile|vrf) \S+")
#: Those of the API service, and the lines of it that EOS does not show, since they are the default.
_API: t.Final = ("management api http-commands", "management http-server")
_UNSHOWN: t.Final = (
    *("shutdown", "default-services", "protocol https"),
    *("no protocol http", "no protocol http localhost", "no protocol unix-socket"),
)
#: A server of it, which has one line.
_SERVER: t.Final = re.compile(r"(?:no )?(protocol (?:https|http localhost|http|unix-socket))(?: port \d+)?")


def entered(wanted: Config, running: str) -> str:
    """The running configuration with the lines of another one."""
    config = Config.parse(running)
    merge(config.root, wanted.root)
    return config.text()


def of_commands(commands: Sequence[Command]) -> Callable[[str], str]:
    """Compute the configuration with the change from the running one, for a module's own change.

    :param commands: lines below their headers, with `exit` where a mode is left before its end.
    """
    wanted = Config()
    path = [wanted.root]
    for command in commands:
        if command.cmd == "exit":
            path.pop()
            continue
        section = path[-1].add(command.cmd, command.input)
        if _HEADERS.fullmatch(command.cmd):
            path.append(section)

    def estimate(running: str) -> str:
        config, lines = Config.parse(running), wanted.copy()
        for header in _API:
            _move_servers(lines.section(header), config.section(header))
        merge(config.root, lines.root)
        for header in _API:
            _drop_unshown(config.section(header))
        return config.text()

    return estimate


def _move_servers(wanted: Section | None, present: Section | None) -> None:
    """Put the servers' lines in the place of those that are there."""
    if wanted is None or present is None:
        return
    servers = {line: match[1] for line in wanted.children if (match := _SERVER.fullmatch(line))}
    for line in list(present.children):
        match = _SERVER.fullmatch(line)
        if match and match[1] in servers.values():
            del present.children[line]
    for line in servers:
        present.attach(wanted.children.pop(line))


def _drop_unshown(section: Section | None) -> None:
    if section is None:
        return
    for lines in (section, *section.children.values()):
        for line in _UNSHOWN:
            lines.children.pop(line, None)
