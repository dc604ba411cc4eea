# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client's options: types, ranges and combinations, checked once before anything is sent."""

from __future__ import annotations

import ipaddress
import os
import re
import typing as t
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..common import tls
from ..common.errors import InputError
from ..common.files import check_unreadable, flaw_of, holds_key, read_secret
from ..common.http import LARGEST_REPLY
from ..common.numbers import WEEK, outside
from .protocol.commands import Version, parse_revisions, parse_version

Transport = t.Literal["https", "http", "unix", "ssh"]
AuthMethod = t.Literal["session", "basic", "certificate", "none"]

TRANSPORTS: t.Final = ("https", "http", "unix", "ssh")
#: The lowest TLS version that may be asked for, by name.
#: A name of OpenSSL's cipher list holds these characters alone.
CIPHERS: t.Final = re.compile(r"[A-Za-z0-9:@!+=_,.\- ]+")
#: The most repetitions, and the largest limit for a reply (1 TB), that count as meant.
MAX_RETRIES: t.Final = 100
MAX_REPLY_SIZE: t.Final = 10**12
AUTH_METHODS: t.Final = ("session", "basic", "certificate", "none")
PROXY_SCHEMES: t.Final = ("http", "https", "socks5", "socks5h")
DEFAULT_PORTS: t.Final = {"https": 443, "http": 80, "ssh": 22}
DEFAULT_SOCKET_PATH: t.Final = "/var/run/command-api.sock"
DEFAULT_SESSION_STORE: t.Final = "~/.ansible/aerie.arista/sessions"
#: What no name or address has: white space, brackets, a path, a user, or a port after a name.
NO_HOST: t.Final = re.compile(r"[\s/@\[\]]|^[^:]*:\d*$")


@dataclass(frozen=True)
class EapiOptions:
    """The switch's address, the way to reach it, and the login. Secrets are kept out of repr().

    :ivar host: name or address (IPv6 without brackets).
    :ivar port: None for the transport's default.
    :ivar label: the name that errors call the switch by; None for the endpoint.
    :ivar ca_path: a file or a folder of CA certificates; None for the operating system's.
    :ivar ciphers: OpenSSL's cipher list for TLS up to 1.2; None for Python's.
    :ivar tls_minimum: the lowest TLS version to speak.
    :ivar tls_legacy_renegotiation: talk to servers without secure renegotiation (RFC 5746).
    :ivar connect_timeout: seconds to connect, TLS included.
    :ivar command_timeout: seconds to wait for a whole reply.
    :ivar max_reply_size: the largest reply that is read, in bytes.
    :ivar retries: how often a request that may be sent twice is sent again.
    :ivar session_store: the private folder for session cookies.
    :ivar enable: run each request in privileged mode.
    :ivar ssh_private_key_file: the key to log in with over SSH; None for the password, or an agent's keys and the
        user's own where there is no password either.
    :ivar ssh_known_hosts: the file of the SSH host keys to trust; None for the user's and the system's.
    :ivar ssh_host_key_checking: False takes whatever host key the switch shows.
    """

    host: str = "localhost"
    port: int | None = None
    label: str | None = None
    transport: Transport = "https"
    socket_path: str = DEFAULT_SOCKET_PATH
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    auth: AuthMethod = "session"
    enable: bool = False
    enable_password: str | None = field(default=None, repr=False)
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    ciphers: str | None = None
    tls_minimum: str = tls.MINIMUM
    tls_legacy_renegotiation: bool = False
    proxy: str | None = field(default=None, repr=False)
    connect_timeout: float = 10.0
    command_timeout: float = 60.0
    max_reply_size: int = LARGEST_REPLY
    retries: int = 2
    version: Version = 1
    revisions: dict[str, int] = field(default_factory=dict)
    session_store: str = DEFAULT_SESSION_STORE
    ssh_private_key_file: str | None = None
    ssh_known_hosts: str | None = None
    ssh_host_key_checking: bool = True

    def __post_init__(self) -> None:
        for check in (_check_choices, _check_ranges, _check_paths, _check_ssh, _check_authentication):
            check(self)

    @property
    def tcp_port(self) -> int:
        """The port, or the transport's default."""
        return self.port or DEFAULT_PORTS[self.transport]

    @property
    def endpoint(self) -> str:
        """The endpoint in messages and as a key: https://HOST:PORT, ssh://HOST:PORT or unix:PATH."""
        url = endpoint_url(self.transport, self.host, self.port)
        return f"{url}:{self.socket_path}" if self.transport == "unix" else url

    @property
    def name(self) -> str:
        """How errors call the switch."""
        return f"{self.label} ({self.endpoint})" if self.label and self.label != self.host else self.endpoint

    @property
    def on_this_machine(self) -> bool:
        """True if what is sent does not leave the machine."""
        return self.transport == "unix" or (is_loopback(self.host) and not self.proxy)

    @property
    def effective_auth(self) -> AuthMethod:
        """The method in use. The unix socket and, without a user, HTTP on localhost ask for no credentials; SSH asks
        for its own."""
        if self.transport in ("unix", "ssh"):
            return "none"
        if self.transport == "http" and self.on_this_machine and not self.user and self.auth == "session":
            return "none"
        return self.auth


