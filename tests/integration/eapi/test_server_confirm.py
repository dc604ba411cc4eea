# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A change of the API service, or of its SSL profile, stays only if what ``confirm`` names is true as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.certificates import OTHER, SERVER, store
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import DIRECT, GO_ON, commands, config, inventory, pending, play, server, ssl_profile
from support.waiting import wait_until

NEVER = {"anta.tests.system": [{"VerifyUptime": {"minimum": 10**9}}]}
UPTIME = {"anta.tests.system": [{"VerifyUptime": {"minimum": 1}}]}
GOOD = {
    "commands": "show hostname",
    "wait_for": "[0].hostname == 'leaf1'",
    "tests": UPTIME,
    "checks": ["interfaces_up"],
}
BAD = {"commands": "show hostname", "wait_for": "[0].hostname == 'another'"}
SOON = {"commit_timer": "8s"}
PROFILE = {"name": "eapi", "certificate": "server.crt", "key": "server.key"}

TASKS = [
    server("Good", {"session_timeout": 60, "confirm": GOOD, **SOON}),
    server("Again", {"session_timeout": 60, "confirm": GOOD, **SOON}),
    server("Bad condition", {"session_timeout": 61, "confirm": BAD, **SOON}),
    server("Bad test", {"session_timeout": 61, "confirm": {"tests": NEVER}, **SOON}),
    commands("Right after it", "show hostname"),
    server("Predicted", {"session_timeout": 61, "confirm": BAD, **SOON}, check_mode=True),
    server("Nothing to judge", {"session_timeout": 61, "confirm": {}}),
    server("Changing command", {"session_timeout": 61, "confirm": {"commands": "reload now"}}),
    config("Section", {"parents": "management api http-commands", "lines": ["session timeout 62"]}),
    commands("Right after the section", "show hostname"),
    ssl_profile("Good profile", {**PROFILE, "confirm": GOOD}),
    ssl_profile("Bad profile", {**PROFILE, "certificate": "other.crt", "key": "other.key", "confirm": BAD, **SOON}),
    ssl_profile("No timer", {"name": "eapi", "state": "absent", "confirm": GOOD}),
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
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1", restart_seconds=2.0)]) as lab:
        for name, pair in (("server", SERVER), ("other", OTHER)):
            store(lab["leaf1"].switch, f"{name}.crt", pair, f"{name}.key")
        yield Played(lab, runner.playbook([play(TASKS, **GO_ON)], inventory(lab, DIRECT)))


@pytest.mark.parametrize("name", ["Good", "Good profile"])
def test_a_change_with_which_all_is_well_stays(played: Played, name: str) -> None:
    assert (played(name).status, played(name)["confirmed"]) == ("changed", True), played(name).msg


def test_nothing_is_judged_where_nothing_changes(played: Played) -> None:
    assert played("Again").status == "ok", played("Again").msg


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Bad condition", "[0].hostname == 'another'"),
        ("Bad test", "VerifyUptime"),
        ("Bad profile", "[0].hostname == 'another'"),
    ],
)
def test_a_change_that_is_not_well_is_undone(played: Played, name: str, reason: str) -> None:
    found = played(name)
    assert (found.status, found["changed"]) == ("ignored", False), found.msg
    assert reason in found.msg


def test_only_the_confirmed_change_is_left(played: Played) -> None:
    leaf = played.lab["leaf1"]
    wait_until(lambda: pending(leaf) == [])
    running = leaf.running_config()
    assert "   session timeout 62\n" in running
    assert "certificate server.crt key server.key" in running


@pytest.mark.parametrize("name", ["Right after it", "Right after the section"])
def test_the_next_task_finds_the_api_service(played: Played, name: str) -> None:
    """The service restarts a moment after a change of its section, and after its rollback."""
    assert played(name).status == "ok", played(name).msg


def test_check_mode_takes_the_change_as_it_is(played: Played) -> None:
    assert played("Predicted").status == "changed", played("Predicted").msg
    assert "+   session timeout 61" in played("Predicted")["diff"]["prepared"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Nothing to judge", "confirm has none of commands, tests and checks."),
        ("Changing command", "confirm.commands: 'reload now' may change the switch."),
        ("No timer", "confirm is given, but this change is not confirmed: it has no commit timer."),
    ],
)
def test_bad_input(played: Played, name: str, sentence: str) -> None:
    found: Any = played(name)
    assert (found.status, found["changed"]) == ("ignored", False)
    assert sentence in found.msg
