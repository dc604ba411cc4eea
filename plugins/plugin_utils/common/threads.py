# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run work in daemon threads, which never delay the end of a process."""

from __future__ import annotations

import contextlib
import queue
import threading
import typing as t
from collections.abc import Callable, Iterable, Iterator

_T = t.TypeVar("_T")
_R = t.TypeVar("_R")


class Pool(t.Generic[_T, _R]):
    """A number of threads, which take items in order.

    A process waits for the threads of `concurrent.futures` when it ends. It does not for these: a task that runs out of
    time, or is stopped, ends at once.

    :param work: what to do with an item.
    :param size: how many threads there are at most; they are started when they are needed.
    """

    def __init__(self, work: Callable[[_T], _R], size: int) -> None:
        self._work = work
        self._size = size
        self._threads = 0
        self._todo: queue.SimpleQueue[_T] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[_R | None, BaseException | None]] = queue.SimpleQueue()

    def run(self, items: Iterable[_T], pulse: float) -> Iterator[_R | None]:
        """Yield what the work gives, in the order in which it comes.

        :param items: taken while the work on the first ones is going on.
        :param pulse: seconds after which None is yielded where nothing has come.
        :raises: what the work raises.
        """
        open_ones = 0
        try:
            for item in items:
                self._put(item)
                open_ones += 1
                while not self._done.empty():
                    open_ones -= 1
                    yield self._next_item(pulse)
            while open_ones:
                try:
                    found = self._next_item(pulse)
                    open_ones -= 1
                except queue.Empty:
                    found = None
                yield found
        finally:
            self._drop()

    def _drop(self) -> None:
        """Leave undone what no thread has begun."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._todo.get_nowait()

    def _put(self, item: _T) -> None:
        self._todo.put(item)
        if self._threads < self._size:
            self._threads += 1
            threading.Thread(target=self._serve, daemon=True).start()

    def _next_item(self, pulse: float) -> _R:
        found, error = self._done.get(timeout=pulse)
        if error is not None:
            raise error
        return t.cast("_R", found)

    def _serve(self) -> None:
        while True:
            item = self._todo.get()
            try:
                self._done.put((self._work(item), None))
            except BaseException as error:  # the waiting thread raises it
                self._done.put((None, error))
