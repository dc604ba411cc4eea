# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Texts without secrets. The forms of secrets, one by one, are in tests/security/test_masking.py."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.masking import (
    LONGEST,
    masked,
    masked_data,
    masked_pair,
    masked_text,
    secrets_of,
    showing_secrets,
)

SECRET = "hunter2"
BEGIN, END = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([f"+{BEGIN}", f"+{SECRET}", f"+{END}", "+EOF"], [f"+{BEGIN}", f"+{END}", "+EOF"]),
        ([f" {BEGIN}", f"-{SECRET}", f"+{SECRET}", f" {END}", " !"], [f" {BEGIN}", f" {END}", " !"]),
        # The context above begins in the middle of a key, and the one below ends there.
        ([f" {SECRET}", f" {END}", "+hostname x"], [f" {END}", "+hostname x"]),
        (["-hostname x", f" {BEGIN}", f" {SECRET}"], ["-hostname x", f" {BEGIN}"]),
        (["-----BEGIN CERTIFICATE-----", "+MIIB", " x"], ["-----BEGIN CERTIFICATE-----", "+MIIB", " x"]),
    ],
)
def test_a_diff_without_private_keys(lines: list[str], kept: list[str]) -> None:
    head = ["--- a", "+++ b", "@@ -1 +1 @@", " first", "@@ -9 +9 @@"]
    shown = masked_text("\n".join([*head, *lines, "@@ -20 +20 @@", " last", ""])).split("\n")
    assert SECRET not in "".join(shown)
    assert len(shown) == len(head) + len(lines) + 3
    assert [line for line in shown if "<removed>" not in line] == [*head, *kept, "@@ -20 +20 @@", " last", ""]


def test_a_diff_whose_lines_begin_with_their_sign() -> None:
    diff = f"@@ -1,2 +1,2 @@\n-snmp-server community {SECRET} ro\n+snmp-server community {SECRET} rw\n"
    assert masked_text(diff) == (
        "@@ -1,2 +1,2 @@\n-snmp-server community <removed> ro\n+snmp-server community <removed> rw\n"
    )


def test_a_key_on_one_line() -> None:
    assert masked(f"x {BEGIN}\\n{SECRET}\\n{END}") == f"x {BEGIN}<removed>"


def test_data() -> None:
    given = {
        "name": "x",
        "body": f"hostname leaf1\nusername bob secret 0 {SECRET}\n",
        "sharedSecret": SECRET,
        "settings": [{"api_key": SECRET, "key": {"id": "1"}, "password": ""}],
        "count": 7,
    }
    assert masked_data(given) == {
        "name": "x",
        "body": "hostname leaf1\nusername bob secret 0 <removed>\n",
        "sharedSecret": "<removed>",
        "settings": [{"api_key": "<removed>", "key": {"id": "1"}, "password": ""}],
        "count": 7,
    }


def test_a_line_that_is_too_long_for_a_command_is_masked_from_its_first_suspicious_word() -> None:
    assert masked(f"banner words {'x ' * LONGEST}password {SECRET} ro").endswith(" x <removed>")


def test_secrets_are_shown_where_that_is_asked_for() -> None:
    line = f"username bob secret 0 {SECRET}"
    with showing_secrets(True):
        assert masked(line) == masked_text(line) == masked_data(line) == line
    assert masked(line) == "username bob secret 0 <removed>"


def test_the_secrets_of_a_line() -> None:
    assert secrets_of(f"enable password one {SECRET}") == [f"one {SECRET}", "one", SECRET]
    assert secrets_of("hostname leaf1") == []


def test_before_and_after() -> None:
    body = "hostname {}\nenable password {}\nneighbor 192.0.2.1 password 7 {}\n"
    before = {"body": body.format("a", "one", "same"), "token": "one", "name": "x"}
    after = {"body": body.format("b", "two", "same"), "token": "two", "name": "y", "password": "new"}
    assert masked_pair(before, after) == (
        {"body": body.format("a", "<removed>", "<removed>"), "token": "<removed>", "name": "x"},
        {
            "body": body.format("b", "<removed, changed>", "<removed>"),
            "token": "<removed, changed>",
            "name": "y",
            "password": "<removed>",
        },
    )
    assert masked_pair("", "x") == ("", "x")
