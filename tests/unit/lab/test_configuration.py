# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The configuration: lines, sections, ``no`` and ``default``, text and JSON, sessions."""

from __future__ import annotations

from typing import Any

import pytest

from lab.eos.cli import load
from lab.eos.errors import CommandError, InvalidCommand
from lab.eos.switch import Switch, SwitchSpec
from lab.eos.tree import Config

Terminal = Any


def section(terminal: Terminal, heading: str) -> list[str]:
    """The lines below a top-level heading of the running configuration, with those of a mode that is still open."""
    for frame in terminal.cli.frames:
        if frame.group_change:
            frame.store()
    lines = terminal.switch.running.text().splitlines()
    at = lines.index(heading) + 1
    return lines[at : next(number for number in range(at, len(lines)) if not lines[number].startswith(" "))]


def test_a_configuration_prints_and_loads_as_it_was(configure: Terminal) -> None:
    configure.all(
        "vlan 30",
        "name third",
        "interface Ethernet2",
        "description a  b",
        "no switchport",
        "ip address 10.0.0.1/31",
        "ip address 10.0.1.1/24 secondary",
        "router bgp 65001",
        "router-id 1.1.1.1",
        "neighbor 10.0.0.0 remote-as 65000",
        "address-family ipv4",
        "neighbor 10.0.0.0 activate",
        "vrf instance red",
        "ip route vrf red 10.1.0.0/16 Null0",
        "management api http-commands",
        "no shutdown",
        "vrf red",
        "no shutdown",
    )
    configure.json("banner motd", "Hello\n   you\nEOF")
    text = configure.switch.running.text()
    again = Switch(SwitchSpec(name="sw1", ports=4))
    load(again, again.running, text)
    assert again.running.text() == text
    assert "banner motd\nHello\n   you\nEOF\n!" in text
    assert "no ip routing vrf red" in text


def test_sections_stand_in_the_order_of_eos(configure: Terminal) -> None:
    configure.all(
        "router bgp 1", "interface Vlan3", "interface Loopback0", "vlan 10,20", "vlan 9", "name nine", "hostname z"
    )
    lines = [line for line in configure.switch.running.text().splitlines() if not line.startswith((" ", "!"))]
    assert lines == [
        "hostname z",
        "vlan 9",
        "vlan 10,20",
        *(f"interface Ethernet{number}" for number in range(1, 5)),
        "interface Loopback0",
        "interface Management1",
        "interface Vlan3",
        "router bgp 1",
        "end",
    ]


def test_a_new_value_replaces_the_old_one_and_no_removes_it(configure: Terminal) -> None:
    configure.all("interface Ethernet1", "description one", "description two", "mtu 9000")
    assert section(configure, "interface Ethernet1") == ["   description two", "   mtu 9000"]
    configure.all("no description", "no mtu 9000")
    assert section(configure, "interface Ethernet1") == []


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        (["shutdown"], ["   shutdown"]),
        (["shutdown", "no shutdown"], []),
        (["shutdown", "default shutdown"], []),
        (["no switchport"], ["   no switchport"]),
        (["no switchport", "switchport"], []),
        (
            ["switchport trunk allowed vlan 1-10", "switchport trunk allowed vlan remove 5"],
            ["   switchport trunk allowed vlan 1-4,6-10"],
        ),
        (
            ["switchport trunk allowed vlan 7", "switchport trunk allowed vlan add 9,10"],
            ["   switchport trunk allowed vlan 7,9-10"],
        ),
        (["ip address 10.0.0.1 255.255.255.0"], ["   ip address 10.0.0.1/24"]),
        (["ip address 10.0.0.1/24", "ip address 10.0.1.1/24 secondary", "no ip address"], []),
        (["channel-group 5 mode active", "no channel-group"], []),
    ],
)
def test_lines_of_an_interface(configure: Terminal, lines: list[str], printed: list[str]) -> None:
    configure.all("interface Ethernet1", *lines)
    assert section(configure, "interface Ethernet1") == printed


def test_ranges_reach_every_interface(configure: Terminal) -> None:
    configure.all("interface Ethernet1-2,4", "description same")
    have = [name for name, entry in configure.switch.interfaces.items() if entry.description == "same"]
    assert have == ["Ethernet1", "Ethernet2", "Ethernet4"]


