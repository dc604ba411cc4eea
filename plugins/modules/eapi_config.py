#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_config
short_description: Configure Arista switches through configuration sessions
description:
  - Enters the configuration in a configuration session, reads the switch's diff, and commits the session only if the
    diff is not empty. Either all lines are applied, or none.
  - If the switch rejects a line, the task aborts the session and fails; the error names the line and the token.
  - With O(commit_timer), the switch undoes the change by itself unless O(confirm) is met in time, even if the
    controller crashes or the change cuts it off.
  - If the connection breaks during a commit, the task asks the switch for the state of the session, and never commits a
    change twice.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: full
    details:
      - The lines are entered in a session on the switch, which is then aborted, so the switch makes the prediction.
  diff_mode:
    support: full
options:
  lines:
    description:
      - Configuration lines, a line or a list of them, as the running configuration shows them.
      - A line that needs more lines of input, such as a banner, is a mapping with C(cmd) and C(input).
      - An empty list is refused, also with O(parents). A section that only has to exist is a line itself.
    type: raw
  parents:
    description: The section of O(lines), from the outermost header to the innermost.
    type: raw
  before:
    description:
      - Lines to enter before the others, if any of the others is missing.
      - They may take away what is there, so all of the others are entered then, not only the missing ones.
    type: raw
  after:
    description: Lines to enter after the others, if any of the others is missing.
    type: raw
  src:
    description:
      - A file or Jinja2 template with the configuration to enter. The search path is that of
        M(ansible.builtin.template).
    type: str
  content:
    description: The configuration to enter, as text.
    type: str
  rollback:
    description:
      - Restore a configuration stored on the switch, either a checkpoint by its name or C(checkpoint:NAME), or a file
        as C(flash:FILE).
      - The rollback uses a session as any other change does, so check mode shows its diff, and it can be confirmed.
    type: str
  answers:
    description:
      - Answers to questions that lines ask at the CLI, such as for a TCAM profile; a map from a regular expression that
        is searched in the question, to the answer.
      - Only the CLI asks (SSH to a switch without the subsystem C(eapi)). Over the API the switch asks nothing.
    type: dict
    default: {}
  replace:
    description:
      - V(line) enters the missing lines.
      - V(block) enters all of the lines if one of them is missing.
      - V(config) replaces the switch's whole configuration. The given configuration must be whole and end with C(end).
    type: str
    choices: [line, block, config]
    default: line
  match:
    description:
      - How to find missing lines.
      - V(line) looks for each line in its section. The switch's diff decides whether anything changes.
      - V(strict) requires the lines in the same order and places, V(exact) requires that the section has no other
        lines. If entering the lines cannot achieve that, the task fails and names the line for O(before) that removes
        the section first.
      - V(none) enters all lines. The switch's diff still decides whether anything changes.
    type: str
    choices: [line, strict, exact, none]
    default: line
  session:
    description: Name of the session. By default each task has a unique name.
    type: str
  description:
    description: Description of the session, which the switch stores and shows.
    type: str
  reclaim:
    description:
      - Names of pending sessions, left behind by others, to abort before the change. Check mode leaves them alone.
        Where no further session may be opened, its difference is an estimate of the controller, and a warning says so.
      - Sessions that killed tasks of this controller have left open are aborted anyway, unless
        C(ansible_eapi_reclaim_sessions) is false.
    type: list
    elements: str
    default: []
  commit_timer:
    description:
      - Duration after which the switch undoes the change unless O(confirm) is met, such as V(5m), V(90s) or
        V(01:00:00). A bare number means seconds.
    type: str
  confirm:
    description: The conditions to check after a commit with a timer, before the task confirms the commit.
    type: dict
    suboptions:
      commands:
        description:
          - Commands to run, as in M(aerie.arista.eapi_command). They must not change the switch.
          - One of commands, C(tests) and C(checks) is needed.
        type: raw
      tests:
        description:
          - A catalog of ANTA's tests, all of which must be passed or skipped, as in M(aerie.arista.eapi_test).
          - The catalog is data, or the name of a file, or a list of names. It needs ANTA where Ansible runs.
          - Check mode runs the tests once, and fails if the commit timer is too short for that.
        type: raw
      checks:
        description:
          - What was up before the change must be up after it.
          - V(bgp_established) looks at the BGP peers of all VRFs, V(interfaces_up) at line protocols.
          - V(lldp_neighbors) looks at neighbors on their ports, V(mlag_active) at the MLAG peer.
          - V(isis_up) and V(ospf_full) look at adjacencies, V(routes_present) at the IPv4 prefixes, of all VRFs.
          - What was down, or is not there, is not looked at.
        type: list
        elements: str
        choices: [bgp_established, interfaces_up, isis_up, lldp_neighbors, mlag_active, ospf_full, routes_present]
        default: []
      wait_for:
        description:
          - JMESPath expressions over the list of outputs. Without expressions, the commands only need to succeed.
        type: raw
      match:
        description: Whether all of the expressions must be true, or any of them.
        type: str
        choices: [all, any]
        default: all
      delay:
        description:
          - Seconds to wait before the first try; at least three after a change that may cut the controller off.
          - Each try uses a new connection, and after such a change a new login.
        type: float
        default: 0
      retries:
        description: How many times to try. A try on a switch that cannot be reached counts.
        type: int
        default: 5
      interval:
        description: Seconds between the tries.
        type: float
        default: 2
      wait_for_rollback:
        description: After a failure, wait until the switch has undone the change, and verify it.
        type: bool
        default: false
  checkpoint:
    description: Name of a checkpoint to save on the switch before a change.
    type: str
  backup:
    description:
      - Save the running configuration on the controller before the task does anything else. The file has mode 0600. The
        backup does not affect RV(ignore:changed).
    type: bool
    default: false
  backup_options:
    description: Where to store the backup.
    type: dict
    suboptions:
      dir_path:
        description: Folder. The default is C(backup) beside the playbook.
        type: path
      filename:
        description: File. By default the name has the host and the time.
        type: str
  save:
    description:
      - When to copy the running configuration to the startup configuration. V(changed) after a change, V(always)
        whenever the two differ.
    type: str
    choices: [never, changed, always]
    default: never
  defaults:
    description: Compare with the running configuration including its defaults (C(show running-config all)).
    type: bool
    default: false
  diff_against:
    description:
      - What RV(ignore:diff) compares. V(session) shows the change. V(startup) and V(intended) compare the configuration
        after the change with the startup configuration or with O(intended).
      - In check mode, V(startup) and V(intended) only compare. There, a change that would lock the controller out is a
        warning.
    type: str
    choices: [session, startup, intended]
    default: session
  intended:
    description: The intended configuration, for O(diff_against=intended).
    type: str
  diff_ignore_lines:
    description: Regular expressions of lines to ignore with O(diff_against=startup) and O(diff_against=intended).
    type: list
    elements: str
    default: []
