# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Facts: subsets, requests, and what is made of the outputs."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.facts import SUBSETS, gather, select
from support.eapi import Switch, client_of

ALL = [*SUBSETS]

VERSION = {
    "modelName": "vEOS-lab",
    "serialNumber": "SN1",
    "version": "4.33.2F",
    "imageFormatVersion": "3.0",
    "architecture": "x86_64",
    "systemMacAddress": "02:00:00:00:00:01",
    "uptime": 12.5,
}
INTERFACES = {
    "Ethernet1": {
        "description": "to spine1",
        "physicalAddress": "02:00:00:00:01:01",
        "mtu": 9214,
        "bandwidth": 10000000000,
        "duplex": "duplexFull",
        "lineProtocolStatus": "up",
        "interfaceStatus": "connected",
        "forwardingModel": "routed",
        "interfaceAddress": [
            {
                "primaryIp": {"address": "192.0.2.1", "maskLen": 31},
                "secondaryIpsOrderedList": [{"address": "198.51.100.1", "maskLen": 24}],
            }
        ],
        "interfaceAddressIp6": {"globalUnicastIp6s": [{"address": "2001:db8::1", "subnet": "2001:db8::/64"}]},
    },
    "Ethernet2": {
        "interfaceStatus": "disabled",
        "interfaceAddress": [{"primaryIp": {"address": "0.0.0.0", "maskLen": 0}, "secondaryIpsOrderedList": []}],
        "interfaceAddressIp6": None,
    },
    "Ethernet3": {"interfaceStatus": "notconnect", "interfaceAddress": [], "interfaceAddressIp6": []},
}
LLDP = [
    {"port": "Ethernet1", "neighborDevice": "spine1", "neighborPort": "Ethernet7", "ttl": 120},
    {"port": "Ethernet1", "neighborDevice": "spine2", "neighborPort": "Ethernet7", "ttl": 120},
    {"port": "Management1", "neighborDevice": "oob", "neighborPort": "3", "ttl": 120},
]


def switch() -> Switch:
    return Switch(
        models={
            "show version": VERSION,
            "show hostname": {"hostname": "leaf1", "fqdn": "leaf1.example.com"},
            "show interfaces": {"interfaces": INTERFACES},
            "show lldp neighbors": {"lldpNeighbors": LLDP},
        },
        texts={
            "show version": "vEOS-lab\nTotal memory:           2048 kB\nFree memory:            1024 kB\n",
            "dir all-filesystems": "Directory of flash:/\n  -rw-  1 x\n\nDirectory of file:\n  y Directory of z:/\n",
            "show running-config": "! Command: show running-config\nhostname leaf1\nend\n\n",
        },
    )


def facts(*names: str, of: Switch | None = None) -> dict[str, t.Any]:
    return gather(client_of(of or switch()), list(names))


# --- Subsets ---


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["default"], ["default"]),
        (["min"], ["default"]),
        (["all"], ALL),
        (["config"], ["default", "config"]),
        (["config", "interfaces"], ["default", "interfaces", "config"]),
        (["all", "!config"], ["default", "hardware", "interfaces", "neighbors"]),
        (["!config", "all"], ["default", "hardware", "interfaces", "neighbors"]),
        (["!config"], ["default", "hardware", "interfaces", "neighbors"]),
        (["!all"], ["default"]),
        (["all", "!all"], ["default"]),
        (["!all", "interfaces"], ["default"]),
        (["interfaces", "!default"], ["interfaces"]),
        (["interfaces", "!min"], ["interfaces"]),
        ([" interfaces "], ["default", "interfaces"]),
        ("all,!config", ["default", "hardware", "interfaces", "neighbors"]),
        ([], ["default"]),
    ],
)
def test_select(names: t.Any, chosen: list[str]) -> None:
    assert select(names) == chosen


@pytest.mark.parametrize("name", ["network", "!network", "", "Default", "virtual"])
def test_an_unknown_subset_is_named_with_the_known_ones(name: str) -> None:
    with pytest.raises(InputError) as caught:
        select(["default", name])
    assert f"gather_subset has '{name}'" in str(caught.value)
    assert all(known in str(caught.value) for known in [*ALL, "all"])


# --- Requests ---


@pytest.mark.parametrize("name", SUBSETS)
def test_a_subset_alone_is_one_request(name: str) -> None:
    device = switch()
    facts(name, "!default", of=device) if name != "default" else facts("default", of=device)
    assert len(device.calls) == 1


def test_everything_is_two_requests_that_ask_each_command_once() -> None:
    device = switch()
    facts("all", of=device)
    assert [request.params["format"] for request in device.calls] == ["json", "text"]
    asked = [(request.params["format"], cmd) for request in device.calls for cmd in request.cmds]
    assert len(asked) == len(set(asked))
    assert asked.count(("json", "show version")) == asked.count(("text", "show version")) == 1


