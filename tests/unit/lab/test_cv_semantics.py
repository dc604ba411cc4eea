# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Set's merge, filters, keys, tag queries, history and frames: the parts of CloudVision that need no server."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import json_format

from lab.cloudvision.catalog import load
from lab.cloudvision.devices import removals
from lab.cloudvision.effects.studio import MISSING, at_path, with_value, without
from lab.cloudvision.errors import Refused
from lab.cloudvision.filters import predicate
from lab.cloudvision.front import CUT, DATA, RESET, Frames, rst_stream
from lab.cloudvision.merge import merged
from lab.cloudvision.store import State
from lab.cloudvision.tagquery import QueryError, Subject, parse
from lab.cloudvision.verbs import HANDLERS, difference


def message(model: str, **value: Any) -> Any:
    return json_format.ParseDict(value, load()[model].message())


def plain(value: Any) -> Any:
    return json_format.MessageToDict(value)


def test_every_service_of_the_package_is_known() -> None:
    catalog = load()
    assert len(catalog.models) == 103
    assert sum(len(model.verbs) for model in catalog) == 949
    unserved = {verb.name for model in catalog for verb in model.verbs.values() if verb.name not in HANDLERS}
    assert unserved == {"GetPage"}
    assert catalog.state_of(catalog["tag.v2.TagConfig"]) is catalog["tag.v2.Tag"]
    assert catalog.state_of(catalog["tag.v2.Tag"]) is None


# -- Set -------------------------------------------------------------------------------------------------------------


def set_account(before: dict[str, Any], value: dict[str, Any]) -> Any:
    model = "serviceaccount.v1.AccountConfig"
    return plain(merged(message(model, **before), message(model, **value)))


@pytest.mark.parametrize(
    ("value", "after"),
    [
        ({}, {"description": "old", "groups": {"values": ["a", "b"]}, "status": "ACCOUNT_STATUS_ENABLED"}),
        ({"description": "new"}, {"description": "new"}),
        ({"description": ""}, {"description": ""}),
        ({"groups": {"values": ["c"]}}, {"groups": {"values": ["c"]}}),
        ({"groups": {}}, {"groups": {}}),
        ({"status": "ACCOUNT_STATUS_DISABLED"}, {"status": "ACCOUNT_STATUS_DISABLED"}),
        ({"status": "ACCOUNT_STATUS_UNSPECIFIED"}, {"status": "ACCOUNT_STATUS_ENABLED"}),
    ],
    ids=["nothing", "wrapper", "empty wrapper", "repeated", "empty repeated", "enum", "unset enum"],
)
def test_set_is_a_partial_merge(value: dict[str, Any], after: dict[str, Any]) -> None:
    before = {"description": "old", "groups": {"values": ["a", "b"]}, "status": "ACCOUNT_STATUS_ENABLED"}
    assert set_account(before, value) == {**before, **after}


@pytest.mark.parametrize(
    ("stages", "after"),
    [
        ({"values": {"b": {"name": "B"}}}, {"values": {"a": {"name": "A", "rows": {}}, "b": {"name": "B"}}}),
        ({"values": {"a": {"name": "C"}}}, {"values": {"a": {"name": "C", "rows": {}}}}),
        ({}, {}),
    ],
    ids=["another entry", "a part of an entry", "the empty wrapper clears"],
)
def test_maps_merge(stages: dict[str, Any], after: dict[str, Any]) -> None:
    model = "changecontrol.v1.ChangeControlConfig"
    before = message(model, change={"name": "x", "stages": {"values": {"a": {"name": "A", "rows": {}}}}})
    value = merged(before, message(model, change={"stages": stages}))
    assert plain(value) == {"change": {"name": "x", "stages": after}}
    assert plain(before)["change"]["stages"]["values"]["a"]["name"] == "A"


# -- filters and keys ------------------------------------------------------------------------------------------------

