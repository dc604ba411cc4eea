# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Workspaces of a CloudVision in memory: configlets in three of them, and answers to requests."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import builds
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import CONFIG, WORKSPACE

from .fake_objects import FakeObjects

MODEL = "configlet.v1.Configlet"
KEY = {"workspace_id": "w1"}


def row(identity: str, workspace: str, **fields: Any) -> dict[str, Any]:
    """A configlet in a workspace."""
    return {"key": {"workspace_id": workspace, "configlet_id": identity}, **fields}


def configlets() -> FakeObjects:
    """Configlets of the mainline, of w1, which changes one and removes one, and of w2, which adds one."""
    return FakeObjects(
        {
            MODEL: [
                row("both", "", display_name="old"),
                row("both", "w1", display_name="new"),
                row("gone", "", display_name="gone"),
                row("main", "", display_name="main"),
                row("other", "w2", display_name="other"),
            ],
            f"{MODEL}Config": [
                row("both", "w1", display_name="new"),
                row("gone", "w1", remove=True),
                row("other", "w2", display_name="other"),
            ],
        }
    )


def workspace(state: str = "PENDING", **fields: Any) -> dict[str, Any]:
    """The workspace w1."""
    return {"key": KEY, "state": f"WORKSPACE_STATE_{state}", "display_name": "Mine", **fields}


def with_answers(objects: FakeObjects, *answers: dict[str, Any], **after: Any) -> list[Callable[[], Any]]:
    """Events that answer the last request with one response after the other; ``after`` are fields of the end."""

    def answer(response: dict[str, Any], last: bool) -> None:
        request = objects.written(CONFIG)[-1]["request_params"]["request_id"]
        found = objects.get(WORKSPACE, KEY) or workspace()
        objects.put(WORKSPACE, {**found, "responses": {request: response}, **(after if last else {})})

    return [partial(answer, one, one is answers[-1]) for one in answers]


def answered(status: str, **fields: Any) -> dict[str, Any]:
    """A response to a request."""
    return {"status": f"RESPONSE_STATUS_{status}", **fields}


def answering(objects: FakeObjects, overtaken: int = 0, **failures: str) -> None:
    """Let workspaces answer their requests; ``failures`` are requests that fail, and why.

    So many submissions, ``overtaken``, come after those of others.
    """
    left = [overtaken]
    ends = {"SUBMIT": "SUBMITTED", "SUBMIT_FORCE": "SUBMITTED", "ABANDON": "ABANDONED", "ROLLBACK": "ROLLED_BACK"}

    def react(values: dict[str, Any]) -> None:
        workspace = objects.get(WORKSPACE, values["key"]) or {"key": values["key"], "state": "WORKSPACE_STATE_PENDING"}
        workspace.update({name: values[name] for name in ("display_name", "description") if name in values})
        request = values.get("request", "").removeprefix("REQUEST_")
        if request:
            failed = failures.get(request)
            status = {"status": f"RESPONSE_STATUS_{'FAIL' if failed else 'SUCCESS'}", "message": failed or ""}
            if request == "SUBMIT" and left[0]:
                left[0] -= 1
                failed = "behind"
                code = "RESPONSE_CODE_SYNCHRONIZATION_REQUIRED"
                status = {"status": "RESPONSE_STATUS_FAIL", "message": failed, "code": code}
            identity = values["request_params"]["request_id"]
            workspace["responses"] = {**workspace.get("responses", {}), identity: status}
            if request == "START_BUILD":
                workspace["last_build_id"] = "b1"
                state = "BUILD_STATE_FAIL" if failed else "BUILD_STATE_SUCCESS"
                objects.put("workspace.v1.WorkspaceBuild", {"key": {**values["key"], "build_id": "b1"}, "state": state})
            if request in ends and not failed:
                workspace["state"] = f"WORKSPACE_STATE_{ends[request]}"
                workspace["cc_ids"] = ["cc1"] if request.startswith("SUBMIT") else []
        objects.put(WORKSPACE, workspace)

    objects.reactions[CONFIG] = react


def states(objects: FakeObjects) -> list[str]:
    """The states of all workspaces."""
    return [one["state"].rpartition("_STATE_")[2] for one in objects.list(WORKSPACE)]


def requests(objects: FakeObjects) -> list[str]:
    """The requests to workspaces, in order."""
    found = [one["request"] for one in objects.written(CONFIG) if "request" in one]
    return [name.removeprefix("REQUEST_") for name in found]


def submitting(*outcomes: str, **fields: Any) -> FakeObjects:
    """A workspace whose submissions end with these, in turn: SUCCESS, or the code of a failure."""
    objects = FakeObjects({WORKSPACE: [workspace(**fields)]})
    left = list(outcomes)

    def react(values: dict[str, Any]) -> None:
        request, identity = values["request"].removeprefix("REQUEST_"), values["request_params"]["request_id"]
        found, answer = objects.get(WORKSPACE, KEY) or {}, answered("SUCCESS")
        if request == "START_BUILD":
            found.update(needs_build=False, last_build_id="b1")
            objects.put(builds.BUILD, {"key": {**KEY, "build_id": "b1"}, "state": "BUILD_STATE_SUCCESS"})
        elif request == "REBASE":
            found.update(needs_rebase=False, needs_build=True)
        elif (outcome := left.pop(0)) != "SUCCESS":
            answer = answered("FAIL", message="no", code=f"RESPONSE_CODE_{outcome}")
        else:
            found["state"] = "WORKSPACE_STATE_SUBMITTED"
        objects.put(WORKSPACE, {**found, "responses": {**found.get("responses", {}), identity: answer}})

    objects.reactions[CONFIG] = react
    return objects
