# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What CloudVision does: workspaces, change controls, the inventory, tags, studios, events."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab import CloudVisionSpec, Lab
from lab.cloudvision.cloudvision import CloudVision
from support.cloudvision import Api, responses, scoped
from support.waiting import wait_until

NUMBERS = itertools.count(100)
WORKSPACE, CONTROL = "workspace.v1.Workspace", "changecontrol.v1.ChangeControl"
CONTROL_CONFIG, APPROVE = "changecontrol.v1.ChangeControlConfig", "changecontrol.v1.ApproveConfig"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 2, cloudvision=CloudVisionSpec(devices=2)) as lab:
        yield lab
        assert lab.cloudvision.failures == []


@pytest.fixture
def cloudvision(lab: Lab) -> Iterator[CloudVision]:
    lab.cloudvision.faults.clear()
    yield lab.cloudvision
    lab.cloudvision.faults.clear()


@pytest.fixture
def api(cloudvision: CloudVision) -> Iterator[Api]:
    with Api(cloudvision) as api:
        yield api


def response(workspace: Any, identity: str) -> Any:
    return workspace["responses"]["values"][identity]


def submitted(api: Api, name: str, vlan: int, query: str = "device:leaf1") -> str:
    """The id of the change control of a workspace that brings a VLAN to a switch."""
    workspace = api.workspace(name)
    api.configlet(workspace, f"vlans of {name}", f"vlan {vlan}\n   name v{vlan}\n", query)
    assert response(api.request(workspace, "START_BUILD", "b"), "b")["status"] == "RESPONSE_STATUS_SUCCESS"
    (control,) = api.request(workspace, "SUBMIT", "s")["ccIds"]["values"]
    return str(control)


def approve(api: Api, control: str) -> None:
    version = api.get(CONTROL, id=control)["change"]["time"]
    api.set(APPROVE, key={"id": control}, approve={"value": True, "notes": "fine"}, version=version)
    api.wait(CONTROL, lambda value: value.get("approve", {}).get("value"), id=control)


def start(api: Api, control: str) -> None:
    api.set(CONTROL_CONFIG, key={"id": control}, start={"value": True})


def completed(value: Any) -> bool:
    return bool(value.get("status") == "CHANGE_CONTROL_STATUS_COMPLETED")


# -- workspaces ------------------------------------------------------------------------------------------------------


def test_a_new_workspace_takes_no_changes_before_it_is_pending(api: Api, cloudvision: CloudVision) -> None:
    cloudvision.spec.opening, opening = 3600, cloudvision.spec.opening
    try:
        api.set("workspace.v1.WorkspaceConfig", key={"workspaceId": "new"}, displayName="new")
        many = [{"key": scoped("new", configletId=name), "body": "vlan 9\n"} for name in ("one", "other")]
        answers = api("configlet.v1.ConfigletConfig/SetSome", values=many)
        assert [answer["error"] for answer in answers] == ["workspace status is not available: new"] * 2
        shown = api.wait(WORKSPACE, bool, workspaceId="new")
        assert "state" not in shown
        assert len(api("configlet.v1.ConfigletConfig/SetSome", values=many)) == 2
    finally:
        cloudvision.spec.opening = opening


def test_a_build_tries_the_configuration_on_the_devices(api: Api, lab: Lab, cloudvision: CloudVision) -> None:
    workspace = api.workspace("build")
    before = lab["leaf1"].running_config()
    api.configlet(workspace, "bad", "vlan 4000\nnonsense here\n", "device:leaf1")
    state = api.request(workspace, "START_BUILD", "one")
    assert response(state, "one")["status"] == "RESPONSE_STATUS_FAIL"
    assert cloudvision.device_id("leaf1") in response(state, "one")["message"]
    assert (state["needsBuild"], state["state"]) == (True, "WORKSPACE_STATE_PENDING")
    key = scoped(workspace, buildId=state["lastBuildId"])
    assert api.get("workspace.v1.WorkspaceBuild", **key)["state"] == "BUILD_STATE_FAIL"
    details = api.get("workspace.v1.WorkspaceBuildDetails", **key, deviceId=cloudvision.device_id("leaf1"))
    (error,) = details["configValidationResult"]["errors"]["values"]
    assert (error["lineNum"], error["configletName"]) == (2, "bad")
    status = response(api.request(workspace, "SUBMIT", "two"), "two")
    assert (status["status"], "built" in status["message"]) == ("RESPONSE_STATUS_FAIL", True)
    api.configlet(workspace, "bad", "vlan 4000\n   name good\n", "device:leaf1")
    state = api.request(workspace, "START_BUILD", "three")
    assert response(state, "three")["status"] == "RESPONSE_STATUS_SUCCESS"
    key["buildId"] = state["lastBuildId"]
    details = api.get("workspace.v1.WorkspaceBuildDetails", **key, deviceId=cloudvision.device_id("leaf1"))
    assert details["configValidationResult"]["summary"]["addedLines"] >= 1
    assert lab["leaf1"].running_config() == before
    assert lab["leaf1"].switch.sessions.sessions == {}
    api.request(workspace, "ABANDON", "four")
    status_name, text = api.status(
        "configlet.v1.ConfigletConfig/Set", value={"key": scoped(workspace, configletId="late"), "body": "x"}
    )
    assert (status_name, "abandoned" in text) == ("FAILED_PRECONDITION", True)


