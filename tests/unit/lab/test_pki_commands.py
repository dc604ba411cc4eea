# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``security pki …`` of the lab's switches: keys, self-signed certificates, signing requests."""

from __future__ import annotations

import datetime
import re
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from lab.eos import ssl as profiles
from lab.eos.errors import CommandError, InvalidCommand

SELF_SIGNED = "security pki certificate generate self-signed"
REQUEST = "security pki certificate generate signing-request"
EC = "generate ec secp256r1"
NAMES = "subject-alternative-name dns leaf1.lab.example leaf1 ip 127.0.0.1 ::1 email a@lab.example uri https://leaf1/"


@pytest.fixture
def switch(terminal: Any) -> Any:
    """A terminal in the privileged mode."""
    terminal.json("enable")
    return terminal


def certificate(switch: Any, name: str) -> x509.Certificate:
    """A certificate of the switch."""
    return x509.load_pem_x509_certificate(switch.switch.files["certificate"][name].encode())


def key(switch: Any, name: str) -> Any:
    """A key of the switch."""
    return load_pem_private_key(switch.switch.files["sslkey"][name].encode(), None)


def test_a_self_signed_certificate(switch: Any) -> None:
    text = switch.text(
        f"{SELF_SIGNED} eAPI.crt key eAPI.key generate rsa 2048 validity 30 digest sha384 parameters common-name leaf1"
        f' country DE state Hesse locality "" organization "Lab, row 1" organization-unit Lab email a@b.example {NAMES}'
    )
    assert text == "certificate:eAPI.crt generated\n"
    made = certificate(switch, "eAPI.crt")
    assert made.subject == made.issuer
    subject = {each.oid: each.value for each in made.subject}
    assert (subject[NameOID.COMMON_NAME], subject[NameOID.COUNTRY_NAME]) == ("leaf1", "DE")
    assert (subject[NameOID.ORGANIZATION_NAME], subject[NameOID.EMAIL_ADDRESS]) == ("Lab, row 1", "a@b.example")
    assert NameOID.LOCALITY_NAME not in subject
    assert made.not_valid_after_utc - made.not_valid_before_utc == datetime.timedelta(days=30)
    assert made.signature_hash_algorithm is not None
    assert made.signature_hash_algorithm.name == "sha384"
    assert made.public_key() == key(switch, "eAPI.key").public_key()
    assert key(switch, "eAPI.key").key_size == 2048
    shown = switch.json("show management security ssl certificate eAPI.crt")["certificates"]["eAPI.crt"]
    assert shown["publicKey"]["size"] == 2048
    assert shown["subject"]["organization"] == "Lab, row 1"
    assert shown["notAfter"] - shown["notBefore"] == 30 * 86400
    assert shown["subjectAlternativeNames"] == [
        *("DNS:leaf1.lab.example", "DNS:leaf1", "IP Address:127.0.0.1", "IP Address:::1"),
        *("email:a@lab.example", "URI:https://leaf1/"),
    ]
    lines = switch.text("show management security ssl certificate eAPI.crt").splitlines()
    assert lines[0] == "Certificate eAPI.crt:"
    assert "      Size:                         2048 bits" in lines


def test_keys_differ_and_stay_until_they_are_replaced(switch: Any) -> None:
    assert switch.json("security pki key generate ec secp384r1 a.key") == {}
    switch.json("security pki key generate ec secp384r1 b.key")
    first = key(switch, "a.key").public_key()
    assert first != key(switch, "b.key").public_key()
    reply = switch.json(f"{SELF_SIGNED} a.crt key a.key parameters common-name a")
    assert reply == {"messages": ["certificate:a.crt generated"]}
    assert certificate(switch, "a.crt").public_key() == first
    days = certificate(switch, "a.crt").not_valid_after_utc - certificate(switch, "a.crt").not_valid_before_utc
    assert days == datetime.timedelta(days=365)
    switch.json(f"{SELF_SIGNED} a.crt key a.key {EC} parameters common-name a")
    assert certificate(switch, "a.crt").public_key() == key(switch, "a.key").public_key() != first
    shown = switch.json("show management security ssl key")["keys"]
    assert shown["b.key"] == {"encryptionAlgorithm": "ECDSA", "size": 384, "curve": "secp384r1"}
    assert "PRIVATE" not in str(shown) + switch.text("show management security ssl key")


