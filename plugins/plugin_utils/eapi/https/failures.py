# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Convert exceptions of requests, urllib3, ssl and socket to our errors, each with a sentence and a hint."""

from __future__ import annotations

import socket
import ssl
import typing as t
from http.client import BadStatusLine, HTTPException, LineTooLong, RemoteDisconnected

from ...common.errors import causes, find_cause
from ...common.http import ReplyTooLargeError, UnwantedEncodingError, exceptions
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
#: A connection that ends in the middle; which of the two OpenSSL reports depends on the release of Python.
CUT_OFF: t.Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
TLS_HINT: t.Final = "Check the TLS versions and ciphers of the switch's SSL profile."
#: What to do about some statuses of HTTP.
REDIRECTED: t.Final = "Set ansible_host, ansible_port and ansible_eapi_transport to where eAPI answers itself."
TOO_LARGE: t.Final = "Give the task fewer commands, or shorter ones."
BEHIND_PROXY: t.Final = f"Check ansible_eapi_proxy, and what it may connect to. {errors.ConnectError.hint_default}"
#: Words of OpenSSL's reasons, and the option to set: old EOS has ciphers and versions that OpenSSL refuses by default.
TLS_HINTS: t.Final = (
    (
        ("HANDSHAKE_FAILURE", "NO_SHARED_CIPHER", "NO_CIPHERS", "DH_KEY_TOO_SMALL", "BAD_SIGNATURE", "WEAK"),
        "Switch and controller have no cipher in common. Old EOS needs ansible_eapi_ciphers, such as "
        "'AES256-SHA256:@SECLEVEL=1'; better, give the switch an SSL profile with modern ciphers.",
    ),
    (
        ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "VERSION_TOO_LOW", "NO_PROTOCOLS"),
        "Switch and controller have no TLS version in common. Set ansible_eapi_tls_minimum to '1.0' or '1.1' for an "
        "old EOS (with '@SECLEVEL=0' in ansible_eapi_ciphers), or allow TLS 1.2 in the switch's SSL profile.",
    ),
    (
        ("UNSAFE_LEGACY_RENEGOTIATION",),
        "The switch knows only the old form of renegotiation. Set ansible_eapi_tls_legacy_renegotiation to true, or "
        "upgrade EOS.",
    ),
)
#: What TLS libraries say when the other side answered in plain text.
PLAIN_TEXT_REASONS: t.Final = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE")


def explain(error: Exception, options: EapiOptions, timeout: float) -> errors.EapiError:
    """The error that stands for the exception.

    :param timeout: seconds that the reply was waited for.
    """
    name = options.name
    certificate = find_cause(error, ssl.SSLCertVerificationError)
    if certificate is not None:
        return explain_certificate(certificate, options)
    if find_cause(error, exceptions.ProxyError):
        cause = find_cause(error, OSError)
        return errors.ProxyError(f"the proxy cannot be used: {_words(cause or error)}.", host=name)
    tls = find_cause(error, ssl.SSLError)
    if tls is not None and not isinstance(tls, CUT_OFF):
        return explain_tls(tls, options)
    if find_cause(error, socket.gaierror, exceptions.LocationValueError):
        return errors.UnknownHostError(f"the name '{options.host}' is not known.", host=name)
    if find_cause(error, exceptions.ConnectTimeoutError) and not find_cause(error, exceptions.NewConnectionError):
        return errors.ConnectTimeoutError(f"no connection within {options.connect_timeout:g} s.", host=name)
    if find_cause(error, exceptions.ReadTimeoutError, TimeoutError):
        return errors.CommandTimeoutError(f"no reply within {timeout:g} s.", host=name)
    if options.transport == "unix" and find_cause(error, exceptions.NewConnectionError):
        return explain_socket(find_cause(error, OSError), options)
    if not_http := _not_http(error, options):
        return errors.ProtocolError(not_http, host=name)
    if find_cause(error, exceptions.NewConnectionError):
        return _not_connected(_words(find_cause(error, OSError) or error), options)
    also = ""
    if options.client_cert:
        also = f", or the switch does not accept the client certificate {options.client_cert}"
    elif options.transport == "http":
        also = f", or port {options.tcp_port} wants TLS (ansible_eapi_transport)"
    return errors.DroppedError(f"the connection broke before the reply was complete{also}.", host=name)


def _not_connected(words: str, options: EapiOptions) -> errors.ConnectError:
    if options.proxy:
        return errors.ConnectError(f"cannot connect through the proxy: {words}.", host=options.name, hint=BEHIND_PROXY)
    return errors.ConnectError(f"cannot connect: {words}.", host=options.name)


def _not_http(error: Exception, options: EapiOptions) -> str:
    """What is wrong with the head of the reply, a sentence; "" where that is not what broke."""
    if find_cause(error, BadStatusLine) and not find_cause(error, RemoteDisconnected):
        return f"what answers on port {options.tcp_port} does not speak HTTP."
    if find_cause(error, LineTooLong) or any(cause.__class__ is HTTPException for cause in causes(error)):
        return "the reply's headers are too long or too many."
    return ""


