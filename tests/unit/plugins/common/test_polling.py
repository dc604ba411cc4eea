# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Waiting, and telling how far it is."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import (
    LOOKS,
    PROGRESS,
    REQUESTS,
    Backoff,
    Poller,
    Progress,
    attempts,
    retry,
)


def test_it_looks_until_there_is_something_to_see() -> None:
    pauses: list[float] = []
    answers = iter([None, None, None, "done"])
    poller = Poller(60, sleep=pauses.append, clock=lambda: sum(pauses))
    assert poller.until(lambda: next(answers), lambda: ClientError("late")) == "done"
    assert len(pauses) == 3
    assert pauses == sorted(pauses)


def test_it_ends_in_time_and_looks_once_more_at_the_end() -> None:
    pauses: list[float] = []
    looks: list[float] = []
    poller = Poller(20, sleep=pauses.append, clock=lambda: sum(pauses))
    with pytest.raises(ClientError, match="late"):
        poller.until(lambda: looks.append(sum(pauses)), lambda: ClientError("late."))
    assert sum(pauses) == pytest.approx(20)
    assert looks[-1] == pytest.approx(20)
    assert max(pauses) == LOOKS.longest


def test_a_line_is_said_once_in_a_row() -> None:
    said: list[str] = []
    poller = Poller(1, said.append)
    for text in ("one", "one", "two", "one"):
        poller.say(text)
    assert said == ["one", "two", "one"]


@pytest.mark.parametrize("seconds", [0, -1])
def test_no_time_at_all_is_refused(seconds: float) -> None:
    with pytest.raises(InputError, match="wait_timeout is"):
        Poller(seconds)


def test_pauses_grow_to_the_longest() -> None:
    found = [Backoff(0.5, 2.0, 3.0).pause(tries) for tries in range(5)]
    assert found == [0.5, 1.0, 2.0, 3.0, 3.0]
    assert Backoff(0.5, 2.0, 3.0).pause(5000) == 3.0


def test_jitter_varies_a_pause_by_a_quarter() -> None:
    pauses = {REQUESTS.pause(0) for _try in range(50)}
    assert len(pauses) > 1
    assert 0.75 * REQUESTS.first <= min(pauses) <= max(pauses) <= 1.25 * REQUESTS.first


class BusyError(ClientError):
    """An error that is worth another try."""


def test_retry_ends_with_the_first_success(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([BusyError("1"), BusyError("2"), "done"])

    def action() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert retry(action, (BusyError,), 10, 0.001) == "done"


def test_retry_raises_other_errors_and_the_last_one() -> None:
    calls: list[str] = []

    def fail(error: ClientError) -> None:
        calls.append(error.reason)
        raise error

    with pytest.raises(InputError, match="wrong"):
        retry(lambda: fail(InputError("wrong")), (BusyError,), 10, 0.001)
    with pytest.raises(BusyError, match="busy"):
        retry(lambda: fail(BusyError("busy")), (BusyError,), 0, 0.001)
    assert calls == ["wrong", "busy"]


def test_progress_is_reported_at_once_and_then_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    now = 1000.0
    monkeypatch.setattr(polling.time, "monotonic", lambda: now)
    progress = Progress(said.append)
    for number in range(41):
        progress.tell(str(number))
        now += PROGRESS / 10
    assert said == ["0", "10", "20", "30", "40"]


def test_tries_are_counted_with_a_pause_between_two(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(polling.time, "sleep", pauses.append)
    assert list(attempts(3, 2.5)) == [1, 2, 3]
    assert pauses == [2.5, 2.5]
    assert next(attempts(5, 9.0)) == 1
    assert pauses == [2.5, 2.5]


@pytest.mark.parametrize("seconds", [float("inf"), float("nan"), 1e300])
def test_an_endless_wait_is_refused(seconds: float) -> None:
    with pytest.raises(InputError, match="wait_timeout is"):
        Poller(seconds)
