# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The VRF of an interface is entered ahead of its addresses."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.compare import missing
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.merge import merge
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.moves import vrf_first


def ordered(*lines: str) -> list[str]:
    return [command.cmd for command in vrf_first(map(Command, lines))]


@pytest.mark.parametrize("header", ["interface Ethernet1", "interface Ethernet1-3,5", "int et1", "INTERFACE Vlan10"])
@pytest.mark.parametrize("vrf", ["vrf RED", "no vrf", "no vrf RED", "default vrf", "vrf forwarding RED", "VRF RED"])
def test_the_vrf_goes_ahead_of_the_addresses(header: str, vrf: str) -> None:
    addresses = ["ip address 10.0.0.1/31", "ip address 10.0.1.1/31 secondary", "ipv6 address 2001:db8::1/64"]
    assert ordered(header, "mtu 9000", *addresses, "description x", vrf, "shutdown") == [
        *(header, "mtu 9000", vrf, *addresses, "description x", "shutdown")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("interface Ethernet1", "vrf RED", "ip address 10.0.0.1/31"),
        ("interface Ethernet1", "ip address 10.0.0.1/31", "router bgp 1", "vrf RED"),
        ("interface Ethernet1", "ip address 10.0.0.1/31", "exit", "management ssh", "vrf RED"),
        ("interface Ethernet1", "ip address 10.0.0.1/31", "interface Ethernet2", "vrf RED"),
        ("interface Ethernet1", "ip address 10.0.0.1/31", "vrf instance RED"),
        ("ip address 10.0.0.1/31", "vrf RED"),
        ("interface Ethernet1", "no ip address", "vrf RED"),
    ],
)
def test_other_lines_stay_where_they_are(lines: tuple[str, ...]) -> None:
    assert ordered(*lines) == list(lines)


def test_each_interface_has_its_own_order() -> None:
    one = ("interface Vlan1", "ip address 10.0.0.1/31", "vrf A")
    two = ("interface Vlan2", "ip address 10.0.1.1/31", "vrf B")
    assert ordered(*one, *two) == [one[0], one[2], one[1], two[0], two[2], two[1]]


RUNNING = "interface Vlan1\n   description x\n   vrf A\n   ip address 10.0.0.1/31\n   ipv6 address 2001:db8::1/64\n"


@pytest.mark.parametrize("match", ["line", "strict"])
@pytest.mark.parametrize("vrf", ["vrf B", "no vrf"])
def test_addresses_are_entered_again_where_the_vrf_is(match: str, vrf: str) -> None:
    wanted = Config.parse(RUNNING.replace("vrf A", vrf))
    found = missing(wanted, Config.parse(RUNNING), match=match)
    assert [command.cmd for command in found.commands()] == [
        *("interface Vlan1", vrf, "ip address 10.0.0.1/31", "ipv6 address 2001:db8::1/64")
    ]


def test_addresses_that_stay_are_not_entered() -> None:
    wanted = Config.parse(RUNNING.replace("description x", "description y"))
    found = missing(wanted, Config.parse(RUNNING))
    assert [command.cmd for command in found.commands()] == ["interface Vlan1", "description y"]


def test_below_parents() -> None:
    wanted = Config.from_lines(["vrf B", "ip address 10.0.0.1/31"], ["interface Vlan1"])
    found = missing(wanted, Config.parse(RUNNING))
    assert [command.cmd for command in found.commands()] == ["interface Vlan1", "vrf B", "ip address 10.0.0.1/31"]


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        (["vrf B"], ["description x", "vrf B"]),
        (["no vrf"], ["description x"]),
        (["vrf A"], ["description x", "vrf A", "ip address 10.0.0.1/31", "ipv6 address 2001:db8::1/64"]),
        (["ip address 10.0.9.1/31", "vrf B"], ["description x", "vrf B", "ip address 10.0.9.1/31"]),
    ],
)
def test_the_estimate_knows_that_addresses_go(entered: list[str], expected: list[str]) -> None:
    target = Config.parse(RUNNING)
    merge(target.root, Config.from_lines(entered, ["interface Vlan1"]).root)
    section = target.section("interface Vlan1")
    assert section is not None
    assert [child.line for child in section.children.values()] == expected


def test_the_estimate_of_a_default_leaves_the_interface() -> None:
    target = Config.parse(RUNNING)
    merge(target.root, Config.from_lines(["default interface Vlan1"]).root)
    section = target.section("interface Vlan1")
    assert section is not None
    assert section.empty
