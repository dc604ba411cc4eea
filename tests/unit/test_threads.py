# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Threads that go on after a test are found."""

from __future__ import annotations

import threading

from support.threads import busy_threads


def test_threads_that_wait_are_not_busy() -> None:
    done = threading.Event()
    waiting = threading.Thread(target=done.wait, daemon=True)
    waiting.start()
    assert busy_threads() == ""
    done.set()
    waiting.join()


def test_a_thread_that_spins_is_named() -> None:
    done = threading.Event()

    def spin() -> None:
        while not done.is_set():
            pass

    spinning = threading.Thread(target=spin, name="spinning", daemon=True)
    spinning.start()
    found = busy_threads()
    done.set()
    spinning.join()
    assert "spinning:" in found
    assert "in spin" in found
