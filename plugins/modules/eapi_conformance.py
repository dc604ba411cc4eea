#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_conformance
short_description: Judge on a switch what this collection assumes of EOS
description:
  - Compares a switch with the table of what this collection assumes of EOS, such as HTTP status codes, error codes, the
    keys of models, and how configuration sessions behave.
  - Writes a bundle with the requests and replies, in which names, addresses, serial numbers, users, keys, hashes and
    free text are replaced. Read it before you send it with a report.
  - Use the role P(aerie.arista.conformance#role) for a table and an HTML page about many switches.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
attributes:
  check_mode:
    support: full
    details: The level is V(read), and no file is written.
  diff_mode:
    support: none
options:
  level:
    description:
      - What may be sent.
      - V(read) sends commands that read, and requests to the API that fail, among them one login and one request of a
        user that does not exist. Nothing changes on the switch but its log.
      - V(session) also opens configuration sessions, and aborts each of them.
      - V(commit) also commits one session with a timer of a minute, and aborts it at once. It gives a description to a
        loopback interface that does not exist. O(confirm_commit) must be set as well.
    type: str
    choices: [read, session, commit]
    default: read
  confirm_commit:
    description: Confirms the level V(commit).
    type: bool
    default: false
  bundle_folder:
    description:
      - The bundle is written below this folder on the controller, as C(HOST/conformance-MODEL-EOS.json) with the mode
        0600.
      - Without this option there is no bundle.
    type: str
  fail_on_difference:
    description: Fail the task if an assumption differs.
    type: bool
    default: false
seealso:
  - module: aerie.arista.cloudvision_conformance
  - module: aerie.arista.eapi_test
"""

EXAMPLES = r"""
- name: Judge a switch, and change nothing
  aerie.arista.eapi_conformance:
    bundle_folder: "{{ inventory_dir }}/conformance"
  become: true
  register: judged

- name: Show what differs
  ansible.builtin.debug:
    msg: "{{ judged.rows | selectattr('result', 'equalto', 'differs') }}"

- name: Judge configuration sessions as well
  aerie.arista.eapi_conformance:
    level: session
  become: true

- name: Judge the commit timer as well, on a switch in a lab
  aerie.arista.eapi_conformance:
    level: commit
    confirm_commit: true
  become: true
"""

RETURN = r"""
rows:
  description: The assumptions, in the order of the table.
  returned: always
  type: list
  elements: dict
  contains:
    id:
      description: Name of the assumption.
      type: str
      sample: commit-timer-state
    assumption:
      description: The assumption.
      type: str
      sample: Until it is confirmed, the list of sessions names it.
    result:
      description: V(holds), V(differs), V(unknown) for what the release does not know, or V(skipped).
      type: str
      sample: holds
    details:
      description: What differs, or why it is unknown or skipped.
      type: list
      elements: str
    used_by:
      description: What of the collection depends on it.
      type: list
      elements: str
    source:
      description: Where it was read or seen.
      type: str
summary:
  description: How many assumptions there are, and how many have each result.
  returned: always
  type: dict
  sample: {total: 90, holds: 84, differs: 0, unknown: 0, skipped: 6}
model:
  description: The switch's model.
  returned: always
  type: str
  sample: DCS-7050SX3-48YC8
release:
  description: The switch's EOS.
  returned: always
  type: str
  sample: 4.33.2F
level:
  description: The level that was taken.
  returned: always
  type: str
  sample: read
bundle:
  description: File of the bundle.
  returned: with O(bundle_folder), not in check mode
  type: str
  sample: /srv/conformance/leaf1/conformance-DCS-7050SX3-48YC8-4.33.2F.json
"""
