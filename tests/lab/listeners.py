# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The sockets of a switch: they follow its configuration and its faults."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from .eos import service
from .eos.acl import Arrival
from .eos.switch import Switch
from .eos.views import ApiSettings
from .faults import Faults
from .pki import Authorities
from .server import EapiServer
from .sockets import Door, private_unix_socket
from .stats import Stats
from .tls import Material, Tls, Unusable

#: Seconds between a change of the configuration and the sockets' following: the reply has to get out first.
SETTLE = 0.05
#: Seconds that a request which is being answered may hold up the closing of connections.
GRACE = 0.3
#: The servers of the network, which need HTTPS to be right; the others are local.
NETWORK = ("https", "http")
_SILENT = logging.getLogger("lab.access")
_SILENT.disabled = True


class _Handler(RequestHandler):
    """Counts the connections that got through their handshake."""

    __slots__ = ("stats",)
    stats: Stats

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        tls = transport.get_extra_info("ssl_object")
        if tls is not None:
            self.stats.tls_handshakes += 1
            self.stats.tls_resumed += bool(tls.session_reused)
        super().connection_made(transport)


class _Server(web.Server):
    """Makes the handlers; called for each accepted connection, before its handshake."""

    def __init__(self, eapi: EapiServer, kind: str) -> None:
        super().__init__(lambda request: eapi.handle(request, kind), request_factory=_request)
        self.stats: Stats = eapi.stats

    def __call__(self) -> RequestHandler:
        self.stats.connections += 1
        handler = _Handler(self, loop=asyncio.get_running_loop(), access_log=_SILENT)
        handler.stats = self.stats
        return handler


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    return web.BaseRequest(message, payload, protocol, writer, task, asyncio.get_running_loop(), client_max_size=2**30)


class Follower(Protocol):
    """A server of another protocol."""

    async def follow(self) -> None:
        """Open and close sockets until they are as the configuration wants them."""

    async def close(self) -> None:
        """Close all listeners permanently."""


@dataclass(frozen=True)
class Wanted:
    """A socket that there is to be: an address and a port, or the path of a unix socket.

    ``vrf`` is the one whose access groups guard it ("" for none), ``material`` what TLS is served with (None: without
    TLS), ``number`` the port as configured, ``dscp`` the mark of its packets.
    """

    kind: str
    address: str
    port: int = 0
    number: int = 0
    vrf: str = ""
    material: Material | None = None
    dscp: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What tells the sockets of a switch apart."""
        return self.kind, self.address


@dataclass(frozen=True)
class Plan:
    """What the configuration asks for now.

    ``settings`` are those whose change restarts the service. ``broken`` says that the servers of the network cannot
    start, ``error`` what the web server says of it.
    """

    sockets: dict[tuple[str, str], Wanted]
    settings: tuple[Any, ...]
    broken: bool = False
    error: str = ""


@dataclass
class Listener:
    """An open socket and what it serves."""

    wanted: Wanted
    socket: asyncio.AbstractServer
    server: _Server

    async def close(self, *, abort: bool = False) -> None:
        """Close the socket and its connections; ``abort``: without waiting for the peers' ends of TLS."""
        self.socket.close()
        await self.drop_connections(abort=abort)

    async def drop_connections(self, *, abort: bool = False) -> None:
        """Close the connections, but not the socket."""
        transports = [handler.transport for handler in self.server.connections if handler.transport is not None]
        await self.server.shutdown(0.01)
        for transport in transports if abort else ():
            transport.abort()

    def drop_denied(self, admits: Callable[[tuple[Any, ...]], bool]) -> None:
        """Cut the connections that would not be let in any more."""
        for handler in self.server.connections:
            peer = (
                handler.transport.get_extra_info("peername")
                if handler.transport is not None and not handler.transport.is_closing()
                else None
            )
            if peer and handler.transport is not None and not admits(peer):
                handler.transport.abort()


