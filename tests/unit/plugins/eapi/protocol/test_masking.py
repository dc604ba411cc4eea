# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Secrets that a command holds in the clear are shown nowhere; what the switch shows itself is."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.masking import masked, masked_diff, scrubbed
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.reply import reply_error
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.request import Call

SECRET = "hunter2"
LINES = [
    f"username bob privilege 15 role network-admin secret 0 {SECRET}",
    f"username bob secret {SECRET}",
    f"enable secret {SECRET}",
    f"enable password 0 {SECRET}",
    f"neighbor 192.0.2.1 password {SECRET}",
    f"neighbor 192.0.2.1 password 0 {SECRET}",
    f"tacacs-server host 192.0.2.9 key 0 {SECRET}",
    f"radius-server key {SECRET}",
    f"ntp authentication-key 1 md5 0 {SECRET}",
    f"snmp-server user bob grp v3 auth sha {SECRET} priv aes {SECRET}",
]


@pytest.mark.parametrize("line", LINES)
def test_secrets_are_removed(line: str) -> None:
    assert SECRET not in masked(line)
    assert masked(line).split()[:2] == line.split()[:2]


@pytest.mark.parametrize("url", ["scp:bob:{}@192.0.2.9//srv/x", "sftp://bob:{}@h/x", "https://bob:p@{}@h:8443/x"])
def test_passwords_of_urls_are_removed(url: str) -> None:
    shown = masked(f"copy {url.format(SECRET)} sslkey:leaf1.key")
    assert SECRET not in shown
    assert shown.startswith(f"copy {url.partition('bob')[0]}bob:<removed>@")
    assert shown.endswith("/x sslkey:leaf1.key")


@pytest.mark.parametrize(
    "line",
    [
        "show running-config",
        "interface Ethernet1",
        "username bob secret sha512 $6$x$y",
        "description key 0 of the door"[:15],
        "copy https://files.example:8443/leaf1.crt certificate:leaf1.crt",
        "copy scp:bob@files.example//leaf1.crt certificate:leaf1.crt",
    ],
)
def test_other_lines_stay(line: str) -> None:
    assert masked(line) == line


def test_a_text_that_quotes_a_secret() -> None:
    line = LINES[0]
    assert scrubbed(f"Invalid input (at token 7: '{SECRET}')", line) == "Invalid input (at token 7: '<removed>')"


@pytest.mark.parametrize("format", ["json", "text"])
def test_an_error_and_its_responses_hold_no_secret(format: str) -> None:
    line = LINES[1]
    said = f"Invalid input (at token 3: '{SECRET}')"
    entry = {"errors": [said]} | ({"output": f"% {said}\n"} if format == "text" else {})
    batch = Batch((Command("configure"), Command(line)), format=format, version=1)
    error = {"code": 1002, "message": f"CLI command 2 of 2 '{line}' failed: invalid command", "data": [{}, entry]}
    responses, failure = reply_error(error, Call(batch, range(2), format), "leaf1")
    shown = f"{failure} {failure.details()} {[response.as_dict() for response in responses]}"
    assert SECRET not in shown
    assert "at token 3" in shown


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
    shown = masked_diff("\n".join([*head, *lines, "@@ -20 +20 @@", " last", ""])).split("\n")
    assert SECRET not in "".join(shown)
    assert len(shown) == len(head) + len(lines) + 3
    assert [line for line in shown if "<removed>" not in line] == [*head, *kept, "@@ -20 +20 @@", " last", ""]


def test_a_secret_that_is_a_part_of_other_words() -> None:
    text = scrubbed("Invalid input (at token 5: 'a')", "username x secret 0 a b")
    assert text == "Invalid input (at token 5: '<removed>')"


def test_a_secret_with_spaces() -> None:
    assert masked(f"username x secret 0 one {SECRET}") == "username x secret 0 <removed>"
    assert masked(f"enable password one {SECRET}") == "enable password <removed>"
