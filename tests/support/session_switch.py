# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A switch behind `Runner.run` that knows configuration sessions, with a clock of its own and faults by command.

Its configuration is a list of lines; `no X` removes X, and a line that holds `bogus` is rejected.
"""

from __future__ import annotations

import re
import time
import typing as t
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import gmtime

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError, DroppedError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import api_restart, trial
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import session as sessions

MAXIMUM = (
    "Maximum number of pending sessions has been reached. Please commit or abort previous sessions before creating a "
    "new one."
)
EPOCH = 1_700_000_000.0


class Clock:
    """Stands for the module `time`: sleeping takes no time, and moves the clock."""

    localtime = staticmethod(gmtime)

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def time(self) -> float:
        """Seconds since the epoch."""
        return EPOCH + self.now

    def monotonic(self) -> float:
        """Seconds since the start."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.now += seconds

    @staticmethod
    def strftime(form: str, moment: t.Any) -> str:
        """As time.strftime."""
        return time.strftime(form, moment)


def lost(*, applied: bool) -> Fault:
    """The connection breaks before, or after, the switch has run the request."""
    return Fault(DroppedError("the connection broke before the reply was complete."), applied)


@dataclass
class Fault:
    """What happens to a request: an error, after the switch has run it if `applied`.

    :ivar then: called before the error is raised, with the switch.
    """

    error: BaseException
    applied: bool = False
    then: Callable[[SessionSwitch], None] = lambda _switch: None


@dataclass
class Session:
    """One session of the switch."""

    lines: list[str]
    state: str = "pending"
    description: str = ""
    user: str = ""
    expires: float | None = None
    before: list[str] = field(default_factory=list)


