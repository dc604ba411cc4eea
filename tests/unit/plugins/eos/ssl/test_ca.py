# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A CA of the user's own signs what a switch requests, as browsers and TLS libraries want it."""

from __future__ import annotations

import datetime
import ipaddress
import typing as t

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import EapiError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.ca import Authority, Identity, identity
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.x509 import now
from lab.pki import make
from support.certificates import (
    EXPIRED,
    OTHER,
    PASSPHRASE,
    ROOT,
    SERVER,
    SMALL,
    encrypted_key_of,
    key_of,
    pem_of,
)

WANTED = identity({"common_name": "leaf1.lab.example", "organization": "The Lab"}, ["leaf1.lab.example", "192.0.2.1"])
KEY = rsa.generate_private_key(65537, 2048)


def request(key: t.Any = KEY, name: str = "somebody else") -> str:
    """A signing request, as a switch prints it."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def authority() -> Authority:
    return Authority.load(pem_of(ROOT), encrypted_key_of(ROOT), PASSPHRASE)


def test_a_signed_certificate() -> None:
    made = authority().sign(f"Generating…\n{request()}\n", WANTED, 365)
    found = made.x509
    assert made.subject == "CN=leaf1.lab.example,O=The Lab"
    assert made.issued_by(authority().certificate)
    assert found.public_key() == KEY.public_key()
    assert made.alternatives == ["DNS:leaf1.lab.example", "IP:192.0.2.1"]
    assert made.flaws() == []
    assert isinstance(found.signature_hash_algorithm, hashes.SHA256)
    assert abs(made.not_after - now() - datetime.timedelta(days=365)) < datetime.timedelta(minutes=1)
    assert made.not_before < now()
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert not constraints.value.ca  # whatever the request asks for
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.key_encipherment, usage.key_cert_sign) == (True, True, False)
    purposes = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_a_certificate_ends_with_its_authority() -> None:
    short = make("Short CA", authority=True, days=20)
    ca = Authority.load(pem_of(short), key_of(short))
    assert ca.sign(request(), WANTED, 365).not_after == short.certificate.not_valid_after_utc
    assert ca.ends_before(365)
    assert not ca.ends_before(10)


@pytest.mark.parametrize(
    ("certificate", "key", "passphrase", "said"),
    [
        (pem_of(ROOT), key_of(OTHER), None, "ca.key_path is not the key of ca.cert_path ('CN=Root CA')"),
        (pem_of(SERVER), key_of(SERVER), None, "ca.cert_path ('CN=leaf1') is not the certificate of a CA"),
        (pem_of(EXPIRED), key_of(EXPIRED), None, "is not the certificate of a CA"),
        (pem_of(ROOT), encrypted_key_of(ROOT), None, "ca.key_path is encrypted, and ca.key_passphrase is not given"),
        (pem_of(ROOT), encrypted_key_of(ROOT), "wrong", "ca.key_passphrase does not open it"),
        ("", key_of(ROOT), None, "ca.cert_path holds no certificate"),
        (pem_of(ROOT), "", None, "ca.key_path holds no private key"),
    ],
)
def test_invalid_authority(certificate: str, key: str, passphrase: str | None, said: str) -> None:
    with pytest.raises(InputError) as raised:
        Authority.load(certificate, key, passphrase)
    assert said in str(raised.value)


def test_an_expired_authority() -> None:
    old = make("Old CA", authority=True, days=-1)
    with pytest.raises(InputError, match=r"ca.cert_path \('CN=Old CA'\) has expired"):
        Authority.load(pem_of(old), key_of(old))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("% Invalid input", "the switch gave no signing request, but: % Invalid input"),
        ("", "but: nothing"),
        (request(SMALL), "has 1024 bits"),
        (
            "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----",
            "the signing request of the switch cannot be read",
        ),
    ],
)
def test_invalid_request(text: str, said: str) -> None:
    with pytest.raises(EapiError) as raised:
        authority().sign(text, WANTED, 365)
    assert said in str(raised.value)


# --- identities ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "alternatives", "said"),
    [
        ({"common_name": "a b"}, ["a"], "subject.common_name is 'a b'"),
        ({"common_name": "a", "country": "Germany"}, ["a"], "subject.country is 'Germany'"),
        ({"common_name": "a", "organization": 'a "b"'}, ["a"], "subject.organization is"),
        ({"common_name": "a", "state": "x\ny"}, ["a"], "subject.state is"),
        ({"common_name": "a" * 70}, ["a"], "subject cannot be written into a certificate"),
        ({"common_name": "a"}, ["not a name"], "subject_alternative_names: 'not a name'"),
        ({"common_name": "a"}, ["IP:leaf1"], "subject_alternative_names: 'IP:leaf1'"),
        ({"common_name": "a"}, ["email:a@b"], "subject_alternative_names: 'email:a@b'"),
    ],
)
def test_bad_identities(subject: dict[str, str], alternatives: list[str], said: str) -> None:
    with pytest.raises(InputError) as raised:
        identity(subject, alternatives)
    assert said in str(raised.value)


def test_alternative_names() -> None:
    given = ["leaf1", "DNS:leaf1", "dns:*.lab.example", "192.0.2.1", "IP:2001:db8:0::1"]
    wanted = identity({"common_name": "leaf1"}, given)
    assert list(wanted.alternatives) == ["DNS:leaf1", "DNS:*.lab.example", "IP:192.0.2.1", "IP:2001:db8::1"]
    assert wanted.addresses == ["192.0.2.1", str(ipaddress.ip_address("2001:db8::1"))]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (identity({"common_name": "leaf1"}, ["leaf1", "192.0.2.1"]), []),
        (identity({"common_name": "leaf2"}, ["192.0.2.1", "leaf1"]), ["its subject is 'CN=leaf1' and not 'CN=leaf2'"]),
        (
            identity({"common_name": "leaf1"}, ["leaf1"]),
            ["it is for DNS:leaf1, IP:192.0.2.1 and not for DNS:leaf1"],
        ),
    ],
)
def test_how_a_certificate_differs(wanted: Identity, said: list[str]) -> None:
    certificate = Authority.load(pem_of(ROOT), key_of(ROOT)).certificate
    assert wanted.differences(type(certificate)(SERVER.certificate)) == said
