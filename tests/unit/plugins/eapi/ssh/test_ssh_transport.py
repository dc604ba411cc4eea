# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The client over SSH: connections that are kept, lost and made anew; messages on the subsystem; host keys."""

from __future__ import annotations

import json
import logging
import socket
import sys
import threading
import time
import typing as t
from collections.abc import Callable, Iterator
from pathlib import Path

import paramiko
import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh import host_keys as ssh_hosts
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.subsystem import Subsystem
from lab import Lab, LabSwitch, SwitchSpec
from support.waiting import PATIENCE, wait_until

WAYS = ("cli", "subsystem")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    specs = [SwitchSpec(name="cli"), SwitchSpec(name="subsystem", ssh_eapi=True)]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as running:
        yield running


Connect = Callable[..., EapiClient]


@pytest.fixture
def connect(lab: Lab) -> Iterator[Connect]:
    """Makes clients, and closes them."""
    made = []

    def connect(name: str, **given: t.Any) -> EapiClient:
        options = {
            "host": lab[name].address,
            "port": 8022,
            "transport": "ssh",
            "user": lab.username,
            "password": lab.password,
            "ssh_known_hosts": str(lab.known_hosts_path),
            "retries": 0,
            **given,
        }
        made.append(EapiClient(EapiOptions(**options)))
        return made[-1]

    yield connect
    for client in made:
        client.close()


def ask(client: EapiClient, *commands: t.Any, **given: t.Any) -> list[t.Any]:
    return [response.output for response in client.run(Batch(parse_commands(list(commands)), **given))]


# --- The connection ---


@pytest.mark.parametrize("way", WAYS)
def test_one_connection_for_many_requests(lab: Lab, connect: Connect, way: str) -> None:
    before = lab[way].stats.ssh_connections
    client = connect(way)
    assert lab[way].stats.ssh_connections == before
    client.probe()
    for _request in range(3):
        assert ask(client, "show hostname")[0]["hostname"] == way
    assert lab[way].stats.ssh_connections == before + 1


@pytest.mark.parametrize("way", WAYS)
def test_closing_leaves_nothing(lab: Lab, connect: Connect, way: str) -> None:
    def threads() -> int:
        return sum(isinstance(thread, paramiko.Transport) for thread in threading.enumerate())

    assert wait_until(lambda: threads() == 0)  # those of other tests
    client = connect(way)
    ask(client, "show hostname")
    assert threads() == 1
    client.close()
    assert wait_until(lambda: threads() == 0)
    assert wait_until(lambda: not lab[way].ssh.connections)


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_that_ended_meanwhile(lab: Lab, connect: Connect, way: str) -> None:
    """Nothing was sent on it, so a new one is made, also for what changes the switch."""
    client = connect(way)
    ask(client, "show hostname")
    leaf: LabSwitch = lab[way]
    lab.call(_abort(leaf))
    assert wait_until(lambda: not t.cast(t.Any, client.transport)._client.get_transport().is_active())
    assert ask(client, "enable", "configure", "vlan 40") == [{}, {}, {}]


async def _abort(leaf: LabSwitch) -> None:
    for connection in list(leaf.ssh.connections):
        connection.abort()


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_that_breaks(lab: Lab, connect: Connect, way: str) -> None:
    leaf = lab[way]
    leaf.faults.add("drop-before-reply", times=1, match="hostname")
    assert ask(connect(way, retries=1), "show hostname")[0]["hostname"] == way
    leaf.faults.add("drop-after-applying", times=1, match="vlan 41")
    with pytest.raises(errors.DroppedError, match="Ask it for its state"):
        ask(connect(way, retries=1), "enable", "configure", "vlan 41")
    assert leaf.switch.view.vlans.keys() >= {41}


@pytest.mark.parametrize("way", WAYS)
def test_a_slow_command(lab: Lab, connect: Connect, way: str) -> None:
    lab[way].faults.add("slow", times=1, delay=PATIENCE, match="hostname")
    client = connect(way)
    client.probe()
    started = time.monotonic()
    with pytest.raises(errors.CommandTimeoutError, match=r"no reply within 0\.3 s"):
        ask(client, "show hostname", timeout=0.3)
    assert time.monotonic() - started < PATIENCE
    assert t.cast(t.Any, client.transport)._client is None


