# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The direct connection and the actions over it, against a switch without a network."""

from __future__ import annotations

import json
import random
import typing as t
from unittest import mock

import pytest
from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.connection import ConnectionError as RpcError
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import action_loader, connection_loader

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import action as action_module
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import eapi_connection as direct
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import messages, rpc
from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import client as client_module
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from support.eapi import ENABLE_PASSWORD, PASSWORD, USER, FakeTransport, Switch

VARIABLES = {
    "inventory_hostname": "leaf1",
    "ansible_host": "192.0.2.1",
    "ansible_user": USER,
    "ansible_password": PASSWORD,
    "ansible_eapi_auth": "basic",
    "ansible_eapi_retries": 0,
}


class Host:
    """A host with the direct connection, and its switch."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.switch = Switch(
            models={"show version": {"version": "4.33"}, "show hostname": {"hostname": "leaf1"}},
            texts={"show version": "EOS 4.33\n"},
            unconverted={"show odd"},
        )
        self.clients: list[EapiClient] = []
        self.said: list[str] = []
        self.faults: list[t.Any] = []
        monkeypatch.setattr(direct, "EapiClient", self.make)
        monkeypatch.setattr(direct.display, "warning", self.said.append)
        monkeypatch.setattr(polling.time, "sleep", lambda seconds: None)
        self.connection: t.Any = connection_loader.get("aerie.arista.eapi", PlayContext())
        self.set()

    def make(self, options: EapiOptions) -> EapiClient:
        client = EapiClient(options)
        transport: t.Any = FakeTransport(self.switch, self.faults)
        client.transport = client.auth.transport = transport
        self.clients.append(client)
        return client

    def set(
        self, action: str = "aerie.arista.eapi_command", args: dict[str, t.Any] | None = None, **more: t.Any
    ) -> None:
        """The options of a task."""
        self.connection.set_options(task_keys={"action": action, "args": args or {}}, var_options={**VARIABLES, **more})

    def become(self, method: str = "ansible.netcommon.enable", password: str | None = None) -> None:
        """The task's become plugin."""
        plugin = mock.Mock(get_option=mock.Mock(return_value=password))
        plugin.name = method
        self.connection.set_become_plugin(plugin)

    def act(self, check: bool = False, **args: t.Any) -> dict[str, t.Any]:
        """The result of a task of eapi_command."""
        task = mock.Mock(action="aerie.arista.eapi_command", args=args, async_val=0, check_mode=check, diff=False)
        action: t.Any = action_loader.get(
            "aerie.arista.eapi_command", task, self.connection, PlayContext(), None, None, None
        )
        return t.cast("dict[str, t.Any]", action.run(task_vars={"inventory_hostname": "leaf1"}))


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    return Host(monkeypatch)


# --- The connection ---


def test_nothing_is_sent_before_it_is_needed(host: Host) -> None:
    host.connection._connect()
    host.connection.close()
    assert host.clients == []


def test_the_items_of_a_loop_share_a_client(host: Host) -> None:
    for _item in range(3):
        host.set()
        host.act(commands="show version")
    assert len(host.clients) == 1


def test_other_options_make_another_client(host: Host) -> None:
    host.act(commands="show version")
    host.set(ansible_host="192.0.2.2")
    host.act(commands="show version")
    assert [client.options.host for client in host.clients] == ["192.0.2.1", "192.0.2.2"]
    assert t.cast("t.Any", host.clients[0].transport).closed == 1


def test_become_means_enable_with_its_password(host: Host) -> None:
    host.become(password=ENABLE_PASSWORD)
    host.act(commands="show version")
    assert host.switch.calls[0].params["cmds"][0] == {"cmd": "enable", "input": ENABLE_PASSWORD}


