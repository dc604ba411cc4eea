#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fabric_render
short_description: Render the design of a fabric with AVD
description:
  - Renders the configurations, structured configurations and ANTA test catalogs of a fabric from the variables of the
    inventory, as the roles C(eos_designs) and C(eos_cli_config_gen) of Arista's AVD do. It calls pyavd in the task's
    process; the collection C(arista.avd) is not needed.
  - The whole fabric is rendered in one task, because a device's configuration depends on its neighbors.
  - Connects to no switch. The role P(aerie.arista.fabric_deploy#role) puts the files in place.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
attributes:
  check_mode:
    description: Predicts which files would change.
    support: full
  diff_mode:
    description: Would show differences.
    support: none
options:
  configs:
    description:
      - The folder for the configurations, C(HOST.cfg). A relative path starts at the playbook's folder.
    type: str
    required: true
  structured_configs:
    description:
      - The folder for the structured configurations, C(HOST.yml), with tags and serial numbers for
        CloudVision. None are written by default.
    type: str
  catalogs:
    description: The folder for the test catalogs, C(HOST.json). None are written by default.
    type: str
  hosts:
    description: The devices of the fabric. The default is all hosts that the play targets.
    type: list
    elements: str
requirements:
  - pyavd >= 6.4, < 7, on the controller
notes:
  - The files have mode 0600, because configurations hold secrets.
  - Variables that AVD does not know are ignored; those that cannot be templated are left out with a warning.
seealso:
  - module: aerie.arista.eapi_config
  - module: aerie.arista.eapi_test
"""

EXAMPLES = r"""
- name: Render the fabric
  aerie.arista.fabric_render:
    configs: "{{ inventory_dir }}/intended/configs"
    structured_configs: "{{ inventory_dir }}/intended/structured_configs"
    catalogs: "{{ inventory_dir }}/anta/avd_catalogs"
  run_once: true
"""

RETURN = r"""
changed:
  description: Whether a file was written; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
changed_files:
  description: The paths of the files that were written, or would be.
  returned: success
  type: list
  elements: str
  sample: [/home/me/dc1/intended/configs/dc1-leaf1a.cfg]
hosts:
  description: The devices that were rendered.
  returned: success
  type: list
  elements: str
  sample: [dc1-spine1, dc1-leaf1a]
warnings:
  description: Variables that were left out.
  returned: when there are any
  type: list
  elements: str
  sample: ["leaf1: the variable vault_secret cannot be templated, and is left out."]
"""
