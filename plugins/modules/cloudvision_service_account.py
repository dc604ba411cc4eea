#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_service_account
short_description: Manage service accounts of Arista CloudVision
description:
  - Creates, changes and deletes service accounts.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
options:
  name:
    description: Name of the account.
    type: str
    required: true
  state:
    description: V(absent) deletes the account and all its tokens.
    type: str
    choices: [present, absent]
    default: present
  description:
    description: Description, for people.
    type: str
  roles:
    description: Names of all roles of the account, in any order.
    type: list
    elements: str
  status:
    description: Whether the account may be used. A new account is enabled.
    type: str
    choices: [enabled, disabled]
  allow_token_refresh:
    description: Whether the account may renew its own tokens.
    type: bool
notes:
  - The guide is C(docs/cloudvision-workflows.md) in the collection.
seealso:
  - module: aerie.arista.cloudvision_service_account_token
"""

EXAMPLES = r"""
- name: Create an account for Ansible
  aerie.arista.cloudvision_service_account:
    name: ansible
    description: Runs playbooks
    roles: [network-admin]
"""

RETURN = r"""
changed:
  description: Whether the account was changed, or in check mode would be.
  returned: always
  type: bool
  sample: true
account:
  description: The account, with C(name), C(description), C(roles), C(status) and C(allow_token_refresh).
  returned: with O(state=present)
  type: dict
  sample: {"name": ansible, "roles": [network-operator], "status": enabled, "allow_token_refresh": false}
msg:
  description: The error, with the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
