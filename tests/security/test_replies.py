# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Replies without bounds: whatever a switch or CloudVision sends, however slowly, the client ends in time and in little
memory, with an error of that host."""

from __future__ import annotations

import contextlib
import tempfile
import time
import tracemalloc
import typing as t
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors as cv
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.channel import Channel, GrpcMethod
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from lab import pki
from support.eapi import options
from support.hostile import Pieces, Stop, serving_grpc, serving_http, serving_ssh

#: Seconds of the client's patience; and after which it must have ended, on a busy machine.
PATIENCE = 1.0
AT_MOST = 20.0
#: Where time is not what is tested.
LONG_PATIENCE = 20.0
MEGABYTE = 1 << 20
LIMIT = 2 * MEGABYTE
#: Over these transports a switch answers.
OVER = ("http", "https", "unix", "ssh-eapi", "ssh-cli")
PROMPT = b"leaf1>"
AUTHORITY = pki.make("Hostile CA", authority=True)
SERVER = pki.make("127.0.0.1", AUTHORITY, hosts=("127.0.0.1",))


@pytest.fixture
def stop() -> Iterator[Stop]:
    made = Stop()
    yield made
    made.event.set()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a unix socket."""
    with tempfile.TemporaryDirectory(prefix="eapi-") as name:
        yield Path(name)


@contextlib.contextmanager
def switch(
    over: str, body: t.Callable[[], Pieces], folder: Path, patience: float = LONG_PATIENCE
) -> Iterator[EapiClient]:
    """A client of a switch whose reply to everything has this body."""
    given: dict[str, t.Any] = {"host": "127.0.0.1", "command_timeout": patience, "connect_timeout": LONG_PATIENCE}
    given["max_reply_size"] = LIMIT
    if over.startswith("ssh"):
        subsystem = over == "ssh-eapi"
        given |= {"transport": "ssh", "ssh_host_key_checking": False}
        server = serving_ssh(_at_subsystem(body) if subsystem else _at_cli(body), subsystem)
    else:
        given |= {"transport": over}
        given |= {"socket_path": str(folder / "api.sock")} if over == "unix" else {}
        server = serving_http(
            lambda: _with_headers(body()),
            _server_context(folder) if over == "https" else None,
            given.get("socket_path"),
        )
    with server as port:
        if over == "https":
            given["ca_path"] = str(folder / "ca.pem")
        client = EapiClient(options(**given, **({"port": port} if port else {})))
        try:
            yield client
        finally:
            client.close()


def _with_headers(body: Pieces) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    yield from body


