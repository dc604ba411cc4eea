# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is tried again, where, and after which pause; without a network."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import grpc
import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import channel as channel_module
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.channel import Call, Channel, may_repeat
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling

NODES = (Node("a", 443), Node("b", 443), Node("c", 443))
READ = Call("/x/GetAll", "GetAll of x", None)
ONCE = Call("/x/Set", "Set of x", None, repeatable=False)


class Failure(grpc.RpcError):
    """A call that ended with a status."""

    def __init__(self, code: grpc.StatusCode, details: str | None = "") -> None:
        self._code, self._details = code, details

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str | None:
        return self._details


REFUSED = Failure(
    grpc.StatusCode.UNAVAILABLE, "failed to connect to all addresses; last error: UNKNOWN: x: Connection refused"
)
UNTRUSTED = Failure(
    grpc.StatusCode.UNAVAILABLE, "failed to connect to all addresses; last error: x: CERTIFICATE_VERIFY_FAILED: unable"
)
RESET = Failure(grpc.StatusCode.INTERNAL, "Received RST_STREAM with error code 2")
LIMITED = Failure(grpc.StatusCode.RESOURCE_EXHAUSTED, "rate limit exceeded")
TOO_LARGE = Failure(grpc.StatusCode.RESOURCE_EXHAUSTED, "grpc: received message larger than max (2000000 vs. 1048576)")
LATE = Failure(grpc.StatusCode.DEADLINE_EXCEEDED, "Deadline Exceeded")
UNAUTHENTICATED = Failure(grpc.StatusCode.UNAUTHENTICATED, "invalid token")
BROKEN = Failure(grpc.StatusCode.UNAVAILABLE, "Connection reset by peer")


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []
    monkeypatch.setattr(channel_module, "sleep", made.append)
    monkeypatch.setattr(polling.random, "uniform", lambda low, high: 1.0)
    return made


class Tries:
    """An attempt that fails in these ways, in turn, and then succeeds."""

    def __init__(self, channel: Channel, *failures: Failure) -> None:
        self.channel, self.failures = channel, list(failures)
        self.nodes: list[str] = []
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> str:
        self.nodes.append(self.channel.node.host)
        self.seconds.append(seconds)
        if self.failures:
            raise self.failures.pop(0)
        return "done"


def run(call: Call, *failures: Failure, nodes: int = 1, **given: Any) -> Tries:
    channel = Channel(CloudVisionOptions(nodes=NODES[:nodes], **{"token": "t", **given}))
    tries = Tries(channel, *failures)
    assert channel._repeated(call, None, tries) == "done"
    return tries


def test_every_try_has_the_call_s_own_time(pauses: list[float]) -> None:
    channel = Channel(CloudVisionOptions(nodes=NODES[:1], token="t", timeout=5.0, connect_timeout=2.0))
    tries = Tries(channel)
    for _time in range(2):
        channel._repeated(READ, None, tries)
    channel._repeated(READ, 1.0, tries)
    assert (tries.seconds, pauses) == ([5.0, 5.0, 1.0], [])


def test_nodes_are_tried_in_turn_without_a_pause_and_then_again_with_one(pauses: list[float]) -> None:
    tries = run(READ, *[REFUSED] * 4, nodes=3)
    assert tries.nodes == ["a", "b", "c", "a", "b"]
    assert pauses == [0.2]


@pytest.mark.parametrize("failure", [RESET, LIMITED, BROKEN, REFUSED])
def test_what_passes_is_tried_again_with_growing_pauses(pauses: list[float], failure: Failure) -> None:
    run(READ, failure, failure, failure)
    assert pauses == [0.2, 0.4, 0.8]
    with pytest.raises(errors.CloudVisionError):
        run(READ, failure, failure, retries=1)


@pytest.mark.parametrize("failure", [REFUSED, LIMITED])
def test_what_was_not_done_is_tried_again_in_any_case(failure: Failure, pauses: list[float]) -> None:
    assert run(ONCE, failure).nodes == ["a", "a"]
    assert pauses == [0.2]


@pytest.mark.parametrize(("failure", "cls"), [(RESET, errors.DroppedError), (BROKEN, errors.DroppedError)])
def test_what_may_have_been_done_once_is_not(failure: Failure, cls: type[Exception], pauses: list[float]) -> None:
    with pytest.raises(cls):
        run(ONCE, failure)
    assert pauses == []


@pytest.mark.parametrize(
    ("failure", "cls"),
    [(UNTRUSTED, errors.CertificateError), (TOO_LARGE, errors.TooLargeError), (LATE, errors.DeadlineError)],
)
def test_what_does_not_pass_is_not_tried_again(failure: Failure, cls: type[Exception], pauses: list[float]) -> None:
    with pytest.raises(cls):
        run(READ, failure)
    assert pauses == []


def test_another_node_may_have_the_right_certificate() -> None:
    assert run(READ, UNTRUSTED, nodes=2).nodes == ["a", "b"]


@pytest.mark.parametrize("failure", [RESET, BROKEN])
def test_a_broken_read_has_changed_nothing(failure: Failure) -> None:
    said = {}
    for call in (READ, replace(READ, writes=True)):
        with pytest.raises(errors.DroppedError) as caught:
            run(call, failure, retries=0)
        said[call.writes] = str(caught.value)
    assert said[False].endswith("Try later, or raise ansible_cloudvision_retries.")
    assert "may have done what was asked" in said[True]


def test_a_given_token_cannot_be_renewed_and_is_not_shown() -> None:
    with pytest.raises(
        errors.AuthenticationError, match=r"refused the token of ansible_cloudvision_token \(invalid token\)"
    ) as caught:
        run(READ, UNAUTHENTICATED, token="hidden-token")
    assert "hidden-token" not in str(caught.value)


def test_an_expired_token_opens_nothing() -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": 1}).encode()).decode().rstrip("=")
    with pytest.raises(errors.AuthenticationError, match=r"expired on 1970-01-01"):
        Channel(CloudVisionOptions(nodes=NODES[:1], token=f"a.{claims}.c"))


@pytest.mark.parametrize(
    ("make", "call", "expected"),
    [
        (lambda: errors.DroppedError("x"), READ, True),
        (lambda: errors.DroppedError("x"), ONCE, False),
        (lambda: errors.RateLimitError("x"), ONCE, True),
        (lambda: errors.ServerError("x"), READ, False),
    ],
)
def test_what_may_be_repeated(make: Callable[[], errors.CloudVisionError], call: Call, expected: bool) -> None:
    assert may_repeat(make(), call) is expected
