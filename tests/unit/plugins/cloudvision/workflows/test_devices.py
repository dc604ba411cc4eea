# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Onboard and decommission devices, and wait until they stream."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.devices import (
    DECOMMISSIONING,
    ONBOARDING,
    DeviceRequest,
    Onboarding,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import DeviceError, LateError
from support.fake_objects import FakeObjects, poller

DEVICE = "inventory.v1.Device"


def device(identity: str, name: str, streaming: bool = True) -> dict[str, Any]:
    status = f"STREAMING_STATUS_{'ACTIVE' if streaming else 'INACTIVE'}"
    return {"key": {"device_id": identity}, "hostname": name, "streaming_status": status}


@pytest.fixture
def inventory() -> FakeObjects:
    address = {"key": {"device_id": "S1"}, "ip_address": {"value": "192.0.2.1"}}
    return FakeObjects(
        {DEVICE: [device("S1", "leaf1"), device("S2", "leaf2", False)], "inventory.v1.ProvisionedDevice": [address]}
    )


def bring(objects: FakeObjects, request: DeviceRequest, *events: Any) -> dict[str, Any]:
    return Onboarding(objects, poller(*events, seconds=9)).carry_out(request)


@pytest.mark.parametrize("name", ["leaf1", "LEAF1", "S1", "192.0.2.1"])
def test_a_device_that_is_there_is_not_onboarded_again(inventory: FakeObjects, name: str) -> None:
    result = bring(inventory, DeviceRequest("onboarded", [name]))
    assert (result["changed"], result["devices"][0]["device_id"]) == (False, "S1")
    assert inventory.calls == []


def test_error_names_device_that_never_streams(inventory: FakeObjects) -> None:
    for target in ("onboarded", "streaming"):
        with pytest.raises(
            LateError, match=r"device 'leaf2' \(S2\) does not stream to CloudVision after 9 s"
        ) as raised:
            bring(inventory, DeviceRequest(target, ["leaf1", "leaf2"]))
        assert raised.value.details() == {"device_id": "S2"}
    woken = bring(
        inventory, DeviceRequest("streaming", ["leaf2"]), lambda: inventory.put(DEVICE, device("S2", "leaf2"))
    )
    assert woken["devices"][0]["streaming"] is True


def test_third_party_devices(inventory: FakeObjects) -> None:
    name = f"{ONBOARDING}Config"
    inventory.reactions[name] = lambda values: None
    wanted = DeviceRequest("onboarded", ["sw3"], "snmp", "lab", {"version": "2c"}, wait=False)
    request = bring(inventory, wanted)["request_ids"]["sw3"]
    assert inventory.written(name) == [
        {
            "key": {"request_id": request},
            "hostname_or_ip": "sw3",
            "device_type": "snmp",
            "profile_name": "lab",
            "device_config": {"options": {"version": "2c"}},
        }
    ]


