# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_config takes lines as EOS reads them: in capitals, shortened, flat, at their default, in their section."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from lab.eos.actions.engine import ACTIONS, Action
from lab.eos.configure import MODES
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, GO_ON, config, host_of, inventory, pending, play

CONFIG = """\
ip access-list MGMT
   10 permit ip 192.0.2.0/24 any
   20 permit ip 198.51.100.0/24 any
ipv6 access-list SIX
   10 permit ipv6 any any
mac access-list MAC
   10 permit any any
ip prefix-list NETS
   seq 10 permit 192.0.2.0/24
route-map OUT permit 10
   match tag 7
class-map type qos match-any VOICE
   10 match dscp 46
interface Ethernet5
   switchport trunk allowed vlan 10-12
interface Ethernet6
   switchport trunk allowed vlan 10-12
interface Ethernet7
   switchport trunk allowed vlan 10-12
   mtu 9000
interface Ethernet8
   switchport trunk allowed vlan 10-12
"""
#: Options by the task's name, and a line of the difference.
NUMBERS: dict[str, tuple[dict[str, Any], str]] = {
    "capitals": (
        {"parents": "IP Access-List MGMT", "lines": "10 DENY ip 203.0.113.0/24 any"},
        "+   10 deny ip 203.0.113.0/24 any",
    ),
    "flat": (
        {"lines": ["ip access-list MGMT", "counters per-entry", "20 deny ip any any"]},
        "+   20 deny ip any any",
    ),
    "six": ({"parents": "IPV6 access-list SIX", "lines": "10 Deny ipv6 any any"}, "+   10 deny ipv6 any any"),
    "mac": ({"parents": "Mac Access-List MAC", "lines": "10 deny any any"}, "+   10 deny any any"),
    "prefixes": (
        {"parents": "ip Prefix-List NETS", "lines": "SEQ 10 deny 192.0.2.0/24"},
        "+   seq 10 deny 192.0.2.0/24",
    ),
    "one line": (
        {"lines": "IP PREFIX-LIST NETS Seq 10 permit 198.51.100.0/24"},
        "+   seq 10 permit 198.51.100.0/24",
    ),
    "route map": ({"lines": "Route-Map OUT Deny 10"}, "+route-map OUT deny 10"),
    "class map": (
        {"parents": "Class-Map type QoS match-any VOICE", "lines": "10 match dscp 40"},
        "+   10 match dscp 40",
    ),
}
#: The same over SSH, where EOS takes abbreviations.
SHORT: dict[str, tuple[dict[str, Any], str]] = {
    "short list": (
        {"parents": "ip access-l MGMT", "lines": "10 perm ip 192.0.2.0/25 any"},
        "+   10 permit ip 192.0.2.0/25 any",
    ),
    "short prefixes": ({"lines": ["ip prefix-l NETS", "seq 10 den 10.0.0.0/8"]}, "+   seq 10 deny 10.0.0.0/8"),
    "short map": ({"parents": "route-m OUT perm 10", "lines": "mat tag 8"}, "+   match tag 8"),
    "short interface": ({"parents": "int et4", "lines": "desc short"}, "+   description short"),
}
#: A line that is configuration below interfaces, where a release has a command of the same words.
BOTH = "frobnicate 1"
#: A line of interfaces that shows nowhere at its default, and a command, both of a release to come.
WOBBLE, COMMAND = "wobble", "frobnicate all-interfaces now"
#: What the command ran on.
RAN: list[str] = []
READ_BACK = [
    config("both", {"parents": "interface Ethernet1", "lines": BOTH}),
    config("both again", {"parents": "Interface ethernet1", "lines": "FROBNICATE 1"}),
    config("elsewhere", {"lines": ["hostname elsewhere", BOTH]}),
    config("in another section", {"parents": "interface Ethernet2", "lines": ["description x", COMMAND]}),
    config("default check", {"parents": "interface Ethernet2", "lines": [WOBBLE, "description y"]}, check_mode=True),
    config("default", {"parents": "interface Ethernet2", "lines": [WOBBLE, "description y"]}),
    config("default again", {"parents": "interface Ethernet2", "lines": [WOBBLE, "description y"]}),
    config("default and command", {"parents": "interface Ethernet2", "lines": [WOBBLE, "description z", COMMAND]}),
]
#: Lines that EOS writes in another way: 10-12.
ALLOWED = "switchport trunk allowed vlan 10,11,12"
#: Lines that would change the switch, and still not make it what `match` wants.
UNMET = {
    "exact": {"parents": "interface Ethernet7", "lines": "description unmet"},
    "strict": {"parents": "ip access-list MGMT", "lines": "15 permit ip host 203.0.113.9 any"},
}
FURTHER = [
    config("empty", {"parents": "interface Loopback9", "lines": []}),
    config("exact", {"parents": "IP Access-List MGMT", "lines": "20 deny ip any any", "match": "exact"}),
    *[
        config(f"unmet {kind}{suffix}", {**options, "match": kind}, check_mode=check)
        for kind, options in UNMET.items()
        for suffix, check in ((" check", True), ("", False))
    ],
    config("range", {"parents": "interface Ethernet5,6,8", "lines": ALLOWED, "match": "exact"}),
    config("range with more", {"parents": "interface Et5-8", "lines": ALLOWED, "match": "exact"}),
]


