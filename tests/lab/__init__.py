# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab: an embedded network of EOS switches that answer eAPI (see README.md)."""

from __future__ import annotations
