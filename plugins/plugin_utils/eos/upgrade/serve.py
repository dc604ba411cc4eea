# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Give a file of the controller to a switch, which fetches it by http; its checksum is what it is trusted by."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import socket
import stat
import threading
import typing as t
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ...common.errors import InputError

#: Bytes that are read at once.
PIECE: t.Final = 1024 * 1024


def size_of(path: str) -> int:
    """The bytes of a file that can be given to a switch.

    :raises InputError: for what is no file, or an empty one.
    """
    try:
        found = os.stat(path)
    except OSError as error:
        raise InputError(f"src: {path} cannot be read ({error.strerror}).") from error
    if not stat.S_ISREG(found.st_mode):
        raise InputError(f"src: {path} is no plain file, but a folder, a pipe or a device.")
    if not found.st_size:
        raise InputError(f"src: {path} is empty.")
    return found.st_size


def digest_of(path: str, algorithm: str, size: int | None = None) -> str:
    """The checksum of a file, in hexadecimal digits.

    :param algorithm: md5, sha256 or sha512. `size`: of so many bytes at its beginning.
    :raises InputError: for a file that cannot be read.
    """
    digest = hashlib.new(algorithm, usedforsecurity=False)
    left = os.path.getsize(path) if size is None else size
    try:
        with open(path, "rb") as stream:
            while left > 0 and (piece := stream.read(min(PIECE, left))):
                digest.update(piece)
                left -= len(piece)
    except OSError as error:
        raise InputError(f"src: {path} cannot be read ({error.strerror}).") from error
    return digest.hexdigest()


def local_address(host: str, port: int) -> str:
    """The address of this machine from which packets go to a host."""
    family, _kind, _proto, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect(place)
        return str(probe.getsockname()[0])


@contextlib.contextmanager
def served(path: str, name: str, address: str, port: int = 0) -> Iterator[str]:
    """Serve one file under a path that nobody can guess, and nothing else; yields the URL.

    :param address: of this machine, as the switch reaches it. `port`: 0 for any that is free.
    :raises InputError: where nothing can listen there.
    """
    place = f"/{secrets.token_urlsafe(24)}/{name}"

    class Handler(BaseHTTPRequestHandler):
        """Answers GET of the file."""

        def do_GET(self) -> None:
            if self.path != place:
                self.send_error(404)
                return
            with open(path, "rb") as stream:
                self.send_response(200)
                self.send_header("Content-Type", "application/octet-stream")
                self.send_header("Content-Length", str(os.fstat(stream.fileno()).st_size))
                self.end_headers()
                with contextlib.suppress(OSError):  # the switch has gone
                    shutil.copyfileobj(stream, self.wfile, PIECE)

        def log_message(self, format: str, *args: t.Any) -> None:
            """Print nothing."""

    server = _listen(address, port, Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    shown = f"[{address}]" if ":" in address else address
    try:
        yield f"http://{shown}:{server.server_address[1]}{place}"
    finally:
        server.shutdown()
        server.server_close()


def _listen(address: str, port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    class FileServer(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        daemon_threads = True

    try:
        return FileServer((address, port), handler)
    except OSError as error:
        raise InputError(
            f"nothing can listen at {address} port {port} to give the file to the switch ({error.strerror}).",
            hint="Set serve_address to an address of the controller, and serve_port to a free port.",
        ) from error
