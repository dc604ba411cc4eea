# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Commit with a timer, and make that final if the conditions of the task are met."""

from __future__ import annotations

import contextlib
import time
import typing as t
from dataclasses import dataclass

from ...common.errors import ClientError, InputError
from ...common.polling import Progress, attempts
from ...eapi.errors import (
    CertificateError,
    ConnectError,
    ConnectTimeoutError,
    TlsError,
)
from ...eapi.protocol.commands import Batch
from ...eapi.protocol.response import Response
from .. import ask
from ..ask import Runner, SwitchClient
from ..lost_replies import PATIENCE, UNCERTAIN, UNREACHED, retry_unreachable
from .api_restart import SETTLING, restarts_api
from .change import ChangeRequest, ChangeResult, Confirmation, UnconfirmedError, iso
from .guard import Guard
from .rivals import note_rivals
from .session import ConfigSession

#: No connection was made: nothing was sent.
NOT_CONNECTED: t.Final = (ConnectError, ConnectTimeoutError, CertificateError, TlsError)


class FailoverRunner:
    """Runs batches while the endpoint moves: tries the new endpoint, and falls back to the old one."""

    def __init__(self, client: SwitchClient, endpoint: t.Mapping[str, t.Any]) -> None:
        """Stay where the client is.

        :param client: with `run`, `move` and `endpoint`.
        :param endpoint: the other one.
        """
        self.client = client
        self._there = False
        self._places = {False: {**client.endpoint_options()}, True: {**endpoint}}

    def go(self, there: bool) -> None:
        """Go to the new endpoint, or back to the old one."""
        self.client.move(**self._places[there])
        self._there = there

    def run(self, batch: Batch) -> list[Response]:
        """Run a batch. If no connection was made, nothing was sent, and the batch may go to the other endpoint."""
        try:
            return self.client.run(batch)
        except NOT_CONNECTED:
            self.go(not self._there)
            return self.client.run(batch)


@dataclass
class Trial:
    """A commit with a timer whose confirmation is still to come.

    :ivar before: the running configuration before it; "" where nobody waits for the rollback.
    :ivar rollback_at: when the switch undoes it, in seconds since 1970.
    :ivar risky: it may cut the controller off.
    :ivar settling: seconds that the switch may take to act on the commit, or on its end.
    """

    session: ConfigSession
    outcome: ChangeResult
    change: ChangeRequest
    before: str
    rollback_at: float
    risky: bool
    settling: float

    @property
    def wanted(self) -> Confirmation:
        """Sentences about unmet conditions for the change to stay."""
        return t.cast("Confirmation", self.change.confirmation)


def commit_on_trial(
    session: ConfigSession, outcome: ChangeResult, change: ChangeRequest, runner: Runner, risky: bool, guard: Guard
) -> None:
    """Commit with a timer, and make that final if the conditions are met; else say what the switch will do.

    :param change: one with a timer and a confirmation.
    :param risky: the change may cut the controller off.
    :param guard: judges what is in force, which somebody else may have changed meanwhile.
    """
    timer, wanted = change.timer or 0, t.cast("Confirmation", change.confirmation)
    before = ask.text(runner, "show running-config") if wanted.wait_for_rollback else ""
    way = FailoverRunner(t.cast("SwitchClient", runner), wanted.endpoint) if wanted.endpoint else None
    session.runner = way or runner
    settling = SETTLING if risky or restarts_api(change.commands, outcome.diff) else min(wanted.delay, SETTLING)
    trial = Trial(session, outcome, change, before, time.time() + timer, risky, settling)
    try:
        session.commit(timer)
        session.on_trial = wanted.undo
        trial.rollback_at = time.time() + timer
        note_rivals(session, outcome)
        if way is not None:
            way.go(there=True)
        why = _unmet(trial) or guard.unmeant(session.runner) or _unconfirmed(session, change)
        if why and wanted.where():
            why = f"{why.rstrip('.')} (tried at {wanted.where()})"
    except UNCERTAIN as error:  # such as from a switch that the change has cut off
        if session.uncommitted:
            raise
        why = f"the reply to the commit is lost: {error.reason}"
    session.on_trial = False
    if why:
        if way is not None:
            way.go(there=False)
        _give_up(trial, why)


