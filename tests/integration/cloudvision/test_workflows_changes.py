# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Change controls over the wire, and the playbook that goes the whole way to the devices."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.cloudvision.effects.changecontrol import ChangeControls
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play
from support.workflows import configlet, objects_of, stopping, workflow

ROOT = Path(__file__).resolve().parents[3]
OWN = "{{ edited.workspace_id }}"
ID = "{{ found.change_control.id }}"


def change(title: str, state: str, /, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode", "register") if key in options}
    which = {} if {"name", "change_control_id", "workspace"} & options.keys() else {"change_control_id": ID}
    return workflow(title, "change_control", {"state": state, "wait_timeout": 30, **which, **options}, **keywords)


def edited(name: str, body: str, device: str = "leaf1") -> list[dict[str, Any]]:
    """A change that is submitted, and its change control as ``found``."""
    return [
        workflow("edit", "configlet", configlet(name, body, device, wait_timeout=30), register="edited"),
        change("find", "found", workspace=OWN, register="found"),
    ]


def result(run: Run, task: str) -> Any:
    return run.result("cv", task)


@pytest.fixture(scope="module")
def way(runner: AnsibleRunner, network: Lab) -> Run:
    """A change control from its making to its end."""
    tasks = [
        *edited("dns", "ip name-server 198.51.100.53\n"),
        change("too early", "started"),
        change("stop too early", "stopped"),
        change("approve another version", "approved", version="2020-01-01T00:00:00Z"),
        change("approve in check mode", "approved", check_mode=True),
        change("approve", "approved", version="{{ found.change_control.version }}", notes="reviewed"),
        change("approve again", "approved"),
        change("unapprove", "unapproved"),
        change("unapprove again", "unapproved"),
        change("schedule", "scheduled", schedule_at="2099-01-01T08:00:00+02:00", approve=True),
        change("schedule again", "scheduled", schedule_at="2099-01-01T06:00:00Z"),
        change("unschedule", "unscheduled"),
        change("run in check mode", "completed", check_mode=True),
        change("run", "completed"),
        change("run again", "completed", workspace=OWN),
        change("find by its name", "found", name="{{ found.change_control.name }}"),
        change("approve too late", "unapproved"),
        change("stop too late", "stopped"),
        change("nothing", "found", change_control_id="nothing"),
        change("no such name", "found", name="nothing"),
        change("two ways to name it", "found", name="a", workspace="b"),
        change("no time", "scheduled"),
        change("what is no time", "scheduled", schedule_at="soon"),
        change("a workspace that is not there", "completed", workspace="nothing", check_mode=True),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()


def test_change_control_lifecycle(way: Run, network: Lab, cloudvision: CloudVision) -> None:
    for step in ("approve", "unapprove", "schedule", "run"):
        assert result(way, step).status == "changed", result(way, step).result
        assert result(way, f"{step} again").status == "ok", result(way, f"{step} again").result
    assert result(way, "approve")["change_control"]["approved"] is True
    assert result(way, "schedule")["change_control"]["status"] == "scheduled"
    assert result(way, "unschedule")["change_control"]["scheduled_at"] is None
    assert result(way, "run")["change_control"]["completion_reason"] == "success"
    assert "ip name-server" in network["leaf1"].running_config()
    assert "198.51.100.53" in network["leaf1"].running_config()
    assert not cloudvision.failures


def test_check_mode_of_a_change_control(way: Run) -> None:
    assert result(way, "approve in check mode").status == "changed"
    assert result(way, "approve in check mode")["change_control"]["approved"] is False
    assert result(way, "run in check mode")["diff"] == result(way, "run")["diff"]
    unknown = result(way, "a workspace that is not there")
    assert unknown.status == "changed"
    assert "cannot be predicted" in unknown["warnings"][0]


def test_how_far_it_is(way: Run) -> None:
    assert re.search(r"\[cv\] change control '.*' \(.*\): completed, 1 of 1 actions done", way.stdout)


def test_a_change_control_is_found(way: Run) -> None:
    found = result(way, "find")["change_control"]
    assert found["status"] == "not_started"
    assert found["id"] in result(way, "edit")["change_control_ids"]
    assert result(way, "find by its name")["change_control"]["id"] == found["id"]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("too early", "cannot be started: it is not approved. Approve it with 'state: approved'"),
        ("stop too early", "cannot be stopped: it does not run."),
        ("approve another version", "was edited since version 2020-01-01T00:00:00Z"),
        ("approve too late", "cannot be unapproved: it is completed (success)."),
        ("stop too late", "cannot be stopped: it is completed (success)."),
        ("nothing", "there is no change control 'nothing'."),
        ("no such name", "there is no change control called 'nothing'."),
        ("two ways to name it", "change_control_id, name and workspace are given together"),
        ("no time", "schedule_at is missing"),
        ("what is no time", "schedule_at is 'soon': it is a time, ISO 8601."),
    ],
)
def test_invalid_input(way: Run, task: str, words: str) -> None:
    assert result(way, task).status == "ignored"
    assert words in result(way, task).msg


