# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a TLS handshake failed: the certificates, the versions and the ciphers, each with the option to set."""

from __future__ import annotations

import ssl
import typing as t

from .. import errors
from ..options import EapiOptions

#: X509_V_ERR_* of OpenSSL, and what they mean for the person who reads them.
CERTIFICATE_FAILURES: t.Final[dict[int, tuple[str, str]]] = {
    9: ("is not valid yet", "Check the clocks of the switch and of the controller."),
    10: ("has expired", "Renew the certificate on the switch."),
    18: ("is self-signed and not trusted", "Name the certificate itself in ansible_eapi_ca_path."),
    62: ("is for another name", "Set ansible_host to a name or address that the certificate holds."),
    64: ("is for another address", "Set ansible_host to a name or address that the certificate holds."),
}
#: X509_V_ERR_* for an issuer that is missing, or that nobody named as trusted.
UNKNOWN_CA_CODES: t.Final = (2, 19, 20, 21)
UNKNOWN_CA: t.Final = ("is not signed by a CA that we trust", "Name the CA's certificate in ansible_eapi_ca_path.")
UNFIT: t.Final = ("is not acceptable", "Give the switch another certificate.")
CLIENT_CERTIFICATE_HINT: t.Final = (
    "The certificate's common name must be 'USER PRIVILEGE', and the SSL profile of the API must trust the CA that "
    "signed it directly, or the certificate itself."
)
GIVE_CERTIFICATE: t.Final = "Set ansible_eapi_client_cert and ansible_eapi_client_key."
#: What TLS libraries say when the other side answered in plain text.
PLAIN_TEXT_REASONS: t.Final = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE")
TLS_HINT: t.Final = "Check the TLS versions and ciphers of the switch's SSL profile."
#: Words of OpenSSL's reasons, and the option to set: old EOS has ciphers and versions that OpenSSL refuses by default.
TLS_HINTS: t.Final = (
    (
        ("HANDSHAKE_FAILURE", "SHARED_CIPHER", "NO_CIPHERS", "KEY_TOO_SMALL", "SIGNATURE", "WEAK", "SECURITY"),
        "Switch and controller have no cipher in common. Old EOS needs ansible_eapi_ciphers, such as "
        "'AES256-SHA256:@SECLEVEL=1'; better, give the switch an SSL profile with modern ciphers.",
    ),
    (
        ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "VERSION_TOO_LOW", "NO_PROTOCOLS"),
        "Switch and controller have no TLS version in common. Set ansible_eapi_tls_minimum to '1.0' or '1.1' for an "
        "old EOS (with '@SECLEVEL=0' in ansible_eapi_ciphers), or allow TLS 1.2 in the switch's SSL profile.",
    ),
    (
        ("UNSAFE_LEGACY_RENEGOTIATION", "NO_RENEGOTIATION"),
        "The switch knows only the old form of renegotiation. Set ansible_eapi_tls_legacy_renegotiation to true, or "
        "upgrade EOS.",
    ),
    (
        ("UNRECOGNIZED_NAME",),
        "What answers serves no host of the name in ansible_host: set that to a name of the switch's certificate.",
    ),
    (
        ("INTERNAL_ERROR",),
        "The switch's web server failed: see 'show management security ssl profile' there, and the log.",
    ),
)
#: The same for what a switch says of a client certificate, by the first that fits.
CLIENT_HINTS: t.Final = (
    (("EXPIRED",), "ansible_eapi_client_cert has expired, or the switch's clock is wrong: renew it, or set the clock."),
    (("REVOKED",), "ansible_eapi_client_cert has been revoked: give another one."),
    (("UNKNOWN_CA",), "The SSL profile of the API must trust the CA that signed ansible_eapi_client_cert directly."),
    (("DECRYPT",), "ansible_eapi_client_key may not be the key of ansible_eapi_client_cert."),
    (("",), "Check ansible_eapi_client_cert and the 'trust certificate' lines of the switch's SSL profile."),
)
#: Alerts about the client's certificate, by words of OpenSSL's reasons.
CERTIFICATE_ALERTS: t.Final = ("CERTIFICATE", "UNKNOWN_CA")
#: Alerts that are about it where the client has shown one.
ACCESS_ALERTS: t.Final = ("ACCESS_DENIED", "DECRYPT_ERROR")


def explain_certificate(error: ssl.SSLCertVerificationError, options: EapiOptions) -> errors.CertificateError:
    """The error for a certificate that OpenSSL does not accept."""
    other = UNKNOWN_CA if error.verify_code in UNKNOWN_CA_CODES else UNFIT
    what, cure = CERTIFICATE_FAILURES.get(error.verify_code, other)
    return errors.CertificateError(
        f"the switch's certificate {what} ({error.verify_message.rstrip('.')}).",
        host=options.name,
        hint=f"{cure} Turning ansible_eapi_validate_certs off gives passwords to whoever answers.",
    )


def explain_tls(error: ssl.SSLError, options: EapiOptions) -> errors.EapiError:
    """The error for a TLS handshake that failed for another reason than the switch's certificate."""
    reason = (error.reason or "").upper()
    if any(word in reason for word in PLAIN_TEXT_REASONS):
        return errors.TlsError(
            f"port {options.tcp_port} does not speak TLS.",
            host=options.name,
            hint="Check ansible_port, or set ansible_eapi_transport to http if that is meant.",
        )
    words = (*CERTIFICATE_ALERTS, *ACCESS_ALERTS) if options.client_cert else CERTIFICATE_ALERTS
    if "ALERT" in reason and any(word in reason for word in words):
        return _of_client_certificate(reason, options)
    hint = next((hint for words, hint in TLS_HINTS if any(word in reason for word in words)), TLS_HINT)
    if "PROTOCOL_VERSION" in reason and options.tls_minimum == "1.3":
        hint = f"ansible_eapi_tls_minimum is 1.3, and the switch has older versions only: lower it. {hint}"
    if "ALERT_HANDSHAKE_FAILURE" in reason and not options.client_cert:  # what TLS 1.2 says for the lack of one, too
        hint = f"{hint} If it wants a client certificate, set ansible_eapi_client_cert and ansible_eapi_client_key."
    return errors.TlsError(f"TLS failed ({error.reason or error}).", host=options.name, hint=hint)


def _of_client_certificate(reason: str, options: EapiOptions) -> errors.CertificateError:
    """The error for an alert about the client's certificate; servers differ in what they say where there is none."""
    said = reason.replace("_", " ").lower()
    if not options.client_cert:
        wants = f"the switch wants a client certificate ({said})."
        return errors.CertificateError(wants, host=options.name, hint=GIVE_CERTIFICATE)
    return errors.CertificateError(
        f"the switch refused our client certificate ({said}).",
        host=options.name,
        hint=next(hint for words, hint in CLIENT_HINTS if any(word in reason for word in words)),
    )
