# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bring a file of the controller to a switch over SSH.

It comes under a name of its own (NAME.part), is verified there, and gets its name only then. A part that is there from
an earlier try is gone on with, if it is the beginning of the file.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from dataclasses import dataclass

from ...common.cleanup import undone
from ...common.polling import REQUESTS, Progress
from ...eapi.errors import CommandTimeoutError, ConnectError, ConnectTimeoutError, DroppedError, EapiError
from ...eapi.options import EapiOptions
from ...eapi.ssh.upload import PIECE, UploadRefusedError, send
from .. import ask
from ..lost_replies import PATIENCE, UNCERTAIN, UNREACHED, retry_unreachable
from . import flash
from .image import SPACE_HINT, ImageError, Installer
from .serve import digest_of

PART: t.Final = ".part"
#: Failures after which another try may do better.
AGAIN: t.Final = (DroppedError, CommandTimeoutError, ConnectError, ConnectTimeoutError)


@dataclass(frozen=True)
class Source:
    """A file of the controller, its bytes, and how SSH reaches the switch."""

    path: str
    size: int
    options: EapiOptions


class Uploader(Installer):
    """An installer whose file comes over SSH."""

    def __init__(self, source: Source, *given: t.Any, **named: t.Any) -> None:
        """:param given: as for Installer."""
        super().__init__(*given, **named)
        self.source = source

    @property
    def part(self) -> str:
        """The path of the file until it is complete."""
        return f"{flash.FLASH}{self.request.name}{PART}"

    def _copy_unless_present(self) -> None:
        self.result.copied = True
        there = self._size() >= 0
        if there:
            self._check_name_is_free()
        begun = max(0, flash.size_of(self.client, self.part))
        if not self.request.extension:
            self._make_space(max(0, self.source.size - begun), self.part)
        if self.check:
            if there and self.request.name not in self.result.deleted:
                self._delete_file(self.request.name)
            return
        left = f"{self.part} may be left there; the next run of the task goes on with it."
        with undone(lambda: flash.delete(self.client, self.part), left=left):
            self._upload_part()
            self._verify_part()
            if self._size() >= 0:
                self._delete_file(self.request.name)
            self._give_name()
        self.done(self.result)

    # -- the way over ------------------------------------------------------------------------------------------------

    def _upload_part(self) -> None:
        """Send the file, and go on after a broken connection, for as long as any try gets on."""
        self.poller.say(f"uploads {self.request.name} over SSH")
        end = self.poller.clock() + self.poller.seconds
        progress, tries, reached = Progress(self.poller.say), 0, 0

        def sent(count: int) -> None:
            progress.tell(f"{self.request.name}: {count * 100 // max(1, self.source.size)} % are sent")

        while True:
            offset = retry_unreachable(self._bytes_there, PATIENCE)
            tries = 0 if offset > reached else tries
            reached = max(reached, offset)
            try:
                self._send_once(offset, max(1.0, end - self.poller.clock()), sent)
                return
            except AGAIN as error:
                tries += 1
                pause = REQUESTS.pause(tries)
                if self.poller.clock() + pause > end:
                    raise ImageError(
                        f"{self.path} was not uploaded within {self.poller.seconds:g} s: {error.reason}"
                    ) from error
                if tries > self.source.options.retries:
                    raise self._failed_upload(error) from error
            self.poller.say(f"the upload of {self.request.name} broke off, and goes on")
            self.poller.sleep(pause)

    def _send_once(self, offset: int, seconds: float, sent: Callable[[int], None]) -> None:
        """Send the file in one try. Failures of another kind than a broken connection are those of the task."""
        name = f"{self.request.name}{PART}"
        try:
            send(self.source.options, self.source.path, name, offset, seconds, sent)
        except UploadRefusedError as error:
            free = flash.read(self.client).free
            if free < max(PIECE, self.source.size - max(0, flash.size_of(self.client, self.part))):
                raise ImageError(
                    f"there is no space for {self.part}: {self.source.size} bytes are needed and {free} are free.",
                    hint=SPACE_HINT,
                ) from error
            raise
        except UNREACHED as error:
            raise (error if isinstance(error, AGAIN) else self._failed_upload(error)) from error

    def _failed_upload(self, error: EapiError) -> ImageError:
        return ImageError(f"{self.path} cannot be uploaded over SSH: {error.reason}", hint=error.hint)

    def _bytes_there(self) -> int:
        """How many bytes of the file are there; a part of something else is deleted."""
        size = flash.size_of(self.client, self.part)
        if size <= 0:
            return 0
        algorithm = self.request.checksum.algorithm
        same = size <= self.source.size and flash.checksum(self.client, self.part, algorithm) == digest_of(
            self.source.path, algorithm, size
        )
        if not same:
            flash.delete(self.client, self.part)
        return size if same else 0

    # -- its name ----------------------------------------------------------------------------------------------------

    def _verify_part(self) -> None:
        """Refuse what has come unless it is the wanted content."""
        wanted = self.request.checksum
        found = retry_unreachable(lambda: flash.checksum(self.client, self.part, wanted.algorithm), PATIENCE)
        if found != wanted.digits:
            raise ImageError(
                f"{self.part} was uploaded and has the checksum {wanted.algorithm}:{found}, not {wanted}. "
                "It was deleted."
            )

    def _give_name(self) -> None:
        """Give the file its name, or for an extension its place."""
        command = f"{'copy' if self.request.extension else 'rename'} {self.part} {self.path}"
        try:
            ask.text(self.client, command)
        except UNCERTAIN:  # then its state tells
            self.client.reconnect()
        self.result.commands.append(command)
        if not retry_unreachable(lambda: self._exists() and self._is_wanted(self.path), PATIENCE):
            raise ImageError(f"the switch has taken '{command}', and {self.path} is not the file.")
        if self.request.extension:
            flash.delete(self.client, self.part)
