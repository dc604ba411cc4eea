# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configurations: reading text and lists of lines, looking up, writing text and commands."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.tree import ConfigError

RUNNING = """\
! Command: show running-config
! device: leaf1 (vEOS-lab, EOS-4.32.1F)
!
hostname leaf1
!
banner motd
Property of  the lab.
   ! keep out
  EOF is not the end
EOF
!
interface Ethernet1
   !! uplink to spine1
   !! keep 9214
   mtu 9214
   no switchport
!
interface Ethernet2
!
ip access-list MGMT
   10 permit ip host 192.0.2.1 any
   20 deny ip any any
!
event-handler saver
   trigger on-startup-config
   action bash
      if true
      then
        date > /tmp/when
      fi

      EOF
   delay 5
!
router bgp 65001
   router-id 192.0.2.7
   neighbor 192.0.2.9 remote-as 65002
   !
   vrf RED
      rd 1:1
      !
      address-family ipv4
         neighbor 192.0.2.9 activate
   !
   vrf BLUE
      rd 1:2
!
router general
   control-functions
      code unit accept
         function accept() {
           return true;
         }
         EOF
!
management api http-commands
   protocol https certificate
-----BEGIN CERTIFICATE-----
MIIB
-----END CERTIFICATE-----
EOF
-----BEGIN PRIVATE KEY-----
MIIE
-----END PRIVATE KEY-----
EOF
   no shutdown
!
end
"""


def lines(config: Config) -> list[str]:
    return ["   " * depth + section.line for depth, section in config.walk()]


def without_separators(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() != "!"]


def sent(config: Config, leave: bool = False) -> list[t.Any]:
    return [command.to_wire() for command in config.commands(leave)]


# --- Text ---


def test_the_text_that_was_read_is_written_again() -> None:
    assert without_separators(Config.parse(RUNNING).text()) == without_separators(RUNNING)
    assert Config.parse(RUNNING).text().count("\n!\n") == RUNNING.count("\n!\n") - 2  # after the header, before the end


def test_written_configuration_reads_the_same() -> None:
    config = Config.parse(RUNNING)
    again = Config.parse(config.text(), whole=True)
    assert again == config
    assert again.header == ["! Command: show running-config", "! device: leaf1 (vEOS-lab, EOS-4.32.1F)"]
    assert again.text() == config.text()


def test_sections_are_found_by_their_path() -> None:
    config = Config.parse(RUNNING)
    vrf = config.section(["router bgp 65001", "vrf RED"])
    assert vrf is not None
    assert list(vrf.children) == ["rd 1:1", "address-family ipv4"]
    assert vrf.number == 39
    assert config.section("router bgp 65001").get("vrf BLUE") is not None  # type: ignore[union-attr]
    assert config.section(["router bgp 65001", "vrf GREEN", "rd 1:1"]) is None
    assert config.section([]) is config.root
    assert len(list(config.walk())) == 28


def test_text_of_multi_line_commands_is_kept_as_it_is() -> None:
    config = Config.parse(RUNNING)
    assert config.section("banner motd").input == "Property of  the lab.\n   ! keep out\n  EOF is not the end"  # type: ignore[union-attr]
    script = config.section(["event-handler saver", "action bash"])
    assert script is not None
    assert script.input == "if true\nthen\n  date > /tmp/when\nfi\n"
    code = config.section(["router general", "control-functions", "code unit accept"])
    assert code is not None
    assert code.input == "function accept() {\n  return true;\n}"
    certificate = config.section(["management api http-commands", "protocol https certificate"])
    assert certificate is not None
    assert certificate.input is not None
    assert certificate.input.split("\n")[2:5] == ["-----END CERTIFICATE-----", "EOF", "-----BEGIN PRIVATE KEY-----"]


def test_text_at_the_margin_or_indented_is_the_same() -> None:
    flush = "router general\n  control-functions\n    code\nfunction f() {\n}\nEOF\n"
    indented = "router general\n   control-functions\n      code\n         function f() {\n         }\n         EOF\n"
    assert Config.parse(flush) == Config.parse(indented)
    assert "\nfunction f() {\n}\nEOF\n" in Config.parse(flush).text()


