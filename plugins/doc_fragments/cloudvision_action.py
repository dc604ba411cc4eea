# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attributes of every action over CloudVision."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in check mode, which predicts the changes and makes none.
  diff_mode:
    description: Returns the change, or in check mode the predicted change, as a diff.
  platform:
    description: The supported system.
    support: full
    platforms: CloudVision
  action_group:
    description: Use C(group/aerie.arista.cloudvision) in C(module_defaults) to set defaults for it.
    support: full
    membership:
      - aerie.arista.cloudvision
requirements:
  - grpcio >= 1.81.1
  - protobuf >= 6.33.6, < 8
  - cloudvision >= 1.34.1
notes:
  - Runs over P(aerie.arista.cloudvision#connection).
  - The action plugin does all work on the controller.
"""
