# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The configuration commands: the modes, and what each line does to the configuration's tree."""

from __future__ import annotations

from . import api, features, filters, interfaces, routing, ssl_profiles, system  # noqa: F401  (they register)
from .engine import CONFIG, MODES, Frame, Mode, Rule

__all__ = ["CONFIG", "MODES", "Frame", "Mode", "Rule"]

# The tables add to the modes of the others.
features.register()