def test_comments_belong_to_their_section() -> None:
    config = Config.parse("!! whole\nvlan 10\n   !! people\n   !!\n   name x\nvlan 20\n   comment\na\n!! b\nEOF\n")
    assert config.root.comments == ["whole"]
    assert config.section("vlan 10").comments == ["people", ""]  # type: ignore[union-attr]
    assert config.section("vlan 20").comments == ["a", "!! b"]  # type: ignore[union-attr]
    assert list(config.section("vlan 20").children) == []  # type: ignore[union-attr]


def test_any_indentation_that_is_the_same_within_a_section() -> None:
    config = Config.parse("router bgp 1\n vrf A\n      rd 1:1\r\n      !\n\n  \n !\n vrf B\n   rd 1:2\nip routing\n")
    assert lines(config) == ["router bgp 1", "   vrf A", "      rd 1:1", "   vrf B", "      rd 1:2", "ip routing"]


def test_a_section_may_be_continued_later() -> None:
    config = Config.parse("interface Ethernet1\n   mtu 9000\nip routing\ninterface Ethernet1\n    no shutdown\n")
    assert lines(config) == ["interface Ethernet1", "   mtu 9000", "   no shutdown", "ip routing"]
    config = Config.parse("vlan 10\nvlan 20\nvlan 10\n   name x\n")
    assert lines(config) == ["vlan 10", "   name x", "vlan 20"]
    config = Config.parse("vlan 10\nvlan 10\n   !! a\nvlan 10\nvlan 20\nvlan 10\n   !! b\n   name x\n")
    assert config == Config.parse("vlan 10\n   !! b\n   !! a\n   name x\nvlan 20\n")


def test_a_line_that_is_repeated_stays_repeated() -> None:
    text = "interface Ethernet1\nshutdown\ninterface Ethernet2\nshutdown\nshutdown\n"
    config = Config.parse(text)
    assert sent(config) == text.split("\n")[:-1]
    assert config.copy() == config
    assert Config.parse(config.text()) == config


def test_header_lines_stand_at_the_top_only() -> None:
    config = Config.parse("! device: x\nhostname a\n! mine\nend\n\n!\n")
    assert (config.header, config.ended) == (["! device: x"], True)
    assert config.text() == "! device: x\nhostname a\nend\n"


def test_empty_configuration() -> None:
    assert not Config.parse("\n!\n")
    assert Config.parse("").text() == ""
    assert Config.parse("").commands() == []


def test_text_of_an_unknown_command_is_known_in_what_a_switch_printed() -> None:
    body = "daemon x\n   script\n      a\n        b\n      c\n      EOF\n   no shutdown\n"
    config = Config.parse("! device: x\n" + body)
    assert sent(config)[1:] == [{"cmd": "script", "input": "a\n  b\nc\nEOF"}, "no shutdown"]
    assert config.text().endswith(body)
    with pytest.raises(ConfigError, match="line 6: 'EOF' ends nothing"):
        Config.parse(body)


# --- Bad text ---


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("   mtu 9000\n", "line 1: 'mtu 9000' is indented by 3, the lines below the top by 0"),
        ("vlan 10\n   name x\n  state active\n", "line 3: 'state active' is indented by 2, .* 'vlan 10' by 3"),
        ("a\n   b\n      c\n    d\n", "line 4: 'd' is indented by 4, the lines below 'b' by 6"),
        ("vlan 10\n\tname x\n", "line 2: there is a tab"),
        ("vlan 10\n   \tname x\n", "line 2: there is a tab"),
        ("hostname a\nbanner motd\nhello\n", "line 2: the text of 'banner motd' is not ended by a line 'EOF'[.]"),
        ("banner login\nhello\n   EOF\n", r"line 1: the text of 'banner login' .* \('EOF' of line 3 is indented\)"),
        (
            "management api http-commands\n   protocol https certificate\nCERT\nEOF\nKEY\n",
            "line 2: the text of 'protocol https certificate' is not ended",
        ),
        ("vlan 10\n   name x\nEOF\n", "line 3: 'EOF' ends nothing"),
        ("vlan 10\nend\nvlan 20\n", "line 3: 'vlan 20' stands after 'end'"),
        ("exit\n", "line 1: 'exit' ends no section"),
        ("interface Ethernet1\nmtu 9000\nexit\n", "line 3: 'exit' ends no section"),
        ("\n".join(" " * n + f"a{n}" for n in range(70)), "line 65: the line is nested deeper than 64 levels"),
    ],
)
def test_invalid_text_is_refused_naming_the_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        Config.parse(text)
    assert isinstance(caught.value, InputError)
    assert caught.value.place == message.split(":")[0]


