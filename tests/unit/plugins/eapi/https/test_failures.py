# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""From exceptions of urllib3, ssl and socket to errors that say what to do."""

from __future__ import annotations

import socket
import ssl
import typing as t
from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected
from pathlib import Path
from unittest import mock

import pytest
import urllib3.exceptions as http

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import causes, find_cause
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.https.failures import (
    explain,
    explain_status,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.https.transport import HttpTransport
from lab import pki
from support.eapi import options
from support.proxy import proxying
from support.tiny import free_port, serving, silent, speaking

HTTPS = options(label="leaf1", host="192.0.2.1")


def explained(error: Exception, **given: t.Any) -> e.EapiError:
    return explain(error, options(**given), 60)


def request(**given: t.Any) -> e.EapiError:
    """The error of a request over a real wire."""
    transport = HttpTransport(options(**{"host": "127.0.0.1", "connect_timeout": 1.0, "command_timeout": 0.3, **given}))
    with pytest.raises(e.EapiError) as caught:
        transport.request("POST", "/command-api", b"{}")
    return caught.value


# --- Finding causes ---


def chained(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    "error",
    [
        chained(ValueError("x"), KeyError("y")),
        ValueError("x", KeyError("y")),
        http.MaxRetryError(mock.Mock(), "/", KeyError("y")),
        chained(ValueError("x"), chained(TypeError("z"), KeyError("y"))),
    ],
)
def test_an_exception_is_found_wherever_it_is_wrapped(error: Exception) -> None:
    assert isinstance(find_cause(error, KeyError), KeyError)
    assert find_cause(error, OSError) is None


def test_a_circle_of_causes_ends() -> None:
    one, two = ValueError("1"), ValueError("2")
    one.__cause__, two.__cause__ = two, one
    assert set(causes(one)) == {one, two}


# --- Exceptions ---


@pytest.mark.parametrize(
    ("error", "cls"),
    [
        (
            http.ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer")),
            e.DroppedError,
        ),
        (http.ProtocolError("Connection aborted.", RemoteDisconnected("closed")), e.DroppedError),
        (http.ProtocolError("Connection broken", IncompleteRead(b"", 10)), e.DroppedError),
        (http.ProtocolError("Connection aborted.", BrokenPipeError(32, "Broken pipe")), e.DroppedError),
        (http.ProtocolError("Connection aborted.", BadStatusLine("SSH-2.0")), e.ProtocolError),
        (http.ReadTimeoutError(mock.Mock(), "/", "Read timed out."), e.CommandTimeoutError),
        (http.ProtocolError("Connection aborted.", TimeoutError("timed out")), e.CommandTimeoutError),
        (http.ConnectTimeoutError(mock.Mock(), "timed out"), e.ConnectTimeoutError),
        (http.LocationParseError("leaf..1"), e.UnknownHostError),
        (http.HTTPError("something new"), e.DroppedError),
    ],
)
def test_types(error: Exception, cls: type[e.EapiError]) -> None:
    assert explained(error).__class__ is cls


def test_unknown_failure_counts_as_sent() -> None:
    assert t.cast("e.TransportError", explained(OSError("something new"))).sent


@pytest.mark.parametrize(
    ("reason", "cls", "words"),
    [
        ("WRONG_VERSION_NUMBER", e.TlsError, "does not speak TLS"),
        ("HTTP_REQUEST", e.TlsError, "does not speak TLS"),
        ("RECORD_LAYER_FAILURE", e.TlsError, "does not speak TLS"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", e.CertificateError, "the switch wants a client certificate"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", e.CertificateError, "the switch wants a client certificate"),
        ("TLSV1_ALERT_PROTOCOL_VERSION", e.TlsError, "TLS failed (TLSV1_ALERT_PROTOCOL_VERSION)"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", e.TlsError, "TLS failed"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", e.TlsError, "If it wants a client certificate, set ansible_eapi_client_cert"),
    ],
)
def test_tls_failures(reason: str, cls: type[e.EapiError], words: str) -> None:
    inner = ssl.SSLError(1, reason)
    inner.reason = reason
    error = explained(http.SSLError(inner))
    assert error.__class__ is cls
    assert words in str(error)


#: Alerts of TLS (RFC 8446, 6.2) by their numbers, and what the sentence holds.
ALERTS = {
    40: ("Old EOS needs ansible_eapi_ciphers", "If it wants a client certificate, set ansible_eapi_client_cert"),
    42: ("the switch wants a client certificate", "Set ansible_eapi_client_cert and ansible_eapi_client_key"),
    48: ("the switch wants a client certificate", "Set ansible_eapi_client_cert and ansible_eapi_client_key"),
    70: ("no TLS version in common", "Set ansible_eapi_tls_minimum"),
    71: ("no cipher in common", "Old EOS needs ansible_eapi_ciphers"),
    80: ("The switch's web server failed", "ssl profile"),
    112: ("serves no host of the name in ansible_host",),
    116: ("the switch wants a client certificate", "Set ansible_eapi_client_cert and ansible_eapi_client_key"),
}
#: The same where the client has shown a certificate.
CLIENT_ALERTS = {
    42: ("refused our client certificate", "Check ansible_eapi_client_cert and the 'trust certificate' lines"),
    44: ("refused our client certificate", "has been revoked"),
    45: ("refused our client certificate", "ansible_eapi_client_cert has expired"),
    48: ("refused our client certificate", "must trust the CA that signed ansible_eapi_client_cert"),
    49: ("refused our client certificate", "'trust certificate' lines"),
    51: ("refused our client certificate", "ansible_eapi_client_key may not be the key"),
}


@pytest.mark.parametrize("number", ALERTS)
def test_an_alert_names_the_option(number: int) -> None:
    with speaking(bytes((21, 3, 3, 0, 2, 2, number))) as port:
        error = request(port=port)
    assert error.unreachable
    for words in ALERTS[number]:
        assert words in str(error)


@pytest.mark.parametrize("number", CLIENT_ALERTS)
def test_an_alert_about_a_client_certificate_names_the_option(number: int, tmp_path: Path) -> None:
    cert, key = pki.make("admin 15").write(tmp_path, "client")
    with speaking(bytes((21, 3, 3, 0, 2, 2, number))) as port:
        error = request(port=port, client_cert=str(cert), client_key=str(key))
    assert error.__class__ is e.CertificateError
    for words in CLIENT_ALERTS[number]:
        assert words in str(error)


def test_a_minimum_that_is_too_high_is_named() -> None:
    with speaking(bytes((21, 3, 3, 0, 2, 2, 70))) as port:
        assert "ansible_eapi_tls_minimum is 1.3" in str(request(port=port, tls_minimum="1.3"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (9, "is not valid yet"),
        (10, "has expired"),
        (18, "is self-signed"),
        (19, "is not signed by a CA that we trust"),
        (20, "is not signed by a CA that we trust"),
        (21, "is not signed by a CA that we trust"),
        (62, "is for another name"),
        (64, "is for another address"),
        (23, "is not acceptable (revoked)"),
        (26, "is not acceptable"),
    ],
)
def test_certificates(code: int, words: str) -> None:
    inner = ssl.SSLCertVerificationError(1, "certificate verify failed")
    inner.verify_code, inner.verify_message = code, "revoked."
    error = explained(http.SSLError(inner))
    assert error.__class__ is e.CertificateError
    assert words in str(error)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "cannot connect: connection refused."),
        (OSError(113, "No route to host"), "cannot connect: no route to host."),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), "cannot connect: EOF occurred"),
    ],
)
def test_the_operating_system_s_words_stand_in_the_sentence(cause: OSError, words: str) -> None:
    error = explained(chained(http.NewConnectionError(mock.Mock(), "x"), cause))
    assert error.__class__ is e.ConnectError
    assert words in str(error)


