# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Waiting, and telling how far it is."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import LateError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.waiting import LONGEST_PAUSE, Patience


def test_it_looks_until_there_is_something_to_see() -> None:
    pauses: list[float] = []
    answers = iter([None, None, None, "done"])
    patience = Patience(60, sleep=pauses.append, clock=lambda: sum(pauses))
    assert patience.until(lambda: next(answers), lambda: LateError("late")) == "done"
    assert len(pauses) == 3
    assert pauses == sorted(pauses)


def test_it_ends_in_time_and_looks_once_more_at_the_end() -> None:
    pauses: list[float] = []
    looks: list[float] = []
    patience = Patience(20, sleep=pauses.append, clock=lambda: sum(pauses))
    with pytest.raises(LateError, match=r"late. Raise wait_timeout"):
        patience.until(lambda: looks.append(sum(pauses)), lambda: LateError("late."))
    assert sum(pauses) == pytest.approx(20)
    assert looks[-1] == pytest.approx(20)
    assert max(pauses) == LONGEST_PAUSE


def test_a_line_is_said_once_in_a_row() -> None:
    said: list[str] = []
    patience = Patience(1, said.append)
    for text in ("one", "one", "two", "one"):
        patience.say(text)
    assert said == ["one", "two", "one"]


@pytest.mark.parametrize("seconds", [0, -1])
def test_no_time_at_all_is_refused(seconds: float) -> None:
    with pytest.raises(InputError, match="wait_timeout is"):
        Patience(seconds)
