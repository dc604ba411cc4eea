# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Abort sessions that others have left behind."""

from __future__ import annotations

from collections.abc import Sequence

from ...common.leftovers import Ledger
from ...eapi.errors import EapiError
from ..ask import Runner
from .session import ConfigSession
from .session_list import sessions, state_of


def reclaim(runner: Runner, names: Sequence[str]) -> list[str]:
    """Abort the named sessions that are pending, and return their names."""
    pending = pending_of(runner, names)
    for name in pending:
        ConfigSession(runner, name).abort()
    return pending


def pending_of(runner: Runner, names: Sequence[str]) -> list[str]:
    """Those of the names that are pending sessions."""
    model = sessions(runner) if names else {}
    return [name for name in names if state_of(model, name).kind == "pending"]


def reclaim_orphans(runner: Runner, ledger: Ledger) -> list[str]:
    """Abort the pending sessions of processes that were killed, and return their names.

    A commit whose timer runs is left to its timer.
    """
    orphans = list(ledger.orphans())
    aborted: list[str] = []
    try:
        model = sessions(runner) if orphans else {}
        for name, _record in orphans:
            if state_of(model, name).kind == "pending":
                ConfigSession(runner, name).abort()
                aborted.append(name)
    except EapiError:
        for _name, record in orphans:
            record.close(gone=False)
        raise
    for _name, record in orphans:
        record.close(gone=True)
    return aborted
