#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_device
short_description: Onboard, accept and decommission devices of Arista CloudVision
description:
  - Onboards devices to CloudVision's inventory and waits until they stream, or decommissions them.
  - Accepts devices into the Inventory & Topology Studio, which lets other studios configure them, or removes them
    there.
  - Fails if a device does not stream in time, and names the device.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
  - aerie.arista.cloudvision_workflow.edit
attributes:
  check_mode:
    support: full
    details:
      - Does not wait for devices. With V(accepted) and V(removed), builds the change in a scratch workspace
        (O(check_mode_build)).
  diff_mode:
    support: full
options:
  devices:
    description:
      - The devices. To onboard a device, the name or address at which CloudVision reaches it.
      - Otherwise the id, hostname, FQDN or address of a device in the inventory.
    type: list
    elements: str
    required: true
  state:
    description:
      - V(onboarded) onboards devices that are not in the inventory, and waits until all of them stream.
      - V(decommissioned) removes devices from the inventory.
      - V(streaming) waits until devices are in the inventory and stream.
      - V(accepted) accepts devices of the inventory into the Inventory & Topology Studio, and updates hostname, MAC
        address and model of those that it has. Their interfaces there are not changed.
      - V(removed) removes devices from this studio. They stay in the inventory.
    type: str
    choices: [onboarded, decommissioned, streaming, accepted, removed]
    default: onboarded
  hostnames:
    description:
      - With V(accepted), hostnames for the studio that differ from those in the inventory, by the names in O(devices).
    type: dict
    default: {}
  device_type:
    description: How CloudVision reaches the device, V(eos), or a type of third-party devices such as V(snmp).
    type: str
    default: eos
  profile_name:
    description: Name of the TerminAttr profile for onboarding.
    type: str
  device_config:
    description: Options for third-party devices.
    type: dict
    default: {}
  force:
    description:
      - Decommission even if tasks of the device are pending or in progress.
      - With V(accepted) and V(removed), submit the task's own workspace even if checks of CloudVision fail.
    type: bool
    default: false
  wait:
    description: Whether to wait for completion.
    type: bool
    default: true
notes:
  - The guide is C(docs/cloudvision-workflows.md) in the collection.
seealso:
  - plugin: aerie.arista.cloudvision
    plugin_type: connection
"""

EXAMPLES = r"""
- name: Onboard two switches, and wait until they stream
  aerie.arista.cloudvision_device:
    devices: [leaf1, leaf2]
    wait_timeout: 300
  register: onboarded

- name: Accept them, so that studios configure them
  aerie.arista.cloudvision_device:
    devices: [leaf1, leaf2]
    state: accepted

- name: Decommission one of them
  aerie.arista.cloudvision_device:
    devices: [leaf1]
    state: decommissioned
"""

RETURN = r"""
changed:
  description: Whether a device was onboarded, decommissioned, accepted or removed, or in check mode would be.
  returned: always
  type: bool
  sample: true
devices:
  description: The devices, as they are (or were) in the inventory.
  returned: success, but for V(accepted) and V(removed)
  type: list
  elements: dict
  contains:
    device_id:
      description: Serial number.
      type: str
      returned: always
    hostname:
      description: Hostname.
      type: str
      returned: always
    fqdn:
      description: Hostname with its domain.
      type: str
      returned: always
    model_name:
      description: Model.
      type: str
      returned: always
    software_version:
      description: Release.
      type: str
      returned: always
    system_mac_address:
      description: MAC address of the system.
      type: str
      returned: always
    streaming:
      description: Whether it streams.
      type: bool
      returned: always
workspace_id:
  description: Id of the workspace of the change.
  returned: with V(accepted) and V(removed), when there is one
  type: str
  sample: 4f0c5e1a-7d5b-4c1e-9b5e-2f6a3c9d8e7b
change_control_ids:
  description: Ids of the change controls created by the submission.
  returned: with V(accepted) and V(removed), when a workspace of its own was submitted
  type: list
  elements: str
  sample: [9KfFzX3rb]
build:
  description: Results of the build, as M(aerie.arista.cloudvision_workspace) returns them.
  returned: with V(accepted) and V(removed), when a workspace of its own, or of check mode, was built
  type: dict
  sample: {"state": success, "devices": []}
request_ids:
  description: Id of the request for each device.
  returned: with O(wait=false)
  type: dict
  sample: {"SN0123456789": 3c1f6a52-8f0e-4a3d-9c55-4d1e0a7b6c2f}
device_id:
  description: The device that does not stream.
  returned: when one does not
  type: str
  sample: SN0123456789
nearest:
  description: Names similar to one that does not exist.
  returned: when a device does not exist
  type: list
  elements: str
  sample: [SN0123456788]
msg:
  description: The error, with the device, the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
