# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_server through ansible-playbook: each wish in check mode, once, and once more, on three generations of EOS.

The generations differ in where the lines stand; what a task says and returns is the same. A second play holds what is
refused before anything is entered.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import DIRECT, GO_ON, HTTPAPI, config, count_of, inventory, pending, play, requests_with, server

pytestmark = pytest.mark.slow

#: One of each generation, and one on which the lines stand in the older place though there is a newer one.
RELEASES = {"old": "4.20.1F", "mid": "4.33.2F", "new": "4.34.1F", "kept": "4.33.2F"}
SETTING = [
    *("vrf instance MGMT", "exit", "vrf instance OOB", "exit"),
    *("ip access-list INSIDE", "10 permit ip 127.0.0.0/8 any", "exit"),
    *("ipv6 access-list INSIDE6", "10 permit ipv6 any any", "exit"),
    *("management security", "ssl profile empty", "exit", "exit"),
]
KEPT = ["management api http-commands", "protocol https port 9002", "protocol http port 9001", "qos dscp 10"]
HTTP_COMMANDS, HTTP_SERVER = "management api http-commands", "management http-server"


@dataclass(frozen=True)
class Wish:
    """What is asked for; `lines` are those of the sections afterwards, whichever of them holds which."""

    options: dict[str, Any]
    lines: tuple[str, ...]
    predicted: str = ""


WISHES = {
    "settings": Wish(
        {
            "https": {"port": 9002},
            "http": {"enabled": False},
            "session_timeout": 30,
            "cors_origins": ["https://a.example", "https://b.example"],
            "dscp": 8,
            "default_services": False,
            "unix_socket": {},
            "endpoint": {"port": 9002},
        },
        (
            "protocol https port 9002",
            "protocol unix-socket",
            "session timeout 30",
            "no default-services",
            "cors allowed-origin https://a.example",
            "cors allowed-origin https://b.example",
            "qos dscp 8",
            "no shutdown",
        ),
    ),
    "VRFs with access groups": Wish(
        {
            "vrfs": [
                {"name": "default", "ip_access_group": "INSIDE"},
                {"name": "MGMT", "ipv6_access_group": "INSIDE6"},
                {"name": "OOB", "state": "disabled", "ip_access_group": "INSIDE"},
            ],
            "session_timeout": 1440,
        },
        (
            "protocol https port 9002",
            "protocol unix-socket",
            "no default-services",
            "cors allowed-origin https://a.example",
            "cors allowed-origin https://b.example",
            "qos dscp 8",
            "no shutdown",
            "vrf default",
            "ip access-group INSIDE",
            "no shutdown",
            "vrf MGMT",
            "ipv6 access-group INSIDE6",
            "no shutdown",
            "vrf OOB",
            "ip access-group INSIDE",
        ),
    ),
    "all of it": Wish(
        {
            "state": "replaced",
            "https": {"port": 9002},
            "http": {"port": 9001},
            "vrfs": [{"name": "default"}, {"name": "MGMT"}],
        },
        (
            *("protocol https port 9002", "protocol http port 9001", "no shutdown"),
            *("vrf MGMT", "no shutdown", "vrf default", "no shutdown"),
        ),
    ),
    "nothing but HTTPS": Wish(
        {"state": "replaced", "https": {"port": 9002}, "save": "changed"}, ("protocol https port 9002", "no shutdown")
    ),
}


def tasks_of(wishes: dict[str, Wish]) -> list[dict[str, Any]]:
    tasks = []
    for name, wish in wishes.items():
        tasks += [
            server(f"{name}: check", wish.options, check_mode=True),
            server(name, wish.options),
            server(f"{name}: again", wish.options),
        ]
    return tasks


def sections(text: str) -> dict[str, list[str]]:
    """The lines of the two sections in a configuration; a VRF that is shut down says so on some releases."""
    found: dict[str, list[str]] = {}
    for block in text.split("\n!\n"):
        header, *lines = [line.strip() for line in block.splitlines() if line.strip() not in ("!", "shutdown")]
        if header in (HTTP_COMMANDS, HTTP_SERVER):
            found[header] = lines
    return found


