# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The flash of a switch: its files, what is free, checksums, and the image that the boot-config names."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Batch, Command
from .. import ask, shapes
from ..ask import Runner
from ..lost_replies import settle

FLASH: t.Final = "flash:"
#: Seconds for the checksum of an image.
HASHING: t.Final = 300.0
#: Names of files that no command takes for more than a name.
PLAIN_NAME: t.Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_CHECKSUM: t.Final = re.compile(r"=\s*([0-9a-fA-F]{32,128})\s*$", re.MULTILINE)
_VERSION: t.Final = re.compile(r"^SWI_VERSION=(\S+)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class File:
    """A file: its bytes, and when it was written (seconds since the epoch)."""

    size: int
    written: float


@dataclass(frozen=True)
class Flash:
    """The files of the flash by their names, without those of its folders, and the bytes that are free."""

    files: Mapping[str, File] = field(default_factory=dict)
    free: int = 0


def read(runner: Runner) -> Flash:
    """List the flash. A file of another name than images have is left out: names stand in commands, of bash too."""
    (response,) = runner.run(Batch((Command(f"dir {FLASH}", revision=2),)))
    listing = _folder_model(response.output)
    files = {
        name.lstrip("/"): File(_count(each.get("size")), shapes.number(each.get("dateTime")) or 0.0)
        for name, each in shapes.mappings(listing.get("entries")).items()
        if PLAIN_NAME.fullmatch(name.lstrip("/")) and not str(each.get("permissions", "")).startswith("d")
    }
    return Flash(files, _count(shapes.mapping(listing.get("usage")).get("freeBytes")))


def _folder_model(output: t.Any) -> Mapping[str, t.Any]:
    """The folder in the model of `dir`."""
    return next(iter(shapes.mappings(shapes.mapping(output).get("urls")).values()), {})


def _count(value: t.Any) -> int:
    """A number of bytes; a flash has less than a million gigabytes."""
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(value) if plain and 0 <= value < 1e15 else 0


def name_of(url: str) -> str:
    """`flash:/EOS.swi` → `EOS.swi`."""
    return url.partition(":")[2].lstrip("/") if ":" in url else url


def same(one: str, other: str) -> bool:
    """Whether two URLs name one file: `flash:EOS.swi` and `flash:/EOS.swi` do, `usb1:/EOS.swi` is another one."""
    systems = [(url.partition(":")[0] if ":" in url else "flash").strip().lower() for url in (one, other)]
    names = [name_of(url).strip() for url in (one, other)]
    return systems[0] == systems[1] and names[0] == names[1]


def exists(runner: Runner, url: str) -> bool:
    """True if there is such a file."""
    try:
        ask.text(runner, f"dir {url}")
    except CommandError as error:
        if error.unreachable:
            raise
        return False
    return True


def size_of(runner: Runner, url: str) -> int:
    """The bytes of a file, -1 where there is none."""
    try:
        (response,) = runner.run(Batch((Command(f"dir {url}", revision=2),)))
    except CommandError as error:
        if error.unreachable:
            raise
        return -1
    entries = shapes.mappings(_folder_model(response.output).get("entries"))
    sizes = [_count(each.get("size")) for name, each in entries.items() if name.lstrip("/") == name_of(url)]
    return sizes[0] if sizes else -1


def delete(runner: Runner, url: str) -> None:
    """Delete a file; one that is not there is deleted."""
    try:
        settle(lambda: ask.text(runner, f"delete {url}"), lambda: not exists(runner, url))
    except CommandError as error:
        if error.unreachable or exists(runner, url):
            raise


def boot_image(runner: Runner) -> str:
    """The URL of the image of the next start."""
    return str(ask.model(runner, "show boot-config").get("softwareImage") or "").strip()


def checksum(runner: Runner, url: str, algorithm: str) -> str:
    """The checksum of a file, in lower case; "" where the switch gives none.

    :param algorithm: md5, sha1, sha256 or sha512.
    """
    batch = Batch((Command(f"verify /{algorithm} {url}"),), format="text", timeout=HASHING, repeatable=True)
    found = _CHECKSUM.search(str(runner.run(batch)[0].output))
    return found[1].lower() if found else ""


def release_of(runner: Runner, name: str) -> str:
    """The release of an image, by the file that each image holds about itself; "" where that cannot be read."""
    command = Command(f"bash timeout 60 unzip -p /mnt/flash/{name} version")
    try:
        output = runner.run(Batch((command,), format="text", timeout=90.0, repeatable=True))[0].output
    except CommandError as error:
        if error.unreachable:
            raise
        return ""
    found = _VERSION.search(str(output))
    return found[1] if found else ""


def release_at(runner: Runner, url: str) -> str:
    """The release of the image at a URL; "" where that cannot be read, such as outside of the flash."""
    name = name_of(url).strip()
    plain = same(url, f"{FLASH}{name}") and PLAIN_NAME.fullmatch(name)
    return release_of(runner, name) if plain else ""


def image_of(runner: Runner, release: str, first: str) -> str | None:
    """The URL of an image that holds a release; "" if none does, None if that cannot be told.

    :param first: the URL of the image to look at before the others, such as that of the boot-config.
    """
    unreadable = False
    others = (f"{FLASH}/{name}" for name in read(runner).files if name.endswith(".swi"))
    for url in (first, *(other for other in others if not same(other, first))):
        found = release_at(runner, url)
        if found == release:
            return url
        unreadable |= not found
    return None if unreadable else ""
