# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Tags beside many others: what a task reads does not grow with what the mainline holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.devices import DeviceInventory
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import tags
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.run import WorkspaceChange, run
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from lab import CloudVisionSpec, Lab
from lab.cloudvision.cloudvision import CloudVision
from support.workflows import objects_of

MOST_CALLS = 12
#: More messages than these are lists of the whole mainline: a batch is of a thousand.
MOST_RESPONSES = 40
MANY = 20_000


@pytest.fixture(scope="module")
def cv(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudVision]:
    with Lab(tmp_path_factory.mktemp("lab"), 2, cloudvision=CloudVisionSpec(devices=2000)) as lab:
        lab.cloudvision.spec.opening = 0.0
        for number in range(MANY):
            key = {
                "workspaceId": "",
                "elementType": "ELEMENT_TYPE_INTERFACE",
                "label": f"label{number % 10}",
                "value": f"value{number % 50}",
                "deviceId": f"LAB{number // 20:08}",
                "interfaceId": f"Ethernet{number % 20}",
            }
            lab.cloudvision.state.set(tags.ASSIGNMENT, {"key": key, "tagCreatorType": "CREATOR_TYPE_USER"})
        yield lab.cloudvision
        assert lab.cloudvision.failures == []


def change(cv: CloudVision, state: str, *entries: dict[str, Any], workspace: str | None = None) -> dict[str, Any]:
    """Edit tags as a task does, with the counters at zero before."""
    objects = objects_of(cv)
    cv.stats.reset()
    wanted = tags.parse(entries, state, DeviceInventory(objects))
    change = WorkspaceChange(workspace=workspace)
    return run(Workspaces(objects, Poller(30)), change, lambda view: tags.plan_tags(view, wanted, state))


SITE = {"label": "site", "value": "zurich", "devices": ["leaf1"]}
MOVED = {"label": "site", "value": "bern", "devices": ["leaf1"]}
UPLINK = {"label": "label3", "value": "uplink", "interfaces": [{"device": "spine1", "interface": "Ethernet1"}]}


@pytest.mark.parametrize(
    ("state", "entry"), [("merged", SITE), ("replaced", MOVED), ("deleted", MOVED), ("merged", UPLINK)]
)
def test_one_tag_takes_few_calls(cv: CloudVision, state: str, entry: dict[str, Any]) -> None:
    assert change(cv, state, entry)["changed"] is True
    assert cv.stats.calls <= MOST_CALLS, cv.stats.by_method
    assert cv.stats.responses <= MOST_RESPONSES
    assert change(cv, state, entry)["changed"] is False
    assert cv.stats.calls <= 3, cv.stats.by_method


def test_one_tag_in_a_workspace_takes_few_calls(cv: CloudVision) -> None:
    Workspaces(objects_of(cv), Poller(30)).create("few calls")
    for entry in (SITE, UPLINK):
        change(cv, "merged", entry, workspace="few calls")
        assert cv.stats.calls <= MOST_CALLS, cv.stats.by_method
        assert cv.stats.responses <= MOST_RESPONSES


def test_interfaces_that_are_shown_with_their_device_are_the_same(cv: CloudVision) -> None:
    cv.spec.qualified_interfaces = True
    try:
        entry = {**UPLINK, "interfaces": [{"device": "leaf1", "interface": "Ethernet1"}]}
        assert change(cv, "merged", entry)["changed"] is True
        assert change(cv, "merged", entry)["changed"] is False
        assert change(cv, "replaced", {**entry, "value": "other"})["changed"] is True
        device = cv.device_id("leaf1")
        rows = objects_of(cv).list(tags.ASSIGNMENT, {"key": {"workspace_id": "", "device_id": device}})
        found = {
            (row["key"]["value"], row["key"].get("interface_id")) for row in rows if row["key"]["label"] == "label3"
        }
        assert found == {("other", f"Ethernet1@{device}")}
    finally:
        cv.spec.qualified_interfaces = False
