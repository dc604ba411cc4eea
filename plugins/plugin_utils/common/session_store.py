# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Share session cookies between processes, so that a switch sees one login instead of one per task.

A cookie is a credential. The folder has mode 0700 and the files 0600; both must belong to the user; links are not
followed. A file is named by a digest of endpoint and user, written whole and then renamed, under a lock.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import math
import os
import stat
import sys
import tempfile
import time
import typing as t
from dataclasses import dataclass, field

from .errors import SessionStoreError
from .files import make_private_folder, open_plain
from .json_text import decode
from .locks import LockTimeoutError, acquire

#: A cookie this near its end (in seconds) counts as expired, so that it does not expire on the way.
EXPIRY_MARGIN: t.Final = 30.0
#: The most bytes of an entry's file that are read.
LARGEST_ENTRY: t.Final = 1 << 16
#: Why a folder that is as it should be cannot be written.
UNWRITABLE: t.Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)
#: Seconds to wait for a login of another process.
LOCK_PATIENCE: t.Final = 300.0
#: Characters of a cookie or token.
LONGEST_TOKEN: t.Final = 16384


@dataclass(frozen=True)
class SessionEntry:
    """A user's session on an endpoint.

    :ivar cookie: the session's identifier; "" means that the endpoint has no sessions.
    :ivar expires: seconds since the epoch, by this machine's clock.
    """

    cookie: str = field(repr=False)
    expires: float

    @property
    def valid(self) -> bool:
        """False once it has expired, or nearly so."""
        return time.time() < self.expires - EXPIRY_MARGIN


def is_token(text: str) -> bool:
    """True for what a cookie or a token may be: printable ASCII, no white space, no end of a cookie, not too long."""
    return 0 < len(text) <= LONGEST_TOKEN and all(
        "!" <= character <= "~" and character not in ";," for character in text
    )


class SessionStore:
    """One folder of cookies.

    :raises SessionStoreError: from every method, where the folder or a file is not private or not usable.
    """

    def __init__(self, folder: str, hint: str) -> None:
        """Choose the folder; it is made when it is used.

        :param hint: what users can do about a folder that is not private, or not usable.
        """
        self.folder = folder
        self.hint = hint

    def load(self, endpoint: str, user: str) -> SessionEntry | None:
        """The entry; None for none, one that has expired, or one that cannot be one, which the next login replaces."""
        self._check_folder()
        path = self._session_file(endpoint, user)
        try:
            with open_plain(path, sys.maxsize, os.O_NOFOLLOW) as file:
                self._check_private(os.fstat(file.fileno()), path)
                data = decode(file.read(LARGEST_ENTRY))
            entry = SessionEntry(str(data["cookie"]), float(data["expires"]))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(path, error) from error
        except (ValueError, TypeError, KeyError):
            return None
        return (
            entry
            if entry.valid and math.isfinite(entry.expires) and (is_token(entry.cookie) or not entry.cookie)
            else None
        )

    def save(self, endpoint: str, user: str, entry: SessionEntry) -> None:
        """Write the entry whole: a reader sees the old one or the new one."""
        self._check_folder()
        path = self._session_file(endpoint, user)
        try:
            handle, temporary = tempfile.mkstemp(dir=self.folder)  # mkstemp creates with mode 0600
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(
                        {"cookie": entry.cookie, "expires": entry.expires, "endpoint": endpoint, "user": user}, file
                    )
                os.replace(temporary, path)
            except BaseException:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary)
                raise
        except OSError as error:
            raise self._unusable(path, error) from error

    def forget(self, endpoint: str, user: str) -> None:
        """Remove the entry, if there is one."""
        path = self._session_file(endpoint, user)
        try:
            os.unlink(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._unusable(path, error) from error

    @contextlib.contextmanager
    def lock(self, endpoint: str, user: str) -> t.Iterator[None]:
        """Hold the entry's lock: the process that logs in holds it, and the others wait for the result."""
        self._check_folder()
        path = f"{self._session_file(endpoint, user)}.lock"
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unusable(path, error) from error
        try:
            self._check_private(os.fstat(handle), path)
            try:
                acquire(handle, LOCK_PATIENCE)
            except LockTimeoutError:
                raise SessionStoreError(
                    f"another process has held {path} for {LOCK_PATIENCE:g} s.", hint="It hangs in a login: end it."
                ) from None
            except OSError as error:  # a file system without locks
                raise self._unusable(path, error) from error
            yield
        finally:
            os.close(handle)

    def _session_file(self, endpoint: str, user: str) -> str:
        digest = hashlib.sha256(f"{endpoint}\0{user}".encode()).hexdigest()
        return os.path.join(self.folder, digest[:40])

    def _check_folder(self) -> None:
        try:
            make_private_folder(self.folder)
            found = os.lstat(self.folder)
        except OSError as error:
            raise self._unusable(self.folder, error) from error
        if not stat.S_ISDIR(found.st_mode):
            raise SessionStoreError(f"the session store {self.folder} is not a folder.", hint=self.hint)
        self._check_private(found, self.folder)

    def _check_private(self, found: os.stat_result, path: str) -> None:
        if found.st_uid != os.geteuid():
            raise SessionStoreError(
                f"the session store {path} belongs to another user (uid {found.st_uid}, we are {os.geteuid()}).",
                hint=self.hint,
            )
        if found.st_mode & 0o077:
            # Of a folder nobody is told to change the mode: it may be /tmp, or somebody's home.
            remedy = f"'chmod go= {path}', or remove the file. "
            raise SessionStoreError(
                f"the session store {path} is open to others (mode {stat.S_IMODE(found.st_mode):04o}).",
                hint=f"A session is a credential. {'' if stat.S_ISDIR(found.st_mode) else remedy}{self.hint}",
            )

    def _unusable(self, path: str, error: OSError) -> SessionStoreError:
        reason = f"the session store {path} cannot be used: {error.strerror or error}."
        failure = SessionStoreError(reason, hint=self.hint)
        failure.unwritable = error.errno in UNWRITABLE
        return failure
