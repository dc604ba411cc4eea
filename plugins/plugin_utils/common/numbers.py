# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check numbers of options, and format them. Infinity and NaN are invalid."""

from __future__ import annotations

import typing as t

from .errors import InputError

#: The longest time that counts as meant: a week, in seconds.
WEEK: t.Final = 7 * 24 * 3600
#: The most repetitions that count as meant.
MANY: t.Final = 100_000
#: From here on a number is shown in short.
_LARGE: t.Final = 10**12


def written(value: float) -> str:
    """A number as a sentence shows it, however large it is."""
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGE else "a number that is far too large"
    return f"{value:g}"


def outside(value: float, option: str, least: float, most: float, unit: str = "", *, above: bool = False) -> str:
    """The sentence about a number that an option does not take, or "".

    :param above: `least` itself is too little.
    """
    if (value > least if above else value >= least) and value <= most:  # not true of NaN
        return ""
    lower = f"more than {written(least)} and at most" if above else f"from {written(least)} to"
    return f"{option} is {written(value)}: it is {lower} {written(most)}{f' {unit}' if unit else ''}."


def check_seconds(value: float, option: str, *, above: bool = True) -> None:
    """Refuse seconds that cannot be meant.

    :param above: they are more than 0.
    :raises InputError: naming the option.
    """
    wrong = outside(value, option, 0, WEEK, "seconds", above=above)
    if wrong:
        raise InputError(wrong)


def check_tries(value: int, option: str, *, least: int = 1) -> None:
    """Refuse a number of tries that cannot be meant.

    :raises InputError: naming the option.
    """
    wrong = outside(value, option, least, MANY)
    if wrong:
        raise InputError(wrong)
