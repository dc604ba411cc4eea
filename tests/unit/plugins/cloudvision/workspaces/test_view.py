# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Objects as a workspace sees them."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import (
    View,
    frozen,
    in_workspace,
    visible,
)
from support.fake_objects import FakeObjects
from support.fake_workspaces import MODEL, configlets, row


@pytest.fixture
def objects() -> FakeObjects:
    return configlets()


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


def test_each_model_is_read_once_until_it_is_forgotten(objects: FakeObjects) -> None:
    view = View(objects, "w1")
    assert names(view) == ["main", "new"]
    objects.put(MODEL, row("late", "", display_name="late"))
    objects.put(f"{MODEL}Config", row("main", "w1", remove=True))
    assert names(view) == ["main", "new"]
    assert view.get(MODEL, {"configlet_id": "late"}) is None
    view.forget()
    assert names(view) == ["late", "new"]
    assert view.get(MODEL, {"configlet_id": "late"}) == row("late", "", display_name="late")


def test_a_new_workspace_has_no_configurations_until_they_are_made(objects: FakeObjects) -> None:
    view = View(objects, "w1", new=True)
    assert view.removed(MODEL) == set()
    view.forget()
    assert view.removed(MODEL) == {frozen({"configlet_id": "gone"})}
    assert View(objects).configs(MODEL) == {}


def test_some_objects_by_filters(objects: FakeObjects) -> None:
    view = View(objects, "w1")
    filters = [{"key": {"configlet_id": "both"}}, {"display_name": "gone"}]
    assert view.some(MODEL, filters) == {frozen({"configlet_id": "both"}): row("both", "w1", display_name="new")}
    assert view.some(MODEL, []) == {}


def test_mainline_filter_ignores_other_workspaces() -> None:
    objects = FakeObjects({MODEL: [row("x", "w2", display_name="x")]})
    objects.list = lambda name, *filters, custom=None: objects.rows[name]  # type: ignore[method-assign]
    assert View(objects).all(MODEL) == {}


def test_an_object_without_key_and_stamps() -> None:
    value = {"key": {}, "display_name": "x", "created_at": "1", "last_modified_by": "me"}
    assert visible(value) == {"display_name": "x"}


def test_a_key_in_a_workspace() -> None:
    assert in_workspace({"workspace_id": "w1", "a": 1}, "") == {"workspace_id": "", "a": 1}
