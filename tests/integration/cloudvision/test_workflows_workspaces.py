# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Workspaces and what is edited in them, over the wire."""

from __future__ import annotations

import json
import threading
from functools import partial
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import configlet_plan, configlets
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.run import WorkspaceChange
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.run import run as make_change
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play
from support.waiting import join_all
from support.workflows import configlet, objects_of, workflow

BODY = "ip name-server 198.51.100.53\n"
WAIT = {"wait_timeout": 30}


def workspace(title: str, state: str, identity: str, /, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode", "diff") if key in options}
    return workflow(title, "workspace", {"workspace_id": identity, "state": state, **WAIT, **options}, **keywords)


@pytest.fixture(scope="module")
def way(runner: AnsibleRunner, network: Lab) -> Run:
    """One workspace from its making to its end, every step twice."""
    edit = configlet("dns", BODY, "leaf1", workspace="w1")
    tasks = [
        workspace("make in check mode", "created", "w1", name="Name servers", check_mode=True),
        workspace("make", "created", "w1", name="Name servers"),
        workspace("make again", "created", "w1", name="Name servers"),
        workspace("rename", "created", "w1", description="for the leaf"),
        workflow("edit in check mode", "configlet", edit, check_mode=True),
        workflow("edit", "configlet", edit),
        workflow("edit again", "configlet", {**edit, "workspace": "Name servers"}),
        workspace("build in check mode", "built", "w1", check_mode=True),
        workspace("build", "built", "w1"),
        workspace("build again", "built", "w1"),
        workspace("submit in check mode", "submitted", "w1", check_mode=True),
        workspace("submit", "submitted", "w1"),
        workspace("submit again", "submitted", "w1"),
        workflow("edit too late", "configlet", configlet("dns", BODY * 2, "leaf1", workspace="w1")),
        workspace("build too late", "built", "w1"),
        workspace("make too late", "created", "w1"),
        workspace("abandon too late", "abandoned", "w1"),
        workspace("roll back in check mode", "rolled_back", "w1", check_mode=True),
        workspace("roll back", "rolled_back", "w1"),
        workspace("roll back again", "rolled_back", "w1"),
        workspace("abandon what there is not", "abandoned", "nothing"),
        workspace("build what there is not", "built", "nothing"),
        workspace("build what there is not in check mode", "built", "nothing", check_mode=True),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff").check()


def result(run: Run, task: str) -> Any:
    return run.result("cv", task)


def test_each_step_changes_once(way: Run, cloudvision: CloudVision) -> None:
    for step in ("make", "edit", "build", "submit", "roll back"):
        assert result(way, step).status == "changed", way.output
        assert result(way, f"{step} in check mode").status == "changed"
        assert result(way, f"{step} again").status == "ok", result(way, f"{step} again").result
    assert not cloudvision.failures


def test_check_mode_tells_what_a_run_does(way: Run) -> None:
    for step in ("edit", "submit", "roll back"):
        predicted, done = result(way, f"{step} in check mode").result, result(way, step).result
        assert predicted.get("diff") == done.get("diff")
        assert predicted.get("state") == done.get("state")
    predicted, done = result(way, "build in check mode")["build"], result(way, "build")["build"]
    assert [one["device_id"] for one in predicted["devices"]] == [one["device_id"] for one in done["devices"]]
    assert predicted["devices"][0]["added_lines"] == done["devices"][0]["added_lines"] > 0


def test_a_build_tells_of_each_device(way: Run, cloudvision: CloudVision) -> None:
    build = result(way, "build")["build"]
    assert build["state"] == "success"
    assert [one["device_id"] for one in build["devices"]] == [cloudvision.device_id("leaf1")]
    assert build["devices"][0]["hostname"] == "leaf1"
    assert build["devices"][0]["errors"] == []
    titles = [one["after_header"] for one in result(way, "build")["diff"]]
    assert "Configlet dns" in titles
    assert result(way, "build again")["build"]["build_id"] == build["build_id"]


def test_diffs_show_texts(way: Run) -> None:
    diffs = {one["after_header"]: one for one in result(way, "edit")["diff"]}
    assert diffs["configlet dns"]["after"] == BODY
    assert diffs["roots of the configlet assignments"]["after"] == "dns-at\n"
    assert "+ip name-server 198.51.100.53" in way.stdout


def test_progress_is_said_at_normal_verbosity(way: Run) -> None:
    assert "[cv] workspace w1: build has begun" in way.stdout
    assert "[cv] workspace w1: submission is done" in way.stdout


def test_a_scratch_workspace_leaves_nothing_behind(way: Run, cloudvision: CloudVision) -> None:
    found = [one["key"]["workspace_id"] for one in objects_of(cloudvision).list("workspace.v1.Workspace")]
    assert "w1" in found
    assert not [one for one in found if "check" in one]


def test_a_submission_names_its_change_controls(way: Run) -> None:
    first = result(way, "submit")["change_control_ids"]
    assert len(first) == 1
    assert result(way, "submit again")["change_control_ids"] == first
    assert len(result(way, "roll back")["change_control_ids"]) == 2


def test_a_submitted_workspace_takes_nothing_more(way: Run) -> None:
    for step, what in (("edit", "changed"), ("build", "built"), ("make", "made again")):
        failed = result(way, f"{step} too late")
        assert failed.status == "ignored"
        assert f"workspace 'w1' cannot be {what}: it is already submitted. Changes go into a new" in failed.msg
    assert "Use 'state: rolled_back' to undo it." in result(way, "abandon too late").msg


def test_a_workspace_that_is_not_there(way: Run) -> None:
    assert result(way, "abandon what there is not").status == "ok"
    assert "there is no workspace 'nothing'. Make it" in result(way, "build what there is not").msg
    checked = result(way, "build what there is not in check mode")
    assert checked.status == "changed"
    assert "cannot be predicted" in checked["warnings"][0]


@pytest.fixture(scope="module")
def trouble(runner: AnsibleRunner, network: Lab, way: Run) -> Run:
    """Builds and submissions that fail, and arguments that do not go together."""
    bad = configlet("bad", "interface Nowhere99\nfoo bar\n", "leaf1")
    tasks = [
        workspace("make", "created", "w2"),
        workflow("edit", "configlet", {**bad, "workspace": "w2"}),
        workspace("build", "built", "w2"),
        workspace("predict the build", "built", "w2", check_mode=True),
        workflow("own workspace", "configlet", bad),
        workflow("own workspace in check mode", "configlet", bad, check_mode=True),
        workspace("no id", "created", ""),
        workspace("force a build", "built", "w2", force=True),
        workspace("no such state", "finished", "w2"),
        workspace("no time", "built", "w2", wait_timeout=0),
        workflow("mainline", "configlet", {**bad, "workspace": ""}),
        workflow("no such workspace", "configlet", {**bad, "workspace": "nothing"}),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network)).check()


def test_a_build_that_fails_says_why_for_each_device(trouble: Run, cloudvision: CloudVision) -> None:
    failed = result(trouble, "build")
    serial = cloudvision.device_id("leaf1")
    assert failed.status == "ignored"
    assert "the build of workspace 'w2' failed: " in failed.msg
    assert f"leaf1 ({serial}): " in failed.msg
    assert "configlet bad" in failed.msg
    assert failed["build"]["state"] == "fail"
    assert failed["build"]["devices"][0]["errors"]
    assert "failed: " in result(trouble, "predict the build").msg
    assert result(trouble, "predict the build").status == "ignored"


def test_a_workspace_of_its_own_is_abandoned_when_its_build_fails(trouble: Run, cloudvision: CloudVision) -> None:
    failed = result(trouble, "own workspace")
    assert failed.status == "ignored"
    identity = failed["workspace_id"]
    found = objects_of(cloudvision).get("workspace.v1.Workspace", {"workspace_id": identity})
    assert found is not None
    assert found["state"] == "WORKSPACE_STATE_ABANDONED"
    assert result(trouble, "own workspace in check mode").status == "ignored"


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("no id", "workspace_id and name are both missing"),
        ("force a build", "force is for 'state: submitted'"),
        ("no such state", "must be one of"),
        ("no time", "wait_timeout is 0: it is more than 0 and at most 604800 seconds"),
        ("mainline", "which is the mainline: it cannot be changed directly"),
        ("no such workspace", "there is no workspace 'nothing', by its id or as the name of an open one."),
    ],
)
def test_arguments_that_cannot_be(trouble: Run, task: str, words: str) -> None:
    assert result(trouble, task).status == "ignored"
    assert words in result(trouble, task).msg


