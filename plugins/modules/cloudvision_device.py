#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_device
short_description: Onboard and decommission devices of Arista CloudVision
description:
  - Brings devices into CloudVision's inventory and waits until they stream, or takes them out of it.
  - A device that does not stream in time fails the task, which names it.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
attributes:
  check_mode:
    support: full
    details: Does not wait.
  diff_mode:
    support: full
options:
  devices:
    description:
      - The devices. To onboard one, name or address at which CloudVision reaches it.
      - Otherwise id, hostname, FQDN or address of a device of the inventory.
    type: list
    elements: str
    required: true
  state:
    description:
      - V(onboarded) onboards devices that are not in the inventory, and waits until all of them stream.
      - V(decommissioned) takes devices out of the inventory.
      - V(streaming) waits until devices of the inventory stream.
    type: str
    choices: [onboarded, decommissioned, streaming]
    default: onboarded
  device_type:
    description: How CloudVision reaches the device, V(eos), or a type of third-party devices such as V(snmp).
    type: str
    default: eos
  profile_name:
    description: The TerminAttr profile to onboard with.
    type: str
  device_config:
    description: Options for third-party devices.
    type: dict
    default: {}
  force:
    description: Decommission although tasks of the device are pending or in progress.
    type: bool
    default: false
  wait:
    description: Whether to wait for the end.
    type: bool
    default: true
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

- name: Take one out again
  aerie.arista.cloudvision_device:
    devices: [leaf1]
    state: decommissioned
"""

RETURN = r"""
changed:
  description: Whether a device was onboarded or decommissioned, or would be.
  returned: always
  type: bool
devices:
  description: The devices that are (or were) in the inventory.
  returned: success
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
request_ids:
  description: Id of the request for each device.
  returned: with O(wait=false)
  type: dict
device_id:
  description: The device that does not stream.
  returned: when one does not
  type: str
nearest:
  description: Names that come near to one that does not exist.
  returned: when a device does not exist
  type: list
  elements: str
msg:
  description: What went wrong, in a sentence that names the device, the cause and a way out.
  returned: failure
  type: str
"""
