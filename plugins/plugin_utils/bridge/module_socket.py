# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A private unix socket on which a worker serves the module that it runs, in the words of Ansible's persistent
connections: the other end is ansible.module_utils.connection."""

from __future__ import annotations

import contextlib
import contextvars
import os
import socket
import tempfile
import threading
import traceback
import typing as t
from collections.abc import Callable

from ansible import constants as C
from ansible.module_utils.connection import recv_data, send_data
from ansible.utils.display import Display

from ..common.cleanup import before_stop

#: The longest path of a unix socket, in bytes: macOS takes 103, Linux 107.
LONGEST_PATH: t.Final = 103
#: What comes below the parent folder: a slash, the name of a folder that tempfile makes, a slash and a letter.
NAME: t.Final = "s"
BELOW_PARENT: t.Final = len("/12345678/") + len(NAME)

display = Display()


class ModuleSocket:
    """The socket, and the thread that answers on it. One request at a time is served."""

    def __init__(self, answer: Callable[[bytes], str]) -> None:
        """Begin to serve.

        :param answer: turns a request into its reply, both JSON-RPC; called in the thread.
        """
        self._answer = answer
        self._context = contextvars.copy_context()
        self._folder = tempfile.mkdtemp(prefix="", dir=_parent())  # 0700
        self.path = os.path.join(self._folder, NAME)
        self._end_of_watch = before_stop(self._remove_socket)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._listener.bind(self.path)
            os.chmod(self.path, 0o600)
            self._listener.listen()
        except OSError:
            self.close()
            raise
        threading.Thread(target=self._serve, name="aerie.arista module socket", daemon=True).start()

    def adopt_context(self) -> None:
        """Let what the thread says belong to the caller's task: the items of a loop share the socket."""
        self._context = contextvars.copy_context()

    def close(self) -> None:
        """Stop serving. A running request continues, and its reply is lost."""
        self._remove_socket()
        self._end_of_watch()
        with contextlib.suppress(OSError):  # some systems do not know it for a socket that listens
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _remove_socket(self) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self.path)
        with contextlib.suppress(OSError):
            os.rmdir(self._folder)

    def _serve(self) -> None:
        while True:
            try:
                peer, _address = self._listener.accept()
            except OSError:
                return  # closed
            with peer:
                try:
                    request = recv_data(peer)
                    if request is not None:
                        send_data(peer, self._context.run(self._answer, request).encode())
                except Exception:  # a bad request or a lost client must not end the service for others
                    display.vvv(traceback.format_exc())


def _parent() -> str:
    """The folder that Ansible removes at the end of the run, unless its name is too long for a socket."""
    for folder in (C.DEFAULT_LOCAL_TMP, tempfile.gettempdir()):
        if len(os.fsencode(folder)) + BELOW_PARENT <= LONGEST_PATH:
            return str(folder)
    return "/tmp"
