# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What EOS does at the edges of its grammar, and what it prints: words, characters, pipes, defaults, sections."""

from __future__ import annotations

from typing import Any

import pytest

from lab import Lab
from lab.eos.cli import Cli, Line, load
from lab.eos.errors import CommandError, InvalidCommand
from lab.eos.show import load as load_show_commands
from lab.eos.switch import Switch, SwitchSpec, User

from .conftest import Client, Terminal


def at(eos: str, *lines: str, complete: bool = False) -> Terminal:
    """A terminal of a release, in privileged mode, after some commands."""
    load_show_commands()
    switch = Switch(SwitchSpec(name="sw1", ports=4, eos=eos))
    load(switch, switch.running, "hostname sw1")
    terminal = Terminal(switch, User("admin", 15))
    terminal.cli = Cli(switch, terminal.user, complete=complete)
    terminal.all("enable", *lines)
    return terminal


def config(terminal: Terminal, section: str = "") -> str:
    """The running configuration, or the sections of it that match."""
    return str(terminal.text(f"show running-config{f' section {section}' if section else ''}"))


# --- Words ---


def test_words_are_known_in_capitals(client: Client) -> None:
    lines = ("ENABLE", "CONFIGURE", "INTERFACE Ethernet1", "DESCRIPTION Ab", "NO DESCRIPTION", "EXIT", "END")
    reply = client.rpc(*lines, "SHOW hostname")
    assert reply["result"][-1]["hostname"] == "leaf1"


def test_abbreviations_need_a_terminal(client: Client) -> None:
    assert client.rpc("sh hostname")["error"]["code"] == 1002
    assert client.rpc("sh hostname", autoComplete=True)["result"][0]["hostname"] == "leaf1"
    terminal = at("4.33.2F", "conf", "int et1", "desc x", "no desc", "ex", "sh hostname", complete=True)
    assert [frame.mode.name for frame in terminal.cli.frames] == ["config"]


def test_an_ambiguous_word_is_not_looked_up_in_the_mode_above() -> None:
    terminal = at("4.33.2F", "configure", "interface Ethernet1", complete=True)
    with pytest.raises(InvalidCommand, match="Ambiguous command"):
        terminal.json("s")
    with pytest.raises(InvalidCommand, match="Ambiguous command"):
        terminal.json("v 10")


@pytest.mark.parametrize("text", ["description a\0b", "description a\rb", "description a\nb", "description a\ud800b"])
def test_characters_that_nobody_can_type_are_refused(client: Client, text: str) -> None:
    reply = client.rpc("enable", "configure", "interface Ethernet1", text)
    assert reply["error"]["code"] == 1002
    assert client.switch.switch.interfaces["Ethernet1"].description == ""


def test_texts_are_checked_as_well(configure: Terminal) -> None:
    with pytest.raises(InvalidCommand):
        configure.json("banner motd", "a\0b\nEOF")
    configure.json("banner motd", "Grüße\tein\nEOF")
    assert "Grüße\tein\nEOF" in config(configure)


def test_a_command_that_is_not_known_is_refused_in_every_mode(configure: Terminal) -> None:
    for mode in ("interface Ethernet1", "router bgp 1", "vlan 10", "ip access-list A", "route-map M permit 10"):
        configure.json(mode)
        before = configure.switch.running.text()
        with pytest.raises(InvalidCommand):
            configure.json("frobnicate 1")
        assert configure.switch.running.text() == before


def test_privilege_1(lab: Lab, client: Client) -> None:
    client.auth = f"{lab.operator}:{lab.operator_password}"
    for command in ("show running-config", "configure", "show users accounts"):
        error = client.rpc(command)["error"]
        assert (error["code"], error["data"]) == (1002, [{"errors": ["Invalid input (privileged mode required)"]}])


# --- Pipes and programs ---


