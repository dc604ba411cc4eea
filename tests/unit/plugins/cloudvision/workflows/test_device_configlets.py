# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""One configlet for each device, below one root: new ones, those that are there, and devices that were replaced."""

from __future__ import annotations

from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import configlet_plan, configlets
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.configlets import (
    ASSIGNMENT,
    CONFIGLET,
    ConfigletRequest,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.device_configlets import (
    ROOT_NAME,
    DeviceConfig,
    device_tree,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects


def assignment(
    identity: str, name: str, query: str, children: tuple[str, ...] = (), texts: tuple[str, ...] = ()
) -> Any:
    key = {"workspace_id": "", "configlet_assignment_id": identity}
    lists = {"child_assignment_ids": list(children), "configlet_ids": list(texts)}
    return {"key": key, "display_name": name, "query": query, **lists}


def text(identity: str, name: str, body: str = "") -> Any:
    key = {"workspace_id": "", "configlet_id": identity}
    return {"key": key, "display_name": name, "digest": configlets.digest(body), "body": body}


def view(assignments: list[Any], texts: list[Any]) -> View:
    roots = {"studio_id": configlets.STUDIO, "workspace_id": "", "path": configlets.ROOTS}
    row = {"key": roots, "inputs": '["mine", "avd-configlets"]'}
    return View(FakeObjects({ASSIGNMENT: assignments, CONFIGLET: texts, "studio.v1.Inputs": [row]}))


def config(device: str, device_id: str, body: str = "vlan 1\n") -> DeviceConfig:
    return DeviceConfig(device, device_id, f"AVD-{device}", body)


def ids(found: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    """The ids of the configlets, of the assignments, and what these assign."""
    texts, (root,) = found
    return [(one.id, child.id, child.configlets) for one, child in zip(texts, root.children, strict=True)]


def test_new_devices_get_the_ids_that_avd_gives() -> None:
    texts, (root,) = device_tree(view([], []), [config("leaf1", "SN1")])
    assert (root.id, root.name, root.query, root.keeps) == ("avd-configlets", ROOT_NAME, "device:*", True)
    assert ids((texts, [root])) == [("avd-SN1", "avd-SN1", ("avd-SN1",))]
    assert device_tree(view([], []), []) == ([], [])


def test_a_device_that_was_replaced_keeps_its_objects() -> None:
    """CloudVision has written the new serial number into the query; another device may have the old one."""
    seen = view(
        [
            assignment("avd-configlets", ROOT_NAME, "device:*", ("avd-OLD",)),
            assignment("avd-OLD", "leaf1", "device:NEW", texts=("avd-OLD",)),
        ],
        [text("avd-OLD", "AVD_leaf1")],
    )
    found = device_tree(seen, [config("leaf1", "NEW"), config("leaf2", "OLD")])
    assert ids(found) == [("avd-OLD", "avd-OLD", ("avd-OLD",)), ("avd-OLD-2", "avd-OLD-2", ("avd-OLD-2",))]


def test_a_root_of_another_name_is_another_one() -> None:
    seen = view([assignment("avd-configlets", "Renamed", "device:*")], [])
    assert device_tree(seen, [config("leaf1", "SN1")])[1][0].name == "Renamed"
    assert device_tree(seen, [config("leaf1", "SN1")], "Site")[1][0].id == "Site"
    named = view([assignment("mine", "Site", "role:leaf")], [])
    root = device_tree(named, [config("leaf1", "SN1")], "Site")[1][0]
    assert (root.id, root.query) == ("mine", None)


def test_the_plan_keeps_other_devices_and_removes_those_that_leave() -> None:
    seen = view(
        [
            assignment("avd-configlets", ROOT_NAME, "device:*", ("avd-SN1", "avd-SN2", "avd-SN3")),
            *(
                assignment(f"avd-SN{one}", f"leaf{one}", f"device:SN{one}", texts=(f"avd-SN{one}",))
                for one in (1, 2, 3)
            ),
        ],
        [text(f"avd-SN{one}", f"AVD-leaf{one}", "vlan 1\n") for one in (1, 2, 3)],
    )
    texts, trees = device_tree(seen, [config("leaf1", "SN1"), config("leaf4", "SN4")], leaving=["SN3", "SN9"])
    request = ConfigletRequest(texts, trees, "replaced", first=True, tidies=("avd-",))
    plan = configlet_plan.plan_configlets(seen, request)
    assert [(edit.title, edit.wanted is None) for edit in plan.todo] == [
        ("configlet AVD-leaf4", False),
        ("configlet assignment leaf4", False),
        ("configlet assignment AVD Configurations", False),
        ("configlet assignment leaf3", True),
        ("configlet AVD-leaf3", True),
    ]
    assert plan.todo[2].wanted == {
        "display_name": ROOT_NAME,
        "child_assignment_ids": ["avd-SN1", "avd-SN2", "avd-SN4"],
    }
