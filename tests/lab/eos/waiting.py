# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Slow work: files of other hosts, RSA keys. Switches share a thread, which must not wait for it.

A command asks for the result with ``cli.work(name, function)``. The first time that raises :class:`NeedsWork`; whoever
runs the command performs the work, in a thread of its own if there is one, and runs the command again, which then gets
the result. So nothing may have an effect before the work of a command is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Work:
    """Something to be done once; ``name`` tells it from other work of the same CLI."""

    def __init__(self, name: str, function: Callable[[], Any]) -> None:
        self.name = name
        self._function = function
        self._result: Any = None
        self._failure: Exception | None = None

    def perform(self) -> None:
        """Do it; raises nothing."""
        try:
            self._result = self._function()
        except Exception as error:  # it belongs to the command, not to this thread
            self._failure = error

    def result(self) -> Any:
        """What came out of it; raises what it raised."""
        if self._failure is not None:
            raise self._failure
        return self._result


class NeedsWork(Exception):
    """A command cannot go on before ``work`` is performed."""

    def __init__(self, work: Work) -> None:
        super().__init__("work")
        self.work = work