def test_become_takes_the_password_of_the_environment(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EAPI_ENABLE_PASSWORD", ENABLE_PASSWORD)
    host.set()
    host.become()
    host.act(commands="show version")
    assert host.switch.calls[0].params["cmds"][0] == {"cmd": "enable", "input": ENABLE_PASSWORD}


def test_another_become_method_is_refused_with_the_right_one(host: Host) -> None:
    host.become(method="ansible.builtin.sudo")
    result = host.act(commands="show version")
    assert result["failed"] is True
    assert "'sudo'" in result["msg"]
    assert "become_method: enable" in result["msg"]


def test_reset_logs_the_session_out(host: Host, tmp_path: t.Any) -> None:
    host.set(ansible_eapi_auth="session", ansible_eapi_session_store=str(tmp_path / "sessions"))
    host.act(commands="show version")
    host.connection.reset()
    assert host.switch.cookies == set()


def test_ansible_knows_whether_there_is_a_client(host: Host) -> None:
    host.act(commands="show version")
    assert host.connection.connected
    host.connection.close()
    assert not host.connection.connected


def test_close_keeps_the_session(host: Host, tmp_path: t.Any) -> None:
    host.set(ansible_eapi_auth="session", ansible_eapi_session_store=str(tmp_path / "sessions"))
    host.act(commands="show version")
    host.connection.close()
    host.act(commands="show version")
    assert host.switch.logins == 1


def test_clear_text_across_the_network_is_a_warning(host: Host) -> None:
    host.set(ansible_eapi_transport="http")
    host.act(commands="show version")
    assert ["clear text" in warning for warning in host.said] == [True]


def test_the_options_of_another_host_follow_those_of_a_task(host: Host) -> None:
    assert host.connection.can_change_host
    host.connection.set_options(direct={"host": "192.0.2.7"})
    assert not host.connection.can_change_host
    with pytest.raises(AssertionError, match="set_options comes first"):
        host.connection.change_host(VARIABLES)


# --- What comes as a shell command ---


def test_raw_runs_its_line_as_text(host: Host) -> None:
    host.set(action="ansible.builtin.raw")
    assert host.connection.exec_command("show version") == (0, b"EOS 4.33\n", b"")


def test_raw_that_fails_says_why(host: Host) -> None:
    host.switch.failures["bogus"] = (1002, ["Invalid input (at token 0: 'bogus')"])
    host.set(action="raw")
    code, out, err = host.connection.exec_command("bogus")
    assert (code, out) == (1, b"")
    assert b"Invalid input" in err


def test_raw_on_a_switch_that_is_not_there_is_unreachable(host: Host) -> None:
    host.faults.append(e.ConnectError("no", host="leaf1"))
    host.set(action="raw")
    with pytest.raises(AnsibleConnectionFailure):
        host.connection.exec_command("show version")


def test_raw_that_broke_off_is_a_failure(host: Host) -> None:
    host.faults.append(e.DroppedError("no", host="leaf1"))
    host.set(action="raw")
    with pytest.raises(AnsibleError) as caught:
        host.connection.exec_command("clear counters")
    assert not isinstance(caught.value, AnsibleConnectionFailure)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("ansible.builtin.copy", "delegate_to: localhost"),
        ("ansible.builtin.shell", "delegate_to: localhost"),
        ("ansible.builtin.setup", "ansible_facts_modules: aerie.arista.eapi_facts"),
        ("gather_facts", "gather_facts: false"),
    ],
)
def test_shell_modules_are_refused_with_an_alternative(host: Host, action: str, words: str) -> None:
    host.set(action=action)
    with pytest.raises(AnsibleError) as caught:
        host.connection.exec_command("/bin/sh -c 'echo ~'")
    assert "cannot run on leaf1" in str(caught.value)
    assert words in str(caught.value)
    assert host.switch.requests == []


@pytest.mark.parametrize("method", ["put_file", "fetch_file"])
def test_files_are_refused(host: Host, method: str) -> None:
    with pytest.raises(AnsibleError, match=r"/etc/motd cannot be .* a switch"):
        getattr(host.connection, method)("/etc/motd", "/tmp/motd")


def test_wait_for_connection_is_a_probe(host: Host) -> None:
    host.connection.transport_test(5)
    assert [request.method for request in host.switch.requests] == ["HEAD"]
    assert host.clients[0].options.connect_timeout == 5
    host.set(action="wait_for_connection")
    assert json.loads(host.connection.exec_command("x", in_data=b"ping")[1]) == {"ping": "pong"}