def test_rsa_keys(switch: Any) -> None:
    switch.json("security pki key generate rsa 2048 a.key")
    made = key(switch, "a.key")
    assert isinstance(made, rsa.RSAPrivateKey)
    shown = switch.json("show management security ssl key a.key")["keys"]["a.key"]
    assert (shown["encryptionAlgorithm"], shown["size"], shown["publicExponent"]) == ("RSA", 2048, 65537)
    assert int(shown["modulus"], 16) == made.public_key().public_numbers().n
    secret = f"{made.private_numbers().d:x}"
    assert secret not in str(shown)


def test_a_signing_request(switch: Any) -> None:
    command = f"{REQUEST} key a.key {EC} parameters common-name leaf1 organization Lab {NAMES}"
    (message,) = switch.json(command)["messages"]
    request = x509.load_pem_x509_csr(message.encode())
    assert request.is_signature_valid
    assert request.public_key() == key(switch, "a.key").public_key()
    assert request.subject.rfc4514_string() == "O=Lab,CN=leaf1"
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["leaf1.lab.example", "leaf1"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    text = switch.text(f"{REQUEST} key a.key digest sha512 parameters common-name leaf1")
    assert re.fullmatch(r"-----BEGIN CERTIFICATE REQUEST-----\n[^-]+-----END CERTIFICATE REQUEST-----\n", text)
    assert not switch.switch.files["certificate"].keys() - {"ARISTA_ROOT_CA.crt", "ARISTA_SIGNING_CA.crt"}


@pytest.mark.parametrize(
    ("command", "error", "text"),
    [
        (f"{SELF_SIGNED} a.crt key a.key parameters common-name a", CommandError, "Key 'a.key' does not exist"),
        (f"{REQUEST} key a.key parameters common-name a", CommandError, "Key 'a.key' does not exist"),
        (f"{SELF_SIGNED} a.crt key a.key generate rsa 512 parameters common-name a", InvalidCommand, "512"),
        (f"{SELF_SIGNED} a.crt key a.key {EC}", InvalidCommand, "Incomplete command"),
        (f"{SELF_SIGNED} a.crt key a.key {EC} parameters organization Lab", InvalidCommand, "Incomplete command"),
        (f"{SELF_SIGNED} a.crt key a.key {EC} parameters common-name", InvalidCommand, "Incomplete command"),
        (f"{SELF_SIGNED} a.crt key a.key {EC} parameters common-name a title b", InvalidCommand, "'title'"),
        (f"{SELF_SIGNED} a.crt key a.key {EC} parameters common-name a country Germany", CommandError, "two letters"),
        (f"{SELF_SIGNED} a.crt key a.key {EC} validity 0 parameters common-name a", InvalidCommand, "'0'"),
        (
            f"{SELF_SIGNED} a.crt key a.key {EC} parameters common-name a subject-alternative-name ip leaf1",
            CommandError,
            "Invalid ip 'leaf1'",
        ),
        (
            f"{SELF_SIGNED} a.crt key a.key {EC} parameters common-name a subject-alternative-name dns",
            InvalidCommand,
            "Incomplete command",
        ),
    ],
)
def test_wrong_commands_make_nothing(switch: Any, command: str, error: type[CommandError], text: str) -> None:
    with pytest.raises(error, match=re.escape(text)):
        switch.json(command)
    assert "a.crt" not in switch.switch.files["certificate"]
    assert "a.key" not in switch.switch.files["sslkey"]


def test_tls_with_what_the_switch_made(switch: Any, tmp_path: Path) -> None:
    """A client that trusts the certificate accepts the server that presents it."""
    switch.json(f"{SELF_SIGNED} a.crt key a.key {EC} parameters common-name leaf1 {NAMES}")
    switch.all("configure", "management security", "ssl profile API", "certificate a.crt key a.key", "end")
    profile = profiles.profiles(switch.switch)["API"]
    assert (profile.state, profile.serves) == ("valid", True)
    files = tmp_path / "a.crt", tmp_path / "a.key"
    for path, pem in zip(files, (profile.certificate_pem, profile.key_pem), strict=True):
        path.write_text(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*map(str, files))
    server, plain = socket.socketpair()
    thread = threading.Thread(target=lambda: context.wrap_socket(server, server_side=True).close())
    thread.start()
    client = ssl.create_default_context(cadata=profile.certificate_pem)
    with client.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
        peer = connection.getpeercert()
    thread.join()
    assert peer is not None
    assert ("DNS", "leaf1") in peer["subjectAltName"]
