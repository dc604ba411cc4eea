# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: file_name
short_description: Make the name of a file from any name
description:
  - Returns the name under which the modules of this collection keep the file of a host, without its suffix.
  - The result never leaves its folder, and is never hidden or an option of a command. Other characters than letters,
    digits and C(_.:@-) become C(_), and so do a dot and a hyphen at the beginning.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
options:
  _input:
    description: A name, such as that of a host.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show the name of a host's backup
  ansible.builtin.debug:
    msg: "{{ name | aerie.arista.file_name }}.cfg"
  vars:
    name: ../leaf 1
  # msg: _._leaf_1.cfg
"""

RETURN = r"""
_value:
  description: The name of a file, at most 200 characters long.
  type: str
  sample: leaf1
"""

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.jinja import filter_of
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import file_name_of


def _file_name(value: t.Any) -> str:
    return file_name_of(str(value))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Any]:
        """By name."""
        return {"file_name": filter_of("file_name", _file_name)}
