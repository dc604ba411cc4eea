#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_server
short_description: Configure the API service of Arista switches, with protection against lockout
description:
  - Configures C(management api http-commands) and, on the releases that have it, C(management http-server). Each line
    is entered in the section in which the switch keeps it.
  - Commits every change with a timer, then connects to the endpoint that the service has after the change. The change
    is confirmed only if the switch answers a request there and reports that every server runs. Otherwise the task, or
    the switch itself, undoes the change, and the task fails with the reason.
  - Refuses a change that would remove the endpoint in use, unless O(endpoint) names another one.
  - When a VRF other than C(default) is enabled, the API no longer serves the VRF C(default), unless that is enabled
    too. The switch's own diff does not show this; RV(predicted) and RV(diff) do.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.eapi_confirm
  - aerie.arista.eapi_endpoint
  - aerie.arista.show_secrets
attributes:
  check_mode:
    support: full
    details:
      - The lines are entered in a session on the switch, which is then aborted, so the switch makes the prediction.
      - An SSL profile that is missing or invalid, and missing files of O(endpoint), cause a warning and no error, since
        an earlier task of the play may create them.
  diff_mode:
    support: full
options:
  state:
    description:
      - V(merged) enables the API and changes the settings that are given.
      - V(replaced) enables the API and resets the settings that are not given to the defaults of EOS.
      - V(disabled) disables the API and keeps its other settings. Run it over SSH, or name an SSH endpoint in
        O(endpoint), because it ends access through the API.
    type: str
    choices: [merged, replaced, disabled]
    default: merged
  https:
    description: The HTTPS server. It is enabled in the defaults of EOS.
    type: dict
    suboptions:
      enabled:
        description: Whether the server is enabled.
        type: bool
        default: true
      port:
        description:
          - TCP port, from 1 to 65535. The default is the present port; with O(state=replaced) it is 443.
        type: int
  http:
    description: The HTTP server. It is disabled in the defaults of EOS.
    type: dict
    suboptions:
      enabled:
        description: Whether the server is enabled.
        type: bool
        default: true
      port:
        description:
          - TCP port, from 1 to 65535. The default is the present port; with O(state=replaced) it is 80.
        type: int
  local_http:
    description:
      - The HTTP server for programs on the switch, which asks for no credentials. It is disabled in the defaults of
        EOS.
    type: dict
    suboptions:
      enabled:
        description: Whether the server is enabled.
        type: bool
        default: true
      port:
        description:
          - TCP port, from 1 to 65535. The default is the present port; with O(state=replaced) it is 8080.
        type: int
  unix_socket:
    description:
      - The unix socket for programs on the switch, which asks for no credentials. It is disabled in the defaults of
        EOS.
    type: dict
    suboptions:
      enabled:
        description: Whether the server is enabled.
        type: bool
        default: true
  ssl_profile:
    description:
      - SSL profile of the HTTPS server. V(""), which is the default of EOS, means none; the server then uses the
        switch's self-signed certificate.
      - The task fails if the profile does not exist or is not valid.
    type: str
  vrfs:
    description:
      - VRFs in which to serve the API. With O(state=merged) other VRFs are not changed; with O(state=replaced) they are
        removed.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the VRF. It must exist on the switch.
        type: str
        required: true
      state:
        description: V(disabled) keeps the VRF's access groups; V(absent) removes its whole section.
        type: str
        choices: [enabled, disabled, absent]
        default: enabled
      ip_access_group:
        description: IPv4 access list of permitted clients. It must exist on the switch. V("") means none.
        type: str
      ipv6_access_group:
        description: IPv6 access list of permitted clients. It must exist on the switch. V("") means none.
        type: str
  session_timeout:
    description:
      - Minutes after which the switch ends a cookie session, from 1 to 1440. The default of EOS is 1440.
    type: int
  cors_origins:
    description: Origins from which web pages may use the API. With O(state=merged) they are added to those present.
    type: list
    elements: str
  dscp:
    description: DSCP value of the API's packets, from 0 to 63. The default of EOS is 0.
    type: int
  default_services:
    description:
      - Whether the web server offers its default services, such as the API explorer. The default of EOS is true.
    type: bool
  allow_lockout:
    description: Permit O(state=disabled) over the API itself, which ends the task's own access.
    type: bool
    default: false
  save:
    description:
      - When to copy the running configuration to the startup configuration. V(changed) after a change, V(always)
        whenever the two differ.
    type: str
    choices: [never, changed, always]
    default: never
