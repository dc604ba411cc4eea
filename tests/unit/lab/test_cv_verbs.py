# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The verbs of CloudVision's services over the wire."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from lab import CloudVisionSpec, Lab
from lab.cloudvision.cloudvision import CloudVision
from support.cloudvision import Api, responses, scoped
from support.waiting import wait_until


@pytest.fixture(scope="module")
def cloudvision(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudVision]:
    with Lab(tmp_path_factory.mktemp("lab"), 1, cloudvision=CloudVisionSpec(devices=20)) as lab:
        yield lab.cloudvision
        assert lab.cloudvision.failures == []


@pytest.fixture(scope="module")
def api(cloudvision: CloudVision) -> Iterator[Api]:
    with Api(cloudvision) as api:
        yield api


def test_every_service_answers(api: Api) -> None:
    """Each verb that lists, of each service: no answer is a failure."""
    for model in api.catalog:
        for verb in ("GetAll", "GetAllBatched", "GetMeta"):
            if verb in model.verbs:
                size = {"maxMessages": 100} if verb == "GetAllBatched" else {}
                assert isinstance(api(f"{model.name}/{verb}", **size), list)
        stream = api.stream(f"{model.name}/Subscribe")
        types = [message.type for message in [next(stream)]]
        assert types in ([10], [11])
        stream.cancel()


def test_a_page_is_not_served(api: Api) -> None:
    model = next(model for model in api.catalog if "GetPage" in model.verbs)
    assert api.status(f"{model.name}/GetPage")[0] == "UNIMPLEMENTED"


def test_missing_resource_and_incomplete_key(api: Api) -> None:
    assert api.status("inventory.v1.Device/GetOne", key={"deviceId": "x"}) == ("NOT_FOUND", "resource not found")
    status, text = api.status("configlet.v1.Configlet/GetOne", key={"configletId": "x"})
    assert (status, "ConfigletKey.workspace_id" in text) == ("INVALID_ARGUMENT", True)
    assert api.status("dashboard.v1.DashboardConfig/Set", value={})[0] == "INVALID_ARGUMENT"
    assert api.status("dashboard.v1.DashboardConfig/Delete", key={"dashboardId": "x"})[0] == "NOT_FOUND"
    wanted = [{"deviceIds": {"values": ["x"]}}]
    assert api.status("changecontrol.v1.ChangeControl/GetAll", partialEqFilter=wanted)[0] == "INVALID_ARGUMENT"


def test_set_delete_and_their_time(api: Api) -> None:
    key = {"id": "times"}
    model = "action.v1.ActionConfig"
    (first,) = api(f"{model}/Set", value={"key": key, "body": "one"})
    (second,) = api(f"{model}/Set", value={"key": key, "language": "ACTION_LANGUAGE_PYTHON_3"})
    assert second["value"] == {"key": key, "language": "ACTION_LANGUAGE_PYTHON_3"}
    assert api.get(model, **key) == {"key": key, "body": "one", "language": "ACTION_LANGUAGE_PYTHON_3"}
    state = api.wait("action.v1.Action", lambda value: "language" in value, **key)
    assert state["body"] == "one"
    (deleted,) = api(f"{model}/Delete", key=key)
    assert deleted["key"] == key
    assert api.get(model, **key) is None
    # what was: the state at a time, changes since one, and both
    assert api.one(f"{model}/GetOne", key=key, time=first["time"])["body"] == "one"
    assert "language" not in api.one(f"{model}/GetOne", key=key, time=first["time"])
    (then,) = api(f"{model}/GetAll", time={"end": second["time"]})
    assert (then["type"], then["value"]["language"]) == ("INITIAL", "ACTION_LANGUAGE_PYTHON_3")
    assert api(f"{model}/GetAll") == []
    since = [answer["type"] for answer in api(f"{model}/GetAll", time={"start": first["time"]})]
    assert since == ["INITIAL", "UPDATED", "DELETED"]
    between = api(f"{model}/GetAll", time={"start": first["time"], "end": second["time"]})
    assert [answer["type"] for answer in between] == ["INITIAL", "UPDATED"]
    bounds = {"start": second["time"], "end": first["time"]}
    assert api.status(f"{model}/GetAll", time=bounds)[0] == "INVALID_ARGUMENT"


def test_deletions_of_some_and_of_all(api: Api) -> None:
    model = "dashboard.v1.DashboardConfig"
    for name in "abcd":
        assert api(f"{model}/SetSome", values=[{"key": {"dashboardId": name}, "name": name}]) == []
    failures = api(f"{model}/DeleteSome", keys=[{"dashboardId": "a"}, {"dashboardId": "z"}])
    assert [failure["key"] for failure in failures] == [{"dashboardId": "z"}]
    assert api(f"{model}/DeleteAll", partialEqFilter=[{"name": "b"}, {"name": "c"}]) == []
    assert [value["name"] for value in api.values(model)] == ["d"]
    assert api(f"{model}/DeleteAll") == []
    assert api.values(model) == []


