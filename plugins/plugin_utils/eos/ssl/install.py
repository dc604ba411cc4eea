# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ensure certificate and key on the switch: replace the files if they differ."""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from dataclasses import dataclass, field

from ...common.errors import InputError
from ...eapi.errors import EapiError
from ..ask import SwitchClient
from ..lost_replies import PATIENCE, UNCERTAIN, retry_unreachable
from .files import CERTIFICATE, KEY, Names, Stored, Transfer, delete, inventory, mismatched, read_files
from .sources import Source
from .usage import await_certificate, check_use, find_use

#: How often files are brought to the switch at most, while the reply is lost and they are not there.
TRIES: t.Final = 3


@dataclass
class InstallResult:
    """The result of an installation.

    :ivar reasons: why files were (or would be) written; [] for no change.
    :ivar before: the certificate's facts; {} for none. `after`: with the change, as far as they are known.
    :ivar pem: the certificate and those above it with the change, "" where that is not known.
    :ivar warnings: what keeps the change from being made now, and is to be gone when it is made.
    """

    before: dict[str, t.Any] = field(default_factory=dict)
    after: dict[str, t.Any] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    pem: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """True if files were (or would be) written or deleted."""
        return bool(self.reasons)


# --- present ---------------------------------------------------------------------------------------------------------


def ensure(
    client: SwitchClient,
    source: Source,
    names: Names,
    force: bool = False,
    check: bool = False,
    on_change: Callable[[InstallResult], None] = lambda outcome: None,
) -> InstallResult:
    """Bring the files to the switch, unless they are there.

    :param client: with `run`, `endpoint` and `peer_certificate`.
    :param force: replace them also where nothing differs, and where it cannot be told whether that is safe.
    :param on_change: takes the result as soon as a file is another one, whatever fails afterwards.
    :raises EapiError: with nothing left in the flash, except where the message says what is.
    """
    stored = read_files(client, names)
    outcome = InstallResult(before=_stored_facts(stored))
    outcome.reasons = _reasons(source, names, stored) or (["force is set"] if force else [])
    if not outcome.changed:
        outcome.after, outcome.pem = outcome.before, _pem(stored)
        return outcome
    served = check_use(client, source, names, stored, force)
    if check:
        outcome.after, outcome.pem = source.preview(), "".join(each.pem for each in source.expected())
        return outcome
    with Transfer(client) as transfer:

        def seen(now: Stored) -> None:
            outcome.commands, outcome.after, outcome.pem = transfer.commands, _stored_facts(now), _pem(now)
            if now != stored:
                on_change(outcome)

        written = _bring(client, source, names, stored, transfer, seen)
    if served and written.certificate is not None:
        await_certificate(client, written.certificate)
    return outcome


def _stored_facts(stored: Stored) -> dict[str, t.Any]:
    return stored.certificate.facts() if stored.certificate is not None else {}


def _pem(stored: Stored) -> str:
    own = [stored.certificate] if stored.certificate is not None else []
    return "".join(each.pem for each in [*own, *stored.above.values()])


def _reasons(source: Source, names: Names, stored: Stored) -> list[str]:
    """Why the files on the switch are not what is wanted."""
    if stored.certificate is None:
        found = [stored.unreadable.rstrip(".") or f"there is no certificate {names.certificate} on the switch"]
    else:
        found = source.differences(stored.certificate)
    for name, wanted in zip(names.chain, source.expected()[1:], strict=False):
        if name not in stored.above:
            found.append(f"there is no certificate {name} on the switch")
        elif stored.above[name].sha256 != wanted.sha256:
            found.append(f"{name} is another one ('{stored.above[name].subject}')")
    if names.key is not None and stored.key is None:
        found.append(f"there is no key {names.key} on the switch")
    elif stored.key is not None and stored.certificate is not None and mismatched(stored.certificate, stored.key):
        found.append(f"the key {names.key} on the switch is another one than the certificate's")
    return found


def _bring(
    client: SwitchClient,
    source: Source,
    names: Names,
    before: Stored,
    transfer: Transfer,
    seen: Callable[[Stored], None],
) -> Stored:
    """Write the files. If a reply is lost, check which files exist, and write those that do not.

    :param seen: takes what is on the switch, each time that it was read.
    """
    lost: EapiError | None = None
    stored = before
    for _attempt in range(TRIES):
        try:
            source.put(transfer, names, stored)
            lost = None
        except UNCERTAIN as error:
            lost = error
        stored = retry_unreachable(lambda: read_files(client, names), PATIENCE)
        seen(stored)
        wrong = _reasons(source, names, stored)
        if lost is None or (not wrong and _new(stored, before, source)):
            break
    else:
        raise t.cast("EapiError", lost)
    if wrong:
        raise EapiError(f"the files were written, and are not what was wanted: {'; '.join(wrong)}.")
    return stored


def _new(stored: Stored, before: Stored, source: Source) -> bool:
    """True if what is there is not what was there, where that can be told."""
    return bool(source.expected()) or stored.certificate != before.certificate


# --- absent ----------------------------------------------------------------------------------------------------------


def remove(
    client: SwitchClient,
    names: Names,
    force: bool = False,
    check: bool = False,
    on_change: Callable[[InstallResult], None] = lambda outcome: None,
) -> InstallResult:
    """Delete the files that are there.

    :param force: also where a profile uses them.
    :param on_change: takes the result as soon as a file is gone, whatever fails afterwards.
    :param check: predict only; a profile that uses them may be one that tasks before this one would change.
    :raises InputError: naming the profile.
    """
    known = inventory(client)
    there = [f"{CERTIFICATE}:{name}" for name in (names.certificate, *names.chain) if name in known.certificates]
    there += [f"{KEY}:{names.key}"] if names.key is not None and names.key in known.keys else []
    outcome = InstallResult(before=_stored_facts(read_files(client, names)))
    outcome.reasons = [f"{url} is on the switch" for url in there]
    if not there:
        return outcome
    users = find_use(client, names).profiles
    if users and not force:
        used = f"the SSL profile {' and '.join(sorted(users))} uses it."
        if not check:
            raise InputError(
                f"{' and '.join(there)} cannot be deleted: {used}",
                hint="Change or remove the profile first, with aerie.arista.ssl_profile.",
            )
        outcome.warnings.append(f"Now, {' and '.join(there)} could not be deleted: {used}")
    if not check:
        for url in there:
            retry_unreachable(lambda url=url: delete(client, url), PATIENCE)  # type: ignore[misc]
            outcome.commands.append(f"delete {url}")
            on_change(outcome)
    return outcome
