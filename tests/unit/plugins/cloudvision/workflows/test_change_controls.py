# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""How change controls are found, judged and brought where they are wanted."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError, InvalidError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import (
    change_stages,
    change_state,
    change_steps,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_controls import (
    ChangeControlRequest,
    ChangeControls,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_state import (
    APPROVE,
    CONFIG,
    CONTROL,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    ChangeControlError,
    LateError,
    StateError,
)
from support.fake_objects import FakeObjects, poller

VERSION = "2026-01-02T03:04:05.678901234Z"


def control(identity: str = "c1", status: str = "NOT_STARTED", **fields: Any) -> dict[str, Any]:
    change = {"name": "Mine", "time": VERSION, **fields.pop("change", {})}
    return {"key": {"id": identity}, "status": f"CHANGE_CONTROL_STATUS_{status}", "change": change, **fields}


def completed(reason: str, **fields: Any) -> dict[str, Any]:
    return control(status="COMPLETED", completion_reason=f"COMPLETION_REASON_{reason}", **fields)


def carry_out(objects: FakeObjects, request: ChangeControlRequest, *events: Any, **options: Any) -> dict[str, Any]:
    return change_steps.carry_out(ChangeControls(objects, poller(*events, **options)), request)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (completed("SUCCESS"), "success"),
        (completed("SUCCESS", error="left over"), "success"),
        (completed("FAILED"), "failed"),
        (completed("STOPPED"), "stopped"),
        (completed("UNSPECIFIED"), "success"),
        (completed("UNSPECIFIED", error="broken"), "failed"),
        (completed("UNSPECIFIED", change={"stages": {"s1": {"error": "no"}}}), "failed"),
        (control(status="COMPLETED"), "success"),
        (control(status="RUNNING", completion_reason="COMPLETION_REASON_SUCCESS"), ""),
    ],
)
def test_the_completion_reason_judges(row: dict[str, Any], reason: str) -> None:
    assert change_state.reason_of(row) == reason


def test_older_releases_leave_the_first_status_unspecified() -> None:
    assert change_state.status_of(control(status="UNSPECIFIED")) == "not_started"
    assert change_state.status_of({"key": {"id": "c1"}}) == "not_started"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (completed("FAILED", error="device refused."), "failed: device refused."),
        (completed("FAILED"), "failed: without a reason."),
        (completed("42"), "failed: its completion reason is 42."),
        (completed("STOPPED", start={"value": False, "user": "mallory"}), "was stopped by mallory before its end."),
        (completed("STOPPED"), "was stopped before its end."),
    ],
)
@pytest.mark.parametrize("target", ["completed", "started"])
def test_unsuccessful_change_control_fails_the_task(row: dict[str, Any], words: str, target: Any) -> None:
    with pytest.raises(ChangeControlError, match=words) as raised:
        carry_out(FakeObjects({CONTROL: [row]}), ChangeControlRequest(target, id="c1"))
    assert raised.value.details()["change_control"]["status"] == "completed"


def test_stages_that_failed_are_named() -> None:
    stages = {
        "s2": {"name": "Update", "error": "no", "action": {"name": "task", "args": {"DeviceID": "S1"}}},
        "s1": {"name": "fine"},
    }
    found = change_state.failures(completed("FAILED", change={"stages": stages}))
    assert found == [{"stage": "s2", "name": "Update", "device_id": "S1", "error": "no"}]


def test_the_whole_way_of_one() -> None:
    objects = FakeObjects({CONTROL: [control()]})
    objects.reactions[APPROVE] = lambda values: objects.put(CONTROL, control(approve={"value": True}))
    objects.reactions[CONFIG] = lambda values: objects.put(CONTROL, control(status="RUNNING"))
    said: list[str] = []
    result = carry_out(
        objects,
        ChangeControlRequest("completed", id="c1", approve=True, notes="hi"),
        lambda: None,
        lambda: objects.put(CONTROL, completed("SUCCESS")),
        said=said,
    )
    assert result["changed"] is True
    assert result["change_control"]["completion_reason"] == "success"
    assert objects.calls == [
        ("set", APPROVE, {"key": {"id": "c1"}, "approve": {"value": True, "notes": "hi"}, "version": VERSION}),
        ("set", CONFIG, {"key": {"id": "c1"}, "start": {"value": True, "notes": "hi"}}),
    ]
    assert said[-1] == "change control 'Mine' (c1): completed, 0 of 0 actions done"


