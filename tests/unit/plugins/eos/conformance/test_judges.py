# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Judges of replies: what they find, and what is no finding."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.rows import (
    Judge,
    Reply,
    SkippedError,
    UnknownError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.shapes import NUMBER
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conformance import (
    api_rows,
    change_rows,
    command_rows,
    judges,
)


def refusal(code: int, *errors: str) -> Reply:
    """The reply to refused commands."""
    return {"error": {"code": code, "errors": list(errors)}}


def judged(judge: Judge, *replies: Reply) -> list[str]:
    """The sentences of a judge."""
    return [*judge(replies)]


def test_outputs() -> None:
    assert judges.output({"output": {"a": 1}}) == {"a": 1}
    assert judges.output({"output": "", "error": None}) == ""


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (1002, UnknownError, "refused with 1002: bad"),
        (1003, UnknownError, "refused with 1003: bad"),
        (-32602, UnknownError, "refused with -32602: bad"),
        (1000, SkippedError, "nothing to judge, the switch says: bad"),
        (1005, ValueError, "refused with 1005: bad"),
    ],
)
def test_refused_commands(code: int, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        judges.output(refusal(code, "bad"))
    with pytest.raises(kind, match="no reason given"):
        judges.output(refusal(code))


def test_models() -> None:
    judge = judges.model({"a": NUMBER}, place=1)
    assert judged(judge, {"output": {}}, {"output": {"a": 1}}) == []
    assert judged(judge, {"output": {"a": 1}}, {"output": {}}) == ["a is missing"]


@pytest.mark.parametrize(
    ("output", "found"),
    [
        ("first: 1\nsecond: 2", []),
        ("second: 2", ["nothing in the text matches ^first"]),
        ("", ["nothing in the text matches ^first", "nothing in the text matches ^second"]),
        ("first: 1\nsecond: 2\nthird", ["something in the text matches ^third"]),
        ({}, ["the output is no text"]),
    ],
)
def test_texts(output: t.Any, found: list[str]) -> None:
    assert judged(judges.text("^first", "^second", without="^third"), {"output": output}) == found


def test_a_text_without_content() -> None:
    assert judged(judges.text("^first", empty=True), {"output": " \n"}) == []
    assert judged(judges.text("^first", empty=True), {"output": "x"}) == ["nothing in the text matches ^first"]


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (refusal(1002, "Invalid input"), []),
        (refusal(1003, "Invalid input"), []),
        ({"output": {}}, ["it was not refused"]),
        (refusal(1000, "Invalid input"), ["it was refused with 1000, not 1002 or 1003"]),
        (refusal(1002, "odd"), ["the errors do not match ^Invalid"]),
    ],
)
def test_refusals(reply: Reply, found: list[str]) -> None:
    assert judged(judges.refused(1002, 1003, words="^Invalid"), reply) == found


def message(**members: t.Any) -> Reply:
    """The reply to a message."""
    return {"status": 200, "body": members}