def test_batches_are_as_large_as_wanted(api: Api) -> None:
    batches = api("inventory.v1.Device/GetAllBatched", maxMessages=6)
    assert [len(batch["responses"]) for batch in batches] == [6, 6, 6, 3]
    assert len(api("inventory.v1.Device/GetAllBatched", maxMessages=5000)) == 1
    assert api.status("inventory.v1.Device/GetAllBatched") == ("INVALID_ARGUMENT", "max_messages must be at least 1")
    stream = api.stream("inventory.v1.Device/SubscribeBatched", maxMessages=15)
    found = list(responses(stream, 3))
    stream.cancel()
    assert [len(batch["responses"]) for batch in found] == [15, 6, 1]
    assert found[2]["responses"][0]["type"] == "INITIAL_SYNC_COMPLETE"


def test_a_subscription_tells_what_changes(api: Api, cloudvision: CloudVision) -> None:
    model, key = "dashboard.v1.DashboardConfig", {"dashboardId": "watched"}
    api.set(model, key=key, name="one", description="same")
    stream = api.stream(f"{model}/Subscribe", partialEqFilter=[{"key": key}])
    initial, complete = responses(stream, 2)
    assert (initial["type"], initial["value"]["name"]) == ("INITIAL", "one")
    assert (complete["type"], "value" in complete) == ("INITIAL_SYNC_COMPLETE", False)
    api.set(model, key={"dashboardId": "other"}, name="x")
    api.set(model, key=key, name="two")
    (whole,) = responses(stream, 1)
    assert (whole["type"], whole["value"]) == ("UPDATED", {"key": key, "name": "two", "description": "same"})
    api(f"{model}/DeleteAll")
    (deleted,) = responses(stream, 1)
    assert (deleted["type"], deleted["value"]) == ("DELETED", {"key": key})
    stream.cancel()
    cloudvision.spec.partial_updates = True
    try:
        api.set(model, key=key, name="one", description="same")
        stream = api.stream(f"{model}/Subscribe")
        list(responses(stream, 2))
        api.set(model, key=key, name="two")
        (part,) = responses(stream, 1)
        assert part["value"] == {"key": key, "name": "two"}
        stream.cancel()
    finally:
        cloudvision.spec.partial_updates = False


def test_counts(api: Api) -> None:
    model = "action.v1.ActionConfig"
    stream = api.stream(f"{model}/SubscribeMeta")
    initial, complete = responses(stream, 2)
    assert (initial["count"], complete["type"]) == (0, "INITIAL_SYNC_COMPLETE")
    api.set(model, key={"id": "counted"}, body="x")
    api(f"{model}/Delete", key={"id": "counted"})
    changes = list(responses(stream, 2))
    assert [(change["type"], change["count"]) for change in changes] == [("UPDATED", 1), ("DELETED", 1)]
    stream.cancel()
    assert api("inventory.v1.Device/GetMeta")[0]["count"] == 21
    wanted = [{"streamingStatus": "STREAMING_STATUS_INACTIVE"}]
    assert api("inventory.v1.Device/GetMeta", partialEqFilter=wanted)[0].get("count", 0) == 0


def test_requests_have_a_limit(api: Api) -> None:
    key = {"id": "large"}
    api.set("action.v1.ActionConfig", key=key, body="x" * (1024 * 1024 - 100))
    status, text = api.status("action.v1.ActionConfig/Set", value={"key": key, "body": "x" * 1024 * 1024})
    assert status == "RESOURCE_EXHAUSTED"
    assert text == "grpc: received message larger than max (1048599 vs. 1048576)"
    api("action.v1.ActionConfig/Delete", key=key)


def test_bodies_of_configlets_are_not_listed(api: Api) -> None:
    workspace = api.workspace("bodies")
    api.set("configlet.v1.ConfigletConfig", key=scoped(workspace, configletId="c"), body="vlan 10\n", displayName="C")
    shown = api.wait("configlet.v1.Configlet", bool, **scoped(workspace, configletId="c"))
    assert (shown["body"], shown["size"]) == ("vlan 10\n", "8")
    assert shown["digest"] == hashlib.sha256(b"vlan 10\n").hexdigest()
    wanted: dict[str, Any] = {"partialEqFilter": [{"key": {"workspaceId": workspace}}]}
    (listed,) = api.values("configlet.v1.Configlet", **wanted)
    assert ("body" in listed, listed["digest"]) == (False, shown["digest"])
    (whole,) = api.values("configlet.v1.Configlet", **wanted, filter={"includeBody": True})
    assert whole["body"] == "vlan 10\n"


def test_many_clients_at_once(cloudvision: CloudVision) -> None:
    """Subscriptions of many clients do not keep others from their answers."""
    clients = [Api(cloudvision) for _number in range(40)]
    streams = [client.stream("inventory.v1.Device/Subscribe") for client in clients]
    for stream in streams:
        assert next(stream).type == 10
    for client in clients:
        assert client("inventory.v1.Device/GetMeta")[0]["count"] == 21
    for stream, client in zip(streams, clients, strict=True):
        stream.cancel()
        client.channel.close()


def test_a_stream_that_ends_leaves_nothing(api: Api, cloudvision: CloudVision) -> None:
    table = cloudvision.state.table("action.v1.Action")
    stream = api.stream("action.v1.Action/Subscribe", timeout=0.2)
    with pytest.raises(grpc.RpcError) as caught:
        list(stream)
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    wait_until(lambda: table.watched == 0)
