# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a switch starts with: images of EOS, extensions, the boot-config; and reloads that are scheduled.

An image of the lab is a small text, the file ``version`` of a real one, that says for how many bytes it stands.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import errors, files

if TYPE_CHECKING:
    from .switch import Switch

#: The image that a switch of the lab comes with, whatever its release, and the bytes for which it stands.
STOCK = "vEOS-lab.swi"
PLATFORM = "vEOS-lab"
BY_USER = "Reload requested by the user."
BY_USER_HITLESS = "Hitless reload requested by the user."


def image(release: str, platform: str = PLATFORM, size: int = files.IMAGE_SIZE, build: str = "1") -> str:
    """An image of a release for a platform; images of another ``build`` differ in their content."""
    return f"SWI_VERSION={release}\nSWI_ARCH=x86_64\nBUILD={build}\nPLATFORM={platform}\n{files.SIZE}={size}\n"


def extension(version: str, size: int = 1_000_000) -> str:
    """An extension (SWIX)."""
    return f"SWIX_VERSION={version}\n{files.SIZE}={size}\n"


def value(text: str, name: str) -> str:
    """What an image or an extension says of itself, "" for nothing."""
    found = re.search(rf"^{name}=(.*)$", text, re.MULTILINE)
    return found[1] if found else ""


@dataclass
class Scheduled:
    """A reload that is to come, in seconds since the epoch."""

    at: float
    reason: str = ""


@dataclass
class Boot:
    """The boot-config and what the last start made of it.

    ``hitless`` are the reasons against a hitless reload, None on a platform without any.
    ``standby`` is the flash of the standby supervisor, None on a switch without one.
    """

    image: str = f"flash:/{STOCK}"
    installed: list[str] = field(default_factory=list)
    extensions: list[str] = field(default_factory=list)
    cause: str = BY_USER
    scheduled: Scheduled | None = None
    hitless: list[str] | None = None
    standby: dict[str, str] | None = None


def check(switch: Switch, url: str) -> str:
    """The release of the image at a URL; CommandError for one that this switch cannot start."""
    system, name = files.locate(url)
    text = switch.files.get(system, {}).get(name)
    if text is None:
        raise errors.CommandError(f"Software image {files.shown(url)} does not exist")
    release = value(text, "SWI_VERSION")
    if not release:
        raise errors.CommandError(f"{files.shown(url)} is not a valid software image")
    if value(text, "PLATFORM") != PLATFORM:
        raise errors.CommandError(f"Software image {files.shown(url)} is not compatible with this platform")
    return release


def select(switch: Switch, url: str) -> None:
    """``boot system URL``: the image of the next start."""
    check(switch, url)
    switch.boot.image = files.shown(url)
    if switch.boot.standby is not None:
        switch.flash["boot-config"] = f"SWI={switch.boot.image}\n"


def start(switch: Switch) -> bool:
    """Start what the boot-config names; False where the boot loader finds nothing to start."""
    try:
        switch.eos = check(switch, switch.boot.image)
    except errors.CommandError:
        return False
    if switch.startup is not None:
        switch.running.replace(switch.startup)
    switch.boot_time = time.time()
    switch.sessions.restart()
    switch.lock = None
    switch.cookies.expire_all()
    switch.boot.installed = [name for name in switch.boot.extensions if name in switch.files["extension"]]
    return True


def reload(switch: Switch, cause: str = BY_USER) -> None:
    """Restart, at once where nobody simulates the time that it takes."""
    switch.boot.cause, switch.boot.scheduled = cause, None
    switch.restarting()
