# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Commit timers: a change is confirmed where the switch proves healthy, and taken back by the switch in any other case.

All scenarios of a release run side by side, each on a switch of its own.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import DIRECT, GO_ON, HTTPAPI, config, count_of, host_of, inventory, pending, play
from support.waiting import PATIENCE, wait_until

RELEASES = ("4.33.2F", "4.31.2F")
HEALTHY = {"commands": "show hostname", "wait_for": "[0].hostname == 'changed'", "interval": 0.1}
#: A reply of messages alone, which elsewhere ends in 'Expecting value: line 1 column 1'.
MESSAGES = ["contains([0].messages[0], ' 0% packet loss')", "[1].hostname == 'changed'"]
SICK = {"commands": ["show hostname"], "wait_for": "[0].hostname == 'healthy'", "retries": 2, "interval": 0.1}
ANY = {"commands": "show version", "retries": 2, "interval": 0.2}
WAIT = {"wait_for_rollback": True}
OTHER_ADDRESS = ["interface Management1", "   ip address 127.254.254.254/8"]


@dataclass(frozen=True)
class Scenario:
    """What is changed on a switch, under which timer and conditions; `fault` meets the commit."""

    confirm: dict[str, Any]
    lines: Any = "hostname changed"
    timer: str = "30s"
    fault: dict[str, Any] = field(default_factory=dict)
    save: str = "never"


SCENARIOS = {
    "healthy": Scenario(HEALTHY, save="changed"),
    "messages": Scenario({**HEALTHY, "commands": ["ping 127.0.0.1", "show hostname"], "wait_for": MESSAGES}),
    "sick": Scenario(SICK, timer="5s", save="changed"),
    "waits": Scenario({**SICK, **WAIT}, timer="00:00:02"),
    "fails": Scenario({"commands": "show vlan 4000", "retries": 1, **WAIT}, timer="2s"),
    "shutdown": Scenario({**ANY, **WAIT}, ["management api http-commands", "   shutdown"], "6s"),
    "address": Scenario({**ANY, **WAIT}, OTHER_ADDRESS, "6s"),
    "cutoff": Scenario(ANY, OTHER_ADDRESS, "9s"),
    "user": Scenario({**ANY, **WAIT}, "no username admin", "6s"),
    "vanishes": Scenario({**HEALTHY, "retries": 30}, fault={"name": "vanish", "delay": 1.5, "match": "commit timer"}),
    "lost": Scenario(HEALTHY, fault={"name": "drop-before-reply", "match": "commit timer"}),
    "applied": Scenario(HEALTHY, fault={"name": "drop-after-applying", "match": "commit timer"}),
    "unheard": Scenario(HEALTHY, fault={"name": "drop-after-applying", "match": "commit$"}),
    "unsaid": Scenario(HEALTHY, fault={"name": "bad-gateway", "match": "commit$"}),
}
CONFIRMED = ("healthy", "messages", "vanishes", "lost", "applied", "unheard", "unsaid")
UNDONE = ("waits", "fails", "shutdown", "address", "user")
TASK = config(
    "Try",
    {
        "lines": "{{ wish.lines }}",
        "commit_timer": "{{ wish.timer }}",
        "confirm": "{{ wish.confirm }}",
        "save": "{{ wish.save }}",
    },
)


@dataclass(frozen=True)
class Played:
    """A finished run and its lab; the configurations that the switches had before."""

    lab: Lab
    run: Run
    before: dict[str, str]
    seconds: float

    def __call__(self, name: str) -> TaskResult:
        """The result of a scenario."""
        return self.run.result(name, "Try")

    def wait(self, name: str) -> None:
        """Wait until the switch has its old configuration again, and no session."""
        switch = self.lab[name]
        wait_until(lambda: switch.running_config() == self.before[name] and not pending(switch))


def wishes(lab: Lab, names: Any) -> dict[str, dict[str, Any]]:
    """The hosts of scenarios."""
    return {
        name: host_of(
            lab[name],
            ansible_eapi_retries=0,
            ansible_eapi_connect_timeout=10,
            wish={
                "lines": SCENARIOS[name].lines,
                "timer": SCENARIOS[name].timer,
                "confirm": SCENARIOS[name].confirm,
                "save": SCENARIOS[name].save,
            },
        )
        for name in names
    }


