# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find devices of the inventory by serial number, hostname, FQDN, system MAC or address."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterable

from ..resources.models import suggest
from ..resources.plain import PlainResources
from ..workflows.errors import DeviceError

DEVICE: t.Final = "inventory.v1.Device"
PROVISIONED: t.Final = "inventory.v1.ProvisionedDevice"
#: Filters of a request for devices; where more are needed, all devices are read.
MOST_FILTERS: t.Final = 100
#: A MAC address as CloudVision writes it, as EOS does (001c.73aa.bb01), or with hyphens.
MAC: t.Final = re.compile(r"[0-9a-f]{2}([:-][0-9a-f]{2}){5}|[0-9a-f]{4}(\.[0-9a-f]{4}){2}", re.IGNORECASE)
ACTIVE: t.Final = "STREAMING_STATUS_ACTIVE"


def id_of(device: dict[str, t.Any]) -> str:
    """A device's id, its serial number."""
    return str(device["key"]["device_id"])


def streams(device: dict[str, t.Any]) -> bool:
    """Whether a device streams."""
    return device.get("streaming_status") == ACTIVE


class DeviceInventory:
    """The inventory, read once, or as far as it is asked for by `read`."""

    def __init__(self, objects: PlainResources) -> None:
        self._objects = objects
        self._by_name: dict[str, list[dict[str, t.Any]]] | None = None
        self._some: dict[str, list[dict[str, t.Any]]] = {}
        self._addresses: dict[str, str] | None = None

    def find(self, name: str, address: bool = False) -> dict[str, t.Any] | None:
        """A device by its id, hostname, FQDN or system MAC; None where there is none.

        :param address: whether it may be an IP address as well.
        :raises DeviceError: where several have the name.
        """
        found = self._devices_named(name)
        if not found and address:
            device_id = self._by_address().get(name)
            found = self._devices_by_name().get(device_id.lower(), []) if device_id else []
        if len(found) > 1:
            raise DeviceError(
                f"{len(found)} devices are called '{name}': {', '.join(sorted(id_of(one) for one in found))}.",
                hint="Give the id of the one that is meant.",
            )
        return found[0] if found else None

    def need(self, name: str) -> dict[str, t.Any]:
        """A device by its id, hostname or FQDN.

        :raises DeviceError: where there is none, with the nearest names.
        """
        found = self.find(name)
        if found is not None:
            return found
        near = self.nearest(name)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        raise DeviceError(
            f"CloudVision has no device '{name}'.{meant}",
            hint="Devices are named by id, hostname, FQDN or system MAC address.",
            nearest=near,
        )

    def nearest(self, name: str) -> list[str]:
        """The names of devices that come near to one, the best first."""
        return suggest(name, self._devices_by_name(), 3)

    def ids(self, names: Iterable[str]) -> list[str]:
        """The ids of devices."""
        return [id_of(self.need(name)) for name in names]

    def read(self, names: Iterable[str], ids: Iterable[str] = ()) -> None:
        """Read some devices in one call. All are read where these are many, or others are asked for.

        :param ids: names that are known to be ids.
        """
        filters: list[dict[str, t.Any]] = [{"key": {"device_id": one}} for one in dict.fromkeys(ids)]
        for name in dict.fromkeys(names):
            filters += _name_filters(name) if name else []
        if self._by_name is None and 0 < len(filters) <= MOST_FILTERS:
            self._some = _by_name(self._objects.list(DEVICE, *filters))

    def _devices_named(self, name: str) -> list[dict[str, t.Any]]:
        """The devices of a name."""
        if self._by_name is None and _comparable(name) in self._some:
            return self._some[_comparable(name)]
        return self._devices_by_name().get(_comparable(name), [])

    def _devices_by_name(self) -> dict[str, list[dict[str, t.Any]]]:
        if self._by_name is None:
            self._by_name = _by_name(self._objects.list(DEVICE))
        return self._by_name

    def _by_address(self) -> dict[str, str]:
        if self._addresses is None:
            self._addresses = {}
            for device in self._objects.list(PROVISIONED):
                for name in ("ip_address", "ipv6_address"):
                    if device.get(name):
                        self._addresses[_address_text(device[name])] = id_of(device)
        return self._addresses


def _name_filters(name: str) -> list[dict[str, t.Any]]:
    """Filters that find a device by any of its names."""
    if MAC.fullmatch(name):
        mac = _comparable(name)
        return [{"system_mac_address": form} for form in dict.fromkeys((name, mac, mac.upper()))]
    forms = list(dict.fromkeys((name, name.lower())))
    return [{"key": {"device_id": name}}, *({field: form} for form in forms for field in ("hostname", "fqdn"))]


def _by_name(devices: Iterable[dict[str, t.Any]]) -> dict[str, list[dict[str, t.Any]]]:
    """Devices by id, hostname, FQDN and system MAC in lower case."""
    found: dict[str, list[dict[str, t.Any]]] = {}
    for device in devices:
        names = [id_of(device), *(device.get(field, "") for field in ("hostname", "fqdn", "system_mac_address"))]
        for name in dict.fromkeys(_comparable(name) for name in names):
            if name:
                found.setdefault(name, []).append(device)
    return found


def _comparable(name: str) -> str:
    """A name to be compared: in lower case, a MAC address with colons."""
    if not MAC.fullmatch(name):
        return name.lower()
    digits = re.sub("[^0-9a-f]", "", name.lower())
    return ":".join(digits[place : place + 2] for place in range(0, len(digits), 2))


def _address_text(address: t.Any) -> str:
    """An address, which newer packages wrap."""
    return str(address["value"] if isinstance(address, dict) else address)
