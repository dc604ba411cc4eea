# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare a secret with what a configuration shows of it."""

from __future__ import annotations

import hashlib
import hmac
import re
import typing as t

#: Of crypt(3) with SHA-512: its letters, and the usual number of rounds.
LETTERS: t.Final = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ROUNDS: t.Final = 5000
#: A hash of crypt(3): SHA-512, no number of rounds of its own, salt, the rest.
_SHA512: t.Final = re.compile(r"\$6\$(?P<salt>[./0-9A-Za-z]{1,16})\$[./0-9A-Za-z]{86}")
#: Type 7 of the keys of servers: the number of the first letter of the key, and the coded letters.
_TYPE_7: t.Final = re.compile(r"(?P<salt>\d\d)(?P<coded>(?:[0-9A-Fa-f]{2})+)")
_TYPE_7_KEY: t.Final = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"


def is_stored(secret: str, kind: str, stored: str) -> bool | None:
    """Whether a configuration has the secret; None where its form does not tell.

    That is so for MD5 (type 5), for type 8a, and for type 7 of BGP and OSPF.

    :param kind: the type before the secret, such as `sha512`, `7` or `0`; "" for none.
    :param stored: what stands there.
    """
    if kind in ("", "0"):
        return hmac.compare_digest(secret.encode(), stored.encode())
    if kind in ("sha512", "5") and (match := _SHA512.fullmatch(stored)):
        return hmac.compare_digest(sha512_crypt(secret, match["salt"]), stored)
    if kind == "7" and (match := _TYPE_7.fullmatch(stored)):
        return hmac.compare_digest(secret.encode(), _revealed(int(match["salt"]), bytes.fromhex(match["coded"])))
    return None


def _revealed(salt: int, coded: bytes) -> bytes:
    return bytes(byte ^ _TYPE_7_KEY[(salt + at) % len(_TYPE_7_KEY)] for at, byte in enumerate(coded))


def sha512_crypt(password: str, salt: str) -> str:
    """crypt(3) with SHA-512 (U. Drepper, "Unix crypt using SHA-256 and SHA-512"). Python 3.13 has no crypt any more."""
    key, seed = password.encode(), salt.encode()
    other = hashlib.sha512(key + seed + key).digest()
    mixed, bits = key + seed + _repeated(other, len(key)), len(key)
    while bits:
        mixed += other if bits & 1 else key
        bits >>= 1
    digest = hashlib.sha512(mixed).digest()
    key = _repeated(hashlib.sha512(key * len(key)).digest(), len(key))
    seed = _repeated(hashlib.sha512(seed * (16 + digest[0])).digest(), len(seed))
    for number in range(ROUNDS):
        begin, end = (key, digest) if number % 2 else (digest, key)
        digest = hashlib.sha512(begin + (seed if number % 3 else b"") + (key if number % 7 else b"") + end).digest()
    return f"$6${salt}${_written(digest)}"


def _repeated(digest: bytes, length: int) -> bytes:
    return (digest * (length // len(digest) + 1))[:length]


def _written(digest: bytes) -> str:
    """Three bytes at a time, each from another third of the digest, as four letters."""
    groups = [tuple((place + 21 * ((third + place) % 3)) for third in range(3)) for place in range(21)]
    values = [int.from_bytes(bytes(digest[at] for at in group), "big") for group in groups]
    return "".join(_letters(value, 4) for value in values) + _letters(digest[63], 2)


def _letters(value: int, count: int) -> str:
    return "".join(LETTERS[value >> 6 * place & 63] for place in range(count))
