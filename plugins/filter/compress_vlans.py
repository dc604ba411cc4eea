# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: compress_vlans
short_description: Compress VLANs to ranges
description:
  - Converts a list of VLANs to the short form of EOS, such as V(10,20-22).
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
options:
  _input:
    description: A list of numbers and ranges, or text.
    type: raw
    required: true
seealso:
  - plugin: aerie.arista.expand_vlans
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Format the allowed VLANs of a trunk
  ansible.builtin.debug:
    msg: "switchport trunk allowed vlan {{ [22, 10, 20, 21] | aerie.arista.compress_vlans }}"
  # msg: switchport trunk allowed vlan 10,20-22
"""

RETURN = r"""
_value:
  description: The ranges.
  type: str
  sample: 10,20-22
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ranges import compress_vlans


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Any]:
        """By name."""
        return {"compress_vlans": filter_of("compress_vlans", compress_vlans)}