def test_no_approval_after_a_later_edit() -> None:
    objects = FakeObjects({CONTROL: [control()]})
    with pytest.raises(StateError, match="was edited since version 2026-01-01T00:00:00Z: it is"):
        carry_out(objects, ChangeControlRequest("approved", id="c1", version="2026-01-01T00:00:00Z"))
    assert objects.calls == []
    objects.reactions[APPROVE] = lambda values: objects.put(CONTROL, control(approve={"value": True}))
    written = "2026-01-02T05:04:05.678901234+02:00"
    assert carry_out(objects, ChangeControlRequest("approved", id="c1", version=written))["changed"] is True


def test_a_schedule_that_fails_ends_the_wait() -> None:
    objects = FakeObjects({CONTROL: [control(status="SCHEDULED", schedule={"value": "2026-01-03T00:00:00Z"})]})
    failed = control(status="UNSPECIFIED", error="was not approved")
    with pytest.raises(ChangeControlError, match="was not started: was not approved"):
        carry_out(objects, ChangeControlRequest("completed", id="c1"), lambda: objects.put(CONTROL, failed))


def test_a_schedule_that_was_withdrawn_shows_no_time() -> None:
    assert change_state.scheduled_at(control(schedule={"value": "1970-01-01T00:00:00Z"})) is None
    assert change_state.scheduled_at(control(schedule={})) is None


def test_a_failure_says_whether_anything_was_done() -> None:
    objects = FakeObjects({CONTROL: [control(approve={"value": True})]})
    objects.reactions[CONFIG] = lambda values: objects.put(CONTROL, completed("FAILED"))
    with pytest.raises(ChangeControlError) as raised:
        carry_out(objects, ChangeControlRequest("completed", id="c1"))
    assert raised.value.details()["changed"] is True
    with pytest.raises(ChangeControlError) as raised:
        carry_out(objects, ChangeControlRequest("completed", id="c1"))
    assert "changed" not in raised.value.details()


def test_deleted_meanwhile() -> None:
    objects = FakeObjects({CONTROL: [control(status="RUNNING")]})
    with pytest.raises(ChangeControlError, match="was deleted by somebody else"):
        carry_out(objects, ChangeControlRequest("completed", id="c1"), lambda: objects.drop(CONTROL, {"id": "c1"}))


def test_change_control_that_does_not_end() -> None:
    objects = FakeObjects({CONTROL: [control(status="RUNNING")]})
    with pytest.raises(LateError, match=r"its end did not come within 7 s. Raise wait_timeout"):
        carry_out(objects, ChangeControlRequest("completed", id="c1"), seconds=7)
    assert objects.calls == []


def test_those_of_a_workspace_in_their_order() -> None:
    workspace = {"key": {"workspace_id": "w1"}, "state": "WORKSPACE_STATE_SUBMITTED", "cc_ids": ["c2", "c1"]}
    objects = FakeObjects({CONTROL: [control("c1")], "workspace.v1.Workspace": [workspace]})
    result = carry_out(
        objects, ChangeControlRequest("found", workspace="w1"), lambda: objects.put(CONTROL, control("c2"))
    )
    assert [one["id"] for one in result["change_controls"]] == ["c2", "c1"]
    assert "change_control" not in result
    workspace["cc_ids"] = []
    objects.put("workspace.v1.Workspace", workspace)
    assert carry_out(objects, ChangeControlRequest("completed", workspace="w1")) == {
        "changed": False,
        "change_controls": [],
    }


