# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The sockets of a switch: they follow its configuration and its faults."""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from .eos.switch import Switch
from .faults import CERTIFICATE_FAULTS, Fault, Faults
from .pki import Authorities, Pair
from .server import EapiServer
from .ssh import SshService
from .stats import Stats

#: Ports that need no privilege, in place of the default ones.
LAB_PORTS = {443: 8443, 80: 8000}
#: Seconds between a change of the configuration and the sockets' following: the reply has to get out first.
SETTLE = 0.05
#: Names that the certificate of a switch with such an address is good for as well.
_LOCAL = {"127.0.0.1": ("localhost",), "::1": ("localhost",)}
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


@dataclass
class Listener:
    """An open socket and what it serves."""

    wanted: tuple[Any, ...]
    socket: asyncio.AbstractServer
    server: _Server

    async def close(self, *, abort: bool = False) -> None:
        """Close the socket and its connections; ``abort``: without waiting for the peers' ends of TLS."""
        self.socket.close()
        transports = [handler.transport for handler in self.server.connections if handler.transport is not None]
        await self.server.shutdown(0.01)
        for transport in transports if abort else ():
            transport.abort()


class Listeners:
    """The listeners of one switch."""

    def __init__(
        self, switch: Switch, eapi: EapiServer, faults: Faults, authorities: Authorities, socket_path: Path
    ) -> None:
        self.switch = switch
        self.eapi = eapi
        self.faults = faults
        self.authorities = authorities
        self.socket_path = socket_path
        self.open: dict[str, Listener] = {}
        #: Servers of other protocols, which follow and close with these.
        self.others: list[SshService] = []
        #: Why a socket that the configuration asks for is not open.
        self.failure = ""
        self._contexts: dict[str, ssl.SSLContext] = {}
        self.closed = False
        self._lock = asyncio.Lock()

    def wanted(self) -> dict[str, tuple[Any, ...]]:
        """Which listeners there should be: kind → (address or path, port, TLS)."""
        api = self.switch.view.api
        address = self.switch.address
        found: dict[str, tuple[Any, ...]] = {}
        if not api.enabled:
            return found
        if self.switch.is_reachable() and not self.faults.active("refuse"):
            if api.https:
                port = LAB_PORTS.get(api.https_port, api.https_port)
                found["https"] = (address, port, not self.faults.active("plain-http"))
            if api.http:
                found["http"] = (address, LAB_PORTS.get(api.http_port, api.http_port), False)
        if api.local_http:
            found["local"] = (address, api.local_http_port, False)
        if api.unix_socket:
            found["unix"] = (str(self.socket_path), 0, False)
        return found

    async def follow(self) -> None:
        """Open and close sockets until they are as wanted; raises OSError where one cannot be opened."""
        async with self._lock:
            if self.closed:
                return
            wanted = self.wanted()
            for kind, listener in list(self.open.items()):
                if wanted.get(kind) != listener.wanted:
                    del self.open[kind]
                    await listener.close()
                    if kind == "unix":
                        self.socket_path.unlink(missing_ok=True)
            for other in self.others:
                await other.follow()
            for kind, place in wanted.items():
                if kind not in self.open:
                    self.open[kind] = await self._listen(kind, place)
            self._report()

    def _report(self) -> None:
        ports = {kind: listener.wanted[1] for kind, listener in self.open.items()}
        api = self.switch.api
        api.https_port, api.http_port = ports.get("https"), ports.get("http")
        api.local_http_port = ports.get("local")
        api.unix_socket = str(self.socket_path) if "unix" in self.open else None

    async def _listen(self, kind: str, place: tuple[Any, ...]) -> Listener:
        server = _Server(self.eapi, kind)
        loop = asyncio.get_running_loop()
        if kind == "unix":
            self.socket_path.unlink(missing_ok=True)
            mask = os.umask(0o177)
            try:
                return Listener(place, await loop.create_unix_server(server, place[0]), server)
            finally:
                os.umask(mask)
        host, port, tls = place
        context = self._context("") if tls else None
        return Listener(place, await loop.create_server(server, host, port, ssl=context, reuse_address=True), server)

    async def close(self) -> None:
        """Close everything for good: a change that was about to be followed opens nothing any more."""
        async with self._lock:
            self.closed = True
            for listener in self.open.values():
                await listener.close(abort=True)
            self.open.clear()
            for other in self.others:
                await other.close()
            self.socket_path.unlink(missing_ok=True)

    # -- TLS -----------------------------------------------------------------------------------------------------

    def _context(self, fault: str) -> ssl.SSLContext:
        """The TLS context for the right certificate, or for a faulty one; each connection chooses when it begins."""
        if fault not in self._contexts:
            hosts = (self.switch.address, self.switch.name, *_LOCAL.get(self.switch.address, ()))
            make = self.authorities.faulty_certificate
            pair = make(fault, *hosts) if fault else self.authorities.server_certificate(*hosts)
            self._contexts[fault] = self._make_context(pair)
        return self._contexts[fault]

    def _make_context(self, pair: Pair) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = pair.write(Path(folder), "server")
            context.load_cert_chain(certificate, key)
        spec = self.switch.spec
        trusted = [*spec.trusted_client_certificates]
        if spec.trust_client_ca:
            trusted.append(self.authorities.client.certificate_pem.decode())
        if trusted:
            context.load_verify_locations(cadata="\n".join(trusted))
            context.verify_mode = ssl.CERT_OPTIONAL
        context.sni_callback = self._choose
        return context

    def _choose(self, tls: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        fault: Fault | None = self.faults.take(*CERTIFICATE_FAULTS)
        if fault is not None:
            tls.context = self._context(fault.name)
