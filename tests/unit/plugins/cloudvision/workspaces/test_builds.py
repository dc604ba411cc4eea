# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What builds say of the whole and of each device."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.devices import DEVICE
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import builds
from support.fake_objects import FakeObjects
from support.fake_workspaces import KEY

BUILD_KEY = {**KEY, "build_id": "b1"}


def built(**details: Any) -> dict[str, Any]:
    """The results of a build with one device."""
    key = {**KEY, "build_id": "b1"}
    rows = {
        builds.BUILD: [{"key": key, "state": "BUILD_STATE_FAIL"}],
        builds.DETAILS: [{"key": {**key, "device_id": "S1"}, "state": "BUILD_STATE_FAIL", **details}],
    }
    return builds.result(FakeObjects(rows), "w1", "b1")


@pytest.mark.parametrize(
    ("details", "error"),
    [
        (
            {"config_validation_result": {"errors": [{"error_msg": "bad.", "line_num": 3, "configlet_name": "dns"}]}},
            "configlet dns, line 3: bad",
        ),
        ({"config_validation_result": {"errors": [{"error_code": "ERROR_CODE_X"}]}}, "ERROR_CODE_X"),
        (
            {"input_validation_results": {"s1": {"input_value_errors": [{"field_id": "f", "message": "empty"}]}}},
            "studio s1: f: empty",
        ),
        ({"input_validation_results": {"s1": {"other_errors": ["no schema"]}}}, "studio s1: no schema"),
        (
            {"configlet_build_results": {"s1": {"template_errors": [{"line_num": 7, "exception_msg": "undefined"}]}}},
            "studio s1: line 7: undefined",
        ),
        ({"configlet_build_results": {"s1": {"other_error": "timed out"}}}, "studio s1: timed out"),
        ({"image_validation_result": {"image_input_error": "no image"}}, "no image"),
        ({"image_validation_result": {"errors": [{"error_msg": "too old"}]}}, "too old"),
        ({"authz_status": "DEVICE_AUTHZ_STATUS_UNAUTHORIZED"}, "the user may not change this device"),
    ],
)
def test_every_kind_of_error_of_a_device(details: dict[str, Any], error: str) -> None:
    result = built(**details)
    assert result["devices"][0]["errors"] == [error]
    assert builds.reasons(result) == [f"S1: {error}"]


def test_a_device_that_failed_without_words_is_named_all_the_same() -> None:
    result = built(stage="BUILD_STAGE_IMAGE_VALIDATION")
    assert builds.reasons(result) == ["S1: image_validation failed"]
    result["devices"][0]["hostname"] = "leaf1"
    assert builds.reasons(result) == ["leaf1 (S1): image_validation failed"]


def test_changes_on_a_device() -> None:
    summary = {"summary": {"added_lines": 2, "deleted_lines": 1}, "warnings": [{"error_msg": "old"}]}
    result = built(config_validation_result=summary)
    assert list(builds.summary(result)) == ["S1 has 2 added lines, 1 deleted lines"]
    assert result["devices"][0]["warnings"] == ["old"]


def test_errors_of_the_whole() -> None:
    key = {**KEY, "build_id": "b1"}
    row = {
        "key": key,
        "error": "no studio.",
        "authz_result": {"has_unauthorized_tag_change": True},
        "studio_build_details": {"input_validation_results": {"s1": {"input_schema_errors": [{"message": "m"}]}}},
    }
    result = builds.result(FakeObjects({builds.BUILD: [row]}), "w1", "b1")
    assert result["errors"] == ["no studio", "the user may not make one of the changes of tags", "studio s1: m"]


def whole(**fields: Any) -> list[str]:
    """The errors of a build without devices."""
    row = {"key": BUILD_KEY, **fields}
    return list(builds.result(FakeObjects({builds.BUILD: [row]}), "w1", "b1")["errors"])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"authz_result": {"error": "not allowed"}}, ["not allowed"]),
        (
            {"authz_result": {"has_unauthorized_device_change": True}},
            ["the user may not make one of the changes of devices"],
        ),
        ({"authz_result": {"has_unauthorized_device_change": False}}, []),
        ({"studio_build_details": {}}, []),
    ],
)
def test_kinds_of_errors_of_the_whole(fields: dict[str, Any], expected: list[str]) -> None:
    assert whole(**fields) == expected


