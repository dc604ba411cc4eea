# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the missing lines of a configuration, and compare two configurations.

The options `match` and `replace` have the meaning that playbooks for EOS give them; where the lines of a section mean
something by their order, the order of the wanted ones counts for `match: line` too (see `config_order`).
"""

from __future__ import annotations

import typing as t
from collections.abc import Sequence
from dataclasses import dataclass

from ...eapi.protocol.commands import Command
from .configuration import Config
from .merge import EXACT, Words, merge, negated
from .moves import keep_addresses
from .order import OrderedEntry, by_rule, entries, plan_order
from .tree import ConfigError, Section
from .unified_diff import longest_growing, without

Match = t.Literal["line", "strict", "exact", "none"]
Replace = t.Literal["line", "block"]
MATCHES: t.Final = ("line", "strict", "exact", "none")
REPLACES: t.Final = ("line", "block")


def missing(
    candidate: Config,
    running: Config,
    match: str = "line",
    replace: str = "line",
    path: Sequence[str] | None = None,
) -> Config:
    """The part of the candidate that must be entered to have all of it, below its headers.

    `match` says when a line is there already:
      - line: it stands in its section. Where order counts, in the wanted order; entries in the way come as `no` lines.
      - strict: it stands at the same place of its section, counted from the section's first line.
      - exact: its block consists of the candidate's lines and no others, in their order; else all of it is missing.
      - none: never.
    A block is the section at `path`, or else each top-level section of the candidate. Top-level lines that are no
    section match as lines, whatever `match` says: a candidate is a fragment, its places at the top mean nothing.

    `replace: block` makes all of a block missing if any line of it is.

    `no X` and `default X` are there only if the switch shows the very line; else they are missing, for only the switch
    knows whether they would change anything. A `no X` before lines `X …` replaces them: all are missing, or none.

    :param path: the headers that the candidate's lines stand below; its own `parents` if None.
    :raises ConfigError: for another match or replace.
    """
    for name, value, known in (("match", match, MATCHES), ("replace", replace, REPLACES)):
        if value not in known:
            raise ConfigError(f"{name} is {value!r}: it is one of {', '.join(known)}.")
    found = Config(parents=candidate.parents if path is None else path)
    if match == "none":
        found.root = candidate.root.copy()
        return found
    if not found.parents:
        found.root = _fragment(candidate.root, running.root, match, replace)
        return found
    wanted, present, target = _down(candidate.root, running.root, found.root, found.parents)
    if wanted is None:
        return Config()
    part = _block(wanted, present, match, replace)
    target.comments, target.children = part.comments, part.children
    target.input, target.closed = part.input, wanted.closed
    if present is not None and part.empty:
        found.root = Section()
    return found


def _down(
    wanted: Section, present: Section, target: Section, path: Sequence[str]
) -> tuple[Section | None, Section | None, Section]:
    """Follow a path in both trees, and make it in the target."""
    below: Section | None = wanted
    there: Section | None = present
    for line in path:
        below = below.get(line.strip()) if below is not None else None
        there = there.get(line.strip()) if there is not None else None
        target = target.add(line.strip())
    return below, there, target


def _block(wanted: Section, present: Section | None, match: str, replace: str) -> Section:
    """The lines that a section lacks: all or none where blocks are compared."""
    if present is None:
        return wanted.copy()
    part = wanted.copy(deep=False)
    part.comments, part.input = [], None
    if match == "line":
        _lacking(wanted, present, part)
    elif match == "strict":
        _displaced(wanted, present, part)
    elif not _equal(wanted, present, exact=True):
        return wanted.copy()
    return part if part.empty or replace == "line" else wanted.copy()


def _fragment(wanted: Section, present: Section, match: str, replace: str) -> Section:
    """The lines of a fragment that the top lacks, block by block."""
    part = Section()
    _lacking(wanted, present, part)
    if match == "line":
        return part if replace == "line" else _whole_blocks(wanted, part)
    found = Section()
    found.comments = part.comments
    order = plan_order(wanted, present)
    replaced = _replaced(wanted, present)
    for key, child in wanted.children.items():
        settled = replaced.get(key)
        twin = present.children.get(key)
        if settled is None and child.opens_mode and twin is not None:
            block = _block(child, twin, match, replace)
            if not block.empty:
                found.attach(block)
        elif child.line in part.children:
            for removal in order.removals.get(key, ()):
                found.add(removal)
            found.attach(child.copy())
    return found


def _whole_blocks(wanted: Section, part: Section) -> Section:
    """The blocks of which a part is missing, and the removals that make room."""
    found = Section()
    found.comments = part.comments
    for child in part.children.values():
        mine = wanted.get(child.line)
        found.attach(child if mine is None else mine.copy())
    return found


# --- Line by line ----------------------------------------------------------------------------------------------------


def _lacking(wanted: Section, present: Section, part: Section) -> None:
    """Put into `part` what `present` lacks of `wanted`."""
    if wanted.comments and wanted.comments != present.comments:
        part.comments = list(wanted.comments)
    if wanted.input is not None and not same_input(wanted.input, present.input):
        part.input, part.margin = wanted.input, wanted.margin
    if not wanted.children:
        return
    order = plan_order(wanted, present)
    replaced = _replaced(wanted, present)
    for key, child in wanted.children.items():
        settled = replaced.get(key)
        if settled is not None:
            if settled:
                part.attach(child.copy())
            continue
        for removal in order.removals.get(key, ()):
            part.add(removal)
        if key in order.again:
            part.attach(_again(present.children[order.again[key]], child))
            continue
        twin = present.children.get(order.same.get(key, key))
        if twin is None:
            part.attach(child.copy())
            continue
        if child == twin:
            continue
        below = Section(child.line)
        _lacking(child, twin, below)
        if not below.empty:
            below.closed = child.closed
            part.attach(below)
    keep_addresses(wanted, part)


def _again(present: Section, wanted: Section) -> Section:
    """An entry that is removed and entered again keeps what it had."""
    section = present.copy()
    section.line = wanted.line
    merge(section, wanted)
    return section


def _replaced(wanted: Section, present: Section) -> dict[str, bool]:
    """The lines that belong to a `no X` with lines `X …` after it, by key: True if they must be entered."""
    settled: dict[str, bool] = {}
    removals = [key for key, child in wanted.children.items() if negated(child.line) and key not in present.children]
    if not removals:
        return settled
    places = {key: place for place, key in enumerate(wanted.children)}
    mine, theirs = Words(wanted), Words(present)
    for key in removals:
        stem = negated(wanted.children[key].line) or ""
        exact = stem in wanted.children or stem in EXACT
        group = [
            other for other in (mine.matching(stem) if exact else mine.longer(stem)) if places[other] > places[key]
        ]
        if not group:
            continue
        there = [other for other in (stem,) if other in present.children] if exact else theirs.longer(stem)
        same = len(group) == len(there) and _equal(_only(wanted, group), _only(present, there))
        for other in (key, *group):
            settled[other] = settled.get(other, False) or not same
    return settled


def _only(section: Section, keys: list[str]) -> Section:
    part = Section(section.line)
    part.children = {key: section.children[key] for key in keys}
    return part


def _equal(wanted: Section, present: Section, exact: bool = False) -> bool:
    """True if two sections hold the same lines; in the same order too if `exact`, or where order counts."""
    if exact:
        return _same_lines(wanted, present)
    return all(part.empty for part in _Differences(wanted, present).parts())


def _same_lines(wanted: Section, present: Section) -> bool:
    """Equal in order and text. Comments count only where the candidate has some."""
    if len(wanted.children) != len(present.children):
        return False
    if wanted.comments and wanted.comments != present.comments:
        return False
    if wanted.input is not None and not same_input(wanted.input, present.input):
        return False
    pairs = zip(wanted.children.values(), present.children.values(), strict=True)
    return all(mine.line == theirs.line and _same_lines(mine, theirs) for mine, theirs in pairs)


def same_input(one: str | None, other: str | None) -> bool:
    """True if two inputs differ in white space at the end of lines and of the text only."""
    if one is None or other is None:
        return one is other
    return one == other or _trimmed(one) == _trimmed(other)


def _trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _displaced(wanted: Section, present: Section, part: Section) -> None:
    """Put into `part` the lines of `wanted` that stand elsewhere in `present`, or nowhere."""
    if wanted.comments and wanted.comments != present.comments:
        part.comments = list(wanted.comments)
    if wanted.input is not None and not same_input(wanted.input, present.input):
        part.input, part.margin = wanted.input, wanted.margin
    there = list(present.children.values())
    for place, child in enumerate(wanted.children.values()):
        if place >= len(there) or there[place].line != child.line:
            part.attach(child.copy())
            continue
        below = Section(child.line)
        _displaced(child, there[place], below)
        if not below.empty:
            below.closed = child.closed
            part.attach(below)
    keep_addresses(wanted, part)


def anew(candidate: Config, running: Config) -> Config:
    """All of the candidate, for where commands ahead of it may take away what is there: `match` and `replace` said only
    whether anything is missing. Entries in the way come as `no` lines, as `missing` has them."""
    found = Config(parents=candidate.parents)
    found.root = _anew(candidate.root, running.root)
    return found


def _anew(wanted: Section, present: Section) -> Section:
    part = wanted.copy(deep=False)
    order = plan_order(wanted, present)
    for key, child in wanted.children.items():
        for removal in order.removals.get(key, ()):
            part.add(removal)
        twin = present.children.get(order.same.get(key, key))
        if key in order.again:
            part.attach(_again(present.children[order.again[key]], child))
        else:
            part.attach(child.copy() if twin is None else _anew(child, twin))
    return part


# --- With before and after -------------------------------------------------------------------------------------------


def changes(found: Config, before: Sequence[Command] = (), after: Sequence[Command] = ()) -> list[Command]:
    """The commands that enter what is missing, with others before and after; none at all if nothing is missing.

    Those before are read at the top. Those after are read in the mode of the last line, as people write them.
    """
    commands = found.commands()
    return [*before, *commands, *after] if commands else []


# --- Comparing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """How a running configuration differs from the intended one; trees of lines below their headers.

    :ivar missing: what is intended and not there.
    :ivar extra: what is there and not intended.
    :ivar moved: entries that are there and intended, but in another order where order counts.
    """

    missing: Config
    extra: Config
    moved: Config

    def __bool__(self) -> bool:
        """True if there is a difference."""
        return bool(self.missing) or bool(self.extra) or bool(self.moved)

    def as_dict(self) -> dict[str, t.Any]:
        """Whether they are equal, and the differences as texts."""
        return {
            "equal": not self,
            "missing": self.missing.text(),
            "extra": self.extra.text(),
            "moved": self.moved.text(),
        }


def compare(running: Config, intended: Config, ignore: Sequence[str] = ()) -> Comparison:
    """Compare the running configuration with the whole intended one.

    :param ignore: regular expressions, or whole lines; what matches in a line (without indentation) does not count, nor
        does what stands below it.
    """
    there, wanted = without(running.root, ignore), without(intended.root, ignore)
    return Comparison(*map(Config, _Differences(wanted, there).parts()))


class _Differences:
    """The differences of two trees. Values of a section that several steps need are computed once.

    Sections that are equal to their twin are settled: nothing has to be looked for in them.
    """

    def __init__(self, wanted: Section, present: Section) -> None:
        self._wanted, self._present = wanted, present
        self._entries: dict[int, dict[str, list[OrderedEntry]]] = {}
        self._settled: set[int] = set()

    def parts(self) -> t.Iterator[Section]:
        """Missing lines, extra lines, and lines in another order."""
        for one, other in ((self._wanted, self._present), (self._present, self._wanted)):
            lack = Section(one.line)
            self._missing_lines(one, other, lack)
            yield lack
        moved = Section(self._wanted.line)
        self._moved_lines(self._wanted, self._present, moved)
        yield moved

    def _missing_lines(self, wanted: Section, present: Section, part: Section) -> None:
        """As `_lacking`, but by lines alone: without regard to order, and without removals."""
        if wanted.comments != present.comments:
            part.comments = list(wanted.comments)
        if not same_input(wanted.input, present.input):
            part.input = wanted.input
        twins = self._twins(wanted, present)
        for key, child in wanted.children.items():
            twin = present.children.get(twins.get(key, key))
            if twin is None:
                part.attach(child.copy())
            elif child.empty or id(child) in self._settled:
                continue
            elif child == twin:
                self._settled |= {id(child), id(twin)}
            else:
                below = Section(child.line)
                self._missing_lines(child, twin, below)
                if not below.empty:
                    part.attach(below)

    def _moved_lines(self, wanted: Section, present: Section, part: Section) -> None:
        groups = self._groups(wanted)
        theirs = self._groups(present) if groups else {}
        moved = {key for name, group in groups.items() for key in _out_of_order(group, theirs.get(name, []))}
        twins = self._twins(wanted, present)
        for key, child in wanted.children.items():
            if key in moved:
                part.add(child.line)
            twin = present.children.get(twins.get(key, key))
            if twin is not None and child.children and id(child) not in self._settled:
                below = Section(child.line)
                self._moved_lines(child, twin, below)
                if not below.empty:
                    part.attach(below)

    def _twins(self, section: Section, other: Section) -> dict[str, str]:
        """Entries with a number on one side only: the key here, and the key of the same rule there."""
        groups = self._groups(section)
        if not groups:
            return {}
        theirs = self._groups(other)
        found: dict[str, str] = {}
        for name, group in groups.items():
            unknown = [entry for entry in group if entry.key not in other.children]
            rules: dict[tuple[str, bool], str] = {}
            for entry in theirs.get(name, ()) if unknown else ():
                rules.setdefault((entry.rule, entry.number is None), entry.key)
            for entry in unknown:
                twin = rules.get((entry.rule, entry.number is not None))
                if twin is not None and twin not in section.children:
                    found[entry.key] = twin
        return found

    def _groups(self, section: Section) -> dict[str, list[OrderedEntry]]:
        """The entries of a section."""
        if id(section) not in self._entries:
            self._entries[id(section)] = entries(section)
        return self._entries[id(section)]


def _out_of_order(wanted: list[OrderedEntry], present: list[OrderedEntry]) -> list[str]:
    places = by_rule(present)
    common = [(entry.key, places[entry.rule]) for entry in wanted if entry.number is None and entry.rule in places]
    kept = set(longest_growing([place for _key, place in common]))
    return [key for index, (key, _place) in enumerate(common) if index not in kept]
