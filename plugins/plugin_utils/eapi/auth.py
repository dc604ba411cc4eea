# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Authentication of requests: a class for each method.

`headers` authenticates a request. `renew` is asked once after an HTTP 401: True means that it is worth another try.
"""

from __future__ import annotations

import base64
import contextlib
import email.utils
import json
import time
import typing as t

from ..common.errors import ClientError, SessionStoreError
from ..common.scrubber import Scrubber
from ..common.session_store import SessionEntry, SessionStore, is_token
from .errors import AuthenticationError, ProtocolError, TransportError
from .https.failures import explain_status, said
from .https.handshake import CLIENT_CERTIFICATE_HINT
from .options import EapiOptions
from .protocol.reply import QUOTED
from .transport import Reply, Transport

LOGIN_PATH: t.Final = "/login"
LOGOUT_PATH: t.Final = "/logout"
STORE_HINT: t.Final = (
    "Set ansible_eapi_session_store to a folder of your own (mode 0700), or ansible_eapi_auth to basic."
)
#: What the loss of a login's reply means.
NOT_LOGGED_IN: t.Final = "No command has run. Try again, or raise ansible_eapi_command_timeout if logins take long."
#: A session lives this long (seconds) where the switch does not say: specification, "User Login".
SESSION_SECONDS: t.Final = 24 * 3600
#: How long (seconds) a switch is remembered to have no /login: an upgrade may bring it.
NO_SESSIONS_SECONDS: t.Final = 3600


class Auth:
    """No credentials: the unix socket, and HTTP on localhost."""

    hint = "Set ansible_user and ansible_password: this endpoint wants credentials."

    def __init__(self, options: EapiOptions, transport: Transport, scrubber: Scrubber) -> None:
        self.options = options
        self.transport = transport
        self.scrubber = scrubber
        #: Sentences for the user, shared with the client.
        self.warnings: list[str] = []

    def words(self, reply: Reply) -> str:
        """The text of a failed reply without secrets, since a server may quote the request."""
        return self.scrubber.text(reply.text()[:QUOTED])

    def headers(self) -> dict[str, str]:
        """The headers that authenticate a request."""
        return {}

    def renew(self) -> bool:
        """After a 401: get new credentials. False means there are none."""
        return False

    def inherit(self, before: Auth) -> None:
        """Reuse the session of another endpoint of the same switch."""

    def logout(self) -> None:
        """End what was begun on the switch."""

    def leave(self) -> None:
        """The connection closes: end what no other process knows of."""

    def validate(self) -> bool | None:
        """Ask the switch whether we are still in, without running a command. None: this method cannot tell."""
        return None

    def refused(self, reply: Reply) -> AuthenticationError:
        """The error for a 401."""
        return AuthenticationError(
            f"the switch refused {self.who()} (HTTP 401{said(self.words(reply))}).",
            status=401,
            host=self.options.name,
            hint=self.hint,
        )

    def who(self) -> str:
        """The refused credential, for messages."""
        return "a request without credentials"


class CertificateAuth(Auth):
    """A TLS client certificate names user and privilege: specification, "Client-Side Certificates"."""

    hint = CLIENT_CERTIFICATE_HINT

    def who(self) -> str:
        """The certificate's file."""
        return f"the client certificate {self.options.client_cert}"


class BasicAuth(Auth):
    """User and password with each request; the switch checks them each time."""

    hint = "Check ansible_user and ansible_password."

    def headers(self) -> dict[str, str]:
        """RFC 7617."""
        raw = f"{self.options.user}:{self.options.password}".encode()
        return {"Authorization": f"Basic {base64.b64encode(raw).decode()}"}

    def who(self) -> str:
        """The user's name."""
        return f"user '{self.options.user}'"


