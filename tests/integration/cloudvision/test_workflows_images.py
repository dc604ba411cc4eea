# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Software files and their assignment to devices, over the wire."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play
from support.workflows import objects_of, workflow

NEW, NEWER, AGENT = "EOS-4.34.6M.swi", "EOS-4.35.1F.swi", "TerminAttr-1.40.10-1.swix"
EXTENSION = "AristaAppForSplunk-2.0.1-4.27.swix"
STUDIO = "studio-software-management"


def image(title: str, state: str = "merged", /, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode", "register") if key in options}
    files = {"files": [{"name": name} if isinstance(name, str) else name for name in options.pop("files", [])]}
    return workflow(title, "image", {"state": state, "wait_timeout": 30, **files, **options}, **keywords)


def to(*devices: str, **software: Any) -> list[dict[str, Any]]:
    return [{"devices": list(devices), **software}]


def result(run: Run, task: str) -> Any:
    return run.result("cv", task)


def entries(cloudvision: CloudVision) -> list[tuple[str, Any]]:
    """The studio's entries in the mainline: query and software."""
    found = objects_of(cloudvision).get("studio.v1.Inputs", {"studio_id": STUDIO, "workspace_id": "", "path": []})
    assert found is not None
    resolver = json.loads(found["inputs"])["softwareResolver"]
    return [(entry["tags"]["query"], entry["inputs"]["softwareGroup"]) for entry in resolver]


@pytest.fixture(scope="module")
def images(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> Run:
    """Files and assignments from the first download to the last deletion, with failures in between."""
    cloudvision.faults.add("download-fails", times=1)
    first = {"files": [NEW], "assignments": to("leaf1", "spine1", image=NEW)}
    agent = {"files": [AGENT], "assignments": to("LEAF1", streaming_agent=AGENT)}
    wide = [{"query": "hostname:spine1", "image": NEW, "extensions": [EXTENSION]}]
    tasks = [
        image("in check mode", **first, check_mode=True),
        image("a download that fails", files=[NEW]),
        image("assign", **first, register="assigned"),
        image("assign again", **first),
        workflow(
            "install",
            "change_control",
            {"workspace": "{{ assigned.workspace_id }}", "state": "completed", "approve": True, "wait_timeout": 30},
        ),
        image("split", **agent),
        image("split again", **agent),
        image("join", assignments=to("leaf1", streaming_agent="")),
        image("join again", assignments=to("leaf1", streaming_agent="")),
        image("replace", "replaced", files=[EXTENSION, NEWER], assignments=wide + to("leaf1", image=NEWER)),
        image("replace again", "replaced", files=[EXTENSION, NEWER], assignments=wide + to("leaf1", image=NEWER)),
        image("reboot", files=[{"name": EXTENSION, "reboot_required": True}]),
        image("reboot again", files=[{"name": EXTENSION, "reboot_required": True}]),
        image("in use", "deleted", files=[EXTENSION]),
        image("delete in check mode", "deleted", files=[EXTENSION], assignments=wide, check_mode=True),
        image("delete", "deleted", files=[EXTENSION], assignments=wide),
        image("delete again", "deleted", files=[EXTENSION], assignments=wide),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()


def test_software_comes_to_devices(images: Run, network: Lab, cloudvision: CloudVision) -> None:
    for step in ("assign", "split", "join", "replace", "reboot", "delete"):
        assert result(images, step).status == "changed", result(images, step).result
        assert result(images, f"{step} again").status == "ok", result(images, f"{step} again").result
    assigned = result(images, "assign")
    assert assigned["files"][0]["progress"] == "success"
    assert assigned["files"][0]["version"] == "4.34.6M"
    assert {one["hostname"]: one["image"] for one in assigned["build"]["devices"]} == {"leaf1": NEW, "spine1": NEW}
    assert result(images, "install")["change_control"]["completion_reason"] == "success"
    serial = cloudvision.device_id("spine1")
    device = cloudvision.get("inventory.v1.Device", deviceId=serial)
    assert device.software_version.value == "4.34.6M"
    assert "image EOS-4.34.6M.swi" in images.stdout
    assert not cloudvision.failures


def test_devices_of_one_software_stand_together(images: Run, cloudvision: CloudVision) -> None:
    leaf, spine = cloudvision.device_id("leaf1"), cloudvision.device_id("spine1")

    def after(step: str) -> list[str]:
        shown = next(one["after"] for one in result(images, step)["diff"] if "inputs" in one["after_header"])
        return [entry["tags"]["query"] for entry in json.loads(shown)]

    assert after("assign") == [f"device:{leaf},{spine}"]
    assert after("split") == [f"device:{spine}", f"device:{leaf}"]
    assert after("join") == [f"device:{spine},{leaf}"]
    assert after("replace") == ["hostname:spine1", f"device:{leaf}"]
    software = {"imageName": NEWER, "streamingAgentName": None, "extensionsCollection": []}
    assert entries(cloudvision) == [(f"device:{leaf}", software)]


def test_check_mode_of_images(images: Run) -> None:
    predicted = result(images, "in check mode")
    assert predicted.status == "changed"
    assert "build" not in predicted.result
    assert "not built in check mode" in predicted["warnings"][0]
    assert predicted["files"] == [
        {"name": NEW, "progress": "", "version": "", "size": 0, "digest": "", "reboot_required": False}
    ]
    assert predicted["diff"][-1]["after"] == result(images, "assign")["diff"][-1]["after"]
    assert result(images, "delete in check mode")["diff"] == result(images, "delete")["diff"]


def test_files_that_fail_or_are_in_use(images: Run, cloudvision: CloudVision) -> None:
    failed = result(images, "a download that fails")
    assert failed.status == "ignored"
    assert f"could not get software file '{NEW}': no token for arista.com." in failed.msg
    assert "Give CloudVision a token for arista.com" in failed.msg
    assert failed["changed"] is True
    assert "is assigned to hostname:spine1." in result(images, "in use").msg
    assert cloudvision.get("softwaremanagement.v1.Repository", name=EXTENSION) is None


@pytest.fixture(scope="module")
def refused(images: Run, runner: AnsibleRunner, network: Lab, cloudvision: CloudVision) -> Run:
    """What cannot be, with the last download and a build that fails after one."""
    cloudvision.faults.add("download-hangs", times=1)
    elsewhere = {"name": "EOS-4.30.1F.swi", "uri": "/support/nowhere/EOS-4.30.1F.swi"}
    tasks = [
        image("nothing"),
        image("hangs", files=[{**elsewhere, "name": "EOS-4.36.1F.swi"}], wait_timeout=0.3),
        image("unknown", files=["EOS-4.34.5M.swi"]),
        image("elsewhere", files=[elsewhere]),
        image("without waiting", files=[{"name": "x.rpm", "uri": "/x.rpm"}], wait=False),
        image("no such device", files=[EXTENSION], assignments=to("leaf11", image=NEW)),
        image("not there", assignments=to("leaf1", image="EOS-4.34.9M.swi")),
        image("no image", assignments=to("device00041", streaming_agent=AGENT)),
        image("no suffix", files=["EOS"]),
        image("no reload", files=[{"name": NEW, "reboot_required": False}]),
        image("twice", files=[NEW, NEW]),
        image("both", assignments=[{"devices": ["leaf1"], "query": "a:b", "image": NEW}]),
        image("no software", assignments=to("leaf1")),
        image("no agent", assignments=to("leaf1", streaming_agent=EXTENSION)),
        image("not waiting for assignments", wait=False, assignments=to("leaf1", image=NEW)),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("nothing", "files and assignments are both empty"),
        ("hangs", "'EOS-4.36.1F.swi' is not there after 0.3 s"),
        ("unknown", "list of releases has no file 'EOS-4.34.5M.swi'. Did you mean 'EOS-4.34.6M.swi'?"),
        ("elsewhere", "EOS-4.30.1F.swi was not found. Check uri, and try again."),
        ("no such device", "CloudVision has no device 'leaf11'. Did you mean 'leaf1"),
        ("not there", "has no software file 'EOS-4.34.9M.swi' that is ready. Did you mean"),
        ("no image", "there is no image for device00041 yet"),
        ("no suffix", "'EOS' is no name of a file: it ends with .swi, .swix, .rpm."),
        ("no reload", "is an image, for which a device always reloads."),
        ("twice", "'EOS-4.34.6M.swi' is given twice."),
        ("both", "assignments[0] has one of query and devices."),
        ("no software", "assignments[0] has no software"),
        ("no agent", "its name has TerminAttr in it."),
        ("not waiting for assignments", "wait can be false for files"),
    ],
)
def test_images_that_cannot_be(refused: Run, task: str, words: str) -> None:
    assert result(refused, task).status == "ignored"
    assert words in result(refused, task).msg


def test_results_before_a_failure(refused: Run) -> None:
    failed = result(refused, "no such device")
    assert failed["changed"] is True
    assert failed["files"][0]["name"] == EXTENSION
    started = result(refused, "without waiting")
    assert started.status == "changed"
