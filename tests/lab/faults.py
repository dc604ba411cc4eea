# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Faults that a switch can be given by name, each for a number of times or of seconds."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: Name → what happens.
FAULTS = {
    "drop-before-reply": "the request is read, nothing runs, the connection is cut",
    "drop-after-applying": "the commands run, the connection is cut before the reply",
    "bad-gateway": "502 with an HTML page; nothing runs",
    "unavailable": "503 with an HTML page; nothing runs",
    "vanish": "the commands run, the connection is cut, and the ports stay closed for DELAY seconds (default 5)",
    "gateway-timeout": "504 with an HTML page, after the commands have run",
    "server-error": "500 with an HTML page, after the commands have run",
    "internal-error": "the JSON-RPC error -32603 for no request, after the commands have run",
    "internal-exception": "the error 1001 of no command, after the commands have run",
    "slow": "the reply comes after DELAY seconds (default 5)",
    "late": "the commands run after DELAY seconds (default 5), whether the client still waits or not",
    "rival": "somebody else enters the configuration LINES just before the commands run",
    "expired-cookies": "every cookie session is gone before the request is looked at",
    "garbage-body": "200 with a body that is not JSON; nothing runs",
    "truncated-json": "the reply is cut in its middle, its length being right",
    "string-data": "the entries of error.data before the failing one are JSON texts in strings",
    "printed-errors": "requests for text get no error: it stands in the output, and the commands after it run",
    "wrong-id": "the reply carries another request's id",
    "not-eapi": "a plain web server: a page for everything",
    "wrong-certificate": "the server certificate is of an unknown CA",
    "expired-certificate": "the server certificate has expired",
    "name-mismatch": "the server certificate is of another host",
    "plain-http": "the HTTPS port speaks http without TLS",
    "cut-upload": "the connection on which a file comes over SSH is cut after a piece of it",
    "refuse": "the HTTP and HTTPS ports are closed",
}

CERTIFICATE_FAULTS = ("wrong-certificate", "expired-certificate", "name-mismatch")
LISTENER_FAULTS = ("plain-http", "refuse")


@dataclass
class Fault:
    """An active fault: ``times`` left (None: no limit), ``until`` in time.monotonic seconds (None: no limit), ``skip``:
    how many requests it still lets pass."""

    name: str
    times: int | None = None
    until: float | None = None
    delay: float = 5.0
    path: str = "/command-api"
    match: re.Pattern[str] | None = None
    lines: tuple[str, ...] = ()
    skip: int = 0

    def fits(self, path: str, commands: Sequence[str]) -> bool:
        """Whether the fault is meant for a request: by its path, and by one of its commands where ``match`` is set."""
        if path not in ("", "/", self.path):
            return False
        return self.match is None or any(self.match.search(command) for command in commands)


class Faults:
    """The active faults of one switch; safe to use from any thread."""

    #: Name → what happens.
    known = FAULTS

    def __init__(self) -> None:
        #: Called after every change; the listeners follow the faults of ports and certificates.
        self.changed: Callable[[Fault | None], None] = lambda _fault: None
        self._active: list[Fault] = []
        self._lock = threading.Lock()

    def add(
        self,
        name: str,
        *,
        times: int | None = None,
        seconds: float | None = None,
        delay: float = 5.0,
        path: str = "/command-api",
        match: str | None = None,
        lines: Sequence[str] = (),
        skip: int = 0,
    ) -> Fault:
        """Switch a fault on; without limits it stays until :meth:`clear`. ValueError for an unknown name.

        ``times`` counts POST requests to ``path``, connections for the certificates, and is no limit of the faults of
        the ports. A fault of a port is in effect when this returns. ``match`` is a regular expression: only requests
        with a command in which it is found count and suffer (``r"^commit|commit timer"``). ``skip`` requests that would
        suffer pass first.
        """
        if name not in self.known:
            raise ValueError(f"unknown fault {name!r}; known are {', '.join(self.known)}")
        if times is not None and times < 1:
            raise ValueError("times must be at least 1")
        until = None if seconds is None else time.monotonic() + seconds
        fault = Fault(name, times, until, delay, path, None if match is None else re.compile(match), tuple(lines), skip)
        with self._lock:
            self._active.append(fault)
        self.changed(fault)
        return fault

    def clear(self, name: str | None = None) -> None:
        """Switch off one fault, or all."""
        with self._lock:
            self._active = [fault for fault in self._active if name is not None and fault.name != name]
        self.changed(None)

    def active(self, *names: str) -> Fault | None:
        """The first active fault of these names, without counting it."""
        with self._lock:
            self._prune()
            return next((fault for fault in self._active if fault.name in names), None)

    def take(self, *names: str) -> Fault | None:
        """The first active fault of these names, whatever its path; counts it."""
        return self.take_for("", *names)

    def take_for(self, path: str, *names: str, commands: Sequence[str] = ()) -> Fault | None:
        """The first active fault of these names that is meant for a request (``not-eapi`` for every one); counts it."""
        with self._lock:
            self._prune()
            for fault in self._active:
                if fault.name in names and fault.fits(path, commands):
                    if fault.skip:
                        fault.skip -= 1
                        continue
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None

    def _prune(self) -> None:
        now = time.monotonic()
        self._active = [
            fault
            for fault in self._active
            if (fault.times is None or fault.times > 0) and (fault.until is None or fault.until > now)
        ]
