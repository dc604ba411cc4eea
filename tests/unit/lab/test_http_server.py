# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The two sections of the API's web server, in the generations of EOS."""

from __future__ import annotations

import pytest

from lab.eos.errors import InvalidCommand
from lab.eos.switch import Switch
from lab.eos.tree import Node
from lab.eos.views import ApiVrf
from support.lab_switches import build, configure, show, text

COMMANDS, SERVER = "management api http-commands", "management http-server"
OLD, BOTH, NEW = "4.22.1F", "4.33.2F", "4.34.0F"


def switch(eos: str = BOTH) -> Switch:
    return build(1, eos=eos)["leaf1"]


def section(switch: Switch, heading: str) -> list[str]:
    node = switch.running.root.get(*heading.split())
    return [line.strip() for line in (node or Node()).lines() if line.strip() != "!"]


def everything(switch: Switch, heading: str) -> dict[str, object]:
    """A section of ``show running-config all``."""
    found = show(switch, "show running-config all")["cmds"].get(heading)
    return found["cmds"] if found else {}


def test_older_releases_do_not_know_the_mode() -> None:
    leaf = switch(OLD)
    with pytest.raises(InvalidCommand, match=r"Invalid input \(at token 1: 'http-server'\)"):
        configure(leaf, SERVER)
    with pytest.raises(InvalidCommand, match=r"Invalid input \(at token 2: 'http-server'\)"):
        configure(leaf, f"no {SERVER}")
    with pytest.raises(InvalidCommand, match=r"Invalid input \(at token 2: 'http-server'\)"):
        show(leaf, "show management http-server")
    configure(leaf, COMMANDS, "protocol http port 8081")
    assert section(leaf, COMMANDS) == ["protocol http port 8081", "no shutdown"]


def test_lines_stay_where_they_are_entered_and_both_take_effect() -> None:
    leaf = switch()
    configure(
        leaf, COMMANDS, "protocol http", "qos dscp 10", SERVER, "protocol https port 9443", "protocol unix-socket"
    )
    assert section(leaf, COMMANDS) == ["protocol http", "qos dscp 10", "no shutdown"]
    assert section(leaf, SERVER) == ["protocol https port 9443", "protocol unix-socket"]
    api = leaf.view.api
    assert (api.http, api.https_port, api.unix_socket, api.dscp) == (True, 9443, True, 10)


def test_the_web_servers_own_section_wins() -> None:
    leaf = switch()
    for heading, number in ((COMMANDS, 1), (SERVER, 2)):
        lines = (f"protocol https port 944{number}", f"protocol https ssl profile P{number}", f"qos dscp {number}")
        configure(leaf, heading, *lines, f"cors allowed-origin https://{number}.example", f"log-level level{number}")
    api = leaf.view.api
    assert (api.https_port, api.ssl_profile, api.dscp, api.log_level) == (9442, "P2", 2, "level2")
    assert api.cors_origins == ("https://2.example",)
    configure(leaf, SERVER, "no protocol https ssl profile", f"no {SERVER}")
    assert (leaf.view.api.https_port, leaf.view.api.ssl_profile) == (9441, "P1")


def test_newer_releases_write_the_lines_in_one_section() -> None:
    leaf = switch(NEW)
    configure(leaf, COMMANDS, "protocol http port 8081", "protocol https ssl profile P", "session timeout 5", "vrf RED")
    assert section(leaf, COMMANDS) == ["session timeout 5", "no shutdown", "vrf RED"]
    assert section(leaf, SERVER) == ["protocol https ssl profile P", "protocol http port 8081"]
    assert (leaf.view.api.http_port, leaf.view.api.session_timeout) == (8081, 5)
    configure(leaf, COMMANDS, "no protocol http", "no protocol https ssl profile", "no protocol unix-socket")
    assert SERVER not in leaf.running.text()
    configure(leaf, COMMANDS, "no protocol https")
    assert section(leaf, SERVER) == ["no protocol https"]
    assert not leaf.view.api.https


def test_a_mode_is_left_as_it_was_entered() -> None:
    leaf = switch(NEW)
    configure(leaf, COMMANDS, "protocol http", "session timeout 7", "vrf RED", "no shutdown")
    assert leaf.view.api.vrf_settings == (ApiVrf("RED", enabled=True),)
    assert leaf.view.api.session_timeout == 7


@pytest.mark.parametrize("eos", [BOTH, NEW])
def test_lines_of_the_api_itself_are_none_of_the_web_servers(eos: str) -> None:
    for line in ("session timeout 5", "vrf RED", "shutdown"):
        with pytest.raises(InvalidCommand):
            configure(switch(eos), SERVER, line)


@pytest.mark.parametrize(("eos", "home"), [(OLD, COMMANDS), (BOTH, COMMANDS), (NEW, SERVER)])
def test_all_prints_the_defaults_in_one_section(eos: str, home: str) -> None:
    leaf = switch(eos)
    configure(leaf, COMMANDS, "vrf RED")
    other = SERVER if home == COMMANDS else COMMANDS
    defaults = {"protocol https", "no protocol http", "no protocol unix-socket", "default-services", "qos dscp 0"}
    assert set(everything(leaf, home)) >= defaults
    assert not set(everything(leaf, other)) & defaults
    assert set(everything(leaf, COMMANDS)) >= {"no shutdown", "session timeout 1440", "vrf RED"}
    assert everything(leaf, COMMANDS)["vrf RED"] == {"comments": [], "cmds": {"shutdown": None}}


def test_a_configuration_that_is_printed_can_be_entered() -> None:
    for eos in (BOTH, NEW):
        leaf, other = switch(eos), switch(eos)
        configure(leaf, COMMANDS, "protocol http port 8081", "vrf RED", "no shutdown", SERVER, "qos dscp 5")
        configure(other, *(line for line in leaf.running.text().splitlines() if line not in ("!", "end")))
        assert other.running.text() == leaf.running.text()


def test_errors_of_the_web_server() -> None:
    leaf = switch()
    configure(leaf, SERVER, "log-level debug", "content frame ancestor https://portal.example")
    for command in ("show management http-server", "show management api http-commands"):
        lines = text(leaf, command).splitlines()
        assert "Log Level:          debug" in lines
        assert "CSP Frame Ancestor: https://portal.example" in lines
