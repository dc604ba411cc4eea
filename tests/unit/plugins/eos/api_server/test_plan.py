# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A change of the API service before it is made: what it needs, where it leads, and what it is judged by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server import plan as api_plan
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.kinds import ApiServer, VrfService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.settings import ApiService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.status import HTTP_SERVER, PROFILES
from lab.pki import Pair
from support.certificates import CLIENT, SERVER, pem_of

RUNNING = """\
vrf instance MGMT
!
interface Management1
   ip address 192.0.2.1/24
!
management api http-commands
   no shutdown
!
end
"""
OPTIONS = (
    *("https", "http", "local_http", "unix_socket", "ssl_profile", "vrfs", "session_timeout"),
    *("cors_origins", "dscp", "default_services", "endpoint"),
)
MGMT = {"name": "MGMT", "state": "enabled", "ip_access_group": None, "ipv6_access_group": None}


@dataclass
class Switch:
    """A client of a switch that answers show commands, and notes where the client goes."""

    place: dict[str, Any] = field(
        default_factory=lambda: {"transport": "https", "host": "192.0.2.1", "port": None, "ca_path": None}
    )
    asked: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    moves: list[dict[str, Any]] = field(default_factory=list)

    def run(self, batch: Batch) -> list[Response]:
        command = batch.commands[0]
        self.asked.append(command.cmd)
        answers = {"show running-config": RUNNING, HTTP_SERVER: "", PROFILES: {"profileStatus": {}}, **self.more}
        return [Response(command.cmd, "text", output=answers[command.cmd])]

    def endpoint_options(self) -> dict[str, Any]:
        return dict(self.place)

    def move(self, **changes: Any) -> None:
        if changes.get("ca_path") == "/nowhere":
            raise InputError("there is no /nowhere")
        self.moves.append(changes)
        self.place.update(changes)

    def reconnect(self, login: bool = False) -> None:
        raise AssertionError("nothing connects while it is planned")


def args(**given: Any) -> dict[str, Any]:
    known: dict[str, Any] = dict.fromkeys(OPTIONS)
    return {**known, "state": "merged", "commit_timer": "2m", "allow_lockout": False, "save": "never", **given}


def test_nothing_to_do_is_one_question() -> None:
    switch = Switch()
    plan = api_plan.make(args(), switch)
    assert (plan.commands, plan.place, plan.predicted, plan.warnings) == ([], {}, [], [])
    assert switch.asked == ["show running-config"]


def test_the_change_is_judged_at_the_new_endpoint() -> None:
    switch = Switch()
    plan = api_plan.make(args(https={"enabled": True, "port": 9443}, commit_timer="30s"), switch)
    change = plan.change(switch, list)
    assert [each.cmd for each in change.commands] == ["management http-server", "protocol https port 9443", "exit"]
    assert change.confirmation is not None
    assert (change.timer, change.confirmation.endpoint, change.confirmation.delay) == (30, {"port": 9443}, 0.0)
    assert (change.confirmation.undo, change.confirmation.wait_for_rollback) == (True, True)
    assert 3 <= change.confirmation.tries <= 30 / change.confirmation.interval
    assert switch.place["port"] is None, "the client is where it was"


def test_a_restart_is_waited_for_where_the_endpoint_stays() -> None:
    switch = Switch()
    change = api_plan.make(args(dscp=8), switch).change(switch, list)
    assert change.confirmation is not None
    assert (change.confirmation.endpoint, change.confirmation.delay) == (None, api_plan.RESTART)
    assert switch.moves == []


def test_the_default_vrf_is_left_knowingly() -> None:
    plan = api_plan.make(args(vrfs=[MGMT], endpoint={"host": "192.0.2.2", "port": None}), Switch())
    assert plan.place == {"host": "192.0.2.2"}
    assert plan.predicted == [
        "the API leaves the VRF default, because the VRF MGMT is enabled and default is not listed"
    ]
    assert plan.warnings == [
        "The endpoint in use so far, https://192.0.2.1:443, is in the VRF default, which the API leaves."
    ]


def test_the_end_of_the_way_in_has_no_confirmation() -> None:
    plan = api_plan.make(args(state="disabled", allow_lockout=True), Switch())
    change = plan.change(Switch(), list)
    assert (change.ends_access, change.timer, change.confirmation) == (True, None, None)
    assert "turned on again over SSH" in plan.warnings[0]