def test_faults_of_the_server(runner: AnsibleRunner, network: Lab, cloudvision: CloudVision, way: Run) -> None:
    cloudvision.faults.add("build-fails", times=1)
    cloudvision.faults.add("submit-fails", times=1)
    edit = configlet("dns2", BODY, "leaf1", workspace="w3")
    tasks = [
        workspace("make", "created", "w3"),
        workflow("edit", "configlet", edit),
        workspace("build", "built", "w3"),
        workspace("submit", "submitted", "w3"),
        workspace("submit once more", "submitted", "w3"),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network)).check()
    assert "the build of workspace 'w3' failed: studio template failed to compile." in result(run, "build").msg
    assert "the submission of workspace 'w3' failed: failed to merge the workspace" in result(run, "submit").msg
    assert result(run, "submit once more").status == "changed"

    cloudvision.faults.add("build-hangs", times=1)
    tasks = [workspace("make", "created", "w4"), workspace("build", "built", "w4", wait_timeout=0.5)]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network)).check()
    assert "the build of workspace 'w4' has not ended within 0.5 s. Raise wait_timeout" in result(run, "build").msg


def test_a_named_workspace_that_is_overtaken_is_rebased(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision
) -> None:
    cloudvision.faults.add("submit-overtaken", times=3)
    edit = configlet("overtaken", "ip name-server 198.51.100.71\n", "leaf1", workspace="w-sync")
    tasks = [
        workspace("make", "created", "w-sync"),
        workflow("edit", "configlet", edit),
        workspace("submit as it was built", "submitted", "w-sync", sync_retries=0),
        workspace("submit", "submitted", "w-sync", sync_retries=2),
    ]
    run = runner.playbook([play(tasks, **GO_ON)], inventory(network)).check()
    assert "Rebase and build the workspace again" in result(run, "submit as it was built").msg
    assert result(run, "submit")["steps"] == ["rebased", "built"] * 3 + ["submitted"]
    assert result(run, "submit")["state"] == "submitted"


