#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_service_account
short_description: Service accounts of Arista CloudVision
description:
  - Makes, changes and deletes service accounts.
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
    description: With V(absent) the account is deleted, and all its tokens with it.
    type: str
    choices: [present, absent]
    default: present
  description:
    description: Description that people see.
    type: str
  roles:
    description: Names of the roles, all of them. Their order does not matter.
    type: list
    elements: str
  status:
    description: Whether the account may be used. A new one may.
    type: str
    choices: [enabled, disabled]
  allow_token_refresh:
    description: Whether the account may renew its own tokens.
    type: bool
seealso:
  - module: aerie.arista.cloudvision_service_account_token
"""

EXAMPLES = r"""
- name: Make an account for Ansible
  aerie.arista.cloudvision_service_account:
    name: ansible
    description: Runs playbooks
    roles: [network-admin]
"""

RETURN = r"""
changed:
  description: Whether the account was changed, or would be.
  returned: always
  type: bool
account:
  description: The account, with C(name), C(description), C(roles), C(status) and C(allow_token_refresh).
  returned: with O(state=present)
  type: dict
msg:
  description: What went wrong, in a sentence.
  returned: failure
  type: str
"""
