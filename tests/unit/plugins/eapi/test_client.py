# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The client: order, formats, fallback to text, repetition and errors, against a switch without a network."""

from __future__ import annotations

import itertools
import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import client as client_module
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from support.eapi import ENABLE_PASSWORD, PASSWORD, Drop, FakeTransport, Switch, client_of, refused

MODELS = {"show version": {"version": "4.33"}, "show hostname": {"hostname": "leaf1"}, "show clock": {"now": 1}}
TEXTS = {"show version": "EOS 4.33\n", "show hostname": "Hostname: leaf1\n", "show odd": "odd text\n"}


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that the client made, which take no time here."""
    made: list[float] = []
    monkeypatch.setattr(client_module.time, "sleep", made.append)
    return made


def switch(**given: t.Any) -> Switch:
    return Switch(**{"models": MODELS, "texts": TEXTS, "unconverted": {"show odd", "show odd2"}, **given})


def batch(*items: t.Any, **given: t.Any) -> Batch:
    return Batch(parse_commands(list(items)), **given)


def text(cmd: str) -> dict[str, str]:
    return {"cmd": cmd, "format": "text"}


def fake(client: EapiClient) -> FakeTransport:
    return t.cast("FakeTransport", client.transport)


def outputs(responses: list[Response]) -> list[t.Any]:
    return [response.output for response in responses]


def failure_of(client: EapiClient, of: Batch) -> e.ReplyError:
    with pytest.raises(e.ReplyError) as caught:
        client.run(of)
    return caught.value


# --- One batch ---


def test_the_commands_of_one_format_are_one_request() -> None:
    device = switch()
    responses = client_of(device).run(batch("show version", "show hostname", "show clock"))
    assert outputs(responses) == [{"version": "4.33"}, {"hostname": "leaf1"}, {"now": 1}]
    assert len(device.calls) == 1


def test_requests_are_json_rpc_over_post() -> None:
    device = switch()
    client_of(device).run(batch("show version"))
    request = device.calls[0]
    assert request.headers["Content-Type"] == "application/json-rpc"
    assert (request.json["jsonrpc"], request.json["method"]) == ("2.0", "runCmds")


@pytest.mark.parametrize(
    ("of_client", "of_batch", "sent"),
    [(1, None, 1), ("latest", None, "latest"), (1, "latest", "latest"), ("latest", 1, 1)],
)
def test_a_batch_s_version_wins_over_the_client_s(of_client: t.Any, of_batch: t.Any, sent: t.Any) -> None:
    device = switch()
    client_of(device, version=of_client).run(batch("show version", version=of_batch))
    assert device.calls[0].params["version"] == sent


def test_revisions_of_command_batch_and_client_win_in_this_order() -> None:
    device = switch()
    client_of(device, revisions={"show a": 1, "show b": 1, "show c": 1}).run(
        batch({"cmd": "show a", "revision": 3}, "show b", "show c", "show d", revisions={"show a": 2, "show b": 2})
    )
    assert device.calls[0].params["cmds"] == [
        {"cmd": "show a", "revision": 3},
        {"cmd": "show b", "revision": 2},
        {"cmd": "show c", "revision": 1},
        "show d",
    ]


@pytest.mark.parametrize(("given", "expected"), [(None, None), (5.0, 5.0)])
def test_a_batch_s_timeout_is_that_of_its_requests(given: float | None, expected: float | None) -> None:
    device = switch()
    client = client_of(device)
    client.run(batch("show version", text("show version"), timeout=given))
    assert [request.timeout for request in fake(client).sent] == [expected] * 2


# --- Mixed formats ---

ITEMS = ("show version", text("show version"), "show hostname", text("show hostname"))


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_is_kept_however_formats_are_mixed(order: tuple[int, ...]) -> None:
    expected = [{"version": "4.33"}, "EOS 4.33\n", {"hostname": "leaf1"}, "Hostname: leaf1\n"]
    device = switch()
    responses = client_of(device).run(batch(*(ITEMS[place] for place in order)))
    assert outputs(responses) == [expected[place] for place in order]
    assert [response.format for response in responses] == [("json", "text")[place % 2] for place in order]
    changes = sum(1 for one, two in itertools.pairwise(order) if one % 2 != two % 2)
    assert len(device.calls) == changes + 1


def test_an_enable_of_the_batch_holds_for_its_further_requests() -> None:
    device = switch(privileged={"show running-config"}, enable_password=ENABLE_PASSWORD)
    responses = client_of(device).run(
        batch({"cmd": "enable", "input": ENABLE_PASSWORD}, "show version", text("show running-config"), "show clock")
    )
    assert [response.command for response in responses] == [
        "enable",
        "show version",
        "show running-config",
        "show clock",
    ]
    assert [request.cmds[0] for request in device.calls] == ["enable"] * 3


def test_formats_cannot_change_while_a_mode_is_open() -> None:
    device = switch()
    with pytest.raises(e.InputError) as caught:
        client_of(device).run(batch("configure", "interface Ethernet1", text("show active")))
    assert "command 3 'show active' wants text while 'configure' is in force" in str(caught.value)
    assert device.requests == []


def test_formats_may_change_after_the_mode_was_left() -> None:
    device = switch()
    client_of(device).run(batch("configure", "hostname x", "end", text("show hostname")))
    assert device.ran == ["configure", "hostname x", "end", "show hostname"]


# --- Privileged mode ---


def test_become_sends_enable_ahead_of_every_request_and_hides_its_result() -> None:
    device = switch(enable_password=ENABLE_PASSWORD)
    client = client_of(device, enable=True, enable_password=ENABLE_PASSWORD)
    responses = client.run(batch("show version", text("show version")))
    assert outputs(responses) == [{"version": "4.33"}, "EOS 4.33\n"]
    assert [request.params["cmds"][0] for request in device.calls] == [{"cmd": "enable", "input": ENABLE_PASSWORD}] * 2


def test_become_without_a_password() -> None:
    device = switch()
    client_of(device, enable=True).run(batch("show version"))
    assert device.calls[0].params["cmds"] == ["enable", "show version"]


def test_indices_do_not_count_enable() -> None:
    device = switch(failures={"show bogus": (1002, ["Invalid input (at token 1: 'bogus')"])})
    error = failure_of(client_of(device, enable=True), batch("show version", "show bogus", "show clock"))
    assert (error.command, error.command_index) == ("show bogus", 1)
    assert [response["command"] for response in error.responses] == ["show version", "show bogus"]


def test_a_wrong_enable_password_is_its_own_error_and_not_in_it() -> None:
    device = switch(enable_password=ENABLE_PASSWORD)
    error = failure_of(client_of(device, enable=True, enable_password="s3cret-wrong"), batch("show version"))
    assert error.__class__ is e.EnableError
    assert "Bad secret" in str(error)
    assert error.responses == []
    assert "s3cret" not in str(error) + repr(error) + str(error.details())


# --- Errors ---


def test_an_error_carries_the_results_up_to_it() -> None:
    device = switch(failures={"show bogus": (1002, ["Invalid input (at token 1: 'bogus')"])})
    error = failure_of(client_of(device, label="leaf1"), batch("show version", "show bogus", "show clock"))
    assert error.__class__ is e.InvalidCommandError
    assert (error.code, error.command_index) == (1002, 1)
    assert [response["output"] for response in error.responses[:1]] == [{"version": "4.33"}]
    assert error.responses[1]["errors"] == ["Invalid input (at token 1: 'bogus')"]
    assert len(error.responses) == 2
    assert str(error).startswith("https://leaf1:443: command 2 of 3 'show bogus' failed")


def test_an_error_in_a_later_request_carries_the_results_of_the_earlier_ones() -> None:
    device = switch(failures={"show bogus": (1002, ["Invalid input"])})
    error = failure_of(
        client_of(device), batch("show version", text("show hostname"), text("show bogus"), "show clock")
    )
    assert error.command_index == 2
    assert "command 3 of 4" in str(error)
    assert [response["command"] for response in error.responses] == ["show version", "show hostname", "show bogus"]
    assert device.ran == ["show version", "show hostname", "show bogus"]


def test_a_refused_request_carries_the_results_of_the_earlier_ones() -> None:
    answer = {"jsonrpc": "2.0", "id": None, "error": {"code": -32602, "message": "Invalid params"}}
    client = client_of(switch(), [None, (200, {}, json.dumps(answer).encode())])
    error = failure_of(client, batch("show version", text("show version")))
    assert error.__class__ is e.InvalidParamsError
    assert [response["output"] for response in error.responses] == [{"version": "4.33"}]


# --- Going on after failures ---


def test_without_stop_on_error_all_answers_come_with_the_first_failure() -> None:
    device = switch(failures={"show b": (1002, ["Invalid input"]), "show d": (1000, ["BGP inactive"])})
    error = failure_of(
        client_of(device), batch("show version", "show b", "show hostname", "show d", stop_on_error=False)
    )
    assert (type(error), error.command_index) == (e.InvalidCommandError, 1)
    assert [response["command"] for response in error.responses] == [
        "show version",
        "show b",
        "show hostname",
        "show d",
    ]
    assert [response.get("errors") for response in error.responses] == [None, ["Invalid input"], None, ["BGP inactive"]]
    assert device.calls[0].params["stopOnError"] is False


def test_without_stop_on_error_later_requests_run_after_a_failure_too() -> None:
    device = switch(failures={"show b": (1002, ["Invalid input"])})
    error = failure_of(client_of(device), batch("show b", text("show version"), "show clock", stop_on_error=False))
    assert error.command_index == 0
    assert [response["command"] for response in error.responses] == ["show b", "show version", "show clock"]


def test_an_eos_that_stops_all_the_same_is_an_error_at_once() -> None:
    device = switch(failures={"show b": (1002, ["Invalid input"])})

    def stubborn(request: t.Any) -> t.Any:
        altered = request.json
        altered["params"].pop("stopOnError")
        request.body = json.dumps(altered).encode()
        return device(request)

    error = failure_of(client_of(stubborn), batch("show b", "show clock", text("show version"), stop_on_error=False))
    assert [response["command"] for response in error.responses] == ["show b"]
    assert len(device.calls) == 1


def test_a_parameter_that_the_eos_does_not_know() -> None:
    message = "runCmds() got an unexpected keyword argument 'stopOnError'"
    answer = {"jsonrpc": "2.0", "id": None, "error": {"code": -32602, "message": message}}
    client = client_of(switch(), [(200, {}, json.dumps(answer).encode())])
    error = failure_of(client, batch("show version", stop_on_error=False))
    assert error.__class__ is e.UnsupportedParameterError
    assert "stop_on_error" in str(error)


# --- Falling back to text ---


def test_a_command_without_a_json_form_comes_as_text_and_alone() -> None:
    device = switch()
    responses = client_of(device).run(batch("show version", "show odd", "show clock", text_fallback=True))
    assert outputs(responses) == [{"version": "4.33"}, "odd text\n", {"now": 1}]
    assert [(response.format, response.text_fallback) for response in responses] == [
        ("json", False),
        ("text", True),
        ("json", False),
    ]
    assert device.ran == ["show version", "show odd", "show odd", "show clock"]


def test_the_fallback_runs_nothing_else_twice_even_if_it_changes_the_switch() -> None:
    device = switch()
    client_of(device).run(
        batch("clear counters", "show odd", "clear arp", "show odd2", "reload now", text_fallback=True)
    )
    for cmd in ("clear counters", "clear arp", "reload now"):
        assert device.ran.count(cmd) == 1
    assert [cmd for cmd in device.ran if not cmd.startswith("show")] == ["clear counters", "clear arp", "reload now"]


def test_the_fallback_joins_its_neighbours_in_text() -> None:
    device = switch()
    responses = client_of(device).run(batch("show odd", text("show version"), text_fallback=True))
    assert [response.text_fallback for response in responses] == [True, False]
    assert [request.params["format"] for request in device.calls] == ["json", "text"]


def test_the_fallback_of_a_pinned_command_asks_for_no_revision() -> None:
    device = switch()
    response = client_of(device).run(batch({"cmd": "show odd", "revision": 2}, text_fallback=True))[0]
    assert device.calls[1].params["cmds"] == ["show odd"]
    assert (response.text_fallback, response.revision) == (True, None)


def test_the_fallback_keeps_the_batch_s_enable() -> None:
    device = switch(privileged={"show odd"})
    responses = client_of(device).run(batch("enable", "show odd", text_fallback=True))
    assert outputs(responses) == [{}, "odd text\n"]


def test_no_fallback_unless_asked_for() -> None:
    device = switch()
    error = failure_of(client_of(device), batch("show version", "show odd"))
    assert error.__class__ is e.UnconvertedCommandError
    assert "use the text format" in str(error)
    assert len(device.calls) == 1


@pytest.mark.parametrize("code", sorted(code for code in e.BY_CODE if code > 0 and code != 1003))
def test_no_fallback_for_other_codes(code: int) -> None:
    device = switch(failures={"show b": (code, ["no"])})
    assert failure_of(client_of(device), batch("show b", text_fallback=True)).code == code
    assert len(device.calls) == 1


def test_no_fallback_for_a_command_that_may_change_the_switch() -> None:
    device = switch(failures={"clear odd": (1003, ["unconverted"])})
    failure_of(client_of(device), batch("clear odd", text_fallback=True))
    assert device.ran == ["clear odd"]


def test_no_fallback_out_of_a_mode() -> None:
    device = switch()
    error = failure_of(client_of(device), batch("configure session x", "show odd", "abort", text_fallback=True))
    assert error.__class__ is e.UnconvertedCommandError
    assert device.ran == ["configure session x", "show odd"]


def test_a_command_that_fails_in_text_as_well_ends_the_batch() -> None:
    device = switch()

    def strict(request: t.Any) -> t.Any:
        device.failures = {"show odd": (1000, ["BGP inactive"])} if request.params["format"] == "text" else {}
        return device(request)

    error = failure_of(client_of(strict), batch("show version", "show odd", "show clock", text_fallback=True))
    assert (error.code, error.command_index) == (1000, 1)
    assert [response["command"] for response in error.responses] == ["show version", "show odd"]


# --- Both: going on, and falling back ---


def both(*items: t.Any) -> Batch:
    return batch(*items, stop_on_error=False, text_fallback=True)


def test_going_on_all_commands_without_json_come_as_text() -> None:
    device = switch()
    responses = client_of(device).run(both("show odd", "show version", "show odd2"))
    assert outputs(responses) == ["odd text\n", {"version": "4.33"}, ""]
    assert [response.text_fallback for response in responses] == [True, False, True]
    assert device.ran == ["show odd", "show version", "show odd2", "show odd", "show odd2"]


def test_going_on_a_failure_that_is_known_to_be_another_is_not_asked_again() -> None:
    device = switch(failures={"show b": (1002, ["Invalid input"])})
    error = failure_of(client_of(device), both("show version", "show b"))
    assert error.code == 1002
    assert device.ran == ["show version", "show b"]


def test_going_on_a_later_failure_is_not_lost_behind_a_fallback() -> None:
    device = switch(failures={"clear bogus": (1002, ["Invalid input (at token 1: 'bogus')"])})
    error = failure_of(client_of(device), both("show odd", "clear bogus", "show clock"))
    assert (error.command, error.command_index) == ("clear bogus", 1)
    assert error.errors == ["Invalid input (at token 1: 'bogus')"]
    assert [response["output"] for response in error.responses][::2] == ["odd text\n", {"now": 1}]
    assert device.ran.count("clear bogus") == 1


def test_going_on_the_error_is_that_of_the_first_command_that_failed_for_good() -> None:
    device = switch(failures={"show b": (1000, ["BGP inactive"]), "show c": (1002, ["Invalid input"])})
    error = failure_of(client_of(device), both("show odd", "show b", "show c"))
    assert (error.command_index, error.code, error.errors) == (1, 1000, ["BGP inactive"])
    assert error.responses[0]["text_fallback"] is True
    assert [bool(response.get("errors")) for response in error.responses] == [False, True, True]


def test_going_on_nothing_in_a_mode_is_asked_again_outside() -> None:
    device = switch()
    error = failure_of(client_of(device), both("configure session x", "show odd", "abort"))
    assert (type(error), error.command_index) == (e.UnconvertedCommandError, 1)
    assert device.ran == ["configure session x", "show odd", "abort"]


def test_going_on_text_that_fails_is_not_asked_again() -> None:
    device = switch(failures={"show b": (1000, ["BGP inactive"])})
    error = failure_of(client_of(device), both(text("show b"), "show odd"))
    assert (error.command_index, error.code) == (0, 1000)
    assert device.ran.count("show b") == 1
    assert error.responses[1]["output"] == "odd text\n"


def test_going_on_a_refused_enable_is_final() -> None:
    device = switch(enable_password=ENABLE_PASSWORD, privileged={"show running-config"})
    error = failure_of(client_of(device, enable=True), both("show running-config"))
    assert error.__class__ is e.EnableError
    assert device.ran.count("show running-config") == 1


# --- Sending again ---

FAULTS = {
    "before": lambda: Drop(after=False),
    "after": lambda: Drop(after=True),
    "502": lambda: (502, {}, b"<html>Bad Gateway</html>"),
    "503": lambda: (503, {}, b"<html>Service Unavailable</html>"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("format", ["json", "text"])
def test_reading_requests_are_repeated(fault: str, format: t.Any) -> None:
    device = switch()
    client = client_of(device, [FAULTS[fault](), FAULTS[fault]()], retries=2)
    assert len(client.run(batch("enable", "show version", "dir flash:", format=format))) == 3
    assert len(fake(client).sent) == 3


@pytest.mark.parametrize("retries", [0, 1, 2])
def test_repeatable_requests_use_all_retries(retries: int) -> None:
    device = switch()
    client = client_of(device, [FAULTS["before"]() for _try in range(5)], retries=retries)
    with pytest.raises(e.DroppedError):
        client.run(batch("write memory", repeatable=True))
    assert len(fake(client).sent) == retries + 1


CHANGES = (
    "clear counters",
    "configure",
    "copy running-config startup-config",
    "bash timeout 1 date",
    "show version | redirect flash:x",
    "show tech-support > flash:x",
    "reload now",
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("cmd", CHANGES)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_nothing_that_may_change_the_switch_is_ever_sent_twice(fault: str, cmd: str, place: int) -> None:
    device = switch()
    client = client_of(device, [FAULTS[fault]()] * 3, retries=5)
    cmds = ["show version", "show hostname"]
    cmds.insert(place, cmd)
    with pytest.raises((e.DroppedError, e.UnavailableError)) as caught:
        client.run(batch(*cmds, text_fallback=True))
    assert len(fake(client).sent) == 1
    assert "may have run" in caught.value.hint


@pytest.mark.parametrize("error", [e.CommandTimeoutError("no reply"), e.TlsError("x"), e.CertificateError("x")])
def test_other_failures_are_not_repaired_by_sending_again(error: e.EapiError, pauses: list[float]) -> None:
    client = client_of(switch(), [error], retries=3)
    with pytest.raises(type(error)):
        client.run(batch("show version"))
    assert pauses == []


@pytest.mark.parametrize("cmd", ["show version", "configure"])
def test_unsent_requests_are_repeated(cmd: str) -> None:
    device = switch()
    client_of(device, [refused(), refused()], retries=2).run(batch(cmd))
    assert device.ran == [cmd]


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_there_are_as_many_retries_as_were_asked_for(retries: int, pauses: list[float]) -> None:
    client = client_of(switch(), [refused() for _number in range(10)], retries=retries)
    with pytest.raises(e.ConnectError) as caught:
        client.run(batch("show version"))
    assert caught.value.hint == e.ConnectError.hint_default
    assert len(fake(client).sent) == retries + 1
    assert len(pauses) == retries


def test_pauses_grow(pauses: list[float]) -> None:
    with pytest.raises(e.ConnectError):
        client_of(switch(), [refused() for _number in range(6)], retries=5).run(batch("show version"))
    assert all(0.75 <= pause / (0.5 * 2**place) <= 1.25 for place, pause in enumerate(pauses))


def test_error_counts_the_repetitions() -> None:
    with pytest.raises(e.DroppedError) as caught:
        client_of(switch(), [Drop(after=True) for _number in range(3)], retries=2).run(batch("show version"))
    assert caught.value.hint == "It was tried 3 times."


def test_a_dropped_request_that_was_not_repeated_says_that_it_may_have_run() -> None:
    with pytest.raises(e.DroppedError, match="may have run the commands"):
        client_of(switch(), [Drop(after=True)], retries=0).run(batch("show version"))


def test_a_failed_command_is_not_sent_again() -> None:
    device = switch(failures={"show b": (1001, ["broken"])})
    failure_of(client_of(device, retries=3), batch("show b"))
    assert device.ran == ["show b"]


@pytest.mark.parametrize("fault", ["before", "502"])
def test_a_change_that_a_401_kept_back_is_sent_after_the_login_and_then_once(fault: str, tmp_path: t.Any) -> None:
    device = switch()
    client = client_of(device, auth="session", session_store=str(tmp_path / "sessions"), retries=3)
    client.run(batch("show version"))
    device.cookies.clear()
    fake(client).faults = [None, None, FAULTS[fault]()]
    with pytest.raises((e.DroppedError, e.UnavailableError)):
        client.run(batch("configure"))
    assert [request.path for request in fake(client).sent[2:]] == ["/command-api", "/login", "/command-api"]
    assert "configure" not in device.ran


# --- Statuses ---


@pytest.mark.parametrize(
    ("status", "cls", "words"),
    [
        (401, e.AuthenticationError, "refused user 'ops'"),
        (403, e.ForbiddenError, "forbids access"),
        (404, e.ProtocolError, "has no /command-api"),
        (500, e.ProtocolError, "HTTP 500"),
        (301, e.ProtocolError, "HTTP 301"),
        (502, e.UnavailableError, "not available (HTTP 502)"),
        (503, e.UnavailableError, "not available (HTTP 503)"),
        (504, e.GatewayTimeoutError, "gave up waiting"),
    ],
)
def test_a_status_is_an_error_of_its_own(status: int, cls: type[e.HttpError], words: str) -> None:
    with pytest.raises(cls) as caught:
        client_of(switch(), [(status, {}, b"<html>")]).run(batch("show version"))
    assert words in str(caught.value)
    assert caught.value.details() == {"status": status}


def test_http_to_a_tls_port() -> None:
    page = b"<html>400 The plain HTTP request was sent to HTTPS port</html>"
    with pytest.raises(e.ProtocolError, match="port 443 wants TLS"):
        client_of(switch(), [(400, {}, page)], transport="http", port=443).run(batch("show version"))


def test_a_page_instead_of_json() -> None:
    with pytest.raises(e.ProtocolError, match="the reply is not JSON but '<html>"):
        client_of(switch(), [(200, {}, b"<html>504 Gateway Time-out")]).run(batch("show version"))


# --- Probing ---


def test_a_probe_runs_no_command() -> None:
    device = switch()
    client_of(device).probe()
    assert [(request.method, request.path) for request in device.requests] == [("HEAD", "/command-api")]
    assert device.ran == []


@pytest.mark.parametrize("status", [405, 501])
def test_a_probe_takes_an_eos_without_head_for_an_eos(status: int) -> None:
    client = client_of(switch(), [(status, {}, b"")])
    client.probe()
    assert len(client.transport.sent) == 1


@pytest.mark.parametrize(
    ("status", "cls"), [(401, e.AuthenticationError), (404, e.ProtocolError), (502, e.UnavailableError)]
)
def test_a_probe_tells_what_is_wrong(status: int, cls: type[e.EapiError]) -> None:
    with pytest.raises(cls):
        client_of(switch(), [(status, {}, b"")]).probe()


# --- Warnings, secrets ---


@pytest.mark.parametrize(
    ("given", "warns"),
    [
        ({"transport": "http"}, True),
        ({"transport": "http", "auth": "session"}, True),
        ({"transport": "http", "auth": "none"}, False),
        ({"transport": "http", "auth": "none", "enable": True, "enable_password": ENABLE_PASSWORD}, True),
        ({"transport": "http", "host": "127.0.0.1"}, False),
        ({"transport": "http", "host": "localhost", "proxy": "http://proxy.example.com:3128"}, True),
        ({"transport": "https"}, False),
        ({"transport": "unix"}, False),
    ],
)
def test_credentials_in_clear_text_across_a_network_are_a_warning(given: dict[str, t.Any], warns: bool) -> None:
    warnings = client_of(switch(), **given).warnings
    assert ["clear text" in warning for warning in warnings] == ([True] if warns else [])
    assert PASSWORD not in "".join(warnings)


def test_no_secret_is_in_the_repr_of_a_client_or_in_its_errors() -> None:
    device = switch(failures={"banner motd": (1000, ["no"])})
    client = client_of(device, enable=True, enable_password=ENABLE_PASSWORD)
    given = batch({"cmd": "banner motd", "input": "s3cret-input\nEOF"})
    error = failure_of(client, given)
    for secret in (PASSWORD, ENABLE_PASSWORD, "s3cret-input"):
        for words in (repr(client), repr(vars(client)), repr(given), str(error), repr(error), str(error.details())):
            assert secret not in words


def test_closing_closes_the_transport() -> None:
    client = client_of(switch())
    client.close()
    assert fake(client).closed == 1


def test_reconnect() -> None:
    client = client_of(switch())
    client.reconnect()
    assert fake(client).closed == 1
    assert fake(client).sent == []


def test_reconnect_with_a_session(tmp_path: t.Any) -> None:
    """A cookie that still serves proves nothing of the user who got it."""
    device = switch()
    client = client_of(device, auth="session", session_store=str(tmp_path / "sessions"))
    client.run(batch("show version"))
    client.reconnect(login=False)
    assert device.logins == 1
    client.reconnect(login=True)
    assert device.logins == 2
    device.password = "changed"
    with pytest.raises(e.AuthenticationError):
        client.reconnect(login=True)


# --- Another endpoint ---


def test_going_on_at_another_endpoint() -> None:
    client = client_of(switch())
    before = fake(client)
    client.move(host="leaf1.example", port=9443)
    assert before.closed == 1
    assert client.options.endpoint == "https://leaf1.example:9443"
    assert client.origin.endpoint == "https://leaf1:443"
    assert client.transport.options == client.auth.options == client.options
    assert client.endpoint_options() == {
        "host": "leaf1.example",
        "port": 9443,
        "transport": "https",
        "ca_path": None,
        "validate_certs": True,
        "client_cert": None,
        "client_key": None,
    }


def test_staying_where_it_is_keeps_the_connection() -> None:
    client = client_of(switch())
    client.move(**client.endpoint_options())
    assert fake(client).closed == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ca_path": "<folder>"}, "which holds no PEM certificate"),
        ({"ca_path": "<file>"}, "which holds no PEM certificate"),
        ({"client_cert": "<file>", "client_key": "<file>"}, "cannot be used"),
    ],
)
def test_files_of_an_endpoint_that_cannot_be_used_change_nothing(
    tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    (tmp_path / "a.pem").write_text("nothing")
    client = client_of(switch())
    before = (client.transport, client.auth, client.options)
    with pytest.raises(e.InputError, match=said):
        client.move(
            **{
                name: value.replace("<folder>", str(tmp_path)).replace("<file>", str(tmp_path / "a.pem"))
                for name, value in changes.items()
            }
        )
    assert (client.transport, client.auth, client.options) == before


def test_a_password_is_no_part_of_an_endpoint() -> None:
    client = client_of(switch())
    with pytest.raises(e.InputError) as caught:
        client.move(port=9443, password="other")
    assert str(caught.value).startswith("password is no part of an endpoint: there are host, port,")
    assert client.options.port is None
    with pytest.raises(e.InputError):
        client.peer_certificate(user="other")


def test_invalid_endpoint() -> None:
    client = client_of(switch())
    with pytest.raises(e.InputError, match="ansible_port is 99999"):
        client.move(port=99999)
    assert client.options.port is None
