# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Errors: a type for each cause, a sentence for a person, data for a machine."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e

ALL = sorted(e.BY_NAME.values(), key=lambda cls: cls.__name__)

#: Section "Error Codes" of the specification.
CODES = {
    -32700: e.ParseError,
    -32600: e.InvalidRequestError,
    -32601: e.MethodNotFoundError,
    -32602: e.InvalidParamsError,
    -32603: e.InternalServerError,
    1000: e.GeneralCommandError,
    1001: e.InternalCommandError,
    1002: e.InvalidCommandError,
    1003: e.UnconvertedCommandError,
    1004: e.IncompatibleCommandError,
    1005: e.UnauthorizedCommandError,
}


def full(cls: type[e.EapiError]) -> e.EapiError:
    """An error of the type with every field set."""
    more: dict[str, t.Any] = {}
    if issubclass(cls, e.HttpError):
        more = {"status": 418}
    if issubclass(cls, e.ReplyError):
        more = {
            "code": 1002,
            "errors": ["Invalid input"],
            "command": "show bogus",
            "command_index": 1,
            "responses": [{"command": "show version", "output": {"version": "4.33"}}],
        }
    return cls("what happened", host="leaf1", hint="What to do.", **more)


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_specification_has_a_type_of_its_own(code: int) -> None:
    assert e.reply_error_type(code) is CODES[code]


def test_no_two_codes_share_a_type() -> None:
    assert len(set(CODES.values())) == len(CODES)
    assert set(e.BY_CODE) == set(CODES)


@pytest.mark.parametrize(
    ("code", "cls"), [(1006, e.CommandError), (1999, e.CommandError), (-32000, e.RequestError), (-1, e.RequestError)]
)
def test_codes_of_later_releases_get_the_type_of_their_range(code: int, cls: type[e.ReplyError]) -> None:
    assert e.reply_error_type(code) is cls


@pytest.mark.parametrize("cls", ALL)
def test_every_type_survives_a_socket(cls: type[e.EapiError]) -> None:
    error = full(cls)
    loaded = e.load(json.loads(json.dumps(e.dump(error))))
    assert loaded.__class__ is cls
    assert str(loaded) == str(error)
    assert loaded.details() == error.details()
    assert (loaded.reason, loaded.host, loaded.hint) == (error.reason, error.host, error.hint)


@pytest.mark.parametrize("cls", ALL)
def test_no_hint_survives_as_no_hint(cls: type[e.EapiError]) -> None:
    assert e.load(e.dump(cls("what happened", hint=""))).hint == ""


@pytest.mark.parametrize("cls", ALL)
def test_details_are_json(cls: type[e.EapiError]) -> None:
    assert json.loads(json.dumps(full(cls).details())) == full(cls).details()


@pytest.mark.parametrize("cls", ALL)
def test_every_error_is_a_sentence_with_host_and_hint(cls: type[e.EapiError]) -> None:
    assert str(full(cls)) == "leaf1: what happened. What to do."


@pytest.mark.parametrize("cls", ALL)
def test_hints_are_sentences(cls: type[e.EapiError]) -> None:
    assert cls.hint_default == "" or cls.hint_default.endswith(".")


@pytest.mark.parametrize("reason", ["It broke.", "It broke!", "Did it break?"])
def test_a_sentence_ends_once(reason: str) -> None:
    assert str(e.EapiError(reason)) == reason


def test_a_hint_can_replace_the_type_s_own() -> None:
    assert str(e.ConnectError("no", hint="Other.")) == "no. Other."
    assert "management api http-commands" in str(e.ConnectError("no"))


@pytest.mark.parametrize("cls", [e.DroppedError, e.CommandTimeoutError])
def test_what_may_have_reached_the_switch_says_so(cls: type[e.TransportError]) -> None:
    assert cls.sent
    assert not cls.unreachable
    assert "may" in cls.hint_default


@pytest.mark.parametrize(
    "cls",
    [e.UnknownHostError, e.ConnectError, e.ConnectTimeoutError, e.CertificateError, e.TlsError, e.SocketPathError],
)
def test_errors_of_requests_that_were_not_sent(cls: type[e.TransportError]) -> None:
    assert not cls.sent


@pytest.mark.parametrize(
    "cls",
    [
        e.UnknownHostError,
        e.ConnectError,
        e.ConnectTimeoutError,
        e.CertificateError,
        e.TlsError,
        e.SocketPathError,
        e.ProxyError,
        e.AuthenticationError,
        e.ForbiddenError,
        e.EnableError,
    ],
)
def test_a_switch_that_nothing_can_be_run_on_is_unreachable(cls: type[e.EapiError]) -> None:
    assert cls.unreachable


@pytest.mark.parametrize("cls", [cls for cls in CODES.values() if cls is not e.EnableError])
def test_a_switch_that_answered_is_reachable(cls: type[e.EapiError]) -> None:
    assert not cls.unreachable
