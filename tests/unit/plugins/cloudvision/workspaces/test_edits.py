# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Edits of what lives in workspaces, and changes through a workspace."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import ForbiddenError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    LateError,
    StateError,
    SynchronizationError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import edits
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import run as workspace_jobs
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.edits import Edit, EditPlan
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces
from support.fake_objects import FakeObjects, poller

MODEL = "configlet.v1.Configlet"
WORKSPACE = "workspace.v1.Workspace"


def row(identity: str, workspace: str, **fields: Any) -> dict[str, Any]:
    return {"key": {"workspace_id": workspace, "configlet_id": identity}, **fields}


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects(
        {
            MODEL: [
                row("both", "", display_name="old"),
                row("both", "w1", display_name="new"),
                row("gone", "", display_name="gone"),
                row("main", "", display_name="main"),
                row("other", "w2", display_name="other"),
            ],
            f"{MODEL}Config": [
                row("both", "w1", display_name="new"),
                row("gone", "w1", remove=True),
                row("other", "w2", display_name="other"),
            ],
        }
    )


@pytest.mark.parametrize(
    ("before", "wanted", "changed"),
    [
        (None, {}, True),
        (None, None, False),
        ({"a": 1}, None, True),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"a": 1}, {"a": 2}, True),
        ({}, {"a": ""}, False),
        ({"a": [1, 2]}, {"a": [2, 1]}, True),
    ],
)
def test_what_an_edit_changes(before: Any, wanted: Any, changed: bool) -> None:
    assert Edit(MODEL, {}, before, wanted, "title").changed is changed


def test_edits_go_by_model_in_order_and_bring_back_what_was_removed(objects: FakeObjects) -> None:
    plan = EditPlan(
        [
            Edit(MODEL, {"configlet_id": "gone"}, None, {"display_name": "back"}, "gone"),
            Edit(MODEL, {"configlet_id": "main"}, {"display_name": "main"}, {"display_name": "main"}, "as it is"),
            Edit(MODEL, {"configlet_id": "both"}, {"display_name": "new"}, None, "both"),
        ]
    )
    edits.apply(View(objects, "w1"), plan, poller())
    assert objects.written(f"{MODEL}Config") == [
        row("gone", "w1", display_name="back", remove=False),
        row("both", "w1", remove=True),
    ]
    assert [one["after_header"] for one in plan.diffs] == ["gone", "both"]


def test_a_state_that_does_not_follow_is_late(objects: FakeObjects) -> None:
    objects.reactions[f"{MODEL}Config"] = lambda values: None
    plan = EditPlan([Edit(MODEL, {"configlet_id": "new"}, None, {"display_name": "new"}, "new")])
    with pytest.raises(LateError, match="workspace 'w1' does not show its changes yet"):
        edits.apply(View(objects, "w1"), plan, poller(seconds=1))


def test_the_differences_of_a_workspace(objects: FakeObjects) -> None:
    found = {one["after_header"]: one for one in edits.differences(objects, "w1")}
    assert found["Configlet both"]["before"] == {"display_name": "old"}
    assert found["Configlet both"]["after"] == {"display_name": "new"}
    assert found["Configlet gone"]["after"] == {}
    assert set(found) == {"Configlet both", "Configlet gone"}


def test_scoped_models_are_found_from_the_descriptors() -> None:
    found = edits.scoped_models()
    assert found[0] == "tag.v2.Tag"
    assert {MODEL, "configlet.v1.ConfigletAssignment", "studio.v1.Inputs", "tag.v2.TagAssignment"} <= set(found)
    assert not [name for name in found if name.startswith("workspace.")]


# --- Jobs ---


def planner(view: View) -> EditPlan:
    key = {"configlet_id": "new"}
    return EditPlan([Edit(MODEL, key, view.get(MODEL, key), {"display_name": "new"}, "configlet new")])


