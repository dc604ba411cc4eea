# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The benchmark of configurations: what it enters, what it runs, and what the report makes of figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks import run
from benchmarks.configuration import growth, measure, plot, report
from benchmarks.configuration.generator import SECTION, candidate, edited, section, size
from benchmarks.configuration.steps import FLOOR, SIDES, STEPS, key, variant
from benchmarks.measure import COUNTERS
from benchmarks.plays import play

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config import compare as config_diff
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from lab import Lab, SwitchSpec

ASN = 65010
SIZES = (200, 777, 2000, 20000)
SETTINGS = {"hosts": [1, 20], "lines": 2000, "forks": 20, "repeat": 2, "slow_repeat": 1, "quick": False}
MACHINE = {
    "day": "2026-01-31",
    "cores": 4,
    "processor": "a processor",
    "memory_gb": 8.0,
    "seconds": 300,
    **dict.fromkeys(("Python", "OpenSSL", "ansible-core", "urllib3", "requests", "anta"), "1.2"),
    **dict.fromkeys(("ansible.netcommon", "arista.eos", "aerie.arista"), "3.4"),
}
FOLDER = Path("/somewhere")


def sample(variant: str, cpu: float, turn: int = 0, hosts: int = 20, failed: str = "") -> dict[str, Any]:
    return {
        "variant": variant,
        "hosts": hosts,
        "turn": turn,
        "wall": cpu / 2,
        "cpu": cpu,
        "peak_mb": cpu * 10,
        "lab_cpu": 0.1,
        "switches": dict.fromkeys(COUNTERS, 0),
        "failed": failed,
    }


def grown(library: str, phase: str, lines: int, cpu: float, memory: float | None = 0.5) -> dict[str, Any]:
    return {"library": library, "phase": phase, "lines": lines, "cpu": cpu, "rounds": 3, "memory_mb": memory}


