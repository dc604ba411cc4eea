# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Changes through a workspace: one that is there, one of their own, and the scratch workspace of check mode."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import ForbiddenError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    BuildError,
    StateError,
    SynchronizationError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import run as workspace_run
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.edits import Edit, EditPlan
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.run import WorkspaceChange
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import (
    CONFIG,
    WORKSPACE,
    Workspaces,
)
from support.fake_objects import FakeObjects, poller
from support.fake_workspaces import MODEL, answering, configlets, requests, row, states


@pytest.fixture
def objects() -> FakeObjects:
    return configlets()


def planner(view: View) -> EditPlan:
    key = {"configlet_id": "new"}
    return EditPlan([Edit(MODEL, key, view.get(MODEL, key), {"display_name": "new"}, "configlet new")])


def test_a_workspace_of_its_own_is_built_and_submitted(objects: FakeObjects) -> None:
    answering(objects)
    spaces = Workspaces(objects, poller())
    result = workspace_run.run(spaces, WorkspaceChange(name="Mine", force=True), planner)
    assert result["changed"] is True
    assert result["change_control_ids"] == ["cc1"]
    assert result["build"]["state"] == "success"
    assert states(objects) == ["SUBMITTED"]
    assert requests(objects) == ["START_BUILD", "SUBMIT_FORCE"]


def test_no_workspace_without_a_change(objects: FakeObjects) -> None:
    result = workspace_run.run(Workspaces(objects, poller()), WorkspaceChange(), lambda view: EditPlan())
    assert result == {"changed": False}
    assert objects.calls == []


@pytest.mark.parametrize("request_name", ["START_BUILD", "SUBMIT"])
def test_a_workspace_of_its_own_that_fails_is_abandoned(objects: FakeObjects, request_name: str) -> None:
    answering(objects, **{request_name: "no luck"})
    with pytest.raises(Exception, match="no luck"):
        workspace_run.run(Workspaces(objects, poller()), WorkspaceChange(), planner)
    assert states(objects) == ["ABANDONED"]


@pytest.mark.parametrize(("retries", "overtaken", "fails"), [(5, 2, False), (1, 1, False), (1, 2, True), (0, 1, True)])
def test_a_change_that_others_overtake_begins_again(
    objects: FakeObjects, retries: int, overtaken: int, fails: bool
) -> None:
    answering(objects, overtaken)
    spaces = Workspaces(objects, poller())
    change = WorkspaceChange(sync_retries=retries)
    if fails:
        with pytest.raises(SynchronizationError, match="behind"):
            workspace_run.run(spaces, change, planner)
        assert states(objects) == ["ABANDONED"] * (retries + 1)
    else:
        result = workspace_run.run(spaces, change, planner)
        assert (result["changed"], result["change_control_ids"]) == (True, ["cc1"])
        assert states(objects) == ["ABANDONED"] * overtaken + ["SUBMITTED"]


def test_nothing_is_left_to_do_when_others_have_done_the_same(objects: FakeObjects) -> None:
    answering(objects, overtaken=1)
    plans = [planner(View(objects)), EditPlan()]
    result = workspace_run.run(
        Workspaces(objects, poller()), WorkspaceChange(sync_retries=1), lambda view: plans.pop(0)
    )
    assert (result, plans) == ({"changed": False}, [])


def test_whole_lists_are_planned_again_in_the_new_workspace(objects: FakeObjects) -> None:
    answering(objects)
    key = {"configlet_id": "roots"}
    plans = [EditPlan([Edit(MODEL, key, None, {"body": body}, body)], whole=True) for body in ("mine", "all")]
    workspace_run.run(Workspaces(objects, poller()), WorkspaceChange(), lambda view: plans.pop(0))
    assert [one["body"] for one in objects.written(f"{MODEL}Config")] == ["all"]
    plans = [EditPlan([Edit(MODEL, key, None, {"body": "mine"}, "mine")], whole=True), EditPlan(whole=True)]
    result = workspace_run.run(Workspaces(objects, poller()), WorkspaceChange(), lambda view: plans.pop(0))
    assert result == {"changed": False}
    assert states(objects) == ["SUBMITTED", "ABANDONED"]


