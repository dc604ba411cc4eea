#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_server
short_description: Configure the API service of Arista switches without locking oneself out
description:
  - Configures C(management api http-commands) and, on the releases that have it, C(management http-server). The
    lines go where the switch has them.
  - Every change is committed with a timer. The connection goes on at the endpoint that the change leads to; only when
    a real request was answered there, and the switch says that every server runs, the change is made final. In any
    other case it is taken back, by the task or by the switch itself, and the task says why.
  - A change that would remove the endpoint in use without a way back is refused.
  - Once a VRF other than C(default) is enabled, the API leaves the VRF C(default) unless that is enabled too. The
    switch's own diff does not show this; RV(predicted) and RV(diff) do.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
  - aerie.arista.eapi_endpoint
attributes:
  check_mode:
    support: full
    details:
      - The session is loaded on the switch and aborted, so the prediction is the switch's own.
      - An SSL profile that cannot be used, and files of O(endpoint) that are missing, are a warning, since tasks before
        this one may be to make them.
  diff_mode:
    support: full
options:
  state:
    description:
      - V(merged) enables the API and changes what is given.
      - V(replaced) enables the API, and what is not given gets the default of EOS.
      - V(disabled) turns the API off as a whole and leaves its other settings. Since that ends the way in, it runs
        over SSH, or goes on there with O(endpoint).
    type: str
    choices: [merged, replaced, disabled]
    default: merged
  https:
    description: The HTTPS server. EOS has it on, on port 443.
    type: dict
    suboptions:
      enabled:
        description: Whether it is on.
        type: bool
        default: true
      port:
        description: TCP port. The default is the present one, and 443 with O(state=replaced).
        type: int
  http:
    description: The HTTP server. EOS has it off.
    type: dict
    suboptions:
      enabled:
        description: Whether it is on.
        type: bool
        default: true
      port:
        description: TCP port. The default is the present one, and 80 with O(state=replaced).
        type: int
  local_http:
    description: The HTTP server that serves programs on the switch alone, without credentials. EOS has it off.
    type: dict
    suboptions:
      enabled:
        description: Whether it is on.
        type: bool
        default: true
      port:
        description: TCP port. The default is the present one, and 8080 with O(state=replaced).
        type: int
  unix_socket:
    description: The unix socket that serves programs on the switch, without credentials. EOS has it off.
    type: dict
    suboptions:
      enabled:
        description: Whether it is on.
        type: bool
        default: true
  ssl_profile:
    description:
      - SSL profile of the HTTPS server; V("") for none, which means the switch's self-signed certificate.
      - A profile that does not exist or is not valid is refused.
    type: str
  vrfs:
    description:
      - VRFs to serve the API in. With O(state=merged) the others stay as they are; with O(state=replaced) these are
        all.
    type: list
    elements: dict
    suboptions:
      name:
        description: The VRF, which exists on the switch.
        type: str
        required: true
      state:
        description: V(disabled) keeps its access groups; V(absent) removes all that is said of it.
        type: str
        choices: [enabled, disabled, absent]
        default: enabled
      ip_access_group:
        description: IPv4 access list that says who may come in; it exists on the switch. V("") for none.
        type: str
      ipv6_access_group:
        description: IPv6 access list that says who may come in; it exists on the switch. V("") for none.
        type: str
  session_timeout:
    description: Minutes after which the switch ends a cookie session, up to 1440, which is the default of EOS.
    type: int
  cors_origins:
    description: Origins from which web pages may use the API. With O(state=merged) they are added.
    type: list
    elements: str
  dscp:
    description: DSCP of the API's packets, from 0 to 63.
    type: int
  default_services:
    description: Whether the web server has its default services, such as the API's explorer.
    type: bool
  allow_lockout:
    description: Let O(state=disabled) end the very way in that the task uses.
    type: bool
    default: false
  save:
    description:
      - Whether to copy the running configuration to the startup configuration, V(changed) after a change, V(always)
        whenever the two differ.
    type: str
    choices: [never, changed, always]
    default: never
