# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option of the modules that show a change."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  show_secrets:
    description:
      - Show the secrets in commands, diffs and errors. They are masked otherwise.
      - Passwords of the connection, cookies, tokens and what is typed after a command (C(input)) are never shown.
      - It counts for nothing in jobs of AWX, and a warning says so.
    type: bool
    default: false
    version_added: 0.1.0
"""
