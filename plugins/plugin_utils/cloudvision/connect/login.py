# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The login API of on-prem CloudVision: user and password for a token (specification, "Token Based Authentication")."""

from __future__ import annotations

import ssl
import time
import typing as t
from base64 import b64encode

from ...common.errors import SessionStoreError, find_cause
from ...common.http import MISSING, NEEDED, HttpSession, ReplyTooLargeError, UnwantedEncodingError, exceptions
from ...common.json_text import decode
from ...common.session_store import SessionEntry, SessionStore, is_token
from ...common.tls import client_context
from ..errors import (
    AuthenticationError,
    CertificateError,
    CredentialError,
    LibraryError,
    ServerError,
    TransportError,
    UnreachableError,
)
from ..options import CloudVisionOptions
from .grpc_errors import certificate_hint
from .proxies import proxy_for
from .regions import Node
from .tls import trust_for

LOGIN_PATH: t.Final = "/cvpservice/login/authenticate.do"
#: A token is valid for 24 hours; one that is nearly over is not taken.
TOKEN_SECONDS: t.Final = 24 * 3600
STORE_HINT: t.Final = "Set ansible_cloudvision_session_store to a folder of your own (mode 0700)."
#: Bytes; a reply with a token is small.
LARGEST_REPLY: t.Final = 1024 * 1024
USER_HINT: t.Final = "Check ansible_user and ansible_password."


class SharedLogin:
    """One login for all processes: the first one logs in, under a lock, and the others read its token."""

    def __init__(self, options: CloudVisionOptions) -> None:
        self.options = options
        self.store = SessionStore(options.session_store, STORE_HINT)
        self.key = (f"cloudvision://{options.nodes[0].target}", options.user or "")

    def token(self, rejected: str | None = None) -> str:
        """A token of this user.

        :param rejected: the one that CloudVision did not take, if any: another process may have a newer one.
        """
        try:
            entry = self.store.load(*self.key)
            if entry is None or entry.cookie == rejected:
                with self.store.lock(*self.key):
                    entry = self.store.load(*self.key)
                    if entry is None or entry.cookie == rejected:
                        entry = SessionEntry(log_in(self.options), time.time() + TOKEN_SECONDS)
                        self.store.save(*self.key, entry)
        except SessionStoreError as error:
            raise CredentialError(error.reason, host=self.options.name, hint=error.hint) from error
        return entry.cookie

    def forget(self) -> None:
        """Forget the token, so that the next call logs in again."""
        self.store.forget(*self.key)


def log_in(options: CloudVisionOptions) -> str:
    """A token from the first node that answers.

    :raises AuthenticationError: where user and password are refused.
    """
    if MISSING is not None:
        raise LibraryError(f"the Python package requests cannot be used ({MISSING}).", hint=f"Install {NEEDED}.")
    failed: TransportError | None = None
    for node in options.nodes:
        try:
            return _log_in_at(options, node)
        except UnreachableError as error:
            failed = error
    raise failed or UnreachableError("there is no node to log in at.", host=options.name)


def _log_in_at(options: CloudVisionOptions, node: Node) -> str:
    raw = f"{options.user}:{options.password}".encode()
    headers = {"Authorization": f"Basic {b64encode(raw).decode()}", "Accept": "application/json"}
    session = https_session(options, node)
    try:
        reply = session.request(
            "POST",
            f"https://{node.target}{LOGIN_PATH}",
            headers=headers,
            connect_timeout=options.connect_timeout,
            timeout=options.timeout,
        )
    except (exceptions.HTTPError, OSError, ReplyTooLargeError, UnwantedEncodingError) as error:
        raise explain_https(error, options, node, "the login API") from error
    finally:
        session.close()
    return _token_of(reply.status, bytes(reply.body), options)


def https_session(options: CloudVisionOptions, node: Node) -> HttpSession:
    """A session that trusts the same certificates as the channel, through the same proxy."""
    trust = trust_for(options, node)
    context = client_context()
    pool_options: dict[str, t.Any] = {}
    if trust.fingerprint:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        pool_options["assert_fingerprint"] = trust.fingerprint
    elif trust.roots:
        context.load_verify_locations(cadata=trust.roots.decode("ascii", errors="ignore"))
    if trust.server_name and not trust.fingerprint:
        pool_options["server_hostname"] = trust.server_name
    return HttpSession(context, proxy=proxy_for(node.host, options.proxy), limit=LARGEST_REPLY, **pool_options)


def _token_of(status: int, body: bytes, options: CloudVisionOptions) -> str:
    if status in (400, 401, 403):
        raise AuthenticationError(
            f"the login of user '{options.user}' was refused (HTTP {status}).",
            code="UNAUTHENTICATED",
            host=options.name,
            hint=USER_HINT,
        )
    try:
        token = decode(body).get("sessionId")
    except (ValueError, AttributeError):
        token = None
    if status == 200 and token and not is_token(str(token)):
        raise ServerError(
            "the token of the login holds characters that no token has.", code="UNKNOWN", host=options.name
        )
    if status == 200 and token:
        return str(token)
    if status == 200:  # releases differ in how they refuse: some answer 200 with an errorCode
        raise AuthenticationError(
            f"the login of user '{options.user}' gave no token.",
            code="UNAUTHENTICATED",
            host=options.name,
            hint=USER_HINT,
        )
    raise ServerError(
        f"the login API answered HTTP {status}.",
        code="UNAVAILABLE" if status >= 500 else "UNKNOWN",
        host=options.name,
        hint="Check that ansible_host and ansible_port are those of CloudVision.",
    )


def explain_https(error: Exception, options: CloudVisionOptions, node: Node, what: str) -> TransportError:
    """The error for a request over HTTPS that got no answer.

    :param what: what was asked, such as "the login API".
    """
    certificate = find_cause(error, ssl.SSLCertVerificationError)
    if certificate is not None:
        return CertificateError(
            f"the certificate of {node.target} is not accepted ({certificate.verify_message.rstrip('.')}).",
            host=options.name,
            hint=certificate_hint(certificate.verify_message),
        )
    cause = find_cause(error, OSError) or error
    return UnreachableError(
        f"{what} of {node.target} does not answer: {getattr(cause, 'strerror', None) or cause}.",
        host=options.name,
    )
