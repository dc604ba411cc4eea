# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_server changes the very endpoint that it uses: it goes on where that moves, or everything is as it was.

All scenarios run side by side, each on a switch of its own, and a second task shows where the play goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lab import pki
from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import DIRECT, GO_ON, HTTPAPI, commands, count_of, host_of, inventory, pending, play, server

pytestmark = pytest.mark.slow

API = "management api http-commands"
#: Every switch has a VRF with an address, an access list that lets nobody in, and two SSL profiles: one whose CA is
#: another one, and one whose certificate is not for servers.
SETTING = (
    *("vrf instance MGMT", "exit", "ip access-list NOBODY", "10 deny ip any any", "exit"),
    *("management security", "ssl profile PRIVATE", "certificate private.crt key private.key", "exit"),
    *("ssl profile CLIENTS", "certificate clients.crt key clients.key", "exit", "exit"),
)
PRIVATE_CA = pki.make("private", authority=True)
CLIENTS = pki.make("clients", PRIVATE_CA)
LEAVES = "the API leaves the VRF default, because the VRF MGMT is enabled and default is not listed"
RETURNS = "the API is in the VRF default again, because no other VRF is enabled"
NOBODY = {"ansible_user": None, "ansible_password": None}
#: As short as it may be, for what the switch has to undo by itself.
SOON = {"commit_timer": "8s"}


