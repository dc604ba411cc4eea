# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attributes of every action over eAPI."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in check mode, which predicts the changes and makes none.
  diff_mode:
    description: Returns the change, or in check mode the predicted change, as a diff.
  platform:
    description: The supported network operating system.
    support: full
    platforms: eos
  action_group:
    description: Use C(group/aerie.arista.eapi) in C(module_defaults) to set defaults for it.
    support: full
    membership:
      - aerie.arista.eapi
notes:
  - Runs over P(aerie.arista.eapi#connection), or over P(ansible.netcommon.httpapi#connection) with
    C(ansible_network_os=aerie.arista.eapi).
  - The action plugin does all work on the controller.
"""
