# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP for both clients: a `requests.Session` with our TLS context, unix sockets, and limits for replies.

Nothing is read from the environment: no proxy, no CA bundle, no .netrc. No redirect is followed.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
import typing as t
from dataclasses import dataclass, field
from http.client import HTTPResponse
from http.cookiejar import DefaultCookiePolicy

__all__ = ["MISSING", "NEEDED", "HttpReply", "HttpSession", "ReplyTooLargeError", "UnwantedEncodingError", "exceptions"]

#: What to install where MISSING is not None.
NEEDED: t.Final = "requests 2.32 or newer"
#: Bytes read from a connection at a time.
CHUNK: t.Final = 256 * 1024
#: The largest reply that is taken unless an option says otherwise, in bytes, over all transports.
LARGEST_REPLY: t.Final = 256 * 1024 * 1024

MISSING: ImportError | None = None
try:
    import requests
    import urllib3
    from requests.adapters import HTTPAdapter
    from urllib3 import exceptions
    from urllib3.connection import HTTPConnection
    from urllib3.connectionpool import HTTPConnectionPool

    if urllib3.__version__.startswith("1."):
        raise ImportError(f"version {urllib3.__version__} of urllib3 is too old")
    if not hasattr(HTTPAdapter, "get_connection_with_tls_context"):
        raise ImportError(f"version {requests.__version__} is too old")
except ImportError as error:  # HttpSession is not made then; its users say so
    MISSING = error
    requests = urllib3 = exceptions = None  # type: ignore[assignment]
    HTTPConnection = HTTPConnectionPool = HTTPAdapter = object  # type: ignore[assignment, misc]


class ReplyTooLargeError(Exception):
    """The reply is larger than the limit. The argument is the limit in bytes."""


class UnwantedEncodingError(Exception):
    """The reply is compressed, which no request asks for. The argument is the encoding's name."""


@dataclass
class HttpReply:
    """An HTTP reply. `body` may be tens of megabytes: `text` gives it away."""

    status: int
    headers: t.Mapping[str, str] = field(repr=False)  # a login's holds the cookie
    body: bytes | bytearray = field(repr=False)

    def text(self) -> str:
        """The body as text. The bytes are dropped, so that a large reply does not stand in memory twice."""
        body, self.body = self.body, b""
        return body.decode("utf-8", errors="replace")


class HttpSession:
    """Requests to one server, over one connection that is kept alive. Nothing is opened before the first request.

    :param context: the TLS context; it is used as it is. None for plain HTTP.
    :param unix_socket: path of a unix socket that all requests go to.
    :param proxy: URL of a proxy: http, https, or socks5 and socks5h where requests' extra `socks` is installed.
    :param limit: the largest body that is taken, in bytes; None for any.
    :param pool_options: further options of urllib3's connection pools, such as `assert_fingerprint`.
    """

    def __init__(
        self,
        context: ssl.SSLContext | None = None,
        unix_socket: str | None = None,
        proxy: str | None = None,
        limit: int | None = None,
        **pool_options: t.Any,
    ) -> None:
        self._adapter = _UnixAdapter(unix_socket) if unix_socket else _Adapter(context, pool_options)
        self._session = requests.Session()
        self._session.trust_env = False
        # Cookies are credentials that the callers handle themselves.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._adapter)
        self._proxies = {"http": proxy, "https": proxy} if proxy else {}
        self._limit = limit

    @property
    def peer_certificate(self) -> bytes | None:
        """The certificate (DER) that the server presented in the latest handshake."""
        return self._adapter.log.peer_certificate

    def request(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: t.Mapping[str, str] | None = None,
        connect_timeout: float = 10.0,
        timeout: float = 60.0,
    ) -> HttpReply:
        """Send one request, once.

        :param connect_timeout: seconds to connect, TLS handshake included.
        :param timeout: seconds for the whole reply, headers and body.
        :raises urllib3.exceptions.HTTPError, OSError: for what broke.
        :raises ReplyTooLargeError: for a body above the limit.
        :raises UnwantedEncodingError: for a compressed body.
        """
        prepared = requests.Request(method, url, headers={"Accept-Encoding": "identity", **(headers or {})}, data=body)
        response = self._send_prepared(prepared.prepare(), (connect_timeout, timeout))
        try:
            return HttpReply(response.status_code, response.raw.headers, self._read_body(response))
        except BaseException:
            response.close()
            raise

    def _send_prepared(self, prepared: t.Any, timeout: tuple[float, float]) -> t.Any:
        """The response with its body still to be read."""
        try:
            return self._session.send(
                prepared, stream=True, timeout=timeout, proxies=self._proxies, allow_redirects=False
            )
        except requests.RequestException as error:
            cause = _cause(error)
        # Raised here, it keeps its own causes, and requests' exception, an OSError too, is not one of them.
        raise cause

    def _read_body(self, response: t.Any) -> bytearray:
        raw = response.raw
        encoding = raw.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise UnwantedEncodingError(encoding)
        body = bytearray()
        while chunk := raw.read(CHUNK, decode_content=False):
            body += chunk
            if self._limit is not None and len(body) > self._limit:
                raise ReplyTooLargeError(self._limit)
        raw.release_conn()
        return body

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        self._session.close()


@dataclass
class _Log:
    """Notes that a session's connections take for its users."""

    peer_certificate: bytes | None = None


