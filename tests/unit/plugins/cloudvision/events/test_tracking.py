# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a subscription tells: whole resources, nothing twice, and what a break hid."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import DroppedError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.events.tracking import Tracker
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import build
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import (
    find_model,
    message_class,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.read import (
    DELETED,
    INITIAL,
    SYNC_COMPLETE,
    UPDATED,
)

DEVICE = find_model("inventory.v1.Device")
BATCH_START = 50


def response(kind: int, device: str = "", **fields: Any) -> Any:
    """A response of Subscribe."""
    message = message_class(DEVICE.method("Subscribe").output_type)()
    message.type = kind
    message.time.FromSeconds(1)
    if device:
        message.value.CopyFrom(build(DEVICE.value, {"key": {"device_id": device}, **fields}, "device"))
    return message


def feed(tracker: Tracker, *responses: Any) -> list[tuple[str, str]]:
    """The kinds of notices and the devices that they are about."""
    return [(notice.kind, notice.resource.key.device_id.value) for one in responses for notice in tracker.feed(one)]


def synced(**options: Any) -> Tracker:
    """A tracker that knows the devices a (streams) and b."""
    tracker = Tracker(DEVICE, **options)
    feed(
        tracker,
        response(INITIAL, "a", hostname="one", streaming_status="active"),
        response(INITIAL, "b", hostname="two"),
        response(SYNC_COMPLETE),
    )
    return tracker


def test_silent_until_in_sync() -> None:
    tracker = Tracker(DEVICE)
    assert feed(tracker, response(INITIAL, "a"), response(UPDATED, "a", hostname="x"), response(SYNC_COMPLETE)) == []
    assert tracker.synced
    assert feed(tracker, response(UPDATED, "a", hostname="y")) == [("updated", "a")]


def test_a_field_that_is_gone_is_a_change() -> None:
    tracker = synced(read=lambda _key: response(INITIAL, "a", hostname="one"))
    [notice] = tracker.feed(response(UPDATED, "a", hostname="one"))
    assert notice.as_event(DEVICE)["changed"] == ["streaming_status"]
    assert feed(tracker, response(UPDATED, "a", hostname="one")) == []


def test_initial() -> None:
    tracker = Tracker(DEVICE, initial=True)
    assert feed(tracker, response(INITIAL, "a"), response(INITIAL, "b"), response(SYNC_COMPLETE)) == [
        ("initial", "a"),
        ("initial", "b"),
    ]


def test_a_break_before_the_first_sync() -> None:
    tracker = Tracker(DEVICE, initial=True)
    assert feed(tracker, response(INITIAL, "a"), response(INITIAL, "b")) == [("initial", "a"), ("initial", "b")]
    tracker.begin()
    again = (response(INITIAL, "a"), response(INITIAL, "c"), response(SYNC_COMPLETE))
    assert feed(tracker, *again) == [("initial", "c"), ("deleted", "b")]
    silent = Tracker(DEVICE)
    feed(silent, response(INITIAL, "a"), response(INITIAL, "b"))
    silent.begin()
    assert feed(silent, *again) == []
    assert feed(silent, response(DELETED, "b")) == [], "it was never told of"


def test_partial_updates_are_merged() -> None:
    tracker = synced()
    (notice,) = tracker.feed(response(UPDATED, "a", streaming_status="inactive"))
    event = notice.as_event(DEVICE)
    assert event == {
        "model": "inventory.v1.Device",
        "type": "updated",
        "time": "1970-01-01T00:00:01Z",
        "key": {"device_id": "a"},
        "resource": {"hostname": "one", "streaming_status": "STREAMING_STATUS_INACTIVE"},
        "changed": ["streaming_status"],
        "before": {"streaming_status": "STREAMING_STATUS_ACTIVE"},
    }


def test_unchanged_state_is_not_reported() -> None:
    tracker = synced()
    assert feed(tracker, response(UPDATED, "a", hostname="one"), response(UPDATED, "a"), response(BATCH_START)) == []


def test_created_and_deleted() -> None:
    tracker = synced()
    assert feed(tracker, response(UPDATED, "c", hostname="three"), response(DELETED, "b"), response(DELETED, "b")) == [
        ("created", "c"),
        ("deleted", "b"),
    ]
    (notice,) = tracker.feed(response(DELETED, "a"))
    event = notice.as_event(DEVICE)
    assert (event["resource"]["hostname"], event["changed"], event["before"]) == ("one", [], {})


def test_after_a_break_the_differences_are_reported() -> None:
    tracker = synced()
    tracker.begin()
    assert feed(
        tracker,
        response(INITIAL, "a", hostname="one", streaming_status="active"),
        response(INITIAL, "c", hostname="three"),
        response(SYNC_COMPLETE),
    ) == [("created", "c"), ("deleted", "b")]
    tracker.begin()
    assert feed(tracker, response(INITIAL, "a", hostname="new"), response(INITIAL, "c", hostname="three")) == [
        ("updated", "a")
    ]
    (notice,) = tracker.feed(response(UPDATED, "a", model_name="x"))
    assert notice.resource.streaming_status == 0, "an initial resource is whole, and takes the place of what was known"
    assert feed(tracker, response(SYNC_COMPLETE)) == []


def test_a_break_within_a_sync() -> None:
    tracker = synced()
    tracker.begin()
    assert feed(tracker, response(INITIAL, "c")) == [("created", "c")]
    tracker.begin()
    rest = (response(INITIAL, "a", hostname="one", streaming_status="active"), response(INITIAL, "b", hostname="two"))
    assert feed(tracker, response(INITIAL, "c"), *rest, response(SYNC_COMPLETE)) == []


def test_filtered_out_device_is_no_deletion() -> None:
    tracker = synced(narrowed=True, read=lambda key: response(INITIAL, "b") if key.device_id.value == "b" else None)
    tracker.begin()
    assert feed(tracker, response(SYNC_COMPLETE)) == [("deleted", "a")]
    assert feed(tracker, response(UPDATED, "b", hostname="two")) == [("created", "b")]


def test_a_question_that_fails_forgets_nothing() -> None:
    answers = iter([None, DroppedError("the connection broke"), None, None])

    def read(_key: Any) -> None:
        if error := next(answers):
            raise error

    tracker = synced(narrowed=True, read=read)
    tracker.begin()
    with pytest.raises(DroppedError):
        tracker.feed(response(SYNC_COMPLETE))
    tracker.begin()
    assert feed(tracker, response(SYNC_COMPLETE)) == [("deleted", "a"), ("deleted", "b")]


def test_secrets_are_masked_and_their_changes_seen() -> None:
    model = find_model("serviceaccount.v1.TokenConfig")
    tracker = Tracker(model)
    message = message_class(model.method("Subscribe").output_type)
    events = []
    for kind, secret in ((SYNC_COMPLETE, ""), (UPDATED, "s3cret-1"), (UPDATED, "s3cret-2")):
        one = message()
        one.type = kind
        if secret:
            one.value.CopyFrom(build(model.value, {"key": {"id": "t"}, "token": secret}, "token"))
        events += [notice.as_event(model) for notice in tracker.feed(one)]
    assert [event["changed"] for event in events] == [["token"], ["token"]]
    assert "s3cret" not in str(events)
