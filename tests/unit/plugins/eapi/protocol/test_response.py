# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Responses: what the entries of a reply mean."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response, parse_entry


def test_a_json_entry_is_the_output() -> None:
    model = {"vlans": {"3": {"status": "active"}}, "sourceDetail": ""}
    response = parse_entry(model, "show vlan 3", "json", 2)
    assert response == Response("show vlan 3", "json", 2, output=model)
    assert not response.failed


@pytest.mark.parametrize(
    ("entry", "output"),
    [({"output": "Hostname: leaf1\n"}, "Hostname: leaf1\n"), ({}, ""), ("bare", "bare"), (None, "")],
)
def test_text_is_an_object_with_output_or_a_bare_string(entry: t.Any, output: str) -> None:
    assert parse_entry(entry, "show hostname", "text").output == output


def test_text_that_looks_like_json_stays_text() -> None:
    assert parse_entry('{"errors": ["x"]}', "show x | json", "text") == Response(
        "show x | json", "text", output='{"errors": ["x"]}'
    )


def test_a_model_written_as_a_json_string_is_a_model() -> None:
    model = {"vrfs": {"default": {"asn": "65101"}}}
    assert parse_entry(json.dumps(model) + "\n", "show bgp", "json").output == model


@pytest.mark.parametrize("entry", ["no json", 3, None, ["a"]])
def test_entries_of_other_shapes_are_passed_on(entry: t.Any) -> None:
    response = parse_entry(entry, "show x", "json")
    assert response.output == entry
    assert not response.failed


@pytest.mark.parametrize("key", ["warnings", "messages", "errors"])
@pytest.mark.parametrize("format", ["json", "text"])
@pytest.mark.parametrize(
    ("value", "expected"), [(["one", "two"], ["one", "two"]), ("one", ["one"]), ([], []), (None, []), ([3], ["3"])]
)
def test_all_warnings_messages_and_errors_are_kept(key: str, format: t.Any, value: t.Any, expected: list[str]) -> None:
    response = parse_entry({"output": "x", key: value}, "show x", format)
    assert getattr(response, key) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["", "Cannot authenticate"], ["Cannot authenticate"]),
        ([""], ["could not run command"]),
        ("", ["could not run command"]),
    ],
)
def test_errors_are_never_empty_words(given: t.Any, expected: list[str]) -> None:
    response = parse_entry({"errors": given}, "enable", "json")
    assert response.errors == expected
    assert response.failed


def test_a_failed_text_entry_has_output_and_errors() -> None:
    entry = {"output": "% Invalid input\n", "errors": ["Invalid input"]}
    response = parse_entry(entry, "bogus", "text")
    assert (response.output, response.errors) == ("% Invalid input\n", ["Invalid input"])


@pytest.mark.parametrize(("meta", "expected"), [({"execDuration": 0.5}, {"execDuration": 0.5}), ("x", {}), (None, {})])
def test_execution_times(meta: t.Any, expected: dict[str, float]) -> None:
    assert parse_entry({"_meta": meta}, "show x", "json").meta == expected


def test_the_documented_form() -> None:
    assert Response("show x", "json", 2, output={"a": 1}).as_dict() == {
        "command": "show x",
        "format": "json",
        "revision": 2,
        "output": {"a": 1},
        "warnings": [],
        "messages": [],
        "text_fallback": False,
    }
    full = Response("show x", "text", errors=["no"], meta={"execDuration": 1.0}).as_dict()
    assert full["errors"] == ["no"]
    assert full["meta"] == {"execDuration": 1.0}
