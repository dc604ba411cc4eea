# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of actions that may move the endpoint through which they run."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  commit_timer:
    description:
      - How long the switch waits for the confirmation of a change before it undoes the change, such as V(90s) or
        V(00:05:00).
      - A change of the API service is confirmed over a new connection to the endpoint that the API has after it.
    type: str
    default: 2m
  confirm:
    description:
      - What else must be true before the task confirms a change, as in M(aerie.arista.eapi_config).
      - It is checked over the endpoint that the API has after the change.
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
        type: raw
      checks:
        description:
          - What was up before the change must be up after it.
          - V(bgp_established) looks at the BGP peers of all VRFs, V(interfaces_up) at line protocols.
          - V(lldp_neighbors) looks at neighbors on their ports, V(mlag_active) at the MLAG peer.
          - V(routes_present) looks at the IPv4 prefixes of all VRFs.
          - What was down, or is not there, is not looked at.
        type: list
        elements: str
        choices: [bgp_established, interfaces_up, lldp_neighbors, mlag_active, routes_present]
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
  endpoint:
    description:
      - The endpoint to use after the change, if it differs from the one in use.
      - Suboptions that are not set keep their present values. The task finds a new port on the same address by itself.
        Set another address, a less secure transport or a forwarded port here.
    type: dict
    suboptions:
      host:
        description: Name or address of the switch; IPv6 addresses without brackets.
        type: str
      port:
        description: TCP port.
        type: int
      transport:
        description: Transport of the requests.
        type: str
        choices: [https, http, unix, ssh]
      ca_path:
        description: File or folder of the CA certificates to trust, PEM.
        type: path
      validate_certs:
        description: Verify the switch's certificate and its name.
        type: bool
      client_cert:
        description: File of the client certificate, PEM.
        type: path
      client_key:
        description: File of the client certificate's key, PEM, not encrypted.
        type: path
"""
