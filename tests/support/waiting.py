# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Wait for a condition, with a limit that holds on a busy machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

#: Seconds until something that takes a moment on a quiet machine must have happened on a busy one.
PATIENCE = 180.0
PAUSE = 0.02

T = TypeVar("T")


def wait_until(condition: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Return what ``condition`` returns once it is true; fail where it is not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"it did not become so within {seconds:g} s"
        time.sleep(PAUSE)
    return found
