# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all actions over eAPI share: validated arguments, batches over either connection, errors as results."""

from __future__ import annotations

import base64
import typing as t
from importlib import import_module

from ansible.errors import AnsibleActionFail
from ansible.module_utils.connection import Connection as Rpc
from ansible.module_utils.connection import ConnectionError as RpcError
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import connection_loader
from ansible.utils.display import Display

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import endpoint_memory as moves
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.rpc import batch_to_data, raise_error
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response

DIRECT = "aerie.arista.eapi"
HTTPAPI = "ansible.netcommon.httpapi"
#: Among the arguments of a task, Ansible finds here the socket of a helper process to end with the play.
SOCKET_ARGUMENT = "_ansible_socket"
#: JSON-RPC's code for a method that netcommon's helper does not have.
METHOD_NOT_FOUND = -32601

display = Display()

# Ansible forks a worker for each task and host after it has loaded the action. What is loaded here, the connection
# plugin with its documentation and the HTTP library, is paid once per playbook instead of once per host and task.
connection_loader.get(DIRECT, class_only=True)
import_module("ansible_collections.aerie.arista.plugins.plugin_utils.bridge.eapi_connection")


class RemoteClient:
    """The client that lives in netcommon's helper process, behind plugins/httpapi/eapi.py."""

    def __init__(self, socket_path: str) -> None:
        self._rpc = Rpc(socket_path)

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        answer = self._ask("run_batch", batch_to_data(batch))
        return [Response(**item) for item in answer["responses"]]

    def reconnect(self, login: bool = False) -> None:
        """As EapiClient.reconnect."""
        self._ask("reconnect", login)

    def endpoint_options(self) -> dict[str, t.Any]:
        """As EapiClient.endpoint_options_options."""
        return t.cast("dict[str, t.Any]", self._ask("endpoint_options")["value"])

    def move(self, **changes: t.Any) -> None:
        """As EapiClient.move."""
        self._ask("move", changes)

    def peer_certificate(self, **changes: t.Any) -> bytes | None:
        """As EapiClient.peer_certificate."""
        encoded = self._ask("peer_certificate", changes)["value"]
        return None if encoded is None else base64.b64decode(encoded)

    def _ask(self, method: str, *arguments: t.Any) -> dict[str, t.Any]:
        try:
            answer: dict[str, t.Any] = getattr(self._rpc, method)(*arguments)
        except RpcError as error:
            if getattr(error, "code", None) == METHOD_NOT_FOUND:
                raise InputError(
                    "the httpapi plugin of this host is not that of this collection.",
                    hint=f"Set 'ansible_network_os: {DIRECT}'.",
                ) from None
            raise AnsibleActionFail(str(error)) from error
        for warning in answer["warnings"]:
            display.warning(warning)
        raise_error(answer)
        return answer


class EapiAction(ActionBase):
    """Base of the actions. A subclass names its `spec` and does its work in `perform`."""

    #: From schema.argument_spec, at the subclass's import.
    spec: t.ClassVar[dict[str, t.Any]]
    #: The switch's name in the inventory.
    host = ""
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Validate, perform, and turn errors into a result."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        self.host = str((task_vars or {}).get("inventory_hostname", ""))
        self._task.args.pop(SOCKET_ARGUMENT, None)  # of an earlier try of the same task
        _ignored, args = self.validate_argument_spec(self.spec)
        try:
            result.update(self.perform(args))
        except ClientError as error:
            result.update(task_result(error, self.host))
        return result

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        """Do the task's work.

        :param args: the validated arguments.
        :returns: the task's result.
        :raises ClientError: becomes a failed (or unreachable) result.
        """
        raise NotImplementedError

    def tell(self, sentence: str) -> None:
        """Print progress, at normal verbosity."""
        display.display(f"[{self.host}] {sentence}")

    def keep_endpoint(self) -> None:
        """Let the tasks after this one go on where the client has moved to.

        Over netcommon they do so anyway, until the host's helper process ends.
        """
        if self._connection.transport == DIRECT:
            client = self._connection.client
            # What has not moved stays as each task says.
            moved = {
                name: value
                for name, value in client.endpoint_options().items()
                if value != getattr(client.origin, name)
            }
            if not moves.remember(client.origin, moved):
                display.warning(
                    f"{self.host} answers at {client.options.endpoint} now, and later tasks must be told so."
                )

    @property
    def client(self) -> t.Any:
        """What runs batches, over the connection that the host has."""
        name = self._connection.transport
        if name == DIRECT:
            return self._connection.client
        socket_path = getattr(self._connection, "socket_path", None)
        if name.startswith(HTTPAPI) and socket_path:
            self._task.args[SOCKET_ARGUMENT] = socket_path
            return RemoteClient(socket_path)
        raise InputError(
            f"{self._task.action} does not run over the connection '{name}'.",
            hint=f"Set 'ansible_connection: {DIRECT}', or '{HTTPAPI}' with 'ansible_network_os: {DIRECT}'.",
        )
