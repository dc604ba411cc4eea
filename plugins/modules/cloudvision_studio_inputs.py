#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_studio_inputs
short_description: Inputs of studios of Arista CloudVision
description:
  - Sets and deletes the inputs of a studio at a path.
  - What is there is looked for in the workspace, then among what the workspace has removed, then in the mainline.
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
  studio:
    description: Id of the studio.
    type: str
    required: true
  path:
    description:
      - Path of the inputs, a list of elements or text with slashes between them, such as V(devices/0/inputs). Elements
        are names, numbers, or keys such as C([ip=192.0.2.1]).
      - Without it, all inputs of the studio are meant.
    type: raw
  inputs:
    description: The value of the path, of any type.
    type: raw
  state:
    description:
      - V(merged) merges mappings into those that are there; everything else replaces.
      - V(replaced) makes the path hold exactly the O(inputs).
      - V(deleted) deletes what is at the path.
    type: str
    choices: [merged, replaced, deleted]
    default: merged
notes:
  - Inputs are shown in diffs. Where they hold secrets, set C(no_log) or C(diff=false).
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
