# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""How EOS stores secrets: hashes with a random salt, type 7 of two kinds, type 8a, keys of users of SNMPv3.

A key of RADIUS, TACACS+ or NTP has a random salt, so it is written differently each time it is entered. One of a BGP
neighbor or an OSPF interface is encrypted with a key made of that neighbor or interface, so it is always the same; the
lab has a cipher of its own there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import random
import secrets
from functools import lru_cache

SALT_LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ROUNDS = 5000
_VIGENERE = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"


def hash_password(password: str) -> str:
    """A new password as a configuration shows it."""
    return sha512_crypt(password, "".join(secrets.choice(SALT_LETTERS) for _index in range(8)))


def is_password(password: str, stored: str) -> bool:
    """Whether a password is the one of a hash."""
    parts = stored.split("$")
    return len(parts) == 4 and parts[1] == "6" and secrets.compare_digest(sha512_crypt(password, parts[2]), stored)


@lru_cache(maxsize=1024)
def sha512_crypt(password: str, salt: str) -> str:
    """``crypt(3)`` with SHA-512 and the usual number of rounds (Drepper, "Unix crypt using SHA-256 and SHA-512")."""
    key, seed = password.encode(), salt.encode()

    def stretched(digest: bytes, length: int) -> bytes:
        return (digest * (length // 64 + 1))[:length]

    other = hashlib.sha512(key + seed + key).digest()
    first = key + seed + stretched(other, len(key))
    bits = len(key)
    while bits:
        first += other if bits & 1 else key
        bits >>= 1
    digest = hashlib.sha512(first).digest()
    word = stretched(hashlib.sha512(key * len(key)).digest(), len(key))
    grain = stretched(hashlib.sha512(seed * (16 + digest[0])).digest(), len(seed))
    for number in range(_ROUNDS):
        odd = number & 1
        text = (word if odd else digest) + (grain if number % 3 else b"") + (word if number % 7 else b"")
        digest = hashlib.sha512(text + (digest if odd else word)).digest()
    return f"$6${salt}${_encoded(digest)}"


def _encoded(digest: bytes) -> str:
    """The base 64 of crypt, which takes the bytes in an order of its own."""
    text, order = "", (0, 21, 42)
    for _index in range(21):
        text += _letters(int.from_bytes(bytes(digest[at] for at in order), "big"), 4)
        order = (order[1] + 1, order[2] + 1, order[0] + 1)
    return text + _letters(digest[63], 2)


def _letters(value: int, count: int) -> str:
    return "".join(SALT_LETTERS[value >> 6 * place & 63] for place in range(count))


def obscured(clear: str) -> str:
    """Type 7 of keys of servers, with a random salt."""
    salt = random.randrange(16)
    coded = bytes(byte ^ _VIGENERE[(salt + at) % len(_VIGENERE)] for at, byte in enumerate(clear.encode()))
    return f"{salt:02d}{coded.hex().upper()}"


def _stream(seed: str, length: int) -> bytes:
    return hashlib.shake_256(seed.encode()).digest(length)


def encrypted(clear: str, owner: str) -> str:
    """Type 7 of a neighbor or an interface."""
    data = clear.encode()
    coded = bytes(a ^ b for a, b in zip(data, _stream(owner, len(data)), strict=True))
    return base64.b64encode(coded).decode()


def sealed(clear: str) -> str:
    """Type 8a, with a random salt: written differently each time, and readable by the switch alone."""
    salt = secrets.token_bytes(12)
    data = clear.encode()
    coded = bytes(a ^ b for a, b in zip(data, _stream(f"8a{salt.hex()}", len(data)), strict=True))
    return base64.b64encode(salt + coded).decode()


def revealed(kind: str, coded: str, owner: str) -> bytes:
    """The clear bytes of a key of type 0, 7 or 8a."""
    if kind == "8a":
        data = base64.b64decode(coded)
        stream = _stream(f"8a{data[:12].hex()}", len(data) - 12)
        return bytes(a ^ b for a, b in zip(data[12:], stream, strict=True))
    return decrypted(coded, owner) if kind == "7" else coded.encode()


def localized_key(clear: str, algorithm: str, engine: str) -> bytes:
    """The key of a user of SNMPv3 at one engine (RFC 3414, appendix A.2)."""
    name = {"sha": "sha1"}.get(algorithm, algorithm)
    megabyte = (clear.encode() * (1_048_576 // len(clear) + 1))[:1_048_576]
    key = hashlib.new(name, megabyte, usedforsecurity=False).digest()
    return hashlib.new(name, key + bytes.fromhex(engine) + key, usedforsecurity=False).digest()


def decrypted(coded: str, owner: str) -> bytes:
    """The clear bytes of ``encrypted``; what is of another form stays as it is."""
    try:
        data = base64.b64decode(coded, validate=True)
    except binascii.Error:
        return coded.encode()
    return bytes(a ^ b for a, b in zip(data, _stream(owner, len(data)), strict=True))
