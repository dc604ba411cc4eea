# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Show commands of features with little state: what is configured shows."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Terminal


def shown(terminal: Terminal, command: str, *lines: str) -> dict[str, Any]:
    """The model of a command after some lines of configuration."""
    terminal.all("enable", "configure", *lines, "end")
    model: dict[str, Any] = terminal.json(command)
    return model


def test_the_log_takes_messages(terminal: Terminal) -> None:
    terminal.json("enable")
    terminal.json("send log level warnings message from a test")
    message = "ConfigAgent: %SYS-4-LOGMSG_WARN: Message from admin on command-api (127.0.0.1): from a test\n"
    assert terminal.text("show logging warnings last 30 seconds | grep test").endswith(message)
    assert "from a test" in terminal.text("show logging threshold errors last 1 hours") + terminal.text(
        "show logging 1"
    )
    assert terminal.text("show logging threshold errors last 1 hours") == ""
    assert "CONFIG_STARTUP" in terminal.text("show logging all")


def test_the_form_of_the_log(terminal: Terminal) -> None:
    lines = ("logging format timestamp high-resolution", "logging format hostname fqdn", "dns domain example.net")
    terminal.all("enable", "configure", *lines, "logging persistent", "logging vrf MGMT host 10.0.0.1 1514", "end")
    stamp, host, _rest = terminal.text("show logging 1").split(" ", 2)
    assert host == "sw1.example.net"
    assert stamp.endswith("+00:00")
    assert "Persistent logging: level debugging" in terminal.text("show logging")
    assert "Logging to '10.0.0.1' port 1514 in VRF MGMT via udp" in terminal.text("show logging")
    assert "persist/messages" in terminal.text("dir flash:/persist/messages")


def test_gnmi(terminal: Terminal) -> None:
    assert shown(terminal, "show management api gnmi")["enabled"] is False
    lines = ("management api gnmi", "transport grpc default", "ssl profile P", "vrf MGMT")
    model = shown(terminal, "show management api gnmi", *lines)
    assert model["enabled"] is True
    transport = model["transports"]["default"]
    assert (transport["sslProfile"], transport["vrfName"], transport["port"]) == ("P", "MGMT", 6030)
    assert shown(terminal, "show management api gnmi", *lines[:2], "shutdown")["enabled"] is False


def test_snmp(terminal: Terminal) -> None:
    lines = (
        "snmp-server view V iso included",
        "snmp-server group G v3 priv read V",
        "snmp-server user u G v3 auth sha256 X priv aes256 Y",
        "snmp-server host 10.0.0.1 vrf MGMT version 3 auth u",
        "snmp-server ipv4 access-list A vrf MGMT",
    )
    users = shown(terminal, "show snmp user", *lines)["usersByVersion"]["v3"]["users"]
    assert users["u"]["v3Params"]["authType"] == "SHA-256"
    assert users["u"]["v3Params"]["privType"] == "AES-256"
    group = terminal.json("show snmp group")["groups"]["G"]["versions"]["v3"]
    assert (group["secModel"], group["readView"], group["readViewConfig"]) == ("v3Priv", "V", True)
    (host,) = terminal.json("show snmp notification host")["hosts"]
    assert (host["vrf"], host["v3Params"]) == ("MGMT", {"user": "u", "securityLevel": "authNoPriv"})
    (entry,) = terminal.json("show snmp ipv4 access-list summary")["ipAclList"]["aclList"]
    assert (entry["name"], entry["configuredVrfs"]) == ("A", ["MGMT"])
    assert "User name      : u\n" in terminal.text("show snmp user")
    assert "X" not in terminal.text("show snmp user").split()


def test_tacacs(terminal: Terminal) -> None:
    lines = (
        "tacacs-server host 10.0.0.1 vrf MGMT key 7 060506",
        "aaa group server tacacs+ G",
        "server 10.0.0.1 vrf MGMT",
    )
    model = shown(terminal, "show tacacs", *lines, "exit", "ip tacacs vrf MGMT source-interface Management1")
    assert model["tacacsServers"][0]["serverInfo"] == {"hostname": "10.0.0.1", "authport": 49, "vrf": "MGMT"}
    assert model["groups"]["G"]["members"] == [{"hostname": "10.0.0.1", "authport": 49, "vrf": "MGMT"}]
    assert model["srcIntf"] == {"MGMT": "Management1"}


