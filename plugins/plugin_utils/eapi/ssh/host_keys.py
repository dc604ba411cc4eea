# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Verify SSH host keys, and explain unknown ones."""

from __future__ import annotations

import base64
import hashlib
import os
import types
import typing as t

from ...common.files import read_text
from ..errors import HostKeyError
from ..options import EapiOptions

#: Where OpenSSH keeps the keys that it knows: the user's and the system's.
DEFAULT_FILES: t.Final = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")
REVOKED: t.Final = "@revoked"


def read_known_hosts(paramiko: types.ModuleType, path: str | None, keys: t.Any) -> set[bytes]:
    """Read the host keys that are known. Lines of a form that is not known are passed over, as OpenSSH does.

    :param path: the file; None for those of OpenSSH.
    :param keys: paramiko's store, which takes them.
    :returns: the keys that are revoked.
    """
    revoked: set[bytes] = set()
    known: list[tuple[str, t.Any]] = []
    for name in [path] if path else DEFAULT_FILES:
        try:
            lines = read_text(os.path.expanduser(name), errors="replace").splitlines()
        except OSError:  # of a file that was named, the options have made sure
            continue
        for line in lines:
            marker, _space, rest = line.strip().partition(" ")
            for hosts, key in _known_host(paramiko, rest if marker == REVOKED else line):
                if marker == REVOKED:
                    revoked.add(key.asbytes())
                else:
                    known += [(host, key) for host in hosts]
    for host, key in known:
        if key.asbytes() not in revoked:
            keys.add(host, key.get_name(), key)
    return revoked


def _known_host(paramiko: types.ModuleType, line: str) -> t.Iterator[tuple[list[str], t.Any]]:
    """The hosts and the key of a line, if it has them."""
    line = line.strip()
    if not line or line.startswith(("#", "@")):
        return
    try:
        entry = paramiko.hostkeys.HostKeyEntry.from_line(line)
    except (ValueError, paramiko.SSHException, paramiko.hostkeys.InvalidHostKey):
        return
    if entry is not None:
        yield entry.hostnames, entry.key


def fingerprint(key: t.Any) -> str:
    """The key's kind and fingerprint, as OpenSSH shows it."""
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
    return f"{key.get_name()} SHA256:{digest}"


def changed(options: EapiOptions, shown: t.Any, known: t.Any) -> HostKeyError:
    """The error for another key than the one that is known."""
    where = f" -f {options.ssh_known_hosts}" if options.ssh_known_hosts else ""
    return HostKeyError(
        f"the SSH host key is another one ({fingerprint(shown)}) than the one that is known ({fingerprint(known)}).",
        host=options.name,
        hint="If the switch was replaced or made new, remove the old key with "
        f"ssh-keygen{where} -R '{_entry_name(options)}' and add the new one; if not, somebody else answers.",
    )


def _entry_name(options: EapiOptions) -> str:
    """The entries of known_hosts for the switch."""
    return options.host if options.tcp_port == 22 else f"[{options.host}]:{options.tcp_port}"


class Refuse:
    """Refuses a host key that is not known."""

    def __init__(self, options: EapiOptions, revoked: set[bytes]) -> None:
        self.options = options
        self.revoked = revoked

    def missing_host_key(self, _client: t.Any, _hostname: str, key: t.Any) -> t.NoReturn:
        """Called by paramiko."""
        name = self.options.name
        if key.asbytes() in self.revoked:
            raise HostKeyError(f"the SSH host key {fingerprint(key)} is revoked.", host=name)
        into = self.options.ssh_known_hosts or DEFAULT_FILES[0]
        raise HostKeyError(
            f"the SSH host key {fingerprint(key)} is not known.",
            host=name,
            hint=f"Compare it with the switch's own, then add it: ssh-keyscan -p {self.options.tcp_port} "
            f"{self.options.host} >> {into}. Or name the file that has it in ansible_eapi_ssh_known_hosts.",
        )


class Accept:
    """Accept any host key, for connections without host key checking."""

    def missing_host_key(self, _client: t.Any, _hostname: str, _key: t.Any) -> None:
        """Called by paramiko."""
