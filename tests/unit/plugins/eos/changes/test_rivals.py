# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is said of others who change the switch at the same time."""

from __future__ import annotations

import typing as t
from types import SimpleNamespace

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError, ConnectError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import rivals
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import ChangeRequest, ChangeResult

HEADER = "--- system:/running-config\n+++ session:/ours-session-config\n"
TIMER = {"sessions": {"ours": {"state": "pending"}, "theirs": {"state": "pendingCommitTimer", "commitBy": 9.0}}}
QUIET = {"sessions": {"ours": {"state": "pending"}}}


class Runner:
    """Gives the model of the sessions, or fails."""

    def __init__(self, model: dict[str, t.Any] | None) -> None:
        self.model = model

    def run(self, _batch: t.Any) -> list[t.Any]:
        if self.model is None:
            raise ConnectError("refused")
        return [SimpleNamespace(output=self.model)]


def session(diff: str, clean: bool = False, model: dict[str, t.Any] | None = None) -> t.Any:
    return SimpleNamespace(diff=f"{HEADER}{diff}" if diff else "", name="renamed", clean=clean, runner=Runner(model))


def noted(before: str, **given: t.Any) -> ChangeResult:
    outcome = ChangeResult("ours", diff=f"{HEADER}{before}")
    rivals.note_rivals(session(**given), outcome)
    assert outcome.session == "renamed"
    return outcome


def test_the_same_difference_is_no_news() -> None:
    outcome = noted("+vlan 7\n", diff="+vlan 7\n")
    assert (outcome.warnings, outcome.diff) == ([], f"{HEADER}+vlan 7\n")


def test_another_context_is_no_news() -> None:
    outcome = noted(" vlan 6\n+vlan 7\n", diff=" vlan 5\n+vlan 7\n")
    assert (outcome.warnings, outcome.diff) == ([], f"{HEADER} vlan 5\n+vlan 7\n")


@pytest.mark.parametrize(
    ("before", "after"), [("+vlan 7\n", "+vlan 7\n+vlan 8\n"), ("+vlan 7\n+vlan 8\n", "+vlan 7\n")]
)
def test_another_difference_is_that_of_the_commit(before: str, after: str) -> None:
    outcome = noted(before, diff=after)
    (warning,) = outcome.warnings
    assert warning.endswith("it was another one before, by +vlan 8.")
    assert outcome.diff == f"{HEADER}{after}"


def test_the_same_line_twice_is_another_difference_than_once() -> None:
    assert "by +   mtu 9000." in noted("+   mtu 9000\n", diff="+   mtu 9000\n+   mtu 9000\n").warnings[0]


@pytest.mark.parametrize(("more", "said"), [(rivals.SHOWN, "+vlan 104."), (rivals.SHOWN + 2, "+vlan 104 and 2 more.")])
def test_no_more_lines_are_shown_than_people_read(more: int, said: str) -> None:
    lines = "".join(f"+vlan {100 + number}\n" for number in range(more))
    assert noted("+vlan 7\n", diff=f"+vlan 7\n{lines}").warnings[0].endswith(said)


@pytest.mark.parametrize(
    ("model", "merged"),
    [({"mergeOnCommit": True}, True), ({"mergeOnCommit": False}, False), ({}, False), (None, False)],
)
def test_a_whole_configuration_on_a_switch_that_merges(model: dict[str, t.Any] | None, merged: bool) -> None:
    outcome = noted("+vlan 7\n", diff="+vlan 7\n+vlan 8\n", clean=True, model=model)
    assert ("The switch merges commits" in outcome.warnings[0]) is merged
    assert outcome.diff == f"{HEADER}+vlan 7\n{'' if merged else '+vlan 8' + chr(10)}"


def test_a_timer_of_others_is_reported_ahead() -> None:
    outcome = ChangeResult("ours")
    rivals.tell_of_timer(t.cast("t.Any", Runner(QUIET)), outcome)
    assert outcome.warnings == []
    rivals.tell_of_timer(t.cast("t.Any", Runner(TIMER)), outcome)
    (warning,) = outcome.warnings
    assert warning.startswith("The commit timer of the session theirs runs.")


def test_no_difference_that_a_timer_may_take_back() -> None:
    runner: t.Any = Runner(TIMER)
    with pytest.raises(CommandError, match="the commit timer of the session theirs runs, and may take that back"):
        rivals.check_no_timer_runs(runner)
    outcome = ChangeResult("ours")
    rivals.check_change_stays(runner, ChangeRequest(()), outcome)
    assert outcome.warnings[0].startswith("There is no difference now")
    with pytest.raises(CommandError, match="may take that back"):
        rivals.check_change_stays(runner, ChangeRequest((), timer=60), outcome)


def test_no_difference_that_stays() -> None:
    runner: t.Any = Runner(QUIET)
    rivals.check_no_timer_runs(runner)
    outcome = ChangeResult("ours")
    rivals.check_change_stays(runner, ChangeRequest((), timer=60), outcome)
    assert outcome.warnings == []


def test_a_session_that_the_switch_does_not_list() -> None:
    with pytest.raises(CommandError, match="does not list the session ours as pending"):
        rivals.check_change_stays(t.cast("t.Any", Runner({"sessions": {}})), ChangeRequest(()), ChangeResult("ours"))
