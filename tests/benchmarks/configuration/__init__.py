# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The benchmark of configurations: reading and comparing them, and entering them on switches (see ../run.py)."""
