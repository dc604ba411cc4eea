# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Rows about builds, streams and commits: what each of them finds where a server does something else."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.conformance import kit as cloudvision
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.rows import SkippedError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conformance import kit as eos

DONE = {"status": "RESPONSE_STATUS_SUCCESS"}
BUILT = {"responses": {"r": DONE}, "last_build_id": "b", "needs_build": False}
RESULT = {"key": {"build_id": "b"}, "state": "BUILD_STATE_SUCCESS"}
#: The difference of a session that was opened before a commit, and what it is with sessions that are merged.
OVERWRITES = "-interface Loopback1000\n-   description aerie-conformance\n"


def found(table: Any, name: str, replies: dict[int, Any]) -> list[str]:
    """What a row says about the outputs at some places."""
    (row,) = (row for row in table.ROWS if row.id == name)
    outputs = [{"output": replies.get(place)} for place in range(len(row.probe.requests))]
    return list(row.judge(outputs))


@pytest.mark.parametrize(
    ("workspace", "words"),
    [
        (BUILT, []),
        ({**BUILT, "responses": {"r": {"status": "RESPONSE_STATUS_FAIL"}}}, ["the response to the build is"]),
        ({**BUILT, "responses": {}}, ["the response to the build is missing"]),
        ({**BUILT, "last_build_id": ""}, ["the workspace does not name its last build"]),
        ({**BUILT, "needs_build": True}, ["the workspace still needs a build"]),
    ],
)
def test_the_end_of_a_build(workspace: dict[str, Any], words: list[str]) -> None:
    said = found(cloudvision, "cv-workspace-build", {10: workspace})
    assert [text.startswith(start) for text, start in zip(said, words, strict=True)] == [True] * len(words)


@pytest.mark.parametrize(
    ("builds", "words"),
    [
        ([RESULT], []),
        ([{**RESULT, "key": {"build_id": "another"}}], ["there is none"]),
        ([{**RESULT, "state": "DONE"}], ["its state is DONE"]),
        ([], ["there is none"]),
    ],
)
def test_the_result_of_a_build(builds: list[dict[str, Any]], words: list[str]) -> None:
    assert found(cloudvision, "cv-workspace-build-result", {10: BUILT, 11: {"values": builds}}) == words


FAILED = {"responses": {"r": {"status": "RESPONSE_STATUS_FAIL"}}}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"responses": {"r": DONE}}, []),
        ({"needs_rebase": True}, {"responses": {"r": DONE}}, []),
        ({"needs_rebase": True}, FAILED, ["the response to the rebase is RESPONSE_STATUS_FAIL"]),
        (
            {"needs_rebase": True, "responses": {"old": DONE}},
            {"responses": {"old": DONE}},
            ["the response to the rebase is missing"],
        ),
        ({}, {}, ["the response to the rebase is missing"]),
    ],
)
def test_the_end_of_a_rebase(before: dict[str, Any], after: dict[str, Any], words: list[str]) -> None:
    assert found(cloudvision, "cv-workspace-rebase", {6: before, 8: after}) == words


def test_a_rebase_that_is_not_necessary_may_be_refused() -> None:
    with pytest.raises(SkippedError, match="nobody has submitted a change meanwhile"):
        found(cloudvision, "cv-workspace-rebase", {6: {}, 8: FAILED})


def test_a_workspace_is_rebased_where_others_have_submitted() -> None:
    overtaken = {"needs_rebase": True}
    assert found(cloudvision, "cv-workspace-rebased", {6: overtaken, 8: {"needs_rebase": False}}) == []
    assert found(cloudvision, "cv-workspace-rebased", {6: overtaken, 8: overtaken}) == [
        "the workspace still needs a rebase"
    ]
    with pytest.raises(SkippedError, match="nobody has submitted"):
        found(cloudvision, "cv-workspace-rebased", {6: {}, 8: {}})


def test_streams() -> None:
    assert found(cloudvision, "cv-stream-sync", {0: {}}) == []
    assert found(cloudvision, "cv-stream-sync", {0: {"key": {}}}) == ["it begins with a resource"]
    assert found(cloudvision, "cv-stream-initial", {6: {"key": {"workspace_id": "w"}}}) == []
    assert found(cloudvision, "cv-stream-initial", {6: {}}) == ["it does not"]


def test_commit_overwrites_changes_of_others() -> None:
    texts = dict.fromkeys(range(6), "")
    assert found(eos, "commit-overwrites", {**texts, 2: OVERWRITES}) == []
    merged = found(eos, "commit-overwrites", texts)
    assert [text.startswith("nothing in the text matches") for text in merged] == [True]
    left = found(eos, "commit-overwrites", {**texts, 2: OVERWRITES, 5: OVERWRITES})
    assert left == ["the running configuration has the line"]
