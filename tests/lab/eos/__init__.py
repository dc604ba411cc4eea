# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""One EOS switch of the lab: its state, its configuration, its CLI and its Command API."""

from __future__ import annotations
