# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connection options of other hosts of a play, as tasks on these hosts would have them."""

from __future__ import annotations

import typing as t

from ansible import constants as C
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import become_loader, connection_loader
from ansible.template import Templar

from ..common.errors import InputError
from ..eapi.options import EapiOptions
from . import eapi_connection, preload

#: The connections whose options are those of our client.
CONNECTIONS: t.Final = (preload.EAPI, preload.HTTPAPI)

#: The connection behind which our httpapi plugin may stand.
NETCOMMON: t.Final = "ansible.netcommon.httpapi"

#: How many names a message has.
NAMED: t.Final = 5


def check_in_inventory(names: t.Sequence[str], task_vars: t.Mapping[str, t.Any]) -> None:
    """Refuse hosts that the option ``hosts`` names and the inventory has not.

    :raises InputError: naming them.
    """
    unknown = [name for name in names if name not in task_vars["hostvars"]]
    if unknown:
        raise InputError(f"hosts names {', '.join(unknown[:NAMED])}, not in the inventory.")


class HostOptions:
    """Reads options host by host: variables with all that a task sees, the task's keywords, the environment.

    Keywords are templated once, for the host that the task runs on, as with `run_once`.

    :param action: the action; its task says what the keywords are.
    :param task_vars: the variables of the host that it runs on.
    """

    def __init__(self, action: ActionBase, task_vars: dict[str, t.Any]) -> None:
        self._task = action._task
        self._loader = action._loader
        self._variables = self._task.get_variable_manager()
        self._keys = _keywords(action, task_vars)
        self._play_context = action._play_context
        self._connections: dict[str, t.Any] = {}
        self._become_plugins: dict[str, t.Any] = {}

    def variables(self, name: str) -> tuple[dict[str, t.Any], Templar]:
        """The variables of a host, and what templates them."""
        host = self._variables._inventory.get_host(name)
        found = self._variables.get_vars(play=self._task.get_play(), host=host, task=self._task)
        return found, Templar(loader=self._loader, variables=found)

    def options(self, variables: dict[str, t.Any], templar: Templar) -> EapiOptions:
        """The options of a host.

        :raises InputError: for options that cannot be, or another connection.
        :raises AnsibleError: for variables that cannot be templated, or have values of another kind.
        """
        connection = self._connection(variables, templar)
        connection.set_become_plugin(self._become(variables, templar))
        values = connection._resolve_option_variables(variables, templar)
        if connection.can_change_host:
            connection.change_host(values)
        else:
            connection.set_options(task_keys=self._keys, var_options=values)
        return eapi_connection.options_of(connection)

    def _connection(self, variables: dict[str, t.Any], templar: Templar) -> t.Any:
        """The connection object of a kind, which serves all hosts in turn: it opens nothing."""
        given = variables.get("ansible_connection")
        name = self._task.connection if given is None else templar.template(given)
        if name == NETCOMMON and templar.template(variables.get("ansible_network_os")) == preload.EAPI:
            name = preload.HTTPAPI  # the same options, without a helper process
        if name not in CONNECTIONS:
            raise InputError(
                f"the connection is '{name}'.", hint=f"Set 'ansible_connection: {preload.EAPI}' for the host."
            )
        if name not in self._connections:
            self._connections[name] = connection_loader.get(name, self._play_context, None)
        return self._connections[name]

    def _become(self, variables: dict[str, t.Any], templar: Templar) -> t.Any:
        """The become plugin with its options, or None."""
        given = variables.get("ansible_become")
        if not (self._task.become if given is None else boolean(templar.template(given))):
            return None
        method = variables.get("ansible_become_method")
        name = templar.template(method) if method else self._task.become_method
        plugin = self._become_plugin(name)
        known = C.config.get_plugin_vars("become", plugin._load_name)
        values = {each: templar.template(variables[each]) for each in known if each in variables}
        plugin.set_options(task_keys=self._keys, var_options=values)
        return plugin

    def _become_plugin(self, name: str) -> t.Any:
        """The become plugin of a method, which serves all hosts in turn."""
        if name not in self._become_plugins:
            self._become_plugins[name] = become_loader.get(name)
        if self._become_plugins[name] is None:
            raise InputError(f"there is no become method '{name}'.", hint="Set 'become_method: enable'.")
        return self._become_plugins[name]


def _keywords(action: ActionBase, task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
    """The task's keywords, and the passwords that were typed for all hosts.

    Ansible puts passwords of the task's own host in the place of the typed ones. They are never taken for others.
    """
    keys: dict[str, t.Any] = action._task.dump_attrs()
    del keys["retries"]  # those of the task, not of the connection
    keys["timeout"] = action._play_context.timeout
    for key, attribute in (("password", "password"), ("become_pass", "become_pass")):
        typed = getattr(action._play_context, attribute)
        if typed and not any(name in task_vars for name in C.MAGIC_VARIABLE_MAPPING[attribute]):
            keys[key] = typed
    return keys
