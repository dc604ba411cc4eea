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
    LateError,
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


def test_the_token_of_the_connection_is_refreshed(objects: FakeObjects) -> None:
    kept: list[str] = []
    given = {"target": "refreshed", "account": None, "description": None, "deliver": kept.append}
    objects.reactions[tokens.SELF_REFRESH] = lambda values: {**values, "new_token": "a.b.new"}
    made = carry_out(objects, **given)
    assert (made.token, kept, made.result["changed"]) == ("a.b.new", ["a.b.new"], True)
    assert objects.written(tokens.SELF_REFRESH) == [{}]
    carry_out(objects, **given, valid_for=60)
    assert objects.written(tokens.SELF_REFRESH)[-1] == {"valid_for": "60s"}
    before = len(objects.calls)
    checked = carry_out(objects, **given, check=True)
    assert (checked.token, checked.result["changed"], len(objects.calls)) == (None, True, before)


def test_a_refresh_without_a_token_is_an_error(objects: FakeObjects) -> None:
    objects.reactions[tokens.SELF_REFRESH] = lambda values: {}
    with pytest.raises(StateError, match=r"gave no new token\. The account must have allow_token_refresh"):
        carry_out(objects, target="refreshed", account=None, description=None)


@pytest.mark.parametrize("name", ["account", "description", "token_id"])
def test_a_refresh_takes_no_other_token(objects: FakeObjects, name: str) -> None:
    given = {"account": None, "description": None, name: "x"}
    with pytest.raises(InputError, match="it takes no other"):
        carry_out(objects, target="refreshed", **given)


def test_an_account_must_be_there(objects: FakeObjects) -> None:
    with pytest.raises(StateError, match=r"there is no service account 'nobody'\. Make it with"):
        carry_out(objects, account="nobody")
    assert objects.calls == []


@pytest.mark.parametrize("until", ["", "never", "9999-12-31T23:59:59-23:59"])
def test_a_token_whose_end_cannot_be_told_lives(objects: FakeObjects, until: str) -> None:
    objects.put(TOKEN, token("endless", until))
    made = carry_out(objects, renew_before=300 * 86400)
    assert (made.result["changed"], made.result["token_info"]["id"]) == (False, "endless")


def test_the_diff_names_tokens_and_never_shows_one(objects: FakeObjects) -> None:
    (shown,) = carry_out(objects, target="rotated", own_ids=frozenset({"long"})).result["diff"]
    assert shown["before_header"] == "token 'plays' of robot"
    assert [one["id"] for one in shown["before"]["tokens"]] == ["long", "short"]
    assert [one if isinstance(one, str) else one["id"] for one in shown["after"]["tokens"]] == ["long", "a new token"]


def test_a_token_that_is_revoked_by_its_id(objects: FakeObjects) -> None:
    given = {"target": "absent", "account": None, "description": None}
    made = carry_out(objects, **given, token_id="short")
    assert made.result["revoked"] == ["short"]
    assert [values for verb, _model, values in objects.calls if verb == "delete"] == [{"id": "short"}]
    assert carry_out(objects, **given, token_id="short").result == {"changed": False, "revoked": []}


def test_a_revocation_that_does_not_show_is_late(objects: FakeObjects) -> None:
    objects.delete = lambda name, key: None  # type: ignore[method-assign]
    with pytest.raises(LateError, match="does not show its change yet"):
        carry_out(objects, target="absent")
