# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""RSA keys that are made once: half a second each, and many tests let the lab's switch make one."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

_make = rsa.generate_private_key
_made: dict[int, list[rsa.RSAPrivateKey]] = defaultdict(list)


@pytest.fixture(autouse=True)
def kept_rsa_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a test all keys differ; the first one of each test is the same, the second one, and so on."""
    numbers: dict[int, itertools.count[int]] = defaultdict(itertools.count)

    def generate(public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
        place = next(numbers[key_size])
        if place == len(_made[key_size]):
            _made[key_size].append(_make(public_exponent, key_size))
        return _made[key_size][place]

    monkeypatch.setattr(rsa, "generate_private_key", generate)