def _give_up(trial: Trial, why: str) -> t.NoReturn:
    """End a trial whose change is not confirmed: abort it, watch the switch undo it, or say when it will."""
    wanted, outcome, rollback_at = trial.wanted, trial.outcome, trial.rollback_at
    reason = f"the change is committed but not confirmed, because {why.rstrip('.')}."
    if wanted.undo:
        with contextlib.suppress(ClientError):  # a switch that is out of reach undoes it by itself
            trial.session.abort()
    if wanted.wait_for_rollback:
        trial.change.tell(f"{reason} Waiting until the switch undoes it, at {iso(rollback_at)} at the latest.")
        verdict, done = _watch_rollback(trial)
        raise UnconfirmedError(f"{reason} {verdict}", outcome, rollback_at, done)
    left = round(rollback_at - time.time())
    then = f"undoes it at {iso(rollback_at)}, in {left} s" if left > 0 else f"was to undo it at {iso(rollback_at)}"
    promise = f"The switch {then}, unless somebody commits the session {trial.session.name}."
    raise UnconfirmedError(f"{reason} {promise}", outcome, rollback_at)


def _unconfirmed(session: ConfigSession, change: ChangeRequest) -> str:
    """Confirm; why that did not work, or ""."""
    if change.abandoned():
        return "the run that asked for it has ended"
    try:
        session.confirm()
    except ClientError as error:
        return f"the confirmation failed: {error.reason}"
    return ""


def _unmet(trial: Trial) -> str:
    """Why the conditions are not met after all tries, or "". After the rollback nothing tells of the change.

    An open connection may outlive the API's socket, and a session its user, so each try logs in again.
    """
    wanted, rollback_at = trial.wanted, trial.rollback_at
    # At another endpoint the service answers only once it has restarted.
    time.sleep(wanted.delay if wanted.endpoint else max(wanted.delay, trial.settling))
    why = "they were not met in time"
    progress = Progress(trial.change.tell)
    for attempt in attempts(wanted.tries, wanted.interval):
        met = False
        if time.time() < rollback_at:
            try:
                wanted.reconnect(trial.risky)
                unmet = wanted.check()
                met, why = not unmet, f"not met: {'; '.join(unmet)}" if unmet else why
            except InputError as error:  # a condition that does not fit the outputs is not met later either
                return error.reason
            except ClientError as error:
                why = error.reason
        if time.time() >= rollback_at:  # from now on the conditions would be met without the change
            return f"the commit timer ended before the conditions were met ({why.rstrip('.')})"
        if met:
            return ""
        if attempt < wanted.tries:
            left = round(rollback_at - time.time())
            count = f"try {attempt} of {wanted.tries}"
            progress.tell(f"not confirmed after {count}, {left} s before the switch undoes it: {why}")
    return why


def _watch_rollback(trial: Trial) -> tuple[str, bool]:
    """Wait for the switch to undo the change, and look once its API has restarted."""
    session, deadline = trial.session, trial.rollback_at + PATIENCE
    try:
        while retry_unreachable(session.state, max(1.0, deadline - time.time())).kind == "timed":
            if time.time() > deadline:
                return f"The timer still runs on the switch after {iso(deadline)}.", False
            time.sleep(1.0)
        time.sleep(trial.settling)
        now = retry_unreachable(lambda: ask.text(session.runner, "show running-config"), PATIENCE)
    except UNREACHED as error:
        return f"Whether the switch has undone it is not known: {error.reason}", False
    if _without_header(now) == _without_header(trial.before):
        return "The switch has undone it: the running configuration is as it was.", True
    return "The switch has undone it, but the running configuration is not as it was: look at the difference.", False


def _without_header(text: str) -> list[str]:
    """The configuration without its header, which holds times."""
    return [line for line in text.splitlines() if line.strip() and not line.startswith("!")]
