# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""inventory.v1: the devices are the lab's switches, and any number of others that exist here alone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar

from google.protobuf.message import Message

from .base import Change, Effect, invalid

if TYPE_CHECKING:
    from ...network import LabSwitch

INACTIVE, ACTIVE = 1, 2
IN_PROGRESS, FAILURE, SUCCESS = 1, 2, 3
DEVICE, PROVISIONED = "inventory.v1.Device", "inventory.v1.ProvisionedDevice"
#: Models and releases of devices that are not switches of the lab, in turn.
MODELS = ("DCS-7050SX3-48YC8", "DCS-7280SR3-48YC8", "DCS-7010TX-48", "DCS-7060CX2-32S", "vEOS-lab")
RELEASES = ("4.33.2F", "4.32.4M", "4.31.6M", "4.30.9M")


class Inventory(Effect):
    """Onboarding and decommissioning add and remove devices."""

    models: ClassVar[tuple[str, ...]] = (
        "inventory.v1.DeviceOnboardingConfig",
        "inventory.v1.DeviceDecommissioningConfig",
    )

    def start(self) -> None:
        if self.world.spec.onboarded:
            for switch in self.world.lab:
                self.bring_in(switch)
        self.add(self.world.spec.devices)

    # -- devices -------------------------------------------------------------------------------------------------

    def switch_of(self, device_id: str) -> LabSwitch | None:
        """The lab's switch with this serial number."""
        return next((one for one in self.world.lab if one.switch.hardware.serial == device_id), None)

    def bring_in(self, switch: LabSwitch, status: int = ACTIVE) -> str:
        """Put one of the lab's switches into the inventory, or update it; returns its id."""
        hardware, serial = switch.switch.hardware, switch.switch.hardware.serial
        domain = switch.switch.fqdn.partition(".")[2]
        device = self._device(serial, switch.switch.hostname, domain, hardware.model, switch.switch.eos, status)
        device.system_mac_address.value = hardware.system_mac
        device.boot_time.FromSeconds(int(switch.switch.boot_time))
        device.extended_attributes.feature_enabled.update({"Danz": False, "Mlag": False})
        self.state.table(DEVICE).put(device)
        provisioned = self.state.make(
            PROVISIONED, {"key": {"deviceId": serial}, "status": "PROVISIONING_STATUS_SUCCESS"}
        )
        provisioned.ztp_mode.value = False
        provisioned.ip_address.value = switch.address
        self.state.table(PROVISIONED).put(provisioned)
        self.world.effects.known(serial)
        return serial

    def _device(self, serial: str, name: str, domain: str, model: str, release: str, status: int) -> Any:
        device = self.state.catalog[DEVICE].message()
        device.key.device_id.value = serial
        device.hostname.value = name
        device.domain_name.value = domain
        device.fqdn.value = f"{name}.{domain}" if domain else name
        device.model_name.value = model
        device.hardware_revision.value = "01.00"
        device.software_version.value = release
        device.streaming_status = status
        return device

    def add(self, count: int, prefix: str = "device", tags: bool = True) -> list[str]:
        """Add devices that exist here alone; every hundredth does not stream. Returns their ids.

        ``tags`` gives each three tags: ``role``, ``dc`` and ``rack``.
        """
        table = self.state.table(DEVICE)
        first, booted = len(table.rows) + 1, int(time.time()) - 86400
        ids = []
        for number in range(first, first + count):
            serial, name = f"LAB{number:08}", f"{prefix}{number:05}"
            status = INACTIVE if number % 100 == 0 else ACTIVE
            model, release = MODELS[number % len(MODELS)], RELEASES[number % len(RELEASES)]
            device = self._device(serial, name, "lab.example", model, release, status)
            device.system_mac_address.value = ":".join(
                f"{0x021C74000000 + number:012x}"[at : at + 2] for at in range(0, 12, 2)
            )
            device.boot_time.FromSeconds(booted)
            table.put(device)
            if tags:
                self._tag(serial, number)
            ids.append(serial)
        return ids

    def _tag(self, device_id: str, number: int) -> None:
        from .tags import Tags

        role = ("leaf", "leaf", "leaf", "spine")[number % 4]
        tags = {"role": role, "dc": f"dc{number % 5 + 1}", "rack": f"r{number // 20 + 1:03}"}
        self.world.effects.one(Tags).assign(device_id, tags)
        self.world.effects.one(Tags).add_element(device_id)

    def stream(self, device_id: str, status: int) -> None:
        """Let a device begin or cease to stream."""
        table = self.state.table(DEVICE)
        with self.state.lock:
            device: Any = table.model.message()
            device.CopyFrom(table.get(self._key(device_id)))
            device.streaming_status = status
            table.put(device)

    def _key(self, device_id: str) -> Any:
        key: Any = self.state.catalog[DEVICE].key()  # type: ignore[misc]
        key.device_id.value = device_id
        return key

    # -- requests ------------------------------------------------------------------------------------------------

    def check(self, change: Change) -> None:
        wanted = "device_id" if change.model.name.endswith("DecommissioningConfig") else "hostname_or_ip"
        if not getattr(change.after, wanted).value:
            raise invalid(f"{wanted} must be set")

    def applied(self, change: Change) -> Message:
        if change.model.name.endswith("DecommissioningConfig"):
            self.begin_decommissioning(change.after)
        else:
            self.later(lambda: self._onboard(change.after))
        return change.incoming  # type: ignore[no-any-return]

    def _report(self, model: str, request: Any, status: int, error: str = "", device_id: str = "") -> None:
        report = self.state.catalog[model].message()
        report.key.CopyFrom(request.key)
        report.status = status
        if error:
            report.error.value = error
        if device_id:
            report.device_id.value = device_id
        self.state.table(model).put(report)

    def _onboard(self, request: Any) -> None:
        self._report("inventory.v1.DeviceOnboarding", request, IN_PROGRESS)
        self.later(lambda: self._onboarded(request))

    def _onboarded(self, request: Any) -> None:
        model, host = "inventory.v1.DeviceOnboarding", request.hostname_or_ip.value
        if self.world.faults.take("onboarding-fails"):
            self._report(model, request, FAILURE, f"failed to onboard {host}: connection refused")
            return
        found = [one for one in self.world.lab if host in (one.address, one.name, one.switch.hostname, one.switch.fqdn)]
        if not found:
            self._report(model, request, FAILURE, f"failed to resolve or reach {host}")
            return
        serial = self.bring_in(found[0], INACTIVE)
        self._report(model, request, SUCCESS, device_id=serial)
        if not self.world.faults.take("never-streams"):
            self.later(lambda: self.stream(serial, ACTIVE))

    def begin_decommissioning(self, request: Any) -> None:
        """Start to decommission a device."""
        self.later(lambda: self._decommission(request))

    def _decommission(self, request: Any) -> None:
        self._report("inventory.v1.DeviceDecommissioning", request, IN_PROGRESS)
        self.later(lambda: self._decommissioned(request))

    def _decommissioned(self, request: Any) -> None:
        model, device_id = "inventory.v1.DeviceDecommissioning", request.device_id.value
        if self.world.faults.take("decommissioning-fails"):
            self._report(model, request, FAILURE, f"failed to decommission {device_id}: tasks are in progress")
            return
        if not self.state.table(DEVICE).delete(self._key(device_id)):
            self._report(model, request, FAILURE, f"device {device_id} does not exist")
            return
        self.state.table(PROVISIONED).delete(self._key(device_id))
        self.world.effects.gone(device_id)
        self._report(model, request, SUCCESS)
