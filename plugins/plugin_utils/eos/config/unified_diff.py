# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Differences of two configurations as a unified diff."""

from __future__ import annotations

import re
import typing as t
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...common.masking import masked, masked_text
from .configuration import Config
from .order import entries
from .tree import INDENT, ConfigError, Section, comment_line, input_lines

#: Lines of context around a change.
CONTEXT: t.Final = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the diff; `path` names the sections that it stands in."""

    sign: str
    text: str
    path: tuple[str, ...]


def unified(
    before: Config,
    after: Config,
    ignore: Sequence[str] = (),
    names: tuple[str, str] = ("before", "after"),
) -> str:
    """The difference as unified text, "" if there is none.

    Sections are matched by their headers, so that a line is never taken for the same line of another section, and each
    hunk names its section. A mere change of order is shown only where order counts. Separators (`!`) and header lines
    are left out, and line numbers are those of the text without them. Secrets are masked.

    :param ignore: regular expressions, or whole lines; what matches in a line (without indentation) is left out with
        all that stands below it.
    :param names: of the two, for the first two lines.
    """
    lines: list[_Line] = []
    _compare(without(before.root, ignore), without(after.root, ignore), 0, (), lines)
    hunks = list(_hunks(lines))
    return "\n".join([f"--- {names[0]}", f"+++ {names[1]}", *hunks, ""]) if hunks else ""


def unified_text(
    before: str, after: str, before_name: str = "before", after_name: str = "after", ignore: Sequence[str] | None = None
) -> str:
    """As `unified`, of two texts.

    :raises ConfigError: naming the text and the line.
    """
    trees = []
    for name, text in ((before_name, before), (after_name, after)):
        try:
            trees.append(Config.parse(text))
        except ConfigError as error:
            failure = ConfigError(f"{name}, {error}")
            failure.place = error.place
            raise failure from None
    return unified(trees[0], trees[1], ignore or (), (before_name, after_name))


def unified_lines(before: Sequence[str], after: Sequence[str], names: tuple[str, str]) -> str:
    """As `unified`, of lines that are no configuration, such as an object of CloudVision. Nothing is masked."""
    lines: list[_Line] = []
    _merge((before, after), (before, after), (), lines)
    return "\n".join([f"--- {names[0]}", f"+++ {names[1]}", *_hunks(lines), ""])


def without(section: Section, ignore: Sequence[str]) -> Section:
    """A section without the lines that match; itself if nothing is to be ignored.

    :raises ConfigError: for what is neither a regular expression nor could be a line.
    """
    if not ignore:
        return section
    patterns = []
    for index, pattern in enumerate(ignore):
        try:
            patterns.append(re.compile(pattern))
        except re.error as error:
            raise ConfigError(
                f"'{pattern}' is no regular expression: {error}.", f"diff_ignore_lines[{index}]"
            ) from error
    return _pruned(section, patterns, frozenset(line.strip() for line in ignore))


def _pruned(section: Section, patterns: Sequence[re.Pattern[str]], exact: frozenset[str]) -> Section:
    """The section itself where nothing in it matches."""
    children: dict[str, Section] = {}
    changed = False
    for key, child in section.children.items():
        if child.line in exact or any(pattern.search(child.line) for pattern in patterns):
            changed = True
            continue
        children[key] = _pruned(child, patterns, exact) if child.children else child
        changed = changed or children[key] is not child
    if not changed:
        return section
    kept = section.copy(deep=False)
    kept.children = children
    return kept


# --- Comparing -------------------------------------------------------------------------------------------------------


def _compare(before: Section, after: Section, depth: int, path: tuple[str, ...], lines: list[_Line]) -> None:
    """Write two sections with one header."""
    pad = INDENT * depth
    if before.input is not None or after.input is not None:
        _texts(_input(before, depth - 1), _input(after, depth - 1), path, lines)
    _texts(_comments(before, pad), _comments(after, pad), path, lines)
    both = _common(before, after)
    added = _added(after, both)
    pending = added.get(None, [])
    for key, child in before.children.items():
        if key not in both:
            _all(child, "-", depth, path, lines)
            continue
        for new in pending:
            _all(new, "+", depth, path, lines)
        lines.append(_Line(" ", pad + masked(child.line), path))
        _compare(child, after.children[key], depth + 1, (*path, child.line), lines)
        pending = added.get(key, [])
    for new in pending:
        _all(new, "+", depth, path, lines)


def _common(before: Section, after: Section) -> set[str]:
    """The keys in both; of entries whose order counts, a longest series that has one order in both."""
    common = {key for key in before.children if key in after.children}
    places = {key: place for place, key in enumerate(before.children)}
    for group in entries(after).values():
        keys = [entry.key for entry in group if entry.key in common]
        kept = set(longest_growing([places[key] for key in keys]))
        common.difference_update(key for index, key in enumerate(keys) if index not in kept)
    return common


def _added(after: Section, both: set[str]) -> dict[str | None, list[Section]]:
    """New lines, by the key in both that stands before them."""
    added: dict[str | None, list[Section]] = {}
    last: str | None = None
    for key, child in after.children.items():
        if key in both:
            last = key
        else:
            added.setdefault(last, []).append(child)
    return added


def longest_growing(places: Sequence[int]) -> list[int]:
    """The indexes of a longest growing series, in a time that is near linear."""
    ends: list[int] = []
    indexes: list[int] = []
    previous: list[int] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        previous.append(indexes[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        indexes[length : length + 1] = [index]
    series = []
    index = indexes[-1] if indexes else -1
    while index >= 0:
        series.append(index)
        index = previous[index]
    return series[::-1]


def common_lines(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The places of lines that two texts share, in an order that both have. Of a line that is repeated, the first one
    there is the first one here, and so on; so this takes a time that is near linear."""
    count: dict[str, int] = {}
    places: dict[tuple[str, int], int] = {}
    for place, line in enumerate(before):
        number = count[line] = count.get(line, 0) + 1
        places[line, number] = place
    count.clear()
    pairs = []
    for place, line in enumerate(after):
        number = count[line] = count.get(line, 0) + 1
        if (line, number) in places:
            pairs.append((places[line, number], place))
    return [pairs[index] for index in longest_growing([pair[0] for pair in pairs])]


