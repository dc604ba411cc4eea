# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Requests made of a task's arguments, and results made of answers."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.commands import batch_of, command_result
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response

LIMIT = 1_000_000


def arguments(**given: Any) -> dict[str, Any]:
    """The validated arguments of a task that names none."""
    names = ("version", "auto_complete", "expand_aliases", "timestamps", "include_error_detail", "timeout")
    defaults: dict[str, Any] = {
        "format": "json",
        "revisions": {},
        "stop_on_error": True,
        "text_fallback": True,
        "stdout": True,
        "stdout_lines_limit": LIMIT,
    }
    return {**dict.fromkeys(names), **defaults, **given}


def result(*outputs: Any, **given: Any) -> dict[str, Any]:
    """The result for outputs, each of a command `show N`."""
    commands = parse_commands([f"show {number}" for number in range(len(outputs))])
    answers = [
        Response(command.shown, "text" if isinstance(output, str) else "json", output=output)
        for command, output in zip(commands, outputs, strict=True)
    ]
    return command_result(arguments(**given), commands, answers)


def test_a_batch_has_the_task_s_options() -> None:
    commands = parse_commands(["show version"])
    batch = batch_of(arguments(version="latest", format="text", timeout=3.5, revisions={"show  vlan": "2"}), commands)
    assert (batch.commands, batch.version, batch.format, batch.timeout) == (commands, "latest", "text", 3.5)
    assert batch.revisions == {"show vlan": 2}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"timeout": 0}, "timeout is 0: it is more than 0 and at most"),
        ({"timeout": float("nan")}, "timeout is nan"),
        ({"stdout_lines_limit": -1}, "stdout_lines_limit is -1: it is 0 or more"),
        ({"version": "newest"}, "version is 'newest'"),
    ],
)
def test_invalid_options(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        batch_of(arguments(**given), parse_commands("show version"))


def test_outputs_stand_in_the_order_of_the_commands() -> None:
    found = result({"a": 1}, "one\ntwo\n")
    assert found["stdout"] == [{"a": 1}, "one\ntwo\n"]
    assert found["stdout_lines"] == [{"a": 1}, ["one", "two"]]
    assert found["commands"] == ["show 0", "show 1"]


def test_outputs_can_be_left_to_the_responses() -> None:
    found = result("text", stdout=False)
    assert sorted(found) == ["commands", "responses"]
    assert found["responses"][0]["output"] == "text"


def test_a_text_above_the_limit_is_not_split() -> None:
    found = result("x\n" * 50, "x\n" * 51, {"a": "x" * 200}, stdout_lines_limit=100)
    assert found["stdout_lines"] == [["x"] * 50, None, {"a": "x" * 200}]
    assert found["stdout"][1] == "x\n" * 51


def test_without_a_limit_every_text_is_split() -> None:
    assert result("x\n" * LIMIT, stdout_lines_limit=0)["stdout_lines"] == [["x"] * LIMIT]


def test_skipped_commands_keep_their_places() -> None:
    commands = parse_commands(["show version", "reload now"])
    found = command_result(arguments(), commands, [Response("show version", "json", output={})], {1})
    assert [entry.get("skipped", False) for entry in found["responses"]] == [False, True]
    assert found["commands"] == ["show version"]
    assert found["warnings"] == ["Skipped in check mode, because it may change the switch: 'reload now'"]


def test_warnings_and_harmless_errors_name_their_command() -> None:
    commands = parse_commands(["show a"])
    answer = Response("show a", "json", output={}, warnings=["old"], errors=["odd"])
    assert command_result(arguments(), commands, [answer])["warnings"] == ["show a: old", "show a: odd"]
