# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: config_contains
short_description: Test whether a configuration has all lines of another one
description:
  - Compares two configurations as trees. Each line of O(wanted) must be in its section of the configuration, in
    sections where the order matters also in the same order. The configuration may have other lines.
  - A line with V(no) is present only if the configuration shows it.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
positional: wanted
options:
  _input:
    description: The configuration, as C(show running-config) prints it.
    type: str
    required: true
  wanted:
    description: The lines, indented below their sections.
    type: str
    required: true
seealso:
  - plugin: aerie.arista.config_diff
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Check that the uplink is routed
  ansible.builtin.assert:
    that: running is aerie.arista.config_contains(wanted)
  vars:
    running: |
      hostname leaf1
      interface Ethernet1
         mtu 9214
         no switchport
    wanted: |
      interface Ethernet1
         no switchport
"""

RETURN = r"""
_value:
  description: Whether the configuration has all lines.
  type: bool
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of, text_of
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.compare import missing
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config


def config_contains(running: t.Any, wanted: t.Any) -> bool:
    """Compare; see the documentation."""
    candidate = Config.parse(text_of(wanted, "wanted"))
    return not missing(candidate, Config.parse(text_of(running, "the configuration")))


class TestModule:
    """The test."""

    def tests(self) -> dict[str, t.Any]:
        """By name."""
        return {"config_contains": filter_of("config_contains", config_contains)}
