# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""redirector.v1: every device, and the tenant of every token, is served by this one cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .base import Effect

if TYPE_CHECKING:
    from ..service import World

ASSIGNMENT = "redirector.v1.Assignment"
#: The system that stands for the tenant of the token.
TENANT = "*"


class Redirector(Effect):
    """Assignments follow the inventory."""

    models: ClassVar[tuple[str, ...]] = (ASSIGNMENT,)

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._host = ""

    def opened(self, host: str) -> None:
        """From now on CloudVision is at HOST:PORT."""
        self._host = host
        self.known(TENANT)
        for device in self.state.table("inventory.v1.Device").values():
            self.known(device.key.device_id.value)

    def hosts(self, system: str) -> list[str]:
        """The hosts of the cluster that serves a system, none where nothing does."""
        found = self.state.get(ASSIGNMENT, systemId=system)
        return [host for cluster in (found.clusters.values if found else ()) for host in cluster.hosts.values]

    def known(self, device_id: str) -> None:
        if self._host:
            clusters = {"values": [{"name": "lab", "hosts": {"values": [self._host]}}]}
            self.state.set(ASSIGNMENT, {"key": {"systemId": device_id}, "clusters": clusters})

    def gone(self, device_id: str) -> None:
        key: Any = self.state.catalog[ASSIGNMENT].key()  # type: ignore[misc]
        key.system_id.value = device_id
        self.state.table(ASSIGNMENT).delete(key)
