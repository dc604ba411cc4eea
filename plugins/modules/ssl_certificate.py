#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ssl_certificate
short_description: Manage certificates and keys of Arista switches
description:
  - Manages a certificate and its key in the switch's file systems C(certificate:) and C(sslkey:), from which SSL
    profiles (M(aerie.arista.ssl_profile)) use them.
  - The certificate is self-signed by the switch, signed by your own CA, uploaded, or downloaded by the switch.
  - The module replaces it only if it differs from the options or expires soon.
  - All steps use eAPI. An uploaded key is in the switch's flash for the duration of one request. The module verifies
    that it is deleted, also after an error.
  - The module replaces a certificate that the API presents only by one that this controller will accept, and then
    verifies that the switch presents it.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: full
    details:
      - For a new certificate, the prediction has all values that are known in advance, but no fingerprint.
      - Missing files on the controller, and SSL profiles that use files to be deleted, cause a warning and no error,
        since an earlier task of the play may create or change them.
  diff_mode:
    support: full
    details: Shows the contents of certificates, and nothing of keys.
requirements:
  - cryptography, version 42 or newer (on the controller; ansible-core depends on it)
options:
  name:
    description: Name of the certificate's file in C(certificate:).
    type: str
    required: true
  key_name:
    description:
      - Name of the key's file in C(sslkey:). The default is O(name) with the ending C(.key) instead of C(.crt),
        C(.cer), C(.cert) or C(.pem), or O(name) itself if it has no such ending.
      - A certificate that is uploaded or downloaded without a key, such as that of a CA, has no key file.
    type: str
  state:
    description:
      - V(absent) deletes the certificate and its key. The task fails while an SSL profile uses one of them.
    type: str
    choices: [present, absent]
    default: present
  source:
    description:
      - Source of the certificate. Required for O(state=present).
      - V(self_signed) generates key and certificate on the switch.
      - V(ca) generates a key on the switch, which never leaves it, and a signing request, which O(ca) signs on the
        controller. An existing key of that name and size is kept.
      - V(upload) uploads O(certificate) and O(key).
      - V(url) lets the switch download them. Existing files are kept unless the certificate expires soon or differs
        from O(sha256).
    type: str
    choices: [self_signed, ca, upload, url]
  renew_before:
    description:
      - Replace a certificate this long before it expires, such as V(30d), V(4w) or V(36h). A bare number means days.
      - The default is V(30d).
      - With O(source=upload) it only causes a warning.
    type: str
  force:
    description:
      - Replace the files even if nothing differs, or delete them even if an SSL profile uses them.
      - Also replace them if it is unknown whether a profile can use the new files.
    type: bool
    default: false
  subject:
    description: Subject of a new certificate, for O(source=self_signed) and O(source=ca).
    type: dict
    suboptions:
      common_name:
        description: Common name. The default is the name of the host in the inventory.
        type: str
      country:
        description: Country code of two letters.
        type: str
      state:
        description: State or province.
        type: str
      locality:
        description: Locality, such as a city.
        type: str
      organization:
        description: Organization.
        type: str
      organization_unit:
        description: Organizational unit.
        type: str
      email:
        description: Mail address.
        type: str
  subject_alternative_names:
    description:
      - DNS names and addresses at which clients reach the switch, for O(source=self_signed) and O(source=ca), with an
        optional prefix C(DNS:) or C(IP:).
      - Clients check these names, not the common name.
      - The default is the common name, and the name or address in C(ansible_host).
    type: list
    elements: str
  key_size:
    description: Bits of the RSA key, for O(source=self_signed) and O(source=ca). The default is V(3072).
    type: int
    choices: [2048, 3072, 4096]
  validity:
    description:
      - Days for which a new certificate is valid, for O(source=self_signed) and O(source=ca). The default is V(365).
      - Browsers and TLS libraries refuse certificates of 825 days and more, so the module refuses such values.
    type: int
  ca:
    description: The CA that signs, for O(source=ca). Its files may be encrypted with Ansible Vault.
    type: dict
    suboptions:
      cert_path:
        description: File of the CA's certificate, PEM, on the controller.
        type: str
        required: true
      key_path:
        description: File of the CA's key, PEM, on the controller.
        type: str
        required: true
      key_passphrase:
        description: Passphrase of the key, if it is encrypted.
        type: str
  certificate:
    description:
      - The certificate as PEM text, for O(source=upload).
      - Certificates of the CAs above it may follow, each the issuer of the one before. The switch supports one
        certificate per file, so each is stored in a file of its own, see O(chain_names).
    type: str
  chain_names:
    description:
      - Names of the files for the certificates that follow the first one, for O(source=upload). The default for
        C(eapi.crt) is C(eapi-chain1.crt) and so on.
      - With O(state=absent), further files to delete.
    type: list
    elements: str
  certificate_src:
    description: File of the certificate, instead of O(certificate). It may be encrypted with Ansible Vault.
    type: str
  key:
    description:
      - The key as PEM text, for O(source=upload). Set C(no_log) on the task if Ansible displays arguments of tasks.
    type: str
  key_src:
    description: File of the key, instead of O(key). It may be encrypted with Ansible Vault.
    type: str
  key_passphrase:
    description:
      - Passphrase of an encrypted key. The key is decrypted before the upload, because the switch cannot use an
        encrypted key.
    type: str
  certificate_url:
    description:
      - URL from which the switch downloads the certificate, for O(source=url), such as
        V(https://files.example/leaf1.crt) or V(scp://backup:secret@192.0.2.9/srv/leaf1.crt).
      - A password in the URL is never shown.
    type: str
  key_url:
    description: URL from which the switch downloads the key, for O(source=url).
    type: str
  vrf:
    description: VRF of the download, for O(source=url).
    type: str
  sha256:
    description: Required SHA-256 fingerprint of the downloaded certificate, for O(source=url), with or without colons.
    type: str
notes:
  - The guide is C(docs/certificates.md) in the collection.
seealso:
  - module: aerie.arista.ssl_profile
"""

EXAMPLES = r"""
- name: Install a certificate signed by a CA on the controller; later runs renew it
  aerie.arista.ssl_certificate:
    name: eapi.crt
    source: ca
    subject:
      common_name: "{{ inventory_hostname }}.example.com"
      organization: Example
    ca:
      cert_path: ca/ca.crt
      key_path: ca/ca.key
      key_passphrase: "{{ vault_ca_passphrase }}"
  become: true

- name: Generate a self-signed certificate on the switch
  aerie.arista.ssl_certificate:
    name: eapi.crt
    source: self_signed
  become: true
  register: made

- name: Store it on the controller, to verify the switch with it (ansible_eapi_ca_path)
  ansible.builtin.copy:
    content: "{{ made.certificate.pem }}"
    dest: "{{ inventory_hostname }}.pem"
    mode: "0644"
  delegate_to: localhost
  vars:
    ansible_connection: local

- name: Upload a certificate and its key, which Ansible Vault encrypts
  aerie.arista.ssl_certificate:
    name: eapi.crt
    source: upload
    certificate_src: "{{ inventory_hostname }}.crt"
    key_src: "{{ inventory_hostname }}.key"
  become: true

- name: Upload the certificate of a CA whose client certificates the switch should trust
  aerie.arista.ssl_certificate:
    name: clients-ca.crt
    source: upload
    certificate_src: ca/clients-ca.crt
  become: true

- name: Let the switch download the files through its management VRF
  aerie.arista.ssl_certificate:
    name: eapi.crt
    source: url
    certificate_url: "https://files.example.com/{{ inventory_hostname }}.crt"
    key_url: "https://files.example.com/{{ inventory_hostname }}.key"
    vrf: MGMT
  become: true

- name: Delete a certificate that is no longer used
  aerie.arista.ssl_certificate:
    name: old.crt
    state: absent
  become: true
"""

RETURN = r"""
changed:
  description: Whether files were written or deleted.
  returned: always
  type: bool
  sample: true
reasons:
  description: Why files were (or would be) written or deleted.
  returned: success
  type: list
  elements: str
  sample: [it expires in 12 days]
certificate:
  description:
    - The certificate after the change.
    - In check mode, the values that are known in advance.
  returned: with O(state=present)
  type: dict
  contains:
    name:
      description: Name of its file.
      type: str
      returned: always
    key_name:
      description: Name of the key's file; null for a certificate without a key.
      type: str
      returned: always
    chain_names:
      description:
        - Names of the files of the certificates above it, in order, as
          O(aerie.arista.ssl_profile#module:chain_certificates) takes them.
      type: list
      elements: str
      returned: always
    subject:
      description: Subject, by RFC 4514.
      type: str
      returned: always
      sample: CN=leaf1.example.com,O=Example
    issuer:
      description: Issuer, by RFC 4514.
      type: str
      returned: always
    subject_alternative_names:
      description: DNS names and addresses.
      type: list
      elements: str
      returned: always
      sample: ["DNS:leaf1.example.com", "IP:192.0.2.1"]
    not_before:
      description: Start of its validity, in ISO 8601.
      type: str
      returned: when it is known
    not_after:
      description: End of its validity, in ISO 8601.
      type: str
      returned: when it is known
      sample: "2027-11-22T08:00:00Z"
    days_left:
      description: Whole days until it expires, by the controller's clock.
      type: int
      returned: when it is known
    sha256:
      description: Fingerprint, hexadecimal.
      type: str
      returned: when it is known
    key_type:
      description: Kind of the key, such as C(RSA) or C(ECDSA).
      type: str
      returned: always
    key_size:
      description: Bits of the key.
      type: int
      returned: always
    pem:
      description: The certificate as PEM text, with those that follow in its file. It is public.
      type: str
      returned: when it is known
commands:
  description: The commands run on the switch.
  returned: when something changed
  type: list
  elements: str
  sample: [interface Ethernet1, shutdown]
diff:
  description: The contents of the certificates before and after the change.
  returned: when something changed
  type: dict
  contains:
    before:
      description: The certificate before.
      type: str
      returned: always
    after:
      description: The certificate after.
      type: str
      returned: always
msg:
  description: The error, with the switch, the cause and the remedy.
  returned: failure
  type: str
  sample: "leaf1 (https://192.0.2.11:443): line 1 of 2 'vlann 77' was rejected: Invalid input (at token 0: 'vlann')"
"""
