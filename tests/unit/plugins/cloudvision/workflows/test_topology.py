# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What brings devices into the Inventory & Topology Studio, and out of it."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import topology
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.topology import TopologyDevice
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.edits import EditPlan
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects

LEAF1 = TopologyDevice("SN1", "leaf1", "00:1c:73:00:00:01", "DCS-7050SX3")
LEAF2 = TopologyDevice("SN2", "leaf2", "00:1c:73:00:00:02", "DCS-7050SX3")
PORTS = [{"tags": {"query": "interface:Ethernet1@SN1"}, "inputs": {"interface": {"neighborDeviceId": "SN9"}}}]


def entry(device: TopologyDevice, **others: Any) -> dict[str, Any]:
    fields = {"interfaces": [], **device.fields, **others}
    return {"tags": {"query": f"device:{device.device_id}"}, "inputs": {"device": fields}}


def view(*entries: Any) -> View:
    key = {"studio_id": "TOPOLOGY", "workspace_id": ""}
    rows = [{"key": key, "inputs": json.dumps({"devices": list(entries)})}] if entries else []
    return View(FakeObjects({"studio.v1.Inputs": rows}))


def written(plan: EditPlan) -> list[tuple[list[str], Any]]:
    return [(edit.key["path"], json.loads((edit.wanted or {})["inputs"])) for edit in plan.todo]


def test_new_devices_come_at_the_end() -> None:
    other = {"tags": {"query": "role:leaf"}, "inputs": {}}
    plan = topology.plan_accept(view(other, entry(LEAF1)), [LEAF1, LEAF2, LEAF2])
    assert written(plan) == [(["devices", "2"], entry(LEAF2))]
    assert plan.diffs[0]["after_header"] == "inventory and topology leaf2 SN2"
    assert (plan.diffs[0]["before"], plan.diffs[0]["after"]) == ({}, LEAF2.fields)
    assert written(topology.plan_accept(view(), [LEAF1])) == [(["devices"], [entry(LEAF1)])]
    assert topology.plan_accept(view(), []).edits == []


def test_an_update_keeps_what_others_set() -> None:
    known = entry(LEAF1, hostname="localhost", interfaces=PORTS, rack="r1")
    plan = topology.plan_accept(view(known), [TopologyDevice("SN1", "leaf1")])
    path = ["devices", "0", "inputs", "device"]
    assert written(plan) == [(path, {**LEAF1.fields, "interfaces": PORTS, "rack": "r1"})]
    assert "interfaces" not in plan.diffs[0]["before"]


def test_a_removal_writes_the_list_without_them() -> None:
    plan = topology.plan_remove(view(entry(LEAF1), entry(LEAF2)), ["SN1", "unknown"])
    assert written(plan) == [(["devices"], [entry(LEAF2)])]
    assert [shown["after"] for shown in plan.diffs] == [{}]
    assert topology.plan_remove(view(entry(LEAF1)), ["SN2"]).todo == []


def test_devices_that_the_studio_has() -> None:
    assert topology.accepted(view("nonsense", entry(LEAF1))) == {"SN1": {**LEAF1.fields, "interfaces": []}}
    assert topology.accepted(view()) == {}


def test_a_device_of_the_inventory() -> None:
    row = {"key": {"device_id": "SN1"}, "hostname": "localhost", "system_mac_address": LEAF1.mac_address}
    assert topology.of_inventory(row) == TopologyDevice("SN1", "localhost", LEAF1.mac_address)
    assert topology.of_inventory(row, "leaf1").hostname == "leaf1"
