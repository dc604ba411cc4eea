# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the report makes of figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from benchmarks import figures, plot, report, run
from benchmarks.figures import Spread
from benchmarks.measure import COUNTERS, turns
from benchmarks.variants import VARIANTS

MACHINE = {
    "day": "2026-01-31",
    "cores": 4,
    "processor": "a processor",
    "memory_gb": 8.0,
    "Python": "3.11.1",
    "OpenSSL": "3.0.1",
    "ansible-core": "2.19.1",
    "urllib3": "2.1",
    "requests": "2.32",
    "anta": "1.10",
    "ansible.netcommon": "8.0.0",
    "arista.eos": "12.0.0",
    "aerie.arista": "0.1.0",
    "seconds": 300,
}
SETTINGS = {
    "hosts": [20],
    "tasks": 5,
    "forks": 20,
    "repeat": 2,
    "slow_repeat": 1,
    "slow_hosts": 20,
    "slow_beyond": ["c"],
    "large_mb": 50,
    "quick": False,
}


def sample(
    variant: str, cpu: float, turn: int = 0, hosts: int = 20, failed: str = "", **switches: int
) -> dict[str, Any]:
    return {
        "variant": variant,
        "hosts": hosts,
        "turn": turn,
        "wall": cpu / 2,
        "cpu": cpu,
        "peak_mb": 100.0,
        "peak_processes": 3,
        "lab_cpu": 0.1,
        "late": 0.0,
        "ended": 0,
        "switches": {**dict.fromkeys(COUNTERS, 0), **switches},
        "failed": failed,
    }


def data(*samples: dict[str, Any], large: list[dict[str, Any]] | None = None, **settings: Any) -> dict[str, Any]:
    return {"settings": {**SETTINGS, **settings}, "machine": MACHINE, "samples": list(samples), "large": large or []}


def verdict(found: dict[str, Any], part: str) -> report.Verdict:
    (one,) = (each for each in report.verdicts(found) if part in each.wanted)
    return one


def test_a_spread_is_median_and_range() -> None:
    assert Spread.of([5.0, 1.0, 2.0]) == Spread(2.0, 1.0, 5.0)
    assert Spread.of([]) is None


def test_ratios_are_made_of_runs_of_the_same_turn() -> None:
    # The second turn was twice as slow for both. Medians by medians would say the same; ranges would not.
    found = data(
        sample("d", 4), sample("a", 5), sample("d", 8, turn=1), sample("a", 10, turn=1), sample("a", 99, turn=2)
    )
    assert figures.ratio(found, "a", "d", 20, "cpu") == Spread(1.25, 1.25, 1.25)


def test_a_failed_run_is_in_no_figure_and_in_the_report() -> None:
    found = data(sample("a", 5), sample("a", 500, turn=1, failed="exit code 2: no route"))
    assert figures.spread(found, "a", 20, "cpu") == Spread(5, 5, 5)
    assert "- a, turn 2: exit code 2: no route" in report.markdown(found)


@pytest.mark.parametrize(("cpu", "word"), [(5.2, "reached"), (5.3, "NOT reached")])
def test_the_floor_is_exceeded_by_three_tenths_at_most(cpu: float, word: str) -> None:
    assert verdict(data(sample("d", 4), sample("a", cpu)), "(a by d)").word == word


def test_the_stricter_floor_has_a_verdict_of_its_own() -> None:
    found = data(sample("d", 4), sample("d2", 3), sample("a", 5))
    assert verdict(found, "(a by d)").word == "reached"
    assert verdict(found, "(a by d2)") == report.Verdict(
        "20 hosts: our CPU time is at most 1.3 × the stricter floor's (a by d2)", "1.67 ×", False
    )


@pytest.mark.parametrize(("cpu", "word"), [(100, "reached"), (99, "NOT reached")])
def test_arista_eos_takes_twenty_times_as_much(cpu: float, word: str) -> None:
    assert verdict(data(sample("a", 5), sample("c", cpu)), "c by a").word == word


@pytest.mark.parametrize(("cpu", "word"), [(59.0, "reached"), (61.0, "NOT reached")])
def test_a_host_costs_as_much_among_many(cpu: float, word: str) -> None:
    runs = [sample("a", 1.0, hosts=20), sample("a", cpu, hosts=1000)]
    one, other = report.many_verdicts(data(*runs, hosts=[20, 1000], many=True))
    assert (one.word, one.found) == (word, f"{cpu:.1f} ms, 50.0 ms")
    assert other.word == "not measured"
    assert report.many_verdicts(data(*runs, hosts=[1000], many=True)) == []