def answering(objects: FakeObjects, overtaken: int = 0, **failures: str) -> None:
    """Let workspaces answer their requests; ``failures`` are requests that fail, and why.

    So many submissions, ``overtaken``, come after those of others.
    """
    left = [overtaken]
    ends = {"SUBMIT": "SUBMITTED", "SUBMIT_FORCE": "SUBMITTED", "ABANDON": "ABANDONED"}

    def react(values: dict[str, Any]) -> None:
        workspace = objects.get(WORKSPACE, values["key"]) or {"key": values["key"], "state": "WORKSPACE_STATE_PENDING"}
        workspace.update({name: values[name] for name in ("display_name", "description") if name in values})
        request = values.get("request", "").removeprefix("REQUEST_")
        if request:
            failed = failures.get(request)
            status = {"status": f"RESPONSE_STATUS_{'FAIL' if failed else 'SUCCESS'}", "message": failed or ""}
            if request == "SUBMIT" and left[0]:
                left[0] -= 1
                failed = "behind"
                code = "RESPONSE_CODE_SYNCHRONIZATION_REQUIRED"
                status = {"status": "RESPONSE_STATUS_FAIL", "message": failed, "code": code}
            identity = values["request_params"]["request_id"]
            workspace["responses"] = {**workspace.get("responses", {}), identity: status}
            if request == "START_BUILD":
                workspace["last_build_id"] = "b1"
                state = "BUILD_STATE_FAIL" if failed else "BUILD_STATE_SUCCESS"
                objects.put("workspace.v1.WorkspaceBuild", {"key": {**values["key"], "build_id": "b1"}, "state": state})
            if request in ends and not failed:
                workspace["state"] = f"WORKSPACE_STATE_{ends[request]}"
                workspace["cc_ids"] = ["cc1"] if request.startswith("SUBMIT") else []
        objects.put(WORKSPACE, workspace)

    objects.reactions[f"{WORKSPACE}Config"] = react


def states(objects: FakeObjects) -> list[str]:
    return [one["state"].rpartition("_STATE_")[2] for one in objects.list(WORKSPACE)]


def test_a_workspace_of_its_own_is_built_and_submitted(objects: FakeObjects) -> None:
    answering(objects)
    spaces = Workspaces(objects, poller())
    result = workspace_jobs.run(spaces, workspace_jobs.Job(name="Mine", force=True), planner)
    assert result["changed"] is True
    assert result["change_control_ids"] == ["cc1"]
    assert result["build"]["state"] == "success"
    assert states(objects) == ["SUBMITTED"]
    requests = [one["request"] for one in objects.written(f"{WORKSPACE}Config") if "request" in one]
    assert requests == ["REQUEST_START_BUILD", "REQUEST_SUBMIT_FORCE"]


def test_what_changes_nothing_makes_no_workspace(objects: FakeObjects) -> None:
    result = workspace_jobs.run(Workspaces(objects, poller()), workspace_jobs.Job(), lambda view: EditPlan())
    assert result == {"changed": False}
    assert objects.calls == []


@pytest.mark.parametrize("request_name", ["START_BUILD", "SUBMIT"])
def test_a_workspace_of_its_own_that_fails_is_abandoned(objects: FakeObjects, request_name: str) -> None:
    answering(objects, **{request_name: "no luck"})
    with pytest.raises(Exception, match="no luck"):
        workspace_jobs.run(Workspaces(objects, poller()), workspace_jobs.Job(), planner)
    assert states(objects) == ["ABANDONED"]


@pytest.mark.parametrize(("retries", "overtaken", "fails"), [(5, 2, False), (1, 1, False), (1, 2, True), (0, 1, True)])
def test_a_change_that_others_overtake_begins_again(
    objects: FakeObjects, retries: int, overtaken: int, fails: bool
) -> None:
    answering(objects, overtaken)
    spaces = Workspaces(objects, poller())
    job = workspace_jobs.Job(sync_retries=retries)
    if fails:
        with pytest.raises(SynchronizationError, match="behind"):
            workspace_jobs.run(spaces, job, planner)
        assert states(objects) == ["ABANDONED"] * (retries + 1)
    else:
        result = workspace_jobs.run(spaces, job, planner)
        assert (result["changed"], result["change_control_ids"]) == (True, ["cc1"])
        assert states(objects) == ["ABANDONED"] * overtaken + ["SUBMITTED"]


def test_nothing_is_left_to_do_when_others_have_done_the_same(objects: FakeObjects) -> None:
    answering(objects, overtaken=1)
    plans = [planner(View(objects)), EditPlan()]
    result = workspace_jobs.run(
        Workspaces(objects, poller()), workspace_jobs.Job(sync_retries=1), lambda view: plans.pop(0)
    )
    assert (result, plans) == ({"changed": False}, [])


def test_whole_lists_are_planned_again_in_the_new_workspace(objects: FakeObjects) -> None:
    answering(objects)
    key = {"configlet_id": "roots"}
    plans = [EditPlan([Edit(MODEL, key, None, {"body": body}, body)], whole=True) for body in ("mine", "all")]
    workspace_jobs.run(Workspaces(objects, poller()), workspace_jobs.Job(), lambda view: plans.pop(0))
    assert [one["body"] for one in objects.written(f"{MODEL}Config")] == ["all"]
    plans = [EditPlan([Edit(MODEL, key, None, {"body": "mine"}, "mine")], whole=True), EditPlan(whole=True)]
    result = workspace_jobs.run(Workspaces(objects, poller()), workspace_jobs.Job(), lambda view: plans.pop(0))
    assert result == {"changed": False}
    assert states(objects) == ["SUBMITTED", "ABANDONED"]


