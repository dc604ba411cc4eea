#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_configlet
short_description: Manage static configlets of Arista CloudVision and their assignments
description:
  - Creates, changes and deletes static configlets, from files or text, and the tree of assignments that applies them to
    devices.
  - Compares texts by their digest, so one call checks thousands of configlets.
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
  configlets:
    description: The configlets.
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
        description:
          - A file with the text. The search path is that of M(ansible.builtin.copy). For templates, use a lookup in
            O(configlets[].body).
        type: str
  assignments:
    description:
      - The assignments, each a mapping with C(name) or C(id), C(description), C(query) (such as C(site:zurich AND
        role:leaf)), C(configlets) (names or ids, in the order in which they are applied), C(match_policy) (V(match_all)
        or V(match_first)) and C(children), a list of further assignments.
      - Assignments in this list become roots of the tree, unless they already have a place in it.
      - Keys that are left out of an assignment are not changed.
    type: list
    elements: dict
    default: []
  new_roots:
    description:
      - Where new roots of the tree stand. Configlets of roots further down are applied later, and can override those
        above.
      - With V(first), everything that is there already can override what is new, as it does after C(cv_deploy) of
        C(arista.avd).
    type: str
    choices: [first, last]
    default: last
  state:
    description:
      - V(merged) creates missing objects and changes those that differ. Missing items are added to lists of configlets
        and children.
      - V(replaced) sets these lists exactly, and removes assignments that are then no longer in the tree.
      - V(deleted) deletes the configlets, and the assignments with all assignments below them, and removes all
        references to them.
      - V(validated) changes nothing. CloudVision builds the configlets for O(devices) in a scratch workspace, which is
        then abandoned, and the task fails if a device would reject them, or cannot be asked. They stand behind
        everything else that a device gets, whether or not configlets with these names exist.
    type: str
    choices: [merged, replaced, deleted, validated]
    default: merged
  devices:
    description: With V(validated), the devices, by id, hostname or FQDN.
    type: list
    elements: str
    default: []
notes:
  - The guide is C(docs/cloudvision-workflows.md) in the collection.
seealso:
  - module: aerie.arista.cloudvision_workspace
"""

EXAMPLES = r"""
- name: Assign the same name servers to all leaves of a site
  aerie.arista.cloudvision_configlet:
    configlets:
      - name: dns
        src: configlets/dns.cfg
    assignments:
      - name: zurich
        query: site:zurich
        children:
          - name: zurich-leaves
            query: role:leaf
            configlets: [dns]

- name: Find out whether a switch would take a configlet
  aerie.arista.cloudvision_configlet:
    state: validated
    configlets:
      - name: dns
        src: configlets/dns.cfg
    devices: [leaf1]

- name: Delete the configlet
  aerie.arista.cloudvision_configlet:
    state: deleted
    configlets:
      - name: dns
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
  returned: when a workspace of its own, of check mode, or of V(validated) was built
  type: dict
  sample: {"state": success, "devices": [{"device_id": SN0123456789, "hostname": leaf1, "errors": []}]}
msg:
  description: The error, with the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
