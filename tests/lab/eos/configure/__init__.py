# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The configuration commands: the modes, and what each line does to the configuration's tree."""

from __future__ import annotations

from . import api, filters, interfaces, management, mlag, routing, services, ssl_profiles, system  # noqa: F401  (they register)
from .engine import CONFIG, MODES, Frame, Mode, Rule

__all__ = ["CONFIG", "MODES", "Frame", "Mode", "Rule"]
