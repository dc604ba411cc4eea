# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a configuration lacks of another one, by `match` and `replace`, and comparing with the intended one."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config import compare as module
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config import order
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.compare import changes, compare, missing
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.merge import merge
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.order import OrderedEntry
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.tree import ConfigError, Section

RUNNING = """\
hostname leaf1
ip routing
interface Ethernet1
   !! uplink
   description to spine1
   mtu 9214
   no switchport
interface Ethernet2
   shutdown
banner motd
hello
EOF
router bgp 65001
   router-id 192.0.2.7
   vrf A
      rd 1:1
      route-target import evpn 1:1
"""


def lacking(candidate: str | Config, match: str = "line", replace: str = "line", running: str = RUNNING) -> list[str]:
    wanted = Config.parse(candidate) if isinstance(candidate, str) else candidate
    found = missing(wanted, Config.parse(running), match=match, replace=replace)
    return [command.cmd for command in found.commands()]


# --- match: line ---


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (RUNNING, []),
        ("", []),
        ("ip routing\nhostname leaf1", []),
        ("hostname leaf2", ["hostname leaf2"]),
        ("interface Ethernet1\n   no switchport\n   mtu 9214", []),
        ("interface Ethernet1\n   mtu 1500\n   no switchport", ["interface Ethernet1", "mtu 1500"]),
        ("router bgp 65001\n   vrf A\n      rd 1:2", ["router bgp 65001", "vrf A", "rd 1:2"]),
        ("interface Ethernet3\n   mtu 1500", ["interface Ethernet3", "mtu 1500"]),
        ("interface Ethernet2\nvlan 7", ["vlan 7"]),
        ("mtu 9214", ["mtu 9214"]),  # another section's line
        ("banner motd\nhello  \n\nEOF", []),
        ("banner motd\nbye\nEOF", ["banner motd"]),
        ("interface Ethernet1\n   !! uplink", []),
        ("interface Ethernet1\n   !! downlink\n   mtu 9214", ["interface Ethernet1", "comment"]),
        ("interface Ethernet1\n   mtu 9214\n   no shutdown", ["interface Ethernet1", "no shutdown"]),
        ("default interface Ethernet2", ["default interface Ethernet2"]),
    ],
)
def test_lines_match_within_their_section(candidate: str, expected: list[str]) -> None:
    assert lacking(candidate) == expected


def test_the_text_of_a_changed_command_is_sent() -> None:
    found = missing(Config.parse("banner motd\nbye\nEOF"), Config.parse(RUNNING))
    assert found.commands() == [Command("banner motd", "bye\nEOF")]


def test_missing_lines_leave_both_trees_as_they_were() -> None:
    wanted, running = Config.parse("vlan 7\n   name x\nip access-list A\n   permit ip any any"), Config.parse(RUNNING)
    copies = wanted.copy(), running.copy()
    missing(wanted, running).root.add("vlan 7").add("state active")
    assert (wanted, running) == copies


# --- A removal before what it removes ---

LISTS = "ip access-list A\n   10 permit ip any any\nroute-map M permit 10\n   set tag 1\nroute-map M permit 20\n"


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        pytest.param("no ip access-list A\nip access-list A\n   10 permit ip any any", [], id="nothing to replace"),
        pytest.param(
            "no ip access-list A\nip access-list A\n   10 deny ip any any",
            ["no ip access-list A", "ip access-list A", "10 deny ip any any"],
            id="replaced as a whole",
        ),
        pytest.param(
            "no route-map M\nroute-map M permit 10\n   set tag 1\nroute-map M permit 20", [], id="a group, the same"
        ),
        pytest.param(
            "no route-map M\nroute-map M permit 10\n   set tag 1",
            ["no route-map M", "route-map M permit 10", "set tag 1"],
            id="a group, smaller",
        ),
        pytest.param(
            "ip access-list A\n   10 permit ip any any\nno ip access-list A",
            ["no ip access-list A"],
            id="removed at last",
        ),
        pytest.param("no ip access-list B", ["no ip access-list B"], id="only the switch knows"),
    ],
)
@pytest.mark.parametrize("match", ["line", "exact", "strict"])
def test_a_removal_and_what_follows_it_go_together(candidate: str, expected: list[str], match: str) -> None:
    assert lacking(candidate, match=match, running=LISTS) == expected


