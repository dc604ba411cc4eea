# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Plans, chunks, the order of answers, and waiting; against resources in memory."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import (
    apply as changes,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import (
    query as queries,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import (
    read as resources,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import build, build_key, plain
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import Model, find_model

TAG, STATE = "tag.v2.TagConfig", "tag.v2.Tag"
KEY = {"workspace_id": "w", "element_type": "device", "label": "l", "value": "v"}


class Memory:
    """Resources that are where they were put."""

    def __init__(self) -> None:
        self.channel = SimpleNamespace(options=SimpleNamespace(name="cv"))
        self.values: dict[str, list[Any]] = {}
        self.sent: list[str] = []
        self.failures: list[dict[str, Any]] = []

    def put(self, name: str, values: dict[str, Any]) -> None:
        self.values.setdefault(name, []).append(build(find_model(name).value, values, name))

    def get_some(self, model: Model, keys: list[Any], at: Any, timeout: float | None) -> list[Any]:
        return resources.in_order(keys, self.values.get(model.name, []))

    def set(self, model: Model, value: Any, timeout: float | None) -> Any:
        self.sent.append("Set")
        return value

    def set_some(self, model: Model, values: list[Any], timeout: float | None) -> list[dict[str, Any]]:
        self.sent.append(f"SetSome {len(values)}")
        return self.failures

    def delete_some(self, model: Model, keys: list[Any], timeout: float | None) -> list[dict[str, Any]]:
        self.sent.append(f"DeleteSome {len(keys)}")
        return self.failures


@pytest.fixture
def memory() -> Any:
    return Memory()


def tags(count: int) -> list[dict[str, Any]]:
    return [{"key": {**KEY, "value": str(number)}} for number in range(count)]


def test_only_what_changes_is_sent(memory: Any) -> None:
    for tag in tags(2):
        memory.put(TAG, tag)
    change = changes.plan_change(memory, TAG, tags(4), present=True)
    changes.carry_out(memory, change)
    assert memory.sent == ["SetSome 2"]
    assert [changes.name_of(step.key) for step in change.todo] == [
        "w/ELEMENT_TYPE_DEVICE/l/2",
        "w/ELEMENT_TYPE_DEVICE/l/3",
    ]
    gone = changes.plan_change(memory, TAG, tags(4), present=False)
    changes.carry_out(memory, gone)
    assert memory.sent[1:] == ["DeleteSome 2"]
    changes.carry_out(memory, changes.plan_change(memory, TAG, tags(2), present=True))
    assert memory.sent[2:] == []


def test_failures_of_some_become_one_error_that_keeps_them(memory: Any) -> None:
    memory.failures = [{"key": {"label": "l"}, "error": "no"}]
    change = changes.plan_change(memory, TAG, tags(3), present=True)
    with pytest.raises(
        errors.PartialError, match=r"1 of 3 resources of tag\.v2\.TagConfig could not be set; .* l: no"
    ) as caught:
        changes.carry_out(memory, change)
    assert caught.value.details() == {"failures": memory.failures}


def test_waiting_looks_with_growing_pauses_until_the_state_agrees(memory: Any) -> None:
    change = changes.plan_change(memory, TAG, tags(1), present=True)
    paused: list[float] = []

    def sleep(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 3:
            memory.put(STATE, tags(1)[0])

    states = changes.wait_for_effect(memory, change, 60, sleep=sleep)
    assert [plain(state)["key"]["value"] for state in states] == ["0"]
    assert paused == pytest.approx([0.05, 0.07, 0.098])


def test_timeout_tells_what_is_missing(memory: Any) -> None:
    change = changes.plan_change(memory, TAG, tags(2), present=True)
    with pytest.raises(
        errors.WaitError, match=r"does not agree with tag\.v2\.TagConfig after 0 s: it is not there yet \(2 "
    ) as caught:
        changes.wait_for_effect(memory, change, 0)
    assert len(caught.value.details()["differences"]) == 2


def test_a_key_also_names_what_cloudvision_filled_in(memory: Any) -> None:
    model = find_model(TAG)
    memory.put(TAG, {"key": {**KEY, "element_sub_type": "device"}})
    assert memory.get_some(model, [build_key(model, KEY)], None, None) == memory.values[TAG]
    assert memory.get_some(model, [build_key(model, {**KEY, "label": "x"})], None, None) == [None]


def test_a_key_without_a_part_is_not_the_one_that_has_it(memory: Any) -> None:
    model = find_model("studio.v1.Inputs")
    part = {"workspace_id": "", "studio_id": "s", "path": ["a"]}
    memory.put(model.name, {"key": part, "inputs": "1"})
    keys = [build_key(model, key) for key in ({**part, "path": None}, part)]
    assert memory.get_some(model, keys, None, None) == [None, *memory.values[model.name]]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"keys": [], "filters": [{"hostname": "x"}]}, "keys and filters do not go together"),
        ({"key": {"device_id": "x"}, "keys": []}, "key and keys do not go together"),
    ],
)
def test_no_keys_are_not_all(given: dict[str, Any], says: str) -> None:
    with pytest.raises(errors.InputError, match=says):
        queries.Query("inventory.v1.Device", **given)


@pytest.mark.parametrize("given", [{"key": {"id": "x"}}, {"keys": [{"id": "x"}]}], ids=str)
def test_model_without_a_key(memory: Any, given: dict[str, Any]) -> None:
    with pytest.raises(errors.InputError, match=r"alert\.v1\.Alert has no key"):
        queries.ask(memory, queries.Query("alert.v1.Alert", **given))