def test_many_switches_are_asked_once() -> None:
    options = run.parse(["--many"])
    assert (options.hosts, options.tasks, options.forks, options.repeat) == ([20, 1000], 1, 50, 1)
    assert options.only == ["d", "d2", "a", "f", "e1"]
    assert run.parse([]).tasks == 5
    with pytest.raises(SystemExit):
        run.parse(["--many", "--config"])


def test_the_report_on_many_has_names_of_its_own() -> None:
    runs = [sample("a", 1.0, hosts=20), sample("f", 9.0, hosts=1000)]
    text = report.markdown(data(*runs, hosts=[20, 1000], tasks=1, many=True, large_mb=0))
    assert "# What a thousand switches cost" in text
    assert "benchmark-many.png" in text
    assert "## 1000 hosts × 1 task\n" in text


def test_missing_measurements_are_named() -> None:
    found = data(sample("a", 5, logins=20))
    assert verdict(found, "c by a").word == "not measured"
    assert verdict(found, "b by c").word == "not measured"


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ([{"logins": 20}, {"logins": 20}], "reached"),
        ([{"logins": 20}, {"logins": 21}], "NOT reached"),
        ([{"logins": 20, "basic_authentications": 1}], "NOT reached"),
        ([{"logins": 0}], "NOT reached"),
    ],
)
def test_one_login_per_host_and_play(counts: list[dict[str, int]], word: str) -> None:
    found = data(*(sample("a", 5, turn=turn, **switches) for turn, switches in enumerate(counts)))
    assert verdict(found, "one login").word == word


@pytest.mark.parametrize(("requests", "word"), [(150, "reached"), (160, "NOT reached")])
def test_fewer_means_all_three_are_fewer(requests: int, word: str) -> None:
    theirs = sample("c", 80, requests=160, basic_authentications=160, tls_handshakes=160)
    found = data(theirs, sample("c2", 70, requests=requests, logins=20, tls_handshakes=20))
    assert verdict(found, "c2 by c").word == word
    assert "passwords checked 20 against 160" in verdict(found, "c2 by c").found


def test_tables_hold_the_figures_of_a_task_and_host() -> None:
    found = data(sample("d", 4), sample("a", 5, connections=100, requests=120, logins=20))
    text = report.markdown(found)
    assert "| **a** eapi_command, our connection | 1 | 2.50 | 5.00 | 50.0 | 100 | 0.10 |" in text
    assert "| **a** eapi_command, our connection | 100 | 0 | 120 | 0 | 20 | 0 |" in text
    assert "| a by d: what our command adds to Ansible itself | 20 | 1.25 | 1.25 |" in text
    assert "4 cores (a processor)" in text
    assert "{" not in text


def test_hosts_without_a_result_are_named() -> None:
    text = report.markdown(data(sample("a", 20, hosts=100), hosts=[100]))
    assert "With 100 hosts, b and c2 took no part" in text


def test_large_replies_are_told_in_times_of_the_reply() -> None:
    client = {"seconds": 1.0, "cpu": 0.5, "characters": 50_000_000, "before_mb": 30.0, "peak_mb": 130.0}
    small, large = sample("small", 1), {**sample("a", 2), "peak_mb": 350.0}
    text = report.markdown(
        data(
            large=[
                {"kind": "ours", "turn": 0, "client": client},
                {"kind": "requests", "turn": 0, "failed": "refused"},
                {"kind": "play-small", "turn": 0, "play": small},
                {"kind": "play-a", "turn": 0, "play": large},
            ]
        )
    )
    assert "| our client alone | 1.00 | 0.50 | 100 (2.0 ×) |" in text
    assert "350 | 250 (5.0 ×) |" in text
    assert "- requests, turn 1: refused" in text


def test_variants_take_turns_and_slow_ones_fewer() -> None:
    chosen = [variant for variant in VARIANTS if variant.key in ("d", "a", "c")]
    order = [(turn, variant.key) for turn, variant in turns(chosen, 3, 1)]
    assert order == [(0, "d"), (0, "a"), (0, "c"), (1, "d"), (1, "a"), (2, "d"), (2, "a")]


def test_the_plot_shows_every_variant_once() -> None:
    shown = [key for _heading, members in plot.GROUPS for key in members]
    assert sorted(shown) == sorted(variant.key for variant in VARIANTS)


def test_the_plot_is_drawn_from_what_there_is(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    found = data(sample("d", 4), sample("a", 5), sample("a", 25, hosts=100), hosts=[20, 100])
    plot.plot(found, tmp_path / "b.png", tmp_path / "b.svg")
    assert (tmp_path / "b.png").read_bytes()[:4] == b"\x89PNG"
    assert "<svg" in (tmp_path / "b.svg").read_text()