class SessionAuth(BasicAuth):
    """A cookie session, logged in once and shared with other processes: specification, "Session Based Authorization".

    A switch without `/login` gets basic authentication; the store remembers that as well.
    """

    hint = (
        "Check ansible_user and ansible_password. A one-time password serves for one login only: "
        "run again with a new one."
    )

    def __init__(self, options: EapiOptions, transport: Transport, scrubber: Scrubber, store: SessionStore) -> None:
        super().__init__(options, transport, scrubber)
        self.store = store
        self.key = (options.endpoint, options.user or "")
        self.entry: SessionEntry | None = None
        self._before: SessionAuth | None = None
        #: The store cannot be written: the session is ours alone.
        self._alone = False

    def inherit(self, before: Auth) -> None:
        """Go on with the session there, where none is known for this endpoint: a password may serve one login only."""
        self._before = before if isinstance(before, SessionAuth) else None

    def headers(self) -> dict[str, str]:
        """The cookie of the store, or of the endpoint before, or that of a login made now."""
        if self.entry is None:
            try:
                self.entry = self.store.load(*self.key) or self._inherited()
                if self.entry is None:
                    self._login_unless_another_did(rejected=None)
            except SessionStoreError as error:
                self._go_without_store(error, rejected=None)
        return self._headers_of(self.entry)

    def renew(self) -> bool:
        """Log in again, unless another process did since the cookie was read."""
        if self.entry is not None and not self.entry.cookie:
            return False  # basic authentication was refused: there is nothing to renew
        rejected = self.entry
        try:
            self._login_unless_another_did(rejected)
        except SessionStoreError as error:
            self._go_without_store(error, rejected)
        return True

    def validate(self) -> bool | None:
        """POST /login with an empty body: section "Session Validation"."""
        if self.entry is None:
            try:
                self.entry = self.store.load(*self.key)
            except SessionStoreError as error:
                if not error.unwritable:
                    raise
        if self.entry is None or not self.entry.cookie:
            return None
        return self._post(LOGIN_PATH, {}, self.entry).status == 200

    def logout(self) -> None:
        """End the session on the switch, where there is one, and forget the cookie in any case."""
        if self._alone:
            self.leave()
            return
        with self.store.lock(*self.key):
            entry = self.store.load(*self.key) or self.entry  # another process may have logged in again
            self.entry = None
            self.store.forget(*self.key)
            if entry is not None and entry.cookie:
                self._post(LOGOUT_PATH, None, entry)

    def leave(self) -> None:
        """End a session that is ours alone. A switch that cannot be reached ends it by itself."""
        entry, self.entry = self.entry, (None if self._alone else self.entry)
        if self._alone and entry is not None and entry.cookie:
            with contextlib.suppress(ClientError):
                self._post(LOGOUT_PATH, None, entry)

    def _go_without_store(self, error: SessionStoreError, rejected: SessionEntry | None) -> None:
        """Keep a session for this process alone where the store cannot be written.

        :raises SessionStoreError: where that is not the reason.
        """
        if not error.unwritable:
            raise error
        if not self._alone:
            self._alone = True
            self.warnings.append(
                f"{error.reason} So each task logs in by itself, and out again (over ansible.netcommon.httpapi, each "
                f"host's helper process); a one-time password serves one login. {error.hint}"
            )
        before, self._before = self._before, None
        if self.entry is None and before is not None:
            self.entry = before.entry
        if self.entry is None or self.entry == rejected:
            self.entry = self._login()

    def _headers_of(self, entry: SessionEntry | None) -> dict[str, str]:
        if entry is None or not entry.cookie:
            return super().headers()
        self.scrubber.add(entry.cookie)
        return {"Cookie": f"Session={entry.cookie}"}

    def _inherited(self) -> SessionEntry | None:
        """The session of the endpoint before, shared for this one from now on: the switch knows it everywhere."""
        before, self._before = self._before, None
        entry = (before.entry or before.store.load(*before.key)) if before is not None else None
        if entry is not None:
            with self.store.lock(*self.key):
                entry = self.store.load(*self.key) or entry
                self.store.save(*self.key, entry)
        return entry

    def _login_unless_another_did(self, rejected: SessionEntry | None) -> None:
        with self.store.lock(*self.key):
            entry = self.store.load(*self.key)
            if entry is None or entry == rejected:
                entry = self.entry = self._login()
                self.store.save(*self.key, entry)
            self.entry = entry

    def _login(self) -> SessionEntry:
        try:
            reply = self._post(LOGIN_PATH, {"username": self.options.user, "password": self.options.password}, None)
        except TransportError as error:
            if error.sent:
                error.reason, error.hint = f"login failed: {error.reason}", NOT_LOGGED_IN
            raise
        if reply.status == 401:
            raise self.refused(reply)
        if reply.status in (404, 405):
            return SessionEntry("", time.time() + NO_SESSIONS_SECONDS)
        if reply.status != 200:
            there = reply.headers.get("Location") or ""
            raise explain_status(reply.status, self.words(reply), self.options, "login failed: ", there)
        try:
            return parse_login(reply)
        except ProtocolError as error:
            error.host = self.options.name
            raise

    def _post(self, path: str, body: t.Any, entry: SessionEntry | None) -> Reply:
        headers = {"Content-Type": "application/json"}
        if entry is not None:
            headers.update(self._headers_of(entry))
        return self.transport.request("POST", path, b"" if body is None else json.dumps(body).encode(), headers)


def parse_login(reply: Reply) -> SessionEntry:
    """The session in a login's reply. Some EOS answer 200 with no cookie, or Session=None: they have no sessions.

    The lifetime is counted from the switch's own clock (its Date header), which may be wrong. Of several cookies of the
    name the last one counts (RFC 6265, 5.3), but not one that removes an older session.
    """
    found: list[SessionEntry] = []
    for cookie in _cookies(reply):
        pair, *attributes = (part.strip() for part in cookie.split(";"))
        name, _equals, value = pair.partition("=")
        value = value.strip('"')
        if name == "Session" and value not in ("", "None"):
            if not is_token(value):
                raise ProtocolError("the login's cookie holds characters that no cookie has.", status=reply.status)
            found.append(SessionEntry(value, time.time() + _lifetime(attributes, reply)))
    lasting = [entry for entry in found if entry.valid] or found
    return lasting[-1] if lasting else SessionEntry("", time.time() + NO_SESSIONS_SECONDS)


def _cookies(reply: Reply) -> list[str]:
    """The Set-Cookie headers, of which there may be several."""
    several = getattr(reply.headers, "getlist", None)
    return list(several("Set-Cookie")) if several else [reply.headers.get("Set-Cookie") or ""]


def _lifetime(attributes: t.Iterable[str], reply: Reply) -> float:
    """Seconds from now to the end that a cookie's attributes name."""
    parts = (attribute.partition("=") for attribute in attributes)
    named = {name.lower(): value for name, _equals, value in parts}
    if named.get("max-age", "").removeprefix("-").isdecimal():
        return float(named["max-age"])
    ends, now = _http_date(named.get("expires")), _http_date(reply.headers.get("Date"))
    if ends is None:
        return SESSION_SECONDS
    return ends - (time.time() if now is None else now)


def _http_date(text: str | None) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text or "").timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def auth_for(options: EapiOptions, transport: Transport, scrubber: Scrubber) -> Auth:
    """The authentication that the options ask for."""
    method = options.effective_auth
    if method == "session":
        return SessionAuth(options, transport, scrubber, SessionStore(options.session_store, STORE_HINT))
    return {"basic": BasicAuth, "certificate": CertificateAuth, "none": Auth}[method](options, transport, scrubber)
