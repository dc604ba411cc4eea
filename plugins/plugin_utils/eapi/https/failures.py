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
from .handshake import CLIENT_CERTIFICATE_HINT, GIVE_CERTIFICATE, explain_certificate, explain_tls

#: A connection that ends in the middle; which of the two OpenSSL reports depends on the release of Python.
CUT_OFF: t.Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
#: What to do about some statuses of HTTP.
REDIRECTED: t.Final = "Set ansible_host, ansible_port and ansible_eapi_transport to where eAPI answers itself."
TOO_LARGE: t.Final = "Give the task fewer commands, or shorter ones."
BEHIND_PROXY: t.Final = f"Check ansible_eapi_proxy, and what it may connect to. {errors.ConnectError.hint_default}"


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
        return errors.ProxyError(f"the proxy cannot be used: {_without_number(cause or error)}.", host=name)
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
        return _not_connected(_without_number(find_cause(error, OSError) or error), options)
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
    """A sentence about an invalid head of the reply; "" where the head is valid."""
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
    """The error's sentence and its hint."""
    if options.client_cert:
        what = f"the switch refused our client certificate {options.client_cert} (HTTP 400)"
        return what, f"Check that it has not expired. {CLIENT_CERTIFICATE_HINT}"
    return "the switch wants a client certificate (HTTP 400)", GIVE_CERTIFICATE


def said(text: str) -> str:
    """The switch's words in a refusal, on one line and short; nothing where it sent a page."""
    text = " ".join(text[:2000].split())
    return f", {text[:200]!r}" if text and not text.startswith("<") else ""


def explain_socket(error: OSError | None, options: EapiOptions) -> errors.SocketPathError:
    """The error for a unix socket that cannot be connected."""
    what = {
        FileNotFoundError: "does not exist",
        PermissionError: "may not be opened by this user",
        ConnectionRefusedError: "has nobody listening",
    }.get(type(error) if error else OSError, f"cannot be used: {_without_number(error)}")
    return errors.SocketPathError(
        f"the socket {options.socket_path} {what}.",
        host=options.name,
        hint="Check ansible_eapi_socket_path, and 'protocol unix-socket' under 'management api http-commands'.",
    )


def _without_number(error: BaseException | None) -> str:
    """The operating system's words without their number."""
    text = getattr(error, "strerror", None) or str(error)
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
