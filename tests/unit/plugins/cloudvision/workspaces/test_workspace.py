# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Requests to workspaces, what came of them, and what builds say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    BuildError,
    LateError,
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
    change_controls_of,
    state_of,
)
from support.fake_objects import FakeObjects, poller

KEY = {"workspace_id": "w1"}


def workspace(state: str = "PENDING", **fields: Any) -> dict[str, Any]:
    return {"key": KEY, "state": f"WORKSPACE_STATE_{state}", "display_name": "Mine", **fields}


def with_answers(objects: FakeObjects, *answers: dict[str, Any], **after: Any) -> list[Callable[[], Any]]:
    """Events that answer the last request with one response after the other; ``after`` are fields of the end."""

    def answer(response: dict[str, Any], last: bool) -> None:
        request = objects.written(CONFIG)[-1]["request_params"]["request_id"]
        found = objects.get(WORKSPACE, KEY) or workspace()
        objects.put(WORKSPACE, {**found, "responses": {request: response}, **(after if last else {})})

    return [lambda one=one, last=one is answers[-1]: answer(one, last) for one in answers]


def answered(status: str, **fields: Any) -> dict[str, Any]:
    return {"status": f"RESPONSE_STATUS_{status}", **fields}


def test_a_request_in_progress_is_waited_for() -> None:
    objects = FakeObjects({WORKSPACE: [workspace()]})
    said: list[str] = []
    events = with_answers(
        objects, answered("IN_PROGRESS"), answered("SUCCESS"), state="WORKSPACE_STATE_SUBMITTED", cc_ids=["c"]
    )
    spaces = Workspaces(objects, poller(*events, said=said))
    assert change_controls_of(spaces.submit("w1")) == ["c"]
    assert said == ["workspace w1: submission has begun", "workspace w1: submission is done"]


def test_a_success_counts_when_the_state_has_followed() -> None:
    objects = FakeObjects({WORKSPACE: [workspace()]})
    spaces = Workspaces(objects, poller(*with_answers(objects, answered("SUCCESS")), seconds=5))
    with pytest.raises(LateError, match="the submission of workspace 'w1' has not ended within 5 s"):
        spaces.submit("w1")


@pytest.mark.parametrize(
    ("response", "words"),
    [
        ({"message": "no."}, "the submission of workspace 'w1' failed: no. The reason is CloudVision's own"),
        ({}, "failed without a reason"),
        ({"message": "x", "code": "RESPONSE_CODE_INACTIVE_DEVICES_EXIST"}, "set 'force: true'"),
        ({"message": "x", "code": "RESPONSE_CODE_SYNCHRONIZATION_REQUIRED"}, "Rebase and build"),
    ],
)
def test_a_request_that_fails(response: dict[str, Any], words: str) -> None:
    objects = FakeObjects({WORKSPACE: [workspace()]})
    spaces = Workspaces(objects, poller(*with_answers(objects, answered("FAIL", **response))))
    with pytest.raises(RequestError) as raised:
        spaces.submit("w1")
    assert words in str(raised.value)
    assert raised.value.details() == {"workspace_id": "w1"}


def test_a_build_that_somebody_cancels() -> None:
    build = {"key": {**KEY, "build_id": "b1"}, "state": "BUILD_STATE_CANCELED"}
    objects = FakeObjects({WORKSPACE: [workspace()], builds.BUILD: [build]})
    spaces = Workspaces(objects, poller(*with_answers(objects, answered("SUCCESS"), last_build_id="b1")))
    with pytest.raises(BuildError, match="was canceled by somebody else") as raised:
        spaces.build("w1")
    assert raised.value.details()["build"]["state"] == "canceled"


def test_several_workspaces_of_a_name() -> None:
    others = [
        {**workspace(state), "key": {"workspace_id": f"w{place}"}} for place, state in enumerate(["PENDING", "PENDING"])
    ]
    spaces = Workspaces(FakeObjects({WORKSPACE: others}), poller())
    with pytest.raises(StateError, match="2 open workspaces are called 'Mine': w0, w1"):
        spaces.named("Mine")
    closed = {**workspace("ABANDONED"), "key": {"workspace_id": "w2"}}
    spaces = Workspaces(FakeObjects({WORKSPACE: [others[0], closed]}), poller())
    assert (spaces.named("Mine") or {})["key"] == {"workspace_id": "w0"}


def test_a_new_workspace_takes_changes_when_it_is_pending() -> None:
    objects = FakeObjects()
    objects.reactions[CONFIG] = lambda values: None
    shown = {"key": KEY, "display_name": "Mine"}
    unspecified = {**shown, "state": "WORKSPACE_STATE_UNSPECIFIED"}
    events = [lambda row=row: objects.put(WORKSPACE, row) for row in (shown, unspecified, workspace())]
    assert Workspaces(objects, poller(*events)).create("w1", "Mine") == workspace()
    assert state_of(shown) == state_of(unspecified) == "unspecified"


def test_a_workspace_that_never_takes_changes_is_late() -> None:
    objects = FakeObjects({WORKSPACE: [{"key": KEY, "display_name": "Mine"}]})
    objects.reactions[CONFIG] = lambda values: None
    with pytest.raises(LateError, match="workspace 'w1' does not take changes after 7 s") as raised:
        Workspaces(objects, poller(seconds=7)).create("w1", "Mine")
    assert raised.value.details() == {"workspace_id": "w1"}


