# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The conformance kit over the wire, while somebody else submits a change of the same objects."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.conformance import kit
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.plain import PlainResources
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import WORKSPACE
from lab.cloudvision.cloudvision import CloudVision
from support.cloudvision_plays import options_of
from support.waiting import wait_until

TAGS = "tag.v2.TagConfig"


class Overtaken(PlainResources):
    """Resources of the kit: as soon as it has set several tags, somebody else submits a change of one of them."""

    def set_some(self, name: str, many: Sequence[Any]) -> Any:
        found = super().set_some(name, many)
        if name == TAGS:
            submit_removal(self, many[0]["key"])
        return found


def submit_removal(objects: PlainResources, key: dict[str, Any]) -> None:
    """Submit the removal of a tag, which the mainline does not have, in a workspace of its own."""
    other = {"workspace_id": f"other-{uuid.uuid4()}"}

    def ask(verb: str) -> None:
        request_id = str(uuid.uuid4())
        params = {"request": f"REQUEST_{verb}", "request_params": {"request_id": request_id}}
        objects.set("workspace.v1.WorkspaceConfig", {"key": other, **params})
        wait_until(lambda: request_id in (objects.get(WORKSPACE, other) or {}).get("responses", {}))

    objects.set("workspace.v1.WorkspaceConfig", {"key": other, "display_name": "of somebody else"})
    wait_until(lambda: (objects.get(WORKSPACE, other) or {}).get("state") == "WORKSPACE_STATE_PENDING")
    objects.set(TAGS, {"key": {**key, **other}, "remove": True})
    ask("START_BUILD")
    ask("SUBMIT")
    assert (objects.get(WORKSPACE, other) or {})["state"] == "WORKSPACE_STATE_SUBMITTED"


@pytest.fixture
def client(cloudvision: CloudVision, tmp_path: Path) -> Iterator[CloudVisionClient]:
    client = CloudVisionClient(options_of(cloudvision, session_store=str(tmp_path / "sessions")))
    yield client
    client.close()


def verdicts_of(objects: PlainResources, token: str) -> dict[str, Any]:
    """The verdicts of a run that creates a workspace, by the ids of their rows."""
    found = kit.examine(objects, "workspace", token, source="lab")
    return {verdict.row.id: verdict for verdict in found.verdicts}


def test_a_workspace_that_others_have_overtaken_is_rebased(cloudvision: CloudVision, client: CloudVisionClient) -> None:
    verdicts = verdicts_of(Overtaken(client.resources), cloudvision.token)
    assert [(name, each.details) for name, each in verdicts.items() if each.result == "differs"] == []
    assert verdicts["cv-workspace-rebased"].result == "holds"
