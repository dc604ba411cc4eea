# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The API service in its two sections: what a configuration says, and the lines that lead from it to what is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.kinds import ApiServer, VrfService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.settings import (
    DEFAULTS,
    ApiService,
    commands,
    read,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config

COMMANDS, SERVER = "management api http-commands", "management http-server"


def config(commands: str = "", server: str | None = None) -> Config:
    """A configuration with these lines in the sections; without a newer section if `server` is None."""
    lines = ["hostname leaf1", "!", COMMANDS, *(f"   {line}" for line in commands.splitlines())]
    if server is not None:
        lines += ["!", SERVER, *(f"   {line}" for line in server.splitlines())]
    return Config.parse("\n".join([*lines, "!", "end", ""]))


def lines(present: Config, wanted: ApiService, newer: bool = True) -> list[str]:
    return [command.cmd for command in commands(present, wanted, lambda: newer)]


def never() -> bool:
    raise AssertionError("the switch need not be asked")


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_nothing_configured() -> None:
    assert read(Config.parse("hostname leaf1\nend\n")) == DEFAULTS
    assert read(config("no protocol http\nshutdown")) == DEFAULTS


WHOLE = """\
no shutdown
protocol https port 9443
protocol https ssl profile eapi
protocol http
protocol http localhost port 8090
protocol unix-socket
session timeout 60
no default-services
cors allowed-origin https://a.example
cors allowed-origin https://b.example
qos dscp 46
log-level debug
vrf MGMT
   ip access-group V4 in
   ipv6 access-group V6
   no shutdown
vrf OLD
   shutdown"""
SERVICE = ApiService(
    enabled=True,
    https=ApiServer(True, 9443),
    http=ApiServer(True, 80),
    local_http=ApiServer(True, 8090),
    unix_socket=True,
    ssl_profile="eapi",
    vrfs={"MGMT": VrfService(True, "V4", "V6"), "OLD": VrfService()},
    session_timeout=60,
    cors_origins=frozenset({"https://a.example", "https://b.example"}),
    dscp=46,
    default_services=False,
)
#: What stands in `management api http-commands` on every release.
STAYS = ("no shutdown", "session timeout", "vrf ", "   ")
MOVABLE = "\n".join(line for line in WHOLE.splitlines() if not line.startswith(STAYS))
FIXED = "\n".join(line for line in WHOLE.splitlines() if line.startswith(STAYS))


@pytest.mark.parametrize("present", [config(WHOLE), config(WHOLE, ""), config(FIXED, MOVABLE)])
def test_all_that_can_be_configured(present: Config) -> None:
    assert read(present) == SERVICE


def test_newer_section_wins() -> None:
    older = "protocol https port 9001\nprotocol http\nqos dscp 10\ncors allowed-origin https://old.example"
    newer = "protocol https port 9002\nno protocol http\ncors allowed-origin https://new.example"
    found = read(config(older, newer))
    assert (found.https.port, found.http.enabled, found.dscp) == (9002, False, 10)
    assert found.cors_origins == {"https://new.example"}


def test_a_server_that_is_off_has_the_default_port() -> None:
    assert read(config("no protocol https\nno protocol http localhost port 8090")).https == ApiServer(False, 443)


@pytest.mark.parametrize(
    ("vrfs", "serving"),
    [
        ({}, ("default",)),
        ({"MGMT": VrfService(True)}, ("MGMT",)),
        ({"MGMT": VrfService(False, "V4")}, ("default",)),
        ({"b": VrfService(True), "default": VrfService(True), "a": VrfService(True)}, ("a", "b", "default")),
        ({"default": VrfService()}, ()),
    ],
)
def test_the_vrfs_that_serve(vrfs: dict[str, VrfService], serving: tuple[str, ...]) -> None:
    assert ApiService(enabled=True, vrfs=vrfs).serving == serving
    assert ApiService(enabled=False, vrfs=vrfs).serving == ()


def test_a_section_that_holds_nothing_means_nothing() -> None:
    assert ApiService(vrfs={"x": VrfService()}).same_as(ApiService())
    assert not ApiService(vrfs={"x": VrfService(True)}).same_as(ApiService())
    assert not ApiService(vrfs={"x": VrfService(False, "V4")}).same_as(ApiService())


# --- Writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("present", [config(WHOLE), config(FIXED, MOVABLE)])
def test_no_lines_when_in_target_state(present: Config) -> None:
    assert commands(present, SERVICE, never) == []


