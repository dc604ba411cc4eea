# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Small real servers on loopback, in threads of the test: HTTP around a switch, and one that speaks raw bytes."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
import typing as t
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

from .eapi import Answer, Request


class TinyServer(socketserver.ThreadingTCPServer):
    """HTTP/1.1 with keep-alive, over TCP, TLS or a unix socket.

    :ivar connections: how many were accepted.
    :ivar endings: how each request's connection ends, in turn: "keep" (the default), "close" after a reply that says
        so, "leave" after a reply that does not, "cut" in the middle of the body, "drop" without a reply, "hang" until
        the server stops.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: t.Any, switch: Callable[[Request], Answer], tls: ssl.SSLContext | None = None) -> None:
        self.address_family = _family(address)
        self.switch = switch
        self.tls = tls
        self.connections = 0
        self.endings: list[str] = []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        super().__init__(address, Handler)

    @property
    def port(self) -> int:
        """The TCP port."""
        return int(self.server_address[1])

    def server_bind(self) -> None:
        """Without the options that only TCP has."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def finish_request(self, request: t.Any, client_address: t.Any) -> None:
        """Shake hands in the connection's own thread."""
        with self.lock:
            self.connections += 1
        if self.tls is not None:
            try:
                request = self.tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
                request.do_handshake()
            except (ssl.SSLError, OSError):
                _hang_up(request)
                return
        try:
            super().finish_request(request, client_address)
        except (OSError, ssl.SSLError):
            return
        finally:
            request.close()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: TinyServer
    wbufsize = -1  # one packet for a small reply

    def answer(self) -> None:
        """Hand the request to the switch, and its answer back."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.title(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        with self.server.lock:
            ending = self.server.endings.pop(0) if self.server.endings else "keep"
            status, headers, reply = self.server.switch(request)
        if ending == "hang":
            self.server.stopping.wait(30)
        if ending in ("drop", "hang"):
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply)))
        if ending == "close":
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply[: len(reply) // 2] if ending == "cut" else reply)
        self.close_connection = self.close_connection or ending in ("close", "leave", "cut")

    do_GET = do_HEAD = do_POST = answer

    def log_message(self, format: str, *args: t.Any) -> None:
        """Say nothing."""


def _hang_up(connection: ssl.SSLSocket) -> None:
    """Close in the way that lets the other side read the last word, the alert that says why."""
    with contextlib.suppress(OSError, ValueError):
        raw = socket.socket(fileno=connection.detach())
        with raw:
            raw.shutdown(socket.SHUT_WR)
            raw.settimeout(1)
            while raw.recv(65536):
                pass


def _family(address: t.Any) -> socket.AddressFamily:
    if isinstance(address, str):
        return socket.AF_UNIX
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET


@contextlib.contextmanager
def serving(
    switch: Callable[[Request], Answer], address: t.Any = ("127.0.0.1", 0), tls: ssl.SSLContext | None = None
) -> Iterator[TinyServer]:
    """A server around a switch, for the length of a with block."""
    with TinyServer(address, switch, tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def speaking(reply: bytes, *, read: bool = True) -> Iterator[int]:
    """The port of a server that sends the same bytes to everybody and hangs up."""

    class Speaker(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            if read:
                self.request.recv(65536)
            if reply:
                self.request.sendall(reply)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Speaker) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """The port of a server whose kernel accepts connections, and that never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
