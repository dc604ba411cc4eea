#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ssl_profile
short_description: SSL profiles of Arista switches
description:
  - Configures C(ssl profile) under C(management security), through a configuration session with the switch's own diff.
  - Files that are missing, have expired, do not go together, or are in the wrong order are refused before anything is
    changed.
  - Every change is committed with a timer. It stays only if the switch says that the profile is valid and, where the
    API uses the profile, a TLS handshake shows exactly its certificate. Otherwise it is taken back, by the task or by
    the switch itself, and the task says why.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.eapi_endpoint
attributes:
  check_mode:
    support: full
    details:
      - The session is loaded on the switch and aborted, so the prediction is the switch's own.
      - Files that are missing, and users of a profile that is to be removed, are a warning, since tasks before this one
        may be to bring or change them.
  diff_mode:
    support: full
requirements:
  - cryptography, version 42 or newer (on the controller; ansible-core brings it)
options:
  name:
    description: Name of the profile.
    type: str
    required: true
  state:
    description:
      - V(merged) changes what is given; trusted certificates are added to those that are there.
      - V(replaced) makes the profile exactly what is given.
      - V(absent) removes it, which is refused while something on the switch uses it.
    type: str
    choices: [merged, replaced, absent]
    default: merged
  certificate:
    description: Name of the certificate in C(certificate:) that the switch presents. It goes together with O(key).
    type: str
  key:
    description: Name of its key in C(sslkey:).
    type: str
  trust_certificates:
    description:
      - Names of the certificates in C(certificate:) whose holders are trusted as clients, of CAs or of clients
        themselves. V(system) means the CAs that EOS comes with.
    type: list
    elements: str
  chain_certificates:
    description:
      - Names of the certificates in C(certificate:) that are presented after the first one, each the issuer of the one
        before. They are set as a whole, since their order is their meaning.
    type: list
    elements: str
  tls_versions:
    description: TLS versions to allow.
    type: list
    elements: str
  cipher_list:
    description: Ciphers to allow, as OpenSSL writes them.
    type: str
  save:
    description:
      - Whether to copy the running configuration to the startup configuration, V(changed) after a change, V(always)
        whenever the two differ.
    type: str
    choices: [never, changed, always]
    default: never
seealso:
  - module: aerie.arista.ssl_certificate
  - module: aerie.arista.eapi_server
"""

EXAMPLES = r"""
- name: A profile for the API, which trusts clients with certificates of our own CA
  aerie.arista.ssl_profile:
    name: eapi
    certificate: eapi.crt
    key: eapi.key
    trust_certificates: [clients-ca.crt]
    tls_versions: ["1.2"]
    save: changed
  become: true

- name: Go over to a new certificate, and go on with the CA that signed it; or go back
  aerie.arista.ssl_profile:
    name: eapi
    certificate: eapi-2027.crt
    key: eapi-2027.key
    endpoint:
      ca_path: ca/ca-2027.crt
  become: true

- name: Present an intermediate CA's certificate as well
  aerie.arista.ssl_profile:
    name: eapi
    chain_certificates: [intermediate.crt]
  become: true

- name: Remove a profile
  aerie.arista.ssl_profile:
    name: old
    state: absent
  become: true
"""

RETURN = r"""
changed:
  description: Whether the switch's configuration changed, by its own diff, or its startup configuration was saved.
  returned: always
  type: bool
profile:
  description: The profile with the change.
  returned: success
  type: dict
  contains:
    name:
      description: Its name.
      type: str
      returned: always
    state:
      description:
        - V(valid) or V(invalid), as the switch says; V(absent) where there is none.
        - In check mode V(valid), since what is seen to be wrong with it is an error.
      type: str
      returned: always
    errors:
      description: What is wrong with it, in the switch's words.
      type: list
      elements: str
      returned: always
    certificate:
      description: Its certificate.
      type: str
      returned: always
    key:
      description: The name of its key.
      type: str
      returned: always
    trust_certificates:
      description: Its trusted certificates.
      type: list
      elements: str
      returned: always
    chain_certificates:
      description: Its chain.
      type: list
      elements: str
      returned: always
    tls_versions:
      description: The TLS versions that are configured.
      type: list
      elements: str
      returned: always
    cipher_list:
      description: The ciphers that are configured.
      type: str
      returned: always
    used_by_api:
      description: Whether the API uses the profile.
      type: bool
      returned: always
presented:
  description: The certificate that the API presents in a handshake made at the end of the task.
  returned: where the API uses the profile, over https, unless a change was only predicted
  type: dict
  contains:
    subject:
      description: Subject, by RFC 4514.
      type: str
      returned: always
    issuer:
      description: Issuer, by RFC 4514.
      type: str
      returned: always
    not_after:
      description: Until when it is valid, in ISO 8601.
      type: str
      returned: always
    sha256:
      description: Fingerprint, hexadecimal.
      type: str
      returned: always
diff:
  description: The difference.
  returned: when there is one
  type: dict
  contains:
    prepared:
      description: The switch's own diff.
      type: str
      returned: always
commands:
  description: The commands that were entered in the session.
  returned: when a session was loaded
  type: list
  elements: str
session:
  description: Name of the session.
  returned: when a session was loaded
  type: str
confirmed:
  description: Whether the change was made final.
  returned: after a change
  type: bool
rolled_back:
  description: Whether the change was taken back, as far as that was seen.
  returned: when it was not confirmed
  type: bool
rollback_at:
  description: When the switch would undo the change by itself, by the controller's clock, in ISO 8601.
  returned: when it was not confirmed
  type: str
saved:
  description: Whether the running configuration was copied to the startup configuration.
  returned: success
  type: bool
msg:
  description: What went wrong, in a sentence.
  returned: failure
  type: str
"""
