# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Files that are sent to a switch over SSH: the subsystem ``sftp``, and ``scp -t``, both into ``/mnt/flash``."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import asyncssh

from .eos import files
from .eos.switch import Switch

#: Where the file system ``flash:`` is to be found.
FLASH = "/mnt/flash"


@dataclass
class OpenFile:
    """A file of the flash that is open: its name, and its bytes as they are by now."""

    name: str
    content: bytearray = field(default_factory=bytearray)
    writes: bool = False


class FlashFiles(asyncssh.SFTPServer):
    """The flash of one switch, without folders. Files of the lab are texts."""

    def __init__(self, channel: Any, switch: Switch, written: Callable[[str], None]) -> None:
        """``written`` is called with the name of a file, after each piece that came."""
        super().__init__(channel)
        self._switch = switch
        self._written = written

    def _name(self, path: bytes) -> str:
        """The name of a file of the flash, "" for its folder; an error for other places."""
        whole = posixpath.normpath(posixpath.join(FLASH, path.decode("utf-8", "replace")))
        folder, name = posixpath.split(whole)
        if whole == FLASH:
            return ""
        if folder != FLASH:
            raise asyncssh.SFTPPermissionDenied("Permission denied")
        return name

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> OpenFile:
        name = self._name(path)
        found = self._switch.flash.get(name)
        if found is None and not pflags & asyncssh.FXF_CREAT:
            raise asyncssh.SFTPNoSuchFile("No such file or directory")
        kept = "" if found is None or pflags & asyncssh.FXF_TRUNC else found
        opened = OpenFile(name, bytearray(kept.encode()), bool(pflags & asyncssh.FXF_WRITE))
        if opened.writes:
            self._store(opened)
        return opened

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        opened = file_obj
        assert isinstance(opened, OpenFile)
        room = files.free_bytes(self._switch) + len(opened.content)
        if offset + len(data) > room:
            raise asyncssh.SFTPFailure("No space left on device")
        opened.content[offset : offset + len(data)] = data
        self._store(opened)
        self._written(opened.name)
        return len(data)

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        assert isinstance(file_obj, OpenFile)
        return bytes(file_obj.content[offset : offset + size])

    def _store(self, opened: OpenFile) -> None:
        self._switch.flash[opened.name] = opened.content.decode("utf-8", "replace")

    def close(self, file_obj: object) -> None:
        """What was written is there already."""

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        name = self._name(path)
        if not name:
            return asyncssh.SFTPAttrs(type=asyncssh.FILEXFER_TYPE_DIRECTORY, permissions=stat.S_IFDIR | 0o777)
        if name not in self._switch.flash:
            raise asyncssh.SFTPNoSuchFile("No such file or directory")
        return _attributes(self._switch.flash[name].encode())

    lstat = stat

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        assert isinstance(file_obj, OpenFile)
        return _attributes(file_obj.content)

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Files of the flash have no modes of their own."""

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        """As setstat."""

    def remove(self, path: bytes) -> None:
        if self._switch.flash.pop(self._name(path), None) is None:
            raise asyncssh.SFTPNoSuchFile("No such file or directory")


def _attributes(content: bytes | bytearray) -> asyncssh.SFTPAttrs:
    return asyncssh.SFTPAttrs(
        type=asyncssh.FILEXFER_TYPE_REGULAR, size=len(content), permissions=stat.S_IFREG | 0o666, nlink=1
    )