class _Adapter(HTTPAdapter):
    """An adapter that takes a TLS context as it is.

    requests would load its own CA bundle into the context, or the file that REQUESTS_CA_BUNDLE names.
    """

    def __init__(self, context: ssl.SSLContext | None, pool_options: dict[str, t.Any]) -> None:
        self._options = {**pool_options, **({"ssl_context": context} if context else {})}
        self.log = _Log()
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: t.Any) -> None:
        """Give the pools our options and our kinds of connections."""
        super().init_poolmanager(connections, maxsize, block, **kwargs, **self._options)
        self._use_our_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
        """The same for pools behind a proxy."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs, **({} if known else self._options))
        if not known:
            self._use_our_pools(manager)
        return manager

    def _use_our_pools(self, manager: t.Any) -> None:
        classes = manager.pool_classes_by_scheme
        manager.pool_classes_by_scheme = {
            "http": _pool_class(classes["http"], _Deadline, self.log),
            "https": _pool_class(classes["https"], _Tls, self.log),
        }

    def build_connection_pool_key_attributes(self, request: t.Any, verify: t.Any, cert: t.Any = None) -> t.Any:
        """Host, port and scheme alone; TLS is the context's. The zone of an IPv6 address is not quoted outside URLs."""
        place, _tls = super().build_connection_pool_key_attributes(request, verify, cert)
        return {**place, "host": place["host"].replace("%25", "%")}, {}

    def cert_verify(self, conn: t.Any, url: t.Any, verify: t.Any, cert: t.Any) -> None:
        """Leave the pool as it is."""


class _UnixAdapter(HTTPAdapter):
    """An adapter whose requests all go to one unix socket."""

    def __init__(self, path: str) -> None:
        self.log = _Log()
        self._pool = _UnixPool(path, maxsize=1)
        super().__init__(pool_connections=1, pool_maxsize=1)

    def get_connection_with_tls_context(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """The pool of the socket, whatever the URL."""
        return self._pool

    def close(self) -> None:
        """Close the connection as well."""
        self._pool.close()
        super().close()


class _TimedFile(io.RawIOBase):
    """The reading end of a socket, with one deadline for all reads: a server that sends a byte now and then does not
    hold the client forever."""

    def __init__(self, sock: t.Any, seconds: float) -> None:
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)
        self._end = time.monotonic() + seconds

    def readable(self) -> bool:
        """Always: it is a reading end."""
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        """Read what is there, within what is left of the time."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return t.cast("int | None", self._file.readinto(buffer))

    def close(self) -> None:
        """Close this end."""
        self._file.close()
        super().close()


class _TimedSocket:
    """The part of a socket that http.client's response needs: a file to read."""

    def __init__(self, sock: t.Any, seconds: float) -> None:
        self._sock, self._seconds = sock, seconds

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The reading end, buffered."""
        return io.BufferedReader(_TimedFile(self._sock, self._seconds), CHUNK // 4)


class _Deadline:
    """A connection (mixed into those of urllib3) whose read timeout holds for the whole reply."""

    log: _Log
    sock: t.Any
    timeout: t.Any

    def response_class(self, sock: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """http.client's response, reading in time."""
        timed: t.Any = _TimedSocket(sock, self.timeout) if isinstance(self.timeout, (int, float)) else sock
        return HTTPResponse(timed, *args, **kwargs)

    def getresponse(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """The reply. Where the connection breaks before it, the request was sent: http.client closes the connection
        then, and urllib3 would take a closed one for a proxy that was never reached."""
        try:
            return super().getresponse(*args, **kwargs)  # type: ignore[misc]
        except ConnectionError as error:
            raise exceptions.ProtocolError(str(error)) from error


class _Tls(_Deadline):
    """HTTPS that tells a failure to connect, TLS handshake included, from a failure of the request."""

    _tunnel_host: str | None

    def set_tunnel(self, host: str, *args: t.Any, **kwargs: t.Any) -> None:
        """Name the server to the proxy: an IPv6 address in brackets (RFC 9110, "CONNECT"), which http.client leaves
        out up to Python 3.11."""
        super().set_tunnel(host, *args, **kwargs)  # type: ignore[misc]
        name = self._tunnel_host or ""
        self._tunnel_host = f"[{name}]" if ":" in name else name

    def connect(self) -> None:
        """Connect, and shake hands."""
        try:
            super().connect()  # type: ignore[misc]
            self.log.peer_certificate = self.sock.getpeercert(binary_form=True)
            # Else urllib3 warns at each request where nothing is verified. The clients warn themselves, once.
            self.is_verified = True
        except TimeoutError as error:
            raise exceptions.ConnectTimeoutError(self, "TLS handshake") from error
        except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            raise exceptions.NewConnectionError(t.cast("t.Any", self), str(error)) from error


class _UnixConnection(_Deadline, HTTPConnection):  # type: ignore[misc]  # a method in place of a class
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


class _UnixPool(HTTPConnectionPool):
    """A pool whose connections go to one unix socket."""

    ConnectionCls = _UnixConnection

    def __init__(self, path: str, **kwargs: t.Any) -> None:
        super().__init__("localhost", **kwargs)
        self._path = path

    def _new_conn(self) -> t.Any:
        connection: t.Any = super()._new_conn()
        connection.path = self._path
        return connection


def _cause(error: t.Any) -> Exception:
    """The exception of urllib3 that requests has wrapped; it names the cause."""
    inner = error.args[0] if error.args else None
    inner = getattr(inner, "reason", None) if isinstance(inner, exceptions.MaxRetryError) else inner
    if isinstance(inner, Exception):
        return inner
    kind = exceptions.LocationValueError if isinstance(error, ValueError) else exceptions.HTTPError
    return kind(str(error))


def _pool_class(base: type, mixin: type, log: _Log) -> type:
    """A kind of pool (urllib3's own, or that of SOCKS) whose connections have the mixin."""
    connection = type("Connection", (mixin, base.ConnectionCls), {"log": log})  # type: ignore[attr-defined]
    return type("Pool", (base,), {"ConnectionCls": connection})
