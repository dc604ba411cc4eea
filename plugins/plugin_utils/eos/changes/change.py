# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests and results of configuration changes."""

from __future__ import annotations

import time
import typing as t
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...common.durations import parse_duration
from ...common.errors import InputError
from ...common.leftovers import Ledger
from ...eapi.errors import EapiError
from ...eapi.protocol.commands import Command
from .lockout import Access

#: How many lines of somebody else's change are shown.
SHOWN: t.Final = 5
#: Longest commit timer that EOS takes, in seconds.
LONGEST_TIMER: t.Final = 24 * 3600 - 1


def parse_timer(text: str, name: str = "commit_timer") -> int:
    """Return the seconds of a commit timer.

    :raises InputError: for what is no duration, and outside of what EOS takes.
    """
    return parse_duration(text, name, most=LONGEST_TIMER)


@dataclass(frozen=True)
class Confirmation:
    """The condition for a commit with a timer to stay.

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
        session free, but a run would make one free, which `makes_room` tells.
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
    tell: Callable[[str], None] = lambda _sentence: None
    ledger: Ledger | None = None
    estimate: Callable[[str], str] | None = None
    makes_room: Callable[[], bool] = lambda: False


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
        """The change, when the switch undoes it, and whether it has."""
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
        """The change that was planned."""
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
        """The change that was planned. The effect of the commands is not known."""
        return {"changed": True, "commands": self.outcome.commands, "diff": {"prepared": self.outcome.diff}}


def iso(moment: float) -> str:
    """Local time in ISO 8601, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(moment))
