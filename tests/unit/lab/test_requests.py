# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""runCmds over real TLS: results, errors, formats, parameters."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lab import Lab, LabSwitch, SwitchSpec
from lab.eos import rpc
from lab.eos.releases import knows
from lab.eos.show import load
from lab.eos.switch import Switch, User

Client = Any
Connect = Callable[..., Client]


@pytest.mark.parametrize("identity", [7, "seven", None, 7.5])
def test_the_id_comes_back_with_its_type(client: Client, identity: Any) -> None:
    reply = client.rpc("show hostname", id=identity)
    assert reply == {"jsonrpc": "2.0", "id": identity, "result": [{"hostname": "leaf1", "fqdn": "leaf1.lab.example"}]}
    assert client.headers["Server"] == "nginx"
    assert client.headers["Content-Type"].startswith("application/json")
    assert "Set-Cookie" not in client.headers


def test_a_failure_names_the_command_and_keeps_what_came_before(client: Client) -> None:
    reply = client.rpc("show hostname", "bad command ", "show version")
    assert "result" not in reply
    assert reply["error"] == {
        "code": 1002,
        "message": "CLI command 2 of 3 'bad command' failed: invalid command",
        "data": [
            {"hostname": "leaf1", "fqdn": "leaf1.lab.example"},
            {"errors": ["Invalid input (at token 0: 'bad')"]},
        ],
    }


def test_text(client: Client) -> None:
    reply = client.rpc("enable", "show hostname", "show bogus", format="text")
    assert reply["error"]["data"] == [
        {"output": ""},
        {"output": "Hostname: leaf1\nFQDN:     leaf1.lab.example\n"},
        {"output": "% Invalid input (at token 1: 'bogus')\n", "errors": ["Invalid input (at token 1: 'bogus')"]},
    ]


def test_going_on_after_errors(client: Client) -> None:
    reply = client.rpc("bogus", "show hostname", "show vlan 999", "enable", stopOnError=False)
    error = reply["error"]
    assert (error["code"], error["message"]) == (1002, "CLI command 1 of 4 'bogus' failed: invalid command")
    assert len(error["data"]) == 4
    assert error["data"][1]["hostname"] == "leaf1"
    assert error["data"][2]["errors"] == ["VLAN 999 not found in current VLAN database"]
    assert error["data"][3] == {}


def test_timestamps(client: Client) -> None:
    (entry,) = client.rpc("show hostname", timestamps=True)["result"]
    assert entry["_meta"]["execStartTime"] > 1.7e9
    assert 0 <= entry["_meta"]["execDuration"] < 5


def test_auto_complete_and_aliases(client: Client) -> None:
    assert client.rpc("sh host")["error"]["data"][0]["errors"] == ["Invalid input (at token 0: 'sh')"]
    assert client.rpc("sh host", autoComplete=True)["result"][0]["hostname"] == "leaf1"
    client.rpc("enable", "configure", "alias me show hostname")
    assert client.rpc("me")["error"]["code"] == 1002
    assert client.rpc("me", expandAliases=True)["result"][0]["hostname"] == "leaf1"


def test_error_detail_is_taken(client: Client) -> None:
    (entry,) = client.rpc("show vlan 999", includeErrorDetail=True)["error"]["data"]
    assert entry["errors"] == ["VLAN 999 not found in current VLAN database"]
    assert entry["errorDetail"]["code"] == 1000


@pytest.mark.parametrize(
    ("cmd", "code", "error"),
    [
        (
            "bash ls",
            1004,
            "Command not permitted via API access. To run a bash command over the Command API,  use the "
            "'timeout  <seconds>' option.",
        ),
        (
            "reload",
            1004,
            "Command not permitted via API access. To reload the machine over the API, please use "
            "'reload now' instead.",
        ),
        ("watch show version", 1004, "Command not permitted via API access."),
        (
            "show running-config section router",
            1003,
            "Command cannot be used over the API at this time. To see ASCII output, set format='text' in your request",
        ),
        ("show running-config | include hostname", 1002, "Invalid input (at token 2: '|')"),
    ],
)
def test_commands_that_cannot_run(client: Client, cmd: str, code: int, error: str) -> None:
    reply = client.rpc("enable", cmd)
    assert reply["error"]["code"] == code
    assert reply["error"]["data"] == [{}, {"errors": [error]}]


