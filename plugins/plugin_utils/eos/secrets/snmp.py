# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users of SNMPv3, whose passwords a configuration shows as keys of its own engine (RFC 3414, appendix A.2)."""

from __future__ import annotations

import hashlib
import re
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...common.errors import InputError

#: The shortest password (RFC 3414, section 11.2).
SHORTEST: t.Final = 8
_HASHES: t.Final[Mapping[str, str]] = {
    "sha": "sha1",
    **{name: name for name in ("md5", "sha224", "sha256", "sha384", "sha512")},
}
#: Bytes of the keys of ciphers.
_PRIVACY: t.Final[Mapping[str, int]] = {"des": 16, "aes": 16, "aes128": 16, "aes192": 24, "aes256": 32}
_USER: t.Final = re.compile(
    r"snmp-server user (?P<name>\S+) \S+ v3 localized (?P<engine>(?:[0-9a-fA-F]{2})+) auth (?P<auth>\S+) "
    r"(?P<auth_key>\S+)(?: priv (?P<priv>\S+) (?P<priv_key>\S+))?"
)


@dataclass(frozen=True)
class UserKey:
    """One of the two keys of a user.

    :ivar start: where it begins in its line. `end`: where it ends.
    :ivar size: its bytes, 0 for all that the hash gives.
    """

    engine: str
    algorithm: str
    size: int
    start: int
    end: int
    key: str = field(repr=False)

    def of(self, password: str) -> str:
        """The key that a password becomes, in hexadecimal digits.

        :raises InputError: for a password that is too short, and for a key that the hash is too short for.
        """
        if len(password) < SHORTEST:
            raise InputError(f"the secret of a user of SNMPv3 has at least {SHORTEST} characters.")
        key = _localized(password.encode(), self.algorithm, bytes.fromhex(self.engine))
        if self.size > len(key):
            raise InputError(
                f"a key of {self.size} bytes cannot be made by {self.algorithm}, which gives {len(key)}, in one way "
                "that all engines share.",
                hint="Enter the user anew, or let it use a longer hash.",
            )
        return key[: self.size or None].hex()


def find(line: str, name: str, which: str) -> UserKey | None:
    """A key of a user in a line; None where the line is another one.

    :param which: auth or priv.
    :raises InputError: for an algorithm that is not known.
    """
    match = _USER.fullmatch(line)
    if match is None or match["name"] != name or match[which] is None:
        return None
    algorithm, cipher = match["auth"].lower(), (match["priv"] or "").lower()
    if algorithm not in _HASHES or (which == "priv" and cipher not in _PRIVACY):
        unknown = algorithm if algorithm not in _HASHES else cipher
        raise InputError(f"user {name} of SNMPv3 has a key for {unknown}, which is not known.")
    size = _PRIVACY[cipher] if which == "priv" else 0
    start, end = match.span(f"{which}_key")
    return UserKey(match["engine"], algorithm, size, start, end, match[f"{which}_key"])


def _localized(password: bytes, algorithm: str, engine: bytes) -> bytes:
    name = _HASHES[algorithm]
    megabyte = (password * (2**20 // len(password) + 1))[: 2**20]
    key = hashlib.new(name, megabyte, usedforsecurity=False).digest()
    return hashlib.new(name, key + engine + key, usedforsecurity=False).digest()
