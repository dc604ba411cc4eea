# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Onboard and decommission devices, and wait until they stream (inventory.v1)."""

from __future__ import annotations

import typing as t
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...common.polling import Poller
from ..errors import InputError
from ..inventory.devices import DEVICE, DeviceInventory, id_of, streams
from ..resources.plain import PlainResources
from ..workspaces.edits import diff
from .errors import DeviceError, LateError

ONBOARDING: t.Final = "inventory.v1.DeviceOnboarding"
DECOMMISSIONING: t.Final = "inventory.v1.DeviceDecommissioning"
FIELDS: t.Final = ("hostname", "fqdn", "model_name", "software_version", "system_mac_address")

DeviceTarget = t.Literal["onboarded", "decommissioned", "streaming"]


@dataclass(frozen=True)
class DeviceRequest:
    """The target state of devices.

    :ivar devices: names, ids or, to onboard, addresses at which CloudVision reaches them.
    :ivar options: of third-party devices.
    :ivar force: decommission although tasks are in progress.
    """

    target: DeviceTarget
    devices: Sequence[str]
    device_type: str = "eos"
    profile: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    force: bool = False
    wait: bool = True
    check: bool = False

    def __post_init__(self) -> None:
        check_names(self.devices)
        if self.force and self.target != "decommissioned":
            raise InputError("force is for 'state: decommissioned'.")
        if (self.profile or self.options) and self.target != "onboarded":
            raise InputError("profile_name and device_config are for 'state: onboarded'.")
        if not self.wait and self.target == "streaming":
            raise InputError("'state: streaming' does nothing but wait: leave 'wait' out.")


def check_names(names: Sequence[str]) -> None:
    """Refuse a list of devices that cannot be meant."""
    if not names:
        raise InputError("devices is empty: name one device at least.")
    if any(not name.strip() for name in names):
        raise InputError("devices holds an empty name.")
    if len(set(names)) != len(names):
        raise InputError("devices names one twice.")


def summary(device: dict[str, t.Any]) -> dict[str, t.Any]:
    """A device as a task returns it."""
    return {
        "device_id": id_of(device),
        "streaming": streams(device),
        **{name: device.get(name, "") for name in FIELDS},
    }