notes:
  - EOS removes the addresses of an interface when its VRF changes. The line C(vrf) of an interface is entered ahead of
    its addresses, in whatever order they are given.
  - What the switch says of lines that it takes are warnings of a task that changes something.
  - The guides are C(docs/configuration.md), C(docs/recipes.md), C(docs/from-arista-eos.md) in the collection.
seealso:
  - module: arista.eos.eos_config
    description: The module that this one replaces.
  - module: aerie.arista.eapi_command
"""

EXAMPLES = r"""
- name: Set the description of an uplink
  aerie.arista.eapi_config:
    parents: interface Ethernet1
    lines: description to spine1
  become: true

- name: Enter a banner, and save the configuration
  aerie.arista.eapi_config:
    lines:
      - cmd: banner login
        input: |-
          Authorized access only
          EOF
    save: changed
  become: true

- name: Enter a template, after a backup of the running configuration on the controller
  aerie.arista.eapi_config:
    src: uplinks.j2
    backup: true
    backup_options:
      dir_path: backup
      filename: "{{ inventory_hostname }}.cfg"
  become: true

- name: Save a checkpoint on the switch before the change
  aerie.arista.eapi_config:
    lines: ip name-server vrf default 198.51.100.53
    checkpoint: before-name-servers
  become: true

- name: Go back to it
  aerie.arista.eapi_config:
    rollback: before-name-servers
  become: true

- name: Save the configuration where it differs from the startup configuration
  aerie.arista.eapi_config:
    save: always
  become: true

- name: Replace one access list as a whole
  aerie.arista.eapi_config:
    parents: ip access-list CONTROLLERS
    lines:
      - 10 permit ip 198.51.100.0/24 any
      - 20 deny ip any any
    match: exact
    replace: block
    before: no ip access-list CONTROLLERS
  become: true

