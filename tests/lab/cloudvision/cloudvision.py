# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What tests see of the lab's CloudVision."""

from __future__ import annotations

import asyncio
import errno
import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import topology
from ..faults import Fault
from .accounts import TOKEN, USERS, Accounts
from .effects.changecontrol import ChangeControls
from .effects.events import Events
from .effects.inventory import ACTIVE, INACTIVE, Inventory
from .effects.redirector import Redirector
from .effects.tags import Tags
from .faults import LISTENER_FAULTS, CloudVisionFaults
from .front import Front
from .login import LoginApi
from .service import Received, Service, World
from .spec import CloudVisionSpec
from .stats import CloudVisionStats
from .store import State

if TYPE_CHECKING:
    from ..network import Lab

ADMIN, READER = "cvpadmin", "viewer"


class CloudVision:
    """The CloudVision of a lab."""

    name = "cloudvision"
    username, password = ADMIN, USERS[ADMIN][0]
    reader, reader_password = READER, USERS[READER][0]

    def __init__(self, lab: Lab, spec: CloudVisionSpec) -> None:
        self._lab = lab
        self.spec = spec
        self.faults = CloudVisionFaults()
        self.stats = CloudVisionStats()
        self.world = World(lab, spec, self.faults)
        #: Tokens that last for a year: one may do everything, one may only read.
        self.token = self.accounts.issue("aerie", TOKEN, ("network-admin",)).text
        self.read_only_token = self.accounts.issue("auditor", TOKEN, ("network-operator",)).text
        self.token_path = lab.state / "cloudvision.token"
        self._front: Front | None = None
        self._service = Service(self.world, {}, self.stats)
        self._http: asyncio.Server | None = None

    # -- start and stop ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the port on an address of its own, and write the token's file; raises OSError."""
        self.world.start()
        grpc_port = self._service.start()
        for attempt in range(5):
            address = topology.random_addresses(1)[0][0]
            front = Front(address, self.spec.port, self.faults, self._lab.authorities, self.stats)
            front.certificates = self._service.certificates
            front.grpc_port = grpc_port
            try:
                self._lab.call(self._open(front))
                break
            except OSError as error:
                if error.errno != errno.EADDRINUSE or attempt == 4:
                    raise
        self.world.effects.one(Redirector).opened(f"{self.address}:{self.port}")
        self.faults.changed = self._fault_changed
        _write_private(self.token_path, self.token)

    async def _open(self, front: Front) -> None:
        if self._http is None:
            hosts = self.world.effects.one(Redirector).hosts
            api = LoginApi(self.accounts, self.faults, self.stats, self.spec, hosts)
            self._http = await asyncio.get_running_loop().create_server(api.server(), "127.0.0.1", 0)
        front.http_port = self._http.sockets[0].getsockname()[1]
        await front.open()
        self._front = front

    def stop(self) -> None:
        """Close everything; call it before the lab's thread ends."""
        self.faults.changed = lambda _fault: None
        self._lab.call(self._close())
        self._service.stop()
        self.world.clock.stop()

    async def _close(self) -> None:
        if self._front is not None:
            await self._front.close()
        if self._http is not None:
            self._http.close()
            self._http = None

    def _fault_changed(self, fault: Fault | None) -> None:
        if fault is None or fault.name in LISTENER_FAULTS:
            target: Any = self  # like a switch: it has listeners that follow
            self._lab.follow(target, after=None if fault is None or fault.until is None else fault)

    def status(self) -> dict[str, Any]:
        """Where it is, as the lab's command line shows it."""
        return {"address": self.address, "port": self.port, "version": self.spec.version}

    # -- what there is to see ------------------------------------------------------------------------------------

    @property
    def listeners(self) -> Front:
        """The port that follows the faults."""
        assert self._front is not None, "CloudVision was not started"
        return self._front

    @property
    def address(self) -> str:
        """CloudVision's own loopback address."""
        return self.listeners.address

    @property
    def port(self) -> int:
        """The port for gRPC and the login API."""
        return self.listeners.port

    @property
    def ca_path(self) -> Path:
        """The CA that signed the server's certificate."""
        return self._lab.ca_path

    @property
    def accounts(self) -> Accounts:
        """Users, tokens and sessions (``expire()``, ``issue()``, ``revoke()``)."""
        return self.world.accounts

    @property
    def state(self) -> State:
        """The objects: ``state.get("inventory.v1.Device", deviceId="…")``, ``state.set(model, {…})``."""
        return self.world.state

    @property
    def received(self) -> deque[Received]:
        """The last calls that were let in."""
        return self._service.received

    @property
    def failures(self) -> list[str]:
        """Tracebacks of the effects; there should never be any."""
        return self.world.clock.failures

    def add_devices(self, count: int, prefix: str = "device", tags: bool = True) -> list[str]:
        """Add devices that exist in CloudVision alone; returns their ids. Every hundredth does not stream.

        ``tags`` gives each three tags: ``role``, ``dc`` and ``rack``.
        """
        return self._inventory.add(count, prefix, tags)

    def tag_device(self, device_id: str, **tags: str) -> None:
        """Give a device tags in the mainline, label by label."""
        self.world.effects.one(Tags).assign(device_id, tags)

    def stop_change_control(self, identity: str, user: str = "somebody else") -> None:
        """Let somebody else stop a change control that is running."""
        self.world.effects.one(ChangeControls).stop(identity, user)

    def add_event(
        self,
        title: str,
        severity: str = "warning",
        event_type: str = "LAB_EVENT",
        description: str = "",
        device_id: str = "",
    ) -> Any:
        """Let an event happen now; ``severity``: info, warning, error, critical or debug."""
        return self.world.effects.one(Events).add(title, severity, event_type, description, device_id)

    def set_streaming(self, device_id: str, active: bool) -> None:
        """Let a device begin or cease to stream."""
        self._inventory.stream(device_id, ACTIVE if active else INACTIVE)

    def device_id(self, switch: str) -> str:
        """The id of one of the lab's switches, by its name."""
        return self._lab[switch].switch.hardware.serial

    @property
    def _inventory(self) -> Inventory:
        return self.world.effects.one(Inventory)

    def get(self, model: str, **key: Any) -> Any:
        """The value of an object by the fields of its key (JSON names), None where there is none."""
        return self.state.get(model, **key)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text + "\n")