def perform(lab: Lab, runner: AnsibleRunner, names: Any, connection: str = DIRECT) -> Played:
    """Run scenarios side by side."""
    before = {switch.name: switch.running_config() for switch in lab}
    for name in names:
        if SCENARIOS[name].fault:
            fault = dict(SCENARIOS[name].fault)
            lab[name].faults.add(fault.pop("name"), times=1, **fault)
    started = time.monotonic()
    run = runner.playbook(
        [play([TASK], **GO_ON)],
        inventory(lab, connection, wishes(lab, names)),
        "--forks",
        "20",
        "--diff",
    )
    return Played(lab, run, before, time.monotonic() - started)


@pytest.fixture(scope="module", params=RELEASES)
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> Iterator[Played]:
    specs = [SwitchSpec(name=name, eos=request.param) for name in SCENARIOS]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        yield perform(lab, runner, SCENARIOS)


# --- While one waits -------------------------------------------------------------------------------------------------


def test_people_who_wait_see_how_far_it_is(played: Played) -> None:
    output = " ".join(played.run.stdout.split())
    assert "[sick] not confirmed after try 1 of 2, " in output
    assert "before the switch undoes it: not met: [0].hostname == 'healthy'" in output
    assert "[waits] the change is committed but not confirmed, because" in output
    assert "[healthy]" not in output.replace("changed: [healthy]", "").replace("ok: [healthy]", "")


# --- Confirmed -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONFIRMED)
def test_a_change_is_confirmed(played: Played, name: str) -> None:
    result = played(name)
    assert result.status == "changed", result.msg
    assert result["confirmed"] is True
    assert "+hostname changed" in result["diff"]["prepared"]
    switch = played.lab[name]
    assert switch.switch.hostname == "changed"
    assert switch.switch.sessions.timer is None
    assert pending(switch) == []


@pytest.mark.parametrize("name", CONFIRMED)
def test_nothing_is_committed_twice(played: Played, name: str) -> None:
    """The switch ran one commit with a timer, and one that confirms it, whatever was lost on the way."""
    session, switch = played(name)["session"], played.lab[name]
    assert count_of(switch, f"configure session {session} commit timer 00:00:30") == 1
    assert count_of(switch, f"configure session {session} commit") == 1


def test_only_what_is_confirmed_is_saved(played: Played) -> None:
    assert played("healthy")["saved"] is True
    assert count_of(played.lab["healthy"], "write memory") == 1
    assert count_of(played.lab["sick"], "write memory") == 0


# --- Not confirmed ---------------------------------------------------------------------------------------------------


def test_unmet_conditions_leave_it_to_the_switch(played: Played) -> None:
    result = played("sick")
    assert result.status == "ignored"
    for words in (
        "the change is committed but not confirmed, because not met: [0].hostname == 'healthy' ",
        f"([0].hostname is 'changed') (tried at https://{played.lab['sick'].address}:8443).",
        f"The switch undoes it at {result['rollback_at']}, in ",
        f"unless somebody commits the session {result['session']}.",
    ):
        assert words in result.msg
    assert (result["changed"], result["confirmed"], result["rolled_back"]) == (True, False, False)
    assert result["commands"] == ["hostname changed"]
    assert "+hostname changed" in result["diff"]["prepared"]
    moment = datetime.strptime(result["rollback_at"], "%Y-%m-%dT%H:%M:%S%z").timestamp()
    assert abs(moment - time.time()) < 120
    played.wait("sick")


@pytest.mark.parametrize("name", UNDONE)
def test_the_rollback_is_waited_for_and_verified(played: Played, name: str) -> None:
    result = played(name)
    assert result.status == "ignored", result.msg
    assert result.msg.endswith("The switch has undone it: the running configuration is as it was.")
    assert (result["changed"], result["rolled_back"]) == (False, True)
    assert played.lab[name].running_config() == played.before[name]
    assert pending(played.lab[name]) == []


def test_a_condition_whose_command_fails(played: Played) -> None:
    assert "because command 1 of 1 'show vlan 4000' failed" in played("fails").msg


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("shutdown", "connection refused"),
        ("address", "connection refused"),
        ("user", "Bad username/password combination"),
    ],
)
def test_a_change_that_cuts_the_controller_off(played: Played, name: str, cause: str) -> None:
    assert "committed but not confirmed, because" in played(name).msg
    assert re.search(cause, played(name).msg, re.IGNORECASE)


