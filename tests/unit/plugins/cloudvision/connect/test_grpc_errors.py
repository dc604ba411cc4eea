# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Which error a gRPC status becomes, with its sentence and its hint."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.grpc_errors import (
    CERTIFICATE_FAILURES,
    PLAIN_TEXT,
    STATUSES,
    explain,
    reply_too_large,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions

NODES = (Node("a", 443), Node("b", 8443))
DOING = "GetAll of x"
#: What gRPC says before the reason for which no connection came about.
FAILED = "failed to connect to all addresses; last error: UNKNOWN: ipv4:192.0.2.1:443: "
#: Statuses whose sentences do not come from the table.
OTHERS = {"OK", "CANCELLED", "UNAVAILABLE", "DEADLINE_EXCEEDED"}


def found(code: str | None, details: str, nodes: int = 1, **given: Any) -> errors.CloudVisionError:
    options = CloudVisionOptions(nodes=NODES[:nodes], **{"token": "t", "label": "tenant", **given})
    error = SimpleNamespace(code=lambda: None if code is None else grpc.StatusCode[code])
    return explain(error, details, options, NODES[0], 9.5, DOING)


@pytest.mark.parametrize(
    ("details", "kind", "sentence"),
    [
        (f"{FAILED}Connection refused", errors.UnreachableError, "cannot connect: connection refused."),
        (f"{FAILED}FD shutdown: timeout occurred", errors.UnreachableError, "cannot connect: no connection within 4 s"),
        (f"{FAILED}Endpoint closing", errors.UnreachableError, "cannot connect: no connection within 4 s"),
        (f"{FAILED}connect timed out.", errors.UnreachableError, "cannot connect: no connection within 4 s"),
        ("no connection established", errors.UnreachableError, "cannot connect: no connection established."),
        ("errors resolving a:443: Domain name not found", errors.UnknownHostError, "the name 'a' is not known."),
        ("DNS: Temporary failure in name resolution", errors.UnknownHostError, "the name 'a' is not known."),
        ("HTTP proxy returned response code 407", errors.ProxyError, "the proxy wants other credentials (HTTP 407)."),
        (
            f"{FAILED}HTTP proxy returned response code 502",
            errors.ProxyError,
            "the proxy does not connect to CloudVision (HTTP 502).",
        ),
        (
            "failed to connect: Failed to create security handshaker.",
            errors.TlsError,
            "TLS cannot be set up with the CA certificates of the controller. Name CloudVision's CA in ansible_cloudvi",
        ),
        ("read: reset", errors.DroppedError, "GetAll of x: the connection broke (read: reset)."),
        ("Socket closed", errors.DroppedError, "GetAll of x: the connection broke (Socket closed)."),
    ],
)
def test_causes_of_unavailable(details: str, kind: type[errors.CloudVisionError], sentence: str) -> None:
    error = found("UNAVAILABLE", details, connect_timeout=4.0)
    assert error.__class__ is kind
    assert str(error).startswith(f"tenant (a:443): {sentence}")
    assert kind.hint_default in str(error)


HUNG_UP = ["Socket closed", "TLS handshake failed", "recvmsg:Connection reset by peer (104)"]


@pytest.mark.parametrize("details", HUNG_UP)
def test_a_server_that_hangs_up(details: str) -> None:
    error = found("UNAVAILABLE", f"{FAILED}{details}")
    assert error.__class__ is errors.UnreachableError
    assert str(error) == (
        "tenant (a:443): the server closed the connection while TLS was being set up. It may want a client certificate "
        "(ansible_cloudvision_client_cert), or not be up yet."
    )


@pytest.mark.parametrize(("mark", "what", "cure"), CERTIFICATE_FAILURES)
def test_certificates_that_are_not_accepted(mark: str, what: str, cure: str) -> None:
    error = found("UNAVAILABLE", f"{FAILED}SSL_ERROR_SSL: error:0A000086: {mark.upper()}")
    assert error.__class__ is errors.CertificateError
    assert str(error) == f"tenant (a:443): the server's certificate {what}. {cure}"


@pytest.mark.parametrize("mark", PLAIN_TEXT)
def test_a_port_that_does_not_speak_tls(mark: str) -> None:
    error = found("UNAVAILABLE", f"{FAILED}SSL_ERROR_SSL: {mark.upper()}: Invalid")
    assert error.__class__ is errors.TlsError
    assert str(error) == "tenant (a:443): port 443 does not speak TLS. Check ansible_port."


def test_of_several_nodes_the_one_is_named() -> None:
    assert str(found("UNAVAILABLE", f"{FAILED}x", nodes=2)).startswith("tenant (a:443), node a:443: cannot connect: x.")