def test_a_report_that_says_why(inventory: FakeObjects) -> None:
    failed = {"status": "DECOMMISSIONING_STATUS_FAILURE", "status_message": "tasks are pending."}

    def react(values: dict[str, Any]) -> None:
        inventory.put(DECOMMISSIONING, {"key": values["key"], **failed})

    inventory.reactions[f"{DECOMMISSIONING}Config"] = react
    with pytest.raises(DeviceError, match="the decommissioning of 'leaf1' failed: tasks are pending") as raised:
        bring(inventory, DeviceRequest("decommissioned", ["leaf1"], force=True))
    assert inventory.calls[0][2]["force"] is True
    assert raised.value.details()["changed"] is True


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"devices": []}, "devices is empty"),
        ({"devices": [" "]}, "an empty name"),
        ({"devices": ["a", "a"]}, "names one twice"),
        ({"devices": ["a"], "force": True}, "force is for"),
        ({"target": "streaming", "devices": ["a"], "profile": "p"}, "profile_name and device_config are for"),
        ({"target": "streaming", "devices": ["a"], "wait": False}, "does nothing but wait"),
    ],
)
def test_invalid_requests(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        DeviceRequest(**{"target": "onboarded", **given})


def test_a_device_that_is_not_there_yet_is_waited_for(inventory: FakeObjects) -> None:
    def appear() -> None:
        inventory.put(DEVICE, device("S3", "leaf3", False))

    def stream() -> None:
        inventory.put(DEVICE, device("S3", "leaf3"))

    result = bring(inventory, DeviceRequest("streaming", ["leaf3", "leaf1"]), lambda: None, appear, stream)
    assert [(one["device_id"], one["streaming"]) for one in result["devices"]] == [("S3", True), ("S1", True)]
    assert result["changed"] is False


def test_a_device_that_never_comes_is_late_with_the_nearest_name(inventory: FakeObjects) -> None:
    with pytest.raises(LateError, match=r"device 'leaf11' is not in the inventory after 9 s\. Did you mean 'leaf1'\?"):
        bring(inventory, DeviceRequest("streaming", ["leaf11"]))
    checked = bring(inventory, DeviceRequest("streaming", ["leaf11", "leaf1"], check=True))
    assert [one["device_id"] for one in checked["devices"]] == ["S1"]


def onboarding(objects: FakeObjects, *reports: dict[str, Any]) -> list[Any]:
    """Events after each of which a request has the next report; a success adds the device to the inventory."""
    reports = reports or ({"status": "ONBOARDING_STATUS_SUCCESS", "device_id": "S3"},)

    def report(found: dict[str, Any]) -> None:
        (values,) = objects.written(f"{ONBOARDING}Config")
        objects.put(ONBOARDING, {"key": values["key"], **found})
        if found.get("device_id"):
            objects.put(DEVICE, device("S3", "leaf3"))

    objects.reactions[f"{ONBOARDING}Config"] = lambda values: None
    return [lambda found=found: report(found) for found in reports]


def test_an_onboarding_from_request_to_stream(inventory: FakeObjects) -> None:
    said: list[str] = []
    progress = {"status": "ONBOARDING_STATUS_INPROGRESS", "status_message": "connecting"}
    events = onboarding(inventory, progress, {"status": "ONBOARDING_STATUS_SUCCESS", "device_id": "S3"})
    waiting = poller(*events, said=said)
    result = Onboarding(inventory, waiting).carry_out(DeviceRequest("onboarded", ["192.0.2.3", "leaf1"]))
    assert [one["device_id"] for one in result["devices"]] == ["S3", "S1"]
    assert (result["changed"], len(result["diff"])) == (True, 1)
    assert result["diff"][0]["before_header"] == "device 192.0.2.3"
    assert (result["diff"][0]["before"], result["diff"][0]["after"]) == ("not in the inventory\n", "onboarded\n")
    assert said == [
        "onboarding of 192.0.2.3 has begun",
        "the onboarding of '192.0.2.3': connecting",
        "192.0.2.3 is onboarded as S3",
        "device '192.0.2.3' (S3) streams",
        "device 'leaf1' (S1) streams",
    ]
    (written,) = inventory.written(f"{ONBOARDING}Config")
    assert {name: value for name, value in written.items() if name != "key"} == {
        "hostname_or_ip": "192.0.2.3",
        "device_type": "eos",
        "profile_name": None,
    }


def test_check_mode_onboards_nothing(inventory: FakeObjects) -> None:
    result = bring(inventory, DeviceRequest("onboarded", ["new", "leaf2"], check=True))
    assert (result["changed"], [one["device_id"] for one in result["devices"]]) == (True, ["S2"])
    assert inventory.calls == []


def test_an_onboarding_without_waiting_returns_what_is_there(inventory: FakeObjects) -> None:
    onboarding(inventory)
    result = bring(inventory, DeviceRequest("onboarded", ["new", "leaf2"], wait=False))
    assert list(result["request_ids"]) == ["new"]
    assert result["devices"] == [
        {
            "device_id": "S2",
            "streaming": False,
            "hostname": "leaf2",
            "fqdn": "",
            "model_name": "",
            "software_version": "",
            "system_mac_address": "",
        }
    ]


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ({"error": "no route. "}, "no route"),
        ({"error": "", "status_message": "gave up"}, "gave up"),
        ({}, "without a reason"),
    ],
)
def test_an_onboarding_that_fails(inventory: FakeObjects, report: dict[str, Any], words: str) -> None:
    events = onboarding(inventory, {"status": "ONBOARDING_STATUS_FAILURE", **report})
    with pytest.raises(DeviceError, match=f"the onboarding of 'new' failed: {words}\\.") as raised:
        bring(inventory, DeviceRequest("onboarded", ["new"]), *events)
    assert set(raised.value.details()) == {"request_id", "changed"}


def test_an_onboarding_that_does_not_end(inventory: FakeObjects) -> None:
    onboarding(inventory)
    with pytest.raises(LateError, match="the onboarding of 'new' has not ended within 9 s") as raised:
        bring(inventory, DeviceRequest("onboarded", ["new"]))
    assert raised.value.details()["changed"] is True


def decommissioning(objects: FakeObjects) -> None:
    """Let each request succeed at once."""

    def react(values: dict[str, Any]) -> None:
        objects.put(DECOMMISSIONING, {"key": values["key"], "status": "DECOMMISSIONING_STATUS_SUCCESS"})

    objects.reactions[f"{DECOMMISSIONING}Config"] = react


def test_a_decommissioning_ends_when_the_device_is_gone(inventory: FakeObjects) -> None:
    decommissioning(inventory)
    request = DeviceRequest("decommissioned", ["leaf1", "unknown"])
    result = bring(inventory, request, lambda: inventory.drop(DEVICE, {"device_id": "S1"}))
    assert (result["changed"], [one["device_id"] for one in result["devices"]]) == (True, ["S1"])
    assert result["diff"][0]["after"] == "decommissioned\n"
    (written,) = inventory.written(f"{DECOMMISSIONING}Config")
    assert written["device_id"] == "S1"
    assert "force" not in written
    assert bring(inventory, request) == {"changed": False, "devices": []}


def test_a_device_that_stays_in_the_inventory_is_late(inventory: FakeObjects) -> None:
    decommissioning(inventory)
    with pytest.raises(LateError, match="device 'leaf1' is still in the inventory") as raised:
        bring(inventory, DeviceRequest("decommissioned", ["leaf1"]))
    assert raised.value.details() == {"device_id": "S1", "changed": True}


def test_a_decommissioning_without_waiting_and_in_check_mode(inventory: FakeObjects) -> None:
    assert bring(inventory, DeviceRequest("decommissioned", ["192.0.2.1"], check=True))["changed"] is True
    assert inventory.calls == []
    inventory.reactions[f"{DECOMMISSIONING}Config"] = lambda values: None
    result = bring(inventory, DeviceRequest("decommissioned", ["leaf1"], wait=False))
    (written,) = inventory.written(f"{DECOMMISSIONING}Config")
    assert result["request_ids"] == {"leaf1": written["key"]["request_id"]}


def test_waiting_says_what_is_waited_for(inventory: FakeObjects) -> None:
    said: list[str] = []
    events = [lambda on=on: inventory.put(DEVICE, device("S3", "leaf3", on)) for on in (False, True)]
    Onboarding(inventory, poller(*events, said=said)).carry_out(DeviceRequest("streaming", ["S3"]))
    assert said == ["device 'S3' is not in the inventory yet", "device 'S3' does not stream yet", "device 'S3' streams"]