@pytest.mark.parametrize(("retries", "submitted"), [(0, True), (1, False)])
def test_force_overwrites_what_others_submitted_only_without_retries(
    objects: FakeObjects, retries: int, submitted: bool
) -> None:
    answering(objects, overtaken=1)
    change = WorkspaceChange(force=True, sync_retries=retries)
    assert workspace_run.run(Workspaces(objects, poller()), change, planner)["changed"] is True
    assert states(objects) == (["SUBMITTED"] if submitted else ["ABANDONED", "SUBMITTED"])


def test_force_overwrites_nothing_when_the_retries_are_used_up(objects: FakeObjects) -> None:
    answering(objects, overtaken=2)
    with pytest.raises(SynchronizationError):
        workspace_run.run(Workspaces(objects, poller()), WorkspaceChange(force=True, sync_retries=1), planner)
    assert states(objects) == ["ABANDONED", "ABANDONED"]


def test_force_is_used_where_the_submission_fails_otherwise(objects: FakeObjects) -> None:
    answering(objects, SUBMIT="devices are not streaming")
    change = WorkspaceChange(force=True, sync_retries=1)
    assert workspace_run.run(Workspaces(objects, poller()), change, planner)["changed"] is True
    assert requests(objects) == ["START_BUILD", "SUBMIT", "SUBMIT_FORCE"]


def test_the_first_error_is_reported_even_if_the_abandonment_fails_too(objects: FakeObjects) -> None:
    answering(objects, START_BUILD="first", ABANDON="second")
    with pytest.raises(Exception, match="first"):
        workspace_run.run(Workspaces(objects, poller()), WorkspaceChange(), planner)


def test_check_mode_builds_in_a_scratch_workspace_and_drops_it(objects: FakeObjects) -> None:
    answering(objects)
    result = workspace_run.run(Workspaces(objects, poller()), WorkspaceChange(check=True), planner)
    assert result["build"]["state"] == "success"
    assert "change_control_ids" not in result
    assert requests(objects) == ["START_BUILD", "ABANDON"]
    assert states(objects) == []


def test_a_scratch_workspace_that_cannot_be_deleted_is_no_error(objects: FakeObjects) -> None:
    answering(objects)

    def delete(name: str, key: Any) -> None:
        raise ForbiddenError("no", code="PERMISSION_DENIED")

    objects.delete = delete  # type: ignore[method-assign]
    result = workspace_run.run(Workspaces(objects, poller()), WorkspaceChange(check=True), planner)
    assert result["changed"] is True
    assert states(objects) == ["ABANDONED"]


def test_a_workspace_that_is_there_takes_the_change(objects: FakeObjects) -> None:
    objects.put(WORKSPACE, {"key": {"workspace_id": "w1"}, "display_name": "Mine", "state": "WORKSPACE_STATE_PENDING"})
    spaces = Workspaces(objects, poller())
    assert workspace_run.run(spaces, WorkspaceChange("Mine", check=True), planner)["changed"] is True
    assert objects.calls == []
    assert workspace_run.run(spaces, WorkspaceChange("w1"), planner)["workspace_id"] == "w1"
    assert workspace_run.run(spaces, WorkspaceChange("Mine"), planner)["changed"] is False


def test_a_workspace_that_is_closed_takes_none(objects: FakeObjects) -> None:
    objects.put(WORKSPACE, {"key": {"workspace_id": "w1"}, "state": "WORKSPACE_STATE_SUBMITTED"})
    with pytest.raises(StateError, match="workspace 'w1' cannot be changed: it is already submitted"):
        workspace_run.run(Workspaces(objects, poller()), WorkspaceChange("w1"), planner)


def make_change(
    objects: FakeObjects, *events: Any, plan: Any = None, said: list[str] | None = None, **change: Any
) -> Any:
    """Run a change that adds the configlet "new", or another plan."""
    return workspace_run.run(
        Workspaces(objects, poller(*events, said=said)), WorkspaceChange(**change), plan or planner
    )


