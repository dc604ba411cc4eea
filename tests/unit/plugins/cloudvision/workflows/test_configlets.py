# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What becomes of configlets, their tree, and the inputs of studios."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import (
    configlet_plan,
    configlets,
    studio_inputs,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.edits import Edit, EditPlan
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects

ROOTS_KEY = {"workspace_id": "", "studio_id": configlets.STUDIO, "path": configlets.ROOTS}


def text(identity: str, name: str, body: str) -> dict[str, Any]:
    key = {"workspace_id": "", "configlet_id": identity}
    return {"key": key, "display_name": name, "digest": configlets.digest(body), "body": body}


def assignment(identity: str, *children: str, texts: tuple[str, ...] = (), name: str = "") -> dict[str, Any]:
    return {
        "key": {"workspace_id": "", "configlet_assignment_id": identity},
        "display_name": name or identity,
        "query": "device:*",
        "match_policy": "MATCH_POLICY_MATCH_ALL",
        "configlet_ids": list(texts),
        "child_assignment_ids": list(children),
    }


@pytest.fixture
def objects() -> FakeObjects:
    """all → (leaves → (pod), spines); the configlets dns and ntp."""
    return FakeObjects(
        {
            configlets.CONFIGLET: [text("dns", "dns", "a\n"), text("uuid-ntp", "ntp", "b\n")],
            configlets.ASSIGNMENT: [
                assignment("all", "leaves", "spines", texts=("dns",)),
                assignment("leaves", "pod", texts=("dns", "uuid-ntp")),
                assignment("spines"),
                assignment("pod"),
            ],
            studio_inputs.INPUTS: [{"key": ROOTS_KEY, "inputs": '["all"]'}],
        }
    )


def planned(
    objects: FakeObjects, state: str, texts: list[Any] | None = None, tree: list[Any] | None = None
) -> EditPlan:
    bodies = {place: one["body"] for place, one in enumerate(texts or []) if "body" in one}
    request = configlets.ConfigletRequest(
        configlets.parse_configlets(texts or [], bodies, state), configlets.parse_assignments(tree or []), state
    )
    return configlet_plan.plan_configlets(View(objects), request)


def done(plan: EditPlan) -> dict[str, Any]:
    """What is set or removed, by id; inputs by their studio."""
    return {
        edit.key.get("configlet_id") or edit.key.get("configlet_assignment_id") or edit.key["studio_id"]: edit.wanted
        for edit in plan.todo
    }


def test_digests_are_the_ones_of_cloudvision() -> None:
    # configlet.v1: the SHA-256 of the body, in hexadecimal; this one is of the empty text.
    assert configlets.digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_configlet_is_known_by_its_name(objects: FakeObjects) -> None:
    assert done(planned(objects, "merged", [{"name": "ntp", "body": "b\n"}])) == {}
    assert done(planned(objects, "merged", [{"name": "ntp", "body": "c\n"}])) == {
        "uuid-ntp": {"display_name": "ntp", "body": "c\n"}
    }
    assert done(planned(objects, "merged", [{"name": "new", "body": "c\n"}])) == {
        "new": {"display_name": "new", "body": "c\n"}
    }
    assert done(planned(objects, "merged", [{"id": "dns", "name": "DNS", "body": "a\n"}])) == {
        "dns": {"display_name": "DNS"}
    }


def test_a_name_that_several_have_is_refused(objects: FakeObjects) -> None:
    objects.put(configlets.CONFIGLET, text("other", "ntp", "x"))
    with pytest.raises(InputError, match=r"2 configlets are called 'ntp': uuid-ntp, other\. Give the id"):
        planned(objects, "merged", [{"name": "ntp", "body": "b\n"}])


def test_bodies_are_read_for_a_diff_alone(objects: FakeObjects) -> None:
    read: list[str] = []
    get = objects.get

    def counting(name: str, key: Any) -> Any:
        read.extend([name] if name == configlets.CONFIGLET else [])
        return get(name, key)

    objects.get = counting  # type: ignore[method-assign]
    planned(objects, "merged", [{"name": "dns", "body": "a\n"}])
    assert read == []
    plan = planned(objects, "merged", [{"name": "dns", "body": "z\n"}])
    assert read == [configlets.CONFIGLET]
    assert plan.diffs == [
        {"before": "a\n", "after": "z\n", "before_header": "configlet dns", "after_header": "configlet dns"}
    ]


def test_merging_adds_to_lists_and_replacing_sets_them(objects: FakeObjects) -> None:
    tree = [{"name": "leaves", "configlets": ["ntp"]}]
    assert done(planned(objects, "merged", tree=tree)) == {}
    assert (
        done(planned(objects, "replaced", tree=tree))
        == {
            "leaves": {"configlet_ids": ["uuid-ntp"]},
        }
        | {}
    )
    found = done(planned(objects, "merged", tree=[{"name": "spines", "configlets": ["ntp"], "query": "site:x"}]))
    assert found == {"spines": {"query": "site:x", "configlet_ids": ["uuid-ntp"]}}


