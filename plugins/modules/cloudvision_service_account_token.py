#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_service_account_token
short_description: Manage tokens of service accounts of Arista CloudVision
description:
  - Creates, rotates and revokes tokens of service accounts.
  - CloudVision returns a new token only once. The module returns it in the registered result, or writes it to a private
    file (O(dest)). Ansible never displays a result that has a token, at any verbosity.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
attributes:
  check_mode:
    support: full
    details: Creates no token, so the result has none.
  diff_mode:
    support: full
    details: Shows the ids of tokens.
options:
  state:
    description:
      - V(present) creates a token unless the account has one with this description that is valid for longer than
        O(renew_before).
      - V(rotated) always creates a new token.
      - V(absent) revokes the tokens of the account with the description, all tokens of the account, or the token
        O(token_id).
      - V(refreshed) renews the token that the connection uses, if its account permits it.
    type: str
    choices: [present, rotated, absent, refreshed]
    default: present
  account:
    description: Name of the service account.
    type: str
  description:
    description: Description of the token, which distinguishes it from other tokens of the account.
    type: str
  token_id:
    description: Id of a token, for O(state=absent).
    type: str
  valid_for:
    description:
      - How long a new token is valid, such as V(365d) or V(12h). A bare number means seconds.
      - The default is CloudVision's.
    type: str
  renew_before:
    description:
      - With O(state=present), create a new token if the present one is valid for less than this, such as V(30d).
    type: str
  revoke:
    description:
      - Revoke the replaced tokens as soon as the new token exists.
      - The token that the connection uses is never revoked.
    type: bool
    default: true
  dest:
    description:
      - File on the controller to which to write a new token, with mode 0600. The result then does not have the token.
      - Use the file as C(ansible_cloudvision_token_file).
      - With O(state=present), a new token is always created if the file is empty or does not exist, because CloudVision
        does not return an existing token again.
    type: path
notes:
  - The guide is C(docs/cloudvision-workflows.md) in the collection.
seealso:
  - module: aerie.arista.cloudvision_service_account
"""

EXAMPLES = r"""
- name: Create an account
  aerie.arista.cloudvision_service_account:
    name: ansible
    roles: [network-admin]

- name: Ensure a token that is valid for at least a month
  aerie.arista.cloudvision_service_account_token:
    account: ansible
    description: playbooks
    valid_for: 365d
    renew_before: 30d
    dest: secrets/cloudvision.token

- name: Create a new token now, and use it in later tasks
  aerie.arista.cloudvision_service_account_token:
    account: ansible
    description: playbooks
    state: rotated
  register: made

- name: Revoke the tokens of a description
  aerie.arista.cloudvision_service_account_token:
    account: ansible
    description: playbooks
    state: absent
"""

RETURN = r"""
changed:
  description: Whether a token was created or revoked, or in check mode would be.
  returned: always
  type: bool
  sample: true
token:
  description: The new token. It is registered, and never displayed.
  returned: when one was made, without O(dest)
  type: str
  sample: a-token-that-is-shown-once
dest:
  description: The file with the new token.
  returned: when one was made, with O(dest)
  type: str
  sample: /srv/secrets/cloudvision.token
token_info:
  description: The token, with C(id), C(account), C(description) and C(valid_until).
  returned: with O(state=present) and O(state=rotated), outside check mode or where there is one already
  type: dict
  sample: {"id": 4a1b2c3d, "account": ansible, "description": "AWX", "valid_until": "2027-12-31T00:00:00Z"}
revoked:
  description: Ids of the tokens that were revoked, or in check mode would be.
  returned: when a token is made or revoked
  type: list
  elements: str
  sample: [4a1b2c3d]
msg:
  description: The error, with the cause and the remedy.
  returned: failure
  type: str
  sample: "cv (cvp.example.com:443): the device SN123 is not there (NOT_FOUND)."
"""
