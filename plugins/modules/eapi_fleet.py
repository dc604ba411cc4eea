#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_fleet
short_description: Read from all switches of a play in one task
description:
  - Runs the same commands, gathers facts, checks for configuration drift, or backs up the configurations, on all hosts
    of the play, from one process with a thread for each concurrent switch.
  - Ansible starts a worker for each task and host, which costs far more CPU time than the request to the switch. This
    task uses one worker for all hosts.
  - Uses the connection options, credentials, transport and C(become) of each host, as if the task ran on it.
  - Only reads from the switches. If a command is not known to be read-only, the task fails before anything is sent.
  - The task fails only if no host has a result. See the notes for how to end or fail the hosts without a result.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.eapi_request
attributes:
  check_mode:
    support: full
  diff_mode:
    description: For O(backup), the differences from the files.
    support: partial
options:
  commands:
    description:
      - The commands to run on each host, as in M(aerie.arista.eapi_command). They must be read-only.
      - One of O(commands), O(gather_subset), O(intended) and O(backup) is required.
    type: raw
  gather_subset:
    description:
      - The facts to gather on each host, as in M(aerie.arista.eapi_facts).
      - The task returns the facts and does not set them. V(config) needs C(become).
    type: list
    elements: str
  intended:
    description:
      - A folder on the controller with the intended configuration of each host, as C(HOST.cfg), or as C(HOST.j2), a
        template that sees the host's variables. Other characters than letters, digits and C(_.:@-) in a host's name
        are C(_) in the name of its file. A relative path starts at the playbook's folder.
      - The task compares them with the running configurations as P(aerie.arista.config_diff#filter) does, so each must
        be a whole configuration. It needs C(become).
    type: path
  backup:
    description:
      - Keep the running configurations in files on the controller, C(HOST.cfg) of mode 0600, where they differ from
        what the files have. It needs C(become).
    type: dict
    suboptions:
      path:
        description: The folder. A relative path starts at the playbook's folder.
        type: str
        required: true
      sanitized:
        description: Leave the secrets out (C(show running-config sanitized)). Such a file cannot be restored.
        type: bool
        default: false
      versions:
        description:
          - How many earlier versions to keep for each host, as C(versions/HOST/TIME.cfg). TIME is when the file was
            written, UTC.
        type: int
        default: 0
  ignore_lines:
    description: For O(intended), regular expressions of lines to ignore, together with the lines below them.
    type: list
    elements: str
    default: []
  hosts:
    description:
      - Hosts of the play to include. The default is all hosts of the play (with C(serial), of the batch) that have not
        failed and are not unreachable.
    type: list
    elements: str
  workers:
    description:
      - Number of concurrent switches. The default is Ansible's C(forks).
      - A thread costs less than a fork, so 50 are no problem. C(throttle) of the task is an upper limit.
    type: int
notes:
  - The guide is C(docs/fleet.md) in the collection.
  - Set C(run_once=true) with C(register), so that all hosts have the result and not only the first one.
  - Keywords of the task, such as C(when) and C(become), are evaluated once. Variables of a host, such as
    C(ansible_become), apply to that host.
  - The role P(aerie.arista.fleet_stop#role) ends or fails exactly the hosts without a result.
  - The connection of a host must be P(aerie.arista.eapi#connection), P(aerie.arista.httpapi#connection), or
    P(ansible.netcommon.httpapi#connection) with C(ansible_network_os=aerie.arista.eapi), for which no helper process is
    started. With the strategy C(free) Ansible refuses the task.
seealso:
  - module: aerie.arista.eapi_command
  - module: aerie.arista.eapi_facts
  - plugin: aerie.arista.config_diff
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Run commands on all switches of the play
  aerie.arista.eapi_fleet:
    commands:
      - show version
      - show lldp neighbors
    workers: 50
  run_once: true
  register: fleet

- name: Show the releases
  ansible.builtin.debug:
    msg: "{{ fleet.hosts.values() | rejectattr('stdout', 'undefined') | map(attribute='stdout.0.version') | unique }}"
  run_once: true

- name: End the play for hosts without a result
  ansible.builtin.meta: end_host
  when: inventory_hostname in fleet.failed_hosts + fleet.unreachable_hosts

- name: Check the release of the hosts that answered
  ansible.builtin.assert:
    that: fleet.hosts[inventory_hostname].stdout[0].version is version('4.28', '>=')

- name: Gather facts of all switches
  aerie.arista.eapi_fleet:
    gather_subset: [default, interfaces]
  run_once: true
  register: facts

- name: Back up the configurations, with ten earlier versions
  aerie.arista.eapi_fleet:
    backup:
      path: backups
      versions: 10
  become: true
  run_once: true
  register: backups

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
    - With O(commands), it has C(responses), C(stdout) and C(commands) as M(aerie.arista.eapi_command) returns them.
    - With O(gather_subset), it has C(ansible_facts). With O(intended), it has C(equal), C(missing), C(extra) and
      C(moved), as P(aerie.arista.config_diff#filter) returns them, without secrets.
    - With O(backup), it has C(changed), the C(path) of the file, and after a change C(log), the last lines of the
      switch's log that say who changed the configuration.
    - A host without a result has C(failed) or C(unreachable), C(msg), and further details of the error.
  returned: unless the task itself is wrong
  type: dict
  sample: {"leaf1": {"changed": false, "commands": ["show hostname"], "stdout": [{"hostname": leaf1}]}}
changed_hosts:
  description: The hosts whose file was written; in check mode, whose file would be.
  returned: with O(backup)
  type: list
  elements: str
  sample: [leaf1]
failed_hosts:
  description: The hosts on which the job failed.
  returned: unless the task itself is wrong
  type: list
  elements: str
  sample: [leaf2]
unreachable_hosts:
  description: The hosts that could not be reached, or refused the login.
  returned: unless the task itself is wrong
  type: list
  elements: str
  sample: [leaf3]
drifted_hosts:
  description: The hosts whose configuration differs from the intended one.
  returned: with O(intended)
  type: list
  elements: str
  sample: [leaf4]
msg:
  description: The error.
  returned: failure
  type: str
  sample: "leaf1 (https://192.0.2.11:443): line 1 of 2 'vlann 77' was rejected: Invalid input (at token 0: 'vlann')"
"""
