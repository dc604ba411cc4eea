# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read configurations: the output of `show running-config`, and lists of lines from users."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...common.errors import InputError
from ...common.masking import masked
from ...eapi.protocol.commands import Command, parse_command
from ...eapi.protocol.multiline import END_OF_INPUT, multiline
from .tree import MAX_DEPTH, ConfigError, Section

Row = str | Command
#: Editors put it at the start of a file.
BYTE_ORDER_MARK: t.Final = "\ufeff"


@dataclass
class Parsed:
    """The configuration that was read.

    :ivar header: the lines that the switch puts before the configuration (`! Command: …`).
    :ivar ended: True if it ended with `end`.
    :ivar parents: the headers that all of it stands below.
    """

    header: list[str] = field(default_factory=list)
    ended: bool = False
    parents: tuple[str, ...] = ()


@dataclass(slots=True)
class _Level:
    """An open section: its own indentation, the one of what stands below it, and the row that it began with."""

    indent: int
    section: Section
    below: int | None
    row: int


def read_text(text: str, root: Section) -> Parsed:
    """Read a configuration's text into `root`.

    :raises ConfigError: naming the line.
    """
    rows = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").split("\n")
    return _Reader(rows, lambda row: f"line {row + 1}", root, 0).read()


def read_lines(lines: t.Any, parents: t.Any, root: Section) -> Parsed:
    """Read a list of lines, which stand below `parents`, into `root`.

    A line is a string, a Command, or a mapping {cmd, input}. Lines may be indented below others, and a string may have
    several.

    :raises ConfigError: naming the item.
    """
    section = root
    chain = _strings(parents, "parents")
    if len(chain) >= MAX_DEPTH:
        raise ConfigError(f"parents has {len(chain)} levels: no configuration is nested deeper than {MAX_DEPTH}.")
    for parent in chain:
        section = section.add(parent)
    rows: list[Row] = []
    items: list[int] = []
    for index, item in enumerate(_items(lines, "lines")):
        new = _rows_of(item, f"lines[{index}]")
        rows.extend(new)
        items.extend([index] * len(new))
    parsed = _Reader(rows, lambda row: f"lines[{items[row]}]", section, len(chain)).read()
    parsed.parents = tuple(chain)
    return parsed


def _items(value: t.Any, name: str) -> Sequence[t.Any]:
    if value is None:
        return ()
    if isinstance(value, (str, Mapping)):
        return (value,)
    if not isinstance(value, Sequence):
        failure = ConfigError(f"{name} is {str(value)[:40]}: it is a line or a list of lines.")
        failure.place = name
        raise failure
    return value


def _strings(value: t.Any, name: str) -> list[str]:
    found = []
    for index, item in enumerate(_items(value, name)):
        if not isinstance(item, str) or not item.strip() or "\n" in item.strip():
            raise ConfigError("a parent is one line of text, such as 'interface Ethernet1'.", f"{name}[{index}]")
        found.append(item.strip())
    return found


def _rows_of(item: t.Any, place: str) -> list[Row]:
    if isinstance(item, Command) and item.input is None and item.revision is None and item.format is None:
        item = item.cmd  # maybe indented, or a line of the text of a multi-line command
    if isinstance(item, str):
        return list(item.replace("\r\n", "\n").rstrip("\n").split("\n"))
    try:
        command = item if isinstance(item, Command) else parse_command(item, place)
    except InputError as error:
        failure = ConfigError(str(error))
        failure.place = place
        raise failure from error
    if command.revision is not None or command.format is not None:
        raise ConfigError("a configuration line has cmd and input only.", place)
    return [command]


