# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""cloudvision_resource_info and cloudvision_resource: reading, filters, times; setting, deleting, check mode, diffs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import calls_of, info, inventory, resource
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play, task

DEVICE = "inventory.v1.Device"
DASHBOARD = "dashboard.v1.DashboardConfig"
CHANGE_CONTROL = "changecontrol.v1.ChangeControlConfig"
TAG, ASSIGNMENT = "tag.v2.TagConfig", "tag.v2.TagAssignmentConfig"
WORKSPACE = "workspace.v1.WorkspaceConfig"

#: Task → options, and what the error says.
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "package": (
        "inventori.v1.Device",
        {},
        "there is no model 'inventori.v1.Device'. Did you mean 'inventory.v1.Device'?",
    ),
    "model": (
        "inventory.v1.Devices",
        {},
        "there is no model 'inventory.v1.Devices'. Did you mean 'inventory.v1.Device'?",
    ),
    "version": ("tag.v1.Tag", {}, "there is no model 'tag.v1.Tag'. Did you mean 'tag.v2.Tag'?"),
    "key_field": (
        DEVICE,
        {"key": {"device": "x"}},
        "inventory.v1.Device: key has no field 'device'. Did you mean 'device_id'?",
    ),
    "key": (
        "tag.v2.Tag",
        {"key": {"label": "site", "value": "zurich"}},
        'tag.v2.Tag: key is incomplete: it lacks workspace_id, element_type. workspace_id is "" for the mainline.',
    ),
    "keys": (
        DEVICE,
        {"keys": [{"device_id": "x"}, {}]},
        "inventory.v1.Device: keys[1] is incomplete: it lacks device_id",
    ),
    "filter_field": (
        DEVICE,
        {"filters": [{"streaming": "active"}]},
        "filters (inventory.v1.Device) has no field 'streaming'. Did you mean 'streaming_status'?",
    ),
    "enum": (
        DEVICE,
        {"filters": [{"streaming_status": "activ"}]},
        "streaming_status: inventory.v1.StreamingStatus has no value 'activ'. Did you mean 'STREAMING_STATUS_ACTIVE'?",
    ),
    "list": (
        "changecontrol.v1.ChangeControl",
        {"filters": [{"device_ids": ["a"]}]},
        "filters.device_ids is a list, and filters compare single values.",
    ),
    "map": (
        DEVICE,
        {"filters": [{"extended_attributes": {"feature_enabled": {"Mlag": True}}}]},
        "filters.extended_attributes.feature_enabled is a mapping, and filters compare single values.",
    ),
    "both": (DEVICE, {"key": {"device_id": "x"}, "filters": [{"hostname": "y"}]}, "key and filters do not go together"),
    "time": (DEVICE, {"end": "yesterday"}, "end is 'yesterday': it is a time, ISO 8601. Such as 2026-01-31T08:00:00Z."),
    "bounds": (
        DEVICE,
        {"start": "2026-01-02T00:00:00Z", "end": "2026-01-01T00:00:00Z"},
        "end is before start",
    ),
    "custom": (DEVICE, {"custom_filter": {"a": 1}}, "inventory.v1.Device has no filter of its own"),
}

#: The same for cloudvision_resource.
WRITES_REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "read_only": (
        "tag.v2.Tag",
        {"key": {"workspace_id": "", "element_type": "device", "label": "a", "value": "b"}},
        "tag.v2.Tag can only be read. Its configuration is tag.v2.TagConfig.",
    ),
    "only_read": (DEVICE, {"key": {"device_id": "x"}}, "There is no model to configure it."),
    "field": (
        DASHBOARD,
        {"key": {"dashboard_id": "x"}, "values": {"descripton": "x"}},
        "dashboard.v1.DashboardConfig has no field 'descripton'. Did you mean 'description'?",
    ),
    "type": (
        DASHBOARD,
        {"key": {"dashboard_id": "x"}, "values": {"name": ["x"]}},
        "dashboard.v1.DashboardConfig.name is a list: it is a string.",
    ),
    "no_key": (DASHBOARD, {"values": {"name": "x"}}, "key is missing: it is a mapping of dashboard_id"),
    "incomplete": (
        ASSIGNMENT,
        {"key": {"element_type": "device", "label": "a", "value": "b"}},
        "key is incomplete: it lacks workspace_id",
    ),
    "ways": (DASHBOARD, {"key": {"dashboard_id": "x"}, "keys": []}, "key and keys do not go together"),
    "more ways": (DASHBOARD, {"resources": [], "values": {"name": "x"}}, "resources and values do not go together"),
    "key in values": (DASHBOARD, {"values": {"key": {"dashboard_id": "x"}}}, "values holds a key: give it in 'key'"),
    "twice": (
        DASHBOARD,
        {"resources": [{"key": {"dashboard_id": "x"}}, {"key": {"dashboard_id": "x"}}]},
        "resources[1] names x again",
    ),
    "no_delete": (
        "alert.v1.AlertConfig",
        {"state": "absent"},
        "alert.v1.AlertConfig cannot be deleted: it has no verb Delete",
    ),
    "no_state": (
        "changecontrol.v1.ApproveConfig",
        {"key": {"id": "x"}, "wait": True},
        "changecontrol.v1.ApproveConfig has no state model to wait for",
    ),
    "mask": (
        "syslog.v1.ExportConfig",
        {
            "key": {"hostname_or_ip": "a", "port_num": 514, "protocol": "tcp"},
            "values": {"endpoint_token": "********"},
        },
        "stands for a secret that was not shown",
    ),
}


