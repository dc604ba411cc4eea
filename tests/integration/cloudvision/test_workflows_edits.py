# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Tags, configlets with their tree, and studio inputs over the wire."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import studio_inputs
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import calls_of, inventory
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play
from support.workflows import objects_of, workflow

STUDIO = "studio-date-time"


def tag(name: str, state: str, tags: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode",) if key in options}
    return workflow(name, "tag", {"state": state, "tags": tags, "wait_timeout": 30, **options}, **keywords)


def configlets(name: str, state: str, /, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode",) if key in options}
    return workflow(name, "configlet", {"state": state, "wait_timeout": 30, **options}, **keywords)


def inputs(name: str, state: str, path: Any, value: Any = None, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode",) if key in options}
    given = {"state": state, "studio": STUDIO, "path": path, "wait_timeout": 30, **options}
    return workflow(name, "studio_inputs", {**given, **({} if value is None else {"inputs": value})}, **keywords)


def result(run: Run, task: str) -> Any:
    return run.result("cv", task)


def assigned(cloudvision: CloudVision, label: str) -> set[tuple[str, str, str]]:
    """What has a tag of a label in the mainline: value, device and interface."""
    rows = objects_of(cloudvision).list("tag.v2.TagAssignment", {"key": {"workspace_id": "", "label": label}})
    return {(row["key"]["value"], row["key"]["device_id"], row["key"].get("interface_id", "")) for row in rows}


@pytest.fixture(scope="module")
def tags(runner: AnsibleRunner, network: Lab) -> Run:
    site = {"label": "site", "value": "zurich"}
    uplink = {"label": "role", "value": "uplink", "interfaces": [{"device": "leaf1", "interface": "Ethernet1"}]}
    first = [{**site, "devices": ["leaf1", "spine1"]}, uplink]
    moved = [{"label": "site", "value": "bern", "devices": ["LEAF1"]}]
    tasks = [
        tag("merge in check mode", "merged", first, check_mode=True),
        tag("merge", "merged", first),
        tag("merge again", "merged", first, workspace_name="not needed"),
        tag("replace in check mode", "replaced", moved, check_mode=True, check_mode_build=False),
        tag("replace", "replaced", moved),
        tag("replace again", "replaced", moved),
        tag("unassign", "deleted", [{**site, "devices": ["spine1"]}]),
        tag("unassign again", "deleted", [{**site, "devices": ["spine1"]}]),
        tag("delete", "deleted", [{"label": "role"}]),
        tag("delete again", "deleted", [{"label": "role"}]),
        tag("no value", "merged", [{"label": "site", "devices": ["leaf1"]}]),
        tag("no such device", "merged", [{**site, "devices": ["leaf11"]}]),
        tag("both kinds", "merged", [{**uplink, "devices": ["leaf1"]}]),
        tag("of the system", "deleted", [{"label": "hostname", "value": "leaf1"}]),
        tag("incomplete", "merged", [{"label": "role", "value": "uplink", "interfaces": [{"device": "leaf1"}]}]),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()


def test_tags_and_their_assignments(tags: Run, cloudvision: CloudVision) -> None:
    for step in ("merge", "replace", "unassign", "delete"):
        assert result(tags, step).status == "changed", result(tags, step).result
        assert result(tags, f"{step} again").status == "ok", result(tags, f"{step} again").result
    leaf = cloudvision.device_id("leaf1")
    assert assigned(cloudvision, "site") == {("bern", leaf, "")}
    assert assigned(cloudvision, "role") == set()
    rows = objects_of(cloudvision).list("tag.v2.Tag", {"key": {"workspace_id": ""}})
    left = {(row["key"]["label"], row["key"]["value"]) for row in rows}
    assert ("site", "zurich") in left
    assert ("role", "uplink") not in left
    assert not cloudvision.failures


def test_check_mode_of_tags(tags: Run) -> None:
    for step in ("merge", "replace"):
        assert result(tags, f"{step} in check mode")["diff"] == result(tags, step)["diff"]
    assert result(tags, "merge in check mode")["build"]["state"] == "success"
    assert "build" not in result(tags, "replace in check mode").result


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("no value", "tags[0]: tag 'site' has no value."),
        ("no such device", "CloudVision has no device 'leaf11'. Did you mean 'leaf1"),
        ("both kinds", "devices and interfaces are both given"),
        ("of the system", "is CloudVision's own, and cannot be deleted"),
        ("incomplete", "missing required arguments: interface"),
    ],
)
def test_tags_that_cannot_be(tags: Run, task: str, words: str) -> None:
    assert result(tags, task).status == "ignored"
    assert words in result(tags, task).msg


@pytest.fixture(scope="module")
def trees(runner: AnsibleRunner, network: Lab) -> Run:
    Path(runner.folder, "vlans.cfg").write_text("vlan 500\n", encoding="utf-8")
    texts = [{"name": "vlans", "src": "vlans.cfg"}, {"name": "ntp", "body": "ntp server 198.51.100.1\n"}]
    leaves = {"name": "leaves", "query": "device:leaf1", "configlets": ["vlans"]}
    spines = {"name": "spines", "query": "device:spine1", "configlets": ["ntp"]}
    root = {"name": "all", "query": "device:*", "match_policy": "match_first", "children": [leaves, spines]}
    smaller = {**root, "children": [{**leaves, "configlets": ["ntp"]}]}
    tasks = [
        configlets("merge in check mode", "merged", configlets=texts, assignments=[root], check_mode=True),
        configlets("merge", "merged", configlets=texts, assignments=[root]),
        configlets("merge again", "merged", configlets=texts, assignments=[root]),
        configlets("add", "merged", assignments=[{"name": "leaves", "configlets": ["ntp"]}]),
        configlets("add again", "merged", assignments=[{"name": "leaves", "configlets": ["ntp"]}]),
        configlets("replace", "replaced", assignments=[smaller]),
        configlets("replace again", "replaced", assignments=[smaller]),
        configlets("rewrite", "merged", configlets=[{"id": "ntp", "body": "ntp server 198.51.100.2\n"}]),
        configlets("rewrite again", "merged", configlets=[{"id": "ntp", "body": "ntp server 198.51.100.2\n"}]),
        configlets("delete a text", "deleted", configlets=[{"name": "ntp"}]),
        configlets("delete a text again", "deleted", configlets=[{"name": "ntp"}]),
        configlets("delete the tree", "deleted", assignments=[{"name": "all"}]),
        configlets("delete the tree again", "deleted", assignments=[{"name": "all"}]),
        configlets("nothing", "merged"),
        configlets("no text", "merged", configlets=[{"name": "empty"}]),
        configlets("two texts", "merged", configlets=[{"name": "a", "body": "x", "src": "vlans.cfg"}]),
        configlets("no file", "merged", configlets=[{"name": "a", "src": "nowhere.cfg"}]),
        configlets("no query", "merged", assignments=[{"name": "new"}]),
        configlets("no such text", "merged", assignments=[{**leaves, "configlets": ["vlan"]}]),
        configlets("no such option", "merged", assignments=[{**leaves, "configlet": "vlans"}]),
        configlets("twice", "merged", configlets=[texts[1], texts[1]]),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()


def test_a_tree_of_configlets(trees: Run, cloudvision: CloudVision) -> None:
    for step in ("merge", "add", "replace", "rewrite", "delete a text", "delete the tree"):
        assert result(trees, step).status == "changed", result(trees, step).result
        assert result(trees, f"{step} again").status == "ok", result(trees, f"{step} again").result
    assert result(trees, "merge in check mode")["diff"] == result(trees, "merge")["diff"]
    devices = {one["device_id"] for one in result(trees, "merge")["build"]["devices"]}
    assert devices == {cloudvision.device_id("leaf1"), cloudvision.device_id("spine1")}
    objects = objects_of(cloudvision)
    assert objects.list("configlet.v1.ConfigletAssignment", {"key": {"workspace_id": ""}}) == []
    left = objects.list("configlet.v1.Configlet", {"key": {"workspace_id": ""}})
    assert [one["display_name"] for one in left] == ["vlans"]
    assert not cloudvision.failures


def test_diffs_of_a_tree(trees: Run) -> None:
    shown = {one["after_header"]: one for one in result(trees, "replace")["diff"]}
    assert shown["configlet assignment all"]["after"]["child_assignment_ids"] == ["leaves"]
    assert shown["configlet assignment spines"]["after"] == {}
    assert "-ntp server 198.51.100.1\n+ntp server 198.51.100.2" in trees.stdout


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("nothing", "configlets and assignments are both empty"),
        ("no text", "configlet 'empty' has neither body nor src"),
        ("two texts", "configlets[0]: body and src are both given"),
        ("no file", "configlets[0]: src 'nowhere.cfg' cannot be read"),
        ("no query", "assignment 'new' is new and has no query"),
        ("no such text", "there is no configlet 'vlan'. Did you mean 'vlans'?"),
        ("no such option", "assignments[0] has no option 'configlet'."),
        ("twice", "configlets: 'ntp' is given twice."),
    ],
)
def test_configlets_that_cannot_be(trees: Run, task: str, words: str) -> None:
    assert result(trees, task).status == "ignored"
    assert words in result(trees, task).msg


def test_texts_are_compared_by_their_digests(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> None:
    many = [{"name": f"text{number}", "body": f"vlan {number}\n"} for number in range(600, 640)]
    run = runner.playbook([play([configlets("merge", "merged", configlets=many)])], inventory(network)).check()
    assert result(run, "merge").status == "changed"
    before = calls_of(cloudvision, "configlet.v1.Configlet/GetOne")
    run = runner.playbook([play([configlets("merge", "merged", configlets=many)])], inventory(network)).check()
    assert result(run, "merge").status == "ok"
    assert calls_of(cloudvision, "configlet.v1.Configlet/GetOne") == before


def test_studio_inputs_by_path(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> None:
    objects = objects_of(cloudvision)
    cloudvision.state.set("studio.v1.Studio", {"key": {"studioId": STUDIO, "workspaceId": ""}, "displayName": "Time"})
    ntp = {"servers": ["192.0.2.1"], "vrf": "MGMT"}
    tasks = [
        inputs("set in check mode", "merged", ["ntp"], ntp, check_mode=True),
        inputs("set", "merged", ["ntp"], ntp),
        inputs("set again", "merged", "ntp", ntp),
        inputs("merge", "merged", [], {"ntp": {"vrf": "default"}, "zone": "UTC"}),
        inputs("merge again", "merged", None, {"ntp": {"vrf": "default"}, "zone": "UTC"}),
        inputs("replace", "replaced", "ntp/servers", ["192.0.2.9"]),
        inputs("replace again", "replaced", "ntp/servers", ["192.0.2.9"]),
        inputs("delete", "deleted", ["zone"]),
        inputs("delete again", "deleted", ["zone"]),
        workflow("make", "workspace", {"workspace_id": "inputs"}),
        inputs("delete in a workspace", "deleted", ["ntp", "vrf"], workspace="inputs"),
        inputs("delete in a workspace again", "deleted", ["ntp", "vrf"], workspace="inputs"),
        inputs("no value", "merged", ["ntp"]),
        inputs("a value too many", "deleted", ["ntp"], ntp),
        inputs("no such studio", "merged", ["ntp"], ntp, studio="nowhere"),
        inputs("no such path", "merged", ["ntp", ""], ntp),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()
    for step in ("set", "merge", "replace", "delete", "delete in a workspace"):
        assert result(run, step).status == "changed", result(run, step).result
        assert result(run, f"{step} again").status == "ok", result(run, f"{step} again").result
    assert result(run, "set in check mode")["diff"] == result(run, "set")["diff"]
    found = objects.get("studio.v1.Inputs", {"studio_id": STUDIO, "workspace_id": "", "path": []})
    assert found is not None
    assert json.loads(found["inputs"]) == {"ntp": {"servers": ["192.0.2.9"], "vrf": "default"}}
    assert "inputs is missing: 'state: merged' needs" in result(run, "no value").msg
    assert "inputs does not go with 'state: deleted'" in result(run, "a value too many").msg
    assert "there is no studio 'nowhere'" in result(run, "no such studio").msg
    assert "has an empty element" in result(run, "no such path").msg
    assert not cloudvision.failures


@pytest.mark.parametrize("split", ["paths", "texts"])
def test_long_inputs_come_in_parts(cloudvision: CloudVision, split: str) -> None:
    cloudvision.spec.split_inputs = split
    many = {f"leaf{number:03}": {"text": "x" * 9000, "list": [number, {"a": None}]} for number in range(250)}
    document = {"devices": [{"name": name, **value} for name, value in many.items()], "empty": {}, "last": 1}
    key = {"studioId": f"long-{split}", "workspaceId": ""}
    cloudvision.state.set("studio.v1.Inputs", {"key": key, "inputs": json.dumps(document)})
    view = View(objects_of(cloudvision))
    assert studio_inputs.read(view, f"long-{split}", []) == document
    assert studio_inputs.read(view, f"long-{split}", ["devices", "7", "name"]) == "leaf007"
    assert studio_inputs.read(view, "no such studio", []) is None


@pytest.mark.parametrize("split", ["paths", "texts"])
def test_inputs_that_a_list_holds_twice(cloudvision: CloudVision, split: str) -> None:
    key = {"studioId": f"twice-{split}", "workspaceId": ""}
    cloudvision.state.set("studio.v1.Inputs", {"key": key, "inputs": '{"a": [1, {"b": null}]}'})
    cloudvision.spec.split_inputs, cloudvision.spec.doubles = split, True
    try:
        assert studio_inputs.read(View(objects_of(cloudvision)), f"twice-{split}", []) == {"a": [1, {"b": None}]}
    finally:
        cloudvision.spec.split_inputs, cloudvision.spec.doubles = "paths", False


@pytest.fixture(scope="module")
def validated(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> Run:
    """Configlets that devices judge, while a device of CloudVision alone does not stream."""
    good, bad = {"name": "ntp", "body": "ntp server 198.51.100.7\n"}, {"name": "bad", "body": "vlan 7\nvlam 8\n"}
    secret = {"name": "secret", "body": "snmp-server community hidden-words bogus words\n"}
    idle = cloudvision.add_devices(1, "idle")[0]
    cloudvision.set_streaming(idle, False)

    def check(name: str, texts: list[Any], devices: list[str], **options: Any) -> dict[str, Any]:
        return configlets(name, "validated", configlets=texts, devices=devices, **options)

    tasks = [
        check("valid", [good], ["leaf1", "spine1"]),
        check("valid in check mode", [good], ["leaf1"], check_mode=True),
        check("not valid", [good, bad], ["leaf1"]),
        check("secret", [secret], ["leaf1"]),
        check("does not stream", [good], ["leaf1", idle]),
        check("no such device", [good], ["leaf11"]),
        check("no device", [good], []),
        check("no text", [], ["leaf1"], assignments=[{"name": "x"}]),
        check("in a workspace", [good], ["leaf1"], workspace="inputs"),
        configlets("devices without validation", "merged", configlets=[good], devices=["leaf1"]),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()


def test_devices_judge_configlets(validated: Run, network: Lab, cloudvision: CloudVision) -> None:
    for task in ("valid", "valid in check mode"):
        assert result(validated, task).status == "ok", result(validated, task).result
    judged = {one["hostname"]: one for one in result(validated, "valid")["build"]["devices"]}
    assert {name: one["added_lines"] for name, one in judged.items()} == {"leaf1": 1, "spine1": 1}
    failed = result(validated, "not valid")
    assert failed.status == "ignored"
    assert "the configlets are not valid: " in failed.msg
    assert "configlet bad, line 3: " in failed.msg
    assert failed["build"]["devices"][0]["state"] == "fail"
    assert failed["changed"] is False
    assert "configlet secret, line 1: " in result(validated, "secret").msg
    assert "hidden-words" not in validated.stdout
    assert "hidden-words" not in json.dumps(result(validated, "secret").result)


def test_validation_leaves_nothing(validated: Run, network: Lab, cloudvision: CloudVision) -> None:
    assert result(validated, "valid").status == "ok"
    assert "198.51.100.7" not in network["leaf1"].running_config()
    objects = objects_of(cloudvision)
    left = [one["key"]["workspace_id"] for one in objects.list("workspace.v1.Workspace")]
    assert not [one for one in left if "check" in one]
    texts = objects.list("configlet.v1.Configlet")
    assert not [one for one in texts if "validate" in one["key"]["configlet_id"]]
    assert not cloudvision.failures


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("does not stream", "could not validate the configlets on idle"),
        ("no such device", "CloudVision has no device 'leaf11'. Did you mean 'leaf1"),
        ("no device", "devices is empty: 'state: validated' needs one device at least."),
        ("no text", "assignments does not go with 'state: validated'"),
        ("in a workspace", "workspace does not go with 'state: validated'"),
        ("devices without validation", "devices is for 'state: validated'"),
    ],
)
def test_validations_that_cannot_be(validated: Run, task: str, words: str) -> None:
    assert result(validated, task).status == "ignored"
    assert words in result(validated, task).msg


def test_new_roots_long_texts_and_requests_in_progress(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision
) -> None:
    cloudvision.spec.in_progress = True
    roots = [{"name": name, "query": "device:*"} for name in ("below", "above")]
    long = {"name": "long", "body": "! a comment\n" * 100_000}
    tasks = [
        configlets("last", "merged", assignments=roots[:1]),
        configlets("first", "merged", assignments=roots[1:], new_roots="first", force=True),
        configlets("first again", "merged", assignments=roots[1:], new_roots="first"),
        configlets("too long", "merged", configlets=[long]),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network)).check()
    cloudvision.spec.in_progress = False
    assert [result(run, task["name"]).status for task in tasks] == ["changed", "changed", "ok", "ignored"]
    key = {"studio_id": "studio-static-configlet", "workspace_id": "", "path": ["configletAssignmentRoots"]}
    found = objects_of(cloudvision).get("studio.v1.Inputs", key)
    assert found is not None
    names = json.loads(found["inputs"])
    assert names.index("above") == 0
    assert names.index("below") == len(names) - 1
    assert "the request is too large" in result(run, "too long").msg
    assert "Split it: a configlet into several of one assignment" in result(run, "too long").msg
    assert "a comment" not in result(run, "too long").msg
