# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in commands: what a person typed in the clear and the switch would never show so."""

from __future__ import annotations

import re
import typing as t

#: What `show running-config sanitized` puts in the place of a secret.
REMOVED: t.Final = "<removed>"

#: Encryption types: what follows them is a hash or a reversible form, which the switch shows.
_TYPES: t.Final = r"(?:5|7|8a|8A|sha512|\*)\s"
_WORDS: t.Final = r"(?:secret|password|passphrase|key|shared-key|authentication-key|shared-secret)"
_PATTERNS: t.Final[tuple[re.Pattern[str], ...]] = (
    # Type 0 says itself that the secret is in the clear: "secret 0 x", "md5 0 x", "key 1 md5 0 x". It goes to the end
    # of the line: a switch takes no secret with spaces, but people type such.
    re.compile(rf"(?:\b{_WORDS}|\bmd5|\bsha\d*|\btext)\s(?:.*\s)?0\s+(\S.*)"),
    # A secret without a type, which EOS takes to be in the clear.
    re.compile(rf"^(?:username|aaa root|enable)\b.*?\s(?:secret|password)\s+(?!(?:0\s)|policy\b|{_TYPES})(\S.*)"),
    re.compile(rf"^neighbor\s+\S+\s+password\s+(?!(?:0\s)|shared-secret\b|{_TYPES})(\S+)"),
    re.compile(rf"^(?:tacacs-server|radius-server)\b.*?\skey\s+(?!(?:0\s)|{_TYPES})(\S+)"),
    re.compile(
        rf"^(?:ip ospf|ospf|isis|ntp|vrrp)\b.*?\b(?:authentication-key|md5|text|sha1)\s+(?!\d+\s|{_TYPES})(\S+)"
    ),
    # A password in a URL: scp://user:password@host/file, scp:user:password@host//file.
    re.compile(r"\b(?:scp|sftp|ftp|https?):(?://)?[^\s/@:]*:([^\s@]+(?:@[^\s@/]+)*)@"),
    # SNMPv3 passwords, unless localized to an engine.
    re.compile(r"^snmp-server user (?!.*\blocalized\b).*?\bauth\s+\S+\s+(\S+)"),
    re.compile(r"^snmp-server user (?!.*\blocalized\b).*?\bpriv\s+\S+\s+(\S+)"),
)
#: A cheap look before the patterns.
_SUSPECT: t.Final = re.compile(r"secret|passw|passphrase|key|md5|\bauth|\btext|@")
_PRIVATE_KEY: t.Final = re.compile(
    r"(-----BEGIN [A-Z ]*PRIVATE KEY-----\n)(.*?)(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
_KEY_BEGINS: t.Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_KEY_ENDS: t.Final = re.compile(r"-----END [A-Z ]*PRIVATE KEY-----")


def masked(line: str) -> str:
    """A command without secrets in the clear. Hashes and encrypted forms stay: the switch shows them too."""
    return _mask(line)[0]


def scrubbed(text: str, line: str) -> str:
    """A text without the secrets of a command, such as an error that quotes its words."""
    for secret in _mask(line)[1]:
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", REMOVED, text)
    return text


def _mask(line: str) -> tuple[str, list[str]]:
    """The line without its secrets, and the secrets."""
    secrets: list[str] = []
    if _SUSPECT.search(line):
        for pattern in _PATTERNS:
            match = pattern.search(line)
            if match and match[1] != REMOVED:
                secrets += match[1].split()
                line = line[: match.start(1)] + REMOVED + line[match.end(1) :]
    return line, secrets


def masked_input(text: str) -> str:
    """The input of a multi-line command without private keys."""
    return _PRIVATE_KEY.sub(lambda match: f"{match[1]}{REMOVED}\n{match[3]}", text)


def masked_diff(text: str) -> str:
    """A unified diff without private keys. A hunk may begin, or end, in the middle of one."""
    shown: list[str] = []
    start, inside = 0, False
    for line in text.split("\n"):
        if line.startswith("@@"):
            start, inside = len(shown) + 1, False
        elif _KEY_BEGINS.search(line):
            start, inside = len(shown) + 1, True
        elif _KEY_ENDS.search(line):
            if not inside:
                shown[start:] = [_removed(each) for each in shown[start:]]
            inside = False
        elif inside:
            shown.append(_removed(line))
            continue
        shown.append(line)
    return "\n".join(shown)


def _removed(line: str) -> str:
    return (line[0] if line[:1] in ("+", "-") else " ") + REMOVED
