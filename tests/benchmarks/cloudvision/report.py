# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""From figures to the report on CloudVision."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from ..figures import Data, Spread, ratio, spread
from ..tables import Verdict, cell, failures, heading, machine, table, times, verdict_table
from ..texts import QUICK
from . import texts
from .measure import FEWER, KINDS, LISTS, PLAYS, ROUNDS

#: pyavd's inventory call is to take at least this many times ours, a task at most this many times the floor's CPU
#: time, and the inventory less than this many times its raw streams.
LEAST_UNDER_PYAVD, MOST_OVER_FLOOR, MOST_OVER_RAW = 10.0, 2.0, 3.0
TITLES = {"devices-1000": "1,000 devices", "devices-10000": "10,000 devices", "assignments": "10,000 tag assignments"}
VALUES = {"wall": "wall", "cpu": "CPU"}


# -- figures ---------------------------------------------------------------------------------------------------------


def calls(data: Data, name: str, kind: str, value: str) -> dict[int, float]:
    """Turn → seconds of a call, the median of its process."""
    return {
        entry["turn"]: median(call[value] for call in entry["calls"])
        for entry in data["lists"]
        if (entry["list"], entry["kind"]) == (name, kind) and "failed" not in entry
    }


def by_ours(data: Data, name: str, kind: str, value: str) -> Spread | None:
    """A peer's call by ours, turn by turn."""
    ours = calls(data, name, "ours", value)
    peer = calls(data, name, kind, value)
    return Spread.of(peer[turn] / ours[turn] for turn in peer if ours.get(turn))


def inventory(data: Data, value: str) -> dict[int, float]:
    """Turn → seconds of `raw`, `parse` or `manager`, the median of its rounds."""
    return {
        entry["turn"]: median(found[value] for found in entry["rounds"])
        for entry in data["inventory"]
        if "failed" not in entry
    }


def by_raw(data: Data, value: str) -> Spread | None:
    """`parse` or `manager` by the raw streams, turn by turn."""
    raw, found = inventory(data, "raw"), inventory(data, value)
    return Spread.of(found[turn] / raw[turn] for turn in found)


# -- what was to be reached ------------------------------------------------------------------------------------------


def verdicts(data: Data) -> list[Verdict]:
    """The list of a thousand devices, a task, the inventory."""
    found = [_faster(data, value) for value in VALUES]
    over = ratio(data, "task", "floor", data["settings"]["hosts"][-1], "cpu")
    wanted = f"a task of cloudvision_resource_info takes at most {MOST_OVER_FLOOR:.0f} × the floor's CPU time"
    found.append(Verdict(wanted, times(over), over.middle <= MOST_OVER_FLOOR if over else None))
    filled = by_raw(data, "parse")
    wanted = f"10,000 devices are in an inventory in under {MOST_OVER_RAW:.0f} × the raw streams' time"
    return [*found, Verdict(wanted, times(filled), filled.middle < MOST_OVER_RAW if filled else None)]


def _faster(data: Data, value: str) -> Verdict:
    found = by_ours(data, "devices-1000", "pyavd", value)
    wanted = f"1,000 devices: pyavd's inventory call takes at least {LEAST_UNDER_PYAVD:.0f} × our {VALUES[value]} time"
    return Verdict(wanted, times(found), found.middle >= LEAST_UNDER_PYAVD if found else None)


# -- tables ----------------------------------------------------------------------------------------------------------


def lists(data: Data) -> list[str]:
    """A call of each client."""
    rows = []
    for name, _devices, _what in LISTS:
        for kind in KINDS:
            known = [entry for entry in data["lists"] if (entry["list"], entry["kind"]) == (name, kind)]
            done = [entry for entry in known if "failed" not in entry]
            if not done:
                continue
            cells = (_milliseconds(calls(data, name, kind, value).values()) for value in VALUES)
            ratios = (
                ("1", "1") if kind == "ours" else (cell(by_ours(data, name, kind, value), ".1f") for value in VALUES)
            )
            first = cell(Spread.of(entry["first"]["wall"] for entry in done))
            memory = cell(
                Spread.of(entry["process"]["peak_mb"] for entry in done if entry["process"]["peak_mb"]), ".0f"
            )
            title = f"{TITLES[name]}, **{kind}**" if kind == "ours" else f"{TITLES[name]}, {kind}"
            rows.append((title, *cells, *ratios, first, memory))
    head = ("", "wall ms", "CPU ms", "wall by ours", "CPU by ours", "first call, wall s", "process, peak memory MB")
    return table(head, rows)


def _milliseconds(values: Iterable[float]) -> str:
    return cell(Spread.of(value * 1000 for value in values), ",.1f")


def plays(data: Data) -> list[str]:
    """What the plays cost."""
    hosts = data["settings"]["hosts"][-1]
    rows = []
    for key in PLAYS:
        cells = (cell(spread(data, key, hosts, value)) for value in ("wall", "cpu"))
        over = "1" if key == "floor" else cell(ratio(data, key, "floor", hosts, "cpu"))
        title = "floor: `set_fact`" if key == "floor" else "**cloudvision_resource_info**, one device by its key"
        rows.append((title, *cells, over, cell(spread(data, key, hosts, "peak_mb"), ".0f")))
    return table(("", "wall s", "CPU s", "CPU by the floor", "peak memory MB"), rows)


def hosts_table(data: Data) -> list[str]:
    """What the inventory takes."""
    titles = {"raw": "raw", "parse": "**plugin**", "manager": "Ansible"}
    rows = []
    for value, title in titles.items():
        over = "1" if value == "raw" else cell(by_raw(data, value))
        rows.append((title, cell(Spread.of(inventory(data, value).values())), over))
    return table(("", "wall s", "by raw"), rows)


# -- the whole -------------------------------------------------------------------------------------------------------


def failed(data: Data) -> list[Data]:
    """What did not do its work."""
    named = [{**entry, "kind": f"{entry['list']}, {entry['kind']}"} for entry in data["lists"] if "failed" in entry]
    named += [{**entry, "kind": "inventory"} for entry in data["inventory"] if "failed" in entry]
    return [*named, *(sample for sample in data["samples"] if sample["failed"])]


def markdown(data: Data) -> str:
    """The report."""
    settings = data["settings"]
    about = machine(data) + texts.PEERS.format_map({**data["packages"], **settings})
    about += QUICK if settings["quick"] else ""
    count = next((entry["hosts"] for entry in data["inventory"] if "failed" not in entry), 0)
    hosts = settings["hosts"][-1]
    lines = [
        *heading("How fast CloudVision is", "benchmark-cloudvision.png", "Time of lists, CPU time of plays", about),
        *verdict_table(verdicts(data)),
        *failures(failed(data)),
        "## Lists",
        texts.LISTS.format(rounds=ROUNDS, fewer=FEWER),
        *lists(data),
        "",
        "## A task",
        texts.PLAYS.format_map({**settings, "hosts": hosts}),
        *plays(data),
        "",
        "## An inventory",
        texts.HOSTS.format(hosts=count),
        *hosts_table(data),
        "",
        "## How to read it",
        texts.READING,
        "The figures of every run are in [benchmark-cloudvision.json](benchmark-cloudvision.json). "
        '`make bench ARGS="--cloudvision"` measures anew.',
    ]
    return "\n".join(lines) + "\n"
