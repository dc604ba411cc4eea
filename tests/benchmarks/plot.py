# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The plot of the report: CPU time of a task on a host, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .figures import Spread, spread

#: From the cheapest kind of thing to the dearest, by group; names that fit beside an axis.
GROUPS = (
    ("Plain Python", {"e2": "asynceapi", "e1": "requests, 20 threads", "e3": "our client, 20 threads"}),
    ("Ansible's floor", {"d2": "set_fact, connection local", "d": "set_fact, our connection"}),
    ("Our connection", {"f": "eapi_fleet, one task for all", "a": "eapi_command"}),
    (
        "ansible.netcommon.httpapi",
        {"c2": "eos_command, our plugin", "b": "eapi_command, our plugin", "c": "eos_command, arista.eos's plugin"},
    ),
)
OURS, OTHERS, GREY = "#c2410c", "#1e4e79", "#6b7280"
MARKERS = ("o", "D", "s", "^")


@contextmanager
def drawing(size: tuple[float, float], png: Path, svg: Path) -> Iterator[Any]:
    """A figure of a size in inches, saved in two files at the end."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "aerie.arista", "font.size": 11, "font.family": "DejaVu Sans"})
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=size, layout="constrained")
    try:
        yield figure
        figure.savefig(png, dpi=150)
        figure.savefig(svg, metadata={"Date": None})
    finally:
        pyplot.close(figure)


def plot(data: dict[str, Any], png: Path, svg: Path) -> None:
    """Draw it into two files."""
    rows = _rows(data)
    with drawing((10.5, 1.6 + 0.46 * len(rows)), png, svg) as figure:
        axes = figure.add_subplot()
        for place, (key, _label) in enumerate(rows):
            if key:
                _row(axes, data, key, place)
        _dress(axes, data, rows)


def _rows(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Key and label from top to bottom; a group's heading has no key."""
    rows: list[tuple[str, str]] = []
    for heading, members in GROUPS:
        known = [(key, label) for key, label in members.items() if any(_each(data, key, n) for n in _hosts(data))]
        if known:
            rows += [("", heading), *known]
    return rows


def _hosts(data: dict[str, Any]) -> list[int]:
    return list(data["settings"]["hosts"])


def _each(data: dict[str, Any], key: str, hosts: int) -> Spread | None:
    """CPU milliseconds a task and host."""
    found = spread(data, key, hosts, "cpu")
    scale = 1000 / (hosts * data["settings"]["tasks"])
    return Spread(found.middle * scale, found.low * scale, found.high * scale) if found else None


def _row(axes: Any, data: dict[str, Any], key: str, place: int) -> None:
    """A variant: a mark for each number of hosts, with its range, and the figures beside the last."""
    colour = OURS if key in ("a", "f", "e3", "b", "c2") else GREY if key.startswith("d") else OTHERS
    known = [(number, each) for number, hosts in enumerate(_hosts(data)) if (each := _each(data, key, hosts))]
    axes.hlines(place, 1e-3, max(each.middle for _count, each in known), color=colour, alpha=0.22, linewidth=7)
    for number, each in known:
        filled = colour if number == 0 else "white"
        axes.hlines(place, each.low, each.high, color=colour, linewidth=1.6)
        axes.plot(each.middle, place, MARKERS[number % len(MARKERS)], color=colour, mfc=filled, ms=8, mew=1.7, zorder=3)
    text = " / ".join(f"{each.middle:.1f}" if each.middle < 100 else f"{each.middle:.0f}" for _count, each in known)
    edge = max(each.high for _count, each in known)
    axes.annotate(f"{text} ms", (edge, place), xytext=(11, 0), textcoords="offset points", va="center", color=colour)


def _dress(axes: Any, data: dict[str, Any], rows: list[tuple[str, str]]) -> None:
    """Scales, labels and legend."""
    from matplotlib.lines import Line2D

    values = [each for key, _label in rows if key for hosts in _hosts(data) if (each := _each(data, key, hosts))]
    low, high = min(each.low for each in values), max(each.high for each in values)
    axes.set_xscale("log")
    axes.set_xlim(low / 1.6, high * 3.2)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [label for _key, label in rows])
    for tick, (key, _label) in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_weight("normal" if key else "bold")
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.grid(axis="x", which="major", color="#d1d5db", linewidth=0.8)
    axes.grid(axis="x", which="minor", color="#eceef1", linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    settings = data["settings"]
    axes.set_xlabel("CPU milliseconds for one task on one host, logarithmic (median; line: smallest to largest)")
    axes.set_title(
        f"One show command over eAPI, {settings['tasks']} tasks, {settings['forks']} forks", loc="left", pad=12
    )
    marks = [
        Line2D(
            [],
            [],
            marker=MARKERS[number % len(MARKERS)],
            color=GREY,
            linestyle="",
            ms=8,
            mew=1.7,
            mfc=GREY if number == 0 else "white",
            label=f"{hosts} switches",
        )
        for number, hosts in enumerate(_hosts(data))
    ]
    axes.legend(handles=marks, loc="upper right", frameon=False)
