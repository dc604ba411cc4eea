# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_command through ansible-playbook, with the same results over both connections.

One run for each connection holds all tasks; the tests look at their results and at what the switches received.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import (
    CONNECTIONS,
    DIRECT,
    EAPI_COMMAND,
    GO_ON,
    cmds_of,
    commands,
    count_of,
    inventory,
    play,
    requests_with,
    task,
)

ENABLE_PASSWORD = "enable-lab"
BANNER = "Authorized access only\nby order of the lab\nEOF"
BECOME: dict[str, Any] = {"become": True}
OPERATOR = {"ansible_user": Lab.operator, "ansible_password": Lab.operator_password}

SWITCHES = [
    SwitchSpec(name="leaf1", config="alias whoami show hostname"),
    SwitchSpec(name="leaf2", enable_password=ENABLE_PASSWORD),
    SwitchSpec(name="loop1"),
    # Knows timestamps, but none of the later parameters, and no cookie sessions.
    SwitchSpec(name="old1", eos="4.15.0F"),
]

SHOW = [
    commands("Strings and mappings", ["show hostname", {"cmd": "show version"}, {"cmd": "show cvx", "revision": 1}]),
    commands("One string", "show hostname", {"format": "text"}),
    commands(
        "Mixed formats",
        [
            "show hostname",
            {"cmd": "show hostname", "format": "text"},
            {"cmd": "show version", "format": "text"},
            "show version",
        ],
    ),
    commands("Timestamps", "show hostname", {"timestamps": True}),
    commands("Text fallback", ["show version", "show logging", "show hostname"]),
    commands("No text fallback", ["show hostname", "show logging"], {"text_fallback": False}),
    commands("Abbreviated", "show hostn"),
    commands("Auto-completed", "show hostn", {"auto_complete": True}),
    commands("Alias", "whoami", {"expand_aliases": True}),
    commands("Alias not expanded", "whoami"),
    commands("Stop at the first error", ["show hostname", "show bogus", "show version"]),
    commands("Go on after errors", ["show hostname", "show bogus", "show version"], {"stop_on_error": False}),
    commands("Error detail", "show bogus", {"include_error_detail": True}),
]

REVISIONS = [
    commands(
        "Version 1",
        ["show cvx", {"cmd": "show cvx", "revision": 2}, {"cmd": "show cvx", "revision": 9}, "show ip route"],
        {"version": 1},
    ),
    commands(
        "Version latest", ["show cvx", {"cmd": "show cvx", "revision": 1}, "show ip route"], {"version": "latest"}
    ),
    commands(
        "Revisions of the task",
        ["show cvx", {"cmd": "show cvx", "revision": 1}, "show ip route", "show ip interface Loopback0"],
        {"revisions": {"show  cvx": 2, "show ip route": 4}},
    ),
    commands(
        "Revisions of the inventory",
        ["show cvx", {"cmd": "show cvx", "revision": 1}, {"cmd": "show cvx", "format": "text"}],
        vars={"ansible_eapi_revisions": {"show cvx": 2}},
    ),
    commands(
        "Revisions of the task and the inventory",
        ["show cvx", "show ip route"],
        {"revisions": {"show cvx": 1}},
        vars={"ansible_eapi_revisions": {"show cvx": 2, "show ip route": 4}, "ansible_eapi_version": "latest"},
    ),
]

