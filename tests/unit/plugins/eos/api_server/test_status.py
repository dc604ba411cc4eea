# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the switch says of its API service, on old and on new releases, and what of it is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    InvalidCommandError,
    UnauthorizedCommandError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.kinds import ApiServer, VrfService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.settings import ApiService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.status import (
    HTTP_SERVER,
    PROFILES,
    STATUS,
    has_http_server,
    look,
    parse,
    profile_problem,
)

#: As switches of 2017 answer: one VRF, no SSL profile, interfaces with and without padding.
OLD: dict[str, Any] = {
    "enabled": True,
    "httpsServer": {"running": True, "configured": True, "port": 443},
    "httpServer": {"running": False, "configured": False, "port": 80},
    "localHttpServer": {"running": False, "configured": False, "port": 8080},
    "unixSocketServer": {"running": True, "configured": True},
    "vrf": "MGMT",
    "urls": [
        "Management1 : https://192.0.2.1:443",
        "Ethernet1: https://[2001:db8::1]:443",
        "Unix Socket : unix:/var/run/command-api.sock",
        "Local       : http://localhost:8080/command-api ",
        "something else",
    ],
    "corsOrigins": [],
    "dscpValue": 0,
}
NEW: dict[str, Any] = {
    **OLD,
    "vrfs": ["default", "MGMT"],
    "sslProfile": {"name": "eapi", "configured": True, "state": "valid"},
    "corsOrigins": ["https://a.example"],
    "dscpValue": 46,
}
REFUSED = """\
! Error testing new configuration. nginx: [emerg] SSL Certificate does not have extended key attrs set correctly
nginx: configuration file /etc/nginx/nginx-mgmt.conf test failed

Enabled:            Yes
HTTPS server:       starting, set to use port 443
HTTP server:        shutdown, set to use port 80
Local HTTP server:  shutdown, no authentication, set to use port 8080
Unix Socket server: running, no authentication
VRFs:               None
"""
SERVICE = ApiService(enabled=True, unix_socket=True, vrfs={"MGMT": VrfService(True)})


@dataclass
class Said:
    """A switch that answers as it was told."""

    answers: dict[str, Any]
    asked: list[str] = field(default_factory=list)

    def run(self, batch: Batch) -> list[Response]:
        command = batch.commands[0]
        form = batch.format_of(command)
        self.asked.append(f"{command.cmd} ({form})")
        answer = self.answers[command.cmd if form == "json" else f"{command.cmd} ({form})"]
        if isinstance(answer, Exception):
            raise answer
        return [Response(command.cmd, form, output=answer)]


def test_an_old_release() -> None:
    status = parse(OLD)
    assert status["https"] == {"configured": True, "running": True, "port": 443}
    assert status["unix_socket"] == {"configured": True, "running": True}
    assert (status["ssl_profile"], status["vrfs"], status["dscp"], status["cors_origins"]) == (None, ["MGMT"], 0, [])
    assert [(each["interface"], each["url"]) for each in status["urls"]] == [
        ("Management1", "https://192.0.2.1:443"),
        ("Ethernet1", "https://[2001:db8::1]:443"),
        ("Unix Socket", "unix:/var/run/command-api.sock"),
        ("Local", "http://localhost:8080/command-api"),
        ("", "something else"),
    ]


def test_a_new_release() -> None:
    status = parse(NEW)
    assert status["ssl_profile"] == {"name": "eapi", "configured": True, "state": "valid"}
    assert (status["vrfs"], status["dscp"], status["cors_origins"]) == (["MGMT", "default"], 46, ["https://a.example"])


def test_a_service_that_is_off_is_in_no_vrf() -> None:
    off = {"running": False, "configured": True, "port": 443}
    assert parse({**OLD, "enabled": False, "httpsServer": off})["vrfs"] == []
    assert parse({})["https"] == {"configured": False, "running": False, "port": None}


# --- What is not as it should be -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        (OLD, SERVICE),
        (OLD, replace(SERVICE, vrfs={"MGMT": VrfService(True), "default": VrfService(True)})),
        (NEW, SERVICE),
        (NEW, replace(SERVICE, ssl_profile="eapi")),
        ({**NEW, "enabled": False}, replace(SERVICE, enabled=False)),
    ],
)
def test_all_is_well(model: dict[str, Any], wanted: ApiService) -> None:
    switch = Said({STATUS: model})
    assert look(switch, wanted) == (parse(model), [])
    assert len(switch.asked) == 1


def test_servers_that_do_not_run_in_the_words_of_the_switch() -> None:
    down = {**NEW, "httpsServer": {"configured": True, "running": False, "port": 443}, "vrfs": []}
    switch = Said({STATUS: down, f"{STATUS} (text)": REFUSED})
    assert look(switch, replace(SERVICE, http=ApiServer(True, 80)))[1] == [
        "the HTTPS server is starting",
        "the HTTP server is shutdown (Error testing new configuration. nginx: [emerg] SSL Certificate does not have "
        "extended key attrs set correctly nginx: configuration file /etc/nginx/nginx-mgmt.conf test failed)",
    ]


@pytest.mark.parametrize(
    ("model", "wanted", "problem"),
    [
        ({**NEW, "enabled": False}, SERVICE, "the API is not enabled"),
        (NEW, replace(SERVICE, enabled=False), "the API is still enabled"),
        (NEW, replace(SERVICE, vrfs={"OOB": VrfService(True)}), "the API does not run in the VRF OOB"),
        (
            {**NEW, "sslProfile": {"name": "eapi", "state": "invalid"}},
            replace(SERVICE, ssl_profile="eapi"),
            "the SSL profile eapi is invalid",
        ),
        (
            {**NEW, "sslProfile": {"name": "other", "state": "valid"}},
            replace(SERVICE, ssl_profile="eapi"),
            "the HTTPS server uses the SSL profile other",
        ),
        (NEW, replace(SERVICE, https=ApiServer(True, 9443)), "the HTTPS server uses the port 443"),
    ],
)
def test_unhealthy_state(model: dict[str, Any], wanted: ApiService, problem: str) -> None:
    assert look(Said({STATUS: model}), wanted)[1] == [problem]


# --- Beside the API --------------------------------------------------------------------------------------------------


def test_the_newer_section() -> None:
    assert has_http_server(Said({f"{HTTP_SERVER} (text)": "SSL Profile: none\n"}))
    assert not has_http_server(Said({f"{HTTP_SERVER} (text)": InvalidCommandError("no such command")}))
    with pytest.raises(UnauthorizedCommandError):
        has_http_server(Said({f"{HTTP_SERVER} (text)": UnauthorizedCommandError("denied")}))


STATES = {
    "good": {"profileState": "valid", "profileError": []},
    "bad": {
        "profileState": "invalid",
        "profileError": [{"errorType": "certificateNotYetValid", "errorAttr": "eapi.crt"}, {"errorType": "other"}],
    },
    "worse": {"profileState": "invalid"},
}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("good", ""),
        ("bad", "the SSL profile bad is invalid (certificateNotYetValid eapi.crt, other)"),
        ("worse", "the SSL profile worse is invalid"),
        ("none", "the switch has no SSL profile none: it has bad, good, worse"),
    ],
)
def test_profiles(name: str, problem: str) -> None:
    assert profile_problem(Said({PROFILES: {"profileStatus": STATES}}), name) == problem


def test_profiles_that_cannot_be_read() -> None:
    denied = UnauthorizedCommandError("Authorization denied for command 'show'.", command="show")
    with pytest.raises(UnauthorizedCommandError, match="the state of the SSL profiles could not be read: Author"):
        profile_problem(Said({PROFILES: denied}), "good")
