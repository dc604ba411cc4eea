# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab that the benchmark measures against: a process of its own, whose CPU time is not that of who asks it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.control import ControlError, ask

from .meter import PR_SET_PDEATHSIG, prctl

LAB = Path(__file__).resolve().parent.parent / "lab"
#: Seconds to wait for a start, and for an end.
START, END = 120.0, 15.0


class BenchError(Exception):
    """The benchmark cannot go on; the text says why."""


@dataclass(frozen=True)
class Target:
    """A switch of the lab."""

    name: str
    address: str
    port: int


def _die_with_parent() -> None:
    """However the benchmark ends, the lab ends with it. A lab that detached itself could stay."""
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class LabProcess:
    """A lab of switches; a context manager. Ctrl-C does not reach it: it serves until the last run has ended."""

    def __init__(self, folder: Path, switches: int, tech_support_mb: float, *more: str) -> None:
        """``more`` are further options of the lab's command."""
        self.state = folder / "lab"
        self._log = folder / "lab.out"
        self._options = ["--switches", str(switches), "--tech-support-mb", str(tech_support_mb), *more]
        self._process: subprocess.Popen[bytes] | None = None
        self.ca_path = self.state / "ca.pem"

    def __enter__(self) -> LabProcess:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(LAB), "up", "--state", str(self.state), *self._options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  there are no threads here
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait(self) -> None:
        """Until the lab's description is there, which it writes when all sockets listen."""
        deadline = time.monotonic() + START
        while not (self.state / "lab.pid").exists() or not (self.state / "lab.json").exists():
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                said = self._log.read_text(errors="replace").strip()
                raise BenchError(f"the lab did not start: {said or 'it gave no reason'}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the lab, which removes its files."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def targets(self) -> list[Target]:
        """The switches, in the lab's order."""
        switches = self._ask("status")["switches"]
        return [Target(name, entry["address"], entry["https"]) for name, entry in switches.items()]

    def counters(self) -> dict[str, int]:
        """What all switches saw so far."""
        total: dict[str, int] = self._ask("stats")["total"]
        return total

    def cloudvision(self) -> dict[str, Any]:
        """Where CloudVision is: `address` and `port`."""
        found: dict[str, Any] = self._ask("status")["cloudvision"]
        return found

    def cloudvision_calls(self) -> int:
        """The calls that CloudVision got so far."""
        found: int = self._ask("stats")["cloudvision"]["calls"]
        return found

    def cpu(self) -> float:
        """CPU seconds of the lab so far."""
        if self._process is None:
            return 0.0
        fields = Path(f"/proc/{self._process.pid}/stat").read_bytes().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _ask(self, operation: str) -> dict[str, Any]:
        try:
            return ask(self.state / "control.sock", {"op": operation})
        except ControlError as error:
            raise BenchError(str(error)) from error
