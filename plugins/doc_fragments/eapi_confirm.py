# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option of actions whose own confirmation of a change may be told to look at more."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  confirm:
    description:
      - What else must be true before the task confirms a change, as in M(aerie.arista.eapi_config).
      - If the change moves the endpoint of the API, it is checked over the new one.
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
"""