def test_a_missing_access_vlan_is_created_with_a_warning(configure: Terminal) -> None:
    configure.json("interface Ethernet1")
    warning = "Access VLAN does not exist. Creating vlan 3"
    assert configure.json("switchport access vlan 3") == {"warnings": [warning]}
    assert configure.json("switchport access vlan 3") == {}
    assert configure.switch.view.vlans[3].name == "VLAN0003"
    assert configure.text("switchport access vlan 4") == f"! {warning[:-1]}4\n"


def test_a_line_of_a_higher_mode_leaves_the_lower_one(configure: Terminal) -> None:
    configure.all(
        "router bgp 65000", "address-family ipv4", "router-id 9.9.9.9", "interface Ethernet1", "vlan 7", "name seven"
    )
    assert section(configure, "router bgp 65000") == ["   router-id 9.9.9.9", "   !", "   address-family ipv4"]
    assert configure.switch.view.vlans[7].name == "seven"
    with pytest.raises(InvalidCommand):
        configure.json("router-id 1.1.1.1")


def test_removing_sections(configure: Terminal) -> None:
    configure.all("interface Loopback1", "interface Ethernet1", "description x", "vrf instance red", "router bgp 7")
    configure.all("no interface Loopback1", "default interface Ethernet1", "no vrf instance red", "no router bgp 7")
    text = configure.switch.running.text()
    assert "Loopback1" not in text
    assert "red" not in text
    assert "router bgp" not in text
    assert section(configure, "interface Ethernet1") == []


def test_no_neighbor_removes_all_its_lines(configure: Terminal) -> None:
    configure.all(
        "router bgp 7",
        "neighbor 1.1.1.1 remote-as 8",
        "neighbor 1.1.1.1 description x",
        "neighbor 2.2.2.2 remote-as 9",
        "no neighbor 1.1.1.1",
    )
    assert section(configure, "router bgp 7") == ["   neighbor 2.2.2.2 remote-as 9"]


def test_peer_groups_hand_on_their_settings(configure: Terminal) -> None:
    configure.all(
        "router bgp 7",
        "neighbor SPINES peer group",
        "neighbor SPINES remote-as 65000",
        "neighbor 1.1.1.1 peer group SPINES",
        "neighbor 1.1.1.1 shutdown",
    )
    bgp = configure.switch.view.bgp
    assert bgp is not None
    assert list(bgp.neighbors) == ["1.1.1.1"]
    assert (bgp.neighbors["1.1.1.1"].remote_as, bgp.neighbors["1.1.1.1"].shutdown) == ("65000", True)


def test_static_routes_by_prefix_or_next_hop(configure: Terminal) -> None:
    configure.all("ip route 10.0.0.0/8 1.1.1.1", "ip route 10.0.0.0/8 2.2.2.2 200", "ip route 11.0.0.0/8 Null0")
    configure.json("no ip route 10.0.0.0/8 1.1.1.1")
    assert [(route.prefix, route.via, route.distance) for route in configure.switch.view.routes] == [
        ("10.0.0.0/8", "2.2.2.2", 200),
        ("11.0.0.0/8", "Null0", 1),
    ]
    configure.json("no ip route 10.0.0.0/8")
    assert [route.prefix for route in configure.switch.view.routes] == ["11.0.0.0/8"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("hostnme x", "Invalid input (at token 0: 'hostnme')"),
        ("host x", "Incomplete token (at token 0: 'host')"),
        ("hostname", "Incomplete command (at token 0: 'hostname')"),
        ("vlan 4095", "Invalid input (at token 1: '4095')"),
        ("no vlan 4095", "Invalid input (at token 2: '4095')"),
        ("no", "Incomplete command (at token 0: 'no')"),
        ("interface Foo1", "Invalid input (at token 1: 'Foo1')"),
        ("ip route 10.0.0.0/33 1.1.1.1", "Invalid input (at token 2: '10.0.0.0/33')"),
        ("router bgp 65001 extra", "Invalid input (at token 3: 'extra')"),
        ("banner motd", "Incomplete command (at token 1: 'motd')"),
    ],
)
def test_wrong_lines_change_nothing(configure: Terminal, line: str, error: str) -> None:
    before = configure.switch.running.text()
    with pytest.raises(InvalidCommand) as caught:
        configure.json(line)
    assert caught.value.errors == [error]
    assert configure.switch.running.text() == before


