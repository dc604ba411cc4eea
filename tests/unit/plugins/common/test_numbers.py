# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Numbers of options, and the sentences about those that are refused."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.numbers import (
    WEEK,
    check_seconds,
    check_tries,
    outside,
)


def refused(check: Callable[[], None]) -> bool:
    """Whether a check refuses what it is given."""
    try:
        check()
    except InputError:
        return True
    return False


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 1e300, -1, 0, WEEK + 1])
def test_invalid_seconds_are_refused(value: float) -> None:
    with pytest.raises(InputError, match=r"^interval is .*: it is more than 0 and at most 604800 seconds\.$"):
        check_seconds(value, "interval")


@pytest.mark.parametrize(("value", "above"), [(0, False), (0.001, True), (WEEK, True), (5, False)])
def test_seconds_that_can_be_meant(value: float, above: bool) -> None:
    assert not refused(lambda: check_seconds(value, "interval", above=above))


@pytest.mark.parametrize(("value", "least"), [(1, 1), (0, 0), (100000, 1)])
def test_tries(value: int, least: int) -> None:
    assert not refused(lambda: check_tries(value, "retries", least=least))


@pytest.mark.parametrize(("value", "words"), [(0, "0"), (-1, "-1"), (100001, "100001"), (10**300, "far too large")])
def test_invalid_tries_are_refused(value: int, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        check_tries(value, "retries")
    assert len(str(caught.value)) < 100


def test_sentence_without_a_unit() -> None:
    assert outside(70000, "ansible_port", 1, 65535) == "ansible_port is 70000: it is from 1 to 65535."
    assert outside(443, "ansible_port", 1, 65535) == ""