@dataclass(frozen=True)
class Played:
    """A finished run, and the configurations that the switches had then."""

    lab: Lab
    run: Run
    after: dict[str, str]

    def __call__(self, host: str, name: str) -> TaskResult:
        return self.run.result(host, name)


def configure(lab: Lab) -> None:
    for switch in lab:
        switch.run("configure", *SETTING, *(KEPT if switch.name == "kept" else []))


def perform(lab: Lab, runner: AnsibleRunner, tasks: list[dict[str, Any]], connection: str = DIRECT) -> Played:
    """Run the tasks on all switches."""
    configure(lab)
    run = runner.playbook([play(tasks, **GO_ON)], inventory(lab, connection), "--forks", "4", "--diff")
    return Played(lab, run, {switch.name: switch.running_config() for switch in lab})


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    specs = [SwitchSpec(name=name, eos=eos) for name, eos in RELEASES.items()]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        yield perform(lab, runner, tasks_of(WISHES))


EACH = pytest.mark.parametrize("host", RELEASES)
WISHED = pytest.mark.parametrize("name", WISHES)


# --- Each wish -------------------------------------------------------------------------------------------------------


@EACH
@WISHED
def test_desired_state_is_idempotent(played: Played, host: str, name: str) -> None:
    result = played(host, name)
    assert (result.status, result["confirmed"]) == ("changed", True), result.msg
    again = played(host, f"{name}: again")
    assert (again.status, again["changed"]) == ("ok", False), again.result
    assert not {"commands", "session", "diff"} & set(again.result)


@EACH
@WISHED
def test_check_mode_predicts_it_and_changes_nothing(played: Played, host: str, name: str) -> None:
    check, run = played(host, f"{name}: check"), played(host, name)
    assert check.status == "changed"
    assert check["commands"] == run["commands"]
    assert check["predicted"] == run["predicted"]
    assert check["endpoint"] == run["endpoint"]
    prepared = [re.sub(r"session:/\S+", "session:", each["diff"]["prepared"]) for each in (check, run)]
    assert prepared[0] == prepared[1] != ""
    committed = [count_of(played.lab[host], f"configure session {each['session']} commit") for each in (check, run)]
    assert committed == [0, 1]


@EACH
@WISHED
def test_the_diff_holds_the_lines(played: Played, host: str, name: str) -> None:
    """What a change adds by its diff is what it wants, and what it removes is not."""
    diff = played(host, name)["diff"]["prepared"].splitlines()[2:]
    added = [line[1:].strip() for line in diff if line.startswith("+")]
    assert added or name == "nothing but HTTPS"
    assert [line for line in added if line not in (*WISHES[name].lines, HTTP_SERVER, "!", "shutdown", "")] == []


@EACH
def test_the_configuration_in_the_end(played: Played, host: str) -> None:
    found = sections(played.after[host])
    lines = [line for section in found.values() for line in section]
    assert sorted(lines) == sorted(WISHES["nothing but HTTPS"].lines)
    newer = host in ("mid", "new")
    assert ("protocol https port 9002" in found.get(HTTP_SERVER, [])) == newer
    assert pending(played.lab[host]) == []


@EACH
@WISHED
def test_the_session_is_read_back_before_it_is_committed(played: Played, host: str, name: str) -> None:
    session = played(host, name)["session"]
    assert count_of(played.lab[host], f"show session-config named {session}") == 1
    entered = requests_with(played.lab[host], f"configure session {session}")
    assert len(entered) == 2  # the request of the commit enters the lines anew