class _Reader:
    """Reads rows, one after the other, into sections below `root`."""

    def __init__(self, rows: Sequence[Row], place: t.Callable[[int], str], root: Section, depth: int) -> None:
        self.rows = rows
        self.place = place
        self.depth = depth
        self.levels = [_Level(-1, root, 0, -1)]
        self.exits: dict[int, int] = {}
        self.joined: dict[int, Section] = {}
        # Sections whose text ended with a stray `EOF`, with the first and the last row of the text.
        self.strays: dict[int, tuple[Section, int, int]] = {}
        self.parsed = Parsed()
        self.started = False

    def read(self) -> Parsed:
        """Read all rows."""
        row = 0
        while row < len(self.rows):
            row = self._read_row(row)
        for section, first, last in self.strays.values():
            section.input, section.margin = _multiline_text(
                [str(row).rstrip("\r") for row in self.rows[first : last + 1]]
            )
        for parent in self.joined.values():
            _drop_repeated(parent)
        return self.parsed

    def fail(self, row: int, message: str) -> ConfigError:
        return ConfigError(message, self.place(row))

    def _read_row(self, row: int) -> int:
        """Read a row and what belongs to it; return the next one's number."""
        content = self.rows[row]
        if isinstance(content, Command):
            self._read_command(row, content)
            return row + 1
        line = content.strip(" \r\t")
        if not line:
            return row + 1
        indent = len(content) - len(content.lstrip(" "))
        if content[indent] == "\t":
            raise self.fail(row, "there is a tab in the indentation: EOS indents with spaces.")
        if line[0] == "!":
            self._remark(line, indent)
            return row + 1
        if self.parsed.ended:
            raise self.fail(row, f"'{masked(line)}' stands after 'end'.")
        self.started = True
        if line == "end" and indent == 0:
            self.parsed.ended = True
        elif line == "exit":
            self._exit(row, indent)
        elif line == END_OF_INPUT:
            self._stray(row, indent)
        else:
            return self._line(row, line, indent)
        return row + 1

    def _remark(self, line: str, indent: int) -> None:
        """`!! text` is a section's comment; other lines with `!` separate, or are what the switch says at the top."""
        if line.startswith("!!"):
            self._enclosing(indent).section.comments.append(line[2:].strip())
        elif not self.started and len(line) > 1:
            self.parsed.header.append(line)

    def _enclosing(self, indent: int) -> _Level:
        """The innermost open section that stands further left."""
        return next(level for level in reversed(self.levels) if level.indent < indent)

    def _read_command(self, row: int, command: Command) -> None:
        line = command.cmd.strip()
        if self.parsed.ended:
            raise self.fail(row, f"'{masked(line)}' stands after 'end'.")
        self.started = True
        text = None if command.input is None else _without_end(command.input)
        if line.lower() == "comment" and text is not None:
            self._parent(row, 0).section.comments = text.split("\n")
            return
        self._put(row, 0, line).input = text

    def _line(self, row: int, line: str, indent: int) -> int:
        """A command, with the text that follows it if it is one of those that are followed by text."""
        command = multiline(line)
        if command is None:
            self._put(row, indent, line)
            return row + 1
        level = self._parent(row, indent)
        if command.section not in (None, level.section.line):
            self._put(row, indent, line)
            return row + 1
        last = self._end_of_input(row, line, command.ends)
        text, margin = _multiline_text([str(content).rstrip("\r") for content in self.rows[row + 1 : last + 1]])
        if line.lower() == "comment":
            level.section.comments = text.split("\n")
        else:
            section = self._put(row, indent, line)
            section.input, section.margin = text, margin
        return last + 1

    def _end_of_input(self, row: int, line: str, ends: int) -> int:
        indented = None
        for last in range(row + 1, len(self.rows)):
            content = self.rows[last]
            if isinstance(content, Command):
                break
            if content.strip() != END_OF_INPUT:
                continue
            if content.startswith(" ") and line.startswith("banner"):  # a banner may have such a line
                indented = last
                continue
            ends -= 1
            if not ends:
                return last
        hint = "" if indented is None else f" ('{END_OF_INPUT}' of {self.place(indented)} is indented)"
        raise self.fail(row, f"the text of '{line}' is not ended by a line '{END_OF_INPUT}'{hint}.")

    def _parent(self, row: int, indent: int) -> _Level:
        """The section that a line with this indentation stands in; what is further right is closed."""
        levels = self.levels
        while levels[-1].indent >= indent:
            levels.pop()
        level = levels[-1]
        if level.below is None:
            level.below = indent
        elif level.below != indent:
            line = masked(str(self.rows[row]).strip())
            above = f"'{masked(level.section.line)}'" if level.section.line else "the top"
            raise self.fail(
                row,
                f"'{line}' is indented by {indent}, the lines below {above} by {level.below}: it is in no section.",
            )
        return level

    def _put(self, row: int, indent: int, line: str) -> Section:
        level = self._parent(row, indent)
        if len(self.levels) + self.depth > MAX_DEPTH:
            raise self.fail(row, f"the line is nested deeper than {MAX_DEPTH} levels.")
        parent = self._holder(level)
        if parent.closed:
            self._reopen(row, parent)
        section = parent.children.get(line)
        if section is not None and section.opens_mode:
            section.closed = False
        else:
            section = parent.attach(Section(line, number=row + 1))
        self.levels.append(_Level(indent, section, None, row))
        return section

    def _holder(self, level: _Level) -> Section:
        """The section for a level's children. A repeated line that turns out to have some is its first occurrence."""
        section = level.section
        if section.children or len(self.levels) < 2:
            return section
        siblings = self.levels[-2].section.children
        first = siblings.get(section.line)
        if first is not None and first is not section:
            del siblings[next(key for key in reversed(siblings) if siblings[key] is section)]
            first.comments.extend(section.comments)
            level.section = first
            self.joined[id(siblings)] = self.levels[-2].section
        return level.section

    def _exit(self, row: int, indent: int) -> None:
        """`exit` ends the section that it stands in; where more lines follow there, it ended the one before them."""
        section = self._parent(row, indent).section
        if len(self.levels) > 1 or section.line:
            section.closed = True
            self.exits[id(section)] = row
        else:
            self._close_last(row, section)

    def _reopen(self, row: int, section: Section) -> None:
        section.closed = False
        if section.children and id(section) in self.exits:
            self._close_last(self.exits.pop(id(section)), section)

    def _close_last(self, row: int, parent: Section) -> None:
        last = next(reversed(parent.children.values()), None)
        if last is None or not last.opens_mode:
            raise self.fail(
                row,
                "'exit' ends no section: indent a section's lines below its header, or give the header as parents.",
            )
        last.closed = True

    def _stray(self, row: int, indent: int) -> None:
        """An `EOF` of a multi-line command unknown here. In what a switch printed, the lines above are its text."""
        level = self._enclosing(indent)
        if level.row < 0 or not self.parsed.header:
            raise self.fail(
                row, f"'{END_OF_INPUT}' ends nothing: give a multi-line command as a mapping of cmd and input."
            )
        section = level.section
        # The text is taken at the end: another `EOF` makes this one a part of it.
        self.strays[id(section)] = (section, level.row + 1, row)
        section.children.clear()
        section.comments.clear()
        section.closed = False
        while self.levels[-1] is not level:
            self.levels.pop()


def _multiline_text(rows: list[str]) -> tuple[str, int]:
    """The text of rows that end with `EOF`, without the margin that `EOF` has, and that margin."""
    margin = len(rows[-1]) - len(rows[-1].lstrip(" "))
    body = rows[:-1]
    if any(line[:margin].strip(" ") for line in body):
        margin = 0  # some line stands further left: the text was not indented as a whole
    return "\n".join(line[margin:] for line in body), margin


def _drop_repeated(parent: Section) -> None:
    """Fold lines that repeat the header of a section, without lines of their own, into the section."""
    children = parent.children
    for key, child in list(children.items()):
        first = children.get(child.line, child)
        if first is not child and first.opens_mode and not child.children and child.input is None:
            first.comments.extend(child.comments)
            first.closed = first.closed or child.closed
            del children[key]


def _without_end(text: str) -> str:
    """Input without the last line `EOF`."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if lines[-1].strip() == END_OF_INPUT:
        lines.pop()
    return "\n".join(lines)
