# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apply a configuration change through a session: load, evaluate, commit, confirm, save.

Nothing here is a guess: the switch's own diff says whether there is a change."""

from __future__ import annotations

import contextlib
import time
import typing as t
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...common.durations import parse_duration
from ...common.errors import ClientError, InputError
from ...common.leftovers import Ledger
from ...common.masking import masked_text
from ...common.polling import Progress, attempts
from ...eapi.errors import (
    CertificateError,
    CommandError,
    ConnectError,
    ConnectTimeoutError,
    EapiError,
    HttpError,
    TlsError,
    TransportError,
)
from ...eapi.protocol.commands import Batch, Command
from ...eapi.protocol.response import Response
from .. import ask
from ..ask import Runner, SwitchClient
from ..config.tree import ConfigError
from ..config.unified_diff import unified_text
from .lockout import Access, lost, takes_away
from .session import (
    CLEAN,
    PATIENCE,
    UNCERTAIN,
    ConfigSession,
    merges,
    retry_unreachable,
    sessions,
    state_of,
    timed_session,
)

#: How many lines of somebody else's change are shown.
SHOWN: t.Final = 5
#: How a sentence begins about what only another change can have brought about.
MEANWHILE: t.Final = "somebody else changed the configuration while the change was prepared, and together with that"
#: Longest commit timer that EOS takes, in seconds.
LONGEST_TIMER: t.Final = 24 * 3600 - 1
#: No connection was made: nothing was sent.
NOT_CONNECTED: t.Final = (ConnectError, ConnectTimeoutError, CertificateError, TlsError)
#: Seconds that a switch may take to let go of what a change has taken away: addresses, users, its API server.
SETTLING: t.Final = 3.0


def parse_timer(text: str, name: str = "commit_timer") -> int:
    """Return the seconds of a commit timer.

    :raises InputError: for what is no duration, and outside of what EOS takes.
    """
    return parse_duration(text, name, most=LONGEST_TIMER)


@dataclass(frozen=True)
class Confirmation:
    """What must be true after a commit with a timer.

    :ivar check: runs the commands and returns what is unmet; raises what keeps them from running.
    :ivar reconnect: makes what runs next come over a new connection, and if told so after a new login.
    :ivar delay: seconds before the first try; `interval`: seconds between tries.
    :ivar endpoint: where to come in after the change (options as for EapiClient.move), where it may move the endpoint.
    :ivar undo: do not leave a change that is not confirmed to its timer where the switch can be reached.
    :ivar where: says by which URL the switch was asked, for messages.
    """

    check: Callable[[], list[str]]
    reconnect: Callable[[bool], None]
    delay: float = 0.0
    tries: int = 5
    interval: float = 2.0
    wait_for_rollback: bool = False
    endpoint: t.Mapping[str, t.Any] | None = None
    undo: bool = False
    where: Callable[[], str] = lambda: ""


@dataclass(frozen=True)
class ChangeRequest:
    """A requested change.

    :ivar clean: the commands are the whole configuration.
    :ivar timer: seconds after which the switch undoes it, unless confirmed.
    :ivar ends_access: it intentionally disables our access, so the switch cannot be asked afterwards.
    :ivar verify: raises if the configuration with the change, as text, is not what was meant.
    :ivar abandoned: tells whether the run that asked for the change has died: then nothing is committed or confirmed.
    :ivar on_commit: takes the result as soon as the change is final on the switch, whatever fails afterwards.
    :ivar ledger: where the session is on record, for a later task to abort it if this one is killed.
    :ivar estimate: makes the configuration with the change of the running one, for a check where the switch has no
        session free, but a run would make one free.
    :ivar check_met: raises where entering changed nothing, and cannot make so what is wanted.
    :ivar tell: says to people who wait for the confirmation how far it is.
    """

    commands: Sequence[Command]
    clean: bool = False
    session: str | None = None
    description: str | None = None
    timer: int | None = None
    confirmation: Confirmation | None = None
    checkpoint: str | None = None
    access: Access | None = None
    ends_access: bool = False
    verify: Callable[[str], None] | None = None
    abandoned: Callable[[], bool] = lambda: False
    on_commit: Callable[[ChangeResult], None] = lambda _result: None
    check_met: Callable[[], None] = lambda: None
    tell: Callable[[str], None] = lambda _sentence: None
    ledger: Ledger | None = None
    estimate: Callable[[str], str] | None = None


