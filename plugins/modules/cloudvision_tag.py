#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_tag
short_description: Tags of devices and interfaces in Arista CloudVision
description:
  - Makes and deletes tags, and assigns them to devices and interfaces, in a workspace.
  - The tags that CloudVision makes itself are left alone.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
  - aerie.arista.cloudvision_workflow.edit
attributes:
  check_mode:
    support: full
    details: Builds in a scratch workspace, where the change is made in a workspace of its own (O(check_mode_build)).
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
        description: Label, what stands in front of the colon.
        type: str
        required: true
      value:
        description: Value. Without it, O(state=deleted) means every value of the label.
        type: str
      element_type:
        description:
          - What the tag is for. The default is what it is assigned to, or V(device); both with O(state=deleted).
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
      - V(merged) makes tags and assignments that are missing.
      - V(replaced) besides takes all other values of these labels from the devices and interfaces that are named.
      - V(deleted) takes the tags from the devices and interfaces that are named. A tag without any is deleted
        altogether.
    type: str
    choices: [merged, replaced, deleted]
    default: merged
seealso:
  - module: aerie.arista.cloudvision_workspace
"""

EXAMPLES = r"""
- name: Say where a switch stands, and nowhere else
  aerie.arista.cloudvision_tag:
    state: replaced
    tags:
      - label: site
        value: zurich
        devices: [leaf1, leaf2]

- name: Make a workspace
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
  description: Whether anything was changed, or would be.
  returned: always
  type: bool
workspace_id:
  description: Id of the workspace that the change was made in.
  returned: when there is one
  type: str
change_control_ids:
  description: Ids of the change controls that came of the submission.
  returned: when a workspace of its own was submitted
  type: list
  elements: str
build:
  description: Results of the build, as M(aerie.arista.cloudvision_workspace) returns them.
  returned: when a workspace of its own, or of check mode, was built
  type: dict
msg:
  description: What went wrong, in a sentence that names the cause and a way out.
  returned: failure
  type: str
"""
