# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configuration sessions: isolated edits of the configuration that are committed or aborted as a whole."""

from __future__ import annotations

import difflib
import itertools
import time
from dataclasses import dataclass, field

from . import errors
from .tree import Config

MAX_OPEN = 5
MAX_SAVED = 1


@dataclass
class ConfigSession:
    """One session; ``state`` is ``pending`` or ``completed``, times in seconds since the epoch."""

    name: str
    config: Config
    state: str = "pending"
    commit_user: str = ""
    description: str = ""
    completed: float | None = None
    #: Terminal number → user, of those who have the session open.
    instances: dict[int, str] = field(default_factory=dict)


class SessionStore:
    """The sessions of one switch."""

    def __init__(self) -> None:
        self.sessions: dict[str, ConfigSession] = {}
        self._numbers = itertools.count(1)

    def open(self, name: str | None, running: Config) -> ConfigSession:
        """Enter a session, a new one if it does not exist; refuses more than the maximum of pending ones."""
        name = name or f"sess-{next(self._numbers)}"
        known = self.sessions.get(name)
        if known is not None and known.state == "pending":
            return known
        if sum(session.state == "pending" for session in self.sessions.values()) >= MAX_OPEN:
            raise errors.CommandError(
                "Maximum number of pending sessions has been reached. "
                "Please commit or abort previous sessions before creating a new one."
            )
        self.sessions[name] = ConfigSession(name, running.copy())
        return self.sessions[name]

    def get(self, name: str) -> ConfigSession:
        """A pending session by name; 1000 if there is none."""
        session = self.sessions.get(name)
        if session is None or session.state != "pending":
            raise errors.CommandError(f"Cannot find session {name}")
        return session

    def commit(self, session: ConfigSession, running: Config, user: str) -> None:
        """Make the session's configuration the running one, and keep the last committed sessions only."""
        running.replace(session.config)
        session.state, session.commit_user, session.completed = "completed", user, time.time()
        session.instances.clear()
        done = sorted(
            (other for other in self.sessions.values() if other.state != "pending"),
            key=lambda other: other.completed or 0.0,
        )
        for other in done[:-MAX_SAVED]:
            del self.sessions[other.name]

    def abort(self, name: str) -> None:
        """Throw a session away."""
        self.sessions.pop(name, None)


def diff(running: Config, session: ConfigSession) -> str:
    """``show session-config diffs``: the unified form, or nothing where there is no difference."""
    lines = difflib.unified_diff(
        running.body(),
        session.config.body(),
        "system:/running-config",
        f"session:/{session.name}-session-config",
        lineterm="",
    )
    return "".join(f"{line}\n" for line in lines)
