# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tree of a configuration: sections and lines, written as text or as commands."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator

from ...common.errors import InputError
from ...common.masking import masked
from ...eapi.protocol.commands import Command
from ...eapi.protocol.multiline import END_OF_INPUT, multiline

INDENT: t.Final = "   "
#: EOS nests its modes fewer than ten deep; more is no configuration. It also bounds every recursion here.
MAX_DEPTH: t.Final = 64
#: First words of headers that may follow one of their own kind without `exit`. `router ospf` is none of them: in
#: `router bgp` it may be read as the beginning of `router-id`.
SIBLINGS: t.Final = frozenset({"interface", "vlan"})


class ConfigError(InputError):
    """A configuration that cannot be read.

    :ivar place: where: "line 12" of a text, "lines[3]" of a list, or "" for the whole.
    """

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


class Section:
    """A line of the configuration and what stands below it; the root is the section with the empty line.

    Two sections are equal if line, input, comments and children are, in the same order; places, margins and explicit
    `exit` lines do not count.

    :ivar line: the command without its indentation.
    :ivar input: what is typed after a multi-line command, without the `EOF` that ends it, or None.
    :ivar comments: the lines of the section's own comment, without `!!`.
    :ivar children: the lines below, in order. The key is the line; a repeated line has a key of its own.
    :ivar closed: an `exit` stood at the end of the section.
    :ivar margin: how far the input was indented, or None where that is left to `text()`.
    :ivar number: the line's number in the text that it came from, from 1 on; 0 if there is none.
    """

    __slots__ = ("children", "closed", "comments", "input", "line", "margin", "number")

    def __init__(self, line: str = "", input: str | None = None, number: int = 0) -> None:
        self.line = line
        self.input = input
        self.comments: list[str] = []
        self.children: dict[str, Section] = {}
        self.closed = False
        self.margin: int | None = None
        self.number = number

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Section):
            return NotImplemented
        return (
            self.line == other.line
            and self.input == other.input
            and self.comments == other.comments
            and len(self.children) == len(other.children)
            and all(
                mine == theirs for mine, theirs in zip(self.children.values(), other.children.values(), strict=True)
            )
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Section({masked(self.line)!r}, {len(self.children)} below)"

    @property
    def opens_mode(self) -> bool:
        """True if the line certainly leads into a mode of its own. An empty section looks like any other line."""
        return bool(self.children or self.comments or self.closed)

    @property
    def empty(self) -> bool:
        """True if the section has neither children, comments nor input."""
        return not (self.children or self.comments or self.input is not None)

    def get(self, line: str) -> Section | None:
        """The child with this line."""
        return self.children.get(line)

    def add(self, line: str, input: str | None = None) -> Section:
        """The child with this line, made at the end if it is not there; an input that is given replaces its own."""
        child = self.children.get(line)
        if child is None:
            child = self.children[line] = Section(line)
        if input is not None:
            child.input = input
        return child

    def attach(self, child: Section) -> Section:
        """Put a section at the end, under a key of its own if its line is there already."""
        key = child.line
        number = len(self.children)
        while key in self.children:
            key = f"{child.line}\0{number}"
            number += 1
        self.children[key] = child
        return child

    def copy(self, deep: bool = True) -> Section:
        """An independent copy; one that is not deep has no children."""
        twin = Section(self.line, self.input, self.number)
        twin.comments = list(self.comments)
        twin.closed = self.closed
        twin.margin = self.margin
        if deep:
            twin.children = {key: child.copy() for key, child in self.children.items()}
        return twin

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Section]]:
        """All lines below in order, each with its depth; the section's own children have depth 0."""
        stack = [iter(self.children.values())]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                continue
            yield depth + len(stack) - 1, child
            stack.append(iter(child.children.values()))


def comment_line(comment: str) -> str:
    """A line of a comment as `show running-config` has it."""
    return f"!! {comment}".rstrip()


def input_lines(section: Section, depth: int) -> list[str]:
    """The input of a section at this depth as text, with the lines that end it."""
    margin = section.margin
    if margin is None:
        command = multiline(section.line)
        margin = 0 if command is not None and command.flush else len(INDENT) * (depth + 1)
    body = section.input.split("\n") if section.input else []
    return [(" " * margin + line) if line else line for line in [*body, END_OF_INPUT]]


def text_lines(section: Section, depth: int = 0) -> list[str]:
    """The lines below a section, as `show running-config` prints them: three spaces a level, `!` between blocks."""
    lines: list[str] = []
    _write_section(section, depth, lines)
    return lines


def _write_section(section: Section, depth: int, lines: list[str]) -> None:
    pad = INDENT * depth
    lines.extend(pad + comment_line(comment) for comment in section.comments)
    before: bool | None = None
    for child in section.children.values():
        block = child.opens_mode or child.input is not None
        if before is not None and (block or (before and depth == 0)):
            lines.append(f"{pad}!")
        lines.append(pad + child.line)
        if child.input is not None:
            lines.extend(input_lines(child, depth))
        _write_section(child, depth + 1, lines)
        before = block
    if section.closed:
        lines.append(f"{pad}exit")


class Commands:
    """Writes a tree as commands, and knows which modes they have entered.

    EOS tries a line in the current mode first, then in the ones above. So a line that belongs above may be misread
    (`no shutdown` of `management api http-commands` after one of its VRFs), and only the switch knows every mode's
    grammar. `exit` is therefore left out only between sections of which EOS's own configurations are full and whose
    headers mean nothing else in them (see SIBLINGS). An empty section cannot be told from any other line, so nothing
    leaves it.
    """

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self._modes: list[Section] = []

    def section(self, section: Section, depth: int = 0) -> None:
        """Write what stands below a section, whose own mode has been entered."""
        if section.comments:
            self._say("comment", "\n".join(section.comments))
        for child in section.children.values():
            self.leave(depth, child)
            self._say(child.line, child.input)
            if child.opens_mode:
                self._modes.append(child)
                self.section(child, depth + 1)
                if child.closed:
                    self.leave(depth)

    def leave(self, depth: int, following: Section | None = None) -> None:
        """Leave modes until `depth` are open, for a section that follows or for good."""
        while len(self._modes) > depth:
            left = self._modes.pop()
            if following is not None and len(self._modes) == depth and _same_kind(left, following):
                return
            self._say("exit")

    def _say(self, line: str, input: str | None = None) -> None:
        if input is not None:
            input = f"{input}\n{END_OF_INPUT}" if input else END_OF_INPUT
        self.commands.append(Command(line, input))


def _same_kind(left: Section, following: Section) -> bool:
    word = left.line.split(" ", 1)[0]
    return following.opens_mode and word in SIBLINGS and word == following.line.split(" ", 1)[0]
