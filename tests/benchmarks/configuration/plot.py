# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The plot of the report: CPU time by size and per line, and of the steps on many switches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..figures import Data, ratio, spread
from ..plot import GREY, OTHERS, OURS, drawing
from .report import NAMES, compared, per_line
from .steps import FLOOR, STEPS, key

#: Phases: colour, line, mark and name.
CURVES = (
    ("netcommon", "missing", OTHERS, "-", "s", "missing lines"),
    ("netcommon", "parse", OTHERS, "--", "D", "read"),
    ("ours", "unified", OURS, ":", "v", "unified diff"),
    ("ours", "missing", OURS, "-", "o", "missing lines"),
    ("ours", "parse", OURS, "--", "^", "read"),
    ("ours", "commands", OURS, "-.", "P", "commands"),
)


def plot(data: Data, png: Path, svg: Path) -> None:
    """Draw it into two files."""
    with drawing((11.5, 9.4), png, svg) as figure:
        above, below = figure.add_gridspec(2, 1, height_ratios=(1.15, 1), hspace=0.08)
        left, right = above.subgridspec(1, 2, wspace=0.06).subplots()
        _growth(left, data)
        _per_line(right, data)
        handles, labels = left.get_legend_handles_labels()
        right.legend(handles, labels, frameon=False, loc="upper left", fontsize=9.5)
        _steps(figure.add_subplot(below), data)


def _growth(axes: Any, data: Data) -> None:
    """CPU milliseconds by size, and the slope of what is linear."""
    for library, phase, colour, style, mark, label in CURVES:
        known = per_line(data, library, phase)
        if known:
            values = [each * lines / 1000 for lines, each in known.items()]
            axes.plot([*known], values, mark + style, color=colour, ms=6, lw=1.7, label=f"{NAMES[library]}: {label}")
    _scales(axes, data)
    axes.set_ylabel("CPU milliseconds")
    axes.set_title("Time", loc="left", pad=10)


def _per_line(axes: Any, data: Data) -> None:
    """CPU time per line by that of the smallest size: what is linear stays at 1."""
    top = 1.0
    for library, phase, colour, style, mark, _label in CURVES:
        known = per_line(data, library, phase)
        if known:
            values = [each / known[min(known)] for each in known.values()]
            top = max(top, *values)
            axes.plot([*known], values, mark + style, color=colour, ms=6, lw=1.7)
    axes.axhline(1, color=GREY, lw=1)
    _scales(axes, data)
    axes.set_ylim(0.5, max(8.0, top * 12))  # room for the legend
    sizes = sorted({entry["lines"] for entry in data["growth"]})
    axes.annotate("linear", (sizes[0], 1), xytext=(2, -14), textcoords="offset points", color=GREY, fontsize=10)
    axes.set_title(f"Time per line, times that at {sizes[0]:,} lines", loc="left", pad=10)


def _scales(axes: Any, data: Data) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    sizes = sorted({entry["lines"] for entry in data["growth"]})
    axes.set_xticks(sizes, [f"{size / 1000:g}k" if size >= 1000 else str(size) for size in sizes], minor=False)
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.set_xlabel("lines of configuration")
    axes.grid(which="major", color="#d1d5db", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _steps(axes: Any, data: Data) -> None:
    """Bars: CPU seconds of a play, both modules, and what Ansible takes of it."""
    hosts = compared(data)
    names = {"theirs": ("eos_config (times eapi_config)", OTHERS, -0.2), "ours": ("eapi_config", OURS, 0.2)}
    floor = spread(data, FLOOR.key, hosts, "cpu")
    for place, step in enumerate(STEPS):
        found = {side: spread(data, key(side, step), hosts, "cpu") for side in names}
        for side, (label, colour, shift) in names.items():
            if known := found[side]:
                more = ratio(data, key("theirs", step), key("ours", step), hosts, "cpu") if side == "theirs" else None
                axes.barh(place + shift, known.middle, 0.36, color=colour, label=label if place == 0 else None)
                axes.annotate(
                    f"{known.middle:.1f} s" + (f"  ({more.middle:.1f} ×)" if more else ""),
                    (known.middle, place + shift),
                    xytext=(6, 0),
                    textcoords="offset points",
                    va="center",
                    color=colour,
                )
    if floor:
        axes.axvline(floor.middle, color=GREY, lw=1.3, ls="--", label="Ansible alone (set_fact)")
    axes.set_yticks(range(len(STEPS)), [f"{step.key}: {step.label}" for step in STEPS])
    axes.set_ylim(len(STEPS) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0, pad=6)
    axes.set_xlim(0, axes.get_xlim()[1] * 1.15)
    axes.set_xlabel("CPU seconds of a play, all processes")
    lines = data["settings"]["lines"]
    title = f"One task on {hosts} switches, a configuration of {lines:,} lines"
    axes.set_title(title, loc="left", pad=10)
    axes.grid(axis="x", color="#d1d5db", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.legend(frameon=False, loc="lower right", fontsize=10)
