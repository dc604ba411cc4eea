# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP to one switch, over TCP, TLS or a unix socket, with one connection kept alive.

urllib3 does HTTP: it takes our TLS context as it is, and reads neither proxies nor CA bundles from the environment.
"""

from __future__ import annotations

import contextlib
import sys
import typing as t
import warnings
from dataclasses import dataclass, field
from urllib.parse import unquote

from ...common.http import MISSING, HTTPConnectionPool, TlsPool, UnixPool, exceptions, urllib3
from ..errors import InputError
from ..options import Options
from .failures import explain
from .tls import context_for


@dataclass
class Reply:
    """An HTTP reply. `body` may be tens of megabytes: `text` gives it away."""

    status: int
    headers: t.Mapping[str, str] = field(repr=False)  # a login's holds the cookie
    body: bytes = field(repr=False)

    def text(self) -> str:
        """The body as text. The bytes are dropped, so that a large reply does not stand in memory twice."""
        body, self.body = self.body, b""
        return body.decode("utf-8", errors="replace")


class Transport:
    """Sends requests to one switch. Nothing is opened before the first request."""

    def __init__(self, options: Options) -> None:
        if MISSING is not None:
            raise InputError(
                f"the Python package urllib3 cannot be used by {sys.executable} ({MISSING}).",
                hint="Install it for that Python: urllib3 2.0 or newer.",
            )
        self.options = options
        self._pool: t.Any = None
        self._manager: urllib3.ProxyManager | None = None

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: t.Mapping[str, str] | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
    ) -> Reply:
        """Send one request, once.

        :param timeout: seconds to wait for the reply; None for the options' command_timeout.
        :param connect_timeout: seconds to connect; None for the options'.
        :raises TransportError: of the type that says what broke.
        """
        wait = timeout or self.options.command_timeout
        limits = urllib3.Timeout(connect=connect_timeout or self.options.connect_timeout, read=wait)
        try:
            with _quiet(self.options):
                reply = self.pool.request(
                    method,
                    self._target(path),
                    body=body,
                    headers=dict(headers or {}),
                    retries=False,
                    redirect=False,
                    assert_same_host=False,
                    timeout=limits,
                )
        except (exceptions.HTTPError, OSError) as error:
            self.close()
            raise explain(error, self.options, wait) from error
        return Reply(reply.status, reply.headers, reply.data)

    def peer_certificate(self, path: str) -> bytes | None:
        """The certificate (DER) of a handshake made now, whatever the answer to the request that makes it; None where
        there is no TLS.

        :raises TransportError: as `request`.
        """
        if self.options.transport != "https":
            return None
        self.close()
        self.request("HEAD", path)
        return t.cast("bytes | None", self.pool.peer_certificate)

    def prepare(self) -> None:
        """Read the files of certificates. Nothing is sent.

        :raises InputError: naming the one that cannot be used.
        """
        if self._pool is None:
            self._pool = self._open()

    @property
    def pool(self) -> t.Any:
        """The pool of one connection, opened at its first use."""
        self.prepare()
        return self._pool

    def _open(self) -> t.Any:
        options = self.options
        if options.transport == "unix":
            return UnixPool(options.socket_path, maxsize=1)
        tls: dict[str, t.Any] = {"ssl_context": context_for(options)} if options.transport == "https" else {}
        if options.proxy:
            user = urllib3.util.parse_url(options.proxy).auth
            own = urllib3.util.make_headers(proxy_basic_auth=unquote(user)) if user else None
            self._manager = urllib3.ProxyManager(options.proxy, proxy_headers=own, maxsize=1, **tls)
            self._manager.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": TlsPool}
            return self._manager.connection_from_host(options.host, options.tcp_port, options.transport)
        pool: t.Any = TlsPool if tls else HTTPConnectionPool
        return pool(options.host, options.tcp_port, maxsize=1, **tls)

    def _target(self, path: str) -> str:
        """A proxy wants the whole URL of plain HTTP."""
        return f"{self.options.endpoint}{path}" if self.options.proxy and self.options.transport == "http" else path

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        if self._pool is not None:
            self._pool.close()
        if self._manager is not None:
            self._manager.clear()
        self._pool = self._manager = None


class AnyTransport(t.Protocol):
    """What the client needs of a transport."""

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: t.Mapping[str, str] | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
    ) -> Reply:
        """Send one request, once."""

    def prepare(self) -> None:
        """Make sure that requests can be sent, as far as that can be told without a connection."""

    def peer_certificate(self, path: str) -> bytes | None:
        """The certificate (DER) of a handshake made now, or None."""

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""


def transport_for(options: Options) -> AnyTransport:
    """The transport that the options ask for. That of SSH is loaded where it is wanted."""
    if options.transport == "ssh":
        from ..ssh.transport import SshTransport

        return SshTransport(options)
    return Transport(options)


@contextlib.contextmanager
def _quiet(options: Options) -> t.Iterator[None]:
    """Keep urllib3 from warning at each request that it verifies nothing: whoever turned that off knows."""
    if options.validate_certs:
        yield
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", exceptions.InsecureRequestWarning)
        yield
