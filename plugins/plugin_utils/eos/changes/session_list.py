# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The configuration sessions of a switch, as it lists them: their states, their timer, and who holds the lock."""

from __future__ import annotations

import time
import typing as t
from dataclasses import dataclass

from ...common.errors import ClientError, InputError
from ...eapi.errors import InvalidCommandError
from .. import ask, shapes
from ..ask import Runner

SessionKind = t.Literal["absent", "pending", "timed", "committed"]
#: States of a session in the switch's words. Others, such as `aborted`, say that it has changed nothing.
_KINDS: t.Final[t.Mapping[str, SessionKind]] = {
    "pending": "pending",
    "completed": "committed",
    "committed": "committed",
}


@dataclass(frozen=True)
class SessionState:
    """The state of a session on the switch.

    :ivar kind: absent, pending (not committed), timed (committed until a timer undoes it), or committed.
    :ivar expires: when the timer undoes it, in seconds since the epoch by the switch's clock.
    """

    kind: SessionKind
    expires: float | None = None


def state_of(model: dict[str, t.Any], name: str) -> SessionState:
    """The state of a session in the model of `show configuration sessions detail`.

    Up to 4.31 a running commit timer is the session's own state; from 4.32 on it stands beside the sessions.
    """
    if model.get("commitTimerSessionName") == name:
        return SessionState("timed", shapes.number(model.get("commitTimerExpireTime")))
    session = shapes.mappings(model.get("sessions")).get(name, {})
    state = shapes.word(session.get("state"))
    if state == "pendingCommitTimer":
        return SessionState("timed", shapes.number(session.get("commitBy")))
    return SessionState(_KINDS.get(state, "absent"))


def merges(model: dict[str, t.Any]) -> bool:
    """True if a commit changes what the session changed, and keeps what others have changed since it was opened."""
    return bool(model.get("mergeOnCommit"))


def timed_session(model: dict[str, t.Any]) -> str | None:
    """The session whose commit timer runs, or None. There is one at most."""
    names = [shapes.word(model.get("commitTimerSessionName")), *shapes.mappings(model.get("sessions"))]
    return next((name for name in names if name and state_of(model, name).kind == "timed"), None)


def open_sessions(model: dict[str, t.Any]) -> list[str]:
    """The sessions that are not committed, each with its user or description where the switch knows them."""
    found = []
    for name, session in sorted(shapes.mappings(model.get("sessions")).items()):
        if session.get("state") == "pending":
            instances = shapes.mappings(session.get("instances")).values()
            users = sorted({shapes.word(item.get("user")) for item in instances} - {""})
            description = shapes.word(session.get("description"))
            notes = [*(f"open by {user}" for user in users), *([description] if description else [])]
            found.append(f"{name} ({', '.join(notes)})" if notes else name)
    return found


def sessions(runner: Runner) -> dict[str, t.Any]:
    """The model of `show configuration sessions detail`; without the details on a release that does not know the
    word."""
    try:
        return ask.model(runner, "show configuration sessions detail")
    except InvalidCommandError:
        return ask.model(runner, "show configuration sessions")


def lock_holder(runner: Runner) -> str:
    """The holder of the configuration lock, as part of a sentence; "" if the switch does not say."""
    try:
        model = ask.model(runner, "show configuration lock")
    except ClientError:
        return ""
    info = shapes.mapping(model.get("userInfo"))
    user, reason = shapes.word(info.get("username")), shapes.word(info.get("transactionName"))
    if not user:
        return ""
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(shapes.number(info.get("lockAcquireTime")) or 0))
    return f" by {user} (on {shapes.word(info.get('userTty'), '?')} since {since}{f', {reason}' if reason else ''})"


def check_name_is_free(runner: Runner, name: str) -> None:
    """Refuse a name under which the switch knows a session.

    :raises InputError: naming it.
    """
    kind = state_of(sessions(runner), name).kind
    if kind in ("pending", "timed"):
        raise InputError(
            f"session: the switch has a session '{name}' already, which is {kind}.",
            hint="Choose another name, leave the option out, or name it in 'reclaim' to abort it first.",
        )
