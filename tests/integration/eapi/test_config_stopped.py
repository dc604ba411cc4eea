# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A run that somebody stops leaves no session behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner
from support.plays import GO_ON, config, inventory, pending, play
from support.processes import descendants
from support.waiting import PATIENCE, wait_until


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_aborts_its_session(ansible: AnsibleRunner, tmp_path: Path, how: signal.Signals) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        before = leaf.running_config()
        # The diff is on its way when the run is stopped.
        leaf.faults.add("slow", times=1, delay=3, match="show session-config named")
        process = ansible.start([play([config("Try", {"lines": "vlan 99"})])], inventory(lab))
        try:
            wait_until(lambda: pending(leaf) != [])
        finally:
            os.killpg(process.pid, how)
            process.wait(timeout=PATIENCE)
        wait_until(lambda: pending(leaf) == [])
        assert leaf.running_config() == before


def test_no_change_while_a_commit_timer_runs(ansible: AnsibleRunner, tmp_path: Path) -> None:
    wish = {"lines": "vlan 99"}
    trial = {**wish, "commit_timer": "10m"}
    never = {"commands": "show hostname", "wait_for": "[0].hostname == 'other'", "retries": 1}
    good = {"commands": "show hostname"}
    tasks = [
        config("Unconfirmed", {**trial, "confirm": never}),
        config("Again on trial", {**trial, "confirm": good}),
        config("Again", wish),
    ]
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        run = ansible.playbook([play(tasks, **GO_ON)], inventory(lab))
        first, again, plain = (run.result("leaf1", item["name"]) for item in tasks)
        assert (first.status, first["changed"], first["rolled_back"]) == ("ignored", True, False)
        assert again.status == "ignored"
        assert f"the commit timer of the session {first['session']} runs" in again.msg
        assert plain.status == "ok"
        assert any(first["session"] in warning for warning in plain["warnings"])
        lab["leaf1"].run(f"configure session {first['session']} abort")
        assert "vlan 99" not in lab["leaf1"].running_config()


def test_the_next_task_aborts_what_a_killed_one_left(ansible: AnsibleRunner, tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        leaf.faults.add("slow", times=1, delay=3, match="show session-config named")
        process = ansible.start([play([config("Try", {"lines": "vlan 99"})])], inventory(lab))
        try:
            wait_until(lambda: pending(leaf) != [])
        finally:
            for pid in [*descendants(process.pid), process.pid]:  # a worker has a process group of its own
                os.kill(pid, signal.SIGKILL)
            process.wait(timeout=PATIENCE)
        (left,) = pending(leaf)
        kept = {**inventory(lab)["all"]["hosts"]["leaf1"], "ansible_eapi_reclaim_sessions": False}
        leave = ansible.playbook(
            [play([config("Leave it", {"lines": "vlan 98"})])], inventory(lab, hosts={"leaf1": kept})
        ).result("leaf1", "Leave it")
        assert "reclaimed" not in leave.result
        assert pending(leaf) == [left]
        run = ansible.playbook([play([config("Next", {"lines": "vlan 97"})])], inventory(lab))
        assert run.result("leaf1", "Next")["reclaimed"] == [left]
        assert f"aborted the session {left}" in run.output
        assert pending(leaf) == []
        assert {97, 98} <= set(leaf.switch.view.vlans)