def test_a_build_that_is_canceled_and_one_that_fails(api: Api, cloudvision: CloudVision) -> None:
    workspace = api.workspace("cancel")
    cloudvision.faults.add("build-hangs", times=1)
    params = {"request": "REQUEST_START_BUILD", "requestParams": {"requestId": "hangs"}}
    api.set("workspace.v1.WorkspaceConfig", key={"workspaceId": workspace}, **params)
    state = api.wait(WORKSPACE, lambda value: value.get("lastBuildId"), workspaceId=workspace)
    key = scoped(workspace, buildId=state["lastBuildId"])
    assert api.get("workspace.v1.WorkspaceBuild", **key)["state"] == "BUILD_STATE_IN_PROGRESS"
    assert response(api.request(workspace, "CANCEL_BUILD", "stop"), "stop")["status"] == "RESPONSE_STATUS_SUCCESS"
    assert api.get("workspace.v1.WorkspaceBuild", **key)["state"] == "BUILD_STATE_CANCELED"
    assert response(api.request(workspace, "CANCEL_BUILD", "more"), "more")["status"] == "RESPONSE_STATUS_FAIL"
    cloudvision.faults.add("build-fails", times=1)
    state = api.request(workspace, "START_BUILD", "fails")
    assert response(state, "fails")["status"] == "RESPONSE_STATUS_FAIL"
    cloudvision.faults.add("submit-fails", times=1)
    api.request(workspace, "START_BUILD", "works")
    assert response(api.request(workspace, "SUBMIT", "no"), "no")["status"] == "RESPONSE_STATUS_FAIL"
    assert api.request(workspace, "SUBMIT", "yes")["state"] == "WORKSPACE_STATE_SUBMITTED"


def test_requests_that_make_no_sense(api: Api) -> None:
    workspace = api.workspace("senseless")
    model = "workspace.v1.WorkspaceConfig/Set"
    value: dict[str, Any] = {"key": {"workspaceId": workspace}, "request": "REQUEST_SUBMIT"}
    assert api.status(model, value=value)[0] == "INVALID_ARGUMENT"
    value["requestParams"] = {"requestId": "r"}
    assert api.status(model, value={**value, "request": "REQUEST_ROLLBACK"})[0] == "FAILED_PRECONDITION"
    api.request(workspace, "START_BUILD", "b")
    api.request(workspace, "SUBMIT", "s")
    status, text = api.status(model, value=value)
    assert (status, "already submitted" in text) == ("FAILED_PRECONDITION", True)
    configlet = {"key": scoped("", configletId="x"), "body": "x"}
    assert api.status("configlet.v1.ConfigletConfig/Set", value=configlet)[0] == "INVALID_ARGUMENT"
    configlet["key"] = scoped("no such workspace", configletId="x")
    assert api.status("configlet.v1.ConfigletConfig/Set", value=configlet)[0] == "NOT_FOUND"
    removed = {"key": scoped(api.workspace("both"), configletId="x"), "remove": True, "body": "x"}
    assert api.status("configlet.v1.ConfigletConfig/Set", value=removed)[0] == "INVALID_ARGUMENT"
    wrong = {"key": scoped("both", configletAssignmentId="x"), "query": "device:"}
    assert api.status("configlet.v1.ConfigletAssignmentConfig/Set", value=wrong)[0] == "INVALID_ARGUMENT"


