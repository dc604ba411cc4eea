# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Connection options of the hosts of a play, as tasks on these hosts would have them."""

from __future__ import annotations

import typing as t
from unittest import mock

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.template import Templar

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import host_options
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions

HOST = {
    "inventory_hostname": "leaf1",
    "ansible_connection": "aerie.arista.eapi",
    "ansible_host": "192.0.2.1",
    "ansible_user": "admin",
    "ansible_password": "hunter2",
}
ENABLE = {"ansible_become": "yes", "ansible_become_method": "enable", "ansible_become_password": "hunter3"}


class Reader:
    """What reads the options of hosts for a task."""

    def __init__(self, task_vars: dict[str, t.Any] | None = None, retries: int = 3, **typed: str) -> None:
        self.loader = DataLoader()
        self.task: t.Any = Task()
        self.task.retries = retries
        self.task.get_variable_manager = lambda: None
        context = PlayContext()
        for name, value in typed.items():
            setattr(context, name, value)
        action: t.Any = mock.Mock(_task=self.task, _loader=self.loader, _play_context=context)
        self.options_of = host_options.HostOptions(action, task_vars or {})

    def read(self, **variables: t.Any) -> EapiOptions:
        """The options of a host with these variables."""
        given = {**HOST, **variables}
        return self.options_of.options(given, Templar(loader=self.loader, variables=given))


def test_each_host_has_options_of_its_own() -> None:
    reader = Reader()
    first = reader.read()
    assert (first.host, first.user, first.password, first.enable) == ("192.0.2.1", "admin", "hunter2", False)
    second = reader.read(ansible_host="192.0.2.2", ansible_port=8443)
    assert (second.host, second.port) == ("192.0.2.2", 8443)
    third = reader.read(ansible_user="ops")
    assert (third.host, third.port, third.user) == ("192.0.2.1", first.port, "ops")


def test_the_variables_of_a_host_are_those_of_a_task_on_it() -> None:
    reader = Reader()
    manager = mock.Mock(get_vars=mock.Mock(return_value=HOST))
    reader.options_of._variables = manager
    reader.task.get_play = lambda: "play"
    found, templar = reader.options_of.variables("leaf1")
    assert found == templar.available_variables == HOST
    manager._inventory.get_host.assert_called_once_with("leaf1")
    manager.get_vars.assert_called_once_with(
        play="play", host=manager._inventory.get_host.return_value, task=reader.task
    )


def test_become_of_one_host_is_not_that_of_the_next() -> None:
    reader = Reader()
    found = reader.read(**ENABLE)
    assert (found.enable, found.enable_password) == (True, "hunter3")
    assert reader.read().enable is False
    assert reader.read(**{**ENABLE, "ansible_become": False}).enable is False
    reader.task.become, reader.task.become_method = True, "enable"
    assert reader.read().enable is True


def test_an_unknown_become_method_is_refused() -> None:
    with pytest.raises(InputError, match="there is no become method 'nothing'"):
        Reader().read(**{**ENABLE, "ansible_become_method": "nothing"})


@pytest.mark.parametrize(
    ("connection", "network_os", "refused"),
    [
        ("aerie.arista.httpapi", None, False),
        ("ansible.netcommon.httpapi", "aerie.arista.eapi", False),
        ("ansible.netcommon.httpapi", "arista.eos.eos", True),
        ("ssh", "aerie.arista.eapi", True),
        (None, None, True),
    ],
)
def test_connections(connection: str | None, network_os: str | None, refused: bool) -> None:
    reader = Reader()
    reader.task.connection = "local"
    variables = {"ansible_connection": connection, "ansible_network_os": network_os}
    if refused:
        with pytest.raises(InputError, match=f"the connection is '{connection or 'local'}'") as caught:
            reader.read(**variables)
        assert "ansible_connection: aerie.arista.eapi" in caught.value.hint
    else:
        assert reader.read(**variables).host == "192.0.2.1"


def test_a_typed_password_is_for_all_hosts_without_one() -> None:
    reader = Reader(password="typed")
    assert reader.read(ansible_password=None).password == "typed"
    assert reader.read().password == "hunter2"


def test_the_password_of_the_task_s_own_host_is_no_typed_one() -> None:
    reader = Reader({"ansible_password": "own"}, password="own")
    with pytest.raises(InputError, match="ansible_password is not set"):
        reader.read(ansible_password=None)


def test_retries_of_the_task_are_not_those_of_the_connection() -> None:
    plain = Reader().read().retries
    reader = Reader(retries=plain + 7)
    assert reader.read().retries == plain


def test_hosts_that_the_inventory_has_not() -> None:
    known = {"hostvars": {"leaf1": {}, "leaf2": {}}}
    host_options.check_in_inventory(["leaf1", "leaf2"], known)
    names = [f"spine{number}" for number in range(host_options.NAMED + 1)]
    with pytest.raises(InputError) as caught:
        host_options.check_in_inventory(["leaf1", *names], known)
    assert caught.value.reason == f"hosts names {', '.join(names[:-1])}, not in the inventory."
