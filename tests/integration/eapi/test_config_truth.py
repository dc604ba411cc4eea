# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_config reports what the switch did: lines that wait for `exit`, numbers, rivals, failures after a commit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run
from support.plays import (
    DIRECT,
    GO_ON,
    cmds_of,
    config,
    count_of,
    host_of,
    inventory,
    pending,
    play,
    server,
    ssl_certificate,
    ssl_profile,
)
from support.waiting import wait_until

#: Names of one switch in the inventory, each of which adds a VLAN.
RIVALS = 12
LISTS = [
    ("ip access-list MGMT", "10 permit ip 192.0.2.0/24 any"),
    ("ip access-list standard MGMT2", "10 permit 192.0.2.0/24"),
    ("ipv6 access-list SIX", "10 permit ipv6 any any"),
    ("mac access-list MAC", "10 permit any any"),
    ("ip prefix-list NETS", "seq 10 permit 192.0.2.0/24"),
    ("route-map OUT permit 10", "match tag 7"),
    ("class-map type qos match-any VOICE", "match dscp 46"),
    ("spanning-tree mst configuration", "instance 2 vlan 3"),
    ("qos profile UPLINK", "qos trust dscp"),
]
#: A mode with commands of its own by the names of a session's; `reload-delay` is no `reload`.
CODE = """\
router general
   control-functions
      code unit PASS
function pass() {
   return true;
}
EOF
      compile
      commit
mlag configuration
   reload-delay mlag 360
"""
#: A mode inside of such a one.
NESTED = [
    ("policy-map type quality-of-service MARK", "class VOICE", "set dscp 46"),
    ("qos profile UPLINK", "tx-queue 3", "bandwidth percent 40"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1"), SwitchSpec(name="leaf2")]) as lab:
        yield lab


@pytest.fixture
def leaf(lab: Lab) -> Iterator[LabSwitch]:
    yield lab["leaf1"]
    lab["leaf1"].faults.clear()


def running(switch: LabSwitch) -> str:
    return switch.switch.running.text()


@pytest.fixture(scope="module")
def lists(lab: Lab, runner: AnsibleRunner) -> Run:
    tasks = []
    for heading, line in LISTS:
        options = {"parents": heading, "lines": [line]}
        tasks += [config(f"{heading} check", options, check_mode=True, diff=True), config(heading, options, diff=True)]
        tasks.append(config(f"{heading} again", options))
    for heading, inner, line in NESTED:
        options = {"parents": [heading, inner], "lines": [line]}
        tasks += [config(f"{inner} check", options, check_mode=True, diff=True), config(inner, options, diff=True)]
        tasks.append(config(f"{inner} again", options))
    tasks.append(config("number", {"parents": LISTS[0][0], "lines": ["10 deny ip 192.0.2.0/24 any"]}, diff=True))
    tasks.append(
        config("routers", {"content": "router bgp 4200000001\n   maximum-paths 3\nrouter ospf 1\n   no shutdown\n"})
    )
    tasks.append(config("resequence", {"parents": LISTS[0][0], "lines": "resequence 100 10"}))
    tasks.append(config("default", {"content": "interface Vlan10\n   autostate\n"}, **GO_ON))
    tasks += [config("code", {"content": CODE}), config("code again", {"content": CODE})]
    for heading, line in LISTS:
        options = {"parents": heading, "lines": [line.replace("10 ", "30 ", 1), "no-such-word"]}
        tasks.append(config(f"{heading} refused", options, **GO_ON))
    hosts = inventory(lab, DIRECT, {"leaf2": host_of(lab["leaf2"])})
    return runner.playbook([play(tasks)], hosts)


@pytest.mark.parametrize(("heading", "line"), LISTS)
def test_lines_of_group_change_modes_are_applied(lists: Run, lab: Lab, heading: str, line: str) -> None:
    check, done = lists.result("leaf2", f"{heading} check"), lists.result("leaf2", heading)
    assert check["changed"] is True
    assert done["changed"] is True
    assert f"+{heading}" in done["diff"]["prepared"]
    body, predicted = (each["diff"]["prepared"].splitlines()[2:] for each in (done, check))
    assert body == predicted  # the first two lines name the session
    assert lists.result("leaf2", f"{heading} again")["changed"] is False
    if heading != LISTS[0][0]:
        assert f"{heading}\n   {line}\n" in running(lab["leaf2"])


@pytest.mark.parametrize("heading", [heading for heading, _line in LISTS])
def test_refused_line_in_a_group_change_mode_leaves_nothing(lists: Run, lab: Lab, heading: str) -> None:
    """There `abort` ends the mode and not the session, which has to go as well."""
    refused = lists.result("leaf2", f"{heading} refused")
    assert (refused.status, refused["changed"]) == ("ignored", False)
    assert "no-such-word" in refused.msg
    assert pending(lab["leaf2"]) == []
    assert "   30 " not in running(lab["leaf2"])


@pytest.mark.parametrize(("heading", "inner", "line"), NESTED)
def test_lines_below_a_group_change_mode_are_applied(lists: Run, lab: Lab, heading: str, inner: str, line: str) -> None:
    check, done = lists.result("leaf2", f"{inner} check"), lists.result("leaf2", inner)
    assert (check["changed"], done["changed"]) == (True, True)
    body, predicted = (each["diff"]["prepared"].splitlines()[2:] for each in (done, check))
    assert f"+      {line}" in body
    assert body == predicted
    assert lists.result("leaf2", f"{inner} again")["changed"] is False
    assert f"   {inner}\n      {line}\n" in running(lab["leaf2"])


def test_unchanged_lines_cost_no_running_configuration(lists: Run, lab: Lab, runner: AnsibleRunner) -> None:
    hosts = inventory(lab, DIRECT, {"leaf2": host_of(lab["leaf2"])})
    options = {"parents": "interface Ethernet1", "lines": ["description spare"]}
    runner.playbook([play([config("describe", options)])], hosts).check()
    lab["leaf2"].received.clear()
    again = runner.playbook([play([config("again", options)])], hosts).check()
    assert again.result("leaf2", "again")["changed"] is False
    assert count_of(lab["leaf2"], "show running-config") == 0


def test_number_of_another_rule_is_replaced(lists: Run, lab: Lab) -> None:
    assert lists.result("leaf2", "number")["changed"] is True
    assert "+   10 deny ip 192.0.2.0/24 any" in lists.result("leaf2", "number")["diff"]["prepared"].splitlines()


def test_routers_beside_each_other(lists: Run, lab: Lab) -> None:
    assert lists.result("leaf2", "routers")["changed"] is True
    assert "router ospf 1\n" in running(lab["leaf2"])


def test_a_line_at_its_default_is_taken(lists: Run) -> None:
    assert lists.result("leaf2", "default").status in ("ok", "changed")


def test_words_of_a_mode_are_not_those_of_the_session(lists: Run, lab: Lab) -> None:
    assert lists.result("leaf2", "resequence")["changed"] is True
    assert "ip access-list MGMT\n   100 deny" in running(lab["leaf2"])
    assert lists.result("leaf2", "code")["changed"] is True
    assert lists.result("leaf2", "code again")["changed"] is False
    assert "      code unit PASS\nfunction pass() {\n" in running(lab["leaf2"])
    assert "   reload-delay mlag 360\n" in running(lab["leaf2"])
    assert pending(lab["leaf2"]) == []


def test_names_of_one_switch_lose_no_change(lab: Lab, runner: AnsibleRunner) -> None:
    names = {f"name{number}": host_of(lab["leaf1"]) for number in range(RIVALS)}
    tasks = [config("vlan", {"lines": ["vlan {{ 100 + (inventory_hostname | replace('name', '') | int) }}"]})]
    done = runner.playbook([play(tasks)], inventory(lab, DIRECT, names), "--forks", str(RIVALS))
    assert all(done.result(name, "vlan")["changed"] for name in names)
    vlans = lab["leaf1"].run("show vlan", text=False)[0]["vlans"]
    assert {str(100 + number) for number in range(RIVALS)} <= set(vlans)
    assert pending(lab["leaf1"]) == []


@pytest.mark.parametrize("timer", [None, "30s"])
def test_a_foreign_change_between_the_lines_and_the_commit_stays(
    lab: Lab, leaf: LabSwitch, runner: AnsibleRunner, timer: str | None
) -> None:
    theirs = f"interface Loopback{77 if timer else 78}"
    leaf.faults.add("rival", times=1, match=r"^configure session \S+ commit", lines=[theirs])
    confirm = {"commit_timer": timer, "confirm": {"commands": "show hostname"}} if timer else {}
    name = f"mine-{timer}".lower()
    result = change(lab, leaf, runner, {"lines": f"hostname {name}", **confirm})
    assert result["changed"] is True
    assert f"+hostname {name}" in result["diff"]["prepared"]
    assert "warnings" not in result.result
    assert {f"hostname {name}", theirs} <= set(running(leaf).splitlines())
    assert pending(leaf) == []


def test_a_foreign_change_of_the_same_line_is_in_the_difference(
    lab: Lab, leaf: LabSwitch, runner: AnsibleRunner
) -> None:
    leaf.faults.add("rival", times=1, match=r"^configure session \S+ commit", lines=["hostname theirs"])
    result = change(lab, leaf, runner, {"lines": "hostname ours"})
    assert {"-hostname theirs", "+hostname ours"} <= set(result["diff"]["prepared"].splitlines())
    assert "Somebody else changed the configuration" in "\n".join(result["warnings"])
    assert "-hostname theirs" in "\n".join(result["warnings"])
    assert "hostname ours" in running(leaf).splitlines()


def test_a_foreign_change_to_a_whole_configuration_is_named(lab: Lab, leaf: LabSwitch, runner: AnsibleRunner) -> None:
    leaf.faults.add("rival", times=1, match=r"^configure session \S+ commit", lines=["interface Loopback79"])
    whole = running(leaf).replace("hostname ours", "hostname whole")
    result = change(lab, leaf, runner, {"content": whole, "replace": "config"})
    assert "-interface Loopback79" in result["diff"]["prepared"].splitlines()
    assert "-interface Loopback79" in "\n".join(result["warnings"])
    assert "interface Loopback79" not in running(leaf)


@pytest.mark.parametrize("timer", [None, "30s"])
def test_a_foreign_change_that_is_the_same_leaves_nothing_to_change(
    lab: Lab, leaf: LabSwitch, runner: AnsibleRunner, timer: str | None
) -> None:
    line = f"hostname same-{timer}".lower()
    leaf.faults.add("rival", times=1, match=r"^configure session \S+ commit", lines=[line])
    confirm = {"commit_timer": timer, "confirm": {"commands": "show hostname"}} if timer else {}
    result = change(lab, leaf, runner, {"lines": line, **confirm})
    assert result["changed"] is False
    assert "diff" not in result.result
    assert f"+{line}" in "\n".join(result["warnings"])
    assert line in running(leaf).splitlines()
    assert pending(leaf) == []
    assert leaf.switch.sessions.timer is None


def test_a_foreign_change_stays_where_commits_are_merged(lab: Lab, leaf: LabSwitch, runner: AnsibleRunner) -> None:
    setting = "service configuration session commit merge"
    leaf.run("enable", "configure", setting)
    leaf.faults.add("rival", times=1, match=r"^configure session \S+ commit", lines=["interface Loopback80"])
    whole = running(leaf).replace("hostname ", "hostname merged-")
    result = change(lab, leaf, runner, {"content": whole, "replace": "config"})
    assert result["changed"] is True
    assert "Loopback80" not in result["diff"]["prepared"]
    assert "The switch merges commits" in "\n".join(result["warnings"])
    assert "-interface Loopback80" in "\n".join(result["warnings"])
    assert "interface Loopback80" in running(leaf)
    assert "hostname merged-" in running(leaf)
    leaf.run("enable", "configure", f"no {setting}")


def test_a_request_that_is_late_leaves_no_session(lab: Lab, leaf: LabSwitch, runner: AnsibleRunner) -> None:
    leaf.faults.add("late", times=1, delay=3, match=r"^configure session ansible-\w+$")
    before = running(leaf)
    hosts = inventory(lab, DIRECT, {"leaf1": host_of(leaf)}, ansible_command_timeout=1)
    done = runner.playbook([play([config("mine", {"lines": "hostname late"}, **GO_ON)])], hosts)
    assert done.result("leaf1", "mine").status == "ignored"
    wait_until(lambda: any("hostname late" in cmds_of(each) for each in list(leaf.received)))  # it has run at last
    assert any(re.fullmatch(r"configure session \S+ abort", cmds_of(each)[-1]) for each in leaf.received)
    assert pending(leaf) == []
    assert running(leaf) == before


def test_a_commit_timer_of_others_is_reported_in_check_mode(lab: Lab, leaf: LabSwitch, runner: AnsibleRunner) -> None:
    leaf.run("enable", "configure session theirs", "alias theirs show version", "commit timer 00:10:00")
    tasks = [
        config("check", {"lines": "alias mine show version"}, check_mode=True, **GO_ON),
        server("check server", {"session_timeout": 55}, check_mode=True, **GO_ON),
        config("run", {"lines": "alias mine show version"}, **GO_ON),
    ]
    done = runner.playbook([play(tasks)], inventory(lab, DIRECT, {"leaf1": host_of(leaf)}))
    for name in ("check", "check server"):
        assert done.result("leaf1", name)["changed"] is True
        assert "The commit timer of the session theirs runs" in " ".join(done.result("leaf1", name)["warnings"])
    assert done.result("leaf1", "run").status == "ignored"
    assert "theirs has a pending commit timer" in done.result("leaf1", "run").msg
    assert pending(leaf) == ["theirs"]
    leaf.run("enable", "configure session theirs abort")
    assert "alias" not in running(leaf)


def change(lab: Lab, leaf: LabSwitch, runner: AnsibleRunner, options: dict[str, Any]) -> Any:
    """The result of one task of eapi_config."""
    tasks = [config("mine", options, diff=True)]
    return runner.playbook([play(tasks)], inventory(lab, DIRECT, {"leaf1": host_of(leaf)})).result("leaf1", "mine")


def test_a_timed_commit_that_never_ran_is_no_change(lab: Lab, leaf: LabSwitch, runner: AnsibleRunner) -> None:
    before = running(leaf)
    timed = {"lines": "hostname timed", "commit_timer": "60s", "confirm": {"commands": "show hostname"}}
    tasks = [config("config", timed, **GO_ON), server("server", {"session_timeout": 66}, **GO_ON)]
    leaf.faults.add("garbage-body", times=6, match=r"^configure session \S+ commit")  # three tries each
    done = runner.playbook([play(tasks)], inventory(lab, DIRECT, {"leaf1": host_of(leaf)}))
    for name in ("config", "server"):
        result = done.result("leaf1", name)
        assert result.status == "ignored"
        assert result.result.get("changed", False) is False
        assert "nothing was applied" in result.msg
    assert running(leaf) == before
    assert pending(leaf) == []


def test_later_failure_reports_the_change_in_force(lab: Lab, leaf: LabSwitch, runner: AnsibleRunner) -> None:
    leaf.faults.add("gateway-timeout", times=1, match="show startup-config")
    options: dict[str, Any] = {"lines": "hostname saved", "diff_against": "startup"}
    done = runner.playbook(
        [play([config("save", options, diff=True, **GO_ON)])], inventory(lab, DIRECT, {"leaf1": host_of(leaf)})
    )
    result = done.result("leaf1", "save")
    assert result.status == "ignored"
    assert result["changed"] is True
    assert "+hostname saved" in result["diff"]["prepared"]
    assert result["session"]
    assert result["msg"].startswith("The change is in force")


def test_a_task_that_cannot_save_tells_of_its_change(lab: Lab, leaf: LabSwitch, runner: AnsibleRunner) -> None:
    leaf.faults.add("gateway-timeout", match="^write memory$")
    profile = {"name": "KEPT", "certificate": "kept.crt", "key": "kept.key", "save": "changed"}
    tasks = [
        config("eapi_config", {"lines": "hostname unsaved", "save": "changed"}, diff=True, **GO_ON),
        server("eapi_server", {"session_timeout": 33, "save": "changed"}, diff=True, **GO_ON),
        ssl_certificate("certificate", {"name": "kept.crt", "source": "self_signed"}),
        ssl_profile("ssl_profile", profile, diff=True, **GO_ON),
    ]
    done = runner.playbook([play(tasks)], inventory(lab, DIRECT, {"leaf1": host_of(leaf)}, ansible_eapi_retries=0))
    lines = ("+hostname unsaved", "+   session timeout 33", "+   ssl profile KEPT")
    for name, line in zip(("eapi_config", "eapi_server", "ssl_profile"), lines, strict=True):
        result = done.result("leaf1", name)
        assert result.status == "ignored"
        assert result["msg"].startswith("The change is in force")
        assert result["changed"] is True
        assert result["session"]
        assert line in result["diff"]["prepared"].splitlines()
        assert line.removeprefix("+") in running(leaf).splitlines()
    assert done.result("leaf1", "eapi_server")["confirmed"] is True
    assert done.result("leaf1", "eapi_server")["endpoint"]["port"] == leaf.https_port