def test_chunks_stay_below_the_limit_and_lose_nothing() -> None:
    model = find_model("inventory.v1.Device")
    messages = [build(model.value, {"hostname": "x" * 1000}, "x") for _number in range(2500)]
    found = list(resources.chunks(messages))
    assert [len(chunk) for chunk in found] == [986, 986, 528]
    assert all(sum(message.ByteSize() for message in chunk) < resources.CHUNK_BYTES for chunk in found)
    large = build(model.value, {"hostname": "x" * 2_000_000}, "x")
    assert [len(chunk) for chunk in resources.chunks([messages[0], large, messages[1]])] == [1, 1, 1]
    assert list(resources.chunks([])) == []


def test_filters_compare_single_values_and_parts_of_keys() -> None:
    inputs = find_model("studio.v1.Inputs")
    assert len(queries.build_filters(inputs, [{"key": {"path": ["a"]}}])) == 1
    with pytest.raises(errors.InputError, match=r"filters\.device_ids is a list, and filters compare single values"):
        queries.build_filters(find_model("changecontrol.v1.ChangeControl"), [{"device_ids": ["a"]}])
    with pytest.raises(errors.InputError, match=r"filters\[1\] is empty"):
        queries.build_filters(inputs, [{"key": {}}, {}])
    with pytest.raises(errors.InputError, match=r"auditlog\.v1\.Auditlog takes no filters"):
        queries.build_filters(find_model("auditlog.v1.Auditlog"), [{"key": {}}])


def test_a_models_own_filter_may_be_one_or_several() -> None:
    one = queries.build_custom_filter(find_model("configlet.v1.Configlet"), {"include_body": True})
    assert plain(one) == {"include_body": True}
    several = queries.build_custom_filter(find_model("auditlog.v1.Auditlog"), [{"user": "a"}, {"user": "b"}])
    assert [plain(item) for item in several] == [{"user": "a"}, {"user": "b"}]
    with pytest.raises(errors.InputError, match="custom_filter is a list: this model takes one mapping"):
        queries.build_custom_filter(find_model("configlet.v1.Configlet"), [{}, {}])
    with pytest.raises(errors.UnknownNameError, match="include_body"):
        queries.build_custom_filter(find_model("configlet.v1.Configlet"), {"include_bodies": True})


def test_one_resource_is_set_or_deleted_alone(memory: Any) -> None:
    deleted: list[Any] = []
    memory.delete = lambda model, key, timeout: deleted.append(key.value.value)
    (echo,) = changes.carry_out(memory, changes.plan_change(memory, TAG, tags(1), present=True))
    assert (plain(echo)["key"]["value"], memory.sent) == ("0", ["Set"])
    memory.put(TAG, tags(1)[0])
    assert changes.carry_out(memory, changes.plan_change(memory, TAG, tags(1), present=False)) == []
    assert deleted == ["0"]


def test_a_failed_deletion_of_some(memory: Any) -> None:
    for tag in tags(2):
        memory.put(TAG, tag)
    memory.failures = [{"key": {"label": "l"}, "error": "no"}]
    with pytest.raises(errors.PartialError, match=r"1 of 2 resources of tag\.v2\.TagConfig could not be deleted"):
        changes.carry_out(memory, changes.plan_change(memory, TAG, tags(2), present=False))


def test_a_resource_that_is_named_twice(memory: Any) -> None:
    with pytest.raises(errors.InputError, match=r"resources\[1\] names w/ELEMENT_TYPE_DEVICE/l/0 again"):
        changes.plan_change(memory, TAG, [*tags(1), *tags(1)], present=True)


def test_mistakes_name_the_resource_where_there_are_several(memory: Any) -> None:
    with pytest.raises(errors.UnknownNameError, match=r"resources\[1\]"):
        changes.plan_change(memory, TAG, [*tags(1), {"key": KEY, "colour": "red"}], present=True)
    with pytest.raises(errors.UnknownNameError) as raised:
        changes.plan_change(memory, TAG, [{"key": KEY, "colour": "red"}], present=True)
    assert "resources[" not in str(raised.value)


def test_deletion_is_named_by_its_key(memory: Any) -> None:
    memory.put(TAG, {"key": KEY})
    (step,) = changes.plan_change(memory, TAG, [{"key": KEY}], present=False).todo
    assert plain(step.key)["value"] == "v"
    with pytest.raises(errors.InputError, match="key is missing"):
        changes.plan_change(memory, TAG, [KEY], present=False)


def test_models_that_cannot_be_changed(memory: Any) -> None:
    with pytest.raises(errors.InputError, match=r"inventory\.v1\.Device"):
        changes.plan_change(memory, "inventory.v1.Device", [{"key": {"device_id": "x"}}], present=True)


def test_diffs_of_a_change(memory: Any) -> None:
    memory.put(TAG, tags(1)[0])
    (shown,) = changes.plan_change(memory, TAG, tags(2), present=True).diffs
    assert shown["before"] == {}
    assert shown["after"]["key"]["value"] == "1"
    assert shown["before_header"] == "tag.v2.TagConfig w/ELEMENT_TYPE_DEVICE/l/1"
    (gone,) = changes.plan_change(memory, TAG, tags(1), present=False).diffs
    assert (gone["before"]["key"]["value"], gone["after"]) == ("0", {})


def test_waiting_for_a_deletion(memory: Any) -> None:
    memory.put(TAG, tags(1)[0])
    memory.put(STATE, tags(1)[0])
    change = changes.plan_change(memory, TAG, tags(1), present=False)
    with pytest.raises(errors.WaitError, match="it is still there") as raised:
        changes.wait_for_effect(memory, change, 0)
    assert raised.value.details()["differences"][0]["differences"] == ["it is still there"]
    assert changes.wait_for_effect(memory, change, 60, sleep=lambda seconds: memory.values[STATE].clear()) == []
