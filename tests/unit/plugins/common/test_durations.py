# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Durations: one grammar for all options."""

from __future__ import annotations

import re

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.durations import parse_duration, write_duration
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("5m", 300),
        ("1h30m", 5400),
        ("1h30m15s", 5415),
        ("7d", 604800),
        ("2w", 1209600),
        ("1w2d3h4m5s", 788645),
        ("1d 12h", 129600),
        (" 1 D ", 86400),
        ("90", 90),
        ("00:05:00", 300),
        ("1:00:00", 3600),
        ("99:59:59", 359999),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text, "valid_for") == seconds


@pytest.mark.parametrize(("bare", "seconds"), [("s", 7), ("m", 420), ("h", 25200), ("d", 604800), ("w", 4233600)])
def test_a_bare_number_has_the_unit_of_the_option(bare: str, seconds: int) -> None:
    assert parse_duration("7", "renew_before", bare=bare) == seconds


@pytest.mark.parametrize(
    "text",
    ["", " ", "m", "soon", "-5m", "5m3h", "5m5m", "2m30", "05:00", "1.5h", "00:00:0x", "00:99:00", "5 minutes", "5y"],
)
def test_invalid_durations(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_duration(text, "commit_timer")
    assert str(caught.value) == (
        f"commit_timer is '{text}': it is a duration such as 30s, 5m, 1h30m, 7d, 2w or 00:05:00."
    )


@pytest.mark.parametrize("text", ["0", "0s", "00:00:00", "1h1s", "9999999999w"])
def test_durations_outside_of_the_limits(text: str) -> None:
    with pytest.raises(InputError, match=re.escape(f"x is '{text}': it is from 1s to 1h.")):
        parse_duration(text, "x", most=3600)


@pytest.mark.parametrize("text", ["1s", "1h"])
def test_the_limits_are_valid(text: str) -> None:
    assert parse_duration(text, "x", most=3600) in (1, 3600)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (59, "59s"), (90, "1m30s"), (86399, "23h59m59s"), (1209600, "14d")]
)
def test_writing(seconds: int, text: str) -> None:
    assert write_duration(seconds) == text
    assert parse_duration(text, "x", least=0) == seconds
