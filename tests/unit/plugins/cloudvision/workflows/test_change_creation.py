# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Change controls that a task builds of stages."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import change_creation
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_controls import ChangeControls
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_creation import (
    ACTION,
    CreationRequest,
    create,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_stages import (
    Stage,
    fields_of,
    tree_of,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_state import CONFIG, CONTROL
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    DeviceError,
    LateError,
    StateError,
)
from support.fake_objects import FakeObjects, poller

STAGES = [{"name": "check", "action": "Check health", "device": "leaf1", "args": {"Level": "1"}}]


@pytest.fixture
def objects() -> FakeObjects:
    """Two actions, one of which needs an argument, and a device."""
    return FakeObjects(
        {
            ACTION: [
                {
                    "key": {"id": "health"},
                    "core": {
                        "name": "Check health",
                        "dynamic_args": {"Level": {"required": True}, "Extra": {"required": False}},
                    },
                },
                {"key": {"id": "pause"}, "core": {"name": "Pause"}},
            ],
            "inventory.v1.Device": [{"key": {"device_id": "S1"}, "hostname": "leaf1"}],
        }
    )


def made(objects: FakeObjects, stages: Any = None, *events: Any, name: str | None = "Mine", **given: Any) -> Any:
    return create(ChangeControls(objects, poller(*events, seconds=5)), CreationRequest(name, stages or STAGES, **given))


def finish(objects: FakeObjects, identity: str, status: str, **fields: Any) -> None:
    row = objects.get(CONTROL, {"id": identity})
    objects.put(CONTROL, {**(row or {}), "status": f"CHANGE_CONTROL_STATUS_{status}", **fields})


def test_a_change_control_is_made_once(objects: FakeObjects) -> None:
    first = made(objects, description="why")
    assert first["changed"] is True
    (written,) = objects.written(CONFIG)
    assert (written["change"]["name"], written["change"]["notes"]) == ("Mine", "why")
    (stage,) = [one for row in tree_of(written["change"]).rows for one in row]
    assert (stage.name, stage.action, stage.args) == ("check", "health", {"Level": "1", "DeviceID": "S1"})
    assert first["diff"][0]["before_header"] == "change control 'Mine'"
    again = made(objects, description="why")
    assert (again["changed"], len(objects.written(CONFIG))) == (False, 1)


def test_other_stages_replace_those_that_are_there(objects: FakeObjects) -> None:
    made(objects)
    changed = made(objects, [{"action": "Pause"}])
    assert changed["changed"] is True
    one, other = objects.written(CONFIG)
    assert one["key"] == other["key"], "the unfinished one of the name is edited"
    assert [stage.action for stage in tree_of(other["change"]).all() if stage.action] == ["pause"]


@pytest.mark.parametrize("check", [True, False])
def test_started_change_control_is_not_edited(objects: FakeObjects, check: bool) -> None:
    made(objects, id="cc1")
    finish(objects, "cc1", "RUNNING")
    with pytest.raises(StateError, match=r"cannot be edited: it is running\. Give another change_control_id"):
        made(objects, [{"action": "Pause"}], id="cc1", check=check)
    finish(objects, "cc1", "COMPLETED", completion_reason="COMPLETION_REASON_STOPPED")
    with pytest.raises(StateError, match=r"cannot be edited: it is completed \(stopped\)") as raised:
        made(objects, [{"action": "Pause"}], id="cc1", check=check)
    assert raised.value.details()["change_control"]["id"] == "cc1"
    assert made(objects, id="cc1")["changed"] is False, "it has these stages already"


def test_a_finished_one_of_the_name_is_left_alone(objects: FakeObjects) -> None:
    made(objects, id="cc1")
    finish(objects, "cc1", "COMPLETED", completion_reason="COMPLETION_REASON_SUCCESS")
    assert made(objects)["changed"] is True
    assert objects.written(CONFIG)[1]["key"]["id"] != "cc1"


def test_check_mode_makes_nothing(objects: FakeObjects) -> None:
    assert made(objects, check=True)["changed"] is True
    assert objects.calls == []


def test_change_control_without_its_stages_is_late(objects: FakeObjects) -> None:
    objects.reactions[CONFIG] = lambda values: None
    with pytest.raises(LateError, match="does not show its stages yet") as raised:
        made(objects)
    assert raised.value.details() == {"changed": True}


@pytest.mark.parametrize("name", [None, ""])
def test_it_needs_a_name(name: str | None) -> None:
    with pytest.raises(InputError, match="name is missing"):
        CreationRequest(name, STAGES)


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        ({"action": "Pauze"}, "there is no action 'Pauze'. Did you mean 'Pause'?"),
        ({"name": "x", "action": "Check health"}, "stage 'x': action 'Check health' lacks Level."),
        ({"action": "Check health", "args": {"Level": ""}}, "lacks Level."),
    ],
)
def test_actions_that_cannot_be(objects: FakeObjects, stage: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as raised:
        made(objects, [stage])
    assert says in str(raised.value)
    assert objects.calls == []


def test_an_action_whose_name_is_not_the_only_one(objects: FakeObjects) -> None:
    objects.put(ACTION, {"key": {"id": "pause2"}, "core": {"name": "Pause"}})
    with pytest.raises(InputError, match="2 actions are called 'Pause'"):
        made(objects, [{"action": "Pause"}])
    assert made(objects, [{"action": "pause2"}])["changed"] is True


def test_action_id_without_a_list(objects: FakeObjects) -> None:
    objects.rows[ACTION] = []
    assert made(objects, [{"action": "some-id"}])["changed"] is True


def test_a_device_that_does_not_exist(objects: FakeObjects) -> None:
    with pytest.raises(DeviceError, match=r"no device 'leaf11'\. Did you mean 'leaf1'"):
        made(objects, [{**STAGES[0], "device": "leaf11"}])


TREE = Stage(
    "all",
    rows=(
        (Stage("a", action="x", timeout=7),),
        (Stage("b", action="y", args={"k": "v"}), Stage("c", rows=((Stage("d", action="z"),),))),
    ),
)


def test_ids_of_stages_say_their_row_and_their_place_in_it() -> None:
    fields = fields_of(TREE)
    root, stages = fields["root_stage_id"], fields["stages"]
    assert set(stages) == {root, f"{root}.1.1", f"{root}.2.1", f"{root}.2.2", f"{root}.2.2.1.1"}
    assert stages[root]["rows"] == [[f"{root}.1.1"], [f"{root}.2.1", f"{root}.2.2"]]
    assert stages[f"{root}.1.1"] == {"name": "a", "action": {"name": "x", "args": {}, "timeout": 7}}
    assert stages[f"{root}.2.1"]["action"] == {"name": "y", "args": {"k": "v"}}
    assert tree_of(fields) == TREE
    assert fields_of(TREE)["root_stage_id"] != root


def test_a_stage_below_itself_ends_the_tree() -> None:
    change = {"root_stage_id": "r", "stages": {"r": {"name": "all", "rows": [["r", "s", "gone"]]}, "s": {"name": "b"}}}
    assert tree_of(change) == Stage("all", rows=((Stage("b"),),))
    assert tree_of({}) is None


def test_diff_of_a_change_control() -> None:
    there = {"name": "Mine", "notes": "why", **fields_of(Stage("old", action="x"))}
    stages = change_creation._diff_side(there)["stages"]
    assert [one["name"] for one in stages] == ["old"]
    assert change_creation._diff_side(there)["description"] == "why"
    assert change_creation._diff_side(there, TREE)["stages"] == TREE.shown()["stages"]
    assert change_creation._diff_side({"name": "Mine"})["stages"] == []
    assert change_creation._diff_side({}, TREE) == {}
