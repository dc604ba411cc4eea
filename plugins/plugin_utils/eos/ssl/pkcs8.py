# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Encrypted private keys (PKCS #8, RFC 5958) whose passphrase is expensive to guess.

The library's own way derives the key in a few thousand rounds, and has no setting for it. What is written here, OpenSSL
and the library read: PBES2 with PBKDF2 (HMAC-SHA-256) and AES-256 in CBC mode (RFC 8018).
"""

from __future__ import annotations

import base64
import hashlib
import os
import textwrap
import typing as t

#: Rounds of PBKDF2 with HMAC-SHA-256: OWASP's recommendation for passwords (2023).
ROUNDS: t.Final = 600_000

# Object identifiers, DER.
_PBES2: t.Final = bytes.fromhex("06092a864886f70d01050d")
_PBKDF2: t.Final = bytes.fromhex("06092a864886f70d01050c")
_HMAC_SHA256: t.Final = bytes.fromhex("06082a864886f70d0209")
_AES256_CBC: t.Final = bytes.fromhex("060960864801650304012a")
_NULL: t.Final = bytes.fromhex("0500")
_SEQUENCE, _OCTETS, _INTEGER = 0x30, 0x04, 0x02


def encrypted(key: bytes, passphrase: str) -> str:
    """PEM text of a private key.

    :param key: PrivateKeyInfo, DER.
    """
    salt, vector = os.urandom(16), os.urandom(16)
    derived = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, ROUNDS, 32)
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    padder, encryptor = PKCS7(128).padder(), Cipher(algorithms.AES(derived), modes.CBC(vector)).encryptor()
    data = encryptor.update(padder.update(key) + padder.finalize()) + encryptor.finalize()
    rounds = ROUNDS.to_bytes(ROUNDS.bit_length() // 8 + 1, "big")
    derivation = _der(_SEQUENCE, _der(_OCTETS, salt), _der(_INTEGER, rounds), _der(_SEQUENCE, _HMAC_SHA256, _NULL))
    scheme = _der(
        _SEQUENCE,
        _der(_SEQUENCE, _PBKDF2, derivation),
        _der(_SEQUENCE, _AES256_CBC, _der(_OCTETS, vector)),
    )
    info = _der(_SEQUENCE, _der(_SEQUENCE, _PBES2, scheme), _der(_OCTETS, data))
    lines = textwrap.wrap(base64.b64encode(info).decode(), 64)
    return "\n".join(["-----BEGIN ENCRYPTED PRIVATE KEY-----", *lines, "-----END ENCRYPTED PRIVATE KEY-----", ""])


def _der(tag: int, *content: bytes) -> bytes:
    """A value with its tag and length."""
    body = b"".join(content)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body