notes:
  - The guides are C(docs/api-service.md), C(docs/from-arista-eos.md) in the collection.
  - If the endpoint moves, later tasks of the run use the new endpoint. Over P(ansible.netcommon.httpapi#connection),
    modules of other collections do so only until the helper process of the host ends. Update the inventory before the
    next run.
seealso:
  - module: arista.eos.eos_eapi
    description: The module that this one replaces.
  - module: aerie.arista.eapi_config
  - module: aerie.arista.ssl_profile
"""

EXAMPLES = r"""
- name: Serve the API in the management VRF too, there to the controllers only
  aerie.arista.eapi_server:
    vrfs:
      - name: default
      - name: MGMT
        ip_access_group: CONTROLLERS
    save: changed
  become: true

- name: Move HTTPS to another port
  aerie.arista.eapi_server:
    https:
      port: 9443
  become: true

- name: Serve only HTTPS, with our own certificate, in two VRFs
  aerie.arista.eapi_server:
    state: replaced
    https:
      port: 9443
    ssl_profile: eapi
    vrfs:
      - name: default
      - name: MGMT
        ip_access_group: CONTROLLERS
    session_timeout: 60
  become: true

- name: Enable the API over SSH, and use it from then on
  aerie.arista.eapi_server:
    endpoint:
      transport: https
      port: 9443
  become: true
  vars:
    ansible_eapi_transport: ssh
    ansible_port: 22

- name: Remove the API from the default VRF, and continue at an address in the remaining VRF
  aerie.arista.eapi_server:
    vrfs:
      - name: default
        state: absent
      - name: MGMT
    endpoint:
      host: 192.0.2.10
  become: true

- name: Keep the change only if the switch's interfaces and BGP peers stay up
  aerie.arista.eapi_server:
    session_timeout: 120
    confirm:
      checks: [interfaces_up, bgp_established]
  become: true
"""

RETURN = r"""
changed:
  description: Whether the running configuration changed, by the switch's diff, or the startup configuration was saved.
  returned: always
  type: bool
  sample: true
diff:
  description: The change of the configuration.
  returned: when there is one
  type: dict
  contains:
    prepared:
      description: The switch's own diff, followed by the sentences of RV(predicted) as lines that start with C(!).
      type: str
      returned: always
predicted:
  description: Effects of the change that the diff does not show.
  returned: success
  type: list
  elements: str
  sample: ["the API leaves the VRF default, because the VRF MGMT is enabled and default is not listed"]
commands:
  description: The commands that were entered in the session.
  returned: when the service differs from the options
  type: list
  elements: str
  sample: [interface Ethernet1, shutdown]
session:
  description: Name of the session.
  returned: when the service differs from the options
  type: str
  sample: ansible-15a8d5add87a
confirmed:
  description: Whether the change was confirmed.
  returned: after a change
  type: bool
  sample: true
endpoint:
  description: The endpoint at which the API is reached after the task.
  returned: success
  type: dict
  contains:
    transport:
      description: Transport.
      type: str
      returned: always
    host:
      description: Name or address of the switch.
      type: str
      returned: always
    port:
      description: TCP port; null for the unix socket.
      type: int
      returned: always
    url:
      description: URL of the endpoint.
      type: str
      returned: always
      sample: https://192.0.2.10:8443
status:
  description:
    - The service as the switch reports it (C(show management api http-commands)); in check mode, before the change.
  returned: success, unless the task has ended its own access
  type: dict
  contains:
    enabled:
      description: Whether the API is enabled.
      type: bool
      returned: always
    https:
      description: The HTTPS server, with C(configured), C(running) and C(port).
      type: dict
      returned: always
    http:
      description: The HTTP server, with C(configured), C(running) and C(port).
      type: dict
      returned: always
    local_http:
      description: The local HTTP server, with C(configured), C(running) and C(port).
      type: dict
      returned: always
    unix_socket:
      description: The unix socket, with C(configured) and C(running).
      type: dict
      returned: always
    ssl_profile:
      description: The SSL profile, with C(name), C(configured) and C(state); null without a profile.
      type: dict
      returned: always
    vrfs:
      description: The VRFs in which the API serves. Old releases report only one of them.
      type: list
      elements: str
      returned: always
    urls:
      description: The URLs of the API, each with its C(interface) and C(url).
      type: list
      elements: dict
      returned: always
      sample: [{"interface": "Management1", "url": "https://192.0.2.10:443"}]
    cors_origins:
      description: Origins from which web pages may use the API.
      type: list
      elements: str
      returned: always
    dscp:
      description: DSCP value of the API's packets.
      type: int
      returned: always
rolled_back:
  description: Whether the change is known to be undone.
  returned: when the change was not confirmed
  type: bool
  sample: true
rollback_at:
  description: When the commit timer ends, by the controller's clock, in ISO 8601.
  returned: when the change was not confirmed
  type: str
  sample: "2027-01-01T06:05:00+0000"
saved:
  description: Whether the running configuration was copied to the startup configuration.
  returned: success, unless the task has ended its own access
  type: bool
  sample: true
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
errors:
  description: The error messages of the switch.
  returned: when the switch rejected a line
  type: list
  elements: str
  sample: ["Invalid input (at token 0: 'vlann')"]
msg:
  description: The cause of the failure.
  returned: failure
  type: str
  sample: "leaf1 (https://192.0.2.11:443): line 1 of 2 'vlann 77' was rejected: Invalid input (at token 0: 'vlann')"
"""
