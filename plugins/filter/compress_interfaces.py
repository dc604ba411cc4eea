# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: compress_interfaces
short_description: Compress interfaces to ranges
description:
  - Converts names of interfaces to the short form of the CLI, such as V(Ethernet1-4,6,Loopback0), in natural order.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
options:
  _input:
    description: A list of names and ranges, or text.
    type: raw
    required: true
seealso:
  - plugin: aerie.arista.expand_interfaces
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Compress a list of interfaces
  ansible.builtin.debug:
    msg: "interface {{ ['Ethernet2', 'Ethernet1', 'Ethernet3', 'Loopback0'] | aerie.arista.compress_interfaces }}"
  # msg: interface Ethernet1-3,Loopback0
"""

RETURN = r"""
_value:
  description: The ranges.
  type: str
  sample: Ethernet1-3,Loopback0
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ranges import compress_interfaces


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Any]:
        """By name."""
        return {"compress_interfaces": filter_of("compress_interfaces", compress_interfaces)}
