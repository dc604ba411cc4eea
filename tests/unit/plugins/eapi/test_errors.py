# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Errors: a type for each cause, a sentence for a person, data for a machine."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e

ALL = sorted(e.BY_NAME.values(), key=lambda cls: cls.__name__)


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


@pytest.mark.parametrize("code", sorted(e.BY_CODE))
def test_every_code_has_a_type_of_its_range(code: int) -> None:
    """Section "Error Codes" of the specification: those of JSON-RPC are negative, those of commands begin with 1000."""
    base = e.RequestError if code < 0 else e.CommandError
    assert -32700 <= code <= -32600 or 1000 <= code < 1100
    assert issubclass(e.reply_error_type(code), base)
    assert e.reply_error_type(code) is not base


def test_each_type_has_codes_of_its_own() -> None:
    codes = [code for cls in e.BY_NAME.values() if issubclass(cls, e.ReplyError) for code in cls.codes]
    assert len(codes) == len(set(codes))


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
def test_error_says_that_the_request_may_have_arrived(cls: type[e.TransportError]) -> None:
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


@pytest.mark.parametrize("cls", [cls for cls in e.BY_CODE.values() if cls is not e.EnableError])
def test_a_switch_that_answered_is_reachable(cls: type[e.EapiError]) -> None:
    assert not cls.unreachable
