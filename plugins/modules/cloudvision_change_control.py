#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_change_control
short_description: Approve, schedule, start, stop and follow change controls of Arista CloudVision
description:
  - Finds change controls by their id, their name, or the workspace that made them, and brings them into the wanted
    state.
  - An approval is for the version that was read, so nobody approves what somebody else has edited meanwhile.
  - With V(completed) a change control is followed to its end and judged by its completion reason. One that failed, or
    that somebody else stopped, fails the task.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
attributes:
  check_mode:
    support: full
    details: The end of a change control that does not run yet is predicted to be a success.
  diff_mode:
    support: full
options:
  change_control_id:
    description: Id of the change control. One of O(change_control_id), O(name) and O(workspace) says which is meant.
    type: str
  name:
    description: Name of the change control. Where several have it, the one that is not completed is meant.
    type: str
  workspace:
    description:
      - Id of a submitted workspace. Its change controls are treated one after the other. That there is none is no
        error.
    type: str
  state:
    description:
      - V(found) only looks.
      - V(approved) and V(unapproved) give and withdraw the approval.
      - V(scheduled) sets the time of the start, O(schedule_at), and V(unscheduled) withdraws it.
      - V(started) starts it and does not wait for its end.
      - V(completed) starts it unless it runs, is scheduled, or has run already, and follows it to its end.
      - V(stopped) stops it.
    type: str
    choices: [found, approved, unapproved, scheduled, unscheduled, started, completed, stopped]
    default: found
  approve:
    description: With V(scheduled), V(started) and V(completed), approve first where that is necessary.
    type: bool
    default: false
  version:
    description:
      - The version that may be approved, from RV(change_control.version) of an earlier task. Another one fails the
        task.
      - Without it, the version is approved that this task reads.
    type: str
  schedule_at:
    description: When to start (ISO 8601; UTC unless it says otherwise).
    type: str
  notes:
    description: Notes for the approval, the schedule, the start or the stop.
    type: str
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

- name: Look at the change control that came of it
  aerie.arista.cloudvision_change_control:
    workspace: "{{ submitted.workspace_id }}"
  register: review

- name: Approve exactly that version
  aerie.arista.cloudvision_change_control:
    change_control_id: "{{ review.change_control.id }}"
    state: approved
    version: "{{ review.change_control.version }}"
    notes: Reviewed by the network team

- name: Run it, and follow it to its end
  aerie.arista.cloudvision_change_control:
    change_control_id: "{{ review.change_control.id }}"
    state: completed
    wait_timeout: 1800
"""

RETURN = r"""
changed:
  description: Whether anything was done, or would be.
  returned: always
  type: bool
change_controls:
  description: The change controls, in their order, as they are afterwards.
  returned: success
  type: list
  elements: dict
change_control:
  description: The one of them, where there is one; also of a failure.
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
    version:
      description: Time of its last edit, which an approval is for.
      type: str
      returned: always
    scheduled_at:
      description: When it is to start.
      type: str
      returned: always
    completion_reason:
      description: V(success), V(failed) or V(stopped); empty until it is completed.
      type: str
      returned: always
    error:
      description: CloudVision's words.
      type: str
      returned: always
    device_ids:
      description: The devices that it concerns.
      type: list
      elements: str
      returned: always
    failures:
      description: What failed, with C(stage), C(name), C(device_id) and C(error).
      type: list
      elements: dict
      returned: always
failures:
  description: As RV(change_control.failures).
  returned: when a change control failed
  type: list
  elements: dict
msg:
  description: What went wrong, in a sentence that names the change control, the cause and a way out.
  returned: failure
  type: str
"""
