# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The plot of the report: the time of a call by each client, of the inventory, and the CPU time of the plays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..figures import Data, Spread, spread
from ..plot import GREY, OTHERS, OURS, drawing
from .measure import KINDS, LISTS
from .report import TITLES, calls, inventory

COLOURS = {"ours": OURS, "pyavd": OTHERS, "vendor": GREY}


def plot(data: Data, png: Path, svg: Path) -> None:
    """Draw it into two files."""
    with drawing((11.5, 4.8), png, svg) as figure:
        left, middle, right = figure.subplots(1, 3, width_ratios=(2.2, 1, 0.8))
        _lists(left, data)
        rows = {"raw streams": (inventory(data, "raw"), GREY), "plugin": (inventory(data, "parse"), OURS)}
        _bars(middle, {name: (Spread.of(found.values()), colour) for name, (found, colour) in rows.items()})
        middle.set_title("10,000 devices into\nan inventory, wall s", fontsize=11)
        hosts = data["settings"]["hosts"][-1]
        _bars(
            right,
            {
                "set_fact": (spread(data, "floor", hosts, "cpu"), GREY),
                "resource_info": (spread(data, "task", hosts, "cpu"), OURS),
            },
        )
        right.set_title(f"A play on {hosts} hosts,\nCPU s", fontsize=11)


def _lists(axes: Any, data: Data) -> None:
    for number, kind in enumerate(KINDS):
        for place, (name, _devices, _what) in enumerate(LISTS):
            found = Spread.of(value * 1000 for value in calls(data, name, kind, "wall").values())
            if found is None:
                continue
            at = place + (number - 1) * 0.27
            axes.bar(at, found.middle, 0.25, color=COLOURS[kind], label=kind if place == 0 else None)
            axes.annotate(f"{found.middle:,.0f}", (at, found.middle), ha="center", va="bottom", fontsize=9)
    axes.set_yscale("log")
    axes.set_xticks(range(len(LISTS)), [TITLES[name] for name, _devices, _what in LISTS])
    axes.set_title("A list over an open connection, wall ms", fontsize=11)
    axes.legend(frameon=False, loc="upper left")
    axes.margins(y=0.15)
    _dress(axes)


def _bars(axes: Any, rows: dict[str, tuple[Spread | None, str]]) -> None:
    for place, (found, colour) in enumerate(rows.values()):
        if found is not None:
            axes.bar(place, found.middle, 0.6, color=colour)
            axes.annotate(f"{found.middle:.2f}", (place, found.middle), ha="center", va="bottom", fontsize=9)
    axes.set_xticks(range(len(rows)), list(rows))
    _dress(axes)


def _dress(axes: Any) -> None:
    axes.spines[["top", "right"]].set_visible(False)