@dataclass(frozen=True)
class Place:
    """The addresses and ports of a scenario's switch, as its texts name them."""

    switch: LabSwitch
    ca: Path

    def fill(self, value: Any) -> Any:
        """A value with its words in angle brackets replaced."""
        if isinstance(value, dict):
            return {name: self.fill(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        words: dict[str, Any] = {
            "<host>": self.switch.address,
            "<mgmt>": self.switch.spare_addresses[0],
            "<socket>": self.switch.unix_socket,
            "<ssh>": self.switch.ssh_port,
            "<ca>": str(self.ca),
        }
        if not isinstance(value, str):
            return value
        if value in words:
            return words[value]
        for word, text in words.items():
            value = value.replace(word, str(text))
        return value


@dataclass(frozen=True)
class Scenario:
    """What is asked for; `lines` stand in the API's section before, `host` are the variables of the way in, and
    `fault` meets the commit or the confirmation."""

    options: dict[str, Any]
    lines: tuple[str, ...] = ()
    host: dict[str, Any] = field(default_factory=dict)
    spec: dict[str, Any] = field(default_factory=dict)
    fault: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    predicted: tuple[str, ...] = ()
    reason: str = ""


SSH: dict[str, Any] = {"ansible_eapi_transport": "ssh", "ansible_port": "<ssh>"}
UNIX: dict[str, Any] = {"ansible_eapi_transport": "unix", "ansible_eapi_socket_path": "<socket>"}
LOCAL: dict[str, Any] = {"ansible_eapi_transport": "http", "ansible_port": 8080, **NOBODY}

#: The API goes on at `url`, and so does the play.
MOVES = {
    "port": Scenario(
        {"https": {"port": 9002}}, ("protocol https port 9001",), {"ansible_port": 9001}, url="https://<host>:9002"
    ),
    # Replies that are lost: the switch is asked what became of the change, wherever it answers by then.
    "lost": Scenario(
        {"https": {"port": 9002}},
        ("protocol https port 9001",),
        {"ansible_port": 9001},
        fault={"name": "drop-after-applying", "match": "commit timer"},
        url="https://<host>:9002",
    ),
    "unheard": Scenario(
        {"https": {"port": 9002}},
        ("protocol https port 9001",),
        {"ansible_port": 9001},
        fault={"name": "drop-after-applying", "match": "commit$"},
        url="https://<host>:9002",
    ),
    "forwarded": Scenario({"https": {"port": 9002}, "endpoint": {"port": 9002}}, url="https://<host>:9002"),
    "vrf": Scenario(
        {"vrfs": [{"name": "MGMT"}], "endpoint": {"host": "<mgmt>"}}, url="https://<mgmt>:8443", predicted=(LEAVES,)
    ),
    "back": Scenario(
        {"vrfs": [{"name": "MGMT", "state": "absent"}], "endpoint": {"host": "<host>"}},
        ("vrf MGMT", "no shutdown"),
        {"ansible_host": "<mgmt>"},
        url="https://<host>:8443",
        predicted=(RETURNS,),
    ),
    "both": Scenario({"vrfs": [{"name": "MGMT"}, {"name": "default"}]}, url="https://<host>:8443"),
    "tohttps": Scenario(
        {"http": {"enabled": False}, "endpoint": {"port": 8443}},
        ("protocol http",),
        {"ansible_eapi_transport": "http", "ansible_port": 8000},
        url="https://<host>:8443",
    ),
    "tohttp": Scenario(
        {"https": {"enabled": False}, "http": {"port": 9003}, "endpoint": {"transport": "http"}},
        url="http://<host>:9003",
    ),
    "local": Scenario({"local_http": {"port": 8091}}, ("protocol http localhost",), LOCAL, url="http://<host>:8091"),
    "unix": Scenario({"dscp": 8}, host=UNIX, spec={"unix_socket": True}, url="the unix socket"),
    "ca": Scenario({"ssl_profile": "PRIVATE", "endpoint": {"ca_path": "<ca>"}}, url="https://<host>:8443"),
    "slow": Scenario({"dscp": 8}, spec={"restart_seconds": 5.0}, url="https://<host>:8443"),
    "bare": Scenario(
        {"endpoint": {"transport": "https", "port": 8443}}, host=SSH, spec={"api": False}, url="https://<host>:8443"
    ),
    "ssh": Scenario({"dscp": 8}, host=SSH, url="ssh://<host>:<ssh>"),
    "tossh": Scenario(
        {"state": "disabled", "endpoint": {"transport": "ssh", "port": "<ssh>"}}, url="ssh://<host>:<ssh>"
    ),
    "off": Scenario({"state": "disabled"}, host=SSH, url="ssh://<host>:<ssh>"),
}
#: The API does not come up as wanted, or not where it should, and everything is as it was.
UNDONE = {
    "denied": Scenario(
        {"vrfs": [{"name": "default", "ip_access_group": "NOBODY"}], **SOON}, reason="the commit timer ended before"
    ),
    "elsewhere": Scenario({"https": {"port": 9002}, "endpoint": {"port": 9003}, **SOON}, reason="connection refused"),
    "untrusted": Scenario({"ssl_profile": "PRIVATE", **SOON}, reason="certificate"),
    "useless": Scenario({"ssl_profile": "CLIENTS", **SOON}, reason="connection refused"),
    # Where the switch can be reached, it is asked why, and need not wait for its timer.
    "told": Scenario(
        {"ssl_profile": "CLIENTS", "commit_timer": "10m"},
        host=UNIX,
        spec={"unix_socket": True},
        reason="not met: the HTTPS server is starting (Error testing new configuration. nginx: [emerg] SSL "
        "Certificate does not have extended key attrs set correctly",
    ),
}
LOCKOUT = {"lockout": Scenario({"state": "disabled", "allow_lockout": True})}
SCENARIOS = {**MOVES, **UNDONE, **LOCKOUT}

OPTIONS = sorted({name for scenario in SCENARIOS.values() for name in scenario.options})
WISH = {name: f"{{{{ wish.{name} | default(omit) }}}}" for name in OPTIONS}
TASKS = [server("Would", WISH, check_mode=True), server("Try", WISH), commands("Goes on", "show hostname")]


@dataclass(frozen=True)
class Played:
    """A finished run and its lab; the configurations that the switches had before."""

    lab: Lab
    run: Run
    before: dict[str, str]

    def __call__(self, name: str, task: str = "Try") -> TaskResult:
        return self.run.result(name, task)

    def url(self, name: str) -> str:
        """Where a scenario is to go on."""
        return str(Place(self.lab[name], Path()).fill(SCENARIOS[name].url))


def prepare(switch: LabSwitch, scenario: Scenario) -> None:
    """Give a switch its files and its configuration."""
    for name, pair in (("private", pki.make("private", PRIVATE_CA, hosts=(switch.address,))), ("clients", CLIENTS)):
        switch.switch.files["certificate"][f"{name}.crt"] = pair.certificate_pem.decode()
        switch.switch.files["sslkey"][f"{name}.key"] = pair.key_pem.decode()
    address = ("interface Loopback1", "vrf MGMT", f"ip address {switch.spare_addresses[0]}/32", "exit")
    lines = (API, *scenario.lines) if scenario.lines else ()
    switch.run("configure", *SETTING, *address, *lines)
    if scenario.fault:
        switch.faults.add(times=1, **scenario.fault)


def perform(lab: Lab, runner: AnsibleRunner, names: Any, tasks: Any = None, connection: str = DIRECT) -> Played:
    """Run scenarios side by side, TASKS if no others are given."""
    ca = lab.state / "private.pem"
    ca.write_bytes(PRIVATE_CA.certificate_pem)
    hosts = {}
    for name in names:
        prepare(lab[name], SCENARIOS[name])
        place = Place(lab[name], ca)
        own = {"ansible_eapi_connect_timeout": 10, "wish": SCENARIOS[name].options, **SCENARIOS[name].host}
        hosts[name] = {**host_of(lab[name]), **place.fill(own)}
    before = {switch.name: switch.running_config() for switch in lab}
    shared = {"ansible_eapi_ssh_known_hosts": str(lab.known_hosts_path)}
    run = runner.playbook(
        [play(TASKS if tasks is None else tasks, **GO_ON)],
        inventory(lab, connection, hosts, **shared),
        "--forks",
        "30",
        "--diff",
    )
    return Played(lab, run, before)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    specs = [SwitchSpec(name=name, **scenario.spec) for name, scenario in SCENARIOS.items()]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        yield perform(lab, runner, SCENARIOS)


# --- The endpoint moves ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MOVES)
def test_the_change_is_confirmed_where_the_api_is_now(played: Played, name: str) -> None:
    result = played(name)
    assert (result.status, result.result.get("confirmed")) == ("changed", True), result.msg
    assert result["endpoint"]["url"] == played.url(name)
    session, switch = result["session"], played.lab[name]
    if name not in ("bare", "ssh", "off"):  # what comes over SSH is not among the requests
        assert count_of(switch, f"configure session {session} commit timer 00:02:00") == 1
    assert switch.switch.sessions.timer is None
    assert pending(switch) == []


@pytest.mark.parametrize("name", MOVES)
def test_check_mode_says_where_it_will_be(played: Played, name: str) -> None:
    would = played(name, "Would")
    assert would.status == "changed", would.msg
    for key in ("commands", "predicted", "endpoint"):
        assert would[key] == played(name)[key]


@pytest.mark.parametrize("name", MOVES)
def test_the_play_goes_on_there(played: Played, name: str) -> None:
    result = played(name, "Goes on")
    assert result.status == "ok", result.msg
    assert result["responses"][0]["output"]["hostname"] == name


@pytest.mark.parametrize("name", MOVES)
def test_differences_hidden_by_the_switch(played: Played, name: str) -> None:
    result = played(name)
    assert result["predicted"] == list(MOVES[name].predicted)
    notes = [line for line in result["diff"]["prepared"].splitlines() if line.startswith("! ")]
    assert notes == [f"! {sentence}" for sentence in MOVES[name].predicted]
    assert all(f"! {sentence}" in played.run.stdout for sentence in MOVES[name].predicted)


def test_a_warning_that_the_endpoint_so_far_goes_with_the_default_vrf(played: Played) -> None:
    address = played.lab["vrf"].address
    assert played("vrf")["warnings"] == [
        f"The endpoint in use so far, https://{address}:8443, is in the VRF default, which the API leaves."
    ]
    assert {where for kind, where, _port in played.lab["vrf"].sockets} == {played.lab["vrf"].spare_addresses[0]}


def test_the_sockets_are_where_the_result_says(played: Played) -> None:
    for name, kind, port in (("port", "https", 9002), ("tohttp", "http", 9003), ("local", "local", 8091)):
        assert (kind, played.lab[name].address, port) in played.lab[name].sockets
    assert not {kind for kind, _address, _port in played.lab["tohttps"].sockets} & {"http"}
    assert [played.lab[name].sockets for name in ("tossh", "off")] == [set(), set()]


def test_the_status_of_a_service_that_is_off(played: Played) -> None:
    assert [played(name)["status"]["enabled"] for name in ("tossh", "off", "bare")] == [False, False, True]


# --- It does not come up ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNDONE)
def test_everything_is_as_it_was(played: Played, name: str) -> None:
    result = played(name)
    assert result.status == "ignored", result.result
    assert "the change is committed but not confirmed, because " in result.msg
    assert result.msg.endswith("The switch has undone it: the running configuration is as it was.")
    assert (result["changed"], result["confirmed"], result["rolled_back"]) == (False, False, True)
    assert played.lab[name].running_config() == played.before[name]
    assert pending(played.lab[name]) == []


@pytest.mark.parametrize("name", UNDONE)
def test_why_it_was_not_confirmed(played: Played, name: str) -> None:
    assert UNDONE[name].reason.lower() in played(name).msg.lower()


@pytest.mark.parametrize("name", UNDONE)
def test_the_play_goes_on_where_it_was(played: Played, name: str) -> None:
    assert played(name, "Goes on").status == "ok", played(name, "Goes on").msg


# --- The end of the way ----------------------------------------------------------------------------------------------


def test_the_api_is_turned_off_for_good_where_that_is_allowed(played: Played) -> None:
    result = played("lockout")
    assert result.status == "changed", result.msg
    assert "status" not in result.result
    assert "and https://" in result["warnings"][0]
    assert played.lab["lockout"].sockets == set()
    assert pending(played.lab["lockout"]) == []
    assert played("lockout", "Goes on").status == "unreachable"


# --- Runs after it ---------------------------------------------------------------------------------------------------


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Callable[[str], Lab]]:
    """Starts a lab of one scenario's switch."""
    labs: list[Lab] = []

    def start(name: str) -> Lab:
        labs.append(Lab(tmp_path / "lab", [SwitchSpec(name=name, **SCENARIOS[name].spec)]))
        labs[-1].start()
        return labs[-1]

    yield start
    for lab in labs:
        lab.stop()


def test_a_second_run_over_ssh_goes_on_through_the_api_too(runner: AnsibleRunner, one: Callable[[str], Lab]) -> None:
    lab = one("bare")
    wish = SCENARIOS["bare"].options
    tasks = [server("First", wish), server("Second", wish, vars=Place(lab["bare"], Path()).fill(SSH))]
    played = perform(lab, runner, ["bare"], [*tasks, commands("Goes on", "show hostname")])
    assert (played("bare", "First").status, played("bare", "Second").status) == ("changed", "ok")
    again = perform(lab, runner, ["bare"], [tasks[1], commands("Goes on", "show hostname")])
    assert again("bare", "Second")["endpoint"]["url"] == f"https://{lab['bare'].address}:8443"
    assert again("bare", "Goes on").status == "ok"
    assert [kind for kind, _address, _port in lab["bare"].sockets] == ["https"]


def test_the_other_connection(runner: AnsibleRunner, tmp_path: Path) -> None:
    names = ("port", "vrf", "denied", "told")
    with Lab(tmp_path / "lab", [SwitchSpec(name=name, **SCENARIOS[name].spec) for name in names]) as lab:
        # The helper process of a host also ends by itself, after some time without a task.
        tasks = [TASKS[1], {"ansible.builtin.meta": "reset_connection"}, TASKS[2]]
        played = perform(lab, runner, names, tasks, HTTPAPI)
        assert [played(name).status for name in names] == ["changed", "changed", "ignored", "ignored"]
        assert [played(name)["endpoint"]["url"] for name in names[:2]] == [played.url(name) for name in names[:2]]
        assert [played(name)["rolled_back"] for name in names[2:]] == [True, True]
        assert [played(name, "Goes on").status for name in names] == ["ok"] * 4
        assert [lab[name].running_config() == played.before[name] for name in names] == [False, False, True, True]