@pytest.mark.parametrize(
    ("details", "errors"),
    [
        ({"authz_status": "DEVICE_AUTHZ_STATUS_AUTHORIZED"}, []),
        ({"image_validation_result": {"errors": [{}]}}, ["the image is not valid"]),
        (
            {"image_validation_result": {"errors": [{"error_code": "X", "sku": "7050", "error_msg": "old."}]}},
            ["old: 7050: X"],
        ),
        ({"config_validation_result": {"errors": [{}]}}, ["not valid"]),
        ({"config_validation_result": {"errors": [{"line_num": 3, "error_msg": " bad "}]}}, ["line 3: bad"]),
        (
            {"configlet_build_results": {"s1": {"input_errors": [{"field_id": "f", "message": "empty"}]}}},
            ["studio s1: f: empty"],
        ),
        (
            {"configlet_build_results": {"s1": {"template_errors": [{"exception": "E", "exception_msg": "m."}]}}},
            ["studio s1: E: m"],
        ),
        (
            {"input_validation_results": {"s1": {"hierarchy_errors": [{"message": "loop"}], "other_errors": ["x"]}}},
            ["studio s1: loop", "studio s1: x"],
        ),
    ],
)
def test_words_of_a_device(details: dict[str, Any], errors: list[str]) -> None:
    result = built(**details)
    assert result["devices"][0]["errors"] == errors


def test_devices_are_sorted_and_named() -> None:
    rows = {
        builds.BUILD: [{"key": BUILD_KEY, "state": "BUILD_STATE_IN_PROGRESS"}],
        builds.DETAILS: [
            {"key": {**BUILD_KEY, "device_id": "S2"}, "state": "BUILD_STATE_SKIPPED"},
            {"key": {**BUILD_KEY, "device_id": "S1"}, "state": "BUILD_STATE_SUCCESS", "stage": "BUILD_STAGE_X"},
            {"key": {**BUILD_KEY, "build_id": "b2", "device_id": "S3"}},
        ],
        DEVICE: [{"key": {"device_id": "S2"}, "hostname": "leaf2"}],
    }
    result = builds.result(FakeObjects(rows), "w1", "b1")
    assert (result["build_id"], result["state"], result["errors"]) == ("b1", "in_progress", [])
    assert [(one["device_id"], one["hostname"], one["state"], one["stage"]) for one in result["devices"]] == [
        ("S1", "", "success", "x"),
        ("S2", "leaf2", "skipped", ""),
    ]
    assert builds.called(result["devices"][0]) == "S1"
    assert builds.called(result["devices"][1]) == "leaf2 (S2)"


def test_a_known_success_is_not_read_again() -> None:
    result = builds.result(FakeObjects({builds.BUILD: [{"key": BUILD_KEY, "error": "stale"}]}), "w1", "b1", True)
    assert (result["state"], result["errors"]) == ("success", [])


def test_a_build_that_is_not_there_has_no_state() -> None:
    assert builds.result(FakeObjects(), "w1", "b1") == {"build_id": "b1", "state": "", "errors": [], "devices": []}


def test_whether_a_build_changes_devices() -> None:
    assert builds.changes(None) is False
    assert builds.changes({}) is False
    assert builds.changes(built()) is False
    for name in builds.COUNTS:
        assert builds.changes(built(config_validation_result={"summary": {name: 1}})) is True


def test_devices_without_changes_have_no_line() -> None:
    assert list(builds.summary(built())) == []


def test_reasons_begin_with_those_of_the_whole() -> None:
    result = {**built(), "errors": ["no studio"]}
    assert builds.reasons(result) == ["no studio", "S1: the build failed"]
    result["devices"][0]["state"] = "success"
    assert builds.reasons(result) == ["no studio"]
