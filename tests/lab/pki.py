# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's certificate authorities and the certificates they sign. All keys are EC P-256, which are quick to make."""

from __future__ import annotations

import datetime
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its key; ``chain`` are certificates that are presented with it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def certificate_pem(self) -> bytes:
        """The certificate and its chain."""
        return b"".join(cert.public_bytes(serialization.Encoding.PEM) for cert in (self.certificate, *self.chain))

    @property
    def key_pem(self) -> bytes:
        """The key, not encrypted."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Write ``NAME.pem`` and ``NAME.key`` (mode 0600); return their paths."""
        paths = folder / f"{name}.pem", folder / f"{name}.key"
        for path, content in zip(paths, (self.certificate_pem, self.key_pem), strict=True):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
        return paths


def make(
    common_name: str,
    issuer: Pair | None = None,
    *,
    authority: bool = False,
    hosts: tuple[str, ...] = (),
    days: int = 30,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> Pair:
    """Make a certificate, self-signed without an issuer; a negative number of ``days`` makes an expired one.

    ``hosts`` are names and addresses that a server certificate is for; a certificate without any is a client's.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    start = now - DAY if days > 0 else now + (days - 30) * DAY
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(now + days * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signer = issuer.key if issuer else key
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    ).add_extension(_usage(authority), critical=True)
    if not authority:
        purpose = ExtendedKeyUsageOID.SERVER_AUTH if hosts else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if hosts:
        names = [_alternative(host) for host in hosts]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Pair(builder.sign(signer, hashes.SHA256()), key)


def make_nameless(common_name: str) -> Pair:
    """A self-signed certificate that names no host and is valid from 1970 to 9999, as switches make by themselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(1970, 1, 1))
        .not_valid_after(datetime.datetime(9999, 12, 31, 23, 59, 59))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Pair(builder.sign(key, hashes.SHA256()), key)


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


class Authorities:
    """The authorities of a lab: one for servers, one for clients, an intermediate below that, and a foreign one."""

    def __init__(self) -> None:
        self.server = make("aerie lab CA", authority=True)
        self.client = make("aerie lab client CA", authority=True)
        intermediate = make("aerie lab client intermediate CA", self.client, authority=True)
        self.intermediate = Pair(intermediate.certificate, intermediate.key, (intermediate.certificate,))
        self.foreign = make("unknown CA", authority=True)
        #: All server certificates share one key: a lab of hundreds of switches starts the faster.
        self.server_key = ec.generate_private_key(ec.SECP256R1())

    def server_certificate(self, *hosts: str) -> Pair:
        """A server's certificate, valid for these names and addresses."""
        return make(hosts[0], self.server, hosts=hosts, key=self.server_key)

    def faulty_certificate(self, fault: str, *hosts: str) -> Pair:
        """A server's certificate with a flaw (see ``faults.CERTIFICATE_FAULTS``)."""
        if fault == "wrong-certificate":
            return make(hosts[0], self.foreign, hosts=hosts, key=self.server_key)
        if fault == "expired-certificate":
            return make(hosts[0], self.server, hosts=hosts, key=self.server_key, days=-1)
        return make("other.example", self.server, hosts=("other.example",), key=self.server_key)

    def client_certificate(self, user: str, privilege: int, kind: str = "signed", days: int = 30) -> Pair:
        """A client's certificate: ``signed`` by the client CA, ``self-signed``, ``intermediate``, ``foreign``."""
        name = f"{user} {privilege}"
        if kind == "self-signed":
            return make(name, days=days)
        if kind == "intermediate":
            pair = make(name, self.intermediate, days=days)
            return Pair(pair.certificate, pair.key, (self.intermediate.certificate,))
        if kind not in ("signed", "foreign"):
            raise ValueError(f"unknown kind of client certificate: {kind}")
        return make(name, self.client if kind == "signed" else self.foreign, days=days)
