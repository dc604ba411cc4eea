# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: cloudvision
short_description: Run tasks on Arista CloudVision through its Resource APIs
description:
  - Sends the calls of M(aerie.arista.cloudvision_resource) and the other CloudVision modules over one gRPC channel from
    Ansible's worker process to CloudVision, on-prem or as-a-Service.
  - The host of the inventory represents CloudVision (or one tenant of it), not a switch.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_connection
requirements:
  - grpcio >= 1.81.1
  - protobuf >= 6.33.6, < 8
  - cloudvision >= 1.34.1
notes:
  - C(meta=reset_connection) deletes the stored token of a login with user and password.
  - Modules that must run on the host itself do not work on CloudVision.
"""

EXAMPLES = r"""
# inventory: CloudVision as-a-Service with a token of the environment (CLOUDVISION_ACCESS_TOKEN)
all:
  hosts:
    tenant:
      ansible_connection: aerie.arista.cloudvision
      ansible_cloudvision_region: united-kingdom

# on-prem, three nodes, a token from a file, a CA of one's own
    onprem:
      ansible_connection: aerie.arista.cloudvision
      ansible_cloudvision_nodes: [cvp1.example.com, cvp2.example.com, cvp3.example.com]
      ansible_cloudvision_token_file: ~/.secrets/cvp.token
      ansible_cloudvision_ca_path: /etc/pki/cvp.pem
"""

import typing as t

from ansible.errors import AnsibleError

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.connection import WorkerConnection

USE_INSTEAD = (
    "The connection aerie.arista.cloudvision runs no programs. Use aerie.arista.cloudvision_* modules, set "
    "'gather_facts: false' for the play, or send the task to the controller with 'delegate_to: localhost'."
)


def direct() -> t.Any:
    """Functions that use a client. Loaded late: tasks that need no CloudVision, such as set_fact, make a
    connection object as well, and should not pay for gRPC in each worker."""
    from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import cloudvision_connection as module

    return module


class Connection(WorkerConnection):
    """One CloudVision, spoken to by the worker itself."""

    transport = "aerie.arista.cloudvision"
    work = staticmethod(direct)

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Answer the ping of `wait_for_connection`. All else that comes this way wants a shell on the host."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        if self._action == "wait_for_connection":
            direct().ping(self)
            return 0, b'{"ping": "pong"}', b""
        raise AnsibleError(f"'{self._action}' cannot run on {self.get_option('label')}. {USE_INSTEAD}")

    def put_file(self, in_path: str, out_path: str) -> None:
        raise AnsibleError(f"{in_path} cannot be copied to CloudVision as to a host. {USE_INSTEAD}")

    def fetch_file(self, in_path: str, out_path: str) -> None:
        raise AnsibleError(f"{in_path} cannot be fetched from CloudVision as from a host. {USE_INSTEAD}")
