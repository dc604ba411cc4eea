# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is returned after a wait shows what was done, whichever way CloudVision tells of it and however late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_controls import (
    ChangeControlRequest,
    ChangeControls,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_steps import carry_out
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.target_state import (
    WorkspaceRequest,
    reach,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import RESOURCE, inventory
from support.playrun import AnsibleRunner
from support.plays import play, task
from support.waiting import PATIENCE, wait_until
from support.workflows import configlet, objects_of, workflow

CONTROL = "changecontrol.v1.ChangeControl"
#: Seconds until a state follows: long enough for a subscription to begin before.
LATE = 0.3
STAGES = {"stages": {"only": {"name": "only", "action": {"name": "pause"}}}, "root_stage_id": "only"}


@pytest.fixture(params=[(False, False), (False, True), (True, False), (True, True)], ids=str)
def slow(cloudvision: CloudVision, request: pytest.FixtureRequest) -> Iterator[CloudVision]:
    """A CloudVision whose states follow late; its updates are whole or partial, new controls not started or nothing."""
    spec = cloudvision.spec
    spec.partial_updates, spec.not_started = request.param
    spec.delay = LATE
    yield cloudvision
    spec.partial_updates, spec.not_started, spec.delay = False, False, 0.005


def control_of(cloudvision: CloudVision, identity: str) -> ChangeControls:
    """The change controls, with a new one that has one stage."""
    objects = objects_of(cloudvision)
    config = {"key": {"id": identity}, "change": {"name": identity, **STAGES}}
    objects.set(f"{CONTROL}Config", config)
    wait_until(lambda: objects.get(CONTROL, {"id": identity}))
    return ChangeControls(objects, Poller(PATIENCE))


def test_change_controls(slow: CloudVision, request: pytest.FixtureRequest) -> None:
    identity = request.node.name
    controls = control_of(slow, identity)

    def done(target: Any, **options: Any) -> dict[str, Any]:
        result = carry_out(controls, ChangeControlRequest(target, id=identity, **options))
        assert result["changed"], target
        shown: dict[str, Any] = result["change_control"]
        return shown

    assert done("approved")["approved"] is True
    # An edit takes the approval away: a field that is gone.
    renamed = done("found", new_name=f"{identity} again")
    assert (renamed["name"], renamed["approved"]) == (f"{identity} again", False)
    scheduled = done("scheduled", at="2099-01-01T06:00:00Z", approve=True)
    assert (scheduled["status"], scheduled["scheduled_at"]) == ("scheduled", "2099-01-01T06:00:00Z")
    unscheduled = done("unscheduled")
    assert (unscheduled["status"], unscheduled["scheduled_at"]) == ("not_started", None)
    assert unscheduled["approved"] is True
    assert done("unapproved")["approved"] is False
    assert slow.failures == []


def test_a_workspace_that_is_waited_for_takes_changes(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision
) -> None:
    """The generic module, too, waits until what it made can be used."""
    tag = {"element_type": "device", "label": "site", "value": "zurich", "workspace_id": "used at once"}
    wait = {"wait": True, "wait_timeout": PATIENCE}
    tasks = [
        task(
            "make",
            RESOURCE,
            {"model": "workspace.v1.WorkspaceConfig", "key": {"workspace_id": "used at once"}, **wait},
        ),
        task("use", RESOURCE, {"model": "tag.v2.TagConfig", "key": tag, **wait}),
    ]
    cloudvision.spec.opening = 5 * LATE
    try:
        run = runner.playbook([play(tasks)], inventory(network)).check()
    finally:
        cloudvision.spec.opening = 0.1
    assert run.result("cv", "make")["states"][0]["state"] == "WORKSPACE_STATE_PENDING"
    assert run.result("cv", "use").status == "changed"


def test_a_rollback_names_its_change_control(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> None:
    edit = workflow("edit", "configlet", configlet("back", "ip name-server 198.51.100.77\n", "leaf1"))
    submitted = runner.playbook([play([edit])], inventory(network)).check().result("cv", "edit")
    cloudvision.spec.naming = LATE
    try:
        spaces = Workspaces(objects_of(cloudvision), Poller(PATIENCE))
        result = reach(spaces, WorkspaceRequest("rolled_back", submitted["workspace_id"]))
    finally:
        cloudvision.spec.naming = 0.0
    assert result["state"] == "rolled_back"
    assert result["change_control_ids"][:-1] == submitted["change_control_ids"]
    assert len(result["change_control_ids"]) == 2


def test_lists_with_doubles_and_a_build_that_settles(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision
) -> None:
    """Devices, workspaces and change controls are found by their names, and a submission waits for its build."""
    wait = {"wait_timeout": PATIENCE}
    edit = configlet("settles", "ip name-server 198.51.100.78\n", "leaf1", workspace="settles", **wait)
    rename = {"name": "settles", "new_name": "has settled"}
    tasks = [
        workflow("create", "workspace", {"name": "settles", **wait}),
        workflow("tag", "tag", {"workspace": "settles", "tags": [{"label": "a", "value": "b", "devices": ["leaf1"]}]}),
        workflow("edit", "configlet", edit),
        workflow("submit", "workspace", {"name": "settles", "state": "submitted", **wait}, register="submitted"),
        workflow(
            "find", "change_control", {"workspace": "{{ submitted.workspace_id }}", "new_name": "settles", **wait}
        ),
        workflow("rename", "change_control", {**rename, **wait}),
        workflow("rename again", "change_control", {**rename, **wait}),
    ]
    cloudvision.spec.doubles, cloudvision.spec.settling = True, LATE
    try:
        run = runner.playbook([play(tasks)], inventory(network)).check()
    finally:
        cloudvision.spec.doubles, cloudvision.spec.settling = False, 0.0
    states = {name: run.result("cv", name).status for name in ("submit", "find", "rename", "rename again")}
    assert states == {"submit": "changed", "find": "changed", "rename": "changed", "rename again": "ok"}
    assert run.result("cv", "rename again")["change_control"]["name"] == "has settled"
    assert cloudvision.failures == []
