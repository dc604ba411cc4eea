# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Unified differences for people."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.tree import ConfigError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.unified_diff import (
    longest_growing,
    unified,
    unified_text,
)


def body(before: str, after: str, ignore: tuple[str, ...] = ()) -> list[str]:
    """The difference without its first two lines."""
    return unified(Config.parse(before), Config.parse(after), ignore).splitlines()[2:]


PRIVATE_KEY = "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----"
PORTS = "\n".join(f"interface Ethernet{n}\n   mtu 9000\n   no switchport" for n in range(1, 9)) + "\n"


def test_a_hunk_names_its_section() -> None:
    after = PORTS.replace("Ethernet4\n   mtu 9000", "Ethernet4\n   mtu 1500\n   shutdown")
    assert unified(
        Config.parse(PORTS), Config.parse(after), names=("system:/running-config", "session:/x")
    ).splitlines() == [
        "--- system:/running-config",
        "+++ session:/x",
        "@@ -8,7 +8,8 @@ interface Ethernet4",
        "    mtu 9000",
        "    no switchport",
        " interface Ethernet4",
        "-   mtu 9000",
        "+   mtu 1500",
        "+   shutdown",
        "    no switchport",
        " interface Ethernet5",
        "    mtu 9000",
    ]


def test_hunks_count_lines() -> None:
    after = "vlan 7\n" + PORTS.replace("Ethernet8\n   mtu 9000", "Ethernet8")
    assert [line for line in body(PORTS, after) if line.startswith("@@")] == [
        "@@ -1,3 +1,4 @@",
        "@@ -20,5 +21,4 @@ interface Ethernet8",
    ]
    assert body("", "vlan 7\n") == ["@@ -0,0 +1,1 @@", "+vlan 7"]
    assert body("vlan 7\n", "") == ["@@ -1,1 +0,0 @@", "-vlan 7"]


def test_no_difference_is_no_text() -> None:
    assert unified(Config.parse("! device: a\n" + PORTS), Config.parse("!\n! device: b\n!\n" + PORTS + "end\n")) == ""


def test_order_is_shown_only_where_it_counts() -> None:
    assert (
        body(
            "hostname a\nip routing\nvlan 7\n   name x\n   state active",
            "vlan 7\n   state active\n   name x\nip routing\nhostname a",
        )
        == []
    )
    before = "ip access-list A\n   permit a\n   permit b\n   permit c\n"
    after = "ip access-list A\n   permit b\n   permit c\n   permit a\n"
    assert body(before, after) == [
        *("@@ -1,4 +1,4 @@ ip access-list A", " ip access-list A", "-   permit a", "    permit b", "    permit c"),
        "+   permit a",
    ]  # fmt: skip


def test_text_and_comments_are_compared_line_by_line() -> None:
    before = "banner motd\none\ntwo\nEOF\nvlan 7\n   !! old\n   name x\n"
    after = "banner motd\none\n2\nEOF\nvlan 7\n   !! new\n   name x\n"
    assert body(before, after)[1:] == [
        *(" banner motd", " one", "-two", "+2", " EOF", " vlan 7", "-   !! old", "+   !! new", "    name x"),
    ]
    code = "router general\n   control-functions\n      code\n{m}a\n{m}{b}\n{m}EOF\n"
    assert body(code.format(m="", b="b"), code.format(m=" " * 9, b="b")) == []
    assert body(code.format(m="", b="b"), code.format(m=" " * 9, b="c"))[-3:] == [
        *("-         b", "+         c", "          EOF"),
    ]


def test_removed_sections_are_shown_whole() -> None:
    before = "banner motd\nx\nEOF\nvlan 7\n   !! y\n   name z\nhostname a\n"
    assert body(before, "hostname a\n")[1:] == [
        *("-banner motd", "-x", "-EOF", "-vlan 7", "-   !! y", "-   name z", " hostname a"),
    ]


