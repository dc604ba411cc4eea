# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries with sequence numbers: EOS refuses a number that another entry has ("Duplicate sequence number").

Commands are followed as EOS reads them: headers in any case and shortened, lists below their header or as flat lines.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Iterable, Sequence

from ...eapi.protocol.commands import Command
from .configuration import Config
from .spelling import at_the_top, list_header, negation_of, one_line_entry

#: Lists and maps whose entries have numbers.
_NUMBERED: t.Final = re.compile(
    r"(?:(?:ip|ipv6|mac) access-list|(?:ip|ipv6) prefix-list|class-map|policy-map|peer-filter) "
)
#: A number in front of an entry, with `seq` in prefix lists.
_ENTRY: t.Final = re.compile(r"((?:s(?:eq?)?\s+)?)(\d{1,10})\s+\S", re.IGNORECASE)
_REMOVED: t.Final = re.compile(r"(?:s(?:eq?)?\s+)?(\d{1,10})(?:\s|$)", re.IGNORECASE)
#: Where the number alone does not remove an entry, the whole entry does.
_BY_LINE: t.Final = ("peer-filter ",)


class _Entry(t.NamedTuple):
    """An entry with a number.

    :ivar header: of its list, as EOS writes it.
    :ivar line: the entry without that.
    :ivar number: its number.
    :ivar lead: the `seq ` in front of that.
    :ivar one_line: it was written in one line with the header.
    """

    header: str
    line: str
    number: int
    lead: str
    one_line: bool

    def removal(self, present: str) -> Command:
        """The command that removes the present entry of that number."""
        what = present if self.header.startswith(_BY_LINE) else f"{self.lead}{self.number}"
        return Command(f"no {self.header} {what}" if self.one_line else f"no {what}")


def keeps_order(path: Sequence[str]) -> bool:
    """True for a list or map, whose lines act in their order. Elsewhere EOS prints lines in an order of its own."""
    return bool(path) and _numbered(path[0]) is not None


def make_room(commands: Iterable[Command], running: Callable[[], str]) -> list[Command]:
    """The commands, with a removal ahead of each entry whose number another entry has now.

    :param running: gets the running configuration; asked for only where an entry has a number.
    """
    found: list[Command] = []
    lists = _Lists()
    taken: _Taken | None = None
    for command in commands:
        entry = lists.entry(command.cmd)
        if entry is not None:
            taken = taken or _Taken(Config.parse(running()))
            taken.forget(lists.removed)
            present = taken.by_another(entry)
            if present is not None:
                found.append(entry.removal(present))
        found.append(command)
    return found


def _numbered(line: str) -> str | None:
    """The header of a list with numbers, as EOS writes it, or None for another line."""
    header = list_header(line)
    return header if header is not None and _NUMBERED.match(header) else None


def _numbered_entry(header: str, line: str, one_line: bool = False) -> _Entry | None:
    match = _ENTRY.match(line)
    if match is None:
        return None
    return _Entry(header, " ".join(line.split()), int(match[2]), "seq " if match[1] else "", one_line)


class _Lists:
    """Follows commands, and knows the list that they are in.

    :ivar removed: the headers of the lists that they have removed; of single entries, with the number.
    """

    def __init__(self) -> None:
        self._header: str | None = None
        self.removed: list[tuple[str, int | None]] = []

    def entry(self, line: str) -> _Entry | None:
        """The entry that a line is, or None for another line."""
        negated = negation_of(line)
        if negated is not None:
            self._note_removal(negated)
        alone = one_line_entry(line)
        if alone is not None:
            self._header = None
            return _numbered_entry(*alone, one_line=True)
        if list_header(line) is not None or at_the_top(line):
            self._header = _numbered(line)
            return None
        return _numbered_entry(self._header, line) if self._header is not None else None

    def _note_removal(self, negated: str) -> None:
        header, line = one_line_entry(negated) or (self._header, negated)
        number = _REMOVED.match(line)
        whole = _numbered(negated)
        if whole is not None:
            self.removed.append((whole, None))
        elif header is not None and number is not None:
            self.removed.append((header, int(number[1])))


class _Taken:
    """The numbers that the entries of a configuration's lists have: in the list's section, or, on older releases, in
    lines of their own."""

    def __init__(self, running: Config) -> None:
        self._entries: dict[str, dict[int, str]] = {}
        lists = _Lists()
        for _depth, section in running.walk():
            entry = lists.entry(section.line)
            if entry is not None:
                self._entries.setdefault(entry.header, {})[entry.number] = entry.line

    def forget(self, removed: list[tuple[str, int | None]]) -> None:
        """Leave out what is removed, and has been told of."""
        for header, number in removed:
            if number is None:
                self._entries.pop(header, None)
            else:
                self._entries.get(header, {}).pop(number, None)
        removed.clear()

    def by_another(self, entry: _Entry) -> str | None:
        """The other entry that has the number, once; None if no other one has it."""
        numbers = self._entries.get(entry.header, {})
        present = numbers.get(entry.number)
        if present is None or present == entry.line:
            return None
        return numbers.pop(entry.number)
