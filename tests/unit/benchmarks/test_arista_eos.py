# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The benchmark of modules of arista.eos: what it runs, and what it makes of the figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from benchmarks import arista_eos, run
from benchmarks.measure import COUNTERS
from benchmarks.network import Target
from benchmarks.plays import inventory, job, play

TARGETS = [Target("leaf1", "127.1.2.3", 8443)]
CA_PATH = Path("/somewhere/ca.pem")
MODULES = [variant for variant in arista_eos.VARIANTS if variant.asks]
MACHINE = {
    "day": "2026-11-30",
    "seconds": 60,
    "cores": 2,
    "processor": "some",
    "memory_gb": 8,
    "Python": "3.11.7",
    "OpenSSL": "3.0",
    "ansible-core": "2.19",
    "ansible.netcommon": "8.2.0",
    "arista.eos": "12.0.0",
    "aerie.arista": "0.1.0",
    "urllib3": "2",
    "requests": "2",
    "anta": "1",
}


def sample(variant: str, cpu: float, **more: Any) -> dict[str, Any]:
    """A run on 20 hosts."""
    return {
        "variant": variant,
        "hosts": 20,
        "turn": 0,
        "wall": cpu,
        "cpu": cpu,
        "peak_mb": 100.0,
        "lab_cpu": 1.0,
        "switches": dict.fromkeys(COUNTERS, 7),
        "failed": "",
        **more,
    }


def data(*samples: dict[str, Any]) -> dict[str, Any]:
    return {"settings": {"hosts": [20], "tasks": 5}, "machine": MACHINE, "samples": list(samples)}


def test_all_ways_run_the_same_tasks() -> None:
    found = [play(variant, 5)[0]["tasks"] for variant in MODULES]
    assert all(tasks == found[0] for tasks in found)
    kinds = [next(key for key in entry if key != "name") for entry in found[0]]
    assert [kind.removeprefix("arista.eos.eos_") for kind in kinds] == [
        *("command", "vlans", "interfaces", "command", "vlans"),
    ]


def test_inventories_differ_in_the_way_alone() -> None:
    ways = [inventory(variant, TARGETS, CA_PATH)["all"]["vars"] for variant in MODULES]
    differing = {name for way in ways for name in way if any(way[name] != other.get(name, way[name]) for other in ways)}
    assert differing == {"ansible_connection", "ansible_network_os"}
    assert all(way["ansible_httpapi_ca_path"] == str(CA_PATH) for way in ways)


def test_the_callback_is_enabled_for_one_of_them(tmp_path: Path) -> None:
    for variant in MODULES:
        environment = job(variant, TARGETS, tmp_path / variant.key, CA_PATH, 5, 20).environment
        assert ("ANSIBLE_CALLBACKS_ENABLED" in environment) == (variant.key == "w")


@pytest.mark.parametrize(
    ("cpu", "words"),
    [
        ({"d": 10, "w": 12, "x": 30, "z": 150}, ["reached", "reached", "reached"]),
        ({"d": 10, "w": 14, "x": 50, "z": 150}, ["NOT reached", "NOT reached", "NOT reached"]),
        ({"d": 10, "w": 12}, ["reached", "not measured", "not measured"]),
    ],
)
def test_performance_targets(cpu: dict[str, float], words: list[str]) -> None:
    found = arista_eos.verdicts(data(*(sample(key, seconds) for key, seconds in cpu.items())))
    assert [verdict.word for verdict in found] == words


def test_the_report(tmp_path: Path) -> None:
    figures = data(sample("d", 10), sample("w", 12), sample("z", 150), sample("x", 1, failed="exit code 2: no"))
    assert run.kind_of(figures) is run.ARISTA_EOS
    text = run.write(run.ARISTA_EOS, figures, tmp_path).read_text()
    assert "| **w** connection aerie.arista.httpapi, preload | 1 | 12.00 | 12.00 | 120 | 100 | 1.00 |" in text
    assert "12.50" in text, "z by w"
    assert "- x, turn 1: exit code 2: no" in text
    assert "png" not in text


def test_the_option() -> None:
    options = run.parse(["--arista-eos", "--hosts", "4"])
    assert run.wanted(options) is run.ARISTA_EOS
    assert options.large_mb == 0
    with pytest.raises(SystemExit):
        run.parse(["--arista-eos", "--config"])