def test_a_negation_that_the_switch_shows_is_there() -> None:
    running = "router bgp 1\n   no bgp default ipv4-unicast\n   bgp default ipv4-unicast transport ipv6\n"
    assert lacking(running, running=running) == []
    assert lacking(running, running="router bgp 1\n   router-id 1.1.1.1\n") == [
        *("router bgp 1", "no bgp default ipv4-unicast", "bgp default ipv4-unicast transport ipv6"),
    ]


# --- Order ---


def acl(*rules: str, header: str = "ip access-list A") -> str:
    return "\n   ".join([header, *rules])


@pytest.mark.parametrize(
    ("wanted", "running", "expected"),
    [
        pytest.param(["permit a", "permit b"], ["10 permit a", "20 permit b"], [], id="the switch's own numbers"),
        pytest.param(["permit a"], ["10 permit x", "20 permit a"], [], id="others do not count"),
        pytest.param(["permit a", "permit b"], ["10 permit a"], ["permit b"], id="added at the end"),
        pytest.param(
            ["permit a", "permit b", "permit c"],
            ["10 permit a", "20 permit c"],
            ["no 20", "permit b", "permit c"],
            id="added between",
        ),
        pytest.param(
            ["permit b", "permit a"], ["10 permit a", "20 permit b"], ["no 10", "permit a"], id="the other way round"
        ),
        pytest.param(["permit b", "permit a"], ["permit a", "permit b"], ["no permit a", "permit a"], id="no numbers"),
        pytest.param(["20 permit b", "10 permit a"], ["10 permit a", "20 permit b"], [], id="numbers are the order"),
        pytest.param(["10 permit b"], ["10 permit a"], ["no 10", "10 permit b"], id="a number that is taken"),
        pytest.param(["15 permit b"], ["10 permit a"], ["15 permit b"], id="a number that is free"),
        pytest.param(["counters per-entry", "permit a"], ["permit a", "counters per-entry"], [], id="no entry"),
    ],
)
@pytest.mark.parametrize(
    "header", ["ip access-list A", "ip access-list standard A", "ipv6 access-list A", "mac access-list A"]
)
def test_entries_of_access_lists_come_in_order(
    wanted: list[str], running: list[str], expected: list[str], header: str
) -> None:
    found = lacking(acl(*wanted, header=header), running=acl(*running, header=header))
    assert found == ([header, *expected] if expected else [])


@pytest.mark.parametrize(
    ("candidate", "running", "expected"),
    [
        pytest.param(
            "ip prefix-list P\n   seq 10 permit 10.0.0.0/8",
            "ip prefix-list P\n   seq 10 permit 10.0.0.0/9",
            ["ip prefix-list P", "no seq 10", "seq 10 permit 10.0.0.0/8"],
            id="prefix list",
        ),
        pytest.param(
            "ip prefix-list P seq 10 permit 10.0.0.0/8",
            "ip prefix-list P seq 10 permit 10.0.0.0/9\nip prefix-list Q seq 10 permit 10.0.0.0/7",
            ["no ip prefix-list P seq 10 permit 10.0.0.0/9", "ip prefix-list P seq 10 permit 10.0.0.0/8"],
            id="prefix list in one line",
        ),
        pytest.param(
            "ip as-path access-list X permit ^2$ any\nip as-path access-list X deny .* any",
            "ip as-path access-list X deny .* any\nip as-path access-list X permit ^2$ any",
            ["no ip as-path access-list X deny .* any", "ip as-path access-list X deny .* any"],
            id="as-path list",
        ),
        pytest.param(
            "route-map M deny 10\n   match tag 1",
            "route-map M permit 10\n   match tag 1\nroute-map L deny 10",
            ["no route-map M permit 10", "route-map M deny 10", "match tag 1"],
            id="route map",
        ),
        pytest.param(
            "route-map M permit 10\n   set tag 2\n   match tag 1",
            "route-map M permit 10\n   match tag 1\n   set tag 2",
            [],
            id="within a route map",
        ),
        pytest.param(
            "class-map type qos match-any C\n   match ip access-group A\n   match vlan 3",
            "class-map type qos match-any C\n   10 match vlan 3\n   20 match ip access-group A",
            ["class-map type qos match-any C", "no 10 match vlan 3", "match vlan 3"],
            id="class map",
        ),
        pytest.param(
            "policy-map P\n   class B\n      set cos 2\n   class A\n   class class-default",
            "policy-map P\n   class A\n      set dscp 1\n   class B\n      set cos 2\n   class class-default",
            ["policy-map P", "no class A", "class A", "set dscp 1"],
            id="policy map keeps what a class had",
        ),
    ],
)
def test_order_counts_in_other_lists_too(candidate: str, running: str, expected: list[str]) -> None:
    assert lacking(candidate, running=running) == expected


