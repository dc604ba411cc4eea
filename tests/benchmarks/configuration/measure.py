# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run the steps on the switches and the libraries on growing configurations."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..measure import Bench, Sample, last_words, run, turns
from ..network import BenchError
from ..plays import Job, environment
from .steps import FLOOR, SIDES, STEPS, Step, key, variant
from .switches import Switches

HERE = Path(__file__).resolve().parent
#: Sizes, lines. A phase of a library takes part until it is to take longer than `LONGEST` CPU seconds.
SIZES = (200, 500, 1000, 2000, 5000, 10000, 20000)
LONGEST = 60.0
LIBRARIES = {"ours": ("parse", "missing", "commands", "unified"), "netcommon": ("parse", "missing")}
#: Seconds for one process of growth.py: all phases, with their rounds.
LIMIT = 300.0
_RECAP = re.compile(r"\bok=\d+\s+changed=(\d+)\s")


class ConfigBench:
    """Runs steps against one lab."""

    def __init__(self, bench: Bench, folder: Path, lines: int) -> None:
        self.bench = bench
        self.folder = folder
        self.switches = Switches(bench.targets, bench.lab.ca_path)
        self.switches.prepare(lines, folder)

    def sample(self, side: str, step: Step, hosts: int, turn: int) -> Sample:
        """A step by one side. It counts only if the switches end with what was wanted."""
        self.switches.restore(hosts, step.before)

        def check(work: Job) -> str:
            return recap_trouble(output(work), hosts, step.changes)

        found = self.bench.sample(variant(side, step, self.folder), hosts, turn, tasks=1, check=check)
        wrong = [] if found.failed else self.switches.differing(hosts, step.after)
        return replace(found, failed=f"{', '.join(wrong)}: not the wanted configuration") if wrong else found

    def floor(self, hosts: int, turn: int) -> Sample:
        """Ansible alone."""
        return self.bench.sample(FLOOR, hosts, turn, tasks=1)

    def warm_up(self) -> None:
        """Each step once on one host, not counted: files are read once, and what cannot work is told early."""
        for sample in self.samples([1], 1, 1):
            if sample.failed:
                raise BenchError(f"{sample.variant}: {sample.failed}")

    def samples(self, hosts: Sequence[int], repeat: int, slow_repeat: int) -> Iterator[Sample]:
        """All of them, in turns: both sides of a step one after the other."""
        plan = {key(side, step): (side, step) for step in STEPS for side in SIDES}
        for number in hosts:
            variants = [FLOOR, *(variant(side, step, self.folder) for side, step in plan.values())]
            for turn, each in turns(variants, repeat, slow_repeat):
                yield self.floor(number, turn) if each is FLOOR else self.sample(*plan[each.key], number, turn)


def output(work: Job) -> str:
    """What a job printed."""
    return (work.folder / "output").read_text(encoding="utf-8", errors="replace")


def recap_trouble(text: str, hosts: int, changes: bool) -> str:
    """Why a play's recap is not what the step must report; empty if it is."""
    counts = [int(number) for number in _RECAP.findall(text)]
    wanted = [int(changes)] * hosts
    return "" if counts == wanted else f"{sum(counts)} of {len(counts)} hosts changed instead of {sum(wanted)}"


def growth(folder: Path, sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What each library takes for each size: `library`, `lines`, `phase`, and what growth.py says or `failed`.

    A phase that would take too long is left out: its time grows at most with the square of the size, so that what a
    smaller size took tells.
    """
    last: dict[tuple[str, str], tuple[int, float]] = {}
    for lines in sorted(sizes):
        for library, phases in LIBRARIES.items():
            able = [phase for phase in phases if expected(last.get((library, phase)), lines) <= LONGEST]
            for phase, figures in _grown(folder, library, lines, able).items():
                last[library, phase] = (lines, figures.get("cpu", LONGEST))
                yield {"library": library, "lines": lines, "phase": phase, **figures}


def expected(last: tuple[int, float] | None, lines: int) -> float:
    """CPU seconds that a phase may take, from those of a smaller size; 0 before the first."""
    return last[1] * (lines / last[0]) ** 2 if last else 0.0


def _grown(folder: Path, library: str, lines: int, phases: Sequence[str]) -> dict[str, dict[str, Any]]:
    place = folder / f"growth-{library}-{lines}"
    place.mkdir(mode=0o700)
    work = Job([sys.executable, str(HERE / "growth.py"), library, str(lines), *phases], place, environment(place))
    figures = run(work, LIMIT)
    if figures["rc"] != 0:
        said = last_words(work) if figures["rc"] is not None else f"given up after {LIMIT:.0f} s"
        return {phase: {"failed": said} for phase in phases}
    try:
        answer: dict[str, dict[str, Any]] = json.loads(output(work).splitlines()[-1])
    except (ValueError, IndexError) as error:
        raise BenchError(f"growth.py: {last_words(work)}") from error
    return answer
