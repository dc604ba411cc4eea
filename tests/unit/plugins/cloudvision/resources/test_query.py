# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a user asks of a model, and the answer."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import read
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import build, plain
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.fields import MASK
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.query import (
    Query,
    ask,
    build_custom_filter,
    build_filters,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError

DEVICE, TOKEN = "inventory.v1.Device", "serviceaccount.v1.TokenConfig"


class Memory:
    """Resources in memory, and what was asked of them."""

    def __init__(self, model: str, *values: dict[str, Any]) -> None:
        self.model = find_model(model)
        self.values = [build(self.model.value, value, "test") for value in values]
        self.asked: list[tuple[Any, ...]] = []

    def get(self, model: Any, key: Any, at: Any, timeout: float | None) -> Any:
        self.asked.append(("get", at, timeout))
        return self.values[0] if self.values else None

    def get_some(self, model: Any, keys: Any, at: Any, timeout: float | None) -> Any:
        self.asked.append(("get_some", at, timeout))
        return read.in_order(keys, self.values)

    def list(self, model: Any, filters: Any, custom: Any, time: Any, timeout: float | None) -> Any:
        self.asked.append(("list", filters, custom, time, timeout))
        found = []
        for number, value in enumerate(self.values):
            response = model.call("GetAll").response()
            response.value.CopyFrom(value)
            response.time.FromSeconds(number)
            response.type = (10, 20, 30)[number % 3]
            found.append(response)
        return found


def devices(*names: str) -> Any:
    return Memory(DEVICE, *[{"key": {"device_id": name}, "hostname": name} for name in names])


def test_get_by_key() -> None:
    memory = devices("a")
    answer = ask(memory, Query(DEVICE, key={"device_id": "a"}, timeout=3))
    assert (answer.resources, answer.missing) == ([plain(memory.values[0])], [])
    assert (answer.by_name, memory.asked) == (True, [("get_some", None, 3)])
    missing = ask(memory, Query(DEVICE, key={"device_id": "b"}))
    assert (missing.resources, missing.missing) == ([], [{"device_id": "b"}])


def test_some_by_their_keys() -> None:
    answer = ask(devices("a", "b"), Query(DEVICE, keys=[{"device_id": name} for name in ("b", "x", "a")]))
    assert [one["hostname"] for one in answer.resources] == ["b", "a"]
    assert (answer.missing, answer.by_name) == ([{"device_id": "x"}], False)
    assert ask(devices("a"), Query(DEVICE, keys=[])).resources == []


def test_the_state_at_a_time() -> None:
    memory = devices("a")
    ask(memory, Query(DEVICE, key={"device_id": "a"}, end="2026-01-01T00:00:00Z"))
    assert memory.asked[0][1].ToSeconds() == 1767225600
    ask(memory, Query(DEVICE, end="2026-01-01T00:00:00Z"))
    assert memory.asked[1][3].end.ToSeconds() == 1767225600
    assert not memory.asked[1][3].HasField("start")


def test_all_that_pass_a_filter() -> None:
    memory = devices("a", "b")
    answer = ask(memory, Query(DEVICE, filters=[{"hostname": "a"}, {"fqdn": "b"}], timeout=4))
    assert [one["hostname"] for one in answer.resources] == ["a", "b"]
    _verb, filters, custom, time, timeout = memory.asked[0]
    assert [plain(one) for one in filters] == [{"hostname": "a"}, {"fqdn": "b"}]
    assert (custom, time, timeout, answer.changes) == (None, None, 4, [])


def test_changes_since_a_time() -> None:
    memory = devices("a", "b", "c")
    answer = ask(memory, Query(DEVICE, start="2026-01-01T00:00:00Z", end="2026-01-02T00:00:00Z"))
    assert [one["type"] for one in answer.changes] == ["INITIAL", "UPDATED", "DELETED"]
    assert [one["resource"]["hostname"] for one in answer.changes] == ["a", "b", "c"]
    assert answer.changes[1]["time"] == "1970-01-01T00:00:01Z"
    assert answer.resources == []
    bounds = memory.asked[0][3]
    assert (bounds.start.ToSeconds(), bounds.end.ToSeconds()) == (1767225600, 1767312000)
    same = "2026-01-01T00:00:00Z"
    assert len(ask(memory, Query(DEVICE, start=same, end=same)).changes) == 3


def test_secrets_are_masked_unless_they_are_asked_for() -> None:
    memory: Any = Memory(TOKEN, {"key": {"id": "t"}, "token": "a.b.c"})
    assert ask(memory, Query(TOKEN, key={"id": "t"})).resources[0]["token"] == MASK
    assert ask(memory, Query(TOKEN, key={"id": "t"}), show_secrets=True).resources[0]["token"] == "a.b.c"


def test_a_model_without_keys() -> None:
    name = "softwaremanagement.v1.Releases"
    memory: Any = Memory(name, {})
    answer = ask(memory, Query(name))
    assert (answer.resources, answer.by_name, memory.asked[0][0]) == ([{}], True, "get")
    empty: Any = Memory(name)
    assert ask(empty, Query(name)).missing == [{}]
    with pytest.raises(InputError, match="has no key"):
        ask(memory, Query(name, key={"id": "x"}))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"key": {}, "keys": []}, "key and keys do not go together"),
        ({"key": {}, "filters": [{}]}, "key and filters do not go together"),
        ({"keys": [], "filters": [{}]}, "keys and filters do not go together"),
        ({"key": {}, "start": "x"}, "start and custom_filter are for lists"),
        ({"keys": [], "custom_filter": {}}, "start and custom_filter are for lists"),
        ({"timeout": 0.0}, "timeout is 0: it is more than 0"),
    ],
)
def test_questions_that_contradict_themselves(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Query(DEVICE, **given)


def test_an_end_before_its_start() -> None:
    with pytest.raises(InputError, match=r"end is before start\."):
        ask(devices(), Query(DEVICE, start="2026-01-02T00:00:00Z", end="2026-01-01T00:00:00Z"))


@pytest.mark.parametrize(
    ("model", "filters", "words"),
    [
        (DEVICE, [{}], "filters is empty or no mapping"),
        (DEVICE, ["a"], "filters is empty or no mapping"),
        (DEVICE, [{"hostname": "a"}, {}], r"filters\[1\] is empty or no mapping"),
        (
            "workspace.v1.Workspace",
            [{"cc_ids": ["a"]}],
            r"filters\.cc_ids is a list, and filters compare single values",
        ),
        ("workspace.v1.Workspace", [{"responses": {"a": {}}}], r"filters\.responses is a mapping, and filters compare"),
        (
            DEVICE,
            [{"hostname": "a"}, {"extended_attributes": {"feature_enabled": {"Mlag": True}}}],
            r"filters\[1\]\.extended_attributes.* is a mapping",
        ),
    ],
)
def test_filters_that_cannot_be(model: str, filters: list[Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        build_filters(find_model(model), filters)


def test_a_list_within_a_key_is_part_of_a_name() -> None:
    model = find_model("studio.v1.Inputs")
    (found,) = build_filters(model, [{"key": {"studio_id": "s", "path": ["a", "b"]}}])
    assert plain(found) == {"key": {"studio_id": "s", "path": ["a", "b"]}}
    assert build_filters(model, []) == []


def test_a_models_own_filter() -> None:
    configlet, dashboard = find_model("configlet.v1.Configlet"), find_model("dashboard.v1.Dashboard")
    assert plain(build_custom_filter(configlet, {"include_body": True})) == {"include_body": True}
    assert plain(build_custom_filter(configlet, [{"include_body": True}])) == {"include_body": True}
    assert build_custom_filter(configlet, None) is None
    assert len(build_custom_filter(dashboard, [{}, {}])) == 2
    with pytest.raises(InputError, match="custom_filter is a list: this model takes one mapping"):
        build_custom_filter(configlet, [{"include_body": True}, {}])
    with pytest.raises(InputError, match="has no filter of its own"):
        build_custom_filter(find_model(DEVICE), {"a": 1})
