# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Lines that EOS writes in its own words: nothing is lost, refused or claimed, and a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.compare import MATCHES, REPLACES
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, GO_ON, config, inventory, pending, play

LIST = ["10 permit ip 198.51.100.0/24 any", "20 permit tcp any any", "30 deny ip any any"]
CONFIG = """\
ip access-list HELD
   10 permit ip 198.51.100.0/24 any
   20 permit tcp any any
   30 deny ip any any
interface Ethernet9
   description held
   mtu 9000
   speed 100full
interface Ethernet10
   description held
interface Loopback9
   ip address 192.0.2.9/32
ip access-list PORTS
   10 permit tcp any any eq ssh
   20 deny ip any any
dns domain held.example
"""
#: The second entry in other words than the switch's.
OTHER_WORDS = [LIST[0], "20 permit tcp 0.0.0.0/0 any", LIST[2]]
HELD, PORT = "ip access-list HELD", "interface Ethernet9"
#: What a section has already: the options of a task that changes nothing.
SAME: dict[str, dict[str, Any]] = {
    f"list {match} {replace}": {
        "parents": HELD,
        "lines": OTHER_WORDS,
        "before": f"no {HELD}",
        "match": match,
        "replace": replace,
    }
    for match in MATCHES
    for replace in REPLACES
} | {
    "port": {
        "parents": PORT,
        "lines": ["description held", "MTU 9000", "speed 100full"],
        "before": f"default {PORT}",
    },
    "defaults": {"parents": PORT, "lines": ["switchport mode access", "switchport access vlan 1", "no shutdown"]},
    "defaults and no other lines": {
        "parents": "interface Ethernet10",
        "lines": ["description held", "switchport mode access", "no shutdown"],
        "match": "exact",
    },
    "numbers and no other lines": {
        "parents": "IP access-list PORTS",
        "lines": ["10 permit tcp any any eq 22", "20 deny ip 0.0.0.0/0 any"],
        "match": "exact",
        "replace": "block",
    },
    "numbers without places": {
        "parents": "ip access-list PORTS",
        "lines": ["permit tcp any any eq 22", "deny ip any any"],
        "match": "strict",
        "before": "no ip access-list PORTS",
    },
    "older words": {"lines": "ip domain-name held.example", "before": "no dns domain"},
    "mask": {
        "parents": "interface loopback9",
        "lines": "ip address 192.0.2.9 255.255.255.255",
        "before": "no interface Loopback9",
        "match": "exact",
    },
    "list of a text": {
        "content": "\n   ".join([HELD, *OTHER_WORDS]),
        "replace": "block",
    },
}
#: What entering cannot achieve: options, and what the sentence holds.
UNMET: dict[str, tuple[dict[str, Any], str]] = {
    "between": (
        {"parents": HELD, "lines": [LIST[0], LIST[2]], "match": "strict"},
        "match=strict: other lines stand ahead of them or between them: 20 permit tcp any any",
    ),
    "block": (
        {"parents": PORT, "lines": ["description held", "mtu 9000"], "match": "exact", "replace": "block"},
        "match=exact: the section has further lines: speed 100full",
    ),
    "beside defaults": (
        {
            "parents": PORT,
            "lines": ["description held", "switchport mode access", "no shutdown", "mtu 9000"],
            "match": "exact",
        },
        "match=exact: the section has further lines: speed 100full.",
    ),
    "range": (
        {"parents": "Interface ethernet9-10", "lines": ["description held"], "match": "exact"},
        "match=exact: the section has further lines: mtu 9000, speed 100full",
    ),
    "text": (
        {"content": f"{PORT}\n   description held\n", "match": "exact"},
        "match=exact: the section has further lines: mtu 9000, speed 100full",
    ),
}
#: The way out that those sentences name, and what it leaves.
ANEW = {"parents": HELD, "lines": [LIST[0], LIST[2]], "match": "strict", "before": f"no {HELD}"}


@pytest.fixture(scope="module")
def played(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lab, Run, str]]:
    specs = [SwitchSpec(name=name, config=CONFIG) for name in ("held", "anew")]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        before = lab["held"].running_config()
        held = [
            config(f"{name}{suffix}", options, check_mode=check)
            for name, options in {**SAME, **{name: options for name, (options, _said) in UNMET.items()}}.items()
            for suffix, check in ((" check", True), ("", False))
        ]
        anew = [config("check", ANEW, check_mode=True), config("run", ANEW), config("again", ANEW)]
        plays = [play(held, "held", **GO_ON), play(anew, "anew", **GO_ON)]
        yield lab, runner.playbook(plays, inventory(lab, DIRECT), "--diff"), before


@pytest.mark.parametrize("name", SAME)
def test_equivalent_lines_stay(played: tuple[Lab, Run, str], name: str) -> None:
    for suffix in (" check", ""):
        result = played[1].result("held", f"{name}{suffix}")
        assert (result.status, result["changed"]) == ("ok", False), result.msg


@pytest.mark.parametrize("name", UNMET)
def test_unreachable_target_is_reported(played: tuple[Lab, Run, str], name: str) -> None:
    for suffix in (" check", ""):
        result = played[1].result("held", f"{name}{suffix}")
        assert result.status == "ignored"
        assert UNMET[name][1] in result.msg
        assert "in before, the section is emptied first" in result.msg


def test_nothing_was_changed_by_them(played: tuple[Lab, Run, str]) -> None:
    assert played[0]["held"].running_config() == played[2]
    assert pending(played[0]["held"]) == []


def test_rebuilt_section_is_suggested(played: tuple[Lab, Run, str]) -> None:
    lab, run, _before = played
    assert [run.result("anew", name).status for name in ("check", "run", "again")] == ["changed", "changed", "ok"]
    assert (
        run.result("anew", "check")["diff"]["prepared"].splitlines()[2:]
        == (run.result("anew", "run")["diff"]["prepared"].splitlines()[2:])
    )
    assert f"{HELD}\n   {LIST[0]}\n   {LIST[2]}\n!" in lab["anew"].running_config()