def data(*entries: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """Figures of both kinds; a growth of one phase at least."""
    kinds: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for entry in entries:
        kinds["library" in entry].append(entry)
    grows = kinds[True] or [grown("ours", "parse", 200, 0.001), grown("ours", "parse", 20000, 0.1)]
    return {"settings": {**SETTINGS, **settings}, "machine": MACHINE, "samples": kinds[False], "growth": grows}


def verdict(found: dict[str, Any], part: str) -> report.Verdict:
    (one,) = (each for each in report.verdicts(found) if part in each.wanted)
    return one


# -- what is entered -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", SIZES)
def test_a_configuration_has_as_many_lines_as_asked_for(lines: int) -> None:
    text = candidate(lines, ASN)
    assert size(text) == lines
    assert sum(1 for _item in Config.parse(text).walk()) == lines  # no line twice, none read as something else


@pytest.mark.parametrize("lines", [200, 2000])
def test_all_kinds_of_sections_grow(lines: int) -> None:
    small, large = Config.parse(candidate(lines, ASN)), Config.parse(candidate(lines * 10, ASN))
    for start in ("vlan ", "interface Ethernet", "interface Vlan", "ip prefix-list ", "route-map "):
        counts = [sum(line.startswith(start) for line in config.root.children) for config in (small, large)]
        assert counts[0] >= 1
        assert counts[1] >= counts[0] * 8, start
    for path in (SECTION, f"router bgp {ASN}"):
        counts = [len(found.children) for config in (small, large) if (found := config.section(path))]
        assert counts[1] >= counts[0] * 8, path


@pytest.mark.parametrize("lines", SIZES)
def test_edit_one_line_of_a_hundred(lines: int) -> None:
    text = candidate(lines, ASN)
    pairs = list(zip(text.splitlines(), edited(text).splitlines(), strict=True))
    assert sum(before != after for before, after in pairs) == lines // 100


def test_the_section_is_the_long_access_list() -> None:
    entries = section(candidate(2000, ASN)).splitlines()
    assert len(entries) > 200
    assert all(entry.split()[1] in ("permit", "remark") for entry in entries)


def test_the_lab_takes_it_and_shows_the_same(tmp_path: Path) -> None:
    text = candidate(500, ASN)
    with Lab(tmp_path, [SwitchSpec("leaf1")]) as lab:
        leaf = lab["leaf1"]
        for content in (text, edited(text)):
            leaf.run("configure session benchmark", *content.splitlines(), "commit")
            running = Config.parse(leaf.running_config())
            assert not config_diff.missing(Config.parse(content), running)
            diff = leaf.run("configure session again", *content.splitlines(), "show session-config diffs", "abort")[-2]
            assert str(diff).strip() == ""


# -- what is run -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_both_sides_enter_the_same(step: Any) -> None:
    (ours,), (theirs,) = (play(variant(side, step, FOLDER), 1) for side in SIDES)
    arguments = [found["tasks"][0][SIDES[side][0]] for side, found in (("ours", ours), ("theirs", theirs))]
    assert arguments[0] == arguments[1]
    assert f".{step.file}" in json.dumps(arguments[0])
    assert arguments[0]["replace"] == step.replace
    assert ("lines" in arguments[0]) == bool(step.parents)


def test_theirs_run_over_their_plugin_and_verify_tls() -> None:
    found = variant("theirs", STEPS[0], FOLDER)
    assert found.slow
    assert found.variables["ansible_network_os"] == "arista.eos.eos"
    assert found.variables["ansible_httpapi_validate_certs"] is True
    assert variant("ours", STEPS[0], FOLDER).variables["ansible_connection"] == "aerie.arista.eapi"


@pytest.mark.parametrize(
    ("text", "changes", "trouble"),
    [
        ("leaf1 : ok=1    changed=1    unreachable=0\nleaf2 : ok=1    changed=1    unreachable=0\n", True, ""),
        ("leaf1 : ok=1    changed=0    unreachable=0\nleaf2 : ok=1    changed=0    unreachable=0\n", False, ""),
        (
            "leaf1 : ok=1    changed=1    unreachable=0\nleaf2 : ok=1    changed=0    unreachable=0\n",
            True,
            "1 of 2 hosts changed instead of 2",
        ),
        ("leaf1 : ok=1    changed=1    unreachable=0\n", False, "1 of 1 hosts changed instead of 0"),
        ("", True, "0 of 0 hosts changed instead of 2"),
    ],
)
def test_a_run_counts_only_if_what_it_reports_is_true(text: str, changes: bool, trouble: str) -> None:
    assert measure.recap_trouble(text, 2, changes) == trouble


def test_a_phase_that_would_take_too_long_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(_folder: Path, library: str, lines: int, phases: list[str]) -> dict[str, dict[str, Any]]:
        slow = {"cpu": lines**2 / 1e6}
        return {phase: slow if (library, phase) == ("netcommon", "missing") else {"cpu": 0.001} for phase in phases}

    monkeypatch.setattr(measure, "_grown", answers)
    found = list(measure.growth(tmp_path, (1000, 5000, 10000)))
    assert [each["lines"] for each in found if (each["library"], each["phase"]) == ("netcommon", "missing")] == [
        1000,
        5000,
    ]
    assert [each["lines"] for each in found if (each["library"], each["phase"]) == ("ours", "missing")] == [
        1000,
        5000,
        10000,
    ]


def test_a_library_that_fails_is_reported_and_left_out_of_larger_sizes(tmp_path: Path) -> None:
    found = measure._grown(tmp_path, "no such library", 200, ["parse"])
    assert "KeyError" in found["parse"]["failed"]
    assert measure.expected((200, measure.LONGEST), 500) > measure.LONGEST


def test_ours_and_the_peer_find_the_same_missing_lines() -> None:
    pytest.importorskip("ansible_collections.ansible.netcommon")
    text = candidate(300, ASN)
    wanted = edited(text)
    changed = {line.strip() for line in wanted.splitlines()} - {line.strip() for line in text.splitlines()}
    ours, theirs = growth.ours(text, wanted), growth.netcommon(text, wanted)
    entered: Any = ours["missing"]()
    assert len(changed) == 3
    assert changed <= {command.cmd for command in entered}
    assert changed <= set(str(theirs["missing"]()).splitlines())


def test_the_cost_of_a_phase_is_cpu_time_and_allocations() -> None:
    found = growth.cost(lambda: [None] * 1_000_000)
    assert found["cpu"] > 0
    assert found["rounds"] >= growth.ROUNDS
    assert found["memory_mb"] == pytest.approx(8, abs=0.5)


# -- options ---------------------------------------------------------------------------------------------------------


def test_defaults_of_the_options() -> None:
    options = run.parse(["--config"])
    assert (options.hosts, options.lines, options.out) == ([1, 20], 2000, run.ROOT / "docs")
    quick = run.parse(["--config", "--quick"])
    assert (quick.hosts, quick.lines) == ([4], 500)
    assert quick.out != run.ROOT / "docs"
    assert not run.parse([]).config


@pytest.mark.parametrize("bad", ["--lines=199", "--only=a"])
def test_options_that_make_no_sense_are_refused(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        run.parse(["--config", bad])
    assert leaving.value.code == 2
    assert bad.partition("=")[0] in capsys.readouterr().err


# -- what was to be reached ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cpu", "word"), [(20.0, "reached"), (19.9, "NOT reached")])
def test_eos_config_takes_ten_times_as_much_on_twenty_hosts(cpu: float, word: str) -> None:
    found = data(
        *(sample(name, seconds) for name, seconds in (("ours-push", 2), ("theirs-push", cpu))),
        *(sample(name, seconds, hosts=1) for name, seconds in (("ours-push", 1), ("theirs-push", 1))),
    )
    assert verdict(found, "push: eos_config's CPU").word == word
    assert verdict(found, "push: eos_config's CPU").wanted.startswith("20 hosts")
    assert verdict(found, "push: eos_config's wall").word == word


def test_missing_or_failed_measurements_are_named() -> None:
    found = data(sample("ours-push", 2), sample("theirs-push", 99, failed="leaf2: not the wanted configuration"))
    assert verdict(found, "push: eos_config's CPU").word == "not measured"
    assert verdict(found, "growth of *unified*").word == "not measured"
    assert "- theirs-push, turn 1: leaf2: not the wanted configuration" in report.markdown(found)


@pytest.mark.parametrize(("cpu", "word"), [(0.25, "reached"), (0.26, "NOT reached")])
def test_growth_is_the_time_per_line_at_the_ends(cpu: float, word: str) -> None:
    found = data(*(grown("ours", "parse", lines, each) for lines, each in ((200, 0.001), (2000, 9), (20000, cpu))))
    assert verdict(found, "growth of *read*").word == word
    assert verdict(found, "growth of *read*").found == f"{cpu * 10:.2f} × from 200 to 20,000 lines"


# -- report and plot -------------------------------------------------------------------------------------------------


def whole() -> dict[str, Any]:
    """Figures of everything."""
    samples = [sample(FLOOR.key, 1.0, hosts=hosts) for hosts in (1, 20)]
    for hosts in (1, 20):
        for step in STEPS:
            samples += [sample(key("ours", step), 2.0, hosts=hosts), sample(key("theirs", step), 30.0, hosts=hosts)]
    grows = [
        grown(library, phase, lines, lines * 1e-6, memory=lines / 1000)
        for library, phases in measure.LIBRARIES.items()
        for phase in phases
        for lines in (200, 2000, 20000)
        if (library, phase, lines) != ("netcommon", "missing", 20000)
    ]
    return data(*samples, *grows)


def test_the_report_holds_the_figures() -> None:
    text = report.markdown(whole())
    assert "| **push** eapi_config | 1 | 1.00 | 2.00 | 20 | 0.10 |" in text
    assert "| **push** all lines are new | 20 | 15.00 | 15.00 | 15.00 | 2.00 |" in text
    assert "| 2,000 | 2 | 2 | 2 | 2 | 2 | 2 |" in text  # CPU milliseconds
    assert "| 20,000 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | – |" in text  # microseconds per line
    assert "NetworkConfig's *missing* took no part from 20,000 lines on" in text
    assert "a configuration of 2,000 lines" in text
    assert "sorting" in text
    assert "1.9 like that of sorting, and 100 like their square" in text
    assert "{" not in text


def test_the_report_says_what_failed_to_grow() -> None:
    found = whole()
    found["growth"].append({"library": "netcommon", "phase": "missing", "lines": 20000, "failed": "given up"})
    text = report.markdown(found)
    assert "- netcommon, missing, 20,000 lines: given up" in text
    assert "took no part" not in text


def test_every_phase_has_a_curve() -> None:
    curves = sorted((library, phase) for library, phase, *_rest in plot.CURVES)
    assert curves == sorted((library, phase) for library, phases in measure.LIBRARIES.items() for phase in phases)


@pytest.mark.parametrize("found", [whole(), data(sample("ours-push", 2))], ids=["all", "little"])
def test_report_and_plot_are_made_again_of_the_figures(found: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    figures = tmp_path / "benchmark-config.json"
    figures.write_text(json.dumps(found))
    assert run.main(["--draw", str(figures), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "benchmark-config.md").read_text() == report.markdown(found)
    assert (tmp_path / "out" / "benchmark-config.png").read_bytes()[:4] == b"\x89PNG"
    assert "<svg" in (tmp_path / "out" / "benchmark-config.svg").read_text()
