# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's CLI over SSH, judged by scrapli: prompts, privilege levels, configuration sessions, errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lab import Lab

pytestmark = pytest.mark.interop

core: Any = pytest.importorskip("scrapli.driver.core", reason="scrapli is not installed")


@pytest.fixture
def device(lab: Lab) -> Iterator[Any]:
    connection = core.EOSDriver(
        host=lab["leaf1"].address,
        port=8022,
        auth_username=lab.username,
        auth_password=lab.password,
        auth_strict_key=False,  # it looks for hosts without their port
        transport="paramiko",
        timeout_ops=20,
    )
    connection.open()
    yield connection
    connection.close()


def test_commands(device: Any) -> None:
    reply = device.send_command("show hostname")
    assert not reply.failed
    assert reply.result.splitlines()[0] == "Hostname: leaf1"
    assert device.send_command("show frobnication").failed
    assert device.get_prompt() == "leaf1#"


def test_configuration(lab: Lab, device: Any) -> None:
    reply = device.send_configs(["interface Ethernet6", "description by scrapli"])
    assert not reply.failed
    assert "interface Ethernet6\n   description by scrapli\n" in lab["leaf1"].running_config()
    assert device.send_configs(["interface Ethernet6", "frobnicate"], stop_on_failed=True).failed


def test_a_configuration_session(lab: Lab, device: Any) -> None:
    device.register_configuration_session(session_name="scrapli-test")
    device.send_configs(["vlan 66", "name by-scrapli"], privilege_level="scrapli-test")
    diff = device.send_config("show session-config diffs", privilege_level="scrapli-test").result
    assert "+vlan 66" in diff
    assert "vlan 66" not in lab["leaf1"].running_config()
    device.send_config("commit", privilege_level="scrapli-test")
    assert "vlan 66\n   name by-scrapli\n" in lab["leaf1"].running_config()
