#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_resource
short_description: Set or delete any resource of Arista CloudVision
description:
  - Sets or deletes resources of any model of CloudVision's Resource APIs that can be set, such as V(tag.v2.TagConfig)
    or V(inventory.v1.DeviceOnboardingConfig); one, or thousands in few calls.
  - Set merges. A field that is not given stays as it is. Maps merge entry by entry, and C({}) clears one. Lists
    replace.
  - What is there is read first, so nothing is sent that changes nothing, and check mode tells what a run would do.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
attributes:
  check_mode:
    support: full
    details: With O(wait=true), check mode does not wait.
  diff_mode:
    support: full
options:
  model:
    description:
      - Name of the model. The page C(docs/cloudvision-models.md) lists all of them with their keys.
      - Those that can be set have names that end with C(Config).
    type: str
    required: true
  state:
    description:
      - With V(absent) the resources are deleted.
      - What lives in workspaces and is to vanish from the mainline is not deleted, but set with C(remove=true) in a
        workspace; deleting its resource there undoes the workspace's change alone.
    type: str
    choices: [present, absent]
    default: present
  key:
    description:
      - Key of one resource, a mapping.
      - The mainline of what lives in workspaces has the C(workspace_id) C("").
    type: dict
  keys:
    description: Keys of many resources, instead of O(key).
    type: list
    elements: dict
  values:
    description: The fields of the resource of O(key), or of each of O(keys). A field that is C(null) is left out.
    type: dict
    default: {}
  resources:
    description:
      - Many resources, instead of O(key), O(keys) and O(values). Each is a mapping of its fields with the C(key) among
        them, as M(aerie.arista.cloudvision_resource_info) returns them.
      - With O(state=absent) their keys alone count.
    type: list
    elements: dict
  wait:
    description:
      - Follow the state model (such as V(tag.v2.Tag) of V(tag.v2.TagConfig)) until it agrees with the resources in the
        fields that both models have.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait, at most.
    type: float
    default: 60
  timeout:
    description: Seconds for each call. The default is that of the connection (C(ansible_cloudvision_timeout)).
    type: float
seealso:
  - plugin: aerie.arista.cloudvision
    plugin_type: connection
  - module: aerie.arista.cloudvision_resource_info
"""

EXAMPLES = r"""
- name: Onboard a device and wait until CloudVision has taken it up
  aerie.arista.cloudvision_resource:
    model: inventory.v1.DeviceOnboardingConfig
    key:
      request_id: onboard-leaf1
    values:
      hostname_or_ip: 192.0.2.11
      device_type: eos
    wait: true

- name: Assign a tag to many devices in a workspace
  aerie.arista.cloudvision_resource:
    model: tag.v2.TagAssignmentConfig
    keys: "{{ devices.resources | map(attribute='key') | map('combine', tag) }}"
    wait: true
  vars:
    tag:
      workspace_id: ws-1
      element_type: device
      label: site
      value: zurich

- name: Withdraw them
  aerie.arista.cloudvision_resource:
    model: tag.v2.TagAssignmentConfig
    state: absent
    key:
      workspace_id: ws-1
      element_type: device
      label: site
      value: zurich
      device_id: JPE12345678
"""

RETURN = r"""
changed:
  description: Whether anything was set or deleted, or would be.
  returned: always
  type: bool
resources:
  description: The resources as they are afterwards (in check mode, as they would be), in the order of the task.
  returned: with O(state=present)
  type: list
  elements: dict
resource:
  description: The one of them, where O(key) or a single resource was given.
  returned: with O(state=present)
  type: dict
keys_changed:
  description: The keys of those that were set or deleted, or would be.
  returned: success
  type: list
  elements: dict
states:
  description: What the state model shows.
  returned: with O(wait=true), outside check mode
  type: list
  elements: dict
failures:
  description: What CloudVision refused, with C(key) and C(error). The others were set or deleted.
  returned: when some of many failed
  type: list
  elements: dict
differences:
  description: What the state model does not show yet, with C(key) and C(differences).
  returned: when the wait was over before it did
  type: list
  elements: dict
msg:
  description: What went wrong, in a sentence that names CloudVision, the cause and a way out.
  returned: failure
  type: str
code:
  description: Name of the gRPC status.
  returned: when CloudVision refused a call
  type: str
  sample: PERMISSION_DENIED
nearest:
  description: The names that come near to one that does not exist.
  returned: for an unknown model, field or value of an enum
  type: list
  elements: str
"""
