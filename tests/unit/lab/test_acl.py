# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Access lists of the lab: which connections they let in."""

from __future__ import annotations

import pytest

from lab.eos.acl import Arrival, permits
from support.lab_switches import build, configure

HERE = Arrival("127.0.0.9", 40000, "127.1.2.3", 443)


def judge(*rules: str, heading: str = "ip access-list HOSTS", arrival: Arrival = HERE) -> bool:
    leaf = build(1)["leaf1"]
    configure(leaf, heading, *rules)
    return permits(leaf.running.root, heading.split()[0], "HOSTS", arrival)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ("permit ip any any", True),
        ("permit tcp any any", True),
        ("permit 6 any any", True),
        ("permit udp any any", False),
        ("permit icmp any any", False),
        ("permit tcp host 127.0.0.9 any", True),
        ("permit tcp host 127.0.0.8 any", False),
        ("permit tcp 127.0.0.0/24 any eq 443", True),
        ("permit tcp 127.0.0.0 0.0.0.255 any eq https", True),
        ("permit tcp 127.0.1.0 0.0.0.255 any eq https", False),
        ("permit tcp any any eq ssh", False),
        ("permit tcp any any eq 22 443", True),
        ("permit tcp any any neq 443", False),
        ("permit tcp any any range 400 500", True),
        ("permit tcp any any gt 443", False),
        ("permit tcp any any lt 444 log", True),
        ("permit tcp any gt 1023 host 127.1.2.3 eq https", True),
        ("permit tcp any lt 1024 any", False),
        ("permit tcp any 10.0.0.0/8", False),
        ("permit tcp any any established", False),
        ("permit tcp any any eq nonsense", False),
        ("permit something else", False),
    ],
)
def test_entries_of_an_extended_list(rule: str, fits: bool) -> None:
    assert judge(rule) is fits


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ("permit any", True),
        ("permit 127.0.0.0/8 log", True),
        ("permit host 127.0.0.9", True),
        ("permit 127.0.0.9", True),
        ("permit 127.0.0.8 0.0.0.3", True),
        ("permit 10.0.0.0/8", False),
    ],
)
def test_entries_of_a_standard_list(rule: str, fits: bool) -> None:
    assert judge(rule, heading="ip access-list standard HOSTS") is fits


def test_the_first_entry_that_fits_decides() -> None:
    assert not judge("20 permit ip any any", "10 deny ip host 127.0.0.9 any", "5 remark ip any any")
    assert judge("10 permit ip host 127.0.0.9 any", "20 deny ip any any")


def test_a_list_denies_what_it_does_not_name_and_one_that_is_missing_permits_all() -> None:
    assert not judge("permit ip 10.0.0.0/8 any")
    leaf = build(1)["leaf1"]
    assert permits(leaf.running.root, "ip", "HOSTS", HERE)
    configure(leaf, "ip access-list HOSTS")
    assert not permits(leaf.running.root, "ip", "HOSTS", HERE)


@pytest.mark.parametrize("heading", ["ipv6 access-list HOSTS", "ipv6 access-list standard HOSTS"])
def test_ipv6(heading: str) -> None:
    arrival = Arrival("::1", 40000, "::1", 443)
    ends = "" if "standard" in heading else "ipv6 "
    rest = "" if "standard" in heading else " any"
    assert judge(f"permit {ends}host ::1{rest}", heading=heading, arrival=arrival)
    assert not judge(f"permit {ends}2001:db8::/32{rest}", heading=heading, arrival=arrival)
