# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Through what the controller comes in, and where it goes on after a change of the API service."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server import endpoint as api_endpoint
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.endpoint import (
    after,
    endpoint_in_use,
    predicted,
    url,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.kinds import ApiServer, VrfService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.settings import ApiService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config

HOST = "192.0.2.1"
CONFIG = Config.parse(
    "interface Management1\n   ip address 192.0.2.1/24\ninterface Management2\n   vrf MGMT\n"
    "   ip address 192.0.2.2/24\n   ipv6 address 2001:db8::2/64\nend\n"
)
ON = ApiService(enabled=True)
MGMT = replace(ON, vrfs={"MGMT": VrfService(True)})
BOTH = replace(ON, vrfs={"MGMT": VrfService(True), "default": VrfService(True)})
MOVED = replace(ON, https=ApiServer(True, 9443))
PLAIN = replace(ON, http=ApiServer(True, 80))
LOCAL = replace(ON, local_http=ApiServer(True, 8080), unix_socket=True)


def place(transport: str = "https", host: str = HOST, port: int | None = None) -> dict[str, Any]:
    return {"transport": transport, "host": host, "port": port, "ca_path": None, "validate_certs": True}


def go(present: ApiService, wanted: ApiService, given: dict[str, Any] | None = None, **where: Any) -> dict[str, Any]:
    """Where to go on after the change."""
    return after(endpoint_in_use(place(**where), present, CONFIG), given or {}, present, wanted)


# --- Through what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "server", "vrf"),
    [
        ({}, "https", "default"),
        ({"host": "192.0.2.2"}, "https", "MGMT"),
        ({"host": "2001:DB8:0::2"}, "https", "MGMT"),
        ({"host": "192.0.2.99"}, "https", None),
        ({"transport": "http"}, "http", "default"),
        ({"transport": "http", "host": "localhost", "port": 8080}, "local_http", None),
        ({"transport": "http", "host": HOST, "port": 8080}, "http", "default"),
        ({"transport": "http", "host": "127.0.0.1", "port": 8081}, "http", None),
        ({"transport": "unix", "host": "localhost"}, "unix_socket", None),
        ({"transport": "ssh"}, None, None),
    ],
)
def test_access_of_the_controller(where: dict[str, Any], server: str | None, vrf: str | None) -> None:
    found = endpoint_in_use(place(**where), LOCAL, CONFIG)
    assert (found.server, found.vrf) == (server, vrf)


def test_a_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"leaf1.example": [(0, 0, 0, "", ("192.0.2.2", 0))]}

    def getaddrinfo(host: str, *_args: object, **_options: object) -> list[Any]:
        if host not in known:
            raise OSError("unknown")
        return known[host]

    monkeypatch.setattr(api_endpoint.socket, "getaddrinfo", getaddrinfo)
    assert endpoint_in_use(place(host="leaf1.example"), ON, CONFIG).vrf == "MGMT"
    assert endpoint_in_use(place(host="leaf2.example"), ON, CONFIG).vrf is None


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (place(), "https://192.0.2.1:443"),
        (place("http", "2001:db8::1", 8080), "http://[2001:db8::1]:8080"),
        (place("ssh"), "ssh://192.0.2.1:22"),
        (place("unix", "localhost"), "the unix socket"),
    ],
)
def test_urls(where: dict[str, Any], text: str) -> None:
    assert url(where) == text


# --- Where to go on --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "wanted", "where", "then"),
    [
        (ON, replace(ON, dscp=8), {}, {}),
        (ON, MOVED, {}, {"port": 9443}),
        (MOVED, ON, {"port": 9443}, {"port": 443}),
        (ON, BOTH, {}, {}),
        (ON, MGMT, {"host": "192.0.2.99"}, {}),  # where it comes in is not known
        (MGMT, ON, {}, {}),  # nor how: the API is not in the VRF of the address
        (PLAIN, replace(PLAIN, http=ApiServer(True, 8000)), {"transport": "http"}, {"port": 8000}),
        (PLAIN, ON, {"transport": "http"}, {"transport": "https", "port": 443}),
        (PLAIN, MOVED, {"transport": "http"}, {"transport": "https", "port": 9443}),
        (LOCAL, replace(LOCAL, dscp=8), {"transport": "unix", "host": "localhost"}, {}),
        (
            LOCAL,
            replace(LOCAL, local_http=ApiServer(True, 8090)),
            {"transport": "http", "host": "localhost", "port": 8080},
            {"port": 8090},
        ),
        (LOCAL, MGMT, {"transport": "ssh"}, {}),
        (ON, replace(ON, enabled=False), {"transport": "ssh"}, {}),
    ],
)
def test_it_is_worked_out(present: ApiService, wanted: ApiService, where: dict[str, Any], then: dict[str, Any]) -> None:
    assert go(present, wanted, **where) == then


