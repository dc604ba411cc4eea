#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_workspace
short_description: Make, build, submit, abandon, roll back and rebase workspaces of Arista CloudVision
description:
  - Brings a workspace into the wanted state, waits for it, and tells what came of it.
  - A build that fails fails the task, with the results of each device in RV(build).
  - A submission builds first where that is necessary, and returns the change controls that it made.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
attributes:
  check_mode:
    support: full
    details:
      - Where a build is to be predicted, what the workspace holds is built in a scratch workspace that is abandoned
        afterwards.
      - Of a workspace that does not exist yet nothing can be predicted but that it changes; a warning says so.
  diff_mode:
    support: full
    details: Shows the state, and before a build what the workspace changes of the mainline.
options:
  state:
    description:
      - V(created) makes the workspace, or gives it another name and description.
      - V(built) builds it, unless its last build was a success and still holds.
      - V(submitted) builds where necessary, and submits. One that is submitted already is left as it is.
      - V(abandoned) drops it. One that does not exist is as good as abandoned.
      - V(rolled_back) undoes a submitted one.
      - V(rebased) puts its changes on top of the mainline, where that has changed since.
    type: str
    choices: [created, built, submitted, abandoned, rolled_back, rebased]
    default: created
  workspace_id:
    description:
      - Id of the workspace, any text that no other has.
      - Without it, the open workspace called O(name) is meant. V(created) makes one with an id of its own.
    type: str
  name:
    description: Name that people see. The default for a new workspace is its id.
    type: str
  description:
    description: Description that people see.
    type: str
  rebase:
    description: With V(built) and V(submitted), rebase first where that is necessary.
    type: bool
    default: false
  sync_retries:
    description:
      - With V(submitted), how often to rebase, build and submit again when somebody else has submitted meanwhile what
        this workspace changes, too.
      - With V(0), a workspace that needs a rebase is not submitted, so that nothing is submitted but what was built.
    type: int
    default: 5
  force:
    description: Submit even when CloudVision's checks object, such as devices that do not stream.
    type: bool
    default: false
  wait:
    description: Whether to wait for the end. V(false) is possible for V(built) and V(rebased).
    type: bool
    default: true
seealso:
  - module: aerie.arista.cloudvision_change_control
  - module: aerie.arista.cloudvision_configlet
"""

EXAMPLES = r"""
- name: Make a workspace
  aerie.arista.cloudvision_workspace:
    name: New VLANs
  register: workspace

- name: Build it, and show what it changes
  aerie.arista.cloudvision_workspace:
    workspace_id: "{{ workspace.workspace_id }}"
    state: built
  diff: true

- name: Submit it
  aerie.arista.cloudvision_workspace:
    workspace_id: "{{ workspace.workspace_id }}"
    state: submitted
  register: submitted

- name: Undo it
  aerie.arista.cloudvision_workspace:
    workspace_id: "{{ workspace.workspace_id }}"
    state: rolled_back
"""

RETURN = r"""
changed:
  description: Whether anything was done, or would be.
  returned: always
  type: bool
state:
  description:
    - The state of the workspace, V(pending), V(submitted), V(abandoned), V(rolled_back), V(conflicts) or V(absent).
  returned: success
  type: str
steps:
  description: What was done, or would be, in order.
  returned: success
  type: list
  elements: str
  sample: [built, submitted]
workspace_id:
  description: Id of the workspace.
  returned: when it is known
  type: str
workspace:
  description: The workspace as CloudVision shows it.
  returned: when it exists
  type: dict
change_control_ids:
  description: Ids of the change controls that submission and rollback made.
  returned: when the workspace exists
  type: list
  elements: str
build:
  description: Results of the build.
  returned: after a build, also one that failed
  type: dict
  contains:
    build_id:
      description: Its id.
      type: str
      returned: always
    state:
      description: V(success), V(fail), V(canceled), V(in_progress) or V(skipped).
      type: str
      returned: always
    errors:
      description: What failed before it came to the devices.
      type: list
      elements: str
      returned: always
    devices:
      description:
        - For each device C(device_id), C(hostname), C(state), C(stage), C(errors), C(warnings), C(added_lines),
          C(deleted_lines) and C(changed_lines).
      type: list
      elements: dict
      returned: always
request_id:
  description: Id of the request.
  returned: with O(wait=false)
  type: str
msg:
  description: What went wrong, in a sentence that names the workspace, the cause and a way out.
  returned: failure
  type: str
"""
