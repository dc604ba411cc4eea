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
