#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_configlet
short_description: Static configlets of Arista CloudVision, and their assignment to devices
description:
  - Makes and deletes static configlets, from files or text, and the tree of assignments that gives them to devices.
  - Texts are compared by their digest, so thousands of configlets are looked at with one call.
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
  configlets:
    description: The configlets.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name that people see. The default is O(configlets[].id).
        type: str
      id:
        description: Id. The default is that of the configlet of this name, or for a new one the name.
        type: str
      description:
        description: Description that people see.
        type: str
      body:
        description: The text.
        type: str
      src:
        description:
          - A file with the text, found as M(ansible.builtin.copy) finds it. For templates, use a lookup in
            O(configlets[].body).
        type: str
  assignments:
    description:
      - The assignments, each a mapping with C(name) or C(id), C(description), C(query) (such as C(site:zurich AND
        role:leaf)), C(configlets) (names or ids, in the order in which they are applied), C(match_policy)
        (V(match_all) or V(match_first)) and C(children), a list of more of them.
      - Those in this list are roots of the tree, unless they hang elsewhere in it already.
      - What is left out of an assignment stays as it is.
    type: list
    elements: dict
    default: []
  state:
    description:
      - V(merged) makes what is missing and changes what differs. Lists of configlets and children gain what they lack.
      - V(replaced) makes these lists exactly what is given, and removes assignments that fall out of the tree thereby.
      - V(deleted) removes the configlets, and the assignments with all below them; nothing refers to them any more.
    type: str
    choices: [merged, replaced, deleted]
    default: merged
seealso:
  - module: aerie.arista.cloudvision_workspace
"""

EXAMPLES = r"""
- name: Give all leaves of a site the same name servers
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

- name: Take the configlet away
  aerie.arista.cloudvision_configlet:
    state: deleted
    configlets:
      - name: dns
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
