# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's CLI over SSH, judged by netmiko, which napalm brings."""

from __future__ import annotations

from collections.abc import Iterator

import netmiko
import pytest

from lab import Lab

pytestmark = pytest.mark.interop


@pytest.fixture
def device(lab: Lab) -> Iterator[netmiko.BaseConnection]:
    connection = netmiko.ConnectHandler(
        device_type="arista_eos", host=lab["leaf1"].address, port=8022, username=lab.username, password=lab.password
    )
    yield connection
    connection.disconnect()


def test_the_cli(lab: Lab, device: netmiko.BaseConnection) -> None:
    assert device.find_prompt() == "leaf1#"
    assert device.send_command("show hostname").splitlines()[0] == "Hostname: leaf1"
    assert device.send_command("show running-config").rstrip().endswith("\nend")
    assert device.check_enable_mode()
    output = device.send_config_set(["interface Ethernet6", "description by netmiko", "nonsense"])
    assert "% Invalid input" in output
    assert not device.check_config_mode()
    assert "interface Ethernet6\n   description by netmiko\n" in lab["leaf1"].running_config()