WAIT = [
    commands(
        "All are met",
        ["show vlan 10", "show hostname"],
        {"wait_for": ["[0].vlans.\"10\".status == 'active'", "[1].hostname == 'leaf1'"]},
    ),
    commands(
        "One is not met",
        ["show vlan 20", "show hostname"],
        {"wait_for": ["[1].hostname == 'leaf1'", "[0].vlans.\"20\".name == 'x'"], "retries": 3, "interval": 0.05},
    ),
    commands(
        "Any is met",
        "show vlan 30",
        {"wait_for": ["[0].vlans.\"30\".name == 'x'", "[0].vlans.\"30\".status == 'active'"], "match": "any"},
    ),
    commands(
        "None of any is met",
        "show vlan 30",
        {"wait_for": ["[0].a", "[0].b"], "match": "any", "retries": 1},
    ),
    commands(
        "A mapping is filtered",
        "show vrf",
        {"wait_for": "length([0].vrfs[?vrfState != 'up']) == `0`", "retries": 5, "interval": 30},
    ),
    commands(
        "Something is absent",
        "show vrf",
        {"wait_for": "[0].vrfs.blue.vrfState != 'down'", "retries": 1},
    ),
    commands(
        "Becomes true",
        "show vlan",
        {"wait_for": "[0].vlans.\"77\".status == 'active'", "retries": 100, "interval": 0.1},
    ),
    commands("Wait and change", ["clear counters", "show hostname"], {"wait_for": "[1].hostname"}, **BECOME),
]

#: The second bar belongs to the pattern.
TWO_PATTERNS = "show version | include image version|Uptime"

CHANGE = [
    commands("Banner", ["configure", {"cmd": "banner motd", "input": BANNER}], **BECOME),
    commands("Warning of the switch", ["configure", "interface Ethernet99", "no interface Ethernet99"], **BECOME),
    commands("Message of the switch", "copy running-config startup-config", **BECOME),
    commands(
        "Check mode",
        ["show hostname", "configure", "hostname renamed", "show hostname", "end", "show version"],
        check_mode=True,
        **BECOME,
    ),
    commands("Check mode without changes", ["show hostname"], check_mode=True),
    commands("Check mode with a pattern", TWO_PATTERNS, {"format": "text"}, check_mode=True),
    commands("Check mode with changes alone", "write memory", check_mode=True, **BECOME),
    commands("Enable as a command", ["enable", {"cmd": "show running-config section alias", "format": "text"}]),
    commands("Not enabled", "show running-config"),
    commands("Operator enables", "show hostname", vars=OPERATOR, **BECOME),
    commands("Operator asks", ["show hostname", "show running-config"], vars=OPERATOR),
]

HINTS = {
    "bash ls /tmp": (1004, "bash timeout SECONDS COMMAND"),
    "reload": (1004, "'reload now'"),
    "watch show version": (1004, "wait_for"),
    "ssh 192.0.2.1": (1004, "interactive"),
    "show version | include EOS": (1002, "text format"),
    "show vlan 4000": (1000, ""),
}

ENABLE = [
    commands("Password by become", "show running-config", vars={"ansible_become_password": ENABLE_PASSWORD}, **BECOME),
    commands("Wrong password by become", "show hostname", vars={"ansible_become_password": "wrong-enable"}, **BECOME),
    commands("No password by become", "show hostname", **BECOME),
    commands(
        "Password as input",
        [
            {"cmd": "enable", "input": ENABLE_PASSWORD},
            {"cmd": "show running-config", "format": "text"},
            "show hostname",
        ],
    ),
]

OLD = [
    commands("Old and timestamps", "show hostname", {"timestamps": True}),
    *(
        commands(f"Old and {option}", "show hostname", {option: option != "stop_on_error"})
        for option in ("auto_complete", "expand_aliases", "include_error_detail", "stop_on_error")
    ),
]

LOOP = [
    commands("Loop", "{{ item }}", loop=["show hostname", "show version", "show bogus", "show cvx"], register="looped"),
    task("Registered", "ansible.builtin.debug", {"msg": "{{ looped.results | map(attribute='item') | list }}"}),
]

DEFAULTS = [
    commands("Defaults of the group", "show hostname"),
    commands("Task over the group", "show hostname", {"format": "json"}),
]

DELEGATE = [
    commands("Delegated", "show hostname", delegate_to="leaf2"),
    commands("Delegated to itself", "show hostname", delegate_to="leaf1"),
]

