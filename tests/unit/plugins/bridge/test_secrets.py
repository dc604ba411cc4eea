# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a task shows of secrets."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import secrets
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber

SHOWN = {"show_secrets": True}


@pytest.fixture(autouse=True)
def outside_of_awx(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in secrets.AWX_ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


def test_secrets_are_shown_where_the_task_says_so() -> None:
    assert secrets.shows_secrets(SHOWN, {})
    assert not secrets.shows_secrets({"show_secrets": False}, {})
    assert not secrets.shows_secrets({}, {})


@pytest.mark.parametrize("name", secrets.AWX_ENVIRONMENT)
def test_never_in_a_job_of_awx(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(secrets, "warn", said.append)
    monkeypatch.setenv(name, "7")
    assert not secrets.shows_secrets(SHOWN, {})
    assert said == ["show_secrets is set, and counts for nothing in a job of AWX: others may read its output."]


@pytest.mark.parametrize("name", secrets.AWX_VARIABLES)
def test_never_in_a_job_of_awx_by_its_variables(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "warn", lambda sentence: None)
    assert not secrets.shows_secrets(SHOWN, {name: 7})


def test_secrets_of_arguments() -> None:
    spec: dict[str, Any] = {
        "key": {"type": "str", "no_log": True},
        "ca": {"type": "dict", "options": {"phrase": {"type": "str", "no_log": True}}},
        "lines": {"type": "list"},
    }
    args = {"key": "first line\nsecond line", "ca": {"phrase": "hunter2"}, "lines": ["enable password hunter3"]}
    scrubber = Scrubber()
    secrets.add_arguments(scrubber, spec, args)
    assert scrubber.text("second line hunter2 hunter3 enable") == "<removed> <removed> <removed> enable"


def test_a_result_says_nothing_of_secrets() -> None:
    result = {"msg": "hunter2", "errors": ["hunter2"], "responses": [{"output": "hunter2"}], "failed": True}
    secrets.scrub_result(result, Scrubber("hunter2"))
    assert result == {
        "msg": "<removed>",
        "errors": ["<removed>"],
        "responses": [{"output": "hunter2"}],
        "failed": True,
    }
    done = {"warnings": ["hunter2"], "stdout": ["hunter2"]}
    secrets.scrub_result(done, Scrubber("hunter2"))
    assert done == {"warnings": ["<removed>"], "stdout": ["hunter2"]}
