# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Verbs for any model: which one is used, in which pieces, and what comes of a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import read
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import build, build_key
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.plain import PlainResources
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.read import (
    DELETED,
    INITIAL,
    SYNC_COMPLETE,
    UPDATED,
    Resources,
)

DEVICE = find_model("inventory.v1.Device")
CONFIGLET = find_model("configlet.v1.ConfigletConfig")
UNKNOWN = errors.UnimplementedError("unknown", code="UNIMPLEMENTED")
GONE = errors.NotFoundError("not there", code="NOT_FOUND")


class Channel:
    """Answers calls by their verb with responses, or errors, in turn; the last one stays."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {verb: list(found) for verb, found in answers.items()}
        self.asked: list[tuple[str, Any, float | None]] = []
        self.options: Any = type("Options", (), {"name": "cv"})

    def _answer(self, call: Any, request: Any, timeout: float | None) -> Any:
        verb = call.path.rpartition("/")[2]
        self.asked.append((verb, request, timeout))
        left = self.answers[verb]
        found = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(found, Exception):
            raise found
        return found(request) if callable(found) else found

    unary = stream = follow = _answer

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _request, _timeout in self.asked]


def resources(channel: Any) -> Resources:
    return Resources(channel)


def device(name: str) -> Any:
    return build(DEVICE.value, {"key": {"device_id": name}, "hostname": f"host of {name}"}, "test")


def key(name: str) -> Any:
    return build_key(DEVICE, {"device_id": name})


def response(verb: str, value: Any, error: str = "", kind: int = INITIAL) -> Any:
    message = DEVICE.call(verb).response()
    if value is not None:
        message.value.CopyFrom(value)
    if error:
        message.error.value = error
    elif "type" in message.DESCRIPTOR.fields_by_name:
        message.type = kind
    return message


def batch(*values: Any) -> Any:
    message = DEVICE.call("GetAllBatched").response()
    for value in values:
        message.responses.add().value.CopyFrom(value)
    return message


# --- One ---


def test_get_one_resource_and_a_missing_one() -> None:
    channel = Channel(GetOne=[response("GetOne", device("a")), GONE])
    found = resources(channel).get(DEVICE, key("a"), None, 7)
    assert found == device("a")
    assert (channel.asked[0][1].key, channel.asked[0][2]) == (key("a"), 7)
    assert not channel.asked[0][1].HasField("time")
    assert resources(channel).get(DEVICE, key("b")) is None


def test_the_state_at_a_time() -> None:
    channel = Channel(GetOne=[response("GetOne", device("a"))])
    at = DEVICE.request("GetOne").time
    at.FromSeconds(99)
    resources(channel).get(DEVICE, key("a"), at)
    assert channel.asked[0][1].time.ToSeconds() == 99


def test_a_deletion_of_nothing_is_no_error() -> None:
    channel = Channel(Delete=[GONE, errors.ForbiddenError("no", code="PERMISSION_DENIED")])
    config_key = build_key(CONFIGLET, {"workspace_id": "w", "configlet_id": "c"})
    resources(channel).delete(CONFIGLET, config_key, 3)
    assert (channel.asked[0][1].key, channel.asked[0][2]) == (config_key, 3)
    with pytest.raises(errors.ForbiddenError):
        resources(channel).delete(CONFIGLET, config_key)


# --- Some ---


def test_some_come_in_the_order_of_their_keys() -> None:
    channel = Channel(GetSome=[[response("GetSome", device("b")), response("GetSome", device("a"))]])
    found = resources(channel).get_some(DEVICE, [key("a"), key("x"), key("b")], None, 5)
    assert found == [device("a"), None, device("b")]
    assert (channel.verbs, channel.asked[0][2]) == (["GetSome"], 5)


def test_optional_commands_and_failures() -> None:
    missing = response("GetSome", device("x"), "resource not found")
    channel = Channel(GetSome=[[response("GetSome", device("a")), missing]])
    assert resources(channel).get_some(DEVICE, [key("a"), key("x")]) == [device("a"), None]
    broken = response("GetSome", device("x"), "backend is down")
    channel = Channel(GetSome=[[response("GetSome", device("a")), broken]])
    with pytest.raises(
        errors.PartialError, match=r"GetSome of inventory\.v1\.Device failed for 1 of 2: backend is down"
    ):
        resources(channel).get_some(DEVICE, [key("a"), key("x")])


def test_one_key_or_a_server_without_the_verb_is_asked_one_by_one() -> None:
    one = response("GetOne", device("a"))
    channel = Channel(GetOne=[one], GetSome=[UNKNOWN])
    assert resources(channel).get_some(DEVICE, [key("a")]) == [device("a")]
    assert resources(channel).get_some(DEVICE, []) == []
    assert channel.verbs == ["GetOne"]
    several = resources(channel)
    for _time in range(2):
        assert several.get_some(DEVICE, [key("a"), key("a")]) == [device("a")] * 2
    assert channel.verbs[1:] == ["GetSome", "GetOne", "GetOne", "GetOne", "GetOne"]


def test_a_key_that_the_server_completes_names_the_same_resource() -> None:
    model = find_model("tag.v2.Tag")
    given = {"workspace_id": "", "element_type": "device", "label": "l", "value": "v"}
    short, other = build_key(model, given), build_key(model, {**given, "value": "w"})
    full = build(model.value, {"key": {**given, "element_sub_type": "device"}}, "test")
    assert read.in_order([short, other], [full]) == [full, None]
    assert read.in_order([full.key], [full]) == [full]
    exact = build(model.value, {"key": given}, "test")
    assert read.in_order([short, full.key], [full, exact]) == [exact, full]


# --- All ---


def test_lists_are_batched_where_the_server_can() -> None:
    channel = Channel(GetAllBatched=[[batch(device("a"), device("b")), batch(device("c"))]])
    wanted = build(DEVICE.value, {"hostname": "x"}, "test")
    found = resources(channel).list(DEVICE, [wanted], None, None, 8)
    assert [one.value for one in found] == [device("a"), device("b"), device("c")]
    request = channel.asked[0][1]
    assert (request.max_messages.value, list(request.partial_eq_filter), channel.asked[0][2]) == (1000, [wanted], 8)


def test_a_server_without_batches_is_asked_for_all_and_remembered() -> None:
    channel = Channel(GetAllBatched=[UNKNOWN], GetAll=[[response("GetAll", device("a"))]])
    known = resources(channel)
    assert len(known.list(DEVICE)) == len(known.list(DEVICE)) == 1
    assert channel.verbs == ["GetAllBatched", "GetAll", "GetAll"]


@pytest.mark.parametrize(("name", "several"), [("dashboard.v1.Dashboard", True), ("configlet.v1.Configlet", False)])
def test_a_models_own_filter(name: str, several: bool) -> None:
    model = find_model(name)
    field = model.request("GetAll").filter
    own = [field.add(), field.add()] if several else field
    channel = Channel(GetAllBatched=[[]])
    assert resources(channel).list(model, custom=own) == []
    asked = channel.asked[0][1]
    assert len(asked.filter) == 2 if several else asked.HasField("filter")


# --- Many ---


def configlet(name: str, size: int = 10) -> Any:
    fields = {"key": {"workspace_id": "w", "configlet_id": name}, "body": "x" * size}
    return build(CONFIGLET.value, fields, "test")


def test_many_are_set_in_one_call_and_only_failures_come_back() -> None:
    failure = CONFIGLET.call("SetSome").response()
    failure.key.CopyFrom(configlet("b").key)
    failure.error = "no"
    channel = Channel(SetSome=[[failure]])
    failed = resources(channel).set_some(CONFIGLET, [configlet("a"), configlet("b")], 4)
    assert failed == [{"key": {"workspace_id": "w", "configlet_id": "b"}, "error": "no"}]
    assert (channel.verbs, channel.asked[0][2]) == (["SetSome"], 4)


def test_a_request_has_a_megabyte_at_most() -> None:
    channel = Channel(SetSome=[[]])
    values = [configlet(str(number), 400_000) for number in range(5)]
    assert resources(channel).set_some(CONFIGLET, values) == []
    assert [len(request.values) for _verb, request, _timeout in channel.asked] == [2, 2, 1]
    assert all(request.ByteSize() < 1024 * 1024 for _verb, request, _timeout in channel.asked)


def test_too_large_requests_are_halved() -> None:
    sizes: list[int] = []

    def answer(request: Any) -> list[Any]:
        sizes.append(len(request.values))
        if sizes[-1] > 2:
            raise errors.TooLargeError("too large", code="RESOURCE_EXHAUSTED")
        return []

    values = [configlet(str(number)) for number in range(7)]
    assert resources(Channel(SetSome=[answer])).set_some(CONFIGLET, values) == []
    assert sizes == [7, 3, 1, 2, 4, 2, 2]
    one = Channel(SetSome=[errors.TooLargeError("too large", code="RESOURCE_EXHAUSTED")])
    with pytest.raises(errors.TooLargeError, match="Split it: a configlet into several"):
        resources(one).set_some(CONFIGLET, values[:2])


def test_a_server_without_many_gets_one_after_the_other() -> None:
    refusals = [lambda request: request, errors.InvalidError("bad body", code="INVALID_ARGUMENT")]
    channel = Channel(SetSome=[UNKNOWN], Set=refusals)
    failed = resources(channel).set_some(CONFIGLET, [configlet("a"), configlet("b")])
    assert failed == [{"key": {"workspace_id": "w", "configlet_id": "b"}, "error": "bad body"}]
    assert channel.verbs == ["SetSome", "Set", "Set"]
    broken = Channel(SetSome=[UNKNOWN], Set=[errors.DroppedError("broken")])
    with pytest.raises(errors.DroppedError):
        resources(broken).set_some(CONFIGLET, [configlet("a"), configlet("b")])
    alone = Channel(Set=[errors.InvalidError("bad body", code="INVALID_ARGUMENT")])
    with pytest.raises(errors.InvalidError):
        resources(alone).set_some(CONFIGLET, [configlet("a")])


def test_deletions_of_many_forgive_what_is_not_there() -> None:
    answers = []
    for error in ("not found", "no such thing", "forbidden"):
        failure = CONFIGLET.call("DeleteSome").response()
        failure.key.CopyFrom(configlet(error).key)
        failure.error = error
        answers.append(failure)
    channel = Channel(DeleteSome=[answers])
    failed = resources(channel).delete_some(CONFIGLET, [configlet("a").key, configlet("b").key])
    assert [one["error"] for one in failed] == ["forbidden"]
    each = Channel(DeleteSome=[UNKNOWN], Delete=[None])
    assert resources(each).delete_some(CONFIGLET, [configlet("a").key, configlet("b").key]) == []
    assert each.verbs == ["DeleteSome", "Delete", "Delete"]


@pytest.mark.parametrize(
    ("sizes", "groups"), [([], []), ([10], [1]), ([999_000] * 3, [1, 1, 1]), ([400_000] * 4, [2, 2])]
)
def test_chunks(sizes: list[int], groups: list[int]) -> None:
    assert [len(chunk) for chunk in read.chunks([configlet("c", size) for size in sizes])] == groups


# --- As plain values ---


def test_plain_lists_are_in_the_order_of_their_setting() -> None:
    message = DEVICE.call("GetAllBatched").response()
    for name, seconds in (("late", 9), ("early", 3), ("between", 5)):
        one = message.responses.add()
        one.value.CopyFrom(device(name))
        one.time.FromSeconds(seconds)
    channel = Channel(GetAllBatched=[[message]])
    rows = PlainResources(resources(channel), 6).list(DEVICE.name, {"hostname": "x"}, {"fqdn": "y"})
    assert [row["key"]["device_id"] for row in rows] == ["early", "between", "late"]
    assert (len(channel.asked[0][1].partial_eq_filter), channel.asked[0][2]) == (2, 6)


def test_plain_states_follow_whole_through_partial_updates() -> None:
    moved = build(DEVICE.value, {"key": {"device_id": "a"}, "software_version": "2"}, "test")
    again = build(DEVICE.value, {"key": {"device_id": "a"}, "software_version": "3"}, "test")
    gone = build(DEVICE.value, {"key": {"device_id": "a"}}, "test")
    events = [
        response("Subscribe", device("a")),
        response("Subscribe", None, kind=SYNC_COMPLETE),
        response("Subscribe", moved, kind=UPDATED),
        response("Subscribe", gone, kind=DELETED),
        response("Subscribe", again, kind=UPDATED),
    ]
    whole = build(DEVICE.value, {"key": {"device_id": "a"}, "hostname": "host of a", "software_version": "2"}, "test")
    channel = Channel(Subscribe=[events], GetOne=[response("GetOne", whole)])
    states = list(PlainResources(resources(channel)).follow(DEVICE.name, {"key": {"device_id": "a"}}, 12))
    assert [(state.get("hostname"), state.get("software_version")) for state in states] == [
        ("host of a", None),
        ("host of a", "2"),
        (None, "3"),
    ]
    assert channel.asked[0][2] == 12
    assert channel.verbs == ["Subscribe", "GetOne"]


def test_states_tell_that_there_is_none_any_more() -> None:
    events = [
        response("Subscribe", None, kind=SYNC_COMPLETE),
        response("Subscribe", device("a"), kind=UPDATED),
        response("Subscribe", build(DEVICE.value, {"key": {"device_id": "a"}}, "test"), kind=DELETED),
    ]
    channel = Channel(Subscribe=[events])
    states = list(PlainResources(resources(channel)).follow(DEVICE.name, {"hostname": "host of a"}, 12, removals=True))
    assert [state.get("hostname") for state in states] == [None, "host of a", None]


def test_plain_values_are_set_and_deleted() -> None:
    def echo(request: Any) -> Any:
        message = CONFIGLET.call("Set").response()
        message.value.CopyFrom(request.value)
        return message

    failure = CONFIGLET.call("SetSome").response()
    failure.key.CopyFrom(configlet("a").key)
    failure.error = "no"
    channel = Channel(Set=[echo], SetSome=[[failure]], Delete=[None])
    objects = PlainResources(resources(channel), 2)
    values = {"key": {"workspace_id": "w", "configlet_id": "a"}, "body": "x"}
    assert objects.set(CONFIGLET.name, values) == values
    with pytest.raises(
        errors.PartialError, match=r"1 of 2 resources of configlet\.v1\.ConfigletConfig could not be set"
    ) as raised:
        objects.set_some(CONFIGLET.name, [values, values])
    assert raised.value.details()["failures"][0]["error"] == "no"
    objects.set_some(CONFIGLET.name, [])
    objects.delete(CONFIGLET.name, values["key"])
    assert channel.verbs == ["Set", "SetSome", "Delete"]
    assert {timeout for _verb, _request, timeout in channel.asked} == {2}