def test_lines_to_ignore_are_left_out() -> None:
    after = PORTS.replace("Ethernet4\n   mtu 9000", "Ethernet4\n   mtu 1500") + "ntp server x\n"
    assert body(PORTS, after, ("mtu", "ntp server x")) == []
    assert body(PORTS, after, ("^interface Ethernet4$",))[-1] == "+ntp server x"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("username bob privilege 15 secret 0 hunter2", "hunter2"),
        ("username bob secret hunter2", "hunter2"),
        ("username bob secret hunter2 role network-admin", "hunter2"),
        ("enable password hunter2", "hunter2"),
        ("aaa root secret 0 hunter2", "hunter2"),
        ("tacacs-server key 0 hunter2", "hunter2"),
        ("radius-server host 192.0.2.1 vrf M key hunter2", "hunter2"),
        ("router bgp 1\n   neighbor 192.0.2.1 password 0 hunter2", "hunter2"),
        ("router bgp 1\n   neighbor 192.0.2.1 password hunter2", "hunter2"),
        ("ntp authentication-key 1 md5 0 hunter2", "hunter2"),
        ("interface Vlan1\n   ip ospf message-digest-key 1 md5 0 hunter2", "hunter2"),
        ("interface Vlan1\n   isis authentication key 0 hunter2", "hunter2"),
        ("snmp-server user u g v3 auth sha hunter2 priv aes hunter3", "hunter"),
        ("username bob secret sha512 $6$hunter2", "hunter2"),
        ("router bgp 1\n   neighbor 192.0.2.1 password 7 hunter2==", "hunter2"),
        ("snmp-server community hunter2 ro", "hunter2"),
        ("interface Vlan1\n   !! password hunter2", "hunter2"),
        (f"management api http-commands\n   protocol https certificate\nX\nEOF\n{PRIVATE_KEY}\nEOF", "hunter2"),
    ],
)
def test_secrets_are_never_shown(line: str, secret: str) -> None:
    text = unified_text("hostname a", f"hostname a\n{line}\n")
    assert secret not in text
    assert "<removed>" in text
    assert secret not in unified_text(f"{line}\n", "hostname a\n")


@pytest.mark.parametrize(
    "line",
    [
        "username bob ssh-key ssh-rsa AAAA",
        "management security\n   ssl profile P\n      certificate a.crt key a.key",
        "management security\n   password policy P\n   password encryption-key common",
    ],
)
def test_plain_values_are_shown(line: str) -> None:
    assert "<removed>" not in unified_text("", f"{line}\n")
    assert line.splitlines()[-1] in unified_text("", f"{line}\n")


def test_a_secret_that_changes_is_a_difference() -> None:
    assert "-   password 7 <removed>\n+   password 7 <removed>" in unified_text(
        "router bgp 1\n   password 7 one\n", "router bgp 1\n   password 7 two\n"
    )
    banner = "banner motd\npassword {}\nEOF\n"
    assert "-password <removed>\n+password <removed>" in unified_text(banner.format("one"), banner.format("two"))


def test_texts_are_named() -> None:
    assert unified_text("hostname a\n", "hostname b\n", "startup-config", "running-config").splitlines()[:2] == [
        *("--- startup-config", "+++ running-config"),
    ]
    assert unified_text("hostname a\n", "hostname b\n", ignore=None) != ""
    with pytest.raises(ConfigError, match="intended, line 2: there is a tab"):
        unified_text("vlan 1\n\tname x", "", "intended", "running-config")


@pytest.mark.parametrize(
    ("places", "expected"),
    [([], []), ([3], [0]), ([1, 2, 3], [0, 1, 2]), ([3, 2, 1], [2]), ([5, 1, 2, 9, 3, 4], [1, 2, 4, 5])],
)
def test_longest_growing_series(places: list[int], expected: list[int]) -> None:
    assert longest_growing(places) == expected
