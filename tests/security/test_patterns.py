# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""No regular expression of the collection takes a time that grows with the square of a text.

All patterns are found in the modules, and their own texts are made of them: for each repetition in a pattern, what
leads to it, what it repeats very often, and an end that no pattern matches.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import re
import time
import typing as t
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

ROOT = Path(__file__).resolve().parents[2]
UTILS = ROOT / "plugins" / "plugin_utils"
PACKAGE = "ansible_collections.aerie.arista.plugins.plugin_utils"
#: Ten times the text may take as much more time. Below LEAST (seconds of the processor) nothing is measured.
SIZES = (100, 1_000, 10_000)
AT_MOST, LEAST, TRIES = 15, 0.004, 3
#: Characters that are tried for those of a set.
LETTERS = " a9-:.\n(/_A,\t\r=[{\"'|\\%\x1b"
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
#: A repetition of at most so many pieces is none that grows.
MANY = 250
END = "\x00!"

Work = Callable[[str], t.Any]


@dataclass(frozen=True)
class Found:
    """A pattern, and how it is used."""

    place: str
    pattern: re.Pattern[str]
    way: str

    @property
    def work(self) -> Work:
        return t.cast("Work", getattr(self.pattern, self.way))


def _patterns(value: t.Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """Those that a name of a module holds, in tables too."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, (tuple, list, frozenset)) and depth < 3:
        for each in value:
            yield from _patterns(each, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        for each in (*value, *value.values()):
            yield from _patterns(each, depth + 1)
    elif depth and isinstance(getattr(value, "pattern", None), re.Pattern):
        yield from _patterns(value.pattern)


def _within(source: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """Patterns that stand as texts in calls, such as re.search("a+", text)."""
    for node in ast.walk(ast.parse(source)):
        called = node.func if isinstance(node, ast.Call) else None
        if not (isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"):
            continue
        call = t.cast("ast.Call", node)
        first = call.args[0] if call.args else None
        if called.attr in ("compile", "escape") or not (
            isinstance(first, ast.Constant) and isinstance(first.value, str)
        ):
            continue
        named = [word for word in ("MULTILINE", "IGNORECASE", "DOTALL") if f"re.{word}" in ast.unparse(call)]
        way = called.attr if called.attr in ("match", "fullmatch") else "search"
        yield re.compile(first.value, sum(getattr(re, word) for word in named)), way


def found_in(path: Path) -> Iterator[Found]:
    """The patterns of a module."""
    name = ".".join((PACKAGE, *path.relative_to(UTILS).with_suffix("").parts))
    source, place = path.read_text(encoding="utf-8"), str(path.relative_to(UTILS))
    for key, value in vars(importlib.import_module(name)).items():
        names = [key, *re.findall(rf"for (\w+) in \([^)]*\b{re.escape(key)}\b", source)]
        ways = set(re.findall(rf"\b(?:{'|'.join(names)})\.(\w+)\(", source))
        way = "fullmatch" if ways == {"fullmatch"} else "match" if ways and ways <= {"match", "fullmatch"} else "search"
        for pattern in _patterns(value):
            yield Found(f"{place}: {key}", pattern, way)
    for pattern, way in _within(source):
        yield Found(f"{place}: {pattern.pattern[:40]}", pattern, way)


# --- Texts of a pattern ---


def _letters(code: t.Any, arg: t.Any) -> list[str]:
    """Characters that an element of a pattern takes."""
    if code is op.LITERAL:
        return [chr(arg)]
    text = re.compile(_one_of(code, arg))
    return [letter for letter in LETTERS if text.fullmatch(letter)] or [
        letter for letter in map(chr, range(33, 127)) if text.fullmatch(letter)
    ]


def _one_of(code: t.Any, arg: t.Any) -> str:
    """The element as a pattern of its own."""
    if code is op.ANY:
        return r"[^\n]"
    if code is op.NOT_LITERAL:
        return f"[^{re.escape(chr(arg))}]"
    parts = []
    for kind, what in arg:
        if kind is op.NEGATE:
            parts.append("^")
        elif kind is op.LITERAL:
            parts.append(re.escape(chr(what)))
        elif kind is op.RANGE:
            parts.append(f"{re.escape(chr(what[0]))}-{re.escape(chr(what[1]))}")
        else:
            parts.append(CATEGORIES[str(what)])
    return f"[{''.join(parts)}]"


CATEGORIES = {
    f"CATEGORY_{negated}{name}": f"\\{letter.upper() if negated else letter}"
    for name, letter in (("DIGIT", "d"), ("SPACE", "s"), ("WORD", "w"))
    for negated in ("", "NOT_")
}


def sample(tree: t.Any, groups: dict[t.Any, str]) -> str:
    """A text that elements of a pattern take: the shortest, where they repeat something."""
    text = ""
    for code, arg in tree:
        if code in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            text += next(iter(_letters(code, arg)), "")
        elif code is op.BRANCH:
            text += sample(arg[1][0], groups)
        elif code in REPEATS:
            text += sample(arg[2], groups) * arg[0]
        elif code is op.SUBPATTERN:
            groups[arg[0]] = sample(arg[3], groups)
            text += groups[arg[0]]
        elif code is op.ATOMIC_GROUP:
            text += sample(arg, groups)
        elif code is op.GROUPREF:
            text += groups.get(arg, "")
    return text


def pumps(tree: t.Any, before: str = "") -> Iterator[tuple[str, str]]:
    """For each repetition: a text that leads to it, and a piece that it repeats."""
    groups: dict[t.Any, str] = {}
    for code, arg in tree:
        if code in REPEATS:
            if arg[1] > MANY:
                yield from ((before, piece) for piece in _pieces(arg[2]))
            yield from pumps(arg[2], before)
        elif code is op.SUBPATTERN:
            yield from pumps(arg[3], before)
        elif code is op.ATOMIC_GROUP:
            yield from pumps(arg, before)
        elif code is op.BRANCH:
            for branch in arg[1]:
                yield from pumps(branch, before)
        elif code in (op.ASSERT, op.ASSERT_NOT):
            yield from pumps(arg[1], before)
        before += sample([(code, arg)], groups)


def _pieces(body: t.Any) -> set[str]:
    """What a repetition repeats: each character, where it is of characters alone."""
    code, arg = body[0]
    alone = len(body) == 1 and code in (op.ANY, op.IN, op.NOT_LITERAL)
    return {*(_letters(code, arg) if alone else ()), sample(body, {})} - {""}


def foods(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Texts that may hurt a pattern: a beginning, and what is repeated after it."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    found = set()
    for before, piece in pumps(tree):
        found |= {(before, piece), ("", before + piece), (before, before + piece), ("", f"{before}{piece}\n")}
    return found


def seconds(work: Work, text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start


def grows(work: Work, before: str, piece: str) -> bool:
    """True if ten times the text takes more than AT_MOST times the time, each time that it is measured."""

    def taken(size: int) -> float:
        return seconds(work, before + piece * (size // len(piece)) + END)

    for small, large in itertools.pairwise(SIZES):
        if taken(large) > AT_MOST * LEAST and all(
            taken(large) > AT_MOST * max(taken(small), LEAST) for _try in range(TRIES)
        ):
            return True
    return False


def hurt(found: Found) -> str:
    """What makes a pattern slow, or ""."""
    texts = sorted(foods(found.pattern))
    return next((f"{found.place}: {text!r}" for text in texts if grows(found.work, *text)), "")


# --- The tests ---


@pytest.mark.parametrize(
    "package", sorted(path.name for path in UTILS.iterdir() if path.is_dir() and path.name[0] != "_")
)
def test_no_pattern_is_slow(package: str) -> None:
    every = {
        (found.pattern, found.way): found for path in (UTILS / package).rglob("[a-z]*.py") for found in found_in(path)
    }
    assert len(every) > 3
    assert [bad for found in every.values() if (bad := hurt(found))] == []


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"^a: (.+?)\s*(?:\((.*)\))?\s*$", "match"),
        (r"^[ -]*---[ -]*\n\s*(\S+)", "match"),
        (r"\s*\s*x", "fullmatch"),
        (r"\s+$", "search"),
    ],
)
def test_slow_patterns_are_found(pattern: str, way: str) -> None:
    assert hurt(Found("a", re.compile(pattern), way))
