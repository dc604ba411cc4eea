# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Modules of arista.eos, the same tasks over three ways: their plugin, ours, and Ansible's worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .figures import Data, ratio
from .measure import Bench, Sample, turns
from .report import costs, counters, ratios
from .tables import Verdict, failures, heading, machine, times, verdict_table
from .variants import BECOME, BY_KEY, CA_PATH, OUR_HTTPAPI, THEIR_HTTPAPI, THEIR_TASK, Variant

#: What changes the switch in every run, so that all ways do the same work.
NEW = "{{ 999999 | random }}"
MODULES: tuple[dict[str, Any], ...] = (
    {"arista.eos.eos_vlans": {"config": [{"vlan_id": 80, "name": f"v{NEW}"}]}},
    {"arista.eos.eos_interfaces": {"config": [{"name": "Ethernet7", "description": NEW}]}},
)
WORKER = {
    **BECOME,
    "ansible_connection": "aerie.arista.httpapi",
    "ansible_network_os": "arista.eos.eos",
    "ansible_httpapi_use_ssl": True,
    "ansible_httpapi_ca_path": CA_PATH,
}
PRELOAD = {"ANSIBLE_CALLBACKS_ENABLED": "aerie.arista.preload"}

VARIANTS = (
    BY_KEY["d"],
    BY_KEY["d2"],
    Variant("w", "connection aerie.arista.httpapi, preload", THEIR_TASK, WORKER, further=MODULES, environment=PRELOAD),
    Variant("x", "connection aerie.arista.httpapi alone", THEIR_TASK, WORKER, further=MODULES),
    Variant("y", "netcommon.httpapi with our plugin", THEIR_TASK, OUR_HTTPAPI, slow=True, further=MODULES),
    Variant("z", "netcommon.httpapi with arista.eos's plugin", THEIR_TASK, THEIR_HTTPAPI, slow=True, further=MODULES),
)
#: With preload, CPU time may be this many times the floor's, and their own way is to cost so many times ours.
MOST_OVER_FLOOR, LEAST_UNDER_THEIRS = 1.3, 12.0
#: … and without it.
LEAST_WITHOUT = 4.0
RATIOS = (
    ("w", "d", "what the modules add to Ansible itself, with preload"),
    ("w", "d2", "the same, against the cheapest connection there is"),
    ("x", "w", "without preload"),
    ("z", "w", "arista.eos's plugin against the worker with preload"),
    ("z", "x", "… and without preload"),
    ("z", "y", "arista.eos's plugin against ours, both over netcommon.httpapi"),
)

ABOUT = """
The same five tasks of released modules (`eos_command`, `eos_vlans`, `eos_interfaces`, `eos_command`, `eos_vlans`) over
each way; the inventories differ in `ansible_connection` or `ansible_network_os` alone. Each run gives the VLAN and the
interface new names, so all ways do the same work.
"""
READING = """
**d** is `set_fact` in place of the modules: what Ansible takes for itself. **d2** is the same with the connection
`local` and without `become`. What the figures mean, and how they are taken:
[how to read it](benchmark.md#how-to-read-it).

The figures of every run are in [benchmark-arista-eos.json](benchmark-arista-eos.json).
`make bench ARGS="--arista-eos"` measures anew.
"""


def measure(bench: Bench, options: Any, say: Callable[[Sample], None]) -> list[Sample]:
    """All ways on all numbers of hosts."""
    for variant in VARIANTS:
        bench.sample(variant, 1, 0, tasks=1)
    found = []
    for hosts in options.hosts:
        for turn, variant in turns(VARIANTS, options.repeat, options.slow_repeat):
            found.append(bench.sample(variant, hosts, turn))
            say(found[-1])
    return found


def verdicts(data: Data) -> list[Verdict]:
    """The targets, and the figures."""
    found = []
    for hosts in data["settings"]["hosts"]:
        for above, below, limit, most, what in (
            ("w", "d", MOST_OVER_FLOOR, True, "with preload, at most {} × the floor's CPU time"),
            ("z", "w", LEAST_UNDER_THEIRS, False, "with preload, their own way takes at least {} × the CPU time"),
            ("z", "x", LEAST_WITHOUT, False, "without preload, their own way takes at least {} × the CPU time"),
        ):
            times_found = ratio(data, above, below, hosts, "cpu")
            reached = None
            if times_found is not None:
                reached = times_found.middle <= limit if most else times_found.middle >= limit
            wanted = f"{hosts} hosts: {what.format(f'{limit:g}')} ({above} by {below})"
            found.append(Verdict(wanted, times(times_found), reached))
    return found


def markdown(data: Data) -> str:
    """The report."""
    lines = [
        *heading("Modules of arista.eos over three ways", "", "", machine(data) + ABOUT),
        *verdict_table(verdicts(data)),
        *failures(sample for sample in data["samples"] if sample["failed"]),
    ]
    for hosts in data["settings"]["hosts"]:
        lines += [f"## {hosts} hosts × {data['settings']['tasks']} tasks", "", *costs(data, hosts, VARIANTS), ""]
        lines += ["What the switches saw in one run, all together:", "", *counters(data, hosts, VARIANTS), ""]
    lines += ["## Ratios", "", *ratios(data, RATIOS), "", READING.strip("\n")]
    return "\n".join(lines) + "\n"
