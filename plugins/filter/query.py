# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: query
short_description: Query data with JMESPath
description:
  - Applies a JMESPath expression to results of C(eapi_command) and other modules, or to any other data.
  - An invalid expression causes an error with its position. A path that does not exist returns C(null) or, with
    O(required), causes an error with the existing keys.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
positional: expression
requirements:
  - jmespath on the controller
options:
  _input:
    description: The data, such as RV(aerie.arista.eapi_command#module:stdout).
    type: raw
    required: true
  expression:
    description: The JMESPath expression.
    type: str
    required: true
  required:
    description: Fail if the expression finds nothing.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: List the ports that are up
  ansible.builtin.debug:
    msg: "{{ answers | aerie.arista.query(expression) }}"
  vars:
    answers: [{interfaceStatuses: {Ethernet1: {linkStatus: connected}, Ethernet2: {linkStatus: notconnect}}}]
    expression: "[0].interfaceStatuses.*.linkStatus"
  # msg: [connected, notconnect]
"""

RETURN = r"""
_value:
  description: The result of the expression.
  type: raw
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conditions import search


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Any]:
        """By name."""
        return {"query": filter_of("query", search)}