@pytest.fixture(scope="module")
def leaf1(cloudvision: CloudVision) -> str:
    """The id of a device."""
    return cloudvision.device_id("leaf1")


def run_tasks(runner: AnsibleRunner, network: Lab, tasks: list[dict[str, Any]], *args: str, **keywords: Any) -> Run:
    return runner.playbook([play(tasks, **keywords)], inventory(network), *args)


def test_reading_one_some_and_all(network: Lab, cloudvision: CloudVision, runner: AnsibleRunner, leaf1: str) -> None:
    spine1 = cloudvision.device_id("spine1")
    run = run_tasks(
        runner,
        network,
        [
            info("One", DEVICE, {"key": {"device_id": leaf1}}),
            info("None", f"arista.{DEVICE}", {"key": {"device_id": "nobody"}}),
            info("Some", DEVICE, {"keys": [{"device_id": item} for item in (spine1, "nobody", leaf1)]}),
            info("All", DEVICE),
            info(
                "Active",
                DEVICE,
                {"filters": [{"streaming_status": "active", "hostname": "leaf1"}, {"hostname": "spine1"}]},
            ),
            info("Nothing", DEVICE, {"filters": [{"hostname": "nobody"}]}),
            info("Check", DEVICE, {"key": {"device_id": leaf1}}, check_mode=True),
        ],
    ).check()
    one = run.result("cv", "One")
    assert one["resource"]["hostname"] == "leaf1"
    assert one["resource"]["streaming_status"] == "STREAMING_STATUS_ACTIVE"
    assert one["resource"]["extended_attributes"]["feature_enabled"]["Mlag"] is False
    assert datetime.fromisoformat(one["resource"]["boot_time"]).tzinfo is not None
    assert (one["resources"], one["missing"], one["changed"]) == ([one["resource"]], [], False)
    assert run.result("cv", "None")["resource"] is None
    assert run.result("cv", "None")["missing"] == [{"device_id": "nobody"}]
    some = run.result("cv", "Some")
    assert [found["hostname"] for found in some["resources"]] == ["spine1", "leaf1"]
    assert some["missing"] == [{"device_id": "nobody"}]
    assert len(run.result("cv", "All")["resources"]) == 52
    batched = [call.request for call in cloudvision.received if call.method.endswith("/GetAllBatched")]
    assert len(batched) == 3
    assert all(request.max_messages.value >= 1 for request in batched)  # what the API requires
    assert sorted(found["hostname"] for found in run.result("cv", "Active")["resources"]) == ["leaf1", "spine1"]
    assert run.result("cv", "Nothing")["resources"] == []
    assert run.result("cv", "Check")["resource"] == one["resource"]


def test_time_bounds(network: Lab, cloudvision: CloudVision, runner: AnsibleRunner, leaf1: str) -> None:
    before = datetime.now(UTC)
    time.sleep(0.01)
    cloudvision.set_streaming(leaf1, False)
    run = run_tasks(
        runner,
        network,
        [
            info("Now", DEVICE, {"key": {"device_id": leaf1}}),
            info("Then", DEVICE, {"key": {"device_id": leaf1}, "end": before.isoformat()}),
            info("List then", DEVICE, {"filters": [{"hostname": "leaf1"}], "end": before.isoformat()}),
            info("Since", DEVICE, {"filters": [{"hostname": "leaf1"}], "start": before.isoformat()}),
        ],
    ).check()
    cloudvision.set_streaming(leaf1, True)
    assert run.result("cv", "Now")["resource"]["streaming_status"] == "STREAMING_STATUS_INACTIVE"
    assert run.result("cv", "Then")["resource"]["streaming_status"] == "STREAMING_STATUS_ACTIVE"
    assert [item["streaming_status"] for item in run.result("cv", "List then")["resources"]] == [
        "STREAMING_STATUS_ACTIVE"
    ]
    changes = run.result("cv", "Since")["changes"]
    assert [(item["type"], item["resource"]["streaming_status"]) for item in changes] == [
        ("INITIAL", "STREAMING_STATUS_ACTIVE"),
        ("UPDATED", "STREAMING_STATUS_INACTIVE"),
    ]


