# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Concurrent changes of others on the switch: their commits, and their commit timers."""

from __future__ import annotations

import contextlib
import typing as t
from collections import Counter

from ...common.errors import ClientError
from ...common.masking import masked_text
from ...eapi.errors import CommandError
from ..ask import Runner
from .change import SHOWN, ChangeRequest, ChangeResult
from .session import ConfigSession
from .session_list import merges, sessions, state_of, timed_session


def note_rivals(session: ConfigSession, outcome: ChangeResult) -> None:
    """Take name and difference at the moment of the commit; where that is not what was shown before, say so."""
    diff = masked_text(session.diff)
    then, now = Counter(outcome.diff.splitlines()[2:]), Counter(diff.splitlines()[2:])
    lines = [line for line in (*(now - then), *(then - now)) if line[:1] in ("+", "-")]
    outcome.session = session.name
    if not lines:
        outcome.diff = diff
        return
    more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    named = f"{', '.join(lines[:SHOWN])}{more}"
    change = "Somebody else changed the configuration while the change was prepared."
    if session.clean and _merges(session.runner):
        outcome.warnings.append(
            f"{change} The switch merges commits, so that stays: the difference would have another one by {named}. "
            "Run the task again to replace that as well."
        )
        return
    outcome.warnings.append(f"{change} The difference is that of the commit; it was another one before, by {named}.")
    outcome.diff = diff


def _merges(runner: Runner) -> bool:
    """Whether the switch merges commits; False where it cannot be asked."""
    with contextlib.suppress(ClientError):
        return merges(sessions(runner))
    return False


def check_no_timer_runs(runner: Runner) -> None:
    """For a switch that is as wanted: make sure that it stays so.

    :raises CommandError: if a commit timer runs.
    """
    _check_no_timer(sessions(runner))


def _check_no_timer(model: dict[str, t.Any]) -> None:
    name = timed_session(model)
    if name is not None:
        raise CommandError(
            f"there is no difference now, but the commit timer of the session {name} runs, and may take that back.",
            hint="Commit or abort that session, or wait until its timer has ended.",
        )


def check_change_stays(runner: Runner, change: ChangeRequest, outcome: ChangeResult) -> None:
    """Nothing to change: but is that so because of a commit that the switch is going to undo?

    :raises CommandError: if it is, and the change was to be confirmed.
    """
    model = sessions(runner)
    if state_of(model, outcome.session).kind != "pending":
        raise CommandError(
            f"the switch shows no difference, and does not list the session {outcome.session} as pending: whether the "
            "lines are in force is not known.",
            hint="See 'show configuration sessions detail' there.",
        )
    try:
        _check_no_timer(model)
    except CommandError as error:
        if change.timer is not None:
            raise
        outcome.warnings.append(f"{error.reason[:1].upper()}{error.reason[1:]}")


def tell_of_timer(runner: Runner, outcome: ChangeResult) -> None:
    """For a prediction: the switch takes no commit while the commit timer of another session runs."""
    name = timed_session(sessions(runner))
    if name is not None:
        outcome.warnings.append(
            f"The commit timer of the session {name} runs. Until that has ended, the switch may refuse a commit."
        )
