# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read certificates and keys from PEM texts, and check that they match."""

from __future__ import annotations

import datetime
import ipaddress
import math
import re
import typing as t
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...common.errors import InputError
from .pem import blocks

__all__ = [
    "MISSING",
    "Certificate",
    "PrivateKey",
    "check_order",
    "check_pair",
    "read_certificates",
    "read_key",
    "require",
]

MISSING: ImportError | None = None
try:
    import cryptography
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID

    if not hasattr(x509.Certificate, "not_valid_after_utc"):  # since 42
        raise ImportError(f"version {cryptography.__version__} is too old")
except ImportError as error:  # require() raises the error
    MISSING = error

_ENCRYPTED: t.Final = re.compile(r"BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED", re.MULTILINE)
#: Smallest RSA key, in bits, that browsers and TLS libraries take: EOS manual, "Transport Layer Security".
SMALLEST_RSA: t.Final = 2048
#: Longest life of a server's certificate that they take, in days: less than 825.
LONGEST_LIFE: t.Final = 824

#: What is said of a certificate, in this order.
FACTS: t.Final = (
    "subject",
    "issuer",
    "subject_alternative_names",
    "not_before",
    "not_after",
    "days_left",
    "sha256",
    "key_type",
    "key_size",
)


def require() -> None:
    """Make sure that certificates can be read.

    :raises InputError: saying what is missing.
    """
    if MISSING is not None:
        raise InputError(
            f"certificates need the Python library 'cryptography', which cannot be loaded: {MISSING}.",
            hint="Install it on the controller, for the Python that runs Ansible: python -m pip install cryptography.",
        )


def now() -> datetime.datetime:
    """The controller's time."""
    return datetime.datetime.now(datetime.UTC)


def stamp(moment: datetime.datetime) -> str:
    """UTC in ISO 8601, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Certificate:
    """One certificate.

    :ivar x509: the library's object.
    """

    x509: x509.Certificate

    @classmethod
    def from_der(cls, data: bytes) -> Certificate:
        """As it came in a handshake."""
        return cls(x509.load_der_x509_certificate(data))

    @property
    def pem(self) -> str:
        """PEM, with a newline at the end."""
        return self.x509.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def subject(self) -> str:
        """RFC 4514: CN=leaf1,O=Lab."""
        return self.x509.subject.rfc4514_string()

    @property
    def issuer(self) -> str:
        """The name of who issued it, as `subject`."""
        return self.x509.issuer.rfc4514_string()

    @property
    def alternatives(self) -> list[str]:
        """The names and addresses it is for: DNS:leaf1.example, IP:192.0.2.1; other kinds are left out."""
        found = self._extension("SubjectAlternativeName")
        names = found.get_values_for_type(x509.DNSName) if found else []
        addresses = found.get_values_for_type(x509.IPAddress) if found else []
        return [*(f"DNS:{name}" for name in names), *(f"IP:{address}" for address in addresses)]

    @property
    def not_before(self) -> datetime.datetime:
        """UTC."""
        return self.x509.not_valid_before_utc

    @property
    def not_after(self) -> datetime.datetime:
        """UTC."""
        return self.x509.not_valid_after_utc

    @property
    def days_left(self) -> int:
        """Whole days until it expires, by the controller's clock; negative after that."""
        return math.floor((self.not_after - now()).total_seconds() / 86400)

    @property
    def sha256(self) -> str:
        """The fingerprint, 64 hexadecimal digits."""
        return self.x509.fingerprint(hashes.SHA256()).hex()

    @property
    def key_type(self) -> str:
        """RSA, ECDSA, DSA, Ed25519 or Ed448."""
        key = self.x509.public_key()
        kinds = {
            rsa.RSAPublicKey: "RSA",
            ec.EllipticCurvePublicKey: "ECDSA",
            dsa.DSAPublicKey: "DSA",
            ed25519.Ed25519PublicKey: "Ed25519",
            ed448.Ed448PublicKey: "Ed448",
        }
        return next((name for kind, name in kinds.items() if isinstance(key, kind)), "unknown")

    @property
    def key_size(self) -> int | None:
        """Bits, where the kind of key comes in several sizes."""
        return getattr(self.x509.public_key(), "key_size", None)

    @property
    def modulus(self) -> int | None:
        """The modulus of an RSA key."""
        key = self.x509.public_key()
        return key.public_numbers().n if isinstance(key, rsa.RSAPublicKey) else None

    @property
    def public_key(self) -> bytes:
        """The public key's SubjectPublicKeyInfo (DER)."""
        return _public_bytes(self.x509.public_key())

    @property
    def is_authority(self) -> bool:
        """True if its basic constraints, and its key usage where it has one, let it issue certificates."""
        constraints, usage = self._extension("BasicConstraints"), self._extension("KeyUsage")
        return bool(constraints and constraints.ca and (usage is None or usage.key_cert_sign))

    @property
    def for_servers(self) -> bool:
        """True unless its extended key usage lacks serverAuth."""
        usage = self._extension("ExtendedKeyUsage")
        return usage is None or ExtendedKeyUsageOID.SERVER_AUTH in usage

    def facts(self) -> dict[str, t.Any]:
        """Facts for a task's result."""
        values = (
            self.subject,
            self.issuer,
            self.alternatives,
            stamp(self.not_before),
            stamp(self.not_after),
            self.days_left,
            self.sha256,
            self.key_type,
            self.key_size,
        )
        return dict(zip(FACTS, values, strict=True))

    def issued_by(self, issuer: Certificate) -> bool:
        """True if it names the issuer, and was signed with its key."""
        try:
            self.x509.verify_directly_issued_by(issuer.x509)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
            return False
        return True

    def flaws(self) -> list[str]:
        """Why browsers and TLS libraries do not take it as a server's certificate, as parts of a sentence."""
        digest = self.x509.signature_hash_algorithm
        life = (self.not_after - self.not_before).days
        found = {
            "its extended key usage lacks serverAuth": not self.for_servers,
            f"its RSA key has {self.key_size} bits and not {SMALLEST_RSA} or more": (
                self.key_type == "RSA" and (self.key_size or 0) < SMALLEST_RSA
            ),
            f"it is signed with {digest.name.upper() if digest else ''} and not with SHA-2": (
                digest is not None and digest.name in ("md5", "sha1")
            ),
            "it has no subject alternative name": not self.alternatives,
            f"it is valid for {life} days and not for less than {LONGEST_LIFE + 1}": life > LONGEST_LIFE,
        }
        return [flaw for flaw, present in found.items() if present]

    def _extension(self, name: str) -> t.Any:
        try:
            return self.x509.extensions.get_extension_for_class(getattr(x509, name)).value
        except x509.ExtensionNotFound:
            return None


