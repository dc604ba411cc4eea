# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP to one switch, over TCP, TLS or a unix socket, with one connection kept alive."""

from __future__ import annotations

import sys
import typing as t

from ...common.errors import InputError
from ...common.http import (
    MISSING,
    NEEDED,
    HttpSession,
    ReplyTooLargeError,
    UnwantedEncodingError,
    exceptions,
)
from ..options import EapiOptions
from ..transport import Reply
from .failures import explain, explain_body
from .tls import ContextMaker, context_for


class HttpTransport:
    """Sends requests to one switch. Nothing is opened before the first request.

    :param tls: makes the TLS context for the options.
    """

    def __init__(self, options: EapiOptions, tls: ContextMaker = context_for) -> None:
        if MISSING is not None:
            raise InputError(
                f"the Python package requests cannot be used by {sys.executable} ({MISSING}).",
                hint=f"Install it for that Python: {NEEDED}.",
            )
        self.options = options
        self._tls = tls
        self._session: HttpSession | None = None

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

        :param timeout: seconds for the whole reply; None for the options' command_timeout.
        :param connect_timeout: seconds to connect; None for the options'.
        :raises TransportError: of the type that says what broke.
        """
        wait = timeout or self.options.command_timeout
        url = f"http://localhost{path}" if self.options.transport == "unix" else f"{self.options.endpoint}{path}"
        try:
            return self.session.request(
                method, url, body, headers, connect_timeout or self.options.connect_timeout, wait
            )
        except (ReplyTooLargeError, UnwantedEncodingError) as error:
            self.close()
            raise explain_body(error, self.options) from error
        except (exceptions.HTTPError, OSError) as error:
            self.close()
            raise explain(error, self.options, wait) from error

    def peer_certificate(self, path: str) -> bytes | None:
        """The certificate (DER) of a handshake made now, whatever the answer to the request that makes it; None where
        there is no TLS.

        :raises TransportError: as `request`.
        """
        if self.options.transport != "https":
            return None
        self.close()
        self.request("HEAD", path)
        return self.session.peer_certificate

    def prepare(self) -> None:
        """Read the files of certificates. Nothing is sent.

        :raises InputError: naming the one that cannot be used.
        """
        if self._session is None:
            self._session = self._open_session()

    @property
    def session(self) -> HttpSession:
        """The session with one connection, opened at its first use."""
        self.prepare()
        return t.cast("HttpSession", self._session)

    def _open_session(self) -> HttpSession:
        options = self.options
        if options.transport == "unix":
            return HttpSession(unix_socket=options.socket_path, limit=options.max_reply_size)
        context = self._tls(options) if options.transport == "https" else None
        return HttpSession(context, proxy=options.proxy, limit=options.max_reply_size)

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        if self._session is not None:
            self._session.close()
        self._session = None
