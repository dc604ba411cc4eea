# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Private files on the controller: write them, and read secrets from them."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
import typing as t
from collections.abc import Iterable

from .errors import InputError

#: Characters of a file's name; a suffix follows.
LONGEST_NAME: t.Final = 200
#: Characters of a file with a key that are looked at.
LARGEST_PEM: t.Final = 1 << 20


def file_name_of(name: str) -> str:
    """A name, such as a host's of the inventory, as the name of a file: it never leaves its folder or hides."""
    return re.sub(r"[^A-Za-z0-9_.:@-]|^[.-]", "_", name)[:LONGEST_NAME]


def check_own_files(names: Iterable[str], what: str) -> None:
    """Refuse names of which two would write the same file.

    :param what: the names are of, for messages, such as "hosts".
    :raises InputError: naming the two and the file.
    """
    owners: dict[str, str] = {}
    for name in names:
        file = file_name_of(name)
        other = owners.setdefault(file, name)
        if other != name:
            raise InputError(
                f"the {what} '{other}' and '{name}' would have the same file, {file}.",
                hint="Other characters than letters, digits and _.:@- become _ there: rename one of them.",
            )


def make_private_folder(path: str) -> None:
    """Make a private folder, and those above it that are missing, with mode 0700.

    :raises OSError: where that is not possible.
    """
    missing = []
    while not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path) or os.curdir
    for folder in reversed(missing):
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            if not os.path.isdir(folder):  # else another process was faster
                raise


def read_kept(path: str) -> str | None:
    """The text of a file that an earlier run has written, as it is; None where there is none.

    A link would make a file from elsewhere one of ours, and a pipe would keep us waiting.

    :raises OSError: for what is no plain file, or cannot be read.
    :raises UnicodeDecodeError: for what is not UTF-8.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _no_plain_file(path) if error.errno == errno.ELOOP else error from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _no_plain_file(path)
    with os.fdopen(handle, encoding="utf-8", newline="") as file:
        return file.read()


def _no_plain_file(path: str) -> OSError:
    return OSError(errno.EINVAL, "it is a link or no plain file", path)


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


def check_unreadable(path: str, option: str) -> None:
    """Refuse a file with a secret that everybody can read.

    :param option: what the user calls it, for messages.
    :raises InputError: naming the file and its mode.
    """
    mode = stat.S_IMODE(os.stat(path).st_mode)
    if mode & stat.S_IROTH:
        raise InputError(
            f"{option} names {path}, which everybody can read (mode {mode:04o}).",
            hint=f"It holds a secret: 'chmod go= {path}'.",
        )


def holds_key(path: str) -> bool:
    """True for a file of PEM that holds a private key; a certificate alone is no secret."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return "PRIVATE KEY-----" in file.read(LARGEST_PEM)
    except OSError:
        return False


def check_own(path: str, option: str) -> None:
    """Refuse a file of another user, who could replace it at any time.

    :param option: what the user calls it, for messages.
    :raises InputError: naming the file and its owner.
    """
    try:
        owner = os.stat(path).st_uid
    except OSError:  # the function that reads it reports the error
        return
    if owner not in (os.geteuid(), 0):
        raise InputError(
            f"{option}: {path} belongs to another user (uid {owner}, we are {os.geteuid()}).",
            hint="An authority's files must belong to the user that signs with them.",
        )


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
            hint=f"It holds a secret: 'chmod go= {path}'.",
        )
    if not text:
        raise InputError(f"{option} names {path}, which is empty.")
    return text
