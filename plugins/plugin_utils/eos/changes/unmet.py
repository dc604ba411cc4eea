# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wishes that entering lines cannot fulfil: `exact` where a section has further lines, `strict` for another order."""

from __future__ import annotations

import typing as t
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...common.errors import InputError
from ...common.masking import masked
from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Command
from ..config import numbered
from ..config.configuration import Config
from ..config.spelling import as_written, emptying, headers_of
from ..config.tree import Section

#: How many lines, and sections, an error lists.
SHOWN: t.Final = 5
#: The values of `match` that say more than that lines are there.
JUDGED: t.Final = ("strict", "exact")
#: Asks the switch for its diff after each of several groups of commands.
Differences = Callable[[Sequence[Sequence[Command]]], "list[str]"]


def check_met(given: Config, match: str, text: str, differences: Differences) -> None:
    """Refuse a configuration in which lines are not as wanted, which entering them cannot make so.

    :param given: the lines of the task.
    :param match: one of JUDGED.
    :param text: the configuration with the lines.
    :param differences: asks the switch what groups of commands change, one entered after the other; the switch's diff
        after each.
    :raises InputError: with `match: exact`, for a section that has further lines; with `match: strict`, for lines that
        are all there in another order or with others among them, in a list whose order counts.
    """
    now = Config.parse(text).root
    sections = [
        _Judged.of(wanted, (header, *path[1:]), now)
        for path, wanted in _wanted_sections(given)
        for header in headers_of(path[0])
    ]
    if match == "strict":
        _refuse(match, [(each.path, each.elsewhere) for each in sections if each.elsewhere])
    else:
        further = _further([each for each in sections if each.unknown], differences)
        _refuse(
            match, [(path, f"the section has further lines: {_named_lines(lines)}") for path, lines in further if lines]
        )


def _wanted_sections(given: Config) -> Iterator[tuple[Sequence[str], Section]]:
    """The sections that are judged, with the headers that lead to them."""
    paths = [given.parents] if given.parents else [(child.line,) for child in given.root.children.values()]
    for path in paths:
        wanted = given.section(path)
        if wanted is not None and (given.parents or wanted.opens_mode):
            yield path, wanted


@dataclass(frozen=True)
class _Judged:
    """A section of the running configuration beside the wanted one.

    :ivar unknown: its lines that are not wanted by these words; they may be in EOS's own words.
    :ivar more: it has more lines than are wanted, which decides where the switch does not empty it.
    :ivar elsewhere: why lines that are all there do not stand where they are wanted, or "".
    """

    wanted: Section
    path: Sequence[str]
    unknown: list[str]
    more: bool
    elsewhere: str

    @classmethod
    def of(cls, wanted: Section, path: Sequence[str], now: Section) -> _Judged:
        """Compare the section at the end of a path."""
        lines = [_compared(child) for child in wanted.children.values()]
        there = _section_as_read(now, path)
        present = {_compared(child): child.line for child in there.children.values()} if there is not None else {}
        unknown = [line for key, line in present.items() if key not in lines]
        elsewhere = _elsewhere(lines, present) if numbered.keeps_order(path) else ""
        return cls(wanted, path, unknown, len(present) > len(lines), elsewhere)


def _refuse(match: str, unmet: Sequence[tuple[Sequence[str], str]]) -> None:
    """Raise an error about the first section of those that are not as wanted; its hint names several."""
    if not unmet:
        return
    empty = " and ".join(f"'{emptying(path[-1])}'" for path, _what in unmet[:SHOWN])
    emptied = "the section is" if len(unmet) == 1 else "the sections are"
    raise InputError(
        f"match={match}: {unmet[0][1]}. Entering the lines does not change that.",
        hint=f"With {empty} in before, {emptied} emptied first, and then {'has' if len(unmet) == 1 else 'have'} your "
        "lines alone.",
    )


def _anew(wanted: Section, path: Sequence[str]) -> list[Command]:
    """The commands that empty a section, and enter the wanted lines into it."""
    config = Config()
    section = config.root
    for header in path[:-1]:
        section = section.add(header)
    section.add(emptying(path[-1]))
    target = wanted.copy()
    target.line = path[-1]
    section.attach(target)
    return config.commands()


def _further(sections: Sequence[_Judged], differences: Differences) -> list[tuple[Sequence[str], list[str]]]:
    """Which lines of each section go if it is emptied, and gets the wanted ones. The others of those that are unknown
    here are wanted ones in EOS's own words."""
    if not sections:
        return []
    try:
        diffs = differences([_anew(each.wanted, each.path) for each in sections])
    except CommandError:
        if len(sections) > 1:
            return [found for each in sections for found in _further([each], differences)]
        return [(each.path, each.unknown if each.more else []) for each in sections]
    gone = [Counter(" ".join(line[1:].split()) for line in diff.splitlines()[2:] if line[:1] == "-") for diff in diffs]
    before = [Counter[str](), *gone]
    return [
        (each.path, [line for line in each.unknown if " ".join(line.split()) in now - then])
        for each, now, then in zip(sections, gone, before, strict=False)
    ]


def _compared(section: Section) -> str:
    return as_written(section.line).lower()


def _section_as_read(root: Section, path: Sequence[str]) -> Section | None:
    """The section at the end of a path of lines, whatever case and abbreviations they have; None if there is none."""
    section: Section | None = root
    for line in path:
        if section is None:
            return None
        same = (child for child in section.children.values() if _compared(child) == as_written(line).lower())
        section = section.get(line.strip()) or next(same, None)
    return section


def _elsewhere(wanted: list[str], present: Mapping[str, str]) -> str:
    """Says why lines that are all there do not stand where they are wanted, or "".

    :param present: the section's lines as they are compared, and as they stand there.
    """
    there = [key for key in present if key in wanted]
    if set(there) != set(wanted):
        return ""
    if there != wanted:
        return "the lines are there in another order"
    ahead = list(present)[: list(present).index(there[-1])] if there else []
    others = [present[key] for key in ahead if key not in wanted]
    return f"other lines stand ahead of them or between them: {_named_lines(others)}" if others else ""


def _named_lines(lines: Iterable[str]) -> str:
    return ", ".join(masked(line) for line in list(lines)[:SHOWN])
