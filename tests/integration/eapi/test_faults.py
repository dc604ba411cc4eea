# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What happens when switches and networks fail: what is sent again, what is not, and what the user reads.

The client is driven directly where no play is needed; a play over each connection shows that it is the same there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Backoff
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import client as client_module
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run
from support.plays import CONNECTIONS, GO_ON, commands, config, count_of, host_of, inventory, play
from support.tiny import silent

SHOW = Batch(parse_commands(["show hostname", "show version"]))
CHANGE = ["enable", "configure", "vlan 99", "name fault"]

Clients = Callable[..., EapiClient]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 1) as lab:
        yield lab


@pytest.fixture
def leaf1(network: Lab) -> LabSwitch:
    """A switch without VLAN 99, with its counters at zero, and neither faults nor sessions."""
    switch = network["leaf1"]
    switch.faults.clear()
    switch.run("configure", "no vlan 99")
    switch.sessions.expire_all()
    switch.received.clear()
    switch.stats.reset()
    return switch


@pytest.fixture
def connect(network: Lab, leaf1: LabSwitch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clients]:
    """Makes clients of the switch, with short pauses before they try again."""
    monkeypatch.setattr(client_module, "REQUESTS", Backoff(0.02, 2.0, 1.0))
    opened: list[EapiClient] = []
    port = leaf1.https_port

    def connect(**given: Any) -> EapiClient:
        known = {
            "host": leaf1.address,
            "port": port,
            "label": "leaf1",
            "user": network.username,
            "password": network.password,
            "ca_path": str(network.ca_path),
            "session_store": str(tmp_path / "sessions"),
            "auth": "basic",
            **given,
        }
        opened.append(EapiClient(EapiOptions(**known)))
        return opened[-1]

    yield connect
    for client in opened:
        client.close()


# --- What may be sent twice ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["drop-before-reply", "drop-after-applying", "bad-gateway", "unavailable"])
@pytest.mark.parametrize("times", [1, 2])
def test_show_commands_survive(connect: Clients, leaf1: LabSwitch, fault: str, times: int) -> None:
    leaf1.faults.add(fault, times=times)
    hostname, version = connect(retries=2).run(SHOW)
    assert hostname.output["hostname"] == "leaf1"
    assert version.output["version"] == "4.33.2F"
    assert leaf1.stats.requests == times + 1


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("drop-before-reply", errors.DroppedError, "the connection broke before the reply was complete"),
        ("drop-after-applying", errors.DroppedError, "the connection broke before the reply was complete"),
        ("bad-gateway", errors.UnavailableError, "HTTP 502"),
        ("unavailable", errors.UnavailableError, "HTTP 503"),
    ],
)
def test_show_commands_fail_honestly_when_it_lasts(
    connect: Clients, leaf1: LabSwitch, fault: str, error: type[errors.EapiError], words: str
) -> None:
    leaf1.faults.add(fault)
    with pytest.raises(error, match=words) as caught:
        connect(retries=2).run(SHOW)
    assert "leaf1" in str(caught.value)
    assert caught.value.hint
    assert leaf1.stats.requests == 3


def test_without_retries_nothing_is_sent_again(connect: Clients, leaf1: LabSwitch) -> None:
    leaf1.faults.add("bad-gateway", times=1)
    with pytest.raises(errors.UnavailableError):
        connect(retries=0).run(SHOW)
    assert leaf1.stats.requests == 1


def test_a_login_is_tried_again(connect: Clients, leaf1: LabSwitch) -> None:
    leaf1.faults.add("drop-before-reply", times=1, path="/login")
    leaf1.faults.add("unavailable", times=1, path="/login")
    assert len(connect(auth="session", retries=2).run(SHOW)) == 2
    assert leaf1.stats.logins == 1


# --- What may not ----------------------------------------------------------------------------------------------------


def _is_changed(leaf1: LabSwitch) -> bool:
    return "vlan 99\n   name fault" in leaf1.running_config()


@pytest.mark.parametrize(
    ("fault", "error", "applied"),
    [
        ("drop-before-reply", errors.DroppedError, False),
        ("drop-after-applying", errors.DroppedError, True),
        ("bad-gateway", errors.UnavailableError, False),
        ("unavailable", errors.UnavailableError, False),
        ("gateway-timeout", errors.GatewayTimeoutError, True),
    ],
)
def test_changes_are_sent_once(
    connect: Clients, leaf1: LabSwitch, fault: str, error: type[errors.EapiError], applied: bool
) -> None:
    """The client cannot know whether they were applied, and says so."""
    leaf1.faults.add(fault, times=1)
    with pytest.raises(error, match="may") as caught:
        connect(retries=5).run(Batch(parse_commands(CHANGE)))
    assert "commands" in caught.value.hint
    assert leaf1.stats.requests == 1
    assert count_of(leaf1, "vlan 99") == applied
    assert _is_changed(leaf1) == applied


