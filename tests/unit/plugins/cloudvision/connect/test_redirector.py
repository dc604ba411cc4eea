# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Which cluster the redirector's answers name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import redirector
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.redirector import (
    find_cluster,
    forget_cluster,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import REDIRECTOR, Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import (
    AuthenticationError,
    CloudVisionError,
    ServerError,
    UnknownHostError,
    UnreachableError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common.http import HttpReply

OPTIONS = CloudVisionOptions(nodes=(REDIRECTOR,), locate=True, token="t0ken", timeout=20.0)


class Session:
    """Answers one request, and remembers it."""

    def __init__(self, status: int, body: Any) -> None:
        self.status, self.body = status, body
        self.asked: dict[str, Any] = {}
        self.closed = False

    def request(self, method: str, url: str, **given: Any) -> Any:
        self.asked = {"method": method, "url": url, **given}
        if isinstance(self.body, Exception):
            raise self.body
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return HttpReply(self.status, {}, bytearray(text.encode()))

    def close(self) -> None:
        self.closed = True


def answer(*hosts: str) -> list[Any]:
    return [{"value": {"clusters": {"values": [{"name": "prod", "hosts": {"values": list(hosts)}}]}}}]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.OPTIONS", replace(OPTIONS, session_store=str(tmp_path / "store")))


def find(monkeypatch: pytest.MonkeyPatch, body: Any, status: int = 200) -> tuple[Node, Session]:
    session = Session(status, body)
    monkeypatch.setattr(redirector, "https_session", lambda options, node: session)
    return find_cluster(OPTIONS, [("authorization", "Bearer t0ken")]), session


@pytest.mark.parametrize(
    ("host", "node"),
    [
        ("www.cv-prod-uk-1.arista.io", Node("www.cv-prod-uk-1.arista.io", 443)),
        ("apiserver.cv-prod-uk-1.arista.io", Node("www.cv-prod-uk-1.arista.io", 443)),
        ("apiserver.cv-prod-uk-1.arista.io:443", Node("www.cv-prod-uk-1.arista.io", 443)),
        ("cv-prod-eu-3.arista.io:8443", Node("www.cv-prod-eu-3.arista.io", 8443)),
        ("arista.io", Node("www.arista.io", 443)),
    ],
)
def test_the_first_host_is_taken_by_its_api_name(monkeypatch: pytest.MonkeyPatch, host: str, node: Node) -> None:
    found, session = find(monkeypatch, answer(host, "www.cv-prod-us-4.arista.io"))
    assert found == node
    assert (session.asked["method"], session.asked["url"]) == (
        "POST",
        "https://www.arista.io:443/api/v3/services/arista.redirector.v1.AssignmentService/GetOne",
    )
    assert json.loads(session.asked["body"]) == {"key": {"system_id": "*"}}
    assert session.asked["headers"]["authorization"] == "Bearer t0ken"
    assert (session.asked["connect_timeout"], session.asked["timeout"]) == (10.0, 20.0)
    assert session.closed


@pytest.mark.parametrize(
    ("body", "status", "kind", "words"),
    [
        ([], 200, UnknownHostError, "the redirector knows no cluster for this token"),
        ([{"value": {"clusters": {}}}], 200, UnknownHostError, "knows no cluster"),
        (answer(), 200, UnknownHostError, "knows no cluster"),
        ("no json", 200, UnknownHostError, "knows no cluster"),
        (answer("www.example.com"), 200, ServerError, "the redirector names 'www.example.com', which is no cluster"),
        (answer("www.arista.io.example.com"), 200, ServerError, "which is no cluster"),
        ([], 401, AuthenticationError, r"the redirector refused the token \(HTTP 401\)"),
        ([], 403, AuthenticationError, "HTTP 403"),
        ([], 503, ServerError, "the redirector answered HTTP 503. Set ansible_cloudvision_region or ansible_host"),
        (
            OSError(111, "refused"),
            200,
            UnreachableError,
            "of www.arista.io:443 does not answer: refused",
        ),
    ],
)
def test_answers_that_name_no_cluster(
    monkeypatch: pytest.MonkeyPatch, body: Any, status: int, kind: type[CloudVisionError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        find(monkeypatch, body, status)


def test_an_answer_is_asked_for_once_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    token, other = [("authorization", "Bearer t0ken")], [("authorization", "Bearer t1ken")]
    node, _session = find(monkeypatch, answer("www.cv-prod-uk-1.arista.io"))
    again, silent = find(monkeypatch, [], 503)
    assert (again, silent.asked) == (node, {})
    with pytest.raises(ServerError):
        find_cluster(OPTIONS, other)
    forget_cluster(OPTIONS, token)
    with pytest.raises(ServerError):
        find_cluster(OPTIONS, token)


def test_kept_reply_is_judged_like_an_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    find(monkeypatch, answer("www.cv-prod-uk-1.arista.io"))
    (entry,) = (path for path in (tmp_path / "store").iterdir() if not path.name.endswith(".lock"))
    entry.write_text(entry.read_text().replace("www.cv-prod-uk-1.arista.io", "www.example.com"))
    with pytest.raises(ServerError, match=r"names 'www.example.com', which is no cluster"):
        find(monkeypatch, answer("www.cv-prod-uk-1.arista.io"))
