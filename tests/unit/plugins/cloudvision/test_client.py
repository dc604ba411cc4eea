# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The client: what a probe takes for an answer, and what is closed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions


@pytest.fixture
def client() -> CloudVisionClient:
    return CloudVisionClient(CloudVisionOptions(nodes=(Node("cv", 443),), token="t0ken"))


def answering(client: CloudVisionClient, monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[Any]:
    """Let each GetOne end so; returns the keys that were asked for."""
    asked: list[Any] = []

    def get(_model: Any, key: Any) -> Any:
        asked.append(key.device_id.value)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(client.resources, "get", get)
    return asked


@pytest.mark.parametrize(
    "answer", [None, errors.ForbiddenError("no"), errors.InvalidError("no"), errors.UnimplementedError("no")]
)
def test_whatever_is_answered_shows_that_we_are_let_in(
    client: CloudVisionClient, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    asked = answering(client, monkeypatch, answer)
    client.probe()
    assert asked == ["-"]


@pytest.mark.parametrize(
    "error", [errors.AuthenticationError("no"), errors.UnreachableError("no"), errors.ServerError("no")]
)
def test_no_answer_is_an_error(
    client: CloudVisionClient, monkeypatch: pytest.MonkeyPatch, error: errors.CloudVisionError
) -> None:
    answering(client, monkeypatch, error)
    with pytest.raises(type(error)):
        client.probe()


def test_close_and_logout(client: CloudVisionClient, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(client.channel, "close", lambda: done.append("close"))
    monkeypatch.setattr(client.channel, "logout", lambda: done.append("logout"))
    client.close()
    client.logout()
    assert done == ["close", "logout"]


def test_the_token_is_scrubbed(client: CloudVisionClient) -> None:
    assert "t0ken" not in client.scrubber.text("your token t0ken is bad")
