# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A change stays only if ANTA's tests are passed, and if what was up is up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import DIRECT, GO_ON, config, host_of, inventory, pending, play

UPTIME = {"anta.tests.system": [{"VerifyUptime": {"minimum": 1}}]}
NEVER = {"anta.tests.system": [{"VerifyUptime": {"minimum": 10**9}}]}
CHECKS = ["bgp_established", "interfaces_up", "lldp_neighbors", "mlag_active", "routes_present"]
FAST = {"retries": 2, "interval": 0.2, "wait_for_rollback": True}
LOOPBACK = ["hostname three", "interface Loopback7", "   description kept"]
SHUT = ["interface Management1", "   description changed", "interface Loopback7", "   shutdown"]


def changed(name: str, lines: Any, confirm: dict[str, Any]) -> dict[str, Any]:
    """A change with a commit timer, after which the play goes on."""
    return config(name, {"lines": lines, "commit_timer": "5s", "confirm": {**FAST, **confirm}}, **GO_ON)


TASKS = [
    changed("Tests passed", "hostname one", {"tests": UPTIME, "commands": "show hostname"}),
    changed("Tests failed", "hostname two", {"tests": NEVER}),
    changed("Checks hold", LOOPBACK, {"checks": CHECKS}),
    changed("Interface lost", SHUT, {"checks": CHECKS}),
    changed("Nothing to judge", "hostname four", {}),
    changed("Conditions alone", "hostname four", {"checks": CHECKS, "wait_for": "[0]"}),
    changed("No catalog", "hostname four", {"tests": 5}),
    changed("Unknown test", "hostname four", {"tests": {"anta.tests.system": [{"VerifyNope": None}]}}),
    changed("Unknown check", "hostname four", {"checks": ["ospf_up"]}),
]


@dataclass(frozen=True)
class Played:
    """A finished run and its lab."""

    lab: Lab
    run: Run

    def __call__(self, name: str) -> TaskResult:
        return self.run.result("leaf1", name)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        hosts = inventory(lab, DIRECT, {"leaf1": host_of(lab["leaf1"])})
        yield Played(lab, runner.playbook([play(TASKS)], hosts))


@pytest.mark.parametrize("name", ["Tests passed", "Checks hold"])
def test_a_change_that_is_healthy_stays(played: Played, name: str) -> None:
    assert (played(name).status, played(name)["confirmed"]) == ("changed", True)


def test_the_configuration_is_that_of_the_last_healthy_change(played: Played) -> None:
    running = played.lab["leaf1"].running_config().splitlines()
    assert "hostname three" in running
    assert "   description changed" not in running
    assert pending(played.lab["leaf1"]) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Tests failed", "1 of 1 tests are not passed: VerifyUptime (failure)"),
        ("Interface lost", "interfaces that were up are not: Loopback7"),
    ],
)
def test_a_change_that_breaks_something_is_undone(played: Played, name: str, said: str) -> None:
    result = played(name)
    assert result.status == "ignored"
    assert (result["changed"], result["confirmed"], result["rolled_back"]) == (False, False, True)
    assert said in result.msg
    assert "the running configuration is as it was" in result.msg


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Nothing to judge", "confirm has none of commands, tests and checks"),
        ("Conditions alone", "confirm.wait_for goes with confirm.commands"),
        ("No catalog", "confirm.tests is a catalog, the name of a file, or a list of names"),
        ("Unknown test", "VerifyNope is not defined"),
        ("Unknown check", "ospf_up"),
    ],
)
def test_bad_input_changes_nothing(played: Played, name: str, said: str) -> None:
    assert played(name).status == "ignored"
    assert said in played(name).msg


def test_a_timer_that_is_too_short_for_the_tests_is_refused_by_check_mode(
    tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> None:
    """The tests run once in check mode, whatever they find: a slow switch would undo the change before they end."""
    confirm = {**FAST, "tests": NEVER}
    tasks = [
        config(timer, {"lines": "hostname slow", "commit_timer": timer, "confirm": confirm}, check_mode=True, **GO_ON)
        for timer in ("2s", "10m")
    ]
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        lab["leaf1"].faults.add("slow", delay=2.5, match="show uptime")
        run = runner.playbook([play(tasks)], inventory(lab, DIRECT, {"leaf1": host_of(lab["leaf1"])}))
        assert "hostname slow" not in lab["leaf1"].running_config()
    short, long = run.result("leaf1", "2s"), run.result("leaf1", "10m")
    assert (short.status, long.status) == ("ignored", "changed")
    assert "the commit timer ends after 2 s: the switch would undo the change before that" in short.msg