def test_results_of_a_message() -> None:
    judge = judges.results({"a": NUMBER}, 2)
    assert judged(judge, message(result=[{"a": 1}, {"a": 2}])) == []
    assert judged(judge, message(result=[{"a": 1}])) == ["1 results, not 2"]
    assert judged(judge, message(result=[{"a": 1}, {}])) == ["result[].a is missing"]


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        ({"status": 500, "body": "odd"}, ValueError, "HTTP 500 without a JSON object"),
        (message(error={"code": -32602, "message": "no such parameter"}), UnknownError, "no such parameter"),
        (message(error={"code": 1000, "message": "failed"}), ValueError, "error 1000: failed"),
    ],
)
def test_messages_without_results(reply: Reply, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        judged(judges.results({}, 1), reply)


def test_members_of_a_message() -> None:
    assert judged(judges.member("id", 1), message(id=1)) == []
    assert len(judged(judges.member("id", 1), message(id=True))) == 1
    assert len(judged(judges.member("id", 1), message())) == 1


@pytest.mark.parametrize(
    ("error", "found"),
    [
        ({"code": 1002, "message": "CLI command 1 failed", "data": [{}, {}]}, []),
        ({"code": 1003, "message": "CLI command 1 failed", "data": [{}, {}]}, ["the code is 1003, not 1002"]),
        ({"code": 1002, "message": "odd", "data": [{}, {}]}, ["the message 'odd' does not match ^CLI"]),
        ({"code": 1002, "message": "CLI", "data": [{}]}, ["data has 1 entries, not 2"]),
        ({"code": 1002, "message": "CLI"}, ["data has 0 entries, not 2"]),
        (None, ["it is no error"]),
    ],
)
def test_error_objects(error: t.Any, found: list[str]) -> None:
    assert judged(judges.rpc_error(1002, words="^CLI", data=2), message(error=error)) == found


def test_an_error_about_parameters() -> None:
    reply = message(error={"code": -32602, "message": "unknown"})
    with pytest.raises(UnknownError, match="unknown"):
        judged(judges.rpc_error(1002), reply)
    assert judged(judges.rpc_error(-32602), reply) == []


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ({"status": 200, "headers": {"Server": "nginx"}, "body": "welcome"}, 0),
        ({"status": 201, "headers": {"Server": "nginx"}, "body": "welcome"}, 0),
        ({"status": 404, "headers": {}, "body": ""}, 1),
        ({"status": 200, "headers": {}, "body": "welcome"}, 1),
        ({"status": 200, "headers": {"Server": "nginx"}, "body": "bye"}, 1),
    ],
)
def test_http(reply: Reply, found: int) -> None:
    assert len(judged(judges.status(200, 201, header="Server: ^nginx", words="^welcome"), reply)) == found


# --- Judges of single rows ---


def test_the_filtered_lines_of_a_text() -> None:
    judge = api_rows._filtered
    assert judged(judge, {"output": "Software image version: 4.33\n"}) == []
    for text in ("", "Software image version: 4.33\nUptime: 3 days\n"):
        assert judged(judge, {"output": text}) == ["it prints other lines than those that match"]


def test_the_entry_of_a_failed_command() -> None:
    judge = api_rows._result_and_error
    assert judged(judge, message(error={"data": [{}, {"errors": ["bad"]}]})) == []
    for entry in ("text", {}, {"errors": []}):
        assert len(judged(judge, message(error={"data": [{}, entry]}))) == 1


def test_enable_that_asks_for_a_password() -> None:
    judge = api_rows._enabled
    with pytest.raises(SkippedError, match="'enable' asks for a password"):
        judged(judge, message(error={}))
    assert judged(judge, message(result=[{"output": "x"}])) == []
    assert judged(judge, message(result=[{}])) == ["result[].output is missing"]


CONFIG = "hostname x\ninterface Ethernet1\n   no shutdown\nend\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CONFIG, 0),
        (CONFIG.removesuffix("end\n"), 1),
        (CONFIG.replace("   no", " no"), 1),
        (CONFIG.replace("   no shutdown", " a banner\nEOF"), 0),
        ("", 1),
    ],
)
def test_a_whole_configuration(text: str, found: int) -> None:
    assert len(judged(command_rows._whole, {"output": text})) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("username a secret sha512 <removed>", 0),
        ("username a secret sha512 $6$abc", 1),
        ("   secret profile a", 0),
        ("hostname x", 0),
    ],
)
def test_a_sanitized_configuration(line: str, found: int) -> None:
    assert len(judged(command_rows._sanitized, {"output": f"{line}\n"})) == found


@pytest.mark.parametrize(
    ("state", "found"), [("pending", []), ("completed", ["the session is committed, not pending"])]
)
def test_the_state_of_the_session(state: str, found: list[str]) -> None:
    name = f"{change_rows.DESCRIPTION}-1"
    model = {"sessions": {"other": {"state": "completed"}, name: {"state": state}}}
    assert judged(change_rows._state(0, "pending"), {"output": model}) == found


def test_the_session_whose_timer_runs() -> None:
    name = f"{change_rows.DESCRIPTION}-1"
    model = {"commitTimerSessionName": name, "commitTimerExpireTime": 1.0, "sessions": {name: {"state": "committed"}}}
    assert judged(change_rows._state(1, "timed"), {"output": "text"}, {"output": model}) == []
    assert judged(change_rows._state(0, "pending", "absent"), {"output": {"sessions": {}}}) == []


def test_commands_that_were_taken() -> None:
    assert judged(change_rows._worked(0), {"output": ""}) == []
    assert judged(change_rows._worked(0), refusal(1002, "bad")) == ["refused with 1002: bad"]