def explain_body(error: ReplyTooLargeError | UnwantedEncodingError, options: EapiOptions) -> errors.HttpError:
    """The error for a reply whose body is not taken."""
    if isinstance(error, ReplyTooLargeError):
        return errors.ReplySizeError(f"the reply is larger than {error.args[0]} bytes.", host=options.name)
    encoding = str(error.args[0])[:20]
    return errors.ProtocolError(f"the reply is compressed ({encoding!r}), which was not asked for.", host=options.name)


def explain_status(
    status: int, text: str, options: EapiOptions, doing: str = "", location: str = ""
) -> errors.HttpError:
    """The error for an HTTP status that is neither success nor 401.

    :param text: the body.
    :param doing: what it is the reply to, such as "login failed: ".
    :param location: where a redirection leads to.
    """
    cls: type[errors.HttpError] = errors.ProtocolError
    what, hint = f"the reply is HTTP {status}{said(text)}, which is not eAPI", None
    if status == 403:
        cls, what = errors.ForbiddenError, "the switch forbids access to its API (HTTP 403)"
    elif status == 404:
        what = "what answers has no /command-api (HTTP 404)"
    elif 300 <= status < 400:
        there = f" to {said(location).lstrip(', ')}" if location else ""
        what, hint = f"what answers sends us on{there} (HTTP {status}), which is not followed", REDIRECTED
    elif status == 407:
        what, hint = "the proxy wants other credentials (HTTP 407)", errors.ProxyError.hint_default
    elif status == 413:
        what, hint = "the request is too large for the switch's web server (HTTP 413)", TOO_LARGE
    elif status == 500:
        what, hint = f"the API itself failed (HTTP 500{said(text)})", errors.DroppedError.hint_default
    elif status in (502, 503):
        cls, what = errors.UnavailableError, f"the API is not available (HTTP {status})"
    elif status == 504:
        cls, what = errors.GatewayTimeoutError, "the switch's web server gave up waiting (HTTP 504)"
    elif status == 400 and options.transport == "http" and "HTTPS" in text:
        what, hint = (
            f"port {options.tcp_port} wants TLS",
            "Set ansible_eapi_transport to https, or check ansible_port.",
        )
    elif status == 400 and "SSL certificate" in text:  # nginx completes the TLS handshake and refuses in HTTP
        cls, what, hint = errors.AuthenticationError, *_client_certificate_refused(options)
    return cls(f"{doing}{what}.", status=status, host=options.name, hint=hint)


def _client_certificate_refused(options: EapiOptions) -> tuple[str, str]:
    """What happened, and the hint."""
    if options.client_cert:
        what = f"the switch refused our client certificate {options.client_cert} (HTTP 400)"
        return what, f"Check that it has not expired. {CLIENT_CERTIFICATE_HINT}"
    return "the switch wants a client certificate (HTTP 400)", GIVE_CERTIFICATE


def said(text: str) -> str:
    """The switch's words in a refusal, on one line and short; nothing where it sent a page."""
    text = " ".join(text[:2000].split())
    return f", {text[:200]!r}" if text and not text.startswith("<") else ""


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
    if "ALERT" in reason and ("CERTIFICATE" in reason or "UNKNOWN_CA" in reason):
        if "REQUIRED" in reason and not options.client_cert:
            wants = f"the switch wants a client certificate ({reason.replace('_', ' ').lower()})."
            return errors.CertificateError(wants, host=options.name, hint=GIVE_CERTIFICATE)
        return errors.CertificateError(
            f"the switch refused our client certificate ({reason.replace('_', ' ').lower()}).",
            host=options.name,
            hint="Check ansible_eapi_client_cert and the 'trust certificate' lines of the switch's SSL profile.",
        )
    hint = next((hint for words, hint in TLS_HINTS if any(word in reason for word in words)), TLS_HINT)
    if "ALERT_HANDSHAKE_FAILURE" in reason and not options.client_cert:  # what TLS 1.2 says for the lack of one, too
        hint = f"{hint} If it wants a client certificate, set ansible_eapi_client_cert and ansible_eapi_client_key."
    return errors.TlsError(f"TLS failed ({error.reason or error}).", host=options.name, hint=hint)


def explain_socket(error: OSError | None, options: EapiOptions) -> errors.SocketPathError:
    """The error for a unix socket that cannot be connected."""
    what = {
        FileNotFoundError: "does not exist",
        PermissionError: "may not be opened by this user",
        ConnectionRefusedError: "has nobody listening",
    }.get(type(error) if error else OSError, f"cannot be used: {_words(error)}")
    return errors.SocketPathError(
        f"the socket {options.socket_path} {what}.",
        host=options.name,
        hint="Check ansible_eapi_socket_path, and 'protocol unix-socket' under 'management api http-commands'.",
    )


def _words(error: BaseException | None) -> str:
    """The operating system's words without their number."""
    text = getattr(error, "strerror", None) or str(error)
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
