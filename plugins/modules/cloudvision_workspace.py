#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_workspace
short_description: Create, build, submit, abandon, roll back and rebase workspaces of Arista CloudVision
description:
  - Brings a workspace to the requested state, waits for it, and returns the result.
  - If a build fails, the task fails, with the results of each device in RV(build).
  - Builds before a submission if necessary, and returns the change controls that the submission created.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: full
    details:
      - To predict a build, the contents of the workspace are built in a scratch workspace, which is then abandoned.
      - For a workspace that does not exist yet, the task predicts only that it changes, with a warning.
  diff_mode:
    support: full
    details: Shows the state, and before a build the changes of the workspace to the mainline.
options:
  state:
    description:
      - V(created) creates the workspace, or changes its name and description.
      - V(built) builds it, unless its last build succeeded and is still valid.
      - V(submitted) builds it if necessary, and submits it. A workspace that is already submitted is not changed.
      - V(abandoned) abandons it. A workspace that does not exist counts as abandoned.
      - V(rolled_back) rolls back a submitted workspace.
      - V(rebased) rebases its changes onto the mainline, if that has changed since.
    type: str
    choices: [created, built, submitted, abandoned, rolled_back, rebased]
    default: created
  workspace_id:
    description:
      - Id of the workspace, any unique text.
      - Without it, the open workspace with O(name) is used. V(created) creates one with a generated id.
    type: str
  name:
    description: Display name. The default for a new workspace is its id.
    type: str
  description:
    description: Description, for people.
    type: str
  rebase:
    description: With V(built) and V(submitted), rebase first if necessary.
    type: bool
    default: false
  sync_retries:
    description:
      - With V(submitted), how often to rebase, build and submit again if somebody else has meanwhile submitted a change
        of the same objects.
      - With V(0), a workspace that needs a rebase is not submitted, so only the build that was checked can be
        submitted.
    type: int
    default: 5
  force:
    description: Submit even if checks of CloudVision fail, such as for devices that do not stream.
    type: bool
    default: false
  wait:
    description: Whether to wait for completion. V(false) is permitted for V(built) and V(rebased).
    type: bool
    default: true
notes:
  - The guide is C(docs/cloudvision-workflows.md) in the collection.
seealso:
  - module: aerie.arista.cloudvision_change_control
  - module: aerie.arista.cloudvision_configlet
"""

EXAMPLES = r"""
- name: Create a workspace
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

- name: Roll it back
  aerie.arista.cloudvision_workspace:
    workspace_id: "{{ workspace.workspace_id }}"
    state: rolled_back
"""

RETURN = r"""
changed:
  description: Whether anything was changed, or in check mode would be.
  returned: always
  type: bool
  sample: true
state:
  description:
    - The state of the workspace, V(pending), V(submitted), V(abandoned), V(rolled_back), V(conflicts) or V(absent).
  returned: success
  type: str
  sample: submitted
steps:
  description: The steps that were done, or in check mode would be, in order.
  returned: success
  type: list
  elements: str
  sample: [built, submitted]
workspace_id:
  description: Id of the workspace.
  returned: when it is known
  type: str
  sample: 4f0c5e1a-7d5b-4c1e-9b5e-2f6a3c9d8e7b
workspace:
  description: The workspace as CloudVision shows it.
  returned: when it exists
  type: dict
  sample: {"key": {"workspaceId": 4f0c5e1a}, "displayName": "VLAN 110", "state": PENDING}
change_control_ids:
  description: Ids of the change controls created by submission and rollback.
  returned: when the workspace exists
  type: list
  elements: str
  sample: [9KfFzX3rb]
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
      description: Errors of the build before its device stages.
      type: list
      elements: str
      returned: always
    devices:
      description:
        - For each device C(device_id), C(hostname), C(state), C(stage), C(skipped) (why its configuration was
          not validated), C(errors), C(warnings), C(image) (a new one), C(added_lines), C(deleted_lines) and
          C(changed_lines).
      type: list
      elements: dict
      returned: always
request_id:
  description: Id of the request.
  returned: with O(wait=false)
  type: str
  sample: submit-1
msg:
  description: The error, with the workspace, the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
