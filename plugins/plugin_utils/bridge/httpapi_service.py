# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The methods that modules call through a socket: in netcommon's helper process behind plugins/httpapi/eapi.py, and in
Ansible's worker behind plugins/connection/httpapi.py."""

from __future__ import annotations

import base64
import json
import math
import signal
import typing as t
import uuid
from dataclasses import replace

from ansible.module_utils.connection import ConnectionError

from ..common.errors import ClientError
from ..common.masking import showing_secrets
from ..eapi.client import EapiClient
from ..eapi.errors import (
    CommandError,
    EnableError,
    ReplyError,
    UnauthorizedCommandError,
    UnconvertedCommandError,
)
from ..eapi.options import EapiOptions, from_plugin
from ..eapi.protocol.commands import Batch, parse_commands, parse_version
from ..eapi.protocol.response import Response
from ..eos.facts import gather
from . import rpc, run_memory

#: What modules of arista.eos ask for in get_capabilities().
CHOICES = {
    "format": ["text", "json"],
    "diff_match": ["line", "strict", "exact", "none"],
    "diff_replace": ["line", "block", "config"],
    "output": ["text", "json"],
}
#: Options that can differ between two requests of one connection.
OPTIONS_OF_REQUESTS = ("enable", "enable_password", "version", "revisions")
SESSIONS = "show configuration sessions"
#: Seconds on top of a request's own timeouts, after which the helper's alarm ends it.
ALARM_MARGIN = 5


#: What may be called from the other side of the socket.
METHODS: t.Final = (
    "run_batch",
    "reconnect",
    "endpoint_options",
    "moved_options",
    "move",
    "peer_certificate",
    "get_facts",
    "send_request",
    "get",
    "edit_config",
    "supports_sessions",
    "get_device_info",
    "get_device_operations",
    "get_capabilities",
)


class Process(t.Protocol):
    """The interface of the process in which the service runs."""

    @property
    def client(self) -> EapiClient:
        """The client for the options of the task; another object where another switch or user is meant."""

    def allow(self, seconds: float) -> None:
        """A request begins that may take so long."""

    def wants_sessions(self) -> bool:
        """Whether modules of arista.eos should configure through configuration sessions."""

    def warn(self, sentence: str) -> None:
        """Show a warning."""

    def recall(self) -> dict[str, t.Any]:
        """Facts that earlier processes have found about the switch; {} where none are known."""

    def remember(self, known: dict[str, t.Any]) -> None:
        """Keep that for later ones."""

    def close(self) -> None:
        """Close the client."""


class Helper:
    """netcommon's helper process, which serves many tasks with one plugin."""

    def __init__(self, plugin: t.Any) -> None:
        self._plugin = plugin
        self._client: EapiClient | None = None

    @property
    def client(self) -> EapiClient:
        """The client for the task's options and 'become': the helper lives for many tasks, and those may differ."""
        options = self._task_options()
        if self._client is not None and self._client.origin != options:
            kept = self._client.origin
            if replace(options, **{name: getattr(kept, name) for name in OPTIONS_OF_REQUESTS}) == kept:
                now = {name: getattr(options, name) for name in OPTIONS_OF_REQUESTS}
                self._client.origin, self._client.options = options, replace(self._client.options, **now)
            else:
                self.close()
        if self._client is None:
            self._client = EapiClient(options)
        return self._client

    def _task_options(self) -> EapiOptions:
        options = from_plugin(self._plugin.get_option)
        # The task's; set_become is called where 'become' turns on or off alone.
        context = self._plugin.connection._play_context
        if not context.become:
            return options
        return replace(options, enable=True, enable_password=context.become_pass or options.enable_password)

    def allow(self, seconds: float) -> None:
        """Move the helper's alarm behind the request."""
        signal.alarm(math.ceil(seconds))

    def wants_sessions(self) -> bool:
        """As the plugin's option says."""
        return bool(self._plugin.get_option("eos_use_sessions"))

    def warn(self, sentence: str) -> None:
        """Through the task that asks."""
        self._plugin.connection.queue_message("warning", sentence)

    def recall(self) -> dict[str, t.Any]:
        """Nothing: the helper lives as long as what it knows."""
        return {}

    def remember(self, known: dict[str, t.Any]) -> None:
        """Not needed."""

    def close(self) -> None:
        """Close the connection. The cookie session stays, for later plays."""
        if self._client is not None:
            self._client.close()
            self._client = None


