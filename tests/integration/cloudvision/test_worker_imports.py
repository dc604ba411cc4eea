# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A worker loads nothing that the process which forks it could load: that is paid once per host and task."""

from __future__ import annotations

from typing import Any

import pytest

from lab.network import Lab
from support.cloudvision_plays import info, inventory
from support.imports import loaded_in_workers
from support.playrun import AnsibleRunner
from support.plays import play, task


@pytest.mark.parametrize(
    "tasks",
    [
        pytest.param([info("devices", "inventory.v1.Device")], id="resources"),
        pytest.param(
            [
                task("tags", "aerie.arista.cloudvision_tag", {"tags": []}),
                task(
                    "deploy", "aerie.arista.cloudvision_deploy", {"devices": [{"name": "leaf1", "config": "vlan 2\n"}]}
                ),
            ],
            id="workflow",
        ),
    ],
)
def test_a_worker_loads_nothing(runner: AnsibleRunner, network: Lab, tasks: list[dict[str, Any]]) -> None:
    assert loaded_in_workers(runner, [play(tasks)], inventory(network)) == []


def test_a_rare_api_is_loaded_by_the_task_that_names_it(runner: AnsibleRunner, network: Lab) -> None:
    tasks = [info("alerts", "event.v1.Event")]
    (loaded,) = loaded_in_workers(runner, [play(tasks)], inventory(network))
    assert {name.rpartition("/")[0] for name in loaded} == {
        "arista/event",
        "arista/event/v1",
        "arista/event/v1/services",
    }
