# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send a file to the flash of a switch over SSH: by SFTP, or by scp where the switch has no SFTP.

SFTP goes on where an earlier try has ended; scp always begins anew.
"""

from __future__ import annotations

import os
import typing as t
from collections.abc import Callable
from dataclasses import replace

from ...common.errors import InputError
from ..errors import EapiError
from ..options import EapiOptions
from . import failures
from .limits import ended_after
from .transport import SshTransport, library

FOLDER: t.Final = "/mnt/flash/"
#: Bytes that are sent at once: SFTP's own limit for a request.
PIECE: t.Final = 32768
#: Bytes that acknowledge a piece, at most.
ACKNOWLEDGED: t.Final = 64
#: The longest refusal that is read.
WORDS: t.Final = 1000


class UploadRefusedError(EapiError):
    """The switch does not take the file, in its own words."""

    hint_default = (
        "The user needs privilege 15 and 'aaa authorization exec default local'. Or let the switch download the file: "
        "see url, and 'upload: http'."
    )


def send(options: EapiOptions, path: str, name: str, offset: int, seconds: float, sent: Callable[[int], None]) -> None:
    """Send a file of this machine, in one try.

    :param options: where, and who.
    :param name: the file's name on the flash.
    :param offset: bytes that are there already.
    :param seconds: how long it may take.
    :param sent: is told how many bytes are sent.
    :raises UploadRefusedError: with the switch's words.
    :raises EapiError: where the connection does not come about, or breaks.
    """
    paramiko = library()
    transport = SshTransport(options)
    client = transport.connect(options.connect_timeout)
    try:
        with open(path, "rb") as stream, ended_after(seconds, client.close):
            transport.allow(os.fstat(stream.fileno()).st_size // PIECE * ACKNOWLEDGED)
            _Sender(client.get_transport(), options, stream, name, sent).send(offset)
    except (OSError, EOFError, paramiko.SSHException) as error:
        raise failures.explain_loss(error, options, min(seconds, options.command_timeout)) from error
    finally:
        client.close()


class _Sender:
    """Sends one file over one connection."""

    def __init__(
        self, transport: t.Any, options: EapiOptions, stream: t.BinaryIO, name: str, sent: Callable[[int], None]
    ) -> None:
        self.transport, self.options, self.stream, self.sent = transport, options, stream, sent
        self.name, self.target = name, f"{FOLDER}{name}"
        self.size = os.fstat(stream.fileno()).st_size

    def send(self, offset: int) -> None:
        """Send it, from a place on where that is possible."""
        sftp = self._open_sftp()
        if sftp is None:
            self._by_scp(self._open_channel())
            return
        try:
            self._by_sftp(sftp, offset)
        except OSError as error:
            if isinstance(error, TimeoutError) or not self.transport.is_active():
                raise  # the connection, not the switch's answer
            raise self._refusal(error.strerror or str(error)) from error

    def _open_channel(self) -> t.Any:
        channel = self.transport.open_session(timeout=self.options.connect_timeout)
        channel.settimeout(self.options.command_timeout)
        return channel

    def _open_sftp(self) -> t.Any:
        """The client of SFTP, None where the switch has none."""
        paramiko, channel = library(), self._open_channel()
        try:
            channel.invoke_subsystem("sftp")
            return paramiko.SFTPClient(channel)
        except (EOFError, paramiko.SSHException):
            channel.close()
            if not self.transport.is_active():
                raise
            return None

    def _pieces(self) -> t.Iterator[bytes]:
        while piece := self.stream.read(PIECE):
            yield piece
            self.sent(self.stream.tell())

    def _by_sftp(self, sftp: t.Any, offset: int) -> None:
        with sftp.open(self.target, "r+b" if offset else "wb") as file:
            file.set_pipelined(True)
            file.seek(offset)
            self.stream.seek(offset)
            for piece in self._pieces():
                file.write(piece)
        found = sftp.stat(self.target).st_size
        if found != self.size:
            raise self._refusal(f"{found} bytes of {self.size} are there")

    def _by_scp(self, channel: t.Any) -> None:
        channel.exec_command(f"scp -t {self.target}")
        self._await_acknowledgement(channel)
        channel.sendall(f"C0644 {self.size} {self.name}\n".encode())
        self._await_acknowledgement(channel)
        for piece in self._pieces():
            channel.sendall(piece)
        channel.sendall(b"\0")
        self._await_acknowledgement(channel)

    def _await_acknowledgement(self, channel: t.Any) -> None:
        """Read the other side's answer: a zero byte, or a line that says what is wrong."""
        answer: bytes = channel.recv(1)
        if answer == b"\0":
            return
        while answer and len(answer) < WORDS and (more := channel.recv(WORDS)):
            answer += more
            if more.endswith(b"\n"):
                break
        if not answer and not self.transport.is_active():
            raise EOFError
        raise self._refusal(answer.decode("utf-8", "replace").strip("\x01\x02\r\n %") or "it ended scp")

    def _refusal(self, words: str) -> UploadRefusedError:
        return UploadRefusedError(
            f"the switch does not take {self.target} from user '{self.options.user}' over SSH: {words}.",
            host=self.options.name,
        )


def options_for(options: EapiOptions, port: int) -> EapiOptions:
    """The options of an upload: those of a connection over SSH, or made of another's.

    :param port: of SSH, for another connection.
    """
    if options.transport == "ssh":
        return options
    if options.transport == "unix":
        raise InputError("a file cannot be uploaded over SSH by way of the unix socket: the switch is this machine.")
    return replace(options, transport="ssh", port=port, proxy=None)
