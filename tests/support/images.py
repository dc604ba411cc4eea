# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A web server with images of EOS, from which switches of the lab fetch."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def sha512(text: str) -> str:
    """The checksum of a file, as options of ours have it."""
    return f"sha512:{hashlib.sha512(text.encode()).hexdigest()}"


@dataclass
class Images:
    """The server: ``url`` is its root, ``asked`` are the addresses that asked and what for."""

    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def gets(self, name: str) -> list[str]:
        """The addresses that have fetched a file."""
        return [address for address, path in list(self.asked) if path == f"/{name}"]


@contextlib.contextmanager
def image_server(files: Mapping[str, str]) -> Iterator[Images]:
    """Serve files, name → text, on a free port of 127.0.0.1; other names are answered 404."""
    images = Images()

    class Handler(BaseHTTPRequestHandler):
        """Answers GET."""

        def do_GET(self) -> None:
            images.asked.append((self.client_address[0], self.path))
            text = files.get(self.path[1:])
            self.send_response(200 if text is not None else 404)
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    images.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield images
    finally:
        server.shutdown()
        server.server_close()