@pytest.mark.parametrize("error", [http.HTTPError("x"), OSError("x"), http.ConnectTimeoutError(mock.Mock(), "x")])
def test_errors_name_the_switch(error: Exception) -> None:
    assert str(explain(error, HTTPS, 60)).startswith("leaf1 (https://192.0.2.1:443): ")


# --- On a real wire ---


def test_a_refused_port() -> None:
    error = request(port=free_port(), transport="http")
    assert error.__class__ is e.ConnectError
    assert "connection refused" in str(error)
    assert "no shutdown" in error.hint


@pytest.fixture
def nameless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name service that knows nothing under .invalid, as all do, but at once."""
    ask = socket.getaddrinfo

    def answer(host: t.Any, *args: t.Any, **more: t.Any) -> t.Any:
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ask(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@pytest.mark.usefixtures("nameless")
@pytest.mark.parametrize("transport", ["http", "https"])
@pytest.mark.parametrize("host", ["no-such-switch.invalid", "leaf..1", "a" * 64 + ".example"])
def test_an_unknown_host(transport: str, host: str) -> None:
    error = request(host=host, transport=transport)
    assert error.__class__ is e.UnknownHostError
    assert f"the name '{host}' is not known" in str(error)


def test_a_switch_that_does_not_answer_in_time() -> None:
    with silent() as port:
        error = request(port=port, transport="http")
    assert error.__class__ is e.CommandTimeoutError
    assert "no reply within 0.3 s" in str(error)
    assert "ansible_eapi_command_timeout" in error.hint


def test_a_tls_handshake_that_does_not_end_is_a_failure_to_connect() -> None:
    with silent() as port:
        error = request(port=port, connect_timeout=0.3)
    assert error.__class__ is e.ConnectTimeoutError
    assert "no connection within 0.3 s" in str(error)
    assert "ansible_eapi_connect_timeout" in error.hint


def test_an_address_that_nobody_answers_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: socket.socket, address: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert request(transport="http").__class__ is e.ConnectTimeoutError


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
def test_a_connection_that_breaks(reply: bytes) -> None:
    with speaking(reply) as port:
        error = request(port=port, transport="http")
    assert error.__class__ is e.DroppedError
    assert "may have run the commands" in error.hint


def test_a_tls_handshake_that_breaks_is_a_failure_to_connect() -> None:
    with speaking(b"") as port:
        error = request(port=port)
    assert error.__class__ is e.ConnectError
    assert "cannot connect" in str(error)


@pytest.mark.parametrize("reply", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b"220 ftp\r\n\r\n"])
def test_a_server_that_speaks_no_http(reply: bytes) -> None:
    with speaking(reply) as port:
        error = request(port=port, transport="http")
    assert error.__class__ is e.ProtocolError
    assert "does not speak HTTP" in str(error)


@pytest.mark.parametrize("reply", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_https_to_a_port_that_speaks_no_tls(reply: bytes) -> None:
    with speaking(reply) as port:
        error = request(port=port)
    assert error.__class__ is e.TlsError
    assert f"port {port} does not speak TLS" in str(error)
    assert "ansible_eapi_transport to http" in error.hint


def test_a_failed_request_leaves_a_transport_that_can_be_used_again() -> None:
    with serving(lambda request: (200, {}, b"{}")) as server:
        transport = HttpTransport(options(host="127.0.0.1", port=server.port, transport="http"))
        server.endings = ["drop"]
        with pytest.raises(e.DroppedError):
            transport.request("POST", "/command-api", b"{}")
        assert transport.request("POST", "/command-api", b"{}").status == 200


# --- Sockets ---


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "does not exist"),
        ("file", "has nobody listening"),
        ("folder", "has nobody listening"),
        ("long", "cannot be used"),
    ],
)
def test_unix_sockets_that_cannot_be_connected(tmp_path: t.Any, kind: str, words: str) -> None:
    path = tmp_path / ("x" * 120 if kind == "long" else "s")
    if kind == "file":
        path.touch()
    if kind == "folder":
        path.mkdir()
    error = request(transport="unix", socket_path=str(path))
    assert error.__class__ is e.SocketPathError
    assert f"the socket {path} {words}" in str(error)
    assert "protocol unix-socket" in error.hint


def test_a_unix_socket_of_somebody_else() -> None:
    error = explain(
        chained(http.NewConnectionError(mock.Mock(), "x"), PermissionError(13, "Permission denied")),
        options(transport="unix"),
        60,
    )
    assert "may not be opened by this user" in str(error)


# --- Proxies ---


def test_a_proxy_that_cannot_be_reached() -> None:
    error = request(proxy=f"http://ops:s3cret@127.0.0.1:{free_port()}", host="leaf1")
    assert error.__class__ is e.ProxyError
    assert "the proxy cannot be used: connection refused" in str(error)
    assert "s3cret" not in str(error)


@pytest.mark.usefixtures("nameless")
@pytest.mark.parametrize("transport", ["http", "https"])
def test_an_unknown_proxy_is_not_taken_for_an_unknown_switch(transport: str) -> None:
    error = request(proxy="http://no-such-proxy.invalid:3128", host="leaf1", transport=transport)
    assert error.__class__ is e.ProxyError


def test_a_proxy_that_refuses() -> None:
    with speaking(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as port:
        error = request(proxy=f"http://127.0.0.1:{port}", host="leaf1")
    assert error.__class__ is e.ProxyError
    assert "407" in str(error)


@pytest.mark.parametrize(("name", "told"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_the_proxy_is_reported_where_to_connect_to(name: str, told: str) -> None:
    with proxying({}) as proxy:
        error = request(proxy=proxy.url, host=name, port=1)
    assert error.__class__ is e.ProxyError
    assert [asked.target for asked in proxy.asked] == [f"{told}:1"]


def test_a_proxy_that_closes_the_connection_is_named() -> None:
    with speaking(b"") as port:
        error = request(proxy=f"http://127.0.0.1:{port}", host="leaf1")
    assert error.__class__ is e.ConnectError
    assert "cannot connect through the proxy" in str(error)
    assert "ansible_eapi_proxy" in error.hint


def test_a_reply_that_a_proxy_does_not_bring_may_stand_for_commands_that_ran() -> None:
    with speaking(b"") as port:
        error = request(proxy=f"http://127.0.0.1:{port}", host="leaf1", transport="http")
    assert error.__class__ is e.DroppedError
    assert t.cast("e.TransportError", error).sent


# --- Statuses ---


@pytest.mark.parametrize(
    ("status", "location", "words"),
    [
        (301, "https://leaf1/command-api", "sends us on to 'https://leaf1/command-api' (HTTP 301)"),
        (307, "", "sends us on (HTTP 307)"),
        (407, "", "the proxy wants other credentials"),
        (413, "", "the request is too large"),
        (500, "", "the API itself failed (HTTP 500)"),
    ],
)
def test_statuses_of_other_servers_and_of_the_api_itself(status: int, location: str, words: str) -> None:
    error = explain_status(status, "<html>", HTTPS, location=location)
    assert words in str(error)
    assert error.hint != e.ProtocolError.hint_default


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "HTTP 418,"),
        ("<html>x", "HTTP 418,"),
        ("out  of\nmemory", "HTTP 418, 'out of memory',"),
        ("x" * 500, "'" + "x" * 200 + "'"),
    ],
)
def test_the_switch_s_words_are_kept_short_and_on_one_line(text: str, words: str) -> None:
    assert words in str(explain_status(418, text, HTTPS))


@pytest.mark.parametrize(
    ("transport", "text"), [("http", "<html>400 Bad Request</html>"), ("https", "<html>The HTTPS port</html>")]
)
def test_other_bad_requests_are_not_taken_for_a_tls_port(transport: t.Any, text: str) -> None:
    error = explain_status(400, text, options(transport=transport))
    assert error.__class__ is e.ProtocolError
    assert "the reply is HTTP 400" in str(error)
