# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Medians, ranges and ratios of the runs in benchmark.json."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

#: All of benchmark.json (see run.collect), or a run in it (see measure.Sample).
Data = dict[str, Any]


@dataclass(frozen=True)
class Spread:
    """A median with the smallest and the largest value."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread | None:
        """The spread of some values; None without any."""
        ordered = sorted(values)
        return cls(median(ordered), ordered[0], ordered[-1]) if ordered else None


def samples(data: Data, key: str, hosts: int) -> list[Data]:
    """The runs of a variant that did their work."""
    return [
        sample
        for sample in data["samples"]
        if sample["variant"] == key and sample["hosts"] == hosts and not sample["failed"]
    ]


def spread(data: Data, key: str, hosts: int, value: str) -> Spread | None:
    """Median and range of `wall`, `cpu` or `peak_mb`; None where there is nothing."""
    return Spread.of(sample[value] for sample in samples(data, key, hosts) if sample[value] is not None)


def seen(data: Data, key: str, hosts: int, *counters: str) -> float | None:
    """How often the switches saw something in a run, added up over the counters: the median."""
    found = Spread.of(sum(sample["switches"][name] for name in counters) for sample in samples(data, key, hosts))
    return found.middle if found else None


def ratio(data: Data, above: str, below: str, hosts: int, value: str) -> Spread | None:
    """One variant by another, turn by turn: what slowed the machine in a turn slowed both."""
    others = {sample["turn"]: sample[value] for sample in samples(data, below, hosts)}
    return Spread.of(
        sample[value] / others[sample["turn"]] for sample in samples(data, above, hosts) if others.get(sample["turn"])
    )
