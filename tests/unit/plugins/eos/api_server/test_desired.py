# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The service that a task's options ask for; invalid options."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.desired import check, check_needs, wanted
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.kinds import ApiServer, VrfService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.settings import DEFAULTS, OPTIONS, ApiService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config

PRESENT = ApiService(
    enabled=True,
    https=ApiServer(True, 9443),
    ssl_profile="eapi",
    vrfs={"MGMT": VrfService(True, "V4", "V6"), "OLD": VrfService(False, "V4")},
    session_timeout=60,
    cors_origins=frozenset({"https://a.example"}),
    dscp=46,
)
CONFIG = Config.parse(
    "vrf instance MGMT\nvrf definition OLD\nip access-list V4\n   10 permit ip any any\n"
    "ip access-list standard S4\n   10 permit any\nipv6 access-list V6\n   10 permit ipv6 any any\nend\n"
)


def options(**given: Any) -> dict[str, Any]:
    """Arguments as the action gets them after validation."""
    args: dict[str, Any] = dict.fromkeys((*OPTIONS, "endpoint"))
    return {**args, "state": "merged", **given}


def server(port: int | None = None, enabled: bool = True) -> dict[str, Any]:
    return {"enabled": enabled, "port": port}


def vrf(name: str, state: str = "enabled", v4: str | None = None, v6: str | None = None) -> dict[str, Any]:
    return {"name": name, "state": state, "ip_access_group": v4, "ipv6_access_group": v6}


# --- What is wanted --------------------------------------------------------------------------------------------------


def test_merged_changes_what_is_given() -> None:
    assert wanted(options(), PRESENT) == PRESENT
    assert wanted(options(), DEFAULTS) == ApiService(enabled=True)
    service = wanted(
        options(dscp=0, ssl_profile="", cors_origins=["https://b.example"], default_services=False), PRESENT
    )
    assert (service.dscp, service.ssl_profile, service.default_services) == (0, "", False)
    assert service.cors_origins == {"https://a.example", "https://b.example"}
    assert (service.https, service.vrfs, service.session_timeout) == (PRESENT.https, PRESENT.vrfs, 60)


def test_replaced_gives_the_rest_its_default() -> None:
    assert wanted(options(state="replaced"), PRESENT) == ApiService(enabled=True)
    service = wanted(options(state="replaced", https=server(), cors_origins=["https://b.example"]), PRESENT)
    assert service == ApiService(enabled=True, cors_origins=frozenset({"https://b.example"}))


def test_disabled_leaves_the_rest() -> None:
    service = wanted(options(state="disabled"), PRESENT)
    assert not service.enabled
    assert service.vrfs == PRESENT.vrfs
    assert service.https == PRESENT.https


def test_servers() -> None:
    service = wanted(
        options(https=server(), http=server(8001), local_http=server(), unix_socket={"enabled": True}), PRESENT
    )
    assert (service.https, service.http) == (ApiServer(True, 9443), ApiServer(True, 8001))
    assert (service.local_http, service.unix_socket) == (ApiServer(True, 8080), True)
    off = wanted(options(https=server(9000, enabled=False), http=server()), PRESENT)
    assert (off.https, off.http) == (ApiServer(False, 443), ApiServer(True, 80))


def test_merged_vrfs() -> None:
    given = [vrf("MGMT", v6=""), vrf("OLD", "absent"), vrf("NEW", v4="V4"), vrf("NONE", "disabled")]
    assert wanted(options(vrfs=given), PRESENT).vrfs == {
        "MGMT": VrfService(True, "V4", ""),
        "NEW": VrfService(True, "V4"),
    }
    off = wanted(options(vrfs=[vrf("MGMT", "disabled")]), PRESENT)
    assert off.vrfs == {"MGMT": VrfService(False, "V4", "V6"), "OLD": VrfService(False, "V4")}
    assert off.serving == ("default",)


def test_replaced_vrfs() -> None:
    service = wanted(options(state="replaced", vrfs=[vrf("MGMT", v4="S4")]), PRESENT)
    assert service.vrfs == {"MGMT": VrfService(True, "S4")}
    assert wanted(options(state="replaced", vrfs=[vrf("MGMT", "disabled")]), PRESENT).vrfs == {"MGMT": VrfService()}


