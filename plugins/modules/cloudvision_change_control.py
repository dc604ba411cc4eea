#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_change_control
short_description: Create, approve, schedule, start, stop and monitor change controls of Arista CloudVision
description:
  - Finds change controls by their id, their name, or the workspace that created them, and brings them to the requested
    state.
  - Approves exactly the version that the task read, so later edits by others are never approved by accident.
  - With V(completed), the task waits for the end of the change control and evaluates its completion reason. The task
    fails if the change control failed or was stopped.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
attributes:
  check_mode:
    support: full
    details: The task predicts success for a change control that does not run yet.
  diff_mode:
    support: full
options:
  change_control_id:
    description:
      - Id of the change control. One of O(change_control_id), O(name) and O(workspace) is required.
      - With V(created), the id may be given beside the name.
    type: str
  name:
    description: Name of the change control. If several have this name, the one that is not completed is used.
    type: str
  workspace:
    description:
      - Id of a submitted workspace. Its change controls are processed one after the other. It is no error if there are
        none.
    type: str
  state:
    description:
      - V(found) only returns them.
      - V(created) builds a change control by hand, of O(stages). If there is one with this O(change_control_id), or one
        with this O(name) that has not run, it gets exactly these stages, which drops an approval if they differ.
      - V(approved) and V(unapproved) approve it or withdraw the approval.
      - V(scheduled) sets the start time, O(schedule_at), and V(unscheduled) removes it.
      - V(started) starts it, without waiting for its end.
      - V(completed) starts it unless it runs, is scheduled or has run, and waits for its end.
      - V(stopped) stops it.
      - V(deleted) deletes it, unless it runs. That it does not exist is no error.
    type: str
    choices: [found, created, approved, unapproved, scheduled, unscheduled, started, completed, stopped, deleted]
    default: found
  stages:
    description:
      - With V(created), the stages, which run one after the other. A list in this list has stages that run at the same
        time.
      - A stage is a mapping with C(name) and C(action), the id or name of an action (such as V(mlaghealthcheck),
        V(reboot), or one of your own), C(device) (id, hostname or FQDN, which becomes the argument C(DeviceID)),
        C(args) (a mapping of texts) and C(timeout) (seconds). Or it has C(name) and C(stages), a list like this one.
      - Actions, and the arguments that they need, are those of C(action.v1.Action).
    type: list
    elements: raw
    default: []
  approve:
    description: With V(scheduled), V(started) and V(completed), approve first if necessary.
    type: bool
    default: false
  override:
    description:
      - Approve although CloudVision's validation failed (RV(change_control.validation_failures)), because a newer
        change control ran on its devices or another one is running there. O(notes) says why.
    type: bool
    default: false
  new_name:
    description:
      - Name to give it, before anything else. That is an edit, which makes a new version and drops an approval.
      - Where no change control is called O(name), the one that is called so already is meant.
    type: str
  description:
    description: Description to give it, which is an edit of one that exists as well.
    type: str
  version:
    description:
      - The version to approve, from RV(change_control.version) of an earlier task. The task fails if the version
        differs.
      - The default is the version that this task reads.
    type: str
  schedule_at:
    description: Start time (ISO 8601; UTC unless it has another offset).
    type: str
  notes:
    description: Notes for the approval, the schedule, the start or the stop.
    type: str
notes:
  - The guide is C(docs/cloudvision-workflows.md) in the collection.
seealso:
  - module: aerie.arista.cloudvision_workspace
"""

EXAMPLES = r"""
- name: Change a configlet, in a workspace that is submitted
  aerie.arista.cloudvision_configlet:
    configlets:
      - name: dns
        body: |
          ip name-server 192.0.2.53
    assignments:
      - name: everywhere
        query: device:*
        configlets: [dns]
  register: submitted

- name: Read the change control of the submission
  aerie.arista.cloudvision_change_control:
    workspace: "{{ submitted.workspace_id }}"
  register: review

- name: Approve exactly that version
  aerie.arista.cloudvision_change_control:
    change_control_id: "{{ review.change_control.id }}"
    state: approved
    version: "{{ review.change_control.version }}"
    notes: Reviewed by the network team

- name: Run it, and wait for its end
  aerie.arista.cloudvision_change_control:
    change_control_id: "{{ review.change_control.id }}"
    state: completed
    wait_timeout: 1800

- name: Build a change control by hand, which reloads one leaf of a pair
  aerie.arista.cloudvision_change_control:
    name: Reload of rack 12
    state: created
    stages:
      - - {action: mlaghealthcheck, device: leaf1}
        - {action: mlaghealthcheck, device: leaf2}
      - {action: reboot, device: leaf1, timeout: 900}
      - {action: mlaghealthcheck, device: leaf1}

- name: Delete it
  aerie.arista.cloudvision_change_control:
    name: Reload of rack 12
    state: deleted
"""

RETURN = r"""
changed:
  description: Whether anything was changed, or in check mode would be.
  returned: always
  type: bool
  sample: true
change_controls:
  description: The change controls in order, after the task.
  returned: success
  type: list
  elements: dict
  sample: [{"id": 9KfFzX3rb, "status": completed, "approved": true}]
change_control:
  description: The change control, if there is only one; also after a failure. A deleted one is returned as it was.
  returned: when there is one
  type: dict
  contains:
    id:
      description: Id.
      type: str
      returned: always
    name:
      description: Name.
      type: str
      returned: always
    status:
      description: V(not_started), V(scheduled), V(running) or V(completed).
      type: str
      returned: always
    approved:
      description: Whether it is approved.
      type: bool
      returned: always
    description:
      description: Description.
      type: str
      returned: always
    validation_failures:
      description: Why CloudVision objects to an approval, such as V(obsoleted) and V(concurrent_execution).
      type: list
      elements: str
      returned: always
    version:
      description: Time of its last edit. An approval applies to this version.
      type: str
      returned: always
    scheduled_at:
      description: Scheduled start time.
      type: str
      returned: always
    completion_reason:
      description: V(success), V(failed) or V(stopped); empty until it is completed.
      type: str
      returned: always
    error:
      description: Error message of CloudVision.
      type: str
      returned: always
    device_ids:
      description: The affected devices.
      type: list
      elements: str
      returned: always
    failures:
      description: The failed actions, with C(stage), C(name), C(device_id) and C(error).
      type: list
      elements: dict
      returned: always
failures:
  description: As RV(change_control.failures).
  returned: when a change control failed
  type: list
  elements: dict
  sample: [{"stage": deploy, "name": Configure leaf1, "device_id": SN0123456789, "error": "the device does not stream"}]
msg:
  description: The error, with the change control, the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