@pytest.mark.parametrize(
    ("present", "wanted", "where", "given", "then"),
    [
        (ON, MGMT, {}, {"host": "192.0.2.2"}, {"host": "192.0.2.2"}),
        (
            ON,
            replace(MGMT, https=ApiServer(True, 9443)),
            {},
            {"host": "192.0.2.2"},
            {"host": "192.0.2.2", "port": 9443},
        ),
        (ON, MOVED, {"port": 8443}, {"port": 8444}, {"port": 8444}),
        (ON, PLAIN, {}, {"transport": "http"}, {"transport": "http", "port": 80}),
        (ON, replace(ON, enabled=False), {}, {"transport": "ssh"}, {"transport": "ssh", "port": None}),
        (LOCAL, MGMT, {}, {"transport": "ssh", "port": 2222}, {"transport": "ssh", "port": 2222}),
        (LOCAL, ON, {"transport": "ssh"}, {"transport": "https"}, {"transport": "https", "port": 443}),
        (LOCAL, ON, {"transport": "ssh"}, {"transport": "https", "port": 8443}, {"transport": "https", "port": 8443}),
        (LOCAL, LOCAL, {}, {"transport": "unix"}, {"transport": "unix", "port": None}),
        (
            LOCAL,
            LOCAL,
            {},
            {"transport": "http", "host": "localhost"},
            {"transport": "http", "host": "localhost", "port": 8080},
        ),
    ],
)
def test_it_is_as_given(
    present: ApiService, wanted: ApiService, where: dict[str, Any], given: dict[str, Any], then: dict[str, Any]
) -> None:
    assert go(present, wanted, given, **where) == then


GONE = "the change would remove the endpoint in use, {}: {} would be gone. Nothing was applied. "


@pytest.mark.parametrize(
    ("present", "wanted", "where", "endpoint", "what"),
    [
        (ON, replace(PLAIN, https=ApiServer(False, 443)), {}, "https://192.0.2.1:443", "the HTTPS server"),
        (ON, replace(ON, enabled=False), {}, "https://192.0.2.1:443", "the API as a whole"),
        (LOCAL, ON, {"transport": "unix", "host": "localhost"}, "the unix socket", "the unix socket"),
        (
            LOCAL,
            ON,
            {"transport": "http", "host": "localhost", "port": 8080},
            "http://localhost:8080",
            "the local HTTP server",
        ),
        (
            ON,
            MGMT,
            {},
            "https://192.0.2.1:443",
            "the API in the VRF default, since the VRF MGMT is enabled and default is not listed,",
        ),
        (MGMT, ON, {"host": "192.0.2.2"}, "https://192.0.2.2:443", "the API in the VRF MGMT"),
        (
            ON,
            MOVED,
            {"port": 8443},
            "https://192.0.2.1:8443",
            "the port 443, to which 8443 seems to be forwarded,",
        ),
    ],
)
def test_there_is_no_way_back(
    present: ApiService, wanted: ApiService, where: dict[str, Any], endpoint: str, what: str
) -> None:
    with pytest.raises(InputError) as caught:
        go(present, wanted, **where)
    assert str(caught.value).startswith(GONE.format(endpoint, what))
    assert "endpoint." in caught.value.hint


def test_a_transport_that_the_switch_will_not_serve() -> None:
    with pytest.raises(InputError, match=r"endpoint\.transport is http, and the change leaves that off"):
        go(ON, ON, {"transport": "http"})


# --- The default VRF -------------------------------------------------------------------------------------------------

LEAVES = "the API leaves the VRF default, because the VRF MGMT is enabled and default is not listed"
TWO = replace(ON, vrfs={"A": VrfService(True), "B": VrfService(True)})
RETURNS = "the API is in the VRF default again, because no other VRF is enabled"


@pytest.mark.parametrize(
    ("present", "wanted", "sentences"),
    [
        (ON, MGMT, [LEAVES]),
        (ON, TWO, ["the API leaves the VRF default, because the VRFs A, B are enabled and default is not listed"]),
        (MGMT, ON, [RETURNS]),
        (ON, BOTH, []),
        (BOTH, MGMT, []),  # the diff shows that
        (MGMT, BOTH, []),
        (ON, MOVED, []),
        (replace(ON, enabled=False), MGMT, []),
        (ON, replace(MGMT, enabled=False), []),
    ],
)
def test_differences_hidden_by_the_diff(present: ApiService, wanted: ApiService, sentences: list[str]) -> None:
    assert predicted(present, wanted) == sentences
