# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A line that EOS does not know is refused: right lines with typos, missing, impossible and additional words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lab.eos.cli import Cli, Line
from lab.eos.errors import InvalidCommand
from lab.eos.switch import User
from lab.eos.tree import Config

from .conftest import Terminal

#: The modes to enter, and lines that each takes to its last word.
RIGHT: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (),
        (
            "ntp server vrf MGMT 10.0.0.5 prefer",
            "snmp-server user ann ops v3 auth sha secret123 priv aes secret123",
            "snmp-server host 10.0.0.1 vrf MGMT version 3 priv ann",
            "logging host 10.0.0.4 514 protocol tcp",
            "logging buffered 1000 warnings",
            "logging trap informational",
            "logging level AAA warnings",
            "spanning-tree mst 0 priority 4096",
            "aaa authentication login default group tacacs+ local",
            "aaa authorization commands all default local",
            "aaa accounting commands all default start-stop group tacacs+ logging",
            "qos map cos 1 2 to traffic-class 3",
            "qos map dscp 10 af11 to traffic-class 3",
            "qos map traffic-class 1 to tx-queue 2",
            "errdisable recovery cause bpduguard",
            "errdisable recovery interval 300",
            "hardware counter feature vlan in",
            "clock timezone UTC",
            "ip as-path access-list AP permit ^65000_ any",
            "ip prefix-list PL seq 10 permit 10.0.0.0/8 le 24",
            "vlan internal order ascending range 1006 1199",
            "ip routing vrf RED",
            "ptp mode boundary one-step",
            "logging format timestamp traditional year timezone",
        ),
    ),
    (
        ("interface Ethernet1",),
        (
            "speed forced 10gfull",
            "switchport vlan translation 10 20",
            "storm-control broadcast level 10",
            "ptp announce interval 1",
            "flowcontrol send on",
            "vrrp 10 priority-level 100",
            "vrrp 10 tracked-object T decrement 10",
            "ip helper-address 10.0.0.1",
            "spanning-tree port-priority 32",
            "channel-group 5 mode active",
        ),
    ),
    (("interface Vxlan1",), ("vxlan vlan 10 vni 10010", "vxlan vlan 10 flood vtep 10.0.0.1", "vxlan udp-port 4789")),
    (
        ("router bgp 65000",),
        (
            "neighbor 10.0.0.2 remote-as 65001",
            "neighbor 10.0.0.2 timers 3 9",
            "neighbor 10.0.0.2 update-source Loopback0",
            "maximum-paths 4 ecmp 8",
            "neighbor 10.0.0.2 maximum-routes 100 warning-limit 80 percent",
        ),
    ),
    (
        ("router isis CORE",),
        (
            "is-type level-2",
            "redistribute ospf match internal",
            "redistribute connected",
            "set-overload-bit on-startup wait-for-bgp timeout 30",
            "authentication mode sha key-id 5 rx-disabled level-1",
        ),
    ),
    (("router ospf 1",), ("max-metric router-lsa external-lsa include-stub on-startup 30", "max-lsa 12000")),
    (
        ("policy-map type quality-of-service PM", "class C"),
        (
            "set dscp af11",
            "set traffic-class 3",
            "police rate 100 mbps burst-size 64 kbytes",
            "bandwidth percent 10",
            "shape rate 1000 kbps",
        ),
    ),
    (("class-map type qos match-any C",), ("match dscp 10", "match vlan 10", "match ip access-group A")),
    (("management ssh",), ("idle-timeout 10", "cipher aes256-ctr", "hostkey server ed25519")),
    (("event-handler E",), ("trigger on-intf Ethernet1 operstatus", "delay 20")),
)
#: Words that a name, or a list, may follow or be.
FREE = {"T", "A", "C", "MGMT", "RED", "ann", "ops", "secret123", "AP", "PL", "^65000_", "AAA", "tacacs+", "UTC", "CORE"}


def wrong(line: str) -> Iterator[str]:
    """Lines that are not EOS any more."""
    words = line.split()
    for at, word in enumerate(words):
        before, after = words[:at], words[at + 1 :]
        if word in FREE or re.fullmatch(r"ann|\d+(\.\d+){3}(/\d+)?", word):
            continue
        if re.fullmatch(r"[a-z][a-z-]{3,}", word):
            yield " ".join([*before, f"{word[:2]}q{word[2:]}", *after])
        if word.isdigit():
            yield from (" ".join([*before, each, *after]) for each in (f"{word}999999999999", f"-1{word}", f"x{word}"))
    yield f"{line} zzz"


def attempt(terminal: Terminal, modes: tuple[str, ...], line: str) -> None:
    """Type a line at a configuration of its own."""
    cli = Cli(terminal.switch, User("root", 15))
    cli.enabled = True
    cli.enter_configuration(Config())
    for each in (*modes, line):
        cli.run(Line(each), text=True)


@pytest.mark.parametrize(("modes", "line"), [(modes, line) for modes, lines in RIGHT for line in lines])
def test_what_is_not_eos_is_refused(terminal: Terminal, modes: tuple[str, ...], line: str) -> None:
    attempt(terminal, modes, line)
    taken = []
    for each in wrong(line):
        try:
            attempt(terminal, modes, each)
        except InvalidCommand:
            continue
        taken.append(each)
    assert not taken


@pytest.mark.parametrize(
    ("modes", "line"),
    [
        ((), "ntp server 10.0.0.999"),
        ((), "logging host 10.0.0.4.5"),
        ((), "interface Vlan4095"),
        ((), "interface Vlan10-5000"),
        ((), "interface Vxlan2"),
        ((), "interface Loopback99999"),
        ((), "interface Vlan1/2"),
        ((), "interface Ethernet1-99999999999"),
        ((), "aaa authentication login default group"),
        ((), "aaa accounting commands all default start-stop"),
        ((), "snmp-server user ann ops v3 auth sha"),
        ((), "snmp-server user ann ops v3 auth sha secret priv aes"),
        ((), "qos map cos 1 to traffic-class"),
        ((), "hardware counter feature"),
        (("interface Ethernet1",), "speed forced"),
        (("interface Ethernet1",), "switchport vlan translation 10"),
        (("interface Vxlan1",), "vxlan flood vtep 10.0.0.1 10.0.0"),
        (("router bgp 65000",), "neighbor 10.0.0.256 remote-as 1"),
        (("router isis CORE",), "redistribute"),
        (("router isis CORE",), "redistribute ospf match"),
        (("router isis CORE",), "authentication mode sha key-id"),
        ((), "ptp mode nonsense"),
        ((), "ip community-list regexp A permit ^65.* zzz"),
        (("policy-map type quality-of-service PM", "class C"), "police rate 100 mbps"),
        (("policy-map type quality-of-service PM", "class C"), "bandwidth percent"),
        (("management ssh",), "cipher"),
    ],
)
def test_what_is_incomplete_or_impossible_is_refused(terminal: Terminal, modes: tuple[str, ...], line: str) -> None:
    with pytest.raises(InvalidCommand):
        attempt(terminal, modes, line)
