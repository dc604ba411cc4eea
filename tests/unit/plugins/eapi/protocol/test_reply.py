# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""runCmds on the wire: requests, and the meaning of replies."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.reply import further_error, parse_reply
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.request import RunCmdsCall
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response

ENABLE = Command("enable", "s3cret")


def call(*items: t.Any, enable: Command | None = None, format: t.Any = "json", **given: t.Any) -> RunCmdsCall:
    batch = Batch(parse_commands(list(items)), **{"version": 1, **given})
    return RunCmdsCall(batch, range(len(items)), format, enable)


def reply_of(of: RunCmdsCall, **members: t.Any) -> tuple[list[Response], e.ReplyError | None]:
    return parse_reply(json.dumps({"jsonrpc": "2.0", "id": "1", **members}), "1", of, "leaf1", scrubber_of(of))


def scrubber_of(of: RunCmdsCall) -> Scrubber:
    scrubber = Scrubber()
    for command in (*of.commands, *([of.enable] if of.enable else [])):
        scrubber.add_command(command.cmd, command.input)
    return scrubber


def failure(of: RunCmdsCall, **error: t.Any) -> e.ReplyError:
    found = reply_of(of, error=error)[1]
    assert found is not None
    return found


def message(place: int, count: int, cmd: str, why: str) -> str:
    return f"CLI command {place} of {count} '{cmd}' failed: {why}"


# --- Requests ---


def test_a_request_has_the_specification_s_form() -> None:
    number, body = call("show version", {"cmd": "show ip route", "revision": 4}).payload()
    assert json.loads(body) == {
        "jsonrpc": "2.0",
        "method": "runCmds",
        "params": {"version": 1, "cmds": ["show version", {"cmd": "show ip route", "revision": 4}], "format": "json"},
        "id": number,
    }


def test_every_request_has_an_id_of_its_own() -> None:
    assert call("show version").payload()[0] != call("show version").payload()[0]


def test_optional_parameters_are_named_parameters() -> None:
    params = json.loads(call("show version", auto_complete=True, stop_on_error=False).payload()[1])["params"]
    assert params["autoComplete"] is True
    assert params["stopOnError"] is False


def test_enable_goes_ahead_with_its_password() -> None:
    params = json.loads(call("show version", enable=ENABLE).payload()[1])["params"]
    assert params["cmds"] == [{"cmd": "enable", "input": "s3cret"}, "show version"]
    params = json.loads(call("show version", enable=Command("enable")).payload()[1])["params"]
    assert params["cmds"] == ["enable", "show version"]


def test_revisions_of_the_map_are_sent() -> None:
    params = json.loads(call("show mlag", "show version", revisions={"show mlag": 2}).payload()[1])["params"]
    assert params["cmds"] == [{"cmd": "show mlag", "revision": 2}, "show version"]


def test_text_fallback_names_no_revision() -> None:
    text = call({"cmd": "show mlag", "revision": 2}, format="text")
    assert json.loads(text.payload()[1])["params"]["cmds"] == ["show mlag"]
    response = reply_of(text, result=[{"output": "x"}])[0][0]
    assert (response.revision, response.text_fallback) == (None, True)


def test_the_enable_password_is_not_in_a_call_s_repr() -> None:
    assert "s3cret" not in repr(call("show version", enable=ENABLE))


# --- Replies ---


def test_results_are_responses_in_order_without_that_of_enable() -> None:
    responses, error = reply_of(
        call("show version", "show hostname", enable=ENABLE), result=[{}, {"version": "4.33"}, {"hostname": "leaf1"}]
    )
    assert error is None
    assert [(response.command, response.output) for response in responses] == [
        ("show version", {"version": "4.33"}),
        ("show hostname", {"hostname": "leaf1"}),
    ]


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("<html>504 Gateway Time-out</html>", "is not JSON but '<html>504", "ansible_port"),
        ("", "is not JSON but ''", "ansible_port"),
        ('{"jsonrpc": "2.0", "id": "1", "result": [{"a', "cut off or damaged JSON", "may have run"),
        ('[{"a', "cut off or damaged JSON", "may have run"),
        ('["a"]', "no JSON-RPC reply", "ansible_port"),
        ('{"status": "ok"}', "no JSON-RPC reply", "ansible_port"),
        ('{"id": "2", "result": [{}]}', "to another request ('2')", ""),
        ('{"id": 1, "result": [{}]}', "to another request (1)", ""),
        ('{"result": [{}]}', "to another request (None)", ""),
        ('{"id": "2", "error": {"code": 1000}}', "to another request ('2')", ""),
        ('{"id": "1", "result": {}}', "no list of results", ""),
        ('{"id": "1", "result": []}', "the reply to 1 commands has 0 results", ""),
        ('{"id": "1", "result": [{}, {}]}', "the reply to 1 commands has 2 results", ""),
        ('{"id": "1", "error": "no"}', "no list of results", ""),
    ],
)
def test_unrelated_reply_is_a_protocol_error(text: str, words: str, hint: str) -> None:
    with pytest.raises(e.ProtocolError) as caught:
        parse_reply(text, "1", call("show version"), "leaf1", Scrubber())
    assert words in caught.value.reason
    assert hint in caught.value.hint
    assert str(caught.value).startswith("leaf1: ")


