# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The benchmark of CloudVision: what the report makes of figures, and its options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks import run
from benchmarks.cloudvision import hosts, measure, plot, report

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory import hosts as plugin_hosts
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.query import build_filters

MACHINE = {
    "day": "2026-01-31",
    "cores": 4,
    "processor": "a processor",
    "memory_gb": 8.0,
    "seconds": 300,
    **dict.fromkeys(("Python", "OpenSSL", "ansible-core", "urllib3", "requests", "anta"), "1.2"),
    **dict.fromkeys(("ansible.netcommon", "arista.eos", "aerie.arista"), "3.4"),
}


def sample(variant: str, cpu: float, turn: int, failed: str = "") -> dict[str, Any]:
    return {
        "variant": variant,
        "hosts": 20,
        "turn": turn,
        "wall": cpu / 2,
        "cpu": cpu,
        "peak_mb": 80.0,
        "lab_cpu": 0.1,
        "switches": {"calls": 1},
        "failed": failed,
    }


def listed(name: str, kind: str, turn: int, *walls: float) -> dict[str, Any]:
    calls = [{"wall": wall, "cpu": wall / 2} for wall in walls]
    process = {"wall": 1.0, "cpu": 1.0, "peak_mb": 30.0}
    first = {"wall": 0.5, "cpu": 0.25}
    return {"list": name, "kind": kind, "turn": turn, "count": 9, "first": first, "calls": calls, "process": process}


def figures(pyavd: float = 0.2, task: float = 3.0, parse: float = 0.5) -> dict[str, Any]:
    """Two turns: ours takes 10 ms, the floor 2 s, the raw streams 0.2 s."""
    lists = [
        entry
        for turn in range(2)
        for name, _devices, _what in measure.LISTS
        for entry in (
            listed(name, "ours", turn, 0.01, 0.01, 9.0),
            listed(name, "pyavd", turn, pyavd, pyavd, pyavd * 9),
            {"list": name, "kind": "vendor", "turn": turn, "failed": "it broke"},
        )
    ]
    rounds = [{"raw": 0.2, "parse": parse, "manager": parse * 2}] * 3
    return {
        "settings": {"hosts": [20], "tasks": 5, "forks": 20, "repeat": 2, "quick": False},
        "machine": MACHINE,
        "packages": dict.fromkeys(measure.PACKAGES, "7.8"),
        "samples": [sample(*one, turn) for turn in range(2) for one in (("floor", 2.0), ("task", task))],
        "lists": lists,
        "inventory": [{"turn": turn, "hosts": 10000, "rounds": rounds} for turn in range(2)],
    }


def words(data: dict[str, Any]) -> list[str]:
    return [verdict.word for verdict in report.verdicts(data)]


def test_verdicts() -> None:
    assert words(figures()) == ["reached"] * 4
    assert words(figures(pyavd=0.09)) == ["NOT reached", "NOT reached", "reached", "reached"]
    assert words(figures(task=4.1)) == ["reached", "reached", "NOT reached", "reached"]
    assert words(figures(parse=0.61)) == ["reached", "reached", "reached", "NOT reached"]
    nothing = {**figures(), "samples": [], "lists": [], "inventory": [{"turn": 0, "failed": "no"}]}
    assert words(nothing) == ["not measured"] * 4
    assert [verdict.found for verdict in report.verdicts(figures())] == ["20.00 ×", "20.00 ×", "1.50 ×", "2.50 ×"]


def test_report_and_plot(tmp_path: Path) -> None:
    data = figures()
    data["samples"].append(sample("task", 1.0, 1, "exit code 2"))
    text = report.markdown(data)
    assert "| 1,000 devices, **ours** | 10.0 | 5.0 | 1 | 1 | 0.50 | 30 |" in text
    assert "| 1,000 devices, pyavd | 200.0 | 100.0 | 20.0 | 20.0 | 0.50 | 30 |" in text
    assert "- devices-1000, vendor, turn 1: it broke" in text
    assert "- task, turn 2: exit code 2" in text
    assert "| **plugin** | 0.50 | 2.50 |" in text
    assert "{" not in text
    pytest.importorskip("matplotlib")
    plot.plot(data, tmp_path / "a.png", tmp_path / "a.svg")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_the_page_is_made_of_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.cloudvision_plot, "plot", lambda *_: None)
    monkeypatch.setattr(run, "CLOUDVISION", run.Kind(**{**vars(run.CLOUDVISION), "plot": lambda *_: None}))
    path = tmp_path / "figures.json"
    path.write_text(json.dumps(figures()))
    assert run.main(["--draw", str(path), "--out", str(tmp_path)]) == 1, "a client failed"
    assert (tmp_path / "benchmark-cloudvision.md").read_text() == report.markdown(figures())


def test_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.parse(["--cloudvision"]).hosts == [20]
    for wrong in (["--cloudvision", "--config"], ["--cloudvision", "--only", "a"]):
        with pytest.raises(SystemExit):
            run.parse(wrong)
    assert "--only is for commands alone" in capsys.readouterr().err


def test_the_raw_streams_are_those_of_the_plugin() -> None:
    class Recorder:
        asked: list[tuple[str, list[Any]]]

        def __init__(self) -> None:
            self.asked = []

        def list(self, model: Any, filters: Any = (), custom: Any = None) -> list[Any]:
            self.asked.append((model.name, list(filters)))
            return []

    recorder: Any = Recorder()
    plugin_hosts.read_devices(recorder, plugin_hosts.DeviceSelection())
    assert recorder.asked == [(name, build_filters(find_model(name), filters)) for name, filters in hosts.QUESTIONS]
