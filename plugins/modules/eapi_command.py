#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_command
short_description: Run commands on Arista switches through eAPI
description:
  - Runs any commands that eAPI takes, in order, and returns structured JSON or text.
  - The commands of a task are one runCmds request. If formats are mixed, adjacent commands of one format share a
    request; the results keep the order of the commands.
  - If a command fails, the task fails. The error names the command, the cause and the remedy, and the result keeps the
    responses so far.
  - To configure a switch, use M(aerie.arista.eapi_config), which uses configuration sessions, instead of C(configure).
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.eapi_request
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: partial
    details: Commands that may change the switch are skipped; RV(ignore:responses) marks them.
  diff_mode:
    support: none
options:
  commands:
    description:
      - A command or a list of commands. Each is a string, or a mapping with these keys.
      - C(cmd) is the command line, in full words.
      - C(input) is the text to enter after it, such as the lines of C(banner motd) with their C(EOF), or the password
        of C(enable).
      - C(revision) pins the revision of the JSON model.
      - C(format) is V(json) or V(text), for this command only.
    type: raw
    required: true
  wait_for:
    description:
      - JMESPath expressions over the list of outputs; C([0]) is the output of the first command.
      - The task runs the commands until the expressions are true. The commands must not change the switch.
      - A filter or projection over another kind of data, such as a filter over a mapping, fails the task at once. A
        comparison with something absent is not true, unless it compares with C(null).
    type: raw
  match:
    description: Whether all of the expressions in O(wait_for) must be true, or any of them.
    type: str
    choices: [all, any]
    default: all
  retries:
    description: How many times to run the commands while O(wait_for) is not true.
    type: int
    default: 10
  interval:
    description: Seconds between two runs.
    type: float
    default: 1
  read_only:
    description:
      - Fail before anything is sent if a command is not known to be read-only.
      - Use it in playbooks that take commands from other people, such as from the survey of a job template.
    type: bool
    default: false
notes:
  - The guides are C(docs/revisions.md), C(docs/performance.md), C(docs/from-arista-eos.md) in the collection.
seealso:
  - module: arista.eos.eos_command
    description: The module that this one replaces.
  - plugin: aerie.arista.eapi
    plugin_type: connection
"""

EXAMPLES = r"""
- name: Read structured data
  aerie.arista.eapi_command:
    commands:
      - show version
      - show hostname
  register: about

- name: Use the output
  ansible.builtin.debug:
    msg: "{{ about.stdout[1].hostname }} runs {{ about.stdout[0].version }}"

- name: Pin revisions, so that an upgrade of EOS does not change the models
  aerie.arista.eapi_command:
    commands:
      - show ip interface
      - cmd: show ip route vrf all
        revision: 3
    revisions:
      show ip interface: 2

- name: Mix JSON and text, in this order
  aerie.arista.eapi_command:
    commands:
      - show vlan
      - cmd: show running-config section router bgp
        format: text
  become: true

- name: Wait until a VLAN is active
  aerie.arista.eapi_command:
    commands: show vlan 3
    wait_for: "[0].vlans.\"3\".status == 'active'"
    retries: 20
    interval: 3

- name: Enter a command with several lines of input
  aerie.arista.eapi_command:
    commands:
      - configure
      - cmd: banner motd
        input: |-
          Authorized access only
          EOF
  become: true
"""

RETURN = r"""
responses:
  description: One entry for each command, up to the failing one.
  returned: when the switch answered
  type: list
  elements: dict
  contains:
    command:
      description: The command.
      type: str
      returned: always
    format:
      description: Format of the output, V(json) or V(text).
      type: str
      returned: always
    revision:
      description: The requested revision.
      type: int
      returned: always
    output:
      description: The model, or the text.
      type: raw
      returned: always
    warnings:
      description: The switch's warnings.
      type: list
      elements: str
      returned: always
    messages:
      description: The switch's messages.
      type: list
      elements: str
      returned: always
    errors:
      description: The switch's errors.
      type: list
      elements: str
      returned: when the command failed
    text_fallback:
      description: Whether the output is text because the command has no JSON form.
      type: bool
      returned: always
    meta:
      description: C(execStartTime) and C(execDuration) in seconds.
      type: dict
      returned: when O(timestamps=true)
    skipped:
      description: Whether the command was skipped in check mode.
      type: bool
      returned: when it was
stdout:
  description: Outputs in the order of the commands.
  returned: success, unless O(stdout=false)
  type: list
  elements: raw
  sample:
    - hostname: leaf1
      fqdn: leaf1.example.com
stdout_lines:
  description: The outputs, texts as lists of lines; a null for one above O(stdout_lines_limit).
  returned: success, unless O(stdout=false)
  type: list
  elements: raw
  sample: [["Hostname: leaf1", "FQDN: leaf1.example.com"]]
commands:
  description: The executed commands.
  returned: success
  type: list
  elements: str
  sample: [interface Ethernet1, shutdown]
changed:
  description: True if a command was run that may change the switch. C(changed_when) overrides it.
  returned: always
  type: bool
  sample: true
failed_conditions:
  description: The expressions that were not true after the last run.
  returned: when O(wait_for) failed
  type: list
  elements: str
  sample: ["[0].vlans.\"3\".status == 'active'"]
msg:
  description: The error, with the switch, the command, the cause and the remedy.
  returned: failure
  type: str
  sample: "leaf1 (https://192.0.2.11:443): line 1 of 2 'vlann 77' was rejected: Invalid input (at token 0: 'vlann')"
code:
  description: The code of the JSON-RPC error.
  returned: when the switch answered with an error
  type: int
  sample: 1002
command:
  description: The failing command.
  returned: when a command failed
  type: str
  sample: vlann 77
command_index:
  description: Index of the failing command, from 0.
  returned: when a command failed
  type: int
  sample: 1
errors:
  description: The error messages of the switch.
  returned: when a command failed
  type: list
  elements: str
  sample: ["Invalid input (at token 0: 'vlann')"]
"""
