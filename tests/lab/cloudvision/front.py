# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The one port of CloudVision: takes TLS off, and hands HTTP/2 to the gRPC server, HTTP/1.1 to the login API.

Both listen on loopback for the front alone. The front tells them, by the port it connects from, which certificate the
client showed. It also does what a gRPC server cannot be asked to do: to reset a stream, or to cut a connection. The
server sends a marker as a message; where the front finds it in a DATA frame, it puts RST_STREAM in its place
(RFC 9113, section 6.4), or cuts the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from ..faults import Fault
from ..pki import Authorities, Pair
from .faults import CERTIFICATE_FAULTS, CloudVisionFaults
from .stats import CloudVisionStats

#: Messages that the front does not pass on; 32 bytes that no message begins with.
RESET = b"\xff\xfe-lab-reset-this-stream-\xfe\xff-----"
CUT = b"\xff\xfe-lab-cut-the-connection\xfe\xff-----"
PREFACE = b"PRI"
FRAME_HEAD = 9
DATA, RST_STREAM = 0, 3
CANCEL, INTERNAL_ERROR = 8, 2
MESSAGE_HEAD = 5
CHUNK = 256 * 1024


def rst_stream(stream: int, code: int) -> bytes:
    """An RST_STREAM frame."""
    return b"\0\0\4" + bytes([RST_STREAM, 0]) + struct.pack(">II", stream, code)


