# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration sessions: load lines, read the switch's diff, then commit, commit with a timer, or abort.

A session of ours is committed or removed. When a connection breaks in between, the switch is asked for the session's
state. EOS manual, "Configure Session".
"""

from __future__ import annotations

import contextlib
import itertools
import re
import secrets
import time
import types
import typing as t
from collections.abc import Callable, Sequence

from ...common.cleanup import CleanUp
from ...common.errors import ClientError
from ...common.leftovers import Ledger, OpenRecord
from ...eapi.errors import (
    CommandError,
    EapiError,
    InternalCommandError,
    InvalidCommandError,
)
from ...eapi.protocol.commands import Batch, Command
from .. import ask
from ..ask import Runner
from ..config.spelling import at_the_top, list_header
from ..lost_replies import LATE, LOOKS, PATIENCE, UNCERTAIN, UNREACHED, retry_unreachable
from .readback import added, differs_in_secrets_only, probe, uncertain, without_trace
from .session_list import SessionKind, SessionState, lock_holder, open_sessions, sessions, state_of

#: Seconds that the API service may be away while it restarts.
RESTART: t.Final = 5.0
#: How often a commit is sent at most, while its reply is lost and the switch says that it has not run.
COMMITS: t.Final = 3
#: How many lines that are no configuration are looked for: an error lists no more.
STRAYS: t.Final = 5

#: Begins with an empty configuration.
CLEAN: t.Final = "rollback clean-config"

#: How the switch says that somebody holds the configuration lock.
_LOCK: t.Final = re.compile(r"\block(?:ed)?\b", re.IGNORECASE)

#: Headers of modes inside of lists and maps, from which one `exit` leads back into them.
_INNER: t.Final = re.compile(r"class \S+$|(?:uc-|mc-)?tx-queue \d+$", re.IGNORECASE)


def leaving(commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands that leave all modes after others: an `exit` for each list or map, then `end`.

    `exit` is what the manual says that stores an access list and its like. At the top it would end the configuration,
    so it is sent only where the commands have certainly entered a mode: after the header of a list or map.
    """
    depth = 0
    for command in commands:
        if list_header(command.cmd) is not None:
            depth = 1
        elif depth and _INNER.match(command.cmd):
            depth = 2
        elif command.cmd == "exit":
            depth = max(0, depth - 1)
        elif command.cmd in ("end", "abort") or at_the_top(command.cmd):
            depth = 0
    return (*[Command("exit")] * depth, Command("end"))


def _remarks(output: str) -> list[str]:
    """What the CLI prints of a line that it has taken, without the mark; a remark can have several lines."""
    remarks: list[str] = []
    for line in output.splitlines():
        if line.startswith("!"):
            remarks.append(line[1:].strip())
        elif remarks:
            remarks[-1] = f"{remarks[-1]} {line.strip()}".strip()
    return [remark for remark in remarks if remark]