def test_changes_are_sent_when_the_switch_was_not_reached(connect: Clients, leaf1: LabSwitch) -> None:
    """Where nobody listened, nothing was sent."""
    leaf1.faults.add("refuse", seconds=0.4)
    client = connect(retries=8)
    client.run(Batch(parse_commands(CHANGE)))
    assert leaf1.stats.requests == 1
    assert _is_changed(leaf1)


def test_a_connection_that_the_switch_closed_is_opened_again(connect: Clients, leaf1: LabSwitch) -> None:
    """A change goes over a new connection, and not into the one that was closed while it was idle."""
    client = connect(retries=0)
    client.run(SHOW)
    leaf1.faults.add("refuse")
    leaf1.faults.clear()
    client.run(Batch(parse_commands(CHANGE)))
    assert leaf1.stats.connections == 2
    assert _is_changed(leaf1)


# --- Time ------------------------------------------------------------------------------------------------------------


def test_a_slow_command(connect: Clients, leaf1: LabSwitch) -> None:
    leaf1.faults.add("slow", delay=1.5)
    with pytest.raises(errors.CommandTimeoutError, match=r"no reply within 0\.3 s") as caught:
        connect(command_timeout=0.3).run(SHOW)
    assert "ansible_eapi_command_timeout" in str(caught.value)
    assert len(leaf1.received) == 1  # a command that takes long is not started again


def test_a_batch_has_its_own_patience(connect: Clients, leaf1: LabSwitch) -> None:
    leaf1.faults.add("slow", delay=0.5, times=2)
    commands = parse_commands("show hostname")
    with pytest.raises(errors.CommandTimeoutError, match=r"within 0\.2 s"):
        connect().run(Batch(commands, timeout=0.2))
    assert connect(command_timeout=0.2).run(Batch(commands, timeout=5))[0].output["hostname"] == "leaf1"


def test_a_slow_switch_does_not_spoil_the_next_reply(connect: Clients, leaf1: LabSwitch) -> None:
    """The late reply to the first request is not taken for that to the second."""
    leaf1.faults.add("slow", delay=0.5, times=1)
    client = connect(command_timeout=0.2)
    with pytest.raises(errors.CommandTimeoutError):
        client.run(SHOW)
    assert client.run(Batch(parse_commands("show cvx")))[0].output["enabled"] is False


def test_no_reply(connect: Clients) -> None:
    with silent() as port:
        client = connect(host="127.0.0.1", port=port, connect_timeout=0.3, command_timeout=9, retries=0)
        with pytest.raises(errors.ConnectTimeoutError, match=r"no connection within 0\.3 s") as caught:
            client.run(SHOW)
    assert caught.value.unreachable
    assert "ansible_eapi_connect_timeout" in str(caught.value)


def test_the_switchs_own_web_server_gives_up(connect: Clients, leaf1: LabSwitch) -> None:
    leaf1.faults.add("gateway-timeout", times=1)
    with pytest.raises(errors.GatewayTimeoutError, match="HTTP 504") as caught:
        connect().run(SHOW)
    assert "may still be running" in str(caught.value)
    assert len(leaf1.received) == 1


# --- Replies that are none -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("garbage-body", "the reply is not JSON but '.*this is no JSON'"),
        ("truncated-json", "the reply is cut off or damaged JSON"),
        ("wrong-id", "the reply is to another request"),
        ("not-eapi", "the reply is not JSON but '<html>"),
    ],
)
@pytest.mark.parametrize("auth", ["basic", "session"])
def test_replies_that_are_none(connect: Clients, leaf1: LabSwitch, fault: str, words: str, auth: str) -> None:
    leaf1.faults.add(fault)
    with pytest.raises(errors.ProtocolError, match=words) as caught:
        connect(auth=auth).run(SHOW)
    assert "leaf1" in str(caught.value)
    assert caught.value.hint
    assert len(leaf1.received) <= 1


# --- Certificates and TLS --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error", "words", "cure"),
    [
        ("wrong-certificate", errors.CertificateError, "not signed by a CA that we trust", "ansible_eapi_ca_path"),
        ("expired-certificate", errors.CertificateError, "has expired", "Renew"),
        ("name-mismatch", errors.CertificateError, "is for another address", "ansible_host"),
        ("plain-http", errors.TlsError, "port 8443 does not speak TLS", "ansible_port"),
    ],
)
def test_certificates_and_tls(
    connect: Clients, leaf1: LabSwitch, fault: str, error: type[errors.EapiError], words: str, cure: str
) -> None:
    leaf1.faults.add(fault)
    with pytest.raises(error, match=words) as caught:
        connect(auth="session").run(Batch(parse_commands(CHANGE)))
    assert caught.value.unreachable
    assert cure in str(caught.value)
    assert leaf1.stats.requests == 0  # and no password was sent


def test_a_certificate_that_is_right_again(connect: Clients, leaf1: LabSwitch) -> None:
    leaf1.faults.add("wrong-certificate", times=1)
    client = connect()
    with pytest.raises(errors.CertificateError):
        client.run(SHOW)
    assert len(client.run(SHOW)) == 2


