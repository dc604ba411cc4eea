# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The Command API as a plain JSON-RPC service, judged by jsonrpclib-pelix, as many scripts for eAPI use it."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from lab import Lab

pytestmark = pytest.mark.interop

jsonrpclib: Any = pytest.importorskip("jsonrpclib", reason="jsonrpclib-pelix is not installed")


@pytest.fixture
def switch(lab: Lab, tls: ssl.SSLContext) -> Any:
    leaf = lab["leaf1"]
    url = f"https://{lab.username}:{lab.password}@{leaf.address}:{leaf.https_port}/command-api"
    return jsonrpclib.ServerProxy(url, context=tls)


def test_commands(switch: Any) -> None:
    version, names = switch.runCmds(1, ["show version", "show hostname"])
    assert version["version"] == "4.33.2F"
    assert names["hostname"] == "leaf1"
    (text,) = switch.runCmds(version=1, cmds=["show hostname"], format="text")
    assert text["output"].startswith("Hostname: leaf1\n")


def test_configuration(lab: Lab, switch: Any) -> None:
    commands = ["enable", "configure", "vlan 67", "name by-jsonrpclib", {"cmd": "show vlan 67", "revision": 1}]
    assert switch.runCmds(1, commands)[-1]["vlans"]["67"]["name"] == "by-jsonrpclib"
    assert "vlan 67\n   name by-jsonrpclib\n" in lab["leaf1"].running_config()


def test_an_error(switch: Any) -> None:
    with pytest.raises(jsonrpclib.ProtocolError) as caught:
        switch.runCmds(1, ["show hostname", "show frobnication"])
    code, message = caught.value.args[0][:2]
    assert code == 1002
    assert message == "CLI command 2 of 2 'show frobnication' failed: invalid command"
