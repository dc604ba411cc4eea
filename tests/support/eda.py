# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The event source as ansible-rulebook runs it: its file by runpy, its main as a task, events in a queue."""

from __future__ import annotations

import asyncio
import runpy
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.waiting import PATIENCE

SOURCE = Path(__file__).resolve().parents[2] / "extensions" / "eda" / "plugins" / "event_source" / "cloudvision.py"


class Source:
    """A source that runs in a loop of its own; a context manager."""

    def __init__(self, args: Mapping[str, Any], size: int = 0) -> None:
        self._args = dict(args)
        self._main = runpy.run_path(str(SOURCE))["main"]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(size)
        self.events: list[dict[str, Any]] = []
        self._task: Any = None

    def __enter__(self) -> Source:
        self._thread.start()
        self._task = asyncio.run_coroutine_threadsafe(self._main(self.queue, self._args), self._loop)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def next(self, timeout: float = PATIENCE) -> dict[str, Any]:
        """The next event."""
        if self._task.done():
            self._task.result()
        waiting = asyncio.run_coroutine_threadsafe(self.queue.get(), self._loop)
        try:
            event = waiting.result(timeout)
        except TimeoutError:
            waiting.cancel()
            if self._task.done():
                self._task.result()
            raise AssertionError(f"no event within {timeout:g} s; before that came {self.events}") from None
        self.events.append(event)
        return event

    def some(self, count: int) -> list[dict[str, Any]]:
        """So many events."""
        return [self.next() for _number in range(count)]

    def quiet(self, seconds: float = 0.3) -> bool:
        """Whether no event comes for a while."""
        try:
            self.next(seconds)
        except AssertionError:
            return True
        return False

    def failure(self) -> BaseException | None:
        """What the source ends with, which it does soon."""
        found: BaseException | None = self._task.exception(PATIENCE)
        return found

    def stop(self) -> None:
        """Cancel it, as ansible-rulebook does, and wait until it has ended."""
        ended = threading.Event()
        self._task.add_done_callback(lambda _task: ended.set())
        if not self._task.done():
            task = self._task
            self._loop.call_soon_threadsafe(task.cancel)
            assert ended.wait(PATIENCE), "the source did not end"
        # The task in the loop ends a moment after its future.
        idle = asyncio.run_coroutine_threadsafe(_others_done(), self._loop)
        idle.result(PATIENCE)


async def _others_done() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others)
