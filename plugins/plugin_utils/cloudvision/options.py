# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client's options: types, ranges and what goes together, checked once, before anything is sent."""

from __future__ import annotations

import os
import re
import typing as t
from collections.abc import Callable
from dataclasses import dataclass, field

from ..common import errors
from ..common.files import check_unreadable, flaw_of, holds_key, read_secret
from ..common.http import LARGEST_REPLY
from ..common.numbers import MANY, WEEK, outside
from .connect.proxies import check_proxy
from .connect.regions import AUTO, DEFAULT_PORT, REDIRECTOR, Node, check_host, is_cvaas, parse_node, region_host
from .errors import CredentialError, InputError

Method = t.Literal["token", "token_file", "environment", "login", "certificate"]

DEFAULT_SESSION_STORE: t.Final = "~/.ansible/aerie.arista/sessions"
#: A SHA-256 fingerprint: 32 bytes in hexadecimal, with or without colons.
FINGERPRINT: t.Final = re.compile(r"[0-9a-f]{64}")
#: The largest size of a message that gRPC can be told.
MAX_REPLY_SIZE: t.Final = 2**31 - 1
#: The part of a call's time that its connection may take at most.
CONNECT_SHARE: t.Final = 0.8
FILES: t.Final = ("token_file", "ca_path", "client_cert", "client_key")

CREDENTIALS_HINT: t.Final = (
    "Set one of ansible_cloudvision_token, ansible_cloudvision_token_file, CLOUDVISION_ACCESS_TOKEN (environment), "
    "ansible_user with ansible_password (on-prem), and ansible_cloudvision_client_cert."
)


