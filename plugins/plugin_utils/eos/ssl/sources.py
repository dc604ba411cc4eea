# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sources of a switch's certificate: the switch itself, the user's CA, an upload, or a URL.

Each source tells how what is on the switch differs from what is wanted, what will be there, and how it gets there.
"""

from __future__ import annotations

import datetime
import re
import typing as t
from collections.abc import Sequence
from dataclasses import dataclass

from ...common.durations import parse_duration
from ...common.errors import InputError
from ...eapi.errors import EapiError
from ...eapi.protocol.commands import Command
from .. import ask
from .ca import COMMAND_LINE, Authority, Identity
from .files import CERTIFICATE, KEY, Names, Stored, Transfer, read_file
from .x509 import LONGEST_LIFE, Certificate, PrivateKey, check_order, check_pair, check_validity, now

#: Seconds that a switch may take to make a key.
GENERATION: t.Final = 180.0
KEY_SIZES: t.Final = (2048, 3072, 4096)

_URL: t.Final = re.compile(r"(?:scp|sftp|https|http|ftp|tftp):\S+")


def parse_period(text: str, name: str) -> datetime.timedelta:
    """Return the period before the end of a certificate; a number without a unit is days.

    :raises InputError: for what is no duration.
    """
    return datetime.timedelta(seconds=parse_duration(text, name, bare="d", least=0))


class Source(t.Protocol):
    """The source of the files."""

    #: What the source gives is known only when it is on the switch.
    blind: t.ClassVar[bool]

    def differences(self, certificate: Certificate) -> list[str]:
        """Why the certificate on the switch is to be replaced, in sentences without an end that begin with 'it'."""

    def makes_key(self, stored: Stored) -> bool:
        """True if the key changes as well."""

    def in_two_steps(self, stored: Stored) -> bool:
        """True if the key changes in another request than the certificate."""

    def path(self) -> Sequence[Certificate]:
        """The certificates known before that lead to whom a controller must trust; () if there are none."""

    def preview(self) -> dict[str, t.Any]:
        """Known facts of the certificate before it exists: keys of Certificate.facts()."""

    def expected(self) -> Sequence[Certificate]:
        """The certificates that will be there, where they are known before, else ()."""

    def put(self, transfer: Transfer, names: Names, stored: Stored) -> None:
        """Bring the files to the switch; what is there already may be written again."""


def _expiry(certificate: Certificate, renew_before: datetime.timedelta) -> list[str]:
    if certificate.not_after - now() > renew_before:
        return []
    left = certificate.days_left
    return [f"it expires in {left} days" if left >= 0 else f"it expired {-left} days ago"]


# --- made for a switch ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """The properties of a new certificate.

    :ivar days: how long it is valid.
    :ivar key_size: bits of its RSA key.
    """

    identity: Identity
    days: int
    key_size: int
    renew_before: datetime.timedelta

    def check(self) -> None:
        """Refuse what browsers and TLS libraries would not take, or what would be renewed by each run.

        :raises InputError: naming the option.
        """
        if not 1 <= self.days <= LONGEST_LIFE:
            raise InputError(
                f"validity is {self.days} days: browsers and TLS libraries take certificates of 1 to {LONGEST_LIFE}."
            )
        if self.key_size not in KEY_SIZES:
            raise InputError(f"key_size is {self.key_size}: it is one of {', '.join(str(size) for size in KEY_SIZES)}.")
        if self.renew_before >= datetime.timedelta(days=self.days):
            raise InputError(f"renew_before is not less than validity ({self.days} days): each run would renew.")

    def differences(self, certificate: Certificate) -> list[str]:
        """As Source.differences."""
        found = self.identity.differences(certificate)
        if (certificate.key_type, certificate.key_size) != ("RSA", self.key_size):
            theirs = " ".join(str(each) for each in (certificate.key_type, certificate.key_size) if each)
            found.append(f"its key is {theirs} and not RSA {self.key_size}")
        return found

    def words(self) -> str:
        """The parameters of `security pki certificate generate`."""
        subject = self.identity.subject
        entered = [f"{word} {_quoted(subject[option])}" for option, word, _oid in COMMAND_LINE if option in subject]
        alternatives = [
            f"{kind} {' '.join(values)}"
            for kind, values in (("dns", self.identity.names), ("ip", self.identity.addresses))
            if values
        ]
        return " ".join(
            ["parameters", *entered, *(["subject-alternative-name", *alternatives] if alternatives else [])]
        )

    def preview(self) -> dict[str, t.Any]:
        """As Source.preview."""
        return {
            "subject": self.identity.text,
            "subject_alternative_names": list(self.identity.alternatives),
            "key_type": "RSA",
            "key_size": self.key_size,
        }


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w.@*-]+", text) else f'"{text}"'


@dataclass(frozen=True)
class SelfSigned:
    """The switch makes key and certificate."""

    blind: t.ClassVar[bool] = False
    terms: Terms

    def differences(self, certificate: Certificate) -> list[str]:
        """As Source."""
        foreign = certificate.issuer != certificate.subject
        return [
            *([f"it is issued by '{certificate.issuer}'"] if foreign else []),
            *self.terms.differences(certificate),
            *_expiry(certificate, self.terms.renew_before),
        ]

    def makes_key(self, stored: Stored) -> bool:
        """Always."""
        return True

    def in_two_steps(self, stored: Stored) -> bool:
        """Never."""
        return False

    def path(self) -> Sequence[Certificate]:
        """Not known before."""
        return ()

    def preview(self) -> dict[str, t.Any]:
        """As Source."""
        subject = self.terms.identity.entered_text
        return {**self.terms.preview(), "subject": subject, "issuer": subject}

    def expected(self) -> Sequence[Certificate]:
        """Not known before."""
        return ()

    def put(self, transfer: Transfer, names: Names, stored: Stored) -> None:
        """As Source."""
        line = (
            f"security pki certificate generate self-signed {names.certificate} key {names.key} "
            f"generate rsa {self.terms.key_size} validity {self.terms.days} {self.terms.words()}"
        )
        transfer.run([Command(line)], GENERATION)


@dataclass(frozen=True)
class Signed:
    """The switch makes a key, which never leaves it, and asks; the user's CA signs. A key that fits is kept."""

    blind: t.ClassVar[bool] = False
    terms: Terms
    authority: Authority

    def differences(self, certificate: Certificate) -> list[str]:
        """As Source."""
        found = [*self.terms.differences(certificate), *certificate.flaws()]
        if not certificate.issued_by(self.authority.certificate):
            found.insert(0, f"it is not signed by the CA '{self.authority.certificate.subject}'")
        # A new certificate would end with the CA's own, and be renewed by each run.
        latest = certificate.not_after >= self.authority.certificate.not_after
        return [*found, *([] if latest else _expiry(certificate, self.terms.renew_before))]

    def makes_key(self, stored: Stored) -> bool:
        """True unless the key on the switch fits."""
        return stored.key is None or stored.key.get("size", self.terms.key_size) != self.terms.key_size

    def in_two_steps(self, stored: Stored) -> bool:
        """As `makes_key`: the CA signs between the two."""
        return self.makes_key(stored)

    def path(self) -> Sequence[Certificate]:
        """The CA."""
        return (self.authority.certificate,)

    def preview(self) -> dict[str, t.Any]:
        """As Source."""
        return {**self.terms.preview(), "issuer": self.authority.certificate.subject}

    def expected(self) -> Sequence[Certificate]:
        """Not known before."""
        return ()

    def put(self, transfer: Transfer, names: Names, stored: Stored) -> None:
        """As Source."""
        make = f" generate rsa {self.terms.key_size}" if self.makes_key(stored) else ""
        line = f"security pki certificate generate signing-request key {names.key}{make} {self.terms.words()}"
        request = transfer.run([Command(line)], GENERATION)[0]
        certificate = self.authority.sign(request, self.terms.identity, self.terms.days)
        transfer.write({f"{CERTIFICATE}:{names.certificate}": certificate.pem})


