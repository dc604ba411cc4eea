# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a task wants of a workspace, and the steps that lead there."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    BuildError,
    RequestError,
    StateError,
    SynchronizationError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import builds
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.target_state import (
    WorkspaceRequest,
    reach,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import (
    CONFIG,
    WORKSPACE,
    Workspaces,
)
from support.fake_objects import FakeObjects, poller
from support.fake_workspaces import (
    KEY,
    MODEL,
    answered,
    answering,
    configlets,
    requests,
    row,
    states,
    submitting,
    with_answers,
    workspace,
)


@pytest.mark.parametrize("name", ["w1", "Mine"])
def test_a_workspace_that_another_has_just_made_is_waited_for(name: str) -> None:
    objects = FakeObjects({WORKSPACE: [{"key": KEY, "display_name": "Mine"}]})
    spaces = Workspaces(objects, poller(lambda: objects.put(WORKSPACE, workspace())))
    assert spaces.find(name) == workspace()
    request = WorkspaceRequest("abandoned", **({"workspace_id": "w1"} if name == "w1" else {"name": name}))
    objects.put(WORKSPACE, {"key": KEY, "state": "", "display_name": "Mine"})
    late = Workspaces(objects, poller(lambda: objects.put(WORKSPACE, workspace("ABANDONED"))))
    assert reach(late, request)["changed"] is False


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"target": "created"}, "workspace_id and name are both missing"),
        ({"target": "built", "name": "a", "force": True}, "force is for 'state: submitted'"),
        ({"target": "rebased", "name": "a", "rebase": True}, "rebase is for"),
        ({"target": "submitted", "name": "a", "wait": False}, "wait can be false for"),
        ({"target": "submitted", "name": "a", "sync_retries": -1}, "sync_retries is -1: it is 0 or more"),
    ],
)
def test_invalid_requests(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        WorkspaceRequest(**given)


@pytest.mark.parametrize(
    ("target", "state", "words"),
    [
        ("created", "SUBMITTED", "cannot be made again: it is already submitted"),
        ("built", "ABANDONED", "cannot be built: it is abandoned"),
        ("submitted", "ABANDONED", "cannot be submitted: it is abandoned"),
        ("submitted", "ROLLED_BACK", "cannot be submitted: it is rolled back after its submission"),
        ("rebased", "SUBMITTED", "cannot be rebased: it is already submitted"),
        ("abandoned", "SUBMITTED", "Use 'state: rolled_back' to undo it"),
        ("rolled_back", "PENDING", "it is pending and was never submitted"),
        ("rolled_back", "ABANDONED", "it is abandoned and was never submitted"),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_states_that_do_not_allow_it(target: Any, state: str, words: str, check: bool) -> None:
    objects = FakeObjects({WORKSPACE: [workspace(state)]})
    with pytest.raises(StateError, match=words):
        reach(Workspaces(objects, poller()), WorkspaceRequest(target, "w1", check=check))
    assert objects.calls == []


@pytest.mark.parametrize(
    ("target", "state"), [("submitted", "SUBMITTED"), ("abandoned", "ABANDONED"), ("rolled_back", "ROLLED_BACK")]
)
def test_no_change_in_the_target_state(target: Any, state: str) -> None:
    objects = FakeObjects({WORKSPACE: [workspace(state, cc_ids=["c1"])]})
    result = reach(Workspaces(objects, poller()), WorkspaceRequest(target, "w1"))
    assert (result["changed"], result["steps"], result["change_control_ids"]) == (False, [], ["c1"])
    assert objects.calls == []


def test_a_workspace_that_must_be_rebased() -> None:
    objects = FakeObjects({WORKSPACE: [workspace(needs_rebase=True, needs_build=False)]})
    spaces = Workspaces(objects, poller())
    with pytest.raises(StateError, match="must be rebased: the mainline has changed since"):
        reach(spaces, WorkspaceRequest("submitted", "w1"))
    events = with_answers(objects, answered("SUCCESS"), needs_rebase=False)
    result = reach(Workspaces(objects, poller(*events)), WorkspaceRequest("rebased", "w1"))
    assert result["steps"] == ["rebased"]
    assert reach(spaces, WorkspaceRequest("rebased", "w1"))["changed"] is False


BEHIND = "SYNCHRONIZATION_REQUIRED"
AGAIN = ["rebased", "built", "submitted"]


@pytest.mark.parametrize(
    ("outcomes", "fields", "retries", "steps"),
    [
        (["SUCCESS"], {}, 0, ["built", "submitted"]),
        ([BEHIND, "SUCCESS"], {}, 5, ["built", *AGAIN]),
        ([BEHIND, BEHIND, "SUCCESS"], {}, 2, ["built", *AGAIN[:2], *AGAIN]),
        (["SUCCESS"], {"needs_rebase": True}, 1, AGAIN),
    ],
)
def test_a_submission_that_others_overtake_is_repeated(
    outcomes: list[str], fields: dict[str, Any], retries: int, steps: list[str]
) -> None:
    objects = submitting(*outcomes, **fields)
    request = WorkspaceRequest("submitted", "w1", sync_retries=retries)
    result = reach(Workspaces(objects, poller()), request)
    assert (result["steps"], result["state"], result["changed"]) == (steps, "submitted", True)


@pytest.mark.parametrize(
    ("outcomes", "retries", "rebases"), [([BEHIND], 0, 0), ([BEHIND] * 3, 2, 2), (["INACTIVE_DEVICES_EXIST"], 5, 0)]
)
def test_other_failures_and_too_many_are_errors(outcomes: list[str], retries: int, rebases: int) -> None:
    objects = submitting(*outcomes)
    with pytest.raises(RequestError, match="the submission of workspace 'w1' failed: no") as raised:
        reach(Workspaces(objects, poller()), WorkspaceRequest("submitted", "w1", sync_retries=retries))
    assert isinstance(raised.value, SynchronizationError) is (outcomes[0] == BEHIND)
    assert raised.value.details()["changed"] is True
    assert [one["request"] for one in objects.written(CONFIG)].count("REQUEST_REBASE") == rebases


def test_a_new_workspace_has_its_ids_name() -> None:
    objects = FakeObjects()
    objects.reactions[CONFIG] = lambda values: objects.put(WORKSPACE, {**values, "state": "WORKSPACE_STATE_PENDING"})
    spaces = Workspaces(objects, poller())
    assert reach(spaces, WorkspaceRequest("created", "w1"))["workspace"]["display_name"] == "w1"
    assert reach(spaces, WorkspaceRequest("created", "w1"))["changed"] is False
    assert reach(spaces, WorkspaceRequest("created", "w1", "Other"))["steps"] == ["renamed"]
    assert reach(spaces, WorkspaceRequest("created", name="Other"))["workspace_id"] == "w1"
    assert reach(spaces, WorkspaceRequest("created", name="Another"))["workspace_id"].startswith("ansible-")


def test_a_build_is_begun_without_waiting() -> None:
    objects = FakeObjects({WORKSPACE: [workspace(needs_build=True)]})
    result = reach(Workspaces(objects, poller()), WorkspaceRequest("built", "w1", wait=False))
    sent = objects.written(CONFIG)[-1]
    assert sent["request"] == "REQUEST_START_BUILD"
    assert result["request_id"] == sent["request_params"]["request_id"]


# --- The task's result ---


def run(objects: FakeObjects, target: Any, events: Any = (), **given: Any) -> dict[str, Any]:
    """Reach a target with w1, or with the workspace that is given."""
    request = WorkspaceRequest(target, **{"workspace_id": "w1", **given})
    return reach(Workspaces(objects, poller(*events)), request)


def test_a_request_names_its_workspace() -> None:
    assert WorkspaceRequest("built", "w1", "Mine").called == "w1"
    assert WorkspaceRequest("built", name="Mine").called == "Mine"


def test_the_result_shows_the_workspace_without_its_responses() -> None:
    objects = FakeObjects({WORKSPACE: [workspace("SUBMITTED", responses={"r": {}})]})
    result = run(objects, "submitted")
    assert result["workspace"] == workspace("SUBMITTED")
    assert (result["workspace_id"], result["state"]) == ("w1", "submitted")
    assert "diff" not in result


@pytest.mark.parametrize(
    ("target", "before", "steps", "after"),
    [
        ("abandoned", "PENDING", ["abandoned"], "abandoned"),
        ("abandoned", "CONFLICTS", ["abandoned"], "abandoned"),
        ("rolled_back", "SUBMITTED", ["rolled_back"], "rolled_back"),
        ("submitted", "PENDING", ["built", "submitted"], "submitted"),
        ("built", "PENDING", ["built"], "pending"),
        ("rebased", "PENDING", ["rebased"], "pending"),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_steps_and_the_state_after_them(target: Any, before: str, steps: list[str], after: str, check: bool) -> None:
    objects = FakeObjects({WORKSPACE: [workspace(before, needs_rebase=target == "rebased")]})
    answering(objects)
    result = run(objects, target, check=check)
    assert (result["changed"], result["steps"], result["state"]) == (True, steps, after)
    assert result["diff"] == [
        {
            "before": {"state": before.lower()},
            "after": {"state": after, "steps": steps},
            "before_header": "workspace w1",
            "after_header": "workspace w1",
        }
    ]
    (found,) = [one for one in objects.list(WORKSPACE) if one["key"] == KEY]
    assert found["state"] == f"WORKSPACE_STATE_{(before if check else after).upper()}"


@pytest.mark.parametrize("check", [True, False])
def test_a_workspace_that_is_not_there_can_only_be_created_or_abandoned(check: bool) -> None:
    objects = FakeObjects()
    assert run(objects, "abandoned", check=check) == {
        "changed": False,
        "steps": [],
        "state": "absent",
        "workspace_id": "w1",
    }
    assert run(objects, "abandoned", workspace_id=None, name="Mine", check=check)["state"] == "absent"
    assert objects.calls == []


def test_a_workspace_that_is_missing_is_an_error() -> None:
    with pytest.raises(
        StateError, match=r"there is no workspace 'w1'\. Make it with 'state: created', or check the id"
    ):
        run(FakeObjects(), "built")
    with pytest.raises(StateError, match="there is no open workspace called 'Mine'"):
        run(FakeObjects(), "submitted", workspace_id=None, name="Mine")


@pytest.mark.parametrize("target", ["built", "submitted", "rolled_back", "rebased"])
def test_check_mode_expects_an_earlier_task_to_make_it(target: Any) -> None:
    result = run(FakeObjects(), target, check=True)
    assert (result["changed"], result["steps"]) == (True, [target])
    assert result["warnings"] == [
        "There is no workspace 'w1' yet: what becomes of it cannot be predicted. A run fails, unless an earlier task "
        "makes it."
    ]
    assert "workspace" not in result
    named = run(FakeObjects(), target, check=True, workspace_id=None, name="Mine")
    assert "workspace_id" not in named
    assert named["diff"][0]["before_header"] == "workspace Mine"


def test_check_mode_creates_and_renames_nothing() -> None:
    objects = FakeObjects()
    result = run(objects, "created", check=True)
    assert (result["steps"], result["state"], result["workspace_id"]) == (["created"], "pending", "w1")
    objects.put(WORKSPACE, workspace())
    assert run(objects, "created", name="Other", check=True)["steps"] == ["renamed"]
    assert run(objects, "created", description="text", check=True)["steps"] == ["renamed"]
    assert run(objects, "created", name="Mine", check=True)["steps"] == []
    assert objects.calls == []


def test_name_and_description_are_set_where_they_are_given() -> None:
    objects = FakeObjects()
    answering(objects)
    run(objects, "created", description="text")
    run(objects, "created", description="other")
    assert objects.written(CONFIG) == [
        {"key": KEY, "display_name": "w1", "description": "text"},
        {"key": KEY, "description": "other"},
    ]


# --- Builds and rebases ---


def built_workspace(**fields: Any) -> FakeObjects:
    """A workspace with a build that still holds."""
    build = {"key": {**KEY, "build_id": "b1"}, "state": "BUILD_STATE_SUCCESS"}
    row = workspace(needs_build=False, last_build_id="b1", **fields)
    objects = FakeObjects({WORKSPACE: [row], builds.BUILD: [build]})
    answering(objects)
    return objects


def test_a_build_that_still_holds_is_not_made_again() -> None:
    result = run(built_workspace(), "built")
    assert (result["changed"], result["build"]["state"]) == (False, "success")


def test_a_failed_build_is_made_again() -> None:
    objects = built_workspace()
    objects.put(builds.BUILD, {"key": {**KEY, "build_id": "b1"}, "state": "BUILD_STATE_FAIL"})
    result = run(objects, "built")
    assert (result["steps"], result["build"]["state"], requests(objects)) == (["built"], "success", ["START_BUILD"])
    assert result["workspace"]["last_build_id"] == "b1"


@pytest.mark.parametrize(("given", "steps"), [({"rebase": True}, ["rebased", "built"]), ({}, [])])
@pytest.mark.parametrize("check", [True, False])
def test_a_rebase_before_a_build(given: dict[str, Any], steps: list[str], check: bool) -> None:
    objects = built_workspace(needs_rebase=True)
    result = run(objects, "built", check=check, **given)
    assert result["steps"] == steps, "what was built before a rebase does not hold after it"
    wanted = [] if check else [{"rebased": "REBASE", "built": "START_BUILD"}[step] for step in steps]
    scratch = ["START_BUILD", "ABANDON"] if check and steps else []
    assert requests(objects) == wanted + scratch


def test_no_rebase_where_none_is_needed() -> None:
    assert run(built_workspace(), "built", rebase=True)["steps"] == []
    assert run(built_workspace(), "rebased")["steps"] == []


@pytest.mark.parametrize("check", [True, False])
def test_force_submits_without_a_rebase(check: bool) -> None:
    objects = built_workspace(needs_rebase=True)
    result = run(objects, "submitted", force=True, check=check)
    assert result["steps"] == ["submitted"]
    assert requests(objects) == ([] if check else ["SUBMIT_FORCE"])
    with pytest.raises(StateError, match="must be rebased") as raised:
        run(built_workspace(needs_rebase=True), "submitted", check=check)
    assert raised.value.details() == {"workspace_id": "w1"}


def test_force_with_retries_rebases_first() -> None:
    objects = built_workspace(needs_rebase=True)
    answer = objects.reactions[CONFIG]

    def react(values: dict[str, Any]) -> None:
        answer(values)
        if values["request"] == "REQUEST_REBASE":
            objects.put(WORKSPACE, {"key": KEY, "needs_rebase": False})

    objects.reactions[CONFIG] = react
    result = run(objects, "submitted", force=True, sync_retries=1)
    assert result["steps"] == ["rebased", "built", "submitted"]
    assert requests(objects) == ["REBASE", "START_BUILD", "SUBMIT"]


def test_a_rebase_is_begun_without_waiting() -> None:
    objects = FakeObjects({WORKSPACE: [workspace(needs_rebase=True)]})
    result = run(objects, "rebased", wait=False)
    assert requests(objects) == ["REBASE"]
    assert result["request_id"] == objects.written(CONFIG)[-1]["request_params"]["request_id"]


def test_check_mode_builds_a_copy_in_a_scratch_workspace() -> None:
    objects = configlets()
    objects.put(WORKSPACE, workspace())
    answering(objects)
    result = run(objects, "built", check=True)
    scratch = objects.written(f"{MODEL}Config")[0]["key"]["workspace_id"]
    assert scratch.startswith("ansible-check-")
    copied = [row("both", scratch, display_name="new"), row("gone", scratch, remove=True)]
    assert objects.written(f"{MODEL}Config") == copied
    assert result["build"]["state"] == "success"
    assert states(objects) == ["PENDING"], "the scratch workspace is gone"


def test_the_differences_are_shown_where_they_are_asked_for() -> None:
    objects = built_workspace()
    objects.rows.update({name: rows for name, rows in configlets().rows.items() if name != WORKSPACE})
    result = run(objects, "built", diff=True)
    assert [one["after_header"] for one in result["diff"]] == ["Configlet both", "Configlet gone"]
    assert "diff" not in run(objects, "built")


def test_a_failed_build_after_a_rebase_has_changed_something() -> None:
    objects = FakeObjects({WORKSPACE: [workspace(needs_rebase=True)]})
    answering(objects, START_BUILD="no luck")
    with pytest.raises(BuildError) as raised:
        run(objects, "built", rebase=True)
    assert raised.value.details()["changed"] is True
    objects = FakeObjects({WORKSPACE: [workspace()]})
    answering(objects, START_BUILD="no luck")
    with pytest.raises(BuildError) as raised:
        run(objects, "built")
    assert "changed" not in raised.value.details()


@pytest.mark.parametrize(
    ("target", "state", "hint"),
    [
        ("abandoned", "SUBMITTED", "Use 'state: rolled_back' to undo it."),
        ("abandoned", "ROLLED_BACK", ""),
        ("rolled_back", "PENDING", "Use 'state: abandoned' to drop it."),
    ],
)
def test_hints_of_states_that_do_not_allow_it(target: Any, state: str, hint: str) -> None:
    with pytest.raises(StateError) as raised:
        run(FakeObjects({WORKSPACE: [workspace(state)]}), target)
    assert raised.value.hint == hint
    assert raised.value.details() == {"workspace_id": "w1"}