PLAYS = [
    play([*SHOW, *REVISIONS, *WAIT, *CHANGE], "leaf1", **GO_ON),
    play([commands(f"Hint {cmd}", ["show hostname", cmd]) for cmd in HINTS], "leaf1", **GO_ON, **BECOME),
    play(ENABLE, "leaf2", **GO_ON),
    play(OLD, "old1", **GO_ON),
    play(LOOP, "loop1", **GO_ON),
    play(DEFAULTS, "leaf1", module_defaults={"group/aerie.arista.eapi": {"format": "text"}}, **GO_ON),
    play(DELEGATE, "leaf1", **GO_ON),
]


@dataclass(frozen=True)
class Played:
    """The finished run over one connection, and its lab."""

    lab: Lab
    run: Run
    connection: str

    def __call__(self, name: str, host: str = "leaf1") -> TaskResult:
        """The result of a task."""
        return self.run.result(host, name)


@pytest.fixture(scope="module", params=CONNECTIONS)
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> Iterator[Played]:
    with Lab(tmp_path_factory.mktemp("lab"), SWITCHES) as lab:
        done = threading.Event()
        helper = threading.Thread(target=_add_vlan_when_asked_twice, args=(lab, done), daemon=True)
        helper.start()
        try:
            run = runner.playbook(PLAYS, inventory(lab, request.param))
        finally:
            done.set()
            helper.join()
        yield Played(lab, run, request.param)


def _add_vlan_when_asked_twice(lab: Lab, done: threading.Event) -> None:
    """What 'Becomes true' waits for, after it was not so twice."""
    while not done.is_set():
        if count_of(lab["leaf1"], "show vlan") >= 2:
            lab["leaf1"].run("configure", "vlan 77")
            return
        time.sleep(0.02)


# --- Commands and formats --------------------------------------------------------------------------------------------


def test_strings_and_mappings(played: Played) -> None:
    result = played("Strings and mappings")
    assert result.status == "ok"
    assert [entry["command"] for entry in result["responses"]] == ["show hostname", "show version", "show cvx"]
    assert [entry["revision"] for entry in result["responses"]] == [None, None, 1]
    assert result["stdout"][0] == {"hostname": "leaf1", "fqdn": "leaf1.lab.example"}
    assert result["stdout"][1]["version"] == "4.33.2F"
    assert result["commands"] == ["show hostname", "show version", "show cvx"]
    assert "results" not in result.result


def test_a_string_is_one_command_in_text(played: Played) -> None:
    result = played("One string")
    assert result["stdout"] == ["Hostname: leaf1\nFQDN:     leaf1.lab.example\n"]
    assert result["stdout_lines"] == [["Hostname: leaf1", "FQDN:     leaf1.lab.example"]]
    assert result["responses"][0]["format"] == "text"


def test_mixed_formats_keep_the_order(played: Played) -> None:
    result = played("Mixed formats")
    assert [entry["format"] for entry in result["responses"]] == ["json", "text", "text", "json"]
    assert result["stdout"][0]["hostname"] == "leaf1"
    assert result["stdout"][1].startswith("Hostname: leaf1")
    assert "Software image version: 4.33.2F" in result["stdout"][2]
    assert result["stdout"][3]["version"] == "4.33.2F"


def test_mixed_formats_share_requests(played: Played) -> None:
    """Neighbours of one format are one request: three for json, text, text, json."""
    texts = [
        number
        for number, request in enumerate(list(played.lab["leaf1"].received))
        if request["params"]["format"] == "text" and cmds_of(request) == ["show hostname", "show version"]
    ]
    assert len(texts) == 1
    before, after = (list(played.lab["leaf1"].received)[texts[0] + step]["params"] for step in (-1, 1))
    assert (before["format"], before["cmds"]) == ("json", ["show hostname"])
    assert (after["format"], after["cmds"]) == ("json", ["show version"])


def test_timestamps(played: Played) -> None:
    (response,) = played("Timestamps")["responses"]
    assert abs(response["meta"]["execStartTime"] - time.time()) < 600
    assert response["meta"]["execDuration"] >= 0
    assert requests_with(played.lab["leaf1"], "show hostname")[0].get("timestamps") is None
    assert any(params.get("timestamps") is True for params in requests_with(played.lab["leaf1"], "show hostname"))


