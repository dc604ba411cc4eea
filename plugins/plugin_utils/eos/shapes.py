# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parts of a model in the shape that they should have. What has another one is as if it were not there: a switch may
answer anything."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping


def mapping(value: t.Any) -> Mapping[str, t.Any]:
    """A mapping, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: t.Any) -> dict[str, Mapping[str, t.Any]]:
    """The entries of a mapping that are mappings themselves."""
    return {str(key): each for key, each in mapping(value).items() if isinstance(each, Mapping)}


def items(value: t.Any) -> list[t.Any]:
    """A list, or an empty one."""
    return value if isinstance(value, list) else []


def words(value: t.Any) -> list[str]:
    """The texts of a list."""
    return [each for each in items(value) if isinstance(each, str)]


def word(value: t.Any, otherwise: str = "") -> str:
    """A text, or another one."""
    return value if isinstance(value, str) else otherwise


def number(value: t.Any) -> float | None:
    """A number that a clock or a counter may have, or None."""
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if plain and abs(value) < 1e11 else None
