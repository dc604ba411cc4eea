# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the connections that run modules of arista.eos."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  eos_use_sessions:
    description: Let C(arista.eos) modules configure through configuration sessions.
    type: bool
    default: true
    env:
      - name: ANSIBLE_EOS_USE_SESSIONS
    vars:
      - name: ansible_eos_use_sessions
"""
