#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ssl_authority
short_description: Create a certificate authority in two files on the controller
description:
  - Creates the key and the certificate of an authority, which signs certificates of switches
    (M(aerie.arista.ssl_certificate)) and of their users (M(aerie.arista.ssl_client_certificate)).
  - Renews the certificate before it expires, with the same key, so that certificates signed by the authority stay
    valid.
  - Never overwrites the files of another authority.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
attributes:
  check_mode:
    description: Can run in check mode, which predicts the changes and makes none.
    support: full
  diff_mode:
    description: Returns the change, or in check mode the predicted change, as a diff.
    support: full
  platform:
    description: The supported platform.
    support: full
    platforms: posix
options:
  cert_path:
    description: File of the certificate, PEM.
    type: str
    required: true
  key_path:
    description: File of the key, PEM (PKCS 8). Only its owner can read it.
    type: str
    required: true
  key_passphrase:
    description:
      - Passphrase that encrypts the key. An existing unencrypted key is encrypted with it.
      - A new key needs it. V("") is for a key that is not encrypted, which anyone who can read the file can use.
    type: str
  common_name:
    description: Common name of the authority.
    type: str
    required: true
  organization:
    description: Organization of the authority.
    type: str
  validity:
    description: Days for which a new certificate is valid.
    type: int
    default: 3650
  renew_before:
    description:
      - How long before it expires to renew the certificate, such as V(90d), V(8w) or V(12h).
      - A bare number means days.
    type: str
    default: 90d
  key_type:
    description: Type of a new key. Not all releases of EOS support keys of type V(ec).
    type: str
    choices: [rsa, ec]
    default: rsa
  key_size:
    description:
      - Size of a new key in bits. RSA keys have V(2048), V(3072) or V(4096), EC keys V(256), V(384) or V(521).
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
  - module: aerie.arista.ssl_client_certificate
  - module: aerie.arista.ssl_certificate
"""

EXAMPLES = r"""
- name: Create an authority for the switches of this site
  aerie.arista.ssl_authority:
    cert_path: ~/pki/ca.pem
    key_path: ~/pki/ca.key
    key_passphrase: "{{ lookup('ansible.builtin.env', 'CA_PASSPHRASE', default=undef(hint='Set CA_PASSPHRASE.')) }}"
    common_name: Switches of example.com
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
cert_path:
  description: File of the certificate.
  returned: success
  type: str
  sample: /home/ansible/pki/ca.pem
key_path:
  description: File of the key.
  returned: success
  type: str
  sample: /home/ansible/pki/ca.key
certificate:
  description: The certificate, PEM.
  returned: when there is one; in check mode, the one that is there now
  type: str
  sample: "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n"
subject:
  description: Subject of the certificate.
  returned: when there is a certificate
  type: str
  sample: CN=Switches of example.com
issuer:
  description: Issuer of the certificate.
  returned: when there is a certificate
  type: str
  sample: CN=Switches of example.com
not_after:
  description: Time at which it expires, UTC.
  returned: when there is a certificate
  type: str
  sample: "2036-11-19T08:12:44Z"
days_left:
  description: Whole days until it expires.
  returned: when there is a certificate
  type: int
  sample: 3650
sha256:
  description: SHA-256 fingerprint of the certificate.
  returned: when there is a certificate
  type: str
  sample: 5f1c9a0e0b7c2f9d1a4f0f5d8b6a3c2e7d9b1a0c4e6f8a2b3c5d7e9f1a3b5c7d
reason:
  description: Reason of the change.
  returned: changed
  type: str
  sample: it does not exist
"""
