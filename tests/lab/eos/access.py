# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Who may come in: passwords, one-time passwords, cookie sessions (specification, "Session Based Authorization")."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .ciphers import is_password

if TYPE_CHECKING:
    from .switch import Switch, User


@dataclass
class CookieSession:
    """A session of ``/login``; ``expires`` in seconds since the epoch."""

    user: User
    expires: float


@dataclass
class CookieSessions:
    """The cookie sessions of one switch."""

    sessions: dict[str, CookieSession] = field(default_factory=dict)

    def create(self, user: User, minutes: float) -> tuple[str, float]:
        """Open a session; return its id and the time it expires at."""
        identity = secrets.token_hex(20)
        self.sessions[identity] = CookieSession(user, time.time() + minutes * 60)
        return identity, self.sessions[identity].expires

    def user(self, identity: str) -> User | None:
        """The user of a valid session, else None."""
        session = self.sessions.get(identity)
        if session is None:
            return None
        if session.expires <= time.time():
            del self.sessions[identity]
            return None
        return session.user

    def end(self, identity: str) -> bool:
        """Log out; False if there is no such session."""
        return self.sessions.pop(identity, None) is not None

    def expire_all(self) -> None:
        """Make every session invalid."""
        self.sessions.clear()


@dataclass
class Accounts:
    """The accounts of one switch: those of its configuration, and users of a server of one-time passwords."""

    switch: Switch
    one_time: dict[str, tuple[int, set[str]]] = field(default_factory=dict)

    def add_one_time(self, name: str, privilege: int, *passwords: str) -> None:
        """Let a two-factor user in, once with each password."""
        known = self.one_time.get(name, (privilege, set()))[1]
        self.one_time[name] = (privilege, known | set(passwords))

    def authenticate(self, name: str, password: str) -> User | None:
        """The user, if the password is right; a one-time password is used up by this."""
        from .switch import User

        if name in self.one_time:
            privilege, passwords = self.one_time[name]
            if password not in passwords:
                return None
            passwords.discard(password)
            return User(name, privilege)
        local = self.switch.view.users.get(name)
        if local is None or not local.secret:
            return None
        if not is_password(password, local.secret):
            return None
        return User(name, local.privilege)