class Listeners:
    """The listeners of one switch."""

    def __init__(
        self, switch: Switch, eapi: EapiServer, faults: Faults, authorities: Authorities, socket_path: Path
    ) -> None:
        self.switch = switch
        self.eapi = eapi
        self.faults = faults
        self.tls = Tls(switch, faults, authorities)
        self.socket_path = socket_path
        #: Seconds that a restart of the service takes.
        self.restart_seconds = switch.spec.restart_seconds
        self.open: dict[tuple[str, str], Listener] = {}
        #: Servers of other protocols, which follow and close with these.
        self.others: list[Follower] = []
        #: Why a socket that the configuration asks for is not open.
        self.failures: dict[tuple[str, str], OSError] = {}
        #: Whether the listeners are closed permanently.
        self.closed = False
        self._settings: tuple[Any, ...] = ()
        self._lock = asyncio.Lock()
        self._ending = asyncio.Event()

    # -- what there should be ------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """What the configuration asks for now."""
        if not self.switch.powered:
            return Plan({}, ())
        api = self.switch.view.api
        settings: tuple[Any, ...] = (dataclasses.replace(api, vrf_settings=()),)
        if not api.enabled:
            return Plan({}, settings)
        material, broken, error = None, False, ""
        if api.https:
            try:
                material = self.tls.material()
            except Unusable as reason:
                broken, error = True, str(reason)
            self.eapi.trusted = material.trusted if material is not None else []
        network = [] if broken or self.faults.active("refuse") else self._network(api, material)
        wanted = [*network, *self._local(api)]
        return Plan({each.key: each for each in wanted}, (*settings, material, broken, error), broken, error)

    def _network(self, api: ApiSettings, material: Material | None) -> list[Wanted]:
        """The sockets of HTTPS and HTTP: at every address of every VRF that serves the API."""
        presented = None if self.faults.active("plain-http") else material
        kinds = [
            (kind, number, presented if kind == "https" else None)
            for kind, number, on in (("https", api.https_port, api.https), ("http", api.http_port, api.http))
            if on
        ]
        return [
            Wanted(kind, place.address, service.lab_port(number), number, place.vrf, tls, api.dscp)
            for kind, number, tls in kinds
            for place in service.reachable_places(self.switch)
        ]

    def _local(self, api: ApiSettings) -> list[Wanted]:
        """The sockets for programs on the switch itself."""
        found = []
        if api.local_http:
            found.append(Wanted("local", self.switch.address, api.local_http_port, api.local_http_port))
        if api.unix_socket:
            found.append(Wanted("unix", str(self.socket_path)))
        return found

    # -- following -----------------------------------------------------------------------------------------------

    async def follow(self) -> None:
        """Open and close sockets until they are as wanted; one that cannot be opened is in ``failures``."""
        async with self._lock:
            if self.closed:
                return
            plan = self.plan()
            if self.open and plan.sockets and plan.settings != self._settings:
                await self._restart(plan)
                plan = self.plan()
            if self._ending.is_set():
                return
            self._settings = plan.settings
            await self._close_unwanted(plan)
            await self._open_missing(plan)
            for listener in self.open.values():
                listener.drop_denied(self._guard(listener.wanted))
            self._report(plan)

    async def _restart(self, plan: Plan) -> None:
        """The service goes away for a moment: sockets that move are closed, the others answer 502."""
        self.eapi.restarting = True
        self.switch.api.running = {}
        await self._answered()
        await self._close_unwanted(plan)
        self._report_ports()
        await asyncio.gather(*(listener.drop_connections() for listener in self.open.values()))
        try:
            await asyncio.wait_for(self._ending.wait(), self.restart_seconds)
        except TimeoutError:
            self.eapi.restarting = False

    async def _answered(self) -> None:
        """Let the requests that are being answered get their replies, for a short time."""
        try:
            await asyncio.wait_for(self.eapi.idle.wait(), GRACE)
        except TimeoutError:
            return

    async def _close_unwanted(self, plan: Plan) -> None:
        leaving = [listener for key, listener in self.open.items() if plan.sockets.get(key) != listener.wanted]
        if leaving:
            await self._answered()
        for listener in leaving:
            del self.open[listener.wanted.key]
            await listener.close()
            if listener.wanted.kind == "unix":
                self.socket_path.unlink(missing_ok=True)

    async def _open_missing(self, plan: Plan) -> None:
        self.failures = {}
        for key, wanted in plan.sockets.items():
            if key not in self.open:
                try:
                    self.open[key] = await self._listen(wanted)
                except OSError as error:  # a port in use: as on a switch, the server does not come up
                    self.failures[key] = error
        for other in self.others:
            try:
                await other.follow()
            except OSError as error:
                self.failures[type(other).__name__, ""] = error

    def taken(self) -> OSError | None:
        """The failure of a socket that is somebody else's: not one that the switch itself asks for twice."""
        own = {(listener.wanted.address, listener.wanted.port) for listener in self.open.values()}
        wanted = self.plan().sockets
        for key, error in self.failures.items():
            if key not in wanted or (wanted[key].address, wanted[key].port) not in own:
                return error
        return None

    async def _listen(self, wanted: Wanted) -> Listener:
        server = _Server(self.eapi, wanted.kind)
        loop = asyncio.get_running_loop()
        if wanted.kind == "unix":
            listening = private_unix_socket(self.socket_path)
            return Listener(wanted, await loop.create_unix_server(server, sock=listening), server)
        context = self.tls.context(wanted.material) if wanted.material is not None else None
        door = Door(wanted.address, wanted.port, self._guard(wanted), wanted.dscp)
        return Listener(wanted, await loop.create_server(server, sock=door, ssl=context), server)

    def _guard(self, wanted: Wanted) -> Callable[[tuple[Any, ...]], bool]:
        """Whether a socket accepts a peer: what the access group of its VRF says at that moment."""
        if not wanted.vrf:
            return lambda _peer: True
        return lambda peer: service.admits(
            self.switch, wanted.vrf, Arrival(peer[0], peer[1], wanted.address, wanted.number)
        )

    def _report_ports(self) -> dict[str, int]:
        """Tell the switch where its sockets are: kind → port."""
        real = self.switch.api
        ports = {kind: listener.wanted.port for (kind, _address), listener in self.open.items()}
        real.https_port, real.http_port = ports.get("https"), ports.get("http")
        real.local_http_port = ports.get("local")
        real.unix_socket = str(self.socket_path) if "unix" in ports else None
        return ports

    def _report(self, plan: Plan) -> None:
        """Tell the switch which servers run, and where."""
        api, real, ports = self.switch.view.api, self.switch.api, self._report_ports()
        real.error = plan.error
        real.running = {kind: port for kind, port in ports.items() if kind not in NETWORK}
        real.vrfs = () if plan.broken or not api.enabled else self._vrfs(plan)
        for kind, on, number in (("https", api.https, api.https_port), ("http", api.http, api.http_port)):
            wanted = [key for key in plan.sockets if key[0] == kind]
            if on and real.vrfs and (kind in ports or not wanted):
                real.running[kind] = service.lab_port(number)

    def _vrfs(self, plan: Plan) -> tuple[str, ...]:
        """The VRFs that are served: not those where every socket failed. A VRF without an address counts as served."""
        failed = {plan.sockets[key].vrf for key in self.failures if key in plan.sockets}
        alive = {listener.wanted.vrf for listener in self.open.values()}
        return tuple(vrf for vrf in service.served_vrfs(self.switch) if vrf not in failed - alive)

    async def close(self) -> None:
        """Close everything for good: a change that was about to be followed opens nothing any more."""
        self.closed = True
        self._ending.set()
        async with self._lock:
            for listener in self.open.values():
                await listener.close(abort=True)
            self.open.clear()
            for other in self.others:
                await other.close()
            self.socket_path.unlink(missing_ok=True)