@dataclass(frozen=True)
class CloudVisionOptions:
    """CloudVision's address, the way to reach it, and the login. Secrets are kept out of repr().

    :ivar nodes: the addresses, tried in turn.
    :ivar locate: whether the only node is the redirector, which is asked for the cluster of the token.
    :ivar label: the name that errors call it by; None for the first node.
    :ivar environment_token: the value of CLOUDVISION_ACCESS_TOKEN.
    :ivar ca_path: a file or a folder of CA certificates; None for the operating system's.
    :ivar fingerprint: SHA-256 of the one certificate to accept, 64 hexadecimal digits.
    :ivar server_name: the name that the certificate must hold, where it is not the host's.
    :ivar proxy: URL of an HTTP proxy; None for what the environment says.
    :ivar connect_timeout: seconds to connect to a node, TLS included; less where a call has less time.
    :ivar timeout: seconds for a call to finish; for the first one, the connection included.
    :ivar retries: how often a call that may be repeated is repeated.
    :ivar max_reply_size: the largest answer that is read, in bytes.
    :ivar session_store: the private folder that shares a login's token between processes.
    """

    nodes: tuple[Node, ...]
    locate: bool = False
    label: str | None = None
    token: str | None = field(default=None, repr=False)
    token_file: str | None = None
    environment_token: str | None = field(default=None, repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    validate_certs: bool = True
    ca_path: str | None = None
    fingerprint: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    server_name: str | None = None
    proxy: str | None = field(default=None, repr=False)
    connect_timeout: float = 10.0
    timeout: float = 60.0
    retries: int = 3
    max_reply_size: int = LARGEST_REPLY
    session_store: str = DEFAULT_SESSION_STORE

    def __post_init__(self) -> None:
        for check in (_check_ranges, _check_trust, _check_credentials, _check_files):
            check(self)

    @property
    def name(self) -> str:
        """How errors call CloudVision."""
        target = self.nodes[0].target
        return f"{self.label} ({target})" if self.label and self.label != self.nodes[0].host else target

    @property
    def connect_seconds(self) -> float:
        """Seconds to connect to a node: a part of the time of a call, so that it ends by telling what kept it."""
        return min(self.connect_timeout, CONNECT_SHARE * self.timeout)

    @property
    def method(self) -> Method:
        """The one credential that is set."""
        return _methods(self)[0]


def _methods(options: CloudVisionOptions) -> list[Method]:
    given: list[tuple[Method, t.Any]] = [
        ("token", options.token is not None),
        ("token_file", options.token_file),
        ("environment", (options.environment_token or "").strip()),
        ("login", options.password is not None),
        ("certificate", options.client_cert),
    ]
    return [method for method, there in given if there]


#: What users call them.
METHOD_NAMES: t.Final[dict[str, str]] = {
    "token": "ansible_cloudvision_token",
    "token_file": "ansible_cloudvision_token_file",
    "environment": "CLOUDVISION_ACCESS_TOKEN (environment)",
    "login": "ansible_password",
    "certificate": "ansible_cloudvision_client_cert",
}


def _check_ranges(options: CloudVisionOptions) -> None:
    if not options.nodes:
        raise InputError("ansible_cloudvision_nodes is empty: give CloudVision's names or addresses.")
    for name in ("connect_timeout", "timeout"):
        wrong = outside(getattr(options, name), f"ansible_cloudvision_{name}", 0, WEEK, "seconds", above=True)
        if wrong:
            raise InputError(wrong)
    wrong = outside(options.retries, "ansible_cloudvision_retries", 0, MANY)
    if wrong:
        raise InputError(wrong)
    if not 0 < options.max_reply_size <= MAX_REPLY_SIZE:
        raise InputError(
            f"ansible_cloudvision_max_reply_size is {options.max_reply_size}: it is from 1 to {MAX_REPLY_SIZE} bytes."
        )
    if options.proxy:
        check_proxy(options.proxy, "ansible_cloudvision_proxy")


def _check_trust(options: CloudVisionOptions) -> None:
    if options.fingerprint and not FINGERPRINT.fullmatch(options.fingerprint):
        raise InputError(
            "ansible_cloudvision_fingerprint is not a SHA-256 fingerprint: it has 64 hexadecimal digits.",
            hint="'openssl x509 -in cvp.crt -noout -fingerprint -sha256' prints it.",
        )
    if options.fingerprint and options.ca_path:
        raise InputError(
            "ansible_cloudvision_fingerprint and ansible_cloudvision_ca_path are both set: trust one certificate, "
            "or those that a CA signed."
        )


def _check_credentials(options: CloudVisionOptions) -> None:
    methods = _methods(options)
    if len(methods) > 1:
        names = " and ".join(METHOD_NAMES[method] for method in methods)
        raise CredentialError(
            f"more than one credential is set: {names}.", host=options.name, hint="Leave one and unset the others."
        )
    if options.client_key and not options.client_cert:
        raise CredentialError(
            "ansible_cloudvision_client_key is set without ansible_cloudvision_client_cert: a key goes with its "
            "certificate.",
            host=options.name,
        )
    if not methods:
        what = "ansible_user is set without ansible_password" if options.user else "no credential is set"
        raise CredentialError(f"{what}.", host=options.name, hint=CREDENTIALS_HINT)
    if options.locate and methods[0] == "certificate":
        raise CredentialError(
            "'region: auto' needs a token: a certificate says nothing to CloudVision's redirector.", host=options.name
        )
    if methods[0] == "login":
        _check_login(options)


def _check_login(options: CloudVisionOptions) -> None:
    if not options.user:
        raise CredentialError("ansible_password is set without ansible_user.", host=options.name, hint=CREDENTIALS_HINT)
    if any(is_cvaas(node.host) for node in options.nodes):
        raise CredentialError(
            "CloudVision as-a-Service has no login with user and password.",
            host=options.name,
            hint="Make a token for a service account (Settings, Access Control, Service Accounts) and set "
            "ansible_cloudvision_token or ansible_cloudvision_token_file.",
        )


def _check_files(options: CloudVisionOptions) -> None:
    for name in FILES:
        path = getattr(options, name)
        if path and (flaw := flaw_of(path, folder=name == "ca_path")):
            raise InputError(f"ansible_cloudvision_{name} names {path}, which {flaw}.")
    name = "client_key" if options.client_key else "client_cert"
    if (path := options.client_key or options.client_cert) and holds_key(path):
        check_unreadable(path, f"ansible_cloudvision_{name}")


def from_plugin(get: Callable[[str], t.Any]) -> CloudVisionOptions:
    """Build the options from a plugin's (names as in doc_fragments/cloudvision_connection.py).

    :param get: gives an option's value by name.
    :raises InputError: for options that cannot be.
    """
    return CloudVisionOptions(
        nodes=_nodes(get),
        locate=_is_auto(get("region")),
        label=get("label"),
        token=get("token"),
        token_file=_expand(get("token_file")),
        environment_token=get("environment_token"),
        user=get("remote_user"),
        password=_password(get),
        validate_certs=get("validate_certs"),
        ca_path=_expand(get("ca_path")),
        fingerprint=(get("fingerprint") or "").replace(":", "").replace(" ", "").lower() or None,
        client_cert=_expand(get("client_cert")),
        client_key=_expand(get("client_key")),
        server_name=get("server_name"),
        proxy=get("proxy"),
        connect_timeout=get("connect_timeout"),
        timeout=get("call_timeout"),
        retries=get("call_retries"),
        max_reply_size=get("max_reply_size"),
        session_store=_expand(get("session_store")) or os.path.expanduser(DEFAULT_SESSION_STORE),
    )


def _password(get: Callable[[str], t.Any]) -> str | None:
    """The password itself, or what its file holds."""
    value: str | None = get("password")
    path: str | None = get("password_file")
    if value is not None or not path:
        return value
    try:
        return read_secret(path, "ansible_cloudvision_password_file")
    except errors.InputError as error:
        raise CredentialError(error.reason, hint=error.hint) from error


def _nodes(get: Callable[[str], t.Any]) -> tuple[Node, ...]:
    """The addresses that region, nodes or host give; without any of them, the name in the inventory is the host."""
    port = DEFAULT_PORT if get("port") is None else get("port")
    if not 0 < port < 65536:
        raise InputError(f"ansible_port is {port}: it is from 1 to 65535.")
    region, nodes, host = get("region"), get("nodes"), get("host")
    places = {
        "ansible_cloudvision_region": region,
        "ansible_cloudvision_nodes": nodes,
        "ansible_host (or CLOUDVISION_HOST)": host,
    }
    given = [name for name, value in places.items() if value]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} are set together: one of them says where CloudVision is.")
    if region:
        return (REDIRECTOR if _is_auto(region) else Node(region_host(region), port),)
    if nodes:
        return tuple(parse_node(str(node), port) for node in nodes)
    if not (host or get("label")):
        raise InputError(f"nothing says where CloudVision is: set one of {', '.join(places)}.")
    return (Node(check_host(host or get("label")), port),)


def _is_auto(region: str | None) -> bool:
    return (region or "").strip().lower() == AUTO


def _expand(path: str | None) -> str | None:
    return os.path.expanduser(path) if path else None