def of_a_later_release() -> Any:
    """The interfaces' mode of a release that has further lines; other labs of this process never see it."""
    newer = copy.deepcopy(MODES["interface"])
    newer.add("frobnicate <what:1-9>")
    newer.add(WOBBLE, flag=True)
    return mock.patch.dict(MODES, {"interface": newer})


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    actions = copy.deepcopy(ACTIONS)
    actions.add("frobnicate <what:line>", Action(lambda _cli, args, _text: RAN.append(args["what"])))
    spec = SwitchSpec(name="leaf1", config=CONFIG)
    with (
        mock.patch("lab.eos.cli.ACTIONS", actions),
        of_a_later_release(),
        Lab(tmp_path_factory.mktemp("lab"), [spec]) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def run(lab: Lab, runner: AnsibleRunner) -> Run:
    """One play for all tests: the tasks of `ssh` have abbreviations, and come after those of `leaf1`."""
    ssh = {
        "ansible_eapi_transport": "ssh",
        "ansible_port": lab["leaf1"].ssh_port,
        "ansible_eapi_ssh_known_hosts": str(lab.known_hosts_path),
    }
    hosts = {"leaf1": host_of(lab["leaf1"]), "ssh": host_of(lab["leaf1"], **ssh)}
    plays = []
    for host, tasks in (("leaf1", NUMBERS), ("ssh", SHORT)):
        twice = [
            config(f"{name}{suffix}", options, check_mode=check)
            for name, (options, _line) in tasks.items()
            for suffix, check in ((" check", True), ("", False), (" again", False))
        ]
        plays.append(play(twice, hosts=host, **GO_ON))
    return runner.playbook(
        [*plays, play([*READ_BACK, *FURTHER], hosts="leaf1", **GO_ON)], inventory(lab, DIRECT, hosts), "--diff"
    )


@pytest.mark.parametrize(("host", "name"), [*(("leaf1", name) for name in NUMBERS), *(("ssh", name) for name in SHORT)])
def test_entries_make_room_however_they_are_written(run: Run, host: str, name: str) -> None:
    check, done, again = (run.result(host, f"{name}{suffix}") for suffix in (" check", "", " again"))
    assert [each.status for each in (check, done, again)] == ["changed", "changed", "ok"], done.msg
    found = done["diff"]["prepared"].splitlines()
    assert ({**NUMBERS, **SHORT}[name][1]) in found
    assert check["diff"]["prepared"].splitlines()[2:] == found[2:]  # the first two lines name the session


@pytest.mark.parametrize("name", ["elsewhere", "in another section", "default and command"])
def test_a_command_is_distinguished_from_a_line_of_another_section(run: Run, lab: Lab, name: str) -> None:
    result = run.result("leaf1", name)
    line = BOTH if name == "elsewhere" else COMMAND
    assert result.status == "ignored"
    assert result.msg.startswith(f"leaf1: the switch does not know '{line}' as configuration"), result.msg
    assert result["changed"] is True  # what the command has changed is not known
    assert "elsewhere" not in lab["leaf1"].running_config()
    assert RAN == ["1", "all-interfaces now", "all-interfaces now"]  # once a task


def test_lines_that_show_nowhere_are_taken(run: Run, lab: Lab) -> None:
    results = [
        run.result("leaf1", name) for name in ("both", "both again", "default check", "default", "default again")
    ]
    assert [each.status for each in results] == ["changed", "ok", "changed", "changed", "ok"], [
        each.msg for each in results
    ]
    assert results[2]["diff"]["prepared"].splitlines()[2:] == results[3]["diff"]["prepared"].splitlines()[2:]
    assert "interface Ethernet1\n   frobnicate 1\n" in lab["leaf1"].running_config()
    assert "   description y\n" in lab["leaf1"].running_config()


@pytest.mark.parametrize(("kind", "words"), [("exact", "further lines: mtu 9000"), ("strict", "ahead of them")])
def test_a_change_that_does_not_meet_the_match_is_not_made(run: Run, lab: Lab, kind: str, words: str) -> None:
    check, done = run.result("leaf1", f"unmet {kind} check"), run.result("leaf1", f"unmet {kind}")
    assert (check.status, done.status) == ("ignored", "ignored"), done.msg
    assert words in done.msg
    assert check.msg == done.msg
    assert UNMET[kind]["lines"] not in lab["leaf1"].running_config()


def test_an_empty_list_makes_no_section(run: Run, lab: Lab) -> None:
    assert run.result("leaf1", "empty").status == "ignored"
    assert "lines: nothing is to be configured: the list is empty" in run.result("leaf1", "empty").msg
    assert "Loopback9" not in lab["leaf1"].running_config()


def test_a_section_in_capitals_is_compared_as_well(run: Run) -> None:
    result = run.result("leaf1", "exact")
    assert result.status == "ignored"
    assert "match=exact: the section has further lines" in result.msg


def test_a_range_is_compared_with_one_question(run: Run, lab: Lab) -> None:
    met, more = run.result("leaf1", "range"), run.result("leaf1", "range with more")
    assert met.status == "ok", met.msg
    assert more.status == "ignored", more.msg
    assert "the section has further lines: mtu 9000" in more.msg
    assert "'default interface Ethernet7' in before" in more.msg
    sent = [request["params"]["cmds"] for request in lab["leaf1"].received if "params" in request]
    emptied = [commands for commands in sent if "default interface Ethernet5" in commands]
    assert len(emptied) == 2  # one for each task
    assert all("default interface Ethernet8" in commands for commands in emptied)


def test_no_session_is_left(run: Run, lab: Lab) -> None:
    assert run.stdout
    assert pending(lab["leaf1"]) == []