def test_only_what_is_asked_for_is_sent(played: Played) -> None:
    """An older EOS does not know the newer parameters, so none is sent unasked."""
    assert set(requests_with(played.lab["leaf1"], "show cvx")[0]) == {"version", "cmds", "format"}


def test_text_fallback_for_the_one_command(played: Played) -> None:
    result = played("Text fallback")
    assert result.status == "ok"
    assert [entry["format"] for entry in result["responses"]] == ["json", "text", "json"]
    assert [entry["text_fallback"] for entry in result["responses"]] == [False, True, False]
    assert "Log Buffer" in result["stdout"][1]
    asked = requests_with(played.lab["leaf1"], "show logging")
    assert [params["format"] for params in asked[:2]] == ["json", "text"]
    assert asked[1]["cmds"] == ["show logging"]


def test_text_fallback_switched_off(played: Played) -> None:
    result = played("No text fallback")
    assert result.status == "ignored"
    assert (result["code"], result["command"], result["command_index"]) == (1003, "show logging", 1)
    assert "text format" in result.msg
    assert [entry["command"] for entry in result["responses"]] == ["show hostname", "show logging"]
    assert result["responses"][0]["output"]["hostname"] == "leaf1"


def test_abbreviations(played: Played) -> None:
    assert played("Abbreviated")["code"] == 1002
    assert "auto_complete" in played("Abbreviated").msg
    assert played("Auto-completed")["stdout"][0]["hostname"] == "leaf1"


def test_aliases(played: Played) -> None:
    assert played("Alias")["stdout"][0]["hostname"] == "leaf1"
    assert played("Alias not expanded")["code"] == 1002
    assert any(params.get("expandAliases") is True for params in requests_with(played.lab["leaf1"], "whoami"))


# --- Errors ----------------------------------------------------------------------------------------------------------


def test_the_first_error_ends_the_batch(played: Played) -> None:
    result = played("Stop at the first error")
    assert result.status == "ignored"
    assert (result["code"], result["command"], result["command_index"]) == (1002, "show bogus", 1)
    assert result["errors"] == ["Invalid input (at token 1: 'bogus')"]
    assert [entry["command"] for entry in result["responses"]] == ["show hostname", "show bogus"]
    for words in ("leaf1", "command 2 of 3 'show bogus' failed", "invalid command (1002)", "at token 1: 'bogus'"):
        assert words in result.msg


def test_the_switch_goes_on_after_errors(played: Played) -> None:
    result = played("Go on after errors")
    assert result.status == "ignored"
    assert (result["code"], result["command_index"]) == (1002, 1)
    assert [bool(entry.get("errors")) for entry in result["responses"]] == [False, True, False]
    assert result["responses"][2]["output"]["version"] == "4.33.2F"


def test_error_detail(played: Played) -> None:
    (response,) = played("Error detail")["responses"]
    assert response["output"]["errorDetail"]["code"] == 1002


@pytest.mark.parametrize("cmd", HINTS)
def test_hints(played: Played, cmd: str) -> None:
    code, hint = HINTS[cmd]
    result = played(f"Hint {cmd}")
    assert result.status == "ignored"
    assert (result["code"], result["command"], result["command_index"]) == (code, cmd, 1)
    assert cmd in result.msg
    assert hint in result.msg


# --- Revisions -------------------------------------------------------------------------------------------------------


def _clusters(result: TaskResult) -> list[bool]:
    """Which answers to show cvx are of revision 2."""
    return ["clusterMode" in entry["output"] for entry in result["responses"] if entry["command"] == "show cvx"]


def _routes_leak(result: TaskResult) -> bool:
    """Whether the answer to show ip route is of revision 2 or later."""
    (model,) = (entry["output"] for entry in result["responses"] if entry["command"] == "show ip route")
    return "routeLeaked" in model["vrfs"]["default"]["routes"]["192.0.2.0/24"]


