# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Commits on the wire: timers that really end, switches that cut themselves off, connections that break."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import pytest

from lab import LabSwitch
from support.waiting import wait_until

Client = Any
BROKEN = (HTTPException, ConnectionError)
SESSION = ("enable", "configure session one")
#: Lines that take the API's server, or the way to it, away.
CUTS = {
    "shutdown": ("management api http-commands", "shutdown"),
    "other address": ("interface Management1", "ip address 127.254.254.254/8"),
    "no address": ("interface Management1", "no ip address"),
    "port down": ("interface Management1", "shutdown"),
    "other VRF": ("vrf instance OOB", "interface Management1", "vrf OOB"),
    "clean": ("rollback clean-config",),
}


@pytest.fixture
def before(leaf: LabSwitch) -> str:
    """The configuration before the test; whatever is left of the test's session is aborted afterwards."""
    return leaf.running_config()


def test_a_timer_that_nobody_confirms(client: Client, leaf: LabSwitch, before: str) -> None:
    assert "result" in client.rpc(*SESSION, "hostname changed", "commit timer 00:00:01")
    assert leaf.switch.hostname == "changed"
    wait_until(lambda: leaf.running_config() == before)
    assert client.rpc("enable", "show configuration sessions detail")["result"][1]["sessions"] == {}


def test_a_timer_that_is_confirmed(client: Client, leaf: LabSwitch, before: str) -> None:
    client.rpc(*SESSION, "hostname changed", "commit timer 00:01:00")
    assert leaf.switch.sessions.timer is not None
    assert "result" in client.rpc("enable", "configure session one commit")
    assert leaf.switch.sessions.timer is None
    assert leaf.switch.hostname == "changed"
    client.rpc("enable", "configure", "hostname leaf1")
    assert leaf.running_config() == before


def test_restart_of_a_timer(client: Client, leaf: LabSwitch, before: str) -> None:
    client.rpc(*SESSION, "hostname changed", "commit timer 00:01:00")
    first = leaf.switch.sessions.timer.due
    client.rpc("enable", "configure session one commit timer 00:02:00")
    assert leaf.switch.sessions.timer.due >= first + 60
    assert leaf.switch.hostname == "changed"
    client.rpc("enable", "configure session one commit timer 00:00:01")
    wait_until(lambda: leaf.running_config() == before)


@pytest.mark.parametrize("cut", CUTS)
def test_a_switch_that_cuts_itself_off_comes_back(client: Client, leaf: LabSwitch, before: str, cut: str) -> None:
    reply = client.rpc(*SESSION, *CUTS[cut], "commit timer 00:00:02")
    assert "result" in reply, "the reply gets out before the sockets close"
    wait_until(lambda: ("https", leaf.address, 8443) not in leaf.sockets)
    with pytest.raises(ConnectionError):
        client.rpc("show hostname")
    wait_until(lambda: ("https", leaf.address, 8443) in leaf.sockets)
    assert leaf.running_config() == before
    assert client.rpc("show hostname")["result"][0]["hostname"] == "leaf1"


def test_local_sockets_need_no_interface(connect: Callable[..., Client], leaf: LabSwitch) -> None:
    client = connect(leaf, "unix")
    client.rpc("enable", "configure", "interface Management1", "shutdown")
    wait_until(lambda: leaf.https_port is None)
    assert leaf.http_port is None
    client.rpc("enable", "configure", "interface Management1", "no shutdown")
    wait_until(lambda: leaf.https_port is not None)


@pytest.mark.parametrize(("fault", "applied"), [("drop-before-reply", False), ("drop-after-applying", True)])
def test_a_connection_that_breaks_at_the_commit(client: Client, leaf: LabSwitch, fault: str, applied: bool) -> None:
    leaf.faults.add(fault, times=1, match=r"^commit\b|\bcommit( timer \S+)?$")
    assert "result" in client.rpc(*SESSION, "vlan 61")
    with pytest.raises(BROKEN):
        client.rpc("enable", "configure session one commit")
    state = client.rpc("enable", "show configuration sessions detail")["result"][1]["sessions"]["one"]["state"]
    assert state == ("committed" if applied else "pending")
    assert (61 in leaf.switch.view.vlans) is applied
    leaf.run("configure", "no vlan 61")
    if not applied:
        leaf.run("configure session one abort")


def test_somebody_elses_lock(client: Client, leaf: LabSwitch) -> None:
    leaf.lock("alice", "maintenance")
    try:
        info = client.rpc("enable", "show configuration lock")["result"][1]["userInfo"]
        assert (info["username"], info["userTty"], info["transactionName"]) == ("alice", "vty4", "maintenance")
        for commands in (("configure", "vlan 63"), ("configure session one", "vlan 63", "commit")):
            error = client.rpc("enable", *commands)["error"]
            assert error["code"] == 1000
            assert "locked by user alice" in error["data"][-1]["errors"][0]
        assert "result" in client.rpc("enable", "configure session one abort")
    finally:
        leaf.unlock()
    assert 63 not in leaf.switch.view.vlans
