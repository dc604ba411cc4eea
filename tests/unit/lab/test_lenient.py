# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A lenient switch: lines that no mode knows are kept, shown and compared as texts; all others are what they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import paramiko
import pytest

import lab as package
from lab.eos.cli import load
from lab.eos.errors import CommandError, InvalidCommand
from lab.eos.show import load as load_show_commands
from lab.eos.switch import Switch, SwitchSpec, User
from lab.eos.tree import Config

from .conftest import Terminal


@pytest.fixture
def lenient() -> Terminal:
    """A terminal in the configuration mode of a lenient switch."""
    load_show_commands()
    switch = Switch(SwitchSpec(name="sw1", ports=2, lenient=True))
    load(switch, switch.running, "hostname sw1")
    terminal = Terminal(switch, User("admin", 15))
    terminal.all("enable", "configure")
    return terminal


def test_a_line_that_no_mode_knows_is_kept(lenient: Terminal) -> None:
    lenient.all("frobnicate  the   network", "interface Ethernet1", "frobnicate 10", "description known")
    text = lenient.switch.running.text()
    assert "frobnicate the network\n" in text
    assert "interface Ethernet1\n   description known\n   frobnicate 10\n" in text
    assert lenient.switch.running.kept() == ["interface Ethernet1 > frobnicate 10", "frobnicate the network"]
    assert lenient.switch.interfaces["Ethernet1"].description == "known"


def test_it_is_compared_and_removed(lenient: Terminal) -> None:
    lenient.all("frobnicate 1", "end", "configure session s", "no frobnicate 1", "frobnicate 2")
    diff = lenient.text("show session-config diffs")
    assert "-frobnicate 1\n" in diff
    assert "+frobnicate 2\n" in diff
    lenient.all("commit", "configure", "default frobnicate 2", "no frobnicate 3")
    assert lenient.switch.running.kept() == []


def test_indentation_says_what_stands_below_a_kept_line(lenient: Terminal) -> None:
    text = "frobnicate a\n   neighbor 10.0.0.1\n      weight 7\n   !\n   vlan 5\n!\nvlan 7\n!\n"
    load(lenient.switch, lenient.switch.running, text)
    printed = lenient.switch.running.text()
    assert "frobnicate a\n   neighbor 10.0.0.1\n      weight 7\n" in printed
    assert 5 not in lenient.switch.view.vlans
    assert 7 in lenient.switch.view.vlans
    again = Config()
    load(lenient.switch, again, printed)
    assert again.text() == printed


@pytest.mark.parametrize("line", ["mtu", "v", "interface", "description"])
def test_known_state_is_checked_again(lenient: Terminal, line: str) -> None:
    lenient.json("interface Ethernet1")
    lenient.cli.complete = True
    with pytest.raises(InvalidCommand):
        lenient.json(line)
    assert lenient.switch.running.kept() == []


def test_outside_of_the_configuration_nothing_is_kept(lenient: Terminal) -> None:
    with pytest.raises(InvalidCommand):
        lenient.json("show frobnication")
    lenient.json("end")
    with pytest.raises(InvalidCommand):
        lenient.json("frobnicate 1")


def test_a_lock_and_a_committed_session_refuse_it_too(lenient: Terminal) -> None:
    lenient.all("end", "configure session s", "commit timer 01:00:00", "configure session s")
    with pytest.raises(CommandError, match="committed already"):
        lenient.json("frobnicate 1")


def test_a_switch_is_not_lenient_by_itself(configure: Terminal) -> None:
    with pytest.raises(InvalidCommand):
        configure.json("frobnicate 1")


def test_from_the_command_line(tmp_path: Path) -> None:
    def lab(*arguments: str) -> str:
        command = [sys.executable, str(Path(package.__file__).parent), *arguments, "--state", str(tmp_path / "lab")]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout

    lab("up", "--switches", "1", "--detach", "--lenient")
    try:
        assert "kept as text" not in lab("status")
        address = lab("status").split()[1]
        with paramiko.SSHClient() as client:
            client.load_host_keys(str(tmp_path / "lab" / "known_hosts"))
            client.connect(address, 8022, "admin", "admin-lab", allow_agent=False, look_for_keys=False)
            _input, output, _errors = client.exec_command("enable\nconfigure\nvlan 7\nfrobnicate 1")
            assert output.read() == b""
        assert "kept as text: vlan 7 > frobnicate 1\n" in lab("status")
    finally:
        lab("down")
