# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: expand_vlans
short_description: Expand ranges of VLANs
description:
  - Converts V(10,20-22) to a sorted list of numbers without duplicates.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
options:
  _input:
    description: A range such as V(10,20-22), a number, or a list of these.
    type: raw
    required: true
seealso:
  - plugin: aerie.arista.compress_vlans
    plugin_type: filter
"""

EXAMPLES = r"""
- name: List the VLANs that are configured but not wanted
  ansible.builtin.debug:
    msg: "{{ '1,10-12' | aerie.arista.expand_vlans | difference(wanted | aerie.arista.expand_vlans) }}"
  vars:
    wanted: ["1", "10-11"]
  # msg: [12]
"""

RETURN = r"""
_value:
  description: The VLANs.
  type: list
  elements: int
  sample: [10, 20, 21, 22]
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ranges import expand_vlans


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Any]:
        """By name."""
        return {"expand_vlans": filter_of("expand_vlans", expand_vlans)}