def test_wait_for_connection_asks_where_a_task_has_moved_the_switch(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def transport_for(options: EapiOptions, tls: t.Any) -> t.Any:
        asked.append(options.endpoint)
        return FakeTransport(host.switch, [])

    monkeypatch.setattr(client_module, "transport_for", transport_for)
    monkeypatch.setattr(direct.moves, "recall", lambda _origin: {"port": 9443})
    host.connection.transport_test(5)
    assert asked[-1] == "https://192.0.2.1:9443"
    assert host.clients[0].options.connect_timeout == 5


def payload(args: dict[str, t.Any]) -> bytes:
    """What Ansible would run on a host."""
    inner = json.dumps({"ANSIBLE_MODULE_ARGS": args})
    return f"import x\nx.run('aerie.arista.plugins.modules.eapi_facts', {inner.encode()!r})\n".encode()


@pytest.mark.parametrize(
    ("in_module", "in_task", "chosen"),
    [
        ({}, {}, ["default"]),
        ({"gather_subset": ["config"]}, {}, ["default", "config"]),
        ({}, {"gather_subset": ["config"]}, ["default", "config"]),
        ({"gather_subset": ["neighbors"]}, {"gather_subset": ["config"]}, ["default", "neighbors"]),
    ],
)
def test_gather_facts(host: Host, in_module: dict[str, t.Any], in_task: dict[str, t.Any], chosen: list[str]) -> None:
    host.set(action="gather_facts", args=in_task)
    code, out, _err = host.connection.exec_command("python", in_data=payload(in_module))
    assert code == 0
    assert json.loads(out)["ansible_facts"]["ansible_net_gather_subset"] == chosen


def test_facts_that_cannot_be_gathered(host: Host) -> None:
    host.set(action="gather_facts")
    found = json.loads(host.connection.exec_command("python", in_data=payload({"gather_subset": ["bogus"]}))[1])
    assert found["failed"] is True
    assert "'bogus'" in found["msg"]


@pytest.mark.parametrize("data", [b"ping", None])
def test_tasks_on_a_switch_that_is_not_there_are_unreachable(host: Host, data: bytes | None) -> None:
    host.faults.append(e.ConnectError("no", host="leaf1"))
    host.set(action="wait_for_connection" if data else "gather_facts")
    with pytest.raises(AnsibleConnectionFailure):
        host.connection.exec_command("x", in_data=data or payload({}))


def test_a_form_of_modules_that_is_not_known_is_reported() -> None:
    with pytest.raises(AnsibleError, match="a form that the connection cannot read"):
        direct.module_arguments(b"x = 'aerie.arista.plugins.modules.eapi_facts'")


# --- eapi_command ---


def test_a_result_has_responses_and_outputs_in_order(host: Host) -> None:
    result = host.act(commands=["show version", {"cmd": "show version", "format": "text"}])
    assert result["stdout"] == [{"version": "4.33"}, "EOS 4.33\n"]
    assert result["stdout_lines"] == [{"version": "4.33"}, ["EOS 4.33"]]
    assert [entry["format"] for entry in result["responses"]] == ["json", "text"]
    assert result["commands"] == ["show version", "show version"]
    assert result["changed"] is False


def test_text_is_the_fallback_by_default(host: Host) -> None:
    assert host.act(commands="show odd")["responses"][0]["text_fallback"] is True
    assert host.act(commands="show odd", text_fallback=False)["code"] == 1003


def test_changing_commands_count_as_changed(host: Host) -> None:
    assert host.act(commands=["clear counters"])["changed"] is True


def test_a_failing_command_is_a_failed_task_with_all_that_is_known(host: Host) -> None:
    host.switch.failures["show b"] = (1002, ["Invalid input (at token 1: 'b')"])
    result = host.act(commands=["show version", "show b"])
    assert result["failed"] is True
    assert (result["code"], result["command"], result["command_index"]) == (1002, "show b", 1)
    assert result["errors"] == ["Invalid input (at token 1: 'b')"]
    assert len(result["responses"]) == 2
    assert result["msg"].startswith("leaf1 (https://192.0.2.1:443): command 2 of 2 'show b' failed")


def test_a_switch_that_is_not_there_is_unreachable(host: Host) -> None:
    host.faults.append(e.ConnectError("cannot connect: connection refused.", host="leaf1"))
    result = host.act(commands="show version")
    assert result["unreachable"] is True
    assert "connection refused" in result["msg"]


def test_in_check_mode_what_may_change_the_switch_is_skipped_and_said(host: Host) -> None:
    result = host.act(check=True, commands=["show version", "configure", "vlan 3", "show vlan", "end", "show hostname"])
    assert host.switch.ran == ["show version", "show hostname"]
    assert [entry.get("skipped", False) for entry in result["responses"]] == [False, True, True, True, True, False]
    assert result["stdout"][5] == {"hostname": "leaf1"}
    assert result["changed"] is True
    assert "'configure', 'vlan 3', 'show vlan', 'end'" in result["warnings"][0]


def test_in_check_mode_nothing_is_sent_where_all_may_change_the_switch(host: Host) -> None:
    assert host.act(check=True, commands="clear counters")["changed"] is True
    assert host.switch.requests == []


def test_warnings_of_the_switch_are_warnings_of_the_task(host: Host) -> None:
    host.switch.models["switchport access vlan 3"] = {"warnings": ["Access VLAN does not exist. Creating vlan 3"]}
    result = host.act(commands=["configure", "switchport access vlan 3"])
    assert result["warnings"] == ["switchport access vlan 3: Access VLAN does not exist. Creating vlan 3"]


def test_conditions_that_are_met(host: Host) -> None:
    assert "failed" not in host.act(commands="show version", wait_for="[0].version == '4.33'")


def test_conditions_that_are_not_met(host: Host) -> None:
    result = host.act(commands="show version", wait_for=["[0].version", "[0].x"], retries=3, interval=0)
    assert result["failed"] is True
    assert result["failed_conditions"] == ["[0].x"]
    assert result["msg"] == "leaf1: wait_for is not met after 3 tries: [0].x ([0].x is absent)."
    assert host.switch.ran == ["show version"] * 3
    assert result["stdout"] == [{"version": "4.33"}]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"commands": []}, "commands is empty"),
        ({"commands": [{"cmd": "show version", "colour": 1}]}, "unknown key 'colour'"),
        ({"commands": [{"cmd": "show version", "revision": "x"}]}, "the revision is 'x'"),
        ({"commands": "x", "version": "two"}, "version is 'two'"),
        ({"commands": "x", "revisions": {"x": "y"}}, "revisions['x'] is 'y'"),
        ({"commands": "x", "timeout": -1}, "timeout is -1"),
        ({"commands": "x", "timeout": 0}, "timeout is 0"),
        ({"commands": "x", "retries": 0}, "retries is 0"),
        ({"commands": "x", "interval": -1}, "interval is -1"),
        ({"commands": "show x", "wait_for": "[0"}, "wait_for[0] is no JMESPath expression"),
        ({"commands": "clear counters", "wait_for": "[0]"}, "'clear counters' may change the switch"),
    ],
)
def test_bad_arguments_are_reported_before_anything_is_sent(host: Host, args: dict[str, t.Any], words: str) -> None:
    result = host.act(**args)
    assert result["failed"] is True
    assert words in result["msg"]
    assert host.switch.requests == []


