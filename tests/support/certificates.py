# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Certificates of all kinds for tests, and a client whose switch is one of the lab's without its servers."""

from __future__ import annotations

import re
import typing as t

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.transport import Reply
from lab.eos import rpc
from lab.eos.switch import Switch, User
from lab.pki import Pair, make

from .eapi import Answer, FakeTransport, Request, client_of

PASSPHRASE = "s3cret-passphrase"
#: The address by which the clients of these tests reach the switch.
HOST = "leaf1"

ROOT = make("Root CA", authority=True, days=3650)
MIDDLE = make("Intermediate CA", ROOT, authority=True, days=1000)
SERVER = make(HOST, ROOT, hosts=(HOST, "192.0.2.1"), days=300)
OTHER = make(HOST, ROOT, hosts=(HOST,), days=300)
BELOW = make(HOST, MIDDLE, hosts=(HOST,), days=300)
EXPIRED = make(HOST, ROOT, hosts=(HOST,), days=-1)
EXPIRING = make(HOST, ROOT, hosts=(HOST,), days=10)
CLIENT = make("alice 15", ROOT, days=300)
FOREIGN = make("Foreign CA", authority=True, days=3650)
SMALL = rsa.generate_private_key(65537, 1024)


def pem_of(*pairs: Pair) -> str:
    """The certificates in one text."""
    return "".join(pair.certificate_pem.decode() for pair in pairs)


def key_of(pair: Pair) -> str:
    """The key."""
    return pair.key_pem.decode()


def encrypted_key_of(pair: Pair, passphrase: str = PASSPHRASE) -> str:
    """The key, which the passphrase opens."""
    encryption = BestAvailableEncryption(passphrase.encode())
    return pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


def store(switch: Switch, name: str, pair: Pair, key_name: str | None = None) -> None:
    """Put a certificate, and its key, into the switch's files."""
    switch.files["certificate"][name] = pem_of(pair)
    if key_name is not None:
        switch.files["sslkey"][key_name] = key_of(pair)


class AimedTransport(FakeTransport):
    """A FakeTransport whose faults hit the requests with certain commands.

    :ivar aimed: pattern of a command → the faults of the requests that hold such a command, in turn.
    """

    def __init__(self, switch: t.Any, aimed: t.Mapping[str, t.Sequence[t.Any]]) -> None:
        super().__init__(switch)
        self.aimed = {pattern: list(faults) for pattern, faults in aimed.items()}

    def request(self, method: str, path: str, body: bytes | None = None, *more: t.Any, **others: t.Any) -> Reply:
        """As Transport.request."""
        cmds = Request(method, path, {}, body or b"").cmds
        for pattern, faults in self.aimed.items():
            if faults and any(re.search(pattern, cmd) for cmd in cmds):
                self.faults = [faults.pop(0)]
                break
        return super().request(method, path, body, *more, **others)


def lab_client(
    switch: Switch,
    faults: t.Mapping[str, t.Sequence[t.Any]] | None = None,
    presents: Pair | None = None,
    **options: t.Any,
) -> t.Any:
    """A client in privileged mode, whose requests a lab's switch answers without a network.

    :param faults: as AimedTransport.aimed.
    :param presents: what a handshake shows.
    """

    def answer(request: Request) -> Answer:
        answered: tuple[rpc.Answer, t.Any] = rpc.answer(switch, User("admin", 15), request.body)
        return 200, {}, b"".join(answered[0].pieces())

    client: t.Any = client_of(answer, enable=True, **{"host": HOST, **options})
    client.transport = client.auth.transport = AimedTransport(answer, faults or {})
    shown = presents.certificate.public_bytes(Encoding.DER) if presents is not None else None
    client.peer_certificate = lambda: shown
    return client


def ran(client: t.Any) -> list[str]:
    """The commands that reached out to the switch, in their order; its questions are left out."""
    sent = [cmd for request in client.transport.sent for cmd in request.cmds]
    return [cmd for cmd in sent if cmd.split()[0] in ("copy", "delete", "security", "configure")]
