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
    ],
)
def test_another_entry_with_the_number_is_removed_ahead(running: str, wanted: str, removal: str | None) -> None:
    before = Config.parse(wanted)
    lines = [section.line for _depth, section in numbered.make_room(before, Config.parse(running)).walk()]
    own = [section.line for _depth, section in before.walk()]
    assert [line for line in lines if line not in own] == ([removal] if removal else [])
    if removal:
        assert lines.index(removal) == len(lines) - 2  # right ahead of the entry


@pytest.mark.parametrize(
    ("text", "has"),
    [
        (ACL, True),
        (PREFIXES, True),
        (PREFIXES_ALONE, True),
        ("ip access-list A\n   permit ip any any\n", False),
        ("interface Ethernet1\n   mtu 9000\n", False),
    ],
)
def test_lines_with_numbers(text: str, has: bool) -> None:
    assert numbered.has_numbers(Config.parse(text)) is has