def covers(alternatives: Sequence[str], host: str) -> bool:
    """True if alternative names cover a name or address. A common name is not enough for that (RFC 6125)."""
    try:
        return f"IP:{ipaddress.ip_address(host)}" in alternatives
    except ValueError:
        name = host.lower().rstrip(".")
        above = name.partition(".")[2]
        wanted = {f"dns:{name}", *([f"dns:*.{above}"] if above else [])}
        return bool(wanted & {each.lower() for each in alternatives})


@dataclass(frozen=True)
class PrivateKey:
    """A private key; it is in no repr().

    :ivar key: the library's object.
    """

    key: t.Any = field(repr=False)

    @property
    def pem(self) -> str:
        """PKCS #8, PEM, not encrypted: what a switch takes."""
        encoded: bytes = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return encoded.decode()

    @property
    def public_key(self) -> bytes:
        """As Certificate.public_key."""
        return _public_bytes(self.key.public_key())


def _public_bytes(key: t.Any) -> bytes:
    encoded: bytes = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return encoded


# --- reading ---------------------------------------------------------------------------------------------------------


def read_certificates(text: str, name: str) -> list[Certificate]:
    """The certificates of a text, in its order; at least one.

    :param name: what the user calls the text, for messages.
    :raises InputError: naming the text and, where there are several, the certificate.
    """
    require()
    kinds = list(blocks(text))
    certificates = [
        block for kind, block in kinds if kind in ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")
    ]
    if any(kind.endswith("PRIVATE KEY") for kind, _block in kinds):
        raise InputError(f"{name} holds a private key beside the certificate.", hint="Give the key in 'key' alone.")
    if not certificates:
        raise InputError(
            f"{name} holds no certificate: PEM begins with '-----BEGIN CERTIFICATE-----'.",
            hint="Convert DER with 'openssl x509 -inform der -in FILE'.",
        )
    found = []
    for number, block in enumerate(certificates, 1):
        try:
            certificate = x509.load_pem_x509_certificate(block.encode())
            _look_into(certificate)
        except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
            which = f"certificate {number} of {len(certificates)}" if len(certificates) > 1 else "the certificate"
            raise InputError(f"{name}: {which} cannot be read: {_first_line(error)}.") from None
        found.append(Certificate(certificate))
    return found


