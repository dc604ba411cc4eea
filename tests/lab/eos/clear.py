# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Keys that are entered in the clear: EOS stores them as type 7."""

from __future__ import annotations

import re

from .ciphers import encrypted, obscured
from .tree import Node

#: Lines with a key of type 0. The first group is what stays, and `owner` makes the key of the cipher.
_SERVERS = re.compile(r"((?:radius|tacacs)-server (?:.* )?key) 0 (?P<clear>\S+)")
_TIME = re.compile(r"(ntp authentication-key \d+ (?:md5|sha1))(?: 0)? (?P<clear>\S+)")
_NEIGHBOR = re.compile(r"(neighbor (?P<owner>\S+) password) 0 (?P<clear>\S+)")
_OSPF = re.compile(r"(ip ospf authentication-key) 0 (?P<clear>\S+)")
_DIGEST = re.compile(r"(ip ospf message-digest-key (?P<id>\d+) (?P<algorithm>\S+)) 0 (?P<clear>\S+)")


def neighbor_owner(name: str) -> str:
    """What encrypts the password of a neighbor or a peer group."""
    return f"{name}_passwd"


def ospf_owner(interface: str) -> str:
    """What encrypts the key of an interface."""
    return f"{interface}_passwd"


def digest_owner(interface: str, algorithm: str, number: str) -> str:
    """What encrypts one of the keys of an interface."""
    return f"{interface}_{algorithm}Key_{number}"


def stored(section: Node, line: str) -> str:
    """The line as the configuration shows it."""
    for pattern in (_SERVERS, _TIME):
        if match := pattern.fullmatch(line):
            return f"{match[1]} 7 {obscured(match['clear'])}"
    if match := _NEIGHBOR.fullmatch(line):
        return f"{match[1]} 7 {encrypted(match['clear'], neighbor_owner(match['owner']))}"
    interface = section.line.removeprefix("interface ")
    if match := _OSPF.fullmatch(line):
        return f"{match[1]} 7 {encrypted(match['clear'], ospf_owner(interface))}"
    if match := _DIGEST.fullmatch(line):
        owner = digest_owner(interface, match["algorithm"], match["id"])
        return f"{match[1]} 7 {encrypted(match['clear'], owner)}"
    return line
