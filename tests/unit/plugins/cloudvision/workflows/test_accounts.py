# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Make, change and delete service accounts."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.accounts import (
    ACCOUNT,
    AccountRequest,
    ensure_account,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import LateError
from support.fake_objects import FakeObjects, poller


def test_roles_have_no_order() -> None:
    account = {"key": {"name": "robot"}, "groups": ["b", "a"], "status": "ACCOUNT_STATUS_ENABLED"}
    objects = FakeObjects({ACCOUNT: [account]})
    request = AccountRequest("robot", roles=("a", "b"))
    assert ensure_account(objects, poller(), request)["changed"] is False
    changed = ensure_account(objects, poller(), AccountRequest("robot", roles=("a",)))
    assert changed["account"]["roles"] == ["a"]


ROBOT = {"key": {"name": "robot"}, "groups": ["net"], "status": "ACCOUNT_STATUS_ENABLED", "description": "plays"}
CONFIG = f"{ACCOUNT}Config"


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects({ACCOUNT: [ROBOT]})


def ensure(objects: FakeObjects, name: str = "robot", *events: Any, **given: Any) -> dict[str, Any]:
    return ensure_account(objects, poller(*events, seconds=5), AccountRequest(name, **given))


@pytest.mark.parametrize(
    "given", [{}, {"roles": ("net",)}, {"description": "plays"}, {"status": "enabled"}, {"allow_token_refresh": False}]
)
def test_no_change_where_all_is_as_wanted(objects: FakeObjects, given: dict[str, Any]) -> None:
    result = ensure(objects, **given)
    assert (result["changed"], objects.calls) == (False, [])
    assert result["account"] == {
        "name": "robot",
        "description": "plays",
        "roles": ["net"],
        "status": "enabled",
        "allow_token_refresh": False,
    }


@pytest.mark.parametrize("check", [True, False])
def test_a_new_account_is_enabled(check: bool) -> None:
    objects = FakeObjects()
    result = ensure(objects, "new", roles=("a", "b"), allow_token_refresh=True, check=check)
    assert result["changed"] is True
    assert result["account"] == {
        "name": "new",
        "description": "",
        "roles": ["a", "b"],
        "status": "enabled",
        "allow_token_refresh": True,
    }
    assert result["diff"][0]["before"] == {}
    assert result["diff"][0]["after"] == result["account"]
    written = {
        "key": {"name": "new"},
        "groups": ["a", "b"],
        "allow_token_refresh": True,
        "status": "ACCOUNT_STATUS_ENABLED",
    }
    assert objects.written(CONFIG) == ([] if check else [written])


def test_a_new_account_may_be_disabled() -> None:
    assert ensure(FakeObjects(), "new", status="disabled")["account"]["status"] == "disabled"


@pytest.mark.parametrize("check", [True, False])
def test_a_change_keeps_what_is_not_named(objects: FakeObjects, check: bool) -> None:
    result = ensure(objects, status="disabled", check=check)
    assert (result["changed"], result["account"]["status"], result["account"]["roles"]) == (True, "disabled", ["net"])
    assert result["diff"][0]["before"]["status"] == "enabled"
    wanted = {"key": {"name": "robot"}, "status": "ACCOUNT_STATUS_DISABLED"}
    assert objects.written(CONFIG) == ([] if check else [wanted])


def test_roles_can_be_taken_away(objects: FakeObjects) -> None:
    assert ensure(objects, roles=())["account"]["roles"] == []


def test_a_change_is_waited_for(objects: FakeObjects) -> None:
    objects.reactions[CONFIG] = lambda values: None
    shown = {**ROBOT, "description": "other"}
    result = ensure(objects, "robot", lambda: None, lambda: objects.put(ACCOUNT, shown), description="other")
    assert result["account"]["description"] == "other"
    with pytest.raises(LateError, match="service account robot does not show its change yet"):
        ensure(objects, description="never")


@pytest.mark.parametrize("check", [True, False])
def test_a_deletion(objects: FakeObjects, check: bool) -> None:
    result = ensure(objects, present=False, check=check)
    assert (result["changed"], result["diff"][0]["after"]) == (True, {})
    assert result["diff"][0]["before"]["name"] == "robot"
    assert objects.calls == ([] if check else [("delete", CONFIG, {"name": "robot"})])
    assert ensure(FakeObjects(), present=False, check=check) == {"changed": False}


def test_a_deletion_that_does_not_show_is_late(objects: FakeObjects) -> None:
    objects.delete = lambda name, key: None  # type: ignore[method-assign]
    with pytest.raises(LateError, match="service account robot does not show"):
        ensure(objects, present=False)


@pytest.mark.parametrize("name", ["", " "])
def test_an_account_has_a_name(objects: FakeObjects, name: str) -> None:
    with pytest.raises(InputError, match="name is empty"):
        ensure(objects, name)
