# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: eapi
short_description: Run tasks on Arista switches through eAPI
description:
  - Sends the requests of M(aerie.arista.eapi_command) and the other eAPI modules from Ansible's worker process to the
    switch's Command API (runCmds), without a helper process.
  - M(ansible.builtin.raw) runs its line through eAPI and returns the text.
  - Modules that must run on the host itself do not work on a switch. M(aerie.arista.eapi_facts) gathers facts.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_connection
options:
  facts_modules:
    description: The module that C(gather_facts) runs. Set it to M(aerie.arista.eapi_facts).
    type: list
    elements: str
    vars:
      - name: ansible_facts_modules
notes:
  - C(ansible_httpapi_*) variables are used if the C(ansible_eapi_*) variables are not set, so an inventory only needs
    another C(ansible_connection).
  - C(meta=reset_connection) logs out of the cookie session. Otherwise later plays use it until the switch ends it.
  - Without certificate validation, any server that answers gets the password.
"""

EXAMPLES = r"""
# inventory: the fast way to the switches
switches:
  hosts:
    leaf1:
      ansible_host: 192.0.2.11
  vars:
    ansible_connection: aerie.arista.eapi
    ansible_user: ansible
    ansible_password: "{{ lookup('ansible.builtin.env', 'SWITCH_PASSWORD') }}"
    ansible_eapi_ca_path: /etc/pki/switches.pem
    ansible_become_method: enable
    ansible_facts_modules: aerie.arista.eapi_facts
"""

import typing as t

from ansible.errors import AnsibleError

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.connection import WorkerConnection

#: Where a module that Ansible wants to run on the host names itself.
FACTS_MODULE = b"aerie.arista.plugins.modules.eapi_facts"

USE_INSTEAD = (
    "The connection aerie.arista.eapi runs no programs on the switch. Use aerie.arista modules or ansible.builtin.raw, "
    "or send the task to the controller with 'delegate_to: localhost'."
)
GATHER_INSTEAD = (
    "Facts of a switch are gathered by aerie.arista.eapi_facts: set 'ansible_facts_modules: aerie.arista.eapi_facts' "
    "for these hosts, or 'gather_facts: false' for the play."
)


def direct() -> t.Any:
    """Functions that use a client. Loaded late: tasks that need no switch, such as set_fact, make a
    connection object as well, and should not pay for the HTTP library in each worker."""
    from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import eapi_connection as module

    return module


class Connection(WorkerConnection):
    """One switch, spoken to by the worker itself."""

    transport = "aerie.arista.eapi"
    #: Whether 'become' with another method than 'enable' means privileged mode, too.
    any_become_method = False
    work = staticmethod(direct)

    def close(self) -> None:
        """Close the connection, and say what the client has to say."""
        client = self._client
        super().close()
        if client is not None:
            direct().say_warnings(client)

    def transport_test(self, connect_timeout: float) -> None:
        """Check that the API answers and accepts the login, for `wait_for_connection`."""
        direct().test(self, connect_timeout)

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Run one line of `raw` through eAPI, as text. All else that comes this way wants a shell on the host."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        action = self._action
        if action == "raw":
            return direct().run_line(self, cmd)
        if in_data and FACTS_MODULE in in_data:
            return direct().gather_facts(self, in_data, self._task.get("args") or {})
        if action == "wait_for_connection":
            return direct().ping(self)
        instead = GATHER_INSTEAD if action in ("gather_facts", "setup") else USE_INSTEAD
        raise AnsibleError(f"'{action}' cannot run on {self.get_option('label') or self.get_option('host')}. {instead}")

    def put_file(self, in_path: str, out_path: str) -> None:
        raise AnsibleError(f"{in_path} cannot be copied to a switch as to a host. {USE_INSTEAD}")

    def fetch_file(self, in_path: str, out_path: str) -> None:
        raise AnsibleError(f"{in_path} cannot be fetched from a switch as from a host. {USE_INSTEAD}")