@EACH
def test_the_status(played: Played, host: str) -> None:
    first, second = played(host, "settings")["status"], played(host, "all of it")["status"]
    assert first["https"] == {"configured": True, "running": True, "port": 9002}
    assert first["unix_socket"] == {"configured": True, "running": True}
    assert (first["http"]["running"], first["dscp"], first["ssl_profile"]) == (False, 8, None)
    assert first["cors_origins"] == ["https://a.example", "https://b.example"]
    address = played.lab[host].address
    assert {"interface": "Management1", "url": f"https://{address}:9002"} in first["urls"]
    assert {"interface": "Management1", "url": f"http://{address}:9001"} in second["urls"]
    assert set(second["vrfs"]) == {"MGMT", "default"}
    assert played(host, "settings")["endpoint"] == {
        "transport": "https",
        "host": address,
        "port": 9002,
        "url": f"https://{address}:9002",
    }


@EACH
def test_a_change_is_saved_once(played: Played, host: str) -> None:
    last = "nothing but HTTPS"
    names = ("settings", f"{last}: check", last, f"{last}: again")
    assert [played(host, name)["saved"] for name in names] == [False, False, True, False]
    assert count_of(played.lab[host], "write memory") == 1
    assert played.lab[host].switch.startup.text() == played.after[host]


@EACH
def test_each_generation_gets_its_lines_in_its_place(played: Played, host: str) -> None:
    commands = played(host, "settings")["commands"]
    places = {"old": [HTTP_COMMANDS], "kept": [HTTP_COMMANDS, HTTP_SERVER]}
    headers = [command for command in commands if command in (HTTP_COMMANDS, HTTP_SERVER)]
    assert headers == places.get(host, [HTTP_COMMANDS, HTTP_SERVER])
    place = HTTP_COMMANDS if host in ("old", "kept") else HTTP_SERVER
    below = commands[commands.index(place) : commands.index("exit", commands.index(place))]
    assert "qos dscp 8" in below
    if host == "kept":  # what was there already
        assert "protocol https port 9002" not in commands
        assert "no protocol http" in below


def test_the_other_connection(runner: AnsibleRunner, tmp_path: Path) -> None:
    """It goes on at the new port over netcommon's connection too."""
    wishes = {name: WISHES[name] for name in ("settings", "VRFs with access groups")}
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        played = perform(lab, runner, tasks_of(wishes), HTTPAPI)
        for name in wishes:
            assert played("leaf1", name)["confirmed"] is True
            assert played("leaf1", f"{name}: check")["commands"] == played("leaf1", name)["commands"]
            assert played("leaf1", f"{name}: again").status == "ok"
        assert [port for kind, _address, port in lab["leaf1"].sockets if kind == "https"] == [9002]
        lines = [line for section in sections(played.after["leaf1"]).values() for line in section]
        assert sorted(lines) == sorted(wishes["VRFs with access groups"].lines)


