# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Devices by what people call them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.devices import (
    DEVICE,
    MOST_FILTERS,
    PROVISIONED,
    DeviceInventory,
    id_of,
    streams,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import DeviceError
from support.fake_objects import FakeObjects

MAC = "00:1c:73:00:00:01"
ROWS = [
    {"key": {"device_id": "S1"}, "hostname": "leaf1", "fqdn": "leaf1.example.net", "system_mac_address": MAC},
    {"key": {"device_id": "S2"}, "hostname": "Leaf2", "fqdn": ""},
    {"key": {"device_id": "S3"}, "hostname": "twin"},
    {"key": {"device_id": "S4"}, "hostname": "twin"},
]
ADDRESSES = [
    {"key": {"device_id": "S1"}, "ip_address": {"value": "192.0.2.1"}},
    {"key": {"device_id": "S2"}, "ip_address": "192.0.2.2", "ipv6_address": "2001:db8::2"},
    {"key": {"device_id": "S9"}, "ip_address": "192.0.2.9"},
]


class Counted(FakeObjects):
    """Counts its lists."""

    def __init__(self) -> None:
        super().__init__({DEVICE: ROWS, PROVISIONED: ADDRESSES})
        self.lists: list[tuple[str, int]] = []

    def list(self, name: str, *filters: Any, custom: Any = None) -> Any:
        self.lists.append((name, len(filters)))
        return super().list(name, *filters, custom=custom)


@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize(
    ("name", "device_id"),
    [("S1", "S1"), ("leaf1", "S1"), ("LEAF1", "S1"), ("leaf1.example.net", "S1"), ("leaf2", "S2"), ("s2", "S2")]
    + [(form, "S1") for form in (MAC, MAC.upper(), "001c.7300.0001", "00-1C-73-00-00-01")],
)
def test_a_device_by_any_of_its_names(read: bool, name: str, device_id: str) -> None:
    inventory = DeviceInventory(Counted())
    if read:
        inventory.read([name])
    assert id_of(inventory.need(name)) == device_id
    assert inventory.ids([name, "S3"]) == [device_id, "S3"]


def test_a_few_devices_are_read_by_their_names_in_one_call() -> None:
    objects = Counted()
    inventory = DeviceInventory(objects)
    inventory.read(["leaf1", "S3", "leaf1", ""])
    assert inventory.ids(["leaf1", "S3"]) == ["S1", "S3"]
    assert objects.lists == [(DEVICE, 8)]  # two ids, and three forms of names as hostname and as FQDN
    assert inventory.ids(["leaf2"]) == ["S2"]
    assert objects.lists[1:] == [(DEVICE, 0)]
    inventory.read(["leaf1"])
    assert len(objects.lists) == 2


@pytest.mark.parametrize(("count", "filters"), [(20, MOST_FILTERS - 2), (21, None), (0, None)])
def test_many_devices_are_read_with_all_others(count: int, filters: int | None) -> None:
    objects = Counted()
    DeviceInventory(objects).read([f"Name{number}" if number else "leaf1" for number in range(count)])
    assert objects.lists == ([] if filters is None else [(DEVICE, filters)])


def test_devices_by_ids_and_by_their_macs() -> None:
    objects = Counted()
    inventory = DeviceInventory(objects)
    inventory.read([MAC.upper()], ids=[f"S{number}" for number in range(90)])
    assert objects.lists == [(DEVICE, 92)]
    assert inventory.ids([MAC.upper()]) == ["S1"]


def test_a_name_that_several_devices_have() -> None:
    inventory = DeviceInventory(Counted())
    inventory.read(["twin"])
    with pytest.raises(DeviceError, match="2 devices are called 'twin': S3, S4") as raised:
        inventory.find("twin")
    assert "Give the id" in str(raised.value)


def test_an_unknown_name_tells_the_nearest() -> None:
    with pytest.raises(DeviceError, match=r"CloudVision has no device 'leaf11'\. Did you mean 'leaf1'") as raised:
        DeviceInventory(Counted()).need("leaf11")
    assert "leaf1" in raised.value.details()["nearest"]
    with pytest.raises(DeviceError, match=r"CloudVision has no device 'xyzzy'\. Devices are named"):
        DeviceInventory(Counted()).need("xyzzy")
    assert DeviceInventory(Counted()).find("xyzzy") is None


@pytest.mark.parametrize(
    ("address", "device_id"), [("192.0.2.1", "S1"), ("192.0.2.2", "S2"), ("2001:db8::2", "S2"), ("192.0.2.9", None)]
)
def test_an_address_names_a_device_where_that_is_allowed(address: str, device_id: str | None) -> None:
    objects = Counted()
    inventory = DeviceInventory(objects)
    assert inventory.find(address) is None
    found = inventory.find(address, address=True)
    assert (id_of(found) if found else None) == device_id
    inventory.find(address, address=True)
    assert [name for name, _filters in objects.lists] == [DEVICE, PROVISIONED]


def test_only_an_active_device_streams() -> None:
    assert streams({"streaming_status": "STREAMING_STATUS_ACTIVE"})
    assert not streams({"streaming_status": "STREAMING_STATUS_INACTIVE"})
    assert not streams({})
