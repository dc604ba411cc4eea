# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apply a configuration change through a session: load, evaluate, commit, confirm, save.

Nothing here is a guess: the switch's own diff says whether there is a change."""

from __future__ import annotations

import contextlib
import typing as t
from collections.abc import Sequence

from ...common.errors import ClientError
from ...common.leftovers import Ledger
from ...common.masking import masked_text
from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Command
from .. import ask
from ..ask import Runner
from ..config.unified_diff import unified_text
from .api_restart import await_api, restarts_api
from .change import ChangeRequest, ChangeResult, LockoutError, StrayCommandError
from .guard import Guard
from .lockout import lost
from .rivals import check_change_stays, note_rivals, tell_of_timer
from .session import CLEAN, ConfigSession
from .trial import commit_on_trial

#: How many remarks of the switch are told.
REMARKS: t.Final = 5


def apply(change: ChangeRequest, runner: Runner, check: bool = False, want_after: bool = False) -> ChangeResult:
    """Make the change, or in check mode find out what it would be.

    :param want_after: return the whole configuration with the change.
    :raises EapiError: with nothing left behind, except where the message says what is.
    """
    with ConfigSession(runner, change.session, change.description, change.ledger) as session:
        outcome = ChangeResult(session.name, _shown_commands(change))
        try:
            session.load(change.commands, clean=change.clean)
        except CommandError:
            if not (check and session.crowded and change.estimate is not None and change.makes_room()):
                raise
            return _estimated(runner, change, outcome, only_compares=want_after)
        stray = session.stray_commands()
        outcome.diff = masked_text(session.diff)
        if stray:
            raise StrayCommandError(stray, outcome)
        if change.verify is not None:
            change.verify(ask.text(runner, f"show session-config named {session.name}"))
        guard = Guard(change)
        losses = guard.losses(runner, session, outcome)
        if losses and change.timer is None:
            _refuse(losses, outcome, only_compares=check and want_after)
        if not outcome.changed:
            check_change_stays(runner, change, outcome)
        else:
            _tell_remarks(session, outcome)
            if check:
                tell_of_timer(runner, outcome)
        if check or not outcome.changed:
            outcome.after = ask.text(runner, f"show session-config named {session.name}") if want_after else None
            return outcome
        _commit(session, outcome, change, runner, bool(losses), guard)
    outcome.after = ask.text(runner, "show running-config") if want_after else None
    return outcome


def differences(runner: Runner, groups: Sequence[Sequence[Command]], ledger: Ledger | None = None) -> list[str]:
    """The switch's diff after each of several groups of commands, from one session that is thrown away."""
    with ConfigSession(runner, ledger=ledger) as session:
        return session.diffs(groups)


def _commit(
    session: ConfigSession, outcome: ChangeResult, change: ChangeRequest, runner: Runner, risky: bool, guard: Guard
) -> None:
    """Commit in the way that the change asks for.

    :param risky: the change may cut the controller off.
    """
    if change.checkpoint:
        ask.text(runner, f"configure checkpoint save {change.checkpoint}")
        outcome.checkpoint = change.checkpoint
    if change.abandoned():
        raise CommandError("the run that asked for the change has ended. Nothing was applied.")
    if change.timer is not None and change.confirmation is not None:
        commit_on_trial(session, outcome, change, runner, risky, guard)
        outcome.confirmed = True
        change.on_commit(outcome)
    elif change.ends_access:
        if not session.commit_without_verification():
            outcome.warnings.append("The reply to the commit is lost, as is to be expected where the way in ends.")
        note_rivals(session, outcome)
        change.on_commit(outcome)
    else:
        session.commit(change.timer)
        note_rivals(session, outcome)
        change.on_commit(outcome)
        if restarts_api(change.commands, outcome.diff):
            await_api(runner)
        why = guard.in_force(runner)
        if why:
            raise CommandError(f"{why}.", hint=guard.HINT)


def _tell_remarks(session: ConfigSession, outcome: ChangeResult) -> None:
    """Warn of what the switch said of the lines: it may have removed or created what they do not name."""
    said = list(dict.fromkeys((command.shown, masked_text(text)) for command, text in session.said))
    outcome.warnings += [f"The switch says of '{command}': {text}" for command, text in said[:REMARKS]]
    if len(said) > REMARKS:
        outcome.warnings.append(f"The switch says more of {len(said) - REMARKS} lines.")


def _shown_commands(change: ChangeRequest) -> list[str]:
    """The commands as a result shows them. A whole configuration is left out: there is the difference."""
    return [CLEAN] if change.clean else [command.shown for command in change.commands]


def _refuse(losses: list[str], outcome: ChangeResult, only_compares: bool) -> None:
    """Refuse a change that would cut the controller off.

    :param only_compares: nothing is to be applied, now or by the task as it stands: a warning is enough.
    """
    error = LockoutError(losses, outcome)
    if not only_compares:
        raise error
    outcome.warnings.append(f"A run would be refused: {error.reason}")


def _estimated(runner: Runner, change: ChangeRequest, outcome: ChangeResult, only_compares: bool) -> ChangeResult:
    """The result of a check without a session."""
    before = ask.text(runner, "show running-config")
    after = t.cast("t.Callable[[str], str]", change.estimate)(before)
    outcome.diff = unified_text(before, after, "system:/running-config", "estimate")
    outcome.session = ""
    if change.verify is not None:
        with contextlib.suppress(ClientError):  # of an estimate: the switch judges the lines in a run
            change.verify(after)
    losses = lost(change.access, before, after) if change.access is not None else []
    if losses and change.timer is None:
        _refuse(losses, outcome, only_compares)
    outcome.after = after
    outcome.warnings.append(
        "The switch has no configuration session free, and a run aborts others first: so the difference is an estimate "
        "of this controller."
    )
    return outcome
