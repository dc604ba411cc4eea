# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Updates of subscriptions, which are whole or hold what changed alone: fields that are gone do not stay."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import build, plain
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.read import INITIAL, UPDATED
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.updates import Updates

CONTROL = find_model("changecontrol.v1.ChangeControl")
KEY = {"key": {"id": "c"}}
SCHEDULED = {
    "change": {"name": "Dns"},
    "approve": {"value": True},
    "status": "CHANGE_CONTROL_STATUS_SCHEDULED",
    "schedule": {"value": "2099-01-01T06:00:00Z"},
}


def told(values: dict[str, Any], seconds: int, kind: int = UPDATED) -> Any:
    response = CONTROL.call("Subscribe").response()
    response.value.CopyFrom(build(CONTROL.value, {**KEY, **values}, "test"))
    response.type = kind
    response.time.FromSeconds(seconds)
    return response


def shown(found: Any) -> dict[str, Any]:
    return {name: value for name, value in plain(found).items() if name != "key"}


class Server:
    """What a resource is by now, or None; counts how often it is asked."""

    def __init__(self, now: Any) -> None:
        self.now, self.asked = now, 0

    def read(self, key: Any) -> Any:
        assert key.id.value == "c"
        self.asked += 1
        return self.now


BEFORE = told(SCHEDULED, 1, INITIAL).value


def test_an_update_that_lacks_nothing_is_taken_as_it_is() -> None:
    server = Server(None)
    update = {**SCHEDULED, "error": "x"}
    assert shown(Updates(server.read).whole(BEFORE, told(update, 2))) == update
    assert server.asked == 0


UNSCHEDULED = {name: value for name, value in SCHEDULED.items() if name in ("change", "approve")}


@pytest.mark.parametrize("update", [UNSCHEDULED, {}, {"change": {"notes": "why"}}], ids=["whole", "nothing", "partial"])
def test_fields_that_may_be_gone_are_looked_for(update: dict[str, Any]) -> None:
    server = Server(told(UNSCHEDULED, 2, INITIAL))
    assert shown(Updates(server.read).whole(BEFORE, told(update, 2))) == UNSCHEDULED
    assert server.asked == 1


def test_older_updates_do_not_override() -> None:
    running = {**UNSCHEDULED, "status": "CHANGE_CONTROL_STATUS_RUNNING"}
    completed = {**UNSCHEDULED, "status": "CHANGE_CONTROL_STATUS_COMPLETED"}
    server = Server(told(running, 4, INITIAL))
    updates = Updates(server.read)
    now = updates.whole(BEFORE, told(UNSCHEDULED, 2))
    assert shown(now) == running
    assert updates.whole(now, told(UNSCHEDULED, 3)) is None
    assert updates.whole(now, told(running, 4)) is None
    assert shown(updates.whole(now, told(completed, 5))) == completed
    assert server.asked == 1


def test_the_first_response_and_what_is_gone_need_no_question() -> None:
    server = Server(None)
    updates = Updates(server.read)
    assert shown(updates.whole(None, told(UNSCHEDULED, 1))) == UNSCHEDULED
    assert shown(updates.whole(BEFORE, told(UNSCHEDULED, 1, INITIAL))) == UNSCHEDULED
    assert server.asked == 0
    assert shown(updates.whole(BEFORE, told(UNSCHEDULED, 2))) == SCHEDULED  # deleted by now: that is told next
    assert server.asked == 1
