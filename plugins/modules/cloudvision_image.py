#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_image
short_description: Manage software images in Arista CloudVision and their assignment to devices
description:
  - Downloads images and extensions from Arista's site into CloudVision (C(softwaremanagement.v1)), waits until they can
    be used, and deletes them.
  - Assigns images, streaming agents and extensions to devices, in the inputs of the Software Management Studio. The
    build of the workspace validates them for each device, and its change control installs them.
  - Image bundles of Network Provisioning, and the upload of a local file, have no Resource API and are not supported.
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
      - Downloads nothing. Builds the assignments in a scratch workspace if the task creates its own workspace
        (O(check_mode_build)) and the files are there already.
  diff_mode:
    support: full
options:
  files:
    description: The files. They belong to no workspace, so they are downloaded and deleted at once.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the file, with its suffix C(.swi), C(.swix) or C(.rpm).
        type: str
        required: true
      uri:
        description:
          - Where Arista's site has the file, if CloudVision does not have it yet.
          - The default is taken from CloudVision's list of releases (C(softwaremanagement.v1.Releases)), by the name.
        type: str
      reboot_required:
        description: Whether a device must reload to take the file. It always must for an image.
        type: bool
  assignments:
    description: Which devices have which software. Values that are left out are not changed.
    type: list
    elements: dict
    default: []
    suboptions:
      devices:
        description:
          - Devices, by id, hostname or FQDN. One of O(assignments[].devices) and O(assignments[].query) is required.
        type: list
        elements: str
      query:
        description: A query for devices by tags, such as V(site:zurich AND role:leaf). It identifies the assignment.
        type: str
      image:
        description: Name of the image, C(.swi).
        type: str
      streaming_agent:
        description: Name of the extension with TerminAttr, or V("") for the one in the image.
        type: str
      extensions:
        description: Names of the other extensions.
        type: list
        elements: str
  state:
    description:
      - V(merged) adds missing files, and gives the devices their software. Other devices keep theirs.
      - V(replaced) does the same, and removes all other assignments.
      - V(deleted) removes the assignments of these devices or queries, then deletes the files. A file that is still
        assigned is not deleted, which is an error.
    type: str
    choices: [merged, replaced, deleted]
    default: merged
  wait:
    description: Whether to wait until files can be used. V(false) is for files alone.
    type: bool
    default: true
seealso:
  - module: aerie.arista.cloudvision_workspace
  - module: aerie.arista.cloudvision_change_control
"""

EXAMPLES = r"""
- name: Download an image, and assign it to two switches
  aerie.arista.cloudvision_image:
    files:
      - name: EOS-4.34.6M.swi
    assignments:
      - devices: [leaf1, leaf2]
        image: EOS-4.34.6M.swi
    wait_timeout: 1800
  register: assigned

- name: Install it
  aerie.arista.cloudvision_change_control:
    workspace: "{{ assigned.workspace_id }}"
    state: completed
    approve: true
    wait_timeout: 3600
  when: assigned.workspace_id is defined

- name: Add a streaming agent to one of them
  aerie.arista.cloudvision_image:
    files:
      - name: TerminAttr-1.40.10-1.swix
    assignments:
      - devices: [leaf1]
        streaming_agent: TerminAttr-1.40.10-1.swix
"""

RETURN = r"""
changed:
  description: Whether anything was changed, or in check mode would be.
  returned: always
  type: bool
  sample: true
files:
  description: The files of O(files), after the task.
  returned: when files are given
  type: list
  elements: dict
  contains:
    name:
      description: Name.
      type: str
      returned: always
    progress:
      description: V(success) if it can be used, V(queued), V(loading), V(validating), V(saving) or V(error).
      type: str
      returned: always
    version:
      description: Release of an image, or version of an extension.
      type: str
      returned: always
    size:
      description: Bytes.
      type: int
      returned: always
    digest:
      description: SHA-512 digest.
      type: str
      returned: always
    reboot_required:
      description: Whether a device must reload to take it.
      type: bool
      returned: always
workspace_id:
  description: Id of the workspace of the assignments.
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
  description: The error, with the file or device, the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