def test_a_submission_of_devices_that_do_not_stream(api: Api, cloudvision: CloudVision) -> None:
    spine = cloudvision.device_id("spine1")
    cloudvision.set_streaming(spine, False)
    workspace = api.workspace("inactive")
    api.configlet(workspace, "spine", "vlan 77\n", "device:spine1")
    api.request(workspace, "START_BUILD", "b")
    answer = response(api.request(workspace, "SUBMIT", "s"), "s")
    assert (answer["status"], answer["code"]) == ("RESPONSE_STATUS_FAIL", "RESPONSE_CODE_INACTIVE_DEVICES_EXIST")
    state = api.request(workspace, "SUBMIT_FORCE", "f")
    assert (state["state"], len(state["ccIds"]["values"])) == ("WORKSPACE_STATE_SUBMITTED", 1)
    cloudvision.set_streaming(spine, True)


def test_the_mainline_follows_a_submission_and_its_rollback(api: Api, lab: Lab) -> None:
    control = submitted(api, "mainline", 201)
    shown = api.get("configlet.v1.Configlet", **scoped("", configletId="vlans of mainline"))
    assert shown["body"].startswith("vlan 201")
    approve(api, control)
    start(api, control)
    done = api.wait(CONTROL, completed, id=control)
    assert done["completionReason"] == "COMPLETION_REASON_SUCCESS"
    assert "vlan 201\n   name v201" in lab["leaf1"].running_config()
    state = api.request("mainline", "ROLLBACK", "back")
    assert (state["state"], len(state["ccIds"]["values"])) == ("WORKSPACE_STATE_ROLLED_BACK", 2)
    assert api.get("configlet.v1.Configlet", **scoped("", configletId="vlans of mainline")) is None
    back = state["ccIds"]["values"][1]
    approve(api, back)
    start(api, back)
    api.wait(CONTROL, completed, id=back)
    assert "v201" not in lab["leaf1"].running_config()


def test_a_removal_in_a_workspace(api: Api) -> None:
    submitted(api, "to remove", 202)
    workspace = api.workspace("removing")
    name = "vlans of to remove"
    api.set("configlet.v1.ConfigletConfig", key=scoped(workspace, configletId=name), remove=True)
    assert api.get("configlet.v1.Configlet", **scoped(workspace, configletId=name)) is None
    assert api.get("configlet.v1.Configlet", **scoped("", configletId=name)) is not None
    api.request(workspace, "START_BUILD", "b")
    assert len(api.request(workspace, "SUBMIT", "s")["ccIds"]["values"]) == 1
    assert api.get("configlet.v1.Configlet", **scoped("", configletId=name)) is None


def test_the_differences_of_a_workspace(api: Api) -> None:
    first = api.workspace("differs first")
    for name in ("changed", "removed"):
        api.set("configlet.v1.ConfigletConfig", key=scoped(first, configletId=name), body="old", displayName="same")
    for request in ("START_BUILD", "SUBMIT"):
        api.request(first, request, request)
    workspace = api.workspace("differs")
    api.set("configlet.v1.ConfigletConfig", key=scoped(workspace, configletId="changed"), body="new")
    api.set("configlet.v1.ConfigletConfig", key=scoped(workspace, configletId="removed"), remove=True)
    api.set("configlet.v1.ConfigletConfig", key=scoped(workspace, configletId="added"), body="more")
    api.set("studio.v1.InputsConfig", key=scoped(workspace, studioId="s", path={"values": ["a"]}), inputs="1")
    tag = scoped(workspace, elementType="ELEMENT_TYPE_DEVICE", label="l", value="v")
    api.set("tag.v2.TagConfig", key=tag)
    api.request(workspace, "START_BUILD", "b")
    wanted = [{"key": {"workspaceId": workspace, "diffType": "DIFF_TYPE_MODIFICATION"}}]
    found = {
        tuple(value["key"]["entityIds"]["values"]): [
            (entry["op"].removeprefix("DIFF_OP_"), entry["path"]["values"][0], entry.get("valueA"), entry.get("valueB"))
            for entry in value["diffs"]["values"][0]["entries"]["values"]
        ]
        for value in api.values("workspace.v1.WorkspaceDiffs", partialEqFilter=wanted)
    }
    assert found == {
        ("configlet_id", "changed"): [("CHANGE", "body", "old", "new")],
        ("configlet_id", "removed"): [("DELETE", "body", "old", None), ("DELETE", "display_name", "same", None)],
        ("configlet_id", "added"): [("ADD", "body", None, "more")],
        ("studio_id", "s"): [("ADD", "inputs", None, '{"a":1}')],
        ("creator_type", "2", "element_type", "1", "element_sub_type", "1", "label", "l", "value", "v"): [
            ("ADD", "creator_type", None, "CREATOR_TYPE_USER")
        ],
    }
    api("configlet.v1.ConfigletConfig/Delete", key=scoped(workspace, configletId="changed"))
    api.request(workspace, "START_BUILD", "again")
    assert len(api.values("workspace.v1.WorkspaceDiffs", partialEqFilter=wanted)) == 4


