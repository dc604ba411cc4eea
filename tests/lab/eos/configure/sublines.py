# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Types of parameters that take the rest of a line: the tables below ``lab/eos/types`` (README.md of the features)."""

from __future__ import annotations

import re
from pathlib import Path

from ..grammar import SUBLINES, Grammar

FOLDER = Path(__file__).resolve().parent.parent / "types"


def register(text: str) -> None:
    """Add the types of a table: ``type NAME`` and its patterns, in which ``$NAME`` stands for a macro's text."""
    macros: dict[str, str] = {}
    grammar: Grammar[str] = Grammar()
    for row in text.splitlines():
        if not row.strip() or row.startswith("#"):
            continue
        pattern = re.sub(r"\$(\w+)", lambda found: macros[found[1]], row.strip())
        if row.startswith("macro "):
            _macro, name, body = pattern.split(None, 2)
            macros[name] = body
        elif row.startswith("type "):
            grammar = SUBLINES[pattern.split()[1]] = Grammar()
        else:
            grammar.add(pattern, pattern)


def load_types() -> None:
    """Add those of all tables."""
    for path in sorted(FOLDER.glob("*.txt")):
        register(path.read_text(encoding="utf-8"))