def _sent(played: Played, first: Any, **params: Any) -> dict[str, Any]:
    """The first request with this first command and these parameters."""
    return next(
        request["params"]
        for request in list(played.lab["leaf1"].received)
        if request["params"]["cmds"][0] == first
        and len(request["params"]["cmds"]) > 1
        and params.items() <= request["params"].items()
    )


def test_version_1_and_revisions_of_commands(played: Played) -> None:
    result = played("Version 1")
    assert _clusters(result) == [False, True, True]
    assert not _routes_leak(result)
    cmds = ["show cvx", {"cmd": "show cvx", "revision": 2}, {"cmd": "show cvx", "revision": 9}, "show ip route"]
    assert _sent(played, "show cvx", version=1)["cmds"] == cmds


def test_version_latest_and_an_explicit_revision(played: Played) -> None:
    result = played("Version latest")
    assert _clusters(result) == [True, False]
    assert _routes_leak(result)
    cmds = ["show cvx", {"cmd": "show cvx", "revision": 1}, "show ip route"]
    assert _sent(played, "show cvx", version="latest")["cmds"] == cmds


def test_revisions_of_the_task(played: Played) -> None:
    result = played("Revisions of the task")
    assert _clusters(result) == [True, False]
    assert _routes_leak(result)
    assert [entry["revision"] for entry in result["responses"]] == [2, 1, 4, None]
    assert "injectHosts" not in result["stdout"][3]["interfaces"]["Loopback0"]


def test_revisions_of_the_inventory(played: Played) -> None:
    result = played("Revisions of the inventory")
    assert _clusters(result)[:2] == [True, False]
    assert [entry["revision"] for entry in result["responses"]] == [2, 1, None]


def test_the_task_wins_over_the_inventory(played: Played) -> None:
    result = played("Revisions of the task and the inventory")
    assert _clusters(result) == [False]
    assert _routes_leak(result)
    cmds = [{"cmd": "show cvx", "revision": 1}, {"cmd": "show ip route", "revision": 4}]
    assert _sent(played, cmds[0], version="latest")["cmds"] == cmds


# --- wait_for --------------------------------------------------------------------------------------------------------


def test_all_conditions_are_met(played: Played) -> None:
    result = played("All are met")
    assert result.status == "ok"
    assert count_of(played.lab["leaf1"], "show vlan 10") == 1


def test_one_condition_is_not_met(played: Played) -> None:
    result = played("One is not met")
    assert result.status == "ignored"
    assert result["failed_conditions"] == ["[0].vlans.\"20\".name == 'x'"]
    assert "wait_for" in result.msg
    assert "3 tries" in result.msg
    assert result["failed_conditions"][0] in result.msg
    assert result["stdout"][0]["vlans"]["20"]["name"] == "voice"
    assert count_of(played.lab["leaf1"], "show vlan 20") == 3


def test_unmet_conditions_show_the_actual_value(played: Played) -> None:
    assert "([0].vlans.\"20\".name is 'voice')" in played("One is not met").msg
    absent = played("Something is absent")
    assert absent["failed_conditions"] == ["[0].vrfs.blue.vrfState != 'down'"]
    assert "([0].vrfs.blue.vrfState is absent)" in absent.msg


def test_a_condition_over_another_kind_of_data_fails_at_once(played: Played) -> None:
    result = played("A mapping is filtered")
    assert "wait_for[0] does not fit the outputs: [0].vrfs is a mapping" in result.msg
    assert "use values([0].vrfs)[?…]" in result.msg


def test_people_who_wait_see_what_is_not_met(played: Played) -> None:
    said = [line for line in played.run.stdout.splitlines() if line.startswith("[leaf1] not met after try")]
    assert said[0].startswith("[leaf1] not met after try 1 of 3: [0].vlans.\"20\".name == 'x' (")
    assert sum("try 1 of 100" in line for line in said) == 1
    assert sum("of 100" in line for line in said) == 1  # the next one would come after ten seconds


def test_any_condition(played: Played) -> None:
    assert played("Any is met").status == "ok"
    assert played("None of any is met")["failed_conditions"] == ["[0].a", "[0].b"]
    assert count_of(played.lab["leaf1"], "show vlan 30") == 2