DEVICE = {
    "key": {"deviceId": "one"},
    "hostname": "leaf1",
    "modelName": "x",
    "streamingStatus": "STREAMING_STATUS_ACTIVE",
}


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        ([], True),
        ([{"hostname": "leaf1"}], True),
        ([{"hostname": "leaf1", "modelName": "y"}], False),
        ([{"hostname": "leaf9"}, {"modelName": "x"}], True),
        ([{"key": {"deviceId": "one"}}], True),
        ([{"key": {"deviceId": "two"}}], False),
        ([{"streamingStatus": "STREAMING_STATUS_INACTIVE"}], False),
        ([{"hostname": "leaf9"}, {}], True),
        ([{"fqdn": "leaf1.example"}], False),
    ],
)
def test_filters(filters: list[dict[str, Any]], passes: bool) -> None:
    test = predicate([message("inventory.v1.Device", **entry) for entry in filters])
    assert (test is None or test(message("inventory.v1.Device", **DEVICE))) is passes


def test_a_filter_on_a_repeated_field_is_refused() -> None:
    wanted = message("changecontrol.v1.ChangeControl", deviceIds={"values": ["x"]})
    with pytest.raises(Refused, match=r"repeated field .*device_ids"):
        predicate([wanted])


@pytest.mark.parametrize(
    ("model", "key", "missing"),
    [
        ("inventory.v1.Device", {}, ["device_id"]),
        ("configlet.v1.Configlet", {"configletId": "x"}, ["workspace_id"]),
        ("configlet.v1.Configlet", {"configletId": "x", "workspaceId": ""}, []),
        ("tag.v2.Tag", {"workspaceId": "", "label": "a", "value": "b"}, ["element_type"]),
        (
            "tag.v2.TagAssignment",
            {"workspaceId": "", "label": "a", "value": "b", "elementType": "ELEMENT_TYPE_INTERFACE", "deviceId": "x"},
            ["interface_id"],
        ),
        ("studio.v1.Inputs", {"workspaceId": "", "studioId": "s"}, []),
    ],
)
def test_incomplete_keys(model: str, key: dict[str, Any], missing: list[str]) -> None:
    entry = load()[model]
    assert entry.key is not None
    assert entry.missing(json_format.ParseDict(key, entry.key())) == missing


def test_an_empty_optional_field_of_a_key_is_as_good_as_none() -> None:
    entry = load()["studio.v1.Inputs"]
    assert entry.key is not None
    bare = json_format.ParseDict({"workspaceId": "", "studioId": "s"}, entry.key())
    empty = json_format.ParseDict({"workspaceId": "", "studioId": "s", "path": {}}, entry.key())
    assert entry.key_bytes(bare) == entry.key_bytes(empty)


# -- tag queries -----------------------------------------------------------------------------------------------------

LEAF = Subject(frozenset({"SERIAL", "leaf1"}), {"Role": {"Leaf"}, "Campus": {"SF", "NYC"}, "a b": {"c d"}})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", False),
        ("device:*", True),
        ("device:leaf1", True),
        ("device:SERIAL", True),
        ("device:leaf2,leaf1", True),
        ("Role:Spine", False),
        ("Role:L*", True),
        ("Campus:SF AND Role:Spine", False),
        ("Campus:SF and Role:Leaf", True),
        ("Role:Spine OR Campus:NYC", True),
        ("Role:Spine AND Campus:SF OR Role:Leaf", True),
        ("Role:Spine AND (Campus:SF OR Role:Leaf)", False),
        ("NOT Role:Spine", True),
        ('"a b":"c d"', True),
    ],
)
def test_tag_queries(query: str, found: bool) -> None:
    assert parse(query)(LEAF) is found


@pytest.mark.parametrize("query", ["Role", "Role:", "(Role:a", "Role:a Role:b", "AND", "Role:a)", 'Role:"a'])
def test_malformed_tag_queries(query: str) -> None:
    with pytest.raises(QueryError):
        parse(query)


# -- history ---------------------------------------------------------------------------------------------------------