class Frames:
    """Cuts what an HTTP/2 server sends into frames, and looks for markers."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._ended: set[int] = set()

    def feed(self, data: bytes) -> tuple[bytes, list[int], bool]:
        """What to pass on, the streams that were reset, and whether to cut the connection after that."""
        self._rest += data
        out, at = bytearray(), 0
        reset: list[int] = []
        while len(self._rest) - at >= FRAME_HEAD:
            length = int.from_bytes(self._rest[at : at + 3], "big")
            end = at + FRAME_HEAD + length
            if len(self._rest) < end:
                break
            frame = bytes(self._rest[at:end])
            at = end
            stream = int.from_bytes(frame[5:9], "big") & 0x7FFFFFFF
            if stream in self._ended and frame[3] == DATA:
                continue
            kept, marker = self._search(frame, stream)
            out += kept
            if marker == CUT:
                return bytes(out), reset, True
            if marker == RESET:
                self._ended.add(stream)
                reset.append(stream)
        del self._rest[:at]
        return bytes(out), reset, False

    @staticmethod
    def _search(frame: bytes, stream: int) -> tuple[bytes, bytes]:
        """A frame, or what there is before a marker in it and the reset; and the marker."""
        if frame[3] != DATA:
            return frame, b""
        for marker in (RESET, CUT):
            place = frame.find(marker)
            if place >= 0:
                payload = frame[FRAME_HEAD : max(FRAME_HEAD, place - MESSAGE_HEAD)]
                before = len(payload).to_bytes(3, "big") + b"\0\0" + frame[5:9] + payload if payload else b""
                return before + (rst_stream(stream, INTERNAL_ERROR) if marker == RESET else b""), marker
        return frame, b""


@dataclass(frozen=True)
class Place:
    """Where a listener listens."""

    address: str
    port: int
    tls: bool


class Front:
    """The port. ``listeners.follow()`` of a switch has the same meaning here."""

    def __init__(
        self, address: str, port: int, faults: CloudVisionFaults, authorities: Authorities, stats: CloudVisionStats
    ) -> None:
        self.address, self.port = address, port
        self.faults = faults
        self.authorities = authorities
        self.stats = stats
        #: The inner servers' ports.
        self.grpc_port = self.http_port = 0
        #: Port that the front connects from → name in the client's certificate.
        self.certificates: dict[int, str] = {}
        self._server: asyncio.AbstractServer | None = None
        self._place: Place | None = None
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._connections: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()
        self._closed = False

    # -- the socket ----------------------------------------------------------------------------------------------

    async def follow(self) -> None:
        """Open or close the port as the faults want it; where it cannot be opened, ``failure`` says why."""
        try:
            await self.open()
        except OSError as error:
            self.failure = str(error)

    async def open(self) -> None:
        """The same; raises OSError where the port cannot be opened."""
        async with self._lock:
            wanted = None
            if not self._closed and not self.faults.active("refuse"):
                wanted = Place(self.address, self.port, not self.faults.active("plain-text"))
            if wanted == self._place:
                return
            await self._shut()
            if wanted is not None:
                context = self._context("") if wanted.tls else None
                self._server = await asyncio.start_server(
                    self._accept, wanted.address, wanted.port, ssl=context, limit=CHUNK, reuse_address=True
                )
            self._place = wanted

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        connections = list(self._connections)
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def close(self) -> None:
        """Close the port and every connection."""
        async with self._lock:
            self._closed = True
            await self._shut()
            self._place = None

    # -- connections ---------------------------------------------------------------------------------------------

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, after its handshake."""
        tls = writer.get_extra_info("ssl_object")
        self.stats.connections += 1
        self.stats.tls_handshakes += tls is not None
        try:
            first = await reader.readexactly(len(PREFACE))
            http2 = first == PREFACE
            port = self.grpc_port if http2 else self.http_port
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port, limit=CHUNK)
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()
            return
        local = inner_writer.get_extra_info("sockname")[1]
        name = _certificate_name(tls)
        if name:
            self.certificates[local] = name
        inner_writer.write(first)
        try:
            frames = Frames() if http2 else None
            async with asyncio.TaskGroup() as group:
                group.create_task(_pass(reader, inner_writer))
                group.create_task(_pass_back(inner_reader, writer, inner_writer, frames))
        except* OSError:
            pass
        finally:
            self.certificates.pop(local, None)
            task = asyncio.current_task()
            # A port that closes does so at once: a client may wait for more than that TLS takes its leave.
            cut = task is not None and bool(task.cancelling())
            for one in (writer, inner_writer):
                one.transport.abort() if cut or one.transport.is_closing() else one.close()

    # -- TLS -----------------------------------------------------------------------------------------------------

    def _context(self, fault: str) -> ssl.SSLContext:
        if fault not in self._contexts:
            hosts = (self.address, "cloudvision", "cloudvision.example")
            make = self.authorities.faulty_certificate
            pair = make(fault, *hosts) if fault else self.authorities.server_certificate(*hosts)
            self._contexts[fault] = self._make_context(pair)
        return self._contexts[fault]

    def _make_context(self, pair: Pair) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["h2", "http/1.1"])
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = pair.write(Path(folder), "server")
            context.load_cert_chain(certificate, key)
        context.load_verify_locations(cadata=self.authorities.client.certificate_pem.decode())
        context.verify_mode = ssl.CERT_OPTIONAL
        context.sni_callback = self._choose
        return context

    def _choose(self, tls: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        fault: Fault | None = self.faults.take(*CERTIFICATE_FAULTS)
        if fault is not None:
            tls.context = self._context(fault.name)


def _certificate_name(tls: ssl.SSLObject | None) -> str:
    """The first word of the common name in the client's certificate, nothing without one."""
    binary = tls.getpeercert(binary_form=True) if tls is not None else None
    if not binary:
        return ""
    names = x509.load_der_x509_certificate(binary).subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value).split()[0] if names else ""


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes; when it ends, end the other side."""
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _pass_back(
    reader: asyncio.StreamReader, client: asyncio.StreamWriter, server: asyncio.StreamWriter, frames: Frames | None
) -> None:
    """Pass the server's bytes on to the client, and see to the markers."""
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            if frames is not None:
                data, reset, cut = frames.feed(data)
                for stream in reset:
                    server.write(rst_stream(stream, CANCEL))
                if cut:
                    client.transport.abort()
                    server.transport.abort()
                    return
            client.write(data)
            await client.drain()
    client.close()
    server.close()