def test_a_workspace_that_is_behind_needs_a_rebase(api: Api) -> None:
    late = api.workspace("behind")
    key = {"configletId": "shared"}
    api.set("configlet.v1.ConfigletConfig", key=scoped(late, **key), description="late")
    first = api.workspace("ahead")
    api.set("configlet.v1.ConfigletConfig", key=scoped(first, **key), body="vlan 5\n", description="first")
    for request, identity in (("START_BUILD", "b"), ("SUBMIT", "s")):
        api.request(first, request, identity)
    api.request(late, "START_BUILD", "b")
    answer = response(api.request(late, "SUBMIT", "s"), "s")
    assert (answer["status"], answer["code"]) == ("RESPONSE_STATUS_FAIL", "RESPONSE_CODE_SYNCHRONIZATION_REQUIRED")
    state = api.request(late, "REBASE", "r")
    assert (state["needsRebase"], state["needsBuild"]) == (False, True)
    shown = api.get("configlet.v1.Configlet", **scoped(late, **key))
    assert (shown["body"], shown["description"]) == ("vlan 5\n", "late")
    api.request(late, "START_BUILD", "b2")
    assert api.request(late, "SUBMIT", "s2")["state"] == "WORKSPACE_STATE_SUBMITTED"


def test_a_workspace_that_is_older_than_the_mainline_needs_a_rebase(api: Api) -> None:
    late, first = api.workspace("older"), api.workspace("newer")
    for workspace in (first, late):
        key = scoped(workspace, configletId="of both")
        api.set("configlet.v1.ConfigletConfig", key=key, description=workspace)
        api.request(workspace, "START_BUILD", "b")
        if workspace == first:
            api.request(first, "SUBMIT", "s")
    answer = response(api.request(late, "SUBMIT", "s"), "s")
    assert (answer["status"], answer["code"]) == ("RESPONSE_STATUS_FAIL", "RESPONSE_CODE_SYNCHRONIZATION_REQUIRED")
    assert api.get(WORKSPACE, workspaceId=late)["needsRebase"] is True


def test_a_workspace_is_deleted_with_what_is_in_it(api: Api, cloudvision: CloudVision) -> None:
    workspace = api.workspace("deleted")
    api.configlet(workspace, "x", "vlan 9\n")
    api("workspace.v1.WorkspaceConfig/Delete", key={"workspaceId": workspace})
    wait_until(lambda: not cloudvision.state.table("configlet.v1.ConfigletConfig").values(workspace))
    assert api.get(WORKSPACE, workspaceId=workspace) is None


# -- change controls -------------------------------------------------------------------------------------------------


def test_an_approval_is_for_a_version(api: Api) -> None:
    control = submitted(api, "version", next(NUMBERS))
    old = api.get(CONTROL, id=control)["change"]["time"]
    approve(api, control)
    api.set(CONTROL_CONFIG, key={"id": control}, change={"notes": "edited"})
    shown = api.wait(CONTROL, lambda value: value["change"].get("notes") == "edited", id=control)
    assert "approve" not in shown
    assert len(shown["change"]["stages"]["values"]) == 2
    value: dict[str, Any] = {"key": {"id": control}, "approve": {"value": True}}
    assert api.status(f"{APPROVE}/Set", value=value)[0] == "INVALID_ARGUMENT"
    status, text = api.status(f"{APPROVE}/Set", value={**value, "version": old})
    assert (status, "version mismatch" in text) == ("FAILED_PRECONDITION", True)
    assert api.status(f"{CONTROL_CONFIG}/Set", value={"key": {"id": control}, "start": {"value": True}})[0] == (
        "FAILED_PRECONDITION"
    )
    assert api.status(f"{APPROVE}/Set", value={"key": {"id": "none"}, "approve": {"value": True}})[0] == "NOT_FOUND"
    approve(api, control)
    api.set(APPROVE, key={"id": control}, approve={"value": False})
    api.wait(CONTROL, lambda found: not found["approve"].get("value"), id=control)


