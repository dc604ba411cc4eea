# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Messages as plain values, and back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError, UnknownNameError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import models as descriptors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import (
    build,
    build_key,
    build_resource,
    masked,
    plain,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.fields import MASK, holds_secrets

find = descriptors.find_model

#: Model → what survives the way there and back, one for each kind of field.
ROUND_TRIPS: dict[str, dict[str, Any]] = {
    "inventory.v1.Device": {
        "key": {"device_id": "JPE1"},
        "hostname": "leaf1",
        "boot_time": "2026-01-31T08:00:00.250Z",
        "streaming_status": "STREAMING_STATUS_ACTIVE",
        "extended_attributes": {"feature_enabled": {"Danz": False, "Mlag": True}},
    },
    "inventory.v1.ProvisionedDevice": {"key": {"device_id": "x"}, "ip_address": "192.0.2.1"},
    "configlet.v1.ConfigletAssignmentConfig": {
        "key": {"workspace_id": "", "configlet_assignment_id": "root"},
        "configlet_ids": ["a", "b"],
        "child_assignment_ids": [],
    },
    "changecontrol.v1.ChangeControlConfig": {
        "key": {"id": "cc"},
        "change": {"stages": {"root": {"rows": [["a", "b"], ["c"]]}, "a": {}}},
    },
    "bugexposure.v1.BugExposure": {"key": {"device_id": "x", "acknowledgement": "ACKNOWLEDGEMENT_UNACKNOWLEDGED"}},
    "serviceaccount.v1.TokenConfig": {"key": {"id": "t"}, "valid_for": "3600s"},
    "connectivitymonitor.v1.ProbeStats": {"latency_millis": 1.5, "packet_loss_percent": 0},
    "syslog.v1.ExportConfig": {"key": {"hostname_or_ip": "h", "port_num": 514, "protocol": "TRANSPORT_PROTOCOL_TCP"}},
    "event.v1.EventAnnotationConfig": {
        "key": {"key": "k", "timestamp": "2026-01-01T00:00:00.000000001Z"},
        "notes": {"notes": {"17": {"note": "seen"}}},
    },
    "studio.v1.InputsConfig": {
        "key": {"workspace_id": "w", "studio_id": "s", "path": ["a", "0"]},
        "inputs": '{"a": 1}',
    },
}


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_there_and_back(name: str) -> None:
    values = ROUND_TRIPS[name]
    message = build(find(name).value, values, name)
    assert plain(message) == values
    assert json.loads(json.dumps(plain(message))) == values
    assert build(find(name).value, plain(message), name) == message


def test_an_empty_wrapper_is_not_the_same_as_none() -> None:
    descriptor = find("changecontrol.v1.ChangeControlConfig").value
    assert build(descriptor, {"change": {"stages": {}, "name": ""}}, "x").change.HasField("stages")
    assert build(descriptor, {"change": {"stages": {}, "name": ""}}, "x").change.HasField("name")
    assert plain(build(descriptor, {"change": {"stages": None, "name": None}}, "x")) == {"change": {}}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00Z"),
        ("2026-01-31T08:00:00", "2026-01-31T08:00:00Z"),
        ("2026-01-31 08:00:00", "2026-01-31T08:00:00Z"),
        ("2026-01-31T08:00:00.1+01:00", "2026-01-31T07:00:00.100Z"),
        (datetime(2026, 1, 31, 8, tzinfo=timezone(timedelta(hours=-2))), "2026-01-31T10:00:00Z"),
        (datetime(2026, 1, 31, 8, 0, 0, 5), "2026-01-31T08:00:00.000005Z"),
        (date(2026, 1, 31), "2026-01-31T00:00:00Z"),
    ],
)
def test_times_in_many_writings(value: object, text: str) -> None:
    assert plain(build(Timestamp.DESCRIPTOR, value, "end")) == text


def test_times_are_written_as_the_library_writes_them() -> None:
    for nanos in (0, 1, 1000, 1_000_000, 250_000_000, 999_999_999):
        message = Timestamp(seconds=1_769_846_400, nanos=nanos)
        assert datetime.fromisoformat(plain(message)[:23].rstrip("Z")).replace(tzinfo=UTC).year == 2026
        again = Timestamp()
        again.FromJsonString(plain(message))
        assert again == message
    assert plain(Timestamp(seconds=10**12)) == f"{10**12}s"


