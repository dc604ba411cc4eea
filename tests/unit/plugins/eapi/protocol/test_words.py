# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Which command lines read, and which lines of a configuration EOS would run at once."""

from __future__ import annotations

import random

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.words import (
    AT_ONCE,
    OTHER_PIPES,
    READING,
    configures,
    no_text,
    reads,
    runs_at_once,
)

SPELLINGS = 2000


@pytest.mark.parametrize(
    "line",
    [
        *(
            "show version",
            "SHOW VERSION",
            "Show Version",
            "sh ver",
            "sho ip route",
            "show running-config | section bgp",
        ),
        *("show version | INCLUDE Arista", "show log | inc x | exclude y | no-more", "dir flash:", "more flash:x"),
        *("ping 192.0.2.1", "traceroute 192.0.2.1", "enable", "show version | json", "show version | begin a"),
        *("show log | include up|down", "show log | exclude a|b|c | include x|y", "show log | inc a|link down"),
        *("show running-config | section bgp|ospf", "show log | include a|tee", "show log | include a|sort|b"),
    ],
)
def test_reading(line: str) -> None:
    assert reads(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "",
            "s",
            "configure",
            "CONFIGURE",
            "conf t",
            "show version | REDIRECT flash:x",
            "show version | redir flash:x",
        ),
        *("show version | app flash:x", "show version | te flash:x", "show version | t flash:x", "show version |"),
        *("show version\rreload now", "show version\nreload now", "show version\x0breload", "show version\u2028reload"),
        *(
            "show version > flash:x",
            "show version | sed w/x",
            "show version | sort -o x",
            "write memory",
            "Write Memory",
        ),
        *("RELOAD NOW", "security pki key generate rsa 2048 x", "COPY a b", "Delete flash:x", "BASH timeout 5 ls"),
        *("show log | include a|tee flash:x", "show log | include a|red flash:x", "show log | include a|b|app flash:x"),
        *("show log | grep a|xy", "show log | head|xy", "show log | include|xy", "show log|xy"),
        *("showversion", "show version | include a | tee flash:x", "comm", "watch 1 show version", "ssh 192.0.2.1"),
    ],
)
def test_not_certain_to_read(line: str) -> None:
    assert not reads(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "commit",
            "COMMIT",
            "comm",
            "Commit timer 00:01:00",
            "RELOAD NOW",
            "relo now",
            "abort",
            "rollback clean-config",
        ),
        *(
            "security pki key generate rsa 2048 x",
            "SECURITY PKI certificate generate",
            "do reload now",
            "run bash",
            "end",
        ),
        *(
            "write",
            "wr",
            "copy a b",
            "configure replace flash:x",
            "no configure session x",
            "enable",
            "en",
            "show version",
        ),
        *("bash timeout 5 reboot", "  reload", "python-shell", "delete flash:x", "clear counters"),
    ],
)
def test_lines_that_run_at_once(line: str) -> None:
    assert runs_at_once(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "hostname x",
            "interface Ethernet1",
            "reload-delay mlag 300",
            "end-point 192.0.2.1",
            "enable secret sha512 x",
        ),
        *("description commit", "exec /usr/bin/TerminAttr -x", "no shutdown", "shutdown", "exit", "router bgp 1"),
        *("service routing protocols model multi-agent", "management security", "default interface Ethernet1", "vrf x"),
        *("comment", "community x", "compile", "verification x", "resequence 10", "diffserv", "errdisable recovery"),
        *("debounce 1", "sshx", "dot1x system-auth-control", "email", "ip ssh client source-interface Loopback0"),
    ],
)
def test_lines_of_a_configuration(line: str) -> None:
    assert not runs_at_once(line)


def test_no_spelling_of_a_changing_command_reads_or_configures() -> None:
    """Random capitals, prefixes and white space."""
    chance = random.Random(1)
    for _turn in range(SPELLINGS):
        word = chance.choice([word for word in AT_ONCE if word not in READING])
        spelled = "".join(chance.choice((letter.upper(), letter)) for letter in word)
        spelled = spelled[: chance.randint(1, len(word))]
        start, rest = chance.choice(("", " ", "\t")), chance.choice((" now", "  x y", " "))
        line = f"{start}{spelled}{rest}"
        assert runs_at_once(line), line
        if spelled.lower() not in ("en", "ena", "enab", "enabl", "enable"):
            assert not reads(line), line


def test_no_spelling_of_a_writing_pipe_reads() -> None:
    chance = random.Random(2)
    for _turn in range(SPELLINGS):
        pipe = chance.choice(sorted(OTHER_PIPES))
        spelled = "".join(chance.choice((letter.upper(), letter)) for letter in pipe)
        pad = chance.choice(("", " ", "   "))
        line = f"show version {chance.choice(('', '| include a '))}|{pad}{spelled} flash:x"
        assert not reads(line), line


@pytest.mark.parametrize("character", ["\0", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\udcff"])
def test_non_text_is_found_with_its_place(character: str) -> None:
    for lines in (False, True):
        found = no_text(f"a\tb{character}c", lines)
        assert found is not None
        assert found.start() == 3


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_ends_of_lines_belong_to_texts_alone(end: str) -> None:
    assert no_text(f"a{end}b") is not None
    assert no_text(f"a{end}b", lines=True) is None


@pytest.mark.parametrize(
    ("line", "certain"),
    [
        *(
            (line, True)
            for line in ("vlan 7", "  interface Ethernet1", "no vlan 7", "! a comment", "10 permit ip any any")
        ),
        *((line, True) for line in ("exi", "exit", "EXIT", "default interface Ethernet1")),
        *((line, False) for line in ("frobnicate 7", "reload", "show version", "a vlan 7", "vlanx 7")),
    ],
)
def test_lines_that_are_certain_to_configure(line: str, certain: bool) -> None:
    assert configures(line) is certain