def test_pipes_into_files(terminal: Terminal) -> None:
    terminal.json("enable")
    assert terminal.text("show hostname | redirect flash:out") == ""
    terminal.text("show hostname | append flash:out")
    shown = terminal.text("show hostname | tee flash:copy")
    assert shown.startswith("Hostname: sw1\n")
    assert terminal.text("more flash:copy") == shown
    assert terminal.text("more flash:out") == shown * 2
    with pytest.raises(CommandError, match="Invalid argument"):
        terminal.text("show hostname | redirect tftp:out")


def test_a_file_takes_no_output_of_an_unprivileged_user(terminal: Terminal) -> None:
    with pytest.raises(InvalidCommand, match="privileged mode required"):
        terminal.text("show hostname | redirect flash:out")
    assert "out" not in terminal.switch.flash


def test_section_takes_later_pipes_as_its_expression(configure: Terminal) -> None:
    assert configure.text("show running-config | section hostname | no-more") == ""
    assert configure.text("show running-config | section hostname|banner") == "hostname sw1\n!\n"
    assert configure.text("show running-config | include hostname | no-more") == "hostname sw1\n"


def test_head_and_tail(configure: Terminal) -> None:
    assert configure.text("show running-config | tail 1") == "end\n"
    assert configure.text("show running-config | head -n 1") == "! Command: show running-config\n"
    assert configure.text("show hostname | tail -5") == configure.text("show hostname")


def test_traceroute(terminal: Terminal) -> None:
    assert terminal.text("traceroute vrf default 127.0.0.1").splitlines()[1].startswith(" 1  127.0.0.1 (127.0.0.1)")
    unreached = terminal.json("traceroute 192.0.2.9")["messages"][0].splitlines()
    assert unreached[0] == "traceroute to 192.0.2.9 (192.0.2.9), 30 hops max, 60 byte packets"
    assert unreached[-1] == "30  * * *"


# --- Sections and lines ---


def test_exit_lines_of_running_config(configure: Terminal) -> None:
    general = """router general
   vrf A
      leak routes source-vrf B subscribe-policy C
      exit
   !
   control-functions
      code unit u
function f() { return true; }
EOF
   exit
!
"""
    support = """management tech-support
   policy show tech-support
      exclude command show x
   exit
!
"""
    configure.all("router general", "vrf A", "leak routes source-vrf B subscribe-policy C", "exit")
    configure.json("control-functions")
    configure.json("code unit u", "function f() { return true; }\nEOF")
    configure.all("exit", "exit", "management tech-support", "policy show tech-support", "exclude command show x")
    text = config(configure)
    assert general in text
    assert support in text
    again = at("4.33.2F")
    load(again.switch, again.switch.running, text)
    assert again.switch.running.text() == configure.switch.running.text()


def test_prefixes_of_access_lists_have_their_short_form(configure: Terminal) -> None:
    configure.all("ip access-list A", "permit ip 0.0.0.0/0 10.0.0.1/32", "20 permit tcp 10.1.2.3/8 any eq 22", "end")
    assert config(configure, "access-list A") == (
        "ip access-list A\n   10 permit ip any host 10.0.0.1\n   20 permit tcp 10.0.0.0/8 any eq ssh\n!\n"
    )
    configure.all(
        "configure", "ip access-list A", "no permit ip 0.0.0.0/0 10.0.0.1/32", "remark 0.0.0.0/0 is any", "end"
    )
    assert "permit ip any" not in config(configure, "access-list A")
    assert "remark 0.0.0.0/0 is any" in config(configure, "access-list A")
    configure.all("configure", "ip prefix-list P", "seq 10 permit 0.0.0.0/0 le 32", "end")
    assert "seq 10 permit 0.0.0.0/0 le 32" in config(configure, "prefix-list P")


def test_an_ospf_process_keeps_its_vrf(configure: Terminal) -> None:
    configure.all("router ospf 5 vrf X", "network 10.0.0.0/8 area 5", "exit")
    assert "router ospf 5 vrf X\n   network 10.0.0.0/8 area 0.0.0.5\n" in config(configure)
    for other in ("router ospf 5", "router ospf 5 vrf Y"):
        with pytest.raises(CommandError, match="OSPF instance 5 is in VRF X"):
            configure.json(other)
    configure.json("no router ospf 5")
    assert "router ospf" not in config(configure)


