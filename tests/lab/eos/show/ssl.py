# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show management security ssl``: profiles with their state, certificates, keys without what is secret of them."""

from __future__ import annotations

import time
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtensionOID, NameOID

from ..registry import Context, Model, show
from ..ssl import SslProfile, certificate_of, key_of, profiles

#: Model key and label of each attribute of a name.
NAMES = {
    NameOID.COMMON_NAME: ("commonName", "Common name"),
    NameOID.EMAIL_ADDRESS: ("emailAddress", "Email address"),
    NameOID.ORGANIZATIONAL_UNIT_NAME: ("organizationalUnit", "Organizational unit"),
    NameOID.ORGANIZATION_NAME: ("organization", "Organization"),
    NameOID.LOCALITY_NAME: ("locality", "Locality"),
    NameOID.STATE_OR_PROVINCE_NAME: ("state", "State"),
    NameOID.COUNTRY_NAME: ("country", "Country"),
}
#: What ``Additional Info`` says about an error; {} is the file's name.
REASONS = {
    "certificateNotConfigured": "No certificate configured",
    "certificateNotFound": "Certificate '{}' does not exist",
    "certificateExpired": "Certificate '{}' has expired",
    "certificateNotYetValid": "Certificate '{}' is not yet valid",
    "certificateNotCa": "Certificate '{}' is not a CA certificate",
    "chainOutOfOrder": "Certificate '{}' did not sign the certificate before it in the chain",
    "rootCaNotIncluded": "The chain does not end with a root CA certificate",
    "hostnameMismatch": "Certificate '{}' does not match the hostname",
    "keyNotFound": "Key '{}' does not exist",
    "keyMismatch": "Key '{}' does not match the certificate",
}


# -- profiles --------------------------------------------------------------------------------------------------------


@show("show management security ssl profile [<name:name>] [detail]", privileged=True)
def show_ssl_profile(ctx: Context) -> Model:
    """The SSL profiles as configured, judged now, and the built-in one."""
    wanted = ctx.args.get("name")
    found = {name: _profile(each) for name, each in profiles(ctx.switch).items() if wanted in (None, name)}
    return {"profileStatus": found}


def _profile(profile: SslProfile) -> Model:
    return {
        "profileState": profile.state,
        "profileError": [dict(error) for error in profile.errors],
        "certName": profile.certificate_name,
        "keyName": profile.key_name,
        "trustedCertificates": list(profile.trusted_names),
        "chainedCertificates": list(profile.chain_names),
        "tlsVersions": list(profile.tls_versions),
        "fipsMode": profile.fips,
    }


@show_ssl_profile.text
def _profile_text(_ctx: Context, model: Model) -> str:
    """A table; its third column is there when there is something to say."""
    entries = model["profileStatus"].items()
    told = any(entry["profileError"] for _name, entry in entries)
    head, rule = f"   {'Profile':<28} State", f"{'-' * 28} {'-' * 11}"
    text = f"{head}       Additional Info\n{rule} {'-' * 40}\n" if told else f"{head}\n{rule}\n"
    for name, entry in entries:
        reasons = [REASONS[error["errorType"]].format(error["errorAttr"]) for error in entry["profileError"]]
        text += f"   {name:<28} {entry['profileState']:<11} {reasons[0] if reasons else ''}".rstrip() + "\n"
        text += "".join(f"{'':<44}{reason}\n" for reason in reasons[1:])
    return text


# -- certificates ----------------------------------------------------------------------------------------------------


@show("show management security ssl certificate [<name:name>]", privileged=True)
def show_certificates(ctx: Context) -> Model:
    """The files of ``certificate:``; times in seconds since the epoch."""
    wanted, stored = ctx.args.get("name"), ctx.switch.files["certificate"]
    return {
        "certificates": {
            name: _certificate(certificate_of(pem)) for name, pem in sorted(stored.items()) if wanted in (None, name)
        }
    }


