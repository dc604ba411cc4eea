# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What lets the controller in, and what a change would take away of it."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.lockout import Access, lost, takes_away

HOST = "192.0.2.1"
ACCESS = Access(HOST, "admin")
BEFORE = """\
username admin privilege 15 role network-admin secret sha512 $6$x
username administrator privilege 15 secret sha512 $6$x
!
vrf instance MGMT
!
interface Ethernet1
   shutdown
   ip address 192.0.2.11/24
!
interface Management1
   ip address 192.0.2.1/24
!
management api http-commands
   no shutdown
   !
   vrf MGMT
      no shutdown
   !
   vrf default
      no shutdown
!
end
"""
API = "the API ('management api http-commands', 'no shutdown', the protocol https)"
PORT = "the port of the API's protocol https"
DEFAULT = "the API in the VRF default"
ADDRESS = f"the address {HOST}"


def after(*changes: tuple[str, str]) -> str:
    """The configuration with replacements."""
    text = BEFORE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


MGMT = ("   ip address 192.0.2.1/24", "   vrf MGMT\n   ip address 192.0.2.1/24")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (BEFORE, []),
        (after(("commands\n   no shutdown", "commands\n   shutdown")), [API]),
        # What is on in a VRF is off without the global switch.
        (after(("commands\n   no shutdown", "commands")), [API]),
        (after(("commands\n", "commands\n   no protocol https\n")), [API]),
        (after(("commands\n", "commands\n   no protocol https\n   protocol http port 8080\n")), [API]),
        (after(("commands\n", "commands\n   no protocol https\n   protocol unix-socket\n")), [API]),
        (after(("commands\n", "commands\n   no protocol https\n   protocol https ssl profile x\n")), [API]),
        (after(("commands\n", "commands\n   protocol https port 9443\n")), [PORT]),
        (after(("   ip address 192.0.2.1/24\n", "")), [ADDRESS]),
        (after(("192.0.2.1/24", "192.0.2.2/24")), [ADDRESS]),
        (after(("192.0.2.1/24", "192.0.2.1/31")), []),
        (after(("Management1\n", "Management1\n   shutdown\n")), [ADDRESS]),
        (
            after(("192.0.2.11/24", "192.0.2.1/24"), ("Management1\n   ip address 192.0.2.1/24", "Management1")),
            [ADDRESS],
        ),
        (after(MGMT), []),
        (after(MGMT, ("      no shutdown", "      shutdown")), ["the API in the VRF MGMT"]),
        (after(("ip address 192.0.2.1/24", "vrf OOB\n   ip address 192.0.2.1/24")), ["the API in the VRF OOB"]),
        (after(("   vrf default\n      no shutdown\n", "   vrf default\n      shutdown\n")), [DEFAULT]),
        # The default VRF serves without being listed, but for no other one.
        (after(("   vrf default\n      no shutdown\n", "")), [DEFAULT]),
        (after(("   vrf MGMT\n      no shutdown\n   !\n   vrf default\n      no shutdown\n", "")), []),
        # Newer releases have the protocols in a section of their own.
        (after(("!\nend", "!\nmanagement http-server\n   no protocol https\n!\nend")), [API]),
        (after(("!\nend", "!\nmanagement http-server\n   protocol https port 9443\n!\nend")), [PORT]),
        (after(("username admin privilege 15 role network-admin secret sha512 $6$x\n", "")), ["the user 'admin'"]),
        (after(("role network-admin secret sha512 $6$x", "secret sha512 $6$y")), []),
        ("hostname x\nend\n", [API, ADDRESS, "the user 'admin'"]),
    ],
)
def test_lost_state(text: str, names: list[str]) -> None:
    assert lost(ACCESS, BEFORE, text) == names


@pytest.mark.parametrize("access", [Access("leaf1.example", "admin"), Access(HOST, "from-tacacs"), Access(HOST, None)])
def test_unseen_state_is_not_lost(access: Access) -> None:
    found = lost(access, BEFORE, "hostname x\nend\n")
    assert (ADDRESS in found) == (access.host == HOST)
    assert ("the user 'admin'" in found) == (access.user == "admin")
    assert not any("tacacs" in name for name in found)


def test_the_first_other_vrf_takes_the_api_from_the_default_one() -> None:
    before = after(("   vrf MGMT\n      no shutdown\n   !\n   vrf default\n      no shutdown\n", ""))
    assert lost(ACCESS, before, after(("   vrf default\n      no shutdown\n", ""))) == [DEFAULT]
    assert lost(ACCESS, before, BEFORE) == []


def test_the_api_is_no_way_in_over_ssh() -> None:
    assert lost(Access(HOST, "admin", "ssh"), BEFORE, after(("commands\n   no shutdown", "commands"))) == []


@pytest.mark.parametrize(
    ("vrf", "ssh", "names"),
    [
        ("default", "", []),
        ("default", "management ssh\n   shutdown\n", ["SSH in the VRF default"]),
        ("default", "management ssh\n   idle-timeout 10\n   vrf default\n      shutdown\n", ["SSH in the VRF default"]),
        ("MGMT", "", ["SSH in the VRF MGMT"]),
        ("MGMT", "management ssh\n   vrf MGMT\n      no shutdown\n", []),
        ("MGMT", "management ssh\n   shutdown\n   vrf MGMT\n      no shutdown\n", []),
    ],
)
def test_ssh_is_the_way_in_over_ssh(vrf: str, ssh: str, names: list[str]) -> None:
    text = after(*([MGMT] if vrf == "MGMT" else []), ("!\nend", f"!\n{ssh}!\nend"))
    found = lost(Access(HOST, "admin", "ssh"), BEFORE, text)
    assert [name.split(" (")[0] for name in found] == names
    assert lost(ACCESS, BEFORE, text) == []


def test_ipv6_and_secondary_addresses() -> None:
    text = "interface Management1\n   ip address 192.0.2.9/24 secondary\n   ipv6 address 2001:db8::1/64\n!\nend\n"
    assert lost(Access("2001:db8::1", None), text, "end\n") == ["the address 2001:db8::1"]
    assert lost(Access("192.0.2.9", None), text, "end\n") == ["the address 192.0.2.9"]
    assert lost(Access("192.0.2.", None), text, "end\n") == []


HEAD = "--- system:/running-config\n+++ session:/x-session-config\n@@ -1,2 +1,3 @@\n"


@pytest.mark.parametrize(
    ("lines", "risky"),
    [
        (" hostname x\n+vlan 10\n", False),
        (" hostname x\n-vlan 10\n", True),
        ("+   shutdown\n", True),
        ("+   no protocol https\n", True),
        ("+   vrf MGMT\n", True),
        (" shutdown\n+vlan 10\n", False),
        ("--- a line that begins with two dashes\n", True),
    ],
)
def test_which_changes_are_looked_at(lines: str, risky: bool) -> None:
    assert takes_away(HEAD + lines) == risky