def test_bad_input_is_reported_before_anything_is_sent(
    network: Lab, cloudvision: CloudVision, runner: AnsibleRunner
) -> None:
    cloudvision.stats.reset()
    tasks = [info(name, model, options) for name, (model, options, _says) in REFUSED.items()]
    tasks += [resource(f"write {name}", model, options) for name, (model, options, _says) in WRITES_REFUSED.items()]
    run = run_tasks(runner, network, tasks, **GO_ON)
    expected = {**{name: row[2] for name, row in REFUSED.items()}}
    expected |= {f"write {name}": row[2] for name, row in WRITES_REFUSED.items()}
    wrong = {
        name: run.result("cv", name).msg for name, says in expected.items() if says not in run.result("cv", name).msg
    }
    assert wrong == {}
    assert {run.result("cv", name).status for name in expected} == {"ignored"}
    assert run.result("cv", "enum")["nearest"][0] == "STREAMING_STATUS_ACTIVE"
    assert cloudvision.stats.calls == 0


def test_set_and_delete_one_with_check_mode_and_diff(
    network: Lab, cloudvision: CloudVision, runner: AnsibleRunner
) -> None:
    key = {"id": "cc-1"}
    change = {"key": key, "values": {"change": {"name": "First", "notes": "One", "stages": {"root": {"name": "Root"}}}}}
    stages = {"root": {"rows": [["a", "b"], ["c"]]}, "a": {"name": "A"}, "b": {"name": "B"}, "c": {"name": "C"}}
    partly = {"key": key, "values": {"change": {"notes": "Two", "name": None, "stages": stages}}}
    cleared = {"key": key, "values": {"change": {"stages": {}}}}
    absent = {"state": "absent", "key": key}
    tasks = [
        resource("Predict", CHANGE_CONTROL, change, check_mode=True, diff=True),
        info("Untouched", CHANGE_CONTROL, {"key": key}),
        resource("Create", CHANGE_CONTROL, change, diff=True),
        resource("Again", CHANGE_CONTROL, change, diff=True),
        resource("Predict a part", CHANGE_CONTROL, partly, check_mode=True),
        resource("A part", CHANGE_CONTROL, partly),
        info("There", CHANGE_CONTROL, {"key": key}),
        resource("Clear", CHANGE_CONTROL, cleared),
        info("Cleared", CHANGE_CONTROL, {"key": key}),
        resource("Predict the end", CHANGE_CONTROL, absent, check_mode=True),
        resource("Delete", CHANGE_CONTROL, absent),
        resource("Delete again", CHANGE_CONTROL, absent),
    ]
    run = run_tasks(runner, network, tasks).check()
    result = {name: run.result("cv", name) for name in (item["name"] for item in tasks)}
    assert result["Predict"]["diff"] == result["Create"]["diff"]
    assert result["Predict"]["changed"] is True
    assert result["Untouched"]["resource"] is None
    assert result["Create"]["diff"][0]["before"] == {}
    assert result["Create"]["diff"][0]["after"]["change"]["stages"] == {"root": {"name": "Root"}}
    assert (result["Again"]["changed"], "diff" in result["Again"].result) == (False, False)
    assert result["Predict a part"]["resource"] == result["A part"]["resource"] == result["There"]["resource"]
    assert result["There"]["resource"]["change"] == {
        "name": "First",
        "notes": "Two",
        "stages": {
            "a": {"name": "A"},
            "b": {"name": "B"},
            "c": {"name": "C"},
            "root": {"name": "Root", "rows": [["a", "b"], ["c"]]},
        },
    }
    assert result["Clear"]["resource"] == result["Cleared"]["resource"]
    assert result["Cleared"]["resource"]["change"]["stages"] == {}
    assert [result[name]["changed"] for name in ("Predict the end", "Delete", "Delete again")] == [True, True, False]
    assert result["Delete"]["keys_changed"] == [key]
    assert cloudvision.get(CHANGE_CONTROL, id="cc-1") is None