@pytest.mark.parametrize("check", [True, False])
def test_the_mainline_cannot_be_changed_directly(objects: FakeObjects, check: bool) -> None:
    with pytest.raises(InputError, match="workspace is empty, which is the mainline"):
        make_change(objects, workspace="", check=check)
    assert objects.calls == []


def test_a_workspace_that_is_missing_is_an_error(objects: FakeObjects) -> None:
    with pytest.raises(StateError, match=r"there is no workspace 'w9', by its id .*Make it with cloudvision_workspace"):
        make_change(objects, workspace="w9")


def test_check_mode_expects_an_earlier_task_to_make_it(objects: FakeObjects) -> None:
    result = make_change(objects, workspace="w9", check=True)
    assert (result["changed"], result["workspace_id"]) == (True, "w9")
    assert objects.calls == []


def test_a_job_refuses_retries_that_cannot_be() -> None:
    with pytest.raises(InputError, match="sync_retries is -1: it is 0 or more"):
        WorkspaceChange(sync_retries=-1)


def test_without_submission_the_workspace_stays_open_and_built(objects: FakeObjects) -> None:
    answering(objects)
    result = make_change(objects, submit=False)
    assert (requests(objects), states(objects)) == (["START_BUILD"], ["PENDING"])
    assert result["build"]["state"] == "success"
    assert "change_control_ids" not in result
    assert result["workspace_id"].startswith("ansible-")


def test_name_and_description_of_the_own_workspace(objects: FakeObjects) -> None:
    answering(objects)
    result = make_change(objects, name="Mine", description="text")
    assert objects.written(CONFIG)[0] == {
        "key": {"workspace_id": result["workspace_id"]},
        "display_name": "Mine",
        "description": "text",
    }
    make_change(
        objects, plan=lambda view: EditPlan([Edit(MODEL, {"configlet_id": "x"}, None, {"display_name": "x"}, "x")])
    )
    unnamed = [one for one in objects.written(CONFIG) if "display_name" in one][-1]
    assert unnamed["display_name"] == f"Ansible {unnamed['key']['workspace_id'][-8:]}"
    assert "description" not in unnamed


def test_the_edits_are_made_in_the_own_workspace(objects: FakeObjects) -> None:
    answering(objects)
    result = make_change(objects)
    assert objects.written(f"{MODEL}Config") == [row("new", result["workspace_id"], display_name="new")]
    assert result["diff"] == [
        {
            "before": {},
            "after": {"display_name": "new"},
            "before_header": "configlet new",
            "after_header": "configlet new",
        }
    ]


def test_a_repetition_is_reported(objects: FakeObjects) -> None:
    answering(objects, overtaken=1)
    said: list[str] = []
    make_change(objects, sync_retries=1, said=said)
    assert [line for line in said if line.endswith("the change begins again in another one")] != []


def test_unmade_workspace_is_not_abandoned(objects: FakeObjects) -> None:
    objects.refused[CONFIG] = ForbiddenError("no", code="PERMISSION_DENIED")
    with pytest.raises(ForbiddenError):
        make_change(objects)
    with pytest.raises(ForbiddenError):
        make_change(objects, check=True)
    assert objects.calls == []


def test_check_mode_without_a_build_only_predicts(objects: FakeObjects) -> None:
    result = make_change(objects, check=True, check_build=False)
    assert (result["changed"], objects.calls) == (True, [])
    assert "build" not in result
    unchanged = make_change(objects, check=True, plan=lambda view: EditPlan())
    assert (unchanged, objects.calls) == ({"changed": False}, [])


def test_a_failed_build_of_check_mode_drops_the_scratch_workspace(objects: FakeObjects) -> None:
    answering(objects, START_BUILD="no luck")
    with pytest.raises(BuildError, match="no luck"):
        make_change(objects, check=True)
    assert (requests(objects), states(objects)) == (["START_BUILD", "ABANDON"], [])
    (made,) = [one for one in objects.written(CONFIG) if "display_name" in one]
    assert made["display_name"] == workspace_run.SCRATCH


def test_ids_of_new_workspaces() -> None:
    one, other, scratch = workspace_run.new_id(), workspace_run.new_id(), workspace_run.new_id("check")
    assert one != other
    assert one.startswith("ansible-")
    assert scratch.startswith("ansible-check-")