def _comments(section: Section, pad: str) -> list[str]:
    return [pad + comment_line(comment) for comment in section.comments]


def _input(section: Section, depth: int) -> list[str]:
    if section.input is None:
        return []
    shown = section.copy(deep=False)
    shown.margin = None  # one margin for both, so that it makes no difference
    return [line.rstrip() for line in input_lines(shown, depth)]


def _texts(before: list[str], after: list[str], path: tuple[str, ...], lines: list[_Line]) -> None:
    """Write the lines of two texts, which are compared before they are masked."""
    _merge((before, after), (_masked(before), _masked(after)), path, lines)


def _merge(
    texts: tuple[Sequence[str], Sequence[str]],
    shown: tuple[Sequence[str], Sequence[str]],
    path: tuple[str, ...],
    lines: list[_Line],
) -> None:
    """Write the lines of two texts as they are shown, each pair of common ones once."""
    old = new = 0
    for a, b in [*common_lines(*texts), (len(texts[0]), len(texts[1]))]:
        lines.extend(_Line("-", line, path) for line in shown[0][old:a])
        lines.extend(_Line("+", line, path) for line in shown[1][new:b])
        lines.extend(_Line(" ", line, path) for line in shown[0][a : a + 1])
        old, new = a + 1, b + 1


def _masked(lines: list[str]) -> list[str]:
    return masked_text("\n".join(lines)).split("\n") if lines else []


def _all(section: Section, sign: str, depth: int, path: tuple[str, ...], lines: list[_Line]) -> None:
    """Write a section that is in one of the two only."""
    pad = INDENT * depth
    lines.append(_Line(sign, pad + masked(section.line), path))
    below = (*path, section.line)
    for text in (_input(section, depth), _comments(section, pad + INDENT)):
        lines.extend(_Line(sign, line, below) for line in _masked(text))
    for child in section.children.values():
        _all(child, sign, depth + 1, below, lines)


# --- Writing ---------------------------------------------------------------------------------------------------------


def _hunks(lines: list[_Line]) -> Iterator[str]:
    """Changes with their context, and a line before each that says where it stands."""
    old = new = 1
    done = 0
    for start, stop in _ranges(lines):
        skipped = start - done
        old += skipped
        new += skipped
        hunk = lines[start:stop]
        removed = sum(line.sign != "+" for line in hunk)
        added = sum(line.sign != "-" for line in hunk)
        first = next((line for line in hunk if line.sign != " "), hunk[0])
        place = f" {' / '.join(map(masked, first.path))}" if first.path else ""
        yield f"@@ -{_span(old, removed)} +{_span(new, added)} @@{place}"
        for line in hunk:
            yield line.sign + line.text
        old += removed
        new += added
        done = stop


def _ranges(lines: list[_Line]) -> Iterator[tuple[int, int]]:
    start = stop = -1
    for index, line in enumerate(lines):
        if line.sign == " ":
            continue
        if stop >= 0 and index - CONTEXT <= stop:
            stop = min(index + CONTEXT + 1, len(lines))
            continue
        if stop >= 0:
            yield start, stop
        start, stop = max(index - CONTEXT, 0), min(index + CONTEXT + 1, len(lines))
    if stop >= 0:
        yield start, stop


def _span(first: int, count: int) -> str:
    """A range of lines: one that is empty names the line before it."""
    return f"{first if count else first - 1},{count}"
