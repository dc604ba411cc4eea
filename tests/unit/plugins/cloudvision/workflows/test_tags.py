# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What becomes of tags and their assignments."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import CloudVisionError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.devices import DeviceInventory
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import tags
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import DeviceError, LateError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.edits import EditPlan, apply
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects, poller

TYPE = "ELEMENT_TYPE_DEVICE"
DEVICES = [
    {"key": {"device_id": "S1"}, "hostname": "leaf1", "fqdn": "leaf1.example.net"},
    {"key": {"device_id": "S2"}, "hostname": "leaf2", "fqdn": "leaf2.example.net"},
    {"key": {"device_id": "S3"}, "hostname": "twin"},
    {"key": {"device_id": "S4"}, "hostname": "twin"},
]


def tag(label: str, value: str, **fields: Any) -> dict[str, Any]:
    key = {"workspace_id": "", "element_type": TYPE, "label": label, "value": value}
    return {"key": {**key, "element_sub_type": "ELEMENT_SUB_TYPE_DEVICE"}, **fields}


def assignment(label: str, value: str, device: str, **fields: Any) -> dict[str, Any]:
    row = tag(label, value, **fields)
    return {**row, "key": {**row["key"], "device_id": device}}


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects(
        {
            "inventory.v1.Device": DEVICES,
            tags.TAG: [tag("site", "bern"), tag("site", "zurich"), tag("model", "7050", creator_type=tags.SYSTEM)],
            tags.ASSIGNMENT: [
                assignment("site", "bern", "S1"),
                assignment("site", "bern", "S2"),
                assignment("site", "zurich", "S2"),
                assignment("site", "auto", "S1", tag_creator_type=tags.SYSTEM),
            ],
        }
    )


def plan(objects: FakeObjects, state: str, *entries: dict[str, Any]) -> EditPlan:
    wanted = tags.parse(entries, state, DeviceInventory(objects))
    return tags.plan_tags(View(objects), wanted, state)


def titles(found: EditPlan) -> list[tuple[str, str]]:
    return [(edit.title, "removed" if edit.wanted is None else "set") for edit in found.todo]


def test_merging_adds_what_is_missing_alone(objects: FakeObjects) -> None:
    found = plan(
        objects, "merged", {"label": "site", "value": "zurich", "devices": ["leaf1", "S2", "leaf2.example.net"]}
    )
    assert titles(found) == [("tag site:zurich on S1", "set")]
    assert found.todo[0].key == {"element_type": TYPE, "label": "site", "value": "zurich", "device_id": "S1"}


def test_replacing_leaves_other_elements_and_the_systems_tags_alone(objects: FakeObjects) -> None:
    found = plan(objects, "replaced", {"label": "site", "value": "zurich", "devices": ["leaf1"]})
    assert titles(found) == [("tag site:zurich on S1", "set"), ("tag site:bern on S1", "removed")]


def test_replacing_keeps_several_values_that_are_given(objects: FakeObjects) -> None:
    entries = [{"label": "site", "value": value, "devices": ["leaf2"]} for value in ("bern", "basel")]
    found = plan(objects, "replaced", *entries)
    assert titles(found) == [
        ("tag site:basel", "set"),
        ("tag site:basel on S2", "set"),
        ("tag site:zurich on S2", "removed"),
    ]


def test_a_tag_that_is_made_with_the_key_that_the_server_gave_it_is_there(objects: FakeObjects) -> None:
    found = plan(objects, "deleted", {"label": "site", "value": "bern", "devices": ["leaf1"]})
    assert found.todo[0].key["element_sub_type"] == "ELEMENT_SUB_TYPE_DEVICE"
    apply(View(objects, "w1"), found, poller())
    assert objects.written(f"{tags.ASSIGNMENT}Config")[0]["remove"] is True


def test_a_deletion_without_elements_takes_the_tag_and_its_assignments(objects: FakeObjects) -> None:
    assert titles(plan(objects, "deleted", {"label": "site", "value": "bern"})) == [
        ("tag site:bern on S1", "removed"),
        ("tag site:bern on S2", "removed"),
        ("tag site:bern", "removed"),
    ]
    assert len(plan(objects, "deleted", {"label": "site"}).todo) == 5
    assert plan(objects, "deleted", {"label": "site", "value": "nowhere"}).todo == []


