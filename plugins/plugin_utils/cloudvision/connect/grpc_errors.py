# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From gRPC's statuses to our errors, with a sentence and a hint for each.

gRPC puts all that happens below a call into UNAVAILABLE; which of it happened stands in the details alone.
"""

from __future__ import annotations

import re
import typing as t

from .. import errors
from ..options import METHOD_NAMES, CloudVisionOptions
from .proxies import proxy_for
from .regions import Node

#: Details of UNAVAILABLE if no connection was made, so that nothing was sent.
NOT_CONNECTED: t.Final = ("failed to connect", "errors resolving", "security handshaker", "no connection established")
#: How gRPC says with UNAUTHENTICATED, before it sends anything, that a certificate without names is not the server's.
OTHER_NAME: t.Final = "does not match SSL server name"
#: gRPC checks the dates of a pinned certificate as well.
NO_EXCEPTION: t.Final = (
    "No option allows other dates, neither ansible_cloudvision_fingerprint nor ansible_cloudvision_validate_certs."
)
#: What to do about a certificate of which nothing more is known.
NAME_CA: t.Final = "Name the CA's certificate in ansible_cloudvision_ca_path, or set ansible_cloudvision_fingerprint."
#: OpenSSL's words for a certificate that is not accepted, and ours.
CERTIFICATE_FAILURES: t.Final[tuple[tuple[str, str, str], ...]] = (
    (
        "certificate has expired",
        "has expired",
        f"Renew the certificate on CloudVision, or set the clock of the controller. {NO_EXCEPTION}",
    ),
    (
        "not yet valid",
        "is not valid yet",
        f"Check the clocks of CloudVision and of the controller. {NO_EXCEPTION}",
    ),
    (
        "hostname verification",
        "is for another name",
        "Set ansible_host to a name that the certificate holds, or name that one in ansible_cloudvision_server_name.",
    ),
    (
        OTHER_NAME.lower(),
        "is for another name",
        "Set ansible_host to a name that the certificate holds, or name that one in ansible_cloudvision_server_name.",
    ),
    (
        "self signed certificate",
        "is self-signed, or signed by a CA that we do not trust",
        "Name the CA's certificate (or the self-signed one itself: /etc/nginx/cvp.crt) in ansible_cloudvision_ca_path, "
        "or set ansible_cloudvision_fingerprint.",
    ),
    (
        "certificate_verify_failed",
        "is not signed by a CA that we trust",
        NAME_CA,
    ),
)
#: What TLS libraries say when the other side answered in plain text.
PLAIN_TEXT: t.Final = ("wrong_version_number", "http_request", "unknown_protocol")
#: What gRPC says of a server that hangs up while TLS is being set up, and of one that does so with bytes unread.
HUNG_UP: t.Final = ("socket closed", "tls handshake failed")
RESET: t.Final = "connection reset"
#: How servers and libraries say that a request is too large, and not that there were too many.
TOO_LARGE: t.Final = re.compile(
    r"larger than|too large|message size|exceeds(?:(?!exceeds).)*?(?:size|bytes|limit)|request size", re.I
)
#: What gRPC says itself of an answer above our own limit.
OUR_LIMIT: t.Final = "CLIENT: Received message larger than max"
PROXY_STATUS: t.Final = re.compile(r"http proxy returned response code (\d+)", re.I)


def explain(
    error: t.Any, said: str, options: CloudVisionOptions, node: Node, timeout: float, doing: str
) -> errors.CloudVisionError:
    """The error that stands for a grpc.RpcError.

    :param said: its details, without secrets.
    :param timeout: seconds that the answer was waited for.
    :param doing: the call, such as "GetAll of inventory.v1.Device".
    """
    code = error.code().name if error.code() is not None else "UNKNOWN"
    words = _one_line(said)
    lower = words.lower()
    if "rst_stream" in lower or "goaway" in lower or code == "CANCELLED":
        return errors.DroppedError(f"{doing}: the stream was reset ({words}).", host=options.name)
    if code == "UNAVAILABLE" or OTHER_NAME in words:
        return _unavailable(words, options, node, doing)
    if code == "DEADLINE_EXCEEDED":
        return errors.DeadlineError(f"{doing}: no complete answer within {timeout:g} s.", host=options.name)
    if code == "RESOURCE_EXHAUSTED" and OUR_LIMIT in words:
        return reply_too_large(options, doing)
    if code == "RESOURCE_EXHAUSTED" and TOO_LARGE.search(words):
        return errors.TooLargeError(f"{doing}: the request is too large ({words}).", code=code, host=options.name)
    cls, what = STATUSES.get(code, (errors.ServerError, "failed"))
    hint = _permission_hint(options) if cls is errors.ForbiddenError else None
    return cls(f"{doing} {what} ({_said(code, words)}).", code=code, host=options.name, hint=hint)


def certificate_hint(words: str) -> str:
    """What to do about a certificate that is not accepted, by OpenSSL's words."""
    lower = words.lower()
    return next((cure for mark, _what, cure in CERTIFICATE_FAILURES if mark in lower), NAME_CA)