def test_new_assignments_come_before_what_refers_to_them_and_the_roots_last(objects: FakeObjects) -> None:
    tree = [{"name": "new", "query": "a:b", "children": [{"name": "below", "query": "c:d", "configlets": ["dns"]}]}]
    plan = planned(objects, "merged", tree=tree)
    assert list(done(plan)) == ["below", "new", configlets.STUDIO]
    assert json.loads(done(plan)[configlets.STUDIO]["inputs"]) == ["all", "new"]


def test_child_assignment_does_not_become_a_root(objects: FakeObjects) -> None:
    assert done(planned(objects, "merged", tree=[{"name": "pod", "description": "x"}])) == {"pod": {"description": "x"}}


def test_dropped_assignment_is_removed_with_its_children(objects: FakeObjects) -> None:
    plan = planned(objects, "replaced", tree=[{"name": "all", "children": [{"name": "spines"}]}])
    assert done(plan) == {"all": {"child_assignment_ids": ["spines"]}, "leaves": None, "pod": None}


def test_moved_assignment_stays(objects: FakeObjects) -> None:
    tree = [{"name": "all", "children": [{"name": "spines", "children": [{"name": "pod"}]}]}]
    assert done(planned(objects, "replaced", tree=tree)) == {
        "spines": {"child_assignment_ids": ["pod"]},
        "all": {"child_assignment_ids": ["spines"]},
        "leaves": None,
    }


def test_a_root_that_becomes_a_child_is_no_root_any_more(objects: FakeObjects) -> None:
    tree = [{"name": "top", "query": "device:*", "children": [{"name": "all"}]}]
    found = done(planned(objects, "merged", tree=tree))
    assert json.loads(found[configlets.STUDIO]["inputs"]) == ["top"]


def test_no_reference_to_deleted_objects(objects: FakeObjects) -> None:
    assert done(planned(objects, "deleted", [{"name": "ntp"}])) == {
        "leaves": {"configlet_ids": ["dns"]},
        "uuid-ntp": None,
    }
    assert done(planned(objects, "deleted", tree=[{"name": "leaves"}])) == {
        "all": {"child_assignment_ids": ["spines"]},
        "leaves": None,
        "pod": None,
    }
    found = done(planned(objects, "deleted", tree=[{"name": "all"}]))
    assert found == {configlets.STUDIO: {"inputs": "[]"}, "all": None, "leaves": None, "pod": None, "spines": None}
    assert done(planned(objects, "deleted", [{"name": "unknown"}], [{"name": "unknown"}])) == {}


@pytest.mark.parametrize(
    ("texts", "tree", "words"),
    [
        ([{"body": "a"}], [], r"configlets\[0\]: name and id are both missing"),
        ([], [{"query": "a:b"}], r"assignments\[0\]: name and id are both missing"),
        ([], ["leaves"], r"assignments\[0\] is no mapping"),
        ([], [{"name": "a", "children": "b"}], "children is not a list"),
        ([], [{"name": "a", "match_policy": "some"}], "match_policy is 'some': it is match_all or match_first"),
        ([], [{"name": "a", "children": [{"name": "a"}]}], "'a' is given twice"),
        ([], [{"name": "a", "children": [{"nam": "b"}]}], r"assignments\[0\].children\[0\] has no option 'nam'"),
    ],
)
def test_invalid_input(objects: FakeObjects, texts: list[Any], tree: list[Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        planned(objects, "merged", texts, tree)


# --- Inputs of studios ---

INPUTS, STUDIO = studio_inputs.INPUTS, "studio-x"


def values(workspace: str, path: list[str], value: Any, **fields: Any) -> dict[str, Any]:
    key = {"studio_id": STUDIO, "workspace_id": workspace, "path": path}
    return {"key": key, "inputs": json.dumps(value), **fields}


def test_the_workspace_then_its_removals_then_the_mainline() -> None:
    objects = FakeObjects(
        {
            INPUTS: [values("", [], {"a": 1}), values("", ["a"], 1), values("", ["b"], 2), values("", ["c", "d"], 3)],
            f"{INPUTS}Config": [
                {"key": values("w1", ["b"], 0)["key"], "remove": True},
                {"key": values("w1", ["c"], 0)["key"], "inputs": "{}"},
            ],
        }
    )
    objects.put(INPUTS, values("w1", ["a"], 9))
    assert studio_inputs.read(View(objects), STUDIO, ["a"]) == 1
    assert studio_inputs.read(View(objects, "w1"), STUDIO, ["a"]) == 9
    assert studio_inputs.read(View(objects, "w1"), STUDIO, ["b"]) is None
    assert studio_inputs.read(View(objects, "w1"), STUDIO, ["c", "d"]) is None
    assert studio_inputs.read(View(objects, "w2"), STUDIO, ["c", "d"]) == 3
    assert studio_inputs.read(View(objects, "w2"), STUDIO, ["x"]) is None


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        (None, []),
        ("", []),
        ("/", []),
        ("a/b/0", ["a", "b", "0"]),
        (["a", 0], ["a", "0"]),
        ("a/[tags/query=device:leaf1]/inputs", ["a", "[tags/query=device:leaf1]", "inputs"]),
    ],
)
def test_paths(path: Any, parts: list[str]) -> None:
    assert studio_inputs.parse_path(path) == parts


