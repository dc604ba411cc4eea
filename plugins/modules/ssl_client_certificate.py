#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ssl_client_certificate
short_description: A user's client certificate for eAPI, in two files on the controller
description:
  - Makes a key and a certificate, signed by an authority of yours, with which a user logs in to eAPI without a
    password.
  - EOS takes the user's name and privilege from the certificate's common name, C(USER PRIVILEGE), without asking RADIUS
    or TACACS+. The switches trust the authority by the C(trust certificate) of the SSL profile that eAPI uses.
  - The certificate is made anew, with a new key, when it expires soon, when the user or the privilege is another, or
    when another authority has signed it.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
attributes:
  check_mode:
    description: Can run in check mode, and says then what a run would do without changing anything.
    support: full
    details: An authority whose files are not there yet is taken for one that a task before this one would make.
  diff_mode:
    description: Returns what changed (or would change) as a diff.
    support: full
  platform:
    description: Where it works.
    support: full
    platforms: posix
options:
  user:
    description: Name of the user.
    type: str
    required: true
  privilege:
    description: Privilege of the user on the switch, from 1 to 15. Configuring needs 15.
    type: int
    default: 1
  cert_path:
    description: File of the certificate, PEM, for C(ansible_eapi_client_cert).
    type: str
    required: true
  key_path:
    description:
      - File of the key, PEM and not encrypted, for C(ansible_eapi_client_key). Nobody but its owner can read it.
    type: str
    required: true
  ca:
    description: The authority that signs it, as M(aerie.arista.ssl_authority) or other tools made it.
    type: dict
    required: true
    suboptions:
      cert_path:
        description: File of its certificate, PEM.
        type: str
        required: true
      key_path:
        description: File of its key, PEM.
        type: str
        required: true
      key_passphrase:
        description: What opens the key, if it is encrypted.
        type: str
  validity:
    description: Days for which a new certificate is valid. It ends with the authority's own at the latest.
    type: int
    default: 365
  renew_before:
    description:
      - How long before its end the certificate is made anew, such as V(30d), V(2w) or V(12h).
      - A bare number means days.
    type: str
    default: 30d
  key_type:
    description: Type of the key. Not all releases of EOS take keys of type V(ec).
    type: str
    choices: [rsa, ec]
    default: rsa
  key_size:
    description: Size of the key in bits. RSA keys have V(2048), V(3072) or V(4096), EC keys V(256), V(384) or V(521).
    type: int
notes:
  - Runs on the controller and needs no connection; it can be a task of any host.
  - Relative paths start at the playbook's folder.
  - Hosts of a play that name the same files share them.
requirements:
  - cryptography (on the controller; ansible-core brings it)
seealso:
  - module: aerie.arista.ssl_authority
  - module: aerie.arista.ssl_profile
"""

EXAMPLES = r"""
- name: Let the user netops log in with a certificate
  aerie.arista.ssl_client_certificate:
    user: netops
    privilege: 15
    cert_path: ~/pki/netops.pem
    key_path: ~/pki/netops.key
    ca:
      cert_path: ~/pki/ca.pem
      key_path: ~/pki/ca.key
      key_passphrase: "{{ lookup('ansible.builtin.env', 'CA_PASSPHRASE') }}"
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
cert_path:
  description: File of the certificate.
  returned: success
  type: str
  sample: /home/ansible/pki/netops.pem
key_path:
  description: File of the key.
  returned: success
  type: str
  sample: /home/ansible/pki/netops.key
common_name:
  description: What the switch reads user and privilege from.
  returned: success
  type: str
  sample: netops 15
certificate:
  description: The certificate, PEM.
  returned: when there is one; in check mode, the one that is there now
  type: str
subject:
  description: Subject of the certificate.
  returned: when there is a certificate
  type: str
  sample: CN=netops 15
issuer:
  description: Who signed it.
  returned: when there is a certificate
  type: str
  sample: CN=Switches of example.com
not_after:
  description: When it expires, UTC.
  returned: when there is a certificate
  type: str
  sample: "2027-11-22T08:12:44Z"
days_left:
  description: Whole days until then.
  returned: when there is a certificate
  type: int
  sample: 365
sha256:
  description: SHA-256 fingerprint of the certificate.
  returned: when there is a certificate
  type: str
reason:
  description: Why something changed.
  returned: changed
  type: str
  sample: it expires at 2026-12-01T08:12:44Z
"""
