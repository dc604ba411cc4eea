# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Limits of HTTP replies: size, time, compression; and what requests must not read from the environment."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import typing as t
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509

from ansible_collections.aerie.arista.plugins.plugin_utils.common import http
from ansible_collections.aerie.arista.plugins.plugin_utils.common.http import (
    HttpSession,
    ReplyTooLargeError,
    UnwantedEncodingError,
    exceptions,
)
from lab import pki
from support.eapi import Request
from support.tiny import serving, speaking

ENOUGH = 60.0


def get(port: int, timeout: float = ENOUGH, limit: int | None = None) -> t.Any:
    session = HttpSession(limit=limit)
    try:
        return session.request("GET", f"http://127.0.0.1:{port}/", timeout=timeout)
    finally:
        session.close()


@contextmanager
def dripping(head: bytes, drop: bytes, pause: float = 0.05) -> Iterator[int]:
    """The port of a server that sends the head at once, and the drop again and again."""
    stop = threading.Event()

    def serve(listener: socket.socket) -> None:
        connection, _address = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head)
            while not stop.wait(pause):
                try:
                    connection.sendall(drop)
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            stop.set()
            thread.join()


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", id="body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Slow: ", id="headers"),
        pytest.param(b"HTT", id="status"),
    ],
)
def test_the_timeout_holds_for_a_reply_that_comes_in_drops(head: bytes) -> None:
    with dripping(head, b"x") as port:
        start = time.monotonic()
        with pytest.raises((exceptions.ReadTimeoutError, TimeoutError)):
            get(port, timeout=0.5)
    assert time.monotonic() - start < ENOUGH


def test_the_timeout_holds_for_a_chunked_reply() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with dripping(head, b"1\r\nx\r\n") as port, pytest.raises((exceptions.ReadTimeoutError, TimeoutError)):
        get(port, timeout=0.5)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_reply_above_the_limit_is_not_read(chunked: bool) -> None:
    how = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 5000"
    body = b"1388\r\n" + b"x" * 5000 + b"\r\n0\r\n\r\n" if chunked else b"x" * 5000
    with speaking(b"HTTP/1.1 200 OK\r\n" + how + b"\r\n\r\n" + body) as port:
        with pytest.raises(ReplyTooLargeError) as caught:
            get(port, limit=4999)
        assert caught.value.args == (4999,)
        assert len(get(port, limit=5000).body) == 5000


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate", "br", "gzip, gzip"])
def test_a_compressed_reply_is_refused_and_never_unpacked(encoding: str) -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(bomb)}\r\n\r\n"
    with speaking(head.encode() + bomb) as port, pytest.raises(UnwantedEncodingError):
        get(port)


def test_no_compression_is_asked_for() -> None:
    seen: list[Request] = []
    with serving(lambda request: (seen.append(request), (200, {}, b""))[1]) as server:
        get(server.port)
    assert seen[0].headers["Accept-Encoding"] == "identity"


@pytest.fixture
def tls_server(tmp_path: Path) -> tuple[ssl.SSLContext, pki.Authorities]:
    """What a server with a certificate for 127.0.0.1 needs, and who has signed it."""
    authorities = pki.Authorities()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authorities.server_certificate("127.0.0.1").write(tmp_path, "server"))
    return context, authorities


def test_the_certificate_of_the_server_is_known_and_nothing_is_warned_of(
    tls_server: tuple[ssl.SSLContext, pki.Authorities],
) -> None:
    lenient = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    lenient.check_hostname, lenient.verify_mode = False, ssl.CERT_NONE
    with serving(lambda request: (200, {}, b"yes"), tls=tls_server[0]) as tiny, warnings.catch_warnings():
        warnings.simplefilter("error")
        session = HttpSession(lenient)
        assert session.peer_certificate is None
        reply = session.request("GET", f"https://127.0.0.1:{tiny.port}/")
        assert (reply.text(), reply.body) == ("yes", b"")
        certificate = x509.load_der_x509_certificate(session.peer_certificate or b"")
        assert certificate.issuer == tls_server[1].server.certificate.subject
        session.close()


def test_a_failed_handshake_is_a_failure_to_connect() -> None:
    with speaking(b"") as port:
        session = HttpSession(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        with pytest.raises(exceptions.NewConnectionError):
            session.request("GET", f"https://127.0.0.1:{port}/")


def test_a_reply_that_breaks_off_is_no_failure_to_connect() -> None:
    with speaking(b"") as port, pytest.raises(exceptions.ProtocolError):
        get(port)


def test_requests_over_a_unix_socket_share_a_connection(tmp_path: Path) -> None:
    path = str(tmp_path / "api.sock")
    with serving(lambda request: (200, {}, request.body), path) as tiny:
        session = HttpSession(unix_socket=path)
        for text in (b"one", b"two"):
            assert session.request("POST", "http://localhost/command-api", text).body == text
        assert tiny.connections == 1
        session.close()
    with pytest.raises(exceptions.NewConnectionError):
        HttpSession(unix_socket=f"{path}.none").request("GET", "http://localhost/")


@pytest.mark.parametrize(
    ("host", "named"), [("2001:db8::1", "[2001:db8::1]"), ("leaf1", "leaf1"), ("192.0.2.1", "192.0.2.1")]
)
def test_a_server_behind_a_proxy_is_named_as_in_a_url(host: str, named: str) -> None:
    pool = http._pool_class(http.urllib3.HTTPSConnectionPool, http._Tls, http._Log())
    connection = t.cast("t.Any", pool).ConnectionCls("proxy.example")
    connection.set_tunnel(host, 443)
    assert connection._tunnel_host == named


def test_the_pools_of_a_proxy_are_ours() -> None:
    session = HttpSession(proxy="http://127.0.0.1:9")
    manager = session._adapter.proxy_manager_for("http://127.0.0.1:9")
    assert manager is session._adapter.proxy_manager_for("http://127.0.0.1:9")
    for pool, mixin in (("http", http._Deadline), ("https", http._Tls)):
        assert issubclass(manager.pool_classes_by_scheme[pool].ConnectionCls, mixin)
    session.close()


def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []
    with serving(lambda request: (seen.append(request.path), (302, {"Location": "/other"}, b""))[1]) as server:
        assert get(server.port).status == 302
    assert seen == ["/"]


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_ca_bundle_of_the_environment_is_not_used(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authorities = pki.Authorities()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*authorities.server_certificate("127.0.0.1").write(tmp_path, "server"))
    monkeypatch.setenv(name, str(authorities.server.write(tmp_path, "ca")[0]))
    trusting_nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with serving(lambda request: (200, {}, b""), tls=server) as tiny:
        session = HttpSession(trusting_nobody)
        with pytest.raises(exceptions.HTTPError, match="CERTIFICATE_VERIFY_FAILED"):
            session.request("GET", f"https://127.0.0.1:{tiny.port}/")
        session.close()


def test_proxies_and_passwords_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login eve password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    seen: list[Request] = []
    with serving(lambda request: (seen.append(request), (200, {}, b""))[1]) as server:
        get(server.port)
    assert "Authorization" not in seen[0].headers


def test_cookies_are_not_kept() -> None:
    seen: list[Request] = []
    with serving(lambda request: (seen.append(request), (200, {"Set-Cookie": "a=b"}, b""))[1]) as server:
        session = HttpSession()
        for _turn in range(2):
            session.request("GET", f"http://127.0.0.1:{server.port}/")
        session.close()
    assert ["Cookie" in request.headers for request in seen] == [False, False]