def _permission_hint(options: CloudVisionOptions) -> str:
    """What to do where the account may not do something, with the option that names the account."""
    account = f"user '{options.user}'" if options.method == "login" else f"account of {METHOD_NAMES[options.method]}"
    instead = "ansible_user and ansible_password" if options.method == "login" else METHOD_NAMES[options.method]
    return (
        f"Give a role of the {account} the permission (Settings, Access Control, Roles), or set {instead} for an "
        "account that has it."
    )


def reply_too_large(options: CloudVisionOptions, doing: str) -> errors.ReplySizeError:
    """The error for an answer above the limit."""
    return errors.ReplySizeError(
        f"{doing}: the answer is larger than {options.max_reply_size} bytes.",
        code="RESOURCE_EXHAUSTED",
        host=options.name,
    )


#: Type and words for statuses that need no more than these. UNAUTHENTICATED is the credential's own matter.
STATUSES: t.Final[dict[str, tuple[type[errors.StatusError], str]]] = {
    "UNAUTHENTICATED": (errors.AuthenticationError, "was refused"),
    "PERMISSION_DENIED": (errors.ForbiddenError, "is forbidden"),
    "NOT_FOUND": (errors.NotFoundError, "found nothing"),
    "INVALID_ARGUMENT": (errors.InvalidError, "was refused as invalid"),
    "OUT_OF_RANGE": (errors.InvalidError, "was refused as out of range"),
    "FAILED_PRECONDITION": (errors.InvalidError, "was refused in the present state"),
    "ABORTED": (errors.AbortedError, "conflicted with another request"),
    "ALREADY_EXISTS": (errors.InvalidError, "was refused: it exists already"),
    "RESOURCE_EXHAUSTED": (errors.RateLimitError, "was refused by the rate limit"),
    "UNIMPLEMENTED": (errors.UnimplementedError, "is not known there"),
}


def _unavailable(words: str, options: CloudVisionOptions, node: Node, doing: str) -> errors.CloudVisionError:
    lower = words.lower()
    name = options.name if len(options.nodes) == 1 else f"{options.name}, node {node.target}"
    for mark, what, cure in CERTIFICATE_FAILURES:
        if mark in lower:
            return errors.CertificateError(f"the server's certificate {what}.", host=name, hint=cure)
    if any(mark in lower for mark in PLAIN_TEXT):
        return errors.TlsError(f"port {node.port} does not speak TLS.", host=name, hint="Check ansible_port.")
    if proxy := PROXY_STATUS.search(words):
        status = proxy[1]
        what = "wants other credentials" if status == "407" else "does not connect to CloudVision"
        return errors.ProxyError(f"the proxy {what} (HTTP {status}).", host=name)
    if "errors resolving" in lower or "name resolution" in lower:
        return errors.UnknownHostError(f"the name '{node.host}' is not known.", host=name)
    if "security handshaker" in lower:
        return _handshake_impossible(options, name)
    if not any(mark in lower for mark in NOT_CONNECTED):
        return errors.DroppedError(f"{doing}: the connection broke ({words}).", host=name)
    proxied = proxy_for(node.host, options.proxy)
    if any(mark in lower for mark in HUNG_UP) or (RESET in lower and not proxied):
        return _handshake_refused(options, name)
    if proxied:
        return errors.UnreachableError(
            f"cannot connect through the proxy: {_cause(words, options)}.",
            host=name,
            hint=errors.ProxyError.hint_default,
        )
    return errors.UnreachableError(f"cannot connect: {_cause(words, options)}.", host=name)


def _handshake_impossible(options: CloudVisionOptions, name: str) -> errors.TlsError:
    """gRPC cannot use the files that Python has taken: its TLS library knows fewer kinds of keys."""
    given = {
        "ansible_cloudvision_client_cert": options.client_cert,
        "ansible_cloudvision_client_key": options.client_key,
        "ansible_cloudvision_ca_path": options.ca_path,
    }
    files = [f"{path} ({option})" for option, path in given.items() if path]
    return errors.TlsError(
        f"TLS cannot be set up with {' and '.join(files) or 'the CA certificates of the controller'}.",
        host=name,
        hint="Give PEM files with keys of RSA or of the curves P-256 or P-384: gRPC does not take every kind."
        if files
        else "Name CloudVision's CA in ansible_cloudvision_ca_path.",
    )


def _handshake_refused(options: CloudVisionOptions, name: str) -> errors.TransportError:
    """The server hung up while TLS was being set up."""
    if options.client_cert:
        return errors.CertificateError(
            f"the server closed the connection: it may not accept the client certificate {options.client_cert}.",
            host=name,
            hint="Check that it has not expired, and that CloudVision trusts the CA that signed it.",
        )
    return errors.UnreachableError(
        "the server closed the connection while TLS was being set up.",
        host=name,
        hint="It may want a client certificate (ansible_cloudvision_client_cert), or not be up yet.",
    )


def _cause(words: str, options: CloudVisionOptions) -> str:
    """The last part of gRPC's chain of reasons, in short words."""
    lower = words.lower()
    if "endpoint closing" in lower or "timeout occurred" in lower or "timed out" in lower:
        return f"no connection within {options.connect_seconds:g} s"
    text = words.split("last error:")[-1].rsplit(": ", 1)[-1].strip(" .")
    return text[:1].lower() + text[1:]


def _said(code: str, words: str) -> str:
    return f"{code}: {words}" if words else code


def _one_line(text: str) -> str:
    return " ".join(text[:3000].split())[:300].rstrip(". ")