@dataclass
class ChangeResult:
    """The result of a change.

    :ivar diff: the switch's diff, "" for no change.
    :ivar after: the whole configuration with the change, where it was asked for.
    """

    session: str = ""
    commands: list[str] = field(default_factory=list)
    diff: str = ""
    after: str | None = None
    confirmed: bool | None = None
    checkpoint: str | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """True if the switch sees a difference."""
        return bool(self.diff.strip())


class UnconfirmedError(EapiError):
    """A commit with a timer that was not made final.

    :ivar outcome: the change.
    :ivar rollback_at: when the switch undoes it, in seconds since the epoch by this machine's clock.
    :ivar rolled_back: True once that was seen.
    """

    def __init__(self, reason: str, outcome: ChangeResult, rollback_at: float, rolled_back: bool = False) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.rollback_at = rollback_at
        self.rolled_back = rolled_back

    def details(self) -> dict[str, t.Any]:
        """What was changed, when the switch undoes it, and whether it has."""
        return {
            "changed": not self.rolled_back,
            "session": self.outcome.session,
            "commands": self.outcome.commands,
            "diff": {"prepared": self.outcome.diff},
            "confirmed": False,
            "rollback_at": iso(self.rollback_at),
            "rolled_back": self.rolled_back,
        }


class LockoutError(InputError):
    """A change that would cut the controller off, and no timer stands behind it.

    :ivar outcome: the change, with the difference that it would make.
    """

    def __init__(self, losses: Sequence[str], outcome: ChangeResult) -> None:
        super().__init__(
            f"the change would cut the controller off: {', '.join(losses)} would be gone. Nothing was applied.",
            hint="Use commit_timer with confirm: then the switch takes the change back by itself if that is so.",
        )
        self.outcome = outcome

    def details(self) -> dict[str, t.Any]:
        """What would have been changed."""
        return {"changed": False, "commands": self.outcome.commands, "diff": {"prepared": self.outcome.diff}}


class StrayCommandError(InputError):
    """Lines of a change that are no configuration: the switch has run them at once.

    :ivar outcome: the change, of which nothing else was applied.
    """

    def __init__(self, stray: Sequence[Command], outcome: ChangeResult) -> None:
        named = ", ".join(f"'{command.shown}'" for command in stray[:SHOWN])
        super().__init__(
            f"the switch does not know {named} as configuration, and has run it at once. The other lines were not "
            "applied.",
            hint="Run commands with aerie.arista.eapi_command.",
        )
        self.outcome = outcome

    def details(self) -> dict[str, t.Any]:
        """What would have been changed. What the commands have changed is not known."""
        return {"changed": True, "commands": self.outcome.commands, "diff": {"prepared": self.outcome.diff}}


