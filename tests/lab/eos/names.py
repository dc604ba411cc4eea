# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Names and numbers as EOS writes them: interfaces, short names, ranges, their natural order."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Long name of an interface kind → the short form of brief tables.
INTERFACE_KINDS = {
    "Dps": "Dps",
    "Ethernet": "Et",
    "Loopback": "Lo",
    "Management": "Ma",
    "Port-Channel": "Po",
    "Recirc-Channel": "Rc",
    "Tunnel": "Tu",
    "Vlan": "Vl",
    "Vxlan": "Vx",
}


#: The numbers that the interfaces of a kind have; ports have what the hardware has.
_NUMBERS = {
    "Dps": (1, 1),
    "Loopback": (0, 2100),
    "Port-Channel": (1, 999999),
    "Tunnel": (0, 65535),
    "Vlan": (1, 4094),
    "Vxlan": (1, 1),
}


def _has_number(kind: str, number: str) -> bool:
    """Whether a kind of interface can have a number; ports have slots and lanes, and a few digits in each part."""
    least, most = _NUMBERS.get(kind, (0, 9999))
    ports = kind not in _NUMBERS
    parts = number.partition(".")[0].split("/")
    return (ports or len(parts) == 1) and all(len(part) < 7 and least <= int(part) <= most for part in parts)


def interface_name(text: str) -> str | None:
    """Return the long form of an interface name (``et1`` → ``Ethernet1``), or None if it is none."""
    matched = re.fullmatch(r"([A-Za-z]+(?:-[A-Za-z]+)?)(\d+(?:/\d+)*(?:\.\d+)?)", text)
    if not matched:
        return None
    typed = matched[1].lower()
    for kind, short in INTERFACE_KINDS.items():
        if typed in (kind.lower(), short.lower()) or (len(typed) >= 3 and kind.lower().startswith(typed)):
            return f"{kind}{matched[2]}" if _has_number(kind, matched[2]) else None
    return None


def interface_kind(name: str) -> str:
    """``Ethernet1/2`` → ``Ethernet``."""
    return re.split(r"\d", name, maxsplit=1)[0]


def short_name(name: str) -> str:
    """``Ethernet1`` → ``Et1``."""
    kind = interface_kind(name)
    return INTERFACE_KINDS.get(kind, kind) + name[len(kind) :]


def vlan_name(number: int) -> str:
    """The name of a VLAN that was given none."""
    return "default" if number == 1 else f"VLAN{number:04d}"


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that counts numbers as numbers: Ethernet2 before Ethernet10."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def parse_ranges(text: str, low: int, high: int) -> list[int]:
    """``1,3-5`` → [1, 3, 4, 5]; ValueError outside of low…high or if malformed."""
    numbers: set[int] = set()
    for part in text.split(","):
        matched = re.fullmatch(r"(\d{1,10})(?:-(\d{1,10}))?", part)
        if not matched:
            raise ValueError(text)
        first, last = int(matched[1]), int(matched[2] or matched[1])
        if not low <= first <= last <= high:
            raise ValueError(text)
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def format_ranges(numbers: Iterable[int]) -> str:
    """[1, 3, 4, 5] → ``1,3-5``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
