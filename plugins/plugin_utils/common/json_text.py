# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parse JSON of another machine."""

from __future__ import annotations

import json
import math
import typing as t

#: How deep lists and objects may stand in each other: far deeper than models are, and no danger to what walks them.
DEEPEST: t.Final = 100


def decode(text: str | bytes | bytearray) -> t.Any:
    """The value of a JSON document.

    Of a key that an object has twice the last value counts.

    :raises ValueError: where it is none, stands deeper than DEEPEST, or holds what parsers read differently: a number
        too long or too large to read, a constant that JSON does not have.
    """
    try:
        value = json.loads(text, parse_float=_float, parse_constant=_constant)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    level = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return value
    raise ValueError("it is nested too deep")


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value


def _constant(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is no value of JSON")
