# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the claims of a JSON Web Token (RFC 7519). The server verifies it, not this module."""

from __future__ import annotations

import typing as t
from base64 import urlsafe_b64decode

from .json_text import decode


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
    """Return when a token expires, in seconds since the epoch, or None where it does not say."""
    try:
        return float(claims(token)["exp"])
    except (ValueError, TypeError, KeyError):
        return None
