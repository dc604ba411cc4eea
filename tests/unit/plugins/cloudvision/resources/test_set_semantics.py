# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What Set does, and whether a state agrees with a configuration."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import set_semantics
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import build, plain
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.set_semantics import (
    after_set,
    differences,
)

CHANGE = "changecontrol.v1.ChangeControlConfig"
ASSIGNMENT = "configlet.v1.ConfigletAssignmentConfig"


def message(name: str, values: dict[str, Any]) -> Any:
    return build(find_model(name).value, values, name)


MERGES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # an unset field stays, a wrapper replaces, an empty one as well
    (ASSIGNMENT, {"display_name": "a", "query": "q"}, {"query": ""}, {"display_name": "a", "query": ""}),
    # a list replaces
    (ASSIGNMENT, {"configlet_ids": ["a", "b"]}, {"configlet_ids": ["c"]}, {"configlet_ids": ["c"]}),
    (ASSIGNMENT, {"configlet_ids": ["a"]}, {"configlet_ids": []}, {"configlet_ids": []}),
    # an enum replaces
    (ASSIGNMENT, {"match_policy": "MATCH_POLICY_MATCH_ALL"}, {}, {"match_policy": "MATCH_POLICY_MATCH_ALL"}),
    # a structure merges
    (CHANGE, {"change": {"name": "n"}}, {"change": {"notes": "x"}}, {"change": {"name": "n", "notes": "x"}}),
    # a map merges entry by entry, messages within it too, and lists within these replace
    (
        CHANGE,
        {"change": {"stages": {"a": {"name": "A", "rows": [["1"]]}, "b": {"name": "B"}}}},
        {"change": {"stages": {"a": {"rows": [["2"], ["3"]]}, "c": {}}}},
        {"change": {"stages": {"a": {"name": "A", "rows": [["2"], ["3"]]}, "b": {"name": "B"}, "c": {}}}},
    ),
    # an empty map clears
    (
        CHANGE,
        {"change": {"stages": {"a": {}}, "name": "n"}},
        {"change": {"stages": {}}},
        {"change": {"stages": {}, "name": "n"}},
    ),
    # so it does under another name than `values`
    ("event.v1.EventAnnotationConfig", {"notes": {"notes": {"1": {"note": "x"}}}}, {"notes": {}}, {"notes": {}}),
    (
        "event.v1.EventAnnotationConfig",
        {"notes": {"notes": {"1": {"note": "x"}}}},
        {"notes": {"notes": {"2": {"note": "y"}}}},
        {"notes": {"notes": {"1": {"note": "x"}, "2": {"note": "y"}}}},
    ),
]


@pytest.mark.parametrize(("name", "current", "wanted", "after"), MERGES)
def test_set_merges(name: str, current: dict[str, Any], wanted: dict[str, Any], after: dict[str, Any]) -> None:
    before = message(name, current)
    found = after_set(before, message(name, wanted))
    assert plain(found) == after
    assert plain(before) == current
    assert (found != before) == (after != current)
    assert after_set(found, message(name, wanted)) == found


def test_missing_item_is_created() -> None:
    wanted = message(ASSIGNMENT, {"display_name": "a"})
    assert after_set(None, wanted) == wanted


STATE = "configlet.v1.ConfigletAssignment"


@pytest.mark.parametrize(
    ("state", "wanted", "expected"),
    [
        (None, {}, ["it is not there yet"]),
        (None, {"remove": True}, []),
        ({"display_name": "a"}, {"remove": True}, ["it is still there"]),
        ({"display_name": "a", "query": "q"}, {"display_name": "a"}, []),
        ({"display_name": "a"}, {"display_name": "b"}, ["display_name is not as wanted yet"]),
        ({}, {"query": ""}, []),
        ({"configlet_ids": ["b", "a"]}, {"configlet_ids": ["a", "b"]}, ["configlet_ids is not as wanted yet"]),
    ],
)
def test_a_state_agrees_where_it_shows_what_is_wanted(
    state: dict[str, Any] | None, wanted: dict[str, Any], expected: list[str]
) -> None:
    shown = None if state is None else message(STATE, state)
    assert differences(shown, message(ASSIGNMENT, wanted)) == expected


def test_fields_that_the_state_has_not_do_not_matter() -> None:
    state = message("workspace.v1.Workspace", {"display_name": "W", "state": "pending"})
    config = message("workspace.v1.WorkspaceConfig", {"display_name": "W", "request": "start build"})
    assert differences(state, config) == []


def test_a_workspace_agrees_as_soon_as_it_can_be_used() -> None:
    config = message("workspace.v1.WorkspaceConfig", {"display_name": "W"})
    opening = message("workspace.v1.Workspace", {"display_name": "W"})
    assert differences(opening, config) == ["it does not take changes yet"]
    for state in ("pending", "submitted", "abandoned"):
        assert differences(message("workspace.v1.Workspace", {"display_name": "W", "state": state}), config) == []


@pytest.mark.parametrize(
    ("found", "wanted", "unlike"),
    [
        *((None, empty, []) for empty in ("", [], False, 0)),
        *((None, value, ["a"]) for value in ("x", ["x"], True, 1)),
        ("x", "", ["a"]),
        ({"b": 1, "c": 2}, {"b": 1}, []),
        ({"b": 1}, {"b": 2, "c": 0}, ["a.b"]),
        (None, {"b": 1, "c": False}, ["a.b"]),
    ],
)
def test_subset_of_a_state(found: Any, wanted: Any, unlike: list[str]) -> None:
    assert list(set_semantics._unlike("a", found, wanted)) == [f"{path} is not as wanted yet" for path in unlike]
