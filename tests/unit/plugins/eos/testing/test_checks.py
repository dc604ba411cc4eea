# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Checks by one word: what was up before is up after."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError, ConnectError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.words import reads
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing.checks import CHECKS, UpState


class Switch:
    """Answers every command with one model, or an error."""

    def __init__(self, answer: t.Any) -> None:
        self.answer = answer

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return [Response(command.cmd, "json", output=self.answer) for command in batch.commands]


def bgp(state: str) -> dict[str, t.Any]:
    up, other = {"peerState": "Established"}, {"peerState": state}
    return {"vrfs": {"default": {"peers": {"10.0.0.1": up, "10.0.0.2": other}}, "A": {"peers": {"10.0.0.1": other}}}}


def interfaces(state: str) -> dict[str, t.Any]:
    return {
        "interfaceDescriptions": {"Ethernet1": {"lineProtocolStatus": state}, "Ethernet2": {"lineProtocolStatus": "up"}}
    }


def lldp(*ports: str) -> dict[str, t.Any]:
    return {
        "lldpNeighbors": [{"port": port, "neighborDevice": "spine1", "neighborPort": "Ethernet9"} for port in ports]
    }


def mlag(state: str, connection: str = "connected") -> dict[str, t.Any]:
    return {"state": state, "negStatus": connection}


def routes(*prefixes: str) -> dict[str, t.Any]:
    return {"vrfs": {"default": {"routes": {prefix: {"routeType": "connected"} for prefix in prefixes}}}}


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (
            "bgp_established",
            bgp("Established"),
            bgp("Idle"),
            "2 of 3 BGP peers that were up are not: 10.0.0.1 in VRF A, 10.0.0.2 in VRF default",
        ),
        ("bgp_established", bgp("Idle"), bgp("Active"), None),
        ("bgp_established", bgp("Established"), {}, "3 of 3 BGP peers that were up are not"),
        ("interfaces_up", interfaces("up"), interfaces("down"), "1 of 2 interfaces that were up are not: Ethernet1"),
        ("interfaces_up", interfaces("down"), interfaces("up"), None),
        ("lldp_neighbors", lldp("Ethernet1", "Ethernet2"), lldp("Ethernet2"), "spine1 Ethernet9 on Ethernet1"),
        ("lldp_neighbors", lldp("Ethernet2"), lldp("Ethernet1", "Ethernet2"), None),
        ("mlag_active", mlag("active"), mlag("inactive"), "1 of 1 MLAG that were up are not: the MLAG peer"),
        ("mlag_active", mlag("active"), mlag("active", "connecting"), "the MLAG peer"),
        ("mlag_active", mlag("disabled"), mlag("disabled"), None),
        ("routes_present", routes("10.0.0.0/8", "0.0.0.0/0"), routes("10.0.0.0/8"), "0.0.0.0/0 in VRF default"),
        ("routes_present", routes("10.0.0.0/8"), {"vrfs": {"default": []}}, "10.0.0.0/8 in VRF default"),
    ],
)
def test_everything_must_be_up_again(name: str, before: t.Any, after: t.Any, said: str | None) -> None:
    switch = Switch(before)
    state = UpState.take(switch, [name])
    assert state.lost(switch) == []
    switch.answer = after
    lost = state.lost(switch)
    assert (said is None and lost == []) or (said is not None and len(lost) == 1 and said in lost[0])
    assert all(sentence.startswith(f"{name}: ") for sentence in lost)


def test_many_are_counted() -> None:
    switch = Switch(routes(*(f"10.{number}.0.0/16" for number in range(9))))
    state = UpState.take(switch, ["routes_present"])
    switch.answer = routes()
    assert state.lost(switch)[0].endswith("10.4.0.0/16 in VRF default and 4 more")


def test_a_switch_without_the_feature_has_nothing_up() -> None:
    switch = Switch(CommandError("BGP is not running", code=1000))
    state = UpState.take(switch, ["bgp_established"])
    assert state.lost(switch) == []


def test_a_feature_that_is_gone_is_lost() -> None:
    switch = Switch(bgp("Idle"))
    state = UpState.take(switch, ["bgp_established"])
    switch.answer = CommandError("BGP inactive", code=1000)
    assert len(state.lost(switch)) == 1


def test_a_switch_that_is_gone_is_an_error() -> None:
    with pytest.raises(ConnectError):
        UpState.take(Switch(ConnectError("refused")), ["mlag_active"])


def test_every_check_reads() -> None:
    assert all(reads(check.command) for check in CHECKS.values())


@pytest.mark.parametrize(("state", "up"), [("full", {"10.0.0.2 on Ethernet1"}), ("init", set()), (None, set())])
def test_adjacencies_of_ospf(state: str | None, up: set[str]) -> None:
    entry = {"routerId": "10.0.0.2", "interfaceName": "Ethernet1", "adjacencyState": state}
    model = {"vrfs": {"default": {"instList": {"1": {"ospfNeighborEntries": [entry, "odd"]}, "2": "odd"}}, "RED": None}}
    assert CHECKS["ospf_full"].up(model) == up
    assert CHECKS["ospf_full"].up({}) == set()
