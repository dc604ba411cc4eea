# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Devices that come and go, over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import topology
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from lab.cloudvision.cloudvision import CloudVision
from lab.cloudvision.spec import CloudVisionSpec
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play
from support.workflows import objects_of, workflow


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab whose CloudVision knows no switch yet."""
    with Lab(tmp_path_factory.mktemp("lab"), 3, cloudvision=CloudVisionSpec(onboarded=False)) as lab:
        yield lab


def device(name: str, state: str, devices: list[str], **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode",) if key in options}
    return workflow(name, "device", {"state": state, "devices": devices, "wait_timeout": 30, **options}, **keywords)


def result(run: Run, task: str) -> Any:
    return run.result("cv", task)


def test_devices_come_and_go(runner: AnsibleRunner, empty: Lab) -> None:
    first, second, _third = [switch.name for switch in empty]
    both = [first, empty[second].address]
    tasks = [
        device("onboard in check mode", "onboarded", both, check_mode=True),
        device("onboard", "onboarded", both),
        device("onboard again", "onboarded", both),
        device("streaming", "streaming", [first]),
        device("decommission in check mode", "decommissioned", both, check_mode=True),
        device("decommission", "decommissioned", both),
        device("decommission again", "decommissioned", both),
        device("onboard without waiting", "onboarded", [first], wait=False),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(empty), "--diff").check()
    for step in ("onboard", "decommission"):
        assert result(run, step).status == "changed", result(run, step).result
        assert result(run, f"{step} in check mode")["diff"] == result(run, step)["diff"]
        assert result(run, f"{step} again").status == "ok", result(run, f"{step} again").result
    found = {one["hostname"]: one for one in result(run, "onboard")["devices"]}
    assert set(found) == {first, second}
    assert all(one["streaming"] for one in found.values())
    assert found[first]["device_id"] == empty.cloudvision.device_id(first)
    assert result(run, "streaming").status == "ok"
    assert f"[cv] {first} is onboarded as {empty.cloudvision.device_id(first)}" in run.stdout
    assert set(result(run, "onboard without waiting")["request_ids"]) == {first}
    assert not empty.cloudvision.failures


def test_devices_that_make_trouble(runner: AnsibleRunner, empty: Lab) -> None:
    cloudvision, third = empty.cloudvision, [switch.name for switch in empty][2]
    cloudvision.faults.add("never-streams", times=1)
    tasks = [
        device("silent", "onboarded", [third], wait_timeout=1),
        device("still silent", "streaming", [third], wait_timeout=0.5),
        device("unreachable", "onboarded", ["192.0.2.99"]),
        device("unknown", "streaming", [f"{third}x"], wait_timeout=0.5),
        device("none", "onboarded", []),
        device("forced", "onboarded", [third], force=True),
        device("no wait for the wait", "streaming", [third], wait=False),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(empty)).check()
    serial = cloudvision.device_id(third)
    for step in ("silent", "still silent"):
        failed = result(run, step)
        assert failed.status == "ignored"
        assert f"device '{third}' ({serial}) does not stream to CloudVision after" in failed.msg
        assert "TerminAttr" in failed.msg
        assert failed["device_id"] == serial
    assert "the onboarding of '192.0.2.99' failed: failed to resolve or reach" in result(run, "unreachable").msg
    assert f"device '{third}x' is not in the inventory after 0.5 s. Did you mean '{third}" in result(run, "unknown").msg
    assert "devices is empty" in result(run, "none").msg
    assert "force is for 'state: decommissioned'" in result(run, "forced").msg
    assert "does nothing but wait" in result(run, "no wait for the wait").msg

    cloudvision.faults.add("decommissioning-fails", times=1)
    tasks = [device("busy", "decommissioned", [third]), device("then", "decommissioned", [serial], force=True)]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(empty)).check()
    assert f"the decommissioning of '{third}' failed: " in result(run, "busy").msg
    assert result(run, "then").status == "changed"
    assert _known(cloudvision, serial) is False


def _known(cloudvision: CloudVision, serial: str) -> bool:
    return objects_of(cloudvision).get("inventory.v1.Device", {"device_id": serial}) is not None


def studio_devices(lab: Lab) -> dict[str, dict[str, Any]]:
    """What the Inventory & Topology Studio knows, by the ids of the devices."""
    return topology.accepted(View(objects_of(lab.cloudvision)))


def test_devices_of_the_topology_studio(runner: AnsibleRunner, empty: Lab) -> None:
    first, second, third = [switch.name for switch in empty]
    serial = empty.cloudvision.device_id(second)
    both, names = [first, second], {second: "renamed"}
    tasks = [
        device("onboard", "onboarded", both),
        device("start", "removed", both),
        device("accept in check mode", "accepted", both, check_mode=True),
        device("accept", "accepted", both),
        device("accept again", "accepted", both),
        device("update", "accepted", both, hostnames=names, workspace_name="names"),
        device("update again", "accepted", both, hostnames=names),
        device("remove in check mode", "removed", [first, "RENAMED", "nothing"], check_mode=True),
        device("remove", "removed", [first, "RENAMED", "nothing"]),
        device("remove again", "removed", [first, serial]),
        workflow("open", "workspace", {"workspace_id": "devices"}),
        device("accept in a workspace", "accepted", [second], workspace="devices"),
        device("not in the inventory", "accepted", [third]),
        device("twice", "accepted", [first, first]),
        device("a strange name", "accepted", [first], hostnames=names),
        device("a name to remove", "removed", [second], hostnames=names),
        device("a name to onboard", "onboarded", [second], hostnames=names),
        device("a profile", "accepted", [second], profile_name="x"),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(empty), "--diff").check()
    for step in ("accept", "update", "remove"):
        assert result(run, step).status == "changed", result(run, step).result
        assert result(run, f"{step} again").status == "ok", result(run, f"{step} again").result
    for step in ("accept", "remove"):
        assert result(run, f"{step} in check mode")["diff"] == result(run, step)["diff"]
        assert result(run, f"{step} in check mode")["build"]["state"] == "success"
    accepted = {one["after_header"].rsplit(" ", 1)[1]: one["after"] for one in result(run, "accept")["diff"]}
    assert accepted[serial]["hostname"] == second
    assert accepted[serial]["macAddress"] == empty[second].switch.hardware.system_mac
    assert [one["after"]["hostname"] for one in result(run, "update")["diff"]] == ["renamed"]
    ids = {serial, empty.cloudvision.device_id(first)}
    assert not ids & studio_devices(empty).keys()
    inside = topology.accepted(View(objects_of(empty.cloudvision), "devices"))
    assert ids & inside.keys() == {serial}
    for task, words in (
        ("not in the inventory", f"CloudVision has no device '{third}'"),
        ("twice", "devices names one twice"),
        ("a strange name", "which is none of devices"),
        ("a name to remove", "does not go with 'state: removed'"),
        ("a name to onboard", "hostnames goes with 'state: accepted'"),
        ("a profile", "profile_name is for 'state: onboarded'"),
    ):
        assert result(run, task).status == "ignored"
        assert words in result(run, task).msg
    assert not empty.cloudvision.failures
