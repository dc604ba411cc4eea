# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Short runs of `make faults`, `make kills` and `make rivals`: what befalls changes at random moments."""

from __future__ import annotations

import pytest
from campaigns import faults, kills, rivals

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.session import ConfigSession


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
