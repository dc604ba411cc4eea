# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files on the controller that nobody else should read."""

from __future__ import annotations

import contextlib
import os
import tempfile

from ..eapi.errors import InputError


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
