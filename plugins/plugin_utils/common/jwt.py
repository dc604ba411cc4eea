# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the claims of a JSON Web Token (RFC 7519). The server verifies it, not this module."""

from __future__ import annotations

import typing as t
from base64 import urlsafe_b64decode

from .json_text import decode

#: The latest end of a token that counts, in seconds since the epoch: in the year 5138.
LATEST: t.Final = 1e11


def claims(token: str) -> dict[str, t.Any]:
    """Return the claims of a token, {} for a token of another kind."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        found = decode(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def expiry(token: str) -> float | None:
    """Return when a token expires, in seconds since the epoch, or None where it says nothing that a clock may show."""
    try:
        found = float(claims(token)["exp"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    return found if 0 <= found < LATEST else None
