# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Requests to workspaces, and what came of them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InvalidError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    BuildError,
    LateError,
    RequestError,
    StateError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import builds
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import (
    CONFIG,
    WORKSPACE,
    Workspaces,
    change_controls_of,
    state_of,
)
from support.fake_objects import FakeObjects, poller
from support.fake_workspaces import KEY, answered, with_answers, workspace


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


def test_the_results_of_a_build_may_come_after_its_end() -> None:
    key = {**KEY, "build_id": "b1"}
    device = {"key": {**key, "device_id": "S1"}, "state": "BUILD_STATE_IN_PROGRESS"}
    built = {**device, "state": "BUILD_STATE_SUCCESS"}
    objects = FakeObjects({WORKSPACE: [workspace()], builds.DETAILS: [device]})
    objects.put(builds.BUILD, {"key": key, "state": "BUILD_STATE_IN_PROGRESS"})
    events = [
        *with_answers(objects, answered("SUCCESS"), last_build_id="b1"),
        lambda: objects.put(builds.BUILD, {"key": key, "state": "BUILD_STATE_SUCCESS"}),
        lambda: objects.put(builds.DETAILS, built),
    ]
    result = Workspaces(objects, poller(*events)).build("w1")
    assert (result["state"], [one["state"] for one in result["devices"]]) == ("success", ["success"])
    objects.put(builds.DETAILS, device)
    never = Workspaces(objects, poller(*with_answers(objects, answered("SUCCESS"), last_build_id="b1"), seconds=5))
    assert [one["state"] for one in never.build("w1")["devices"]] == ["in_progress"]


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


@pytest.mark.parametrize("taken", [True, False])
def test_a_request_that_was_asked_twice_counts_once(taken: bool) -> None:
    """When the connection breaks before the answer, the channel asks again, and CloudVision refuses the repetition."""
    objects = FakeObjects({WORKSPACE: [workspace()]})

    def react(values: dict[str, Any]) -> None:
        if taken:
            answer = {values["request_params"]["request_id"]: answered("IN_PROGRESS")}
            objects.put(WORKSPACE, workspace(responses=answer))
        raise InvalidError("the request is there already", code="FAILED_PRECONDITION")

    objects.reactions[CONFIG] = react
    spaces = Workspaces(objects, poller())
    if taken:
        assert spaces.request("w1", "SUBMIT") in objects.get(WORKSPACE, KEY)["responses"]  # type: ignore[index]
    else:
        with pytest.raises(InvalidError, match="is there already"):
            spaces.request("w1", "SUBMIT")


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "failed: S0: e0."), (3, "failed: S0: e0; S1: e1; S2: e2."), (5, "S2: e2; and 2 more.")],
)
def test_the_error_of_a_build_names_three_reasons(count: int, words: str) -> None:
    details = [
        {
            "key": {**KEY, "build_id": "b1", "device_id": f"S{place}"},
            "state": "BUILD_STATE_FAIL",
            "config_validation_result": {"errors": [{"error_msg": f"e{place}"}]},
        }
        for place in range(count)
    ]
    objects = FakeObjects({WORKSPACE: [workspace()], builds.DETAILS: details})
    objects.put(builds.BUILD, {"key": {**KEY, "build_id": "b1"}, "state": "BUILD_STATE_FAIL"})
    spaces = Workspaces(objects, poller(*with_answers(objects, answered("FAIL", message="x"), last_build_id="b1")))
    with pytest.raises(BuildError) as raised:
        spaces.build("w1")
    assert words in str(raised.value)
    assert len(raised.value.details()["build"]["devices"]) == count


def test_a_build_that_failed_without_reasons_says_what_the_request_said() -> None:
    objects = FakeObjects({WORKSPACE: [workspace()]})
    spaces = Workspaces(objects, poller(*with_answers(objects, answered("FAIL", message="no luck"))))
    with pytest.raises(BuildError, match="the build of workspace 'w1' failed: no luck"):
        spaces.build("w1")
