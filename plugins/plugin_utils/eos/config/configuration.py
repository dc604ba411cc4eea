# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A configuration of EOS as a tree: read, look up, write.

What only the switch knows is left to it: abbreviations, aliases, values that it writes in another form (`10.0.0.1
255.255.255.0` becomes `10.0.0.1/24`), ranges (`interface Ethernet1-4`, `vlan 10,20`), and which lines it does not show
since they are the default. Lines are compared as they are written. The switch's own diff of a configuration session is
what really changes.
"""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Sequence

from ...eapi.protocol.commands import Command
from .reader import read_lines, read_text
from .tree import Commands, ConfigError, Section, text_lines


class Config:
    """A whole configuration, or a part of one. Two are equal if their trees are; header lines do not count.

    :ivar root: the section of the top-level lines.
    :ivar header: the lines that the switch printed before it (`! Command: show running-config`, `! device: …`).
    :ivar ended: True if the text ended with `end`.
    :ivar parents: the headers that all its lines stand below, where it was built with parents.
    """

    __slots__ = ("ended", "header", "parents", "root")

    def __init__(
        self,
        root: Section | None = None,
        header: Sequence[str] = (),
        ended: bool = False,
        parents: Sequence[str] = (),
    ) -> None:
        self.root = root if root is not None else Section()
        self.header = list(header)
        self.ended = ended
        self.parents = tuple(parents)

    @classmethod
    def parse(cls, text: str, whole: bool = False) -> Config:
        """Read text in the form of `show running-config`.

        Sections are indented by any number of spaces, the same for all lines of a section. Text of multi-line commands
        (`banner motd`, `code unit`, `action bash`, `protocol https certificate`) runs to the line `EOF`. Lines with
        `!!` are the comment of their section; other lines with `!` are dropped, but for those at the very top.

        :param whole: refuse what cannot be a whole configuration: it has no line, or does not end with `end`.
        :raises ConfigError: naming the line.
        """
        root = Section()
        parsed = read_text(text, root)
        config = cls(root, parsed.header, parsed.ended)
        if whole:
            config._check_whole(text)
        return config

    @classmethod
    def from_lines(cls, lines: t.Any, parents: t.Any = ()) -> Config:
        """Build from a list of lines that stand below the headers in `parents`.

        A line is a string, which may be indented below the one before it, a Command, or a mapping {cmd, input}.

        :raises ConfigError: naming the item.
        """
        root = Section()
        parsed = read_lines(lines, parents, root)
        return cls(root, parsed.header, parsed.ended, parsed.parents)

    def _check_whole(self, text: str) -> None:
        if not self.root.children:
            raise ConfigError("The configuration is empty: as a whole configuration it would erase the switch's own.")
        if not self.ended:
            lines = text.rstrip().count("\n") + 1
            raise ConfigError(
                "the configuration ends here without 'end': it may have been clipped. "
                "Where it is whole, add the line 'end'.",
                f"line {lines}",
            )

    def __bool__(self) -> bool:
        return not self.root.empty

    def __eq__(self, other: object) -> bool:
        return self.root == other.root if isinstance(other, Config) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Config({len(self.root.children)} top-level lines)"

    def copy(self) -> Config:
        """An independent copy."""
        return Config(self.root.copy(), self.header, self.ended, self.parents)

    def section(self, path: Sequence[str] | str) -> Section | None:
        """The section at the end of a path of lines, or None; the empty path is the root."""
        section: Section | None = self.root
        for line in (path,) if isinstance(path, str) else path:
            section = section.children.get(line.strip()) if section is not None else None
        return section

    def walk(self) -> Iterator[tuple[int, Section]]:
        """All lines in order, each with its depth from 0 on."""
        return self.root.walk()

    def text(self) -> str:
        """The text as `show running-config` prints it; reading it gives an equal configuration."""
        lines = [*self.header, *text_lines(self.root)]
        if self.ended:
            lines.append("end")
        return "\n".join([*lines, ""]) if lines else ""

    def commands(self, leave: bool = False) -> list[Command]:
        """The commands that enter it in configuration mode, for runCmds.

        Multi-line commands and comments carry their text as `input`, which ends with `EOF`. See `Commands` for where
        `exit` stands.

        :param leave: leave all modes at the end, so that whatever follows is read at the top.
        """
        writer = Commands()
        writer.section(self.root)
        if leave:
            writer.leave(0)
        return writer.commands
