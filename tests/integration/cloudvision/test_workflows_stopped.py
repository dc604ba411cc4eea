# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A run that somebody stops leaves no workspace behind."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner
from support.plays import play
from support.waiting import PATIENCE, wait_until
from support.workflows import objects_of, workflow

WORKSPACE = "workspace.v1.Workspace"


def rows(cloudvision: CloudVision, model: str) -> dict[str, dict[str, Any]]:
    """Workspaces by their ids."""
    return {row["key"]["workspace_id"]: row for row in objects_of(cloudvision).list(model)}


@pytest.mark.parametrize(
    ("how", "check"), [(signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGINT, True)], ids=str
)
def test_a_run_that_is_stopped_drops_its_workspace(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision, how: signal.Signals, check: bool
) -> None:
    before = rows(cloudvision, WORKSPACE)
    tags = {"tags": [{"label": "stopped", "value": "yes", "devices": ["leaf1"]}]}
    task = workflow("Tag", "tag", tags, check_mode=check)

    def of_this_run(model: str, field: str) -> list[Any]:
        return [row.get(field) for name, row in rows(cloudvision, model).items() if name not in before]

    cloudvision.faults.add("build-hangs")
    process = runner.start([play([task])], inventory(network))
    try:
        wait_until(lambda: of_this_run(f"{WORKSPACE}Config", "request") == ["REQUEST_START_BUILD"])
        assert of_this_run(WORKSPACE, "state") == ["WORKSPACE_STATE_PENDING"]
    finally:
        os.killpg(process.pid, how)
        process.wait(timeout=PATIENCE)
        cloudvision.faults.clear()
    wait_until(lambda: of_this_run(WORKSPACE, "state") == ([] if check else ["WORKSPACE_STATE_ABANDONED"]))
