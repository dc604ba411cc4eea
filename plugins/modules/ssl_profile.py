#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ssl_profile
short_description: Configure SSL profiles of Arista switches
description:
  - Configures C(ssl profile) under C(management security) in a configuration session, with the switch's own diff.
  - Fails before any change if files are missing, have expired, do not match, or are in the wrong order.
  - Commits every change with a timer. The change is confirmed only if the switch reports the profile as valid and, if
    the API uses the profile, a TLS handshake shows its certificate. Otherwise the task, or the switch itself, undoes
    the change, and the task fails with the reason.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.eapi_confirm
  - aerie.arista.eapi_endpoint
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: full
    details:
      - The lines are entered in a session on the switch, which is then aborted, so the switch makes the prediction.
      - Missing files, and services that use a profile to be removed, cause a warning and no error, since an earlier
        task of the play may create or change them.
  diff_mode:
    support: full
requirements:
  - cryptography, version 42 or newer (on the controller; ansible-core depends on it)
options:
  name:
    description: Name of the profile.
    type: str
    required: true
  state:
    description:
      - V(merged) changes the settings that are given, and adds trusted certificates to those present.
      - V(replaced) makes the profile equal to the options.
      - V(absent) removes the profile. The task fails while something on the switch uses it.
    type: str
    choices: [merged, replaced, absent]
    default: merged
  certificate:
    description: Name of the certificate in C(certificate:) that the switch presents. It requires O(key).
    type: str
  key:
    description: Name of its key in C(sslkey:).
    type: str
  trust_certificates:
    description:
      - Names of certificates in C(certificate:) to trust for clients, of CAs or of single clients. V(system) means the
        CAs that EOS ships.
    type: list
    elements: str
  chain_certificates:
    description:
      - Names of certificates in C(certificate:) to present after the first one, each the issuer of the one before. The
        list is always set as a whole, because its order matters.
    type: list
    elements: str
  tls_versions:
    description: Permitted TLS versions.
    type: list
    elements: str
  cipher_list:
    description: Permitted ciphers, in the notation of OpenSSL.
    type: str
  save:
    description:
      - When to copy the running configuration to the startup configuration. V(changed) after a change, V(always)
        whenever the two differ.
    type: str
    choices: [never, changed, always]
    default: never
notes:
  - The guide is C(docs/certificates.md) in the collection.
seealso:
  - module: aerie.arista.ssl_certificate
  - module: aerie.arista.eapi_server
"""

EXAMPLES = r"""
- name: Configure a profile for the API that trusts client certificates of our own CA
  aerie.arista.ssl_profile:
    name: eapi
    certificate: eapi.crt
    key: eapi.key
    trust_certificates: [clients-ca.crt]
    tls_versions: ["1.2"]
    save: changed
  become: true

- name: Switch to a new certificate, and verify it with the CA that signed it
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
  description: Whether the running configuration changed, by the switch's diff, or the startup configuration was saved.
  returned: always
  type: bool
  sample: true
profile:
  description: The profile after the change.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the profile.
      type: str
      returned: always
    state:
      description:
        - V(valid) or V(invalid), as the switch reports; V(absent) without a profile.
        - In check mode always V(valid), because detected problems are errors.
      type: str
      returned: always
    errors:
      description: The errors that the switch reports for it.
      type: list
      elements: str
      returned: always
    certificate:
      description: Name of its certificate.
      type: str
      returned: always
    key:
      description: Name of its key.
      type: str
      returned: always
    trust_certificates:
      description: Its trusted certificates.
      type: list
      elements: str
      returned: always
    chain_certificates:
      description: Its chain certificates.
      type: list
      elements: str
      returned: always
    tls_versions:
      description: The configured TLS versions.
      type: list
      elements: str
      returned: always
    cipher_list:
      description: The configured ciphers.
      type: str
      returned: always
    used_by_api:
      description: Whether the API uses the profile.
      type: bool
      returned: always
presented:
  description: The certificate that the API presents in a TLS handshake at the end of the task.
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
      description: End of its validity, in ISO 8601.
      type: str
      returned: always
    sha256:
      description: Fingerprint, hexadecimal.
      type: str
      returned: always
diff:
  description: The change of the configuration.
  returned: when there is one
  type: dict
  contains:
    prepared:
      description: The switch's own diff.
      type: str
      returned: always
commands:
  description: The commands entered in the session.
  returned: when a session was loaded
  type: list
  elements: str
  sample: [interface Ethernet1, shutdown]
session:
  description: Name of the session.
  returned: when a session was loaded
  type: str
  sample: ansible-15a8d5add87a
confirmed:
  description: Whether the change was confirmed.
  returned: after a change
  type: bool
  sample: true
rolled_back:
  description: Whether the change is known to be undone.
  returned: when the change was not confirmed
  type: bool
  sample: true
rollback_at:
  description: When the commit timer ends, by the controller's clock, in ISO 8601.
  returned: when the change was not confirmed
  type: str
  sample: "2027-01-01T06:05:00+0000"
saved:
  description: Whether the running configuration was copied to the startup configuration.
  returned: success
  type: bool
  sample: true
msg:
  description: The error, with the switch, the cause and the remedy.
  returned: failure
  type: str
  sample: "leaf1 (https://192.0.2.11:443): line 1 of 2 'vlann 77' was rejected: Invalid input (at token 0: 'vlann')"
"""
