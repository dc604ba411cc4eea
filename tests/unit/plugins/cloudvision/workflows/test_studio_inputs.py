# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Studio inputs: paths, parts of long documents, and what a workspace sees."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError, ServerError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import studio_inputs
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.studio_inputs import (
    INPUTS,
    MISSING,
    joined,
    with_value,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects


def row(workspace: str, path: list[str], value: Any, studio: str = "s1") -> dict[str, Any]:
    text = value if isinstance(value, str) else json.dumps(value)
    return {"key": {"studio_id": studio, "workspace_id": workspace, "path": path}, "inputs": text}


@pytest.mark.parametrize(
    ("parts", "document"),
    [
        ([], MISSING),
        ([([], "null")], None),
        ([([], '{"a": [1,'), ([], " 2]}")], {"a": [1, 2]}),
        ([([], '{"a": 1}'), ([], '{"a": 2}')], {"a": 2}),
        ([(["a"], "1"), (["b", "c"], "[2]")], {"a": 1, "b": {"c": [2]}}),
        (
            [(["l", "10"], "10"), (["l", "2"], "2"), *[(["l", str(n)], str(n)) for n in (0, 1, 3, 4, 5, 6, 7, 8, 9)]],
            {"l": list(range(11))},
        ),
        ([(["0", "name"], '"a"'), (["1", "name"], '"b"')], [{"name": "a"}, {"name": "b"}]),
        ([(["a", "b"], "2"), ([], '{"a": {"b": 1, "c": 3}}')], {"a": {"b": 2, "c": 3}}),
    ],
)
def test_a_document_is_joined_from_its_parts(parts: Any, document: Any) -> None:
    assert joined(parts) == document


@pytest.mark.parametrize(
    ("document", "path", "after"),
    [
        ({"a": 1}, [], "v"),
        ({"a": [1, 2]}, ["a", "1"], {"a": [1, "v"]}),
        ({"a": [1, 2]}, ["a", "2"], {"a": [1, 2, "v"]}),
        ({"a": [1, 2]}, ["a", "4"], {"a": {"4": "v"}}),
        ({"0": 1}, ["0"], {"0": "v"}),
        (MISSING, ["0", "x"], [{"x": "v"}]),
        (MISSING, ["1"], {"1": "v"}),
        ("text", ["x"], {"x": "v"}),
    ],
)
def test_a_value_at_a_path(document: Any, path: list[str], after: Any) -> None:
    assert with_value(copy.deepcopy(document) if document is not MISSING else MISSING, path, "v") == after


def test_the_workspace_comes_before_the_mainline() -> None:
    objects = FakeObjects({INPUTS: [row("", [], {"a": 1}), row("w1", [], {"a": 2}), row("", [], 5, "s2")]})
    assert studio_inputs.read(View(objects), "s1", []) == {"a": 1}
    assert studio_inputs.read(View(objects, "w1"), "s1", []) == {"a": 2}
    assert studio_inputs.read(View(objects, "w1"), "s2", []) == 5
    assert studio_inputs.read(View(objects, "w1"), "s3", []) is None


@pytest.mark.parametrize(
    ("configured", "path", "value"),
    [
        (["a"], ["a"], None),
        (["a"], ["a", "b"], None),
        ([], ["a"], None),
        (["a"], ["c"], 3),
        (["a", "b"], ["a"], {"b": 1}),
    ],
)
def test_removals_in_the_workspace_hide_the_mainline(configured: list[str], path: list[str], value: Any) -> None:
    mainline = [row("", ["a"], {"b": 1}), row("", ["a", "b"], 1), row("", ["c"], 3)]
    removed = {**row("w1", configured, "null"), "remove": True}
    objects = FakeObjects({INPUTS: mainline, f"{INPUTS}Config": [removed]})
    assert studio_inputs.read(View(objects, "w1"), "s1", path) == value
    assert studio_inputs.read(View(objects, "w1"), "s2", path) is None


@pytest.mark.parametrize("path", [[], ["a"]])
def test_inputs_that_are_no_json_are_the_servers_error(path: list[str]) -> None:
    objects = FakeObjects({INPUTS: [row("", path, "{no json")]})
    with pytest.raises(ServerError, match="the inputs of the studio 's1' cannot be read as JSON"):
        studio_inputs.read(View(objects), "s1", path)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (None, []),
        ("", []),
        ("/", []),
        ("a/b", ["a", "b"]),
        ("/a/b/", ["a", "b"]),
        (["a", 0], ["a", "0"]),
        (("a",), ["a"]),
        ("devices/[tags/query=device:leaf1]/inputs", ["devices", "[tags/query=device:leaf1]", "inputs"]),
        ("[a/[b/c]]/d", ["[a/[b/c]]", "d"]),
    ],
)
def test_paths(given: Any, path: list[str]) -> None:
    assert studio_inputs.parse_path(given) == path


