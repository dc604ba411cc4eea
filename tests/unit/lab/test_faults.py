# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Faults by name, on the wire."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import paramiko
import pytest

from lab import FAULTS, LabSwitch
from lab.ssh import SSH_PORT
from support.waiting import PATIENCE, wait_until

Client = Any
Connect = Callable[..., Client]
BROKEN = (HTTPException, ConnectionError)


def test_an_unknown_fault_is_refused(leaf: LabSwitch) -> None:
    with pytest.raises(ValueError, match="known are drop-before-reply"):
        leaf.faults.add("gremlins")
    with pytest.raises(ValueError, match="at least 1"):
        leaf.faults.add("slow", times=0)


def test_a_fault_lets_requests_pass_first(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("drop-before-reply", times=1, skip=2)
    for _request in range(2):
        assert "result" in client.rpc("show hostname")
    with pytest.raises(BROKEN):
        client.rpc("show hostname")
    assert "result" in client.rpc("show hostname")


@pytest.mark.parametrize(("fault", "applied"), [("drop-before-reply", False), ("drop-after-applying", True)])
def test_dropped_connections(client: Client, leaf: LabSwitch, fault: str, applied: bool) -> None:
    leaf.run("configure", "no vlan 42")
    leaf.faults.add(fault, times=1)
    with pytest.raises(BROKEN):
        client.rpc("enable", "configure", "vlan 42")
    assert (42 in leaf.switch.view.vlans) is applied
    assert "result" in client.rpc("show hostname")


def test_commands_that_run_late(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("late", times=1, delay=0.5, match="hostname")
    started = time.monotonic()
    assert "result" in client.rpc("show hostname")
    assert time.monotonic() - started >= 0.5


def test_a_rival_at_the_cli(client: Client, leaf: LabSwitch) -> None:
    leaf.run("configure", "no vlan 43")
    leaf.faults.add("rival", times=1, match="show vlan", lines=["vlan 43", "name theirs"])
    assert "result" in client.rpc("show hostname")
    assert 43 not in leaf.switch.view.vlans
    vlans = client.rpc("enable", "show vlan")["result"][1]["vlans"]
    assert vlans["43"]["name"] == "theirs"


@pytest.mark.parametrize(
    ("fault", "status", "ran"),
    [("bad-gateway", 502, 0), ("unavailable", 503, 0), ("gateway-timeout", 504, 1), ("server-error", 500, 1)],
)
def test_error_pages(client: Client, leaf: LabSwitch, fault: str, status: int, ran: int) -> None:
    leaf.faults.add(fault, times=2)
    for _attempt in range(2):
        client.request(
            "POST",
            "/command-api",
            json.dumps(
                {"jsonrpc": "2.0", "method": "runCmds", "id": 1, "params": {"version": 1, "cmds": ["show hostname"]}}
            ),
        )
        assert client.status == status
        assert client.headers["Content-Type"].startswith("text/html")
        assert b"<html>" in client.body
    assert leaf.stats.commands == 2 * ran
    assert "result" in client.rpc("show hostname")


def test_slow(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("slow", times=1, delay=0.3)
    started = time.monotonic()
    client.rpc("show hostname")
    assert time.monotonic() - started >= 0.3


def test_one_slow_request_holds_up_no_other(client: Client, leaf: LabSwitch, connect: Connect) -> None:
    leaf.faults.add("slow", times=1, delay=PATIENCE)
    connection = client.connect()
    body = json.dumps({"jsonrpc": "2.0", "method": "runCmds", "id": 1, "params": {"version": 1, "cmds": []}})
    connection.request("POST", "/command-api", body, {"Authorization": "Basic YWRtaW46YWRtaW4tbGFi"})
    wait_until(lambda: not leaf.faults.active("slow"))
    started = time.monotonic()
    connect(leaf).rpc("show hostname")
    assert time.monotonic() - started < PATIENCE
    connection.close()


def test_expired_cookies(client: Client, leaf: LabSwitch) -> None:
    client.login("admin", "admin-lab")
    leaf.faults.add("expired-cookies", times=1)
    client.request("POST", "/command-api", "{}")
    assert client.status == 401
    client.login("admin", "admin-lab")
    assert "result" in client.rpc("show hostname")


@pytest.mark.parametrize("fault", ["garbage-body", "truncated-json", "not-eapi"])
def test_bodies_that_are_not_json(client: Client, leaf: LabSwitch, fault: str) -> None:
    leaf.faults.add(fault, times=1)
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|codec|control|Invalid"):
        client.rpc("show version")
    assert client.status == 200
    assert "result" in client.rpc("show version")


def test_wrong_id(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("wrong-id", times=1)
    assert client.rpc("show hostname", id=5)["id"] != 5
    assert client.rpc("show hostname", id=5)["id"] == 5


def test_data_in_strings(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("string-data", times=1)
    first, last = client.rpc("show hostname", "bogus")["error"]["data"]
    assert json.loads(first)["hostname"] == "leaf1"
    assert last == {"errors": ["Invalid input (at token 0: 'bogus')"]}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("wrong-certificate", "unable to get local issuer certificate"),
        ("expired-certificate", "certificate has expired"),
        ("name-mismatch", "IP address mismatch"),
    ],
)
def test_certificates(client: Client, leaf: LabSwitch, fault: str, reason: str) -> None:
    leaf.faults.add(fault, times=1)
    with pytest.raises(ssl.SSLCertVerificationError, match=reason):
        client.rpc("show hostname")
    assert "result" in client.rpc("show hostname")


def test_plain_http_on_the_https_port(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("plain-http")
    with pytest.raises(ssl.SSLError):
        client.rpc("show hostname")
    with socket.create_connection((leaf.address, 8443), timeout=60) as plain:
        plain.sendall(b"HEAD / HTTP/1.0\r\n\r\n")
        assert plain.recv(100).startswith(b"HTTP/1.0 200")
    leaf.faults.clear()
    assert "result" in client.rpc("show hostname")


def test_refused_connections_for_a_time(client: Client, leaf: LabSwitch) -> None:
    client.rpc("show hostname")
    leaf.faults.add("refuse", seconds=0.4)
    with pytest.raises(BROKEN):
        client.rpc("show hostname")
    with pytest.raises(ConnectionRefusedError):
        client.rpc("show hostname")
    wait_until(lambda: leaf.https_port is not None)
    assert "result" in client.rpc("show hostname")


def test_a_fault_can_be_meant_for_a_path(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("unavailable", times=1, path="/login")
    assert "result" in client.rpc("show hostname")
    assert client.login("admin", "admin-lab") == 503
    assert client.login("admin", "admin-lab") == 200


def test_clear_by_name(leaf: LabSwitch) -> None:
    leaf.faults.add("slow")
    leaf.faults.add("wrong-id")
    leaf.faults.clear("slow")
    assert leaf.faults.active("slow") is None
    assert leaf.faults.active("wrong-id") is not None


def test_a_switch_that_vanishes(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("vanish", times=1, delay=0.5, match="^vlan 62$")
    assert "result" in client.rpc("show hostname")
    with pytest.raises(BROKEN):
        client.rpc("enable", "configure", "vlan 62")
    wait_until(lambda: leaf.https_port is None)
    with pytest.raises(ConnectionError):
        client.rpc("show hostname")
    wait_until(lambda: leaf.https_port is not None)
    assert 62 in leaf.switch.view.vlans
    leaf.run("configure", "no vlan 62")


def test_only_matching_requests_meet_a_fault(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("bad-gateway", times=1, match="^show version$")
    assert "result" in client.rpc("show hostname", {"cmd": "show clock", "input": "show version"})
    client.request("POST", "/command-api", b"no JSON")
    assert client.status == 200
    request = {
        "jsonrpc": "2.0",
        "method": "runCmds",
        "id": 1,
        "params": {"version": 1, "cmds": [{"cmd": "show version"}]},
    }
    client.request("POST", "/command-api", json.dumps(request))
    assert client.status == 502
    assert "result" in client.rpc("show version")


@pytest.mark.parametrize(("fault", "code"), [("internal-error", -32603), ("internal-exception", 1001)])
def test_the_api_fails_after_the_commands(client: Client, leaf: LabSwitch, fault: str, code: int) -> None:
    leaf.faults.add(fault, times=1)
    assert client.rpc("enable", "configure", "vlan 77")["error"]["code"] == code
    assert "77" in client.rpc("show vlan")["result"][0]["vlans"]
    client.rpc("enable", "configure", "no vlan 77")


def test_an_upload_that_is_cut(leaf: LabSwitch) -> None:
    """test_ssh.py has uploads that are not."""
    leaf.faults.add("cut-upload", times=1, match="cut.txt")
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect(leaf.address, SSH_PORT, "admin", "admin-lab", allow_agent=False, look_for_keys=False)
        sftp = client.open_sftp()
        with pytest.raises((OSError, EOFError, paramiko.SSHException)), sftp.open("cut.txt", "wb") as file:
            file.write(b"a" * 9 * 32768)
    assert 0 < len(leaf.switch.flash.pop("cut.txt")) < 9 * 32768


def test_every_fault_is_tested_here() -> None:
    with open(__file__, encoding="utf-8") as stream:
        text = stream.read()
    assert [name for name in FAULTS if f'"{name}"' not in text] == []


def test_errors_that_are_printed(client: Client, leaf: LabSwitch) -> None:
    leaf.faults.add("printed-errors", times=2)
    reply = client.rpc("show bogus", "show hostname", format="text")
    first, last = reply["result"]
    assert first == {"output": "% Invalid input (at token 1: 'bogus')\n"}
    assert last["output"].startswith("Hostname: leaf1\n")
    assert client.rpc("show bogus")["error"]["code"] == 1002
