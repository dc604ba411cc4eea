# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remember endpoints that a task has moved, so that later tasks, each in its own worker, use the new ones.

Ansible forks its workers from one process, which loads this module first. The memory made here is shared by them all,
needs no file, and ends with the run: whatever comes later reads the inventory, which has to say the new place by then.
"""

from __future__ import annotations

import json
import mmap
import multiprocessing
import struct
import typing as t

from ..eapi.options import EapiOptions

#: Room for some thousand switches; memory is taken only where it is written.
SIZE: t.Final = 1 << 20
#: Seconds to wait for another worker, which writes for a fraction of one.
PATIENCE: t.Final = 5.0

_LENGTH: t.Final = struct.Struct("=I")
_memory = mmap.mmap(-1, SIZE)
_lock = multiprocessing.get_context("fork").Lock()


def origin_of(options: EapiOptions) -> str:
    """The key of a switch: its endpoint in the inventory, and the user."""
    return f"{options.endpoint} {options.user}"


def remember(origin: str, endpoint: t.Mapping[str, t.Any]) -> bool:
    """Note where a switch is now.

    :param origin: where the inventory finds it.
    :param endpoint: the options that differ from them; plain values, no secrets.
    :returns: False where there is no room left, or no other worker would see it.
    """
    if not _lock.acquire(timeout=PATIENCE):
        return False
    try:
        known = _moved_endpoints()
        known[origin] = dict(endpoint)
        data = json.dumps(known).encode()
        if _LENGTH.size + len(data) > SIZE:
            return False
        _memory[_LENGTH.size : _LENGTH.size + len(data)] = data
        _LENGTH.pack_into(_memory, 0, len(data))
        return True
    finally:
        _lock.release()


def recall(origin: str) -> dict[str, t.Any]:
    """The options in which a switch's endpoint differs from those of the inventory; {} where no task has moved it."""
    if not _LENGTH.unpack_from(_memory)[0] or not _lock.acquire(timeout=PATIENCE):
        return {}
    try:
        return _moved_endpoints().get(origin, {})
    finally:
        _lock.release()


def _moved_endpoints() -> dict[str, dict[str, t.Any]]:
    length = _LENGTH.unpack_from(_memory)[0]
    return json.loads(_memory[_LENGTH.size : _LENGTH.size + length]) if length else {}
