# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The connection that lends modules of arista.eos a socket, against a switch without a network."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import typing as t
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.connection import Connection as Rpc
from ansible.module_utils.connection import ConnectionError
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import eapi_connection as direct
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import fresh_modules
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import httpapi_connection as worker
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from support.eapi import ENABLE_PASSWORD, PASSWORD, USER, FakeTransport, Switch

VLANS = "arista.eos.eos_vlans"
VARIABLES = {
    "inventory_hostname": "leaf1",
    "ansible_host": "192.0.2.1",
    "ansible_user": USER,
    "ansible_password": PASSWORD,
    "ansible_eapi_auth": "basic",
    "ansible_eapi_retries": 0,
}


class Host:
    """A host with the connection, and its switch.

    :ivar args: the arguments of the task, as Ansible holds them.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.switch = Switch(
            models={
                "show version": {"version": "4.33.2F", "modelName": "vEOS"},
                "show hostname": {"hostname": "leaf1"},
            },
            texts={"show version": "EOS 4.33\n", "show hostname": "Hostname: leaf1\n"},
            unconverted={"show odd"},
        )
        self.clients: list[EapiClient] = []
        self.said: list[str] = []
        self.args: dict[str, t.Any] = {}
        monkeypatch.setattr(direct, "EapiClient", self.make)
        monkeypatch.setattr(worker.display, "verbosity", 1)
        monkeypatch.setattr(worker.display, "v", self.said.append)
        monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", tempfile.mkdtemp(prefix="aerie-"))
        self.connection = self.connect()

    def connect(self, **more: t.Any) -> t.Any:
        connection: t.Any = connection_loader.get("aerie.arista.httpapi", PlayContext())
        self.set(connection, **more)
        return connection

    def make(self, options: EapiOptions) -> EapiClient:
        client = EapiClient(options)
        transport: t.Any = FakeTransport(self.switch, [])
        client.transport = client.auth.transport = transport
        self.clients.append(client)
        return client

    def set(self, connection: t.Any = None, task: dict[str, t.Any] | None = None, **more: t.Any) -> None:
        """The options of a task."""
        keys = {"action": VLANS, "args": self.args, **(task or {})}
        (connection or self.connection).set_options(task_keys=keys, var_options={**VARIABLES, **more})

    @property
    def module(self) -> Rpc:
        """What a module has of the connection."""
        return Rpc(self.connection.socket_path)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setattr(fresh_modules, "_State", type("State", (fresh_modules._State,), {}))
    found = Host(monkeypatch)
    yield found
    found.connection.close()
    shutil.rmtree(C.DEFAULT_LOCAL_TMP)


# --- What a module gets ---


def test_the_methods_of_the_httpapi_plugin(host: Host) -> None:
    assert host.module.send_request("show version") == "EOS 4.33"
    assert host.module.send_request(["show version", "show hostname"], output="text") == ["EOS 4.33", "Hostname: leaf1"]
    assert host.module.get(command="show hostname") == "Hostname: leaf1"
    assert host.module.supports_sessions() is True
    found = json.loads(host.module.get_capabilities())
    assert found["network_api"] == "eapi"
    assert found["device_info"]["network_os_hostname"] == "leaf1"
    assert len(host.clients) == 1


def test_sessions_that_nobody_wants(host: Host) -> None:
    host.set(ansible_eos_use_sessions=False)
    assert host.module.supports_sessions() is False


def test_an_error_keeps_its_sentence_and_code(host: Host) -> None:
    with pytest.raises(ConnectionError) as caught:
        host.module.send_request("show odd", output="json")
    assert "leaf1 " in str(caught.value)
    assert "'show odd' failed" in str(caught.value)
    assert caught.value.code == 1003  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["close", "client", "handle_request", "get_option", "exec_command"])
def test_nothing_else_can_be_called(host: Host, name: str) -> None:
    with pytest.raises(ConnectionError, match="Method not found"):
        getattr(host.module, name)()


def test_privileged_mode_with_any_method(host: Host) -> None:
    plugin = mock.Mock(get_option=mock.Mock(return_value=ENABLE_PASSWORD))
    plugin.name = "ansible.builtin.sudo"
    host.connection.set_become_plugin(plugin)
    host.module.send_request("show version")
    assert host.clients[-1].options.enable
    assert host.clients[-1].options.enable_password == ENABLE_PASSWORD


def test_another_switch_for_the_next_item_of_a_loop(host: Host) -> None:
    host.module.get_capabilities()
    host.set(ansible_host="192.0.2.2")
    host.module.get_capabilities()
    assert [client.options.host for client in host.clients] == ["192.0.2.1", "192.0.2.2"]


# --- What workers know of each other ---


def commands_of(host: Host) -> list[str]:
    """What the switch has been asked."""
    return [command for command in host.switch.ran if command.startswith("show")]


def test_later_workers_need_not_ask_who_the_switch_is(host: Host) -> None:
    first = host.module.get_capabilities()
    asked = commands_of(host)
    assert asked == ["show version", "show hostname", "show configuration sessions"]
    later = host.connect()
    assert Rpc(later.socket_path).get_capabilities() == first
    assert commands_of(host) == asked
    later.close()


def test_privileged_runs_ask_for_sessions_again(host: Host) -> None:
    host.module.get_capabilities()
    plugin = mock.Mock(get_option=mock.Mock(return_value=ENABLE_PASSWORD))
    plugin.name = "enable"
    host.connection.set_become_plugin(plugin)
    host.set()
    assert host.module.supports_sessions() is True
    assert commands_of(host).count("show configuration sessions") == 2
    assert commands_of(host).count("show version") == 1


@pytest.mark.parametrize("by", ["a module", "our own action"])
def test_after_a_renaming_the_switch_is_asked_again(host: Host, by: str) -> None:
    host.module.get_capabilities()
    if by == "a module":
        host.module.edit_config(["hostname other"])
    else:
        host.connection.client.run(Batch(parse_commands(["configure", "hostname other"])))
    host.switch.models["show hostname"] = {"hostname": "other"}
    later = host.connect()
    found = json.loads(Rpc(later.socket_path).get_capabilities())
    assert found["device_info"]["network_os_hostname"] == "other"
    later.close()


def test_after_a_reset_the_switch_is_asked_again(host: Host) -> None:
    host.module.get_capabilities()
    host.connection.reset()
    host.module.get_capabilities()
    assert commands_of(host).count("show version") == 2


# --- The socket ---


def test_the_items_of_a_loop_share_a_socket(host: Host) -> None:
    path = host.connection.socket_path
    assert host.connection.connected
    host.set()
    assert host.connection.socket_path == path
    host.connection.close()
    assert not os.path.exists(path)


def test_another_connection_takes_the_socket_away(host: Host) -> None:
    path = host.connection.socket_path
    other = host.connect(ansible_host="192.0.2.2")
    assert other.socket_path != path
    assert not os.path.exists(path)
    assert os.path.exists(host.connection.socket_path), "a new one"
    other.close()


def test_ansible_is_not_left_with_a_socket_that_is_gone(host: Host) -> None:
    host.args.update(config=[], _ansible_socket=host.connection.socket_path)
    host.connection.close()
    assert host.args == {"config": []}


def test_a_new_client_keeps_the_socket(host: Host) -> None:
    path = host.connection.socket_path
    host.module.send_request("show version")
    host.set(ansible_eapi_connect_timeout=3)
    assert host.module.send_request("show version") == "EOS 4.33"
    assert host.connection.socket_path == path


# --- Fresh modules ---


def test_each_import_but_the_first_is_a_fresh_one(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten, noted = mock.Mock(), mock.Mock()
    monkeypatch.setattr(fresh_modules, "forget", forgotten)
    monkeypatch.setattr(fresh_modules, "note_run", noted)
    assert host.connection.get_option("import_modules") is True
    assert host.connection.get_option("host") == "192.0.2.1"
    assert forgotten.call_count == 1
    assert noted.call_count == 0
    assert host.connection.socket_path
    assert noted.call_count == 1


# --- The controller ---


def test_programs_run_on_the_controller(host: Host, tmp_path: Path) -> None:
    host.set(task={"action": "ansible.builtin.raw"})
    assert host.connection.exec_command("echo here", sudoable=False)[:2] == (0, b"here\n")
    (tmp_path / "a").write_text("a")
    host.connection.put_file(str(tmp_path / "a"), str(tmp_path / "b"))
    host.connection.fetch_file(str(tmp_path / "b"), str(tmp_path / "c"))
    assert (tmp_path / "c").read_text() == "a"
    assert host.clients == []


def test_waiting_asks_the_switch(host: Host) -> None:
    host.set(task={"action": "ansible.builtin.wait_for_connection"})
    assert host.connection.exec_command("python") == (0, b'{"ping": "pong"}', b"")


def test_async_is_refused_before_anything_runs(host: Host) -> None:
    host.set(task={"async_val": 30})
    for use in (lambda: host.connection.socket_path, lambda: host.connection.exec_command("mkdir /nowhere")):
        with pytest.raises(AnsibleError, match="'async' does not work over the connection"):
            use()


# --- What is said where the callback is not enabled ---


def test_it_is_said_once_in_a_run(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(tmp_path))
    monkeypatch.setattr(worker, "LOADED_BY", os.getpid())  # each test may be a process of its own
    for _worker in range(2):
        worker.server(host.connection)
    assert len(host.said) == 1
    assert "callbacks_enabled = aerie.arista.preload" in host.said[0]
    assert (tmp_path / worker.SAID).stat().st_mode & 0o777 == 0o600


def test_it_is_not_said_where_the_parent_has_loaded_all(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOADED_BY", os.getppid())
    worker.server(host.connection)
    assert host.said == []


def test_it_is_not_said_to_those_who_do_not_ask(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker.display, "verbosity", 0)
    worker.server(host.connection)
    assert host.said == []
