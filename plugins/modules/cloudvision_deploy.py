#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_deploy
short_description: Deploy a fabric through Arista CloudVision, from files to the completed change control
description:
  - Brings the configurations of many devices, their tags, and inputs of studios into CloudVision in one workspace,
    builds it, submits it, and follows its change control.
  - Takes a folder of configurations, the output of AVD (C(arista.avd)) as it stands, or data.
  - Compares everything with what CloudVision has. If nothing differs, the task creates no workspace and changes
    nothing.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
  - aerie.arista.cloudvision_workflow.edit
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: full
    details:
      - Builds the change in a scratch workspace, which is then abandoned (O(check_mode_build)), and returns the results
        for each device. Devices to be onboarded are not onboarded, and so not built.
  diff_mode:
    support: full
options:
  path:
    description:
      - A folder. With the folders C(intended/configs) and C(intended/structured_configs), it is the output of AVD.
        Otherwise it holds configurations, in files named C(HOST.cfg).
      - From a structured configuration, the task takes its C(metadata) - serial number, system MAC address, tags, and
        whether the device is deployed, and what the studio C(studio-avd-pathfinder-metadata) takes of a CV Pathfinder
        router (C(cv_pathfinder)).
      - The search path of all files and folders is that of M(ansible.builtin.copy).
    type: str
  configs:
    description: The folder of configurations, if it is not the one in O(path).
    type: str
  structured_configs:
    description: The folder of structured configurations (C(HOST.yml) or C(HOST.json)), if it is not the one in O(path).
    type: str
  hosts:
    description: The devices to deploy, by the names of their files. The default is all that the folders have files for.
    type: list
    elements: str
  devices:
    description: Devices as data. What is given here overrides what the files say of a device with this name.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Hostname.
        type: str
        required: true
      device_id:
        description: Serial number. It, the system MAC address or the name finds the device, in this order.
        type: str
        aliases: [serial_number]
      system_mac_address:
        description: System MAC address.
        type: str
      address:
        description:
          - Name or IP address at which CloudVision reaches the device. A device that is not in the inventory is
            onboarded there, and the task waits until it streams.
        type: str
      config:
        description:
          - Configuration, as text. Without it and O(devices[].src), the configlet of the device is not changed.
        type: str
      src:
        description: A file with the configuration.
        type: str
      tags:
        description: Tags of the device.
        type: list
        elements: dict
        suboptions:
          label:
            description: Label.
            type: str
            required: true
            aliases: [name]
          value:
            description: Value.
            type: str
            required: true
      interface_tags:
        description: Tags of its interfaces.
        type: list
        elements: dict
        suboptions:
          interface:
            description: Name of the interface.
            type: str
            required: true
          tags:
            description: Tags of the interface.
            type: list
            elements: dict
            required: true
            suboptions:
              label:
                description: Label.
                type: str
                required: true
                aliases: [name]
              value:
                description: Value.
                type: str
                required: true
  skip_missing_devices:
    description: Whether to leave out devices that are not in CloudVision's inventory. Otherwise they are an error.
    type: bool
    default: false
  accept:
    description:
      - Whether to accept the devices into the Inventory & Topology Studio, and to keep their hostname, MAC address and
        model there up to date. Studios configure only devices that this studio has.
    type: bool
    default: true
  strict_tags:
    description:
      - Whether to remove all other tags of users from these devices and their interfaces.
      - By default, only other values of the labels that the task assigns are removed from the devices that have tags.
    type: bool
    default: false
  container:
    description:
      - The assignment that holds the devices' configlets. It is created as the first root of the tree, so all other
        assignments can override it. Assignments of other devices in it are not changed.
    type: str
    default: AVD Configurations
  configlet_name:
    description: Names of the devices' configlets, with C(${hostname}).
    type: str
    default: AVD-${hostname}
  configlets:
    description: Further configlets, as in M(aerie.arista.cloudvision_configlet).
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Display name. The default is O(configlets[].id).
        type: str
      id:
        description: Id. The default is the id of the configlet with this name; for a new configlet, its name.
        type: str
      description:
        description: Description, for people.
        type: str
      body:
        description: The text.
        type: str
      src:
        description: A file with the text.
        type: str
  assignments:
    description:
      - Further assignments, as in M(aerie.arista.cloudvision_configlet) with its C(state=replaced). The lists of
        configlets and children that are given are set exactly. New roots come first.
    type: list
    elements: dict
    default: []
  manifest:
    description:
      - Further configlets and assignments in the form of AVD's C(cv_deploy_static_config_manifest), with the ids that
        AVD gives them.
    type: dict
  studio_inputs:
    description: Inputs of studios.
    type: list
    elements: dict
    default: []
    suboptions:
      studio:
        description: Id of the studio.
        type: str
        required: true
      path:
        description: Path of the inputs, as in M(aerie.arista.cloudvision_studio_inputs).
        type: raw
      inputs:
        description: The value at the path, of any type.
        type: raw
        required: true
      state:
        description: V(merged) merges mappings with the present ones; V(replaced) sets the path exactly.
        type: str
        choices: [merged, replaced]
        default: merged
  build_warnings:
    description: Whether warnings of the build become warnings of the task. The results of the devices have them anyway.
    type: bool
    default: true
  suppress_build_warnings:
    description: Warnings of the build to leave out, as regular expressions that match a warning as a whole.
    type: list
    elements: str
    default: []
  change_control:
    description:
      - What becomes of the change control of the submission. Without this option, or with its state V(found), it waits
        for an approval.
      - A submission that changes the configuration of no device has none.
      - If nothing differs, and the state is not V(found), the change controls that earlier runs of the task have left
        unfinished on its devices are brought to this state. The task finds them by O(change_control.name) or
        O(workspace_name). It fails if the last one failed or was stopped, because the devices may lack the change.
    type: dict
    suboptions:
      state:
        description:
          - V(approved) approves it, V(scheduled) approves it and sets its start time, V(started) approves and starts
            it, and V(completed) also waits for its end. The task fails if the change control failed or was stopped.
        type: str
        choices: [found, approved, scheduled, started, completed]
        default: found
      name:
        description: Its name.
        type: str
      description:
        description: Its description.
        type: str
      notes:
        description: Notes for the approval, the schedule and the start.
        type: str
      schedule_at:
        description: Start time (ISO 8601; UTC unless it has another offset), with V(scheduled).
        type: str
      override:
        description: Approve even if CloudVision's validation failed. The notes say why.
        type: bool
        default: false
