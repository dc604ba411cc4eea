#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_config
short_description: Configure Arista switches safely, through configuration sessions
description:
  - Enters the wanted configuration in a configuration session, reads the switch's own diff, and commits the session
    only if there is one. All lines are applied, or none.
  - A line that the switch rejects fails the task with the line and the token, and leaves nothing behind.
  - With O(commit_timer) the switch itself undoes the change unless O(confirm) has found the switch healthy in time,
    even when the controller dies or the change cuts it off.
  - When a connection breaks during a commit, the switch is asked what became of the session. Nothing is committed
    twice.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
attributes:
  check_mode:
    support: full
    details: The session is loaded on the switch and aborted, so the prediction is the switch's own.
  diff_mode:
    support: full
options:
  lines:
    description:
      - Configuration lines, a line or a list of them, as the running configuration shows them.
      - A line that wants more lines typed after it, such as a banner, is a mapping with C(cmd) and C(input).
    type: raw
  parents:
    description: The section that O(lines) belong to, from the outside in.
    type: raw
  before:
    description: Lines to enter ahead of the others, if these are not all there yet.
    type: raw
  after:
    description: Lines to enter after the others, if these are not all there yet.
    type: raw
  src:
    description: A file or Jinja2 template with the wanted configuration, found as M(ansible.builtin.template) finds it.
    type: str
  content:
    description: The wanted configuration as text.
    type: str
  rollback:
    description:
      - Put a configuration back that the switch has kept, a checkpoint by its name or C(checkpoint:NAME), or a file as
        C(flash:FILE).
      - It goes through a session like any other change, so it can be looked at in check mode and confirmed.
    type: str
  replace:
    description:
      - V(line) enters lines that are missing.
      - V(block) enters all of the lines if one of them is missing.
      - V(config) makes the given configuration, which must be whole and end with C(end), the switch's.
    type: str
    choices: [line, block, config]
    default: line
  match:
    description:
      - How lines are found missing.
      - V(line) looks for each line in its section and lets the switch decide what a change is.
      - V(strict) wants the lines in the same order and places, V(exact) wants the section to hold nothing else. Where
        entering the lines cannot make that so, the task fails and names O(replace=block).
      - V(none) enters all lines; the switch still decides whether that is a change.
    type: str
    choices: [line, strict, exact, none]
    default: line
  session:
    description: Name of the session. The default is a name of its own for each task.
    type: str
  description:
    description: Description of the session, which the switch shows and keeps.
    type: str
  reclaim:
    description:
      - Names of pending sessions that others left behind, to be aborted first.
      - Sessions that killed tasks of this controller have left open are aborted anyway, unless
        C(ansible_eapi_reclaim_sessions) is false.
    type: list
    elements: str
    default: []
  commit_timer:
    description:
      - Let the switch undo the change after this duration, such as V(5m), V(90s) or V(01:00:00), unless O(confirm) is
        met. A bare number means seconds.
    type: str
  confirm:
    description: What must be true after a commit with a timer, before it is made final.
    type: dict
    suboptions:
      commands:
        description: Commands to run, as in M(aerie.arista.eapi_command); they must change nothing.
        type: raw
        required: true
      wait_for:
        description: JMESPath expressions over the list of outputs. Without any, it is enough that the commands succeed.
        type: raw
      match:
        description: Whether all of the expressions must be true, or any of them.
        type: str
        choices: [all, any]
        default: all
      delay:
        description:
          - Seconds to wait before the first try; three at least after a change that may cut the controller off.
          - Each try comes over a new connection, and after such a change with a new login.
        type: float
        default: 0
      retries:
        description: How many times to try. A switch that cannot be reached counts as a try.
        type: int
        default: 5
      interval:
        description: Seconds between the tries.
        type: float
        default: 2
      wait_for_rollback:
        description: After a failure, wait until the switch has undone the change, and verify that.
        type: bool
        default: false
  checkpoint:
    description: Name of a checkpoint to save on the switch before a change.
    type: str
  backup:
    description:
      - Save the running configuration on the controller before the task does anything else. The file is private, and
        has no effect on RV(ignore:changed).
    type: bool
    default: false
  backup_options:
    description: Where the backup goes.
    type: dict
    suboptions:
      dir_path:
        description: Folder. The default is C(backup) beside the playbook.
        type: path
      filename:
        description: File. The default is made of the host and the time.
        type: str
  save:
    description:
      - Whether to copy the running configuration to the startup configuration, V(changed) after a change, V(always)
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
      - What RV(ignore:diff) compares with. V(session) shows the change; V(startup) and V(intended) show how the
        configuration after the change differs from the startup configuration or from O(intended).
    type: str
    choices: [session, startup, intended]
    default: session
  intended:
    description: The configuration that the switch should have, for O(diff_against=intended).
    type: str
  diff_ignore_lines:
    description: Regular expressions of lines that O(diff_against=startup) and O(diff_against=intended) leave out.
    type: list
    elements: str
    default: []
seealso:
  - module: aerie.arista.eapi_command
"""

EXAMPLES = r"""
- name: Describe an uplink
  aerie.arista.eapi_config:
    parents: interface Ethernet1
    lines: description to spine1
  become: true

- name: Enter a banner, and keep it over a reboot
  aerie.arista.eapi_config:
    lines:
      - cmd: banner login
        input: |-
          Authorized access only
          EOF
    save: changed
  become: true

- name: Change routing, and let the switch take it back by itself unless the neighbors come up
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

- name: See how the switch differs from what it should be
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
  description: Whether the switch's configuration changed, by its own diff, or its startup configuration was saved.
  returned: always
  type: bool
diff:
  description: The difference, unified.
  returned: when there is one
  type: dict
  contains:
    prepared:
      description: The text.
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
  description: Whether a commit with a timer was made final.
  returned: with O(commit_timer), after a change
  type: bool
rolled_back:
  description: Whether the switch has undone the change, as far as that was waited for.
  returned: when O(confirm) failed
  type: bool
rollback_at:
  description: When the switch undoes the change, by the controller's clock, in ISO 8601.
  returned: when O(confirm) failed
  type: str
checkpoint:
  description: The checkpoint that was saved.
  returned: with O(checkpoint), after a change
  type: str
saved:
  description: Whether the running configuration was copied to the startup configuration.
  returned: success
  type: bool
backup_path:
  description: The backup's file.
  returned: with O(backup)
  type: str
reclaimed:
  description: The sessions that were aborted, those that killed tasks of this controller had left included.
  returned: with O(reclaim), and where a killed task had left a session
  type: list
  elements: str
code:
  description: The code of the JSON-RPC error.
  returned: when the switch rejected something
  type: int
  sample: 1002
command:
  description: The line that was rejected.
  returned: when the switch rejected something
  type: str
command_index:
  description: Its place among RV(ignore:commands), from 0.
  returned: when the switch rejected something
  type: int
errors:
  description: The switch's own words.
  returned: when the switch rejected something
  type: list
  elements: str
msg:
  description: What went wrong, in a sentence.
  returned: failure
  type: str
"""
