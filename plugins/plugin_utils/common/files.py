# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files on the controller: write private ones, and read those of users and of earlier runs.

What is read is a plain file of a bounded size: a pipe would keep us waiting, a device need not end. A file that a user
names may be a link; one that an earlier run has written may not. What is written takes the place of what was there:
nothing is written through a link, or into a file that has another name as well.
"""

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
#: Bytes of the largest file that is read: configurations, catalogs, certificates of authorities, bundles.
LARGEST: t.Final = 64 << 20
#: Bytes of the largest file with one secret.
LARGEST_SECRET: t.Final = 1 << 20


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


def capital_twins(names: Iterable[str]) -> dict[str, str]:
    """Names whose files differ from that of an earlier name in capitals only -> that name."""
    owners: dict[str, str] = {}
    twins = {name: owners.setdefault(file_name_of(name).casefold(), name) for name in names}
    return {name: owner for name, owner in twins.items() if name != owner}


def ignores_capitals(folder: str) -> bool:
    """Whether the file system of a folder, or of the place where it will be, takes `A` and `a` for one name."""
    while not os.path.isdir(folder) or folder.swapcase() == folder:
        above = os.path.dirname(folder)
        if above in ("", folder):
            return False
        folder = above
    parent, name = os.path.split(folder.rstrip(os.sep))
    other = os.path.join(parent, name.swapcase())
    return name != name.swapcase() and os.path.exists(other) and os.path.samefile(folder, other)


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


def own_private_folder(path: str) -> None:
    """As `make_private_folder`; refuse one that stands there and is another user's, a link, or open to others.

    :raises OSError: where it is not possible, or what stands there may be somebody else's.
    """
    make_private_folder(path)
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PermissionError(errno.EACCES, "it is not a private folder of this user", path)


def check_plain(path: str, largest: int = LARGEST) -> None:
    """Refuse what is no plain file, and what is too large to read. Nothing is opened: that may do something already.

    The null device is an empty file, as other programs have it: `ansible_eapi_ssh_known_hosts: /dev/null`.

    :raises OSError: saying why; also where there is none.
    """
    _check_name(path)
    _check_kind(os.stat(path), path, largest)


def _check_name(path: str) -> None:
    if "\0" in path:
        raise OSError(errno.EINVAL, "no name of a file has a NUL", path)


def _check_kind(found: os.stat_result, path: str, largest: int) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(found.st_mode) and not _is_null_device(found):
        raise OSError(errno.EINVAL, "it is no plain file", path)
    if found.st_size > largest:
        raise OSError(errno.EFBIG, f"it is larger than {largest >> 20} MiB", path)


def _is_null_device(found: os.stat_result) -> bool:
    return stat.S_ISCHR(found.st_mode) and found.st_rdev == os.stat(os.devnull).st_rdev


def open_plain(path: str, largest: int, flags: int = 0) -> t.BinaryIO:
    """Open a plain file for reading; the caller closes it.

    :param flags: for opening, beside those for reading.
    :raises OSError: as `check_plain` does.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | flags)
    try:
        _check_kind(os.fstat(handle), path, largest)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_named(path: str, largest: int = LARGEST) -> bytes:
    """The content of a file that a user names. It may be a link, as many secrets in containers are.

    :raises OSError: as `check_plain` does.
    """
    check_plain(path, largest)
    with open_plain(path, largest) as file:
        return file.read(largest)


def read_text(path: str, largest: int = LARGEST, errors: str = "strict") -> str:
    """As `read_named`, the text of the file, with lines that end as Unix has it.

    :param errors: what becomes of bytes that are not UTF-8.
    :raises UnicodeDecodeError: for them, unless `errors` says otherwise.
    """
    return read_named(path, largest).decode(errors=errors).replace("\r\n", "\n").replace("\r", "\n")


def flaw_of(path: str, folder: bool = False) -> str:
    """The reason why a file named by a user cannot be read, such as "does not exist", or "".

    :param folder: it may be a folder as well.
    """
    try:
        if not (folder and os.path.isdir(path)):
            check_plain(path)
    except FileNotFoundError:
        return "does not exist"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if os.access(path, os.R_OK) else "cannot be read"


def read_kept(path: str, largest: int = LARGEST) -> str | None:
    """The text of a file that an earlier run has written, as it is; None where there is none.

    A link would make a file from elsewhere one of ours.

    :raises OSError: for what is no plain file, or cannot be read.
    :raises UnicodeDecodeError: for what is not UTF-8.
    """
    try:
        with open_plain(path, largest, os.O_NOFOLLOW) as file:
            return file.read(largest).decode()
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENXIO):
            raise OSError(errno.EINVAL, "it is a link or no plain file", path) from None
        raise


def write_private(path: str, text: str, option: str) -> str:
    """Write a file whole, with mode 0600, and return its path.

    A file or a link of that name is replaced. What is neither stays: a device, such as `/dev/stdout`, would be lost.

    :param option: what the user calls it, for messages.
    :raises InputError: naming the path and the cause; no half-written file stays behind.
    """
    path = os.path.abspath(os.path.expanduser(path))
    folder = os.path.dirname(path)
    try:
        _check_name(path)
        if os.path.exists(path) and not os.path.isfile(path):
            raise OSError(errno.EINVAL, "there is something that is no plain file", path)
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
    except UnicodeEncodeError as error:
        raise InputError(f"{option}: {path} cannot be written (its text has half a character).") from error
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
        return b"PRIVATE KEY-----" in read_named(path, LARGEST_SECRET)
    except OSError:  # the function that uses it reports the error
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
        text = read_text(path, LARGEST_SECRET).rstrip("\n")
    except OSError as error:
        raise InputError(f"{option} names {path}, which cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{option} names {path}, which is not UTF-8 text.") from error
    if not text:
        raise InputError(f"{option} names {path}, which is empty.")
    check_unreadable(path, option)
    return text