def assignment(device: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": {"workspace_id": "many", "element_type": "device", "label": "site", "value": "zurich", **device}}


def test_many_in_a_workspace_are_waited_for(
    network: Lab, cloudvision: CloudVision, runner: AnsibleRunner, leaf1: str
) -> None:
    devices = [leaf1, cloudvision.device_id("spine1")]
    tag = {"key": {"workspace_id": "many", "element_type": "device", "label": "site", "value": "zurich"}}
    assignments = [assignment({"device_id": device}) for device in devices]
    many = {"keys": [item["key"] for item in assignments], "wait": True}
    tasks = [
        resource(
            "Workspace", WORKSPACE, {"key": {"workspace_id": "many"}, "values": {"display_name": "Many"}, "wait": True}
        ),
        resource("Tag", TAG, {**tag, "wait": True}),
        resource("Predict", ASSIGNMENT, many, check_mode=True),
        resource("Assign", ASSIGNMENT, many),
        resource("Again", ASSIGNMENT, {"resources": assignments}),
        info("State", "tag.v2.TagAssignment", {"keys": [item["key"] for item in assignments]}),
        resource("Withdraw", ASSIGNMENT, {**many, "state": "absent"}),
        resource("Withdraw again", ASSIGNMENT, {**many, "state": "absent"}),
        info("Config", ASSIGNMENT, {"filters": [{"key": {"workspace_id": "many"}}]}),
    ]
    run = run_tasks(runner, network, tasks).check()
    assert run.result("cv", "Workspace")["states"][0]["display_name"] == "Many"
    assert run.result("cv", "Predict")["keys_changed"] == run.result("cv", "Assign")["keys_changed"]
    assert len(run.result("cv", "Assign")["keys_changed"]) == len(run.result("cv", "Assign")["states"]) == 2
    assert (run.result("cv", "Again")["changed"], run.result("cv", "Again")["keys_changed"]) == (False, [])
    assert len(run.result("cv", "State")["resources"]) == 2
    assert [run.result("cv", name)["changed"] for name in ("Withdraw", "Withdraw again")] == [True, False]
    assert run.result("cv", "Config")["resources"] == []
    assert calls_of(cloudvision, f"{ASSIGNMENT}/SetSome") == calls_of(cloudvision, f"{ASSIGNMENT}/DeleteSome") == 1


def test_timeout_tells_what_differs(network: Lab, cloudvision: CloudVision, runner: AnsibleRunner) -> None:
    slow, cloudvision.spec.delay = cloudvision.spec.delay, 30.0
    options = {
        "key": {"workspace_id": "late"},
        "values": {"display_name": "Late"},
        "wait": True,
        "wait_timeout": 0.3,
    }
    run = run_tasks(runner, network, [resource("Wait", WORKSPACE, options)], **GO_ON)
    cloudvision.spec.delay = slow
    found = run.result("cv", "Wait")
    assert found["changed"] is True
    assert "workspace.v1.Workspace late does not agree with workspace.v1.WorkspaceConfig after 0.3 s" in found.msg
    assert found["differences"] == [{"key": {"workspace_id": "late"}, "differences": ["it is not there yet"]}]


def test_refused_request_changed_nothing(network: Lab, runner: AnsibleRunner) -> None:
    keys = [{"workspace_id": "nowhere", "element_type": "device", "label": "a", "value": value} for value in "bc"]
    run = run_tasks(runner, network, [resource("Refused", "tag.v2.TagConfig", {"keys": keys})], **GO_ON)
    found = run.result("cv", "Refused")
    assert (found.status, found["changed"], len(found["failures"])) == ("ignored", False, 2)


def test_secrets_are_masked_in_results_and_diffs(network: Lab, runner: AnsibleRunner) -> None:
    key = {"hostname_or_ip": "192.0.2.9", "port_num": 6514, "protocol": "tcp"}
    values = {"endpoint_token": "sysl0g-s3cret", "endpoint_type": "splunk client"}
    tasks = [
        resource("Set", "syslog.v1.ExportConfig", {"key": key, "values": values}, diff=True),
        resource("Again", "syslog.v1.ExportConfig", {"key": key, "values": values}),
        info("Read", "syslog.v1.ExportConfig", {"key": key}),
    ]
    run = run_tasks(runner, network, tasks, "-vv", "--diff").check()
    assert run.result("cv", "Set")["diff"][0]["after"]["endpoint_token"] == "********"
    assert run.result("cv", "Again")["changed"] is False
    assert run.result("cv", "Read")["resource"]["endpoint_token"] == "********"
    assert "sysl0g-s3cret" not in run.output


def test_other_tasks_and_connections_are_told_what_to_do(network: Lab, runner: AnsibleRunner) -> None:
    hosts = {"cv": {}, "shell": {"ansible_connection": "local"}}
    tasks = [
        info("Ask", DEVICE, {"filters": [{"hostname": "leaf1"}]}),
        task("Run", "ansible.builtin.command", "true", when="inventory_hostname == 'cv'"),
        task("Wait", "ansible.builtin.wait_for_connection", {"timeout": 5}, when="inventory_hostname == 'cv'"),
        task("Say", "ansible.builtin.debug", {"msg": "ok"}),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network, hosts))
    assert run.result("cv", "Ask")["resources"][0]["hostname"] == "leaf1"
    assert "does not run over the connection 'local'. Set 'ansible_connection: aerie" in run.result("shell", "Ask").msg
    assert "runs no programs. Use aerie.arista.cloudvision_* modules" in run.result("cv", "Run").msg
    assert run.result("cv", "Wait").status == "ok"