@pytest.mark.parametrize("given", ["a//b", ["a", ""]])
def test_paths_with_empty_elements(given: Any) -> None:
    with pytest.raises(InputError, match="has an empty element"):
        studio_inputs.parse_path(given)


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        ({"a": 1, "b": {"c": 2}}, {"b": {"d": 3}}, {"a": 1, "b": {"c": 2, "d": 3}}),
        ({"a": [1]}, {"a": [2]}, {"a": [2]}),
        (None, {"a": 1}, {"a": 1}),
        ({"a": 1}, 5, 5),
    ],
)
def test_mappings_merge_and_all_else_replaces(old: Any, new: Any, after: Any) -> None:
    assert studio_inputs.merged(old, new) == after


@pytest.mark.parametrize(
    ("state", "inputs", "wanted", "after"),
    [
        ("merged", {"b": 2}, {"inputs": '{"a": 1, "b": 2}'}, {"a": 1, "b": 2}),
        ("replaced", {"b": 2}, {"inputs": '{"b": 2}'}, {"b": 2}),
        ("deleted", None, None, None),
    ],
)
def test_the_edit_of_a_path(state: str, inputs: Any, wanted: Any, after: Any) -> None:
    objects = FakeObjects({INPUTS: [row("", ["x"], {"a": 1}), row("", [], {"x": {"a": 1}})]})
    plan = studio_inputs.plan_inputs(View(objects), "s1", ["x"], inputs, state)
    (edit,) = plan.todo
    assert (edit.key, edit.wanted, plan.whole) == ({"studio_id": "s1", "path": ["x"]}, wanted, True)
    assert edit.title == "inputs s1 x"
    assert plan.diffs[0]["before"] == '{\n  "a": 1\n}\n'
    assert plan.diffs[0]["after"] == ("" if after is None else json.dumps(after, indent=2, sort_keys=True) + "\n")
    assert not plan.is_there(View(objects))
    objects.rows[INPUTS] = [] if after is None else [row("", ["x"], after)]
    assert plan.is_there(View(objects))


def test_no_edit_where_nothing_changes_and_none_of_an_unknown_studio() -> None:
    objects = FakeObjects({INPUTS: [row("", ["x"], {"a": 1})]})
    assert studio_inputs.plan_inputs(View(objects), "s1", ["x"], {"a": 1}, "merged").edits == []
    assert studio_inputs.plan_inputs(View(objects), "s1", ["y"], None, "deleted").edits == []
    with pytest.raises(InputError, match=r"there is no studio 's9'\."):
        studio_inputs.plan_inputs(View(objects), "s9", ["x"], {}, "merged")
    objects.rows[studio_inputs.STUDIO] = [{"key": {"studio_id": "s9", "workspace_id": ""}}]
    assert len(studio_inputs.plan_inputs(View(objects), "s9", ["x"], {}, "merged").edits) == 1


def test_secrets_in_inputs_are_not_shown() -> None:
    """By the names of their fields, at any depth; that one has changed is told."""
    after = {"list": [{"presharedKey": "hunter2"}], "password": "hunter3", "name": "leaf1"}
    (edit,) = studio_inputs.plan_value("s1", [], {"password": "hunter1"}, after).todo
    (shown,) = edit.shown()
    assert not re.search("hunter", f"{shown}")
    assert '"name": "leaf1"' in shown["after"]
    assert "<removed>" in shown["before"]
    assert shown["before"] != shown["after"]
    assert edit.wanted is not None
    assert json.loads(edit.wanted["inputs"]) == after