@pytest.mark.parametrize("way", WAYS)
def test_interrupted_session_is_closed(connect: Connect, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as by a signal: the reply to an earlier request must not be taken for that of a later one."""
    client = connect(way)
    client.probe()
    transport = t.cast(t.Any, client.transport)

    def stop(*_given: t.Any) -> bytes:
        raise SystemExit

    monkeypatch.setattr(transport._api, "answer", stop)
    with pytest.raises(SystemExit):
        ask(client, "show hostname")
    assert transport._client is None
    assert ask(client, "show hostname")[0]["hostname"] == way


def test_there_is_no_certificate(connect: Connect) -> None:
    assert connect("cli").peer_certificate() is None


def test_moving_from_ssh_to_https(lab: Lab, connect: Connect) -> None:
    client = connect("cli", auth="basic")
    assert ask(client, "show hostname")[0]["hostname"] == "cli"
    client.move(transport="https", port=lab["cli"].https_port, ca_path=str(lab.ca_path))
    assert ask(client, "show hostname")[0]["hostname"] == "cli"
    client.move(transport="ssh", port=8022)
    assert ask(client, "show hostname")[0]["hostname"] == "cli"


# --- What goes wrong before ---


def test_without_paramiko(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "paramiko", None)
    with pytest.raises(InputError, match="pip install paramiko"):
        ask(connect("cli"), "show hostname")


def test_no_reply_in_time(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(errors.ConnectTimeoutError, match=r"no connection within 0\.3 s"):
            ask(connect("cli", host="127.0.0.1", port=port, connect_timeout=0.3), "show hostname")


def test_paramiko_logs_nothing(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(connect("cli"), "show hostname")
        with pytest.raises(errors.AuthenticationError):
            ask(connect("cli", password="wr0ng"), "show hostname")
    assert not [record for record in caplog.records if "asyncssh" not in record.name and "asyncio" not in record.name]


def test_details_of_a_refusal_have_no_http_status(connect: Connect) -> None:
    with pytest.raises(errors.AuthenticationError, match="ansible_password") as caught:
        ask(connect("cli", password="wr0ng"), "show hostname")
    assert caught.value.details() == {}
    assert caught.value.unreachable
    assert "wr0ng" not in str(caught.value) + repr(caught.value)


def test_no_host_key_is_checked_with_a_warning(connect: Connect, tmp_path: Path) -> None:
    empty = tmp_path / "known_hosts"
    empty.touch()
    with pytest.raises(errors.HostKeyError, match=r"ssh-ed25519 SHA256:\S+ is not known"):
        ask(connect("cli", ssh_known_hosts=str(empty)), "show hostname")
    client = connect("cli", ssh_known_hosts=str(empty), ssh_host_key_checking=False)
    assert ask(client, "show hostname")[0]["hostname"] == "cli"
    assert any("host key is not checked" in warning for warning in client.warnings)
    assert empty.read_text() == ""


# --- Keys ---


@pytest.fixture
def key(lab: Lab, tmp_path: Path) -> paramiko.PKey:
    """A key that the switches know."""
    key = paramiko.ECDSAKey.generate()
    for leaf in lab:
        leaf.run("configure", f"username admin ssh-key {key.get_name()} {key.get_base64()}")
    return key


def test_a_key(connect: Connect, key: paramiko.PKey, tmp_path: Path) -> None:
    path = tmp_path / "key"
    key.write_private_key_file(str(path))
    client = connect("cli", password=None, ssh_private_key_file=str(path))
    assert ask(client, "show hostname")[0]["hostname"] == "cli"
    client = connect("cli", password="wr0ng", ssh_private_key_file=str(path))  # which is not needed
    assert ask(client, "show hostname")[0]["hostname"] == "cli"


def test_the_users_own_keys(
    connect: Connect, key: paramiko.PKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(errors.AuthenticationError, match=r"the keys of the SSH agent and of ~/\.ssh"):
        ask(connect("cli", password=None), "show hostname")
    (tmp_path / ".ssh").mkdir()
    key.write_private_key_file(str(tmp_path / ".ssh" / "id_ecdsa"))
    assert ask(connect("cli", password=None), "show hostname")[0]["hostname"] == "cli"


def test_a_key_that_the_switch_does_not_know(connect: Connect, tmp_path: Path) -> None:
    path = tmp_path / "key"
    paramiko.ECDSAKey.generate().write_private_key_file(str(path))
    with pytest.raises(errors.AuthenticationError, match="the switch knows the key"):
        ask(connect("cli", password=None, ssh_private_key_file=str(path)), "show hostname")
    assert ask(connect("cli", ssh_private_key_file=str(path)), "show hostname")  # the password lets us in


@pytest.mark.parametrize(
    ("passphrase", "words"), [("s3cret", "has a passphrase"), (None, "holds no private key that can be used")]
)
def test_a_key_that_cannot_be_read(connect: Connect, tmp_path: Path, passphrase: str | None, words: str) -> None:
    path = tmp_path / "key"
    if passphrase:
        paramiko.ECDSAKey.generate().write_private_key_file(str(path), password=passphrase)
    else:
        path.write_text("no key\n")
    with pytest.raises(InputError, match=words):
        ask(connect("cli", ssh_private_key_file=str(path)), "show hostname")


# --- Known hosts ---


def test_known_hosts(tmp_path: Path) -> None:
    keys = {name: paramiko.ECDSAKey.generate() for name in ("plain", "hashed", "revoked")}
    lines = {name: f"{key.get_name()} {key.get_base64()}" for name, key in keys.items()}
    hashed = paramiko.HostKeys.hash_host("hashed.example")
    path = tmp_path / "known_hosts"
    path.write_text(
        f"# a comment\n\nplain.example,[192.0.2.1]:8022 {lines['plain']} a comment\n{hashed} {lines['hashed']}\n"
        f"@revoked * {lines['revoked']}\nrevoked.example {lines['revoked']}\n"
        f"@cert-authority *.example {lines['plain']}\n"
        "broken.example ssh-ed25519 !!!\nshort\n"
    )
    store = paramiko.HostKeys()
    revoked = ssh_hosts.read_known_hosts(paramiko, str(path), store)
    assert revoked == {keys["revoked"].asbytes()}
    for name, key in (("plain.example", "plain"), ("[192.0.2.1]:8022", "plain"), ("hashed.example", "hashed")):
        assert store.check(name, keys[key])
    for name in ("revoked.example", "broken.example", "other.example", "192.0.2.1"):
        assert store.lookup(name) is None


def test_the_files_of_openssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = paramiko.ECDSAKey.generate()
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "known_hosts").write_text(f"leaf1 {key.get_name()} {key.get_base64()}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    store = paramiko.HostKeys()
    ssh_hosts.read_known_hosts(paramiko, None, store)
    assert store.check("leaf1", key)


# --- Messages of the subsystem ---


class Wire:
    """A channel that gives the pieces of a reply, one at a time."""

    closed = eof_received = False

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)
        self.sent = b""

    def settimeout(self, timeout: float) -> None:
        assert timeout > 0

    def sendall(self, data: bytes) -> None:
        self.sent += data

    def recv_ready(self) -> bool:
        return False

    def recv(self, _nbytes: int) -> bytes:
        if not self.pieces:
            raise TimeoutError
        return self.pieces.pop(0)


@pytest.mark.parametrize(
    "pieces",
    [
        [b'{"result": [{"a": {}}]}\n'],
        [b'{"result": [{"a": {}}]}'],
        [b'\n {"result": [', b'{"a": {}', b"}]}", b"\n"],
        [b'{"result": [{"a": {}}', b"]", b"}", b"\n"],
        [bytes([byte]) for byte in b'{"result": [{"a": {}}]}\r\n'],
        [b'{"result": [{"a": {}}]}', b""],
    ],
)
def test_replies_are_put_together(pieces: list[bytes]) -> None:
    wire = Wire(*pieces)
    assert json.loads(Subsystem(wire, 1000).answer(b"{}", 1)) == {"result": [{"a": {}}]}
    assert wire.sent == b"{}\n"


@pytest.mark.parametrize(("pieces", "error"), [([b'{"result": ['], TimeoutError), ([b'{"result": [', b""], EOFError)])
def test_half_a_reply_is_none(pieces: list[bytes], error: type[Exception]) -> None:
    with pytest.raises(error):
        Subsystem(Wire(*pieces), 1000).answer(b"{}", 1)