def test_another_connection_is_refused_with_the_right_ones(host: Host) -> None:
    host.connection = mock.Mock(transport="ssh", socket_path=None)
    result = host.act(commands="show version")
    assert result["failed"] is True
    assert "does not run over the connection 'ssh'" in result["msg"]
    assert "ansible_connection: aerie.arista.eapi" in result["msg"]


# --- Over netcommon's helper ---


class Helper:
    """The helper's end of the socket."""

    def __init__(self, given: t.Any) -> None:
        self.given = given
        self.batches: list[Batch] = []

    def run_batch(self, data: dict[str, t.Any]) -> t.Any:
        self.batches.append(rpc.batch_from_data(json.loads(json.dumps(data))))
        if isinstance(self.given, Exception):
            raise self.given
        return json.loads(json.dumps(self.given))


@pytest.fixture
def over_helper(host: Host, monkeypatch: pytest.MonkeyPatch) -> t.Callable[[t.Any], Helper]:
    def connect(given: t.Any) -> Helper:
        helper = Helper(given)
        monkeypatch.setattr(action_module, "Rpc", lambda socket_path: helper)
        monkeypatch.setattr(messages.display, "warning", host.said.append)
        host.connection = mock.Mock(transport="ansible.netcommon.httpapi", socket_path="/tmp/socket")
        return helper

    return connect