def test_vlans_without_settings_share_a_line(configure: Terminal) -> None:
    configure.all("vlan 10,12-14,20", "vlan 13", "name own", "vlan 30")
    text = configure.switch.running.text()
    assert "!\nvlan 10,12,14,20,30\n!\nvlan 13\n   name own\n!" in text
    assert configure.json("show running-config")["cmds"]["vlan 10,12,14,20,30"] == {"comments": [], "cmds": {}}
    assert sorted(configure.switch.view.vlans) == [1, 10, 12, 13, 14, 20, 30]


def test_entries_of_an_access_list_are_numbered(configure: Terminal) -> None:
    configure.all(
        "ip access-list api", "permit ip any any", "5 remark first", "deny ip host 1.1.1.1 any", "permit ip any any"
    )
    assert section(configure, "ip access-list api") == [
        "   5 remark first",
        "   10 permit ip any any",
        "   20 deny ip host 1.1.1.1 any",
    ]
    configure.all("ip access-list api", "no 10")
    assert section(configure, "ip access-list api") == ["   5 remark first", "   20 deny ip host 1.1.1.1 any"]


def test_a_second_bgp_is_refused(configure: Terminal) -> None:
    configure.json("router bgp 1")
    with pytest.raises(CommandError, match="already running with AS number 1"):
        configure.json("router bgp 2")


def test_a_port_the_hardware_lacks_is_a_warning(configure: Terminal) -> None:
    (warning,) = configure.json("interface Ethernet99")["warnings"]
    assert warning.startswith("Interface does not exist.")


def test_comments_stand_in_their_section(configure: Terminal) -> None:
    configure.json("interface Ethernet1")
    configure.json("!! cabled by hand")
    configure.json("comment", "one\ntwo\nEOF")
    assert section(configure, "interface Ethernet1") == ["   !! one", "   !! two"]
    model = configure.json("show running-config")["cmds"]["interface Ethernet1"]
    assert model == {"comments": ["one", "two"], "cmds": {}}


def test_the_json_form(configure: Terminal) -> None:
    configure.all("router bgp 7", "neighbor 1.1.1.1 remote-as 8", "vrf red", "rd 1:1")
    model = configure.json("show running-config")
    assert set(model) == {"header", "comments", "cmds"}
    assert model["header"] == ["! device: sw1 (vEOS-lab, EOS-4.33.2F)"]
    assert model["cmds"]["hostname sw1"] is None
    assert model["cmds"]["router bgp 7"] == {
        "comments": [],
        "cmds": {"neighbor 1.1.1.1 remote-as 8": None, "vrf red": {"comments": [], "cmds": {"rd 1:1": None}}},
    }


def test_all_shows_defaults(configure: Terminal) -> None:
    plain, everything = (configure.text(f"show running-config{option}") for option in ("", " all"))
    assert "no shutdown" not in plain
    assert "   no description\n   no shutdown\n" in everything
    assert "lldp timer 30" in everything


def test_sanitized_hides_secrets(configure: Terminal) -> None:
    configure.json("username bob privilege 15 secret 0 hunter2")
    assert "hunter2" not in configure.switch.running.text()
    assert "secret sha512 <removed>" in configure.text("show running-config sanitized")


@pytest.mark.parametrize(
    ("pipe", "kept"),
    [
        (r"section router\sbgp", "router bgp 7\n   router-id 1.1.1.1\n   neighbor 1.1.1.1 remote-as 8\n!\n"),
        ("section remote-as", "router bgp 7\n   neighbor 1.1.1.1 remote-as 8\n"),
        ("include ^hostname", "hostname sw1\n"),
        ("grep -i HOSTNAME", "hostname sw1\n"),
        ("begin router-id | exclude neighbor", "   router-id 1.1.1.1\n!\nend\n"),
        ("no-more | include sw1$", "hostname sw1\n"),
    ],
)
def test_pipes(configure: Terminal, pipe: str, kept: str) -> None:
    configure.all("router bgp 7", "router-id 1.1.1.1", "neighbor 1.1.1.1 remote-as 8")
    assert configure.text(f"show running-config | {pipe}") == kept


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("show running-config | bogus x", "Invalid input (at token 3: 'bogus')"),
        ("show running-config |", "Incomplete command (at token 2: '|')"),
        ("show running-config | include", "Incomplete command (at token 3: 'include')"),
        ("show running-config | include (", "Invalid regular expression: ("),
    ],
)
def test_wrong_pipes(configure: Terminal, command: str, error: str) -> None:
    with pytest.raises(CommandError) as caught:
        configure.text(command)
    assert caught.value.errors == [error]


