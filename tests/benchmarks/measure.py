# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run jobs under the meter, and tell what they cost and what the switches saw of them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .network import BenchError, LabProcess
from .plays import Job, environment, job, settings, write
from .variants import Variant

HERE = Path(__file__).resolve().parent
#: Seconds after which a run is given up, and that the meter has to end what runs.
LIMIT, END = 1800.0, 20.0
#: Counters of the lab that are reported.
COUNTERS = (
    "connections",
    "tls_handshakes",
    "tls_resumed",
    "requests",
    "command_requests",
    "commands",
    "logins",
    "validations",
    "basic_authentications",
    "unauthorized",
)


class RunFailed(Exception):
    """One run did not do its work; the others can still be measured. The text says what it said."""


@dataclass(frozen=True)
class Sample:
    """One run of a variant.

    ``wall`` and ``cpu`` are seconds, ``cpu`` of all processes; ``peak_mb`` is 10^6 bytes of proportional set size.
    ``lab_cpu`` is what the lab used meanwhile. ``switches`` are the counters of all switches. ``late`` is how many
    seconds helpers outlived the command, ``ended`` how many of them had to be ended. A run that failed has ``failed``,
    which says why, and its figures mean nothing.
    """

    variant: str
    hosts: int
    turn: int
    wall: float
    cpu: float
    peak_mb: float | None
    peak_processes: int
    lab_cpu: float
    late: float
    ended: int
    switches: dict[str, int]
    failed: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


class Bench:
    """Runs variants against one lab."""

    def __init__(self, folder: Path, lab: LabProcess, tasks: int, forks: int) -> None:
        self.folder = folder
        self.lab = lab
        self.targets = lab.targets()
        self.tasks = tasks
        self.forks = forks

    def sample(
        self,
        variant: Variant,
        hosts: int,
        turn: int,
        tasks: int | None = None,
        check: Callable[[Job], str] | None = None,
    ) -> Sample:
        """One run of a variant on the first hosts; one that fails gives a sample that says so.

        :param check: says why a job that ended well does not count all the same; empty if it does.
        """
        tasks = tasks or self.tasks
        with self._folder() as folder:
            work = job(variant, self.targets[:hosts], folder, self.lab.ca_path, tasks, self.forks)
            before, lab_cpu = self.lab.counters(), self.lab.cpu()
            figures = run(work)
            after = self.lab.counters()
            seen = {name: after[name] - before[name] for name in COUNTERS}
            failed = trouble(variant, hosts * tasks, figures, seen, work)
            return Sample(
                variant=variant.key,
                hosts=hosts,
                turn=turn,
                wall=figures["wall"],
                cpu=figures["user"] + figures["system"],
                peak_mb=figures["peak_mb"],
                peak_processes=figures["peak_processes"],
                lab_cpu=self.lab.cpu() - lab_cpu,
                late=figures["late"],
                ended=figures["ended"],
                switches=seen,
                failed=failed or (check(work) if check else ""),
            )

    def large(self, kind: str) -> dict[str, Any]:
        """One large reply by a client alone (see large.py)."""
        with self._folder() as folder:
            folder.mkdir(mode=0o700)
            document = settings(self.targets[:1], folder, self.lab.ca_path, 1, 1)
            path = write(folder / "settings.json", document)
            work = Job([sys.executable, str(HERE / "large.py"), kind, str(path)], folder, environment(folder))
            figures = run(work)
            if figures["rc"] != 0:
                raise RunFailed(last_words(work))
            answer: dict[str, Any] = json.loads((folder / "output").read_text(encoding="utf-8").splitlines()[-1])
            return answer

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="r") as parent:
            yield Path(parent) / "w"


def run(work: Job, limit: float = LIMIT) -> dict[str, Any]:
    """Run a job under the meter and return what it measured (see meter.py). Whatever happens, nothing stays behind.

    :param limit: seconds after which it is given up.
    """
    result = work.folder / "meter.json"
    command = [sys.executable, "-I", "-S", str(HERE / "meter.py"), str(result), str(limit), *work.arguments]
    with (work.folder / "output").open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=work.folder,
            env=work.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches the benchmark alone, which then tells the meter
        )
        try:
            process.wait()
        except BaseException:
            process.terminate()
            process.wait(END)
            raise
    if not result.exists():
        raise BenchError(f"the meter failed: {last_words(work)}")
    figures: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return figures


def trouble(variant: Variant, wanted: int, figures: dict[str, Any], seen: dict[str, int], work: Job) -> str:
    """Why a run does not count; empty if it does."""
    if figures["rc"] is None:
        return f"given up after {LIMIT:.0f} s"
    if figures["rc"] != 0:
        return f"exit code {figures['rc']}: {last_words(work)}"
    if variant.asks and seen["command_requests"] < wanted:
        return f"the switches got {seen['command_requests']} requests instead of {wanted}"
    return ""


def last_words(work: Job) -> str:
    """The end of what a job printed, for an error."""
    lines = (work.folder / "output").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    errors = [line for line in lines if "fatal" in line or "ERROR" in line or "Error" in line]
    return " | ".join((errors or lines)[-3:])[:600] or "it said nothing"


def turns(variants: Sequence[Variant], repeat: int, slow_repeat: int) -> Iterator[tuple[int, Variant]]:
    """A B C A B C …: what changes on the machine meets all alike. Slow ones take part in the first turns only."""
    for turn in range(max(repeat, slow_repeat)):
        for variant in variants:
            if turn < (slow_repeat if variant.slow else repeat):
                yield turn, variant