@pytest.mark.parametrize(
    ("command", "lost"),
    [
        ("show lldp neighbors", "neighbors"),
        ("show interfaces", "interfaces"),
        ("dir all-filesystems", "hardware"),
        ("show running-config", "config"),
    ],
)
@pytest.mark.parametrize("code", [1000, 1002, 1005])
def test_a_refused_command_loses_its_subset_alone(command: str, lost: str, code: int) -> None:
    device, warnings = switch(), []
    device.failures[command] = (code, ["LLDP is not enabled"])
    found = gather(client_of(device), ["all"], warnings.append)
    assert found["ansible_net_gather_subset"] == [name for name in ALL if name != lost]
    assert found["ansible_net_hostname"] == "leaf1"
    (warning,) = warnings
    assert f"the subset '{lost}' are left out" in warning
    assert command in warning


def test_a_release_without_show_hostname_has_the_other_facts() -> None:
    device = switch()
    device.failures["show hostname"] = (1002, ["Invalid input"])
    found = facts("default", of=device)
    assert found["ansible_net_version"] == "4.33.2F"
    assert "ansible_net_hostname" not in found


def test_an_answer_of_another_form_loses_its_subset_alone() -> None:
    device, warnings = switch(), []
    device.models["show lldp neighbors"] = {"lldpNeighbors": ["unknown"]}
    found = gather(client_of(device), ["default", "neighbors"], warnings.append)
    assert found["ansible_net_gather_subset"] == ["default"]
    assert "has another form" in warnings[0]


def test_a_switch_that_refuses_everything_is_an_error() -> None:
    device = switch()
    for command in ("show version", "show hostname"):
        device.failures[command] = (1005, ["Authorization denied"])
    with pytest.raises(CommandError, match="refuses every command"):
        facts("default", of=device)


# --- Facts ---


def test_names_are_those_of_network_playbooks() -> None:
    assert all(name.startswith("ansible_net_") for name in facts("all"))
    assert facts("interfaces")["ansible_net_gather_subset"] == ["default", "interfaces"]


def test_default() -> None:
    found = facts("default")
    found.pop("ansible_net_python_version")
    assert found == {
        "ansible_net_gather_subset": ["default"],
        "ansible_net_system": "eos",
        "ansible_net_api": "eapi",
        "ansible_net_hostname": "leaf1",
        "ansible_net_fqdn": "leaf1.example.com",
        "ansible_net_model": "vEOS-lab",
        "ansible_net_serialnum": "SN1",
        "ansible_net_version": "4.33.2F",
        "ansible_net_image": "3.0",
        "ansible_net_architecture": "x86_64",
        "ansible_net_system_mac": "02:00:00:00:00:01",
        "ansible_net_uptime": 12.5,
    }


def test_missing_facts_are_left_out() -> None:
    device = switch()
    device.models["show version"] = {"version": "4.20.1F"}
    found = facts("default", of=device)
    assert "ansible_net_model" not in found
    assert found["ansible_net_version"] == "4.20.1F"


def test_hardware() -> None:
    found = facts("hardware")
    assert found["ansible_net_filesystems"] == ["flash:", "file:"]
    assert (found["ansible_net_memtotal_mb"], found["ansible_net_memfree_mb"]) == (2.0, 1.0)


def test_interfaces() -> None:
    found = facts("interfaces")
    assert found["ansible_net_interfaces"]["Ethernet1"] == {
        "description": "to spine1",
        "macaddress": "02:00:00:00:01:01",
        "mtu": 9214,
        "bandwidth": 10000000000,
        "duplex": "duplexFull",
        "lineprotocol": "up",
        "operstatus": "connected",
        "type": "routed",
        "ipv4": {"address": "192.0.2.1", "masklen": 31},
        "ipv6": {"address": "2001:db8::1", "subnet": "2001:db8::/64"},
    }
    assert found["ansible_net_interfaces"]["Ethernet2"] == {"operstatus": "disabled", "ipv4": {}, "ipv6": {}}
    assert found["ansible_net_interfaces"]["Ethernet3"] == {"operstatus": "notconnect", "ipv4": {}, "ipv6": {}}
    assert found["ansible_net_all_ipv4_addresses"] == ["192.0.2.1", "198.51.100.1"]
    assert found["ansible_net_all_ipv6_addresses"] == ["2001:db8::1"]


def test_neighbors() -> None:
    assert facts("neighbors")["ansible_net_neighbors"] == {
        "Ethernet1": [{"host": "spine1", "port": "Ethernet7"}, {"host": "spine2", "port": "Ethernet7"}],
        "Management1": [{"host": "oob", "port": "3"}],
    }


def test_a_switch_without_neighbors() -> None:
    device = switch()
    device.models["show lldp neighbors"] = {}
    assert facts("neighbors", of=device)["ansible_net_neighbors"] == {}


def test_config() -> None:
    assert facts("config")["ansible_net_config"] == "! Command: show running-config\nhostname leaf1\nend"