def _certificate(certificate: x509.Certificate) -> Model:
    model = {
        "version": certificate.version.value + 1,
        "serialNumber": f"{certificate.serial_number:x}",
        "issuer": _name(certificate.issuer),
        "notBefore": int(certificate.not_valid_before_utc.timestamp()),
        "notAfter": int(certificate.not_valid_after_utc.timestamp()),
        "subject": _name(certificate.subject),
        "publicKey": _public_key(certificate.public_key()),
    }
    alternatives = _alternatives(certificate)
    if alternatives:
        model["subjectAlternativeNames"] = alternatives
    return model


def _name(name: x509.Name) -> Model:
    return {NAMES[each.oid][0]: str(each.value) for each in name if each.oid in NAMES}


def _alternatives(certificate: x509.Certificate) -> list[str]:
    """``DNS:leaf1``, ``IP Address:192.0.2.1``."""
    labels: dict[type, str] = {
        x509.DNSName: "DNS",
        x509.IPAddress: "IP Address",
        x509.RFC822Name: "email",
        x509.UniformResourceIdentifier: "URI",
    }
    try:
        extension = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    except x509.ExtensionNotFound:
        return []
    names: Any = extension.value
    return [f"{labels[type(each)]}:{each.value}" for each in names if type(each) in labels]


def _public_key(key: object) -> Model:
    """What is public of a key; ``size`` in bits, ``modulus`` in hexadecimal digits."""
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {
            "encryptionAlgorithm": "RSA",
            "size": key.key_size,
            "publicExponent": numbers.e,
            "modulus": f"{numbers.n:x}",
        }
    if isinstance(key, ec.EllipticCurvePublicKey):
        return {"encryptionAlgorithm": "ECDSA", "size": key.key_size, "curve": key.curve.name}
    return {"encryptionAlgorithm": type(key).__name__.removesuffix("PublicKey").upper(), "size": 0}


@show_certificates.text
def _certificates_text(_ctx: Context, model: Model) -> str:
    text = ""
    for name, entry in model["certificates"].items():
        text += f"Certificate {name}:\n"
        text += _row("Version", entry["version"]) + _row("Serial Number", entry["serialNumber"])
        text += "   Issuer:\n" + _name_rows(entry["issuer"])
        text += "   Validity:\n"
        text += _row("Not before", _stamp(entry["notBefore"]), 6) + _row("Not After", _stamp(entry["notAfter"]), 6)
        text += "   Subject:\n" + _name_rows(entry["subject"])
        if "subjectAlternativeNames" in entry:
            text += _row("Subject Alternative Name", ", ".join(entry["subjectAlternativeNames"]))
        text += "   Subject public key info:\n" + _key_rows(entry["publicKey"], 6)
    return text


def _row(label: str, value: object, indent: int = 3) -> str:
    return f"{' ' * indent}{label + ':':<{36 - indent}}{value}\n"


def _name_rows(name: Model) -> str:
    return "".join(_row(label, name[key], 6) for key, label in NAMES.values() if key in name)


def _key_rows(key: Model, indent: int) -> str:
    text = _row("Encryption Algorithm", key["encryptionAlgorithm"], indent) + _row(
        "Size", f"{key['size']} bits", indent
    )
    if "curve" in key:
        text += _row("Curve", key["curve"], indent)
    if "modulus" in key:
        text += _row("Public exponent", key["publicExponent"], indent) + _row("Modulus", key["modulus"], indent)
    return text


def _stamp(seconds: float) -> str:
    return time.strftime("%b %e %H:%M:%S %Y GMT", time.gmtime(seconds))


# -- keys ------------------------------------------------------------------------------------------------------------


@show("show management security ssl key [<name:name>]", privileged=True)
def show_keys(ctx: Context) -> Model:
    """The files of ``sslkey:``, by what is public of them."""
    wanted, stored = ctx.args.get("name"), ctx.switch.files["sslkey"]
    return {
        "keys": {
            name: _public_key(key_of(pem).public_key())
            for name, pem in sorted(stored.items())
            if wanted in (None, name)
        }
    }


@show_keys.text
def _keys_text(_ctx: Context, model: Model) -> str:
    return "".join(f"Key {name}:\n{_key_rows(entry, 3)}" for name, entry in model["keys"].items())
