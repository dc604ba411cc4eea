# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A run that somebody stops leaves no workspace behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner
from support.plays import play
from support.workflows import objects_of, workflow

WORKSPACE = "workspace.v1.Workspace"


def wait(condition: Callable[[], bool], seconds: float) -> None:
    """Until the condition is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


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
        wait(lambda: of_this_run(f"{WORKSPACE}Config", "request") == ["REQUEST_START_BUILD"], 30)
        assert of_this_run(WORKSPACE, "state") == ["WORKSPACE_STATE_PENDING"]
    finally:
        os.killpg(process.pid, how)
        process.wait(timeout=30)
        cloudvision.faults.clear()
    wait(lambda: of_this_run(WORKSPACE, "state") == ([] if check else ["WORKSPACE_STATE_ABANDONED"]), 30)
