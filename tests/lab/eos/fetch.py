# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Files that a switch fetches from elsewhere: ``copy https://… certificate:NAME``, by http, https, scp and sftp."""

from __future__ import annotations

import asyncio
import base64
import http.client
import re
import ssl
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from .errors import CommandError

if TYPE_CHECKING:
    from .switch import Switch

#: Seconds that a fetch may take, and the number of bytes that a file may have.
TIMEOUT = 10.0
LIMIT = 10_000_000
_URL = re.compile(
    r"(?P<scheme>https?|scp|sftp):(?://)?"
    r"(?:(?P<user>[^:@/]*)(?::(?P<password>[^@/]*))?@)?"
    r"(?P<host>\[[0-9a-fA-F:]+\]|[^:/@\[\]]+)(?::(?P<port>\d+))?/(?P<path>.*)"
)
_PORTS = {"http": 80, "https": 443, "scp": 22, "sftp": 22}


def is_remote(url: str) -> bool:
    """Whether a URL is one of another host."""
    return url.partition(":")[0] in _PORTS


def without_password(url: str) -> str:
    """A URL as it may be printed."""
    matched = _URL.fullmatch(url)
    if not matched or matched["password"] is None:
        return url
    start, end = matched.span("password")
    return url[: start - 1] + url[end:]


@dataclass
class Fetch:
    """One file of another host.

    ``source`` is the switch's address to go out from, or "" for any. ``password`` is used where the URL has none.
    """

    url: str
    source: str = ""
    password: str = field(default="", repr=False)

    def text(self) -> str:
        """Fetch the file, in :data:`TIMEOUT` at most; raises CommandError with the reason why that is not possible."""
        matched = _URL.fullmatch(self.url)
        try:
            if not matched:
                raise ValueError("Invalid argument")
            if matched["scheme"] in ("http", "https"):
                content = self._by_http(matched)
            else:
                content = asyncio.run(asyncio.wait_for(self._by_ssh(matched), TIMEOUT))
        except TimeoutError:
            reason = "Connection timed out"
        except ssl.SSLError as error:
            reason = f"SSL connect error: {error.reason}"
        except OSError as error:
            reason = error.strerror or str(error)
        except (http.client.HTTPException, ValueError) as error:
            reason = str(error) or type(error).__name__
        else:
            return content.decode("utf-8", "replace")
        raise CommandError(f"Error copying {without_password(self.url)} ({reason})")

    def _by_http(self, url: re.Match[str]) -> bytes:
        """The server's certificate is not verified, and redirections are not followed."""
        host, port = url["host"].strip("[]"), int(url["port"] or _PORTS[url["scheme"]])
        source = (self.source, 0) if self.source else None
        connection: http.client.HTTPConnection
        if url["scheme"] == "https":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection = http.client.HTTPSConnection(
                host, port, timeout=TIMEOUT, source_address=source, context=context
            )
        else:
            connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT, source_address=source)
        headers = {}
        if url["user"]:
            secret = f"{unquote(url['user'])}:{self._password(url)}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(secret).decode()}"
        try:
            connection.request("GET", f"/{url['path']}", headers=headers)
            reply = connection.getresponse()
            if reply.status != http.HTTPStatus.OK:
                raise ValueError(f"The requested URL returned error: {reply.status} {reply.reason}")
            return _read(reply)
        finally:
            connection.close()

    def _password(self, url: re.Match[str]) -> str:
        return self.password if url["password"] is None else unquote(url["password"])

    async def _by_ssh(self, url: re.Match[str]) -> bytes:
        """A path after one slash is relative to the user's home, after two it is absolute; host keys are not known."""
        import asyncssh  # an import of its own costs a tenth of a second

        options: dict[str, Any] = {
            "port": int(url["port"] or 22),
            "known_hosts": None,
            "client_keys": None,
            "agent_path": None,
        }
        options |= {"username": unquote(url["user"] or "admin"), "password": self._password(url)}
        if self.source:
            options["local_addr"] = (self.source, 0)
        try:
            async with asyncssh.connect(url["host"].strip("[]"), config=None, **options) as connection:
                if url["scheme"] == "scp":
                    return await _by_scp(connection, url["path"])
                async with (
                    connection.start_sftp_client() as client,
                    client.open(url["path"], "rb") as stream,
                ):
                    return await stream.read(LIMIT)
        except asyncssh.PermissionDenied:
            raise ValueError("Permission denied") from None
        except asyncssh.Error as error:
            raise ValueError(error.reason or type(error).__name__) from None


async def _by_scp(connection: Any, path: str) -> bytes:
    import asyncssh

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "file")
        await asyncssh.scp((connection, path), str(target))
        return target.read_bytes()  # noqa: ASYNC240  (a loop of its own)


def _read(reply: http.client.HTTPResponse) -> bytes:
    """The body, as long as it comes in time and is no larger than it may be."""
    content, ends = b"", time.monotonic() + TIMEOUT
    while piece := reply.read1(65536):
        content += piece
        if len(content) > LIMIT:
            raise ValueError("File too large")
        if time.monotonic() > ends:
            raise TimeoutError
    return content


def source_address(switch: Switch, vrf: str) -> str:
    """The address to go out from in a VRF: "" in the default one; CommandError where nothing leads out of the VRF."""
    if vrf == "default":
        return ""
    for interface in switch.interfaces.values():
        if interface.vrf == vrf and not interface.shutdown:
            for address in (*interface.addresses, *interface.addresses6):
                return address.split("/")[0]
    raise CommandError(f"Network is unreachable in VRF {vrf}")
