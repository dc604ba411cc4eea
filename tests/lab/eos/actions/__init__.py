# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The commands of the exec modes that are no show commands, and those of a configuration session."""

from __future__ import annotations

from . import configuration, files, pki, system  # noqa: F401  (they register their commands)
from .engine import ACTIONS, SESSION_ACTIONS, Action

__all__ = ["ACTIONS", "SESSION_ACTIONS", "Action"]
