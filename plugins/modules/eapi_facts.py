#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_facts
short_description: Gather facts of Arista switches through eAPI
description:
  - Returns facts under the same names as C(arista.eos.eos_facts).
  - Also works as the facts module of a play. Set C(ansible_facts_modules) to V(aerie.arista.eapi_facts) for the
    switches and leave C(gather_facts) on; the play's C(gather_subset) selects the subsets.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
options:
  gather_subset:
    description:
      - V(default) (identity and software), V(hardware) (memory and file systems), V(interfaces), V(neighbors) (LLDP),
        V(config) (the running configuration, which needs C(become)), or V(all). V(min) means V(default).
      - C(!name) excludes a subset. V(default) is always gathered.
    type: list
    elements: str
    default: [default]
notes:
  - The guides are C(docs/performance.md), C(docs/from-arista-eos.md) in the collection.
seealso:
  - module: arista.eos.eos_facts
    description: The module that this one replaces.
  - module: aerie.arista.eapi_command
"""

EXAMPLES = r"""
- name: Gather everything but the configuration
  aerie.arista.eapi_facts:
    gather_subset:
      - all
      - "!config"

- name: Gather facts at the start of the play
  hosts: switches
  gather_facts: true
  gather_subset:
    - interfaces
  vars:
    ansible_facts_modules: aerie.arista.eapi_facts
  tasks:
    - name: Show a fact
      ansible.builtin.debug:
        var: ansible_facts.net_version
"""

RETURN = r"""
ansible_facts:
  description: The facts, under C(ansible_net_*).
  returned: always
  type: dict
  contains:
    ansible_net_gather_subset:
      description: The gathered subsets.
      type: list
      elements: str
      returned: always
    ansible_net_system:
      description: The operating system, V(eos).
      type: str
      returned: with V(default)
    ansible_net_api:
      description: The API, V(eapi).
      type: str
      returned: with V(default)
    ansible_net_python_version:
      description: Version of Python on the controller.
      type: str
      returned: with V(default)
    ansible_net_hostname:
      description: The hostname.
      type: str
      returned: with V(default)
    ansible_net_fqdn:
      description: The hostname with its domain.
      type: str
      returned: with V(default)
    ansible_net_model:
      description: The model.
      type: str
      returned: with V(default)
    ansible_net_serialnum:
      description: The serial number.
      type: str
      returned: with V(default)
    ansible_net_version:
      description: The EOS version.
      type: str
      returned: with V(default)
    ansible_net_image:
      description: The format of the software image.
      type: str
      returned: with V(default), where EOS tells
    ansible_net_architecture:
      description: The CPU architecture.
      type: str
      returned: with V(default), where EOS tells
    ansible_net_system_mac:
      description: The system's MAC address.
      type: str
      returned: with V(default), where EOS tells
    ansible_net_uptime:
      description: Seconds since the switch started.
      type: float
      returned: with V(default), where EOS tells
    ansible_net_filesystems:
      description: The file systems.
      type: list
      elements: str
      returned: with V(hardware)
    ansible_net_memtotal_mb:
      description: Memory in MiB.
      type: float
      returned: with V(hardware)
    ansible_net_memfree_mb:
      description: Free memory in MiB.
      type: float
      returned: with V(hardware)
    ansible_net_interfaces:
      description: Interfaces by name, with their state and addresses.
      type: dict
      returned: with V(interfaces)
    ansible_net_all_ipv4_addresses:
      description: All IPv4 addresses.
      type: list
      elements: str
      returned: with V(interfaces)
    ansible_net_all_ipv6_addresses:
      description: All global IPv6 addresses.
      type: list
      elements: str
      returned: with V(interfaces)
    ansible_net_neighbors:
      description: LLDP neighbors by local port, each a list of mappings with C(host) and C(port).
      type: dict
      returned: with V(neighbors)
    ansible_net_config:
      description: The running configuration.
      type: str
      returned: with V(config)
"""

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.connection import Connection


def main():
    """Serve C(gather_facts), which runs modules, over netcommon's helper. As a task of its own this is an action."""
    module = AnsibleModule(
        argument_spec={"gather_subset": {"type": "list", "elements": "str", "default": ["default"]}},
        supports_check_mode=True,
    )
    answer = Connection(module._socket_path).get_facts(module.params["gather_subset"])
    if answer.get("failed"):
        module.fail_json(msg=answer["msg"])
    module.exit_json(**answer)


if __name__ == "__main__":
    main()
