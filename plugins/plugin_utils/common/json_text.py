# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parse JSON of another machine."""

from __future__ import annotations

import itertools
import json
import math
import re
import sys
import typing as t

#: How deep lists and objects may stand in each other: far deeper than models are, and no danger to what walks them.
DEEPEST: t.Final = 100
#: What may be an escaped half of a character; and all escapes, of which two halves that belong together are one.
_MAY_BE_HALF: t.Final = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE: t.Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)


def decode(text: str | bytes | bytearray) -> t.Any:
    """The value of a JSON document.

    Of a key that an object has twice the last value counts. Half a character, which no file and no terminal takes, is
    read as U+FFFD.

    :raises ValueError: where it is none, stands deeper than DEEPEST, or holds what parsers read differently: a number
        too long or too large to read, a constant that JSON does not have.
    """
    try:
        if not isinstance(text, str):
            text = text.decode(json.detect_encoding(text))
        if _MAY_BE_HALF.search(text):
            text = _ESCAPE.sub(lambda found: r"\ufffd" if found["half"] else found[0], text)
        value = json.loads(text, parse_float=_float, parse_constant=_constant)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    check_depth(value)
    return value


def check_depth(value: t.Any, most: int = sys.maxsize - 1) -> None:
    """Refuse what stands deeper than DEEPEST.

    :param most: how many lists and mappings may stand at one depth.
    :raises ValueError: for more than that, and for what is deeper.
    """
    level = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(DEEPEST):
        found = (
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        )
        level = list(itertools.islice(found, most + 1))
        if not level:
            return
        if len(level) > most:
            raise ValueError("it has too many lists and mappings")
    raise ValueError("it is nested too deep")


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value


def _constant(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is no value of JSON")
