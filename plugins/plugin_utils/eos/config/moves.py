# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An interface loses its addresses when its VRF changes: so its VRF is entered first, and then the addresses."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterable

from ...eapi.protocol.commands import Command
from .spelling import is_interface
from .tree import Section

_ADDRESS: t.Final = re.compile(r"(?:ip|ipv6)\s+address\b", re.IGNORECASE)
_VRF: t.Final = re.compile(r"(?:(?:no|default)\s+)?vrf(?:\s+forwarding)?(?:\s+\S+)?$", re.IGNORECASE)
#: Lines that leave the mode of an interface open, wherever they are known.
_STAYS: t.Final = re.compile(
    r"(?:(?:no|default)\s+)?(?:arp|autostate|bfd|channel-group|comment|description|encapsulation|ip|ipv6|isis|l2|lldp|"
    r"load-interval|logging|mpls|mtu|no-autostate|ntp|pim|shutdown|snmp|speed|switchport)\b",
    re.IGNORECASE,
)


def is_address(line: str) -> bool:
    """True for a line that gives an interface an address."""
    return _ADDRESS.match(line) is not None


def is_vrf(line: str) -> bool:
    """True for a line, below the header of an interface, that says its VRF."""
    return _VRF.match(line) is not None


def vrf_first(commands: Iterable[Command]) -> list[Command]:
    """The commands, with the VRF of each interface ahead of its addresses."""
    found: list[Command] = []
    inside, first = False, 0  # `first`: the place of the first address of the interface, from 1 on
    for command in commands:
        line = command.cmd.strip()
        if first and is_vrf(line):
            found.insert(first - 1, command)
            first += 1
            continue
        if is_interface(line):
            inside, first = True, 0
        elif inside and is_address(line):
            first = first or len(found) + 1
        elif not (is_vrf(line) or _STAYS.match(line)):
            inside, first = False, 0
        found.append(command)
    return found


def keep_addresses(wanted: Section, part: Section) -> None:
    """Enter the wanted addresses of an interface again where its VRF is a part of what is to be entered."""
    if is_interface(wanted.line) and any(is_vrf(child.line) for child in part.children.values()):
        for key, child in wanted.children.items():
            if is_address(child.line) and key not in part.children:
                part.attach(child.copy())
