# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of actions that may move the very endpoint through which they run."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  commit_timer:
    description:
      - How long the switch waits for the confirmation before it takes the change back by itself, such as V(2m) or
        V(00:05:00).
      - A change of the API's service is confirmed over a new connection to the endpoint that it leads to.
    type: str
    default: 2m
  endpoint:
    description:
      - Where to go on after the change, if that is not where the task came in.
      - What is not set stays as it is. A new port on the same address is worked out from the change; another address,
        a transport that is less safe, or a port behind a forwarding is not.
    type: dict
    suboptions:
      host:
        description: Name or address of the switch; IPv6 addresses without brackets.
        type: str
      port:
        description: TCP port.
        type: int
      transport:
        description: How requests travel.
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
        description: File of the client certificate's key, PEM and not encrypted.
        type: path
"""