def test_bash_with_a_timeout(client: Client) -> None:
    reply = client.rpc("enable", "bash timeout 5 echo hello", format="text")
    assert reply["result"][1] == {"output": "hello\n"}


def test_modes_do_not_survive_a_request(client: Client) -> None:
    assert "result" in client.rpc("enable", "configure", "vlan 99")
    assert client.rpc("name left")["error"]["data"][0]["errors"] == ["Invalid input (at token 0: 'name')"]
    error = client.rpc("show running-config")["error"]
    assert (error["code"], error["data"][0]["errors"]) == (1002, ["Invalid input (privileged mode required)"])
    client.rpc("enable", "configure", "no vlan 99")


def test_the_example_of_the_specification(client: Client) -> None:
    reply = client.rpc("enable", "configure", "interface Ethernet5", "switchport access vlan 333", "show vlan 333")
    result = reply["result"]
    assert result[:4] == [{}, {}, {}, {"warnings": ["Access VLAN does not exist. Creating vlan 333"]}]
    vlan = result[4]["vlans"]["333"]
    assert (vlan["name"], vlan["status"], list(vlan["interfaces"])) == ("VLAN0333", "active", ["Ethernet5"])
    client.rpc("enable", "configure", "default interface Ethernet5", "no vlan 333")


def test_input_of_complex_commands(client: Client) -> None:
    reply = client.rpc("enable", "configure", {"cmd": "banner motd", "input": "Hello World!\nEOF"})
    assert reply["result"] == [{}, {}, {}]
    text = client.rpc("enable", "show running-config", format="text")["result"][1]["output"]
    assert "!\nbanner motd\nHello World!\nEOF\n!\n" in text
    client.rpc("enable", "configure", "no banner motd")


def test_revisions(client: Client) -> None:
    """A revision of its own wins over the version; one that is too high gives the latest."""
    plain = client.rpc("dir")["result"][0]
    second = client.rpc({"cmd": "dir", "revision": 2})["result"][0]
    assert set(plain) != set(second)
    assert set(client.rpc("dir", version="latest")["result"][0]) == set(second)
    assert set(client.rpc({"cmd": "dir", "revision": 1}, version="latest")["result"][0]) == set(plain)
    assert set(client.rpc({"cmd": "dir", "revision": 99})["result"][0]) == set(second)


def send(client: Client, body: Any) -> dict[str, Any]:
    raw = body if isinstance(body, str) else json.dumps(body)
    reply: dict[str, Any] = json.loads(client.request("POST", "/command-api", raw))
    return reply


def call(**changes: Any) -> dict[str, Any]:
    params = {"version": 1, "cmds": ["show hostname"], **changes.pop("params", {})}
    body = {"jsonrpc": "2.0", "method": "runCmds", "params": params, "id": "x", **changes}
    return {name: value for name, value in body.items() if value is not ...}


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ("{", -32700, "Parse error"),
        ("[]", -32600, "Request must be a JSON object"),
        (call(jsonrpc="1.0"), -32600, "Unsupported JSON-RPC version '1.0'"),
        (call(method="runCommands"), -32601, "Method 'runCommands' not found"),
        (call(params={"bogus": 1}), -32602, "runCmds() got an unexpected keyword argument 'bogus'"),
        (call(params={"version": "newest"}), -32602, "Invalid version: 'newest'"),
        (call(params={"format": "xml"}), -32602, "Invalid format: 'xml'"),
        (call(params={"cmds": "show version"}), -32602, "Field 'cmds' must be a list"),
        (call(params={"cmds": [{"command": "x"}]}), -32602, "Invalid command: {'command': 'x'}"),
        (call(params={"cmds": [{"cmd": "x", "revision": "2"}]}), -32602, "Invalid revision: '2'"),
        (call(params={"cmds": [{"cmd": "x", "bogus": 1}]}), -32602, "Invalid command attribute: 'bogus'"),
        (call(params={"timestamps": "yes"}), -32602, "Invalid value for 'timestamps': 'yes'"),
    ],
)
def test_wrong_requests(client: Client, body: Any, code: int, message: str) -> None:
    reply = send(client, body)
    assert reply["error"] == {"code": code, "message": message}
    assert client.status == 200


