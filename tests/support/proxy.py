# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A small HTTP proxy on loopback, in a thread of the test: CONNECT and absolute URIs."""

from __future__ import annotations

import base64
import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Asked:
    """What a client asked of the proxy: method and target of its first request on a connection, and its headers."""

    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)


class Proxy(socketserver.ThreadingTCPServer):
    """Connects its clients to where they want; names are looked up in a table of its own.

    :ivar asked: the first requests of all connections.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, names: Mapping[str, str], credentials: str | None = None) -> None:
        """``credentials`` (USER:PASSWORD) are asked of everybody, where they are given."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.names = names
        #: Ports that lie elsewhere: the one that is asked for → the one that is used.
        self.ports: dict[int, int] = {}
        self.wanted = f"Basic {base64.b64encode(credentials.encode()).decode()}" if credentials else None
        self.asked: list[Asked] = []

    @property
    def url(self) -> str:
        """The proxy's URL, without credentials."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(socketserver.BaseRequestHandler):
    """One connection: the first request tells where it goes; from then on bytes are passed on."""

    server: Proxy

    def handle(self) -> None:
        head = self._head()
        if not head:
            return
        lines = head.decode("latin-1").split("\r\n")
        method, target, _protocol = lines[0].split(" ", 2)
        headers = {
            name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines[1:] if line)
        }
        self.server.asked.append(Asked(method, target, headers))
        if self.server.wanted not in (None, headers.get("proxy-authorization")):
            self.request.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        place = urlsplit(f"//{target}" if method == "CONNECT" else target)
        name = place.hostname or ""
        port = place.port or 80
        address = (self.server.names.get(name, name), self.server.ports.get(port, port))
        try:
            upstream = socket.create_connection(address, timeout=10)
        except OSError:
            self.request.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        with upstream:
            upstream.settimeout(None)
            if method == "CONNECT":
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:  # a server takes absolute URIs as well, so what comes can be passed on as it is
                upstream.sendall(head)
            self._pass_on(upstream)

    def _head(self) -> bytes:
        """The first request up to its empty line, with no more than that."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.request.recv(1)
            if not byte:
                return b""
            head += byte
        return head

    def _pass_on(self, upstream: socket.socket) -> None:
        back = threading.Thread(target=_copy, args=(upstream, self.request), daemon=True)
        back.start()
        _copy(self.request, upstream)
        back.join(timeout=5)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def proxying(names: Mapping[str, str], credentials: str | None = None) -> Iterator[Proxy]:
    """A proxy that knows these names (name → address), for the length of a with block."""
    with Proxy(names, credentials) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