@pytest.mark.parametrize("name", ["w1", "Mine"])
def test_a_workspace_that_another_has_just_made_is_waited_for(name: str) -> None:
    objects = FakeObjects({WORKSPACE: [{"key": KEY, "display_name": "Mine"}]})
    spaces = Workspaces(objects, poller(lambda: objects.put(WORKSPACE, workspace())))
    assert spaces.find(name) == workspace()
    request = WorkspaceRequest("abandoned", **({"workspace_id": "w1"} if name == "w1" else {"name": name}))
    objects.put(WORKSPACE, {"key": KEY, "state": "", "display_name": "Mine"})
    late = Workspaces(objects, poller(lambda: objects.put(WORKSPACE, workspace("ABANDONED"))))
    assert reach(late, request)["changed"] is False


# --- Requests ---


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


def submitting(*outcomes: str, **fields: Any) -> FakeObjects:
    """A workspace whose submissions end with these, in turn: SUCCESS, or the code of a failure."""
    objects = FakeObjects({WORKSPACE: [workspace(**fields)]})
    left = list(outcomes)

    def react(values: dict[str, Any]) -> None:
        request, identity = values["request"].removeprefix("REQUEST_"), values["request_params"]["request_id"]
        found, answer = objects.get(WORKSPACE, KEY) or {}, answered("SUCCESS")
        if request == "START_BUILD":
            found.update(needs_build=False, last_build_id="b1")
            objects.put(builds.BUILD, {"key": {**KEY, "build_id": "b1"}, "state": "BUILD_STATE_SUCCESS"})
        elif request == "REBASE":
            found.update(needs_rebase=False, needs_build=True)
        elif (outcome := left.pop(0)) != "SUCCESS":
            answer = answered("FAIL", message="no", code=f"RESPONSE_CODE_{outcome}")
        else:
            found["state"] = "WORKSPACE_STATE_SUBMITTED"
        objects.put(WORKSPACE, {**found, "responses": {**found.get("responses", {}), identity: answer}})

    objects.reactions[CONFIG] = react
    return objects


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


# --- Builds ---


def built(**details: Any) -> dict[str, Any]:
    """The results of a build with one device."""
    key = {**KEY, "build_id": "b1"}
    rows = {
        builds.BUILD: [{"key": key, "state": "BUILD_STATE_FAIL"}],
        builds.DETAILS: [{"key": {**key, "device_id": "S1"}, "state": "BUILD_STATE_FAIL", **details}],
    }
    return builds.result(FakeObjects(rows), "w1", "b1")


@pytest.mark.parametrize(
    ("details", "error"),
    [
        (
            {"config_validation_result": {"errors": [{"error_msg": "bad.", "line_num": 3, "configlet_name": "dns"}]}},
            "configlet dns, line 3: bad",
        ),
        ({"config_validation_result": {"errors": [{"error_code": "ERROR_CODE_X"}]}}, "ERROR_CODE_X"),
        (
            {"input_validation_results": {"s1": {"input_value_errors": [{"field_id": "f", "message": "empty"}]}}},
            "studio s1: f: empty",
        ),
        ({"input_validation_results": {"s1": {"other_errors": ["no schema"]}}}, "studio s1: no schema"),
        (
            {"configlet_build_results": {"s1": {"template_errors": [{"line_num": 7, "exception_msg": "undefined"}]}}},
            "studio s1: line 7: undefined",
        ),
        ({"configlet_build_results": {"s1": {"other_error": "timed out"}}}, "studio s1: timed out"),
        ({"image_validation_result": {"image_input_error": "no image"}}, "no image"),
        ({"image_validation_result": {"errors": [{"error_msg": "too old"}]}}, "too old"),
        ({"authz_status": "DEVICE_AUTHZ_STATUS_UNAUTHORIZED"}, "the user may not change this device"),
    ],
)
def test_every_kind_of_error_of_a_device(details: dict[str, Any], error: str) -> None:
    result = built(**details)
    assert result["devices"][0]["errors"] == [error]
    assert builds.reasons(result) == [f"S1: {error}"]


def test_a_device_that_failed_without_words_is_named_all_the_same() -> None:
    result = built(stage="BUILD_STAGE_IMAGE_VALIDATION")
    assert builds.reasons(result) == ["S1: image_validation failed"]
    result["devices"][0]["hostname"] = "leaf1"
    assert builds.reasons(result) == ["leaf1 (S1): image_validation failed"]


def test_what_changes_on_a_device() -> None:
    summary = {"summary": {"added_lines": 2, "deleted_lines": 1}, "warnings": [{"error_msg": "old"}]}
    result = built(config_validation_result=summary)
    assert list(builds.summary(result)) == ["S1 has 2 added lines, 1 deleted lines"]
    assert result["devices"][0]["warnings"] == ["old"]


def test_errors_of_the_whole() -> None:
    key = {**KEY, "build_id": "b1"}
    row = {
        "key": key,
        "error": "no studio.",
        "authz_result": {"has_unauthorized_tag_change": True},
        "studio_build_details": {"input_validation_results": {"s1": {"input_schema_errors": [{"message": "m"}]}}},
    }
    result = builds.result(FakeObjects({builds.BUILD: [row]}), "w1", "b1")
    assert result["errors"] == ["no studio", "the user may not make one of the changes of tags", "studio s1: m"]
