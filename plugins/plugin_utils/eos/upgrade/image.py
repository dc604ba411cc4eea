# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bring an image of EOS, or an extension, to a switch, and have it booted.

A file is what its checksum says, whatever its name is. Nothing is booted that was not verified on the switch, and
neither the image that runs nor the one of the boot-config is ever deleted.
"""

from __future__ import annotations

import fnmatch
import re
import typing as t
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...common.errors import InputError
from ...common.polling import Poller
from ...eapi.errors import (
    CommandError,
    EapiError,
)
from ...eapi.protocol.commands import Batch, Command
from .. import ask, shapes
from ..ask import SwitchClient
from ..lost_replies import UNCERTAIN, settle, unless_away
from . import flash, reload, standby

IMAGES: t.Final = "*.swi"
EXTENSIONS: t.Final = "extension:"
LENGTHS: t.Final = {"md5": 32, "sha256": 64, "sha512": 128}
#: Seconds between two looks at a file that may still grow, and how many looks without growth are its end.
GROWTH: t.Final = 1.0
STILL: t.Final = 3
SPACE_HINT: t.Final = "Delete files from the flash; see 'free_space' and 'keep'."
_URL: t.Final = re.compile(r"(?:https?|scp|sftp|ftp|tftp):\S+", re.IGNORECASE)
_FULL: t.Final = re.compile(r"no space left|not enough space|insufficient (?:disk )?space", re.IGNORECASE)


class ImageError(EapiError):
    """An image or an extension that did not get to the switch, or that it does not take."""


@dataclass(frozen=True)
class Checksum:
    """The checksum of a file: an algorithm that the switch has, and the digits."""

    algorithm: str
    digits: str

    @classmethod
    def parse(cls, text: str) -> Checksum:
        """Read `sha512:HEX`.

        :raises InputError: for another form.
        """
        algorithm, _colon, digits = text.strip().lower().partition(":")
        if len(digits) != LENGTHS.get(algorithm) or not re.fullmatch(r"[0-9a-f]+", digits):
            raise InputError(
                f"checksum is '{text[:200]}': it is sha512:HEX, sha256:HEX or md5:HEX, with all hexadecimal digits."
            )
        return cls(algorithm, digits)

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.digits}"


@dataclass(frozen=True)
class ImageRequest:
    """The requested file on the switch.

    :ivar name: the file's name.
    :ivar url: where the switch gets it from, None for an upload; `vrf`: by way of this VRF, None for the default.
    :ivar size: its bytes, 0 where they are not known.
    :ivar release: what an image holds, "" for any.
    :ivar boot: an image is that of the next start; an extension is installed, and at each start.
    :ivar keep: patterns of names of images that are not deleted; `free_space`: whether any may be.
    """

    name: str
    url: str | None
    checksum: Checksum
    extension: bool = False
    vrf: str | None = None
    size: int = 0
    release: str = ""
    boot: bool = True
    free_space: bool = True
    keep: Sequence[str] = ()
    timeout: float = 1800.0

    def check(self) -> None:
        """Refuse what is no name, URL or VRF.

        :raises InputError: naming the option.
        """
        if not self.name:
            raise InputError("url ends with no name of a file.", hint="Set name: the file's name on the switch.")
        if not flash.PLAIN_NAME.fullmatch(self.name):
            raise InputError(f"name is '{self.name}': a file's name has letters, digits, '.', '-', '_' and '+'.")
        if not self.extension and not self.name.endswith(".swi"):
            raise InputError(f"name is '{self.name}': the name of an image ends with .swi.")
        if self.url is not None and not _URL.fullmatch(self.url):
            raise InputError("url is no URL of the kinds https:, http:, scp:, sftp:, ftp:, tftp:.")
        if self.vrf is not None and not re.fullmatch(r"[A-Za-z0-9_.:{}\[\]@-]+", self.vrf):
            raise InputError(f"vrf is {self.vrf!r}: the name of a VRF has no spaces, quotes or other separators.")


@dataclass
class ImageResult:
    """The steps done, or planned in check mode.

    :ivar path: the file that has the content. `deleted`: the names of images that made space.
    :ivar standby_updated: the standby supervisor got the image or the boot-config.
    """

    path: str = ""
    copied: bool = False
    deleted: list[str] = field(default_factory=list)
    boot_before: str = ""
    boot_after: str = ""
    installed: bool = False
    booted: bool = False
    commands: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    release: str = ""
    standby_updated: bool = False

    @property
    def changed(self) -> bool:
        """True if anything was (or would be) done."""
        done = self.copied or bool(self.deleted) or self.installed or self.booted or self.standby_updated
        return done or self.boot_before != self.boot_after

    def diff(self) -> str:
        """The same as lines with - and +."""
        lines = [f"-{flash.FLASH}{name}" for name in self.deleted]
        lines += [f"+{self.path}"] if self.copied else []
        if self.boot_before != self.boot_after:
            lines += [f"-boot system {self.boot_before}", f"+boot system {self.boot_after}"]
        name = flash.name_of(self.path)
        lines += [f"+{standby.FOLDER}{name}"] if self.standby_updated else []
        lines += [f"+extension {name}"] if self.installed else []
        lines += [f"+boot extension {name}"] if self.booted else []
        return "".join(f"{line}\n" for line in lines)


class Installer:
    """Does it, and tells after each step that cannot be taken back what is done so far."""

    def __init__(
        self,
        client: SwitchClient,
        request: ImageRequest,
        poller: Poller,
        check: bool = False,
        done: Callable[[ImageResult], None] = lambda result: None,
    ) -> None:
        self.client, self.request, self.poller, self.check, self.done = client, request, poller, check, done
        self.result = ImageResult()

    @property
    def path(self) -> str:
        """The path of the file."""
        return f"{EXTENSIONS if self.request.extension else flash.FLASH}{self.request.name}"

    def ensure(self) -> ImageResult:
        """Make it so.

        :raises EapiError: what kept it from being so; nothing unverified is booted.
        """
        found = self._find_content()
        self.result.path = found or self.path
        if not self.request.extension:
            self.result.boot_before = self.result.boot_after = flash.boot_image(self.client)
        if found is None:
            self._copy_unless_present()
        if self.request.extension:
            self._install()
            return self.result
        both = standby.present(self.client)
        if both:
            self._bring_to_standby()
        self._boot()
        if both and self.request.boot:
            self._boot_standby()
        return self.result

    # -- what is there -----------------------------------------------------------------------------------------------

    def _find_content(self) -> str | None:
        """The URL of a file with the wanted content: under its name, or for an image under any other."""
        if self._exists() and self._is_wanted(self.path):
            return self.path
        if self.request.extension:
            return None
        for name, file in flash.read(self.client).files.items():
            other = name != self.request.name and fnmatch.fnmatch(name, IMAGES)
            if other and self.request.size in (0, file.size) and self._is_wanted(f"{flash.FLASH}{name}"):
                return f"{flash.FLASH}{name}"
        return None

    def _exists(self) -> bool:
        return flash.exists(self.client, self.path)

    def _is_wanted(self, url: str) -> bool:
        return flash.checksum(self.client, url, self.request.checksum.algorithm) == self.request.checksum.digits

    def _size(self) -> int:
        """The bytes that are there of the file, -1 for none."""
        return flash.size_of(self.client, self.path)

    # -- the copy ----------------------------------------------------------------------------------------------------

    def _copy_unless_present(self) -> None:
        self.result.copied = True
        if not self.check and self._size() >= 0 and self._grown():
            return
        self._clear_name()
        if not self.request.extension:
            self._make_space(self.request.size, self.path)
        if self.check:
            return
        try:
            self._copy()
        except CommandError as error:
            if not _FULL.search(" ".join([*error.errors, error.reason])):
                raise
            self._after_full(error)
        self.done(self.result)
        self._verify_copy()

    def _grown(self) -> bool:
        """Wait for a copy that an earlier run has begun and the switch goes on with; True if it became the file."""
        before = self._size()
        self.poller.sleep(GROWTH)
        if self._size() == before:
            return False
        self.poller.say(f"{self.path} is still being copied, as an earlier run has begun")
        self._await_end_of_copy()
        return self._is_wanted(self.path)

    def _clear_name(self) -> None:
        """Delete another file that has the name, unless it is in use."""
        if self._size() < 0:
            return
        self._check_name_is_free()
        self._delete_file(self.request.name)

    def _check_name_is_free(self) -> None:
        """Refuse the name of another file that is in use."""
        if not self.request.extension and self.request.name in self._in_use():
            raise ImageError(
                f"{self.path} is another file than the wanted one, and the image that runs or that is booted next.",
                hint="Choose another name.",
            )

    def _copy(self) -> None:
        self.poller.say(f"copies {self.path}")
        copy = Command(f"copy {self.request.url} {self.path}")
        self.result.commands.append(copy.shown)
        try:
            if self.request.vrf is None:
                self._run_commands(copy)
            else:
                ask.in_vrf(lambda commands: self._run_commands(*commands), self.request.vrf, [copy])
        except UNCERTAIN:  # the reply to a copy that takes long does not always come: the switch goes on copying
            self.poller.say(f"{self.path} takes long: waits for the switch to end the copy")
            self._await_end_of_copy()

    def _run_commands(self, *commands: Command) -> None:
        self.client.run(Batch(tuple(commands), format="text", timeout=self.request.timeout))

    def _await_end_of_copy(self) -> None:
        """Wait until the file does not grow any more."""
        sizes: list[int] = []

        def look() -> bool | None:
            sizes.append(self._size())
            return True if len(sizes) > STILL and len(set(sizes[-STILL:])) == 1 else None

        late = ImageError(f"{self.path} was not copied within {self.poller.seconds:g} s.")
        self.poller.until(lambda: unless_away(self.client, look), lambda: late)

    def _verify_copy(self) -> None:
        """Refuse what was copied unless it is the wanted content."""
        found = flash.checksum(self.client, self.path, self.request.checksum.algorithm) if self._exists() else ""
        if found == self.request.checksum.digits:
            return
        what = f"has the checksum {self.request.checksum.algorithm}:{found}" if found else "is not there"
        if found:
            flash.delete(self.client, self.path)
        self.result.copied = False
        self.done(self.result)
        raise ImageError(f"{self.path} was copied and {what}, not {self.request.checksum}. It was deleted.")

    # -- space -------------------------------------------------------------------------------------------------------

    def _in_use(self) -> set[str]:
        """The names of the images that run or are booted next; all images where it is not known which one runs."""
        booted = flash.name_of(self.result.boot_before)
        running = reload.running(self.client).release
        images = [name for name in flash.read(self.client).files if fnmatch.fnmatch(name, IMAGES)]
        if booted and flash.same(self.result.boot_before, f"{flash.FLASH}{booted}"):
            images = list(dict.fromkeys([*images, booted]))  # it may be in a folder
        releases = {name: flash.release_of(self.client, name) for name in images}
        runs = {name for name, release in releases.items() if release == running}
        unknown = {name for name, release in releases.items() if not release}
        return {booted} | runs | unknown if runs else {booted, *images}

    def _make_space(self, needed: int, path: str) -> None:
        """Delete images until so many bytes are free."""
        free = flash.read(self.client).free
        if free < needed and self.request.free_space:
            free = self._delete_spare(needed)
        if free < needed:
            raise ImageError(
                f"there is no space for {path}: {needed} bytes are needed and {free} are free, and no image "
                "may be deleted that is not in use.",
                hint=SPACE_HINT,
            )

    def _delete_spare(self, needed: int | None) -> int:
        """Delete images, the oldest first, until so many bytes are free (None: all of them); those in use stay, and
        those to keep. Return what is free then."""
        listed, in_use = flash.read(self.client), self._in_use()
        free = listed.free
        for name, file in sorted(listed.files.items(), key=lambda entry: entry[1].written):
            kept = any(fnmatch.fnmatch(name, pattern) for pattern in self.request.keep)
            if (needed is None or free < needed) and fnmatch.fnmatch(name, IMAGES) and name not in in_use and not kept:
                self._delete_file(name)
                free += file.size
        return free

    def _after_full(self, error: CommandError) -> None:
        """The switch had no space for a file whose size was not known: make some, and try once more."""
        flash.delete(self.client, self.path)
        if not self.request.extension and self.request.free_space:
            self._delete_spare(None)
        if not self.result.deleted:
            raise ImageError(
                f"the switch has no space for {self.path}, and no image may be deleted that is not in use: "
                f"{error.reason}",
                hint=SPACE_HINT,
            )
        self._copy()

    def _delete_file(self, name: str) -> None:
        system = EXTENSIONS if self.request.extension else flash.FLASH
        if not self.check:
            flash.delete(self.client, f"{system}{name}")
            self.result.commands.append(f"delete {system}{name}")
        self.result.deleted.append(name)
        if not self.check:
            self.poller.say(f"deletes {system}{name}")
            self.done(self.result)

    # -- the next start ----------------------------------------------------------------------------------------------

    def _boot(self) -> None:
        """Make the image that of the next start."""
        name = flash.name_of(self.result.path)
        copied_later = self.check and self.result.copied
        if self.request.release and not copied_later:
            self._check_release(name)
        wanted = f"{flash.FLASH}/{name}"
        if not self.request.boot or flash.same(self.result.boot_before, wanted):
            return
        self.result.boot_after = wanted
        if self.check:
            return
        command = Command(f"boot system {flash.FLASH}{name}")
        batch = Batch((Command("configure"), command, Command("end")), repeatable=True)
        try:
            settle(lambda: self.client.run(batch), lambda: flash.same(flash.boot_image(self.client), wanted))
        except CommandError as error:
            if error.unreachable:
                raise
            why = "; ".join(error.errors) or error.reason
            raise ImageError(f"the switch does not boot {self.result.path}: {why}") from error
        self.result.commands.append(command.cmd)
        self.result.boot_after = flash.boot_image(self.client)
        if not flash.same(self.result.boot_after, wanted):
            raise ImageError(f"the boot-config names {self.result.boot_after} after all, and not {self.result.path}.")
        self.done(self.result)

    # -- the standby supervisor --------------------------------------------------------------------------------------

    def _bring_to_standby(self) -> None:
        """Give the image to the standby supervisor, which is the one that starts next if this one fails."""
        name, wanted = flash.name_of(self.result.path), self.request.checksum

        def has_it() -> bool:
            return standby.has(self.client, name, wanted.algorithm, wanted.digits)

        if has_it():
            return
        self.result.standby_updated = True
        if not self.check:
            self._give_to_standby(name, has_it)

    def _boot_standby(self) -> None:
        """Have the standby supervisor boot what this one boots."""
        if self.check:
            self.result.standby_updated |= self.result.boot_before != self.result.boot_after
        elif not standby.has_boot_config(self.client):
            self._give_to_standby(standby.BOOT_CONFIG, lambda: standby.has_boot_config(self.client))

    def _give_to_standby(self, name: str, arrived: Callable[[], bool]) -> None:
        missing = ImageError(
            f"the standby supervisor does not have {name} with the right checksum after the copy.",
            hint="Look at its flash: dir supervisor-peer:/mnt/flash.",
        )

        self.poller.say(f"copies {name} to the standby supervisor")
        try:
            standby.give(self.client, name, self.request.timeout)
        except UNCERTAIN:  # as with the copy to the flash
            self.poller.until(lambda: unless_away(self.client, lambda: arrived() or None), lambda: missing)
        self.result.standby_updated = True
        self.result.commands.append(standby.copy_of(name).shown)
        self.done(self.result)
        if not arrived():
            raise missing

    def _check_release(self, name: str) -> None:
        self.result.release = flash.release_of(self.client, name)
        if not self.result.release:
            self.result.warnings.append(f"The release of {self.result.path} cannot be read; the user may need bash.")
        elif self.result.release != self.request.release:
            raise ImageError(
                f"{self.result.path} holds release {self.result.release}, and not {self.request.release}. It is not "
                "booted."
            )

    def _install(self) -> None:
        """Install the extension now and at each start."""
        install = self.request.boot and (self.result.copied or not self._is_installed())
        start = self.request.boot and not self._is_started()
        if self.check:
            self.result.installed, self.result.booted = install, start
            return
        if install:
            self._enter(f"extension {self.request.name}", self._is_installed)
            self.result.installed = True
            self.done(self.result)
        if start:
            self._enter("copy installed-extensions boot-extensions", self._is_started)
            self.result.booted = True
            self.done(self.result)

    def _is_installed(self) -> bool:
        known = shapes.mappings(ask.model(self.client, "show extensions").get("extensions"))
        return bool(known.get(self.request.name, {}).get("status") == "installed")

    def _is_started(self) -> bool:
        """Whether the extension is installed at each start."""
        return self.request.name in shapes.words(ask.model(self.client, "show boot-extensions").get("extensions"))

    def _enter(self, command: str, done: Callable[[], bool]) -> None:
        settle(lambda: ask.text(self.client, command), done)
        self.result.commands.append(command)
