# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Tokens of service accounts."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import ForbiddenError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import accounts, tokens
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    StateError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.tokens import (
    TokenRequest,
    TokenResult,
    Tokens,
)
from support.fake_objects import FakeObjects, poller

TOKEN, CONFIG = tokens.TOKEN, f"{tokens.TOKEN}Config"
#: 2026-01-01T00:00:00Z
NOW = 1767225600.0


def token(identity: str, until: str, **fields: Any) -> dict[str, Any]:
    return {"key": {"id": identity}, "user": "robot", "description": "plays", "valid_until": until, **fields}


@pytest.fixture
def objects() -> FakeObjects:
    found = FakeObjects(
        {
            accounts.ACCOUNT: [{"key": {"name": "robot"}, "groups": ["b", "a"], "status": "ACCOUNT_STATUS_ENABLED"}],
            TOKEN: [
                token("short", "2026-01-02T00:00:00Z"),
                token("long", "2026-01-11T00:00:00Z"),
                token("other", "2027-01-01T00:00:00Z", description="else"),
            ],
        }
    )
    found.reactions[CONFIG] = lambda values: {**values, "key": {"id": "new"}, "token": "a.b.secret"}
    return found


def carry_out(objects: FakeObjects, *, deliver: Any = lambda text: None, **given: Any) -> TokenResult:
    options = {"target": "present", "account": "robot", "description": "plays", **given}
    return Tokens(objects, poller(seconds=1), lambda: NOW, deliver).carry_out(TokenRequest(**options))


def test_a_token_that_lives_long_enough_stays(objects: FakeObjects) -> None:
    made = carry_out(objects, renew_before=9 * 86400)
    assert made.result["token_info"]["id"] == "long"
    assert (made.token, made.result["changed"]) == (None, False)
    assert objects.calls == []


def test_a_good_token_that_nobody_has_is_replaced(objects: FakeObjects) -> None:
    made = carry_out(objects, lost=True)
    assert made.token == "a.b.secret"
    assert made.result["revoked"] == ["long", "short"]


def test_a_token_that_does_not_is_replaced_and_revoked_afterwards(objects: FakeObjects) -> None:
    order: list[str] = []
    made = carry_out(objects, renew_before=11 * 86400, valid_for=86400 * 30, deliver=order.append)
    assert made.token == "a.b.secret"
    assert order == ["a.b.secret"]
    assert made.result["revoked"] == ["long", "short"]
    assert objects.written(CONFIG) == [{"user": "robot", "description": "plays", "valid_for": f"{86400 * 30}s"}]
    assert [one["key"]["id"] for one in objects.list(TOKEN)] == ["other"]


def test_a_replaced_token_does_not_count(objects: FakeObjects) -> None:
    objects.put(TOKEN, token("long", "2026-01-11T00:00:00Z", replaced_at="2025-12-31T00:00:00Z"))
    assert carry_out(objects, renew_before=2 * 86400).token is not None


def test_only_the_token_field_holds_the_token(objects: FakeObjects) -> None:
    made = carry_out(objects, target="rotated")
    assert "secret" not in json.dumps(made.result)
    assert "secret" not in repr(made)


def test_a_token_that_cannot_be_delivered_is_revoked_and_the_old_ones_stay(objects: FakeObjects) -> None:
    def refuse(text: str) -> None:
        raise InputError("dest cannot be written")

    with pytest.raises(InputError, match="dest cannot be written"):
        carry_out(objects, target="rotated", deliver=refuse)
    assert [(verb, values) for verb, _model, values in objects.calls if verb == "delete"] == [("delete", {"id": "new"})]
    assert len(objects.list(TOKEN)) == 3


def test_an_old_token_that_cannot_be_revoked_is_a_warning(objects: FakeObjects) -> None:
    def delete(name: str, key: Any) -> None:
        raise ForbiddenError("not allowed.", code="PERMISSION_DENIED")

    objects.delete = delete  # type: ignore[method-assign]
    made = carry_out(objects, target="rotated")
    assert made.token == "a.b.secret"
    assert made.result["revoked"] == []
    assert "Token long is still valid, it could not be revoked: not allowed." in made.result["warnings"]


def test_the_token_of_the_play_is_not_revoked(objects: FakeObjects) -> None:
    made = carry_out(objects, target="rotated", own_ids=frozenset({"long"}))
    assert made.result["revoked"] == ["short"]
    with pytest.raises(StateError, match="token long is the one that this play calls with"):
        carry_out(objects, target="absent", own_ids=frozenset({"long"}))
    assert carry_out(objects, target="rotated", revoke=False).result["revoked"] == []


def test_revoking(objects: FakeObjects) -> None:
    assert carry_out(objects, target="absent", check=True).result["revoked"] == ["long", "short"]
    assert objects.calls == []
    assert (
        carry_out(objects, target="absent", account=None, description=None, token_id="other").result["changed"] is True
    )
    assert carry_out(objects, target="absent", description=None).result["revoked"] == ["long", "short"]
    assert carry_out(objects, target="absent").result == {"changed": False, "revoked": []}


def test_check_mode_makes_no_token(objects: FakeObjects) -> None:
    made = carry_out(objects, target="rotated", check=True)
    assert (made.token, made.result["changed"], objects.calls) == (None, True, [])
    assert carry_out(objects, account="nobody", check=True).result["changed"] is True


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"account": None}, "account is missing"),
        ({"description": None}, "description is missing"),
        ({"token_id": "x"}, "token_id is for 'state: absent'"),
        ({"target": "refreshed"}, "it takes no other"),
        ({"valid_for": 10, "renew_before": 10}, "renew_before is not shorter"),
    ],
)
def test_invalid_requests(objects: FakeObjects, given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        carry_out(objects, **given)


def test_ids_of_a_token() -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"sid": "t1", "did": 7, "exp": 1}).encode()).rstrip(b"=").decode()
    assert tokens.token_ids(f"head.{claims}.signature") == {"t1", "7"}
    assert tokens.token_ids("session_abc") == frozenset()
    assert tokens.token_ids("a.!.c") == frozenset()
