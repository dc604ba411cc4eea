# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""SSL profiles: read them from a configuration, and compute the lines of a change.

EOS manual, "Transport Layer Security"; `management security`, `ssl profile NAME`.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...common import tls
from ...common.errors import InputError
from ...eapi.protocol.commands import Command
from ..config.configuration import Config
from ..config.tree import Section

SECURITY: t.Final = "management security"
#: `trust certificate system` means the authorities that EOS comes with, and no file.
SYSTEM: t.Final = "system"
TLS_VERSIONS: t.Final = tuple(tls.VERSIONS)

_PROFILE: t.Final = re.compile(r"ssl profile (\S+)")
_PAIR: t.Final = re.compile(r"certificate (\S+) key (\S+)")
_TRUST: t.Final = re.compile(r"trust certificate (\S+)")
_CHAIN: t.Final = re.compile(r"chain certificate (\S+)")
_VERSIONS: t.Final = re.compile(r"tls versions (.+)")
_CIPHERS: t.Final = re.compile(r"cipher-list (.+)")
_NAME: t.Final = re.compile(r"[A-Za-z0-9_.:@-]+")
_WORD: t.Final = re.compile(r"\S+")


@dataclass(frozen=True)
class Profile:
    """A profile; None leaves as it is what is not wanted otherwise, and means nothing in one that was read.

    :ivar chain: in the order in which the certificates are presented, each the issuer of the one before.
    :ivar others: lines of other commands, which are read and never wanted.
    """

    certificate: str | None = None
    key: str | None = None
    trust: tuple[str, ...] | None = None
    chain: tuple[str, ...] | None = None
    tls_versions: tuple[str, ...] | None = None
    cipher_list: str | None = None
    others: tuple[str, ...] = ()

    @property
    def certificates(self) -> list[str]:
        """All certificate files that it names."""
        trusted = [name for name in self.trust or () if name != SYSTEM]
        return [*([self.certificate] if self.certificate else []), *(self.chain or ()), *trusted]

    def means(self, wanted: Profile) -> bool:
        """True if this one, as it was read, is what was wanted. EOS shows no values that are its defaults, and keeps
        trusted certificates and TLS versions in an order of its own."""
        return (
            (self.certificate, self.key, self.chain or ()) == (wanted.certificate, wanted.key, wanted.chain or ())
            and set(self.trust or ()) == set(wanted.trust or ())
            and set(self.others) == set(wanted.others)
            and (self.tls_versions is None or set(self.tls_versions) == set(wanted.tls_versions or ()))
            and self.cipher_list in (None, wanted.cipher_list)
        )

    def lines(self) -> list[str]:
        """Its lines, those of other commands left out."""
        return [
            *([f"tls versions {' '.join(self.tls_versions)}"] if self.tls_versions else []),
            *([f"cipher-list {self.cipher_list}"] if self.cipher_list else []),
            *(f"trust certificate {name}" for name in self.trust or ()),
            *(f"chain certificate {name}" for name in self.chain or ()),
            *([f"certificate {self.certificate} key {self.key}"] if self.certificate else []),
        ]


def profiles(config: Config) -> dict[str, Profile]:
    """The profiles of a configuration, by name."""
    security = config.section(SECURITY)
    found = {}
    for section in security.children.values() if security is not None else ():
        match = _PROFILE.fullmatch(section.line)
        if match:
            found[match[1]] = _parse_profile(section)
    return found


