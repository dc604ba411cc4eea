# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a deployment wants, finds, plans and tells."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import deployment
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.configlets import (
    Assignment,
    Configlet,
    ConfigletRequest,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.deployment import (
    DeployDevice,
    Deployment,
    Located,
    StudioInputs,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import DeviceError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects, poller

ROWS = [
    {"key": {"device_id": "SN1"}, "hostname": "leaf1", "system_mac_address": "00:1c:73:00:00:01"},
    {"key": {"device_id": "SN2"}, "hostname": "localhost", "system_mac_address": "00:1c:73:00:00:02"},
]
LEAF1 = DeployDevice("leaf1", config="vlan 1\n", tags=(("role", "leaf"),))
LEAF2 = DeployDevice("leaf2", "SN2", interface_tags=(("Ethernet1", "link", "up"),))
GONE = DeployDevice("leaf9", "SN9")


def cloudvision() -> FakeObjects:
    return FakeObjects({"inventory.v1.Device": ROWS})


def test_devices_are_found_by_serial_number_or_mac_or_name() -> None:
    by_mac = DeployDevice("leaf2", mac_address="00:1C:73:00:00:02")
    # A serial number that is unknown is not made up for by a name that is known.
    other = DeployDevice("leaf1", "SN9")
    assert deployment.locate(cloudvision(), [LEAF1, by_mac]).rows == {"leaf1": ROWS[0], "leaf2": ROWS[1]}
    assert deployment.locate(cloudvision(), [LEAF2, other]).missing == [other]
    with pytest.raises(InputError, match=r"'leaf1' and 'twin' are the same device \(SN1\)"):
        deployment.locate(cloudvision(), [LEAF1, DeployDevice("twin", "SN1")])


def test_missing_devices_are_named_as_they_were_looked_for() -> None:
    objects = cloudvision()
    new = DeployDevice("leaf8", address="192.0.2.8")
    with pytest.raises(DeviceError, match=r"CloudVision lacks 1 of the 3 devices: leaf9 \(SN9\)\.") as raised:
        deployment.bring_in(objects, poller(), [LEAF1, GONE, new], check=False)
    assert raised.value.details() == {"missing": ["leaf9"]}
    assert objects.calls == []  # none is onboarded before
    found = deployment.bring_in(objects, poller(), [LEAF1, GONE, new], check=True, skip=True)
    assert (found.missing, found.onboarded) == ([GONE, new], ["leaf8"])


def test_the_plan_holds_everything_and_shows_by_its_last_objects() -> None:
    tree = ConfigletRequest([Configlet("dns", "x\n")], [Assignment("all", query="device:*", configlets=("dns",))])
    inputs = [StudioInputs("studio-a", ("zone",), "UTC", "replaced")]
    wanted = Deployment([LEAF1, LEAF2, GONE], others=[tree], inputs=inputs)
    objects = cloudvision()
    objects.rows["studio.v1.Studio"] = [{"key": {"studio_id": "studio-a", "workspace_id": ""}}]
    plan = deployment.plan_deployment(View(objects), wanted, deployment.locate(objects, wanted.devices))
    assert [edit.title for edit in plan.todo] == [
        "inventory and topology",
        *("tag role:leaf", "tag link:up", "tag role:leaf on SN1", "tag link:up on SN2 Ethernet1"),
        *("configlet dns", "configlet AVD-leaf1"),
        *("configlet assignment all", "configlet assignment leaf1", "configlet assignment AVD Configurations"),
        *("roots of the configlet assignments", "inputs studio-a zone"),
    ]
    assert (plan.whole, plan.shown_by) == (True, "configlet.v1.ConfigletAssignment")
    # The hostname is the one that is to be, not that of a device that has none yet.
    assert [shown["after"]["hostname"] for shown in plan.diffs[:2]] == ["leaf1", "leaf2"]


def test_devices_are_left_alone_where_nothing_is_wanted_of_them() -> None:
    objects = cloudvision()
    wanted = Deployment([DeployDevice("leaf1")], accept=False)
    assert deployment.plan_deployment(View(objects), wanted, deployment.locate(objects, wanted.devices)).todo == []


BUILT: dict[str, Any] = {"device_id": "SN1", "stage": "", "skipped": "", "errors": [], "warnings": ["careful"]}


@pytest.mark.parametrize(
    ("built", "state", "reason"),
    [
        ({"state": "success", "added_lines": 3}, "built", ""),
        ({"state": "success", "skipped": "config_unchanged"}, "unchanged", ""),
        ({"state": "success", "skipped": "inactive"}, "skipped", "inactive"),
        ({"state": "fail", "stage": "config_validation"}, "failed", "config_validation"),
        ({"state": "canceled"}, "unknown", "canceled"),
    ],
)
def test_build_result_of_a_device(built: dict[str, Any], state: str, reason: str) -> None:
    located = deployment.locate(cloudvision(), [LEAF1])
    build = {"state": "success", "devices": [{**BUILT, **built}]}
    (found,) = deployment.outcomes(Deployment([LEAF1]), located, build, True)
    assert (found["device"], found["device_id"], found["state"], found["reason"]) == ("leaf1", "SN1", state, reason)
    assert found["added_lines"] == built.get("added_lines", 0)
    assert deployment.warnings([found]) == ["leaf1: careful"]


@pytest.mark.parametrize(
    ("device", "build", "changed", "state", "reason"),
    [
        (LEAF1, {"state": "success", "devices": []}, True, "unchanged", ""),
        (LEAF1, {"state": "fail", "devices": []}, True, "unknown", "the build ended before it"),
        (LEAF1, None, True, "unknown", "not built"),
        (LEAF1, None, False, "unchanged", ""),
        (GONE, None, True, "skipped", "not in the inventory"),
        (DeployDevice("leaf1", deployed=False), None, True, "skipped", "is_deployed is false"),
    ],
)
def test_devices_without_a_build(device: DeployDevice, build: Any, changed: bool, state: str, reason: str) -> None:
    located = deployment.locate(cloudvision(), [device])
    (found,) = deployment.outcomes(Deployment([device]), located, build, changed)
    assert (found["state"], found["reason"]) == (state, reason)


def test_no_facts_of_devices_that_would_be_onboarded() -> None:
    located = Located(missing=[GONE], onboarded=["leaf9"])
    (found,) = deployment.outcomes(Deployment([GONE]), located, None, True)
    assert (found["state"], found["reason"]) == ("unknown", "would be onboarded")