def test_a_label_of_interfaces_is_deleted_without_saying_so(objects: FakeObjects) -> None:
    key = {"workspace_id": "", "element_type": "ELEMENT_TYPE_INTERFACE", "label": "role", "value": "uplink"}
    objects.put(tags.ASSIGNMENT, {"key": {**key, "device_id": "S1", "interface_id": "Ethernet1"}})
    assert titles(plan(objects, "deleted", {"label": "role"})) == [("tag role:uplink on S1 Ethernet1", "removed")]
    assert plan(objects, "deleted", {"label": "role", "element_type": "device"}).todo == []


@pytest.mark.parametrize(
    ("state", "entry", "words"),
    [
        ("merged", {"label": " ", "value": "a"}, r"tags\[0\]: label is empty"),
        ("merged", {"label": "a", "value": ""}, "tag 'a' has no value"),
        ("merged", {"label": "a", "value": "b", "element_type": "interface", "devices": ["S1"]}, "element_type is"),
        ("merged", {"label": "a", "value": "b", "devices": ["twin"]}, "2 devices are called 'twin': S3, S4"),
        ("merged", {"label": "a", "value": "b", "devices": ["leaf3"]}, "no device 'leaf3'. Did you mean 'leaf"),
        ("deleted", {"label": "model", "value": "7050"}, "CloudVision's own"),
    ],
)
def test_invalid_input(objects: FakeObjects, state: str, entry: dict[str, Any], words: str) -> None:
    with pytest.raises(CloudVisionError, match=words) as raised:
        plan(objects, state, entry)
    assert isinstance(raised.value, (InputError, DeviceError))


def interface(value: str, identity: str) -> dict[str, Any]:
    key = {"workspace_id": "", "element_type": "ELEMENT_TYPE_INTERFACE", "label": "role", "value": value}
    return {"key": {**key, "device_id": "S1", "interface_id": identity}}


@pytest.mark.parametrize("identity", ["Ethernet1", "Ethernet1@S1"])
def test_an_interface_is_known_with_and_without_its_device(objects: FakeObjects, identity: str) -> None:
    objects.put(tags.ASSIGNMENT, interface("uplink", identity))
    objects.put(tags.TAG, {"key": {**interface("uplink", "")["key"], "device_id": "", "interface_id": ""}})
    entry = {"label": "role", "value": "uplink", "interfaces": [{"device": "leaf1", "interface": "Ethernet1"}]}
    assert plan(objects, "merged", entry).todo == []
    found = plan(objects, "replaced", {**entry, "value": "peer"})
    assert titles(found)[-1][1] == "removed"
    assert found.todo[-1].key["interface_id"] == "Ethernet1"


class Asked(FakeObjects):
    """Remembers the filters of lists."""

    def __init__(self, rows: Any) -> None:
        super().__init__(rows)
        self.filters: dict[str, list[Any]] = {}

    def list(self, name: str, *filters: Any, custom: Any = None) -> Any:
        self.filters[name] = [one.get("key", one) for one in filters]
        return super().list(name, *filters, custom=custom)


def test_only_what_is_asked_about_is_read(objects: FakeObjects) -> None:
    asked = Asked(objects.rows)
    plan(asked, "merged", {"label": "site", "value": "zurich", "devices": ["leaf1", "LEAF2"]})
    assert asked.filters[tags.TAG] == [
        {"element_type": TYPE, "label": "site", "value": "zurich", "workspace_id": ""},
    ]
    assert asked.filters[tags.ASSIGNMENT] == [
        {"element_type": TYPE, "label": "site", "device_id": device, "workspace_id": ""} for device in ("S1", "S2")
    ]
    plan(asked, "deleted", {"label": "site", "value": "bern"})
    assert asked.filters[tags.ASSIGNMENT] == [{"label": "site", "workspace_id": ""}]
    assert asked.filters[tags.TAG] == [{"label": "site", "value": "bern", "workspace_id": ""}]