class Onboarding:
    """Onboards and decommissions devices of one CloudVision.

    :raises CloudVisionError: from every method.
    """

    def __init__(self, objects: PlainResources, poller: Poller) -> None:
        self.objects = objects
        self.poller = poller
        self._begun = False

    def carry_out(self, request: DeviceRequest) -> dict[str, t.Any]:
        """Carry out a request, or predict it; returns the task's result."""
        actions = {"onboarded": self._onboard, "decommissioned": self._decommission, "streaming": self._stream}
        try:
            return actions[request.target](request)
        except (DeviceError, LateError) as error:
            raise error.after(self._begun) from None

    # --- Onboarding ---

    def _onboard(self, request: DeviceRequest) -> dict[str, t.Any]:
        inventory = DeviceInventory(self.objects)
        known = {name: inventory.find(name, address=True) for name in request.devices}
        new = [name for name in request.devices if known[name] is None]
        result = self._devices_result(new, "not in the inventory", "onboarded")
        if request.check:
            result["devices"] = [summary(device) for device in known.values() if device is not None]
            return result
        requests = {name: self._begin_onboarding(name, request) for name in new}
        if not request.wait:
            result["request_ids"] = requests
            result["devices"] = [summary(device) for device in known.values() if device is not None]
            return result
        ids = {name: self._onboarded(name, request_id) for name, request_id in requests.items()}
        ids.update({name: id_of(device) for name, device in known.items() if device is not None})
        result["devices"] = [summary(self._streaming(name, ids[name])) for name in request.devices]
        return result

    def _begin_onboarding(self, name: str, request: DeviceRequest) -> str:
        request_id = str(uuid.uuid4())
        values: dict[str, t.Any] = {
            "key": {"request_id": request_id},
            "hostname_or_ip": name,
            "device_type": request.device_type,
            "profile_name": request.profile,
        }
        if request.options:
            values["device_config"] = {"options": dict(request.options)}
        self.objects.set(f"{ONBOARDING}Config", values)
        self._begun = True
        self.poller.say(f"onboarding of {name} has begun")
        return request_id

    def _onboarded(self, name: str, request_id: str) -> str:
        """Wait until CloudVision has taken a device up; returns its id."""
        found = self._finished(ONBOARDING, request_id, f"the onboarding of '{name}'")
        self.poller.say(f"{name} is onboarded as {found.get('device_id', '')}")
        return str(found.get("device_id", ""))

    def _streaming(self, name: str, device_id: str) -> dict[str, t.Any]:
        """Wait until a device streams."""
        called = f"device '{name}'" if name == device_id else f"device '{name}' ({device_id})"

        def look() -> dict[str, t.Any] | None:
            device = self.objects.get(DEVICE, {"device_id": device_id})
            if device is not None and streams(device):
                return device
            self.poller.say(f"{called} does not stream yet")
            return None

        found = self.poller.until(look, lambda: self._silent(called, device_id))
        self.poller.say(f"{called} streams")
        return found

    def _silent(self, called: str, device_id: str) -> LateError:
        return LateError(
            f"{called} does not stream to CloudVision after {self.poller.seconds:g} s.",
            hint="Check on the device that TerminAttr runs ('show daemon TerminAttr'), that it reaches CloudVision, "
            "and its enrollment token; or raise wait_timeout.",
            device_id=device_id,
        )

    def _stream(self, request: DeviceRequest) -> dict[str, t.Any]:
        if request.check:
            inventory = DeviceInventory(self.objects)
            known = (inventory.find(name) for name in request.devices)
            return {"changed": False, "devices": [summary(device) for device in known if device is not None]}
        ids = [(name, id_of(self._there(name))) for name in request.devices]
        return {
            "changed": False,
            "devices": [summary(self._streaming(name, device_id)) for name, device_id in ids],
        }

    def _there(self, name: str) -> dict[str, t.Any]:
        """Wait until a device is in the inventory: it registers itself when it streams for the first time."""

        def look() -> dict[str, t.Any] | None:
            inventory = DeviceInventory(self.objects)
            inventory.read([name])
            found = inventory.find(name)
            if found is None:
                self.poller.say(f"device '{name}' is not in the inventory yet")
            return found

        def late() -> LateError:
            near = DeviceInventory(self.objects).nearest(name)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            return LateError(
                f"device '{name}' is not in the inventory after {self.poller.seconds:g} s.{meant}",
                hint="Check its name, and on the device that TerminAttr runs ('show daemon TerminAttr').",
                nearest=near,
            )

        return self.poller.until(look, late)

    # --- Decommissioning ---

    def _decommission(self, request: DeviceRequest) -> dict[str, t.Any]:
        inventory = DeviceInventory(self.objects)
        known = {name: device for name in request.devices if (device := inventory.find(name, address=True)) is not None}
        result = self._devices_result(list(known), "in the inventory", "decommissioned")
        result["devices"] = [summary(device) for device in known.values()]
        if request.check:
            return result
        requests = {name: self._begin_decommissioning(id_of(device), request) for name, device in known.items()}
        if not request.wait:
            result["request_ids"] = requests
            return result
        for name, request_id in requests.items():
            self._finished(DECOMMISSIONING, request_id, f"the decommissioning of '{name}'")
            self._await_removal(name, id_of(known[name]))
        return result

    def _begin_decommissioning(self, device_id: str, request: DeviceRequest) -> str:
        request_id = str(uuid.uuid4())
        values: dict[str, t.Any] = {"key": {"request_id": request_id}, "device_id": device_id}
        if request.force:
            values["force"] = True
        self.objects.set(f"{DECOMMISSIONING}Config", values)
        self._begun = True
        self.poller.say(f"decommissioning of {device_id} has begun")
        return request_id

    def _await_removal(self, name: str, device_id: str) -> None:
        def look() -> bool | None:
            return True if self.objects.get(DEVICE, {"device_id": device_id}) is None else None

        self.poller.until(look, lambda: LateError(f"device '{name}' is still in the inventory.", device_id=device_id))

    # --- Both ---

    def _finished(self, model: str, request_id: str, what: str) -> dict[str, t.Any]:
        """Wait for the end of a request; returns its report.

        :raises DeviceError: where it failed.
        """

        def look() -> dict[str, t.Any] | None:
            report = self.objects.get(model, {"request_id": request_id}) or {}
            status = str(report.get("status", "")).rpartition("_STATUS_")[2]
            if status == "FAILURE":
                words = str(report.get("error") or report.get("status_message") or "without a reason")
                raise DeviceError(f"{what} failed: {words.strip().rstrip('.')}.", request_id=request_id)
            if report.get("status_message"):
                self.poller.say(f"{what}: {report['status_message']}")
            return report if status == "SUCCESS" else None

        return self.poller.until(
            look,
            lambda: LateError(f"{what} has not ended within {self.poller.seconds:g} s.", request_id=request_id),
        )

    @staticmethod
    def _devices_result(names: Sequence[str], before: str, after: str) -> dict[str, t.Any]:
        result: dict[str, t.Any] = {"changed": bool(names)}
        if names:
            result["diff"] = [diff(f"device {name}", f"{before}\n", f"{after}\n") for name in names]
        return result