@dataclass
class SessionSwitch:
    """The switch.

    :ivar old: it has the shapes up to 4.31, where a running commit timer is the session's own state.
    :ivar faults: pattern of a command → what happens, in turn, to the requests that hold such a command (`\\A` and
        `\\Z` are the ends of a request).
    :ivar ran: the commands that were run, in order; `sent` those that reached out, run or not.
    """

    clock: Clock = field(default_factory=Clock)
    old: bool = False
    running: list[str] = field(default_factory=lambda: ["hostname leaf1", "ip routing"])
    startup: list[str] | None = None
    sessions: dict[str, Session] = field(default_factory=dict)
    maximum: int = 5
    lock: dict[str, t.Any] | None = None
    checkpoints: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, t.Any] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    silent: BaseException | None = None
    ran: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    # --- what the client sees ---

    def run(self, batch: Batch) -> list[Response]:
        """As Client.run."""
        lines = [command.cmd for command in batch.commands]
        self.sent += lines
        self.settle()
        if self.silent is not None:
            raise self.silent
        fault = self._fault(lines)
        if fault is None:
            return self._batch(batch)
        if fault.applied:
            self._batch(batch)
        fault.then(self)
        raise fault.error

    def count(self, pattern: str, run: bool = True) -> int:
        """How many commands were run (or sent) that match a pattern as a whole."""
        return sum(bool(re.fullmatch(pattern, line)) for line in (self.ran if run else self.sent))

    @property
    def aborts(self) -> int:
        """How many aborts were run after which the same session was not opened anew."""
        following = zip(self.ran, [*self.ran[1:], ""], strict=True)
        return sum(line.endswith(" abort") and f"{then} abort" != line for line, then in following)

    @property
    def commits(self) -> int:
        """How many commits were run."""
        return self.count(r"configure session \S+ commit.*")

    @property
    def pending(self) -> list[str]:
        """The sessions that are open."""
        return [name for name, session in self.sessions.items() if session.state == "pending"]

    def forget(self) -> None:
        """Drop the committed sessions, as a switch does after a while."""
        self.sessions = {name: each for name, each in self.sessions.items() if each.state in ("pending", "timed")}

    # --- how ---

    def _fault(self, lines: Sequence[str]) -> Fault | None:
        for pattern, faults in self.faults.items():
            if faults and re.search(pattern, "\n".join(lines), re.MULTILINE):
                return faults.pop(0)
        return None

    def settle(self) -> None:
        """Undo the commits whose timers have ended."""
        for name, session in list(self.sessions.items()):
            if session.state == "timed" and session.expires is not None and self.clock.time() >= session.expires:
                self.running = session.before
                del self.sessions[name]

    def _batch(self, batch: Batch) -> list[Response]:
        entered: Session | None = None
        responses: list[Response] = []
        for place, command in enumerate(batch.commands):
            self.ran.append(command.cmd)
            try:
                output, entered = self._command(command, batch.format_of(command), entered)
            except _Refused as refused:
                said = str(refused)
                failed = Response(command.cmd, batch.format, errors=[said])
                raise CommandError(
                    f"command {place + 1} of {len(batch.commands)} '{command.cmd}' failed: {said}",
                    code=refused.code,
                    errors=[said],
                    command=command.cmd,
                    command_index=place,
                    responses=[response.as_dict() for response in (*responses, failed)],
                ) from None
            responses.append(Response(command.cmd, batch.format_of(command), output=output))
        return responses

    def _command(self, command: Command, form: str, entered: Session | None) -> tuple[t.Any, Session | None]:
        line = command.cmd
        if line in self.outputs:
            return self.outputs[line], entered
        if match := re.fullmatch(r"configure session (\S+) (commit|abort)(?: timer (\S+))?", line):
            self._end(match[1], match[2], match[3])
            return "", None
        if match := re.fullmatch(r"configure session (\S+)(?: description (.*))?", line):
            return "", self._open(match[1], match[2])
        if match := re.fullmatch(r"configure checkpoint save (\S+)", line):
            self.checkpoints[match[1]] = list(self.running)
            return "", None
        if line.startswith(("show ", "more ", "write ")):
            return self._show(line, entered), entered
        self._enter(line, entered)
        return "" if form == "text" else {}, entered

    def _open(self, name: str, description: str | None) -> Session:
        known = self.sessions.get(name)
        if known is not None and known.state != "committed":
            return known
        if len(self.pending) >= self.maximum:
            raise _Refused(MAXIMUM)
        self.sessions[name] = Session(list(self.running), description=description or "")
        return self.sessions[name]

    def _enter(self, line: str, session: Session | None) -> None:
        if line in ("end", "exit"):
            return
        if session is None or "bogus" in line:
            raise _Refused(f"Invalid input (at token 0: '{line.split()[0]}')", 1002)
        if line == "rollback clean-config":
            session.lines.clear()
        elif line.startswith("no "):
            session.lines[:] = [each for each in session.lines if each != line[3:]]
        elif line not in session.lines:
            session.lines.append(line)

    def _end(self, name: str, how: str, timer: str | None) -> None:
        session = self.sessions.get(name)
        if session is None or session.state == "committed":
            raise _Refused(f"Cannot find session {name}")
        if how == "abort":
            self.running = session.before if session.state == "timed" else self.running
            del self.sessions[name]
            return
        if self.lock is not None:
            raise _Refused(f"Configuration is locked by user {self.lock['username']} on {self.lock['userTty']}")
        if session.state == "pending":
            session.before, self.running = self.running, list(session.lines)
        session.state = "timed" if timer else "committed"
        if timer:
            hours, minutes, seconds = (int(part) for part in timer.split(":"))
            session.expires = self.clock.time() + hours * 3600 + minutes * 60 + seconds

    def _show(self, line: str, entered: Session | None) -> t.Any:
        if match := re.fullmatch(r"show session-config named (\S+) diffs", line):
            return difference(self.running, self.sessions[match[1]].lines)
        if line.startswith("show session-config named "):
            return text(self.sessions[line.split()[-1]].lines)
        if line == "show configuration sessions detail":
            return self.model()
        if line == "show configuration lock":
            return {"userInfo": self.lock} if self.lock else {}
        if line in ("show running-config", "show running-config all"):
            return text(self.running)
        if line == "show running-config diffs":
            return difference(self.startup or [], self.running)
        if line == "write memory":
            self.startup = list(self.running)
            return ""
        return self._file(line.split()[-1])

    def _file(self, url: str) -> str:
        name = url.removeprefix("checkpoint:")
        found = text(self.checkpoints[name]) if name in self.checkpoints else self.files.get(url)
        if found is None:
            raise _Refused(f"Error reading {url} (No such file or directory)")
        return found

    def model(self) -> dict[str, t.Any]:
        """The model of `show configuration sessions detail`, in the shape of the release."""
        entries: dict[str, t.Any] = {}
        model: dict[str, t.Any] = {"maxSavedSessions": 1, "maxOpenSessions": self.maximum, "sessions": entries}
        for name, session in self.sessions.items():
            users = {"1001": {"user": session.user, "terminal": "vty1"}} if session.user else {}
            entry = entries[name] = {
                "state": {"committed": "completed", "timed": "pendingCommitTimer" if self.old else "committed"}.get(
                    session.state, session.state
                ),
                "description": session.description,
                "instances": users,
            }
            if session.state == "timed" and self.old:
                entry["commitBy"] = session.expires
            elif session.state == "timed":
                model |= {"commitTimerSessionName": name, "commitTimerExpireTime": session.expires}
        return model


class _Refused(Exception):
    """A command that the switch refuses, in its own words."""

    def __init__(self, said: str, code: int = 1000) -> None:
        super().__init__(said)
        self.code = code


def text(lines: Sequence[str]) -> str:
    """A configuration as the switch prints it."""
    return "".join(f"{line}\n" for line in ["! device: leaf1", *lines, "end"])


def difference(old: Sequence[str], new: Sequence[str]) -> str:
    """The unified form, without context; "" where there is none."""
    body = [*(f"-{line}" for line in old if line not in new), *(f"+{line}" for line in new if line not in old)]
    return "".join(f"{line}\n" for line in ["--- system:/running-config", "+++ session:/x", *body]) if body else ""


def session_switch(monkeypatch: pytest.MonkeyPatch, old: bool = False) -> SessionSwitch:
    """A switch whose clock is the one of the modules that wait."""
    switch = SessionSwitch(old=old)
    for module in (api_restart, polling, sessions, trial):
        monkeypatch.setattr(module, "time", switch.clock)
    return switch
