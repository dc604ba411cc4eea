# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``security pki …``: keys, self-signed certificates and signing requests that the switch makes."""

from __future__ import annotations

import datetime
import ipaddress
import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from .. import errors, files, ssl
from ..outcome import Outcome
from .engine import Args, action

if TYPE_CHECKING:
    from ..cli import Cli

#: Days for which a certificate is good that does not say otherwise.
VALIDITY = 365
DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
CURVES: dict[str, ec.EllipticCurve] = {
    "secp256r1": ec.SECP256R1(),
    "secp384r1": ec.SECP384R1(),
    "secp521r1": ec.SECP521R1(),
}
#: The attributes of a subject, as ``parameters`` names them.
ATTRIBUTES = {
    "common-name": NameOID.COMMON_NAME,
    "country": NameOID.COUNTRY_NAME,
    "state": NameOID.STATE_OR_PROVINCE_NAME,
    "locality": NameOID.LOCALITY_NAME,
    "organization": NameOID.ORGANIZATION_NAME,
    "organization-unit": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "email": NameOID.EMAIL_ADDRESS,
}
ALTERNATIVES: dict[str, Callable[[str], x509.GeneralName]] = {
    "dns": x509.DNSName,
    "email": x509.RFC822Name,
    "ip": lambda text: x509.IPAddress(ipaddress.ip_address(text)),
    "uri": x509.UniformResourceIdentifier,
}
_KIND = f"(rsa <bits:2048|3072|4096> | ec <curve:{'|'.join(CURVES)}>)"
_KEY = f"key <key:name> [generate {_KIND}]"
_DIGEST = f"[digest <digest:{'|'.join(DIGESTS)}>]"


@action(f"security pki key generate {_KIND} <key:name>")
def generate_key(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Make a key; one of this name is replaced."""
    _make_key(cli, args)
    return None


@action(
    f"security pki certificate generate self-signed <name:name> {_KEY} {_DIGEST} parameters <subject:line>",
    f"security pki certificate generate self-signed <name:name> {_KEY} validity <days:1-30000> {_DIGEST}"
    " parameters <subject:line>",
)
def generate_certificate(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Make a self-signed certificate; one of this name is replaced."""
    subject, alternatives = _subject(args["subject"])
    key = _key(cli, args)
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=args.get("days", VALIDITY)))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    certificate = builder.sign(key, _digest(args))  # type: ignore[arg-type]
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    files.write(cli.switch, f"certificate:{args['name']}", pem)
    return Outcome(messages=[f"certificate:{args['name']} generated"])


@action(f"security pki certificate generate signing-request {_KEY} {_DIGEST} parameters <subject:line>")
def generate_request(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Make a signing request and print it."""
    subject, alternatives = _subject(args["subject"])
    key = _key(cli, args)
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    request = builder.sign(key, _digest(args))  # type: ignore[arg-type]
    pem = request.public_bytes(serialization.Encoding.PEM).decode()
    return Outcome({"messages": [pem]}, pem)


def _digest(args: Args) -> hashes.HashAlgorithm:
    return DIGESTS[args.get("digest", "sha256")]


def _make_key(cli: Cli, args: Args) -> ssl.PrivateKey:
    key: ssl.PrivateKey
    if "bits" in args:
        key = cli.work(f"sslkey:{args['key']}", lambda: rsa.generate_private_key(65537, int(args["bits"])))
    else:
        key = ec.generate_private_key(CURVES[args["curve"]])
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    files.write(cli.switch, f"sslkey:{args['key']}", pem.decode())
    return key


def _key(cli: Cli, args: Args) -> ssl.PrivateKey:
    """The key that a command names, made if it says so."""
    if "bits" in args or "curve" in args:
        return _make_key(cli, args)
    pem = cli.switch.files[files.KEYS].get(args["key"])
    if pem is None:
        raise errors.CommandError(f"Key '{args['key']}' does not exist")
    return ssl.key_of(pem)


# -- parameters ------------------------------------------------------------------------------------------------------


def _subject(text: str) -> tuple[x509.Name, list[x509.GeneralName]]:
    """The subject and the alternative names of ``common-name X [country C] … [subject-alternative-name …]``.

    Values with spaces stand in quotes; an empty value is left out. Each kind of alternative name takes several values.
    """
    words = _words(text)
    values: dict[str, str] = {}
    while words and words[0] in ATTRIBUTES:
        if len(words) < 2:
            raise errors.InvalidCommand(f"Incomplete command (after {words[0]!r})")
        values[words[0]] = words[1]
        del words[:2]
    if "common-name" not in values:
        raise errors.InvalidCommand(f"Invalid input ({words[0]!r})" if words else "Incomplete command")
    if not re.fullmatch(r"|[A-Za-z]{2}", values.get("country", "")):
        raise errors.CommandError("Country code must be two letters")
    try:
        name = x509.Name([x509.NameAttribute(ATTRIBUTES[word], value) for word, value in values.items() if value])
    except ValueError as error:
        raise errors.CommandError(f"Invalid subject: {error}") from error
    return name, _alternatives(words)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise errors.InvalidCommand(f"Invalid input ({error})") from error


def _alternatives(words: list[str]) -> list[x509.GeneralName]:
    if not words:
        return []
    first, *rest = words
    if first != "subject-alternative-name":
        raise errors.InvalidCommand(f"Invalid input ({first!r})")
    found: list[x509.GeneralName] = []
    kind = ""
    for word in rest:
        if word in ALTERNATIVES:
            kind = word
        elif not kind:
            raise errors.InvalidCommand(f"Invalid input ({word!r})")
        else:
            try:
                found.append(ALTERNATIVES[kind](word))
            except ValueError:
                raise errors.CommandError(f"Invalid {kind} {word!r} in subject-alternative-name") from None
    if not found:
        raise errors.InvalidCommand(f"Incomplete command (after {words[-1]!r})")
    return found
