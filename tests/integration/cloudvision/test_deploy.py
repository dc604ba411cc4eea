# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A fabric is deployed through CloudVision in one task."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import deployment
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.run import WorkspaceChange
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.run import run as run_change
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from lab.cloudvision.cloudvision import CloudVision
from lab.cloudvision.spec import CloudVisionSpec
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play
from support.workflows import objects_of, workflow

SECRET = "Canary-Deploy-7130"
#: Calls of pyavd's deploy_to_cv for the same change of four switches, up to the end of its change control.
MOST_CALLS = 43
NAMES = ("leaf1", "leaf2", "spine1", "spine2")
STUDIO = "studio-date-time"
BANNER = {"name": "banner", "configlets": [{"name": "banner"}]}
DONE = {"name": "Fabric", "description": "All of it", "state": "completed"}


def deploy(name: str, /, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode", "diff") if key in options}
    return workflow(name, "deploy", {"wait_timeout": 60, **options}, **keywords)


def write_fabric(folder: Path, lab: Lab, ntp: str = "192.0.2.1") -> None:
    """What AVD writes: configurations, and structured ones with serial numbers and tags."""
    for kind in ("configs", "structured_configs"):
        (folder / "intended" / kind).mkdir(parents=True, exist_ok=True)
    for switch in lab:
        role = switch.name.rstrip("0123456789")
        metadata = {
            "is_deployed": True,
            "serial_number": switch.switch.hardware.serial,
            "cv_tags": {
                "device_tags": [{"name": "role", "value": role}, {"name": "dc", "value": "dc1"}],
                "interface_tags": [{"interface": "Ethernet1", "tags": [{"name": "link", "value": "uplink"}]}],
            },
        }
        structured = {"hostname": switch.name, "metadata": metadata, "router_bgp": {"as": "65000"}}
        config = f"hostname {switch.name}\nntp server {ntp}\nusername deployer secret {SECRET}\n"
        (folder / "intended" / "configs" / f"{switch.name}.cfg").write_text(config)
        (folder / "intended" / "structured_configs" / f"{switch.name}.yml").write_text(yaml.safe_dump(structured))
    text = "hostname: edge1\nis_deployed: false\nserial_number: NONE\n"
    (folder / "intended" / "structured_configs" / "edge1.yml").write_text(text)


def tags_of(cloudvision: CloudVision, device: str) -> set[tuple[str, str]]:
    """The tags of a device and its interfaces that users gave."""
    key = {"workspace_id": "", "device_id": cloudvision.device_id(device)}
    rows = objects_of(cloudvision).list("tag.v2.TagAssignment", {"key": key, "tag_creator_type": "CREATOR_TYPE_USER"})
    return {(row["key"]["label"], row["key"]["value"]) for row in rows}


@pytest.fixture(scope="module")
def fabric(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab of four switches that wait to be accepted."""
    spec = CloudVisionSpec(accepted=False)
    with Lab(tmp_path_factory.mktemp("lab"), 4, cloudvision=spec) as lab:
        yield lab
        assert lab.cloudvision.failures == []


@pytest.fixture(scope="module")
def whole(runner: AnsibleRunner, fabric: Lab) -> Run:
    """The first deployment, up to the end of its change control."""
    write_fabric(runner.folder / "fabric", fabric)
    fabric.cloudvision.stats.reset()
    return runner.playbook([play([deploy("whole", path="fabric", change_control=DONE)])], inventory(fabric), "--diff")


def result(run: Run, task: str) -> Any:
    return run.result("cv", task)


def states(run: Run, task: str) -> dict[str, str]:
    """What became of each device."""
    return {one["device"]: one["state"] for one in result(run, task)["devices"]}


def test_a_whole_change_in_few_calls(whole: Run, fabric: Lab) -> None:
    cloudvision = fabric.cloudvision
    assert (cloudvision.stats.connections, whole.check().result("cv", "whole").status) == (1, "changed")
    assert cloudvision.stats.calls <= MOST_CALLS
    control = result(whole, "whole")["change_control"]
    assert (control["name"], control["description"], control["completion_reason"]) == ("Fabric", "All of it", "success")
    assert states(whole, "whole") == {**dict.fromkeys(NAMES, "built"), "edge1": "skipped"}
    for switch in fabric:
        assert "ntp server 192.0.2.1" in switch.running_config()
        assert tags_of(cloudvision, switch.name) == {("role", switch.name[:-1]), ("dc", "dc1"), ("link", "uplink")}
    topology = objects_of(cloudvision).get("studio.v1.Inputs", {"studio_id": "TOPOLOGY", "workspace_id": ""})
    devices = [one["inputs"]["device"] for one in json.loads(topology["inputs"])["devices"]]
    assert [one["hostname"] for one in devices] == list(NAMES)
    assert all(one["modelName"] and one["macAddress"] for one in devices)


# --- Steps that follow -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steps(runner: AnsibleRunner, fabric: Lab, whole: Run) -> Run:
    assert whole.rc == 0
    fabric.cloudvision.tag_device(fabric.cloudvision.device_id("leaf1"), owner="ops")
    studio = {"key": {"studioId": STUDIO, "workspaceId": ""}, "displayName": "Time"}
    fabric.cloudvision.state.set("studio.v1.Studio", studio)
    inputs = [{"studio": STUDIO, "path": ["zone"], "inputs": "UTC"}]
    vlan = {"path": "fabric", "devices": [{"name": "leaf1", "config": "vlan 730\n"}]}
    wrong = {"path": "fabric", "devices": [{"name": "leaf1", "config": "vlan 731\nthis is no command\n"}]}
    portfast = {"name": "leaf1", "config": "interface Ethernet2\n   spanning-tree portfast\n"}
    border = {"devices": [{"name": "leaf1", "tags": [{"label": "role", "value": "border"}]}]}
    dns = {
        "configlets": [{"name": "dns", "body": "ip name-server 192.0.2.53\n"}],
        "assignments": [{"name": "leaves", "query": "role:leaf", "configlets": ["dns"]}],
    }
    manifest = {
        "configlets": [{"name": "banner", "file": "banner.cfg"}],
        "containers": [
            {"name": "dc1", "tag_query": "dc:dc1", "sub_containers": [{**BANNER, "tag_query": "role:spine"}]},
            {**BANNER, "name": "dc2", "tag_query": "dc:dc2"},
        ],
    }
    fewer = {**manifest, "containers": [{**manifest["containers"][0], "sub_containers": []}]}
    (runner.folder / "banner.cfg").write_text("ip domain lookup source-interface Ethernet1\n")
    tasks = [
        deploy("again", path="fabric", change_control=DONE),
        deploy("check", check_mode=True, **vlan),
        deploy("check a failing build", check_mode=True, **wrong),
        deploy("check without a build", check_mode=True, check_mode_build=False, **vlan),
        deploy("failing build", **wrong),
        deploy("warned", check_mode=True, path="fabric", devices=[portfast]),
        deploy("quiet", check_mode=True, path="fabric", devices=[portfast], suppress_build_warnings=["! portfast .*"]),
        deploy("missing", path="fabric", devices=[{"name": "leaf9", "config": "vlan 1\n"}, {"name": "leaf8"}]),
        deploy("skip missing", path="fabric", devices=[{"name": "leaf9"}], skip_missing_devices=True),
        workflow("make a workspace", "workspace", {"workspace_id": "named"}),
        deploy("into a workspace", workspace="named", **vlan),
        deploy("into a workspace again", workspace="named", **vlan),
        workflow("drop it", "workspace", {"workspace_id": "named", "state": "abandoned"}),
        deploy("inputs", studio_inputs=inputs),
        deploy("inputs again", studio_inputs=inputs),
        deploy("labels", path="fabric", **border),
        deploy("strict in check mode", check_mode=True, path="fabric", strict_tags=True, **border),
        deploy("strict", path="fabric", strict_tags=True, **border),
        deploy("strict again", path="fabric", strict_tags=True, **border),
        deploy("tree", **dns),
        deploy("tree again", **dns),
        deploy("manifest", manifest=manifest),
        deploy("manifest again", manifest=manifest),
        deploy("smaller manifest", manifest=fewer),
        deploy("smaller manifest again", manifest=fewer),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(fabric), "--diff").check()


def test_a_second_run_changes_nothing(steps: Run) -> None:
    assert result(steps, "again").status == "ok"
    assert "workspace_id" not in result(steps, "again").result
    assert states(steps, "again") == {**dict.fromkeys(NAMES, "unchanged"), "edge1": "skipped"}
    for step in ("into a workspace", "inputs", "strict", "tree", "manifest", "smaller manifest"):
        assert result(steps, step).status == "changed", result(steps, step).result
        assert result(steps, f"{step} again").status == "ok", result(steps, f"{step} again").result


def test_check_mode_builds_and_abandons(steps: Run, fabric: Lab) -> None:
    check = result(steps, "check")
    assert check.status == "changed"
    assert "workspace_id" not in check.result
    leaf = next(one for one in check["devices"] if one["device"] == "leaf1")
    assert (leaf["state"], leaf["added_lines"] > 0, leaf["deleted_lines"] > 0) == ("built", True, True)
    assert states(steps, "check")["leaf2"] == "unchanged"
    (shown,) = check["diff"]
    assert (shown["after_header"], shown["after"]) == ("configlet AVD-leaf1", "vlan 730\n")
    assert states(steps, "check without a build")["leaf1"] == "unknown"
    assert result(steps, "strict in check mode")["diff"] == result(steps, "strict")["diff"]
    still_open = objects_of(fabric.cloudvision).list("workspace.v1.Workspace", {"state": "WORKSPACE_STATE_PENDING"})
    assert still_open == []


@pytest.mark.parametrize("task", ["check a failing build", "failing build"])
def test_a_build_that_fails(steps: Run, task: str) -> None:
    failed = result(steps, task)
    assert (failed.status, failed.result.get("changed", False)) == ("ignored", False)
    assert "leaf1" in failed.msg
    assert "configlet AVD-leaf1, line 2: this is no command" in failed.msg
    assert states(steps, task)["leaf1"] == "failed"
    (leaf,) = (one for one in failed["devices"] if one["device"] == "leaf1")
    assert "this is no command" in leaf["errors"][0]


def test_warnings_of_a_build(steps: Run) -> None:
    assert ["portfast" in text for text in result(steps, "warned")["warnings"]] == [True]
    assert "leaf1: configlet AVD-leaf1, line 2" in result(steps, "warned")["warnings"][0]
    assert not result(steps, "quiet").result.get("warnings")
    assert all(not one["warnings"] for one in result(steps, "quiet")["devices"])


def test_devices_that_are_missing(steps: Run) -> None:
    missing = result(steps, "missing")
    assert "CloudVision lacks 2 of the 6 devices: leaf9, leaf8." in missing.msg
    assert missing["missing"] == ["leaf9", "leaf8"]
    assert result(steps, "skip missing").status == "ok"
    assert states(steps, "skip missing")["leaf9"] == "skipped"


def test_a_named_workspace_is_filled_alone(steps: Run) -> None:
    done = result(steps, "into a workspace")
    assert (done["workspace_id"], "build" in done.result) == ("named", False)
    assert states(steps, "into a workspace")["leaf1"] == "unknown"


def test_strict_tags_and_others(steps: Run, fabric: Lab) -> None:
    headers = [one["after_header"] for one in result(steps, "labels")["diff"]]
    leaf = fabric.cloudvision.device_id("leaf1")
    # A device with tags loses what the task assigns to others alone.
    assert headers == [
        "tag role:border",
        *(f"tag {tag} on {leaf}" for tag in ("role:border", "role:leaf", "dc:dc1")),
    ]
    assert tags_of(fabric.cloudvision, "leaf1") == {("role", "border"), ("link", "uplink")}
    assert [one["after_header"] for one in result(steps, "strict")["diff"]] == [f"tag owner:ops on {leaf}"]
    assert tags_of(fabric.cloudvision, "leaf2") == {("role", "leaf"), ("dc", "dc1"), ("link", "uplink")}


def test_trees_beside_those_of_the_devices(steps: Run, fabric: Lab) -> None:
    assert {one["after_header"] for one in result(steps, "tree")["diff"]} == {
        "configlet dns",
        "configlet assignment leaves",
        "roots of the configlet assignments",
    }
    objects = objects_of(fabric.cloudvision)
    rows = {
        row["key"]["configlet_assignment_id"]: row["display_name"]
        for row in objects.list("configlet.v1.ConfigletAssignment", {"key": {"workspace_id": ""}})
    }
    assert sorted(rows.values()) == sorted(["AVD Configurations", *NAMES, "leaves", "dc1"])
    key = {"studio_id": "studio-static-configlet", "workspace_id": "", "path": ["configletAssignmentRoots"]}
    roots = json.loads(objects.get("studio.v1.Inputs", key)["inputs"])
    assert [rows[one] for one in roots] == ["dc1", "leaves", "AVD Configurations"]
    # The ids that AVD gives, so that its cv_deploy finds them.
    assert roots[0] == "avd_" + str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "avd.arista.com"), "dc1"))


def test_secrets_are_in_no_output(whole: Run, steps: Run) -> None:
    for run in (whole, steps):
        assert SECRET not in run.output
        assert SECRET not in json.dumps([one.result for one in run.results()], default=str)
    assert "<removed>" in whole.output


# --- What others do meanwhile ----------------------------------------------------------------------------------------


def test_a_submission_is_overtaken_and_a_change_control_fails(runner: AnsibleRunner, fabric: Lab, steps: Run) -> None:
    cloudvision = fabric.cloudvision
    cloudvision.faults.add("submit-overtaken", times=1)
    cloudvision.faults.add("change-fails", times=1)
    cloudvision.set_streaming(cloudvision.device_id("spine2"), False)
    left = {"devices": [{"name": "leaf1", "config": "hostname leaf1\nntp server 192.0.2.41\n"}]}
    finished = {"name": "Left", "state": "completed"}
    spine = {"devices": [{"name": "spine2", "config": "hostname spine2\n"}]}
    tasks = [
        deploy("overtaken", devices=[{"name": "leaf2", "config": "vlan 740\n"}], change_control=DONE),
        deploy("after the failure", devices=[{"name": "leaf2", "config": "vlan 740\n"}], change_control=DONE),
        deploy("left", **left, change_control={"state": "found", "name": "Left"}),
        deploy("of others", **left, change_control={"state": "completed", "name": "Other"}),
        deploy("check what is left", check_mode=True, **left, change_control=finished),
        deploy("finish", **left, change_control=finished),
        deploy("finished", **left, change_control=finished),
        deploy("does not stream", **spine),
        deploy("forced", force=True, **spine),
    ]
    try:
        run = runner.playbook([play(tasks, **GO_ON)], inventory(fabric)).check()
    finally:
        cloudvision.set_streaming(cloudvision.device_id("spine2"), True)
        cloudvision.faults.clear()
    assert "begins again in another one" in run.stdout
    failed = result(run, "overtaken")
    assert (failed.status, failed["changed"], states(run, "overtaken")) == ("ignored", True, {"leaf2": "built"})
    assert "refused the configuration" in failed.msg
    assert failed["workspace_id"]
    assert failed["failures"]
    again = result(run, "after the failure")
    assert (again.status, again["changed"], states(run, "after the failure")) == (
        "ignored",
        False,
        {"leaf2": "unchanged"},
    )
    assert "of an earlier run has failed" in again.msg
    assert [result(run, name).status for name in ("of others", "check what is left", "finish", "finished")] == [
        "ok",
        "changed",
        "changed",
        "ok",
    ]
    assert "Change control 'Left'" in result(run, "of others")["warnings"][0]
    assert result(run, "check what is left")["change_control"]["status"] == "not_started"
    assert result(run, "finish")["change_control"]["completion_reason"] == "success"
    assert "ntp server 192.0.2.41" in next(one for one in fabric if one.name == "leaf1").running_config()
    assert "do not stream" in result(run, "does not stream").msg
    assert result(run, "forced")["devices"][0]["reason"] == "inactive"
    assert states(run, "forced") == {"spine2": "skipped"}


def test_concurrent_deployments(runner: AnsibleRunner, fabric: Lab, steps: Run) -> None:
    """None is lost, and none is there twice."""
    config = {
        "name": "{{ target }}",
        "config": "vlan {{ item }}\n",
        "tags": [{"label": "round", "value": "{{ item }}"}],
    }
    rounds = list(range(801, 804))
    task = {**deploy("race", devices=[config], sync_retries=30), "loop": rounds}
    hosts = {f"cv{number}": {"target": name} for number, name in enumerate(NAMES)}
    run = runner.playbook([play([task])], inventory(fabric, hosts), "--forks=4").check()
    assert {one.status for one in run.results()} == {"changed"}
    objects = objects_of(fabric.cloudvision)
    rows = {
        row["key"]["configlet_assignment_id"]: row
        for row in objects.list("configlet.v1.ConfigletAssignment", {"key": {"workspace_id": ""}})
    }
    children = [rows[one] for one in rows["avd-configlets"]["child_assignment_ids"]]
    assert sorted(row["display_name"] for row in children) == sorted(NAMES)
    for row in children:
        (configlet,) = row["configlet_ids"]
        found = objects.get("configlet.v1.Configlet", {"workspace_id": "", "configlet_id": configlet})
        assert found is not None
        assert (found["display_name"], found["body"]) == (f"AVD-{row['display_name']}", f"vlan {rounds[-1]}\n")
        assert ("round", str(rounds[-1])) in tags_of(fabric.cloudvision, row["display_name"])


def test_devices_that_come_at_the_same_time(tmp_path: Path) -> None:
    """Two deployments at a time enter new devices into the same lists.

    With ``force`` and a device that does not stream, a moment stays between the last look and the submission.
    """
    names = [f"new{number:05}" for number in range(2, 12)]
    with Lab(tmp_path, 1, cloudvision=CloudVisionSpec(accepted=False, opening=0.01)) as lab:
        lab.cloudvision.add_devices(len(names), "new", tags=False)
        failures: list[Exception] = []
        for pair in zip(names[::2], names[1::2], strict=True):
            threads = [threading.Thread(target=deploy_one, args=(lab, name, failures)) for name in pair]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert failures == []
        objects = objects_of(lab.cloudvision)
        mainline = {"key": {"workspace_id": ""}}
        rows = {
            row["key"]["configlet_assignment_id"]: row
            for row in objects.list("configlet.v1.ConfigletAssignment", mainline)
        }
        children = [rows[one]["display_name"] for one in rows["avd-configlets"]["child_assignment_ids"]]
        found = objects.get("studio.v1.Inputs", {"studio_id": "TOPOLOGY", "workspace_id": ""})
        assert found is not None
        accepted = [one["inputs"]["device"]["hostname"] for one in json.loads(found["inputs"])["devices"]]
        assert sorted(children) == sorted(accepted) == names
        assert lab.cloudvision.failures == []


def deploy_one(lab: Lab, name: str, failures: list[Exception]) -> None:
    """Deploy one device as a task does, and note what goes wrong."""
    device = deployment.DeployDevice(name, config="vlan 760\n", tags=(("role", "new"),))
    try:
        objects = objects_of(lab.cloudvision)
        located = deployment.locate(objects, [device])
        change = WorkspaceChange(sync_retries=30)
        wanted = deployment.Deployment([device])
        spaces = Workspaces(objects, Poller(60))
        run_change(spaces, change, lambda view: deployment.plan_deployment(view, wanted, located))
    except Exception as error:
        failures.append(error)


def test_devices_are_onboarded(runner: AnsibleRunner, tmp_path: Path) -> None:
    spec = CloudVisionSpec(onboarded=False, accepted=False)
    with Lab(tmp_path, 1, cloudvision=spec) as lab:
        (switch,) = lab
        device = {"name": switch.name, "address": switch.address, "config": "ntp server 192.0.2.75\n"}
        tasks = [
            deploy("check", check_mode=True, devices=[device]),
            deploy("deploy", devices=[device], change_control=DONE),
            deploy("again", devices=[device]),
        ]
        run = runner.playbook([play(tasks)], inventory(lab)).check()
        assert [result(run, name).status for name in ("check", "deploy", "again")] == ["changed", "changed", "ok"]
        assert result(run, "check")["devices"][0]["reason"] == "would be onboarded"
        assert states(run, "deploy") == {switch.name: "built"}
        assert "ntp server 192.0.2.75" in switch.running_config()
        assert lab.cloudvision.failures == []


# --- Bad input -------------------------------------------------------------------------------------------------------

DEVICE = {"name": "leaf1"}
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "there is nothing to deploy: give path, devices"),
    "no folder": ({"path": "nowhere"}, "path: there is no 'nowhere'."),
    "a file": ({"path": "banner.cfg"}, "path: 'banner.cfg' is no folder."),
    "empty folder": ({"path": "empty"}, "there is no configuration in"),
    "unknown host": ({"path": "fabric", "hosts": ["leaf7"]}, "hosts: there is no file for 'leaf7'"),
    "hosts alone": ({"hosts": ["leaf1"]}, "hosts is for devices of a folder"),
    "broken file": ({"path": "broken"}, "is no structured configuration"),
    "odd metadata": ({"path": "odd"}, "is not what AVD writes"),
    "twice": ({"devices": [DEVICE, DEVICE]}, "devices: 'leaf1' is given twice."),
    "no name": ({"devices": [{"name": " "}]}, "devices[0]: the name is empty."),
    "two texts": ({"devices": [{**DEVICE, "config": "a", "src": "b"}]}, "devices[0]: config and src are both given"),
    "no file": ({"devices": [{**DEVICE, "src": "none.cfg"}]}, "devices[0].src: there is no 'none.cfg'."),
    "empty tag": ({"devices": [{**DEVICE, "tags": [{"label": "", "value": "x"}]}]}, "devices[0].tags: a tag has a"),
    "no value": ({"devices": [{**DEVICE, "tags": [{"label": "a"}]}]}, "missing required arguments: value"),
    "same device": ({"devices": [DEVICE, {"name": "x", "device_id": "LEAF1"}]}, "'leaf1' and 'x' are the same device"),
    "template": ({"devices": [DEVICE], "configlet_name": "AVD"}, "configlet_name is 'AVD'"),
    "other variable": ({"devices": [DEVICE], "configlet_name": "$x"}, "configlet_name is '$x'"),
    "container": ({"devices": [DEVICE], "container": ""}, "container is empty"),
    "pattern": ({"devices": [DEVICE], "suppress_build_warnings": ["("]}, "suppress_build_warnings[0]: '('"),
    "reserved": ({"studio_inputs": [{"studio": "TOPOLOGY", "inputs": {}}]}, "is set by other options of the task"),
    "overlap": (
        {"studio_inputs": [{"studio": "s", "inputs": 1}, {"studio": "s", "path": "a", "inputs": 1}]},
        "studio_inputs[1]: 's/a' overlaps",
    ),
    "manifest": ({"manifest": {"container": []}}, "manifest has no option 'container'."),
    "two bodies": ({"configlets": [{"name": "a", "body": "b", "src": "c"}]}, "configlets[0]: body and src are both"),
    "schedule": ({"devices": [DEVICE], "change_control": {"state": "scheduled"}}, "schedule_at is missing"),
    "no reason": (
        {"devices": [DEVICE], "change_control": {"state": "approved", "override": True}},
        "override needs a reason",
    ),
    "not submitted": (
        {"devices": [DEVICE], "submit": False, "change_control": {"state": "completed"}},
        "change_control is for a submission",
    ),
    "retries": ({"devices": [{**DEVICE, "config": "vlan 2\n"}], "sync_retries": -1}, "sync_retries is -1"),
    "unknown option": ({"devices": [DEVICE], "strict": True}, "has no option 'strict'. Did you mean strict_tags?"),
}


@pytest.fixture(scope="module")
def refused(runner: AnsibleRunner, fabric: Lab, steps: Run) -> Run:
    for folder, text in (("broken", "metadata: ["), ("odd", "metadata: {cv_tags: {device_tags: [7]}}")):
        (runner.folder / folder / "intended" / "structured_configs").mkdir(parents=True)
        (runner.folder / folder / "intended" / "structured_configs" / "leaf1.yml").write_text(text)
    (runner.folder / "empty").mkdir()
    tasks = [deploy(name, **options) for name, (options, _words) in BAD.items()]
    return runner.playbook([play(tasks, **GO_ON)], inventory(fabric)).check()


@pytest.mark.parametrize("name", BAD)
def test_bad_input(refused: Run, name: str) -> None:
    assert result(refused, name).status == "ignored"
    assert BAD[name][1] in result(refused, name).msg


def test_the_playbook_deploys_a_folder(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("played")
    playbook = Path(__file__).resolve().parents[3] / "playbooks" / "cloudvision_deploy.yml"
    with Lab(tmp_path_factory.mktemp("lab"), 2, cloudvision=CloudVisionSpec()) as lab:
        write_fabric(folder, lab, "192.0.2.9")
        hosts = {"cloudvision": inventory(lab)["all"]}
        given = {"deploy_path": str(folder), "deploy_name": "Played", "deploy_timeout": 60}

        refused = runner.playbook(playbook, hosts, extra_vars={**given, "deploy_state": "finished"})
        assert result(refused, "Check the variables").status == "failed"
        assert "deploy_state" in result(refused, "Check the variables").msg
        missing = runner.playbook(playbook, hosts, extra_vars={"deploy_timeout": 60})
        assert result(missing, "Check the variables").status == "failed"
        assert "deploy_path" in missing.stdout

        check = runner.playbook(playbook, hosts, "--check", "--diff", extra_vars=given).check()
        assert result(check, "Deploy").status == "changed"
        assert all("192.0.2.9" not in switch.running_config() for switch in lab)
        assert SECRET not in check.output

        run = runner.playbook(playbook, hosts, extra_vars=given).check()
        assert result(run, "Deploy")["change_control"]["completion_reason"] == "success"
        assert "leaf1: built" in run.stdout
        assert all("ntp server 192.0.2.9" in switch.running_config() for switch in lab)
        again = runner.playbook(playbook, hosts, extra_vars=given).check()
        assert again.stats["cv"]["changed"] == 0
        assert "leaf1: unchanged" in again.stdout
        assert lab.cloudvision.failures == []
