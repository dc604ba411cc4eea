# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Switches whose TLS is old: the error names the option, and the option is the remedy, over all connections."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any

import pytest

from lab import pki
from support.eapi import PASSWORD, USER, Switch
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, GO_ON, HTTPAPI, commands, play
from support.tiny import serving

#: A cipher that Python does not offer, and one that it does.
OLD, MODERN = "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-GCM-SHA256"
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


@pytest.fixture(scope="module")
def run(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("tls")
    authority = pki.make("old CA", authority=True)
    ca = folder / "ca.pem"
    ca.write_bytes(authority.certificate_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pki.make("127.0.0.1", authority, hosts=("127.0.0.1", "localhost")).write(folder, "server"))
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
    with serving(Switch(), tls=context) as server:
        data = {"all": {"hosts": hosts, "vars": {**shared, "ansible_port": server.port}}}
        yield runner.playbook([play([commands("Ask", "show hostname")], **GO_ON)], data)


@pytest.mark.parametrize("name", REFUSED)
def test_the_error_names_the_option(run: Run, name: str) -> None:
    result = run.result(name, "Ask")
    assert result.status == "unreachable", result.msg
    for words in REFUSED[name][1]:
        assert words in result.msg


@pytest.mark.parametrize("name", REMEDIES)
def test_the_option_is_the_remedy(run: Run, name: str) -> None:
    result = run.result(name, "Ask")
    assert result.status == "ok", result.msg
    assert len(result["stdout"]) == 1
