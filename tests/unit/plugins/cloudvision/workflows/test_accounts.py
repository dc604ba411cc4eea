# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Service accounts."""

from __future__ import annotations

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.accounts import (
    ACCOUNT,
    AccountRequest,
    ensure_account,
)
from support.fake_objects import FakeObjects, poller


def test_roles_have_no_order() -> None:
    account = {"key": {"name": "robot"}, "groups": ["b", "a"], "status": "ACCOUNT_STATUS_ENABLED"}
    objects = FakeObjects({ACCOUNT: [account]})
    request = AccountRequest("robot", roles=("a", "b"))
    assert ensure_account(objects, poller(), request)["changed"] is False
    changed = ensure_account(objects, poller(), AccountRequest("robot", roles=("a",)))
    assert changed["account"]["roles"] == ["a"]
