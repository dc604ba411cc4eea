# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Entries with sequence numbers make room for those that are to stand there."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config import numbered
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config

ACL = "ip access-list A\n   10 permit ip any any\n"
PREFIXES = "ip prefix-list P\n   seq 10 permit 10.0.0.0/8\n"
PREFIXES_ALONE = "ip prefix-list P seq 10 permit 10.0.0.0/8\n"


CLASSES = "class-map type qos match-any C\n   10 match dscp 1\n"
POLICY = "policy-map type pbr P\n   10 class C\n      set nexthop 192.0.2.1\n"
PEERS = "peer-filter F\n   10 match as-range 1-2 result accept\n"


def roomy(running: str, wanted: str) -> tuple[list[str], list[str]]:
    """The commands before and after room was made."""
    before = Config.parse(wanted).commands()
    return [each.cmd for each in before], [each.cmd for each in numbered.make_room(before, lambda: running)]


@pytest.mark.parametrize(
    ("running", "wanted", "removal"),
    [
        (ACL, "ip access-list A\n   10 deny ip any any\n", "no 10"),
        (ACL, ACL, None),
        (ACL, "ip access-list A\n   20 deny ip any any\n", None),
        (ACL, "ip access-list B\n   10 deny ip any any\n", None),
        (PREFIXES, "ip prefix-list P\n   seq 10 deny 10.0.0.0/8\n", "no seq 10"),
        (PREFIXES, "ip prefix-list P seq 10 deny 10.0.0.0/8\n", "no ip prefix-list P seq 10"),
        (PREFIXES, PREFIXES_ALONE, None),
        (PREFIXES_ALONE, "ip prefix-list P seq 10 deny 10.0.0.0/8\n", "no ip prefix-list P seq 10"),
        (PREFIXES_ALONE, "ip prefix-list P\n   seq 10 deny 10.0.0.0/8\n", "no seq 10"),
        (PREFIXES_ALONE, PREFIXES, None),
        (PREFIXES_ALONE, "ip prefix-list P seq 100 deny 10.0.0.0/8\n", None),
        # In capitals, shortened, and with what EOS adds.
        (ACL, "IP Access-List A\n   10 DENY IP any any\n", "no 10"),
        (ACL, "ip access-l A\n   10 den ip any any\n", "no 10"),
        (ACL, "ip access-list a\n   10 deny ip any any\n", None),
        (ACL, "ip access-list standard A\n   10 deny any\n", None),
        (ACL.replace("ip ", "ipv6 ", 1), "IPV6 access-list A\n   10 deny ipv6 any any\n", "no 10"),
        (ACL.replace("ip ", "mac ", 1), "Mac acc A\n   10 deny any any\n", "no 10"),
        (PREFIXES, "ip prefix-l P\n   SEQ 10 deny 10.0.0.0/8\n", "no seq 10"),
        (PREFIXES, "IP Prefix-List P Seq 10 deny 10.0.0.0/8\n", "no ip prefix-list P seq 10"),
        (CLASSES, "Class-Map C\n   10 match dscp 2\n", "no 10"),
        (CLASSES, "class-map match-any C\n   10 match dscp 2\n", "no 10"),
        (CLASSES, "class-map type pbr match-any C\n   10 match dscp 2\n", None),
        (POLICY, "policy-m type PBR P\n   10 class D\n      drop\n", "no 10"),
        (POLICY, POLICY, None),
        (
            "policy-map type quality-of-service P\n   10 class C\n",
            "policy-map type qos P\n   10 class D\n",
            "no 10",
        ),
        (
            PEERS,
            "Peer-Filter F\n   10 match as-range 3 result accept\n",
            "no 10 match as-range 1-2 result accept",
        ),
        # Flat lines, as they are typed.
        (ACL, "ip access-list A\ncounters per-entry\n10 deny ip any any\n", "no 10"),
        (ACL, "ip access-list A\nhostname x\n10 deny ip any any\n", None),
        (ACL, "ip access-list A\nroute-map R permit 10\n10 deny ip any any\n", None),
        # The task makes room itself.
        (ACL, "no ip access-list A\nip access-list A\n   10 deny ip any any\n", None),
        (ACL, "ip access-list A\n   no 10\n   10 deny ip any any\n", None),
        (ACL, "ip access-list A\n   default 10 permit ip any any\n   10 deny ip any any\n", None),
        (PREFIXES, "no ip prefix-list P seq 10\nip prefix-list P seq 10 deny 10.0.0.0/8\n", None),
        (PREFIXES, "no ip prefix-list P seq 20\nip prefix-list P seq 10 deny ::/0\n", "no ip prefix-list P seq 10"),
    ],
)  # fmt: skip
def test_another_entry_with_the_number_is_removed_ahead(running: str, wanted: str, removal: str | None) -> None:
    own, lines = roomy(running, wanted)
    if removal is None:
        assert lines == own
        return
    place = lines.index(removal)
    del lines[place]
    assert lines == own
    assert "10" in lines[place].split()  # right ahead of the entry


def test_a_number_is_taken_once() -> None:
    """Two entries of a task with one number are its own mistake, which the switch refuses."""
    own, lines = roomy(ACL, "ip access-list A\n   10 deny ip any any\n   10 permit tcp any any\n")
    assert lines == [own[0], "no 10", *own[1:]]


def test_lines_without_numbers_need_no_running_configuration() -> None:
    lines = Config.parse("ip access-list A\n   permit ip any any\ninterface Ethernet1\n   mtu 9000\n").commands()
    assert numbered.make_room(lines, lambda: pytest.fail("not needed")) == lines