# --- Errors ---


@pytest.mark.parametrize("code", sorted(e.BY_CODE))
def test_every_code_is_an_error_of_its_type(code: int) -> None:
    error = failure(call("show x"), code=code, message=message(1, 1, "show x", "why"), data=[{"errors": ["because"]}])
    assert error.__class__ is e.BY_CODE[code]
    assert error.code == code
    assert error.errors == ["because"]
    assert str(error).startswith("leaf1: ")


@pytest.mark.parametrize("format", ["json", "text"])
def test_an_error_names_the_command_its_place_and_the_switch_s_words(format: t.Any) -> None:
    of = call("show version", "show bogus", "show hostname", format=format)
    responses, error = reply_of(
        of,
        error={
            "code": 1002,
            "message": message(2, 3, "show bogus", "invalid command"),
            "data": [
                {"output": "4.33"},
                {"output": "% Invalid input\n", "errors": ["Invalid input (at token 1: 'bogus')"]},
            ],
        },
    )
    assert error is not None
    assert (error.command, error.command_index) == ("show bogus", 1)
    assert error.reason == (
        "command 2 of 3 'show bogus' failed: invalid command (1002): Invalid input (at token 1: 'bogus')."
    )
    assert [response.failed for response in responses] == [False, True]


def test_places_are_those_of_the_batch_and_do_not_count_enable() -> None:
    batch = Batch(parse_commands(["show version", "show clock", "show bogus"]), version=1)
    error = failure(
        RunCmdsCall(batch, [1, 2], "json", ENABLE),
        code=1002,
        message=message(3, 3, "show bogus", "invalid command"),
        data=[{}, {}, {"errors": ["Invalid input"]}],
    )
    assert (error.command, error.command_index) == ("show bogus", 2)
    assert "command 3 of 3" in str(error)


def test_a_command_with_quotes_in_it() -> None:
    cmd = "description it's 'failed: so'"
    error = failure(call(cmd), code=1000, message=message(1, 1, cmd, "could not run command"), data=[{"errors": ["x"]}])
    assert error.command == cmd
    assert error.reason.endswith("could not run command (1000): x.")


def test_an_error_without_the_known_message_is_of_the_first_failure() -> None:
    error = failure(
        call("show a", "show b", "show c", stop_on_error=False),
        code=1000,
        message="odd",
        data=[{}, {"errors": [""]}, {}],
    )
    assert (error.command, error.errors) == ("show b", ["could not run command"])


@pytest.mark.parametrize("data", [None, [], "x", {"errors": ["x"]}])
def test_an_error_without_usable_data_still_names_the_command(data: t.Any) -> None:
    error = failure(call("show x"), code=1001, message=message(1, 1, "show x", "internal error"), data=data)
    assert (error.command, error.command_index, error.errors) == ("show x", 0, [])


def test_an_error_of_no_known_command_still_says_why() -> None:
    error = failure(call("show x"), code=1000, message="out of memory")
    assert error.__class__ is e.GeneralCommandError
    assert error.command is None
    assert "out of memory (1000)" in str(error)


@pytest.mark.parametrize("data", [[{"errors": ["", "Bad secret"]}], None])
def test_a_refused_enable_is_an_error_of_its_own(data: t.Any) -> None:
    error = failure(
        call("show version", enable=ENABLE),
        code=1005,
        message=message(1, 2, "enable", "permission to run command denied"),
        data=data,
    )
    assert error.__class__ is e.EnableError
    assert error.code == 1005
    assert error.errors == (["Bad secret"] if data else [])
    assert "s3cret" not in str(error) + repr(error) + str(error.details())


def test_an_enable_of_the_user_s_own_is_a_command() -> None:
    error = failure(
        call({"cmd": "enable", "input": "s3cret"}),
        code=1005,
        message=message(1, 1, "enable", "permission to run command denied"),
        data=[{"errors": ["Bad secret"]}],
    )
    assert error.__class__ is e.UnauthorizedCommandError
    assert error.command == "enable"
    assert "s3cret" not in str(error) + str(error.details())


