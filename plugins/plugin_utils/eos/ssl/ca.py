# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The user's certificate authority, which signs server certificates for requests of a switch.

What browsers and TLS libraries want of such a certificate: EOS manual, "Transport Layer Security".
"""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import re
import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...common.errors import InputError
from ...eapi.errors import EapiError
from .pem import blocks
from .x509 import (
    SMALLEST_RSA,
    Certificate,
    PrivateKey,
    check_pair,
    check_validity,
    now,
    read_certificates,
    read_key,
    stamp,
)

with contextlib.suppress(ImportError):  # pem.require() tells
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: The parts of a subject: the option's name, the word of EOS's command line, and the name of its object identifier.
SUBJECT: t.Final = (
    ("country", "country", "COUNTRY_NAME"),
    ("state", "state", "STATE_OR_PROVINCE_NAME"),
    ("locality", "locality", "LOCALITY_NAME"),
    ("organization", "organization", "ORGANIZATION_NAME"),
    ("organization_unit", "organization-unit", "ORGANIZATIONAL_UNIT_NAME"),
    ("common_name", "common-name", "COMMON_NAME"),
    ("email", "email", "EMAIL_ADDRESS"),
)
#: The same in the order of the command line.
COMMAND_LINE: t.Final = sorted(SUBJECT, key=lambda part: part[0] != "common_name")
#: A certificate is valid from some time before it was made, for switches whose clock is slow.
SLOW_CLOCK: t.Final = datetime.timedelta(hours=1)
_LABEL: t.Final = r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)"
_DNS_NAME: t.Final = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*")
_REQUESTS: t.Final = ("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")


@dataclass(frozen=True)
class Identity:
    """The subject of a certificate.

    :ivar subject: by the names of SUBJECT; the common name is always there.
    :ivar alternatives: as Certificate.alternatives.
    """

    subject: Mapping[str, str]
    alternatives: Sequence[str]

    def parts(self) -> set[tuple[str, str]]:
        """The subject, for comparing: object identifiers and values."""
        return {
            (getattr(NameOID, oid).dotted_string, self.subject[option])
            for option, _word, oid in SUBJECT
            if self.subject.get(option)
        }

    def differences(self, certificate: Certificate) -> list[str]:
        """How a certificate's identity differs from this one, in sentences without an end."""
        found = []
        if {(each.oid.dotted_string, str(each.value)) for each in certificate.x509.subject} != self.parts():
            found.append(f"its subject is '{certificate.subject}' and not '{self.text}'")
        theirs, ours = set(certificate.alternatives), set(self.alternatives)
        if theirs != ours:
            found.append(f"it is for {', '.join(sorted(theirs)) or 'no name'} and not for {', '.join(sorted(ours))}")
        return found

    @property
    def name(self) -> x509.Name:
        """The subject as the library's object."""
        return self._x509_name(SUBJECT)

    def _x509_name(self, parts: Sequence[tuple[str, str, str]]) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(getattr(NameOID, oid), self.subject[option])
                for option, _word, oid in parts
                if self.subject.get(option)
            ]
        )

    @property
    def text(self) -> str:
        """The subject by RFC 4514."""
        return self.name.rfc4514_string()

    @property
    def entered_text(self) -> str:
        """As `text`, of the subject that the switch makes of what is entered."""
        return self._x509_name(COMMAND_LINE).rfc4514_string()

    @property
    def names(self) -> list[str]:
        """The DNS names."""
        return [each[4:] for each in self.alternatives if each.startswith("DNS:")]

    @property
    def addresses(self) -> list[str]:
        """The addresses."""
        return [each[3:] for each in self.alternatives if each.startswith("IP:")]


def identity(subject: Mapping[str, str | None], alternatives: Sequence[str]) -> Identity:
    """Check what the user wants in a certificate.

    :param alternatives: names and addresses, with or without DNS: or IP: before them.
    :raises InputError: naming the option and the value.
    """
    given = {name: str(value).strip() for name, value in subject.items() if value not in (None, "")}
    for name, value in given.items():
        if not value.isprintable() or '"' in value or "\\" in value:
            raise InputError(f"subject.{name} is {value!r}: quotes, backslashes and line ends cannot be entered.")
    if re.search(r"\s", given.get("common_name", "")):
        raise InputError(f"subject.common_name is '{given['common_name']}': a server's name holds no spaces.")
    if len(given.get("country", "US")) != 2:
        raise InputError(f"subject.country is '{given['country']}': it is a code of two letters, such as US.")
    wanted = Identity(given, tuple(dict.fromkeys(_alternative(each) for each in alternatives)))
    try:
        wanted.name  # noqa: B018 (the library checks lengths)
    except ValueError as error:
        raise InputError(f"subject cannot be written into a certificate: {str(error).rstrip('.')}.") from None
    return wanted


