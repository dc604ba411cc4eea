# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sections whose order of lines matters: access lists, prefix lists, class maps, policy maps."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, field

from .tree import Section

#: What the entries look like below a header: an optional number, and the rule. First pattern that fits the header.
_BELOW: t.Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = (
    (
        re.compile(r"(?:ip|ipv6|mac) access-list "),
        re.compile(r"(?:(?P<number>\d{1,10}) )?(?P<rule>(?:permit|deny|remark)\b.*)"),
    ),
    (
        re.compile(r"ip(?:v6)? prefix-list "),
        re.compile(r"(?:(?P<lead>seq )(?P<number>\d{1,10}) )?(?P<rule>(?:permit|deny|remark)\b.*)"),
    ),
    (re.compile(r"class-map "), re.compile(r"(?:(?P<number>\d{1,10}) )?(?P<rule>match .*)")),
    (re.compile(r"policy-map "), re.compile(r"(?:(?P<number>\d{1,10}) )?(?P<rule>class (?!.*\bclass-default\b).*)")),
    (re.compile(r"peer-filter "), re.compile(r"(?:(?P<number>\d{1,10}) )?(?P<rule>match .*)")),
    (re.compile(r"traffic-policy "), re.compile(r"(?P<rule>match (?!ipv[46]-all-default).*)")),
)
#: Lists whose entries stand at the top, each with the name of its list, and the entries of route maps.
_TOP: t.Final[tuple[re.Pattern[str], ...]] = (
    re.compile(r"(?P<group>ip(?:v6)? prefix-list \S+) (?:seq (?P<number>\d{1,10}) )?(?P<rule>(?:permit|deny) .*)"),
    re.compile(r"(?P<group>route-map \S+) (?P<rule>permit|deny) (?P<number>\d{1,10})$"),
    re.compile(
        r"(?P<group>ip (?:as-path access-list|(?:ext|large)?community-list(?: standard| expanded| regexp)?) \S+)"
        r" (?P<rule>(?:permit|deny) .*)"
    ),
)
_TOP_WORDS: t.Final = ("ip ", "ipv6 ", "route-map ")
#: Below these headers `no NUMBER` removes an entry; elsewhere the line itself is negated.
_BY_NUMBER: t.Final = re.compile(r"(?:ip|ipv6|mac) (?:access-list|prefix-list) ")


class OrderedEntry(t.NamedTuple):
    """A line whose place among its like means something.

    :ivar key: its key in the section.
    :ivar group: the list that it belongs to; "" where that is the section itself.
    :ivar number: its number, which is its place; None where the place is that of the line.
    :ivar rule: the line without number and list.
    :ivar removal: the command that removes it.
    """

    key: str
    group: str
    number: int | None
    rule: str
    removal: str


def pattern_below(header: str) -> re.Pattern[str] | None:
    """The pattern of entries below a header that is not the top's, or None if order means nothing there."""
    return next((pattern for of, pattern in _BELOW if of.match(header)), None)


def entries(section: Section) -> dict[str, list[OrderedEntry]]:
    """The entries of a section in order, by their lists; empty where order means nothing."""
    found: dict[str, list[OrderedEntry]] = {}
    below = pattern_below(section.line) if section.line else None
    if section.line and below is None:
        return found
    for key, child in section.children.items():
        entry = _ordered_entry(section.line, below, key, child.line)
        if entry is not None:
            found.setdefault(entry.group, []).append(entry)
    return found


def _ordered_entry(header: str, below: re.Pattern[str] | None, key: str, line: str) -> OrderedEntry | None:
    if below is not None:
        match = below.match(line)
    elif line.startswith(_TOP_WORDS):
        match = next((found for pattern in _TOP if (found := pattern.match(line))), None)
    else:
        match = None
    if match is None:
        return None
    known = match.re.groupindex
    number = match["number"] if "number" in known else None
    removal = f"no {line}"
    if number and below is not None and _BY_NUMBER.match(header):
        removal = f"no {(match['lead'] or '') if 'lead' in known else ''}{number}"
    group = match["group"] if "group" in known else ""
    return OrderedEntry(key, group, int(number) if number else None, match["rule"], removal)


@dataclass
class OrderPlan:
    """How to make the entries of a requested section, by their keys there. Entries in none of these are new.

    :ivar same: they are there, under this key of the present section.
    :ivar removals: commands that remove entries in the way, to be sent before the entry.
    :ivar again: they are there under this key, but are removed by then and must be entered again.
    """

    same: dict[str, str] = field(default_factory=dict)
    removals: dict[str, list[str]] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)


def plan_order(wanted: Section, present: Section) -> OrderPlan:
    """The commands that put the wanted entries into their order.

    A number is the entry's place: another rule under it is removed first. EOS adds entries without a number at the end;
    so the first ones that are there in the wanted order stay, and those after them that are there are removed, to be
    entered again in their turn. An entry without a number is the same as one with the switch's own number.
    """
    found = OrderPlan()
    groups = entries(wanted)
    if groups:
        theirs = entries(present)
        for group, mine in groups.items():
            _plan_group(mine, theirs.get(group, []), found)
    return found


def _plan_group(wanted: list[OrderedEntry], present: list[OrderedEntry], found: OrderPlan) -> None:
    by_number = {entry.number: entry for entry in present if entry.number is not None}
    keys = {entry.key for entry in present}
    for entry in wanted:
        if entry.number is None:
            continue
        other = by_number.get(entry.number)
        if entry.key in keys:
            found.same[entry.key] = entry.key
        elif other is not None:
            found.removals[entry.key] = [other.removal]
    _plan_unnumbered([entry for entry in wanted if entry.number is None], present, found)


def _plan_unnumbered(wanted: list[OrderedEntry], present: list[OrderedEntry], found: OrderPlan) -> None:
    places = by_rule(present)
    last = -1
    kept = 0
    for entry in wanted:
        place = places.get(entry.rule, -1)
        if place <= last:
            break
        found.same[entry.key] = present[place].key
        last = place
        kept += 1
    tail = [(entry, present[places[entry.rule]]) for entry in wanted[kept:] if entry.rule in places]
    if tail:
        found.removals[wanted[kept].key] = list(dict.fromkeys(other.removal for _ordered_entry, other in tail))
        found.again.update((entry.key, other.key) for entry, other in tail)


def by_rule(present: list[OrderedEntry]) -> dict[str, int]:
    """The places of entries by their rules; the first one counts."""
    places: dict[str, int] = {}
    for place, entry in enumerate(present):
        places.setdefault(entry.rule, place)
    return places


def sort_numbered(section: Section) -> None:
    """Put the numbered entries of a section in the order of their numbers, at the places where entries stand."""
    for group in entries(section).values():
        if len(group) < 2 or any(entry.number is None for entry in group):
            continue
        ordered = sorted(group, key=lambda entry: entry.number or 0)
        if ordered != group:
            _rearrange(section, group, ordered)


def _rearrange(section: Section, group: list[OrderedEntry], ordered: list[OrderedEntry]) -> None:
    moved: Mapping[str, str] = {old.key: new.key for old, new in zip(group, ordered, strict=True)}
    children = section.children
    section.children = {moved.get(key, key): children[moved.get(key, key)] for key in children}