def iso(moment: float) -> str:
    """Local time in ISO 8601, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(moment))


def apply(change: ChangeRequest, runner: Runner, check: bool = False, want_after: bool = False) -> ChangeResult:
    """Make the change, or in check mode find out what it would be.

    :param want_after: return the whole configuration with the change.
    :raises EapiError: with nothing left behind, except where the message says what is.
    """
    with ConfigSession(runner, change.session, change.description, change.ledger) as session:
        outcome = ChangeResult(session.name, _shown(change))
        try:
            session.load(change.commands, clean=change.clean)
        except CommandError:
            if not (check and session.crowded and change.estimate is not None):
                raise
            return _estimated(runner, change, outcome, only_compares=want_after)
        stray = session.stray_commands()
        outcome.diff = masked_text(session.diff)
        if stray:
            raise StrayCommandError(stray, outcome)
        if change.verify is not None:
            change.verify(ask.text(runner, f"show session-config named {session.name}"))
        guard = _Guard(change)
        losses = guard.losses(runner, session, outcome)
        if losses and change.timer is None:
            _refuse(losses, outcome, only_compares=check and want_after)
        if not outcome.changed:
            _check_no_timer_runs(runner, change, outcome)
        elif check:
            _tell_of_timer(runner, outcome)
        if check or not outcome.changed:
            outcome.after = ask.text(runner, f"show session-config named {session.name}") if want_after else None
            return outcome
        _commit(session, outcome, change, runner, bool(losses), guard)
    outcome.after = ask.text(runner, "show running-config") if want_after else None
    return outcome


def _commit(
    session: ConfigSession, outcome: ChangeResult, change: ChangeRequest, runner: Runner, risky: bool, guard: _Guard
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
        _commit_on_trial(session, outcome, change, runner, risky, guard)
        outcome.confirmed = True
        change.on_commit(outcome)
    elif change.ends_access:
        if not session.commit_without_verification():
            outcome.warnings.append("The reply to the commit is lost, as is to be expected where the way in ends.")
        _note_rivals(session, outcome)
        change.on_commit(outcome)
    else:
        session.commit(change.timer)
        _note_rivals(session, outcome)
        change.on_commit(outcome)
        why = guard.in_force(runner)
        if why:
            raise CommandError(f"{why}.", hint=guard.HINT)


def _shown(change: ChangeRequest) -> list[str]:
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


def _note_rivals(session: ConfigSession, outcome: ChangeResult) -> None:
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


def _check_no_timer_runs(runner: Runner, change: ChangeRequest, outcome: ChangeResult) -> None:
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


def _tell_of_timer(runner: Runner, outcome: ChangeResult) -> None:
    """For a prediction: the switch takes no commit while the commit timer of another session runs."""
    name = timed_session(sessions(runner))
    if name is not None:
        outcome.warnings.append(
            f"The commit timer of the session {name} runs. Until that has ended, the switch may refuse a commit."
        )


class _Guard:
    """Judges a change by the configuration that it leads to: whether it is what was meant, and lets the controller in.

    The session is judged before its commit, and then what is in force: the request of the commit enters the lines anew,
    into what somebody else may have changed since.
    """

    HINT: t.Final = "See the difference, and 'show configuration checkpoints' there."

    def __init__(self, change: ChangeRequest) -> None:
        self._change = change
        self._before: str | None = None

    def losses(self, runner: Runner, session: ConfigSession, outcome: ChangeResult) -> list[str]:
        """What the change takes away of the controller's access, as far as the configuration shows.

        A configuration that cannot be read tells nothing: that is a warning.
        """
        access = self._change.access
        if access is None or not takes_away(outcome.diff):
            return []
        self._before = ask.text(runner, "show running-config")
        after = ask.text(runner, f"show session-config named {session.name}")
        try:
            return lost(access, self._before, after)
        except ConfigError as error:
            outcome.warnings.append(
                f"Whether the change cuts the controller off was not checked, because the switch's configuration "
                f"cannot be read: {error.reason}"
            )
            return []

    def in_force(self, runner: Runner) -> str:
        """Why the configuration in force lets the controller in no more, or is not what was meant, or "". A switch that
        cannot be reached tells nothing."""
        access, before = self._change.access, self._before
        if access is None or before is None:
            return self.unmeant(runner)
        try:
            gone = lost(access, before, ask.text(runner, "show running-config"))
        except (ConfigError, TransportError, HttpError):
            gone = []
        return f"{MEANWHILE} the change cuts the controller off: {', '.join(gone)} is gone" if gone else ""

    def unmeant(self, runner: Runner) -> str:
        """Why the configuration in force is not what was meant, or ""; where it cannot be read, that is not known."""
        if self._change.verify is None:
            return ""
        try:
            self._change.verify(ask.text(runner, "show running-config"))
        except (CommandError, InputError) as error:
            return f"{MEANWHILE} {error.reason.rstrip('.')}"
        except (TransportError, HttpError):
            return ""
        return ""


def _estimated(runner: Runner, change: ChangeRequest, outcome: ChangeResult, only_compares: bool) -> ChangeResult:
    """The result of a check without a session."""
    before = ask.text(runner, "show running-config")
    after = t.cast("Callable[[str], str]", change.estimate)(before)
    outcome.diff = unified_text(before, after, "system:/running-config", "estimate")
    outcome.session = ""
    losses = lost(change.access, before, after) if change.access is not None else []
    if losses and change.timer is None:
        _refuse(losses, outcome, only_compares)
    outcome.after = after
    outcome.warnings.append(
        "The switch has no configuration session free, and a run aborts others first: so the difference is an estimate "
        "of this controller."
    )
    return outcome


# --- move ------------------------------------------------------------------------------------------------------------


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


# --- confirm ---------------------------------------------------------------------------------------------------------


def _commit_on_trial(
    session: ConfigSession, outcome: ChangeResult, change: ChangeRequest, runner: Runner, risky: bool, guard: _Guard
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
    rollback_at = time.time() + timer
    try:
        session.commit(timer)
        session.on_trial = wanted.undo
        rollback_at = time.time() + timer
        _note_rivals(session, outcome)
        if way is not None:
            way.go(there=True)
        why = (
            _unmet(wanted, rollback_at, risky, change.tell)
            or guard.unmeant(session.runner)
            or _unconfirmed(session, change)
        )
        if why and wanted.where():
            why = f"{why.rstrip('.')} (tried at {wanted.where()})"
    except UNCERTAIN as error:  # such as from a switch that the change has cut off
        if session.uncommitted:
            raise
        why = f"the reply to the commit is lost: {error.reason}"
    session.on_trial = False
    if not why:
        return
    if way is not None:
        way.go(there=False)
    reason = f"the change is committed but not confirmed, because {why.rstrip('.')}."
    if wanted.undo:
        with contextlib.suppress(ClientError):  # a switch that is out of reach undoes it by itself
            session.abort()
    if wanted.wait_for_rollback:
        change.tell(f"{reason} Waiting until the switch undoes it, at {iso(rollback_at)} at the latest.")
        verdict, done = _watch_rollback(session, rollback_at, before)
        raise UnconfirmedError(f"{reason} {verdict}", outcome, rollback_at, done)
    left = round(rollback_at - time.time())
    then = f"undoes it at {iso(rollback_at)}, in {left} s" if left > 0 else f"was to undo it at {iso(rollback_at)}"
    promise = f"The switch {then}, unless somebody commits the session {session.name}."
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


def _unmet(wanted: Confirmation, rollback_at: float, risky: bool, tell: Callable[[str], None]) -> str:
    """Why the conditions are not met after all tries, or "". After the rollback nothing tells of the change.

    An open connection may outlive the API's socket, and a session its user, so each try logs in again.
    """
    time.sleep(max(wanted.delay, SETTLING) if risky else wanted.delay)
    why = "they were not met in time"
    progress = Progress(tell)
    for attempt in attempts(wanted.tries, wanted.interval):
        met = False
        if time.time() < rollback_at:
            try:
                wanted.reconnect(risky)
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


def _watch_rollback(session: ConfigSession, rollback_at: float, before: str) -> tuple[str, bool]:
    """Wait for the switch to undo the change, and look."""
    deadline = rollback_at + PATIENCE
    try:
        while retry_unreachable(session.state, max(1.0, deadline - time.time())).kind == "timed":
            if time.time() > deadline:
                return f"The timer still runs on the switch after {iso(deadline)}.", False
            time.sleep(1.0)
        now = retry_unreachable(lambda: ask.text(session.runner, "show running-config"), PATIENCE)
    except (TransportError, HttpError) as error:
        return f"Whether the switch has undone it is not known: {error.reason}", False
    if _body(now) == _body(before):
        return "The switch has undone it: the running configuration is as it was.", True
    return "The switch has undone it, but the running configuration is not as it was: look at the difference.", False


def _body(text: str) -> list[str]:
    """The configuration without its header, which holds times."""
    return [line for line in text.splitlines() if line.strip() and not line.startswith("!")]


# --- startup ---------------------------------------------------------------------------------------------------------


def unsaved(runner: Runner) -> str:
    """The difference between the startup and the running configuration, "" for none."""
    text = masked_text(ask.text(runner, "show running-config diffs"))
    return text if text.strip() else ""


def save_as_asked(runner: Runner, when: str, result: dict[str, t.Any], check: bool) -> None:
    """Save if that is wanted, and tell in the task's result. The startup configuration is part of the switch: saving
    changes it, if the two differ.

    :param when: never, changed (after a change) or always (whenever the two differ).
    :param check: only tell.
    """
    wanted, difference = when != "never" and result["changed"], ""
    if when == "always" and not wanted:
        difference = unsaved(runner)
        wanted = bool(difference)
    if wanted and not check:
        save(runner)
    result["saved"] = wanted and not check
    result["changed"] = result["changed"] or wanted
    if wanted:
        diff = result.setdefault("diff", {"prepared": difference})
        diff["prepared"] += "! The running configuration is saved to the startup configuration.\n"


def save(runner: Runner) -> None:
    """Copy the running configuration to the startup configuration. It is repeated as often as the connection's
    `retries` say."""
    ask.text(runner, "write memory", repeatable=True)