def test_change_control_stopped_by_others(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> None:
    cloudvision.faults.add("change-hangs", times=1)
    tasks = [*edited("stopped", "ip name-server 198.51.100.54\n"), change("run", "completed", approve=True)]
    with stopping(cloudvision, "mallory"):
        run = runner.playbook([play(tasks, **GO_ON)], inventory(network)).check()
    failed = result(run, "run")
    assert failed.status == "ignored"
    assert "was stopped by mallory before its end." in failed.msg
    assert failed["change_control"]["completion_reason"] == "stopped"


def test_failing_and_hanging_server(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> None:
    cloudvision.faults.add("change-fails", times=1)
    tasks = [
        *edited("refused", "ip name-server 198.51.100.55\n"),
        change("run", "completed", approve=True),
        change("run again", "completed"),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network)).check()
    for step in ("run", "run again"):
        failed = result(run, step)
        assert failed.status == "ignored"
        assert "refused the configuration" in failed.msg
        assert failed["failures"][0]["device_id"] == cloudvision.device_id("leaf1")
        assert failed["changed"] is (step == "run")

    cloudvision.faults.add("change-hangs", times=1)
    tasks = [
        *edited("hanging", "ip name-server 198.51.100.56\n"),
        change("start", "started", approve=True),
        change("wait", "completed", wait_timeout=0.5),
        change("stop in check mode", "stopped", check_mode=True),
        change("stop", "stopped"),
        change("stop again", "stopped"),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network)).check()
    assert result(run, "start")["change_control"]["status"] == "running"
    assert "its end did not come within 0.5 s. Raise wait_timeout" in result(run, "wait").msg
    assert result(run, "stop in check mode").status == result(run, "stop").status == "changed"
    assert result(run, "stop")["change_control"]["completion_reason"] == "stopped"
    assert result(run, "stop again").status == "ok"


def test_the_playbook_goes_the_whole_way(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision, tmp_path: Path
) -> None:
    (tmp_path / "logins.cfg").write_text("interface Ethernet1\n   description Authorized only\n")
    (tmp_path / "clock.cfg").write_text("clock timezone Europe/Zurich\n")
    tree = [{"name": "spines", "query": "device:spine1", "configlets": ["clock", "logins"]}]
    given = {"configlet_folder": str(tmp_path), "configlet_assignments": tree, "change_name": "Site rules"}
    hosts = {"cloudvision": inventory(network)["all"]}
    playbook = ROOT / "playbooks" / "cloudvision_change.yml"
    before = network["spine1"].running_config()

    check = runner.playbook(playbook, hosts, "--check", "--diff", extra_vars=given).check()
    assert result(check, "Check whether anything differs").status == "changed"
    assert result(check, "Check whether anything differs")["build"]["state"] == "success"
    assert network["spine1"].running_config() == before
    assert objects_of(cloudvision).list("workspace.v1.Workspace", {"display_name": "Site rules"}) == []

    run = runner.playbook(playbook, hosts, extra_vars=given).check()
    assert "+clock timezone Europe/Zurich" in run.stdout
    assert "clock timezone Europe/Zurich" in network["spine1"].running_config()
    assert result(run, "Submit it")["state"] == "submitted"

    again = runner.playbook(playbook, hosts, extra_vars=given).check()
    assert again.stats["cv"]["changed"] == 0
    assert again.stats["cv"]["ok"] == 1


