# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Base of the actions over eAPI: validated arguments, batches over each connection, errors as results."""

from __future__ import annotations

import base64
import contextlib
import functools
import os
import typing as t
from collections.abc import Iterator

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.connection import Connection as Rpc
from ansible.module_utils.connection import ConnectionError as RpcError
from ansible.plugins.action import ActionBase

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import endpoint_memory as moves
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import preload
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import check_names
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.diffs import printable_diff
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result, unexpected
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.messages import show, tell, warn
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.rpc import batch_to_data, raise_error
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.secrets import (
    add_arguments,
    scrub_result,
    shows_secrets,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.leftovers import Ledger
from ansible_collections.aerie.arista.plugins.plugin_utils.common.locks import (
    LockTimeoutError,
    exclusive,
    fallback_folder,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.masking import showing_secrets
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response

if t.TYPE_CHECKING:  # most tasks change nothing
    from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import ChangeResult
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.reclaim import pending_of, reclaim_orphans

DIRECT = preload.EAPI
#: The connections that have a client in Ansible's worker.
IN_THE_WORKER = (DIRECT, preload.HTTPAPI)
HTTPAPI = "ansible.netcommon.httpapi"
#: Among the arguments of a task, Ansible finds here the socket of a helper process to end with the play.
SOCKET_ARGUMENT = "_ansible_socket"
#: JSON-RPC's code for a method that netcommon's helper does not have.
METHOD_NOT_FOUND = -32601
#: The process that has loaded the action: the run itself, of which the workers are forks.
RUN = os.getpid()
#: Seconds to wait for another task of this controller that changes the same switch.
LOCK_PATIENCE = 900.0

preload.eapi()


class RemoteClient:
    """The client that lives in netcommon's helper process, behind plugins/httpapi/eapi.py."""

    def __init__(self, socket_path: str) -> None:
        self._rpc = Rpc(socket_path)

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        answer = self._ask_connection("run_batch", batch_to_data(batch))
        return [Response(**item) for item in answer["responses"]]

    def reconnect(self, login: bool = False) -> None:
        """As EapiClient.reconnect."""
        self._ask_connection("reconnect", login)

    def endpoint_options(self) -> dict[str, t.Any]:
        """As EapiClient.endpoint_options."""
        return t.cast("dict[str, t.Any]", self._ask_connection("endpoint_options")["value"])

    def moved_options(self) -> dict[str, t.Any]:
        """As EapiClient.moved_options."""
        return t.cast("dict[str, t.Any]", self._ask_connection("moved_options")["value"])

    def move(self, **changes: t.Any) -> None:
        """As EapiClient.move."""
        self._ask_connection("move", changes)

    def peer_certificate(self, **changes: t.Any) -> bytes | None:
        """As EapiClient.peer_certificate."""
        encoded = self._ask_connection("peer_certificate", changes)["value"]
        return None if encoded is None else base64.b64decode(encoded)

    def _ask_connection(self, method: str, *arguments: t.Any) -> dict[str, t.Any]:
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
            warn(warning)
        raise_error(answer)
        return answer


class EapiAction(ActionBase):
    """Base of the actions. A subclass names its `spec` and does its work in `perform`."""

    #: From schema.argument_spec, at the subclass's import.
    spec: t.ClassVar[dict[str, t.Any]]
    #: The switch's name in the inventory, and its groups.
    host = ""
    groups: t.Sequence[str] = ()
    #: What of the task's result is a fact on the switch already, whatever fails from now on.
    in_force: dict[str, t.Any]
    #: The variables that the task sees.
    task_vars: dict[str, t.Any]
    #: What removes the secrets that the task was given from what others say.
    secrets: Scrubber
    #: Sessions of killed tasks that this one has aborted.
    reclaimed: list[str]
    #: The client in the host's helper process, opened by the task's first request.
    _remote: RemoteClient | None = None
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Validate, perform, and turn errors into a result."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        self.task_vars = task_vars or {}
        self.host = str(self.task_vars.get("inventory_hostname", ""))
        self.groups = [str(name) for name in self.task_vars.get("group_names", ())]
        self.in_force, self.reclaimed, self._remote = {}, [], None
        self._task.args.pop(SOCKET_ARGUMENT, None)  # of an earlier try of the same task
        try:
            check_names(self._task.action, self._task.args, self.spec)
            _ignored, args = self.validate_argument_spec(self.spec)
        except ClientError as error:
            result.update(task_result(error, self.host))
            return result
        self.secrets = self._secrets_of(args)
        with showing_secrets(shows_secrets(args, self.task_vars)):
            try:
                result.update(self.perform(args))
            except ClientError as error:
                result.update(self._failed_result(task_result(error, self.host)))
            except AnsibleActionFail as error:
                raise AnsibleActionFail(self.secrets.text(str(error))) from None
            except AnsibleError:
                raise
            except Exception as error:
                result.update(self._failed_result(unexpected(error, self.host, self.secrets)))
            scrub_result(result, self.secrets)
        if "diff" in result:
            result["diff"] = printable_diff(result["diff"])
        self._show_difference(result)
        return result

    def _show_difference(self, result: dict[str, t.Any]) -> None:
        """Print the difference where Ansible would not: it does so for results that are changed, and did not fail."""
        text = (result.get("diff") or {}).get("prepared")
        if text and self._task.diff and (result.get("failed") or not result.get("changed")):
            show(text)

    def _secrets_of(self, args: dict[str, t.Any]) -> Scrubber:
        """The secrets that the task was given: by its arguments, and by the options of its connection."""
        scrubber = Scrubber()
        add_arguments(scrubber, self.spec, args)
        owner: t.Any = self._connection
        for plugin, name in ((owner, "password"), (owner, "enable_password"), (owner.become, "become_pass")):
            with contextlib.suppress(KeyError, AttributeError, AnsibleError):  # others have no such option
                value = plugin.get_option(name)
                scrubber.add(value if isinstance(value, str) else None)
        return scrubber

    def _failed_result(self, failed: dict[str, t.Any]) -> dict[str, t.Any]:
        """The result of a task that an error ended. It also says what is in force on the switch."""
        if not self.in_force or "changed" in failed:
            return failed
        return {**self.in_force, **failed, "msg": f"The change is in force, but then the task failed. {failed['msg']}"}

    def keep_result(self, outcome: ChangeResult) -> None:
        """Note a change that is final on the switch, for the result of a task that fails afterwards."""
        self.in_force = {
            "changed": outcome.changed,
            "session": outcome.session,
            "commands": outcome.commands,
            "diff": {"prepared": outcome.diff},
            **({"confirmed": outcome.confirmed} if outcome.confirmed is not None else {}),
        }

    def hooks(self) -> dict[str, t.Any]:
        """Hooks of the task for its change, by the names of ChangeRequest."""
        return {
            "abandoned": self.abandoned,
            "on_commit": self.keep_result,
            "tell": self.tell,
            "ledger": self._ledger(),
            "makes_room": self.makes_room,
        }

    def _ledger(self) -> Ledger:
        """The record of the sessions that this controller has open on the switch."""
        return Ledger(os.path.join(self._store(), "open"), self._address())

    def _store(self) -> str:
        return os.path.expanduser(str(self.option("session_store")))

    def _address(self) -> str:
        return str(self._connection.get_option("host")).lower()

    def _reclaim_orphans(self) -> None:
        """Abort the sessions that killed tasks of this controller have left on the switch."""
        if not self.option("reclaim_sessions"):
            return
        with contextlib.suppress(ClientError):  # what keeps the switch from answering is told by what comes next
            self.reclaimed = reclaim_orphans(self.client, self._ledger())
        for name in self.reclaimed:
            self.tell(f"aborted the session {name}, which a killed task of this controller had left open")

    def makes_room(self, names: t.Sequence[str] = ()) -> bool:
        """Whether a run would abort sessions first, those of the names or of killed tasks, and so can open one."""
        return bool(pending_of(self.client, [*names, *self._orphans()]))

    def _orphans(self) -> list[str]:
        """The sessions on record of killed tasks, which a task that changes the switch aborts first."""
        found = []
        for name, record in self._ledger().orphans() if self.option("reclaim_sessions") else ():
            record.close(gone=False)
            found.append(name)
        return found

    @staticmethod
    def abandoned() -> bool:
        """True in a worker whose parent, the run, has died, so its result would be lost."""
        return os.getpid() != RUN and os.getppid() != RUN

    def option(self, name: str) -> t.Any:
        """An option of the connection; over netcommon's connection, of the plugin behind it."""
        owner: t.Any = self._connection
        return getattr(owner, "httpapi", owner).get_option(name)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other tasks of this controller from changing the same switch meanwhile.

        On EOS a commit overwrites what others have committed since the session was opened.

        :raises InputError: where another task takes too long.
        """
        runner = self.client  # refuses a connection that has none of our options
        if self._task.check_mode or runner is None:
            yield
            return
        with contextlib.ExitStack() as lock:
            self._take_turn(lock, self._address(), LOCK_PATIENCE, "changing the switch")
            self._reclaim_orphans()
            yield

    def _take_turn(self, lock: contextlib.ExitStack, name: str, patience: float, doing: str) -> None:
        """Take a lock, such as the switch's. Where the session store holds none, it is in a folder beside those for
        temporary files; without that one, nothing keeps the tasks of this controller apart. A warning says so.

        :param patience: seconds to wait for another task.
        :param doing: what the other one does, for messages.
        :raises InputError: where it takes longer.
        """
        enter = functools.partial(self._enter_lock, lock, name, patience, doing)
        try:
            enter(os.path.join(self._store(), "locks"))
            return
        except OSError as error:
            reason = f"the session store {self._store()} cannot hold the locks between the tasks ({error.strerror})"
        try:
            folder = fallback_folder()
            enter(folder)
            told = f"{reason}, so they are in {folder}."
        except OSError:
            told = f"{reason}: two tasks of this controller that change a switch at once may undo each other's change."
        warn(f"{self.host}: {told} Set ansible_eapi_session_store to a folder of your own.")

    def _enter_lock(self, lock: contextlib.ExitStack, name: str, patience: float, doing: str, folder: str) -> None:
        try:
            lock.enter_context(exclusive(folder, name, patience, self.tell))
        except LockTimeoutError:
            raise InputError(
                f"another task of this controller has been {doing} for {patience:g} s.",
                hint="Wait for it, or end it.",
            ) from None

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        """Do the task's work.

        :param args: the validated arguments.
        :returns: the task's result.
        :raises ClientError: becomes a failed (or unreachable) result.
        """
        raise NotImplementedError

    def tell(self, sentence: str) -> None:
        """Print progress, at normal verbosity."""
        tell(self.host, self.secrets.text(sentence))

    def keep_endpoint(self) -> None:
        """Let the tasks after this one go on where the client has moved to. What has not moved stays as each says."""
        if not moves.remember(self._origin(), self.client.moved_options()):
            warn(f"{self.host} has moved, and later tasks must be told where it answers now.")

    def _origin(self) -> str:
        """The switch's endpoint in the inventory, for the memory of endpoints."""
        if self._connection.transport in IN_THE_WORKER:
            return moves.origin_of(self._connection.client.origin)
        host, port, user = (self._connection.get_option(name) for name in ("host", "port", "remote_user"))
        return f"{HTTPAPI} {host} {port} {user}"

    @property
    def client(self) -> t.Any:
        """The client that runs batches over the host's connection."""
        name = self._connection.transport
        if name in IN_THE_WORKER:
            return self._connection.client
        socket_path = getattr(self._connection, "socket_path", None)
        if name.startswith(HTTPAPI) and socket_path:
            if self._remote is None:
                self._remote = self._open_remote(socket_path)
            return self._remote
        raise InputError(
            f"{self._task.action} does not run over the connection '{name}'.",
            hint=f"Set 'ansible_connection: {DIRECT}', or '{HTTPAPI}' with 'ansible_network_os: {DIRECT}'.",
        )

    def _open_remote(self, socket_path: str) -> RemoteClient:
        """The client in the host's helper process. The process ends after some time without a task, and the next one
        begins where the inventory says."""
        self._task.args[SOCKET_ARGUMENT] = socket_path
        remote = RemoteClient(socket_path)
        moved = moves.recall(self._origin())
        if moved:
            remote.move(**moved)
        return remote
