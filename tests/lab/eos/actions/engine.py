# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""How an action is registered: ``@action("write [memory]")`` over a function of the CLI, the parameters, the input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..grammar import Grammar
from ..outcome import Outcome
from ..releases import Release

if TYPE_CHECKING:
    from ..cli import Cli

Args = dict[str, Any]
Function = Callable[["Cli", Args, str | None], Outcome | None]


@dataclass(frozen=True)
class Action:
    """A registered command; ``session`` limits it to an open configuration session."""

    function: Function
    privileged: bool = True
    session: bool = False
    #: The first release that knows the command.
    since: Release = ()


ACTIONS: Grammar[Action] = Grammar()
SESSION_ACTIONS: Grammar[Action] = Grammar()


def action(
    *patterns: str, privileged: bool = True, session: bool = False, since: Release = ()
) -> Callable[[Function], Function]:
    """Register a function for the commands of these patterns."""

    def register(function: Function) -> Function:
        for pattern in patterns:
            (SESSION_ACTIONS if session else ACTIONS).add(pattern, Action(function, privileged, session, since))
        return function

    return register