def endpoint_url(transport: str, host: str, port: int | None) -> str:
    """The URL of an endpoint, with the transport's own port for None; `unix` for the socket."""
    if transport == "unix":
        return transport
    name = f"[{host}]" if ":" in host else host
    return f"{transport}://{name}:{port or DEFAULT_PORTS[transport]}"


def is_loopback(host: str) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1."""
    if host.lower() in ("localhost", "localhost.localdomain", "ip6-localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_choices(options: EapiOptions) -> None:
    if options.transport not in TRANSPORTS:
        raise InputError(f"ansible_eapi_transport is {options.transport!r}: it is one of {', '.join(TRANSPORTS)}.")
    if options.auth not in AUTH_METHODS:
        raise InputError(f"ansible_eapi_auth is {options.auth!r}: it is one of {', '.join(AUTH_METHODS)}.")
    if options.tls_minimum not in tls.VERSIONS:
        raise InputError(
            f"ansible_eapi_tls_minimum is {options.tls_minimum!r}: it is one of {', '.join(tls.VERSIONS)} (in quotes)."
        )
    if options.ciphers is not None and not CIPHERS.fullmatch(options.ciphers):
        raise InputError("ansible_eapi_ciphers is not a cipher list of OpenSSL, such as 'AES256-SHA256:@SECLEVEL=1'.")
    if options.transport != "unix" and not options.host:
        raise InputError("ansible_host is empty: give the switch's name or address.")
    if options.transport != "unix" and NO_HOST.search(options.host):
        raise InputError(
            f"ansible_host is {options.host!r}: it is a name or an address alone, without a scheme, port or brackets.",
            hint="The others are ansible_eapi_transport and ansible_port.",
        )


def _check_ranges(options: EapiOptions) -> None:
    wrong = (
        outside(options.connect_timeout, "ansible_eapi_connect_timeout", 0, WEEK, "seconds", above=True)
        or outside(options.command_timeout, "ansible_eapi_command_timeout", 0, WEEK, "seconds", above=True)
        or outside(options.retries, "ansible_eapi_retries", 0, MAX_RETRIES)
        or outside(options.max_reply_size, "ansible_eapi_max_reply_size", 0, MAX_REPLY_SIZE, "bytes", above=True)
        or (outside(options.port, "ansible_port", 1, 65535) if options.port is not None else "")
    )
    if wrong:
        raise InputError(wrong)
    if options.proxy and (urlsplit(options.proxy).scheme not in PROXY_SCHEMES or not urlsplit(options.proxy).hostname):
        raise InputError(
            "ansible_eapi_proxy is not a URL of a proxy, such as http://proxy.example.com:3128: the scheme is one of "
            f"{', '.join(PROXY_SCHEMES)}."
        )


def _check_paths(options: EapiOptions) -> None:
    names = ["ca_path", "client_cert", "client_key"]
    if options.transport == "ssh":  # elsewhere, Ansible's own variables may name a key that is not for us
        names += ["ssh_private_key_file", "ssh_known_hosts"]
    for name in names:
        path = getattr(options, name)
        if path and (flaw := flaw_of(path, folder=name == "ca_path")):
            raise InputError(f"ansible_eapi_{name} names {path}, which {flaw}.")
    name = "client_key" if options.client_key else "client_cert"
    if (path := options.client_key or options.client_cert) and holds_key(path):
        check_unreadable(path, f"ansible_eapi_{name}")
    if options.client_key and not options.client_cert:
        raise InputError(
            "ansible_eapi_client_key is set without ansible_eapi_client_cert: a key goes with its certificate."
        )


def _check_ssh(options: EapiOptions) -> None:
    if options.transport != "ssh":
        return
    if not options.user:
        raise InputError("ansible_user is not set, and ansible_eapi_transport is ssh.", host=options.name)
    if options.proxy:
        raise InputError(
            "ansible_eapi_proxy is set, and ansible_eapi_transport is ssh: the proxy serves http and https.",
            host=options.name,
        )


def _check_authentication(options: EapiOptions) -> None:
    auth = options.effective_auth
    if auth in ("session", "basic") and not (options.user and options.password is not None):
        missing = "ansible_user" if not options.user else "ansible_password"
        raise InputError(
            f"{missing} is not set, and ansible_eapi_auth is {auth}.",
            host=options.name,
            hint="Set it, or set ansible_eapi_auth to certificate (with ansible_eapi_client_cert) or none.",
        )
    if auth == "certificate" and not options.client_cert:
        raise InputError("ansible_eapi_auth is certificate: set ansible_eapi_client_cert as well.", host=options.name)
    if auth == "certificate" and options.transport != "https":
        raise InputError(
            "ansible_eapi_auth is certificate: client certificates need the https transport.", host=options.name
        )


def from_plugin(get: Callable[[str], t.Any]) -> EapiOptions:
    """Build the options from a plugin's (names as in its documentation).

    :param get: gives an option's value by name.
    """
    transport: Transport = get("transport") or ("http" if get("use_ssl") is False else "https")
    return EapiOptions(
        host=get("host") or "",
        label=get("label"),
        port=get("port"),
        transport=transport,
        socket_path=_expand(get("socket_path")) or DEFAULT_SOCKET_PATH,
        user=get("remote_user"),
        password=_secret(get, "password", "ansible_eapi_password_file"),
        auth=get("auth"),
        enable=get("enable"),
        enable_password=_secret(get, "enable_password", "EAPI_ENABLE_PASSWORD_FILE"),
        validate_certs=get("validate_certs"),
        ca_path=_expand(get("ca_path")),
        client_cert=_expand(get("client_cert")),
        client_key=_expand(get("client_key")),
        ciphers=get("ciphers") or None,
        tls_minimum=str(get("tls_minimum") or tls.MINIMUM),
        tls_legacy_renegotiation=bool(get("tls_legacy_renegotiation")),
        proxy=get("proxy") or None,
        connect_timeout=get("connect_timeout"),
        command_timeout=get("command_timeout"),
        max_reply_size=get("max_reply_size"),
        retries=get("request_retries"),
        version=parse_version(get("version"), "ansible_eapi_version"),
        revisions=parse_revisions(get("revisions"), "ansible_eapi_revisions"),
        session_store=_expand(get("session_store")) or os.path.expanduser(DEFAULT_SESSION_STORE),
        ssh_private_key_file=_expand(get("ssh_private_key_file")),
        ssh_known_hosts=_expand(get("ssh_known_hosts")),
        ssh_host_key_checking=get("ssh_host_key_checking"),
    )


def _secret(get: Callable[[str], t.Any], name: str, option: str) -> str | None:
    """The secret itself, or what its file holds."""
    value, path = get(name), get(f"{name}_file")
    return read_secret(path, option) if value is None and path else value


def _expand(path: str | None) -> str | None:
    return os.path.expanduser(path) if path else None
