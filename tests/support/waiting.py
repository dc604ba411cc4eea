# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Wait for a condition, with a limit that holds on a busy machine."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import TypeVar

#: Seconds until something that takes a moment on a quiet machine must have happened on a busy one.
PATIENCE = 180.0
PAUSE = 0.02

#: Seconds that threads have which do many things one after the other, or wait for each other.
LONG = 10 * PATIENCE

T = TypeVar("T")


def wait_until(condition: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Return what ``condition`` returns once it is true; fail where it is not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"it did not become so within {seconds:g} s"
        time.sleep(PAUSE)
    return found


def join_all(threads: Sequence[threading.Thread], seconds: float = LONG) -> None:
    """Wait until threads have ended; fail with the places of those that are still on their way after ``seconds``."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    frames = sys._current_frames()
    left = {thread.name: frames.get(thread.ident or 0) for thread in threads if thread.is_alive()}
    stacks = [f"{name}:\n{''.join(traceback.format_stack(frame))}" for name, frame in left.items()]
    assert not left, f"still running after {seconds:g} s:\n" + "\n".join(stacks)