def test_a_condition_becomes_true(played: Played) -> None:
    result = played("Becomes true")
    assert result.status == "ok"
    assert result["stdout"][0]["vlans"]["77"]["status"] == "active"
    assert 3 <= count_of(played.lab["leaf1"], "show vlan") < 100


def test_waiting_does_not_repeat_changes(played: Played) -> None:
    result = played("Wait and change")
    assert result.status == "ignored"
    assert "'clear counters' may change the switch" in result.msg
    assert count_of(played.lab["leaf1"], "clear counters") == 0


# --- Changes ---------------------------------------------------------------------------------------------------------


def test_banner_with_input(played: Played) -> None:
    result = played("Banner")
    assert result.status == "changed"
    assert f"banner motd\n{BANNER}" in played.lab["leaf1"].running_config()
    (params,) = requests_with(played.lab["leaf1"], "banner motd")
    assert params["cmds"] == ["enable", "configure", {"cmd": "banner motd", "input": BANNER}]
    assert [entry["command"] for entry in result["responses"]] == ["configure", "banner motd"]


def test_warnings_and_messages_are_kept(played: Played) -> None:
    result = played("Warning of the switch")
    assert ["Interface does not exist" in " ".join(entry["warnings"]) for entry in result["responses"]] == [
        False,
        True,
        False,
    ]
    assert "Interface does not exist" in " ".join(result["warnings"])
    copied = played("Message of the switch")
    assert copied.status == "changed"
    assert copied["responses"][0]["messages"] == ["Copy completed successfully."]


def test_check_mode_skips_what_may_change_the_switch(played: Played) -> None:
    result = played("Check mode")
    assert result.status == "changed"
    skipped = [entry.get("skipped", False) for entry in result["responses"]]
    assert skipped == [False, True, True, True, True, False]
    assert result["commands"] == ["show hostname", "show version"]
    assert result["stdout"][5]["version"] == "4.33.2F"
    assert "'hostname renamed'" in " ".join(result["warnings"])
    assert count_of(played.lab["leaf1"], "hostname renamed") == 0
    assert "hostname leaf1" in played.lab["leaf1"].running_config()


def test_check_mode_runs_what_changes_nothing(played: Played) -> None:
    result = played("Check mode without changes")
    assert result.status == "ok"
    assert result["stdout"][0]["hostname"] == "leaf1"


def test_a_bar_in_the_pattern_of_a_filter_changes_nothing(played: Played) -> None:
    result = played("Check mode with a pattern")
    assert result.status == "ok"
    assert result["commands"] == [TWO_PATTERNS]
    assert [line.split(":")[0] for line in result["stdout_lines"][0]] == ["Software image version", "Uptime"]


def test_check_mode_with_nothing_left_to_run(played: Played) -> None:
    result = played("Check mode with changes alone")
    assert result.status == "changed"
    assert result["commands"] == []
    assert count_of(played.lab["leaf1"], "write memory") == 0


# --- Privilege -------------------------------------------------------------------------------------------------------


def test_enable_among_the_commands(played: Played) -> None:
    result = played("Enable as a command")
    assert result.status == "ok"
    assert "alias whoami show hostname" in result["stdout"][1]


def test_privileged_mode_is_asked_for(played: Played) -> None:
    result = played("Not enabled")
    assert result["code"] == 1002
    assert "become_method: enable" in result.msg


def test_an_unprivileged_user(played: Played) -> None:
    asks = played("Operator asks")
    assert asks.status == "ignored"
    assert (asks["code"], asks["command"], asks["command_index"]) == (1002, "show running-config", 1)
    assert asks["errors"] == ["Invalid input (privileged mode required)"]
    assert asks["responses"][0]["output"]["hostname"] == "leaf1"
    enables = played("Operator enables")
    assert enables["code"] == 1005
    assert "'enable' failed" in enables.msg
    assert "ansible_become_password" in enables.msg


