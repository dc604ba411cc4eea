# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration sessions: load, look at the switch's own diff, then commit, commit with a timer, or abort.

The promise: a session of ours is committed, or it is gone. When a connection breaks on the way, the switch is asked
what became of the session. EOS manual, "Configure Session".
"""

from __future__ import annotations

import contextlib
import re
import secrets
import time
import typing as t
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...common.cleanup import CleanUp
from ...common.polling import retry
from ...eapi.errors import (
    CommandError,
    CommandTimeoutError,
    DroppedError,
    EapiError,
    GatewayTimeoutError,
    HttpError,
    InputError,
    InvalidCommandError,
    ProtocolError,
    TransportError,
    UnavailableError,
)
from ...eapi.protocol.commands import Batch, Command
from .. import ask
from ..ask import Runner

#: A reply that did not come: whether the switch acted is not known.
UNCERTAIN: t.Final = (DroppedError, CommandTimeoutError, GatewayTimeoutError, ProtocolError, UnavailableError)
#: Seconds to wait for a switch that has to tell what became of a session, and between two tries.
PATIENCE: t.Final = 60.0
PAUSE: t.Final = 1.0
#: Seconds that the API service may be away while it restarts.
RESTART: t.Final = 5.0
#: How often a commit is sent at most, while its reply is lost and the switch says that it has not run.
COMMITS: t.Final = 3

#: How the switch says that somebody holds the configuration lock.
_LOCK: t.Final = re.compile(r"\block(?:ed)?\b", re.IGNORECASE)

#: Headers of modes whose lines take effect when the mode is left.
_STORED_BY_EXIT: t.Final = re.compile(
    r"(?:ip|ipv6|mac) access-list (?:standard )?\S+$|(?:ip|ipv6) prefix-list \S+$"
    r"|(?:route|class|policy)-map |qos profile "
)

Kind = t.Literal["absent", "pending", "timed", "committed"]
Model = dict[str, t.Any]


@dataclass(frozen=True)
class State:
    """What the switch says of a session.

    :ivar kind: absent, pending (not committed), timed (committed until a timer undoes it), or committed.
    :ivar expires: when the timer undoes it, in seconds since the epoch by the switch's clock.
    """

    kind: Kind
    expires: float | None = None


def state_of(model: Model, name: str) -> State:
    """The state of a session in the model of `show configuration sessions detail`.

    Up to 4.31 a running commit timer is the session's own state; from 4.32 on it stands beside the sessions.
    """
    if model.get("commitTimerSessionName") == name:
        return State("timed", model.get("commitTimerExpireTime"))
    session = (model.get("sessions") or {}).get(name)
    if session is None:
        return State("absent")
    if session.get("state") == "pendingCommitTimer":
        return State("timed", session.get("commitBy"))
    return State("pending" if session.get("state") == "pending" else "committed")


def timed_session(model: Model) -> str | None:
    """The session whose commit timer runs, or None. There is one at most."""
    names = [model.get("commitTimerSessionName"), *(model.get("sessions") or {})]
    return next((name for name in names if name and state_of(model, name).kind == "timed"), None)


def open_sessions(model: Model) -> list[str]:
    """The sessions that are not committed, each with its user or description where the switch knows them."""
    found = []
    for name, session in sorted((model.get("sessions") or {}).items()):
        if session.get("state") == "pending":
            users = sorted({item.get("user", "") for item in (session.get("instances") or {}).values()} - {""})
            notes = [
                *(f"open by {user}" for user in users),
                *([session["description"]] if session.get("description") else []),
            ]
            found.append(f"{name} ({', '.join(notes)})" if notes else name)
    return found


def leaving(commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands that leave all modes after others: an `exit` for the last mode, then `end`.

    `exit` is what the manual says that stores an access list and its like. At the top it would end the configuration,
    so it is sent only where the commands have certainly entered a mode: after the header of a list or map.
    """
    opened = False
    for command in commands:
        if _STORED_BY_EXIT.match(command.cmd):
            opened = True
        elif command.cmd in ("exit", "end", "abort"):
            opened = False
    return (Command("exit"), Command("end")) if opened else (Command("end"),)


