# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The features that are data: the tables below ``lab/eos/features``, one file a feature (see its README.md)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ..releases import release
from ..tree import Node
from .engine import MODES, Mode, Rank, default_on

FOLDER = Path(__file__).resolve().parent.parent / "features"
#: What separates a pattern from its options, and the options from each other.
SEPARATOR = ";"
#: Options that are true where they are named.
SWITCHES = ("always", "each", "explicit", "prefix", "separate", "shared", "sort")
NUMBERS = ("keep", "multiline")


class TableError(ValueError):
    """A row of a table cannot be read; the text names the file, the row and the reason."""


def read(text: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """The rows of a table: mode, the mode it is entered from ("" where not said), pattern, options of the rule.

    A row below several modes stands for one in each of them.
    """
    modes: list[str] = []
    parent = ""
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        try:
            if row.startswith("mode "):
                names, _below, parent = (part.strip() for part in row.removeprefix("mode ").partition("below"))
                modes = [name.strip() for name in names.split(",")]
            elif not modes:
                raise ValueError("a row stands before the first mode")
            else:
                pattern, *options = (part.strip() for part in row.split(SEPARATOR))
                for mode in modes:
                    yield mode, parent, pattern, dict(map(_option, options))
        except (KeyError, ValueError) as error:
            raise TableError(f"row {number} ({row.strip()}): {error}") from error


def _written_as(word: str, other: str, _args: dict[str, Any], line: str) -> str:
    """A line with a word as EOS writes it, which takes an older one as well."""
    return " ".join(other if each == word else each for each in line.split(" "))


def _groups(word: str, section: Node) -> list[dict[str, Any]]:
    """The groups that a section has: ``vrrp 10 …`` is a line of group 10."""
    return [{"group": group} for group in dict.fromkeys(node.key[1] for node in section.under(word))]


def _option(text: str) -> tuple[str, Any]:
    name, _equals, value = text.partition("=")
    if name in SWITCHES:
        return name, True
    if name in NUMBERS:
        return name, int(value)
    if name == "rank":
        return name, int(value) if value.isdigit() else Rank[value]
    if name == "flag":
        return name, {"on": True, "off": False}[value]
    if name in ("enters", "default", "plain", "shown"):
        return name, value
    if name == "instead":
        word, _slash, other = value.partition("/")
        return "store", partial(_written_as, word, other)
    if name == "order":
        return name, tuple((word.partition("/")[0], word.partition("/")[2]) for word in value.split())
    if name == "since":
        return name, release(value)
    if name == "of":
        return "named", partial(_groups, value)
    if name == "on":
        return name, tuple(value.split())
    raise ValueError(f"unknown option {name}")


def register(folder: Path = FOLDER) -> None:
    """Add the rows of all tables; a row's place in its file is its rank where it names none."""
    rows = []
    for path in sorted(folder.glob("*.txt")):
        try:
            rows += list(read(path.read_text(encoding="utf-8")))
        except TableError as error:
            raise TableError(f"{path.name}: {error}") from error
    for name, parent, _pattern, _options in rows:
        if name not in MODES:
            Mode(name, parent or "config")
    for name, _parent, pattern, options in rows:
        mode = MODES[name]
        kinds = options.pop("on", ())
        if kinds:
            options["default"] = default_on(*kinds)(options["default"])
        options.setdefault("rank", 100 + len(mode.rules))
        mode.add(pattern, **options)