def _alternative(text: str) -> str:
    kind, colon, value = text.partition(":")
    kind = kind.upper() if colon and kind.upper() in ("DNS", "IP") else ""
    value = value if kind else text
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(value)
        if kind != "DNS":
            return f"IP:{address}"
    if kind == "IP" or not _DNS_NAME.fullmatch(value):
        raise InputError(f"subject_alternative_names: '{text}' is neither a DNS name nor an address.")
    return f"DNS:{value}"


@dataclass(frozen=True)
class Authority:
    """The user's own CA."""

    certificate: Certificate
    key: PrivateKey

    @classmethod
    def load(cls, certificate: str, key: str, passphrase: str | None = None) -> Authority:
        """Read its PEM texts, the CA's own certificate first.

        :raises InputError: if they are not a CA's, do not go together, or are no longer valid.
        """
        found = read_certificates(certificate, "ca.cert_path")
        authority = cls(found[0], read_key(key, "ca.key_path", passphrase, "ca.key_passphrase"))
        check_pair(found, authority.key, "ca.cert_path", "ca.key_path")
        if not authority.certificate.is_authority:
            raise InputError(
                f"ca.cert_path ('{authority.certificate.subject}') is not the certificate of a CA.",
                hint="A CA's certificate has the basic constraint CA:TRUE and, if any, the key usage keyCertSign.",
            )
        check_validity(authority.certificate, "ca.cert_path")
        return authority

    def sign(self, request: str, wanted: Identity, days: int) -> Certificate:
        """A server's certificate for the key of a request. What the request says beside its key is not taken over.

        It ends with the CA's own certificate, if that is sooner.

        :param request: the text in which the switch gave it.
        :raises EapiError: for a request that cannot be read, is not signed with its own key, or has a weak key.
        """
        key = _requested_key(request)
        begin = now().replace(microsecond=0)
        end = min(begin + datetime.timedelta(days=days), self.certificate.not_after)
        builder = (
            x509.CertificateBuilder()
            .subject_name(wanted.name)
            .issuer_name(self.certificate.x509.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(max(begin - SLOW_CLOCK, self.certificate.not_before))
            .not_valid_after(end)
        )
        for extension, critical in _extensions(key, wanted, self.certificate):
            builder = builder.add_extension(extension, critical)
        return Certificate(builder.sign(self.key.key, self._digest()))

    def ends_before(self, days: int) -> str:
        """When the CA's certificate ends, if that is sooner than so many days from now, else ""."""
        end = self.certificate.not_after
        return stamp(end) if end < now() + datetime.timedelta(days=days) else ""

    def _digest(self) -> t.Any:
        edwards = isinstance(self.key.key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
        return None if edwards else hashes.SHA256()


def _requested_key(text: str) -> t.Any:
    found = next((block for label, block in blocks(text) if label in _REQUESTS), None)
    if found is None:
        raise EapiError(f"the switch gave no signing request, but: {' '.join(text[:2000].split())[:200] or 'nothing'}.")
    try:
        request = x509.load_pem_x509_csr(found.encode())
        sound = request.is_signature_valid
    except ValueError:
        sound = False
    if not sound:
        raise EapiError("the signing request of the switch cannot be read, or is not signed with its own key.")
    key = request.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA:
        raise EapiError(f"the key of the switch has {key.key_size} bits: a server's has {SMALLEST_RSA} or more.")
    return key


def _extensions(key: t.Any, wanted: Identity, issuer: Certificate) -> list[tuple[t.Any, bool]]:
    """The extensions of a server's certificate, each with whether it is critical."""
    names: list[x509.GeneralName] = [
        *(x509.DNSName(name) for name in wanted.names),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in wanted.addresses),
    ]
    unused = ("content_commitment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    usage = x509.KeyUsage(
        digital_signature=True,
        key_encipherment=isinstance(key, rsa.RSAPublicKey),
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(unused, False),
    )
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (usage, True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName(names), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.x509.public_key()), False),  # type: ignore[arg-type]
    ]
