# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""pyeapi edits the lab's configuration in sessions: its API modules inside of one, diff, commit, abort, checkpoints."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyeapi
import pytest
from pyeapi.eapilib import CommandError

from lab import Lab, LabSwitch
from support.waiting import wait_until

pytestmark = pytest.mark.interop

Connect = Callable[[], Any]


@pytest.fixture
def leaf(lab: Lab) -> Iterator[LabSwitch]:
    """A switch whose configuration is put back after the test."""
    found = lab["leaf2"]
    found.run("configure checkpoint save before")
    yield found
    found.unlock()
    found.switch.sessions.restart()
    found.run("configure checkpoint restore before")


@pytest.fixture
def connect(lab: Lab, leaf: LabSwitch, tls: ssl.SSLContext) -> Connect:
    """Make a node of the administrator."""
    settings = {"username": lab.username, "password": lab.password, "timeout": 10, "context": tls}
    return lambda: pyeapi.connect("https", host=leaf.address, port=leaf.https_port, return_node=True, **settings)


@pytest.fixture
def node(connect: Connect) -> Any:
    """A node of the administrator."""
    return connect()


def changes(node: Any) -> set[str]:
    """The added and removed lines of the session's diff."""
    return {line for line in node.diff().splitlines()[2:] if line[:1] in ("+", "-")}


def test_api_modules_inside_of_a_session(node: Any, leaf: LabSwitch) -> None:
    before = leaf.running_config()
    node.configure_session()
    vlans, interfaces, vrfs = (node.api(name) for name in ("vlans", "interfaces", "vrfs"))
    assert vlans.create("55")
    assert vlans.set_name("55", "fifty-five")
    assert interfaces.create("Loopback5")
    assert interfaces.set_description("Ethernet9", "port nine")
    assert vrfs.create("red", rd="65000:5")
    assert vrfs.set_description("red", "the red one")
    assert vrfs.set_ipv4_routing("red")
    assert vrfs.set_interface("red", "Loopback5")
    assert vlans.delete("30")
    assert changes(node) >= {
        "+vlan 55",
        "+   name fifty-five",
        "-vlan 30",
        "+interface Loopback5",
        "+   vrf red",
        "+   description port nine",
        "+vrf instance red",
        "+   rd 65000:5",
        "+   description the red one",
        "+ip routing vrf red",
    }
    assert leaf.running_config() == before
    node.commit()
    assert vlans.get("55")["name"] == "fifty-five"
    assert vlans.get("30") is None
    assert interfaces.get("Ethernet9")["description"] == "port nine"
    found = vrfs.get("red")
    assert (found["rd"], found["description"], found["ipv4_routing"]) == ("65000:5", "the red one", True)
    assert leaf.switch.interfaces["Loopback5"].vrf == "red"


def test_vrfs(node: Any, leaf: LabSwitch) -> None:
    vrfs = node.api("vrfs")
    assert vrfs.create("blue")
    assert vrfs.set_rd("blue", "1:1")
    assert set(vrfs.getall()) == {"blue"}
    assert leaf.switch.view.vrfs["blue"].routing is False
    assert vrfs.set_ipv4_routing("blue")
    assert leaf.switch.view.vrfs["blue"].routing is True
    assert vrfs.set_ipv4_routing("blue", disable=True)
    assert vrfs.delete("blue")
    assert vrfs.get("blue") is None
    assert "blue" not in leaf.running_config()


def test_two_sessions_do_not_see_each_other(connect: Connect, leaf: LabSwitch) -> None:
    one, two = connect(), connect()
    for node, number in ((one, "71"), (two, "72")):
        node.configure_session()
        node.config([f"vlan {number}"])
    assert (changes(one), changes(two)) == ({"-vlan 30", "+vlan 30,71"}, {"-vlan 30", "+vlan 30,72"})
    one.commit()
    assert "-vlan 30,71" in changes(two), "a commit replaces the configuration by the session's"
    two.abort()
    assert 71 in leaf.switch.view.vlans
    assert 72 not in leaf.switch.view.vlans


def test_a_bad_line_names_its_token(node: Any, leaf: LabSwitch) -> None:
    before = leaf.running_config()
    node.configure_session()
    with pytest.raises(CommandError, match="'switchport access vlan 5000' failed: invalid command") as caught:
        node.config(["vlan 73", "interface Ethernet9", "switchport access vlan 5000"])
    assert caught.value.output[-1]["errors"] == ["Invalid input (at token 3: '5000')"]
    node.abort()
    assert leaf.running_config() == before
    assert leaf.switch.sessions.sessions == {}


def test_the_sixth_session_is_refused(connect: Connect) -> None:
    nodes = [connect() for _node in range(6)]
    for node in nodes:
        node.configure_session()
    for node in nodes[:5]:
        node.config(["vlan 74"])
    with pytest.raises(CommandError, match="Maximum number of pending sessions") as caught:
        nodes[5].config(["vlan 74"])
    assert caught.value.error_code == 1000
    nodes[0].abort()
    assert nodes[5].config(["vlan 74"]) == [{}]


def test_a_commit_timer_by_its_commands(node: Any, leaf: LabSwitch) -> None:
    before = leaf.running_config()
    node.run_commands(["configure session timed", "vlan 75", "commit timer 00:10:00"])
    (reply,) = node.run_commands(["show configuration sessions detail"])
    assert reply["commitTimerSessionName"] == "timed"
    assert 0 < reply["commitTimerExpireTime"] - time.time() <= 600
    assert reply["sessions"]["timed"]["commitUser"] == "admin"
    assert 75 in leaf.switch.view.vlans
    node.run_commands(["configure session timed commit timer 00:00:01"])
    wait_until(lambda: leaf.running_config() == before)


def test_checkpoints_and_replacement(node: Any, leaf: LabSwitch) -> None:
    before = leaf.running_config()
    node.run_commands(["configure checkpoint save mine"])
    node.config(["vlan 76", "hostname other"])
    (reply,) = node.run_commands(["show configuration checkpoints"])
    assert reply["checkpoints"]["mine"]["fileUser"] == "admin"
    node.run_commands(["configure checkpoint restore mine"])
    assert leaf.running_config() == before
    file = {"cmd": "copy terminal: flash:wanted", "input": before.replace("hostname leaf2", "hostname wanted")}
    assert node.run_commands([file, "configure replace flash:wanted"])[0] == {
        "messages": ["Copy completed successfully."]
    }
    assert leaf.switch.hostname == "wanted"
    (listing,) = node.run_commands([{"cmd": "dir flash:", "revision": 2}])
    assert listing["urls"]["flash:/"]["entries"]["wanted"]["size"] == len(file["input"])
    node.run_commands(["delete flash:wanted"])
    with pytest.raises(CommandError, match="No such file"):
        node.run_commands(["configure replace flash:wanted"])


def test_somebody_elses_lock(node: Any, leaf: LabSwitch) -> None:
    node.configure_session()
    node.config(["vlan 77"])
    leaf.lock("alice")
    for refused in (node.diff, node.commit):
        with pytest.raises(CommandError, match="locked by user alice"):
            refused()
    node.abort()
    assert leaf.switch.sessions.sessions == {}
    assert 77 not in leaf.switch.view.vlans
