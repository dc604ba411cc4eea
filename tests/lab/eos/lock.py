# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The configuration lock: while somebody holds it, nobody else changes the running configuration.

A lock is held by the CLI that took it and ends with it, unless it was taken for a transaction: then it stays until
it is given back, and a later CLI goes on with it by ``configure lock continue transaction NAME``.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .errors import CommandError


@dataclass(frozen=True)
class ConfigurationLock:
    """A lock that is held; ``acquired`` in seconds since the epoch, ``transaction`` empty for one of a CLI alone."""

    user: str
    terminal: str
    transaction: str = ""
    reason: str = ""
    acquired: float = field(default_factory=time.time)

    def refusal(self) -> CommandError:
        """What others are told."""
        transaction = f" (transaction {self.transaction})" if self.transaction else ""
        return CommandError(f"Configuration is locked by user {self.user} on {self.terminal}{transaction}")