@pytest.mark.parametrize("path", ["a//b", ["a", ""]])
def test_paths_with_an_empty_element(path: Any) -> None:
    with pytest.raises(InputError, match="has an empty element"):
        studio_inputs.parse_path(path)


@pytest.mark.parametrize(
    ("state", "given", "after"),
    [
        ("merged", {"a": {"c": 3}}, {"a": {"b": 1, "c": 3}, "l": [1, 2]}),
        ("merged", {"l": [3]}, {"a": {"b": 1}, "l": [3]}),
        ("replaced", {"l": []}, {"l": []}),
        ("replaced", {"a": {"b": 1}, "l": [1, 2]}, None),
        ("merged", {}, None),
    ],
)
def test_inputs_are_validated(state: str, given: Any, after: Any) -> None:
    objects = FakeObjects({INPUTS: [values("", [], {"a": {"b": 1}, "l": [1, 2]})]})
    plan = studio_inputs.plan_inputs(View(objects), STUDIO, [], given, state)
    assert [json.loads((edit.wanted or {})["inputs"]) for edit in plan.todo] == ([] if after is None else [after])


@pytest.mark.parametrize(("first", "roots"), [(True, ["one", "two", "all"]), (False, ["all", "one", "two"])])
def test_new_roots_stand_first_or_last(objects: FakeObjects, first: bool, roots: list[str]) -> None:
    tree = [{"name": name, "query": "device:*"} for name in ("one", "two")]
    for wanted in (tree, [*tree, {"name": "all"}]):
        request = configlets.ConfigletRequest([], configlets.parse_assignments(wanted), "merged", first)
        found = done(configlet_plan.plan_configlets(View(objects), request))
        assert json.loads(found[configlets.STUDIO]["inputs"]) == roots


def test_diffs_of_a_configlet_show_body_and_fields(objects: FakeObjects) -> None:
    (body, fields) = planned(objects, "merged", [{"name": "ntp", "description": "time", "body": "c\n"}]).diffs
    assert (body["before"], body["after"], body["before_header"]) == ("b\n", "c\n", "configlet ntp")
    assert fields["before"] == {"display_name": "ntp", "description": ""}
    assert fields["after"] == {"display_name": "ntp", "description": "time"}
    (new,) = planned(objects, "merged", [{"name": "new", "body": "x\n"}]).diffs
    assert (new["before"], new["after"]) == ("", "x\n")


@pytest.mark.parametrize(
    ("wanted", "shown", "settled"),
    [
        (None, None, True),
        (None, {"display_name": "dns"}, False),
        ({"display_name": "dns"}, None, False),
        ({"display_name": "dns"}, {"display_name": "dns", "digest": "x"}, True),
        ({"display_name": "DNS"}, {"display_name": "dns"}, False),
        ({"body": "a\n"}, {"digest": configlets.digest("a\n")}, True),
        ({"body": "a\n"}, {"digest": configlets.digest("b\n")}, False),
        ({"description": ""}, {}, True),
        ({"description": ""}, {"description": "old"}, False),
    ],
)
def test_edits_that_the_state_shows(wanted: Any, shown: Any, settled: bool) -> None:
    key = {"configlet_id": "dns"}
    rows = [] if shown is None else [{"key": {"workspace_id": "", **key}, **shown}]
    edit = Edit(configlets.CONFIGLET, key, {}, wanted, "configlet dns", [])
    assert configlet_plan._Planner._shows_edit(View(FakeObjects({configlets.CONFIGLET: rows})), edit) is settled


@pytest.mark.parametrize(("roots", "settled"), [('["all"]', True), ('["all", "new"]', False)])
def test_roots_that_the_state_shows(objects: FakeObjects, roots: str, settled: bool) -> None:
    edit = Edit(studio_inputs.INPUTS, ROOTS_KEY, None, {"inputs": roots}, "roots", [])
    assert configlet_plan._Planner._shows_edit(View(objects), edit) is settled


def test_a_policy_stays_unless_one_is_given(objects: FakeObjects) -> None:
    objects.put(configlets.ASSIGNMENT, {**assignment("pod"), "match_policy": "MATCH_POLICY_MATCH_FIRST"})
    assert done(planned(objects, "replaced", tree=[{"name": "pod", "query": "x:y"}])) == {"pod": {"query": "x:y"}}
    given = [{"name": "pod", "match_policy": "match_all"}]
    assert done(planned(objects, "replaced", tree=given)) == {"pod": {"match_policy": configlets.POLICIES["match_all"]}}
