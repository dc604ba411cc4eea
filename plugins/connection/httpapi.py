# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: httpapi
short_description: Run modules of arista.eos through eAPI in Ansible's worker process
description:
  - Runs modules of C(arista.eos), and playbooks and roles that use them, without changes. An inventory written for
    P(ansible.netcommon.httpapi#connection) only needs another C(ansible_connection).
  - Starts no process for a task or its module. The module runs in Ansible's worker process and uses the client of
    P(aerie.arista.eapi#connection), with the same options.
  - Modules of this collection run as over P(aerie.arista.eapi#connection).
  - Modules for hosts with a shell, such as M(ansible.builtin.raw), run on the controller, as over
    P(ansible.netcommon.httpapi#connection).
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_connection
  - aerie.arista.arista_eos
options:
  import_modules:
    description:
      - Run a module of C(arista.eos) in Ansible's worker.
      - With V(false), it runs as a process on the controller, which takes longer, but supports the keyword
        C(environment).
    type: bool
    default: true
    ini:
      - section: ansible_network
        key: import_modules
    env:
      - name: ANSIBLE_NETWORK_IMPORT_MODULES
    vars:
      - name: ansible_network_import_modules
notes:
  - Enable the callback P(aerie.arista.preload#callback). It loads modules, connection and client once for all workers,
    which saves most of the time of a task.
  - Tasks with the keyword C(async) fail, because the connection ends with its task.
  - The task's C(become) selects privileged mode, with any C(become_method).
seealso:
  - plugin: aerie.arista.eapi
    plugin_type: connection
    description: The connection for playbooks that use only modules of this collection.
  - plugin: aerie.arista.preload
    plugin_type: callback
    description: Makes this connection fast.
"""

EXAMPLES = r"""
# inventory: an inventory for arista.eos, with another ansible_connection
switches:
  hosts:
    leaf1:
      ansible_host: 192.0.2.11
  vars:
    ansible_connection: aerie.arista.httpapi
    ansible_network_os: arista.eos.eos
    ansible_user: ansible
    ansible_password: "{{ lookup('ansible.builtin.env', 'SWITCH_PASSWORD') }}"
    ansible_httpapi_use_ssl: true
    ansible_httpapi_ca_path: /etc/pki/switches.pem
    ansible_become: true
    ansible_become_method: enable
"""

import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.loader import connection_loader

from ansible_collections.aerie.arista.plugins.connection.eapi import FACTS_MODULE
from ansible_collections.aerie.arista.plugins.connection.eapi import Connection as EapiConnection
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import fresh_modules
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.module_socket import ModuleSocket

#: What the actions of netcommon ask the connection each time before they import a module.
IMPORT_MODULES = "import_modules"
#: Among the arguments of a task, Ansible finds here the socket of a helper process to end with the play.
SOCKET_ARGUMENT = "_ansible_socket"

REFUSED_ASYNC = (
    "'async' does not work over the connection aerie.arista.httpapi, which ends with the task. Remove 'async' from the "
    "task, or set 'ansible_connection: ansible.netcommon.httpapi' for it."
)

_lent: list[ModuleSocket] = []


class Connection(EapiConnection):
    """One switch, spoken to by the worker itself, for the modules that ask for a socket."""

    transport = "aerie.arista.httpapi"
    allow_executable = True
    any_become_method = True

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._socket: ModuleSocket | None = None
        self._server: t.Any = None

    @property
    def socket_path(self) -> str:
        """A socket for a module that is about to run, and for actions that ask themselves."""
        self._refuse_async()
        fresh_modules.note_run()
        if self._socket is None or self._socket not in _lent:
            end_lending()  # by the connection of another host, with which this worker has done an earlier item
            self._socket = ModuleSocket(self._answer_module)
            _lent.append(self._socket)
            self._connected = True  # lets Ansible keep this object over the items of a loop
        self._socket.adopt_context()
        return self._socket.path

    def _answer_module(self, request: bytes) -> str:
        """Answer a module. What that takes is loaded with the first request."""
        if self._server is None:
            from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import httpapi_connection

            self._server = httpapi_connection.server(self)
        return str(self._server.handle_request(request))

    def get_option(self, option: str, hostvars: t.Any = None) -> t.Any:
        """As Ansible's. A module that will be imported is a fresh one."""
        if option == IMPORT_MODULES:
            fresh_modules.forget()
        return super().get_option(option, hostvars=hostvars)

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Run a program on the controller, except where it would only ask for facts, or for an answer."""
        self._refuse_async()
        if (in_data and FACTS_MODULE in in_data) or self._action == "wait_for_connection":
            return super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        return t.cast("tuple[int, bytes, bytes]", self._controller.exec_command(cmd, in_data, sudoable))

    def put_file(self, in_path: str, out_path: str) -> None:
        """Copy a file on the controller."""
        self._controller.put_file(in_path, out_path)

    def fetch_file(self, in_path: str, out_path: str) -> None:
        """Copy a file on the controller."""
        self._controller.fetch_file(in_path, out_path)

    @property
    def _controller(self) -> t.Any:
        connection = connection_loader.get("ansible.builtin.local", self._play_context)
        connection.set_options()
        return connection

    def _refuse_async(self) -> None:
        if self._task.get("async_val"):
            raise AnsibleError(REFUSED_ASYNC)

    def close(self) -> None:
        """Take the socket back, and close the connection."""
        if self._socket is not None:
            end_lending()
            self._socket = None
            # Ansible would want to end it with the play, and then do so instead of 'meta: reset_connection'.
            (self._task.get("args") or {}).pop(SOCKET_ARGUMENT, None)
        super().close()


def end_lending() -> None:
    """Close the socket that this worker has lent, if any."""
    while _lent:
        _lent.pop().close()
