# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The Inventory & Topology Studio: a document of inputs with an entry for each device that was accepted.

Where devices wait to be accepted, studios configure none that the document does not have.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from .base import Effect
from .inventory import DEVICE, Inventory

if TYPE_CHECKING:
    from ...network import LabSwitch

STUDIO = "TOPOLOGY"
INPUTS = "studio.v1.Inputs"


class Topology(Effect):
    """What the studio knows of devices."""

    models: ClassVar[tuple[str, ...]] = ("studio_topology.v1.DeviceState",)

    def start(self) -> None:
        self.state.set("studio.v1.Studio", {"key": {"studioId": STUDIO}, "displayName": "Inventory & Topology"})

    def known(self, device_id: str) -> None:
        """A switch that CloudVision takes up is accepted at once, unless the lab says otherwise."""
        switch = self.world.effects.one(Inventory).switch_of(device_id)
        if self.world.spec.accepted and switch is not None and device_id not in self.accepted(""):
            self._put([*self._entries(""), self._entry(device_id, switch)])

    def forget(self, device_id: str) -> None:
        """A workspace with the decommissioning of a device was submitted."""
        self._put([entry for entry in self._entries("") if _id_of(entry) != device_id])

    def accepted(self, workspace: str) -> set[str]:
        """The devices that the studio has, as a workspace sees it."""
        return {_id_of(entry) for entry in self._entries(workspace)}

    def configurable(self, workspace: str) -> set[str]:
        """The devices that studios configure."""
        devices = {device.key.device_id.value for device in self.state.table(DEVICE).values()}
        return devices if self.world.spec.accepted else devices & self.accepted(workspace)

    def _entries(self, workspace: str) -> list[Any]:
        from .studio import Inputs

        document = self.world.effects.one(Inputs).value(STUDIO, workspace, [])
        found = document.get("devices") if isinstance(document, dict) else None
        return found if isinstance(found, list) else []

    def _entry(self, device_id: str, switch: LabSwitch) -> dict[str, Any]:
        hardware = switch.switch.hardware
        device = {
            "hostname": switch.switch.hostname,
            "macAddress": hardware.system_mac,
            "modelName": hardware.model,
            "interfaces": [],
        }
        return {"tags": {"query": f"device:{device_id}"}, "inputs": {"device": device}}

    def _put(self, entries: list[Any]) -> None:
        key = {"studioId": STUDIO, "workspaceId": "", "path": {}}
        document = {"devices": entries}
        with self.state.lock:
            self.state.set(INPUTS, {"key": key, "inputs": json.dumps(document, separators=(",", ":"))})


def _id_of(entry: Any) -> str:
    return str(entry["tags"]["query"]).removeprefix("device:")
