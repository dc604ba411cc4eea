# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Operations of the connection plugin aerie.arista.eapi on a client."""

from __future__ import annotations

import ast
import json
import typing as t
from dataclasses import replace

from ansible.errors import AnsibleError
from ansible.utils.display import Display

from ..common.errors import ClientError, InputError
from ..eapi.client import EapiClient
from ..eapi.errors import CommandError
from ..eapi.options import EapiOptions, from_plugin
from ..eapi.protocol.commands import Batch, parse_commands
from ..eos.facts import gather
from . import endpoint_memory as moves
from . import run_memory
from .failures import ansible_error
from .messages import warn

#: The key of a module's arguments in the program that Ansible makes of it, and their greatest length (its code is far
#: longer).
MODULE_ARGUMENTS: t.Final = "ANSIBLE_MODULE_ARGS"
MAX_ARGUMENTS: t.Final = 65536

#: Return code, standard output, standard error.
Outcome = tuple[int, bytes, bytes]

display = Display()


def options_of(connection: t.Any) -> EapiOptions:
    """The client's options, with what 'become' says.

    :raises InputError: for options that cannot be.
    """
    options = from_plugin(connection.get_option)
    if connection.become is None:
        return options
    method = connection.become.name.rpartition(".")[2]
    if method != "enable" and not connection.any_become_method:
        raise InputError(
            f"'become' is set with the method '{method}', and a switch knows only 'enable'.",
            host=options.name,
            hint="Set 'become_method: enable' (ansible_become_method).",
        )
    password = connection.become.get_option("become_pass") or options.enable_password
    return replace(options, enable=True, enable_password=password)


def open_client(options: EapiOptions) -> EapiClient:
    """A client, where the switch is by now, and its warnings said."""
    client = EapiClient(options)
    client.move(**moves.recall(moves.origin_of(options)))
    client.watch = lambda batch: run_memory.forget(options) if run_memory.renames(batch) else None
    say_warnings(client)
    return client


def say_warnings(client: EapiClient) -> None:
    """Say what the client has to say since the last time."""
    for warning in client.take_warnings():
        warn(warning)


def logout(connection: t.Any) -> None:
    """End the cookie session. A switch that cannot be reached ends it by itself."""
    try:
        run_memory.forget(connection.client.origin)
        connection.client.logout()
    except ClientError as error:
        display.vvv(str(error))


def test(connection: t.Any, connect_timeout: float) -> None:
    """Check, in one try, that the API answers and accepts the login."""
    client = EapiClient(replace(options_of(connection), connect_timeout=connect_timeout, retries=0))
    try:
        client.move(**moves.recall(moves.origin_of(client.origin)))
        client.probe()
    finally:
        client.close()


def run_line(connection: t.Any, line: str) -> Outcome:
    """Run a line of `raw`."""
    try:
        response = connection.client.run(Batch(parse_commands([line], "raw"), format="text"))[0]
    except CommandError as error:
        return 1, b"", str(error).encode()
    except ClientError as error:
        raise ansible_error(error) from None
    return 0, str(response.output).encode(), "\n".join(response.warnings).encode()


def ping(connection: t.Any) -> Outcome:
    """The answer to the ping module, by which `wait_for_connection` ends."""
    try:
        connection.client.probe()
    except ClientError as error:
        raise ansible_error(error) from None
    return 0, b'{"ping": "pong"}', b""


def gather_facts(connection: t.Any, payload: bytes, task_args: dict[str, t.Any]) -> Outcome:
    """The answer to eapi_facts sent as a module, by which `gather_facts` works.

    :param task_args: Ansible gives the play's own gather_subset to no other module than `setup`; here it is.
    """
    subset = module_arguments(payload).get("gather_subset") or task_args.get("gather_subset")
    try:
        facts = gather(connection.client, subset or ["default"], warn)
    except ClientError as error:
        if error.unreachable:
            raise ansible_error(error) from None
        return 0, json.dumps({"failed": True, "msg": str(error)}).encode(), b""
    return 0, json.dumps({"changed": False, "ansible_facts": facts}).encode(), b""


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
