# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Watches as users write them, and a subscription that goes on after a break until it is stopped or refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.events import subscribe
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.events.subscribe import (
    FINAL,
    WATCHES,
    EventWatch,
    Follower,
    Pauses,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import build
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import (
    find_model,
    message_class,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.read import INITIAL, SYNC_COMPLETE
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import STREAMS

DEVICE = find_model("inventory.v1.Device")


def response(kind: int, device: str = "") -> Any:
    """A response of Subscribe."""
    message = message_class(DEVICE.method("Subscribe").output_type)()
    message.type = kind
    if device:
        message.value.CopyFrom(build(DEVICE.value, {"key": {"device_id": device}}, "device"))
    return message


SYNC = response(SYNC_COMPLETE)


def initial(*devices: str) -> list[Any]:
    return [response(INITIAL, device) for device in devices]


class FakeCloudVision:
    """Streams that the test gives: lists of responses, with an error or an action at any place.

    :ivar there: the devices that exist.
    """

    def __init__(self, *streams: list[Any]) -> None:
        self.streams = list(streams)
        self.there: set[str] = set()
        self.opened: list[tuple[Any, ...]] = []
        self.closed = 0
        self.options: list[CloudVisionOptions] = []

    @property
    def resources(self) -> FakeCloudVision:
        return self

    def __call__(self, options: CloudVisionOptions, _warn: Any) -> FakeCloudVision:
        self.options.append(options)
        return self

    def follow(self, *given: Any) -> Iterator[Any]:
        self.opened.append(given)
        for entry in self.streams.pop(0):
            if isinstance(entry, Exception):
                raise entry
            if callable(entry):
                entry()
            else:
                yield entry

    def fetch(self, _model: Any, key: Any) -> Any:
        return key if key.device_id.value in self.there else None

    def close(self) -> None:
        self.closed += 1


class Following:
    """A follower, what it told, and the pauses that it made; it does not wait."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, *streams: list[Any], watch: Any = "devices", **given: Any
    ) -> None:
        self.cloudvision = FakeCloudVision(*streams)
        monkeypatch.setattr(subscribe, "CloudVisionClient", self.cloudvision)
        monkeypatch.setattr("random.uniform", lambda low, high: 1.0)
        self.events: list[dict[str, Any]] = []
        self.warnings: list[str] = []
        self.notes: list[str] = []
        self.pauses: list[float] = []
        options = CloudVisionOptions(nodes=(Node("cvp", 443),), token="t0ken", retries=7)
        self.follower = Follower(
            options,
            EventWatch.of(watch),
            self.events.append,
            warn=self.warnings.append,
            note=self.notes.append,
            **given,
        )
        stopped = self.follower._stopped

        def wait(seconds: float) -> bool:
            self.pauses.append(seconds)
            return stopped.is_set()

        monkeypatch.setattr(stopped, "wait", wait)

    def run(self, kind: type[Exception] | None = errors.AuthenticationError) -> Following:
        """Follow until an error of this type, or until it is stopped."""
        if kind is None:
            self.follower.run()
        else:
            with pytest.raises(kind):
                self.follower.run()
        return self

    @property
    def told(self) -> list[tuple[str, str]]:
        """The kinds of the events and the devices that they are about."""
        return [(event["type"], event["key"]["device_id"]) for event in self.events]


REFUSED = errors.AuthenticationError("refused the token")
DROPPED = errors.DroppedError("the connection broke.")
UNREACHED = errors.UnreachableError("cannot connect")


def test_events_during_a_break_are_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = [*initial("a"), SYNC, DROPPED], [*initial("a", "b"), SYNC], [REFUSED]
    following = Following(monkeypatch, *streams).run()
    assert following.told == [("created", "b")]
    assert following.events[0]["watch"] == "devices"
    assert len(following.cloudvision.opened) == following.cloudvision.closed == 3
    assert following.notes == ["devices: in sync with cvp:443."] * 2
    assert following.warnings == [
        "devices: the connection broke. CloudVision may have done what was asked: look before you ask again. Next try "
        "in 1.0 s.",
        "devices: CloudVision ended the stream. Next try in 1.0 s.",
    ]


def test_initial_resources_are_reported_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = [*initial("a"), SYNC, errors.ForbiddenError("no")]
    assert Following(monkeypatch, stream, initial=True).run(errors.ForbiddenError).told == [("initial", "a")]


def test_the_client_repeats_nothing_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Following(monkeypatch, [REFUSED]).run().cloudvision.options[0].retries == 0


def test_pauses_grow_until_a_stream_is_in_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = [UNREACHED], [UNREACHED], [*initial("a"), DROPPED], [SYNC, DROPPED], [DROPPED], [REFUSED]
    assert Following(monkeypatch, *streams, pauses=Pauses(1, 3)).run().pauses == [1, 2, 3, 1, 2]


@pytest.mark.parametrize("kind", [kind for kind in FINAL if kind is not errors.AuthenticationError])
def test_permanent_errors(monkeypatch: pytest.MonkeyPatch, kind: type[Any]) -> None:
    following = Following(monkeypatch, [*initial("a"), SYNC, kind("no")]).run(kind)
    assert (following.pauses, following.cloudvision.closed) == ([], 1)


def test_a_token_that_ends_within_a_stream_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = [*initial("a"), SYNC, REFUSED], [*initial("a", "b"), SYNC, REFUSED], [REFUSED]
    following = Following(monkeypatch, *streams).run()
    assert (following.told, len(following.cloudvision.opened)) == ([("created", "b")], 3)
    assert len(Following(monkeypatch, [REFUSED]).run().cloudvision.opened) == 1


@pytest.mark.parametrize("kind", [errors.CertificateError, errors.UnknownHostError, errors.DeadlineError])
def test_a_wrong_address_is_a_mistake_until_the_first_success(monkeypatch: pytest.MonkeyPatch, kind: type[Any]) -> None:
    assert Following(monkeypatch, [kind("no")]).run(kind).pauses == []
    streams = [SYNC], [kind("no")], [REFUSED]
    assert len(Following(monkeypatch, *streams).run().pauses) == 2


def test_a_stop_within_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    stream: list[Any] = [*initial("a"), SYNC]
    following = Following(monkeypatch, stream)
    stream += [following.follower.stop, *initial("b"), *initial("c")]
    following.run(None)
    assert following.told == [("created", "b")], "a response that is there is told, and no other one"
    assert following.warnings == []


@pytest.mark.parametrize("error", [DROPPED, REFUSED, ValueError("Cannot invoke RPC on closed channel!")])
def test_errors_of_a_channel_that_was_closed_by_a_stop(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    stream: list[Any] = []
    following = Following(monkeypatch, stream)
    stream += [following.follower.stop, error]
    following.run(None)
    assert (following.warnings, following.pauses) == ([], [])
    assert following.cloudvision.closed == 2


def test_other_errors_of_a_value_are_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Following(monkeypatch, [ValueError("a bug")]).run(ValueError).cloudvision.closed == 1


def test_a_stop_before_the_start_and_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    following = Following(monkeypatch)
    following.follower.stop()
    following.follower.stop()
    following.run(None)
    assert following.cloudvision.opened == []


def test_a_stop_ends_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    following = Following(monkeypatch, [DROPPED], pauses=Pauses(3600, 3600))
    monkeypatch.undo()
    monkeypatch.setattr(subscribe, "CloudVisionClient", following.cloudvision)
    waiting = threading.Event()
    following.follower._warn = lambda text: waiting.set()
    thread = threading.Thread(target=following.follower.run, daemon=True)
    thread.start()
    assert waiting.wait(60)
    following.follower.stop()
    thread.join(60)
    assert not thread.is_alive()


@pytest.mark.parametrize("narrowed", [True, False])
def test_device_that_leaves_the_filter_is_no_deletion(monkeypatch: pytest.MonkeyPatch, narrowed: bool) -> None:
    watch = {"model": "devices", **({"filters": {"hostname": "x"}} if narrowed else {})}
    streams = [*initial("a", "b"), SYNC], [SYNC, errors.ForbiddenError("no")]
    following = Following(monkeypatch, *streams, watch=watch)
    following.cloudvision.there = {"a"}
    following.run(errors.ForbiddenError)
    assert following.told == ([("deleted", "b")] if narrowed else [("deleted", "a"), ("deleted", "b")])
    (_model, filters, _custom), _again = following.cloudvision.opened
    assert bool(filters) is narrowed


def test_the_models_own_filter_narrows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = {"model": "configlet.v1.Configlet", "custom_filter": {"include_body": True}}
    following = Following(monkeypatch, [errors.ForbiddenError("no")], watch=watch).run(errors.ForbiddenError)
    ((_model, filters, custom),) = following.cloudvision.opened
    assert (list(filters), custom.include_body.value) == ([], True)


# --- Watches and pauses ---


@pytest.mark.parametrize(("name", "model"), WATCHES.items())
def test_short_names(name: str, model: str) -> None:
    assert EventWatch.of(name) == EventWatch(name, model)
    assert EventWatch.of(model) == EventWatch(model, model)


def test_filters_of_a_watch() -> None:
    one = EventWatch.of({"model": "workspace.v1.Workspace", "filters": {"display_name": "x"}})
    assert (one.name, one.filters) == ("workspace.v1.Workspace", ({"display_name": "x"},))
    several = EventWatch.of(
        {"model": "devices", "filters": [{"hostname": "a"}, {"hostname": "b"}], "custom_filter": {}}
    )
    assert (several.filters, several.custom_filter) == (({"hostname": "a"}, {"hostname": "b"}), {})


@pytest.mark.parametrize("wrong", [1, {"models": "devices"}, {}, {"model": 1}, None])
def test_watches_that_are_none(wrong: Any) -> None:
    with pytest.raises(errors.InputError, match="watch holds"):
        EventWatch.of(wrong)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"model": "devices", "filter": {}}, r"watch has no key 'filter'.* Did you mean 'filters'"),
        ("device", r"watch has no 'device'.* Watch events, change_controls, devices, or a model by its name"),
        ("inventory.v1.Devices", r"Did you mean 'inventory\.v1\.Device'"),
        ("tag.v1.TagAssignmentConfigs", "tag"),
    ],
)
def test_watches_of_what_does_not_exist(wrong: Any, says: str) -> None:
    with pytest.raises(errors.InputError, match=says):
        EventWatch.of(wrong)


def test_filters_that_cannot_be_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.InputError, match="hostnam"):
        Following(monkeypatch, watch={"model": "devices", "filters": {"hostnam": "x"}})


def test_pauses_grow_to_the_longest() -> None:
    pauses = Pauses(1, 8)
    assert 0.75 <= pauses.after(0) <= 1.25
    assert 3 <= pauses.after(2) <= 5
    assert 6 <= pauses.after(1000) <= 10
    assert Pauses() == Pauses(STREAMS.first, STREAMS.longest)
    assert Pauses(2, 2).after(5) <= 2.5


@pytest.mark.parametrize("wrong", [(0, 1), (2, 1), (-1, 1)])
def test_pauses_that_cannot_be(wrong: tuple[float, float]) -> None:
    with pytest.raises(errors.InputError, match="the first is more than 0"):
        Pauses(*wrong)