def test_entered_lines_give_the_wanted_order() -> None:
    wanted = Config.parse(acl("permit d", "permit a", "permit e", "permit c"))
    running = Config.parse(acl("permit a", "permit b", "permit c", "permit d"))
    after = running.copy()
    merge(after.root, missing(wanted, running).root)
    rules = list(after.section("ip access-list A").children)  # type: ignore[union-attr]
    assert [rule for rule in rules if rule != "permit b"] == ["permit d", "permit a", "permit e", "permit c"]
    assert not missing(wanted, after)


# --- strict, exact, none; block ---

PORT = ["interface Ethernet1"]


@pytest.mark.parametrize(
    ("lines", "match", "expected"),
    [
        (["description to spine1", "mtu 9214"], "strict", []),
        (["mtu 9214", "description to spine1"], "strict", ["mtu 9214", "description to spine1"]),
        (["description to spine1", "no switchport"], "strict", ["no switchport"]),
        (["description to spine1", "mtu 9214", "no switchport"], "exact", []),
        (["description to spine1", "mtu 9214"], "exact", ["description to spine1", "mtu 9214"]),
        (["mtu 9214"], "none", ["mtu 9214"]),
        (["mtu 9214"], "line", []),
    ],
)
def test_lines_below_parents_match_in_their_section(lines: list[str], match: str, expected: list[str]) -> None:
    assert lacking(Config.from_lines(lines, PORT), match) == ([*PORT, *expected] if expected else [])


@pytest.mark.parametrize(
    ("match", "lines", "expected"),
    [
        ("line", ["mtu 9214", "no lldp transmit"], ["mtu 9214", "no lldp transmit"]),
        ("line", ["no switchport", "mtu 9214"], []),
        ("strict", ["description to spine1", "no switchport"], ["description to spine1", "no switchport"]),
        ("exact", ["description to spine1", "mtu 9214", "no switchport"], []),
        ("none", ["mtu 9214"], ["mtu 9214"]),
    ],
)
def test_a_block_is_missing_as_a_whole(match: str, lines: list[str], expected: list[str]) -> None:
    assert lacking(Config.from_lines(lines, PORT), match, "block") == ([*PORT, *expected] if expected else [])


def test_a_block_below_two_headers() -> None:
    wanted = Config.from_lines(["rd 1:1", "route-target import evpn 1:1"], ["router bgp 65001", "vrf A"])
    assert lacking(wanted, "exact") == []
    wanted = Config.from_lines(["rd 1:1"], ["router bgp 65001", "vrf A"])
    assert lacking(wanted, "exact") == ["router bgp 65001", "vrf A", "rd 1:1"]
    assert lacking(wanted, "strict") == []
    same = Config.parse("router bgp 65001\n   vrf A\n      rd 1:1\n")
    found = missing(same, Config.parse(RUNNING), match="exact", path=["router bgp 65001", "vrf A"])
    assert [command.cmd for command in found.commands()] == ["router bgp 65001", "vrf A", "rd 1:1"]


def test_sections_of_a_fragment_are_blocks() -> None:
    candidate = "hostname leaf2\nip routing\ninterface Ethernet2\n   shutdown\ninterface Ethernet1\n   mtu 9214\n"
    assert lacking(candidate) == ["hostname leaf2"]
    assert lacking(candidate, "exact") == ["hostname leaf2", "interface Ethernet1", "mtu 9214"]
    assert lacking(candidate, "strict") == ["hostname leaf2", "interface Ethernet1", "mtu 9214"]
    block = "interface Ethernet1\n   mtu 9214\n   no lldp transmit\ninterface Ethernet2\n   shutdown\n"
    assert lacking(block, "line", "block") == ["interface Ethernet1", "mtu 9214", "no lldp transmit"]