def _look_into(certificate: x509.Certificate) -> None:
    """Read what the library reads only when it is asked for, so that what it cannot read is noticed here."""
    certificate.public_key()
    list(certificate.extensions)
    certificate.subject.rfc4514_string()
    certificate.issuer.rfc4514_string()


def read_key(
    text: str, name: str, passphrase: str | None = None, passphrase_name: str = "key_passphrase"
) -> PrivateKey:
    """The private key of a text.

    :param passphrase: for an encrypted key.
    :raises InputError: naming the text or the passphrase; it holds nothing of them.
    """
    require()
    keys = [block for label, block in blocks(text) if label.endswith("PRIVATE KEY")]
    if len(keys) != 1:
        raise InputError(
            f"{name} holds {len(keys) or 'no'} private key{'s' if keys else ''}: PEM of one begins with "
            "'-----BEGIN PRIVATE KEY-----' or the like."
        )
    encrypted = bool(_ENCRYPTED.search(keys[0]))
    if encrypted and not passphrase:
        raise InputError(f"{name} is encrypted, and {passphrase_name} is not given.", hint=f"Give {passphrase_name}.")
    try:
        key = serialization.load_pem_private_key(
            keys[0].encode(), passphrase.encode() if encrypted and passphrase else None
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # The library's words may quote what they could not read.
        what = f"{passphrase_name} does not open it, or it is damaged" if encrypted else "it is damaged"
        raise InputError(f"{name} cannot be read: {what}.") from None
    return PrivateKey(key)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__


# --- what goes together ----------------------------------------------------------------------------------------------


def check_pair(certificates: Sequence[Certificate], key: PrivateKey, certificate_name: str, key_name: str) -> None:
    """Refuse a key that is not the first certificate's.

    :raises InputError: naming both, and the certificate that the key belongs to if it is another one of them.
    """
    owners = [place for place, each in enumerate(certificates, 1) if each.public_key == key.public_key]
    if owners and owners[0] == 1:
        return
    if owners:
        owner = certificates[owners[0] - 1].subject
        raise InputError(
            f"{certificate_name} begins with the certificate '{certificates[0].subject}', and {key_name} belongs to "
            f"certificate {owners[0]} ('{owner}'): the chain is in the wrong order.",
            hint=_ORDER,
        )
    raise InputError(
        f"{key_name} is not the key of {certificate_name} ('{certificates[0].subject}'): their public keys differ.",
        hint="Give the key that the certificate was requested with.",
    )


_ORDER: t.Final = "Put the server's own certificate first, and after each one that of its issuer."


def check_order(certificates: Sequence[Certificate], names: Sequence[str]) -> None:
    """Refuse a chain in which a certificate is not followed by its issuer.

    :param names: what the user calls each certificate.
    :raises InputError: naming the two.
    """
    for place in range(len(certificates) - 1):
        below, above = certificates[place], certificates[place + 1]
        if not below.issued_by(above):
            raise InputError(
                f"the chain is in the wrong order: {names[place + 1]} ('{above.subject}') did not issue {names[place]} "
                f"('{below.subject}'), which '{below.issuer}' did.",
                hint=_ORDER,
            )


def check_validity(certificate: Certificate, name: str) -> None:
    """Refuse a certificate that has expired, or is not valid yet.

    :raises InputError: naming it and the time.
    """
    if certificate.not_after <= now():
        raise InputError(
            f"{name} ('{certificate.subject}') has expired, at {stamp(certificate.not_after)}.",
            hint="Get a new one from whoever issued it.",
        )
    if certificate.not_before > now():
        raise InputError(
            f"{name} ('{certificate.subject}') is not valid before {stamp(certificate.not_before)}.",
            hint="Check the clocks of the controller and of whoever issued it.",
        )
