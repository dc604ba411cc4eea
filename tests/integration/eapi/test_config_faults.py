# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Broken connections while a change is loaded, committed or aborted: never twice, never unknown, nothing left behind.

Every fault meets a switch of its own, and all of them run side by side.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import CONNECTIONS, DIRECT, GO_ON, HTTPAPI, config, count_of, host_of, inventory, pending, play
from support.proxy import Proxy, proxying
from support.waiting import wait_until

RELEASES = ("4.33.2F", "4.31.2F")
LOAD, COMMIT, ABORT = r"^configure session \S+$", r"^configure session \S+ commit$", r"^configure session \S+ abort$"


@dataclass(frozen=True)
class Fault:
    """A fault of the lab, and how often it meets the requests with a command."""

    name: str
    match: str
    times: int = 1
    delay: float = 5.0


#: The commit happens, whatever becomes of its reply.
COMMITTED = {
    "before": Fault("drop-before-reply", COMMIT),
    "before2": Fault("drop-before-reply", COMMIT, times=2),
    "after": Fault("drop-after-applying", COMMIT),
    "gateway502": Fault("bad-gateway", COMMIT),
    "gateway503": Fault("unavailable", COMMIT),
    "gateway504": Fault("gateway-timeout", COMMIT),
    "server500": Fault("server-error", COMMIT),
    "internal": Fault("internal-error", COMMIT),
    "exception": Fault("internal-exception", COMMIT),
    "garbage": Fault("garbage-body", COMMIT),
    "truncated": Fault("truncated-json", COMMIT),
    "another": Fault("wrong-id", COMMIT),
    "slow": Fault("slow", COMMIT, delay=5),
    "vanish": Fault("vanish", COMMIT, delay=2),
    "expired": Fault("expired-cookies", COMMIT),
    "proxied": Fault("drop-after-applying", COMMIT),
}
#: Switches behind a proxy, which is not to blame for a reply that does not come.
PROXIED = ("proxied",)
#: The change does not come about, and the task says so.
FAILED = {
    "loading": Fault("drop-before-reply", LOAD),
    "loaded": Fault("drop-after-applying", LOAD),
    "load502": Fault("bad-gateway", LOAD),
    "never": Fault("drop-before-reply", COMMIT, times=3),
}
#: In check mode a session is aborted.
ABORTED = {
    "aborting": Fault("drop-before-reply", ABORT),
    "aborted": Fault("drop-after-applying", ABORT),
    "abort502": Fault("bad-gateway", ABORT),
    "abort504": Fault("gateway-timeout", ABORT),
}
#: Saving may be sent twice.
SAVED = {
    "saving": Fault("drop-before-reply", "^write memory$"),
    "saved": Fault("drop-after-applying", "^write memory$"),
}
FAULTS = {**COMMITTED, **FAILED, **ABORTED, **SAVED}
MAIN = ("before", "after", "vanish", "loaded", "aborting")

TASK = config(
    "Change",
    {"lines": ["hostname changed", "alias twice show version"], "save": "{{ save }}"},
    check_mode="{{ checked }}",
)


@dataclass(frozen=True)
class Played:
    """A finished run, its lab, and the configurations that the switches had before."""

    lab: Lab
    run: Run
    before: dict[str, str]

    def __call__(self, name: str) -> TaskResult:
        """The result on a switch."""
        return self.run.result(name, "Change")

    def committed(self, name: str) -> int:
        """How many commits a switch ran."""
        session = self(name).result.get("session", "")
        return count_of(self.lab[name], f"configure session {session} commit")


def perform(
    lab: Lab, runner: AnsibleRunner, names: Iterable[str], connection: str, proxy: Proxy | None = None
) -> Played:
    """Change every switch, each with its fault."""
    hosts = {}
    for name in names:
        fault = FAULTS[name]
        lab[name].faults.add(fault.name, times=fault.times, delay=fault.delay, match=fault.match)
        hosts[name] = host_of(
            lab[name],
            checked=name in ABORTED,
            save="changed" if name in SAVED else "never",
            ansible_eapi_command_timeout=2 if fault.name == "slow" else 30,
            **({"ansible_eapi_proxy": proxy.url} if proxy and name in PROXIED else {}),
        )
    before = {switch.name: switch.running_config() for switch in lab}
    run = runner.playbook([play([TASK], **GO_ON)], inventory(lab, connection, hosts), "--forks", "30")
    return Played(lab, run, before)


