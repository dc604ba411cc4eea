# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs of certificate and key in files of the controller: the present pair, and the change of a task."""

from __future__ import annotations

import contextlib
import os
import stat
import typing as t
from collections.abc import Iterator
from dataclasses import dataclass

from ...common.errors import InputError
from ...common.files import LARGEST_SECRET, check_own, read_text, write_private
from ...common.locks import LockTimeoutError, acquire
from .issue import PairRequest, encrypted_pem, make_certificate, make_key, reason_for_new
from .x509 import Certificate, PrivateKey, read_certificates, read_key

#: Who may read a key's file.
PRIVATE: t.Final = 0o600
#: Seconds to wait for another process that makes files in the same folder.
LOCK_PATIENCE: t.Final = 300.0


@dataclass
class KeyPair:
    """Two files.

    :ivar passphrase: what opens the key, "" for a key that is not encrypted.
    :ivar certificate: what is there, None before `read` and for none; `key` as well.
    """

    cert_path: str
    key_path: str
    passphrase: str = ""
    certificate: Certificate | None = None
    key: PrivateKey | None = None
    _key_flaw: str = ""
    _renewed: bool = False

    @property
    def owner(self) -> str:
        """The present certificate's subject, in messages."""
        return self.certificate.subject if self.certificate else "nothing"

    def read(self) -> None:
        """Look at what is there.

        :raises InputError: for files that hold something else.
        """
        certificate, key = _read_pem(self.cert_path, "cert_path"), _read_pem(self.key_path, "key_path")
        for path, option in ((self.cert_path, "cert_path"), (self.key_path, "key_path")):
            check_own(path, option)
        if certificate is not None:
            self.certificate = read_certificates(certificate, f"cert_path: {self.cert_path}")[0]
        if key is not None:
            self.key = read_key(key, f"key_path: {self.key_path}", self.passphrase or None)
            if stat.S_IMODE(os.stat(self.key_path).st_mode) != PRIVATE:
                self._key_flaw = "others may read the key"
            elif self.passphrase and "ENCRYPTED" not in key:
                self._key_flaw = "the key is not encrypted"

    def ensure(self, wanted: PairRequest, check: bool, keep_key: bool = False) -> str:
        """Make what is missing; why that was, or in check mode would be, or "".

        :param keep_key: an existing key stays when its certificate is renewed.
        """
        why = reason_for_new(wanted, self.certificate, self.key)
        self._renewed = bool(why)
        if not check and why:
            key = (self.key if keep_key else None) or make_key(wanted.key_type, wanted.key_size)
            certificate = make_certificate(wanted, key)
            # A certificate beside the key of another is noticed by the next run, whichever file is the older one.
            self._write_key(key)
            write_private(self.cert_path, certificate.pem, "cert_path")
            self.certificate, self.key = certificate, key
        elif not check and self._key_flaw and self.key is not None:
            self._write_key(self.key)
        return why or self._key_flaw

    def _write_key(self, key: PrivateKey) -> None:
        text = encrypted_pem(key, self.passphrase) if self.passphrase else key.pem
        write_private(self.key_path, text, "key_path")

    def result(self, why: str, before: Certificate | None) -> dict[str, t.Any]:
        """Facts for a task's result, without the key."""
        facts = self.certificate.facts() if self.certificate else {}
        names = ("subject", "issuer", "not_after", "days_left", "sha256")
        result: dict[str, t.Any] = {
            "changed": bool(why),
            "cert_path": os.path.abspath(self.cert_path),
            "key_path": os.path.abspath(self.key_path),
            **{name: facts[name] for name in names if name in facts},
        }
        if self.certificate is not None:
            result["certificate"] = self.certificate.pem
        if why:
            result["reason"] = why
            result["diff"] = self._certificate_diff(why, before)
        return result

    def _certificate_diff(self, why: str, before: Certificate | None) -> dict[str, str]:
        """The certificates before and after; what check mode does not make has no fingerprint yet."""
        if not self._renewed:
            path, texts = self.key_path, (f"{why}\n", "")
        else:
            made = self.certificate if self.certificate is not before else None
            path, texts = self.cert_path, (_told(before), _told(made) or f"a new certificate, because {why}\n")
        return {"before_header": path, "after_header": path, "before": texts[0], "after": texts[1]}


def _told(certificate: Certificate | None) -> str:
    facts = certificate.facts() if certificate else {}
    return "".join(f"{name}: {facts[name]}\n" for name in ("subject", "issuer", "not_after", "sha256") if facts)


@contextlib.contextmanager
def folder_lock(path: str, check: bool) -> Iterator[None]:
    """Lock the file's folder against other workers, which make the same files for other hosts."""
    folder = os.path.dirname(os.path.abspath(path))
    if check:
        yield
        return
    try:
        os.makedirs(folder, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be used ({error.strerror}).") from error
    try:
        acquire(handle, LOCK_PATIENCE)
        yield
    except LockTimeoutError:
        raise InputError(
            f"another process has held the folder {folder} for {LOCK_PATIENCE:g} s.", hint="Wait for it, or end it."
        ) from None
    finally:
        os.close(handle)


def _read_pem(path: str, option: str) -> str | None:
    """A file's text, None if there is none."""
    try:
        return read_text(path, LARGEST_SECRET, "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{option}: {path} cannot be read ({error.strerror}).") from error
