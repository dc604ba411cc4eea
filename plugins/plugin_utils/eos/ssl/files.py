# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificate and key files of a switch: `certificate:` and `sslkey:`.

What is written there comes over eAPI alone: `copy terminal: flash:FILE` with the text as input, `copy flash:FILE
certificate:NAME`, `delete flash:FILE`. What is in the flash can be read by whoever may read files; so it is there for
the length of one request, and its end is looked after.
"""

from __future__ import annotations

import re
import secrets
import time
import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...common.cleanup import CleanUp
from ...common.errors import ClientError, InputError
from ...eapi.errors import CommandError, EapiError
from ...eapi.protocol.commands import Batch, Command
from .. import ask, shapes
from ..ask import Runner
from ..lost_replies import PATIENCE, retry_unreachable
from .x509 import Certificate, read_certificates

CERTIFICATE: t.Final = "certificate"
KEY: t.Final = "sslkey"

_NAME: t.Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_MISSING: t.Final = re.compile(r"no such file|not found|does not exist", re.IGNORECASE)


def check_name(name: str, option: str) -> str:
    """The name of a file in `certificate:` or `sslkey:`.

    :raises InputError: naming the option.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{option} is '{name}': a file's name has letters, digits, '.', '-' and '_', and no file system before it."
        )
    return name


@dataclass(frozen=True)
class Names:
    """The names of the files; the key's is None for a certificate without one, such as a CA's.

    :ivar chain: those of the certificates above it: a file of `certificate:` holds one certificate.
    """

    certificate: str
    key: str | None
    chain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stored:
    """The files, as they are on the switch.

    :ivar certificate: None if there is none, or none that can be read.
    :ivar above: the certificates of the chain's files by their names; those that are missing are left out.
    :ivar unreadable: why a certificate that is there cannot be read, or "".
    :ivar key: what the switch shows of the key (model of `show management security ssl key`), None if there is none.
    """

    certificate: Certificate | None = None
    above: Mapping[str, Certificate] = field(default_factory=dict)
    unreadable: str = ""
    key: Mapping[str, t.Any] | None = None


def mismatched(certificate: Certificate, key: Mapping[str, t.Any]) -> bool:
    """True if a key is known to be another one than the certificate's: the switch shows an RSA key's modulus.

    :param key: the model of `show management security ssl key`.
    """
    modulus = re.sub(r"[^0-9a-f]", "", str(key.get("modulus", "")).lower().removeprefix("0x"))
    if not modulus or certificate.modulus is None:
        return False
    return int(modulus, 16) != certificate.modulus


@dataclass(frozen=True)
class SslInventory:
    """The names of all certificates, and what the switch shows of its keys, by name."""

    certificates: Sequence[str]
    keys: Mapping[str, Mapping[str, t.Any]] = field(default_factory=dict)


def inventory(runner: Runner) -> SslInventory:
    """Ask the switch for its files."""
    responses = runner.run(
        Batch((Command("show management security ssl certificate"), Command("show management security ssl key")))
    )
    certificates, keys = (response.output if isinstance(response.output, dict) else {} for response in responses)
    return SslInventory(sorted(shapes.mapping(certificates.get("certificates"))), shapes.mappings(keys.get("keys")))


def read_file(runner: Runner, name: str) -> Certificate:
    """The certificate of a file of `certificate:`.

    :raises EapiError: if there is no such file, or what it holds cannot be read.
    """
    output = ask.text(runner, f"more {CERTIFICATE}:{name}")
    return read_certificates(str(output), f"{CERTIFICATE}:{name} on the switch")[0]


def read_files(runner: Runner, names: Names) -> Stored:
    """A certificate, its key and those above it, as far as they are there."""
    known = inventory(runner)
    key = known.keys.get(names.key) if names.key is not None else None
    above = {name: read_file(runner, name) for name in names.chain if name in known.certificates}
    if names.certificate not in known.certificates:
        return Stored(above=above, key=key)
    try:
        return Stored(read_file(runner, names.certificate), above, key=key)
    except InputError as error:
        return Stored(above=above, unreadable=error.reason, key=key)


def delete(runner: Runner, url: str) -> None:
    """Delete a file; one that is not there is deleted."""
    try:
        ask.text(runner, f"delete {url}")
    except CommandError as error:
        if not _MISSING.search(" ".join([*error.errors, error.reason])):
            raise


class Transfer(CleanUp):
    """Writes texts to files of the switch through the flash, and deletes them there.

    :ivar commands: what was sent, with masked secrets.
    """

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.runner = runner
        self.commands: list[str] = []
        self._left: list[str] = []

    def write(self, texts: Mapping[str, str]) -> None:
        """Write texts to files, by their URLs, in one request: those that belong together change together.

        :raises EapiError: after which the flash is clean as soon as `clean_up` has run.
        """
        ways = {f"flash:ansible-{secrets.token_hex(8)}": url for url in texts}
        self._left += ways
        commands = [
            *(Command(f"copy terminal: {way}", texts[url]) for way, url in ways.items()),
            *(Command(f"copy {way} {url}") for way, url in ways.items()),
            *(Command(f"delete {way}") for way in ways),
        ]
        try:
            self.run(commands)
        except CommandError as error:
            written = list(ways.values())[: max(0, (error.command_index or 0) - len(ways))]
            if 0 < len(written) < len(ways):
                again = f"{' and '.join(written)} was replaced before that: run the task again when the cause is gone."
                error.hint = f"{error.hint} {again}".strip()
            raise
        for way in ways:
            self._left.remove(way)

    def run(self, commands: Sequence[Command], timeout: float | None = None) -> list[str]:
        """Run commands, and return what they print."""
        self.commands += [command.shown for command in commands]
        responses = self.runner.run(Batch(tuple(commands), format="text", timeout=timeout))
        return [str(response.output) for response in responses]

    def clean_up(self) -> None:
        """Delete what may be left in the flash, and look.

        :raises EapiError: naming the files that are still there.
        """
        deadline = time.monotonic() + PATIENCE
        failures = {way: reason for way in self._left if (reason := self._removed(way, deadline))}
        self._left = list(failures)
        if failures:
            raise EapiError(" ".join(failures.values()), hint=f"{self.left_behind()}.")

    def left_behind(self) -> str:
        """The files."""
        return f"Delete {' and '.join(self._left)} on the switch, where the private key may be"

    def _removed(self, way: str, deadline: float) -> str:
        """Delete a file; why it is still there, or "".

        :param deadline: until when to try while the switch cannot be reached, by time.monotonic().
        """
        try:
            retry_unreachable(lambda: delete(self.runner, way), deadline - time.monotonic())
            listed = retry_unreachable(self._list_folder, deadline - time.monotonic())
        except ClientError as error:
            return f"{way} could not be deleted: {error.reason}"
        gone = way.removeprefix("flash:") not in listed
        return "" if gone else f"{way} is still there after it was deleted."

    def _list_folder(self) -> str:
        return ask.text(self.runner, "dir flash:")