def test_a_sub_interface_goes(configure: Terminal) -> None:
    configure.all("interface Ethernet2.1", "no interface Ethernet2.1")
    assert "Ethernet2.1" not in config(configure)


@pytest.mark.parametrize("rd", ["foo", "1:2:3", "10.0.0.1:70000", "4294967296:1", "65000"])
def test_an_invalid_route_distinguisher(configure: Terminal, rd: str) -> None:
    configure.all("router bgp 1", "vrf X")
    with pytest.raises(InvalidCommand):
        configure.json(f"rd {rd}")


def test_defaults_under_all(configure: Terminal) -> None:
    configure.json("router ospf 1")
    everything = configure.text("show running-config all").splitlines()
    for line in (
        "no banner login",
        "no banner motd",
        "no sflow run",
        "sflow sample 1048576",
        "mlag configuration",
        "   reload-delay mlag 300",
        "   maximum-paths 128",
        "   log-adjacency-changes",
    ):
        assert line in everything
    configure.json("banner motd", "hello\nEOF")
    assert "no banner motd" not in configure.text("show running-config all")
    assert "no banner" not in config(configure)


SECRETS = """username x privilege 15 role network-admin secret 5 SECRET1
aaa root secret sha512 SECRET1
enable password 5 SECRET1
snmp-server community SECRET1 ro
snmp-server host 10.0.0.1 version 2c SECRET1
tacacs-server host 10.0.0.1 vrf MGMT key 7 SECRET1
radius-server host 10.0.0.1 key 7 SECRET1
ntp authentication-key 1 md5 7 SECRET1
neighbor 10.0.0.1 password 7 SECRET1
ip ospf authentication-key 7 SECRET1
ip ospf message-digest-key 1 sha512 8a SECRET1
isis authentication key 7 SECRET1
snmp-server user u g v3 localized 00 auth sha SECRET1 priv aes SECRET1
secret one 7 SECRET1 receive-lifetime infinite
exec /usr/bin/TerminAttr -cvauth=key,SECRET1 -disableaaa
passphrase 7 SECRET1"""


def test_sanitized_takes_every_secret() -> None:
    from lab.eos.show.running_config import sanitized

    text = sanitized(SECRETS)
    assert "SECRET1" not in text
    assert text.count("<removed>") == SECRETS.count("SECRET1")
    for whole in ("secret 5 <removed>", "key 7 <removed>", "community <removed> ro", "auth=key,<removed> -dis"):
        assert whole in text
    for public in ("neighbor x password shared-secret profile P algorithm A", "secret hash md5", "key-exchange x"):
        assert sanitized(public) == public


def test_sanitized_has_no_defaults_and_is_there_for_sessions(configure: Terminal) -> None:
    configure.all("snmp-server community hidden ro", "end")
    assert "shutdown" not in configure.text("show running-config sanitized")
    configure.json("configure session s")
    text = configure.text("show session-config sanitized")
    assert text.startswith("! Command: show session-config sanitized\n")
    assert "snmp-server community <removed> ro" in text
    configure.json("end")
    assert "hidden" not in configure.text("show session-config named s sanitized")


# --- Shows ---


def test_show_ip(configure: Terminal) -> None:
    configure.all("ip routing", "ipv6 unicast-routing", "interface Vlan10", "vrrp 3 ipv4 10.0.0.1", "end")
    assert configure.json("show ip") == {
        "v4RoutingEnabled": True,
        "v6RoutingEnabled": True,
        "v6IntfForwarding": False,
        "multicastRouting": {"ipMulticastEnabled": False, "ip6MulticastEnabled": False},
        "v6EcmpInfo": {"v6EcmpRouteSupport": True},
        "vrrpIntfs": 1,
    }


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("send-community", {"standard", "extended", "large"}),
        ("send-community extended large", {"extended", "large"}),
        ("description none", set()),
    ],
)
def test_communities_sent_to_a_neighbor(configure: Terminal, line: str, kinds: set[str]) -> None:
    configure.all("router bgp 1", "neighbor 10.0.0.1 remote-as 2", f"neighbor 10.0.0.1 {line}", "end")
    peer: dict[str, Any] = configure.json("show bgp neighbors")["vrfs"]["default"]["peerList"][0]
    assert {kind for kind, sent in peer["advertisedCommunities"].items() if sent} == kinds


