# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Record open objects on devices, so that a later process removes those of a killed one."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import typing as t

from .files import own_private_folder

#: Bytes of a record.
LONGEST_NAME: t.Final = 4096


def _file_name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class OpenRecord:
    """One name that is on record. The process that has made the record holds a lock on it, until it ends."""

    def __init__(self, path: str, handle: int) -> None:
        self._path = path
        self._handle = handle

    def close(self, gone: bool) -> None:
        """Give the record up.

        :param gone: the device does not have it any more. Otherwise the record stays, for another process to see.
        """
        with contextlib.suppress(OSError):
            if gone:
                os.unlink(self._path)
            os.close(self._handle)


class Ledger:
    """The names of one device, each in a file of a private folder. A folder that cannot be used holds no names."""

    def __init__(self, folder: str, device: str) -> None:
        """Choose the folder; it is made (mode 0700) when it is used.

        :param device: the device's address or name.
        """
        self._folder = os.path.join(folder, _file_name(device))

    def open(self, name: str) -> OpenRecord | None:
        """Put a name on record, before the device has it."""
        path = os.path.join(self._folder, _file_name(name))
        try:
            own_private_folder(self._folder)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(handle, name.encode())
        except OSError:
            return None
        return OpenRecord(path, handle)

    def orphans(self) -> t.Iterator[tuple[str, OpenRecord]]:
        """The names whose process has ended without closing the record; the caller closes it."""
        try:
            files = sorted(os.listdir(self._folder))
            own_private_folder(self._folder)
        except OSError:  # there is none, or somebody else's names would be taken for ours
            return
        for file in files:
            path = os.path.join(self._folder, file)
            with contextlib.suppress(OSError):
                handle = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    name = os.read(handle, LONGEST_NAME).decode(errors="replace")
                except OSError:  # its process is at work, or it is a pipe
                    os.close(handle)
                    continue
                yield name, OpenRecord(path, handle)
