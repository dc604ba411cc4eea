#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_secrets
short_description: Replace passwords and keys of Arista switches
description:
  - Replaces the secrets of local users, of privileged mode, and of BGP, OSPF, IS-IS, NTP, RADIUS, TACACS+ and SNMP,
    where the running configuration has them already. All else of their lines stays.
  - The change is committed with a timer. It is confirmed only if the new passwords serve for a login, and the BGP,
    OSPF and IS-IS neighbors that were up are up. Otherwise the task undoes it, or the switch does when the timer ends.
  - The password of the user that Ansible logs in with may be among them. The task then continues with the new one and
    ends the cookie session of the old one. Later tasks need it in C(ansible_password). If the switch has refused the
    password of the inventory, but has the new one already, the task continues as well.
  - No secret is part of the result.
  - The role C(aerie.arista.secrets_rotate) also writes the new secrets back to where they are kept.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.eapi_confirm
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: full
    details:
      - The lines are entered in a session on the switch, which is then aborted, so the switch makes the prediction.
  diff_mode:
    support: full
    details:
      - The diff has lines without their secrets.
options:
  secrets:
    description: The secrets that are to be in force.
    type: list
    elements: dict
    required: true
    suboptions:
      kind:
        description:
          - V(user) needs O(secrets[].name), V(bgp) O(secrets[].neighbor), V(ospf) O(secrets[].interface), V(ntp)
            O(secrets[].key_id).
          - V(ospf_digest) is a C(message-digest-key); it needs O(secrets[].interface) and O(secrets[].key_id).
          - V(isis_interface) is the key of an interface's hellos and needs O(secrets[].interface). V(isis) is that
            of a process. With O(secrets[].key_id) it is the key of that number (C(key-id)), whose algorithm stays.
          - V(enable) is the secret of privileged mode.
          - V(radius) and V(tacacs) are the key of O(secrets[].server), or without it the key of all servers.
          - V(snmp_community) needs O(secrets[].previous_secret), since a community is its own name.
          - V(snmp_auth) and V(snmp_priv) are the passwords of a user of SNMPv3, and need O(secrets[].name). The switch
            is given the keys that they become at its engine.
        type: str
        choices:
          - user
          - enable
          - bgp
          - ospf
          - ospf_digest
          - isis
          - isis_interface
          - ntp
          - radius
          - tacacs
          - snmp_community
          - snmp_auth
          - snmp_priv
        required: true
      name:
        description: The user, or the process of IS-IS. Without it, that of any process.
        type: str
      neighbor:
        description: The BGP neighbor or peer group.
        type: str
      interface:
        description: The interface, by its whole name.
        type: str
      server:
        description: The server, as the configuration names it.
        type: str
      key_id:
        description: The number of the key.
        type: int
      vrf:
        description: The VRF of the BGP neighbor or the server.
        type: str
      level:
        description: The level of a key of IS-IS that is for one level alone.
        type: int
        choices: [1, 2]
      secret:
        description: The new secret, in the clear.
        type: str
        required: true
      previous_secret:
        description:
          - The secret before it. With O(state=verified) a login with it must be refused.
        type: str
  state:
    description:
      - V(rotated) replaces the secrets that are not in force.
      - V(verified) changes nothing. It fails unless each new password serves for a login and each old one is refused,
        and if the configuration has another key.
    type: str
    choices: [rotated, verified]
    default: rotated
  commit_timer:
    description: How long the switch waits for the confirmation before it undoes the change, such as V(90s) or V(5m).
    type: str
    default: 5m
  delay:
    description:
      - Seconds to wait before the new secrets are tried. A BGP session or OSPF adjacency with a wrong key may stay up
        until its hold time or dead time has ended, so wait longer than that.
    type: float
    default: 0
  retries:
    description: How many times to try. The other ends of BGP and OSPF must have the new keys by then.
    type: int
    default: 10
  interval:
    description: Seconds between the tries.
    type: float
    default: 3
  save:
    description:
      - When to copy the running configuration to the startup configuration. V(changed) after a change, V(always)
        whenever the two differ.
    type: str
    choices: [never, changed, always]
    default: never
notes:
  - Whether a password is in force already is seen from its SHA-512 hash in the configuration, or else by a login with
    it. Keys of type 7 of NTP, RADIUS and TACACS+ and keys of SNMPv3 are compared as well. Keys of BGP, OSPF and IS-IS
    are entered in a session, whose diff tells. Of keys of type 8a nobody can tell, so the task changes them each time,
    and says so in a warning.
  - A login that is tried with a wrong password counts for C(aaa authentication policy lockout).
  - Where a RADIUS or TACACS+ server decides about logins, the password of a local user cannot be tried, and the change
    is undone.
  - Nothing tries new keys of NTP, RADIUS and TACACS+, of an IS-IS process, and new secrets of SNMP, unless O(confirm)
    does, such as by C(show ntp associations).
seealso:
  - module: aerie.arista.eapi_config
"""

EXAMPLES = r"""
- name: Replace the passwords of two users and the key of a neighbor
  aerie.arista.eapi_secrets:
    secrets:
      - kind: user
        name: netops
        secret: "{{ vault_netops_password }}"
      - kind: user
        name: backup
        secret: "{{ vault_backup_password }}"
      - kind: bgp
        neighbor: 192.0.2.1
        secret: "{{ vault_bgp_password }}"
    save: changed
  become: true

- name: Replace the key of NTP, and keep it only if the switch is synchronized with it
  aerie.arista.eapi_secrets:
    secrets:
      - kind: ntp
        key_id: 1
        secret: "{{ vault_ntp_key }}"
    confirm:
      commands: show ntp status
      wait_for: "[0].status == 'synchronised'"
    delay: 120
  become: true

- name: Prove that the new password is in force, and the old one refused
  aerie.arista.eapi_secrets:
    state: verified
    secrets:
      - kind: user
        name: netops
        secret: "{{ vault_netops_password }}"
        previous_secret: "{{ vault_netops_old_password }}"
  become: true
"""

RETURN = r"""
changed:
  description: Whether the running configuration changed, or the startup configuration was saved.
  returned: always
  type: bool
  sample: true
secrets:
  description: The secrets, in the order of O(secrets).
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: What it is, such as C(user netops).
      type: str
      returned: always
    changed:
      description: Whether it changed.
      type: bool
      returned: always
    tried:
      description: What a new secret of the kind is tried by, V(login), V(adjacency) or V(nothing).
      type: str
      returned: always
    used_as:
      description: The option of the connection that it is, C(password) or C(enable_password), or empty.
      type: str
      returned: always
connection_outdated:
  description: Whether the switch refused the secrets of the connection, and took the new ones of O(secrets).
  returned: with O(state=rotated)
  type: bool
  sample: false
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
session:
  description: Name of the session.
  returned: when a session was loaded
  type: str
  sample: ansible-15a8d5add87a
commands:
  description: The commands entered in the session, without their secrets.
  returned: when a session was loaded
  type: list
  elements: str
  sample: [username netops privilege 15 role network-admin secret 0 <removed>]
diff:
  description: The unified diff, without secrets.
  returned: when there is one
  type: dict
  contains:
    prepared:
      description: The diff as text.
      type: str
      returned: always
saved:
  description: Whether the running configuration was copied to the startup configuration.
  returned: with O(state=rotated)
  type: bool
  sample: true
msg:
  description: The error. It says what is in force.
  returned: failure
  type: str
  sample: "leaf1 (https://192.0.2.11:443): the configuration has no user netops with a secret."
"""