# --- brought to a switch --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Upload:
    """The user has the files."""

    blind: t.ClassVar[bool] = False
    chain: Sequence[Certificate]
    key: PrivateKey | None

    def check(self, certificate_name: str, key_name: str) -> None:
        """Refuse files that do not go together, or are not valid now.

        :param certificate_name: the option that the certificate came in; `key_name`: the one of the key.
        :raises InputError: naming the option.
        """
        if self.key is not None:
            check_pair(self.chain, self.key, certificate_name, key_name)
        places = [f"certificate {place}" for place in range(1, len(self.chain) + 1)]
        names = [f"{place} of {certificate_name}" for place in places] if len(places) > 1 else [certificate_name]
        check_order(self.chain, names)
        for each, name in zip(self.chain, names, strict=True):
            check_validity(each, name)

    def differences(self, certificate: Certificate) -> list[str]:
        """As Source."""
        if certificate.sha256 == self.chain[0].sha256:
            return []
        return [f"it is another one ('{certificate.subject}', SHA-256 {certificate.sha256[:16]}…)"]

    def makes_key(self, stored: Stored) -> bool:
        """True unless the key on the switch is known to be the same."""
        return self.key is not None and (
            stored.key is None or stored.certificate is None or stored.certificate.public_key != self.key.public_key
        )

    def in_two_steps(self, stored: Stored) -> bool:
        """Never."""
        return False

    def path(self) -> Sequence[Certificate]:
        """The certificate itself, and those after it."""
        return self.chain

    def preview(self) -> dict[str, t.Any]:
        """As Source."""
        return self.chain[0].facts()

    def expected(self) -> Sequence[Certificate]:
        """As Source."""
        return self.chain

    def put(self, transfer: Transfer, names: Names, stored: Stored) -> None:
        """As Source."""
        places = [f"{CERTIFICATE}:{name}" for name in (names.certificate, *names.chain)]
        texts = {place: each.pem for place, each in zip(places, self.chain, strict=True)}
        if self.key is not None:
            texts = {f"{KEY}:{names.key}": self.key.pem, **texts}
        transfer.write(texts)


