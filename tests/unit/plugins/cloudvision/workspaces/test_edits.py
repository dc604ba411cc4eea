# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Edits of what lives in workspaces: planned, made, copied, shown."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import LateError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import edits
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.edits import Edit, EditPlan
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects, poller
from support.fake_workspaces import MODEL, configlets, row


@pytest.fixture
def objects() -> FakeObjects:
    return configlets()


@pytest.mark.parametrize(
    ("before", "wanted", "changed"),
    [
        (None, {}, True),
        (None, None, False),
        ({"a": 1}, None, True),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"a": 1}, {"a": 2}, True),
        ({}, {"a": ""}, False),
        ({"a": [1, 2]}, {"a": [2, 1]}, True),
    ],
)
def test_fields_changed_by_an_edit(before: Any, wanted: Any, changed: bool) -> None:
    assert Edit(MODEL, {}, before, wanted, "title").changed is changed


def test_edits_go_by_model_in_order_and_bring_back_what_was_removed(objects: FakeObjects) -> None:
    plan = EditPlan(
        [
            Edit(MODEL, {"configlet_id": "gone"}, None, {"display_name": "back"}, "gone"),
            Edit(MODEL, {"configlet_id": "main"}, {"display_name": "main"}, {"display_name": "main"}, "as it is"),
            Edit(MODEL, {"configlet_id": "both"}, {"display_name": "new"}, None, "both"),
        ]
    )
    edits.apply(View(objects, "w1"), plan, poller())
    assert objects.written(f"{MODEL}Config") == [
        row("gone", "w1", display_name="back", remove=False),
        row("both", "w1", remove=True),
    ]
    assert [one["after_header"] for one in plan.diffs] == ["gone", "both"]


def test_a_state_that_does_not_follow_is_late(objects: FakeObjects) -> None:
    objects.reactions[f"{MODEL}Config"] = lambda values: None
    plan = EditPlan([Edit(MODEL, {"configlet_id": "new"}, None, {"display_name": "new"}, "new")])
    with pytest.raises(LateError, match="workspace 'w1' does not show its changes yet"):
        edits.apply(View(objects, "w1"), plan, poller(seconds=1))


def test_the_differences_of_a_workspace(objects: FakeObjects) -> None:
    found = {one["after_header"]: one for one in edits.differences(objects, "w1")}
    assert found["Configlet both"]["before"] == {"display_name": "old"}
    assert found["Configlet both"]["after"] == {"display_name": "new"}
    assert found["Configlet gone"]["after"] == {}
    assert set(found) == {"Configlet both", "Configlet gone"}


def test_scoped_models_are_found_from_the_descriptors() -> None:
    found = edits.scoped_models()
    assert found[0] == "tag.v2.Tag"
    assert {MODEL, "configlet.v1.ConfigletAssignment", "studio.v1.Inputs", "tag.v2.TagAssignment"} <= set(found)
    assert not [name for name in found if name.startswith("workspace.")]


def test_a_copy_waits_until_the_other_workspace_shows_it(objects: FakeObjects) -> None:
    late: list[Any] = []

    def react(values: dict[str, Any]) -> None:
        if not values.get("remove"):
            late.append(lambda: objects.put(MODEL, values))

    objects.reactions[f"{MODEL}Config"] = react
    waits: list[str] = []
    events = [lambda: waits.append("first"), lambda: [event() for event in late if waits], lambda: waits.append("last")]
    edits.copy(objects, "w1", "w9", poller(*events))
    assert objects.written(f"{MODEL}Config") == [row("both", "w9", display_name="new"), row("gone", "w9", remove=True)]
    assert waits == ["first"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"inputs": '{"b": 1, "a": [2]}'}, '{\n  "a": [\n    2\n  ],\n  "b": 1\n}\n'),
        ({"inputs": "no json"}, "no json"),
        ({"inputs": ""}, "null\n"),
        ({"body": "x\n", "display_name": "n", "description": ""}, "display_name: n\nx\n"),
        ({"body": "x\n", "description": "d"}, "description: d\nx\n"),
        ({"query": "device:*"}, {"query": "device:*"}),
    ],
)
def test_objects_in_diffs(value: dict[str, Any], text: Any) -> None:
    assert edits.as_text(value) == text


def test_several_plans_as_one(objects: FakeObjects) -> None:
    one = EditPlan([Edit(MODEL, {"configlet_id": "a"}, None, {"display_name": "a"}, "a")], whole=True)
    gone = EditPlan([Edit(MODEL, {"configlet_id": "main"}, {"display_name": "main"}, None, "main")])
    nothing = EditPlan([Edit(MODEL, {"configlet_id": "c"}, None, None, "c")])
    both = edits.combined([one, nothing, gone])
    assert ([edit.title for edit in both.edits], both.whole, both.shown_by) == (["a", "main"], True, MODEL)
    waiting = edits.combined([gone, nothing])
    assert (waiting.shown_by, waiting.whole) == (None, False), "what is removed shows no object"
    assert not waiting.is_there(View(objects))
    objects.drop(MODEL, {"workspace_id": "", "configlet_id": "main"})
    assert waiting.is_there(View(objects))
