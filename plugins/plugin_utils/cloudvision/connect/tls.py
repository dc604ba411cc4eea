# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trusted certificates: the operating system's roots, a CA file, or one pinned certificate.

gRPC cannot skip verification, and knows neither the operating system's roots nor fingerprints. So a pinned certificate
is fetched first, and then it is the only root, under a name that it holds itself.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import http.client
import os
import ssl
import typing as t
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ...common.files import read_named
from ...common.tls import client_context
from ..errors import CertificateError, InputError, LibraryError, ProxyError, UnreachableError
from ..options import CloudVisionOptions
from .proxies import proxy_for
from .regions import Node

INSECURE: t.Final = (
    "The certificate of {name} is not validated (ansible_cloudvision_validate_certs is off): credentials go to whoever "
    "answers. Set ansible_cloudvision_fingerprint to {fingerprint} once you have made sure that it is the right one."
)


@dataclass(frozen=True)
class Trust:
    """The certificates to trust when connecting to a node.

    :ivar roots: PEM certificates; None for gRPC's own.
    :ivar server_name: the name that the certificate must hold; None for the node's host.
    :ivar fingerprint: SHA-256 of the pinned certificate, where one is pinned.
    :ivar warning: a sentence for the user, or "".
    """

    roots: bytes | None
    server_name: str | None = None
    fingerprint: str | None = None
    warning: str = ""


@functools.cache
def system_roots() -> bytes | None:
    """The operating system's CA certificates, PEM; None where there are none. SSL_CERT_FILE and SSL_CERT_DIR count."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        return read_named(paths.cafile)
    return _folder(paths.capath) if paths.capath else None


def trust_for(options: CloudVisionOptions, node: Node) -> Trust:
    """The certificates that the options trust at a node; fetches the node's certificate where one is pinned.

    :raises CertificateError: where the certificate is not the pinned one.
    :raises InputError: where the CA file holds no certificate.
    """
    if options.fingerprint or not options.validate_certs:
        return _pinned(options, node)
    roots = _authorities(options.ca_path) if options.ca_path else system_roots()
    return Trust(roots, options.server_name)


def client_pair(options: CloudVisionOptions) -> tuple[bytes, bytes] | None:
    """Key and certificate of the client, PEM, or None.

    :raises InputError: where they cannot be used together.
    """
    if not options.client_cert:
        return None
    key = options.client_key or options.client_cert
    try:
        # An empty passphrase makes OpenSSL fail on an encrypted key instead of asking the terminal for it.
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(options.client_cert, key, password="")
    except (ssl.SSLError, OSError) as error:
        raise InputError(
            f"the client certificate {options.client_cert} with the key {options.client_key or 'in the same file'} "
            f"cannot be used ({error}).",
            host=options.name,
            hint="Give an unencrypted PEM key that belongs to the certificate.",
        ) from error
    return read_named(key), read_named(options.client_cert)


def _authorities(path: str) -> bytes:
    roots = (_folder(path) if os.path.isdir(path) else read_named(path)) or b""
    try:
        # Unlike create_default_context, this refuses an empty text, which gRPC would replace by roots of its own.
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=roots.decode("ascii", errors="ignore"))
    except (ssl.SSLError, ValueError) as error:
        raise InputError(f"ansible_cloudvision_ca_path names {path}, which holds no PEM certificate.") from error
    return roots


def _folder(path: str) -> bytes | None:
    """The certificates of a folder. Hash links repeat them, which does no harm."""
    found = {}
    for name in sorted(os.listdir(path)):
        full = os.path.realpath(os.path.join(path, name))
        with contextlib.suppress(OSError):
            found[full] = read_named(full)
    return b"\n".join(text for text in found.values() if b"BEGIN CERTIFICATE" in text) or None


# --- Pinning ---------------------------------------------------------------------------------------------------------


def _pinned(options: CloudVisionOptions, node: Node) -> Trust:
    certificate = fetch_certificate(options, node)
    fingerprint = hashlib.sha256(certificate).hexdigest()
    if options.fingerprint and not hmac.compare_digest(fingerprint, options.fingerprint):
        raise CertificateError(
            f"the certificate's fingerprint is {fingerprint}, and not that of ansible_cloudvision_fingerprint.",
            host=node.target,
            hint="Somebody else may be answering. If the certificate was renewed, set the new fingerprint.",
        )
    warning = "" if options.fingerprint else INSECURE.format(name=options.name, fingerprint=fingerprint)
    name = options.server_name or name_in(certificate) or node.host
    return Trust(ssl.DER_cert_to_PEM_cert(certificate).encode(), name, fingerprint, warning)


def fetch_certificate(options: CloudVisionOptions, node: Node) -> bytes:
    """The certificate that a node shows, DER. Nothing is sent to it."""
    context = client_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = _connection(options, node)
    try:
        connection.connect()
        with context.wrap_socket(connection.sock, server_hostname=options.server_name or node.host) as secure:
            return secure.getpeercert(binary_form=True) or b""
    except (OSError, http.client.HTTPException) as error:
        if connection.port != node.port and "Tunnel" in str(error):
            raise ProxyError(f"the proxy does not connect to {node.target} ({error}).", host=options.name) from error
        through = " through the proxy" if proxy_for(node.host, options.proxy) else ""
        raise UnreachableError(
            f"its certificate cannot be fetched from {node.target}{through}: "
            f"{getattr(error, 'strerror', None) or error}.",
            host=options.name,
            hint=ProxyError.hint_default if through else None,
        ) from error
    finally:
        connection.close()


def _connection(options: CloudVisionOptions, node: Node) -> http.client.HTTPConnection:
    """A connection to the node, through a proxy where there is one; not yet opened."""
    proxy = proxy_for(node.host, options.proxy)
    if not proxy:
        return http.client.HTTPConnection(node.host, node.port, timeout=options.connect_timeout)
    parts = urlsplit(proxy)
    headers = {}
    if parts.username:
        raw = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        headers["Proxy-Authorization"] = f"Basic {b64encode(raw).decode()}"
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=options.connect_timeout)
    connection.set_tunnel(node.host, node.port, headers)
    return connection


def name_in(certificate: bytes) -> str | None:
    """A name that the certificate (DER) is valid for: its first DNS name or address, else its common name."""
    try:
        from cryptography import x509  # only where a certificate is pinned
    except ImportError as error:
        raise LibraryError(
            f"pinning a certificate needs the Python package cryptography ({error}).",
            hint="Install it, or name the CA in ansible_cloudvision_ca_path.",
        ) from error
    parsed = x509.load_der_x509_certificate(certificate)
    with contextlib.suppress(x509.ExtensionNotFound):
        names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found: list[str] = [
            *names.get_values_for_type(x509.DNSName),
            *map(str, names.get_values_for_type(x509.IPAddress)),
        ]
        if found:
            return found[0].replace("*", "any")
    common = parsed.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else None
