# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The benchmark: one command on many switches, by Ansible over four ways and by plain Python clients (see run.py)."""