def test_history_tells_what_was_and_what_changed() -> None:
    state = State(load())
    table = state.table("inventory.v1.Device")
    device = message("inventory.v1.Device", **DEVICE)
    first = table.put(device).at
    second = table.put(merged(device, message("inventory.v1.Device", hostname="new"))).at
    assert table.delete(device.key)
    assert not table.delete(device.key)
    assert table.get(device.key) is None
    assert [version.value.hostname.value for _row, version in table.all(first)] == ["leaf1"]  # type: ignore[union-attr]
    assert [version.value.hostname.value for _row, version in table.all(second)] == ["new"]  # type: ignore[union-attr]
    changes = table.changes(first, state.now())
    assert [change.version.value is None for change in changes] == [False, True]
    assert changes[0].before is device
    assert first < second < changes[1].version.at
    assert table.all() == []


def test_a_partial_update_has_the_key_and_what_changed() -> None:
    before = message("inventory.v1.Device", **DEVICE)
    after = merged(before, message("inventory.v1.Device", hostname="new", streamingStatus="STREAMING_STATUS_INACTIVE"))
    found = plain(difference(before, after))
    assert found == {"key": {"deviceId": "one"}, "hostname": "new", "streamingStatus": "STREAMING_STATUS_INACTIVE"}


# -- inputs ----------------------------------------------------------------------------------------------------------


def test_documents_by_path() -> None:
    document = with_value(MISSING, ["a", "b"], 1)
    assert document == {"a": {"b": 1}}
    document = with_value(document, ["list"], [{"x": 1}])
    document = with_value(document, ["list", "0", "y"], 2)
    document = with_value(document, ["list", "1"], "new")
    assert document == {"a": {"b": 1}, "list": [{"x": 1, "y": 2}, "new"]}
    assert at_path(document, ["list", "0", "y"]) == 2
    assert at_path(document, ["list", "7"]) is MISSING
    assert without(document, ["list", "0", "x"])["list"] == [{"y": 2}, "new"]
    assert without(document, ["list", "0"])["list"] == ["new"]
    assert without(document, ["a"]) == {"list": document["list"]}
    assert without(document, ["nothing"]) == document
    assert without(document, []) is MISSING


def test_lines_that_take_back_a_configuration() -> None:
    before = ["vlan 10", "   name a", "interface Ethernet1", "   shutdown", "   no switchport", "ntp server x"]
    after = ["vlan 10", "   name a", "interface Ethernet1", "   no switchport"]
    assert removals(before, after) == ["interface Ethernet1", "no shutdown", "exit", "no ntp server x"]
    assert removals(before, before) == []
    assert removals(["vlan 10", "   name a"], []) == ["no vlan 10"]


# -- frames ----------------------------------------------------------------------------------------------------------


def frame(kind: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, 0]) + stream.to_bytes(4, "big") + payload


def test_frames_pass_whole_however_they_come() -> None:
    data = frame(1, 1, b"headers") + frame(DATA, 1, b"x" * 100) + frame(DATA, 3, b"")
    frames = Frames()
    out = b"".join(frames.feed(data[at : at + 7])[0] for at in range(0, len(data), 7))
    assert out == data


def test_a_marker_becomes_a_reset_of_its_stream_alone() -> None:
    message_before = b"\0\0\0\0\2ok"
    marked = message_before + b"\0\0\0\0\x20" + RESET
    frames = Frames()
    out, reset, cut = frames.feed(frame(DATA, 5, marked) + frame(DATA, 5, b"late") + frame(DATA, 7, b"other"))
    assert (out, reset, cut) == (
        frame(DATA, 5, message_before) + rst_stream(5, 2) + frame(DATA, 7, b"other"),
        [5],
        False,
    )
    assert rst_stream(5, 2) == frame(3, 5, b"\0\0\0\2")


def test_a_marker_cuts_the_connection() -> None:
    out, reset, cut = Frames().feed(
        frame(1, 1, b"headers") + frame(DATA, 1, b"\0\0\0\0\x20" + CUT) + frame(DATA, 3, b"x")
    )
    assert (out, reset, cut) == (frame(1, 1, b"headers"), [], True)
