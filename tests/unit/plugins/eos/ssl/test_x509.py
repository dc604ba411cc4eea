# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Certificates and keys as texts: what they say, what goes together, and the sentences when it does not."""

from __future__ import annotations

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import x509 as pem
from lab.pki import Pair, make
from support.certificates import (
    BELOW,
    CLIENT,
    EXPIRED,
    HOST,
    MIDDLE,
    OTHER,
    PASSPHRASE,
    ROOT,
    SERVER,
    encrypted_key_of,
    key_of,
    pem_of,
)


def one(pair: Pair) -> pem.Certificate:
    return pem.read_certificates(pem_of(pair), "certificate")[0]


def test_facts() -> None:
    facts = one(SERVER).facts()
    assert (facts["subject"], facts["issuer"]) == ("CN=leaf1", "CN=Root CA")
    assert facts["subject_alternative_names"] == ["DNS:leaf1", "IP:192.0.2.1"]
    assert facts["days_left"] == 299
    assert facts["not_after"] == pem.stamp(SERVER.certificate.not_valid_after_utc)
    assert (facts["key_type"], facts["key_size"]) == ("ECDSA", 256)
    assert len(facts["sha256"]) == 64


def test_texts_around_the_certificates_are_left_aside() -> None:
    text = f"subject=leaf1\n{pem_of(SERVER)}\r\nissuer=root\n{pem_of(ROOT)}trailing"
    assert [each.subject for each in pem.read_certificates(text, "certificate")] == ["CN=leaf1", "CN=Root CA"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "certificate holds no certificate: PEM begins with '-----BEGIN CERTIFICATE-----'"),
        ("MIIB", "certificate holds no certificate"),
        (key_of(SERVER), "certificate holds a private key"),
        (pem_of(SERVER) + key_of(SERVER), "certificate holds a private key"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "certificate: the certificate cannot be read"),
        (
            pem_of(SERVER) + "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "certificate: certificate 2 of 2 cannot be read",
        ),
    ],
)
def test_invalid_certificate(text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        pem.read_certificates(text, "certificate")
    assert said in str(raised.value)
    assert "PRIVATE KEY-----\nMI" not in str(raised.value)


def test_a_certificate_that_reads_only_at_first_sight() -> None:
    """Its key is of a kind that nobody knows."""
    der = bytearray(SERVER.certificate.public_bytes(Encoding.DER))
    place = der.index(bytes.fromhex("06082a8648ce3d030107"))  # the curve P-256
    der[place + 9] = 0x7F
    text = f"-----BEGIN CERTIFICATE-----\n{b64encode(der).decode()}\n-----END CERTIFICATE-----\n"
    with pytest.raises(InputError, match="certificate: the certificate cannot be read: "):
        pem.read_certificates(text, "certificate")


@pytest.mark.parametrize(
    ("text", "passphrase", "said"),
    [
        ("", None, "key_src holds no private key"),
        (pem_of(SERVER), None, "key_src holds no private key"),
        (key_of(SERVER) + key_of(OTHER), None, "key_src holds 2 private keys"),
        (encrypted_key_of(SERVER), None, "key_src is encrypted, and key_passphrase is not given. Give key_passphrase."),
        (encrypted_key_of(SERVER), "wrong", "key_src cannot be read: key_passphrase does not open it"),
        ("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----", None, "key_src cannot be read: it is damaged"),
    ],
)
def test_invalid_key(text: str, passphrase: str | None, said: str) -> None:
    with pytest.raises(InputError) as raised:
        pem.read_key(text, "key_src", passphrase)
    assert said in str(raised.value)
    assert "wrong" not in str(raised.value)


def test_a_key_and_an_encrypted_one_are_the_same() -> None:
    plain, opened = pem.read_key(key_of(SERVER), "key"), pem.read_key(encrypted_key_of(SERVER), "key", PASSPHRASE)
    assert plain.public_key == opened.public_key == one(SERVER).public_key
    assert "ENCRYPTED" not in opened.pem
    # A passphrase is no harm where the key needs none.
    assert pem.read_key(key_of(SERVER), "key", PASSPHRASE).public_key == plain.public_key
    assert "PRIVATE" not in repr(plain)


def test_a_key_that_is_not_the_certificates() -> None:
    chain = pem.read_certificates(pem_of(SERVER, ROOT), "certificate")
    pem.check_pair(chain, pem.read_key(key_of(SERVER), "key"), "certificate", "key")
    with pytest.raises(InputError, match=r"key_src is not the key of certificate \('CN=leaf1'\)"):
        pem.check_pair(chain, pem.read_key(key_of(OTHER), "key"), "certificate", "key_src")


def test_a_key_of_another_certificate_of_the_file() -> None:
    chain = pem.read_certificates(pem_of(ROOT, SERVER), "certificate")
    with pytest.raises(InputError) as raised:
        pem.check_pair(chain, pem.read_key(key_of(SERVER), "key"), "certificate", "key")
    assert "key belongs to certificate 2 ('CN=leaf1'): the chain is in the wrong order" in str(raised.value)
    assert "Put the server's own certificate first" in str(raised.value)


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ((SERVER,), ""),
        ((SERVER, ROOT), ""),
        ((BELOW, MIDDLE), ""),
        ((BELOW, MIDDLE, ROOT), ""),
        ((BELOW, ROOT, MIDDLE), "2 ('CN=Root CA') did not issue 1 ('CN=leaf1'), which 'CN=Intermediate CA' did."),
        ((MIDDLE, BELOW), "2 ('CN=leaf1') did not issue 1"),
        ((SERVER, OTHER), "2 ('CN=leaf1') did not issue 1"),
    ],
)
def test_the_order_of_a_chain(pairs: tuple[Pair, ...], said: str) -> None:
    chain = [one(pair) for pair in pairs]
    names = [str(place) for place in range(1, len(chain) + 1)]
    if not said:
        pem.check_order(chain, names)
        return
    with pytest.raises(InputError) as raised:
        pem.check_order(chain, names)
    assert f"the chain is in the wrong order: {said}" in str(raised.value)