def hours(seconds: int) -> str:
    """Seconds as HH:MM:SS."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


class ConfigSession(CleanUp):
    """One session of ours. As a context manager it aborts what was not committed."""

    def __init__(
        self,
        runner: Runner,
        name: str | None = None,
        description: str | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        """Choose the name; nothing is sent.

        :param name: None for a unique one.
        :param ledger: where the session is on record while this process has it open.
        """
        super().__init__()
        self._ledger = ledger
        self._record: OpenRecord | None = None
        self.runner = runner
        self.name = self._first_name = name or f"ansible-{secrets.token_hex(6)}"
        #: How many names the session has had.
        self._names = 1
        self.description = description
        self.open = False
        #: Its commit is to be undone by whatever ends the work before it is confirmed.
        self.on_trial = False
        #: The commands that were entered, and whether they are the whole configuration.
        self._commands: tuple[Command, ...] = ()
        self.clean = False
        #: The switch's diff, from when the lines were entered last.
        self.diff = ""
        #: What the switch said of the lines when they were entered last, each with its command.
        self.said: list[tuple[Command, str]] = []
        #: The switch said last that it has not committed the session.
        self.uncommitted = False
        #: The request that opens the session may still run.
        self._late = False
        #: The switch has as many open sessions as it allows.
        self.crowded = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        try:
            super().__exit__(kind, error, trace)
        finally:
            self._forget()

    def clean_up(self) -> None:
        """Abort the session, if it is open. What is on trial the switch undoes by itself, if it cannot be told to."""
        if self.on_trial:
            with contextlib.suppress(ClientError):
                retry_unreachable(lambda: self._run_command(f"configure session {self.name} abort"), RESTART)
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
        self._commands, self.clean = tuple(commands), clean
        with self._opened():
            self.diff = self._enter((), ())
        return self.diff

    def diffs(self, groups: Sequence[Sequence[Command]]) -> list[str]:
        """Open the session, enter groups of commands in one request, and return the switch's diff after each.

        :raises CommandError: for a line that the switch rejects.
        """
        asking = Command(f"show session-config named {self.name} diffs")
        entering = [[*self._opening(), *group, *leaving(group), asking] for group in groups]
        with self._opened():
            found = self.runner.run(Batch(tuple(command for group in entering for command in group), format="text"))
        ends = itertools.accumulate(len(group) for group in entering)
        return [str(found[end - 1].output) for end in ends]

    @contextlib.contextmanager
    def _opened(self) -> t.Iterator[None]:
        """Sends the request that opens the session; notes whether the session may be open where it fails."""
        if self._ledger is not None:
            self._record = self._ledger.open(self.name)
        self.open = True  # even if the reply is lost: abort() asks the switch
        try:
            yield
        except CommandError as error:
            if error.unreachable or error.command_index == 0:
                self.open = False  # it was never opened
            raise self._explained(error, len(self._opening())) from error
        except UNREACHED as error:
            self.open = not error.unreachable  # nothing was sent, or we were not let in
            self._late = isinstance(error, LATE)
            raise

    def stray_commands(self) -> list[Command]:
        """The entered commands that are no configuration, a few at most. Where there are none, the session is as it
        was."""
        asked = uncertain(self._commands)
        asked -= added(self._commands, asked, self.diff)
        if asked:
            asked = without_trace(
                self._commands, asked, ask.text(self.runner, f"show session-config named {self.name}")
            )
        strays = self._unknown_defaults(asked)
        if asked and not strays:
            self.diff = self._enter((self._abort_command(),), ())
        return [self._commands[place] for place in sorted(strays)]

    def _unknown_defaults(self, asked: set[int]) -> set[int]:
        """Of the places of commands, those whose `default` form the switch does not know.

        Each request ends at the first command that the switch refuses: with a `default` form, that one is a stray;
        else the last one before it is known to configure.
        """
        strays: set[int] = set()
        while asked - strays and len(strays) < STRAYS:
            entered = probe(self._commands, asked - strays, strays)
            opening = (self._abort_command(), *self._opening())
            try:
                self.runner.run(Batch((*opening, *(command for command, _place in entered)), format="text"))
                break
            except CommandError as error:
                at = (error.command_index or 0) - len(opening)
                if at < 0:
                    raise
                place = entered[at][1]
                if place < 0 and isinstance(error, InvalidCommandError):
                    strays.add(-1 - place)
                    continue
                before = [-1 - place for _command, place in entered[: at + 1] if place < 0]
                if not before:
                    raise
                asked = asked - {before[-1]}
        return strays

    def _abort_command(self) -> Command:
        return Command(f"configure session {self.name} abort")

    def commit(self, timer: int | None = None) -> None:
        """Commit. What others have changed since `load` stays; `diff` is the difference at the moment of the commit.

        :param timer: seconds after which the switch undoes it, unless `confirm` comes first.
        :raises EapiError: if it is certain that it was not committed, or the switch cannot be asked.
        """
        self._commit_until_known(lambda: self._commit(timer), again=("pending",), anew=self._begin_anew)
        self.open = False

    def commit_without_verification(self) -> bool:
        """Commit a change that disables our access, so that its result cannot be verified.

        :returns: False if the reply was lost.
        :raises EapiError: if it is certain that it was not committed.
        """
        heard = True
        try:
            self._commit(None)
        except UNCERTAIN:
            heard = False
        self.open = False
        return heard

    def confirm(self) -> None:
        """Make a commit with a timer final.

        :raises EapiError: if the timer has undone it, or will.
        """
        if (
            self._commit_until_known(
                lambda: self._run_command(f"configure session {self.name} commit"), again=("timed",)
            )
            == "pending"
        ):
            raise CommandError("the commit timer has ended, and the switch has undone the change.")

    def abort(self) -> None:
        """Throw the session away, or undo a commit whose timer runs."""
        try:
            self._run_command(f"configure session {self.name} abort")
        except CommandError as error:
            kind = self.patient_state(error).kind
            if kind in ("pending", "timed") and not self._late:
                raise
            if self._late:
                self._abort_late(kind)
        except UNREACHED as error:
            if self.patient_state(error).kind in ("pending", "timed"):
                self._run_command(f"configure session {self.name} abort")
        self.open = False

    def _abort_late(self, kind: SessionKind) -> None:
        """Abort a session that the switch did not list, because the request that opens it still waits there.

        :param kind: the session's state after the first try.
        :raises CommandError: if the session has not appeared after a while.
        """
        for pause in (0.0, *LOOKS):
            time.sleep(pause)
            kind = retry_unreachable(self.state, PATIENCE).kind if pause else kind
            if kind == "pending":
                self._run_command(f"configure session {self.name} abort")
                return
        raise CommandError(
            f"{sum(LOOKS):g} s after the request had timed out the switch did not list it. "
            "See 'show configuration sessions' there."
        )

    def state(self) -> SessionState:
        """Ask the switch."""
        return state_of(sessions(self.runner), self.name)

    def patient_state(self, error: EapiError, patience: float = PATIENCE) -> SessionState:
        """Ask the switch until it answers.

        :param error: why it is not known; raised, with a hint, when the switch stays silent.
        """
        try:
            return retry_unreachable(self.state, patience)
        except UNREACHED:
            error.hint = (
                f"The switch did not answer for {patience:g} s, so it is not known what became of the session "
                f"{self.name}: see 'show configuration sessions detail' there."
            )
            raise error from None

    # --- how ---

    def _run_command(self, command: str) -> None:
        ask.text(self.runner, command)

    def _opening(self) -> tuple[Command, ...]:
        """The commands that open the session."""
        about = f" description {self.description}" if self.description else ""
        opening = Command(f"configure session {self.name}{about}")
        return (opening, Command(CLEAN)) if self.clean else (opening,)

    def _enter(self, ahead: Sequence[Command], behind: Sequence[Command]) -> str:
        """Open the session, enter the lines, and return the switch's diff ("" for none).

        The diff is asked for from outside of all modes: the lines of an access list and its like take effect when their
        mode is left.

        :param ahead: commands before that. `behind`: commands after the diff.
        """
        asking = Command(f"show session-config named {self.name} diffs")
        entering = (*ahead, *self._opening(), *self._commands, *leaving(self._commands), asking)
        responses = self.runner.run(Batch((*entering, *behind), format="text"))
        first = len(ahead) + len(self._opening())
        self.said = [
            (command, text)
            for command, response in zip(self._commands, responses[first:], strict=False)
            for text in (*response.warnings, *_remarks(str(response.output)))
        ]
        return str(responses[len(entering) - 1].output)

    def _commit(self, timer: int | None) -> None:
        """Commit in one request with the diff.

        A commit puts the session's configuration in the place of the running one, as the session has it since it was
        opened (EOS manual, "Configure Session"). So the lines are entered once more, into a session that the request of
        the commit opens: what others have changed meanwhile is part of it. A whole configuration depends on nothing
        that was there before, and is entered only once.
        """
        command = Command(f"configure session {self.name} commit" + (f" timer {hours(timer)}" if timer else ""))
        if self.clean:
            asking = Command(f"show session-config named {self.name} diffs")
            found = str(self.runner.run(Batch((asking, command), format="text"))[0].output)
        else:
            try:
                found = self._enter((self._abort_command(),), (command,))
            except CommandError as error:
                raise self._explained(error, 1 + len(self._opening())) from error
        if found or self._names == 1:  # else an earlier request, whose reply is lost, has made the change
            self.diff = found

    def _begin_anew(self) -> bool:
        """Enter the lines in a session of another name: a request that is late finds no session of the old name.

        :returns: True if that request has taken effect after all.
        """
        self.abort()
        if self.state().kind == "committed":
            return True
        diff, self._names = self.diff, self._names + 1
        self._forget()
        self.name = f"{self._first_name}-{self._names}"
        if self.load(self._commands, self.clean).strip():
            return False
        self.abort()
        self.diff = diff
        return True

    def _forget(self) -> None:
        """Take the session off the record, unless it may still be open."""
        if self._record is not None:
            self._record.close(gone=not self.open)
            self._record = None

    def _commit_until_known(
        self, act: Callable[[], None], again: tuple[SessionKind, ...], anew: Callable[[], bool] = lambda: False
    ) -> SessionKind:
        """Commit. If the reply is lost, ask for the session's state.

        :param act: sends the request.
        :param again: the states in which the command has not run, so that it may be sent once more.
        :param anew: prepares that; True if the first request has taken effect after all.
        :returns: the state where that had to be asked for, or committed.
        """
        lost: EapiError
        for attempt in range(COMMITS):
            self.uncommitted = False
            try:
                act()
                return "committed"
            except UNCERTAIN as error:
                lost = error
            except CommandError as error:
                lost = self._explained(error, 0)
                if not attempt and not isinstance(error, InternalCommandError):  # which may have broken after its work
                    raise lost from error
            kind = self.patient_state(lost).kind
            self.uncommitted = kind == "pending"
            if kind not in again:
                break
            if isinstance(lost, CommandError):
                raise lost
            if attempt < COMMITS - 1 and anew():
                return "committed"
        else:
            if self.uncommitted:
                lost.hint = f"The switch has not committed the session {self.name}: nothing was applied."
            raise lost
        if kind == "absent":
            self._check_in_force(lost)
        return kind

    def _check_in_force(self, lost: EapiError) -> None:
        """Raise the error of the commit unless loading the same lines anew changes nothing.

        The switch forgets committed sessions after a while.
        """
        with ConfigSession(self.runner, ledger=self._ledger) as again:
            diff = again.load(self._commands, clean=self.clean)
        if not diff.strip():
            return
        self.open = False
        if differs_in_secrets_only(diff):
            lost.hint = (
                f"The session {self.name} is gone. Whether it was committed is not known: only secrets differ, which "
                "the switch stores in another form each time."
            )
        else:
            self.uncommitted = True
            lost.hint = f"The session {self.name} is gone and its lines are not in force: nothing was committed."
        raise lost

    def _explained(self, error: CommandError, before: int) -> CommandError:
        """The error in terms of the given commands, with what the user wants to know beside it.

        :param before: how many commands stood before the given ones; 0 where the request did not hold them.
        """
        count = len(self._commands) if before else 0
        said = " ".join(error.errors) or error.reason
        if "aximum number of pending sessions" in said:
            self.crowded = True
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
        except ClientError:
            return "they could not be listed"