- name: Change routing; the switch undoes the change unless the neighbors come up
  aerie.arista.eapi_config:
    parents: router bgp 65001
    lines: maximum-paths 8
    checkpoint: before-maximum-paths
    commit_timer: 5m
    confirm:
      commands: show ip bgp summary
      wait_for:
        - "length(values([0].vrfs.default.peers)) > `0`"
        - "length(values([0].vrfs.default.peers)[?peerState != 'Established']) == `0`"
      delay: 5
      retries: 10
      interval: 5
      wait_for_rollback: true
  become: true

- name: Change BGP, and keep the change only if the peers and routes that were there come back
  aerie.arista.eapi_config:
    parents: router bgp 65001
    lines: maximum-paths 4
    commit_timer: 5m
    confirm:
      checks: [bgp_established, routes_present]
      retries: 20
      interval: 5
  become: true

- name: Replace the whole configuration, and keep it only if Arista's own tests are passed
  aerie.arista.eapi_config:
    src: "intended/configs/{{ inventory_hostname }}.cfg"
    replace: config
    commit_timer: 10m
    confirm:
      tests: "anta/avd_catalogs/{{ inventory_hostname }}.json"
      retries: 10
      interval: 15
  become: true

- name: Show what is not saved yet, but for lines that differ all the time
  aerie.arista.eapi_config:
    content: hostname leaf1
    diff_against: startup
    diff_ignore_lines: ["^ntp clock-period"]
  check_mode: true
  diff: true
  become: true

- name: Show how the switch differs from the intended configuration
  aerie.arista.eapi_config:
    content: hostname leaf1
    diff_against: intended
    intended: "{{ lookup('ansible.builtin.file', 'intended/leaf1.cfg') }}"
  check_mode: true
  diff: true
  become: true
"""

RETURN = r"""
changed:
  description: Whether the running configuration changed, by the switch's diff, or the startup configuration was saved.
  returned: always
  type: bool
  sample: true
diff:
  description: The unified diff. A line that begins with C(!) says that the configuration was saved.
  returned: when there is one
  type: dict
  contains:
    prepared:
      description: The diff as text.
      type: str
      returned: always
commands:
  description:
    - The commands entered in the session.
    - With O(replace=config) and O(rollback) only C(rollback clean-config), since the configuration itself is long.
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
  description: Whether the commit with a timer was confirmed.
  returned: with O(commit_timer), after a change
  type: bool
  sample: true
rolled_back:
  description: Whether the switch is known to have undone the change.
  returned: when O(confirm) failed
  type: bool
  sample: true
rollback_at:
  description: When the commit timer ends, by the controller's clock, in ISO 8601.
  returned: when O(confirm) failed
  type: str
  sample: "2027-01-01T06:05:00+0000"
checkpoint:
  description: The saved checkpoint.
  returned: with O(checkpoint), after a change
  type: str
  sample: before-uplinks
saved:
  description: Whether the running configuration was copied to the startup configuration.
  returned: success
  type: bool
  sample: true
backup_path:
  description: Path of the backup.
  returned: with O(backup)
  type: str
  sample: /home/netops/backup/leaf1_2027-01-01@06-00-00.cfg
reclaimed:
  description: The aborted sessions, including those left by killed tasks of this controller.
  returned: with O(reclaim), and where a killed task had left a session
  type: list
  elements: str
  sample: [ansible-86c9199a63f2]
code:
  description: The code of the JSON-RPC error.
  returned: when the switch rejected a line
  type: int
  sample: 1002
command:
  description: The rejected line.
  returned: when the switch rejected a line
  type: str
  sample: vlann 77
command_index:
  description: Index of the line in RV(ignore:commands), from 0.
  returned: when the switch rejected a line
  type: int
  sample: 1
errors:
  description: The error messages of the switch.
  returned: when the switch rejected a line
  type: list
  elements: str
  sample: ["Invalid input (at token 0: 'vlann')"]
msg:
  description: The error, with the switch, the cause and the remedy.
  returned: failure
  type: str
  sample: "leaf1 (https://192.0.2.11:443): line 1 of 2 'vlann 77' was rejected: Invalid input (at token 0: 'vlann')"
"""