def _plan(wanted: configlets.ConfigletRequest, view: Any) -> Any:
    return configlet_plan.plan_configlets(view, wanted)


def test_changes_at_the_same_time_are_neither_lost_nor_doubled(cloudvision: CloudVision) -> None:
    """Two clients that each add roots to the same list, and texts of their own.

    One of them may have to wait for all of the other one's: what it lost once, it loses until the other has ended.
    """
    rounds, errors = 6, []

    def add(who: str) -> None:
        try:
            for number in range(rounds):
                objects = objects_of(cloudvision)
                name = f"{who}{number}"
                wanted = configlets.ConfigletRequest(
                    [configlets.Configlet(name, f"! {name}\n")],
                    [configlets.Assignment(name, query="device:spine1", configlets=(name,))],
                )
                planner = partial(_plan, wanted)
                spaces = Workspaces(objects, Poller(60))
                changed = make_change(spaces, WorkspaceChange(name=name, sync_retries=20), planner)["changed"]
                assert changed
        except Exception as error:  # the thread's own error is the test's
            errors.append(error)

    threads = [threading.Thread(target=add, args=(who,), name=who, daemon=True) for who in ("one", "two")]
    for thread in threads:
        thread.start()
    join_all(threads)
    assert errors == []
    key = {"studio_id": configlets.STUDIO, "workspace_id": "", "path": configlets.ROOTS}
    roots = json.loads((objects_of(cloudvision).get("studio.v1.Inputs", key) or {})["inputs"])
    mine = [root for root in roots if root.startswith(("one", "two"))]
    assert sorted(mine) == sorted(f"{who}{number}" for who in ("one", "two") for number in range(rounds))
    assert not cloudvision.failures