def test_sections_that_are_not_there_are_missing_with_their_header() -> None:
    for match in module.MATCHES:
        assert lacking(Config.from_lines([], ["vlan 7"]), match) == ["vlan 7"]
        assert lacking(Config.from_lines(["name x"], ["vlan 7"]), match) == ["vlan 7", "name x"]
    assert lacking(Config.from_lines([], ["interface Ethernet2"])) == []


def test_other_matches_are_refused() -> None:
    with pytest.raises(ConfigError, match="match is 'fuzzy': it is one of line, strict, exact, none"):
        missing(Config(), Config(), match="fuzzy")
    with pytest.raises(ConfigError, match="replace is 'config': it is one of line, block"):
        missing(Config(), Config(), replace="config")


def test_commands_before_and_after_need_something_missing() -> None:
    before, after = [Command("no ip access-list A")], [Command("exit")]
    assert changes(Config(), before, after) == []
    found = Config.from_lines(["10 permit ip any any"], ["ip access-list A"])
    assert [command.cmd for command in changes(found, before, after)] == [
        *("no ip access-list A", "ip access-list A", "10 permit ip any any", "exit"),
    ]


# --- Comparing ---


def test_a_comparison_tells_what_is_missing_and_what_is_extra() -> None:
    intended = RUNNING.replace("mtu 9214", "mtu 1500").replace("ip routing\n", "").replace("hello", "bye")
    found = compare(Config.parse(RUNNING), Config.parse(intended + "vlan 7\n   name x\n"))
    assert found
    assert found.missing.text().replace("!\n", "") == (
        "interface Ethernet1\n   mtu 1500\nbanner motd\nbye\nEOF\nvlan 7\n   name x\n"
    )
    assert found.extra.text().replace("!\n", "") == (
        "ip routing\ninterface Ethernet1\n   mtu 9214\nbanner motd\nhello\nEOF\n"
    )
    assert not found.moved


def test_order_counts_in_a_comparison_only_where_it_counts_on_the_switch() -> None:
    running = Config.parse("hostname a\nip routing\n" + acl("10 permit a", "20 permit b", "30 permit c"))
    assert not compare(running, Config.parse(acl("permit a", "permit b", "permit c") + "\nip routing\nhostname a"))
    found = compare(running, Config.parse("hostname a\nip routing\n" + acl("permit b", "permit c", "permit a")))
    assert found.moved.text() == "ip access-list A\n   permit a\n"
    assert not found.missing
    assert not found.extra


def test_lines_to_ignore_do_not_count() -> None:
    running, intended = Config.parse(RUNNING), Config.parse(RUNNING.replace("mtu 9214", "mtu 1500"))
    assert compare(running, intended)
    assert not compare(running, intended, ["^mtu "])
    assert not compare(running, intended, ["interface Ethernet1"])
    assert not compare(running, Config.parse(RUNNING + "ntp server x (a)"), ["ntp server x (a)"])
    with pytest.raises(ConfigError, match=r"diff_ignore_lines\[1\]: '\(' is no regular expression"):
        compare(running, intended, ["a", "("])


def test_a_list_with_a_rule_twice_is_equal_to_itself() -> None:
    text = acl("permit a", "deny b", "permit a")
    assert not compare(Config.parse(text), Config.parse(text))
    assert not missing(Config.parse(text), Config.parse(text))


def test_entries_of_a_list_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def entries(section: Section) -> dict[str, list[OrderedEntry]]:
        read.append(section.line)
        return order.entries(section)

    monkeypatch.setattr(module, "entries", entries)
    same = "ip access-list B\n   10 permit x\n"
    running = Config.parse(acl("10 permit a", "20 permit b") + same)
    intended = Config.parse(acl("permit b", "permit a", "permit c") + same)
    assert compare(running, intended)
    assert sorted(read) == ["", "", "ip access-list A", "ip access-list A"]


def test_a_comparison_leaves_both_trees_as_they_were() -> None:
    running, intended = Config.parse(RUNNING), Config.parse(RUNNING.replace("mtu 9214", "mtu 1500"))
    before = running.text(), intended.text()
    found = compare(running, intended, ["^ip routing"])
    found.missing.root.add("vlan 1").add("name x")
    assert (running.text(), intended.text()) == before