def test_a_line_goes_where_the_switch_has_it() -> None:
    """Nowhere yet: the newer section, where the switch has one. Somewhere: there."""
    wanted = ApiService(enabled=True, https=ApiServer(True, 9443))
    assert lines(config("no shutdown"), wanted) == [SERVER, "protocol https port 9443", "exit"]
    assert lines(config("no shutdown"), wanted, newer=False) == [COMMANDS, "protocol https port 9443", "exit"]
    for old in ("protocol https port 9001", "no protocol https"):
        assert lines(config(f"no shutdown\n{old}"), wanted) == [COMMANDS, "protocol https port 9443", "exit"]
        assert lines(config("no shutdown", old), wanted) == [SERVER, "protocol https port 9443", "exit"]


def test_a_section_that_is_there_is_not_asked_for() -> None:
    wanted = ApiService(enabled=True, dscp=8)
    assert [each.cmd for each in commands(config("no shutdown", "log-level debug"), wanted, never)] == [
        SERVER,
        "qos dscp 8",
        "exit",
    ]


def test_lines_in_the_older_section() -> None:
    wanted = ApiService(enabled=True, session_timeout=30, vrfs={"MGMT": VrfService(True, "V4", "V6")})
    assert [each.cmd for each in commands(config(), wanted, never)] == [
        COMMANDS,
        "session timeout 30",
        "no shutdown",
        "vrf MGMT",
        "ip access-group V4",
        "ipv6 access-group V6",
        "no shutdown",
        "exit",
        "exit",
    ]


def test_everything_back_to_its_default() -> None:
    assert lines(config(WHOLE), DEFAULTS, newer=False) == [
        COMMANDS,
        "protocol https",
        "no protocol https ssl profile",
        "no protocol http",
        "no protocol http localhost",
        "no protocol unix-socket",
        "no session timeout",
        "default-services",
        "no qos dscp",
        "shutdown",
        "no cors allowed-origin https://a.example",
        "no cors allowed-origin https://b.example",
        "no vrf MGMT",
        "no vrf OLD",
        "exit",
    ]


def test_a_server_is_turned_off_and_on() -> None:
    off = replace(read(config("no shutdown")), https=ApiServer(False, 443), http=ApiServer(True, 8000))
    assert lines(config("no shutdown"), off) == [SERVER, "no protocol https", "protocol http port 8000", "exit"]
    on = ApiService(enabled=True)
    assert lines(config("no shutdown", "no protocol https"), on) == [SERVER, "protocol https", "exit"]


@pytest.mark.parametrize("wanted", [9003, 443])
def test_no_section_contradicts_the_other_one_after_a_change(wanted: int) -> None:
    present = config("no shutdown\nprotocol https port 9001", "protocol https port 9002")
    last = "protocol https" if wanted == 443 else "protocol https port 9003"
    service = ApiService(enabled=True, https=ApiServer(True, wanted))
    assert lines(present, service) == [COMMANDS, "protocol https", "exit", SERVER, last, "exit"]


def test_origins_stand_in_one_section() -> None:
    present = config("no shutdown\ncors allowed-origin https://old.example", "cors allowed-origin https://a.example")
    service = ApiService(enabled=True, cors_origins=frozenset({"https://b.example"}))
    assert lines(present, service) == [
        COMMANDS,
        "no cors allowed-origin https://old.example",
        "exit",
        SERVER,
        "no cors allowed-origin https://a.example",
        "cors allowed-origin https://b.example",
        "exit",
    ]
    assert lines(config("no shutdown"), service, newer=False) == [
        COMMANDS,
        "cors allowed-origin https://b.example",
        "exit",
    ]


def test_a_vrf_changes_only_in_what_differs() -> None:
    present = config("no shutdown\nvrf A\n   no shutdown\n   ip access-group X\nvrf B\n   no shutdown")
    vrfs = {"A": VrfService(True, "", "Y"), "B": VrfService(False), "C": VrfService(False, "X")}
    assert lines(present, ApiService(enabled=True, vrfs=vrfs)) == [
        COMMANDS,
        *("vrf A", "no ip access-group X", "ipv6 access-group Y", "exit"),
        *("vrf B", "shutdown", "exit"),
        *("vrf C", "ip access-group X", "shutdown", "exit"),
        "exit",
    ]
