# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: config_diff
short_description: Compare two configurations as trees
description:
  - Compares a running configuration with an intended one, section by section. It ignores indentation and the order of
    lines, except in sections such as access lists, where the order matters.
  - Lines are compared as text, so the intended configuration must have the format in which EOS prints it. To predict a
    change on the switch, use the check mode of M(aerie.arista.eapi_config).
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
positional: intended
options:
  _input:
    description: The running configuration, as C(show running-config) prints it.
    type: str
    required: true
  intended:
    description: The whole intended configuration.
    type: str
    required: true
  ignore_lines:
    description: Regular expressions, or whole lines. Matching lines and the lines below them are ignored.
    type: list
    elements: str
    default: []
seealso:
  - plugin: aerie.arista.config_contains
    plugin_type: test
  - module: aerie.arista.eapi_config
"""

EXAMPLES = r"""
- name: Compare the running with the intended configuration
  ansible.builtin.debug:
    msg: "{{ running | aerie.arista.config_diff(intended, ignore_lines=['^ntp ']) }}"
  vars:
    running: |
      hostname leaf1
      ntp server 192.0.2.1
      interface Ethernet1
         mtu 9214
    intended: |
      hostname leaf1
      interface Ethernet1
         description uplink
         mtu 9214
  # msg:
  #   equal: false
  #   missing: "interface Ethernet1\n   description uplink\n"
  #   extra: ""
  #   moved: ""
"""

RETURN = r"""
_value:
  description: The difference.
  type: dict
  contains:
    equal:
      description: Whether the configurations are equal.
      type: bool
      sample: false
    missing:
      description: Lines that are missing in the running configuration, below the headers of their sections.
      type: str
      sample: "interface Ethernet1\n   description uplink\n"
    extra:
      description: Lines that only the running configuration has.
      type: str
      sample: ""
    moved:
      description: Entries in another order, in sections where the order matters.
      type: str
      sample: ""
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of, text_of
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.compare import compare
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config


def config_diff(running: t.Any, intended: t.Any, ignore_lines: t.Any = ()) -> dict[str, t.Any]:
    """Compare; see the documentation."""
    ignored = [ignore_lines] if isinstance(ignore_lines, str) else list(ignore_lines)
    return compare(
        Config.parse(text_of(running, "the running configuration")),
        Config.parse(text_of(intended, "intended")),
        ignored,
    ).as_dict()


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Any]:
        """By name."""
        return {"config_diff": filter_of("config_diff", config_diff)}
