# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS contexts. Making one is expensive: a process that forks workers makes those that a worker will want, and so pays
for them once."""

from __future__ import annotations

import functools
import os
import ssl
import threading
import typing as t
from collections.abc import Callable

from ...common import tls
from ...common.errors import InputError
from ...common.files import check_plain
from ..options import EapiOptions

#: What gives the context for options.
ContextMaker = Callable[[EapiOptions], ssl.SSLContext]

#: SSL_OP_LEGACY_SERVER_CONNECT of OpenSSL; Python names it from 3.12 on.
LEGACY_SERVER_CONNECT: t.Final = 0x4


@functools.cache
def system_context() -> ssl.SSLContext:
    """Verifies against the operating system's CA certificates. Shared; it must not be changed."""
    return tls.modern(ssl.create_default_context())


#: A blank one for a worker's own settings. Whoever takes it changes it, so it is taken once in each process.
_BLANK: list[ssl.SSLContext] = [tls.client_context()]


#: The options of which a context is made.
CONTEXT_OPTIONS: t.Final = (
    "validate_certs",
    "ca_path",
    "client_cert",
    "client_key",
    "ciphers",
    "tls_minimum",
    "tls_legacy_renegotiation",
)


class SharedContexts:
    """Contexts for the clients of one process: clients with the same settings get the same one. For several threads."""

    def __init__(self) -> None:
        self._contexts: dict[tuple[t.Any, ...], ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def get(self, options: EapiOptions) -> ssl.SSLContext:
        """As `context_for`."""
        key = tuple(getattr(options, name) for name in CONTEXT_OPTIONS)
        with self._lock:
            if key not in self._contexts:
                self._contexts[key] = context_for(options)
            return self._contexts[key]


def context_for(options: EapiOptions) -> ssl.SSLContext:
    """The context for the options: whom to trust, and the client certificate to show.

    :raises InputError: naming the option whose file holds no usable certificate or key.
    """
    custom = options.ciphers or options.tls_minimum != tls.MINIMUM or options.tls_legacy_renegotiation
    if options.validate_certs and not options.ca_path and not options.client_cert and not custom:
        return system_context()
    context = _BLANK.pop() if _BLANK else tls.client_context()
    if not options.validate_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif options.ca_path:
        _load_ca(context, options.ca_path)
    else:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    if options.client_cert:
        _load_client_certificate(context, options)
    if custom:
        _set_parameters(context, options)
    return context


def _set_parameters(context: ssl.SSLContext, options: EapiOptions) -> None:
    """Ciphers and versions other than Python's own."""
    context.minimum_version = tls.VERSIONS[options.tls_minimum]
    if options.tls_legacy_renegotiation:
        context.options |= LEGACY_SERVER_CONNECT
    if options.ciphers:
        try:
            context.set_ciphers(options.ciphers)
        except ssl.SSLError as error:
            raise InputError(
                f"ansible_eapi_ciphers is '{options.ciphers}', and OpenSSL has none of them ({error.args[-1]}).",
                hint="'openssl ciphers ALL' lists the names.",
            ) from error


def _load_ca(context: ssl.SSLContext, path: str) -> None:
    """A folder may hold plain PEM files or the hash links of `openssl rehash`."""
    folder = os.path.isdir(path)
    files = [os.path.join(path, name) for name in sorted(os.listdir(path))] if folder else [path]
    for name in files:
        try:
            check_plain(name)  # OpenSSL would wait for a pipe
            context.load_verify_locations(cafile=name)
        except (ssl.SSLError, OSError) as error:
            if not folder:
                raise InputError(
                    f"ansible_eapi_ca_path names {path}, which holds no PEM certificate ({error})."
                ) from error
    if not context.cert_store_stats()["x509"]:
        raise InputError(f"ansible_eapi_ca_path names the folder {path}, which holds no PEM certificate.")


def _load_client_certificate(context: ssl.SSLContext, options: EapiOptions) -> None:
    try:
        # An empty passphrase makes OpenSSL fail on an encrypted key instead of asking the terminal for it.
        context.load_cert_chain(options.client_cert or "", options.client_key, password="")
    except (ssl.SSLError, OSError) as error:
        raise InputError(
            f"The client certificate {options.client_cert} with the key {options.client_key or 'in the same file'} "
            f"cannot be used ({error}).",
            hint="Give an unencrypted PEM key that belongs to the certificate.",
        ) from error
