# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Base of our connections: a client in Ansible's worker, created on first use, kept for the items of a loop."""

from __future__ import annotations

import typing as t

from ansible import constants as C
from ansible.plugins.connection import ConnectionBase

from .environment import checked, settled


class WorkerConnection(ConnectionBase):
    """Base of the connections. A subclass says what `work` is."""

    has_pipelining = True
    # What Ansible would do with a shell on a host makes no sense here: no temporary folder, no interpreter discovery,
    # no wrapping of raw lines. Whatever still wants to run there is refused by exec_command.
    always_pipeline_modules = True
    allow_executable = False
    _remote_is_local = True

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._client: t.Any = None
        self._made_with: t.Any = None
        self._options_changed = True
        self._task: dict[str, t.Any] = {}
        self._given: tuple[dict[str, t.Any], dict[str, t.Any]] | None = None

    @staticmethod
    def work() -> t.Any:
        """The module with what the connection does with a client: `options_of`, `open_client`, `logout` and more.

        It is loaded late: tasks that need no client, such as set_fact, make a connection object as well.
        """
        raise NotImplementedError

    def set_options(self, task_keys: t.Any = None, var_options: t.Any = None, direct: t.Any = None) -> None:
        """As Ansible's, with the environment as AWX fills it, and booleans and paths checked."""
        self._given = None
        keys, values = settled(self, task_keys), checked(self, var_options)
        super().set_options(task_keys=keys, var_options=values, direct=direct)
        self._task = dict(task_keys or {})
        self._options_changed = True
        if direct is None:
            self._given = keys, values

    def change_host(self, var_options: dict[str, t.Any]) -> None:
        """The options of another host in the same task, as `set_options` would read them.

        Options whose variables are the same keep their values, so that many hosts cost little.
        """
        if self._given is None:
            raise AssertionError("set_options comes first")
        keys, before = self._given
        self._given = None  # what fails leaves options of two hosts
        values = checked(self, var_options)
        changed = {name for name in {*before, *values} if before.get(name) != values.get(name)}
        for option, definition in self.option_definitions.items():
            if not changed.isdisjoint(entry["name"] for entry in definition.get("vars") or ()):
                value = C.config.get_config_value(
                    option, plugin_type="connection", plugin_name=self._load_name, keys=keys, variables=values
                )
                self.set_option(option, value)
        self._options_changed = True
        self._given = keys, values

    @property
    def can_change_host(self) -> bool:
        """True where all options are those of one host and its task."""
        return self._given is not None

    @property
    def client(self) -> t.Any:
        """The client for the options as they are now; opens nothing by itself. Raises what `options_of` raises."""
        if self._options_changed or self._client is None:
            options = self.work().options_of(self)
            self._options_changed = False
            if self._client is None or self._made_with != options:
                self._close_client()
                self._client, self._made_with = self.work().open_client(options), options
                self._connected = True  # lets Ansible keep this object, and its client, over the items of a loop
        return self._client

    @property
    def _action(self) -> str:
        """The short name of the task's action."""
        return str(self._task.get("action")).rpartition(".")[2]

    def _connect(self) -> t.Self:
        """Nothing to do ahead of the first request."""
        self._connected = True
        return self

    def close(self) -> None:
        """Close the connection. What a login gave stays for the other workers."""
        self._close_client()
        self._connected = False

    def _close_client(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def reset(self) -> None:
        """End the login: `meta: reset_connection`.

        wait_for_connection resets as well, before each ping. There the login stays: the password may serve only once.
        """
        if self._action != "wait_for_connection":
            self.work().logout(self)
        self.close()