class Service:
    """The methods that tasks call through a socket."""

    def __init__(self, process: Process) -> None:
        """Serve the tasks of a host; nothing is sent before the first call."""
        self._process = process
        self._known: EapiClient | None = None
        #: Whether there are configuration sessions, by the privilege with which the switch was asked.
        self._sessions: dict[str, bool] = {}
        self._device_info: dict[str, str] | None = None

    def close(self) -> None:
        """Close the connection. The cookie session stays, for later plays."""
        self._process.close()

    @property
    def client(self) -> EapiClient:
        """The client for the task. With another one, what is known of the switch is forgotten."""
        client = self._process.client
        if client is not self._known:
            self._known = client
            known = self._process.recall()
            self._device_info, self._sessions = known.get("device_info"), dict(known.get("sessions", {}))
        return client

    def _remember(self) -> None:
        self._process.remember({"device_info": self._device_info, "sessions": self._sessions})

    def run(self, batch: Batch) -> list[Response]:
        """Run a batch under the client's own timeouts; a helper's alarm stands behind them."""
        client = self.client
        options = client.options
        patience = (batch.timeout or options.command_timeout) + options.connect_timeout + ALARM_MARGIN
        self._process.allow(patience * (options.retries + 2))
        if run_memory.renames(batch):
            self._device_info = None
        return client.run(batch)

    # --- What our own actions call ---

    def run_batch(self, data: dict[str, t.Any]) -> dict[str, t.Any]:
        """Run a batch that is given as data, and return the answer as data."""
        try:
            client = self.client
        except ClientError as error:
            return rpc.answer(error=error)
        try:
            with showing_secrets(data.get(rpc.SHOWN, False)):
                responses = self.run(rpc.batch_from_data(data))
        except ClientError as error:
            return rpc.answer(error=error, warnings=client.take_warnings())
        return rpc.answer(responses, warnings=client.take_warnings())

    def reconnect(self, login: bool) -> dict[str, t.Any]:
        """Reconnect, and return the answer as data."""
        return _answer_as_data(lambda: self.client.reconnect(login))

    def endpoint_options(self) -> dict[str, t.Any]:
        """The client's endpoint, as data."""
        return _answer_as_data(lambda: dict(self.client.endpoint_options()))

    def moved_options(self) -> dict[str, t.Any]:
        """The options in which the endpoint differs from the first one, as data."""
        return _answer_as_data(lambda: dict(self.client.moved_options()))

    def move(self, changes: dict[str, t.Any]) -> dict[str, t.Any]:
        """Go on at another endpoint, until the host's connection ends, and return the answer as data."""
        return _answer_as_data(lambda: self.client.move(**changes))

    def peer_certificate(self, changes: dict[str, t.Any]) -> dict[str, t.Any]:
        """The certificate (base64 of DER) that the switch presents, as data."""

        def encoded() -> str | None:
            certificate = self.client.peer_certificate(**changes)
            return None if certificate is None else base64.b64encode(certificate).decode()

        return _answer_as_data(encoded)

    def get_facts(self, gather_subset: list[str]) -> dict[str, t.Any]:
        """The facts of the subsets: {"ansible_facts": …} or {"failed": True, "msg": …}."""
        try:
            warnings: list[str] = []
            facts = gather(self, gather_subset, warnings.append)
            return {"ansible_facts": facts, "warnings": warnings}
        except ClientError as error:
            return {"failed": True, "msg": str(error)}

    # --- What modules of arista.eos call ---

    def send_request(self, data: t.Any, **message_kwargs: t.Any) -> t.Any:
        """Run commands: one string for one command, a list for several; JSON models as JSON text."""
        try:
            batch = Batch(
                parse_commands(data),
                format=message_kwargs.get("output") or "text",
                version=parse_version(message_kwargs.get("version") or "latest"),
            )
            responses = self.run(batch)
        except ReplyError as error:
            raise ConnectionError(str(error), code=error.code) from error
        except ClientError as error:
            raise ConnectionError(str(error)) from error
        outputs = [legacy_output(response) for response in responses]
        return outputs[0] if len(outputs) == 1 else outputs

    def get(self, command: str, output: str | None = None) -> t.Any:
        """Run one command."""
        return self.send_request(command, output=output)

    def edit_config(self, candidate: list[str]) -> list[str]:
        """Apply configuration lines, through a session where there are any."""
        session = f"ansible_{uuid.uuid4().hex[:12]}" if self.supports_sessions() else None
        opening = f"configure session {session}" if session else "configure"
        # 'end' leaves all modes, so that 'commit' is the session's in any case: group-change modes may have their own.
        closing = ["end", opening, "commit"] if session else ["end"]
        try:
            answers = self.send_request([opening, *candidate, *closing])
        except ConnectionError:
            if session:
                self._abort(session)
            raise
        return [answer for answer in answers if answer not in ("", "{}")]

    def _abort(self, session: str) -> None:
        """Leave no pending session behind; what failed before is what the user should read."""
        try:
            self.send_request([f"configure session {session}", "abort"])
        except ConnectionError as error:
            self._process.warn(f"The session {session} may be left pending: {error}")

    def supports_sessions(self) -> bool:
        """True if configuration sessions are wanted and there are any."""
        try:
            if not self._process.wants_sessions():
                return False
            if _privilege(self.client) not in self._sessions:
                self._show_models([])
            return self._sessions[_privilege(self.client)]
        except ClientError as error:
            raise ConnectionError(str(error)) from error

    def _show_models(self, questions: list[str]) -> list[t.Any]:
        """The models of show commands; whether there are sessions, if not known yet, is asked in the same request."""
        privilege = _privilege(self.client)
        wanted = self._process.wants_sessions() and privilege not in self._sessions
        commands = parse_commands([*questions, SESSIONS] if wanted else questions)
        found = True
        try:
            outputs = [response.output for response in self.run(Batch(commands))]
        except CommandError as error:
            if not wanted or isinstance(error, EnableError) or error.command_index != len(questions):
                raise
            found = _lacks_model(error)
            outputs = [response["output"] for response in error.responses]
        if wanted:
            self._sessions[privilege] = found
            self._remember()
        return outputs[: len(questions)]

    def get_device_info(self) -> dict[str, str]:
        """The switch's identity, asked for once, and again when it may have another name."""
        _client = self.client  # another one knows nothing of this switch, or more
        if self._device_info is None:
            version, names = self._show_models(["show version", "show hostname"])
            self._device_info = {
                "network_os": "eos",
                "network_os_version": version["version"],
                "network_os_model": version["modelName"],
                "network_os_hostname": names["hostname"],
            }
            self._remember()
        return self._device_info

    def get_device_operations(self) -> dict[str, bool]:
        """The operations that modules of arista.eos may use here."""
        sessions = self.supports_sessions()
        return {
            "supports_diff_replace": True,
            "supports_commit": sessions,
            "supports_rollback": False,
            "supports_defaults": False,
            "supports_onbox_diff": sessions,
            "supports_commit_comment": False,
            "supports_multiline_delimiter": False,
            "supports_diff_match": True,
            "supports_diff_ignore_lines": True,
            "supports_generate_diff": not sessions,
            "supports_replace": sessions,
        }

    def get_capabilities(self) -> str:
        """Everything above, as JSON text."""
        try:
            known = {"device_info": self.get_device_info(), "device_operations": self.get_device_operations()}
        except ClientError as error:
            raise ConnectionError(str(error)) from error
        return json.dumps({"rpc": [], "network_api": "eapi", **known, **CHOICES})


def _privilege(client: EapiClient) -> str:
    """The privilege with which a client asks."""
    return "enabled" if client.options.enable else "user"


def _answer_as_data(action: t.Callable[[], t.Any]) -> dict[str, t.Any]:
    """The result of an action, as data."""
    try:
        return rpc.answer(value=action())
    except ClientError as error:
        return rpc.answer(error=error)


def _lacks_model(error: CommandError) -> bool:
    """True if the switch knows the command, but has no model of it or wants 'become', as the next command will say."""
    privilege = isinstance(error, UnauthorizedCommandError) or "privileged mode required" in str(error)
    return privilege or isinstance(error, UnconvertedCommandError)


def legacy_output(response: Response) -> str:
    """An output as modules of arista.eos expect it: stripped text, a message, or the model as JSON text."""
    if response.format == "text":
        return str(response.output).strip()
    if response.messages:
        return "\n".join(response.messages)
    return json.dumps(response.output)
