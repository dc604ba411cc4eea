# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Metadata of CV Pathfinder routers as inputs of a studio; a test with pyavd compares them with its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.deployment import (
    DeployDevice,
    Deployment,
    StudioInputs,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.pathfinder import (
    STUDIO,
    Router,
    plan_pathfinder,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects

EDGE = {"role": "edge", "vtep_ip": "10.0.1.2", "interfaces": [{"name": "Ethernet1"}]}
OTHER = {"inputs": {"router": {}}, "tags": {"query": "device:SN7"}}


def objects(inputs: str | None = None) -> FakeObjects:
    key = {"studio_id": STUDIO, "workspace_id": "", "path": list[str]()}
    rows = [{"key": key, "inputs": inputs}] if inputs else []
    return FakeObjects(
        {
            "studio.v1.Studio": [{"key": {"studio_id": STUDIO, "workspace_id": ""}}],
            "studio.v1.Inputs": rows,
        }
    )


def test_entries_of_others_stay_and_a_second_time_changes_nothing() -> None:
    mine = {"tags": {"query": "device:SN1"}}
    found = objects(json.dumps({"routers": [OTHER, mine], "vrfs": []}))
    plan, notes = plan_pathfinder(View(found), [Router("edge1", "SN1", EDGE)])
    (edit,) = plan.todo
    assert (notes, edit.wanted is not None) == ([], True)
    after = studio_text(edit)
    assert after.count("device:SN7") == after.count("device:SN1") == 1
    assert "interface:Ethernet1@SN1" in after
    again, _notes = plan_pathfinder(View(objects(after)), [Router("edge1", "SN1", EDGE)])
    assert again.todo == []


def studio_text(edit: Any) -> str:
    return str(edit.wanted["inputs"])


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"role": "pathfinder", "pathgroups": [{}]}, "KeyError 'name'"),
        ({"role": "edge", "interfaces": ["Ethernet1"]}, "AttributeError"),
        ({"role": "edge", "pathfinders": 1}, "TypeError"),
        ({"role": "pathfinder", "vrfs": [{"avts": [{"constraints": {"lossrate": "much"}}]}]}, "ValueError"),
    ],
)
def test_metadata_that_avd_does_not_write(metadata: Any, words: str) -> None:
    with pytest.raises(InputError, match=f"the metadata of 'edge1' is not what AVD writes: {words}"):
        plan_pathfinder(View(objects()), [Router("edge1", "SN1", metadata)])


def test_without_the_studio_nothing_is_deployed() -> None:
    plan, notes = plan_pathfinder(View(FakeObjects()), [Router("edge1", "SN1", EDGE)])
    assert notes == [f"CloudVision has no studio {STUDIO}, so metadata.cv_pathfinder of edge1 is not deployed."]
    assert plan.todo == []


def test_a_role_that_is_unknown_is_told() -> None:
    plan, notes = plan_pathfinder(View(objects()), [Router("edge1", "SN1", {"role": "hub"})])
    assert notes == [f"The studio {STUDIO} does not take the role 'hub' of edge1, so it is not deployed."]
    assert plan.todo == []


def test_inputs_of_the_task_do_not_compete_with_the_metadata() -> None:
    inputs = [StudioInputs(STUDIO, ("vrfs",), [])]
    Deployment([DeployDevice("edge1")], inputs=inputs)
    with pytest.raises(InputError, match=f"'{STUDIO}/vrfs' is set by other options of the task"):
        Deployment([DeployDevice("edge1", pathfinder=EDGE)], inputs=inputs)