@dataclass(frozen=True)
class Fetched:
    """The switch fetches the files; what they are is known only then.

    :ivar vrf: the VRF to fetch through, None for the default one.
    :ivar sha256: the fingerprint that the certificate must have, None for any.
    """

    blind: t.ClassVar[bool] = True
    certificate_url: str
    key_url: str | None
    vrf: str | None
    sha256: str | None
    renew_before: datetime.timedelta

    def check(self) -> None:
        """Refuse what is no URL that the switch copies from.

        :raises InputError: naming the option.
        """
        for option, url in (("certificate_url", self.certificate_url), ("key_url", self.key_url)):
            if url is not None and not _URL.fullmatch(url):
                raise InputError(f"{option} is no URL of the kinds scp:, sftp:, https:, http:, ftp:, tftp:.")
        if self.vrf is not None and not re.fullmatch(r"\S+", self.vrf):
            raise InputError(f"vrf is {self.vrf!r}: it is one word.")
        if self.sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise InputError("sha256 is not a fingerprint: it has 64 hexadecimal digits, with or without colons.")

    def differences(self, certificate: Certificate) -> list[str]:
        """As Source."""
        other = self.sha256 is not None and certificate.sha256 != self.sha256
        return [
            *([f"its SHA-256 is {certificate.sha256} and not {self.sha256}"] if other else []),
            *_expiry(certificate, self.renew_before),
        ]

    def makes_key(self, stored: Stored) -> bool:
        """True if a key is fetched."""
        return self.key_url is not None

    def in_two_steps(self, stored: Stored) -> bool:
        """Never."""
        return False

    def path(self) -> Sequence[Certificate]:
        """Not known before."""
        return ()

    def preview(self) -> dict[str, t.Any]:
        """As Source."""
        return {"sha256": self.sha256} if self.sha256 else {}

    def expected(self) -> Sequence[Certificate]:
        """Not known before."""
        return ()

    def put(self, transfer: Transfer, names: Names, stored: Stored) -> None:
        """As Source."""
        copies = [Command(f"copy {self.certificate_url} {CERTIFICATE}:{names.certificate}")]
        if self.key_url is not None:
            copies.append(Command(f"copy {self.key_url} {KEY}:{names.key}"))
        if self.vrf is None:
            transfer.run(copies)
        else:
            ask.in_vrf(transfer.run, self.vrf, copies)
        fetched = read_file(transfer.runner, names.certificate)
        wrong = self.differences(fetched)
        if wrong:
            raise EapiError(f"the switch has fetched the certificate '{fetched.subject}', but {', '.join(wrong)}.")
