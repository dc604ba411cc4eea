# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Names of hosts, groups of tags, and what is missing where CloudVision does not tell everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.hosts import (
    DeviceSelection,
    name_devices,
    read_devices,
    same_group_warning,
    tag_groups,
    usable_name,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import build
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import Model, message_class


class Answers:
    """Resources that are said by the test: model → resources, or an error."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
        self.asked: dict[str, list[Any]] = {}

    def list(self, model: Model, filters: Any = (), custom: Any = None) -> list[Any]:
        """The responses of a list."""
        self.asked[model.name] = list(filters)
        found = self.known.get(model.name, [])
        if isinstance(found, Exception):
            raise found
        responses = []
        for values in found:
            response = message_class(model.method("GetAll").output_type)()
            response.value.CopyFrom(build(model.value, values, "value"))
            responses.append(response)
        return responses


def device(serial: str, hostname: str = "", fqdn: str = "", **tags: list[str]) -> dict[str, Any]:
    return {"serial": serial, "hostname": hostname, "fqdn": fqdn, "tags": tags}


def test_names() -> None:
    devices = [device("S1", "leaf1"), device("S2", "leaf1"), device("S3", "leaf3"), device("S4")]
    names, (warning,) = name_devices(devices, "hostname")
    assert names == ["S1", "S2", "leaf3", "S4"]
    assert "serial numbers: leaf1." in warning
    assert name_devices(devices, "serial") == (["S1", "S2", "S3", "S4"], [])
    assert name_devices(devices[2:], "fqdn") == (["S3", "S4"], [])


def test_a_hostname_that_is_another_devices_serial_number() -> None:
    names, (warning,) = name_devices([device("S1", "S2"), device("S2")], "hostname")
    assert names == ["S1", "S2"]
    assert "S2" in warning


def test_a_long_warning_is_cut() -> None:
    devices = [device(f"S{number}", f"same{number // 2}") for number in range(20)]
    _names, (warning,) = name_devices(devices, "hostname")
    assert warning.count("same") == 5
    assert "and 5 more" in warning


#: Names that somebody who may rename a device, or tag it, can choose.
HOSTILE = [
    "all",
    "ALL",
    "ungrouped",
    "localhost",
    "localhost.localdomain",
    "127.0.0.1",
    "127.1",
    "::1",
    "../../x",
    "/etc/passwd",
    "a/b",
    "-e@/etc/shadow",
    ".hidden",
    "a..b",
    "leaf[1:9]",
    "leaf*",
    "!leaf1",
    "leaf1:leaf2",
    "leaf1,leaf2",
    "{{ lookup('pipe', 'id') }}",
    "{% raw %}",
    "leaf1\nleaf2",
    "leaf1\x1b[2J",
    "leaf\0",
    "leaf 1",
    "leaf\u202e1",
    "x" * 10_000,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_give_way_to_the_serial_number(name: str) -> None:
    names, (warning,) = name_devices([device("S1", name), device("S2", "leaf2")], "hostname")
    assert names == ["S1", "leaf2"]
    assert "is no name for a host" in warning
    assert warning.isprintable()
    assert len(warning) < 400


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_serial_numbers_are_left_out(name: str) -> None:
    names, (warning,) = name_devices([device(name), device("S2", "leaf2")], "serial")
    assert names == [None, "S2"]
    assert warning.startswith("Devices are left out")


@pytest.mark.parametrize("name", ["leaf1", "leaf1.example.com", "LEAF_1", "7050x", "SSJ17115585", "alle", "a" * 253])
def test_usable_names(name: str) -> None:
    assert usable_name(name)


def test_names_of_other_sources_are_not_taken_over() -> None:
    names, warnings = name_devices([device("S1", "leaf1"), device("S2", "S2")], "hostname", {"leaf1", "S2"})
    assert names == ["S1", None]
    assert [warning.rpartition(": ")[2] for warning in warnings] == ["leaf1.", "S2."]


def test_groups_of_tags() -> None:
    devices = [device("S1", dc=["a b", "c"]), device("S2", dc=["a-b"], role=["x"])]
    groups, shared = tag_groups(devices, lambda name: name.replace(" ", "_").replace("-", "_"))
    assert groups == {
        ("dc", "a b"): "tag_dc_a_b",
        ("dc", "a-b"): "tag_dc_a_b",
        ("dc", "c"): "tag_dc_c",
        ("role", "x"): "tag_role_x",
    }
    assert shared == ["dc:a b", "dc:a-b"]
    assert "dc:a b, dc:a-b" in same_group_warning(shared)


def test_a_device_of_which_little_is_known() -> None:
    said: list[str] = []
    answers: Any = Answers(
        {
            "inventory.v1.Device": [{"key": {"device_id": "S2"}}, {"key": {"device_id": "S1"}, "hostname": "leaf1"}],
            "inventory.v1.ProvisionedDevice": errors.ForbiddenError("is forbidden", host="cvp"),
            "tag.v2.TagAssignment": [
                {"key": {"device_id": "gone", "label": "a", "value": "b"}},
                {"key": {"device_id": "S1", "label": "a", "value": "z"}},
                {"key": {"device_id": "S1", "label": "a", "value": "b"}},
            ],
        }
    )
    first, second = read_devices(answers, DeviceSelection(), said.append)
    assert (first["serial"], first["hostname"], first["tags"]) == ("S1", "leaf1", {"a": ["b", "z"]})
    assert second == {
        **dict.fromkeys(("hostname", "fqdn", "domain_name", "model", "eos_version", "hardware_revision"), ""),
        "serial": "S2",
        "mac_address": "",
        "address": "",
        "streaming": False,
        "boot_time": None,
        "features": {},
        "tags": {},
    }
    assert len(said) == 1
    assert said[0].startswith("Management addresses are not known: cvp: is forbidden.")


@pytest.mark.parametrize(("filters", "count"), [((), 1), (({"hostname": "a"}, {"hostname": "b"}), 2)])
def test_streaming_is_a_filter_of_each(filters: tuple[Any, ...], count: int) -> None:
    answers: Any = Answers({})
    assert (
        read_devices(answers, DeviceSelection(filters=filters, streaming_only=True, tags="none", addresses=False)) == []
    )
    asked = answers.asked["inventory.v1.Device"]
    assert [one.streaming_status for one in asked] == [2] * count


def test_tags_addresses_and_streaming_of_devices() -> None:
    answers: Any = Answers(
        {
            "inventory.v1.Device": [
                {"key": {"device_id": "S1"}, "hostname": "leaf1", "streaming_status": "active"},
                {"key": {"device_id": "S2"}, "hostname": "leaf2", "streaming_status": "inactive"},
            ],
            "inventory.v1.ProvisionedDevice": [
                {"key": {"device_id": "S1"}, "ip_address": "192.0.2.1"},
                {"key": {"device_id": "S2"}, "ipv6_address": "2001:db8::2"},
                {"key": {"device_id": "gone"}, "ip_address": "192.0.2.9"},
            ],
            "tag.v2.Element": [
                {"key": {"primary_id": "S1", "type": "device"}},
                {"key": {"primary_id": "S2", "secondary_id": "Ethernet1", "type": "interface"}},
            ],
        }
    )
    found = read_devices(answers, DeviceSelection(tags="none"))
    assert [(one["address"], one["streaming"]) for one in found] == [("192.0.2.1", True), ("2001:db8::2", False)]
    assert "tag.v2.TagAssignment" not in answers.asked
    chosen = read_devices(answers, DeviceSelection(tag_query="role:leaf", tags="all", addresses=False))
    assert [(one["serial"], one["address"]) for one in chosen] == [("S1", "")]
    (all_tags,) = answers.asked["tag.v2.TagAssignment"]
    read_devices(answers, DeviceSelection(tags="user"))
    (of_users,) = answers.asked["tag.v2.TagAssignment"]
    assert (all_tags.tag_creator_type == 0, of_users.tag_creator_type == 0) == (True, False)


def test_a_tag_query_that_is_not_understood_is_named() -> None:
    answers: Any = Answers({"tag.v2.Element": errors.InvalidError("no", code="INVALID_ARGUMENT")})
    with pytest.raises(errors.InvalidError) as raised:
        read_devices(answers, DeviceSelection(tag_query="((("))
    assert str(raised.value) == "no. Check tag_query."
