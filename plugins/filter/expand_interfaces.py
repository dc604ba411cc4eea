# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: expand_interfaces
short_description: Expand ranges of interfaces
description:
  - Converts V(Ethernet1-3,5,Po1) to a sorted list of names without duplicates. Each number may be a range, as in
    V(Ethernet1-2/1-4) or V(Ethernet1.10-12).
  - Expands short names of EOS, such as V(Et) and V(Po). A number without a name has the type before it.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
options:
  _input:
    description: A range, or a list of names and ranges.
    type: raw
    required: true
seealso:
  - plugin: aerie.arista.compress_interfaces
    plugin_type: filter
"""

EXAMPLES = r"""
- name: List the members of a port channel
  ansible.builtin.debug:
    msg: "{{ 'Et1-2,49/1-2' | aerie.arista.expand_interfaces }}"
  # msg: [Ethernet1, Ethernet2, Ethernet49/1, Ethernet49/2]
"""

RETURN = r"""
_value:
  description: The names.
  type: list
  elements: str
  sample: [Ethernet1, Ethernet2, Ethernet49/1, Ethernet49/2]
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ranges import expand_interfaces


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Any]:
        """By name."""
        return {"expand_interfaces": filter_of("expand_interfaces", expand_interfaces)}
