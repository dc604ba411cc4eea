#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_tag
short_description: Manage tags of devices and interfaces in Arista CloudVision
description:
  - Creates and deletes tags, and assigns them to devices and interfaces, in a workspace.
  - Never changes tags that CloudVision creates itself.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
  - aerie.arista.cloudvision_workflow.edit
attributes:
  check_mode:
    support: full
    details: Builds the change in a scratch workspace if the task creates its own workspace (O(check_mode_build)).
  diff_mode:
    support: full
options:
  tags:
    description: The tags.
    type: list
    elements: dict
    required: true
    suboptions:
      label:
        description: Label, the part before the colon.
        type: str
        required: true
      value:
        description: Value. Without it, O(state=deleted) means every value of the label.
        type: str
      element_type:
        description:
          - Type of element of the tag. The default is the type to which it is assigned, else V(device); with
            O(state=deleted), both.
        type: str
        choices: [device, interface]
      devices:
        description: The devices that have the tag, by id, hostname or FQDN.
        type: list
        elements: str
      interfaces:
        description: The interfaces that have the tag.
        type: list
        elements: dict
        suboptions:
          device:
            description: The device, by id, hostname or FQDN.
            type: str
            required: true
          interface:
            description: The interface, such as V(Ethernet1).
            type: str
            required: true
  state:
    description:
      - V(merged) creates missing tags and assignments.
      - V(replaced) also removes all other values of these labels from the named devices and interfaces.
      - V(deleted) removes the tags from the named devices and interfaces. A tag that names none is deleted completely.
    type: str
    choices: [merged, replaced, deleted]
    default: merged
notes:
  - The guide is C(docs/cloudvision-workflows.md) in the collection.
seealso:
  - module: aerie.arista.cloudvision_workspace
"""

EXAMPLES = r"""
- name: Set the site of two switches, and remove other values of site
  aerie.arista.cloudvision_tag:
    state: replaced
    tags:
      - label: site
        value: zurich
        devices: [leaf1, leaf2]

- name: Create a workspace
  aerie.arista.cloudvision_workspace:
    name: New VLANs

- name: Tag an uplink in it
  aerie.arista.cloudvision_tag:
    workspace: New VLANs
    tags:
      - label: role
        value: uplink
        interfaces:
          - device: leaf1
            interface: Ethernet1
"""

RETURN = r"""
changed:
  description: Whether anything was changed, or in check mode would be.
  returned: always
  type: bool
  sample: true
workspace_id:
  description: Id of the workspace of the change.
  returned: when there is one
  type: str
  sample: 4f0c5e1a-7d5b-4c1e-9b5e-2f6a3c9d8e7b
change_control_ids:
  description: Ids of the change controls created by the submission.
  returned: when a workspace of its own was submitted
  type: list
  elements: str
  sample: [9KfFzX3rb]
build:
  description: Results of the build, as M(aerie.arista.cloudvision_workspace) returns them.
  returned: when a workspace of its own, or of check mode, was built
  type: dict
  sample: {"state": success, "devices": [{"device_id": SN0123456789, "hostname": leaf1, "errors": []}]}
msg:
  description: The error, with the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
