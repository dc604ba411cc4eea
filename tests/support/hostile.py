# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A switch, or a CloudVision, that does what it can to hurt the client: servers on loopback that send what a test says,
over each transport, as fast or as slowly as it says."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
import time
import typing as t
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import paramiko

#: What a hostile server sends: pieces, which may take their time.
Pieces = Iterable[bytes]


class Stop:
    """Ends what hostile servers send when the test is over."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def slowly(self, text: bytes, pause: float) -> Iterator[bytes]:
        """A byte now and then."""
        for byte in text:
            yield bytes([byte])
            if self.event.wait(pause):
                return

    def endlessly(self, piece: bytes) -> Iterator[bytes]:
        """The same again and again."""
        while not self.event.is_set():
            yield piece


@contextlib.contextmanager
def serving_http(
    answer: Callable[[], Pieces], tls: ssl.SSLContext | None = None, path: str | None = None
) -> Iterator[int]:
    """The port of a server whose every reply is made of these pieces, status line and headers among them."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                sock = tls.wrap_socket(self.request, server_side=True) if tls else self.request
                if sock.recv(65536):
                    for piece in answer():
                        sock.sendall(piece)
                    sock.shutdown(socket.SHUT_WR)
                    while sock.recv(65536):  # closed with something unread, the reply would be lost
                        pass

    kind: type[socketserver.BaseServer] = (
        socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    )
    with kind(t.cast("t.Any", path or ("127.0.0.1", 0)), Handler) as server:
        t.cast("t.Any", server).daemon_threads = True
        t.cast("t.Any", server).block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield 0 if path else int(t.cast("t.Any", server).server_address[1])
        finally:
            server.shutdown()
            thread.join()


class _SshServer(paramiko.ServerInterface):
    """Lets everybody in."""

    def __init__(self, subsystem: bool, answers_channels: bool) -> None:
        self.subsystem = subsystem
        self.answers_channels = answers_channels

    def check_auth_password(self, username: str, password: str) -> int:
        return int(paramiko.common.AUTH_SUCCESSFUL)

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.common.OPEN_SUCCEEDED)

    def check_channel_subsystem_request(self, channel: t.Any, name: str) -> bool:
        return self._taken() and self.subsystem

    def check_channel_pty_request(self, *_arguments: t.Any) -> bool:
        return self._taken()

    def check_channel_shell_request(self, channel: t.Any) -> bool:
        return self._taken()

    def _taken(self) -> bool:
        if not self.answers_channels:
            time.sleep(60)
        return True


@contextlib.contextmanager
def serving_ssh(talk: Callable[[t.Any], None], subsystem: bool = False, answers_channels: bool = True) -> Iterator[int]:
    """The port of an SSH server that hands each channel to a function, once its subsystem or shell is asked for."""
    listener = socket.create_server(("127.0.0.1", 0))
    key = paramiko.ECDSAKey.generate()
    transports: list[paramiko.Transport] = []

    def work(transport: paramiko.Transport) -> None:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            transport.start_server(server=_SshServer(subsystem, answers_channels))
            while transport.is_active():
                channel = transport.accept(1)
                if channel is not None:
                    threading.Thread(target=talking, args=(channel,), daemon=True).start()

    def talking(channel: t.Any) -> None:
        with contextlib.suppress(OSError, EOFError):
            talk(channel)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                transport = paramiko.Transport(listener.accept()[0])
                transport.add_server_key(key)
                transports.append(transport)
                threading.Thread(target=work, args=(transport,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for transport in transports:
            transport.close()


@contextlib.contextmanager
def serving_grpc(
    answer: Callable[[], Pieces], certificate: bytes, key: bytes, compression: t.Any = None
) -> Iterator[int]:
    """The port of a gRPC server that answers every call with these messages."""

    class Everything(grpc.GenericRpcHandler):
        def service(self, handler_call_details: t.Any) -> t.Any:
            make = (
                grpc.unary_stream_rpc_method_handler
                if handler_call_details.method.endswith("All")
                else grpc.unary_unary_rpc_method_handler
            )
            behaviour = (
                (lambda request, context: iter(answer()))
                if handler_call_details.method.endswith("All")
                else (lambda request, context: next(iter(answer())))
            )
            return make(behaviour, lambda data: data, lambda data: data)

    pool = ThreadPoolExecutor(4)
    options = [("grpc.max_send_message_length", -1)]
    server = grpc.server(pool, [Everything()], options=options, compression=compression)
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)]))
    server.start()
    try:
        yield port
    finally:
        server.stop(0)
        pool.shutdown(wait=False)