def test_an_api_that_is_turned_off_leaves_no_vrf() -> None:
    plan = api_plan.make(args(state="disabled", endpoint={"transport": "ssh"}), Switch())
    assert (plan.place["transport"], plan.warnings) == ("ssh", [])


def test_over_ssh_nothing_ends() -> None:
    switch = Switch()
    switch.place["transport"] = "ssh"
    plan = api_plan.make(args(state="disabled", allow_lockout=True, save="changed"), switch)
    assert (plan.ends_access, plan.place, plan.warnings) == (False, {}, [])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"commit_timer": "7s"}, "commit_timer is '7s': the service needs time to restart, so it is 8 s or more."),
        (
            {"commit_timer": "soon"},
            "commit_timer is 'soon': it is a duration such as ",
        ),
        ({"ssl_profile": "eapi"}, "ssl_profile: the switch has no SSL profile eapi: it has none. Nothing was applied."),
        (
            {"state": "disabled", "allow_lockout": True, "save": "changed"},
            "save: once the API is off, nothing can be saved through it.",
        ),
        ({"dscp": 1, "endpoint": {"ca_path": "/nowhere"}}, "endpoint: there is no /nowhere"),
    ],
)
def test_refused_input(given: dict[str, Any], message: str) -> None:
    switch = Switch()
    with pytest.raises(InputError) as caught:
        api_plan.make(args(**given), switch)
    assert str(caught.value).startswith(message)
    assert switch.place["transport"] == "https"


def test_a_profile_that_is_yet_to_be_made_is_a_warning_in_check_mode() -> None:
    plan = api_plan.make(args(ssl_profile="eapi"), Switch(), check=True)
    assert plan.warnings == ["Now, the switch has no SSL profile eapi: it has none. A run needs it."]
    assert "protocol https ssl profile eapi" in [each.cmd for each in plan.commands]


@pytest.mark.parametrize(
    ("line", "pair", "why"),
    [
        ("certificate eapi.crt key eapi.key", CLIENT, "eapi.crt is not for servers"),
        ("trust certificate ca.crt", None, "it has no certificate"),
        ("certificate eapi.crt key eapi.key", SERVER, ""),
    ],
)
def test_check_mode_foresees_a_profile_with_which_the_api_would_not_start(
    line: str, pair: Pair | None, why: str
) -> None:
    switch = Switch()
    switch.more = {
        "show running-config": f"management security\n   ssl profile eapi\n      {line}\n!\n{RUNNING}",
        PROFILES: {"profileStatus": {"eapi": {"profileState": "valid"}}},
        **({"more certificate:eapi.crt": pem_of(pair)} if pair else {}),
    }
    said = f"ssl_profile: with eapi the API would not start, and a run take the change back, since {why}."
    assert api_plan.make(args(ssl_profile="eapi"), switch, check=True).warnings == ([said] if why else [])
    assert api_plan.make(args(ssl_profile="eapi"), switch).warnings == []  # it is tried


def test_files_of_the_endpoint_that_are_yet_to_be_made_are_a_warning_in_check_mode() -> None:
    switch = Switch()
    wish = args(dscp=8, endpoint={"ca_path": "/nowhere"})
    assert api_plan.make(wish, switch, check=True).warnings == [
        "endpoint.ca_path names /nowhere, which does not exist. A run needs it."
    ]
    assert switch.moves == []
    with pytest.raises(InputError, match="there is no /nowhere"):
        api_plan.make(wish, switch)


# --- What the switch made of the lines -------------------------------------------------------------------------------


def complaint(wanted: ApiService) -> str:
    """What is said of RUNNING where this was meant, or ""."""
    try:
        api_plan.verify_loaded(wanted, RUNNING)
    except CommandError as error:
        return str(error)
    return ""


def test_loaded_service_matches() -> None:
    assert complaint(ApiService(enabled=True)) == ""
    assert complaint(ApiService(enabled=True, vrfs={"MGMT": VrfService()})) == ""


def test_loaded_service_differs() -> None:
    assert complaint(ApiService(enabled=True, https=ApiServer(True, 9443), dscp=8)) == (
        "the switch takes the lines in another sense than they were meant: https would be on, port 443 instead of on, "
        "port 9443; dscp would be 0 instead of 8. Nothing was applied. Set what differs with aerie.arista.eapi_config."
    )
