# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""HTTP over TCP, IPv6, TLS, unix sockets and proxies, against small servers on loopback."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import tracemalloc
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.https import transport as transport_module
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.https.transport import HttpTransport
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.transport import Reply
from lab import pki
from support.eapi import Request, Switch, options
from support.tiny import serving

VERSION = Batch(parse_commands("show version"))
SWITCH_MODEL = {"show version": {"version": "4.33"}}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a unix socket."""
    with tempfile.TemporaryDirectory(prefix="eapi-") as name:
        yield Path(name)


def transport(**given: t.Any) -> HttpTransport:
    return HttpTransport(options(**{"host": "127.0.0.1", "transport": "http", **given}))


def post(over: HttpTransport, **given: t.Any) -> Reply:
    return over.request("POST", "/command-api", b"{}", **given)


def plain(request: Request) -> tuple[int, dict[str, str], bytes]:
    return 200, {"X-Answer": "yes"}, b"<" + request.body + b">"


# --- One request ---


def test_a_reply_has_status_headers_and_body() -> None:
    with serving(plain) as server:
        reply = post(transport(port=server.port))
    assert (reply.status, reply.headers["x-answer"], reply.text()) == (200, "yes", "<{}>")


def test_the_body_is_given_away_once() -> None:
    reply = Reply(200, {}, b"abc")
    assert reply.text() == "abc"
    assert reply.body == b""


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert Reply(200, {}, b"a\xffb").text() == "a�b"


def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    def moved(request: Request) -> tuple[int, dict[str, str], bytes]:
        seen.append(request.path)
        return 302, {"Location": "/elsewhere"}, b""

    with serving(moved) as server:
        assert post(transport(port=server.port)).status == 302
    assert seen == ["/command-api"]


def test_an_empty_body_has_a_length() -> None:
    lengths: list[str | None] = []

    def note(request: Request) -> tuple[int, dict[str, str], bytes]:
        lengths.append(request.headers.get("Content-Length"))
        return 200, {}, b""

    with serving(note) as server:
        transport(port=server.port).request("POST", "/logout", b"")
    assert lengths == ["0"]


def test_environment_variables_for_proxies_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(plain) as server:
        assert post(transport(port=server.port)).status == 200


# --- Keep-alive ---


def test_one_connection_serves_all_requests() -> None:
    with serving(plain) as server:
        over = transport(port=server.port)
        for _number in range(5):
            post(over)
        assert server.connections == 1


@pytest.mark.parametrize("ending", ["close", "leave", "drop"])
def test_a_closed_connection_is_reopened(ending: str) -> None:
    with serving(plain) as server:
        over = transport(port=server.port)
        server.endings = [ending]
        if ending == "drop":
            with pytest.raises(e.DroppedError):
                post(over)
        else:
            post(over)
        time.sleep(0.2 if ending == "leave" else 0)  # until the end of the connection has arrived
        post(over)
        assert server.connections == 2


def test_a_whole_client_uses_one_connection(tmp_path: Path) -> None:
    switch = Switch(models=SWITCH_MODEL)
    with serving(switch) as server:
        store = str(tmp_path / "sessions")
        client = EapiClient(
            options(host="127.0.0.1", port=server.port, transport="http", auth="session", session_store=store)
        )
        for _number in range(3):
            assert client.run(VERSION)[0].output == {"version": "4.33"}
        client.logout()
        assert server.connections == 1
    assert [request.path for request in switch.requests] == ["/login", *["/command-api"] * 3, "/logout"]


def test_close_closes_the_connection() -> None:
    with serving(plain) as server:
        over = transport(port=server.port)
        post(over)
        over.close()
        over.close()
        post(over)
        assert server.connections == 2


# --- Timeouts ---


def test_a_request_s_own_timeout_wins() -> None:
    with serving(plain) as server:
        server.endings = ["hang"]
        with pytest.raises(e.CommandTimeoutError, match=r"no reply within 0\.2 s"):
            post(transport(port=server.port, command_timeout=30.0), timeout=0.2)


def test_a_reply_may_take_longer_than_connecting() -> None:
    def slow(request: Request) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.4)
        return 200, {}, b""

    with serving(slow) as server:
        assert post(transport(port=server.port, connect_timeout=0.1, command_timeout=5.0)).status == 200


# --- Broken replies ---


@pytest.mark.parametrize("ending", ["cut", "drop"])
def test_a_reply_that_breaks_off(ending: str) -> None:
    with serving(lambda request: (200, {}, b"x" * 100000)) as server:
        server.endings = [ending]
        with pytest.raises(e.DroppedError, match="broke before the reply was complete"):
            post(transport(port=server.port))


def test_a_client_repeats_a_show_command_after_a_broken_reply() -> None:
    switch = Switch(models=SWITCH_MODEL)
    with serving(switch) as server:
        server.endings = ["cut"]
        client = EapiClient(options(host="127.0.0.1", port=server.port, transport="http", retries=1))
        assert client.run(VERSION)[0].output == {"version": "4.33"}
    assert switch.ran == ["show version"] * 2


# --- Other roads ---


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
@pytest.mark.parametrize("tls", [False, True])
def test_ipv6(tmp_path: Path, tls: bool) -> None:
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pki.make("::1", hosts=("::1",)).write(tmp_path, "server"))
    hosts: list[str] = []

    def note(request: Request) -> tuple[int, dict[str, str], bytes]:
        hosts.append(request.headers["Host"])
        return plain(request)

    try:
        with serving(note, ("::1", 0), context) as server:
            given = {"transport": "https", "ca_path": str(tmp_path / "server.pem")} if tls else {}
            over = transport(host="::1", port=server.port, **given)
            assert post(over).status == 200
            assert hosts == [f"[::1]:{server.port}"]
    except OSError as error:
        pytest.skip(f"IPv6 does not work here: {error}")


def test_a_unix_socket(folder: Path) -> None:
    def trusting(request: Request) -> t.Any:
        assert not {"Authorization", "Cookie"} & set(request.headers)
        assert request.headers["Host"] == "localhost"
        return 200, {}, b'{"id": null, "error": {"code": -32600, "message": "reached"}}'

    path = str(folder / "command-api.sock")
    with serving(trusting, path) as server:
        client = EapiClient(options(transport="unix", socket_path=path))
        for _number in range(2):
            with pytest.raises(e.InvalidRequestError, match="reached"):
                client.run(VERSION)
        assert server.connections == 1


def test_http_through_a_proxy_asks_for_the_whole_url() -> None:
    seen: list[Request] = []

    def proxy(request: Request) -> tuple[int, dict[str, str], bytes]:
        seen.append(request)
        return 200, {}, b""

    with serving(proxy) as server:
        post(transport(host="leaf1", port=8080, proxy=f"http://127.0.0.1:{server.port}"))
    assert seen[0].path == "http://leaf1:8080/command-api"
    assert seen[0].headers["Host"] == "leaf1:8080"
    assert "Proxy-Authorization" not in seen[0].headers


def test_user_and_password_in_the_proxy_s_url_are_for_the_proxy() -> None:
    seen: list[Request] = []

    def proxy(request: Request) -> tuple[int, dict[str, str], bytes]:
        seen.append(request)
        return 200, {}, b""

    with serving(proxy) as server:
        post(transport(host="leaf1", proxy=f"http://ops:p%40ss@127.0.0.1:{server.port}"))
    assert seen[0].headers["Proxy-Authorization"] == "Basic b3BzOnBAc3M="


def test_a_missing_http_library_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "MISSING", ImportError("No module named 'requests'"))
    with pytest.raises(e.InputError, match="requests") as caught:
        transport()
    assert "Install it" in caught.value.hint


def test_an_http_library_that_is_too_old_is_reported(collections_path: Path) -> None:
    code = f"""
