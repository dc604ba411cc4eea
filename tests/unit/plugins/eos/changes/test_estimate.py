# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The configuration after a module's own change, as the controller estimates it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server import settings
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.kinds import ApiServer, VrfService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.settings import ApiService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.estimate import entered, of_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config

SERVICES = {
    "off": ApiService(),
    "plain": ApiService(enabled=True),
    "full": ApiService(
        enabled=True,
        https=ApiServer(True, 8443),
        http=ApiServer(True, 8080),
        session_timeout=30,
        dscp=10,
        ssl_profile="P",
        cors_origins=frozenset({"a.example", "b.example"}),
        vrfs={"MGMT": VrfService(True, "ADMIN", ""), "default": VrfService(True)},
    ),
    "other": ApiService(
        enabled=True,
        https=ApiServer(False, 443),
        http=ApiServer(True, 80),
        session_timeout=31,
        dscp=11,
        default_services=False,
        cors_origins=frozenset({"b.example"}),
        vrfs={"MGMT": VrfService(False, "", "SIX"), "OTHER": VrfService(True)},
    ),
}


def made(present: str, wanted: ApiService) -> str:
    """The estimate of what the lines of a change make of a configuration."""
    return of_commands(settings.commands(Config.parse(present), wanted, lambda: False))(present)


@pytest.mark.parametrize("before", SERVICES)
@pytest.mark.parametrize("after", SERVICES)
def test_a_service_is_what_was_wanted(before: str, after: str) -> None:
    present = made("hostname leaf1\n", SERVICES[before])
    found = made(present, SERVICES[after])
    assert settings.read(Config.parse(found)).same_as(SERVICES[after])
    lines = [line.strip() for line in found.splitlines()]
    assert "shutdown" not in lines
    assert len([line for line in lines if line.startswith("session timeout")]) <= 1


def test_a_profile_keeps_what_is_not_named() -> None:
    running = "management security\n   ssl profile P\n      tls versions 1.2\n      trust certificate a.crt\n"
    lines = ["management security", "ssl profile P", "tls versions 1.2 1.3", "trust certificate b.crt"]
    found = of_commands([Command(line) for line in lines])(running)
    assert found == (
        "management security\n   ssl profile P\n      tls versions 1.2 1.3\n      trust certificate a.crt\n"
        "      trust certificate b.crt\n"
    )
    lines = ["management security", "no ssl profile P"]
    assert of_commands([Command(line) for line in lines])(found) == "management security\n"


def test_lines_are_entered_into_the_running_configuration() -> None:
    lines: t.Final = Config.from_lines("mtu 9000", "interface Ethernet1")
    assert entered(lines, "interface Ethernet1\n   mtu 1500\n") == "interface Ethernet1\n   mtu 9000\n"
