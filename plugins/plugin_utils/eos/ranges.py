# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ranges of VLANs and interfaces in the notation of EOS: `10,20-22` and `Ethernet1-4,Ethernet5/1-2`."""

from __future__ import annotations

import itertools
import re
import typing as t
from collections.abc import Iterable, Iterator

#: The smallest and the greatest VLAN.
VLANS: t.Final = (1, 4094)
#: The largest range of interfaces: a guard against typos, since no device has as many.
MOST: t.Final = 65536

#: Kinds of interfaces: the long name by the short one.
_KINDS: t.Final = {
    "et": "Ethernet",
    "fa": "Fabric",
    "lo": "Loopback",
    "ma": "Management",
    "po": "Port-Channel",
    "tu": "Tunnel",
    "vl": "Vlan",
    "vx": "Vxlan",
}
_RANGE: t.Final = re.compile(r"(\d+)(?:-(\d+))?")
_NUMBERS: t.Final = re.compile(r"[0-9-]+(?:/[0-9-]+)*(?:\.[0-9-]+)?")
#: An interface that has no number, such as Cpu.
_PLAIN: t.Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_NAME: t.Final = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)? ?([0-9][0-9/.-]*)")


def expand_vlans(given: t.Any) -> list[int]:
    """The VLANs of a range such as `10,20-22` (or of a list of such, or of numbers), sorted and each once.

    :raises ValueError: naming the part that is none, or lies outside of 1 to 4094.
    """
    found: set[int] = set()
    for part in _range_parts(given):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError(f"'{part}' is neither a VLAN nor a range of VLANs such as 20-22.")
        first, last = int(match[1]), int(match[2] or match[1])
        if not VLANS[0] <= first <= VLANS[1] or not VLANS[0] <= last <= VLANS[1]:
            raise ValueError(f"'{part}': VLANs are numbered from {VLANS[0]} to {VLANS[1]}.")
        if first > last:
            raise ValueError(f"'{part}': the range ends before it begins.")
        found.update(range(first, last + 1))
    return sorted(found)


def compress_vlans(given: t.Any) -> str:
    """The shortest form of some VLANs, `1,3-5`; what `expand_vlans` takes is taken here too.

    :raises ValueError: as `expand_vlans`.
    """
    return ",".join(_runs(expand_vlans(given)))


def expand_interfaces(given: t.Any) -> list[str]:
    """The interfaces of ranges such as `Ethernet1-3,5,Po1` or `Ethernet1-2/1-4` (or of a list of such), in order and
    each once. Short names of EOS's kinds become long ones; a number alone is of the kind before it.

    :raises ValueError: naming the part that is none.
    """
    found: dict[str, None] = {}
    for text in given if isinstance(given, (list, tuple)) else [given]:
        kind = ""
        for part in _range_parts(text):
            match = _NAME.fullmatch(part)
            if _PLAIN.fullmatch(part):
                found[part] = None
                continue
            if match is None or not _NUMBERS.fullmatch(match[2]):
                raise ValueError(f"'{part}' is neither an interface nor a range of interfaces such as Ethernet1-4.")
            kind = _long(match[1]) if match[1] else kind
            if not kind:
                raise ValueError(f"'{part}' has no kind of interface before it, such as Ethernet.")
            for numbers in _numbers(match[2], part):
                found[f"{kind}{numbers}"] = None
                if len(found) > MOST:
                    raise ValueError(f"'{part}' stands for more than {MOST} interfaces.")
    return list(found)


def compress_interfaces(given: t.Any) -> str:
    """The short form of some interfaces, `Ethernet1-4,6,Loopback0`: runs of the last number, in natural order.

    :raises ValueError: as `expand_interfaces`.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    plain: list[str] = []
    for name in expand_interfaces(given):
        match = re.fullmatch(r"([A-Za-z-]+?)((?:\d+[/.])*)(\d+)", name)
        if match is None:
            plain.append(name)
        else:
            groups.setdefault((match[1], match[2]), []).append(int(match[3]))
    parts, kind = [], ""
    for group, prefix in sorted(groups, key=lambda key: (key[0], _natural(key[1]))):
        for run in _runs(sorted(groups[group, prefix])):
            parts.append(f"{'' if group == kind else group}{prefix}{run}")
            kind = group
    return ",".join([*parts, *sorted(plain)])


def _range_parts(given: t.Any) -> Iterator[str]:
    for item in given if isinstance(given, (list, tuple)) else [given]:
        if isinstance(item, bool) or not isinstance(item, (str, int)):
            raise ValueError(f"{item!r} is neither a text nor a number.")
        yield from (part.strip() for part in str(item).split(",") if part.strip())


def long_interface(name: str) -> str | None:
    """The name of one interface as EOS writes it: `et1` and `Eth 1` are Ethernet1. None for a range, or no name."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] is None or not re.fullmatch(r"[0-9/.]+", match[2]):
        return None
    return f"{_long(match[1])}{match[2]}"


def _long(kind: str) -> str:
    """The long name of a kind; one that is not known stays as it is."""
    word = kind.lower()
    for short, name in _KINDS.items():
        if word == short or (len(word) > 2 and name.lower().startswith(word)):
            return name
    return kind


def _numbers(text: str, part: str) -> Iterator[str]:
    """`1-2/1-4` → 1/1, 1/2 … 2/4."""
    pieces = re.split(r"([/.])", text)
    choices: list[Iterable[str]] = []
    for piece in pieces:
        match = _RANGE.fullmatch(piece)
        if piece in ("/", "."):
            choices.append([piece])
        elif match is None:
            raise ValueError(f"'{part}' is neither an interface nor a range of interfaces such as Ethernet1-4.")
        elif match[2] and int(match[2]) < int(match[1]):
            raise ValueError(f"'{part}': the range ends before it begins.")
        elif match[2] and int(match[2]) - int(match[1]) >= MOST:
            raise ValueError(f"'{part}' stands for more than {MOST} interfaces.")
        else:
            choices.append([str(number) for number in range(int(match[1]), int(match[2] or match[1]) + 1)])
    return ("".join(choice) for choice in itertools.product(*choices))


def _runs(numbers: Iterable[int]) -> Iterator[str]:
    """[1, 3, 4, 5] → 1, 3-5."""
    for _offset, group in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _place, number in group]
        yield str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}"


def _natural(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]