def test_a_connection_that_breaks_after_each_request(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision
) -> None:
    cloudvision.faults.clear()
    for path in (r"WorkspaceConfigService/Set$", r"ChangeControlConfigService/Set$", r"ApproveConfigService/Set$"):
        # The first call is cut after it has run, and repeated.
        cloudvision.faults.add("drop-after-applying", times=1, match=path)
    cloudvision.faults.add("no-batched-verbs")
    submitted = workflow("submit", "workspace", {"workspace_id": "cut", "state": "submitted", "wait_timeout": 30})
    cut = {"workspace_id": "cut", "wait_timeout": 30}
    tasks = [
        workflow("make", "workspace", cut),
        workflow("edit", "configlet", configlet("cut", "ip name-server 198.51.100.57\n", "leaf1", workspace="cut")),
        workflow("build", "workspace", {**cut, "state": "built"}),
        submitted,
        change("run", "completed", workspace="cut", approve=True),
    ]
    try:
        run = runner.playbook([play(tasks[:3])], inventory(network)).check()
        cloudvision.faults.add("drop-after-applying", times=1, match=r"WorkspaceConfigService/Set$")
        run = runner.playbook([play(tasks[3:])], inventory(network)).check()
        assert cloudvision.faults.active("drop-after-applying") is None
    finally:
        cloudvision.faults.clear()
    assert result(run, "submit")["state"] == "submitted"
    assert result(run, "run")["change_control"]["completion_reason"] == "success"
    assert len(objects_of(cloudvision).list("workspace.v1.Workspace", {"key": {"workspace_id": "cut"}})) == 1


def test_a_change_control_that_is_named_late_overridden_and_deleted(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision
) -> None:
    cloudvision.spec.naming = 0.5
    try:
        tasks = [
            *edited("late", "ip name-server 198.51.100.91\n"),
            change("rename in check mode", "found", new_name="Late servers", description="One more", check_mode=True),
            change("rename", "found", new_name="Late servers", description="One more"),
            change("rename again", "found", new_name="Late servers", description="One more"),
        ]
        first = runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()
    finally:
        cloudvision.spec.naming = 0.0
    identity = result(first, "find")["change_control"]["id"]
    assert result(first, "edit")["change_control_ids"] == [identity]
    assert result(first, "rename in check mode")["diff"] == result(first, "rename")["diff"]
    assert result(first, "rename again").status == "ok"
    assert cloudvision.get("changecontrol.v1.ChangeControl", id=identity).change.notes.value == "One more"
    cloudvision.world.effects.one(ChangeControls).object_to(identity, 3)
    tasks = [
        change("approve", "approved", change_control_id=identity),
        change("no reason", "approved", change_control_id=identity, override=True),
        change("override", "approved", change_control_id=identity, override=True, notes="the other one is ours"),
        change("delete in check mode", "deleted", change_control_id=identity, check_mode=True),
        change("delete", "deleted", change_control_id=identity),
        change("delete again", "deleted", change_control_id=identity),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()
    assert "cannot be approved: its validation failed (concurrent_execution)" in result(run, "approve").msg
    assert "override needs a reason" in result(run, "no reason").msg
    assert result(run, "override")["change_control"]["approved"] is True
    assert result(run, "override")["change_control"]["validation_failures"] == ["concurrent_execution"]
    assert [result(run, f"delete{when}").status for when in (" in check mode", "", " again")] == [
        "changed",
        "changed",
        "ok",
    ]
    assert cloudvision.get("changecontrol.v1.ChangeControl", id=identity) is None
    assert not cloudvision.failures
