# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Handshakes that fail: the error names the option, and the option is the remedy, over all connections."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab import pki
from support.eapi import PASSWORD, USER, Switch
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, GO_ON, HTTPAPI, commands, play
from support.tiny import serving, speaking

#: A cipher that Python does not offer, and one that it does.
OLD, MODERN = "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-GCM-SHA256"
#: The first message of a server of TLS 1.2 without secure renegotiation: MODERN, no compression, no extension.
LEGACY_HELLO = bytes.fromhex("160303002a020000260303") + bytes(32) + bytes.fromhex("00c02b00")
LEGACY_RENEGOTIATION = "the old form of renegotiation. Set ansible_eapi_tls_legacy_renegotiation to true"
#: Hosts that fail: variables, and what the sentence holds.
REFUSED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "plain": ({}, ("no cipher in common", "Old EOS needs ansible_eapi_ciphers")),
    "modern": ({"ansible_eapi_ciphers": MODERN}, ("no cipher in common",)),
    "minimum": (
        {"ansible_eapi_ciphers": OLD, "ansible_eapi_tls_minimum": "1.3"},
        ("no TLS version in common", "ansible_eapi_tls_minimum"),
    ),
}
#: Hosts that work, by their variables. Hosts with one address share a helper of netcommon.
REMEDIES: dict[str, dict[str, Any]] = {
    "ours": {"ansible_eapi_ciphers": OLD},
    "theirs": {"ansible_httpapi_ciphers": OLD},
    "netcommon": {"ansible_connection": HTTPAPI, "ansible_eapi_ciphers": OLD},
    "netcommon-theirs": {"ansible_connection": HTTPAPI, "ansible_httpapi_ciphers": OLD, "ansible_host": "localhost"},
    "lower": {"ansible_eapi_ciphers": f"{OLD}:@SECLEVEL=0", "ansible_eapi_tls_minimum": "1.0"},
}
#: Switches with other TLS than the old one: which each host asks, its variables, and what its sentence holds.
STRICT: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "no-certificate": ("clients", {}, ("the switch wants a client certificate", "Set ansible_eapi_client_cert")),
    "no-certificate-1.2": ("clients-1.2", {}, ("TLS failed", "set ansible_eapi_client_cert")),
    "unknown-ca": (
        "clients",
        {"ansible_eapi_client_cert": "stranger.pem", "ansible_eapi_client_key": "stranger.key"},
        ("refused our client certificate (tlsv1 alert unknown ca)", "must trust the CA that signed"),
    ),
    "ancient": ("ancient", {}, ("no TLS version in common", "Set ansible_eapi_tls_minimum to '1.0'")),
}
#: Those that work.
ACCEPTED: dict[str, tuple[str, dict[str, Any]]] = {
    "known": ("clients", {"ansible_eapi_client_cert": "known.pem", "ansible_eapi_client_key": "known.key"}),
    "old-version": ("ancient", {"ansible_eapi_ciphers": "ALL:@SECLEVEL=0", "ansible_eapi_tls_minimum": "1.1"}),
}


def contexts(folder: Path, pair: tuple[Path, Path]) -> dict[str, ssl.SSLContext]:
    """The TLS of each switch, by its name; client certificates are written beside."""
    trusted = pki.make("client CA", authority=True)
    pki.make("admin 15", trusted).write(folder, "known")
    pki.make("admin 15", pki.make("other CA", authority=True)).write(folder, "stranger")
    (folder / "clients.pem").write_bytes(trusted.certificate_pem)
    made = {name: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for name in ("clients", "clients-1.2", "ancient")}
    for context in made.values():
        context.load_cert_chain(*pair)
    for name in ("clients", "clients-1.2"):
        made[name].verify_mode = ssl.CERT_REQUIRED
        made[name].load_verify_locations(folder / "clients.pem")
    made["clients-1.2"].maximum_version = ssl.TLSVersion.TLSv1_2
    made["ancient"].set_ciphers("ALL:@SECLEVEL=0")
    made["ancient"].minimum_version = ssl.TLSVersion.TLSv1
    made["ancient"].maximum_version = ssl.TLSVersion.TLSv1_1
    return made


def files_in(folder: Path, variables: dict[str, Any]) -> dict[str, Any]:
    """Variables whose files have paths."""
    return {
        name: str(folder / value) if name.startswith("ansible_eapi_client") else value
        for name, value in variables.items()
    }


@pytest.fixture(scope="module")
def run(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("tls")
    authority = pki.make("old CA", authority=True)
    ca = folder / "ca.pem"
    ca.write_bytes(authority.certificate_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pair = pki.make("127.0.0.1", authority, hosts=("127.0.0.1", "localhost")).write(folder, "server")
    context.load_cert_chain(*pair)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{OLD}:@SECLEVEL=0")
    shared = {
        "ansible_connection": DIRECT,
        "ansible_network_os": DIRECT,
        "ansible_host": "127.0.0.1",
        "ansible_user": USER,
        "ansible_password": PASSWORD,
        "ansible_eapi_ca_path": str(ca),
    }
    hosts = {**{name: variables for name, (variables, _words) in REFUSED.items()}, **REMEDIES}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(serving(Switch(), tls=context))
        ports = {
            name: stack.enter_context(serving(Switch(), tls=each)).port for name, each in contexts(folder, pair).items()
        }
        others = {**{name: each[:2] for name, each in STRICT.items()}, **ACCEPTED}
        for name, (switch, variables) in others.items():
            hosts[name] = {**files_in(folder, variables), "ansible_port": ports[switch]}
        legacy = stack.enter_context(speaking(LEGACY_HELLO))
        for name, allowed in (("legacy", False), ("legacy-allowed", True)):
            hosts[name] = {"ansible_port": legacy, "ansible_eapi_tls_legacy_renegotiation": allowed}
        data = {"all": {"hosts": hosts, "vars": {**shared, "ansible_port": server.port}}}
        yield runner.playbook([play([commands("Ask", "show hostname")], **GO_ON)], data)


@pytest.mark.parametrize("name", [*REFUSED, *STRICT])
def test_the_error_names_the_option(run: Run, name: str) -> None:
    result = run.result(name, "Ask")
    assert result.status == "unreachable", result.msg
    for words in {**REFUSED, **STRICT}[name][-1]:
        assert words in result.msg


@pytest.mark.parametrize("name", [*REMEDIES, *ACCEPTED])
def test_the_option_is_the_remedy(run: Run, name: str) -> None:
    result = run.result(name, "Ask")
    assert result.status == "ok", result.msg
    assert len(result["stdout"]) == 1


def test_a_server_without_secure_renegotiation(run: Run) -> None:
    """With the option the handshake goes on, until this server hangs up after its first message."""
    refused, allowed = run.result("legacy", "Ask"), run.result("legacy-allowed", "Ask")
    assert LEGACY_RENEGOTIATION in refused.msg
    assert "renegotiation" not in allowed.msg
    assert allowed.status == "unreachable"
