# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Keys that are entered in the clear: EOS stores them as type 7, or as type 8a where that is configured."""

from __future__ import annotations

import re

from .ciphers import encrypted, localized_key, obscured, sealed
from .tree import Config, Node

#: Lines with a key of type 0, which may be left out. The first group stays; `owner` makes the key of the cipher.
_SERVERS = re.compile(r"((?:radius|tacacs)-server (?:.* )?key)(?: 0)? (?P<clear>\S+)")
_TIME = re.compile(r"(ntp authentication-key \d+ (?:md5|sha1))(?: 0)? (?P<clear>\S+)")
_NEIGHBOR = re.compile(r"(neighbor (?P<owner>\S+) password)(?: 0)? (?P<clear>\S+)")
_OSPF = re.compile(r"(ip ospf authentication-key)(?: 0)? (?P<clear>\S+)")
_DIGEST = re.compile(r"(ip ospf message-digest-key (?P<id>\d+) (?P<algorithm>\S+))(?: 0)? (?P<clear>\S+)")
_ISIS = re.compile(
    r"((?:isis )?authentication key(?:-id \d+ algorithm \S+(?: rfc-5310)? key)?)(?: 0)? (?P<clear>\S+)"
    r"(?P<rest> level-[12])?"
)
_SNMP = re.compile(
    r"(snmp-server user \S+ \S+ v3) auth (?P<auth>\S+) (?P<auth_key>\S+)(?: priv (?P<priv>\S+) (?P<priv_key>\S+))?"
)
_PRIVACY_BYTES = {"des": 16, "aes": 16, "aes192": 24, "aes256": 32}
#: Arista's number, the address of the lab's switches, and a zero.
ENGINE = "f5717f001c73abcdef00"


def neighbor_owner(name: str) -> str:
    """What encrypts the password of a neighbor or a peer group."""
    return f"{name}_passwd"


def ospf_owner(interface: str) -> str:
    """What encrypts the key of an interface."""
    return f"{interface}_passwd"


def digest_owner(interface: str, algorithm: str, number: str) -> str:
    """What encrypts one of the keys of an interface."""
    return f"{interface}_{algorithm}Key_{number}"


def isis_owner(section: str) -> str:
    """What encrypts the key of an interface or a process of IS-IS."""
    return f"{section}_isis"


def _seals(config: Config) -> bool:
    """Whether keys are stored as type 8a."""
    security = config.root.get("management", "security")
    return security is not None and any(
        child.line == "password encryption reversible aes-256-gcm" for child in security.children.values()
    )


def stored(config: Config, section: Node, line: str) -> str:
    """The line as the configuration shows it."""
    for pattern in (_SERVERS, _TIME):
        if match := pattern.fullmatch(line):
            return f"{match[1]} {_key(config, match['clear'])}"
    if match := _NEIGHBOR.fullmatch(line):
        return f"{match[1]} {_key(config, match['clear'], neighbor_owner(match['owner']))}"
    interface = section.line.removeprefix("interface ")
    if match := _OSPF.fullmatch(line):
        return f"{match[1]} {_key(config, match['clear'], ospf_owner(interface))}"
    if match := _DIGEST.fullmatch(line):
        owner = digest_owner(interface, match["algorithm"], match["id"])
        return f"{match[1]} {_key(config, match['clear'], owner)}"
    if match := _ISIS.fullmatch(line):
        return f"{match[1]} {_key(config, match['clear'], isis_owner(section.line))}{match['rest'] or ''}"
    if match := _SNMP.fullmatch(line):
        return _localized(config, match)
    return line


def _key(config: Config, clear: str, owner: str = "") -> str:
    """The type of a key, and itself; ``owner`` is "" for one of a server."""
    if _seals(config):
        return f"8a {sealed(clear)}"
    return f"7 {encrypted(clear, owner) if owner else obscured(clear)}"


def _localized(config: Config, match: re.Match[str]) -> str:
    """A user of SNMPv3, whose passwords become keys of this engine."""
    engine = config.root.value("snmp-server", "engineID", "local") or ENGINE
    line = f"{match[1]} localized {engine} auth {match['auth']} "
    line += localized_key(match["auth_key"], match["auth"], engine).hex()
    if match["priv"]:
        key = localized_key(match["priv_key"], match["auth"], engine)[: _PRIVACY_BYTES[match["priv"]]]
        line += f" priv {match['priv']} {key.hex()}"
    return line