def hours(seconds: int) -> str:
    """Seconds as HH:MM:SS."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


class ConfigSession(CleanUp):
    """One session of ours. As a context manager it aborts what was not committed."""

    def __init__(self, runner: Runner, name: str | None = None, description: str | None = None) -> None:
        """Choose the name; nothing is sent.

        :param name: None for a unique one.
        """
        super().__init__()
        self.runner = runner
        self.name = name or f"ansible-{secrets.token_hex(6)}"
        self.description = description
        self.open = False
        #: Its commit is to be undone by whatever ends the work before it is confirmed.
        self.on_trial = False
        self._loaded: list[Command] = []
        #: The switch's diff when the lines were entered, and in the request of the commit (None: not known).
        self._diff = ""
        self._diff_at_commit: str | None = None

    def clean_up(self) -> None:
        """Abort the session, if it is open. What is on trial the switch undoes by itself, if it cannot be told to."""
        if self.on_trial:
            with contextlib.suppress(EapiError):
                retry_unreachable(lambda: self._run(f"configure session {self.name} abort"), RESTART)
        elif self.open:
            self.abort()

    def left_behind(self) -> str:
        """The session."""
        return f"The session {self.name} may still be pending"

    # --- what it does ---

    def load(self, commands: Sequence[Command], clean: bool = False) -> str:
        """Open the session, enter the commands, and return the switch's diff ("" for none).

        :param clean: begin with an empty configuration instead of the running one.
        :raises CommandError: for a line that the switch rejects; `command_index` counts the given commands.
        """
        about = f" description {self.description}" if self.description else ""
        opening = [Command(f"configure session {self.name}{about}")]
        if clean:
            opening.append(Command("rollback clean-config"))
        self._loaded = [*opening[1:], *commands]
        self.open = True  # even if the reply is lost: abort() asks the switch
        # Asked from outside of all modes: the lines of an access list and its like take effect when their mode is left.
        asking = (*leaving(commands), Command(f"show session-config named {self.name} diffs"))
        batch = Batch((*opening, *commands, *asking), format="text")
        try:
            self._diff = str(self.runner.run(batch)[-1].output)
            return self._diff
        except CommandError as error:
            if error.unreachable or error.command_index == 0:
                self.open = False  # it was never opened
            raise self._explained(error, len(opening), len(commands)) from error
        except (TransportError, HttpError) as error:
            self.open = not error.unreachable  # nothing was sent, or we were not let in
            raise

    def commit(self, timer: int | None = None) -> None:
        """Commit.

        :param timer: seconds after which the switch undoes it, unless `confirm` comes first.
        :raises EapiError: if it is certain that it was not committed, or the switch cannot be asked.
        """
        command = f"configure session {self.name} commit" + (f" timer {hours(timer)}" if timer else "")
        self._settled(command, again=("pending",), ahead=(f"show session-config named {self.name} diffs",))
        self.open = False

    def overwritten(self) -> list[str]:
        """Lines of a change that somebody else made between `load` and `commit`, which the commit has undone.

        EOS puts the session's configuration in the place of the running one, as the manual says ("Configure Session"),
        unless `service configuration session commit merge` is set. A line begins with + (it was added and is gone) or -
        (it was removed and is back).
        """
        if self._diff_at_commit is None or self._diff_at_commit == self._diff:
            return []
        swap = {"+": "-", "-": "+"}
        # Counted, since the same line may stand in several sections: ours in one of them, the foreign one in another.
        foreign = Counter(self._diff_at_commit.splitlines()) - Counter(self._diff.splitlines())
        found = [
            f"{swap[line[0]]}{line[1:]}"
            for line in foreign.elements()
            if line[:1] in swap and line[:3] not in ("+++", "---")
        ]
        if found and sessions(self.runner).get("mergeOnCommit"):
            return []
        return found

    def commit_without_verification(self) -> bool:
        """Commit a change that disables our access, so that its result cannot be verified.

        :returns: False if the reply was lost.
        :raises EapiError: if it is certain that it was not committed.
        """
        heard = True
        try:
            self._run(f"configure session {self.name} commit")
        except UNCERTAIN:
            heard = False
        self.open = False
        return heard

    def confirm(self) -> None:
        """Make a commit with a timer final.

        :raises EapiError: if the timer has undone it, or will.
        """
        if self._settled(f"configure session {self.name} commit", again=("timed",)) == "pending":
            raise CommandError("the commit timer has ended, and the switch has undone the change.")

    def abort(self) -> None:
        """Throw the session away, or undo a commit whose timer runs."""
        try:
            self._run(f"configure session {self.name} abort")
        except CommandError:
            if self.state().kind in ("pending", "timed"):
                raise
        except (TransportError, HttpError) as error:
            if self.patient_state(error).kind in ("pending", "timed"):
                self._run(f"configure session {self.name} abort")
        self.open = False

    def state(self) -> State:
        """Ask the switch."""
        return state_of(sessions(self.runner), self.name)

    def patient_state(self, error: EapiError, patience: float = PATIENCE) -> State:
        """Ask the switch until it answers.

        :param error: why it is not known; raised, with a hint, when the switch stays silent.
        """
        try:
            return retry_unreachable(self.state, patience)
        except (TransportError, HttpError):
            error.hint = (
                f"The switch did not answer for {patience:g} s, so it is not known what became of the session "
                f"{self.name}: see 'show configuration sessions detail' there."
            )
            raise error from None

    # --- how ---

    def _run(self, command: str, ahead: Sequence[str] = ()) -> None:
        responses = self.runner.run(Batch(tuple(Command(each) for each in (*ahead, command)), format="text"))
        if ahead:
            self._diff_at_commit = str(responses[0].output)

    def _settled(self, command: str, again: tuple[Kind, ...], ahead: Sequence[str] = ()) -> Kind:
        """Run a commit. If the reply is lost, ask what became of it.

        :param again: the states in which the command has not run, so that it may be sent once more.
        :param ahead: commands of the same request; the first one gives the difference at that moment.
        :returns: the state where that had to be asked for, or committed.
        """
        lost: EapiError
        for attempt in range(COMMITS):
            try:
                self._run(command, ahead)
                return "committed"
            except UNCERTAIN as error:
                lost = error
            except CommandError as error:
                lost = self._explained(error, 0, 0)
                if not attempt:
                    raise lost from error
            kind = self.patient_state(lost).kind
            if kind not in again:
                break
            if isinstance(lost, CommandError):
                raise lost
        else:
            raise lost
        if kind == "absent" and not self._took_effect():
            self.open = False
            lost.hint = f"The session {self.name} is gone and its lines are not in force: nothing was committed."
            raise lost
        return kind

    def _took_effect(self) -> bool:
        """True if loading the same lines anew changes nothing. The switch forgets committed sessions after a while."""
        with ConfigSession(self.runner) as probe:
            return not probe.load(self._loaded).strip()

    def _explained(self, error: CommandError, before: int, count: int) -> CommandError:
        """The error in terms of the given commands, with what the user wants to know beside it."""
        said = " ".join(error.errors) or error.reason
        if "aximum number of pending sessions" in said:
            error.reason = f"the switch has as many open configuration sessions as it allows: {self._others()}."
            error.hint = "Commit or abort those that are left over, or name them in 'reclaim'."
        elif "commit timer" in said:
            error.hint = "Wait until the timer has ended, or commit or abort the session that it belongs to."
        elif not isinstance(error, InvalidCommandError) and _LOCK.search(said):
            error.reason = f"the configuration is locked{lock_holder(self.runner)}: {said.rstrip('.')}."
            error.hint = "Wait until the lock is released, or release it."
        elif error.command_index is not None and 0 <= error.command_index - before < count:
            error.command_index -= before
            error.reason = (
                f"line {error.command_index + 1} of {count} '{error.command}' was rejected ({error.code}): "
                f"{said.rstrip('.')}."
            )
            error.hint = "Nothing was applied."
        return error

    def _others(self) -> str:
        try:
            return "; ".join(open_sessions(sessions(self.runner))) or "none that it lists"
        except EapiError:
            return "they could not be listed"


def sessions(runner: Runner) -> Model:
    """The model of `show configuration sessions detail`."""
    output = ask.model(runner, "show configuration sessions detail")
    return output if isinstance(output, dict) else {}


def lock_holder(runner: Runner) -> str:
    """Who holds the configuration lock, as words to go into a sentence; "" if the switch does not say."""
    try:
        model = ask.model(runner, "show configuration lock")
    except EapiError:
        return ""
    info = model.get("userInfo") if isinstance(model, dict) else None
    if not info or not info.get("username"):
        return ""
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(info.get("lockAcquireTime", 0)))
    reason = f", {info['transactionName']}" if info.get("transactionName") else ""
    return f" by {info['username']} (on {info.get('userTty', '?')} since {since}{reason})"


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


def reclaim(runner: Runner, names: Sequence[str]) -> list[str]:
    """Abort the named sessions that are pending, and return their names."""
    model = sessions(runner)
    pending = [name for name in names if state_of(model, name).kind == "pending"]
    for name in pending:
        ConfigSession(runner, name).abort()
    return pending


_T = t.TypeVar("_T")


def retry_unreachable(action: Callable[[], _T], patience: float, pause: float = PAUSE) -> _T:
    """Repeat an action while the switch cannot be reached.

    :param patience: seconds to keep trying.
    :raises EapiError: the last error.
    """
    return retry(action, (TransportError, HttpError), patience, pause)
