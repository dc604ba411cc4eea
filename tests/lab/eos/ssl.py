# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""SSL profiles: what ``management security`` / ``ssl profile NAME`` and the files that it names amount to.

A profile is judged when it is asked for, because certificates expire and files come and go without a change of the
configuration. Its certificates and keys are those of ``certificate:`` and ``sslkey:``, PEM texts in ``switch.files``.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from .. import pki
from .releases import SELF_SIGNED_PROFILE, release
from .tree import Node

if TYPE_CHECKING:
    from .switch import Switch

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
#: The profiles that switches have by themselves (older and newer releases), each with its certificate and key.
DEFAULT_PROFILE, NEWER_PROFILE = "ARISTA_DEFAULT_PROFILE", "ARISTA_DEFAULT_SELF_SIGNED_PROFILE"
_BUILT_IN = {
    DEFAULT_PROFILE: ("ARISTA_DEFAULT_PROFILE_CERT.crt", "ARISTA_DEFAULT_PROFILE_KEY.key"),
    NEWER_PROFILE: ("ARISTA_SELF_SIGNED.crt", "ARISTA_SELF_SIGNED.key"),
}
#: ``trust certificate system`` means the authorities that the switch comes with: no file, and none in a lab.
SYSTEM = "system"
STOCK_DAYS = 7300
_ONLY_AUTHORITIES = ("certificate", "requirement", "basic-constraint", "ca", "true")
#: TLS versions that a profile allows which does not say otherwise.
TLS_VERSIONS = ("1.2", "1.3")


@dataclass(frozen=True)
class SslProfile:
    """A profile as it is now.

    ``errors`` are entries of the model (``errorType``, ``errorAttr``: the file it is about); ``state`` is ``valid`` or
    ``invalid``. PEM texts are empty where the file is missing; those of the built-in profile are always empty, because
    the switch makes its certificate by itself. ``chain_pems`` keep the order of the configuration. ``ciphers`` is an
    OpenSSL cipher list for TLS 1.2 ("" for the library's own), ``ciphers_13`` one of TLS 1.3. ``serves`` says whether
    a server can present the certificate: False where there is none, and where it is not for servers (its extended key
    usage lacks serverAuth), which leaves the profile valid and the server that uses it "starting".
    """

    name: str
    state: str
    errors: list[dict[str, str]] = field(default_factory=list)
    certificate_name: str = ""
    key_name: str = ""
    trusted_names: tuple[str, ...] = ()
    chain_names: tuple[str, ...] = ()
    certificate_pem: str = field(default="", repr=False)
    key_pem: str = field(default="", repr=False)
    chain_pems: tuple[str, ...] = field(default=(), repr=False)
    trusted_pems: tuple[str, ...] = field(default=(), repr=False)
    tls_versions: tuple[str, ...] = TLS_VERSIONS
    ciphers: str = ""
    ciphers_13: str = ""
    fips: bool = False
    serves: bool = False


def profiles(switch: Switch) -> dict[str, SslProfile]:
    """The configured profiles by name, in the order of the configuration, and then the built-in one."""
    found: dict[str, SslProfile] = {}
    section = switch.running.root.get("management", "security")
    for node in section.under("ssl", "profile") if section is not None else ():
        found[node.key[2]] = _profile(switch, node)
    name = built_in_profile(switch)
    certificate_name, key_name = _BUILT_IN[name]
    # The newer one's certificate names no host, and the profile is still valid.
    errors = [_error("hostnameMismatch", certificate_name)] if name == NEWER_PROFILE else []
    found.setdefault(
        name,
        SslProfile(name, "valid", errors, certificate_name=certificate_name, key_name=key_name, serves=True),
    )
    return found


def built_in_profile(switch: Switch) -> str:
    """The name of the profile that a switch of this release has by itself."""
    return NEWER_PROFILE if release(switch.eos) >= SELF_SIGNED_PROFILE else DEFAULT_PROFILE


def _profile(switch: Switch, node: Node) -> SslProfile:
    """Judge one profile."""
    files = switch.files
    certificate_name, key_name = _pair(node)
    chain_names, trusted_names = _names(node, "chain"), _names(node, "trust")
    certificate_pem = files["certificate"].get(certificate_name, "")
    key_pem = files["sslkey"].get(key_name, "")
    errors = [
        *_pair_errors(certificate_name, key_name, certificate_pem, key_pem, bool(trusted_names)),
        *_trust_errors(switch, node, trusted_names),
        *_chain_errors(switch, node, certificate_pem, chain_names),
    ]
    return SslProfile(
        name=node.key[2],
        state="invalid" if errors else "valid",
        errors=errors,
        certificate_name=certificate_name,
        key_name=key_name,
        trusted_names=trusted_names,
        chain_names=chain_names,
        certificate_pem=certificate_pem,
        key_pem=key_pem,
        chain_pems=_texts(switch, chain_names),
        trusted_pems=_texts(switch, trusted_names),
        tls_versions=tuple((node.value("tls", "versions") or "").split()) or TLS_VERSIONS,
        ciphers=node.value("cipher", "v1.2") or node.value("cipher-list") or "",
        ciphers_13=node.value("cipher", "v1.3") or "",
        fips=node.get("fips", "restrictions") is not None,
        serves=not errors and bool(certificate_pem) and for_servers(certificate_pem),
    )


def _pair(node: Node) -> tuple[str, str]:
    """The names of ``certificate NAME key NAME``."""
    line = next((child.line for child in node.ordered() if child.key == ("certificate", "key")), "")
    words = line.split()
    return (words[1], words[3]) if len(words) == 4 else ("", "")


