# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The standby supervisor of a modular switch, which has a flash and a boot-config of its own.

EOS manual, "Supervisor Redundancy".
"""

from __future__ import annotations

import re
import typing as t

from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Batch, Command
from .. import ask
from ..ask import Runner
from . import flash

FOLDER: t.Final = "supervisor-peer:/mnt/flash/"
BOOT_CONFIG: t.Final = "boot-config"
_PEER: t.Final = re.compile(r"^[ \t]*peer state[ \t]*=[ \t]*standby\b", re.IGNORECASE | re.MULTILINE)


def present(runner: Runner) -> bool:
    """Whether there is one that could take over. Switches with one supervisor may not know the command."""
    try:
        return bool(_PEER.search(ask.text(runner, "show redundancy status")))
    except CommandError as error:
        if error.unreachable:
            raise
        return False


def has(runner: Runner, name: str, algorithm: str, digits: str) -> bool:
    """Whether the standby has a file of this name with this checksum."""
    try:
        return flash.checksum(runner, f"{FOLDER}{name}", algorithm) == digits
    except CommandError as error:
        if error.unreachable:
            raise
        return False


def has_boot_config(runner: Runner) -> bool:
    """Whether the standby boots what this supervisor boots."""
    return has(runner, BOOT_CONFIG, "sha512", flash.checksum(runner, f"{flash.FLASH}{BOOT_CONFIG}", "sha512"))


def copy_of(name: str) -> Command:
    """The command that gives a file of the flash to the standby."""
    return Command(f"copy {flash.FLASH}{name} {FOLDER}{name}")


def give(runner: Runner, name: str, timeout: float | None = None) -> None:
    """Copy a file of the flash to the standby."""
    runner.run(Batch((copy_of(name),), format="text", timeout=timeout))
