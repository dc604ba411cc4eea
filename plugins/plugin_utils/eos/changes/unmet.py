# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wishes that entering lines cannot fulfil: `exact` where a section has further lines, `strict` for another order."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterable, Mapping, Sequence

from ...common.errors import InputError
from ...common.masking import masked
from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Command
from ..config import numbered
from ..config.configuration import Config
from ..config.spelling import as_written, emptying, headers_of
from ..config.tree import Section

#: How many lines an error lists.
SHOWN: t.Final = 5


def check_met(
    given: Config, match: str, running: Callable[[], str], difference: Callable[[Sequence[Command]], str]
) -> None:
    """For lines that entering did not change: refuse what entering cannot make so.

    :param given: the lines of the task.
    :param running: gets the running configuration, where that is needed to know.
    :param difference: asks the switch what commands would change.
    :raises InputError: with `match: exact`, for a section that has further lines; with `match: strict`, for lines that
        are all there in another order or with others among them, in a list whose order counts.
    """
    if match not in ("strict", "exact"):
        return
    now = Config.parse(running()).root
    paths = [given.parents] if given.parents else [(child.line,) for child in given.root.children.values()]
    for path in paths:
        wanted = given.section(path)
        if wanted is None or not (given.parents or wanted.opens_mode):
            continue
        for header in headers_of(path[0]):
            _check_section(wanted, (header, *path[1:]), match, now, difference)


def _check_section(
    wanted: Section, path: Sequence[str], match: str, now: Section, difference: Callable[[Sequence[Command]], str]
) -> None:
    lines = [_compared(child) for child in wanted.children.values()]
    there = _section_as_read(now, path)
    present = {_compared(child): child.line for child in there.children.values()} if there is not None else {}
    what = ""
    if match == "exact":
        unknown = [line for key, line in present.items() if key not in lines]
        further = _further(wanted, path, unknown, len(present) > len(lines), difference)
        what = f"the section has further lines: {_listed(further)}" if further else ""
    elif numbered.keeps_order(path):
        what = _elsewhere(lines, present)
    if what:
        raise InputError(
            f"match={match}: {what}. Entering the lines does not change that.",
            hint=f"With '{emptying(path[-1])}' in before, the section is emptied first, and then has your lines alone.",
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


def _further(
    wanted: Section, path: Sequence[str], unknown: list[str], more: bool, difference: Callable[[Sequence[Command]], str]
) -> list[str]:
    """Which of a section's lines go if it is emptied, and gets the wanted ones. The others of those that are unknown
    here are wanted ones in EOS's own words.

    :param more: the section has more lines than are wanted, which decides where the switch does not empty it.
    """
    if not unknown:
        return []
    try:
        diff = difference(_anew(wanted, path))
    except CommandError:
        return unknown if more else []
    removed = {" ".join(line[1:].split()) for line in diff.splitlines()[2:] if line.startswith("-")}
    return [line for line in unknown if " ".join(line.split()) in removed]


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
    return f"other lines stand ahead of them or between them: {_listed(others)}" if others else ""


def _listed(lines: Iterable[str]) -> str:
    return ", ".join(masked(line) for line in list(lines)[:SHOWN])
