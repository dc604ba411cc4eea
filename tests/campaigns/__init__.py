# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Long runs of random events against a lab, each with rules that must hold. A short one is part of the tests."""
