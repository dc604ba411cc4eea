# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The log of a switch: severities, and messages as ``logging format`` wants them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .switch import Switch

#: The severities by their number.
SEVERITIES = ("emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging")
_UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def severity(word: str) -> int | None:
    """The number of a severity that is named, by itself or as a number; None for another word."""
    if word.isdigit() and int(word) < len(SEVERITIES):
        return int(word)
    return SEVERITIES.index(word) if word in SEVERITIES else None


def seconds(count: int, unit: str) -> int:
    """``3 hours`` in seconds."""
    return count * _UNITS[unit]


def messages(switch: Switch, *, worst: int = 7, exact: bool = False, since: float = 0.0) -> list[str]:
    """The messages down to a severity (of that one alone where it is `exact`) since a time."""
    return [
        f"{_stamp(switch, when)} {_host(switch)} {program}: {text}"
        for when, number, program, text in switch.log
        if when >= since and (number == worst if exact else number <= worst)
    ]


def _format(switch: Switch, what: str) -> str:
    return switch.running.root.value("logging", "format", what) or ""


def _stamp(switch: Switch, when: float) -> str:
    form = _format(switch, "timestamp")
    if form.startswith("high-resolution"):
        return datetime.fromtimestamp(when, UTC).isoformat(timespec="microseconds")
    return time.strftime("%b %e %H:%M:%S" + (" %Y" if "year" in form else ""), time.gmtime(when))


def _host(switch: Switch) -> str:
    return switch.fqdn if _format(switch, "hostname") == "fqdn" else switch.hostname