def test_messages_do_not_show_secrets() -> None:
    with pytest.raises(ConfigError, match="secret <removed>") as caught:
        Config.parse("vlan 10\nend\nusername bob secret hunter2\n")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("!\n! Command: show running-config\nend\n", "is empty"),
        ("hostname a\ninterface Ethernet1\n   mtu 90", "line 3: the configuration ends here without 'end'"),
    ],
)
def test_a_whole_configuration_must_be_whole(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Config.parse(text, whole=True)


# --- Lists of lines ---


def test_lines_stand_below_their_parents() -> None:
    config = Config.from_lines(["mtu 9000", " no shutdown"[1:]], ["interface Ethernet1"])
    assert config.parents == ("interface Ethernet1",)
    assert config.text() == "interface Ethernet1\n   mtu 9000\n   no shutdown\n"
    assert Config.from_lines([], "vlan 10").text() == "vlan 10\n"
    assert Config.from_lines("hostname a").text() == "hostname a\n"


def test_lines_may_be_sections_themselves() -> None:
    config = Config.from_lines(
        ["vrf A", "   rd 1:1", "vrf B\n   rd 1:2\n", Command("vrf C"), Command("   rd 1:3")], ["router bgp 1"]
    )
    assert lines(config) == [
        "router bgp 1",
        *("   vrf A", "      rd 1:1"),
        *("   vrf B", "      rd 1:2"),
        *("   vrf C", "      rd 1:3"),
    ]


@pytest.mark.parametrize(
    "items",
    [
        [{"cmd": "banner motd", "input": "hello\n there"}],
        [{"cmd": " banner motd ", "input": "hello\n there\nEOF\n"}],
        [Command("banner motd", "hello\n there\nEOF")],
        ["banner motd", "hello", " there", "EOF"],
        ["banner motd\nhello\n there\nEOF\n"],
    ],
)
def test_multi_line_commands_may_be_given_in_each_way(items: list[t.Any]) -> None:
    assert sent(Config.from_lines(items)) == [{"cmd": "banner motd", "input": "hello\n there\nEOF"}]


def test_code_is_known_by_its_parents() -> None:
    config = Config.from_lines(["code unit a", "function f() {", "}", "EOF"], ["router general", "control-functions"])
    assert sent(config)[-1] == {"cmd": "code unit a", "input": "function f() {\n}\nEOF"}
    assert sent(Config.from_lines(["code unit a"])) == ["code unit a"]


def test_a_comment_is_given_as_a_command() -> None:
    config = Config.from_lines([{"cmd": "comment", "input": "one\ntwo"}], ["vlan 10"])
    assert config == Config.parse("vlan 10\n   !! one\n   !! two\n")


@pytest.mark.parametrize(
    ("items", "parents", "message"),
    [
        ([7], (), r"lines\[0\]"),
        (["a", {"command": "b"}], (), r"lines\[1\] has the unknown key 'command'"),
        ([{"cmd": "a", "revision": 2}], (), r"lines\[0\]: a configuration line has cmd and input only"),
        (["a", "   b", "  c"], (), r"lines\[2\]: 'c' is indented by 2"),
        (["a\n   b\n  c"], (), r"lines\[0\]: 'c' is indented by 2"),
        (["ip routing", "banner motd", "x"], (), r"lines\[1\]: the text of 'banner motd'"),
        (["end", {"cmd": "banner motd", "input": "x"}], (), r"lines\[1\]: 'banner motd' stands after 'end'"),
        (["a"], [""], r"parents\[0\]: a parent is one line"),
        (["a"], ["interface Ethernet1", "x\ny"], r"parents\[1\]: a parent is one line"),
        (["a"], 5, "parents is 5: it is a line or a list of lines"),
        (["a"], [f"x{n}" for n in range(64)], "parents has 64 levels"),
        ([" " * n + "a" for n in range(63)], ["x", "y"], r"lines\[62\]: the line is nested deeper"),
    ],
)
def test_invalid_lines_are_refused_naming_the_item(items: t.Any, parents: t.Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Config.from_lines(items, parents)


# --- Commands ---


def test_modes_are_left_only_where_the_next_line_might_be_misread() -> None:
    config = Config.parse(
        "interface Ethernet1\n   mtu 9000\ninterface Ethernet2\n   mtu 9000\nip routing\n"
        "management api http-commands\n   vrf A\n      no shutdown\n   vrf B\n      no shutdown\n   no shutdown\n"
        "router bgp 1\n   vrf A\n      address-family ipv4\n         x\n   vrf B\n      rd 1:1\nvlan 10\n"
    )
    assert sent(config) == [
        *("interface Ethernet1", "mtu 9000", "interface Ethernet2", "mtu 9000", "exit", "ip routing"),
        *(
            "management api http-commands",
            "vrf A",
            "no shutdown",
            "exit",
            "vrf B",
            "no shutdown",
            "exit",
            "no shutdown",
            "exit",
        ),
        *("router bgp 1", "vrf A", "address-family ipv4", "x", "exit", "exit", "vrf B", "rd 1:1", "exit", "exit"),
        "vlan 10",
    ]


def test_all_modes_are_left_when_told_to() -> None:
    config = Config.from_lines(["rd 1:1"], ["router bgp 1", "vrf A"])
    assert sent(config) == ["router bgp 1", "vrf A", "rd 1:1"]
    assert sent(config, leave=True) == ["router bgp 1", "vrf A", "rd 1:1", "exit", "exit"]


def test_comments_and_text_are_sent_as_input() -> None:
    config = Config.parse("banner motd\nEOF\nvlan 10\n   !! a\n   !! b\n   name x\nvlan 20\n   !! c\nhostname d\n")
    assert sent(config) == [
        {"cmd": "banner motd", "input": "EOF"},
        *("vlan 10", {"cmd": "comment", "input": "a\nb\nEOF"}, "name x"),
        *("vlan 20", {"cmd": "comment", "input": "c\nEOF"}, "exit"),
        "hostname d",
    ]


def test_exit_in_the_text_is_kept() -> None:
    text = "router general\n   vrf RED\n      exit\n   router-id ipv4 1.1.1.1\n   exit\n!\nhostname a\n"
    config = Config.parse(text)
    assert sent(config) == [
        *("router general", "vrf RED", "exit", "router-id ipv4 1.1.1.1", "exit"),
        "hostname a",
    ]
    assert config.text() == text
    assert config == Config.parse("router general\n   vrf RED\n   router-id ipv4 1.1.1.1\nhostname a\n")


def test_exit_below_its_section_ends_it() -> None:
    config = Config.parse("router bgp 1\n   vrf A\n      rd 1:1\n   exit\n   router-id 1.1.1.1\nexit\nvlan 10\n")
    assert sent(config) == ["router bgp 1", "vrf A", "rd 1:1", "exit", "router-id 1.1.1.1", "exit", "vlan 10"]
    with pytest.raises(ConfigError, match="line 3: 'exit' ends no section"):
        Config.parse("router bgp 1\n   rd 1:1\n   exit\n   router-id 1.1.1.1\n")


def test_reprs_show_no_secrets() -> None:
    config = Config.parse("username bob secret hunter2\n")
    assert repr(config) == "Config(1 top-level lines)"
    assert "hunter2" not in repr(config.section("username bob secret hunter2"))


def test_equality_minds_text_and_order() -> None:
    assert Config.parse("a\nb\n") != Config.parse("b\na\n")
    assert Config.parse("banner motd\nx\nEOF\n") != Config.parse("banner motd\ny\nEOF\n")
    assert Config.parse("vlan 1\n   !! x\n") != Config.parse("vlan 1\n")
    assert Config.parse("a") != "a"
    copy = (config := Config.parse(RUNNING)).copy()
    copy.root.add("hostname x")
    assert copy != config


def test_certificate_and_key_of_an_old_release_are_read() -> None:
    text = (
        "hostname a\n!\nmanagement api http-commands\n   ssl certificate\n-----BEGIN CERTIFICATE-----\nMIIB\n"
        "-----END CERTIFICATE-----\nEOF\n   ssl key\n-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n"
        "EOF\n   no shutdown\n"
    )
    config = Config.parse(text)
    section = config.section("management api http-commands")
    assert section is not None
    assert list(section.children) == ["ssl certificate", "ssl key", "no shutdown"]
    assert section.children["ssl key"].input == "-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----"
    assert Config.parse(config.text()) == config
