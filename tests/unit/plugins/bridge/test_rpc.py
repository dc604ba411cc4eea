# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Batches, responses and errors as data on a socket between processes."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.rpc import (
    answer,
    batch_from_data,
    batch_to_data,
    raise_error,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response

COMMANDS = parse_commands(
    [
        "show version",
        {"cmd": "banner motd", "input": "Hello\nEOF"},
        {"cmd": "show mlag", "revision": 2},
        {"cmd": "show version", "format": "text"},
    ]
)


def through_socket(data: t.Any) -> t.Any:
    return json.loads(json.dumps(data))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"format": "text"},
        {"version": "latest"},
        {"version": 1},
        {"revisions": {"show mlag": 2}},
        {"text_fallback": True, "stop_on_error": False},
        {"auto_complete": True, "expand_aliases": False, "timestamps": True, "include_error_detail": True},
        {"timeout": 2.5},
    ],
)
def test_a_batch_arrives_as_it_left(given: dict[str, t.Any]) -> None:
    batch = Batch(COMMANDS, **given)
    assert batch_from_data(through_socket(batch_to_data(batch))) == batch


def test_responses_arrive_as_they_left() -> None:
    responses = [
        Response("show version", "json", 2, {"a": [1, None]}, ["w"], ["m"], ["e"], True, {"execDuration": 0.5}),
        Response("show version", "text", output="x"),
    ]
    data = through_socket(answer(responses, warnings=["clear text"]))
    assert [Response(**item) for item in data["responses"]] == responses
    assert data["warnings"] == ["clear text"]
    raise_error(data)


def test_errors_arrive_as_they_left() -> None:
    error = e.InvalidCommandError(
        "no", host="leaf1", code=1002, errors=["x"], command="show b", command_index=1, responses=[{"output": {}}]
    )
    with pytest.raises(e.InvalidCommandError) as caught:
        raise_error(through_socket(answer(error=error)))
    assert str(caught.value) == str(error)
    assert caught.value.details() == error.details()


def test_answers_avoid_the_key_that_the_helper_takes_for_its_own() -> None:
    assert "jsonrpc" not in answer()
