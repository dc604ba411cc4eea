# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files on the controller that nobody else should read."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import typing as t

from ..eapi.errors import InputError

#: Characters of a file's name; a suffix follows.
LONGEST_NAME: t.Final = 200


def file_name_of(name: str) -> str:
    """A name, such as a host's of the inventory, as the name of a file: it never leaves its folder or hides."""
    return re.sub(r"[^A-Za-z0-9_.:@-]|^[.-]", "_", name)[:LONGEST_NAME]


def write_private(path: str, text: str, option: str) -> str:
    """Write a file whole, with mode 0600, and return its path.

    :param option: what the user calls it, for messages.
    :raises InputError: naming the path and the cause; no half-written file stays behind.
    """
    path = os.path.abspath(os.path.expanduser(path))
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".")  # mkstemp creates with mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise InputError(f"{option}: {path} cannot be written ({error.strerror}).") from error
    return path
