# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What somebody else does between two calls of a task: edit, delete, run, abandon, submit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.plain import PlainResources
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_controls import (
    ChangeControlRequest,
    ChangeControls,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_steps import carry_out
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    ChangeControlError,
    StateError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.tags import Wanted, plan_tags
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import run
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.target_state import (
    WorkspaceRequest,
    reach,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from lab.cloudvision.cloudvision import CloudVision
from support.cloudvision_plays import options_of
from support.waiting import PATIENCE, wait_until
from support.workflows import objects_of

CONTROL = "changecontrol.v1.ChangeControl"
APPROVE = "changecontrol.v1.ApproveConfig"
SPACE = "workspace.v1.Workspace"
STAGES = {"stages": {"only": {"name": "only", "action": {"name": "pause"}}}, "root_stage_id": "only"}

Act = Callable[[], Any]


class Overtaken(PlainResources):
    """The task's calls; just before one of them, somebody else does something."""

    def __init__(self, cloudvision: CloudVision, model: str, wanted: str, act: Act) -> None:
        super().__init__(CloudVisionClient(options_of(cloudvision)).resources)
        self._model, self._wanted, self._act = model, wanted, act

    def set(self, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        if name == self._model and self._wanted in repr(values):
            self._wanted = "no further call"
            self._act()
        return super().set(name, values)


@pytest.fixture
def other(cloudvision: CloudVision) -> PlainResources:
    """Somebody else."""
    token = cloudvision.accounts.issue("second", 3600, ("network-admin",)).text
    return objects_of(cloudvision, token=token)


def control(other: PlainResources, identity: str) -> None:
    other.set(f"{CONTROL}Config", {"key": {"id": identity}, "change": {"name": identity, **STAGES}})
    wait_until(lambda: other.get(CONTROL, {"id": identity}))


def edit(other: PlainResources, identity: str) -> None:
    other.set(f"{CONTROL}Config", {"key": {"id": identity}, "change": {"notes": "theirs"}})
    wait_until(lambda: other.get(CONTROL, {"id": identity})["change"].get("notes") == "theirs")


def delete(other: PlainResources, identity: str) -> None:
    other.delete(f"{CONTROL}Config", {"id": identity})
    wait_until(lambda: other.get(CONTROL, {"id": identity}) is None)


@pytest.mark.parametrize(
    ("act", "model", "wanted", "words"),
    [
        (edit, APPROVE, "approve", r"was edited by somebody else meanwhile\. Look at what it does now"),
        (edit, f"{CONTROL}Config", "start", r"was edited by somebody else meanwhile\. Look at what it does now"),
        (delete, APPROVE, "approve", "was deleted by somebody else"),
        (delete, f"{CONTROL}Config", "start", "was deleted by somebody else"),
    ],
)
def test_a_change_control(
    cloudvision: CloudVision, other: PlainResources, act: Callable[..., Any], model: str, wanted: str, words: str
) -> None:
    """What was approved is what was read, and what runs is what was approved."""
    identity = f"{act.__name__} before {wanted}"
    control(other, identity)
    objects = Overtaken(cloudvision, model, wanted, lambda: act(other, identity))
    request = ChangeControlRequest("completed", id=identity, approve=True)
    with pytest.raises(ChangeControlError, match=words):
        carry_out(ChangeControls(objects, Poller(PATIENCE)), request)
    assert (other.get(CONTROL, {"id": identity}) or {}).get("completion_reason") is None


def close(other: PlainResources, identity: str, request: str, state: str) -> None:
    for step in (["START_BUILD"] if request == "SUBMIT" else []), [request]:
        for one in step:
            Workspaces(other, Poller(PATIENCE)).perform(identity, one)
    assert other.get(SPACE, {"workspace_id": identity})["state"] == f"WORKSPACE_STATE_{state}"


def test_a_workspace(cloudvision: CloudVision, other: PlainResources) -> None:
    """Closed by somebody else: a submission that is there already is what was wanted; an abandoned one is an error."""

    def submitted(name: str, request: str, state: str) -> dict[str, Any]:
        act = partial(close, other, name, request, state)
        spaces = Workspaces(Overtaken(cloudvision, f"{SPACE}Config", "REQUEST_SUBMIT", act), Poller(PATIENCE))
        spaces.create(name, name)
        return reach(spaces, WorkspaceRequest("submitted", name))

    assert submitted("theirs is in", "SUBMIT", "SUBMITTED")["state"] == "submitted"
    with pytest.raises(StateError, match="workspace 'theirs is off' cannot be changed: it is abandoned"):
        submitted("theirs is off", "ABANDON", "ABANDONED")


def test_a_tasks_own_workspace(cloudvision: CloudVision, other: PlainResources) -> None:
    """One that somebody else has abandoned is not told to be open."""

    def act() -> None:
        (mine,) = [one for one in other.list(SPACE, {"display_name": "own"}) if one["state"].endswith("PENDING")]
        close(other, mine["key"]["workspace_id"], "ABANDON", "ABANDONED")

    objects = Overtaken(cloudvision, f"{SPACE}Config", "START_BUILD", act)
    wanted = [Wanted("ELEMENT_TYPE_DEVICE", "second", "user", ())]
    with pytest.raises(StateError, match="cannot be changed: it is abandoned") as caught:
        run.run(
            Workspaces(objects, Poller(PATIENCE)),
            run.WorkspaceChange(name="own"),
            lambda view: plan_tags(view, wanted, "merged"),
        )
    assert "may still be open" not in str(caught.value)
