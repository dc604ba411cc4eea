#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_studio_inputs
short_description: Set inputs of studios of Arista CloudVision
description:
  - Sets and deletes the inputs of a studio at a path.
  - Reads the present inputs from the workspace, then from the removals of the workspace, then from the mainline.
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
    details: Builds the change in a scratch workspace if the task creates its own workspace (O(check_mode_build)).
  diff_mode:
    support: full
options:
  studio:
    description: Id of the studio.
    type: str
    required: true
  path:
    description:
      - Path of the inputs, a list of elements or text with slashes between them, such as V(devices/0/inputs). Elements
        are names, numbers, or keys such as C([ip=192.0.2.1]).
      - The default is the root, which means all inputs of the studio.
    type: raw
  inputs:
    description: The value at the path, of any type.
    type: raw
  state:
    description:
      - V(merged) merges mappings with the present ones; other values are replaced.
      - V(replaced) sets the path exactly to O(inputs).
      - V(deleted) deletes the inputs at the path.
    type: str
    choices: [merged, replaced, deleted]
    default: merged
notes:
  - The guide is C(docs/cloudvision-workflows.md) in the collection.
  - Diffs show inputs, and mask the fields whose names say that they hold secrets. If other fields have secrets, set
    C(no_log) or C(diff=false).
seealso:
  - module: aerie.arista.cloudvision_workspace
"""

EXAMPLES = r"""
- name: Set one input of a studio
  aerie.arista.cloudvision_studio_inputs:
    studio: studio-date-time
    path: [ntp, servers]
    inputs:
      - address: 192.0.2.1
      - address: 192.0.2.2
    state: replaced
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