@pytest.mark.parametrize(("retries", "submitted"), [(0, True), (1, False)])
def test_force_overwrites_what_others_submitted_only_without_retries(
    objects: FakeObjects, retries: int, submitted: bool
) -> None:
    answering(objects)
    answer = objects.reactions[f"{WORKSPACE}Config"]

    def react(values: dict[str, Any]) -> None:
        answer(values)
        if values.get("request") == "REQUEST_START_BUILD" and "ABANDONED" not in states(objects):
            objects.put(WORKSPACE, {"key": values["key"], "needs_rebase": True})

    objects.reactions[f"{WORKSPACE}Config"] = react
    job = workspace_jobs.Job(force=True, sync_retries=retries)
    assert workspace_jobs.run(Workspaces(objects, poller()), job, planner)["changed"] is True
    assert states(objects) == (["SUBMITTED"] if submitted else ["ABANDONED", "SUBMITTED"])


def test_the_first_error_is_told_even_if_the_abandonment_fails_too(objects: FakeObjects) -> None:
    answering(objects, START_BUILD="first", ABANDON="second")
    with pytest.raises(Exception, match="first"):
        workspace_jobs.run(Workspaces(objects, poller()), workspace_jobs.Job(), planner)


def test_check_mode_builds_in_a_scratch_workspace_and_drops_it(objects: FakeObjects) -> None:
    answering(objects)
    result = workspace_jobs.run(Workspaces(objects, poller()), workspace_jobs.Job(check=True), planner)
    assert result["build"]["state"] == "success"
    assert "change_control_ids" not in result
    requests = [one["request"] for one in objects.written(f"{WORKSPACE}Config") if "request" in one]
    assert requests == ["REQUEST_START_BUILD", "REQUEST_ABANDON"]
    assert states(objects) == []


def test_a_scratch_workspace_that_cannot_be_deleted_is_no_error(objects: FakeObjects) -> None:
    answering(objects)

    def delete(name: str, key: Any) -> None:
        raise ForbiddenError("no", code="PERMISSION_DENIED")

    objects.delete = delete  # type: ignore[method-assign]
    result = workspace_jobs.run(Workspaces(objects, poller()), workspace_jobs.Job(check=True), planner)
    assert result["changed"] is True
    assert states(objects) == ["ABANDONED"]


def test_a_workspace_that_is_there_takes_the_change(objects: FakeObjects) -> None:
    objects.put(WORKSPACE, {"key": {"workspace_id": "w1"}, "display_name": "Mine", "state": "WORKSPACE_STATE_PENDING"})
    spaces = Workspaces(objects, poller())
    assert workspace_jobs.run(spaces, workspace_jobs.Job("Mine", check=True), planner)["changed"] is True
    assert objects.calls == []
    assert workspace_jobs.run(spaces, workspace_jobs.Job("w1"), planner)["workspace_id"] == "w1"
    assert workspace_jobs.run(spaces, workspace_jobs.Job("Mine"), planner)["changed"] is False


def test_a_workspace_that_is_closed_takes_none(objects: FakeObjects) -> None:
    objects.put(WORKSPACE, {"key": {"workspace_id": "w1"}, "state": "WORKSPACE_STATE_SUBMITTED"})
    with pytest.raises(StateError, match="workspace 'w1' cannot be changed: it is already submitted"):
        workspace_jobs.run(Workspaces(objects, poller()), workspace_jobs.Job("w1"), planner)


def test_a_copy_waits_until_the_other_workspace_shows_it(objects: FakeObjects) -> None:
    late: list[Any] = []

    def react(values: dict[str, Any]) -> None:
        if not values.get("remove"):
            late.append(lambda: objects.put(MODEL, values))

    objects.reactions[f"{MODEL}Config"] = react
    waits: list[str] = []
    events = [lambda: waits.append("first"), lambda: [event() for event in late if waits], lambda: waits.append("last")]
    edits.copy(objects, "w1", "w9", poller(*events))
    assert objects.written(f"{MODEL}Config") == [row("both", "w9", display_name="new"), row("gone", "w9", remove=True)]
    assert waits == ["first"]
