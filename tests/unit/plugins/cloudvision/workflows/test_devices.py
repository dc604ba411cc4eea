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


def test_one_that_never_streams_is_named(inventory: FakeObjects) -> None:
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


def test_what_third_party_devices_need(inventory: FakeObjects) -> None:
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
