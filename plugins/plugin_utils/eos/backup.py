# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keep the running configuration of a switch in a file, with earlier versions, and who changed it."""

from __future__ import annotations

import contextlib
import os
import time
import typing as t
from dataclasses import dataclass

from ..common.errors import InputError, shown
from ..common.files import file_name_of, read_kept, write_private
from ..common.masking import masked
from ..eapi.errors import CommandError
from .ask import Runner, text
from .config.configuration import Config
from .config.tree import ConfigError
from .config.unified_diff import unified_text

#: Of the log, what says who changed the configuration.
LOG: t.Final = "show logging | include SYS-5-CONFIG_SESSION_COMMIT_SUCCESS|SYS-5-CONFIG_I|SYS-5-CONFIG_REPLACE"
#: How many of these lines a result has, the newest.
LINES: t.Final = 10
#: The folder of earlier versions, beside the files.
VERSIONS: t.Final = "versions"
#: When a version was written, UTC, as the name of its file.
MOMENT: t.Final = "%Y-%m-%dT%H-%M-%SZ"


@dataclass(frozen=True)
class BackupRequest:
    """The backup to keep.

    :ivar folder: where the files are, ``HOST.cfg``.
    :ivar sanitized: without secrets; such a file cannot be restored.
    :ivar versions: how many earlier versions to keep.
    :ivar check: write nothing.
    :ivar diff: tell the difference from the file.
    """

    folder: str
    sanitized: bool = False
    versions: int = 0
    check: bool = False
    diff: bool = False


def keep(request: BackupRequest, name: str, runner: Runner) -> dict[str, t.Any]:
    """Write a switch's running configuration to its file where it differs.

    :param name: the switch's in the inventory.
    :returns: changed, path, and after a change log and diff.
    :raises InputError: for a file that cannot be read or written.
    :raises CommandError: for a reply that is no whole configuration.
    """
    running = text(runner, "show running-config sanitized" if request.sanitized else "show running-config")
    try:
        Config.parse(running, whole=True)
    except ConfigError as error:
        raise CommandError(f"the running configuration is not whole, and was not kept: {error}") from None
    path = os.path.join(request.folder, f"{file_name_of(name)}.cfg")
    before = _read_kept_backup(path)
    result: dict[str, t.Any] = {"changed": before != running, "path": path}
    if before == running:
        return result
    result["log"] = _log(runner)
    if request.diff:
        result["diff"] = {"prepared": _backup_diff(before or "", running, name)}
    if not request.check:
        if before is not None and request.versions:
            _keep_version(request, path, before, name)
        write_private(path, running, "backup.path")
    return result


def _read_kept_backup(path: str) -> str | None:
    try:
        return read_kept(path)
    except OSError as error:
        raise InputError(f"backup.path: {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"backup.path: {path} cannot be read ({error}).") from error


def _log(runner: Runner) -> list[str]:
    """Lines of the log about changes. A switch that keeps no log has none."""
    try:
        return [shown(masked(line)) for line in text(runner, LOG).splitlines()[-LINES:]]
    except CommandError as error:
        if error.unreachable:
            raise
        return []


def _backup_diff(before: str, after: str, name: str) -> str:
    with contextlib.suppress(ConfigError):
        return unified_text(before, after, f"{name}: kept", f"{name}: running")
    return f"--- {name}: kept\n+++ {name}: running\n! What was kept is no configuration.\n"


def _keep_version(request: BackupRequest, path: str, before: str, name: str) -> None:
    """Keep what the file has now as a version, and remove the oldest ones."""
    folder = os.path.join(request.folder, VERSIONS)
    _check_no_link(folder)
    folder = os.path.join(folder, file_name_of(name))
    _check_no_link(folder)
    moment = time.strftime(MOMENT, time.gmtime(os.path.getmtime(path)))
    write_private(os.path.join(folder, f"{moment}.cfg"), before, "backup.path")
    kept = sorted(entry for entry in os.listdir(folder) if entry.endswith(".cfg"))
    for entry in kept[: -request.versions]:
        os.unlink(os.path.join(folder, entry))


def _check_no_link(folder: str) -> None:
    """Refuse a link: files of another folder would be removed as old versions."""
    if os.path.islink(folder):
        raise InputError(f"backup.path: the folder {folder} is a link, so no version is kept there.")