def test_enable_with_a_password(played: Played) -> None:
    result = played("Password by become", "leaf2")
    assert result.status == "ok"
    assert len(result["responses"]) == 1
    assert "hostname leaf2" in result["stdout"][0]["cmds"]
    assert result["commands"] == ["show running-config"]
    typed = played("Password as input", "leaf2")
    assert typed["stdout"][1].count("hostname leaf2") == 1
    assert typed["stdout"][2]["hostname"] == "leaf2"


@pytest.mark.parametrize("name", ["Wrong password by become", "No password by become"])
def test_enable_without_the_password(played: Played, name: str) -> None:
    result = played(name, "leaf2")
    assert result.status == "unreachable"
    assert "'enable' failed" in result.msg
    assert "ansible_become_password" in result.msg
    assert ("Bad secret" in result.msg) == name.startswith("Wrong")
    assert "wrong-enable" not in played.run.output


# --- An old EOS ------------------------------------------------------------------------------------------------------


def test_an_old_eos_knows_some_parameters(played: Played) -> None:
    assert played("Old and timestamps", "old1").status == "ok"


@pytest.mark.parametrize("option", ["auto_complete", "expand_aliases", "include_error_detail", "stop_on_error"])
def test_an_old_eos_does_not_know_a_parameter(played: Played, option: str) -> None:
    result = played(f"Old and {option}", "old1")
    assert result.status == "ignored"
    assert result["code"] == -32602
    assert f"option {option}" in result.msg
    assert "upgrade" in result.msg


# --- Ansible around it -----------------------------------------------------------------------------------------------


def test_a_loop(played: Played) -> None:
    items = played.run.items("loop1", "Loop")
    assert [found.status for found in items] == ["ok", "ok", "failed", "ok"]
    assert played("Registered", "loop1").msg == str([found.item for found in items])
    assert items[0]["stdout"][0]["hostname"] == "loop1"
    assert items[2]["code"] == 1002


def test_a_loop_keeps_its_connection(played: Played) -> None:
    stats = played.lab["loop1"].stats
    assert stats.command_requests == 4
    assert stats.connections == 1
    assert stats.tls_handshakes == 1
    assert stats.logins == 1


def test_defaults_of_the_action_group(played: Played) -> None:
    assert played("Defaults of the group")["stdout"][0].startswith("Hostname: leaf1")
    assert played("Task over the group")["stdout"][0]["hostname"] == "leaf1"


def test_delegation(played: Played) -> None:
    assert played("Delegated")["stdout"][0]["hostname"] == "leaf2"
    assert played("Delegated to itself")["stdout"][0]["hostname"] == "leaf1"


# --- Without a playbook ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 2) as lab:
        yield lab


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_adhoc(runner: AnsibleRunner, lab: Lab, connection: str) -> None:
    run = runner.adhoc("all", EAPI_COMMAND, 'commands="show version"', inventory=inventory(lab, connection)).check()
    assert [entry["stdout"][0]["modelName"] for entry in run.results()] == ["vEOS-lab", "vEOS-lab"]


def test_adhoc_from_the_labs_inventory(runner: AnsibleRunner, lab: Lab) -> None:
    run = runner.adhoc("switches", EAPI_COMMAND, 'commands="show hostname" format=text', inventory=lab.inventory_path)
    assert sorted(entry.host for entry in run.check().results()) == ["leaf1", "spine1"]


def test_delegation_from_the_controller(runner: AnsibleRunner, lab: Lab, tmp_path: Path) -> None:
    data = inventory(lab)
    data["all"]["hosts"]["controller"] = {"ansible_connection": "local"}
    tasks = [
        commands("Ask", "show hostname", delegate_to="leaf1"),
        commands("Ask nobody", "show hostname", ignore_errors=True),
    ]
    run = runner.playbook([play(tasks, "controller")], data).check()
    assert run.result("controller", "Ask")["stdout"][0]["hostname"] == "leaf1"
    refused = run.result("controller", "Ask nobody")
    assert refused.status == "ignored"
    assert "does not run over the connection" in refused.msg
    assert f"ansible_connection: {DIRECT}" in refused.msg
