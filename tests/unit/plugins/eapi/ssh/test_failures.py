# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Failures of SSH as errors: each has a sentence of its own, and what to do about it."""

from __future__ import annotations

import socket
import types
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.http import ReplyTooLargeError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh import failures, host_keys


def options(**given: t.Any) -> t.Any:
    """What failures tell of a connection; its files need not be there."""
    known = {"host": "leaf1", "name": "leaf1", "user": "admin", "password": "x", "tcp_port": 22}
    return types.SimpleNamespace(**{**known, "ssh_private_key_file": None, "ssh_known_hosts": None, **given})


class BadHostKeyError(Exception):
    """As paramiko's: another key than the known one."""

    def __init__(self, key: t.Any, expected_key: t.Any) -> None:
        super().__init__("bad key")
        self.key, self.expected_key = key, expected_key


class RefusedError(Exception):
    """As paramiko's AuthenticationException."""


class BadKindError(RefusedError):
    """As paramiko's BadAuthenticationType."""

    allowed_types = ("publickey", "keyboard-interactive")


class IncompatibleError(Exception):
    """As paramiko's IncompatiblePeer."""


class SeveralError(Exception):
    """As paramiko's NoValidConnectionsError."""

    errors: t.ClassVar[dict[t.Any, Exception]] = {("192.0.2.1", 22): ConnectionRefusedError(111, "Connection refused")}


PARAMIKO: t.Any = types.SimpleNamespace(
    BadHostKeyException=BadHostKeyError,
    AuthenticationException=RefusedError,
    BadAuthenticationType=BadKindError,
    ssh_exception=types.SimpleNamespace(IncompatiblePeer=IncompatibleError),
)


class Key:
    """A host key."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def asbytes(self) -> bytes:
        """As paramiko's."""
        return self.content

    def get_name(self) -> str:
        """As paramiko's."""
        return "ssh-ed25519"


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), errors.UnknownHostError, "the name 'leaf1' is not known"),
        (TimeoutError(), errors.ConnectTimeoutError, "no connection within 7 s"),
        (Exception("timeout opening"), errors.ConnectTimeoutError, "no connection within 7 s"),
        (Exception("No existing session"), errors.ConnectTimeoutError, "no connection within 7 s"),
        (
            IncompatibleError("No ciphers"),
            errors.ConnectError,
            r"no algorithm in common with the switch \(no ciphers\)",
        ),
        (Exception("Error reading SSH protocol banner"), errors.ProtocolError, "port 22 does not speak SSH"),
        (EOFError(), errors.ConnectError, "cannot connect: the other side ended the connection"),
        (SeveralError(), errors.ConnectError, "cannot connect: connection refused"),
        (Exception("SSH is off."), errors.ConnectError, r"cannot connect: SSH is off\."),
    ],
)
def test_failed_connections(error: Exception, kind: type[errors.EapiError], words: str) -> None:
    found = failures.explain_connect(error, options(), 7.0, PARAMIKO)
    assert found.__class__ is kind
    assert found.host == "leaf1"
    with pytest.raises(kind, match=words):
        raise found


def test_a_timeout_below_another_error() -> None:
    error = Exception("odd")
    error.__context__ = TimeoutError()
    assert isinstance(failures.explain_connect(error, options(), 7.0, PARAMIKO), errors.ConnectTimeoutError)


@pytest.mark.parametrize(
    ("error", "given", "words", "hint"),
    [
        (RefusedError(), {}, "with the password.", "Check ansible_user and ansible_password."),
        (
            RefusedError(),
            {"ssh_private_key_file": "/k"},
            "with the key /k and the password.",
            "Check ansible_user, ansible_password, and that the switch knows the key",
        ),
        (
            RefusedError(),
            {"ssh_private_key_file": "/k", "password": None},
            "with the key /k.",
            "Check ansible_user, and that the switch knows the key",
        ),
        (
            Exception("No authentication methods available"),
            {"password": None},
            "with the keys of the SSH agent and of ~/.ssh.",
            "Set ansible_password or ansible_eapi_ssh_private_key_file",
        ),
        (BadKindError(), {}, "with the password (it takes publickey, keyboard-interactive).", "Check ansible_user"),
    ],
)
def test_refused_logins(error: Exception, given: dict[str, t.Any], words: str, hint: str) -> None:
    found = failures.explain_connect(error, options(**given), 7.0, PARAMIKO)
    assert isinstance(found, errors.AuthenticationError)
    assert found.reason.endswith(words)
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    ("given", "removal"),
    [
        ({}, "ssh-keygen -R 'leaf1'"),
        ({"tcp_port": 2222, "ssh_known_hosts": "/known"}, "ssh-keygen -f /known -R '[leaf1]:2222'"),
    ],
)
def test_another_host_key(given: dict[str, t.Any], removal: str) -> None:
    error = BadHostKeyError(Key(b"new"), Key(b"old"))
    found = failures.explain_connect(error, options(**given), 7.0, PARAMIKO)
    assert isinstance(found, host_keys.HostKeyError)
    assert host_keys.fingerprint(Key(b"new")) in found.reason
    assert host_keys.fingerprint(Key(b"old")) in found.reason
    assert removal in found.hint


def test_unknown_and_revoked_host_keys() -> None:
    refuse = host_keys.Refuse(options(tcp_port=2222, ssh_known_hosts="/known"), {b"revoked"})
    with pytest.raises(host_keys.HostKeyError, match="is revoked"):
        refuse.missing_host_key(None, "leaf1", Key(b"revoked"))
    with pytest.raises(host_keys.HostKeyError, match="is not known") as caught:
        refuse.missing_host_key(None, "leaf1", Key(b"new"))
    assert "ssh-keyscan -p 2222 leaf1 >> /known" in caught.value.hint


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (TimeoutError(), errors.ConnectTimeoutError, "SSH opened no session within 7 s"),
        (Exception("Administratively prohibited"), errors.ConnectError, "no session: administratively prohibited"),
    ],
)
def test_channels_that_do_not_open(error: Exception, kind: type[errors.EapiError], words: str) -> None:
    with pytest.raises(kind, match=words):
        raise failures.explain_channel(error, options(), 7.0)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (ReplyTooLargeError(100), errors.ReplySizeError, "larger than 100 bytes"),
        (TimeoutError(), errors.CommandTimeoutError, "no reply within 7 s"),
        (OSError(), errors.DroppedError, "the connection broke before the reply was complete"),
    ],
)
def test_replies_that_do_not_come(error: Exception, kind: type[errors.EapiError], words: str) -> None:
    with pytest.raises(kind, match=words):
        raise failures.explain_loss(error, options(), 7.0)


def test_a_flood_before_the_login() -> None:
    found = failures.explain_flood(options(tcp_port=2222))
    assert isinstance(found, errors.ProtocolError)
    assert "port 2222" in found.reason
