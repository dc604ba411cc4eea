# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits for paramiko, which stores unlimited data, and some of whose waits never end."""

from __future__ import annotations

import contextlib
import threading
import typing as t
from collections.abc import Callable, Iterator

#: Bytes that a login may take, with banners and the exchange of keys.
LOGIN: t.Final = 1 << 18
#: What SSH adds to the bytes of a reply, at most: a factor, and what is sent beside it.
OVERHEAD: t.Final = 2
BESIDE: t.Final = 1 << 24


class LimitedSocket:
    """A socket that takes in no more than it may. The connection ends where more comes.

    :ivar exceeded: more came.
    """

    def __init__(self, sock: t.Any, allowance: int = LOGIN) -> None:
        self._sock = sock
        # Each of the two is written by one thread alone: paramiko's, and the one that asks.
        self._taken = 0
        self._limit = allowance
        self.exceeded = False

    def allow_reply(self, size: int) -> None:
        """Let a reply of so many bytes come, after what has come already."""
        self._limit = self._taken + size * OVERHEAD + BESIDE

    def recv(self, size: int) -> bytes:
        """As a socket's; EOFError above the limit."""
        data: bytes = self._sock.recv(size)
        self._taken += len(data)
        if self._taken > self._limit:
            self.exceeded = True
            raise EOFError
        return data

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self._sock, name)


@contextlib.contextmanager
def ended_after(seconds: float, end: Callable[[], None]) -> Iterator[None]:
    """End a connection that is still waited for after so many seconds.

    :param end: closes it, from another thread, so that the wait fails.
    :raises TimeoutError: where that was done.
    """
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        end()

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if expired.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
