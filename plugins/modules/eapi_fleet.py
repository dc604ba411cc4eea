#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_fleet
short_description: Read from all switches of a play in one task
description:
  - Runs the same commands, gathers facts, or looks for drift of the configuration on all hosts of the play, from one
    process with a thread for each switch that is asked at the same time.
  - Ansible starts a worker for each task and host, which costs far more than asking a switch does. This task is one
    worker for all hosts.
  - Each host is asked with its own connection options, credentials, transport and C(become), as if the task ran on it.
  - It only reads. A command that is not certain to read is refused before anything is sent.
  - A host without a result does not fail the task, unless no host has one. See the notes for how to end or fail exactly
    those hosts.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.eapi_request
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
options:
  commands:
    description:
      - The commands to run on each host, as in M(aerie.arista.eapi_command). They must be commands that only read.
      - One of O(commands), O(gather_subset) and O(intended) is required.
    type: raw
  gather_subset:
    description:
      - The facts to gather on each host, as in M(aerie.arista.eapi_facts).
      - They are returned, and not set. V(config) needs C(become).
    type: list
    elements: str
  intended:
    description:
      - A folder on the controller with the intended configuration of each host, as C(HOST.cfg), or as C(HOST.j2), a
        template that sees the host's variables. Other characters than letters, digits and C(_.:@-) in a host's name
        are C(_) in the name of its file. A relative path starts at the playbook's folder.
      - They are compared with the running configurations, as P(aerie.arista.config_diff#filter) does, and so need to be
        whole. It needs C(become).
    type: path
  ignore_lines:
    description: For O(intended), regular expressions of lines that do not count, nor does what stands below them.
    type: list
    elements: str
    default: []
  hosts:
    description:
      - Ask only these of the play's hosts. The default is all hosts of the play (with C(serial), of the batch) that
        have not failed before and are not unreachable.
    type: list
    elements: str
  workers:
    description:
      - How many switches are asked at the same time. The default is that of Ansible's C(forks).
      - A thread costs less than a fork, so 50 do no harm. C(throttle) of the task is an upper limit.
    type: int
notes:
  - Set C(run_once=true) with C(register), so that all hosts know the result and not the first one alone.
  - Keywords of the task, such as C(when) and C(become), are read once. Variables of a host, such as C(ansible_become),
    count for that host.
  - The role P(aerie.arista.fleet_stop#role) ends or fails exactly the hosts without a result.
  - The connection of a host must be P(aerie.arista.eapi#connection) or P(aerie.arista.httpapi#connection). With the
    strategy C(free) Ansible refuses the task.
seealso:
  - module: aerie.arista.eapi_command
  - module: aerie.arista.eapi_facts
  - plugin: aerie.arista.config_diff
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Ask all switches of the play
  aerie.arista.eapi_fleet:
    commands:
      - show version
      - show lldp neighbors
    workers: 50
  run_once: true
  register: fleet

- name: Tell which releases run
  ansible.builtin.debug:
    msg: "{{ fleet.hosts.values() | rejectattr('stdout', 'undefined') | map(attribute='stdout.0.version') | unique }}"
  run_once: true

- name: Leave the hosts without a result out from here on
  ansible.builtin.meta: end_host
  when: inventory_hostname in fleet.failed_hosts + fleet.unreachable_hosts

- name: Go on with the hosts that answered
  ansible.builtin.assert:
    that: fleet.hosts[inventory_hostname].stdout[0].version is version('4.28', '>=')

- name: Gather facts of all switches
  aerie.arista.eapi_fleet:
    gather_subset: [default, interfaces]
  run_once: true
  register: facts

- name: Find drift
  aerie.arista.eapi_fleet:
    intended: intended
    ignore_lines: ['^ntp ']
  become: true
  run_once: true
  register: drift
  failed_when: drift.hosts is not defined or drift.drifted_hosts | length > 0
"""

RETURN = r"""
hosts:
  description:
    - The result of each host by its name in the inventory.
    - With O(commands) it is what M(aerie.arista.eapi_command) returns, with C(responses), C(stdout) and C(commands).
    - With O(gather_subset) it holds C(ansible_facts). With O(intended) it holds C(equal), C(missing), C(extra) and
      C(moved), as P(aerie.arista.config_diff#filter) returns them.
    - A host without a result has C(failed) or C(unreachable), C(msg), and what else is known of the error.
  returned: unless the task itself is wrong
  type: dict
failed_hosts:
  description: The hosts on which the job failed.
  returned: unless the task itself is wrong
  type: list
  elements: str
unreachable_hosts:
  description: The hosts that were not reached, or refused the login.
  returned: unless the task itself is wrong
  type: list
  elements: str
drifted_hosts:
  description: The hosts whose configuration is not the intended one.
  returned: with O(intended)
  type: list
  elements: str
msg:
  description: What went wrong.
  returned: failure
  type: str
"""
