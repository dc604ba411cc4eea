# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Service accounts, their tokens, and devices that come and go."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import ForbiddenError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import accounts
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import devices as onboarding
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.accounts import Tokens, TokenWish
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import (
    DeviceError,
    LateError,
    StateError,
)
from support.fake_objects import FakeObjects, poller

TOKEN, CONFIG = accounts.TOKEN, f"{accounts.TOKEN}Config"
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


def fulfil(objects: FakeObjects, *, deliver: Any = lambda text: None, **wish: Any) -> accounts.TokenOutcome:
    given = {"target": "present", "account": "robot", "description": "plays", **wish}
    return Tokens(objects, poller(seconds=1), lambda: NOW, deliver).fulfil(TokenWish(**given))


def test_a_token_that_lives_long_enough_stays(objects: FakeObjects) -> None:
    outcome = fulfil(objects, renew_before=9 * 86400)
    assert outcome.result["token_info"]["id"] == "long"
    assert (outcome.token, outcome.result["changed"]) == (None, False)
    assert objects.calls == []


def test_a_good_token_that_nobody_has_is_replaced(objects: FakeObjects) -> None:
    outcome = fulfil(objects, lost=True)
    assert outcome.token == "a.b.secret"
    assert outcome.result["revoked"] == ["long", "short"]


def test_a_token_that_does_not_is_replaced_and_revoked_afterwards(objects: FakeObjects) -> None:
    order: list[str] = []
    outcome = fulfil(objects, renew_before=11 * 86400, valid_for=86400 * 30, deliver=order.append)
    assert outcome.token == "a.b.secret"
    assert order == ["a.b.secret"]
    assert outcome.result["revoked"] == ["long", "short"]
    assert objects.written(CONFIG) == [{"user": "robot", "description": "plays", "valid_for": f"{86400 * 30}s"}]
    assert [one["key"]["id"] for one in objects.list(TOKEN)] == ["other"]


def test_a_replaced_token_does_not_count(objects: FakeObjects) -> None:
    objects.put(TOKEN, token("long", "2026-01-11T00:00:00Z", replaced_at="2025-12-31T00:00:00Z"))
    assert fulfil(objects, renew_before=2 * 86400).token is not None


def test_nothing_but_the_outcome_holds_the_token(objects: FakeObjects) -> None:
    outcome = fulfil(objects, target="rotated")
    assert "secret" not in json.dumps(outcome.result)
    assert "secret" not in repr(outcome)


def test_a_token_that_cannot_be_delivered_is_revoked_and_the_old_ones_stay(objects: FakeObjects) -> None:
    def refuse(text: str) -> None:
        raise InputError("dest cannot be written")

    with pytest.raises(InputError, match="dest cannot be written"):
        fulfil(objects, target="rotated", deliver=refuse)
    assert [(verb, values) for verb, _model, values in objects.calls if verb == "delete"] == [("delete", {"id": "new"})]
    assert len(objects.list(TOKEN)) == 3


def test_an_old_token_that_cannot_be_revoked_is_a_warning(objects: FakeObjects) -> None:
    def delete(name: str, key: Any) -> None:
        raise ForbiddenError("not allowed.", code="PERMISSION_DENIED")

    objects.delete = delete  # type: ignore[method-assign]
    outcome = fulfil(objects, target="rotated")
    assert outcome.token == "a.b.secret"
    assert outcome.result["revoked"] == []
    assert "Token long is still valid, it could not be revoked: not allowed." in outcome.result["warnings"]


def test_the_token_of_the_play_is_not_revoked(objects: FakeObjects) -> None:
    outcome = fulfil(objects, target="rotated", own_ids=frozenset({"long"}))
    assert outcome.result["revoked"] == ["short"]
    with pytest.raises(StateError, match="token long is the one that this play calls with"):
        fulfil(objects, target="absent", own_ids=frozenset({"long"}))
    assert fulfil(objects, target="rotated", revoke=False).result["revoked"] == []


def test_revoking(objects: FakeObjects) -> None:
    assert fulfil(objects, target="absent", check=True).result["revoked"] == ["long", "short"]
    assert objects.calls == []
    assert fulfil(objects, target="absent", account=None, description=None, token_id="other").result["changed"] is True
    assert fulfil(objects, target="absent", description=None).result["revoked"] == ["long", "short"]
    assert fulfil(objects, target="absent").result == {"changed": False, "revoked": []}


