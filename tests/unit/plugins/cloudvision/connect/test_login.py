# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The login of on-prem CloudVision: what is sent, over which TLS, and what each answer means."""

from __future__ import annotations

import base64
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import login
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.login import (
    LOGIN_PATH,
    SharedLogin,
    explain_https,
    https_session,
    log_in,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.tls import Trust
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import (
    AuthenticationError,
    CertificateError,
    CredentialError,
    LibraryError,
    ServerError,
    UnreachableError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common.session_store import SessionEntry
from lab import pki
from support.eapi import Answer, Request
from support.tiny import TinyServer, free_port, serving

CA = pki.make("CA", authority=True)
SERVER = pki.make("127.0.0.1", CA, hosts=("127.0.0.1", "cv.example.com"))


class Api:
    """The login API: answers with a status and a body, and remembers what it was asked."""

    def __init__(self, status: int = 200, body: bytes = b'{"sessionId": "session-1"}') -> None:
        self.status, self.body = status, body
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        return self.status, {}, self.body


@contextmanager
def tls_server(folder: Path, api: Api, pair: pki.Pair = SERVER) -> Iterator[TinyServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair.write(folder, "server"))
    with serving(api, tls=context) as server:
        yield server


def options(*ports: int, **given: Any) -> CloudVisionOptions:
    nodes = tuple(Node("127.0.0.1", port) for port in ports or (443,))
    credential = {"user": "ann", "password": "pässword", "connect_timeout": 30.0}
    return CloudVisionOptions(nodes=nodes, **{**credential, **given})


@pytest.fixture
def ca(tmp_path: Path) -> str:
    return str(CA.write(tmp_path, "ca")[0])


def test_a_login_sends_user_and_password_and_gets_the_token(tmp_path: Path, ca: str) -> None:
    api = Api()
    with tls_server(tmp_path, api) as server:
        assert log_in(options(server.port, ca_path=ca)) == "session-1"
    (asked,) = api.asked
    assert (asked.method, asked.path) == ("POST", LOGIN_PATH)
    assert base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode() == "ann:pässword"


def test_the_login_goes_on_to_the_next_node(tmp_path: Path, ca: str) -> None:
    with tls_server(tmp_path, Api()) as server:
        assert log_in(options(free_port(), server.port, ca_path=ca)) == "session-1"


def test_the_last_node_that_does_not_answer_is_named(ca: str) -> None:
    ports = free_port(), free_port()
    with pytest.raises(UnreachableError, match=f"the login API of 127.0.0.1:{ports[1]} does not answer: ") as raised:
        log_in(options(*ports, ca_path=ca))
    assert raised.value.host == f"127.0.0.1:{ports[0]}"


def test_a_refusal_is_not_tried_at_another_node(tmp_path: Path, ca: str) -> None:
    api = Api(401)
    with tls_server(tmp_path, api) as server, pytest.raises(AuthenticationError):
        log_in(options(server.port, server.port, ca_path=ca))
    assert len(api.asked) == 1


def test_a_certificate_that_is_not_trusted_gets_no_password(tmp_path: Path) -> None:
    api = Api()
    foreign = pki.make("Foreign CA", authority=True)
    with tls_server(tmp_path, api) as server, pytest.raises(CertificateError) as raised:
        log_in(options(server.port, ca_path=str(foreign.write(tmp_path, "foreign")[0])))
    assert "is not accepted (unable to get local issuer certificate). Name the CA's" in str(raised.value)
    assert api.asked == []


def test_the_name_is_checked_and_can_be_another(tmp_path: Path, ca: str) -> None:
    pair = pki.make("cv.example.com", CA, hosts=("cv.example.com",))
    with tls_server(tmp_path, Api(), pair) as server:
        with pytest.raises(CertificateError, match="is not accepted"):
            log_in(options(server.port, ca_path=ca))
        assert log_in(options(server.port, ca_path=ca, server_name="cv.example.com")) == "session-1"


def test_a_common_name_is_no_name(tmp_path: Path) -> None:
    pair = pki.make("127.0.0.1")
    with tls_server(tmp_path, Api(), pair) as server, pytest.raises(CertificateError):
        log_in(options(server.port, ca_path=str(pair.write(tmp_path, "own")[0])))


def test_a_pinned_certificate_is_checked_by_its_fingerprint(tmp_path: Path) -> None:
    pair = pki.make_nameless("any")
    api = Api()
    with tls_server(tmp_path, api, pair) as server:
        assert log_in(options(server.port, validate_certs=False)) == "session-1"
        assert log_in(options(server.port, validate_certs=False, server_name="any")) == "session-1"


def test_a_certificate_that_changes_after_it_was_pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api = Api()
    monkeypatch.setattr(login, "trust_for", lambda given, node: Trust(SERVER.certificate_pem, "any", "ab" * 32))
    with tls_server(tmp_path, api) as server, pytest.raises(UnreachableError, match="Fingerprints did not match"):
        log_in(options(server.port, validate_certs=False))
    assert api.asked == []


def test_tls_1_1_is_not_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}
    monkeypatch.setattr(login, "HttpSession", lambda context, **given: made.update(context=context, **given))
    https_session(options(validate_certs=True), Node("127.0.0.1", 443))
    assert made["context"].minimum_version is ssl.TLSVersion.TLSv1_2
    assert made["context"].hostname_checks_common_name is False
    assert (made["proxy"], made["limit"]) == (None, login.LARGEST_REPLY)


def test_a_large_reply_is_not_taken(tmp_path: Path, ca: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "LARGEST_REPLY", 10)
    with (
        tls_server(tmp_path, Api(body=b"x" * 100)) as server,
        pytest.raises(UnreachableError, match="the login API of"),
    ):
        log_in(options(server.port, ca_path=ca))


def test_requests_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "MISSING", ImportError("No module named 'requests'"))
    with pytest.raises(LibraryError, match=r"requests cannot be used \(No module .*\)\. Install requests"):
        log_in(options())