@pytest.mark.parametrize(
    ("labels", "values", "filters"),
    [(1, 50, {"value"}), (1, 51, {"label"}), (50, 2, {"label"}), (51, 1, {"element_type"})],
)
def test_many_filters_become_a_few_coarser_ones(
    objects: FakeObjects, labels: int, values: int, filters: set[str]
) -> None:
    asked = Asked(objects.rows)
    entries = [{"label": f"l{label}", "value": f"v{value}"} for label in range(labels) for value in range(values)]
    plan(asked, "merged", *entries)
    found = asked.filters[tags.TAG]
    assert len(found) <= tags.MOST_FILTERS
    assert filters <= found[0].keys()
    assert ("value" in found[0]) == (filters == {"value"})
    assert ("label" in found[0]) == (filters != {"element_type"})


def test_without_elements_no_assignments_are_read(objects: FakeObjects) -> None:
    asked = Asked(objects.rows)
    plan(asked, "merged", {"label": "site", "value": "geneva"})
    assert tags.ASSIGNMENT not in asked.filters


def test_assignments_are_waited_for_and_removals_are_not(objects: FakeObjects) -> None:
    found = plan(objects, "replaced", {"label": "site", "value": "zurich", "devices": ["leaf1"]})
    assert found.shown_by == tags.ASSIGNMENT
    objects.reactions[f"{tags.ASSIGNMENT}Config"] = lambda values: None
    row = assignment("site", "zurich", "S1")
    shown = {**row, "key": {**row["key"], "workspace_id": "w1"}}
    apply(View(objects, "w1"), found, poller(lambda: objects.put(tags.ASSIGNMENT, shown), seconds=5))
    with pytest.raises(LateError, match="workspace 'w2' does not show its changes yet"):
        apply(View(objects, "w2"), found, poller(seconds=5))
    assert plan(objects, "merged", {"label": "new", "value": "one"}).shown_by == tags.TAG


def device_plan(objects: FakeObjects, devices: list[str], strict: bool, *entries: dict[str, Any]) -> EditPlan:
    wanted = tags.parse(entries, "replaced", DeviceInventory(objects))
    return tags.plan_devices(View(objects), wanted, devices, strict)


ROLE = {"label": "role", "value": "leaf", "devices": ["leaf1"]}


@pytest.fixture
def used(objects: FakeObjects) -> FakeObjects:
    """The same, where users made all assignments but one, and one is of an interface."""
    for row in objects.rows[tags.ASSIGNMENT]:
        row.setdefault("tag_creator_type", tags.USER)
    port = assignment("link", "up", "S1", tag_creator_type=tags.USER)
    port["key"].update(element_type=tags.TYPES["interface"], interface_id="Ethernet1@S1")
    objects.rows[tags.ASSIGNMENT].append(port)
    return objects


def test_devices_lose_other_values_of_the_labels_that_are_wanted(used: FakeObjects) -> None:
    site = {"label": "site", "value": "bern", "devices": ["S2"]}
    found = device_plan(used, ["S1", "S2"], False, site, ROLE)
    assert titles(found) == [
        ("tag role:leaf", "set"),
        ("tag role:leaf on S1", "set"),
        ("tag site:bern on S1", "removed"),
        ("tag site:zurich on S2", "removed"),
    ]


def test_devices_without_wanted_tags_lose_none_unless_strict(used: FakeObjects) -> None:
    site = {"label": "site", "value": "bern", "devices": ["S1"]}
    assert titles(device_plan(used, ["S1", "S2"], False, site)) == []
    found = device_plan(used, ["S1", "S2"], True, site)
    assert titles(found) == [
        ("tag site:bern on S2", "removed"),
        ("tag site:zurich on S2", "removed"),
        ("tag link:up on S1 Ethernet1", "removed"),
    ]
    assert device_plan(used, ["S1"], False).edits == []


def test_tags_of_many_devices_are_read_by_kind() -> None:
    asked: list[Any] = []

    class Asked(FakeObjects):
        def list(self, name: str, *filters: Any, custom: Any = None) -> Any:
            asked.append((name, filters))
            return super().list(name, *filters, custom=custom)

    many = [f"S{number}" for number in range(tags.MOST_FILTERS + 1)]
    tags.plan_devices(View(Asked()), [tags.Wanted(TYPE, "role", "leaf", (("S1", ""),))], many, False)
    key = {"element_type": TYPE, "workspace_id": ""}
    assert asked[1] == (tags.ASSIGNMENT, ({"key": key, "tag_creator_type": tags.USER},))