import urllib3
urllib3.__version__ = "1.26.20"
from {transport_module.__name__} import HttpTransport
from {EapiOptions.__module__} import EapiOptions
from {e.__name__} import InputError
try:
    HttpTransport(EapiOptions(auth="none"))
except InputError as error:
    print(error)
"""
    environment = {**os.environ, "PYTHONPATH": str(collections_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    assert "version 1.26.20 of urllib3 is too old" in done.stdout


# --- Size ---


def test_a_large_reply_is_not_held_twice() -> None:
    size = 16 * 1024 * 1024
    body = b"x" * size
    with serving(lambda request: (200, {}, body)) as server:
        over = transport(port=server.port)
        tracemalloc.start()
        try:
            reply = post(over)
            text = reply.text()
            held, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert len(text) == size
    assert held < 1.2 * size
    assert peak < 3.2 * size


@pytest.mark.parametrize(
    ("headers", "kind", "words"),
    [
        ({}, e.ReplySizeError, "larger than 100 bytes"),
        ({"Content-Encoding": "gzip"}, e.ProtocolError, "gzip"),
    ],
)
def test_a_body_that_is_not_taken(headers: dict[str, str], kind: type[Exception], words: str) -> None:
    """The connection is closed with the rest of the body in it, and the next request has a new one."""
    bodies = [b"x" * 1000, b"{}"]
    with serving(lambda request: (200, headers if len(bodies) == 2 else {}, bodies.pop(0))) as server:
        over = transport(port=server.port, max_reply_size=100)
        with pytest.raises(kind, match=words):
            post(over)
        assert post(over).body == b"{}"
