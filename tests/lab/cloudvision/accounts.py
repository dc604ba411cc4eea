# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Who may call: tokens (JWT-shaped), login sessions, client certificates, and what their roles allow."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

#: Seconds that a login session lasts.
SESSION = 24 * 3600.0
#: Seconds that the lab's own tokens last.
TOKEN = 365 * 24 * 3600.0
#: Users of the login API: name → (password, roles). The passwords are for the lab alone.
USERS = {"cvpadmin": ("cvp-admin-lab", ("network-admin",)), "viewer": ("cvp-viewer-lab", ("network-operator",))}
#: Roles that may only read.
READING = frozenset({"network-operator", "read-only"})


@dataclass(frozen=True)
class Caller:
    """Who calls; ``token_id`` names the service account token that was used, if one was."""

    name: str
    roles: tuple[str, ...] = ()
    token_id: str = ""

    @property
    def may_write(self) -> bool:
        """Whether one of the roles allows changes."""
        return any(role not in READING for role in self.roles)


@dataclass
class Token:
    """A token that was issued; ``expires`` in seconds since the epoch."""

    id: str
    user: str
    expires: float
    text: str
    roles: tuple[str, ...] = ()
    #: Whether it belongs to a service account, whose status and roles count then.
    account: bool = False


class Unauthenticated(Exception):
    """A token or certificate that is not accepted; the text is the server's."""


class Accounts:
    """Tokens and sessions; safe to use from any thread."""

    def __init__(self, certificate_roles: tuple[str, ...] = ("network-admin",)) -> None:
        self.certificate_roles = certificate_roles
        self._secret = secrets.token_bytes(32)
        self._tokens: dict[str, Token] = {}
        self._lock = threading.Lock()
        #: Service accounts: name → (enabled, roles).
        self.service_accounts: dict[str, tuple[bool, tuple[str, ...]]] = {}

    # -- issuing -------------------------------------------------------------------------------------------------

    def issue(
        self, user: str, seconds: float, roles: tuple[str, ...] = (), account: bool = False, identity: str = ""
    ) -> Token:
        """A new signed token (JWT) for a user; negative ``seconds``: one that has expired."""
        identity = identity or str(uuid.uuid4())
        now = time.time()
        claims = {"did": identity, "dsn": user, "iat": int(now), "exp": int(now + seconds), "iss": "cloudvision"}
        token = Token(identity, user, now + seconds, self._sign(claims), roles, account)
        with self._lock:
            self._tokens[token.text] = token
        return token

    def _sign(self, claims: dict[str, Any]) -> str:
        parts = [_encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
        signature = hmac.new(self._secret, ".".join(parts).encode(), hashlib.sha256).digest()
        return ".".join([*parts, _encode(signature)])

    def login(self, user: str, password: str) -> Token | None:
        """A session for a user of the login API, None for wrong credentials."""
        found = USERS.get(user)
        if found is None or not hmac.compare_digest(found[0].encode(), password.encode()):
            return None
        identity = f"session_{secrets.token_hex(24)}"
        token = Token(identity, user, time.time() + SESSION, identity, found[1])
        with self._lock:
            self._tokens[token.text] = token
        return token

    def issued(self, identity: str) -> bool:
        """Whether there is a token of this id."""
        with self._lock:
            return any(token.id == identity for token in self._tokens.values())

    def revoke(self, identity: str) -> bool:
        """Forget the token of this id."""
        with self._lock:
            found = [text for text, token in self._tokens.items() if token.id == identity]
            for text in found:
                del self._tokens[text]
            return bool(found)

    def expire(self, *, sessions_only: bool = False) -> None:
        """Let every token, or every login session, have expired by now."""
        with self._lock:
            for token in self._tokens.values():
                if not sessions_only or token.text.startswith("session_"):
                    token.expires = 0.0

    # -- asking --------------------------------------------------------------------------------------------------

    def of_token(self, text: str) -> Caller:
        """The caller that a token stands for; raises Unauthenticated."""
        with self._lock:
            token = self._tokens.get(text)
        if token is None:
            raise Unauthenticated("invalid token")
        if token.expires <= time.time():
            raise Unauthenticated("token is expired")
        if not token.account:
            return Caller(token.user, token.roles)
        enabled, roles = self.service_accounts.get(token.user, (False, ()))
        if not enabled:
            raise Unauthenticated("service account is disabled")
        return Caller(token.user, roles, token.id)

    def of_certificate(self, name: str) -> Caller:
        """The caller that a trusted client certificate stands for."""
        return Caller(name, self.certificate_roles)


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
