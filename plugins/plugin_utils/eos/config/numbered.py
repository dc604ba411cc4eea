# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries with sequence numbers: EOS refuses a number that another entry has ("Duplicate sequence number")."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Sequence

from .configuration import Config
from .tree import Section

#: Headers of lists whose entries have numbers.
_LIST: t.Final = re.compile(r"(?:(?:ip|ipv6|mac) access-list|(?:ip|ipv6) prefix-list|(?:class|policy)-map) ")
_ENTRY: t.Final = re.compile(r"((?:seq )?\d+) (?:permit|deny|remark|match)\b")
#: An entry of a prefix list in one line.
_ONE_LINE: t.Final = re.compile(r"((?:ip|ipv6) prefix-list \S+) ((seq \d+) (?:permit|deny)\b.*)")


def keeps_order(path: Sequence[str]) -> bool:
    """True for a list or map, whose lines act in their order. Elsewhere EOS prints lines in an order of its own."""
    return bool(path) and _LIST.match(path[0]) is not None


def has_numbers(wanted: Config) -> bool:
    """True if the lines have entries with numbers, so that `make_room` needs the running configuration."""
    return any(
        _ONE_LINE.match(section.line)
        or (_LIST.match(section.line) and any(_ENTRY.match(child.line) for child in section.children.values()))
        for section in wanted.root.children.values()
    )


def make_room(wanted: Config, running: Config) -> Config:
    """The wanted lines, with a removal ahead of each entry whose number another entry has now."""
    roomy = wanted.copy()
    root = Section()
    taken = _Taken(running)
    for section in roomy.root.children.values():
        one_line = _ONE_LINE.match(section.line)
        if one_line:
            header, entry, number = one_line.groups()
            if taken.by_another(header, number, entry):
                root.add(f"no {header} {number}")
        elif _LIST.match(section.line):
            section.children = _with_removals(section, taken).children
        root.attach(section)
    roomy.root.children = root.children
    return roomy


def _with_removals(section: Section, taken: _Taken) -> Section:
    found = Section()
    for child in section.children.values():
        entry = _ENTRY.match(child.line)
        if entry and taken.by_another(section.line, entry[1], child.line):
            found.add(f"no {entry[1]}")
        found.attach(child)
    return found


class _Taken:
    """The numbers that the entries of a configuration's lists have: in the list's section, or, on older releases, in
    lines of their own."""

    def __init__(self, running: Config) -> None:
        self._entries: dict[tuple[str, str], list[str]] = {}
        for section in running.root.children.values():
            if one_line := _ONE_LINE.match(section.line):
                self._note(one_line[1], one_line[3], one_line[2])
            elif _LIST.match(section.line):
                for child in section.children.values():
                    if entry := _ENTRY.match(child.line):
                        self._note(section.line, entry[1], child.line)

    def _note(self, header: str, number: str, entry: str) -> None:
        self._entries.setdefault((header, number), []).append(entry)

    def by_another(self, header: str, number: str, entry: str) -> bool:
        """True if another entry than this one has the number."""
        return any(other != entry for other in self._entries.get((header, number), ()))