def test_certificates_that_are_not_valid_now() -> None:
    pem.check_validity(one(SERVER), "certificate")
    with pytest.raises(InputError, match=r"certificate \('CN=leaf1'\) has expired, at \d{4}-\d\d-\d\dT"):
        pem.check_validity(one(EXPIRED), "certificate")


@pytest.mark.parametrize(
    ("names", "host", "covered"),
    [
        (["DNS:leaf1"], "leaf1", True),
        (["DNS:leaf1"], "LEAF1.", True),
        (["DNS:leaf1"], "leaf2", False),
        (["DNS:*.lab.example"], "leaf1.lab.example", True),
        (["DNS:*.lab.example"], "a.b.lab.example", False),
        (["IP:192.0.2.1"], "192.0.2.1", True),
        (["DNS:192.0.2.1"], "192.0.2.1", False),
        (["IP:2001:db8::1"], "2001:0db8::1", True),
        ([], "leaf1", False),
    ],
)
def test_which_names_cover_a_host(names: list[str], host: str, covered: bool) -> None:
    assert pem.covers(names, host) is covered


def test_a_common_name_does_not_cover_a_host() -> None:
    assert not pem.covers(one(CLIENT).alternatives, "alice 15")
    assert not pem.covers(one(make(HOST)).alternatives, HOST)


def test_flaws_of_server_certificates() -> None:
    assert one(SERVER).flaws() == []
    assert one(CLIENT).flaws() == [
        "its extended key usage lacks serverAuth",
        "it has no subject alternative name",
    ]
    (flaw,) = one(make(HOST, hosts=(HOST,), days=900)).flaws()
    assert flaw == "it is valid for 901 days and not for less than 825"


def test_authorities() -> None:
    assert one(ROOT).is_authority
    assert not one(SERVER).is_authority
    assert one(BELOW).issued_by(one(MIDDLE))
    assert not one(BELOW).issued_by(one(ROOT))


def test_a_controller_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pem, "MISSING", ImportError("No module named 'cryptography'"))
    with pytest.raises(InputError) as raised:
        pem.read_certificates(pem_of(SERVER), "certificate")
    assert "the Python library 'cryptography', which cannot be loaded: No module named" in str(raised.value)
    assert "pip install cryptography" in str(raised.value)