@pytest.fixture(scope="module", params=RELEASES)
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> Iterator[Played]:
    specs = [SwitchSpec(name=name, eos=request.param) for name in FAULTS]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab, proxying({}) as proxy:
        played = perform(lab, runner, FAULTS, DIRECT, proxy)
        assert proxy.asked, "nobody came through the proxy"
        yield played


@pytest.mark.parametrize("name", [*COMMITTED, *SAVED])
def test_the_change_is_made_once(played: Played, name: str) -> None:
    result = played(name)
    assert result.status == "changed", result.msg
    assert played.committed(name) == 1
    assert played.lab[name].switch.hostname == "changed"
    assert pending(played.lab[name]) == []


@pytest.mark.parametrize("name", FAILED)
def test_a_change_that_did_not_come_about_leaves_nothing(played: Played, name: str) -> None:
    result = played(name)
    assert result.status == "ignored"
    assert "changed" not in result.result or not result["changed"]
    assert played.lab[name].running_config() == played.before[name]
    assert pending(played.lab[name]) == []
    assert result.msg.startswith(name)


@pytest.mark.parametrize("name", ABORTED)
def test_a_prediction_leaves_nothing(played: Played, name: str) -> None:
    result = played(name)
    assert result.status == "changed", result.msg
    assert played.lab[name].running_config() == played.before[name]
    assert pending(played.lab[name]) == []


@pytest.mark.parametrize("name", SAVED)
def test_saving_is_repeated(played: Played, name: str) -> None:
    startup = played.lab[name].switch.startup
    assert played(name)["saved"] is True
    assert startup is not None
    assert "hostname changed" in startup.text()


def test_a_switch_that_forgot_the_session_is_asked_for_its_lines(runner: AnsibleRunner, tmp_path: Path) -> None:
    """Somebody else commits before it can be asked, and it keeps one committed session: what is in force tells."""
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        leaf.faults.add("vanish", times=1, delay=3, match=COMMIT)
        helper = threading.Thread(target=_commit_something_else, args=(leaf,))
        helper.start()
        run = runner.playbook(
            [play([config("Change", {"lines": "hostname changed", "session": "ours"})])], inventory(lab)
        )
        helper.join()
        assert run.check().result("leaf1", "Change").status == "changed"
        assert leaf.switch.hostname == "changed"
        assert count_of(leaf, "configure session ours commit") == 1
        assert list(leaf.switch.sessions.sessions) == ["other"]


def _commit_something_else(switch: LabSwitch) -> None:
    wait_until(lambda: switch.switch.hostname == "changed")
    switch.run("configure session other", "alias other show version", "commit")


def test_the_other_connection(runner: AnsibleRunner, tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name=name) for name in MAIN]) as lab:
        played = perform(lab, runner, MAIN, HTTPAPI)
        assert [played(name).status for name in MAIN] == ["changed", "changed", "changed", "ignored", "changed"]
        assert [switch.running_config() == played.before[switch.name] for switch in lab] == [
            *(False, False, False, True, True)
        ]
        assert [pending(switch) for switch in lab] == [[]] * 5
        assert [played.committed(name) for name in MAIN[:3]] == [1, 1, 1]


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_a_switch_that_cannot_be_reached(runner: AnsibleRunner, tmp_path: Path, connection: str) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        data = inventory(lab, connection, ansible_eapi_retries=0)
        lab["leaf1"].faults.add("refuse")
        run = runner.playbook([play([config("Change", {"lines": "hostname changed"})], **GO_ON)], data)
        lab["leaf1"].faults.clear()
        assert run.result("leaf1", "Change").status == "unreachable", run.result("leaf1", "Change").msg
        assert "connection refused" in run.result("leaf1", "Change").msg
        assert lab["leaf1"].switch.hostname == "leaf1"