def test_access_lists_of_ssh(terminal: Terminal) -> None:
    lines = ("management ssh", "ip access-group A in", "vrf MGMT", "no shutdown")
    model = shown(terminal, "show management ssh ip access-list summary", *lines)
    assert [entry["name"] for entry in model["ipAclList"]["aclList"]] == ["A"]


def test_dot1x(terminal: Terminal) -> None:
    lines = (
        "dot1x system-auth-control",
        "interface Ethernet1",
        "dot1x pae authenticator",
        "dot1x port-control force-authorized",
    )
    model = shown(terminal, "show dot1x all", *lines)
    assert model["systemAuthControl"] is True
    assert model["interfaces"]["Ethernet1"]["portControl"] == "forceAuthorized"
    assert "Ethernet2" not in model["interfaces"]


def test_dhcp_relay(terminal: Terminal) -> None:
    assert "DHCP Relay is not active" in terminal.text("show ip dhcp relay")
    model = shown(terminal, "show ip dhcp relay", "interface Vlan10", "ip helper-address 10.0.0.9")
    assert model["activeState"] is True
    assert model["configuredInterfaces"]["Vlan10"]["servers"][0]["serverAddr"] == "10.0.0.9"


ENTROPY = "hardwareEntropyEnabled"
VARP = "ip virtual-router mac-address 00:1c:73:00:dc:01"
PROFILES = "show monitor telemetry postcard policy profile"
HOP = ("policyMaps", "P", "classMap", "C", "configuredAction", 0, "nexthop")


@pytest.mark.parametrize(
    ("command", "path", "value", "lines"),
    [
        ("show ip virtual-router", ("virtualMacs", 0, "macAddress"), "00:1c:73:00:dc:01", (VARP,)),
        ("show ip igmp snooping", ("vlans", "1", "igmpSnoopingState"), "disabled", ("no ip igmp snooping vlan 1",)),
        ("show maintenance", ("units", "U", "state"), "underMaintenance", ("maintenance", "unit U", "quiesce")),
        ("show maintenance", ("warnings", 0), "Maintenance Mode is disabled.", ()),
        ("show daemon", ("daemons", "D", "running"), True, ("daemon D", "exec /bin/d", "no shutdown")),
        ("show stun server status", ("enabled",), True, ("stun", "server", "local-interface Ethernet1")),
        ("show policy-map type pbr", HOP, "10.0.0.1", ("policy-map type pbr P", "class C", "set nexthop 10.0.0.1")),
        ("show management security", (ENTROPY,), True, ("management security", "entropy source hardware")),
        (PROFILES, ("profiles", "P", "samplePolicy"), "default", ("monitor telemetry postcard policy", "profile P")),
    ],
)  # fmt: skip
def test_configured_state_is_shown(
    terminal: Terminal, command: str, path: tuple[Any, ...], value: object, lines: tuple[str, ...]
) -> None:
    model: Any = shown(terminal, command, *lines)
    for key in path:
        model = model[key]
    assert model == value


def test_rates_of_interfaces(terminal: Terminal) -> None:
    entry = terminal.json("show interfaces counters rates")["interfaces"]["Ethernet1"]
    assert entry["inBpsRate"] == 0.0
    assert terminal.text("show interfaces counters rates").splitlines()[0].startswith("Port")


def test_errdisable_recovery_is_a_text(terminal: Terminal) -> None:
    terminal.all("enable", "configure", "errdisable recovery cause bpduguard", "errdisable recovery interval 60", "end")
    rows = [line.split() for line in terminal.text("show errdisable recovery").splitlines()]
    assert ["bpduguard", "Enabled", "60"] in rows
    assert ["acl", "Disabled", "60"] in rows