# --- What is refused before anything is entered ----------------------------------------------------------------------

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no such VRF": (
        {"vrfs": [{"name": "NOWHERE"}]},
        "vrfs[0]: the switch has no VRF NOWHERE: it has MGMT, OOB, default.",
    ),
    "no such access list": (
        {"vrfs": [{"name": "default", "ip_access_group": "NOBODY"}]},
        "vrfs[0].ip_access_group: the switch has no IPv4 access list NOBODY: it has INSIDE.",
    ),
    "one port for two": (
        {"http": {"port": 443}},
        "https and http would both use the port 443: each server needs one of its own.",
    ),
    "no such profile": ({"ssl_profile": "none"}, "ssl_profile: the switch has no SSL profile none: it has "),
    "an invalid profile": ({"ssl_profile": "empty"}, "ssl_profile: the SSL profile empty is invalid ("),
    "a port that is none": ({"https": {"port": 70000}}, "https.port is 70000: it is from 1 to 65535."),
    "a time that is none": ({"session_timeout": 2000}, "session_timeout is 2000: it is from 1 to 1440."),
    "a word that is none": ({"https": {"port": "https"}}, "https"),
    "two words": ({"ssl_profile": "a\nshutdown"}, "it is one word."),
    "a timer that is too short": ({"dscp": 1, "commit_timer": "2s"}, "the service needs time to restart"),
    "the endpoint goes": (
        {"https": {"enabled": False}, "http": {}},
        "the change would remove the endpoint in use, https://{address}:8443: the HTTPS server would be gone.",
    ),
    "its port goes who knows where": (
        {"https": {"port": 9009}},
        "the port 443, to which 8443 seems to be forwarded, would be gone. Nothing was applied. Set endpoint.port",
    ),
    "its VRF goes": (
        {"vrfs": [{"name": "MGMT"}]},
        "the API in the VRF default, since the VRF MGMT is enabled and default is not listed, would be gone. Nothing "
        "was applied. List default in vrfs as well, or set endpoint.host to an address in MGMT.",
    ),
    "the API goes": ({"state": "disabled"}, "the API as a whole would be gone."),
    "to another transport that is off": (
        {"dscp": 1, "endpoint": {"transport": "http"}},
        "endpoint.transport is http, and the change leaves that off on the switch.",
    ),
    "an endpoint without its CA": (
        {"dscp": 1, "endpoint": {"ca_path": "/nowhere/ca.pem"}},
        "ansible_eapi_ca_path names /nowhere/ca.pem, which does not exist.",
    ),
    "disabled and more": ({"state": "disabled", "dscp": 1}, "dscp does not go with state=disabled"),
    "no server": ({"https": {"enabled": False}}, "no server would be left"),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        yield perform(lab, runner, [server(name, options) for name, (options, _message) in REFUSED.items()])


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_with_a_sentence(refused: Played, name: str) -> None:
    result = refused("leaf1", name)
    assert result.status == "ignored"
    assert REFUSED[name][1].format(address=refused.lab["leaf1"].address) in result.msg


def test_no_line_was_entered_for_it(refused: Played) -> None:
    switch = refused.lab["leaf1"]
    assert not any("configure session" in str(request) for request in list(switch.received))
    assert sections(switch.running_config()) == {HTTP_COMMANDS: ["no shutdown"]}


def test_a_service_that_a_timer_may_take_back_is_not_as_wanted(runner: AnsibleRunner, tmp_path: Path) -> None:
    """As after a run that was killed between its commit and the confirmation."""
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        lines = (HTTP_SERVER, "qos dscp 8", "exit")
        lab["leaf1"].run("configure session killed", *lines, "commit timer 00:05:00")
        run = runner.playbook([play([server("Again", {"dscp": 8})], **GO_ON)], inventory(lab))
        result = run.result("leaf1", "Again")
        assert result.status == "ignored"
        assert "the commit timer of the session killed runs, and may take that back" in result.msg


def test_the_rule_of_the_default_vrf_counts_for_lines_entered_by_hand(runner: AnsibleRunner, tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        configure(lab)
        lines = {"parents": [HTTP_COMMANDS, "vrf MGMT"], "lines": "no shutdown"}
        run = runner.playbook([play([config("By hand", lines)], **GO_ON)], inventory(lab))
        assert "cut the controller off: the API in the VRF default would be gone" in run.result("leaf1", "By hand").msg
        assert sections(lab["leaf1"].running_config()) == {HTTP_COMMANDS: ["no shutdown"]}


def test_a_port_that_is_in_use_elsewhere(runner: AnsibleRunner, tmp_path: Path) -> None:
    """What only the switch knows: the server does not come up. The task says so in its words, and takes it back."""
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab, socket.socket() as taken:
        leaf: LabSwitch = lab["leaf1"]
        taken.bind((leaf.address, 0))
        taken.listen()
        port = taken.getsockname()[1]
        before = leaf.running_config()
        run = runner.playbook(
            [play([server("Busy", {"http": {"port": port}, "commit_timer": "9s"})], **GO_ON)], inventory(lab)
        )
        result = run.result("leaf1", "Busy")
        assert result.status == "ignored"
        assert "not met: the HTTP server is starting" in result.msg
        assert result.msg.endswith("The switch has undone it: the running configuration is as it was.")
        assert (result["changed"], result["rolled_back"]) == (False, True)
        assert leaf.running_config() == before
        # One begins the request of the commit, one takes the change back.
        assert count_of(leaf, f"configure session {result['session']} abort") == 2
