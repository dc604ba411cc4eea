# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Objects as a workspace sees them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View, frozen
from support.fake_objects import FakeObjects

MODEL = "configlet.v1.Configlet"


def row(identity: str, workspace: str, **fields: Any) -> dict[str, Any]:
    return {"key": {"workspace_id": workspace, "configlet_id": identity}, **fields}


@pytest.fixture
def objects() -> FakeObjects:
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


def names(view: View) -> list[str]:
    return sorted(one["display_name"] for one in view.all(MODEL).values())


def test_a_workspace_is_seen_over_the_mainline(objects: FakeObjects) -> None:
    assert names(View(objects)) == ["gone", "main", "old"]
    assert names(View(objects, "w1")) == ["main", "new"]
    assert names(View(objects, "w2")) == ["gone", "main", "old", "other"]


@pytest.mark.parametrize(
    ("workspace", "identity", "name"),
    [("", "both", "old"), ("w1", "both", "new"), ("w1", "gone", None), ("w1", "main", "main"), ("w1", "other", None)],
)
def test_one_object_is_fetched_from_the_workspace_or_the_mainline(
    objects: FakeObjects, workspace: str, identity: str, name: str | None
) -> None:
    found = View(objects, workspace).fetch(MODEL, {"configlet_id": identity})
    assert (found or {}).get("display_name") == name


def test_keys_are_the_same_in_all_workspaces() -> None:
    key = {"workspace_id": "w1", "studio_id": "s", "path": ["a"], "element_sub_type": "ELEMENT_SUB_TYPE_UNSPECIFIED"}
    assert frozen(key) == frozen({"path": ["a"], "studio_id": "s", "workspace_id": ""})
    assert frozen({"path": [], "studio_id": "s"}) == frozen({"studio_id": "s"})
