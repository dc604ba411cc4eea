# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configuration sessions: isolated edits that are committed or aborted as a whole, and the timer of a commit.

A commit with a timer takes effect at once and is taken back when nobody commits the session a second time before the
timer ends. There is one timer on a switch (EOS user manual, "Configuration sessions": commit timer).
"""

from __future__ import annotations

import difflib
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import errors, files
from .releases import ABORTED_SESSIONS, COMMIT_TIMER_OUTSIDE, release
from .tree import Config, merged

if TYPE_CHECKING:
    from .switch import Switch

#: How many sessions may be pending, and how many that ended are kept, unless `service configuration session max` says.
MAX_OPEN = 5
MAX_SAVED = 1
_SETTINGS = ("service", "configuration", "session")


#: States of sessions that only the list of sessions knows.
ENDED = ("completed", "aborted")


@dataclass
class Instance:
    """A CLI that has a session open."""

    user: str
    terminal: str


@dataclass
class ConfigSession:
    """One session; ``state`` is ``pending``, ``timer`` (committed, not confirmed), ``completed`` or ``aborted``.

    Times are in seconds since the epoch. ``base`` is the configuration that the session started from.
    """

    name: str
    config: Config
    base: Config
    state: str = "pending"
    commit_user: str = ""
    description: str = ""
    completed: float | None = None
    #: Process number → the CLI that has the session open.
    instances: dict[int, Instance] = field(default_factory=dict)

    def shown_state(self, eos: str) -> str:
        """The state as ``show configuration sessions`` of a release names it."""
        if self.state in ("pending", "aborted"):
            return self.state
        if release(eos) >= COMMIT_TIMER_OUTSIDE:
            return "committed"
        return "pendingCommitTimer" if self.state == "timer" else "completed"


@dataclass
class CommitTimer:
    """The running timer: whose it is, what comes back when it ends, and when (epoch, and ``time.monotonic``)."""

    session: ConfigSession
    before: Config
    expires: float
    due: float


class SessionStore:
    """The sessions of one switch, and its commit timer."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self.sessions: dict[str, ConfigSession] = {}
        self.timer: CommitTimer | None = None
        #: Called with the seconds to the end of a timer when it starts; the owner calls :meth:`settle` then.
        self.armed: Callable[[float], None] = lambda _seconds: None
        self._numbers = itertools.count(1)

    def _limit(self, what: str, default: int) -> int:
        return int(self.switch.running.root.value(*_SETTINGS, "max", what) or default)

    @property
    def max_open(self) -> int:
        """How many sessions may be pending."""
        return self._limit("pending", MAX_OPEN)

    @property
    def max_saved(self) -> int:
        """How many sessions are kept that have ended."""
        return self._limit("completed", MAX_SAVED)

    @property
    def merges(self) -> bool:
        """Whether a commit changes what the session changed, and leaves the rest of the configuration as it is now."""
        return self.switch.running.root.get(*_SETTINGS, "commit", "merge") is not None

    @property
    def saves(self) -> bool:
        """Whether a commit saves the configuration to start with."""
        return self.switch.running.root.get(*_SETTINGS, "commit", "save", "startup-config") is not None

    def open(self, name: str | None, process: int = 0) -> ConfigSession:
        """Enter a session, a new one if it does not exist; refuses more than the maximum of pending ones.

        One without a name is called by the process that opens it, an object's address and a number.
        """
        name = name or f"sess-{process}-{id(self)}-{next(self._numbers)}"
        known = self.sessions.get(name)
        if known is not None and known.state not in ENDED:
            return known
        if sum(session.state == "pending" for session in self.sessions.values()) >= self.max_open:
            raise errors.CommandError(
                "Maximum number of pending sessions has been reached. "
                "Please commit or abort previous sessions before creating a new one."
            )
        self.sessions[name] = ConfigSession(name, self.switch.running.copy(), self.switch.running.copy())
        return self.sessions[name]

    def get(self, name: str) -> ConfigSession:
        """A session that has not ended, by name; 1000 if there is none."""
        session = self.sessions.get(name)
        if session is None or session.state in ENDED:
            raise errors.CommandError(f"Cannot find session {name}")
        return session

    # -- commit and abort ----------------------------------------------------------------------------------------

    def commit(self, session: ConfigSession, user: str, seconds: float | None = None) -> None:
        """Make the session's configuration the running one; ``seconds`` start the timer.

        A second commit confirms the first one, or starts its timer anew. While a timer runs, other sessions wait.
        """
        if self.timer is not None and self.timer.session is not session:
            other = self.timer.session.name
            raise errors.CommandError(
                f"Cannot commit session {session.name}: session {other} has a pending commit timer"
            )
        if self.timer is None:
            self._apply(session, user, timed=seconds is not None)
        if seconds is not None:
            self._arm(seconds)
        else:
            self.timer = None
            session.state = "completed"
            if self.saves:
                files.write_startup(self.switch, self.switch.running, user)
            self._forget()

    def _apply(self, session: ConfigSession, user: str, *, timed: bool) -> None:
        """EOS saves a checkpoint of its own before each commit."""
        running = self.switch.running
        self.switch.checkpoints.save(None, running, user)
        before = running.root
        running.root = merged(session.base.root, session.config.root, before) if self.merges else session.config.root
        running.touch()
        session.config = running
        session.commit_user, session.completed = user, time.time()
        told = f"User {user} committed configuration session {session.name} successfully on command-api"
        line = f"%SYS-5-CONFIG_SESSION_COMMIT_SUCCESS: {told} ({self.switch.address})"
        self.switch.log.append((time.time(), 5, "ConfigAgent", line))
        session.instances.clear()
        if timed:
            session.state = "timer"
            self.timer = CommitTimer(session, Config(before), 0, 0)

    def _arm(self, seconds: float) -> None:
        assert self.timer is not None
        self.timer.expires, self.timer.due = time.time() + seconds, time.monotonic() + seconds
        self.armed(seconds)

    def _forget(self) -> None:
        """Keep the last sessions that have ended only."""
        done = [session for session in self.sessions.values() if session.state in ENDED]
        done.sort(key=lambda session: session.completed or 0.0)
        for session in done[: max(0, len(done) - self.max_saved)]:
            del self.sessions[session.name]

    def abort(self, session: ConfigSession) -> None:
        """Throw a session away; one whose timer is running is rolled back. Newer releases go on to list it."""
        if self.timer is not None and self.timer.session is session:
            self._roll_back(self.timer)
        if release(self.switch.eos) < ABORTED_SESSIONS:
            self.sessions.pop(session.name, None)
            return
        session.state, session.completed = "aborted", time.time()
        session.instances.clear()
        self._forget()

    # -- the timer -----------------------------------------------------------------------------------------------

    def settle(self) -> float | None:
        """Roll back where the timer has ended; the seconds that are left where it has not, None without a timer."""
        if self.timer is None:
            return None
        left = self.timer.due - time.monotonic()
        if left > 0:
            return left
        session = self.timer.session
        self.abort(session)
        self.sessions.pop(session.name, None)
        return None

    def _roll_back(self, timer: CommitTimer) -> None:
        self.timer = None
        self.switch.running.replace(timer.before)

    def restart(self) -> None:
        """Sessions and timers do not survive a restart of the switch."""
        self.sessions.clear()
        self.timer = None


def diff(running: Config, session: ConfigSession) -> str:
    """``show session-config diffs``: the unified form, or nothing where there is no difference."""
    return unified(running, session.config, "system:/running-config", f"session:/{session.name}-session-config")


def unified(before: Config, after: Config, old: str, new: str) -> str:
    """The difference of two configurations in EOS's unified form; their names stand in its first two lines."""
    lines = difflib.unified_diff(before.body(), after.body(), old, new, lineterm="")
    return "".join(f"{line}\n" for line in lines)
