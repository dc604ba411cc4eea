#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ssl_client_certificate
short_description: Create a user's client certificate for eAPI on the controller
description:
  - Creates a key and a certificate, signed by your own authority, with which a user logs in to eAPI without a password.
  - EOS reads the user's name and privilege from the certificate's common name, C(USER PRIVILEGE), and does not ask
    RADIUS or TACACS+. A switch trusts the authority if C(trust certificate) of eAPI's SSL profile names the authority's
    certificate.
  - The module replaces the certificate and its key if the certificate expires soon, has another user or privilege, or
    was signed by another authority.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
attributes:
  check_mode:
    description: Can run in check mode, which predicts the changes and makes none.
    support: full
    details:
      - If the files of the authority are missing, the prediction assumes that an earlier task of the play creates them.
  diff_mode:
    description: Returns the change, or in check mode the predicted change, as a diff.
    support: full
  platform:
    description: The supported platform.
    support: full
    platforms: posix
options:
  user:
    description: Name of the user.
    type: str
    required: true
  privilege:
    description: Privilege of the user on the switch, from 1 to 15. Configuration changes need 15.
    type: int
    default: 1
  cert_path:
    description: File of the certificate, PEM, for C(ansible_eapi_client_cert).
    type: str
    required: true
  key_path:
    description:
      - File of the key, PEM and not encrypted, for C(ansible_eapi_client_key). Only its owner can read it.
    type: str
    required: true
  ca:
    description: The authority that signs the certificate, created by M(aerie.arista.ssl_authority) or other tools.
    type: dict
    required: true
    suboptions:
      cert_path:
        description: File of the authority's certificate, PEM.
        type: str
        required: true
      key_path:
        description: File of the authority's key, PEM.
        type: str
        required: true
      key_passphrase:
        description: Passphrase of the key, if it is encrypted.
        type: str
  validity:
    description: Days for which a new certificate is valid. It never outlasts the authority's own certificate.
    type: int
    default: 365
  renew_before:
    description:
      - How long before it expires to replace the certificate, such as V(30d), V(2w) or V(12h).
      - A bare number means days.
    type: str
    default: 30d
  key_type:
    description: Type of the key. Not all releases of EOS support keys of type V(ec).
    type: str
    choices: [rsa, ec]
    default: rsa
  key_size:
    description:
      - Size of the key in bits. RSA keys have V(2048), V(3072) or V(4096), EC keys V(256), V(384) or V(521).
      - The default is V(3072) for RSA, V(256) for EC.
    type: int
notes:
  - The guide is C(docs/certificates.md) in the collection.
  - Runs on the controller and needs no connection. Any host can have the task.
  - Relative paths are relative to the playbook's folder.
  - Hosts of a play that name the same files share these files.
requirements:
  - cryptography (on the controller; ansible-core depends on it)
seealso:
  - module: aerie.arista.ssl_authority
  - module: aerie.arista.ssl_profile
"""

EXAMPLES = r"""
- name: Create a certificate for the user netops
  aerie.arista.ssl_client_certificate:
    user: netops
    privilege: 15
    cert_path: ~/pki/netops.pem
    key_path: ~/pki/netops.key
    ca:
      cert_path: ~/pki/ca.pem
      key_path: ~/pki/ca.key
      key_passphrase: "{{ lookup('ansible.builtin.env', 'CA_PASSPHRASE', default=undef(hint='Set CA_PASSPHRASE.')) }}"
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
  description: Common name, from which the switch reads user and privilege.
  returned: success
  type: str
  sample: netops 15
certificate:
  description: The certificate, PEM.
  returned: when there is one; in check mode, the one that is there now
  type: str
  sample: "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n"
subject:
  description: Subject of the certificate.
  returned: when there is a certificate
  type: str
  sample: CN=netops 15
issuer:
  description: Issuer of the certificate.
  returned: when there is a certificate
  type: str
  sample: CN=Switches of example.com
not_after:
  description: Time at which it expires, UTC.
  returned: when there is a certificate
  type: str
  sample: "2027-11-22T08:12:44Z"
days_left:
  description: Whole days until it expires.
  returned: when there is a certificate
  type: int
  sample: 365
sha256:
  description: SHA-256 fingerprint of the certificate.
  returned: when there is a certificate
  type: str
  sample: 5f1c9a0e0b7c2f9d1a4f0f5d8b6a3c2e7d9b1a0c4e6f8a2b3c5d7e9f1a3b5c7d
reason:
  description: Reason of the change.
  returned: changed
  type: str
  sample: it expires at 2026-12-01T08:12:44Z
"""
