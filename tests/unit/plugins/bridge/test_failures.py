# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is printed, and what becomes of errors: no terminal obeys it, and each has its state."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleConnectionFailure, AnsibleError, AnsibleFilterError

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import (
    cloudvision_connection,
    diffs,
    failures,
    jinja,
    messages,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import ConnectError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.tree import ConfigError

ATTACK = "\x1b[2J"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is printed, and how."""
    found: list[tuple[str, str]] = []
    for kind in ("warning", "display"):
        monkeypatch.setattr(messages.display, kind, lambda text, kind=kind: found.append((kind, text)))
    return found


def test_messages(printed: list[tuple[str, str]]) -> None:
    messages.warn(f"clear {ATTACK}text")
    messages.show(f"-a{ATTACK}\n+b")
    messages.tell("leaf1", f"copies{ATTACK} a file")
    assert printed == [("warning", "clear text"), ("display", "-a\n+b"), ("display", "[leaf1] copies a file")]


class PartialFailure(ClientError):
    """An error with details."""

    def details(self) -> dict[str, t.Any]:
        return {"errors": [f"no{ATTACK}"], "responses": [f"raw{ATTACK}"]}


def test_the_result_of_an_error() -> None:
    assert failures.task_result(PartialFailure("refused"), "leaf1") == {
        "failed": True,
        "msg": "leaf1: refused.",
        "errors": ["no"],
        "responses": [f"raw{ATTACK}"],
    }
    assert failures.task_result(ConnectError("no reply", host="own", hint=""), "leaf1") == {
        "unreachable": True,
        "msg": "own: no reply.",
    }


@pytest.mark.parametrize(("host", "begins"), [("leaf1", "leaf1: unexpected KeyError"), ("", "unexpected KeyError")])
def test_an_unexpected_error_quotes_no_secret(host: str, begins: str) -> None:
    with pytest.raises(KeyError) as raised:
        raise KeyError(f"hunter2{ATTACK}")
    result = failures.unexpected(raised.value, host, Scrubber("hunter2"))
    assert result["failed"] is True
    assert result["msg"].startswith(begins)
    assert "Traceback" in result["exception"]
    assert "hunter2" not in result["msg"] + result["exception"]


def test_exceptions_of_ansible() -> None:
    assert isinstance(failures.ansible_error(ConnectError("no reply")), AnsibleConnectionFailure)
    other = failures.ansible_error(InputError("wrong"))
    assert not isinstance(other, AnsibleConnectionFailure)
    assert str(other) == "wrong."


class Broken:
    """A connection whose client fails, and is asked for nothing else."""

    def __init__(self, error: ClientError) -> None:
        self.error, self.asked = error, []  # type: tuple[ClientError, list[str]]
        self.client = self

    def logout(self) -> None:
        self.asked.append("logout")
        raise self.error

    def probe(self) -> None:
        self.asked.append("probe")
        raise self.error


def test_a_logout_of_cloudvision_that_fails_fails_nothing() -> None:
    broken = Broken(InputError("wrong"))
    cloudvision_connection.logout(broken)
    assert broken.asked == ["logout"]


@pytest.mark.parametrize(("error", "unreachable"), [(ConnectError("no"), True), (InputError("no"), False)])
def test_a_ping_of_cloudvision_that_fails(error: ClientError, unreachable: bool) -> None:
    with pytest.raises(AnsibleError) as caught:
        cloudvision_connection.ping(Broken(error))
    assert isinstance(caught.value, AnsibleConnectionFailure) is unreachable


def test_a_short_difference_stays_and_a_long_one_is_prepared() -> None:
    half = diffs.MOST_LINES // 2
    short = {"before": "a\n" * half, "after": f"b{ATTACK}\n" * half, "before_header": "x"}
    assert diffs.printable_diff(short) == {**short, "after": "b\n" * half}
    long = {"before": "a\n" * half, "after": "a\n" * half + "b\n", "after_header": "y", "kept": 1}
    assert diffs.printable_diff([long]) == [
        {"kept": 1, "prepared": diffs.unified_lines(["a"] * half, ["a"] * half + ["b"], ("before: ", "after: y"))}
    ]
    assert diffs.printable_diff(None) is None
    assert diffs.printable_diff({"after": [1]}) == {"after": [1]}


def test_a_long_difference_of_data_is_one_of_lines() -> None:
    data = {"after": [*range(diffs.MOST_LINES)], "before": {}}
    assert "+    0,\n" in diffs.printable_diff(data)["prepared"]


@pytest.mark.parametrize("error", [ValueError("bad"), ConfigError("bad"), InputError("bad")])
def test_bad_input_of_a_filter_names_the_filter(error: Exception) -> None:
    def convert(value: str, upper: bool = False) -> str:
        if not value:
            raise error
        return value.upper() if upper else value

    made = jinja.filter_of("convert", convert)
    assert (made("a"), made("a", upper=True), made.__name__) == ("a", "A", "convert")
    with pytest.raises(AnsibleFilterError, match=r"aerie\.arista\.convert: bad"):
        made("")


def test_errors_of_our_own_in_a_filter_are_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        jinja.filter_of("divide", lambda: 1 // 0)()


@pytest.mark.parametrize(("given", "kind"), [({}, "a mapping"), ([], "a list"), (7, "7"), (None, "None")])
def test_a_text_is_wanted(given: t.Any, kind: str) -> None:
    with pytest.raises(ValueError, match=f"config is no text but {kind}: give the configuration itself"):
        jinja.text_of(given, "config")
    assert jinja.text_of("hostname x", "config") == "hostname x"
