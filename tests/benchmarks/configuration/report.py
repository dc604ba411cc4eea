# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""From figures to the report on configurations."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import Any

from ..figures import Data, ratio, samples, spread
from ..tables import Verdict, cell, failures, heading, machine, table, times, verdict_table
from ..texts import QUICK
from . import texts
from .generator import ASN, candidate, section
from .measure import LIBRARIES, LONGEST
from .steps import FLOOR, STEPS, key

#: eos_config is to take at least this many times ours, on so many hosts.
LEAST_UNDER_THEIRS, HOSTS = 10.0, 20
#: CPU time per line may grow this many times from the smallest to the largest size.
MOST_GROWTH = 2.5
TITLES = {"parse": "read", "missing": "missing", "commands": "commands", "unified": "unified"}
NAMES = {"ours": "ours", "netcommon": "NetworkConfig"}
VALUES = {"cpu": "CPU time", "wall": "wall time"}


# -- what was to be reached ------------------------------------------------------------------------------------------


def verdicts(data: Data) -> list[Verdict]:
    """Each step's CPU and wall time on twenty hosts, and how each phase grows."""
    hosts = compared(data)
    steps = [_faster(data, step.key, hosts, value) for value in VALUES for step in STEPS]
    return [*steps, *(_linear(data, phase) for phase in LIBRARIES["ours"])]


def compared(data: Data) -> int:
    """The number of hosts that is judged: twenty, or the most there are."""
    found: list[int] = data["settings"]["hosts"]
    return HOSTS if HOSTS in found else max(found)


def _faster(data: Data, step: str, hosts: int, value: str) -> Verdict:
    found = ratio(data, f"theirs-{step}", f"ours-{step}", hosts, value)
    wanted = f"{hosts} hosts, {step}: eos_config's {VALUES[value]} is at least {LEAST_UNDER_THEIRS:.0f} × ours"
    return Verdict(wanted, times(found), found.middle >= LEAST_UNDER_THEIRS if found else None)


def _linear(data: Data, phase: str) -> Verdict:
    known = per_line(data, "ours", phase)
    wanted = f"growth of *{TITLES[phase]}*: CPU time per line grows at most {MOST_GROWTH} times"
    if len(known) < 2:
        return Verdict(wanted, "–", None)
    low, high = min(known), max(known)
    grown = known[high] / known[low]
    return Verdict(wanted, f"{grown:.2f} × from {low:,} to {high:,} lines", grown <= MOST_GROWTH)


def per_line(data: Data, library: str, phase: str) -> dict[int, float]:
    """CPU microseconds per line, by size."""
    return {lines: figures["cpu"] / lines * 1e6 for lines, figures in grown(data, library, phase)}


def grown(data: Data, library: str, phase: str) -> Iterator[tuple[int, Data]]:
    """Sizes and figures of a phase that did its work."""
    for entry in data["growth"]:
        if entry["library"] == library and entry["phase"] == phase and "failed" not in entry:
            yield entry["lines"], entry


# -- plays -----------------------------------------------------------------------------------------------------------


def plays(data: Data, hosts: int) -> list[str]:
    """What a run cost."""
    titles = {FLOOR.key: "floor: `set_fact`"}
    for step in STEPS:
        titles[key("ours", step)] = f"**{step.key}** eapi_config"
        titles[key("theirs", step)] = f"**{step.key}** eos_config"
    rows = []
    for name, title in titles.items():
        cpu, lab = (spread(data, name, hosts, value) for value in ("cpu", "lab_cpu"))
        if cpu and lab:
            count = str(len(samples(data, name, hosts)))
            wall, memory = cell(spread(data, name, hosts, "wall")), cell(spread(data, name, hosts, "peak_mb"), ".0f")
            rows.append((title, count, wall, cell(cpu), memory, f"{lab.middle:.2f}"))
    return table(("", "runs", "wall s", "CPU s", "peak memory MB", "lab's CPU s"), rows)


