#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_resource_info
short_description: Read any resource of Arista CloudVision
description:
  - Reads resources of any model of CloudVision's Resource APIs, such as V(inventory.v1.Device) or V(tag.v2.Tag). A task
    reads one resource by its key, several by their keys, or all that match a filter.
  - Returns plain values. Wrappers are flattened, times are ISO 8601 in UTC, enums are names. Unset fields are omitted.
  - Masks secrets such as C(password).
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
options:
  model:
    description: Name of the model. The page C(docs/cloudvision-models.md) lists all of them with their keys.
    type: str
    required: true
  key:
    description:
      - Key of one resource, a mapping.
      - For workspace-based models, the C(workspace_id) of the mainline is C("").
    type: dict
  keys:
    description: Keys of several resources. They are read in one call if CloudVision supports it.
    type: list
    elements: dict
  filters:
    description:
      - Mappings of fields. A resource matches if all fields of at least one mapping equal its own.
      - Filters compare single values; they cannot have lists or maps.
    type: list
    elements: dict
    default: []
  custom_filter:
    description:
      - Model-specific filter, if the model has one, such as C(include_body) of V(configlet.v1.Configlet).
      - A mapping, or a list of mappings if the model supports several.
    type: raw
  start:
    description:
      - Also return changes from this time (ISO 8601) until now or O(end), in RV(changes).
    type: raw
  end:
    description: Return the state at this time (ISO 8601) instead of the present one.
    type: raw
  timeout:
    description: Seconds for each call. The default is that of the connection (C(ansible_cloudvision_timeout)).
    type: float
notes:
  - The guides are C(docs/cloudvision.md), C(docs/cloudvision-models.md) in the collection.
seealso:
  - plugin: aerie.arista.cloudvision
    plugin_type: connection
  - module: aerie.arista.cloudvision_resource
"""

EXAMPLES = r"""
- name: List the devices that stream
  aerie.arista.cloudvision_resource_info:
    model: inventory.v1.Device
    filters:
      - streaming_status: active
  register: devices

- name: Show their releases
  ansible.builtin.debug:
    msg: "{{ devices.resources | items2dict(key_name='hostname', value_name='software_version') }}"

- name: Read one device
  aerie.arista.cloudvision_resource_info:
    model: inventory.v1.Device
    key:
      device_id: JPE12345678

- name: Read the tags of the mainline as they were on New Year's Eve
  aerie.arista.cloudvision_resource_info:
    model: tag.v2.Tag
    filters:
      - key:
          workspace_id: ""
          element_type: device
    end: "2025-12-31T23:59:59Z"
"""

RETURN = r"""
resources:
  description:
    - The resources, in the order of O(keys) if given. Empty if there are none.
    - With O(start) they are in RV(changes) instead.
  returned: success
  type: list
  elements: dict
  sample:
    - key:
        device_id: JPE12345678
      hostname: leaf1
      streaming_status: STREAMING_STATUS_ACTIVE
resource:
  description: The resource, or C(null) if there is none.
  returned: with O(key), and for models that have no key
  type: dict
  sample: {"key": {"device_id": SN0123456789}, "hostname": leaf1}
missing:
  description: The keys without a resource.
  returned: with O(key) or O(keys), and for models that have no key
  type: list
  elements: dict
  sample: [{"device_id": SN0123456789}]
changes:
  description:
    - The resources at O(start), followed by each change, with C(type) (V(INITIAL), V(UPDATED) or V(DELETED)), C(time)
      and C(resource).
    - An update may have only the key and the changed fields.
  returned: with O(start)
  type: list
  elements: dict
  sample: [{"type": UPDATED, "time": "2027-01-01T06:00:00Z", "resource": {"hostname": leaf1}}]
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
