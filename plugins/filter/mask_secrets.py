# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: mask_secrets
short_description: Mask the secrets of a configuration
description:
  - Puts C(<removed>) in the place of each secret in a configuration, a difference or commands, as the modules of this
    collection do in what they show about a change. Hashes, reversible forms and SNMP communities count as secrets.
  - What is not certain counts as a secret, to the end of the line.
  - Characters that terminals obey, such as escape sequences, are removed.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
options:
  _input:
    description: A text, or a list or mapping of texts. In a mapping, fields such as C(password) are masked as a whole.
    type: raw
    required: true
seealso:
  - plugin: aerie.arista.config_diff
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show a configuration without secrets
  ansible.builtin.debug:
    msg: "{{ running | aerie.arista.mask_secrets }}"
  vars:
    running: |
      hostname leaf1
      snmp-server community public ro
      username ops privilege 15 secret sha512 $6$salt$hash
  # msg: |
  #   hostname leaf1
  #   snmp-server community <removed> ro
  #   username ops privilege 15 secret sha512 <removed>
"""

RETURN = r"""
_value:
  description: The same without secrets.
  type: raw
  sample: "snmp-server community <removed> ro"
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import printable_data
from ansible_collections.aerie.arista.plugins.plugin_utils.common.masking import masked_data


def _mask(value: t.Any) -> t.Any:
    return printable_data(masked_data(value))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Any]:
        """By name."""
        return {"mask_secrets": filter_of("mask_secrets", _mask)}