notes:
  - After a move, the tasks that follow go on at the new endpoint by themselves, over
    P(ansible.netcommon.httpapi#connection) those of the same play. A later run reads the inventory, which has to say
    the new place by then.
seealso:
  - module: aerie.arista.eapi_config
  - module: aerie.arista.ssl_profile
"""

EXAMPLES = r"""
- name: Serve the API in the management VRF too, and there for the controllers alone
  aerie.arista.eapi_server:
    vrfs:
      - name: default
      - name: MGMT
        ip_access_group: CONTROLLERS
    save: changed
  become: true

- name: Move HTTPS to another port, and go on there
  aerie.arista.eapi_server:
    https:
      port: 9443
  become: true

- name: Nothing but HTTPS with a certificate of our own, in two VRFs
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

- name: Turn the API on over SSH, and go on through it
  aerie.arista.eapi_server:
    endpoint:
      transport: https
      port: 9443
  become: true
  vars:
    ansible_eapi_transport: ssh
    ansible_port: 22

- name: Leave the default VRF, and go on at an address in the VRF that stays
  aerie.arista.eapi_server:
    vrfs:
      - name: default
        state: absent
      - name: MGMT
    endpoint:
      host: 192.0.2.10
  become: true
"""

RETURN = r"""
changed:
  description: Whether the switch's configuration changed, by its own diff, or its startup configuration was saved.
  returned: always
  type: bool
diff:
  description: The difference.
  returned: when there is one
  type: dict
  contains:
    prepared:
      description: The switch's own diff, and below it, as lines with C(!), what RV(predicted) says.
      type: str
      returned: always
predicted:
  description: What the change brings beyond its lines.
  returned: success
  type: list
  elements: str
  sample: ["the API leaves the VRF default, because the VRF MGMT is enabled and default is not listed"]
commands:
  description: The commands that were entered in the session.
  returned: when something is to be changed
  type: list
  elements: str
session:
  description: Name of the session.
  returned: when something is to be changed
  type: str
confirmed:
  description: Whether the change was made final.
  returned: after a change
  type: bool
endpoint:
  description: Where the API is reached after the task.
  returned: success
  type: dict
  contains:
    transport:
      description: How requests travel.
      type: str
      returned: always
    host:
      description: Name or address.
      type: str
      returned: always
    port:
      description: TCP port, none for the unix socket.
      type: int
      returned: always
    url:
      description: The endpoint in one.
      type: str
      returned: always
      sample: https://192.0.2.10:8443
status:
  description:
    - What the switch says of the service (C(show management api http-commands)); in check mode, that of now.
  returned: success, unless the way in has ended
  type: dict
  contains:
    enabled:
      description: Whether the API is on.
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
      description: The SSL profile, with C(name), C(configured) and C(state); none without one.
      type: dict
      returned: always
    vrfs:
      description: The VRFs in which the API serves. Old releases name one of them.
      type: list
      elements: str
      returned: always
    urls:
      description: The URLs under which it answers, each with its C(interface) and C(url).
      type: list
      elements: dict
      returned: always
      sample: [{"interface": "Management1", "url": "https://192.0.2.10:443"}]
    cors_origins:
      description: Origins of web pages.
      type: list
      elements: str
      returned: always
    dscp:
      description: DSCP of its packets.
      type: int
      returned: always
rolled_back:
  description: Whether the change was taken back, as far as that was seen.
  returned: when it was not confirmed
  type: bool
rollback_at:
  description: When the switch would undo the change by itself, by the controller's clock, in ISO 8601.
  returned: when it was not confirmed
  type: str
saved:
  description: Whether the running configuration was copied to the startup configuration.
  returned: success, unless the way in has ended
  type: bool
code:
  description: The code of the JSON-RPC error.
  returned: when the switch rejected something
  type: int
  sample: 1002
command:
  description: The line that was rejected.
  returned: when the switch rejected something
  type: str
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