def ratios(data: Data) -> list[str]:
    """eos_config by eapi_config."""
    rows = []
    for hosts in data["settings"]["hosts"]:
        for step in STEPS:
            pair = key("theirs", step), key("ours", step)
            found = [ratio(data, *pair, hosts, value) for value in ("cpu", "wall", "peak_mb")]
            over = ratio(data, pair[1], FLOOR.key, hosts, "cpu")
            rows.append((f"**{step.key}** {step.title}", str(hosts), *(cell(each) for each in [*found, over])))
    return table(("", "hosts", "CPU", "wall", "peak memory", "ours by the floor, CPU"), rows)


# -- growth ----------------------------------------------------------------------------------------------------------


def growth(data: Data) -> list[str]:
    """CPU time and memory of the libraries, by size."""
    columns = [(library, phase) for library, phases in LIBRARIES.items() for phase in phases]
    head = ("lines", *(f"{NAMES[library]}, {TITLES[phase]}" for library, phase in columns))
    sizes = sorted({entry["lines"] for entry in data["growth"]})
    found = {(library, phase): dict(grown(data, library, phase)) for library, phase in columns}
    tables = []
    for title, value, form in (
        ("CPU milliseconds:", lambda entry, _lines: entry["cpu"] * 1000, ",.3g"),
        ("CPU microseconds per line:", lambda entry, lines: entry["cpu"] / lines * 1e6, ",.2f"),
        ("Peak memory, MB:", lambda entry, _lines: entry["memory_mb"], ".2f"),
    ):
        rows = [
            (f"{lines:,}", *(_figure(found[column].get(lines), lines, value, form) for column in columns))
            for lines in sizes
        ]
        tables += [title, "", *table(head, rows), ""]
    return [*tables, *_left_out(data)]


def _figure(entry: Data | None, lines: int, value: Any, form: str) -> str:
    number = value(entry, lines) if entry else None
    if number is None:
        return "–"
    return f"{number:,.0f}" if number >= 1000 else f"{number:{form}}"


def _left_out(data: Data) -> list[str]:
    """Phases that had no part in the largest sizes, and those that failed."""
    lines = []
    sizes = sorted({entry["lines"] for entry in data["growth"]})
    for library, phases in LIBRARIES.items():
        for phase in phases:
            seen = {e["lines"] for e in data["growth"] if e["library"] == library and e["phase"] == phase}
            first = next((size for size in sizes if size not in seen), None)
            if first is not None:
                names = {"library": NAMES[library], "phase": TITLES[phase], "lines": first, "longest": LONGEST}
                lines += [" ".join(texts.LEFT_OUT.format_map(names).split()), ""]
    failed = [entry for entry in data["growth"] if "failed" in entry]
    lines += [
        f"- {entry['library']}, {entry['phase']}, {entry['lines']:,} lines: {entry['failed']}" for entry in failed
    ]
    return [*lines, ""] if failed else lines


# -- the whole -------------------------------------------------------------------------------------------------------


def markdown(data: Data) -> str:
    """The report."""
    settings = data["settings"]
    about = machine(data) + texts.TURNS.format_map(settings) + (QUICK if settings["quick"] else "")
    lines = [
        *heading("How fast configuration is", "benchmark-config.png", "CPU time by size, and of plays", about),
        *verdict_table(verdicts(data)),
        *failures(sample for sample in data["samples"] if sample["failed"]),
        "## Plays",
        texts.PLAYS.format_map({**settings, "hosts": " and ".join(map(str, settings["hosts"]))}),
    ]
    for hosts in settings["hosts"]:
        lines += [f"### {hosts} {'host' if hosts == 1 else 'hosts'}", "", *plays(data, hosts), ""]
    lines += ["### eos_config by eapi_config", "", *ratios(data), ""]
    lines += ["## Growth", texts.GROWTH, *growth(data)]
    lines += ["## How to read it", texts.READING.format_map(_named(data))]
    lines += [
        "The figures of every run are in [benchmark-config.json](benchmark-config.json). "
        '`make bench ARGS="--config"` measures anew.'
    ]
    return "\n".join(lines) + "\n"


def _named(data: Data) -> dict[str, Any]:
    sizes = [entry["lines"] for entry in data["growth"]]
    small, large = min(sizes), max(sizes)
    entries = section(candidate(data["settings"]["lines"], ASN)).count("\n")
    sorting = log(large) / log(small)
    return {"section": entries, "small": small, "large": large, "sorting": sorting, "quadratic": large / small}
