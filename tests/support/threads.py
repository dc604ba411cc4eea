# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Threads that a test has left behind, and that slow down all tests after it in the same process."""

from __future__ import annotations

import sys
import threading
import time
import traceback

#: Seconds of a first look, and of the one that makes sure.
GLANCE, LOOK = 0.02, 1.0
#: Share of a CPU. Threads that wait take next to nothing; one that does not gets less than a CPU on a busy machine.
BUSY = 0.2


def busy_threads() -> str:
    """The stacks of the other threads, if they keep a CPU busy while this one sleeps; else an empty string."""
    if _share(GLANCE) < BUSY or _share(LOOK) < BUSY:
        return ""
    frames = sys._current_frames()
    others = [each for each in threading.enumerate() if each is not threading.current_thread() and each.ident in frames]
    return "".join(f"{each.name}:\n{''.join(traceback.format_stack(frames[each.ident or 0])[-3:])}" for each in others)


def _share(seconds: float) -> float:
    """The share of a CPU that the process takes while this thread sleeps."""
    before = time.process_time()
    time.sleep(seconds)
    return (time.process_time() - before) / seconds
