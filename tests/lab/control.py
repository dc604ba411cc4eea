# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The control socket of a running lab: one JSON object a line in, one out.

Operations: ``who`` → ``{pid, switches}``; ``status``; ``stats``; ``fault`` (switch, name, times, seconds, delay, path,
match; ``name: clear`` switches off); ``reset`` (counters to zero); ``stop``. A failure is ``{"error": "…"}``.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
from pathlib import Path
from typing import Any

from .network import Lab, LabSwitch
from .sockets import private_unix_socket

#: The name of CloudVision where one of a switch may stand.
CLOUDVISION = "cloudvision"
#: Seconds that an answer may take.
TIMEOUT = 10.0


class ControlError(Exception):
    """The lab does not answer, or refuses."""


class Control:
    """Serves the control socket in the lab's thread; ``stopped`` is set when somebody asks the lab to stop."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.stopped = threading.Event()
        self._server: asyncio.AbstractServer | None = None

    def start(self) -> None:
        """Open the socket (mode 0600)."""
        self.lab.call(self._start())

    async def _start(self) -> None:
        listening = private_unix_socket(self.lab.control_path)
        self._server = await asyncio.start_unix_server(self._serve, sock=listening)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                answer = await self._answer(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                answer = {"error": str(error)}
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        writer.close()

    async def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        operation = request.get("op")
        if operation == "who":
            return {"pid": os.getpid(), "switches": len(self.lab)}
        if operation == "status":
            found = self.lab.cloudvision.status() if self.lab.has_cloudvision else None
            return {"switches": {switch.name: _status(switch) for switch in self.lab}, CLOUDVISION: found}
        if operation == "stats":
            per_switch = {switch.name: switch.stats.as_dict() for switch in self.lab}
            found = self.lab.cloudvision.stats.as_dict() if self.lab.has_cloudvision else None
            return {"total": self.lab.stats.as_dict(), "switches": per_switch, CLOUDVISION: found}
        if operation == "reset":
            for switch in self.lab:
                switch.stats.reset()
            if self.lab.has_cloudvision:
                self.lab.cloudvision.stats.reset()
            return {}
        if operation == "fault":
            return await self._fault(request)
        if operation == "stop":
            self.stopped.set()
            return {}
        raise ValueError(f"unknown operation {operation!r}")

    async def _fault(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request.get("switch")
        if name == CLOUDVISION and not self.lab.has_cloudvision:
            raise ValueError("this lab has no CloudVision: start it with --cloudvision")
        if name is not None and name != CLOUDVISION and name not in self.lab.switches:
            raise ValueError(f"there is no switch {name!r}; there are {', '.join(self.lab.switches)}")
        wanted = ("times", "seconds", "delay", "path", "match", "lines")
        options = {key: request[key] for key in wanted if request.get(key) is not None}
        targets: list[Any] = [self.lab[name]] if name in self.lab.switches else list(self.lab)
        for target in [self.lab.cloudvision] if name == CLOUDVISION else targets:
            if request["name"] == "clear":
                target.faults.clear()
            else:
                target.faults.add(request["name"], **options)
            await target.listeners.follow()
        return {}


def _status(switch: LabSwitch) -> dict[str, Any]:
    return {
        "address": switch.address,
        "eos": switch.switch.eos,
        "https": switch.https_port,
        "http": switch.http_port,
        "local_http": switch.local_http_port,
        "unix_socket": switch.unix_socket,
        "kept": switch.switch.running.kept(),
    }


def ask(path: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Send one request to a lab's control socket and return the answer; raises ControlError."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(TIMEOUT)
            connection.connect(str(path))
            connection.sendall(json.dumps(request).encode() + b"\n")
            with connection.makefile("rb") as stream:
                line = stream.readline()
    except OSError as error:
        raise ControlError(f"no lab answers at {path}: {error.strerror or error}") from error
    answer: dict[str, Any] = json.loads(line) if line else {"error": "the lab closed the connection"}
    if "error" in answer:
        raise ControlError(answer["error"])
    return answer