@pytest.mark.parametrize("details", HUNG_UP)
def test_a_client_certificate_may_not_be_accepted(tmp_path: Path, details: str) -> None:
    path = tmp_path / "client.pem"
    path.touch(mode=0o600)
    error = found("UNAVAILABLE", f"{FAILED}{details}", token=None, client_cert=str(path))
    assert error.__class__ is errors.CertificateError
    assert f"it may not accept the client certificate {path}. Check that it has not expired, and" in str(error)


def test_no_reply_names_the_proxy() -> None:
    error = found("UNAVAILABLE", f"{FAILED}Connection refused", proxy="http://u:secret@proxy.example.com:3128")
    assert error.__class__ is errors.UnreachableError
    sentence = "cannot connect through the proxy: connection refused."
    assert str(error) == f"tenant (a:443): {sentence} {errors.ProxyError.hint_default}"


@pytest.mark.parametrize(
    ("code", "details"),
    [("INTERNAL", "Received RST_STREAM with error code 2"), ("UNAVAILABLE", "GOAWAY received"), ("CANCELLED", "x")],
)
def test_a_stream_that_was_reset(code: str, details: str) -> None:
    error = found(code, details)
    assert error.__class__ is errors.DroppedError
    assert str(error).startswith(f"tenant (a:443): GetAll of x: the stream was reset ({details}). CloudVision may have")


def test_no_answer_in_time() -> None:
    error = found("DEADLINE_EXCEEDED", "Deadline Exceeded")
    assert error.__class__ is errors.DeadlineError
    assert str(error).startswith("tenant (a:443): GetAll of x: no complete answer within 9.5 s. Raise ansible_cloudvis")


@pytest.mark.parametrize(
    ("details", "kind", "says"),
    [
        ("CLIENT: Received message larger than max (9 vs. 4)", errors.ReplySizeError, "the answer is larger than 1000"),
        ("grpc: received message larger than max (9 vs. 4)", errors.TooLargeError, "the request is too large (grpc"),
        ("the body exceeds the limit", errors.TooLargeError, "the request is too large (the body exceeds the limit)."),
        ("rate limit exceeded", errors.RateLimitError, "was refused by the rate limit (RESOURCE_EXHAUSTED: rate"),
    ],
)
def test_resources_that_are_exhausted(details: str, kind: type[errors.CloudVisionError], says: str) -> None:
    error = found("RESOURCE_EXHAUSTED", details, max_reply_size=1000)
    assert error.__class__ is kind
    assert says in str(error)
    assert error.details() == {"code": "RESOURCE_EXHAUSTED"}
    assert error.host == "tenant (a:443)"


def test_an_answer_above_the_limit() -> None:
    options = CloudVisionOptions(nodes=NODES[:1], token="t", max_reply_size=77)
    error = reply_too_large(options, DOING)
    assert error.details() == {"code": "RESOURCE_EXHAUSTED"}
    assert str(error).startswith("a:443: GetAll of x: the answer is larger than 77 bytes. Ask for less")


@pytest.mark.parametrize("code", sorted({code.name for code in grpc.StatusCode} - OTHERS))
def test_each_status_has_its_type_and_its_words(code: str) -> None:
    kind, what = STATUSES.get(code, (errors.ServerError, "failed"))
    error = found(code, "not\n so.")
    assert error.__class__ is kind
    assert error.details() == {"code": code}
    assert str(error).startswith(f"tenant (a:443): GetAll of x {what} ({code}: not so).")
    assert kind.hint_default in str(error)


def test_a_status_without_words_or_without_a_code() -> None:
    assert str(found("DATA_LOSS", "")) == "tenant (a:443): GetAll of x failed (DATA_LOSS)."
    assert str(found(None, "")) == "tenant (a:443): GetAll of x failed (UNKNOWN)."


def test_long_words_are_cut() -> None:
    text = str(found("DATA_LOSS", "a" * 5000))
    assert "a" * 300 in text
    assert "a" * 301 not in text


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"token": "t"}, "a role of the account of ansible_cloudvision_token the"),
        (
            {"token": None, "environment_token": "t"},
            "a role of the account of CLOUDVISION_ACCESS_TOKEN (environment) the",
        ),
        ({"token": None, "user": "ops", "password": "p"}, "or set ansible_user and ansible_password for an account"),
    ],
)
def test_what_is_forbidden_names_the_option_of_the_account(given: dict[str, Any], names: str) -> None:
    error = found("PERMISSION_DENIED", "no", **given)
    assert error.__class__ is errors.ForbiddenError
    assert names in str(error)