def test_a_switch_that_is_cut_off_is_left_to_its_timer(played: Played) -> None:
    result = played("cutoff")
    assert result.status == "ignored"
    assert "The switch undoes it at" in result.msg
    assert result["rolled_back"] is False
    played.wait("cutoff")


def test_waiting_takes_no_longer_than_the_timer(played: Played) -> None:
    assert played.seconds < PATIENCE


# --- Over netcommon's connection -------------------------------------------------------------------------------------


def test_the_other_connection(runner: AnsibleRunner, tmp_path: Path) -> None:
    names = ("healthy", "waits", "shutdown", "applied")
    with Lab(tmp_path / "lab", [SwitchSpec(name=name) for name in names]) as lab:
        played = perform(lab, runner, names, HTTPAPI)
        assert [played(name).status for name in names] == ["changed", "ignored", "ignored", "changed"]
        assert [played(name).result.get("rolled_back") for name in names] == [None, True, True, None]
        assert [pending(switch) for switch in lab] == [[], [], [], []]
        assert [switch.running_config() == played.before[switch.name] for switch in lab] == [False, True, True, False]


# --- The controller dies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=lambda how: how.name)
def test_the_controller_is_killed_before_it_confirms(
    runner: AnsibleRunner, tmp_path: Path, release: str, how: signal.Signals
) -> None:
    """Between commit and confirmation there is nobody left but the switch, and it takes the change back."""
    slow = config(
        "Try",
        {
            "lines": ["hostname changed", "vlan 99"],
            "commit_timer": "3s",
            "confirm": {"commands": "show version", "wait_for": "[0].never", "retries": 100, "interval": 0.5},
        },
    )
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1", eos=release)]) as lab:
        leaf = lab["leaf1"]
        before = leaf.running_config()
        process = runner.start([play([slow])], inventory(lab))
        try:
            wait_until(lambda: leaf.switch.sessions.timer is not None)
            assert leaf.switch.hostname == "changed"
        finally:
            os.killpg(process.pid, how)
            process.wait(timeout=PATIENCE)
        wait_until(lambda: leaf.running_config() == before)
        assert pending(leaf) == []


def test_the_controller_is_killed_before_it_commits(runner: AnsibleRunner, tmp_path: Path) -> None:
    """What was loaded is not in force; the session stays pending, and another run can name it and reclaim it."""
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        before = leaf.running_config()
        leaf.faults.add("slow", delay=30, times=1, match="diffs")
        options = {"lines": "hostname changed", "session": "abandoned"}
        process = runner.start([play([config("Try", options)])], inventory(lab))
        try:
            wait_until(lambda: pending(leaf) == ["abandoned"])
        finally:
            workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            os.killpg(process.pid, signal.SIGKILL)
            for worker in workers:
                os.kill(int(worker), signal.SIGKILL)
            process.wait(timeout=PATIENCE)
        assert leaf.running_config() == before
        left = {"ansible_eapi_reclaim_sessions": False}
        tasks = [
            config("In use", options, vars=left),
            config("Reclaimed", {**options, "reclaim": ["abandoned"]}, vars=left),
        ]
        run = runner.playbook([play(tasks, **GO_ON)], inventory(lab))
        assert "the switch has a session 'abandoned' already, which is pending" in run.result("leaf1", "In use").msg
        assert run.result("leaf1", "Reclaimed")["reclaimed"] == ["abandoned"]
        assert leaf.switch.hostname == "changed"
        assert pending(leaf) == []


def test_a_worker_whose_run_was_killed_commits_nothing(runner: AnsibleRunner, tmp_path: Path) -> None:
    """The worker outlives the run, and throws its session away when the switch answers."""
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        before = leaf.running_config()
        leaf.faults.add("slow", delay=3, times=1, match="diffs")
        process = runner.start([play([config("Try", {"lines": "hostname changed"})])], inventory(lab))
        try:
            wait_until(lambda: pending(leaf) != [])
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait(timeout=PATIENCE)
        wait_until(lambda: pending(leaf) == [])
        assert leaf.running_config() == before