class TestSessions:
    def test_edits_are_isolated_until_the_commit(self, terminal: Terminal) -> None:
        terminal.all("enable", "configure session one", "hostname new", "interface Ethernet1", "description x")
        assert terminal.switch.hostname == "sw1"
        assert "+hostname new" in terminal.text("show session-config diffs")
        terminal.json("commit")
        assert terminal.switch.hostname == "new"
        assert terminal.switch.interfaces["Ethernet1"].description == "x"
        assert terminal.json("show configuration sessions")["sessions"]["one"]["state"] == "committed"

    def test_the_diff_is_unified(self, terminal: Terminal) -> None:
        terminal.all("enable", "configure session one")
        assert terminal.text("show session-config diffs") == ""
        terminal.json("hostname new")
        assert terminal.text("show session-config diffs").splitlines()[:5] == [
            "--- system:/running-config",
            "+++ session:/one-session-config",
            "@@ -1,4 +1,4 @@",
            "-hostname sw1",
            "+hostname new",
        ]

    def test_abort_leaves_nothing(self, terminal: Terminal) -> None:
        terminal.all("enable", "configure session one", "hostname new", "abort")
        assert terminal.switch.hostname == "sw1"
        assert terminal.json("show configuration sessions")["sessions"] == {}

    def test_a_session_outlives_the_one_who_opened_it(self, terminal: Terminal) -> None:
        terminal.all("enable", "configure session one", "hostname new", "end")
        pending = terminal.json("show configuration sessions detail")["sessions"]["one"]
        assert (pending["state"], pending["instances"]) == ("pending", {})
        terminal.json("configure session one commit")
        assert terminal.switch.hostname == "new"

    def test_clean_config_keeps_the_ports_alone(self, terminal: Terminal) -> None:
        terminal.all("enable", "configure session one", "rollback clean-config", "hostname bare", "commit")
        assert terminal.switch.running.body()[:3] == ["hostname bare", "!", "interface Ethernet1"]

    def test_the_maximum_of_pending_sessions(self, terminal: Terminal) -> None:
        terminal.json("enable")
        for number in range(5):
            terminal.json(f"configure session s{number}")
            terminal.json("end")
        with pytest.raises(CommandError, match="Maximum number of pending sessions"):
            terminal.json("configure session more")
        terminal.all("no configure session s1", "configure session more")

    @pytest.mark.parametrize("command", ["configure session none commit", "show session-config named none"])
    def test_unknown_sessions(self, terminal: Terminal, command: str) -> None:
        terminal.json("enable")
        with pytest.raises(CommandError, match="none"):
            terminal.json(command)

    def test_commit_outside_of_a_session_is_no_command(self, configure: Terminal) -> None:
        with pytest.raises(InvalidCommand, match="token 0: 'commit'"):
            configure.json("commit")


def test_saving(configure: Terminal) -> None:
    configure.json("hostname saved")
    assert configure.text("show startup-config") == ""
    assert configure.json("write memory") == {"messages": ["Copy completed successfully."]}
    configure.all("copy startup-config flash:rollback-0", "hostname changed")
    assert "hostname saved" in configure.text("show startup-config")
    assert "+hostname changed" in configure.text("show running-config diffs")
    assert "hostname saved" in configure.switch.flash["rollback-0"]
    configure.json("reload now")
    assert configure.switch.hostname == "saved"


def test_replacing_is_all_or_nothing(configure: Terminal) -> None:
    before = configure.switch.running.text()
    configure.all("copy running-config flash:before", "hostname after", "vlan 5")
    configure.json("copy terminal: flash:wrong", "hostname wrong\nbogus line\n")
    with pytest.raises(CommandError, match="token 0: 'bogus'"):
        configure.json("configure replace flash:wrong")
    assert configure.switch.hostname == "after"
    configure.json("configure replace flash:before")
    assert configure.switch.running.text() == before
    with pytest.raises(CommandError, match="No such file"):
        configure.json("configure replace flash:none")


def test_a_view_is_built_once_for_each_change(configure: Terminal) -> None:
    first = configure.switch.view
    assert configure.switch.view is first
    configure.json("hostname other")
    assert configure.switch.view.hostname == "other"


def test_an_empty_configuration_prints_its_end() -> None:
    assert Config().text() == "end\n"