def _parse_profile(section: Section) -> Profile:
    lines = [child.line for child in section.children.values()]

    def values(pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return [match for line in lines if (match := pattern.fullmatch(line))]

    pair, versions, ciphers = values(_PAIR), values(_VERSIONS), values(_CIPHERS)
    known = (_PAIR, _TRUST, _CHAIN, _VERSIONS, _CIPHERS)
    return Profile(
        certificate=pair[0][1] if pair else None,
        key=pair[0][2] if pair else None,
        trust=tuple(match[1] for match in values(_TRUST)),
        chain=tuple(match[1] for match in values(_CHAIN)),
        tls_versions=tuple(versions[0][1].split()) if versions else None,
        cipher_list=ciphers[0][1] if ciphers else None,
        others=tuple(line for line in lines if not any(pattern.fullmatch(line) for pattern in known)),
    )


def users(config: Config, name: str) -> list[str]:
    """The places of a configuration that use a profile, as 'management http-server: protocol https ssl profile X'."""
    words = re.compile(rf"(?:.* )?ssl profile {re.escape(name)}")
    found: list[str] = []
    path: list[str] = []
    for depth, section in config.walk():
        path[depth:] = [section.line]
        if depth and path[0] != SECURITY and words.fullmatch(section.line):
            found.append(": ".join([" / ".join(path[:-1]), section.line]))
    return found


# --- What is wanted --------------------------------------------------------------------------------------------------


def check_name(name: str) -> str:
    """The name of a profile.

    :raises InputError: for one that cannot be typed.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"name is '{name}': a profile's name has letters, digits and '_.:@-'.")
    return name


def check(wanted: Profile) -> None:
    """Refuse invalid options.

    :raises InputError: naming the option.
    """
    for option, name in _named_files(wanted):
        if not _WORD.fullmatch(name):
            raise InputError(f"{option} names {name!r}: the name of a file is one word.")
    if bool(wanted.certificate) != bool(wanted.key):
        raise InputError("certificate and key go together: a profile names both, or none.")
    unknown = [version for version in wanted.tls_versions or () if version not in TLS_VERSIONS]
    if unknown:
        raise InputError(f"tls_versions has '{unknown[0]}': there are {', '.join(TLS_VERSIONS)}.")
    for option, names in (("chain_certificates", wanted.chain), ("trust_certificates", wanted.trust)):
        twice = [name for name in names or () if (names or ()).count(name) > 1]
        if twice:
            raise InputError(f"{option} names '{twice[0]}' twice.")
    ciphers = wanted.cipher_list
    if ciphers is not None and (not ciphers.strip() or not ciphers.isprintable()):
        raise InputError("cipher_list is empty or has several lines: it is a list such as 'HIGH:!aNULL:!MD5'.")


def _named_files(wanted: Profile) -> Iterator[tuple[str, str]]:
    """Pairs of an option and the name of a file in it."""
    options = {
        "certificate": (wanted.certificate,),
        "key": (wanted.key,),
        "chain_certificates": wanted.chain,
        "trust_certificates": wanted.trust,
    }
    return ((option, name) for option, names in options.items() for name in names or () if name is not None)


def result_of(wanted: Profile, now: Profile | None, replaced: bool) -> Profile:
    """The profile as it will be.

    :param now: as it is, None if there is none.
    :param replaced: what is not wanted goes; otherwise it stays, and trusted certificates are added to those there.
    """
    if replaced or now is None:
        return wanted
    return Profile(
        certificate=wanted.certificate or now.certificate,
        key=wanted.key or now.key,
        trust=tuple(dict.fromkeys([*(now.trust or ()), *(wanted.trust or ())])),
        chain=now.chain if wanted.chain is None else wanted.chain,
        tls_versions=wanted.tls_versions or now.tls_versions,
        cipher_list=wanted.cipher_list or now.cipher_list,
        others=now.others,
    )


def commands(name: str, after: Profile, now: Profile | None) -> list[Command]:
    """The lines to enter in a session. Where nothing changes, they are the profile's own."""
    before = now or Profile()
    lines = [SECURITY, f"ssl profile {name}", *(f"no {line}" for line in before.others if line not in after.others)]
    if before.tls_versions and not after.tls_versions:
        lines.append("no tls versions")
    if before.cipher_list and not after.cipher_list:
        lines.append("no cipher-list")
    lines += [f"no trust certificate {each}" for each in before.trust or () if each not in (after.trust or ())]
    if (before.chain or ()) != (after.chain or ()):  # their order is their meaning, so they are entered anew
        lines += [f"no chain certificate {each}" for each in before.chain or ()]
    if before.certificate and not after.certificate:
        lines.append(f"no certificate {before.certificate} key {before.key}")
    return [Command(line) for line in [*lines, *after.lines()]]


def removal(name: str) -> list[Command]:
    """The lines that remove a profile."""
    return [Command(SECURITY), Command(f"no ssl profile {name}")]


class MissingError(InputError):
    """A file that is named is not on the switch."""


def missing_names(option_names: Sequence[tuple[str, str]], known: Sequence[str], what: str) -> None:
    """Refuse names of files that the switch does not have.

    :param option_names: pairs of an option and a name in it.
    :param what: certificate or key.
    :raises MissingError: naming the option, the name, and those there are.
    """
    for option, name in option_names:
        if name not in known:
            there = f"there are: {', '.join(sorted(known))}" if known else "there is none"
            raise MissingError(
                f"{option} names the {what} '{name}', which is not on the switch; {there}.",
                hint="Bring it there with aerie.arista.ssl_certificate first.",
            )