def test_the_lookup_from_a_play_on_localhost(network: Lab, cloudvision: CloudVision, runner: AnsibleRunner) -> None:
    name = "'aerie.arista.cloudvision_resource', 'inventory.v1.Device'"
    direct = (
        f"host='{cloudvision.address}', port={cloudvision.port}, token_file='{cloudvision.token_path}', "
        f"ca_path='{network.ca_path}'"
    )
    one = "key={'device_id': device}"
    tasks = [
        task("Host", "ansible.builtin.debug", {"msg": f"{{{{ query({name}, inventory_host='cv') | length }}}}"}),
        task("One", "ansible.builtin.debug", {"msg": f"{{{{ lookup({name}, {one}, inventory_host='cv').hostname }}}}"}),
        task("Direct", "ansible.builtin.debug", {"msg": f"{{{{ lookup({name}, {one}, {direct}).hostname }}}}"}),
        task(
            "Filter",
            "ansible.builtin.debug",
            {"msg": f"{{{{ query({name}, filters={{'hostname': 'spine1'}}, inventory_host='cv') | length }}}}"},
        ),
        task(
            "Nobody",
            "ansible.builtin.debug",
            {"msg": f"{{{{ lookup({name}, key={{'device_id': 'nobody'}}, inventory_host='cv') }}}}"},
        ),
        task("Nowhere", "ansible.builtin.debug", {"msg": f"{{{{ query({name}, inventory_host='elsewhere') }}}}"}),
        task("Nothing", "ansible.builtin.debug", {"msg": f"{{{{ query({name}) }}}}"}),
    ]
    hosts = inventory(network, {"cv": {}})
    hosts["all"]["hosts"]["switch"] = {
        "ansible_connection": "local",
        "ansible_host": "192.0.2.1",
        "ansible_user": "switch-user",
        "ansible_password": "switch-password",
        "device": cloudvision.device_id("leaf1"),
    }
    run = runner.playbook([play(tasks, "switch", **GO_ON)], hosts)
    assert [run.result("switch", step)["msg"] for step in ("Host", "One", "Direct", "Filter")] == [
        52,
        "leaf1",
        "leaf1",
        1,
    ]
    assert "there is no inventory.v1.Device with this key" in run.result("switch", "Nobody").msg
    assert "which is no host of the inventory" in run.result("switch", "Nowhere").msg
    assert "nothing says where CloudVision is" in run.result("switch", "Nothing").msg


def test_a_missing_library_is_named_with_what_to_install(network: Lab, runner: AnsibleRunner) -> None:
    folder = runner.folder / "missing"
    folder.mkdir()
    (folder / "grpc.py").write_text("raise ImportError(\"No module named 'grpc'\")\n", encoding="utf-8")
    look = "{{ query('aerie.arista.cloudvision_resource', 'inventory.v1.Device', inventory_host='cv') }}"
    tasks = [info("Ask", DEVICE), task("Look up", "ansible.builtin.debug", {"msg": look})]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network), env={"PYTHONPATH": str(folder)})
    says = "(No module named 'grpc'). Install grpcio, protobuf and cloudvision for that Python"
    assert says in run.result("cv", "Ask").msg
    assert says in run.result("cv", "Look up").msg
