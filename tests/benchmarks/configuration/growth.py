# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What reading and comparing configurations costs a library alone, without Ansible and without switches.

    python growth.py ours|netcommon LINES [PHASE ...]

Prints JSON, for each phase `cpu` (CPU seconds, the median of some rounds), `rounds`, and `memory_mb` (10^6 bytes, the
peak of Python's allocations in a round of its own; null for a phase that takes long). All phases work on a
configuration and on the same one with one of a hundred lines changed.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

# Run by its path, this folder would be searched first: search that of the benchmarks' package instead.
sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)

from benchmarks.clients import COLLECTIONS  # noqa: E402
from benchmarks.configuration.generator import ASN, candidate, edited  # noqa: E402

#: A phase is repeated until it has taken so many CPU seconds, and so many times at least (if that is not too long).
ENOUGH, ROUNDS, LONG = 0.5, 3, 2.0
Phases = dict[str, Callable[[], object]]


def ours(running: str, wanted: str) -> Phases:
    """What eapi_config is made of."""
    sys.path += COLLECTIONS
    from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config import compare as config_diff
    from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config

    there, candidate = Config.parse(running), Config.parse(wanted)
    return {
        "parse": lambda: Config.parse(wanted),
        "missing": lambda: config_diff.missing(candidate, there).commands(),
        "commands": candidate.commands,
        "unified": lambda: config_diff.unified(there, candidate),
    }


def netcommon(running: str, wanted: str) -> Phases:
    """What eos_config calls: parsing, and the difference as commands."""
    sys.path += COLLECTIONS
    from ansible_collections.ansible.netcommon.plugins.module_utils.network.common.config import NetworkConfig, dumps

    there, candidate = (NetworkConfig(indent=3, contents=text) for text in (running, wanted))
    return {
        "parse": lambda: NetworkConfig(indent=3, contents=wanted),
        "missing": lambda: dumps(candidate.difference(there, match="line"), "commands"),
    }


def cost(work: Callable[[], object]) -> dict[str, Any]:
    """What a phase costs."""
    gc.collect()
    times = [_cpu(work)]
    while times[0] < LONG and (sum(times) < ENOUGH or len(times) < ROUNDS):
        times.append(_cpu(work))
    memory = memory_mb(work) if times[0] < LONG else None
    return {"cpu": median(times), "rounds": len(times), "memory_mb": memory}


def memory_mb(work: Callable[[], object]) -> float:
    """The peak of what Python allocates in one round, 10^6 bytes. Being watched, the round is slower."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Measure, and print the figures."""
    kind, lines, *wanted = sys.argv[1:]
    text = candidate(int(lines), ASN)
    phases = {"ours": ours, "netcommon": netcommon}[kind](text, edited(text))
    print(json.dumps({name: cost(work) for name, work in phases.items() if name in wanted or not wanted}))


if __name__ == "__main__":
    main()
