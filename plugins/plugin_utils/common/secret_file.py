# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in files: what keeps a process's environment is not given them."""

from __future__ import annotations

import os
import stat

from ..eapi.errors import InputError


def read_secret(path: str, option: str) -> str:
    """The content of a file, without the newline at its end.

    :param option: what the user calls it, for messages.
    :raises InputError: for a file that cannot be read, is empty, or can be read by everybody.
    """
    path = os.path.expanduser(path)
    try:
        with open(path, encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read().rstrip("\r\n")
    except OSError as error:
        raise InputError(f"{option} names {path}, which cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{option} names {path}, which is not UTF-8 text.") from error
    if mode & stat.S_IROTH:
        raise InputError(
            f"{option} names {path}, which everybody can read (mode {mode:04o}).",
            hint=f"A password is a secret: 'chmod go= {path}'.",
        )
    if not text:
        raise InputError(f"{option} names {path}, which is empty.")
    return text