# --- Answers ---


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "says"),
    [
        (400, b"", AuthenticationError, "UNAUTHENTICATED", r"the login of user 'ann' was refused \(HTTP 400\)"),
        (
            401,
            b'{"sessionId": "s"}',
            AuthenticationError,
            "UNAUTHENTICATED",
            r"refused \(HTTP 401\)\. Check ansible_user",
        ),
        (403, b"", AuthenticationError, "UNAUTHENTICATED", r"was refused \(HTTP 403\)"),
        (
            200,
            b'{"errorCode": "112498"}',
            AuthenticationError,
            "UNAUTHENTICATED",
            r"gave no token\. Check ansible_",
        ),
        (200, b"<html>", AuthenticationError, "UNAUTHENTICATED", "gave no token"),
        (200, b"[]", AuthenticationError, "UNAUTHENTICATED", "gave no token"),
        (200, b'{"sessionId": "a b"}', ServerError, "UNKNOWN", "holds characters that no token has"),
        (201, b'{"sessionId": "a b"}', ServerError, "UNKNOWN", "the login API answered HTTP 201"),
        (404, b'{"sessionId": "s"}', ServerError, "UNKNOWN", r"answered HTTP 404\. Check that ansible_host and"),
        (499, b"", ServerError, "UNKNOWN", "answered HTTP 499"),
        (500, b"", ServerError, "UNAVAILABLE", "answered HTTP 500"),
        (503, b"", ServerError, "UNAVAILABLE", "the login API answered HTTP 503"),
    ],
)
def test_answers_without_a_token(status: int, body: bytes, kind: type[Any], code: str, says: str) -> None:
    with pytest.raises(kind, match=says) as raised:
        login._token_of(status, body, options())
    assert (raised.value.code, raised.value.host) == (code, "127.0.0.1:443")


def test_the_answer_holds_the_token() -> None:
    assert login._token_of(200, json.dumps({"sessionId": "s", "user": {}}).encode(), options()) == "s"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "does not answer: Connection refused"),
        (RuntimeError("wrapped", OSError(113, "No route to host")), "does not answer: No route to host"),
        (RuntimeError("other"), "does not answer: other"),
    ],
)
def test_errors_below_http(error: Exception, says: str) -> None:
    found = explain_https(error, options(), Node("cv", 8443), "the API")
    assert found.__class__ is UnreachableError
    assert f"the API of cv:8443 {says}." in str(found)


# --- One login for all ---


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SharedLogin:
    tokens = iter(["session-1", "session-2", "session-3"])
    monkeypatch.setattr(login, "log_in", lambda given: next(tokens))
    return SharedLogin(options(session_store=str(tmp_path / "store"), user="ann"))


def test_a_token_is_kept_for_a_day(shared: SharedLogin) -> None:
    before = time.time()
    assert shared.token() == "session-1"
    entry = shared.store.load(*shared.key)
    assert entry is not None
    assert before + 86400 <= (entry.expires or 0) <= time.time() + 86400


def test_a_token_is_kept_for_address_and_user(shared: SharedLogin) -> None:
    assert shared.key == ("cloudvision://127.0.0.1:443", "ann")


def test_a_rejected_token_is_replaced_once(shared: SharedLogin) -> None:
    assert shared.token() == "session-1"
    assert shared.token(rejected="session-0") == "session-1", "another process has renewed it already"
    assert shared.token(rejected="session-1") == "session-2"
    assert shared.token() == "session-2"


def test_session_saved_by_another_process_is_used(shared: SharedLogin, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = shared.store.lock

    @contextmanager
    def late(*key: str) -> Iterator[None]:
        with lock(*key):
            shared.store.save(*shared.key, SessionEntry("theirs", time.time() + 60))
            yield

    monkeypatch.setattr(shared.store, "lock", late)
    assert shared.token() == "theirs"


def test_a_forgotten_token_makes_a_new_login(shared: SharedLogin) -> None:
    assert shared.token() == "session-1"
    shared.forget()
    assert shared.token() == "session-2"


def test_a_store_that_cannot_be_used_is_an_error_of_the_credential(tmp_path: Path, shared: SharedLogin) -> None:
    (tmp_path / "store").mkdir(mode=0o755)
    (tmp_path / "store").chmod(0o755)
    with pytest.raises(CredentialError, match=login.STORE_HINT.replace("(", r"\(").replace(")", r"\)")) as raised:
        shared.token()
    assert raised.value.host == "127.0.0.1:443"
