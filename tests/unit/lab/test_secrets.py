# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Secrets of the lab: stored as EOS stores them, in force while a timer runs, and needed at both ends."""

from __future__ import annotations

from typing import Any

import pytest

from lab import LabSwitch
from lab.eos.ciphers import decrypted, encrypted, is_password, obscured, sha512_crypt
from lab.eos.errors import CommandError
from lab.eos.show.bgp_state import sessions
from lab.eos.switch import Switch
from support.lab_switches import build, configure, show

Terminal = Any
Client = Any
#: crypt(3) of "Hello world!" with the salt "saltstring".
KNOWN = "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"


def test_hashes_and_type_7() -> None:
    assert sha512_crypt("Hello world!", "saltstring") == KNOWN
    assert [is_password(word, KNOWN) for word in ("Hello world!", "Hello world")] == [True, False]
    assert decrypted(encrypted("key", "owner"), "owner") == b"key"
    assert len({obscured("key") for _try in range(200)}) > 1


@pytest.mark.parametrize(
    "line",
    [
        "username u secret 0 word",
        "ntp authentication-key 1 md5 0 word",
        "ntp authentication-key 2 sha1 word",
        "tacacs-server key 0 word",
        "radius-server host 192.0.2.9 key 0 word",
        "radius-server host 192.0.2.9 auth-port 1812 key word",
        "tacacs-server key word",
    ],
)
def test_nothing_is_stored_in_the_clear(terminal: Terminal, line: str) -> None:
    terminal.all("enable", "configure", line)
    stored = terminal.text("show running-config section " + line.split()[0])
    assert "word" not in stored.replace("password", "")
    assert " 7 " in stored or " sha512 $6$" in stored


def test_the_shortest_password(terminal: Terminal) -> None:
    terminal.all("enable", "configure", "username u secret 0 first", "management security", "password minimum length 9")
    before = terminal.switch.running.root.value("username", "u")
    terminal.all("exit")
    with pytest.raises(CommandError, match="at least 9 characters"):
        terminal.all("username u secret 0 short")
    assert terminal.switch.running.root.value("username", "u") == before
    terminal.all("username u secret 0 long-enough")


def test_a_password_while_a_timer_runs(client: Client, leaf: LabSwitch) -> None:
    """The new one is in force at once, and the old one after the end; a cookie session outlives both changes."""
    before = leaf.running_config()
    words = ("operator-lab", "another-word")

    def accepted() -> list[bool]:
        return [leaf.switch.accounts.authenticate("operator", word) is not None for word in words]

    user = leaf.switch.accounts.authenticate("operator", "operator-lab")
    assert user is not None
    cookie, _expires = leaf.switch.cookies.create(user, 60)
    line = "username operator secret 0 another-word"
    client.rpc("enable", "configure session one", line, "commit timer 00:05:00")
    assert accepted() == [False, True]
    client.rpc("enable", "configure session one abort")
    assert accepted() == [True, False]
    assert leaf.running_config() == before
    assert leaf.switch.cookies.user(cookie) is not None


@pytest.fixture
def network() -> dict[str, Switch]:
    return build()


def test_a_bgp_session_needs_one_password(network: dict[str, Switch]) -> None:
    leaf = network["leaf1"]
    (first, *_others) = sessions(leaf)
    assert first.up
    assert first.peer is not None
    asn = f"router bgp {first.local_asn}"
    configure(leaf, asn, f"neighbor {first.neighbor.address} password 0 word")
    assert not sessions(leaf)[0].up
    (back,) = [each for each in sessions(first.peer) if each.neighbor.address == first.local_address]
    configure(first.peer, f"router bgp {back.local_asn}", f"neighbor {first.local_address} password word")
    assert sessions(leaf)[0].up


@pytest.mark.parametrize(
    "lines",
    [
        ("ip ospf authentication", "ip ospf authentication-key word"),
        ("ip ospf authentication message-digest", "ip ospf message-digest-key 3 sha512 0 word"),
    ],
)
def test_an_ospf_adjacency_needs_one_key(network: dict[str, Switch], lines: tuple[str, ...]) -> None:
    leaf, spine = network["leaf1"], network["spine1"]
    for switch in (leaf, spine):
        configure(switch, "router ospf 1", "network 0.0.0.0/0 area 0")

    def full() -> list[str]:
        instances = show(leaf, "show ip ospf neighbor")["vrfs"]["default"]["instList"].values()
        return [entry["interfaceName"] for instance in instances for entry in instance["ospfNeighborEntries"]]

    (port,) = full()
    configure(leaf, f"interface {port}", *lines)
    assert full() == []
    configure(spine, f"interface {leaf.links[port].neighbor_port}", *lines)
    assert full() == [port]