def test_a_request_that_is_refused_without_an_id_or_data() -> None:
    found = parse_reply(
        json.dumps({"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "Expected field 'jsonrpc'"}}),
        "1",
        call("show version"),
        "leaf1",
        Scrubber(),
    )[1]
    assert found.__class__ is e.InvalidRequestError
    assert "Expected field 'jsonrpc' (-32600)" in str(found)


@pytest.mark.parametrize(("code", "cls"), [(None, e.CommandError), ("1002", e.CommandError), (1099, e.CommandError)])
def test_codes_that_nobody_knows(code: t.Any, cls: type[e.ReplyError]) -> None:
    assert isinstance(failure(call("show x"), code=code, message="odd", data=[{"errors": ["x"]}]), cls)


@pytest.mark.parametrize(
    ("parameter", "option"),
    [
        ("autoComplete", "auto_complete"),
        ("expandAliases", "expand_aliases"),
        ("timestamps", "timestamps"),
        ("includeErrorDetail", "include_error_detail"),
        ("stopOnError", "stop_on_error"),
        ("other", "other"),
    ],
)
@pytest.mark.parametrize("code", [-32602, -32603, 1000])
def test_a_parameter_that_an_older_eos_does_not_know_is_named(parameter: str, option: str, code: int) -> None:
    error = failure(
        call("show x"), code=code, message=f"runCmds() got an unexpected keyword argument '{parameter}'", data=[]
    )
    assert error.__class__ is e.UnsupportedParameterError
    assert parameter in error.reason
    assert f"the option {option}," in error.hint
    assert error.code == code


def test_an_exception_inside_a_command_is_not_taken_for_an_unknown_parameter() -> None:
    why = "internal error: render() got an unexpected keyword argument 'detail'"
    error = failure(call("show x"), code=1001, message=message(1, 1, "show x", why), data=[{"errors": ["x"]}])
    assert error.__class__ is e.InternalCommandError


# --- Hints ---


@pytest.mark.parametrize(
    ("cmd", "format", "code", "said", "hint"),
    [
        ("bash ls", "json", 1004, "Command not permitted via API access.", "bash timeout"),
        ("reload", "json", 1004, "Command not permitted via API access.", "reload now"),
        ("reload", "json", 1005, "Authorization denied for command 'reload'", "privilege"),
        ("show run | include x", "json", 1002, "Invalid input", "text format"),
        ("show run | include x", "text", 1002, "Invalid input", ""),
        ("show running-config", "json", 1002, "Invalid input (privileged mode required)", "become"),
        ("sh ver", "json", 1002, "Incomplete token (at token 0: 'sh')", "auto_complete"),
        ("show x", "json", 1003, "unconverted", "use the text format"),
        ("configure", "json", 1005, "Authorization denied for command 'configure'", "privilege"),
        ("monitor session 1", "json", 1002, "Incomplete command", ""),
    ],
)
def test_hints(cmd: str, format: t.Any, code: int, said: str, hint: str) -> None:
    error = failure(
        call(cmd, format=format), code=code, message=message(1, 1, cmd, "no"), data=[{"output": "", "errors": [said]}]
    )
    assert hint in error.hint
    assert bool(hint) == bool(error.hint)


def test_the_error_of_a_further_failure_has_the_switch_s_words_and_no_code() -> None:
    batch = Batch(parse_commands(["show a", "show b"]), version=1)
    error = further_error(batch, 1, Response("show b", "json", errors=["BGP inactive"]), "leaf1")
    assert str(error) == "leaf1: command 2 of 2 'show b' failed: BGP inactive."
    assert (error.code, error.command, error.command_index, error.errors) == (0, "show b", 1, ["BGP inactive"])


# --- Errors that stand in text ---


def test_error_in_a_text_belongs_to_its_command() -> None:
    """By the specification no error object comes for text, and the commands after a failure run."""
    of = call("configure", "frobnicate", "vlan 10", format="text")
    outputs = ["", "! a warning\n% Invalid input (at token 0: 'frobnicate')\n", ""]
    for result in (outputs, [{"output": output} for output in outputs]):
        responses, error = reply_of(of, result=result)
        assert isinstance(error, e.InvalidCommandError)
        assert (error.code, error.command, error.command_index) == (1002, "frobnicate", 1)
        assert error.errors == ["Invalid input (at token 0: 'frobnicate')"]
        assert [response.failed for response in responses] == [False, True, False]


def test_enable_that_fails_in_a_text() -> None:
    of = call("show clock", enable=ENABLE, format="text")
    error = reply_of(of, result=["% Bad secret\n", "% Authorization denied\n"])[1]
    assert isinstance(error, e.EnableError)
    assert "Bad secret" in str(error)


@pytest.mark.parametrize(
    "output",
    ["", "%SYS-5-CONFIG_I: a log\n", "interface Ethernet1\n% of what is shown\n", "100 % busy\n", "! a warning\n"],
)
def test_texts_without_an_error(output: str) -> None:
    responses, error = reply_of(call("show logging", format="text"), result=[{"output": output}])
    assert error is None
    assert responses[0].output == output


@pytest.mark.parametrize(
    "cmd", ["more flash:notes", "Bash timeout 5 cat /mnt/flash/notes", "show banner motd", "show run | include %"]
)
def test_output_that_begins_like_an_error(cmd: str) -> None:
    of = call(cmd, format="text")
    assert reply_of(of, result=[{"output": "% of the interfaces\n"}])[1] is None
    assert isinstance(reply_of(of, result=[{"output": "% Invalid input\n"}])[1], e.InvalidCommandError)


def test_a_model_may_hold_what_looks_like_an_error() -> None:
    assert reply_of(call("show x"), result=[{"output": "% Invalid input\n"}])[1] is None
