# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP library, and the kinds of connections that we add to it."""

from __future__ import annotations

import socket
import ssl
import typing as t

__all__ = ["MISSING", "HTTPConnectionPool", "TlsPool", "UnixPool", "exceptions", "urllib3"]

MISSING: ImportError | None = None
try:
    import urllib3
    from urllib3 import exceptions
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    if urllib3.__version__.startswith("1."):
        raise ImportError(f"version {urllib3.__version__} is too old")
except ImportError as error:  # Transport tells whoever wants to use it
    MISSING = error
    urllib3 = exceptions = None  # type: ignore[assignment]
    HTTPConnection = HTTPSConnection = HTTPConnectionPool = HTTPSConnectionPool = object  # type: ignore[assignment, misc]


class TlsConnection(HTTPSConnection):
    """HTTPS that tells a failure to connect, TLS handshake included, from a failure of the request.

    :ivar peer_certificate: what the server presented in the last handshake (DER).
    """

    peer_certificate: bytes | None = None

    def connect(self) -> None:
        """Connect, and shake hands."""
        try:
            super().connect()
            self.peer_certificate = t.cast("ssl.SSLSocket", self.sock).getpeercert(binary_form=True)
        except TimeoutError as error:
            raise exceptions.ConnectTimeoutError(self, "TLS handshake") from error
        except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            raise exceptions.NewConnectionError(self, str(error)) from error


class UnixConnection(HTTPConnection):
    """HTTP over a unix socket."""

    path = ""

    def connect(self) -> None:
        """Connect to the path."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout if isinstance(self.timeout, (int, float)) else None)
        try:
            self.sock.connect(self.path)
        except OSError as error:
            self.sock.close()
            raise exceptions.NewConnectionError(self, str(error)) from error


class TlsPool(HTTPSConnectionPool):
    """A pool of such connections."""

    ConnectionCls = TlsConnection
    _latest: TlsConnection | None = None

    @property
    def peer_certificate(self) -> bytes | None:
        """What the server presented to the latest connection (DER)."""
        return self._latest.peer_certificate if self._latest is not None else None

    def _new_conn(self) -> t.Any:
        connection: t.Any = super()._new_conn()
        self._latest = connection
        return connection


class UnixPool(HTTPConnectionPool):
    """A pool whose connections go to one unix socket."""

    ConnectionCls = UnixConnection

    def __init__(self, path: str, **kwargs: t.Any) -> None:
        super().__init__("localhost", **kwargs)
        self._path = path

    def _new_conn(self) -> t.Any:
        connection: t.Any = super()._new_conn()
        connection.path = self._path
        return connection
