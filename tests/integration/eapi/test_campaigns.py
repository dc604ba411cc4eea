# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Short runs of `make faults`, `modules`, `combinations`, `kills` and `rivals`: what befalls changes at
random moments, and combinations of options."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from campaigns import faults, kills, rivals

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.session import ConfigSession

#: Cases of `make modules`: each task, at a request that changes the switch; no fault that is a matter of time.
CASES = (29, 940, 595, 9, 879, 2438, 803, 604, 32, 768, 1303, 121, 350, 1290, 172, 801, 236)


def test_faults_break_no_rule() -> None:
    outcomes = faults.campaign(range(1, 61))
    assert {case: outcome.broken for case, outcome in outcomes.items() if outcome.broken} == {}
    assert sum(outcome.met for outcome in outcomes.values()) > 30


def test_a_broken_promise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A product that does not settle lost replies is caught by the same cases."""

    def hasty(self: ConfigSession, timer: int | None = None) -> None:
        self._commit(timer)
        self.open = False

    monkeypatch.setattr(ConfigSession, "commit", hasty)
    outcomes = faults.campaign(range(1, 61))
    assert any(outcome.broken for outcome in outcomes.values())


def campaign(name: str, *numbers: int) -> str:
    """What a campaign says that breaks no rule. It has a process of its own, where Ansible loads the plugins before
    anything else imports the collection."""
    program = [sys.executable, str(Path(faults.__file__).parent), name, "--only", *map(str, numbers)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(" 0 broke a rule\n")
    return done.stdout


def test_faults_of_other_modules_break_no_rule() -> None:
    assert f"{len(CASES)} cases; {len(CASES)} met their fault" in campaign("modules", *CASES)


def test_check_mode_foresees_combinations_of_options() -> None:
    assert "30 combinations" in campaign("combinations", *range(1, 31))


def test_kills_break_no_rule() -> None:
    """A parent, a worker and both, by another signal and in another kind of change each."""
    played = kills.campaign([0, 7, 17, 34])
    assert {kill.target for kill in played} == set(kills.TARGETS)
    assert {kill.signal for kill in played} == set(kills.SIGNALS)
    assert {kill.change for kill in played} == set(kills.CHANGES)
    assert {kill: rules for kill, rules in played.items() if rules} == {}


def test_rivals_lose_nothing() -> None:
    outcome = rivals.campaign(names=6, steps=2)
    assert (outcome.rounds, outcome.wrong) == (24, [])
    assert outcome.typed > 5
