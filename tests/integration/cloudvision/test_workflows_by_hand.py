# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Change controls that a task builds of stages and actions, over the wire."""

from __future__ import annotations

from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play
from support.workflows import objects_of, workflow

NAME = "Reload of rack 12"
CONTROL = "changecontrol.v1.ChangeControl"


def change(title: str, state: str, /, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode", "register") if key in options}
    which = {} if "change_control_id" in options else {"name": NAME}
    return workflow(title, "change_control", {"state": state, "wait_timeout": 30, **which, **options}, **keywords)


def result(run: Run, task: str) -> Any:
    return run.result("cv", task)


@pytest.fixture(scope="module")
def by_hand(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> Run:
    """One that is made, edited, renamed, run, made again and deleted; and what cannot be made."""
    both = [{"action": "mlaghealthcheck", "device": name} for name in ("leaf1", "spine1")]
    reload = {"action": "Reboot device", "device": "LEAF1", "timeout": 900, "args": {"Password": "hidden-words"}}
    stages = [both, {"name": "one by one", "stages": [reload]}]
    cloudvision.faults.add("change-fails", times=1)
    tasks = [
        change("create in check mode", "created", stages=stages, check_mode=True),
        change("create", "created", stages=stages, description="night shift"),
        change("create again", "created", stages=stages),
        change("approve", "approved"),
        change("edit", "created", stages=[both[0]]),
        change("edit again", "created", stages=[both[0]]),
        change("rename", "found", new_name=f"{NAME} b"),
        change("run one that fails", "completed", name=f"{NAME} b", approve=True),
        change("edit too late", "created", name="x", stages=stages, change_control_id="{{ failed.change_control.id }}"),
        change("create the next", "created", stages=stages),
        change("run", "completed", approve=True),
        change("create one more", "created", stages=stages, register="made"),
        change("delete in check mode", "deleted", check_mode=True),
        change("delete", "deleted"),
        change("by its id", "created", name=NAME, change_control_id="by-hand", stages=stages),
        change("by its id again", "created", name=NAME, change_control_id="by-hand", stages=stages),
        change("no stages", "created"),
        change("no action", "created", stages=[{"name": "x"}]),
        change("no such action", "created", stages=[{"action": "rebot", "device": "leaf1"}]),
        change("no such device", "created", stages=[{"action": "reboot", "device": "leaf11"}]),
        change("an argument too few", "created", stages=[{"action": "snapshot", "device": "leaf1"}]),
        change("no such option", "created", stages=[{"action": "reboot", "devices": "leaf1"}]),
        change("no time", "created", stages=[{**reload, "timeout": "soon"}]),
        change("stages elsewhere", "found", stages=stages),
        change("approved at once", "created", stages=stages, approve=True),
    ]
    for task in tasks:
        if task["name"] == "run one that fails":
            task["register"] = "failed"
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()


def test_stages_by_hand(by_hand: Run, cloudvision: CloudVision) -> None:
    for step in ("create", "edit", "by its id"):
        assert result(by_hand, step).status == "changed", result(by_hand, step).result
        assert result(by_hand, f"{step} again").status == "ok", result(by_hand, f"{step} again").result
    made = result(by_hand, "create")["change_control"]
    assert made["description"] == "night shift"
    assert made["status"] == "not_started"
    serials = {cloudvision.device_id("leaf1"), cloudvision.device_id("spine1")}
    assert set(made["device_ids"]) == serials
    row = objects_of(cloudvision).get(CONTROL, {"id": "by-hand"})
    assert row is not None
    stages = row["change"]["stages"]
    first, second = stages[row["change"]["root_stage_id"]]["rows"]
    assert [stages[one]["action"]["name"] for one in first] == ["mlaghealthcheck"] * 2
    reload = stages[stages[second[0]]["rows"][0][0]]["action"]
    assert (reload["name"], reload["timeout"]) == ("reboot", 900)
    assert reload["args"]["DeviceID"] == cloudvision.device_id("leaf1")
    assert not cloudvision.failures


def test_an_edit_by_hand_drops_the_approval(by_hand: Run) -> None:
    assert result(by_hand, "approve")["change_control"]["approved"] is True
    edited = result(by_hand, "edit")["change_control"]
    assert edited["approved"] is False
    assert edited["id"] == result(by_hand, "create")["change_control"]["id"]
    assert result(by_hand, "rename")["change_control"]["name"] == f"{NAME} b"


def test_check_mode_and_secrets_of_stages_by_hand(by_hand: Run) -> None:
    predicted, made = result(by_hand, "create in check mode"), result(by_hand, "create")
    assert predicted.status == "changed"
    assert predicted["change_control"]["id"] == ""
    assert predicted["diff"][0]["after"]["stages"] == made["diff"][0]["after"]["stages"]
    assert "hidden-words" not in by_hand.stdout
    assert result(by_hand, "delete in check mode").status == "changed"


def test_runs_of_stages_by_hand(by_hand: Run) -> None:
    failed = result(by_hand, "run one that fails")
    assert failed.status == "ignored"
    assert failed["changed"] is True
    assert "action 'mlaghealthcheck' failed" in failed.msg
    assert "cannot be edited: it is completed (failed)." in result(by_hand, "edit too late").msg
    assert result(by_hand, "create the next").status == "changed"
    ran = result(by_hand, "run")["change_control"]
    assert ran["completion_reason"] == "success"
    assert result(by_hand, "create one more")["change_control"]["id"] != ran["id"]
    assert result(by_hand, "delete").status == "changed"


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("no stages", "stages is empty or no list"),
        ("no action", "stages[0] has one of action and stages."),
        ("no such action", "there is no action 'rebot'. Did you mean 'reboot'?"),
        ("no such device", "CloudVision has no device 'leaf11'. Did you mean 'leaf1"),
        ("an argument too few", "action 'snapshot' lacks TemplateID."),
        ("no such option", "stages[0] has no option 'devices'"),
        ("no time", "stages[0]: timeout is 'soon': it is a number of seconds."),
        ("stages elsewhere", "stages is for 'state: created'."),
        ("approved at once", "approve does not go with 'state: created'."),
    ],
)
def test_stages_that_cannot_be(by_hand: Run, task: str, words: str) -> None:
    assert result(by_hand, task).status == "ignored"
    assert words in result(by_hand, task).msg
