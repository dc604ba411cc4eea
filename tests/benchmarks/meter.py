# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run a command and measure all processes that it makes, daemons too.

    python -I -S meter.py RESULT SECONDS COMMAND ...

The helper processes of ansible.netcommon leave their parents, and nobody adds their CPU time to anything. This program
is their "subreaper" (prctl(2)): whoever loses its parent becomes its child. It waits for all of them, so that at the
end RUSAGE_CHILDREN holds the CPU time of the whole tree, to the last one. Its own is not in it.

RESULT is a file that gets JSON: `rc`; `wall`, seconds until the command itself ended; `user` and `system`, CPU seconds
of the tree; `peak_mb`, the peak of the tree's proportional set size in 10^6 bytes (null where the kernel tells none);
`peak_processes`; `samples`, looks at the memory, and `own`, what this program used itself, CPU seconds; `late`, seconds
for which others outlived the command; `ended`, how many of those had to be told to end. After SECONDS, and when it is
told to end itself, it ends the tree.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
#: Seconds between two looks at the memory, at least; and the share of one core's time that looking may take. Looking at
#: the pages of twenty processes is not free, and would otherwise be part of what is measured.
INTERVAL, SHARE = 0.1, 0.05
#: Seconds that processes may outlive the command, and that they have between the first and the last signal.
PATIENCE, GRACE = 10.0, 3.0
#: What tells this program to end.
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def prctl(option: int, value: int) -> None:
    """prctl(2); raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def descendants(root: int) -> list[int]:
    """The processes below one, which is not among them."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{entry}/stat", "rb") as stream:
                # The name in parentheses may hold anything; state and parent follow it.
                children[int(stream.read().rpartition(b")")[2].split()[1])].append(int(entry))
    found, waiting = [], [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def proportional_kb(pid: int) -> int:
    """A process's share of memory: pages in use by several processes count in parts. 0 for one that is gone."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup", "rb") as stream:
        for line in stream:
            if line.startswith(b"Pss:"):
                return int(line.split()[1])
    return 0


class Sampler(threading.Thread):
    """Looks at the tree's memory again and again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak_kb = self.peak_processes = self.samples = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Until `over`."""
        pause = INTERVAL
        while not self.over.wait(pause):
            started = time.thread_time()
            tree = descendants(os.getpid())
            self.peak_processes = max(self.peak_processes, len(tree))
            self.peak_kb = max(self.peak_kb, sum(map(proportional_kb, tree)))
            self.samples += 1
            pause = max(INTERVAL, (time.thread_time() - started) / SHARE)


class Tree:
    """The command and all that comes of it."""

    def __init__(self) -> None:
        self.command = 0
        self.rc: int | None = None
        self.ended = 0

    def start(self, arguments: list[str]) -> None:
        """Start the command."""
        self.command = subprocess.Popen(arguments).pid
        # Not inherited by the command, and not too late: reap() looks before it waits.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})

    def reap(self, until: float, everybody: bool) -> bool:
        """Collect who has ended, until the command has (or everybody) or the time is over; whether that came true."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return True
            if pid == self.command:
                self.rc = os.waitstatus_to_exitcode(status)
                if not everybody:
                    return True
            elif pid == 0:
                left = until - time.monotonic()
                if left <= 0:
                    return False
                # SIGCHLD is blocked, and waits here for us: no polling, and the command's end is seen at once.
                signal.sigtimedwait({signal.SIGCHLD}, left)

    def end(self) -> None:
        """End everybody: politely, then not. Only processes below this one are signalled."""
        for number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, 1.0), (signal.SIGKILL, 1.0)):
            tree = descendants(os.getpid())
            self.ended = max(self.ended, len(tree))
            for pid in tree:
                with contextlib.suppress(OSError):
                    os.kill(pid, number)
            if self.reap(time.monotonic() + patience, everybody=True):
                return


def measure(arguments: list[str], limit: float, tree: Tree) -> dict[str, float | int | None]:
    """Run the command to its end, and all that it left behind."""
    sampler = Sampler()
    started = time.monotonic()
    tree.start(arguments)
    sampler.start()
    in_time = tree.reap(started + limit, everybody=False)
    wall = time.monotonic() - started
    if not in_time or not tree.reap(time.monotonic() + PATIENCE, everybody=True):
        tree.end()
    late = time.monotonic() - started - wall
    sampler.over.set()
    sampler.join()
    used, own = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
    return {
        "rc": tree.rc if in_time else None,
        "wall": wall,
        "user": used.ru_utime,
        "system": used.ru_stime,
        "peak_mb": sampler.peak_kb * 1024 / 1e6 if sampler.peak_kb else None,
        "peak_processes": sampler.peak_processes,
        "samples": sampler.samples,
        "own": own.ru_utime + own.ru_stime,
        "late": late,
        "ended": tree.ended,
    }


def main() -> int:
    """Measure; the exit status tells only whether that could be done."""
    result, seconds, *arguments = sys.argv[1:]
    tree = Tree()

    def stop(number: int, _frame: object) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)  # one is enough; the tree is ended in peace
        raise SystemExit(128 + number)

    for each in SIGNALS:
        signal.signal(each, stop)
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        figures = measure(arguments, float(seconds), tree)
    finally:
        tree.end()
    with open(result, "w", encoding="utf-8") as stream:
        json.dump(figures, stream)
    return 0


if __name__ == "__main__":
    sys.exit(main())