def _server_context(folder: Path) -> t.Any:
    import ssl

    certificate, key = SERVER.write(folder, "server")
    (folder / "ca.pem").write_bytes(AUTHORITY.certificate_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _at_subsystem(body: t.Callable[[], Pieces]) -> t.Callable[[t.Any], None]:
    def talk(channel: t.Any) -> None:
        channel.recv(65536)
        for piece in body():
            channel.sendall(piece)

    return talk


def _at_cli(body: t.Callable[[], Pieces]) -> t.Callable[[t.Any], None]:
    """A CLI that answers the lines by which a terminal is set up, and then the command."""

    def talk(channel: t.Any) -> None:
        channel.sendall(PROMPT)
        typed = b""
        while received := channel.recv(1024):
            typed += received
            while b"\n" in typed:
                line, typed = typed.split(b"\n", 1)
                channel.sendall(line + b"\r\n")
                if line.startswith(b"show"):
                    for piece in body():
                        channel.sendall(piece)
                channel.sendall(PROMPT)

    return talk


def ask(client: EapiClient, format: t.Any = "json") -> t.Any:
    return client.run(Batch(parse_commands("show version"), format=format))


def fails(client: EapiClient, kind: type[ClientError], **given: t.Any) -> tuple[ClientError, float]:
    """The error, and the seconds until it came."""
    start = time.monotonic()
    with pytest.raises(kind) as caught:
        ask(client, **given)
    return caught.value, time.monotonic() - start


# --- Time ---


@pytest.mark.parametrize("over", OVER)
def test_a_byte_now_and_then_ends_at_the_command_timeout(over: str, stop: Stop, folder: Path) -> None:
    with switch(over, lambda: stop.slowly(b'{"result": [' + b" " * 1000, 0.3), folder, PATIENCE) as client:
        error, seconds = fails(client, e.CommandTimeoutError)
    assert f"no reply within {PATIENCE:g} s" in str(error)
    assert PATIENCE * 0.9 < seconds < AT_MOST


@pytest.mark.parametrize("over", ["http", "https", "unix"])
def test_headers_a_byte_now_and_then_end_at_the_command_timeout(over: str, stop: Stop, folder: Path) -> None:
    def dribble() -> Iterator[bytes]:
        return stop.slowly(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000, 0.3)

    given: dict[str, t.Any] = {"host": "127.0.0.1", "transport": over, "command_timeout": PATIENCE}
    path = str(folder / "api.sock") if over == "unix" else None
    with serving_http(dribble, _server_context(folder) if over == "https" else None, path) as port:
        given |= {"socket_path": path} if path else {"port": port}
        given |= {"ca_path": str(folder / "ca.pem")} if over == "https" else {}
        _error, seconds = fails(EapiClient(options(**given)), e.CommandTimeoutError)
    assert seconds < AT_MOST


@pytest.mark.parametrize("subsystem", [True, False])
def test_an_ssh_server_that_never_answers_a_request_for_a_channel(subsystem: bool) -> None:
    with serving_ssh(lambda channel: None, subsystem, answers_channels=False) as port:
        given = {"host": "127.0.0.1", "port": port, "transport": "ssh", "ssh_host_key_checking": False}
        client = EapiClient(options(**given, connect_timeout=1.0, command_timeout=1.0))
        _error, seconds = fails(client, e.ConnectTimeoutError)
        client.close()
    assert seconds < AT_MOST


def test_an_ssh_server_that_takes_nothing_in(folder: Path) -> None:
    """paramiko itself would wait for the window of the channel as long as it opens by a byte now and then."""

    def talk(channel: t.Any) -> None:
        channel.recv(1)
        time.sleep(AT_MOST * 2)

    with serving_ssh(talk, subsystem=True) as port:
        given = {"host": "127.0.0.1", "port": port, "transport": "ssh", "ssh_host_key_checking": False}
        client = EapiClient(options(**given, connect_timeout=PATIENCE, command_timeout=PATIENCE))
        start = time.monotonic()
        with pytest.raises(e.CommandTimeoutError):
            client.run(Batch(parse_commands([{"cmd": "show version", "input": "a" * 8 * MEGABYTE}])))
        client.close()
    assert time.monotonic() - start < AT_MOST


# --- Size ---


@pytest.mark.parametrize("over", OVER)
def test_a_reply_without_end_is_not_taken(over: str, stop: Stop, folder: Path) -> None:
    with switch(over, lambda: stop.endlessly(b'{"result": ["' + b"a" * 65536), folder) as client:
        tracemalloc.start()
        error, _seconds = fails(client, e.ReplySizeError)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert f"the reply is larger than {LIMIT} bytes" in str(error)
    assert peak < 40 * MEGABYTE  # with what the server, in the same process, has on its way


@pytest.mark.parametrize(
    "flood",
    [b"X-Long: " + b"a" * 65536, b"X-Many: a\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"],
    ids=["one long header", "many headers", "many continues"],
)
def test_headers_without_end_are_not_taken(flood: bytes, stop: Stop) -> None:
    def answer() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n" if b"X-" in flood else b""
        yield from stop.endlessly(flood)

    with serving_http(answer) as port:
        given = {"host": "127.0.0.1", "port": port, "transport": "http", "command_timeout": PATIENCE}
        tracemalloc.start()
        error, seconds = fails(EapiClient(options(**given)), e.EapiError)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert isinstance(error, (e.ProtocolError, e.CommandTimeoutError))
    assert seconds < AT_MOST
    assert peak < 20 * MEGABYTE


def test_a_login_over_ssh_that_floods(stop: Stop) -> None:
    with serving_http(lambda: stop.endlessly(b"a" * 4096)) as port:
        given = {"host": "127.0.0.1", "port": port, "transport": "ssh", "ssh_host_key_checking": False}
        error, seconds = fails(EapiClient(options(**given, connect_timeout=LONG_PATIENCE)), e.ProtocolError)
    assert "before the login" in str(error)
    assert seconds < LONG_PATIENCE


# --- Shape ---

DEEP = b"[" * 200_000
NUMBER = b'{"jsonrpc": "2.0", "id": 1, "result": [{"version": ' + b"9" * 5000 + b"}]}"
NUL = b'{"jsonrpc": "2.0", \x00 "id": "1", "result": [{}]}'
NESTED = b'{"jsonrpc": "2.0", "id": "1", "result": [' + b'{"a":' * 500 + b"1" + b"}" * 500 + b"]}"
#: Where parsers of JSON find different things. The last one wins, a constant counts as a number, or all is refused.
DIFFERENT = {
    "infinity": b"Infinity",
    "minus infinity": b"-Infinity",
    "nan": b"NaN",
    "too large": b"1e999",
}


def _within(value: bytes) -> bytes:
    return b'{"jsonrpc": "2.0", "id": "1", "result": [{"version": ' + value + b"}]}"


SHAPES = {
    **{name: _within(value) for name, value in DIFFERENT.items()},
    "another result": b'{"jsonrpc": "2.0", "id": "1", "result": [{}], "result": [{"version": "x"}]}',
    "deep": b"{" + b'"a": ' + DEEP + b"]" * 200_000 + b"}",
    "nested": NESTED,
    "number": NUMBER,
    "nul": NUL,
    "error": b'{"jsonrpc": "2.0", "id": null, "error": {"code": 1000, "message": "CLI command '
    + b"9" * 5000
    + b' of 1 \'x\' failed: x", "data": [[[]], 7]}}',
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("over", ["http", "https", "unix", "ssh-eapi"])
def test_a_reply_of_a_shape_that_hurts_is_an_error_of_that_host(over: str, shape: str, folder: Path) -> None:
    with switch(over, lambda: [SHAPES[shape]], folder) as client:
        error, _seconds = fails(client, e.EapiError)
    assert isinstance(error, e.CommandError if shape == "error" else e.ProtocolError)
    assert str(error).startswith(client.options.endpoint)
    assert len(str(error)) < 5000


@pytest.mark.parametrize("model", [SHAPES["deep"], NUMBER, NUL, *map(_within, DIFFERENT.values())])
def test_a_model_of_such_a_shape_at_the_cli(model: bytes, folder: Path) -> None:
    with switch("ssh-cli", lambda: [model, b"\r\n"], folder) as client:
        error, _seconds = fails(client, e.CommandError)
    assert "The CLI printed no JSON for this command" in str(error)


# --- CloudVision ---


class Raw:
    """A message class of which every text is a message."""

    @staticmethod
    def FromString(data: bytes) -> bytes:
        return data

    def SerializeToString(self) -> bytes:
        return b""


ONE = GrpcMethod("/x.Y/GetOne", "GetOne of x", Raw)
ALL = GrpcMethod("/x.Y/GetAll", "GetAll of x", Raw, stream=True)


@contextlib.contextmanager
def cloudvision(
    answer: t.Callable[[], Pieces],
    folder: Path,
    compression: t.Any = None,
    patience: float = LONG_PATIENCE,
    limit: int = LIMIT,
    server: pki.Pair = SERVER,
    host: str = "127.0.0.1",
) -> Iterator[Channel]:
    (folder / "ca.pem").write_bytes(AUTHORITY.certificate_pem + server.certificate_pem)
    with serving_grpc(answer, server.certificate_pem, server.key_pem, compression) as port:
        channel = Channel(
            CloudVisionOptions(
                nodes=(Node(host, port),),
                token="t",
                ca_path=str(folder / "ca.pem"),
                timeout=patience,
                connect_timeout=patience,
                retries=0,
                max_reply_size=limit,
                proxy=None,
            )
        )
        try:
            yield channel
        finally:
            channel.close()


def test_messages_within_the_limit_are_taken(folder: Path) -> None:
    with cloudvision(lambda: [b"a" * 1000] * 9, folder) as channel:
        assert channel.unary(ONE, Raw()) == b"a" * 1000
        assert channel.stream(ALL, Raw()) == [b"a" * 1000] * 9


def test_a_message_above_the_limit(folder: Path) -> None:
    with cloudvision(lambda: [b"a" * (LIMIT + 1)], folder) as channel:
        with pytest.raises(cv.ReplySizeError, match=f"the answer is larger than {LIMIT} bytes"):
            channel.unary(ONE, Raw())
        with pytest.raises(cv.ReplySizeError, match=r"ansible_cloudvision_max_reply_size"):
            channel.stream(ALL, Raw())


@pytest.mark.parametrize("message", [b"a" * 1000, b""], ids=["large", "empty"])
def test_a_stream_without_end(message: bytes, folder: Path, stop: Stop) -> None:
    with cloudvision(lambda: stop.endlessly(message), folder, limit=1 << 14) as channel:
        start = time.monotonic()
        # Empty messages add up slowly: on a slow machine the deadline comes first.
        with pytest.raises(cv.ReplySizeError if message else (cv.ReplySizeError, cv.DeadlineError)):
            channel.stream(ALL, Raw())
    assert time.monotonic() - start < LONG_PATIENCE * 2


def test_a_stream_that_comes_slowly(folder: Path, stop: Stop) -> None:
    with cloudvision(lambda: stop.slowly(b"a" * 1000, 0.3), folder, patience=PATIENCE) as channel:
        start = time.monotonic()
        with pytest.raises(cv.DeadlineError):
            channel.stream(ALL, Raw())
    assert time.monotonic() - start < AT_MOST


def test_a_compressed_message_is_not_unpacked(folder: Path) -> None:
    """A megabyte of one letter is a kilobyte when it is packed."""
    packed = cloudvision(lambda: [b"a" * MEGABYTE], folder, grpc.Compression.Gzip)
    with packed as channel, pytest.raises(cv.ServerError, match="Compression algorithm not supported"):
        channel.unary(ONE, Raw())


def test_a_common_name_counts_only_in_a_certificate_without_other_names(folder: Path) -> None:
    """gRPC takes it there, and gives Python no means to refuse it. SECURITY.md says so."""
    named = pki.make("localhost", AUTHORITY, hosts=("other.example",))
    nameless = pki.make_nameless("localhost")
    with cloudvision(lambda: [b"a"], folder, server=nameless, host="localhost") as channel:
        assert channel.unary(ONE, Raw()) == b"a"
    refused = pytest.raises(cv.CertificateError, match="is for another name")
    with refused, cloudvision(lambda: [b"a"], folder, server=named, host="localhost") as channel:
        channel.unary(ONE, Raw())
    nameless = pki.make_nameless("127.0.0.1")  # an address is never a common name
    with refused, cloudvision(lambda: [b"a"], folder, server=nameless) as channel:
        channel.unary(ONE, Raw())


def test_a_certificate_that_is_not_verified_is_said_once(folder: Path) -> None:
    said: list[str] = []
    with serving_grpc(lambda: [b"a"], SERVER.certificate_pem, SERVER.key_pem) as port:
        options = CloudVisionOptions(nodes=(Node("127.0.0.1", port),), token="t", validate_certs=False, proxy=None)
        channel = Channel(options, said.append)
        assert [channel.unary(ONE, Raw()) for _time in range(2)] == [b"a"] * 2
        channel.close()
        assert channel.unary(ONE, Raw()) == b"a"
        channel.close()
    assert ["is not validated" in text for text in said] == [True]