@pytest.mark.parametrize("fault", ["wrong-certificate", "expired-certificate", "name-mismatch"])
def test_validation_can_be_turned_off(connect: Clients, leaf1: LabSwitch, fault: str) -> None:
    leaf1.faults.add(fault)
    assert len(connect(validate_certs=False, ca_path=None).run(SHOW)) == 2


def test_a_name_that_the_certificate_does_not_hold(connect: Clients, leaf1: LabSwitch, tmp_path: Path) -> None:
    leaf1.faults.add("name-mismatch")
    with pytest.raises(errors.CertificateError, match="is for another"):
        connect(host=leaf1.address).run(SHOW)


# --- In a play -------------------------------------------------------------------------------------------------------

#: Host → the fault that it has from the start, and how often.
FAULTY: dict[str, tuple[str, int | None]] = {
    "dropped": ("drop-before-reply", 1),
    "applied": ("drop-after-applying", 1),
    "restarting": ("unavailable", 1),
    "slow": ("slow", 1),
}


# --- Errors in text alone ---------------------------------------------------------------------------------------------


def test_errors_that_stand_in_text_alone_are_errors(runner: AnsibleRunner, network: Lab, leaf1: LabSwitch) -> None:
    """As the specification of the API has it: no error object for text, and the commands after a failure run."""
    leaf1.faults.add("printed-errors")
    wanted = {"parents": ["vlan 99"], "lines": ["name fault", "frobnicate 1"]}
    tasks = [
        commands("ask", ["show frobnication", "show hostname"], {"format": "text"}),
        config("change", wanted),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network))
    leaf1.faults.clear()
    ask, change = (run.result("leaf1", name) for name in ("ask", "change"))
    assert (ask["code"], ask["command"]) == (1002, "show frobnication")
    assert ask["responses"][1]["output"].startswith("Hostname: leaf1")
    assert "line 3 of 3 'frobnicate 1' was rejected (1002)" in change.msg
    assert change["changed"] is False
    assert not _is_changed(leaf1)
    assert "ansible-" not in leaf1.run("show configuration sessions", text=True)[-1]


@pytest.fixture(scope="module", params=CONNECTIONS)
def faulty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> Iterator[tuple[Lab, Run, Run]]:
    """A play that asks switches, each with its fault, and then one that changes them, with their faults again."""
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name=name) for name in FAULTY]) as lab:
        hosts = {name: host_of(lab[name]) for name in FAULTY}
        hosts["slow"]["ansible_command_timeout"] = 2
        data = inventory(lab, request.param, hosts=hosts)
        runs = []
        for tasks in (
            [commands("Ask", "show version"), commands("Ask again", "show hostname")],
            [commands("Change", CHANGE[1:], become=True), commands("Ask again", "show hostname")],
        ):
            for name, (fault, times) in FAULTY.items():
                lab[name].faults.add(fault, times=times, delay=5)
            runs.append(runner.playbook([play(tasks, **GO_ON)], data))
        yield lab, runs[0], runs[1]


@pytest.mark.parametrize("name", ["dropped", "applied", "restarting"])
def test_a_task_that_asks_succeeds(faulty: tuple[Lab, Run, Run], name: str) -> None:
    _lab, asked, _changed = faulty
    assert asked.result(name, "Ask").status == "ok"


@pytest.mark.parametrize(
    ("name", "words"), [("dropped", "the connection broke"), ("applied", "the connection broke"), ("restarting", "503")]
)
def test_a_task_that_changes_fails(faulty: tuple[Lab, Run, Run], name: str, words: str) -> None:
    lab, _asked, changed = faulty
    result = changed.result(name, "Change")
    assert result.status == "ignored"
    assert words in result.msg
    assert "may have run the commands" in result.msg
    assert count_of(lab[name], "vlan 99") == (name == "applied")
    assert ("vlan 99" in lab[name].running_config()) == (name == "applied")


@pytest.mark.parametrize("number", [1, 2])
def test_a_slow_task_ends_and_the_next_one_runs(faulty: tuple[Lab, Run, Run], number: int) -> None:
    lab, *runs = faulty
    result = runs[number - 1].result("slow", "Ask" if number == 1 else "Change")
    assert result.status == "ignored"
    assert "no reply within 2 s" in result.msg
    assert runs[number - 1].result("slow", "Ask again")["stdout"][0]["hostname"] == "slow"
    assert count_of(lab["slow"], "show version") == 1


def test_workers_wait_for_a_login_that_is_slow(network: Lab, leaf1: LabSwitch, connect: Clients) -> None:
    """Clients that share a store log in once, also when the first of them has to try twice."""
    leaf1.faults.add("unavailable", times=1, path="/login")
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            connect(auth="session").run(SHOW)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert leaf1.stats.logins == 1
    assert leaf1.stats.command_requests == 5
