#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_resource
short_description: Set or delete any resource of Arista CloudVision
description:
  - Sets or deletes resources of any writable model of CloudVision's Resource APIs, such as V(tag.v2.TagConfig) or
    V(inventory.v1.DeviceOnboardingConfig). A task handles one resource, or thousands in few calls.
  - Setting a resource merges. Fields that are not given are not changed. Maps are merged entry by entry, and C({})
    clears a map. Lists are replaced.
  - Reads the present resources first, and sends only changes. Check mode predicts the changes.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: full
    details: Check mode ignores O(wait).
  diff_mode:
    support: full
options:
  model:
    description:
      - Name of the model. The page C(docs/cloudvision-models.md) lists all of them with their keys.
      - Names of writable models end with C(Config).
    type: str
    required: true
  state:
    description:
      - V(absent) deletes the resources.
      - To remove a workspace-based resource from the mainline, do not delete it, but set it with C(remove=true) in a
        workspace. Deleting the resource there only undoes the workspace's change.
    type: str
    choices: [present, absent]
    default: present
  key:
    description:
      - Key of one resource, a mapping.
      - For workspace-based models, the C(workspace_id) of the mainline is C("").
    type: dict
  keys:
    description: Keys of many resources, instead of O(key).
    type: list
    elements: dict
  values:
    description: The fields of the resource of O(key), or of each of O(keys). Fields that are C(null) are ignored.
    type: dict
    default: {}
  resources:
    description:
      - Many resources, instead of O(key), O(keys) and O(values). Each is a mapping of its fields including the C(key),
        as M(aerie.arista.cloudvision_resource_info) returns it.
      - With O(state=absent) only their keys are used.
    type: list
    elements: dict
  wait:
    description:
      - Wait until the state model (such as V(tag.v2.Tag) for V(tag.v2.TagConfig)) equals the resources in the fields
        that both models have. A V(workspace.v1.Workspace) takes changes then.
    type: bool
    default: false
  wait_timeout:
    description: Maximum number of seconds to wait.
    type: float
    default: 60
  timeout:
    description: Seconds for each call. The default is that of the connection (C(ansible_cloudvision_timeout)).
    type: float
notes:
  - The guides are C(docs/cloudvision.md), C(docs/cloudvision-models.md) in the collection.
seealso:
  - plugin: aerie.arista.cloudvision
    plugin_type: connection
  - module: aerie.arista.cloudvision_resource_info
"""

EXAMPLES = r"""
- name: Onboard a device, and wait until CloudVision has processed the request
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

- name: Remove the assignment
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
  description: Whether anything was set or deleted, or in check mode would be.
  returned: always
  type: bool
  sample: true
resources:
  description: The resources after the task (in check mode, as predicted), in the order of the task.
  returned: with O(state=present)
  type: list
  elements: dict
  sample: [{"key": {"device_id": SN0123456789}, "hostname": leaf1}]
resource:
  description: The resource, if O(key) or a single resource was given.
  returned: with O(state=present)
  type: dict
  sample: {"key": {"device_id": SN0123456789}, "hostname": leaf1}
keys_changed:
  description: Keys of the resources that were set or deleted, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample: [{"device_id": SN0123456789}]
states:
  description: The resources of the state model.
  returned: with O(wait=true), outside check mode
  type: list
  elements: dict
  sample: [{"key": {"device_id": SN0123456789}, "hostname": leaf1}]
failures:
  description: The resources that CloudVision refused, with C(key) and C(error). The others were set or deleted.
  returned: when some of many failed
  type: list
  elements: dict
  sample: [{"key": {"device_id": SN0123456789}, "error": "the device does not exist"}]
differences:
  description: Where the state model still differs, with C(key) and C(differences).
  returned: when the wait was over before it did
  type: list
  elements: dict
  sample: [{"key": {"device_id": SN0123456789}, "differences": ["hostname is leaf2, not leaf1"]}]
msg:
  description: The error, with the CloudVision instance, the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
code:
  description: Name of the gRPC status.
  returned: when CloudVision refused a call
  type: str
  sample: PERMISSION_DENIED
nearest:
  description: Names similar to one that does not exist.
  returned: for an unknown model, field or value of an enum
  type: list
  elements: str
  sample: [inventory.v1.Device]
"""
