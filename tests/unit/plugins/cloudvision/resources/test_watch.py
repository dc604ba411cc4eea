# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Waiting by a subscription that may break, end or not be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.watch import StateWatch
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import LateError
from support.fake_objects import FakeObjects, poller

NAME = "workspace.v1.Workspace"
WANTED = {"key": {"workspace_id": "w1"}}


class Streams(FakeObjects):
    """Subscriptions that give these, in turn: states, errors and the end of a stream (None)."""

    def __init__(self, *events: Any) -> None:
        super().__init__({NAME: []})
        self.events = list(events)
        self.opened: list[tuple[str, Mapping[str, Any], float]] = []

    def follow(
        self, name: str, wanted: Mapping[str, Any], seconds: float, removals: bool = False
    ) -> Iterator[dict[str, Any]]:
        self.opened.append((name, wanted, seconds))
        while self.events:
            event = self.events.pop(0)
            if event is None:
                return
            if isinstance(event, Exception):
                raise event
            yield event


def state(number: int) -> dict[str, Any]:
    return {**WANTED, "number": number}


def reached(least: int) -> Any:
    return lambda found: found if found["number"] >= least else None


def late() -> LateError:
    return LateError("too late")


DROPPED = errors.DroppedError("broken")
ENDED = errors.DeadlineError("the end of the stream's time")


def test_one_subscription_serves_several_waits() -> None:
    objects = Streams(*map(state, range(6)))
    watch, waits = StateWatch(objects, NAME, WANTED), poller(seconds=7)
    assert watch.until(reached(2), waits, late) == state(2)
    assert watch.until(reached(1), waits, late) == state(2)  # the last one known
    assert watch.until(reached(5), waits, late) == state(5)
    assert objects.opened == [(NAME, WANTED, 7)]
    assert objects.events == []


SERVER = errors.ServerError("the server's", code="INTERNAL")


@pytest.mark.parametrize("event", [None, DROPPED, ENDED, SERVER, errors.UnreachableError("refused")])
def test_a_subscription_that_ends_is_opened_again(event: Any) -> None:
    objects = Streams(state(1), event, state(1), state(2))
    assert StateWatch(objects, NAME, WANTED).until(reached(2), poller(seconds=7), late) == state(2)
    assert len(objects.opened) == 2
    assert objects.opened[1][2] < 7


@pytest.mark.parametrize("removals", [True, False])
def test_polling_tells_that_there_is_none_if_it_was_asked_to(removals: bool) -> None:
    watch = StateWatch(Streams(errors.UnimplementedError("no Subscribe")), NAME, WANTED, removals)
    if removals:
        assert watch.until(lambda found: found == {} or None, poller(seconds=7), late)
        return
    with pytest.raises(LateError):
        watch.until(lambda _found: True, poller(seconds=7), late)


def test_the_end_of_the_time_is_late() -> None:
    objects = Streams(*[None] * 1000)
    with pytest.raises(LateError, match="too late"):
        StateWatch(objects, NAME, WANTED).until(reached(1), poller(seconds=5), late)
    assert 3 < len(objects.opened) < 30
    assert all(seconds > 0 for _name, _wanted, seconds in objects.opened)


def test_other_errors_end_the_wait() -> None:
    objects = Streams(errors.ForbiddenError("no", code="PERMISSION_DENIED"), state(1))
    with pytest.raises(errors.ForbiddenError):
        StateWatch(objects, NAME, WANTED).until(reached(1), poller(), late)

    def refuse(found: Any) -> None:
        raise ValueError(found["number"])

    with pytest.raises(ValueError, match="3"):
        StateWatch(Streams(state(3)), NAME, WANTED).until(refuse, poller(), late)


def test_a_server_that_only_fails_ends_the_wait() -> None:
    objects = Streams(*[SERVER] * 3, state(1), *[SERVER] * 4, state(2))
    with pytest.raises(errors.ServerError):
        StateWatch(objects, NAME, WANTED).until(reached(2), poller(seconds=60), late)
    assert objects.events == [state(2)]


def test_a_server_without_subscriptions_is_polled() -> None:
    objects = Streams(errors.UnimplementedError("unknown", code="UNIMPLEMENTED"))
    objects.rows[NAME] = [state(1)]
    watch = StateWatch(objects, NAME, WANTED)
    events = [lambda: None, lambda: objects.put(NAME, state(2))]
    assert watch.until(reached(2), poller(*events), late) == state(2)
    assert watch.until(reached(1), poller(), late) == state(2)
    with pytest.raises(LateError):
        watch.until(reached(9), poller(seconds=2), late)
    assert len(objects.opened) == 1