def test_the_same_task_over_the_helper(host: Host, over_helper: t.Callable[[t.Any], Helper]) -> None:
    responses = [Response("show version", "json", output={"version": "4.33"})]
    helper = over_helper(rpc.answer(responses, warnings=["clear text"]))
    result = host.act(commands="show version", timeout=5)
    assert result["stdout"] == [{"version": "4.33"}]
    assert helper.batches[0].timeout == 5
    assert host.said == ["clear text"]


def test_the_same_error_over_the_helper(host: Host, over_helper: t.Callable[[t.Any], Helper]) -> None:
    over_helper(rpc.answer(error=e.InvalidCommandError("no", code=1002, command="show b", command_index=0)))
    result = host.act(commands="show b")
    assert (result["failed"], result["code"], result["command"]) == (True, 1002, "show b")


def test_a_helper_that_fails_fails_the_task(host: Host, over_helper: t.Callable[[t.Any], Helper]) -> None:
    over_helper(RpcError("the helper is gone"))
    with pytest.raises(AnsibleActionFail, match="the helper is gone"):
        host.act(commands="show version")


def test_no_secret_is_in_a_result(host: Host) -> None:
    host.switch.failures["banner motd"] = (1000, ["no"])
    host.become(password=ENABLE_PASSWORD)
    good = host.act(commands=["show version"])
    bad = host.act(commands=["configure", {"cmd": "banner motd", "input": "s3cret-input\nEOF"}])
    for secret in (PASSWORD, ENABLE_PASSWORD, "s3cret-input"):
        assert secret not in json.dumps([good, bad])


# --- Many hosts, one connection object ---


def test_options_of_another_host_are_those_that_its_own_connection_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was set for the hosts before, nothing of it stays; an error in between does no harm."""
    monkeypatch.setenv("EAPI_USERNAME", "of-the-environment")
    definitions = connection_loader.get("aerie.arista.eapi", PlayContext()).option_definitions
    names = sorted({entry["name"] for definition in definitions.values() for entry in definition.get("vars") or ()})
    good: dict[str, list[t.Any]] = {"bool": [True, "no"], "int": [5, "6"], "float": [1.5, "3"], "dict": [{"show a": 2}]}
    kinds = {entry["name"]: d for d in definitions.values() for entry in d.get("vars") or ()}
    keys = {"action": "aerie.arista.eapi_fleet", "args": {}, "remote_user": "of-the-task"}
    chance = random.Random(7)
    shared: t.Any = connection_loader.get("aerie.arista.eapi", PlayContext())
    refused = 0
    for _host in range(300):
        variables = {}
        for name in chance.sample(names, chance.randrange(8)):
            kind = kinds[name]
            choices = [*(kind.get("choices") or ()), *good.get(kind.get("type", "str"), ["/etc", "one", "two"]), None]
            variables[name] = chance.choice([*choices, "bad"] if chance.random() < 0.05 else choices)
        own: t.Any = connection_loader.get("aerie.arista.eapi", PlayContext())
        try:
            own.set_options(task_keys=keys, var_options=variables)
        except AnsibleError as error:
            refused += 1
            with pytest.raises(type(error)):
                ask_as(shared, keys, variables)
            continue
        ask_as(shared, keys, variables)
        assert shared.get_options() == own.get_options()
    assert refused > 3


def ask_as(shared: t.Any, keys: dict[str, t.Any], variables: dict[str, t.Any]) -> None:
    """The options of a host, in an object that has served others."""
    if shared.can_change_host:
        shared.change_host(variables)
    else:
        shared.set_options(task_keys=keys, var_options=variables)