def test_check_mode_makes_no_token(objects: FakeObjects) -> None:
    outcome = fulfil(objects, target="rotated", check=True)
    assert (outcome.token, outcome.result["changed"], objects.calls) == (None, True, [])
    assert fulfil(objects, account="nobody", check=True).result["changed"] is True


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"account": None}, "account is missing"),
        ({"description": None}, "description is missing"),
        ({"token_id": "x"}, "token_id is for 'state: absent'"),
        ({"target": "refreshed"}, "it takes no other"),
        ({"valid_for": 10, "renew_before": 10}, "renew_before is not shorter"),
    ],
)
def test_wishes_that_cannot_be(objects: FakeObjects, wish: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        fulfil(objects, **wish)


def test_ids_of_a_token() -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"sid": "t1", "did": 7, "exp": 1}).encode()).rstrip(b"=").decode()
    assert accounts.token_ids(f"head.{claims}.signature") == {"t1", "7"}
    assert accounts.token_ids("session_abc") == frozenset()
    assert accounts.token_ids("a.!.c") == frozenset()


def test_roles_have_no_order(objects: FakeObjects) -> None:
    wish = accounts.AccountWish("robot", roles=("a", "b"))
    assert accounts.fulfil_account(objects, poller(), wish)["changed"] is False
    changed = accounts.fulfil_account(objects, poller(), accounts.AccountWish("robot", roles=("a",)))
    assert changed["account"]["roles"] == ["a"]


# --- Devices ---

DEVICE = "inventory.v1.Device"


def device(identity: str, name: str, streaming: bool = True) -> dict[str, Any]:
    status = f"STREAMING_STATUS_{'ACTIVE' if streaming else 'INACTIVE'}"
    return {"key": {"device_id": identity}, "hostname": name, "streaming_status": status}


@pytest.fixture
def inventory() -> FakeObjects:
    address = {"key": {"device_id": "S1"}, "ip_address": {"value": "192.0.2.1"}}
    return FakeObjects(
        {DEVICE: [device("S1", "leaf1"), device("S2", "leaf2", False)], "inventory.v1.ProvisionedDevice": [address]}
    )


def bring(objects: FakeObjects, wish: onboarding.Wish, *events: Any) -> dict[str, Any]:
    return onboarding.Onboarding(objects, poller(*events, seconds=9)).fulfil(wish)


@pytest.mark.parametrize("name", ["leaf1", "LEAF1", "S1", "192.0.2.1"])
def test_a_device_that_is_there_is_not_onboarded_again(inventory: FakeObjects, name: str) -> None:
    result = bring(inventory, onboarding.Wish("onboarded", [name]))
    assert (result["changed"], result["devices"][0]["device_id"]) == (False, "S1")
    assert inventory.calls == []


def test_one_that_never_streams_is_named(inventory: FakeObjects) -> None:
    for target in ("onboarded", "streaming"):
        with pytest.raises(
            LateError, match=r"device 'leaf2' \(S2\) does not stream to CloudVision after 9 s"
        ) as raised:
            bring(inventory, onboarding.Wish(target, ["leaf1", "leaf2"]))
        assert raised.value.details() == {"device_id": "S2"}
    woken = bring(
        inventory, onboarding.Wish("streaming", ["leaf2"]), lambda: inventory.put(DEVICE, device("S2", "leaf2"))
    )
    assert woken["devices"][0]["streaming"] is True


def test_what_third_party_devices_need(inventory: FakeObjects) -> None:
    name = f"{onboarding.ONBOARDING}Config"
    inventory.reactions[name] = lambda values: None
    wish = onboarding.Wish("onboarded", ["sw3"], "snmp", "lab", {"version": "2c"}, wait=False)
    request = bring(inventory, wish)["request_ids"]["sw3"]
    assert inventory.written(name) == [
        {
            "key": {"request_id": request},
            "hostname_or_ip": "sw3",
            "device_type": "snmp",
            "profile_name": "lab",
            "device_config": {"options": {"version": "2c"}},
        }
    ]


def test_a_report_that_says_why(inventory: FakeObjects) -> None:
    failed = {"status": "DECOMMISSIONING_STATUS_FAILURE", "status_message": "tasks are pending."}

    def react(values: dict[str, Any]) -> None:
        inventory.put(onboarding.DECOMMISSIONING, {"key": values["key"], **failed})

    inventory.reactions[f"{onboarding.DECOMMISSIONING}Config"] = react
    with pytest.raises(DeviceError, match="the decommissioning of 'leaf1' failed: tasks are pending") as raised:
        bring(inventory, onboarding.Wish("decommissioned", ["leaf1"], force=True))
    assert inventory.calls[0][2]["force"] is True
    assert raised.value.details()["changed"] is True


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"devices": []}, "devices is empty"),
        ({"devices": [" "]}, "an empty name"),
        ({"devices": ["a", "a"]}, "names one twice"),
        ({"devices": ["a"], "force": True}, "force is for"),
        ({"target": "streaming", "devices": ["a"], "profile": "p"}, "profile_name and device_config are for"),
        ({"target": "streaming", "devices": ["a"], "wait": False}, "does nothing but wait"),
    ],
)
def test_devices_that_cannot_be(wish: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        onboarding.Wish(**{"target": "onboarded", **wish})
