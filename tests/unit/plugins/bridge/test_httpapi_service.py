# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The httpapi plugin: what it gives modules of arista.eos and our own actions, against a switch without a network."""

from __future__ import annotations

import json
import typing as t
from unittest import mock

import pytest
from ansible.module_utils.connection import ConnectionError
from ansible.plugins.loader import httpapi_loader

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import httpapi_service as service
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.rpc import batch_to_data, raise_error
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import client as client_module
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from support.eapi import ENABLE_PASSWORD, PASSWORD, USER, Drop, FakeTransport, Switch

VERSION = {"version": "4.33.2F", "modelName": "vEOS-lab"}
VARIABLES = {
    "inventory_hostname": "leaf1",
    "ansible_host": "192.0.2.1",
    "ansible_user": USER,
    "ansible_password": PASSWORD,
    "ansible_eapi_auth": "basic",
    "ansible_eapi_retries": 0,
}


class Plugin:
    """The plugin as the connection has it.

    :ivar clients: the clients that it made.
    :ivar alarms: the alarms that it set, in seconds.
    """

    def __init__(self, switch: Switch, monkeypatch: pytest.MonkeyPatch, **variables: t.Any) -> None:
        self.switch = switch
        self.clients: list[EapiClient] = []
        self.alarms: list[int] = []
        self.faults: list[t.Any] = []
        self.connection = mock.Mock()
        self.become(None)
        self.api: t.Any = httpapi_loader.get("aerie.arista.eapi", self.connection)
        self.api.set_options(var_options={**VARIABLES, **variables})
        monkeypatch.setattr(service, "EapiClient", self.make)
        monkeypatch.setattr(service.signal, "alarm", self.alarms.append)
        monkeypatch.setattr(client_module.time, "sleep", lambda seconds: None)

    def make(self, options: EapiOptions) -> EapiClient:
        """A client without a network."""
        client = EapiClient(options)
        transport: t.Any = FakeTransport(self.switch, self.faults)
        client.transport = client.auth.transport = transport
        self.clients.append(client)
        return client

    def become(self, password: str | None, on: bool = False) -> None:
        """What the task says."""
        self.connection._play_context = mock.Mock(become=on, become_pass=password)


@pytest.fixture
def switch() -> Switch:
    return Switch(
        models={"show version": VERSION, "show hostname": {"hostname": "leaf1"}},
        texts={"show version": "  Arista vEOS\n\n", "show hostname": "Hostname: leaf1\n"},
    )


@pytest.fixture
def plugin(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> Plugin:
    return Plugin(switch, monkeypatch)


# --- Requests of arista.eos ---


def test_one_command_is_one_string_and_stripped(plugin: Plugin) -> None:
    assert plugin.api.send_request("show version") == "Arista vEOS"
    assert plugin.api.get("show version") == "Arista vEOS"


def test_several_commands_are_a_list(plugin: Plugin) -> None:
    assert plugin.api.send_request(["show version", "show hostname"]) == ["Arista vEOS", "Hostname: leaf1"]


def test_models_come_as_json_text(plugin: Plugin) -> None:
    assert json.loads(plugin.api.send_request("show version", output="json")) == VERSION


@pytest.mark.parametrize(("given", "sent"), [({}, "latest"), ({"version": 1}, 1), ({"version": "latest"}, "latest")])
def test_versions(plugin: Plugin, switch: Switch, given: dict[str, t.Any], sent: t.Any) -> None:
    plugin.api.send_request("show version", **given)
    assert switch.calls[0].params["version"] == sent


@pytest.mark.parametrize(
    ("response", "output"),
    [
        (Response("x", "text", output=" a \n"), "a"),
        (Response("x", "json", output={"a": 1}), '{"a": 1}'),
        (
            Response("x", "json", output={"messages": ["Copied.", "Done."]}, messages=["Copied.", "Done."]),
            "Copied.\nDone.",
        ),
        (Response("x", "json", output={}), "{}"),
    ],
)
def test_outputs_as_older_modules_expect_them(plugin: Plugin, response: Response, output: str) -> None:
    assert service.legacy_output(response) == output


def test_commands_with_input(plugin: Plugin, switch: Switch) -> None:
    plugin.api.send_request([{"cmd": "banner motd", "input": "Hello\nEOF"}, "show version "])
    assert switch.calls[0].params["cmds"] == [{"cmd": "banner motd", "input": "Hello\nEOF"}, "show version"]


def test_an_error_of_a_command_has_its_code_and_words(plugin: Plugin, switch: Switch) -> None:
    switch.failures["bogus"] = (1002, ["Invalid input (at token 0: 'bogus')"])
    with pytest.raises(ConnectionError) as caught:
        plugin.api.send_request(["show version", "bogus"])
    assert caught.value.code == 1002
    assert "command 2 of 2 'bogus' failed" in str(caught.value)
    assert "Invalid input (at token 0: 'bogus')" in str(caught.value)


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("send_request", ["show version"]),
        ("get", ["show version"]),
        ("edit_config", [["hostname x"]]),
        ("get_capabilities", []),
        ("supports_sessions", []),
    ],
)
def test_other_errors_are_of_the_kind_that_modules_know(plugin: Plugin, method: str, args: list[t.Any]) -> None:
    plugin.faults.append(e.ConnectError("cannot connect: connection refused.", host="leaf1"))
    with pytest.raises(ConnectionError, match="connection refused"):
        getattr(plugin.api, method)(*args)


