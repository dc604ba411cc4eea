# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Sentences of errors, and what other machines say in them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import errors


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (errors.ClientError("refused"), "refused."),
        (errors.ClientError("refused.", host="leaf1"), "leaf1: refused."),
        (errors.ClientError("why?", host="leaf1", hint="Look at it."), "leaf1: why? Look at it."),
        (errors.ClientError("stop!", hint=""), "stop!"),
        (errors.ClientError("a\x1b[2Jb\x07", hint="c\x1b[0md"), "ab. cd"),
    ],
)
def test_sentences(error: errors.ClientError, sentence: str) -> None:
    assert str(error) == sentence
    assert error.details() == {}


def test_a_long_text_is_cut() -> None:
    longest = "x" * errors.LONGEST
    assert errors.shown(longest) == longest
    assert errors.shown(f"{longest}x") == f"{longest}…"
    assert errors.shown_all({"a": [f"{longest}xyz", 7], "b": (None,)}) == {"a": [f"{longest}…", 7], "b": [None]}


def test_data_that_no_terminal_obeys() -> None:
    assert errors.printable_data({"a\x1b[2Jb": ["c\x07", (1, "d\u2028")]}) == {"ab": ["c", [1, "d"]]}
    assert errors.printable("tab\tand\nline") == "tab\tand\nline"


class Wrapping(Exception):
    """An exception that has another one in a field."""

    reason: t.Any = None


def test_causes_are_found_wherever_they_are() -> None:
    inner, field, argument = KeyError("inner"), TypeError("field"), ValueError("argument")
    outer = Wrapping(argument)
    outer.reason = field
    outer.__cause__ = inner
    inner.__context__ = outer  # in a circle
    assert [*errors.causes(outer)] == [outer, inner, argument, field]
    assert errors.find_cause(outer, TypeError) is field
    assert errors.find_cause(outer, ValueError, KeyError) is inner
    assert errors.find_cause(outer, OSError) is None