seealso:
  - module: aerie.arista.cloudvision_configlet
  - module: aerie.arista.cloudvision_change_control
"""

EXAMPLES = r"""
- name: Show what a deployment of AVD's output would change
  aerie.arista.cloudvision_deploy:
    path: fabric
  check_mode: true
  diff: true

- name: Deploy the output of AVD, and wait for the end of the change
  aerie.arista.cloudvision_deploy:
    path: fabric
    skip_missing_devices: true
    workspace_name: Fabric of Zurich
    change_control:
      name: Fabric of Zurich
      state: completed

- name: Deploy two devices from data, and leave the approval to somebody else
  aerie.arista.cloudvision_deploy:
    devices:
      - name: leaf1
        config: |
          hostname leaf1
          ntp server 192.0.2.1
        tags:
          - {label: role, value: leaf}
      - name: leaf2
        src: leaf2.cfg
        tags:
          - {label: role, value: leaf}
        interface_tags:
          - interface: Ethernet1
            tags:
              - {label: link, value: uplink}
    strict_tags: true
"""

RETURN = r"""
changed:
  description: Whether anything was changed, or in check mode would be.
  returned: always
  type: bool
  sample: true
devices:
  description: What became of each device, in the order of the task; also after a build that failed.
  returned: when the devices are known
  type: list
  elements: dict
  contains:
    device:
      description: Its name.
      type: str
      returned: always
    device_id:
      description: Its serial number.
      type: str
      returned: always
    state:
      description:
        - V(built), V(failed), V(unchanged), V(skipped) (it is not deployed, not in the inventory, or does not stream),
          or V(unknown) (it was not built).
      type: str
      returned: always
    reason:
      description: Why it was skipped, failed or is unknown.
      type: str
      returned: always
    errors:
      description: Errors of the build.
      type: list
      elements: str
      returned: always
    warnings:
      description: Warnings of the build.
      type: list
      elements: str
      returned: always
    added_lines:
      description: How many lines its configuration gains.
      type: int
      returned: always
    deleted_lines:
      description: How many lines its configuration loses.
      type: int
      returned: always
    changed_lines:
      description: How many lines of its configuration change.
      type: int
      returned: always
workspace_id:
  description: Id of the workspace of the change.
  returned: when there is one
  type: str
  sample: 4f0c5e1a-7d5b-4c1e-9b5e-2f6a3c9d8e7b
build:
  description: Results of the build, as M(aerie.arista.cloudvision_workspace) returns them.
  returned: after a build, also one that failed
  type: dict
  sample: {"state": success, "devices": [{"device_id": SN0123456789, "hostname": leaf1, "errors": []}]}
change_control_ids:
  description: Ids of the change controls created by the submission.
  returned: when the workspace was submitted
  type: list
  elements: str
  sample: [9KfFzX3rb]
change_controls:
  description: The change controls after the task, as M(aerie.arista.cloudvision_change_control) returns them.
  returned: with O(change_control), if the submission has any
  type: list
  elements: dict
  sample: [{"id": 9KfFzX3rb, "status": completed, "approved": true}]
change_control:
  description: The change control, if there is only one; also after it failed.
  returned: with O(change_control), when there is one
  type: dict
  sample: {"id": 9KfFzX3rb, "status": completed, "approved": true}
missing:
  description: Names of the devices that are not in CloudVision's inventory.
  returned: when they are the failure
  type: list
  elements: str
  sample: [leaf3]
msg:
  description: The error, with the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
