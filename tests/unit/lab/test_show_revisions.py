# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Which revision a show command answers in, and that every registered command answers at all."""

from __future__ import annotations

import json

import pytest

from lab.eos.registry import Context, Model, ShowCommand
from lab.eos.switch import Switch
from support.lab_switches import build, configure, show, text


@pytest.fixture(scope="module")
def leaf() -> Switch:
    switch = build()["leaf1"]
    configure(switch, "interface Ethernet1", "ipv6 enable")
    return switch


def _command(revision: int, **versions: int) -> ShowCommand:
    def model(ctx: Context) -> Model:
        return {"revision": ctx.revision}

    return ShowCommand(("show thing",), model, revision, {int(name[1:]): each for name, each in versions.items()})


@pytest.mark.parametrize(
    ("version", "explicit", "expected"),
    [
        (1, None, 1),
        (2, None, 3),
        (3, None, 4),
        (9, None, 4),
        ("latest", None, 5),
        (1, 2, 2),
        ("latest", 2, 2),
        (3, 1, 1),
        (1, 99, 5),
        ("latest", 99, 5),
    ],
)
def test_revisions_follow_the_specification(version: int | str, explicit: int | None, expected: int) -> None:
    assert _command(5, v2=3, v3=4).revision_for(version, explicit) == expected


def test_an_explicit_revision_wins_over_the_version_on_a_switch(leaf: Switch) -> None:
    assert "clusterMode" not in show(leaf, "show cvx", version=1)
    assert "clusterMode" in show(leaf, "show cvx", version="latest")
    assert "clusterMode" in show(leaf, "show cvx", version=1, revision=2)
    assert "clusterMode" not in show(leaf, "show cvx", version="latest", revision=1)
    assert show(leaf, "show cvx", revision=40) == show(leaf, "show cvx", revision=2)


@pytest.mark.parametrize(
    ("command", "newest", "added"),
    [
        ("show ip route vrf default", 4, "routeLeaked"),
        ("show ip route summary", 3, "protoModelStatus"),
        ("show ip interface", 2, "gratuitousArp"),
        ("show inventory", 2, "cardSlots"),
        ("show mlag", 2, "dualPrimaryDetectionState"),
        ("show management cvx", 3, "clusterStatus"),
        ("show extensions", 2, "extensionStoredDir"),
        ("dir flash:", 2, "urls"),
    ],
)
def test_the_newest_revision_has_what_the_first_lacks(leaf: Switch, command: str, newest: int, added: str) -> None:
    assert f'"{added}"' not in json.dumps(show(leaf, command, revision=1))
    assert f'"{added}"' in json.dumps(show(leaf, command, revision=newest))
    assert set(show(leaf, command, revision=newest + 1)) == set(show(leaf, command, version="latest"))


#: Commands that clients of other makers send, beside those that have tests of their own.
SENT_BY_CLIENTS = (
    "show bgp neighbors vrf all", "show boot-extensions", "show interfaces counters discards",
    "show interfaces counters errors", "show interfaces trunk", "show ip bgp neighbors vrf all",
    "show management ssh", "show management telnet", "show mlag config-sanity", "show reload cause",
    "show system coredump", "show users roles", "show version detail", "show vlan dynamic",
    "show vlan internal allocation policy", "show zerotouch", "show ipv6 neighbors",
)  # fmt: skip


@pytest.mark.parametrize("command", SENT_BY_CLIENTS)
def test_commands_of_clients_have_a_model_and_a_text_of_their_own(leaf: Switch, command: str) -> None:
    model = show(leaf, command, version="latest")
    assert json.loads(json.dumps(model)) == model
    assert model
    assert not text(leaf, command).startswith("{")