def test_a_change_control_that_a_device_refuses(api: Api, lab: Lab, cloudvision: CloudVision) -> None:
    control = submitted(api, "locked", next(NUMBERS))
    approve(api, control)
    lab["leaf1"].lock()
    try:
        start(api, control)
        done = api.wait(CONTROL, completed, id=control)
    finally:
        lab["leaf1"].unlock()
    assert (done["completionReason"], "lock" in done["error"].lower()) == ("COMPLETION_REASON_FAILED", True)
    summary = api.get("changecontrol.v1.ChangeControlSummary", id=control)
    assert (summary["status"], summary["error"]) == (done["status"], done["error"])
    assert done["deviceIds"]["values"] == [cloudvision.device_id("leaf1")]
    value = {"key": {"id": control}, "start": {"value": True}}
    assert api.status(f"{CONTROL_CONFIG}/Set", value=value)[0] == "FAILED_PRECONDITION"


def test_somebody_stops_a_change_control(api: Api, lab: Lab, cloudvision: CloudVision) -> None:
    control = submitted(api, "stopped", 333)
    approve(api, control)
    cloudvision.faults.add("change-hangs", times=1)
    start(api, control)
    api.wait(CONTROL, lambda value: value.get("status") == "CHANGE_CONTROL_STATUS_RUNNING", id=control)
    cloudvision.stop_change_control(control, "somebody")
    done = api.wait(CONTROL, completed, id=control)
    assert (done["completionReason"], "somebody" in done["error"]) == ("COMPLETION_REASON_STOPPED", True)
    assert "v333" not in lab["leaf1"].running_config()


def test_a_schedule(api: Api, lab: Lab) -> None:
    control = submitted(api, "scheduled", 334)
    soon = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 2)) + "Z"
    api.set(CONTROL_CONFIG, key={"id": control}, schedule={"value": soon})
    api.wait(CONTROL, lambda value: value.get("status") == "CHANGE_CONTROL_STATUS_SCHEDULED", id=control)
    approve(api, control)
    api.set(CONTROL_CONFIG, key={"id": control}, schedule={"notes": "no"})
    assert api.wait(CONTROL, lambda value: "status" in value or value["schedule"].get("notes"), id=control)
    api.set(CONTROL_CONFIG, key={"id": control}, schedule={"value": soon})
    done = api.wait(CONTROL, completed, id=control)
    assert done["completionReason"] == "COMPLETION_REASON_SUCCESS"
    assert "v334" in lab["leaf1"].running_config()


def test_a_change_control_of_users(api: Api, cloudvision: CloudVision) -> None:
    check = {"name": "mlaghealthcheck", "args": {"values": {"DeviceID": cloudvision.device_id("leaf1")}}}
    stages = {
        "root": {"name": "root", "rows": {"values": [{"values": ["a", "b"]}, {"values": ["c"]}]}},
        **{name: {"name": name, "action": check} for name in "ab"},
        "c": {"name": "c", "action": {"name": "task", "args": {"values": {"TaskID": "nothing"}}}},
    }
    change = {"name": "mine", "rootStageId": "root", "stages": {"values": stages}}
    api.set(CONTROL_CONFIG, key={"id": "mine"}, change=change)
    api.wait(CONTROL, bool, id="mine")
    approve(api, "mine")
    start(api, "mine")
    done = api.wait(CONTROL, completed, id="mine")
    assert (done["completionReason"], done["error"]) == (
        "COMPLETION_REASON_FAILED",
        "stage c: task 'nothing' does not exist",
    )
    shown = done["change"]["stages"]["values"]
    assert {shown[name]["status"] for name in "abc"} == {"STAGE_STATUS_COMPLETED"}
    api(f"{CONTROL_CONFIG}/Delete", key={"id": "mine"})
    devices = {"deviceIds": {"values": [cloudvision.device_id("spine1")]}}
    found = api.values(CONTROL, filter=devices)
    assert all(devices["deviceIds"]["values"][0] in control["deviceIds"]["values"] for control in found)
    assert api.values(CONTROL, filter={"deviceIds": {"values": ["nobody"]}}) == []