# --- Invalid options --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"https": server(0)}, "https.port is 0: it is from 1 to 65535."),
        ({"http": server(65536)}, "http.port is 65536: it is from 1 to 65535."),
        ({"endpoint": {"port": -1}}, "endpoint.port is -1: it is from 1 to 65535."),
        ({"dscp": 64}, "dscp is 64: it is from 0 to 63."),
        ({"session_timeout": 1441}, "session_timeout is 1441: it is from 1 to 1440."),
        ({"session_timeout": 0}, "session_timeout is 0: it is from 1 to 1440."),
        ({"ssl_profile": "a b"}, "ssl_profile is 'a b': it is one word."),
        ({"ssl_profile": "a\nshutdown"}, "ssl_profile is 'a\nshutdown': it is one word."),
        ({"ssl_profile": " eapi"}, "ssl_profile is ' eapi': it is one word."),
        ({"cors_origins": ["https://a.example", ""]}, "cors_origins[1] is '': it is one word."),
        ({"vrfs": [vrf("")]}, "vrfs[0].name is '': it is one word."),
        ({"vrfs": [vrf("A", v4="x y")]}, "vrfs[0].ip_access_group is 'x y': it is one word."),
        ({"vrfs": [vrf("A"), vrf("A", "absent")]}, "vrfs[1]: the VRF A is in the list twice."),
        (
            {"vrfs": [vrf("A", "absent", v6="V6")]},
            "vrfs[0]: the VRF A is to be absent, and then it has no access group.",
        ),
        (
            {"state": "disabled", "dscp": 1},
            "dscp does not go with state=disabled, which leaves the other settings as they are.",
        ),
    ],
)
def test_invalid_options(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        check(options(**given))
    assert str(caught.value) == message


def test_valid_options() -> None:
    """The edges of what is refused above, and what is made of them."""
    given = options(https=server(1), dscp=0, ssl_profile="", vrfs=[vrf("A", v4=""), vrf("B")], session_timeout=1440)
    check(given)
    service = wanted(given, PRESENT)
    assert (service.https.port, service.dscp, service.ssl_profile, service.session_timeout) == (1, 0, "", 1440)
    assert {"A", "B"} <= set(service.vrfs)
    off = options(state="disabled")
    check(off)
    assert not wanted(off, PRESENT).enabled


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"http": server(9443)}, "https and http would both use the port 9443"),
        ({"http": server(8080), "local_http": server()}, "http and local_http would both use the port 8080"),
        ({"local_http": server(9443)}, "https and local_http would both use the port 9443"),
        ({"https": server(enabled=False)}, "no server would be left"),
    ],
)
def test_invalid_services(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        wanted(options(**given), PRESENT)
    assert wanted(options(https=server(enabled=False), http=server(9443)), PRESENT).http.port == 9443


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([vrf("NEW")], "vrfs[0]: the switch has no VRF NEW: it has MGMT, OLD, default."),
        ([vrf("MGMT"), vrf("NEW", "disabled")], "vrfs[1]: the switch has no VRF NEW: it has MGMT, OLD, default."),
        ([vrf("MGMT", v4="V6")], "vrfs[0].ip_access_group: the switch has no IPv4 access list V6: it has S4, V4."),
        ([vrf("MGMT", v6="S4")], "vrfs[0].ipv6_access_group: the switch has no IPv6 access list S4: it has V6."),
        (
            [vrf("MGMT", "disabled"), vrf("default", "disabled")],
            "vrfs: no VRF would be left that serves the API: default is disabled, and no other one is enabled.",
        ),
    ],
)
def test_missing_vrfs_and_access_lists(given: list[dict[str, Any]], message: str) -> None:
    args = options(vrfs=given)
    with pytest.raises(InputError) as caught:
        check_needs(args, wanted(args, PRESENT), CONFIG)
    assert str(caught.value).startswith(message)


def test_present_vrfs_and_access_lists() -> None:
    given = [vrf("MGMT", v4="S4", v6="V6"), vrf("OLD", v4="default-control-plane-acl"), vrf("GONE", "absent")]
    args = options(vrfs=[*given, vrf("default", "disabled")])
    check_needs(args, wanted(args, PRESENT), CONFIG)
    assert wanted(args, PRESENT).serving == ("MGMT", "OLD")
