# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What earlier runs have left of their change controls."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_state import CONTROL
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.earlier_changes import (
    EarlierChanges,
    earlier_changes,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import ChangeControlError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import WORKSPACE
from support.fake_objects import FakeObjects

DEVICES = ("S1", "S2")


def stage(device: str, action: str = "task", done: bool = False, error: str = "") -> dict[str, Any]:
    status = "STAGE_STATUS_COMPLETED" if done else "STAGE_STATUS_NOT_STARTED"
    return {"action": {"name": action, "args": {"DeviceID": device}}, "status": status, "error": error}


def control(identity: str, day: int, *stages: dict[str, Any], reason: str = "", **fields: Any) -> dict[str, Any]:
    row = {
        "key": {"id": identity},
        "status": "CHANGE_CONTROL_STATUS_COMPLETED" if reason else "CHANGE_CONTROL_STATUS_NOT_STARTED",
        "creation": {"time": f"2026-01-{day:02}T00:00:00Z"},
        "change": {"name": "Mine", "stages": {f"s{place}": one for place, one in enumerate(stages)}},
        **fields,
    }
    return {**row, "completion_reason": f"COMPLETION_REASON_{reason}"} if reason else row


def look(*rows: dict[str, Any], name: str | None = "Mine", workspace: str | None = None) -> EarlierChanges:
    space = {"key": {"workspace_id": "w1"}, "display_name": "Space", "cc_ids": ["c1"]}
    return earlier_changes(FakeObjects({CONTROL: list(rows), WORKSPACE: [space]}), DEVICES, name, workspace)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["key"]["id"] for row in rows]


def test_the_newest_that_pushes_something_counts() -> None:
    old = control("c1", 1, stage("S1"), reason="FAILED")
    new = control("c2", 2, stage("S1", done=True), reason="SUCCESS")
    assert look(old, new) == look(new, old) == EarlierChanges()
    snapshot = control("c3", 3, stage("S1", "snapshot"))
    assert look(new, snapshot) == EarlierChanges()
    assert ids(look(old, new, control("c4", 4, stage("S1"), stage("S2")), snapshot).unfinished) == ["c4"]


def test_owners_of_sessions() -> None:
    row = control("c1", 1, stage("S1"))
    assert ids(look(row).own) == ids(look(row, name=None, workspace="Space").own) == ["c1"]
    for other in (look(row, name="Other"), look(row, name=None), look(row, name=None, workspace="Another")):
        assert (ids(other.own), ids(other.others)) == ([], ["c1"])
        assert other.warnings() == [
            "Change control 'Mine' (c1) is not started: its devices may lack what CloudVision has for them."
        ]
    assert look(control("c1", 1, stage("S9"))) == EarlierChanges()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            control("c1", 1, stage("S1", done=True, error="refused"), reason="FAILED"),
            "has failed: refused. CloudVision",
        ),
        (control("c1", 1, stage("S1"), reason="STOPPED"), "of an earlier run was stopped. CloudVision"),
        (control("c1", 1, stage(""), reason="FAILED", device_ids=["S1"]), "of an earlier run has failed. CloudVision"),
    ],
)
def test_change_control_that_did_not_reach_its_devices_fails(row: dict[str, Any], words: str) -> None:
    with pytest.raises(ChangeControlError) as raised:
        assert look(row).unfinished
    assert words in str(raised.value)
    assert raised.value.details()["change_control"]["id"] == "c1"


def test_a_device_that_was_reached_before_another_failed() -> None:
    stages = stage("S1", done=True), stage("S3", done=True, error="refused")
    assert look(control("c1", 1, *stages, reason="FAILED")) == EarlierChanges()