# -- inventory, tags, studios, events --------------------------------------------------------------------------------


def test_onboarding_can_fail_in_its_ways(api: Api, lab: Lab, cloudvision: CloudVision) -> None:
    leaf = cloudvision.device_id("leaf1")
    gone = {"key": {"requestId": "d1"}, "deviceId": leaf}
    cloudvision.faults.add("decommissioning-fails", times=1)
    api.set("inventory.v1.DeviceDecommissioningConfig", **gone)
    final = "DECOMMISSIONING_STATUS_IN_PROGRESS"
    report = "inventory.v1.DeviceDecommissioning"
    assert "error" in api.wait(report, lambda value: value["status"] != final, requestId="d1")
    api.set("inventory.v1.DeviceDecommissioningConfig", key={"requestId": "d2"}, deviceId=leaf)
    done = api.wait(report, lambda value: value["status"] != final, requestId="d2")
    assert done["status"] == "DECOMMISSIONING_STATUS_SUCCESS"
    assert api.get("inventory.v1.Device", deviceId=leaf) is None
    assert api.get("redirector.v1.Assignment", systemId=leaf) is None
    onboarding, report, final = (
        "inventory.v1.DeviceOnboardingConfig",
        "inventory.v1.DeviceOnboarding",
        "ONBOARDING_STATUS_IN_PROGRESS",
    )
    hosts = {"o1": "192.0.2.1", "o2": lab["leaf1"].address, "o3": lab["leaf1"].address}
    cloudvision.faults.add("never-streams", times=1)
    found = {}
    for name, host in hosts.items():
        api.set(onboarding, key={"requestId": name}, hostnameOrIp=host, deviceType="eos")
        found[name] = api.wait(report, lambda value: value["status"] != final, requestId=name)
        if name == "o2":
            time.sleep(0.1)
            assert api.get("inventory.v1.Device", deviceId=leaf)["streamingStatus"] == "STREAMING_STATUS_INACTIVE"
    assert [value["status"].rpartition("_")[2] for value in found.values()] == ["FAILURE", "SUCCESS", "SUCCESS"]
    assert found["o3"]["deviceId"] == leaf
    api.wait("inventory.v1.Device", lambda value: value["streamingStatus"] == "STREAMING_STATUS_ACTIVE", deviceId=leaf)
    (cluster,) = api.get("redirector.v1.Assignment", systemId=leaf)["clusters"]["values"]
    assert cluster["hosts"]["values"] == [f"{cloudvision.address}:{cloudvision.port}"]
    assert api.status(f"{onboarding}/Set", value={"key": {"requestId": "o4"}})[0] == "INVALID_ARGUMENT"


def test_the_inventory_follows_a_hostname(api: Api, lab: Lab, cloudvision: CloudVision) -> None:
    workspace = api.workspace("renamed")
    api.configlet(workspace, "hostname", "hostname renamed-spine\n", "device:spine1")
    api.request(workspace, "START_BUILD", "b")
    (control,) = api.request(workspace, "SUBMIT", "s")["ccIds"]["values"]
    approve(api, control)
    start(api, control)
    api.wait(CONTROL, completed, id=control)
    device = api.get("inventory.v1.Device", deviceId=cloudvision.device_id("spine1"))
    assert device["hostname"] == "renamed-spine"
    lab["spine1"].run("configure", "hostname spine1")


