# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What all reports are made of: verdicts, tables, cells, and the sentence about the machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import texts
from .figures import Data, Spread


@dataclass(frozen=True)
class Verdict:
    """Something to reach, what was found, and whether that is enough; None: not measured."""

    wanted: str
    found: str
    reached: bool | None

    @property
    def word(self) -> str:
        """The verdict in a word or two."""
        return "not measured" if self.reached is None else "reached" if self.reached else "NOT reached"


def times(found: Spread | None) -> str:
    """A ratio in words."""
    return "–" if found is None else f"{found.middle:.2f} ×{span(found, '.2f')}"


def span(found: Spread, form: str) -> str:
    """The range in brackets, where there is one."""
    return f" ({found.low:{form}}–{found.high:{form}})" if found.low != found.high else ""


def cell(found: Spread | None, form: str = ".2f") -> str:
    """A median with its range."""
    return "–" if found is None else f"{found.middle:{form}}{span(found, form)}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; all columns but the first are numbers."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows)]


def verdict_table(verdicts: Iterable[Verdict]) -> list[str]:
    """The targets, and the figures."""
    rows = (f"| {each.wanted} | {each.found} | {each.word} |" for each in verdicts)
    return ["## Targets", "", "| | found | |", "|---|---|---|", *rows, ""]


def failures(entries: Iterable[Data]) -> list[str]:
    """Runs that do not count; empty if all do."""
    lines = [
        f"- {entry.get('variant') or entry['kind']}, turn {entry['turn'] + 1}: {entry['failed']}" for entry in entries
    ]
    return ["Runs that failed, and are in no figure:", "", *lines, ""] if lines else []


def heading(title: str, plot: str, alternative: str, about: str) -> list[str]:
    """The beginning of a report.

    :param plot: the file of a picture; empty where there is none.
    :param about: what is said of the machine and the settings.
    """
    note = "<!-- Written by tests/benchmarks/run.py (make bench). Changes go there. -->"
    picture = [f"![{alternative}]({plot})", ""] if plot else []
    return [f"# {title}", "", note, "", about.strip("\n"), "", *picture]


def machine(data: Data) -> str:
    """Where the figures come from."""
    named = {name.replace(".", "_").replace("-", "_"): value for name, value in data["machine"].items()}
    return texts.MACHINE.format_map({**named, "minutes": data["machine"]["seconds"] / 60})
