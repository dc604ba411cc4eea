# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""redirector.v1: every device is served by this one cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .base import Effect

if TYPE_CHECKING:
    from ..service import World

ASSIGNMENT = "redirector.v1.Assignment"


class Redirector(Effect):
    """Assignments follow the inventory."""

    models: ClassVar[tuple[str, ...]] = (ASSIGNMENT,)

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._host = ""

    def opened(self, host: str) -> None:
        """From now on CloudVision is at HOST:PORT."""
        self._host = host
        for device in self.state.table("inventory.v1.Device").values():
            self.known(device.key.device_id.value)

    def known(self, device_id: str) -> None:
        if self._host:
            clusters = {"values": [{"name": "lab", "hosts": {"values": [self._host]}}]}
            self.state.set(ASSIGNMENT, {"key": {"systemId": device_id}, "clusters": clusters})

    def gone(self, device_id: str) -> None:
        key: Any = self.state.catalog[ASSIGNMENT].key()  # type: ignore[misc]
        key.system_id.value = device_id
        self.state.table(ASSIGNMENT).delete(key)
