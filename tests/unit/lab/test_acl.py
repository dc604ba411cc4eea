# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Access lists of the lab: which connections they let in."""

from __future__ import annotations

import pytest

from lab.eos.acl import Arrival, permits
from support.lab_switches import build, configure, show, text

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


def test_lists_are_shown() -> None:
    leaf = build(1)["leaf1"]
    configure(
        leaf,
        *("ip access-list HOSTS", "20 deny ip any any", "10 permit tcp any any eq https", "counters per-entry"),
        *("ip access-list standard ADMINS", "permit 10.0.0.0/8", "ipv6 access-list SIX", "permit ipv6 any any"),
        *("vrf instance RED", "management api http-commands", "vrf RED", "ip access-group HOSTS in"),
        *("vrf default", "no shutdown", "ip access-group HOSTS in"),
    )
    admins, hosts = show(leaf, "show ip access-lists")["aclList"]
    assert (admins["name"], admins["standard"], hosts["standard"]) == ("ADMINS", True, False)
    assert [(each["sequenceNumber"], each["text"]) for each in hosts["sequence"]] == [
        (10, "permit tcp any any eq https"),
        (20, "deny ip any any"),
    ]
    assert (hosts["configuredVrfs"], hosts["activeVrfs"]) == (["RED", "default"], ["default"])
    assert show(leaf, "show ip access-lists NONE") == {"aclList": []}
    assert [entry["type"] for entry in show(leaf, "show ipv6 access-lists")["aclList"]] == ["Ip6Acl"]
    assert text(leaf, "show ip access-lists HOSTS").splitlines()[:3] == [
        "IP Access List HOSTS",
        "        counters per-entry",
        "        10 permit tcp any any eq https",
    ]
    assert text(leaf, "show ip access-lists HOSTS summary").splitlines()[:2] == [
        "IPV4 ACL HOSTS",
        "        Total rules configured: 2",
    ]
