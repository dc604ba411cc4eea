# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judge the configuration that a change leads to, before its commit and after it."""

from __future__ import annotations

import typing as t

from ...common.errors import InputError
from ...eapi.errors import (
    CommandError,
    HttpError,
    TransportError,
)
from .. import ask
from ..ask import Runner
from ..config.tree import ConfigError
from ..lost_replies import UNREACHED
from .change import ChangeRequest, ChangeResult
from .lockout import lost, takes_away
from .session import ConfigSession

#: How a sentence begins about what only another change can have brought about.
MEANWHILE: t.Final = "somebody else changed the configuration while the change was prepared, and together with that"


class Guard:
    """Judges a change by the configuration that it leads to: whether it is what was meant, and lets the controller in.

    The session is judged before its commit, and then what is in force: the request of the commit enters the lines anew,
    into what somebody else may have changed since.
    """

    HINT: t.Final = "See the difference, and 'show configuration checkpoints' there."

    def __init__(self, change: ChangeRequest) -> None:
        self._change = change
        self._before: str | None = None

    def losses(self, runner: Runner, session: ConfigSession, outcome: ChangeResult) -> list[str]:
        """The parts of the controller's access that the change takes away, as far as the configuration shows.

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
        except UNREACHED:
            return ""
        return ""
