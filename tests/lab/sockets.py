# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Listening sockets: one that accepts some peers and resets the others, as an access list of the control plane does;
one that is for its owner alone."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Linger for no time: closing such a socket resets the connection.
_RESET = struct.pack("ii", 1, 0)


class Door(socket.socket):
    """Listens at an address; ``admits`` is asked for each peer. Raises OSError where it cannot."""

    def __init__(self, address: str, port: int, admits: Callable[[tuple[Any, ...]], bool], dscp: int = 0) -> None:
        six = ":" in address
        super().__init__(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_STREAM)
        self.admits = admits
        try:
            self.setblocking(False)
            self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if dscp:
                level, option = (socket.IPPROTO_IPV6, socket.IPV6_TCLASS) if six else (socket.IPPROTO_IP, socket.IP_TOS)
                self.setsockopt(level, option, dscp << 2)
            self.bind((address, port))
            self.listen(100)
        except OSError:
            self.close()
            raise

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection of a peer that is let in; BlockingIOError while there is none."""
        while True:
            connection, peer = super().accept()
            if self.admits(peer):
                return connection, peer
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            connection.close()


def private_unix_socket(path: Path) -> socket.socket:
    """A unix socket for its owner alone, not listening yet, in place of whatever is at the path.

    It gets its mode before it listens. A umask would do the same, but is the whole process's, and with it that of
    programs that are started meanwhile.
    """
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.bind(str(path))
        path.chmod(0o600)
    except OSError:
        made.close()
        raise
    return made