def test_tags_of_users_and_of_the_system(api: Api, cloudvision: CloudVision) -> None:
    leaf, workspace = cloudvision.device_id("leaf1"), api.workspace("tags")
    system = [{"key": {"workspaceId": "", "label": "hostname", "value": "leaf1", "elementType": "ELEMENT_TYPE_DEVICE"}}]
    (assignment,) = api.values("tag.v2.TagAssignment", partialEqFilter=system)
    assert (assignment["key"]["deviceId"], assignment["tagCreatorType"]) == (leaf, "CREATOR_TYPE_SYSTEM")
    tag = scoped(workspace, elementType="ELEMENT_TYPE_DEVICE", label="dc", value="one")
    assert api("tag.v2.TagAssignmentConfig/SetSome", values=[{"key": {**tag, "value": "none", "deviceId": leaf}}]) == []
    api.set("tag.v2.TagConfig", key=tag)
    api.set("tag.v2.TagAssignmentConfig", key={**tag, "deviceId": leaf})
    shown = api.wait("tag.v2.Tag", lambda value: value.get("assigned"), **tag)
    assert shown["creatorType"] == "CREATOR_TYPE_USER"
    search = {"queryElementType": "ELEMENT_TYPE_DEVICE", "query": "dc:one"}
    assert api.values("tag.v2.Element", filter={"search": search}) == []
    ports = [{"key": {"type": "ELEMENT_TYPE_INTERFACE", "primaryId": leaf}}]
    assert "Ethernet1" in {value["key"]["secondaryId"] for value in api.values("tag.v2.Element", partialEqFilter=ports)}
    (found,) = api.values("tag.v2.Element", filter={"search": {**search, "workspaceId": workspace}})
    assert found["key"]["primaryId"] == leaf
    for request in ("START_BUILD", "SUBMIT"):
        api.request(workspace, request, request)
    (found,) = api.values("tag.v2.Element", filter={"search": search})
    assert found["key"]["primaryId"] == leaf
    mainline = [{"key": {"workspaceId": "", "label": "dc", "deviceId": leaf}}]
    assert [value["key"]["value"] for value in api.values("tag.v2.TagAssignment", partialEqFilter=mainline)] == ["one"]
    again = api.workspace("untag")
    api.set("tag.v2.TagAssignmentConfig", key={**tag, "workspaceId": again, "deviceId": leaf}, remove=True)
    for request in ("START_BUILD", "SUBMIT"):
        api.request(again, request, request)
    assert api.values("tag.v2.TagAssignment", partialEqFilter=mainline) == []
    assert not api.get("tag.v2.Tag", **{**tag, "workspaceId": ""}).get("assigned")


def test_inputs_of_a_studio(api: Api) -> None:
    workspace = api.workspace("inputs")
    model = "studio.v1.InputsConfig"

    def key(*path: str, workspace: str = workspace) -> dict[str, Any]:
        return scoped(workspace, studioId="studio", **({"path": {"values": list(path)}} if path else {}))

    api.set(model, key=key(), inputs='{"a": {"x": 1}, "b": 2}')
    api.set(model, key=key("a", "y"), inputs='"new"')
    assert api.wait("studio.v1.Inputs", lambda value: "new" in value["inputs"], **key())["inputs"] == (
        '{"a":{"x":1,"y":"new"},"b":2}'
    )
    assert api.get("studio.v1.Inputs", **key("a", "y"))["inputs"] == '"new"'
    assert api.get("studio.v1.Inputs", **key("a", "z")) is None
    assert api.status(f"{model}/Set", value={"key": key("b"), "inputs": "{"})[0] == "INVALID_ARGUMENT"
    for request in ("START_BUILD", "SUBMIT"):
        api.request(workspace, request, request)
    assert api.get("studio.v1.Inputs", **key("a", workspace=""))["inputs"] == '{"x":1,"y":"new"}'
    other = api.workspace("inputs2")
    api.set(model, key=key("a", "x", workspace=other), remove=True)
    shown = api.wait("studio.v1.Inputs", bool, **key(workspace=other))
    assert shown["inputs"] == '{"a":{"y":"new"},"b":2}'
    api.set(model, key=key(workspace=other), remove=True)
    for request in ("START_BUILD", "SUBMIT"):
        api.request(other, request, request)
    assert api.get("studio.v1.Inputs", **key(workspace="")) is None


def test_events_happen_and_are_acknowledged(api: Api, cloudvision: CloudVision) -> None:
    stream = api.stream("event.v1.Event/Subscribe")
    list(responses(stream, 1))
    event = cloudvision.add_event("Link down", "error", "LINK_DOWN", device_id=cloudvision.device_id("leaf1"))
    (told,) = responses(stream, 1)
    assert (told["type"], told["value"]["title"], told["value"]["severity"]) == (
        "UPDATED",
        "Link down",
        "EVENT_SEVERITY_ERROR",
    )
    stream.cancel()
    key = told["value"]["key"]
    assert key["key"] == event.key.key.value
    api.set("event.v1.EventAnnotationConfig", key=key, ack=True, notes={"notes": {"1": {"note": "seen"}}})
    shown = api.wait("event.v1.Event", lambda value: "ack" in value, **key)
    assert (shown["ack"]["acker"], shown["notes"]["notes"]["1"]["note"]) == ("aerie", "seen")
    mine = {"key": {"key": "mine"}, "title": "t", "description": "d", "startTime": "2026-01-01T00:00:00Z"}
    assert api.status("event.v1.UserEventCreationConfig/Set", value=mine)[0] == "INVALID_ARGUMENT"
    api.set("event.v1.UserEventCreationConfig", **mine, severity="EVENT_SEVERITY_INFO")
    api.wait("event.v1.Event", bool, key="mine", timestamp="2026-01-01T00:00:00Z")
    assert api.get("event.v1.UserEventCreationConfig", key="mine") is None


