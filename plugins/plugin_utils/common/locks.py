# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Locks between the processes of one controller."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
import time
import typing as t
from collections.abc import Callable, Iterator

from .files import own_private_folder

#: Seconds between two tries, and between two progress messages.
PAUSE: t.Final = 0.1
PROGRESS: t.Final = 15.0


class LockTimeoutError(Exception):
    """Another process holds the lock for longer than the caller waits."""


@contextlib.contextmanager
def exclusive(
    folder: str, name: str, patience: float, tell: Callable[[str], None] = lambda text: None
) -> Iterator[None]:
    """Hold a lock by name, among all processes that use the folder. It ends with the process that holds it.

    :param folder: a private folder; it is made (mode 0700) where it does not exist.
    :param patience: seconds to wait for another process.
    :param tell: takes a sentence now and then while it waits.
    :raises LockTimeoutError: where the other process still holds it.
    :raises OSError: where the lock's file cannot be used.
    """
    own_private_folder(folder)
    path = os.path.join(folder, f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.lock")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        acquire(handle, patience, tell)
        yield
    finally:
        os.close(handle)


def fallback_folder() -> str:
    """A folder of this user alone, for locks where the usual one cannot be used.

    :raises OSError: where there is none: others may write into the folder for temporary files, so what stands there
        may be theirs.
    """
    path = os.path.join(tempfile.gettempdir(), f"aerie.arista-locks-{os.geteuid()}")
    own_private_folder(path)
    return path


def acquire(handle: int, patience: float, tell: Callable[[str], None] = lambda text: None) -> None:
    """Lock an open file or folder, as `exclusive` does."""
    start = time.monotonic()
    said = start
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            now = time.monotonic()
        if now - start > patience:
            raise LockTimeoutError
        if now - said > PROGRESS:
            said = now
            tell(f"waiting for another task of this controller to finish its change, {now - start:.0f} s so far")
        time.sleep(PAUSE)
