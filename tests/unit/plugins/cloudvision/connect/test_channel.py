# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is tried again, where, and after which pause; without a network."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import channel as channel_module
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.channel import (
    Channel,
    GrpcMethod,
    may_repeat,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from lab import pki

NODES = (Node("a", 443), Node("b", 443), Node("c", 443))
READ = GrpcMethod("/x/GetAll", "GetAll of x", None)
ONCE = GrpcMethod("/x/Set", "Set of x", None, repeatable=False)


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


def run(call: GrpcMethod, *failures: Failure, nodes: int = 1, **given: Any) -> Tries:
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
def test_temporary_errors_are_retried_with_backoff(pauses: list[float], failure: Failure) -> None:
    run(READ, failure, failure, failure)
    assert pauses == [0.2, 0.4, 0.8]
    with pytest.raises(errors.CloudVisionError):
        run(READ, failure, failure, retries=1)


@pytest.mark.parametrize("failure", [REFUSED, LIMITED])
def test_undone_requests_are_retried(failure: Failure, pauses: list[float]) -> None:
    assert run(ONCE, failure).nodes == ["a", "a"]
    assert pauses == [0.2]


@pytest.mark.parametrize(("failure", "cls"), [(RESET, errors.DroppedError), (BROKEN, errors.DroppedError)])
def test_uncertain_request_is_not_repeated(failure: Failure, cls: type[Exception], pauses: list[float]) -> None:
    with pytest.raises(cls):
        run(ONCE, failure)
    assert pauses == []


@pytest.mark.parametrize(
    ("failure", "cls"),
    [(UNTRUSTED, errors.CertificateError), (TOO_LARGE, errors.TooLargeError), (LATE, errors.DeadlineError)],
)
def test_permanent_error_is_not_retried(failure: Failure, cls: type[Exception], pauses: list[float]) -> None:
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
def test_repeatable_requests(make: Callable[[], errors.CloudVisionError], call: GrpcMethod, expected: bool) -> None:
    assert may_repeat(make(), call) is expected


def test_secrets_of_the_options_are_scrubbed() -> None:
    given = {"token": None, "user": "ann", "password": "p4ssw0rd", "proxy": "http://u:pr0xypass@proxy.example.com:1"}
    login = Channel(CloudVisionOptions(nodes=NODES[:1], **given))  # type: ignore[arg-type]
    environment = Channel(CloudVisionOptions(nodes=NODES[:1], environment_token="env-t0ken"))
    for channel, secrets in ((login, ("p4ssw0rd", "pr0xypass")), (environment, ("env-t0ken",))):
        for secret in secrets:
            assert secret not in channel.scrubber.text(f"you sent {secret} to us")


# --- Over the wire ---

SERVER_CA = pki.make("CA", authority=True)
GET, LIST = "/x.Service/GetOne", "/x.Service/GetAll"


class Service(grpc.GenericRpcHandler):
    """Answers with texts: those of ``answers`` one by one, an exception among them ends the call with a status."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.calls: list[dict[str, Any]] = []
        self.over = threading.Event()

    def service(self, details: Any) -> Any:
        self.calls.append({"path": details.method, **dict(details.invocation_metadata)})
        if details.method == GET:
            return grpc.unary_unary_rpc_method_handler(lambda request, context: next(self._answers(context)))
        return grpc.unary_stream_rpc_method_handler(lambda request, context: self._answers(context))

    def _answers(self, context: Any) -> Iterator[bytes]:
        context.add_callback(self.over.set)
        for answer in list(self.answers):
            if isinstance(answer, Failure):
                context.abort(answer.code(), answer.details())
            yield StringValue(value=answer).SerializeToString()


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def channel(service: Service, tmp_path: Path) -> Iterator[Channel]:
    """A channel to a server on loopback, whose certificate is for another name."""
    pair = pki.make("cv", SERVER_CA, hosts=("cv.example.com",))
    server = grpc.server(ThreadPoolExecutor(4), handlers=[service])
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(pair.key_pem, pair.certificate_pem)]))
    server.start()
    options = CloudVisionOptions(
        nodes=(Node("127.0.0.1", port),),
        token="t0ken",
        ca_path=str(SERVER_CA.write(tmp_path, "ca")[0]),
        server_name="cv.example.com",
        retries=0,
        max_reply_size=5000,
    )
    opened = Channel(options)
    yield opened
    opened.close()
    server.stop(None).wait()


def call(path: str, **given: Any) -> GrpcMethod:
    return GrpcMethod(path, f"{path.rpartition('/')[2]} of x", StringValue, stream=path == LIST, **given)


def texts(messages: Iterable[Any]) -> list[str]:
    return [message.value for message in messages]


def test_a_call_with_its_token(channel: Channel, service: Service) -> None:
    service.answers = ["a"]
    assert channel.unary(call(GET), StringValue()).value == "a"
    assert (service.calls[0]["path"], service.calls[0]["authorization"]) == (GET, "Bearer t0ken")


def test_all_messages_of_a_stream(channel: Channel, service: Service) -> None:
    service.answers = ["a", "b"]
    assert texts(channel.stream(call(LIST), StringValue())) == ["a", "b"]
    service.answers = []
    assert channel.stream(call(LIST), StringValue()) == []


@pytest.mark.parametrize("answers", [["x" * 3000, "x" * 3000, "x"], [""] * 100])
def test_a_stream_that_is_too_large_is_ended(channel: Channel, service: Service, answers: list[str]) -> None:
    service.answers = answers
    with pytest.raises(errors.ReplySizeError, match="GetAll of x: the answer is larger than 5000 bytes"):
        channel.stream(call(LIST), StringValue())
    service.answers = ["x" * 4900]
    assert len(channel.stream(call(LIST), StringValue())) == 1, "a stream below the limit is taken"


def test_a_message_that_is_too_large(channel: Channel, service: Service) -> None:
    service.answers = ["x" * 6000]
    with pytest.raises(errors.ReplySizeError):
        channel.unary(call(GET), StringValue())


def test_messages_are_followed_as_they_come(channel: Channel, service: Service) -> None:
    service.answers = ["a", "b", Failure(grpc.StatusCode.PERMISSION_DENIED, "not t0ken")]
    stream = channel.follow(call(LIST), StringValue())
    assert [next(stream).value, next(stream).value] == ["a", "b"]
    with pytest.raises(errors.ForbiddenError, match="GetAll of x is forbidden") as raised:
        next(stream)
    assert "t0ken" not in str(raised.value)
    service.answers = []
    assert list(channel.follow(call(LIST), StringValue())) == []


def test_a_stream_that_is_followed_no_longer_is_ended(channel: Channel, service: Service) -> None:
    service.answers = ["a", "b"]
    stream = channel.follow(call(LIST), StringValue())
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert service.over.wait(60)


def test_errors_have_the_words_of_the_server(channel: Channel, service: Service) -> None:
    service.answers = [Failure(grpc.StatusCode.UNAUTHENTICATED, "token\n t0ken is bad")]
    with pytest.raises(errors.AuthenticationError) as raised:
        channel.unary(call(GET), StringValue())
    assert "refused the token of ansible_cloudvision_token (token " in str(raised.value)
    assert "t0ken is" not in str(raised.value)
    service.answers = [Failure(grpc.StatusCode.UNAUTHENTICATED, "")]
    with pytest.raises(errors.AuthenticationError, match=r"refused the token of ansible_cloudvision_token\. It may"):
        channel.unary(call(GET), StringValue())


def test_a_closed_channel_is_opened_again(channel: Channel, service: Service) -> None:
    service.answers = ["a"]
    for end in (channel.close, channel.logout):
        assert channel.unary(call(GET), StringValue()).value == "a"
        end()
    assert channel.unary(call(GET), StringValue()).value == "a"


def test_a_certificate_that_is_not_validated_is_warned_of_once(channel: Channel, service: Service) -> None:
    service.answers, warnings = ["a"], []
    given = replace(channel.options, ca_path=None, validate_certs=False, server_name=None)
    other = Channel(given, warnings.append)
    for _time in range(2):
        assert other.unary(call(GET), StringValue()).value == "a"
        other.close()
    assert [text.partition(" is not validated")[0] for text in warnings] == [f"The certificate of {given.name}"]


def test_the_redirector_is_asked_once(channel: Channel, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    found = channel.options.nodes[0]
    monkeypatch.setattr(channel_module, "find_cluster", lambda options, metadata: asked.append(metadata) or found)
    service.answers = ["a"]
    given = replace(channel.options, nodes=(Node("www.arista.io", 443),), locate=True)
    other = Channel(given)
    for _time in range(2):
        assert other.unary(call(GET), StringValue()).value == "a"
        other.close()
    assert asked == [(("authorization", "Bearer t0ken"),)]
    assert other.node == found


def test_arguments_of_the_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    given = CloudVisionOptions(nodes=NODES[:1], token="t", connect_timeout=4.0, max_reply_size=77)
    arguments = dict(Channel(given)._arguments(None))
    assert arguments["grpc.max_receive_message_length"] == 77
    assert arguments["grpc.keepalive_time_ms"] == channel_module.KEEPALIVE_SECONDS * 1000
    assert arguments["grpc.keepalive_timeout_ms"] == channel_module.KEEPALIVE_TIMEOUT * 1000
    assert arguments["grpc.min_reconnect_backoff_ms"] == 4000
    assert arguments["grpc.http2.ping_timeout_ms"] == channel_module.KEEPALIVE_TIMEOUT * 1000
    assert arguments["grpc.initial_reconnect_backoff_ms"] == polling.CALLS.first * 1000
    assert arguments["grpc.compression_enabled_algorithms_bitset"] == 1, "nothing is unpacked"
    assert arguments["grpc.http2.max_pings_without_data"] == 0, "pings do not end"
    assert arguments["grpc.use_local_subchannel_pool"] == 1
    assert arguments["grpc.enable_http_proxy"] == 0
    assert "grpc.ssl_target_name_override" not in arguments
    proxied = replace(given, proxy="http://proxy.example.com:3128")
    arguments = dict(Channel(proxied)._arguments("cv"))
    assert arguments["grpc.http_proxy"] == "http://proxy.example.com:3128"
    assert arguments["grpc.ssl_target_name_override"] == "cv"
    assert "grpc.enable_http_proxy" not in arguments


class Endless:
    """A stream that does not end by itself."""

    cancelled = False

    def __iter__(self) -> Iterator[str]:
        while not self.cancelled:
            self.note(40)
            yield "a message"

    def cancel(self) -> None:
        self.cancelled = True

    def __call__(self, _call: GrpcMethod, note: Callable[[int], None]) -> Callable[..., Endless]:
        self.note = note
        return lambda _request, **_keywords: self


def test_cloudvision_is_told_that_nobody_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    channel, stream = Channel(CloudVisionOptions(nodes=NODES[:1], token="t", max_reply_size=5000)), Endless()
    monkeypatch.setattr(channel, "_multi", stream)
    with pytest.raises(errors.ReplySizeError):
        channel.stream(call(LIST), StringValue())
    assert stream.cancelled
