#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudvision_service_account_token
short_description: Tokens of service accounts of Arista CloudVision
description:
  - Makes, rotates and revokes tokens of service accounts.
  - CloudVision tells a new token once. It goes into the registered result or into a private file (O(dest)). Ansible
    shows nothing of a result that holds a token, at no verbosity.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_action
  - aerie.arista.cloudvision_workflow
attributes:
  check_mode:
    support: full
    details: Makes no token, so there is none in the result.
  diff_mode:
    support: full
    details: Names tokens by their ids.
options:
  state:
    description:
      - V(present) makes a token unless the account has one of this description that lives for longer than
        O(renew_before).
      - V(rotated) makes a new token in any case.
      - V(absent) revokes the tokens of the account and description, all tokens of the account, or the one of
        O(token_id).
      - V(refreshed) renews the token that the connection itself uses, where its account may do that.
    type: str
    choices: [present, rotated, absent, refreshed]
    default: present
  account:
    description: Name of the service account.
    type: str
  description:
    description: Description of the token, which tells it from the account's others.
    type: str
  token_id:
    description: Id of a token, for O(state=absent).
    type: str
  valid_for:
    description:
      - How long a new token lives, such as V(365d) or V(12h). A bare number means seconds.
      - The default is CloudVision's.
    type: str
  renew_before:
    description: With O(state=present), make a new token when the present one has less than this left, such as V(30d).
    type: str
  revoke:
    description:
      - Revoke the tokens that a new one replaces, as soon as it is there.
      - The token that the play itself calls with is never revoked.
    type: bool
    default: true
  dest:
    description:
      - File on the controller to write a new token to, with mode 0600. The result does not hold the token then.
      - The file suits C(ansible_cloudvision_token_file).
      - With O(state=present), a file that is empty or does not exist gets a new token in any case, since CloudVision
        does not tell an old one again.
    type: path
seealso:
  - module: aerie.arista.cloudvision_service_account
"""

EXAMPLES = r"""
- name: Make an account
  aerie.arista.cloudvision_service_account:
    name: ansible
    roles: [network-admin]

- name: Keep a token that is good for a month at least
  aerie.arista.cloudvision_service_account_token:
    account: ansible
    description: playbooks
    valid_for: 365d
    renew_before: 30d
    dest: secrets/cloudvision.token

- name: Make a new one now, and use it in later tasks
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
  description: Whether a token was made or revoked, or would be.
  returned: always
  type: bool
token:
  description: The new token. It is registered, and shown nowhere.
  returned: when one was made, without O(dest)
  type: str
dest:
  description: The file that holds the new token.
  returned: when one was made, with O(dest)
  type: str
token_info:
  description: The token, with C(id), C(account), C(description) and C(valid_until).
  returned: with O(state=present) and O(state=rotated), outside check mode or where there is one already
  type: dict
revoked:
  description: Ids of the tokens that were revoked, or would be.
  returned: when a token is made or revoked
  type: list
  elements: str
msg:
  description: What went wrong, in a sentence.
  returned: failure
  type: str
"""