def test_those_of_a_workspace_that_is_not_submitted() -> None:
    workspace = {"key": {"workspace_id": "w1"}, "state": "WORKSPACE_STATE_PENDING"}
    objects = FakeObjects({"workspace.v1.Workspace": [workspace]})
    with pytest.raises(StateError, match="workspace 'w1' is pending"):
        carry_out(objects, ChangeControlRequest("completed", workspace="w1"))
    assert carry_out(objects, ChangeControlRequest("completed", workspace="w1", check=True))["changed"] is True


def test_by_name_the_one_that_is_not_completed() -> None:
    objects = FakeObjects({CONTROL: [{**completed("SUCCESS"), "key": {"id": "c0"}}, control("c1")]})
    assert carry_out(objects, ChangeControlRequest("found", name="Mine"))["change_control"]["id"] == "c1"
    objects.put(CONTROL, control("c2"))
    with pytest.raises(StateError, match="2 change controls are called 'Mine': c1, c2"):
        carry_out(objects, ChangeControlRequest("found", name="Mine"))


@pytest.mark.parametrize("target", ["approved", "unapproved", "scheduled", "started", "stopped"])
def test_check_mode_writes_nothing(target: Any) -> None:
    running = target == "stopped"
    row = control(status="RUNNING" if running else "NOT_STARTED", approve={"value": target == "unapproved"})
    objects = FakeObjects({CONTROL: [row]})
    at = "2099-01-01T00:00:00Z" if target == "scheduled" else None
    result = carry_out(
        objects, ChangeControlRequest(target, id="c1", at=at, approve=target in ("scheduled", "started"), check=True)
    )
    assert result["changed"] is True
    assert result["diff"][0]["before"] != result["diff"][0]["after"]
    assert objects.calls == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"target": "found"}, "are all missing"),
        ({"target": "found", "id": "a", "name": "b"}, "are given together"),
        ({"target": "started", "id": "a", "at": "2026-01-01"}, "schedule_at is for"),
        ({"target": "found", "id": "a", "version": VERSION}, "version is for an approval"),
        ({"target": "stopped", "id": "a", "approve": True}, "approve goes with"),
        ({"target": "approved", "id": "a", "version": "new"}, "version is 'new': it is a time"),
    ],
)
def test_invalid_profiles(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        ChangeControlRequest(**given)


def test_after_a_rollback_its_own_change_control_counts() -> None:
    workspace = {"key": {"workspace_id": "w1"}, "state": "WORKSPACE_STATE_ROLLED_BACK", "cc_ids": ["c0", "c1"]}
    rows = [{**completed("FAILED"), "key": {"id": "c0"}}, control("c1")]
    objects = FakeObjects({CONTROL: rows, "workspace.v1.Workspace": [workspace]})
    assert carry_out(objects, ChangeControlRequest("found", workspace="w1"))["change_control"]["id"] == "c1"
    objects.put(CONTROL, completed("SUCCESS"))
    assert carry_out(objects, ChangeControlRequest("completed", workspace="w1"))["changed"] is False


def test_a_start_whose_answer_was_lost() -> None:
    row = control(approve={"value": True})
    objects = FakeObjects({CONTROL: [row]})
    refused = InvalidError("it is running already", code="FAILED_PRECONDITION")

    def react(values: dict[str, Any]) -> None:
        objects.put(CONTROL, completed("SUCCESS"))
        raise refused

    objects.reactions[CONFIG] = react
    assert (
        carry_out(objects, ChangeControlRequest("completed", id="c1"))["change_control"]["completion_reason"]
        == "success"
    )
    objects.put(CONTROL, row)
    objects.refused[CONFIG] = refused
    with pytest.raises(InvalidError):
        carry_out(objects, ChangeControlRequest("completed", id="c1"))


def test_change_control_ends_before_it_is_stopped() -> None:
    objects = FakeObjects({CONTROL: [control(status="RUNNING")]})
    objects.reactions[CONFIG] = lambda values: objects.put(CONTROL, completed("SUCCESS"))
    with pytest.raises(StateError, match=r"was completed \(success\) before it could be stopped"):
        carry_out(objects, ChangeControlRequest("stopped", id="c1"))


# --- Validation, names, deletion ---

OBJECTION = "CHANGE_CONTROL_VALIDATION_STATUS_OBSOLETED"
FINE = ("CHANGE_CONTROL_VALIDATION_STATUS_SUCCESS", "CHANGE_CONTROL_VALIDATION_STATUS_UNSPECIFIED")


def approving(row: dict[str, Any]) -> FakeObjects:
    """A change control that approvals and edits of it show in; an edit makes a new version, and drops an approval."""
    objects = FakeObjects({CONTROL: [row]})
    objects.reactions[APPROVE] = lambda values: objects.put(
        CONTROL, {"key": values["key"], "approve": values["approve"]}
    )

    def edit(values: dict[str, Any]) -> None:
        known = (objects.get(CONTROL, values["key"]) or {})["change"]
        change = {**known, **values["change"], "time": "2026-02-02T00:00:00Z"}
        objects.put(CONTROL, {"key": values["key"], "change": change, "approve": {}})

    objects.reactions[CONFIG] = edit
    return objects


def test_a_failed_validation_is_shown_and_keeps_from_approving() -> None:
    objects = approving(control(validation_statuses=[OBJECTION, *FINE]))
    shown = carry_out(objects, ChangeControlRequest("found", id="c1"))["change_control"]
    assert shown["validation_failures"] == ["obsoleted"]
    for check in (True, False):
        with pytest.raises(StateError, match=r"cannot be approved: its validation failed \(obsoleted\)") as raised:
            carry_out(objects, ChangeControlRequest("approved", id="c1", check=check))
        assert "Set 'override: true'" in str(raised.value)
    assert objects.calls == []


@pytest.mark.parametrize(("statuses", "reason"), [([OBJECTION], "OVERRIDE_REASON_USER_FORCED"), (list(FINE), None)])
def test_an_override_is_reported_only_where_there_is_something_to_override(
    statuses: list[str], reason: str | None
) -> None:
    objects = approving(control(validation_statuses=statuses))
    request = ChangeControlRequest("approved", id="c1", override=True, notes="the newer one was rolled back")
    assert carry_out(objects, request)["change_control"]["approved"] is True
    (sent,) = objects.written(APPROVE)
    assert sent.get("override_reason") == reason
    assert sent["approve"]["notes"] == "the newer one was rolled back"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"target": "approved", "override": True}, "override needs a reason: give it in notes"),
        ({"target": "approved", "override": True, "notes": " "}, "override needs a reason"),
        ({"target": "found", "override": True, "notes": "x"}, "override is for an approval"),
        ({"target": "stopped", "new_name": "x"}, "new_name and description do not go with 'state: stopped'"),
        ({"target": "deleted", "description": "x"}, "do not go with 'state: deleted'"),
    ],
)
def test_invalid_requests_for_validation_and_names(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        ChangeControlRequest(id="c1", **given)


def test_a_name_and_a_description_are_given_before_the_approval_of_that_version() -> None:
    objects = approving(control(approve={"value": True}))
    request = ChangeControlRequest("approved", id="c1", new_name="Spring", description="All of it", version=VERSION)
    result = carry_out(objects, request)
    found = result["change_control"]
    assert (found["name"], found["description"], found["approved"]) == ("Spring", "All of it", True)
    assert objects.written(APPROVE)[0]["version"] == "2026-02-02T00:00:00Z"
    assert objects.written(CONFIG) == [{"key": {"id": "c1"}, "change": {"name": "Spring", "notes": "All of it"}}]
    assert result["diff"][0]["before"]["name"] == "Mine"
    assert carry_out(objects, ChangeControlRequest("approved", id="c1", new_name="Spring"))["changed"] is False


def test_a_name_in_check_mode_drops_the_approval() -> None:
    objects = approving(control(approve={"value": True}))
    result = carry_out(objects, ChangeControlRequest("found", id="c1", new_name="Spring", check=True))
    assert (result["changed"], result["diff"][0]["after"]["name"]) == (True, "Spring")
    assert result["diff"][0]["after"]["approved"] is False
    predicted = carry_out(objects, ChangeControlRequest("approved", id="c1", new_name="Spring", check=True))
    assert predicted["diff"][0]["after"]["approved"] is True
    assert objects.calls == []


def test_another_edit_is_not_renamed_over() -> None:
    objects = approving(control())
    request = ChangeControlRequest("approved", id="c1", new_name="Spring", version="2025-01-01T00:00:00Z")
    with pytest.raises(StateError, match="was edited since version"):
        carry_out(objects, request)
    with pytest.raises(StateError, match="cannot be renamed: it is running"):
        carry_out(approving(control(status="RUNNING")), ChangeControlRequest("found", id="c1", new_name="x"))
    assert objects.calls == []


@pytest.mark.parametrize("row", [control(status="RUNNING"), completed("SUCCESS")])
def test_running_change_control_keeps_its_name(row: dict[str, Any]) -> None:
    objects = approving(row)
    result = carry_out(objects, ChangeControlRequest("started", id="c1", new_name="Spring", may_run=True))
    assert (result["changed"], result["change_control"]["name"], objects.calls) == (False, "Mine", [])
    assert result["warnings"] == [
        "change control 'Mine' (c1) keeps its name and description: it was started by somebody else."
    ]


def test_a_deletion() -> None:
    objects = FakeObjects({CONTROL: [control()]})
    assert carry_out(objects, ChangeControlRequest("deleted", id="c1", check=True))["diff"][0]["after"] == {}
    assert objects.calls == []
    result = carry_out(objects, ChangeControlRequest("deleted", id="c1"))
    assert (result["changed"], objects.rows[CONTROL]) == (True, [])
    for request in (ChangeControlRequest("deleted", id="c1"), ChangeControlRequest("deleted", name="Mine")):
        assert carry_out(objects, request) == {"changed": False, "change_controls": []}
    with pytest.raises(StateError, match="cannot be deleted: it is running"):
        carry_out(FakeObjects({CONTROL: [control(status="RUNNING")]}), ChangeControlRequest("deleted", id="c1"))


# --- Change controls that come late ---


def submitted(lines: int, *controls: str) -> FakeObjects:
    """A submitted workspace whose build adds so many lines to a device."""
    key = {"workspace_id": "w1"}
    build = {**key, "build_id": "b1"}
    details = {"key": {**build, "device_id": "S1"}, "config_validation_result": {"summary": {"added_lines": lines}}}
    workspace = {"key": key, "state": "WORKSPACE_STATE_SUBMITTED", "last_build_id": "b1", "cc_ids": list(controls)}
    return FakeObjects(
        {
            "workspace.v1.Workspace": [workspace],
            "workspace.v1.WorkspaceBuild": [{"key": build, "state": "BUILD_STATE_SUCCESS"}],
            "workspace.v1.WorkspaceBuildDetails": [details],
            CONTROL: [control()],
        }
    )


def test_change_controls_that_come_late_are_waited_for() -> None:
    objects = submitted(1)
    shown = {"key": {"workspace_id": "w1"}, "cc_ids": ["c1"]}
    request = ChangeControlRequest("found", workspace="w1")
    result = carry_out(objects, request, lambda: None, lambda: objects.put("workspace.v1.Workspace", shown))
    assert result["change_control"]["id"] == "c1"


def test_a_build_that_changes_devices_without_a_change_control_is_no_success() -> None:
    with pytest.raises(StateError, match="workspace 'w1' has no change control, although its build changes devices"):
        carry_out(submitted(1), ChangeControlRequest("completed", workspace="w1"))
    assert carry_out(submitted(1), ChangeControlRequest("found", workspace="w1"))["change_controls"] == []
    assert carry_out(submitted(0), ChangeControlRequest("completed", workspace="w1"))["change_controls"] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "stages is empty or no list"),
        ("reboot", "stages is empty or no list"),
        ([[]], r"stages\[0\] is an empty list"),
        (["reboot"], r"stages\[0\] is no mapping"),
        ([{"stages": [{"action": "reboot"}]}], r"stages\[0\] has no name"),
        ([{"name": "x", "device": "leaf1", "stages": [{"action": "reboot"}]}], "device goes with an action"),
        ([{"action": "x", "args": ["a"]}], "args is no mapping"),
        ([{"action": "x", "device": "leaf1", "args": {"DeviceID": "S"}}], "are both given"),
        ([{"name": "x", "stages": [{"action": "y", "timeout": True}]}], r"stages\[0\]\.stages\[0\]: timeout is 'True'"),
    ],
)
def test_stages_that_are_none(given: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        change_stages.parse_stages(given, "n")


def test_a_tree_of_stages_survives_cloudvision() -> None:
    given = [
        [{"action": "a", "args": {"n": 1, "b": True}}, {"action": "b", "timeout": "9"}],
        {"name": "c", "stages": [{"action": "d"}]},
    ]
    root = change_stages.parse_stages(given, "n")
    fields = change_stages.fields_of(root)
    assert change_stages.tree_of(fields) == root
    older = change_stages.fields_of(change_stages.parse_stages([{"action": "old"}], "n"))
    merged = {**fields, "stages": {**older["stages"], **fields["stages"]}}
    assert change_stages.tree_of(merged) == root, "stages that are not in the tree any more"
    assert root.shown()["stages"][0][0] == {"name": "a", "action": "a", "args": {"n": "1", "b": "true"}}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([[{"action": "a", "args": {"n": 1}}, {"action": "b", "timeout": 9}]], True),
        ([[{"action": "a", "args": {"n": 1}}, {"action": "b"}]], True),
        ([[{"action": "a"}, {"action": "b", "timeout": 9}]], True),
        ([[{"action": "a", "args": {"n": 2}}, {"action": "b"}]], False),
        ([[{"action": "a", "args": {"m": 1}}, {"action": "b"}]], False),
        ([[{"action": "a"}, {"action": "b", "timeout": 8}]], False),
        ([[{"action": "a"}, {"action": "c"}]], False),
        ([[{"action": "a"}]], False),
        ([{"action": "a"}, {"action": "b"}], False),
    ],
)
def test_what_cloudvision_fills_in_is_no_other_tree(entries: Any, expected: bool) -> None:
    """Arguments and times that nobody asked for may come from the action."""
    there = change_stages.parse_stages([[{"action": "a", "args": {"n": 1}}, {"action": "b", "timeout": 9}]], "n")
    assert change_stages.parse_stages(entries, "n").is_in(there) is expected


def test_a_tree_without_an_end() -> None:
    stages = {"a": {"name": "a", "rows": [["b", "lost"]]}, "b": {"name": "b", "rows": [["a"]]}}
    found = change_stages.tree_of({"root_stage_id": "a", "stages": stages})
    assert found is not None
    assert [one.name for one in found.all()] == ["a", "b"]
    assert change_stages.tree_of({}) is None


@pytest.mark.parametrize(
    ("status", "at", "steps"),
    [
        ("SCHEDULED", "2026-01-03T00:00:00Z", 0),
        ("SCHEDULED", "2026-01-03T01:00:00+01:00", 0),
        ("SCHEDULED", "2026-01-04T00:00:00Z", 1),
        ("NOT_STARTED", "2026-01-03T00:00:00Z", 1),
    ],
)
def test_a_schedule_that_is_there(status: str, at: str, steps: int) -> None:
    row = control(status=status, schedule={"value": "2026-01-03T00:00:00Z"}, approve={"value": True})
    result = carry_out(FakeObjects({CONTROL: [row]}), ChangeControlRequest("scheduled", id="c1", at=at, check=True))
    assert (result["changed"], len(result.get("diff", []))) == (bool(steps), steps)