@pytest.mark.parametrize(
    ("eos", "name", "shown", "errors"),
    [
        ("4.33.2F", "ARISTA_DEFAULT_PROFILE", False, []),
        ("4.35.4M", "ARISTA_DEFAULT_SELF_SIGNED_PROFILE", True, ["hostnameMismatch"]),
    ],
)
def test_the_built_in_ssl_profile(eos: str, name: str, shown: bool, errors: list[str]) -> None:
    terminal = at(eos)
    profile = terminal.json("show management security ssl profile")["profileStatus"][name]
    assert profile["profileState"] == "valid"
    assert [error["errorType"] for error in profile["profileError"]] == errors
    assert ("sslProfile" in terminal.json("show management api http-commands")) is shown


def test_the_certificate_of_newer_switches_names_no_host() -> None:
    from lab.pki import make_nameless

    certificate = make_nameless("ARISTA_DEFAULT_SELF_SIGNED_PROFILE").certificate
    assert [extension.oid._name for extension in certificate.extensions] == ["subjectKeyIdentifier"]
    assert (certificate.not_valid_before_utc.year, certificate.not_valid_after_utc.year) == (1970, 9999)


def test_the_lock_is_not_known_to_old_releases() -> None:
    old = at("4.20.1F")
    for command in ("configure lock", "configure lock transaction t", "configure unlock force"):
        with pytest.raises(InvalidCommand):
            old.json(command)
    newer = at("4.25.4M", "configure lock")
    assert newer.switch.lock is not None


def test_lines_of_a_program_at_a_terminal(terminal: Terminal) -> None:
    terminal.cli = Cli(terminal.switch, terminal.user, terminal=True)
    terminal.json("enable")
    assert terminal.cli.run(Line("bash echo hi"), text=True) == "hi\n"


@pytest.mark.parametrize(
    ("section", "lines"),
    [
        ("interface Ethernet8", ["switchport mode access", "switchport access vlan 1", "switchport", "no shutdown"]),
        ("interface Ethernet8", ["switchport trunk native vlan 1", "no description"]),
        ("vlan 77", ["state active", "name VLAN0077"]),
        ("router ospf 7", ["maximum-paths 128", "log-adjacency-changes"]),
    ],
)
def test_lines_at_their_default_are_taken_and_not_shown(configure: Terminal, section: str, lines: list[str]) -> None:
    configure.all(section, "end")
    before = configure.switch.running.text()
    configure.all("configure", section, *lines, "end")
    assert configure.switch.running.text() == before


def test_a_default_takes_the_place_of_another_value(configure: Terminal) -> None:
    configure.all("interface Ethernet8", "switchport mode trunk", "switchport mode access", "mtu 9000", "end")
    assert "interface Ethernet8\n   mtu 9000\n!\n" in configure.switch.running.text()


def test_lines_of_older_releases_are_written_in_newer_words(configure: Terminal) -> None:
    configure.all("router bgp 65001", "neighbor 192.0.2.1 peer-group G", "neighbor G peer group", "exit")
    configure.all("ip domain-name old.example", "dns domain new.example", "snmp-server community reads", "end")
    text = configure.switch.running.text()
    assert "   neighbor 192.0.2.1 peer group G\n" in text
    assert "peer-group" not in text
    assert [line for line in text.splitlines() if "domain" in line] == ["dns domain new.example"]
    assert "snmp-server community reads ro\n" in text
    configure.all(
        "configure", "router bgp 65001", "no neighbor 192.0.2.1 peer-group", "exit", "no ip domain-name", "end"
    )
    assert "192.0.2.1 peer group" not in configure.switch.running.text()
    assert "domain" not in configure.switch.running.text()