STRING = {"key": {"device_id": "x"}}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("inventory.v1.Device", {"hostnam": "x"}, "inventory.v1.Device has no field 'hostnam'. Did you mean 'hostname'?"),
    ("inventory.v1.Device", {"hostname": True}, "hostname is True: it is a string. Put it in quotes."),
    ("inventory.v1.Device", {"hostname": {"value": "x"}}, "hostname is a mapping: it is a string."),
    ("inventory.v1.Device", {"boot_time": "soon"}, "boot_time is 'soon': it is a time, ISO 8601."),
    ("inventory.v1.Device", {"key": "x"}, "key is 'x': it is a mapping. Its fields are device_id."),
    ("inventory.v1.Device", {"streaming_status": "on"}, "streaming_status: inventory.v1.StreamingStatus has no value"),
    (
        "inventory.v1.Device",
        {"extended_attributes": {"feature_enabled": {"Mlag": "perhaps"}}},
        "feature_enabled[Mlag] is 'perhaps': it is a boolean.",
    ),
    ("configlet.v1.ConfigletAssignmentConfig", {"configlet_ids": "a"}, "configlet_ids is 'a': it is a list."),
    (
        "configlet.v1.ConfigletAssignmentConfig",
        {"configlet_ids": [["a"]]},
        "configlet_ids[0] is a list: it is a string.",
    ),
    ("changecontrol.v1.ChangeControlConfig", {"change": {"stages": []}}, "change.stages is a list: it is a mapping."),
    (
        "changecontrol.v1.ChangeControlConfig",
        {"change": {"stages": {"a": {"row": []}}}},
        "change.stages[a] (changecontrol.v1.StageConfig) has no field 'row'. Did you mean 'rows'?",
    ),
    ("syslog.v1.ExportConfig", {"key": {"port_num": "x"}}, "key.port_num is 'x': it is an integer."),
    ("syslog.v1.ExportConfig", {"key": {"port_num": -1}}, "key.port_num is -1:"),
    ("syslog.v1.ExportConfig", {"key": {"port_num": 1.5}}, "key.port_num is 1.5: it is an integer."),
    ("serviceaccount.v1.TokenConfig", {"valid_for": "1 hour"}, "valid_for is '1 hour': it is a duration in seconds"),
    (
        "serviceaccount.v1.TokenConfig",
        {"token": MASK},
        "which stands for a secret that was not shown. Give the secret.",
    ),
]


@pytest.mark.parametrize(("name", "values", "says"), WRONG)
def test_mismatch_is_named_by_its_path(name: str, values: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as caught:
        build(find(name).value, values, name)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("value", "expected"), [(True, True), ("yes", True), ("False", False), (0, False), ("on", True)]
)
def test_booleans_as_templates_give_them(value: object, expected: bool) -> None:
    message = build(find("configlet.v1.ConfigletConfig").value, {"remove": value}, "x")
    assert message.remove.value is expected


def test_numbers_become_strings_where_the_model_has_strings() -> None:
    key = {"workspace_id": "", "element_type": "device", "label": "rack", "value": 7}
    assert plain(build_key(find("tag.v2.Tag"), key))["value"] == "7"


def test_durations_may_be_numbers() -> None:
    assert plain(build(find("serviceaccount.v1.TokenConfig").value, {"valid_for": 90}, "x")) == {"valid_for": "90s"}


def test_an_incomplete_key_names_what_it_lacks() -> None:
    with pytest.raises(InputError) as caught:
        build_key(find("tag.v2.Tag"), {"label": "a", "value": None})
    says = "tag.v2.Tag: key is incomplete: it lacks workspace_id, element_type, value."
    assert str(caught.value) == f'{says} workspace_id is "" for the mainline.'
    with pytest.raises(UnknownNameError, match=r"key has no field 'lable'\. Did you mean 'label'"):
        build_key(find("tag.v2.Tag"), {"lable": "a"})
    with pytest.raises(InputError, match="key is missing: it is a mapping of device_id"):
        build_resource(find("inventory.v1.Device"), {"hostname": "x"})


def test_a_model_without_a_key_takes_none() -> None:
    assert build_key(find("alert.v1.AlertConfig"), None) is None
    with pytest.raises(InputError, match="has no key: there is one of it alone"):
        build_key(find("alert.v1.AlertConfig"), {"id": 1})


def test_a_key_that_cloudvision_makes_may_be_left_out() -> None:
    assert not build_resource(find("serviceaccount.v1.TokenConfig"), {"user": "robot"}).HasField("key")


def test_secrets_are_masked_wherever_they_are() -> None:
    values = {"settings": {"http": {"password": "hidden", "username": "me"}, "opsgenie": {"key": "hidden"}}}
    descriptor = find("alert.v1.AlertConfig").value
    known = {field.name for field in descriptor.fields_by_name["settings"].message_type.fields}
    shown = {name: value for name, value in values["settings"].items() if name in known}
    message = build(descriptor, {"settings": shown}, "x")
    assert "hidden" in str(plain(message))
    assert "hidden" not in str(masked(message))
    assert "hidden" in str(plain(message))  # masking works on a copy
    assert not holds_secrets(find("inventory.v1.Device").value)
    assert masked(build(find("event.v1.EventAnnotationConfig").value, {"key": {"key": "k"}}, "x")) == {
        "key": {"key": "k"}
    }


def test_a_value_that_a_newer_release_has_stays_a_number() -> None:
    message = build(find("inventory.v1.Device").value, STRING, "x")
    message.streaming_status = 99
    assert plain(message)["streaming_status"] == 99