def test_a_device_is_decommissioned_by_a_workspace(api: Api, cloudvision: CloudVision) -> None:
    (device,) = cloudvision.add_devices(1, "old")
    workspace = api.workspace("decommission")
    for name in (device, "nobody"):
        api.set("studio_topology.v1.DecommissionConfig", key=scoped(workspace, deviceId=name))
    model = "studio_topology.v1.Decommission"
    assert api.wait(model, bool, **scoped(workspace, deviceId=device))["status"] == "DECOMMISSION_STATUS_SUCCESS"
    assert api.wait(model, bool, **scoped(workspace, deviceId="nobody"))["status"] == "DECOMMISSION_STATUS_FAILURE"
    api("studio_topology.v1.DecommissionConfig/Delete", key=scoped(workspace, deviceId="nobody"))
    api.request(workspace, "START_BUILD", "b")
    state = api.request(workspace, "SUBMIT", "s")
    request = state["decommissionRequestIds"]["values"][device]
    done = "DECOMMISSIONING_STATUS_SUCCESS"
    api.wait("inventory.v1.DeviceDecommissioning", lambda value: value["status"] == done, requestId=request)
    assert api.get("inventory.v1.Device", deviceId=device) is None


def test_devices_wait_to_be_accepted(tmp_path: Path) -> None:
    """Studios configure none that the Inventory & Topology Studio does not have."""
    with Lab(tmp_path, 2, cloudvision=CloudVisionSpec(accepted=False)) as lab, Api(lab.cloudvision) as api:
        leaf = lab.cloudvision.device_id("leaf1")
        workspace = api.workspace("unknown")
        api.configlet(workspace, "vlans", "vlan 950\n")
        api.request(workspace, "START_BUILD", "b")
        assert api.values("workspace.v1.WorkspaceBuildDetails") == []
        device = {"tags": {"query": f"device:{leaf}"}, "inputs": {"device": {"hostname": "leaf1"}}}
        api.set(
            "studio.v1.InputsConfig",
            key=scoped(workspace, studioId="TOPOLOGY", path={"values": ["devices"]}),
            inputs=json.dumps([device]),
        )
        api.request(workspace, "START_BUILD", "again")
        assert [one["key"]["deviceId"] for one in api.values("workspace.v1.WorkspaceBuildDetails")] == [leaf]
        api.request(workspace, "SUBMIT", "s")
        gone = api.workspace("gone")
        api.set("studio_topology.v1.DecommissionConfig", key=scoped(gone, deviceId=leaf))
        api.request(gone, "START_BUILD", "b")
        api.request(gone, "SUBMIT", "s")
        key = scoped("", studioId="TOPOLOGY")
        assert json.loads(api.get("studio.v1.Inputs", **key)["inputs"]) == {"devices": []}
        assert lab.cloudvision.failures == []


@pytest.mark.parametrize(("others", "overtaken"), [(["devices"], True), (["sites"], False)])
def test_inputs_that_overlap(api: Api, others: list[str], overtaken: bool) -> None:
    """A submission of inputs overtakes those at a path above, or below, theirs."""
    first, second = (api.workspace(f"{name}-{others[0]}") for name in ("first", "second"))
    for workspace, path, value in ((first, ["devices", "0", "name"], "leaf1"), (second, others, [])):
        key = scoped(workspace, studioId=f"overlap-{others[0]}", path={"values": path})
        api.set("studio.v1.InputsConfig", key=key, inputs=json.dumps(value))
        api.request(workspace, "START_BUILD", "b")
    api.request(second, "SUBMIT", "s")
    assert api.get(WORKSPACE, workspaceId=first)["needsRebase"] is overtaken