def test_a_request_without_jsonrpc(client: Client) -> None:
    assert send(client, call(jsonrpc=...)) == {
        "jsonrpc": "2.0",
        "id": None,
        "error": {"message": "Expected field 'jsonrpc' not specified", "code": -32600},
    }


def test_parameters_by_position_and_streaming_are_taken(client: Client) -> None:
    body = {"jsonrpc": "2.0", "method": "runCmds", "params": [1, ["show hostname"], "text"], "id": 1}
    assert send(client, body)["result"][0]["output"].startswith("Hostname")
    assert "result" in send(client, {**call(), "streaming": False})


def test_no_commands_no_results(client: Client) -> None:
    assert client.rpc()["result"] == []


@pytest.mark.parametrize(
    ("eos", "parameter", "known"),
    [
        ("4.33.2F", "includeErrorDetail", True),
        ("4.20.1F", "includeErrorDetail", False),
        ("4.14.5F", "autoComplete", False),
        ("4.14.5F", "timestamps", True),
        ("4.33.2F", "bogus", False),
    ],
)
def test_commands_by_release(eos: str, parameter: str, known: bool) -> None:
    assert knows(eos, parameter) is known


def test_an_old_release_refuses_new_parameters_by_name() -> None:
    load()
    switch = Switch(SwitchSpec(name="old", eos="4.14.5F"))
    body = json.dumps(call(params={"autoComplete": False})).encode()
    reply, _pieces = rpc.answer(switch, User("admin", 15), body)
    assert reply.payload["error"] == {
        "code": -32602,
        "message": "runCmds() got an unexpected keyword argument 'autoComplete'",
    }


def test_a_mistake_in_a_model_is_1001(monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    switch = Switch(SwitchSpec(name="broken"))
    monkeypatch.setattr(type(switch), "hostname", property(lambda _self: 1 / 0))
    reply, _pieces = rpc.answer(switch, User("admin", 15), json.dumps(call()).encode())
    assert reply.payload["error"]["code"] == 1001
    assert reply.payload["error"]["data"] == [{"errors": ["ZeroDivisionError: division by zero"]}]


def test_head_and_other_methods(client: Client) -> None:
    assert client.request("HEAD", "/command-api") == b""
    assert client.status == 200
    client.request("GET", "/command-api")
    assert client.status == 405
    client.request("POST", "/elsewhere")
    assert client.status == 404
    client.auth = None
    client.request("HEAD", "/command-api")
    assert client.status == 401


def test_received_replies_are_kept(client: Client, leaf: LabSwitch) -> None:
    client.rpc("show version", {"cmd": "show clock", "revision": 1}, id="kept")
    assert leaf.received[-1]["id"] == "kept"
    assert leaf.received[-1]["params"]["cmds"] == ["show version", {"cmd": "show clock", "revision": 1}]


def test_a_large_text_is_sent_whole(tmp_path: Any, connect: Connect) -> None:
    with Lab(tmp_path, [SwitchSpec(name="big", tech_support_mb=3)]) as lab:
        client = connect(lab["big"])
        result = client.rpc("enable", "show tech-support", "show hostname", format="text")["result"]
        assert len(result[1]["output"]) == 3_000_000
        assert "hostname big" in result[1]["output"]
        assert result[2]["output"].startswith("Hostname: big")
        assert client.rpc("enable", "show tech-support | include ^hostname", format="text")["result"][1] == {
            "output": "hostname big\n"
        }