def test_bad_input_is_of_that_kind_too(plugin: Plugin) -> None:
    with pytest.raises(ConnectionError, match="commands is empty"):
        plugin.api.send_request([])
    with pytest.raises(ConnectionError, match="it is 1 or latest"):
        plugin.api.send_request("show version", version="two")


# --- Become ---


def test_become_sends_enable_ahead_and_drops_its_result(plugin: Plugin, switch: Switch) -> None:
    switch.enable_password = ENABLE_PASSWORD
    plugin.become(ENABLE_PASSWORD, on=True)
    assert plugin.api.send_request("show version") == "Arista vEOS"
    assert switch.calls[0].params["cmds"][0] == {"cmd": "enable", "input": ENABLE_PASSWORD}


def test_become_can_differ_between_tasks_of_one_connection(plugin: Plugin, switch: Switch) -> None:
    plugin.api.send_request("show version")
    plugin.become(None, on=True)
    plugin.api.send_request("show version")
    plugin.become(None)
    plugin.api.send_request("show version")
    assert [request.cmds for request in switch.calls] == [
        ["show version"],
        ["enable", "show version"],
        ["show version"],
    ]
    assert len(plugin.clients) == 1


def test_the_enable_password_of_the_environment_serves_become(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_NET_AUTH_PASS", ENABLE_PASSWORD)
    plugin = Plugin(switch, monkeypatch)
    plugin.become(None, on=True)
    plugin.api.send_request("show version")
    assert switch.calls[0].params["cmds"][0] == {"cmd": "enable", "input": ENABLE_PASSWORD}


# --- Configuration ---


def session_of(switch: Switch) -> str:
    opening = next(cmd for cmd in switch.ran if cmd.startswith("configure session "))
    return opening.split()[-1]


def test_lines_are_applied_in_a_session_and_committed_in_one_request(plugin: Plugin, switch: Switch) -> None:
    assert plugin.api.edit_config(["hostname x", "vlan 3"]) == []
    session = session_of(switch)
    assert switch.ran == [
        "show configuration sessions",
        f"configure session {session}",
        "hostname x",
        "vlan 3",
        "end",
        f"configure session {session}",
        "commit",
    ]
    assert len(switch.calls) == 2


def test_a_bad_line_leaves_no_session_behind(plugin: Plugin, switch: Switch) -> None:
    switch.failures["bogus"] = (1002, ["Invalid input (at token 0: 'bogus')"])
    with pytest.raises(ConnectionError, match="'bogus' failed"):
        plugin.api.edit_config(["hostname x", "bogus"])
    session = session_of(switch)
    assert switch.ran[-2:] == [f"configure session {session}", "abort"]
    assert "commit" not in switch.ran


def test_a_commit_that_fails_leaves_no_session_behind(plugin: Plugin, switch: Switch) -> None:
    switch.failures["commit"] = (1000, ["Cannot commit"])
    with pytest.raises(ConnectionError, match="Cannot commit"):
        plugin.api.edit_config(["hostname x"])
    assert switch.ran[-1] == "abort"


def test_a_session_that_may_be_left_is_a_warning_beside_the_first_error(plugin: Plugin, switch: Switch) -> None:
    switch.failures["bogus"] = (1002, ["Invalid input"])
    switch.failures["abort"] = (1000, ["Cannot abort"])
    with pytest.raises(ConnectionError, match="'bogus' failed"):
        plugin.api.edit_config(["bogus"])
    level, message = plugin.connection.queue_message.call_args.args
    assert level == "warning"
    assert session_of(switch) in message
    assert "Cannot abort" in message


def test_a_configuration_is_never_sent_twice(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = Plugin(switch, monkeypatch, ansible_eapi_retries=3)
    plugin.faults.extend([None, Drop(after=True)])
    with pytest.raises(ConnectionError, match="may have run"):
        plugin.api.edit_config(["hostname x"])
    assert switch.ran.count("hostname x") == 1
    assert switch.ran[-1] == "abort"


@pytest.mark.parametrize("reason", ["no sessions", "not wanted"])
def test_without_sessions_lines_are_applied_directly(
    switch: Switch, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    wanted = {"ansible_eos_use_sessions": False} if reason == "not wanted" else {}
    switch.failures["show configuration sessions"] = (1002, ["Invalid input"])
    plugin = Plugin(switch, monkeypatch, **wanted)
    plugin.api.edit_config(["hostname x"])
    assert switch.ran[-3:] == ["configure", "hostname x", "end"]
    assert plugin.api.supports_sessions() is False
    assert ("show configuration sessions" in switch.ran) is (reason == "no sessions")


def test_whether_there_are_sessions_is_asked_once(plugin: Plugin, switch: Switch) -> None:
    plugin.api.edit_config(["hostname x"])
    plugin.api.edit_config(["hostname y"])
    assert switch.ran.count("show configuration sessions") == 1


# --- Capabilities ---


def test_capabilities(plugin: Plugin, switch: Switch) -> None:
    known = json.loads(plugin.api.get_capabilities())
    assert known["network_api"] == "eapi"
    assert known["device_info"] == {
        "network_os": "eos",
        "network_os_version": "4.33.2F",
        "network_os_model": "vEOS-lab",
        "network_os_hostname": "leaf1",
    }
    assert known["device_operations"]["supports_commit"] is True
    assert {"format", "diff_match", "diff_replace", "output"} <= set(known)
    plugin.api.get_capabilities()
    assert switch.ran.count("show version") == 1


def test_first_questions_of_modules_are_one_request(plugin: Plugin, switch: Switch) -> None:
    plugin.api.get_capabilities()
    plugin.api.edit_config(["vlan 3"])
    assert [request.cmds[0] for request in switch.calls] == ["show version", f"configure session {session_of(switch)}"]


@pytest.mark.parametrize(("code", "there"), [(1000, False), (1002, False), (1003, True), (1005, True)])
def test_capabilities_tell_whether_there_are_sessions(plugin: Plugin, switch: Switch, code: int, there: bool) -> None:
    switch.failures["show configuration sessions"] = (code, ["no"])
    known = json.loads(plugin.api.get_capabilities())
    assert known["device_info"]["network_os_hostname"] == "leaf1"
    assert known["device_operations"]["supports_commit"] is there
    assert len(switch.calls) == 1


def test_capabilities_of_a_switch_that_fails_to_answer(plugin: Plugin, switch: Switch) -> None:
    switch.failures["show hostname"] = (1000, ["no"])
    with pytest.raises(ConnectionError, match="'show hostname' failed"):
        plugin.api.get_capabilities()


def test_a_refused_enable_says_nothing_about_sessions(plugin: Plugin, switch: Switch) -> None:
    switch.enable_password = ENABLE_PASSWORD
    plugin.become("wrong", on=True)
    with pytest.raises(ConnectionError, match="Bad secret"):
        plugin.api.supports_sessions()
    plugin.become(ENABLE_PASSWORD, on=True)
    assert plugin.api.supports_sessions() is True


def test_without_privilege_sessions_are_left_to_the_next_command(plugin: Plugin, switch: Switch) -> None:
    switch.privileged |= {"show configuration sessions", "configure session x"}
    assert plugin.api.supports_sessions() is True
    with pytest.raises(ConnectionError, match=r"privileged mode required.*Set 'become: true'"):
        plugin.api.send_request(["configure session x", "hostname x"])


def test_sessions_are_asked_for_again_with_privilege(plugin: Plugin, switch: Switch) -> None:
    switch.privileged.add("show configuration sessions")
    assert plugin.api.supports_sessions() is True
    switch.privileged.clear()
    switch.failures["show configuration sessions"] = (1002, ["Invalid input"])
    assert plugin.api.supports_sessions() is True
    plugin.become(None, on=True)
    assert plugin.api.supports_sessions() is False


@pytest.mark.parametrize(
    ("commands", "again"),
    [
        (["configure", "hostname x"], True),
        (["configure", "no hostname"], True),
        (["configure replace flash:a"], True),
        (["copy flash:a running-config"], True),
        (["copy running-config startup-config"], False),
        (["configure", "vlan 3"], False),
        (["show hostname"], False),
    ],
)
def test_a_switch_that_may_have_another_name_is_asked_again(
    plugin: Plugin, switch: Switch, commands: list[str], again: bool
) -> None:
    plugin.api.get_capabilities()
    plugin.api.send_request(commands)
    switch.models["show hostname"] = {"hostname": "x"}
    known = json.loads(plugin.api.get_capabilities())
    assert known["device_info"]["network_os_hostname"] == ("x" if again else "leaf1")


# --- Our own actions ---


def run_batch(plugin: Plugin, *items: t.Any, **given: t.Any) -> dict[str, t.Any]:
    data = json.loads(json.dumps(batch_to_data(Batch(parse_commands(list(items)), **given))))
    return t.cast("dict[str, t.Any]", json.loads(json.dumps(plugin.api.run_batch(data))))


def test_a_batch_comes_back_as_data(plugin: Plugin) -> None:
    data = run_batch(plugin, "show version", {"cmd": "show hostname", "format": "text"})
    assert [Response(**item).output for item in data["responses"]] == [VERSION, "Hostname: leaf1\n"]
    assert data["error"] is None


def test_an_error_comes_back_whole(plugin: Plugin, switch: Switch) -> None:
    switch.failures["show b"] = (1000, ["BGP inactive"])
    with pytest.raises(e.GeneralCommandError) as caught:
        raise_error(run_batch(plugin, "show version", "show b"))
    assert (caught.value.command_index, caught.value.errors) == (1, ["BGP inactive"])
    assert len(caught.value.responses) == 2


def test_invalid_options_are_returned_as_an_error(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = Plugin(switch, monkeypatch, ansible_eapi_command_timeout=-1)
    with pytest.raises(e.InputError, match="ansible_eapi_command_timeout is -1"):
        raise_error(run_batch(plugin, "show version"))


def test_warnings_come_once(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = Plugin(switch, monkeypatch, ansible_eapi_transport="http")
    assert "clear text" in run_batch(plugin, "show version")["warnings"][0]
    assert run_batch(plugin, "show version")["warnings"] == []


def test_facts(plugin: Plugin) -> None:
    assert plugin.api.get_facts(["default"])["ansible_facts"]["ansible_net_hostname"] == "leaf1"


def test_facts_of_an_unknown_subset(plugin: Plugin) -> None:
    found = plugin.api.get_facts(["bogus"])
    assert found["failed"] is True
    assert found["msg"]


def test_facts_that_the_switch_refuses(plugin: Plugin, switch: Switch) -> None:
    switch.failures["show lldp neighbors"] = (1002, ["Invalid input"])
    found = plugin.api.get_facts(["neighbors"])
    assert found["ansible_facts"]["ansible_net_gather_subset"] == ["default"]
    assert "'neighbors' are left out" in found["warnings"][0]


@pytest.mark.parametrize(
    "use",
    [
        lambda plugin: plugin.api.send_request("show version"),
        lambda plugin: plugin.api.get_facts(["default"]),
        lambda plugin: run_batch(plugin, "show version"),
    ],
)
def test_the_helper_s_alarm_stands_behind_the_client_s_timeouts(
    switch: Switch, monkeypatch: pytest.MonkeyPatch, use: t.Callable[[Plugin], t.Any]
) -> None:
    plugin = Plugin(switch, monkeypatch, ansible_eapi_command_timeout=120, ansible_eapi_retries=2)
    use(plugin)
    assert plugin.alarms
    assert min(plugin.alarms) > 3 * 120


# --- The connection's life ---


def test_login_sends_nothing(plugin: Plugin, switch: Switch) -> None:
    plugin.api.login(USER, PASSWORD)
    assert switch.requests == []


def test_logout_keeps_the_cookie_session_and_closes_the_connection(
    switch: Switch, monkeypatch: pytest.MonkeyPatch, tmp_path: t.Any
) -> None:
    store = str(tmp_path / "sessions")
    plugin = Plugin(switch, monkeypatch, ansible_eapi_auth="session", ansible_eapi_session_store=store)
    plugin.api.send_request("show version")
    plugin.api.logout()
    assert t.cast("t.Any", plugin.clients[0].transport).closed == 1
    plugin.api.send_request("show version")
    assert switch.logins == 1
    assert "/logout" not in [request.path for request in switch.requests]


def test_another_switch_gets_another_client(plugin: Plugin) -> None:
    plugin.api.send_request("show version")
    plugin.api.set_options(var_options={**VARIABLES, "ansible_host": "192.0.2.2"})
    plugin.api.send_request("show version")
    assert [client.options.host for client in plugin.clients] == ["192.0.2.1", "192.0.2.2"]
    assert t.cast("t.Any", plugin.clients[0].transport).closed == 1


def test_reconnect(plugin: Plugin) -> None:
    plugin.api.send_request("show version")
    assert plugin.api.reconnect(False) == {"responses": [], "value": None, "error": None, "warnings": []}
    assert t.cast("t.Any", plugin.clients[0].transport).closed == 1


def test_reconnect_is_refused(switch: Switch, monkeypatch: pytest.MonkeyPatch, tmp_path: t.Any) -> None:
    store = str(tmp_path / "sessions")
    plugin = Plugin(switch, monkeypatch, ansible_eapi_auth="session", ansible_eapi_session_store=store)
    plugin.api.send_request("show version")
    switch.password = "changed"
    assert plugin.api.reconnect(True)["error"]["type"] == "AuthenticationError"


# --- Another endpoint ---


def test_the_helper_s_client_moves(plugin: Plugin) -> None:
    plugin.api.send_request("show version")
    before = plugin.api.endpoint_options()["value"]
    assert (before["host"], before["transport"]) == ("192.0.2.1", plugin.clients[0].options.transport)
    assert plugin.api.move({"port": 9443})["error"] is None
    assert plugin.api.endpoint_options()["value"] == {**before, "port": 9443}
    assert plugin.clients[0].options.port == 9443


def test_a_later_task_goes_on_at_the_new_endpoint(plugin: Plugin) -> None:
    plugin.api.send_request("show version")
    plugin.api.move({"port": 9443})
    plugin.api.set_options(var_options={**VARIABLES, "ansible_eapi_version": "latest"})
    plugin.api.get_facts(["default"])
    assert len(plugin.clients) == 1
    assert (plugin.clients[0].options.port, plugin.clients[0].options.version) == (9443, "latest")


def test_reply_of_a_missing_endpoint(plugin: Plugin) -> None:
    assert "password is no part of an endpoint" in plugin.api.move({"password": "x"})["error"]["reason"]


def test_without_tls_there_is_no_certificate(plugin: Plugin) -> None:
    assert plugin.api.peer_certificate({"transport": "http"})["value"] is None
