# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Create a certificate authority on the controller, and certificates for users of switches.

EOS takes user and privilege from the common name, and accepts a certificate if the trusted authority signed it directly
(specification, section "Client-Side Certificates").
"""

from __future__ import annotations

import contextlib
import datetime
import typing as t
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...common.errors import InputError
from .ca import SLOW_CLOCK, Authority
from .x509 import Certificate, PrivateKey, check_pair, now, stamp

with contextlib.suppress(ImportError):  # pem.require() tells
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    from . import pkcs8

#: Size of a new key in bits where the task does not say, by type: 128 bits of security.
DEFAULT_SIZES: t.Final = {"rsa": 3072, "ec": 256}
#: Sizes of keys in bits, by type.
KEY_SIZES: t.Final = {"rsa": (2048, 3072, 4096), "ec": (256, 384, 521)}
#: How Certificate.key_type calls these types.
KEY_TYPES: t.Final = {"rsa": "RSA", "ec": "ECDSA"}
#: A common name has at most so many characters (RFC 5280, appendix A.1).
LONGEST_NAME: t.Final = 64
NOT_THERE: t.Final = "it does not exist"
#: An authority's life.
LONG: t.Final = datetime.timedelta(days=3650)
#: A certificate that would end less than this much later is not worth a renewal.
GAIN: t.Final = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class PairRequest:
    """A requested pair of key and certificate.

    :ivar subject: common name and, of an authority, organization.
    :ivar authority: who signs it; None for an authority that signs itself.
    :ivar validity: how long a new certificate is valid, `renew_before` how long before its end it is renewed.
    :ivar key_type: rsa or ec; `key_size` in bits.
    """

    common_name: str
    organization: str = ""
    authority: Authority | None = None
    validity: datetime.timedelta = datetime.timedelta(days=365)
    renew_before: datetime.timedelta = datetime.timedelta(days=30)
    key_type: str = "rsa"
    key_size: int = DEFAULT_SIZES["rsa"]

    def __post_init__(self) -> None:
        if self.validity <= self.renew_before:
            raise InputError(
                f"renew_before is {self.renew_before.days} days and validity {self.validity.days}: the certificate "
                "would be renewed by every run.",
                hint="Set validity to more days than renew_before.",
            )
        if self.key_size not in KEY_SIZES[self.key_type]:
            sizes = ", ".join(map(str, KEY_SIZES[self.key_type]))
            raise InputError(f"key_size is {self.key_size}: a key of type {self.key_type} has {sizes} bits.")
        if not self.common_name.strip() or len(self.common_name) > LONGEST_NAME or not self.common_name.isprintable():
            raise InputError(
                f"the common name {self.common_name!r} is empty, or longer than {LONGEST_NAME} characters."
            )

    @property
    def subject(self) -> x509.Name:
        """The subject as the library's object."""
        parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.organization)] if self.organization else []
        return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, self.common_name)])

    @property
    def not_after(self) -> datetime.datetime:
        """When a certificate that is made now ends: with its authority's at the latest."""
        end = now().replace(microsecond=0) + self.validity
        return min(end, self.authority.certificate.not_after) if self.authority else end


def placeholder_authority() -> Authority:
    """Return an authority that stands for one that does not exist yet (check mode)."""
    key = make_key("ec", 256)
    wanted = PairRequest("an authority that is not made yet", validity=LONG, key_type="ec", key_size=256)
    return Authority(make_certificate(wanted, key), key)


def user_name(user: str, privilege: int) -> str:
    """The common name that stands for a user with a privilege.

    :raises InputError: for what EOS would read as another user, or no privilege, and for a slash: no user of EOS has
        one, and files that are called by the user's name would be in another folder.
    """
    if not user or any(character.isspace() or not character.isprintable() for character in user):
        raise InputError(f"user is {user!r}: the name of a user of the switch holds no spaces.")
    if "/" in user:
        raise InputError(f"user is {user!r}: the name of a user of the switch holds no slash.")
    if not 1 <= privilege <= 15:
        raise InputError(f"privilege is {privilege}: it is from 1 to 15.")
    return f"{user} {privilege}"


def reason_for_new(wanted: PairRequest, certificate: Certificate | None, key: PrivateKey | None) -> str:
    """Why a certificate has to be made, in words that follow "because", or "" if the one that is there will do."""
    if certificate is None or key is None:
        return NOT_THERE
    if certificate.public_key != key.public_key:
        return "the key is another one than the certificate's"
    if certificate.x509.subject != wanted.subject:
        return f"its subject is '{certificate.subject}'"
    if wanted.authority is not None and not certificate.issued_by(wanted.authority.certificate):
        return f"'{wanted.authority.certificate.subject}' did not sign it"
    if wanted.authority is not None and (certificate.key_type, certificate.key_size) != (
        KEY_TYPES[wanted.key_type],
        wanted.key_size,
    ):
        return f"its key is of type {certificate.key_type} with {certificate.key_size} bits"
    if certificate.not_after <= now() + wanted.renew_before and wanted.not_after > certificate.not_after + GAIN:
        return f"it {'has expired' if certificate.not_after <= now() else 'expires'} at {stamp(certificate.not_after)}"
    return ""


def make_key(kind: str, size: int) -> PrivateKey:
    """A new key."""
    if kind == "rsa":
        return PrivateKey(rsa.generate_private_key(public_exponent=65537, key_size=size))
    curves: dict[int, Callable[[], ec.EllipticCurve]] = {256: ec.SECP256R1, 384: ec.SECP384R1, 521: ec.SECP521R1}
    return PrivateKey(ec.generate_private_key(curves[size]()))


def encrypted_pem(key: PrivateKey, passphrase: str) -> str:
    """A key as PEM text (PKCS #8) that only the passphrase opens."""
    plain: bytes = key.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pkcs8.encrypted(plain, passphrase)


def make_certificate(wanted: PairRequest, key: PrivateKey) -> Certificate:
    """A certificate for the key: an authority's own, or a user's that the authority signs."""
    begin = now().replace(microsecond=0) - SLOW_CLOCK
    issuer, issuer_key = wanted.subject, key
    if wanted.authority is not None:
        check_pair([wanted.authority.certificate], wanted.authority.key, "ca.cert_path", "ca.key_path")
        begin = max(begin, wanted.authority.certificate.not_before)
        issuer, issuer_key = wanted.authority.certificate.x509.subject, wanted.authority.key
    public, signer = key.key.public_key(), issuer_key.key
    builder = (
        x509.CertificateBuilder()
        .subject_name(wanted.subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(wanted.not_after)
    )
    for extension, critical in _extensions(public, signer.public_key(), wanted.authority is None):
        builder = builder.add_extension(extension, critical)
    edwards = isinstance(signer, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
    return Certificate(builder.sign(signer, None if edwards else hashes.SHA256()))


def _extensions(public: t.Any, issuer: t.Any, signs: bool) -> Sequence[tuple[t.Any, bool]]:
    """The extensions, each with whether it is critical. An authority signs no other authority."""
    unused = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(unused, False),
    )
    extensions: list[tuple[t.Any, bool]] = [
        (x509.BasicConstraints(ca=signs, path_length=0 if signs else None), True),
        (usage, True),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), False),
    ]
    return extensions if signs else [*extensions, (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)]
