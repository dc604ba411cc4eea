# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Durations as users write them: `30s`, `5m`, `1h30m`, `7d`, `2w`, `HH:MM:SS`, or a number in the option's own unit."""

from __future__ import annotations

import re
import typing as t

from .errors import InputError

#: Seconds in a unit, the largest first: the order in which a duration names them.
UNITS: t.Final = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
_PARTS: t.Final = re.compile(r"\s*+".join(rf"(?:(\d+)\s*{unit})?" for unit in UNITS))
_CLOCK: t.Final = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)")
_NUMBER: t.Final = re.compile(r"\d+")
#: The longest duration that is taken where an option sets no limit: a hundred years.
LONGEST: t.Final = 36500 * UNITS["d"]


def parse_duration(text: str, option: str, *, bare: str = "s", least: int = 1, most: int = LONGEST) -> int:
    """Return the seconds of a duration.

    :param option: the name that the user knows, for messages.
    :param bare: the unit of a number without one.
    :param least: the shortest duration that the option takes, in seconds. `most` is the longest.
    :raises InputError: for any other text, and outside of the limits.
    """
    seconds = _seconds(text.strip().lower(), bare)
    if seconds is None:
        raise InputError(f"{option} is '{text}': it is a duration such as 30s, 5m, 1h30m, 7d, 2w or 00:05:00.")
    if not least <= seconds <= most:
        raise InputError(f"{option} is '{text}': it is from {write_duration(least)} to {write_duration(most)}.")
    return seconds


def _seconds(text: str, bare: str) -> int | None:
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = map(int, clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if _NUMBER.fullmatch(text):
        return int(text) * UNITS[bare]
    parts = _PARTS.fullmatch(text)
    if not text or parts is None:
        return None
    return sum(int(number or 0) * unit for number, unit in zip(parts.groups(), UNITS.values(), strict=True))


def write_duration(seconds: int) -> str:
    """Write seconds as `parse_duration` reads them: 90 as 1m30s; days are the largest unit."""
    found = ""
    for unit, size in UNITS.items():
        if unit != "w" and seconds >= size:
            found += f"{seconds // size}{unit}"
            seconds %= size
    return found or "0s"
