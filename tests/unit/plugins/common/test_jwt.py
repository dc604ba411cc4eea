# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""JSON Web Tokens: their claims, and tokens that are none."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.jwt import claims, expiry


def token(payload: Any) -> str:
    """A token with this payload; its padding is left out, as RFC 7515 wants it."""
    return f"head.{urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip('=')}.signature"


@pytest.mark.parametrize("payload", [{}, {"exp": 1}, {"sid": "ab", "jti": "7"}, {"name": "Grüße"}])
def test_claims(payload: dict[str, Any]) -> None:
    assert claims(token(payload)) == payload


@pytest.mark.parametrize("text", ["", "session_abc", "a.b", "a.!.c", "a.e30.c.d", token([1]), token("x")])
def test_other_tokens_have_no_claims(text: str) -> None:
    assert claims(text) == {}
    assert expiry(text) is None


@pytest.mark.parametrize(("payload", "end"), [({"exp": 1234567890}, 1234567890.0), ({}, None), ({"exp": "x"}, None)])
def test_expiry(payload: dict[str, Any], end: float | None) -> None:
    assert expiry(token(payload)) == end
