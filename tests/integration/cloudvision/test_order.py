# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Nothing is asked that need not be, such as a version; change controls run one after the other."""

from __future__ import annotations

from typing import Any

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import info, inventory
from support.playrun import AnsibleRunner
from support.plays import play
from support.workflows import configlet, workflow

CHANGE = "aerie.arista.cloudvision_change_control"


def test_no_version_is_asked_for(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> None:
    """A probe of the release breaks with the next one; a verb that is missing says so by itself."""
    before = cloudvision.stats.by_method.copy()
    run = runner.playbook([play([info("devices", "inventory.v1.Device")])], inventory(network)).check()
    assert len(run.result("cv", "devices")["resources"]) == 52
    assert dict(cloudvision.stats.by_method - before) == {"inventory.v1.Device/GetAllBatched": 1}


def submitted(name: str, address: str) -> list[dict[str, Any]]:
    """A change that is submitted, and has a change control."""
    wish = configlet(name, f"ip name-server {address}\n", "leaf1", wait_timeout=30)
    return [workflow(f"edit {name}", "configlet", wish, register=name)]


def test_no_start_after_a_failure(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> None:
    cloudvision.faults.add("change-fails", times=1)
    tasks = [
        *submitted("first", "198.51.100.61"),
        *submitted("second", "198.51.100.62"),
        {
            "name": "one after the other",
            CHANGE: {"change_control_id": "{{ item }}", "state": "completed", "approve": True, "wait_timeout": 30},
            "loop": "{{ first.change_control_ids + second.change_control_ids }}",
            "loop_control": {"break_when": "followed is failed"},
            "register": "followed",
            "ignore_errors": True,
        },
        {
            "name": "look",
            CHANGE: {"change_control_id": "{{ item }}"},
            "loop": "{{ first.change_control_ids + second.change_control_ids }}",
        },
    ]
    run = runner.playbook([play(tasks)], inventory(network)).check()
    looked = [item["change_control"] for item in run.result("cv", "look")["results"]]
    assert [(one["status"], one["completion_reason"]) for one in looked] == [
        ("completed", "failed"),
        ("not_started", ""),
    ]