def _names(node: Node, kind: str) -> tuple[str, ...]:
    """The files of the ``trust certificate`` or ``chain certificate`` lines."""
    names = [child.key[2] for child in node.under(kind, "certificate") if len(child.key) == 3]
    return tuple(name for name in names if name != SYSTEM)


def _texts(switch: Switch, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(switch.files["certificate"][name] for name in names if name in switch.files["certificate"])


# -- what can be wrong -----------------------------------------------------------------------------------------------


def _error(kind: str, name: str = "") -> dict[str, str]:
    return {"errorType": kind, "errorAttr": name}


def _pair_errors(
    certificate_name: str, key_name: str, certificate_pem: str, key_pem: str, trusts: bool
) -> list[dict[str, str]]:
    """What is wrong with the certificate and its key; a profile of trusted certificates alone needs no pair."""
    if not certificate_name:
        return [] if trusts else [_error("certificateNotConfigured")]
    errors = _certificate_errors(certificate_name, certificate_pem)
    if not key_pem:
        errors.append(_error("keyNotFound", key_name))
    elif certificate_pem and public_bytes(certificate_pem) != _key_public_bytes(key_pem):
        errors.append(_error("keyMismatch", key_name))
    return errors


def _certificate_errors(name: str, pem: str) -> list[dict[str, str]]:
    """A certificate that is missing, has expired, or is not valid yet."""
    if not pem:
        return [_error("certificateNotFound", name)]
    now, certificate = datetime.datetime.now(datetime.UTC), certificate_of(pem)
    if now > certificate.not_valid_after_utc:
        return [_error("certificateExpired", name)]
    if now < certificate.not_valid_before_utc:
        return [_error("certificateNotYetValid", name)]
    return []


def _requires(node: Node, *words: str) -> bool:
    return node.get(*words) is not None


def _trust_errors(switch: Switch, node: Node, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Trusted certificates may be those of clients themselves, unless the profile asks for authorities."""
    errors: list[dict[str, str]] = []
    for name in names:
        pem = switch.files["certificate"].get(name, "")
        if not pem or not _requires(node, "trust", "certificate", "policy", "expiry-date", "ignore"):
            errors += _certificate_errors(name, pem)
        if pem and _requires(node, "trust", *_ONLY_AUTHORITIES) and not is_authority(pem):
            errors.append(_error("certificateNotCa", name))
    return errors


def _chain_errors(switch: Switch, node: Node, certificate_pem: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Each certificate of a chain has to have signed the one before it; the root may be left out, unless asked for."""
    errors: list[dict[str, str]] = []
    below = certificate_pem
    for name in names:
        pem = switch.files["certificate"].get(name, "")
        errors += _certificate_errors(name, pem)
        if pem and below and not signed_by(below, pem):
            errors.append(_error("chainOutOfOrder", name))
        if pem and _requires(node, "chain", *_ONLY_AUTHORITIES) and not is_authority(pem):
            errors.append(_error("certificateNotCa", name))
        below = pem
    if _requires(node, "chain", "certificate", "requirement", "include", "root-ca") and not (
        below and signed_by(below, below)
    ):
        errors.append(_error("rootCaNotIncluded", names[-1] if names else ""))
    return errors


@lru_cache(maxsize=1)
def stock_certificates() -> dict[str, str]:
    """The certificates that every switch comes with, by file name: in place of the vendor's authorities."""
    root = pki.make("aerie lab stock root CA", authority=True, days=STOCK_DAYS)
    signing = pki.make("aerie lab stock signing CA", root, authority=True, days=STOCK_DAYS)
    return {
        "ARISTA_ROOT_CA.crt": root.certificate_pem.decode(),
        "ARISTA_SIGNING_CA.crt": signing.certificate_pem.decode(),
    }


# -- certificates and keys -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def certificate_of(pem: str) -> x509.Certificate:
    """The certificate of a PEM text; ValueError if there is none."""
    return x509.load_pem_x509_certificate(pem.encode())


def key_of(pem: str) -> PrivateKey:
    """The private key of a PEM text; ValueError if there is none, or one that is encrypted or of another kind."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except TypeError as error:
        raise ValueError("the key is encrypted") from error
    if not isinstance(key, PrivateKey):
        raise ValueError("the key is neither RSA nor ECDSA")
    return key


def public_bytes(pem: str) -> bytes:
    """The public key of a certificate, encoded."""
    return _encoded(certificate_of(pem).public_key())


@lru_cache(maxsize=1024)
def _key_public_bytes(pem: str) -> bytes:
    return _encoded(key_of(pem).public_key())


def _encoded(key: object) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined,no-any-return]


def is_authority(pem: str) -> bool:
    """Whether a certificate's basic constraints make it one of an authority."""
    try:
        return bool(certificate_of(pem).extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False


def for_servers(pem: str) -> bool:
    """Whether a server may present a certificate: no extended key usage, or one with serverAuth."""
    try:
        usage = certificate_of(pem).extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return ExtendedKeyUsageOID.SERVER_AUTH in usage


@lru_cache(maxsize=1024)
def signed_by(pem: str, issuer: str) -> bool:
    """Whether one certificate was signed with the key of another, and names it as its issuer."""
    try:
        certificate_of(pem).verify_directly_issued_by(certificate_of(issuer))
    except Exception:  # a wrong name, a wrong signature, an algorithm that the library refuses
        return False
    return True
