# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: eapi
short_description: Run tasks on Arista switches through eAPI
description:
  - Sends the requests of M(aerie.arista.eapi_command) and its siblings from Ansible's own worker to the switch's
    Command API (runCmds); no helper process is started.
  - M(ansible.builtin.raw) runs its line through eAPI and returns the text.
  - Modules that must run on the host itself cannot be sent to a switch; facts are gathered by
    M(aerie.arista.eapi_facts).
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_connection
options:
  facts_modules:
    description: What C(gather_facts) runs; set it to M(aerie.arista.eapi_facts).
    type: list
    elements: str
    vars:
      - name: ansible_facts_modules
notes:
  - C(ansible_httpapi_*) variables are read where ours are not set, so an inventory moves over by changing
    C(ansible_connection) alone.
  - C(meta=reset_connection) logs the cookie session out. Otherwise it is kept for later plays until the switch ends it.
  - Turning certificate validation off gives passwords to whoever answers.
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

import ast
import json
import typing as t
from dataclasses import replace

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.connection import ConnectionBase
from ansible.utils.display import Display

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import Client
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.commands import Batch, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError, EapiError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import Options, from_plugin
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.facts import gather

display = Display()

#: Where a module that Ansible wants to run on the host names itself.
FACTS_MODULE = b"aerie.arista.plugins.modules.eapi_facts"

#: The key of a module's arguments in that program, and their greatest length (its code is far longer).
MODULE_ARGUMENTS = "ANSIBLE_MODULE_ARGS"
MAX_ARGUMENTS = 65536

USE_INSTEAD = (
    "The connection aerie.arista.eapi runs no programs on the switch. Use aerie.arista modules or ansible.builtin.raw, "
    "or send the task to the controller with 'delegate_to: localhost'."
)
GATHER_INSTEAD = (
    "Facts of a switch are gathered by aerie.arista.eapi_facts: set 'ansible_facts_modules: aerie.arista.eapi_facts' "
    "for these hosts, or 'gather_facts: false' for the play."
)


class Connection(ConnectionBase):
    """One switch, spoken to by the worker itself."""

    transport = "aerie.arista.eapi"
    has_pipelining = True
    # What Ansible would do with a shell on the host makes no sense on a switch: no temporary folder, no interpreter
    # discovery, no wrapping of raw lines. Whatever still wants to run there is refused by exec_command.
    always_pipeline_modules = True
    allow_executable = False
    _remote_is_local = True

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._client: Client | None = None
        self._options_changed = True
        self._task: dict[str, t.Any] = {}

    def set_options(self, task_keys: t.Any = None, var_options: t.Any = None, direct: t.Any = None) -> None:
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        self._task = dict(task_keys or {})
        self._options_changed = True

    @property
    def client(self) -> Client:
        """The client for the options; opens nothing by itself.

        :raises AnsibleError: for an option that cannot be.
        """
        if self._options_changed or self._client is None:
            options = self._options_with_become()
            self._options_changed = False
            if self._client is None or self._client.options != options:
                self._open(options)
        return t.cast("Client", self._client)

    def _open(self, options: Options) -> None:
        self.close()
        self._client = Client(options)
        self._connected = True  # lets Ansible keep this object, and with it the connection, over the items of a loop
        for warning in self._client.warnings:
            display.warning(warning)

    def _options_with_become(self) -> Options:
        options = from_plugin(self.get_option)
        if self.become is not None:
            method = self.become.name.rpartition(".")[2]
            if method != "enable":
                raise InputError(
                    f"'become' is set with the method '{method}', and a switch knows only 'enable'.",
                    host=options.name,
                    hint="Set 'become_method: enable' (ansible_become_method).",
                )
            password = self.become.get_option("become_pass") or options.enable_password
            return replace(options, enable=True, enable_password=password)
        return options

    def _connect(self) -> Connection:
        """Nothing to do ahead of the first request."""
        self._connected = True
        return self

    def close(self) -> None:
        """Close the connection; the cookie session stays for the other workers."""
        if self._client is not None:
            self._client.close()
        self._client = None
        self._connected = False

    def reset(self) -> None:
        """Log the cookie session out: `meta: reset_connection`."""
        try:
            self.client.logout()
        except EapiError as error:
            display.vvv(f"{error}")
        self.close()

    def transport_test(self, connect_timeout: float) -> None:
        """Make sure that the API answers and lets us in: `wait_for_connection`."""
        options = replace(self._options_with_become(), connect_timeout=connect_timeout, retries=0)
        client = Client(options)
        try:
            client.probe()
        finally:
            client.close()

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Run one line of `raw` through eAPI, as text. All else that comes this way wants a shell on the host."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        action = str(self._task.get("action")).rpartition(".")[2]
        if action == "raw":
            return self._run_line(cmd)
        if in_data and FACTS_MODULE in in_data:
            return self._gather_facts(in_data)
        if action == "wait_for_connection":
            return self._ping()
        instead = GATHER_INSTEAD if action in ("gather_facts", "setup") else USE_INSTEAD
        raise AnsibleError(f"'{action}' cannot run on {self.get_option('label') or self.get_option('host')}. {instead}")

    def _run_line(self, line: str) -> tuple[int, bytes, bytes]:
        try:
            response = self.client.run(Batch(parse_commands([line], "raw"), format="text"))[0]
        except CommandError as error:
            return 1, b"", str(error).encode()
        except EapiError as error:
            raise failure(error) from error
        return 0, str(response.output).encode(), "\n".join(response.warnings).encode()

    def _ping(self) -> tuple[int, bytes, bytes]:
        """The answer to the ping module, by which `wait_for_connection` ends."""
        try:
            self.client.probe()
        except EapiError as error:
            raise failure(error) from error
        return 0, b'{"ping": "pong"}', b""

    def _gather_facts(self, payload: bytes) -> tuple[int, bytes, bytes]:
        """The answer to eapi_facts sent as a module, by which `gather_facts` works.

        Ansible keeps the play's own gather_subset from all modules but `setup`, so it is looked for in the task.
        """
        subset = module_arguments(payload).get("gather_subset") or (self._task.get("args") or {}).get("gather_subset")
        try:
            facts = gather(self.client, subset or ["default"])
        except EapiError as error:
            return 0, json.dumps({"failed": True, "msg": str(error)}).encode(), b""
        return 0, json.dumps({"changed": False, "ansible_facts": facts}).encode(), b""

    def put_file(self, in_path: str, out_path: str) -> None:
        raise AnsibleError(f"{in_path} cannot be copied to a switch as to a host. {USE_INSTEAD}")

    def fetch_file(self, in_path: str, out_path: str) -> None:
        raise AnsibleError(f"{in_path} cannot be fetched from a switch as from a host. {USE_INSTEAD}")


def failure(error: EapiError) -> AnsibleError:
    """The error as Ansible's own kind: the host counts as unreachable where it was not reached."""
    return AnsibleConnectionFailure(str(error)) if error.unreachable else AnsibleError(str(error))


def module_arguments(payload: bytes) -> dict[str, t.Any]:
    """The arguments that Ansible wrote as JSON into the program that it would run on a host."""
    for node in ast.walk(ast.parse(payload)):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, (str, bytes)) and len(value) < MAX_ARGUMENTS and MODULE_ARGUMENTS in str(value):
            try:
                return dict(json.loads(value)[MODULE_ARGUMENTS])
            except (ValueError, TypeError, KeyError):
                continue
    raise AnsibleError("This release of Ansible sends modules in a form that the connection cannot read.")
