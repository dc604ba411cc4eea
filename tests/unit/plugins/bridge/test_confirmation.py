# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The option `confirm`: conditions for a change to stay, and the time that a commit timer leaves for its tests."""

from __future__ import annotations

import typing as t
from unittest import mock

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import confirmation
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.confirmation import check_time
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import ChangeRequest, Confirmation

CONFIRM = {"commands": None, "wait_for": None, "match": "all", "tests": None, "checks": []}


@pytest.mark.parametrize(("delay", "timer", "fits"), [(0, 11, True), (5, 16, True), (0, 10, False), (5, 15, False)])
def test_one_try_has_to_fit_into_the_timer(delay: float, timer: float, fits: bool) -> None:
    times, tries = iter([100.0, 110.0]), []

    def judge() -> list[str]:
        tries.append(1)
        return ["a test is not passed yet"]

    if fits:
        check_time(judge, delay, timer, lambda: next(times))
    else:
        with pytest.raises(InputError, match=f"took 10.0 s here .* the commit timer ends after {timer} s"):
            check_time(judge, delay, timer, lambda: next(times))
    assert tries == [1]


class Client:
    """A switch whose models a test sets."""

    def __init__(self, **models: t.Any) -> None:
        self.models, self.asked = models, []  # type: tuple[dict[str, t.Any], list[str]]

    def run(self, batch: t.Any) -> list[t.Any]:
        """As EapiClient.run."""
        self.asked += [command.cmd for command in batch.commands]
        return [mock.Mock(output=self.models[command.cmd.split()[-1]]) for command in batch.commands]


def action(client: t.Any = None, check: bool = False) -> t.Any:
    """The action of a task."""
    return mock.Mock(client=client or Client(), host="leaf1", _task=mock.Mock(check_mode=check))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "confirm has none of commands, tests and checks"),
        ({"wait_for": ["a == b"], "checks": ["bgp"]}, "confirm.wait_for goes with confirm.commands"),
        ({"commands": ["show version", "reload now"]}, "confirm.commands: 'reload now' may change the switch"),
        ({"commands": ["show version"], "wait_for": ["=="]}, "confirm.wait_for"),
    ],
)
def test_invalid_confirmations(given: dict[str, t.Any], words: str) -> None:
    act = action()
    with pytest.raises(InputError, match=words):
        confirmation.make_judge(act, {**CONFIRM, **given})
    assert act.client.asked == []


def test_conditions_on_commands() -> None:
    client = Client(version={"version": "4.33"})
    given = {**CONFIRM, "commands": ["show version"], "wait_for": ["[0].version == '4.34'"]}
    judge = confirmation.make_judge(action(client), given)
    assert client.asked == []
    (sentence,) = judge()
    assert "4.34" in sentence
    client.models["version"] = {"version": "4.34"}
    assert judge() == []


def test_commands_without_conditions_must_run() -> None:
    client = Client(version={})
    assert confirmation.make_judge(action(client), {**CONFIRM, "commands": ["show version"]})() == []
    assert client.asked == ["show version"]


def test_checks_compare_with_the_state_before(monkeypatch: pytest.MonkeyPatch) -> None:
    state = mock.Mock(lost=mock.Mock(return_value=["bgp: one neighbor is down"]))
    taken: list[t.Any] = []
    monkeypatch.setattr(confirmation.UpState, "take", lambda client, names: taken.append(names) or state)
    judge = confirmation.make_judge(action(), {**CONFIRM, "checks": ["bgp"]})
    assert taken == [["bgp"]]
    assert judge() == ["bgp: one neighbor is down"]


@pytest.mark.parametrize(
    ("results", "bad"), [(["success", "skipped"], []), (["success", "failure", "error"], ["failure", "error"])]
)
def test_tests_must_pass(monkeypatch: pytest.MonkeyPatch, results: list[str], bad: list[str]) -> None:
    records = [mock.Mock(result=result) for result in results]
    asked: list[t.Any] = []
    monkeypatch.setattr(confirmation, "tests_of", lambda *given: asked.append(given) or ["a test"])
    monkeypatch.setattr(confirmation, "run_tests", lambda client, tests, host: asked.append((tests, host)) or records)
    monkeypatch.setattr(
        confirmation.reports, "sentence", lambda found, count: f"{[one.result for one in found]} of {count}"
    )
    act = action()
    judge = confirmation.make_judge(act, {**CONFIRM, "tests": ["catalog.yml"]})
    assert judge() == ([f"{bad} of 3"] if bad else [])
    assert asked == [(act, ["catalog.yml"], "confirm.tests"), (["a test"], "leaf1")]


def change(timer: float | None = 60.0, own: bool = True) -> ChangeRequest:
    """A change, which is confirmed or not."""
    confirmed = Confirmation(check=lambda: ["own"], reconnect=lambda login: None, delay=5.0) if own else None
    return ChangeRequest(commands=[], timer=timer, confirmation=confirmed)


def test_a_change_without_the_option_stays_as_it_is() -> None:
    request = change()
    assert confirmation.judged(action(), request, None) is request


def test_the_option_goes_with_a_commit_timer() -> None:
    with pytest.raises(InputError, match="it has no commit timer") as caught:
        confirmation.judged(action(), change(own=False), {**CONFIRM, "commands": ["show version"]})
    assert caught.value.hint == "Leave confirm out."


def test_both_confirmations_must_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirmation, "make_judge", lambda act, given: lambda: ["given"])
    found = confirmation.judged(action(), change(), CONFIRM).confirmation
    assert found is not None
    assert (found.check(), found.delay) == (["own", "given"], 5.0)


@pytest.mark.parametrize(
    ("check", "tests", "timer", "timed"),
    [
        (True, "a.yml", 60.0, True),
        (False, "a.yml", 60.0, False),
        (True, None, 60.0, False),
        (True, "a.yml", None, False),
    ],
)
def test_check_mode_runs_the_tests_once(
    monkeypatch: pytest.MonkeyPatch, check: bool, tests: str | None, timer: float | None, timed: bool
) -> None:
    times: list[t.Any] = []
    monkeypatch.setattr(confirmation, "make_judge", lambda act, given: "judge")
    monkeypatch.setattr(confirmation, "check_time", lambda *given: times.append(given))
    confirmation.judged(action(check=check), change(timer), {**CONFIRM, "tests": tests})
    assert times == ([("judge", 5.0, 60.0)] if timed else [])
