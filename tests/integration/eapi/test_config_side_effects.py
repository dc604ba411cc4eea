# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Lines that take others along: the VRF of an interface and its addresses, networks that overlap, ports, defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, GO_ON, config, host_of, inventory, pending, play

#: What the switch has at the beginning.
START = """\
vrf instance RED
vrf instance BLUE
interface Loopback1
   vrf RED
   ip address 192.0.2.1/32
   ip address 192.0.2.2/32 secondary
   ipv6 address 2001:db8::1/128
interface Loopback2
   description two
   vrf RED
   ip address 192.0.2.12/32
interface Loopback3
   vrf RED
   ip address 192.0.2.3/32
interface Loopback4
   vrf RED
   ip address 192.0.2.4/32
interface Loopback5
   vrf RED
   ip address 192.0.2.5/32
interface Loopback6
   ip address 192.0.2.6/24
interface Port-Channel9
   description nine
   switchport mode trunk
interface Ethernet5
   channel-group 9 mode active
interface Vlan77
   description seventy-seven
   ip address 198.51.100.1/24
"""
BACKWARDS = ["ip address 203.0.113.1/32", "ipv6 address 2001:db8:1::1/128", "vrf BLUE"]
FLAT = ["interface Loopback12", "ip address 203.0.113.12/32", "vrf BLUE", "interface Loopback13", "description x"]
BLOCK = ["description two", "vrf BLUE", "ip address 192.0.2.12/32"]
FORMS = ["NO switchport", "ip address 203.0.113.129 255.255.255.252", "ipv6 address 2001:DB8:2:0::1/64", "mtu 1500"]
#: name: options of a change that is looked at in check mode, made, and made again.
CHANGES: dict[str, dict[str, Any]] = {
    "address ahead of the VRF": {"parents": "interface Loopback11", "lines": BACKWARDS},
    "flat lines": {"lines": FLAT},
    "exact": {"parents": "interface Loopback2", "lines": BLOCK, "match": "exact"},
    "strict": {
        "parents": "interface Loopback3",
        "lines": ["vrf BLUE", "ip address 192.0.2.3/32"],
        "match": "strict",
        "replace": "line",
    },
    "block": {"parents": "interface Loopback4", "lines": ["ip address 192.0.2.4/32", "vrf BLUE"], "replace": "block"},
    "after": {
        "parents": "interface Loopback5",
        "lines": ["vrf BLUE", "ip address 192.0.2.5/32"],
        "after": ["description five"],
    },
    "content": {"content": "interface Loopback14\n   ip address 203.0.113.14/32\n   vrf RED\n"},
    "the VRF alone": {"parents": "interface Loopback1", "lines": "vrf BLUE"},
    "default of an SVI": {"lines": "default interface Vlan77"},
    "other forms": {"parents": "interface Et6", "lines": FORMS},
    "other forms, exact": {"parents": "interface Ethernet7", "lines": [*FORMS[2:], "no shutdown"], "match": "exact"},
    "forms, strict": {"parents": "interface ethernet8", "lines": FORMS[2:], "match": "strict", "replace": "block"},
    "a trunk": {"parents": "interface Ethernet9", "lines": "switchport trunk allowed vlan except 5,7"},
    "a port-channel anew": {
        "parents": "interface Port-Channel9",
        "lines": "description nine",
        "match": "exact",
        "before": "default interface Port-Channel9",
    },
}
#: The addresses that an interface has in the end, and its VRF.
EXPECTED = {
    "address ahead of the VRF": ("Loopback11", "BLUE", ["ip address 203.0.113.1/32", "ipv6 address 2001:db8:1::1/128"]),
    "flat lines": ("Loopback12", "BLUE", ["ip address 203.0.113.12/32"]),
    "exact": ("Loopback2", "BLUE", ["ip address 192.0.2.12/32"]),
    "strict": ("Loopback3", "BLUE", ["ip address 192.0.2.3/32"]),
    "block": ("Loopback4", "BLUE", ["ip address 192.0.2.4/32"]),
    "after": ("Loopback5", "BLUE", ["ip address 192.0.2.5/32"]),
    "content": ("Loopback14", "RED", ["ip address 203.0.113.14/32"]),
    "the VRF alone": ("Loopback1", "BLUE", []),
    "default of an SVI": ("Vlan77", "default", []),
    "other forms": ("Ethernet6", "default", ["ip address 203.0.113.129/30", "ipv6 address 2001:db8:2::1/64"]),
    "other forms, exact": ("Ethernet7", "default", ["ipv6 address 2001:db8:2::1/64"]),
    "forms, strict": ("Ethernet8", "default", ["ipv6 address 2001:db8:2::1/64"]),
    "a trunk": ("Ethernet9", "default", []),
    "a port-channel anew": ("Port-Channel9", "default", []),
}
REFUSED = {
    "duplicate": (
        {"parents": "interface Loopback21", "lines": ["description x", "ip address 192.0.2.6/32"]},
        "Address 192.0.2.6 is already assigned to interface Loopback6",
    ),
    "overlap": (
        {"parents": "interface Vlan78", "lines": ["description x", "ip address 192.0.2.129/25"]},
        "Subnet 192.0.2.128 overlaps with existing subnet 192.0.2.0 of interface Loopback6",
    ),
    "a port goes": ({"lines": "no interface Ethernet3"}, "Removal of physical interfaces is not permitted"),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1", config=START)]) as lab:
        yield lab


@pytest.fixture(scope="module")
def made(lab: Lab, runner: AnsibleRunner) -> Run:
    nine = {key: value for key, value in CHANGES["a port-channel anew"].items() if key != "before"}
    tasks = [config("further lines", nine, **GO_ON)]
    for name, options in CHANGES.items():
        tasks.append(config(f"{name}, check", options, check_mode=True, diff=True, **GO_ON))
        tasks += [config(name, options, diff=True, **GO_ON), config(f"{name}, again", options, **GO_ON)]
    tasks.append(config("ports", {"parents": "interface Ethernet4", "lines": "ip address 203.0.113.99/32"}))
    tasks.append(config("reboot", {"lines": "service routing protocols model ribd"}))
    tasks += [config(name, options, **GO_ON) for name, (options, _said) in REFUSED.items()]
    return runner.playbook([play(tasks)], inventory(lab, DIRECT, {"leaf1": host_of(lab["leaf1"])}))


@pytest.mark.parametrize("name", CHANGES)
def test_the_second_run_finds_what_the_first_one_made(made: Run, lab: Lab, name: str) -> None:
    check, done, again = (made.result("leaf1", f"{name}{what}") for what in (", check", "", ", again"))
    assert check["changed"] is True, check.msg
    assert done["changed"] is True, done.msg
    predicted, body = (each["diff"]["prepared"].splitlines()[2:] for each in (check, done))
    assert body == predicted  # the first two lines name the session
    assert again["changed"] is False, again.msg
    interface, vrf, addresses = EXPECTED[name]
    there = lab["leaf1"].switch.interfaces[interface]
    lines = [child.line for child in there.node.ordered() if " address " in child.line]
    assert (there.vrf, lines) == (vrf, addresses)


def test_what_the_switch_says_of_a_line_is_reported(made: Run) -> None:
    for name in ("the VRF alone, check", "the VRF alone"):
        said = made.result("leaf1", name)["warnings"]
        text = "Interface Loopback1 IP address 192.0.2.1 removed due to enabling VRF BLUE"
        assert f"The switch says of 'vrf BLUE': {text}" in said
        assert len([text for text in said if "Loopback1 IPv6 address 2001:db8::1 removed" in text]) == 1
    assert "-   ip address 192.0.2.1/32" in made.result("leaf1", "the VRF alone, check")["diff"]["prepared"]
    assert "warnings" not in made.result("leaf1", "the VRF alone, again").result
    (said,) = made.result("leaf1", "ports")["warnings"]
    assert said.endswith("IP configuration will be ignored while interface Ethernet4 is not a routed port.")
    (said,) = made.result("leaf1", "reboot")["warnings"]
    assert said.endswith("'service routing protocols model ribd': Change will take effect only after switch reboot")


def test_the_way_to_empty_an_interface_leaves_it(made: Run, lab: Lab) -> None:
    result = made.result("leaf1", "further lines")
    assert result.status == "ignored", result
    assert "With 'default interface Port-Channel9' in before, the section is emptied first" in result["msg"]
    ports = lab["leaf1"].switch.interfaces
    assert [child.line for child in ports["Port-Channel9"].node.ordered()] == ["description nine"]
    assert ports["Ethernet5"].channel_group == 9


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_switch_refuses_leaves_nothing(made: Run, lab: Lab, name: str) -> None:
    result = made.result("leaf1", name)
    assert result.status == "ignored", result
    assert result["changed"] is False
    assert REFUSED[name][1] in result["msg"]
    text = lab["leaf1"].running_config()
    assert "interface Loopback21" not in text
    assert "interface Vlan78" not in text
    assert pending(lab["leaf1"]) == []
