#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_conformance
short_description: Judge on a CloudVision what this collection assumes of it
description:
  - Compares a CloudVision with the table of what this collection assumes of it, such as the fields of its resources,
    filters, batches, and the states of a workspace.
  - Writes a bundle with the requests and replies, in which names, addresses, serial numbers, users, keys, hashes and
    free text are replaced. Read it before you send it with a report.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
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
      - V(read) reads resources. Nothing changes.
      - V(workspace) also creates a workspace, sets tags in it, builds it, and abandons it. Nothing of it reaches the
        mainline.
    type: str
    choices: [read, workspace]
    default: read
  bundle_folder:
    description:
      - The bundle is written below this folder on the controller, as C(HOST/conformance-CloudVision-current.json) with
        the mode 0600.
      - Without this option there is no bundle.
    type: str
  fail_on_difference:
    description: Fail the task if an assumption differs.
    type: bool
    default: false
seealso:
  - module: aerie.arista.eapi_conformance
"""

EXAMPLES = r"""
- name: Judge CloudVision, and change nothing
  aerie.arista.cloudvision_conformance:
    bundle_folder: "{{ inventory_dir }}/conformance"

- name: Judge workspaces as well
  aerie.arista.cloudvision_conformance:
    level: workspace
    fail_on_difference: true
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
      sample: cv-workspace-pending
    assumption:
      description: The assumption.
      type: str
      sample: It becomes pending, and takes changes from then on.
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
  sample: {total: 18, holds: 16, differs: 0, unknown: 0, skipped: 2}
model:
  description: V(CloudVision).
  returned: always
  type: str
  sample: CloudVision
release:
  description: V(current); CloudVision names no release.
  returned: always
  type: str
  sample: current
level:
  description: The level that was taken.
  returned: always
  type: str
  sample: read
bundle:
  description: File of the bundle.
  returned: with O(bundle_folder), not in check mode
  type: str
  sample: /srv/conformance/cvaas/conformance-CloudVision-current.json
"""
