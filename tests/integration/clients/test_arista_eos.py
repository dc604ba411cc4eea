# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Modules of arista.eos, unchanged, over their own httpapi plugin, over ours, and in Ansible's worker.

The same play runs on three labs whose inventories differ in `ansible_network_os` or `ansible_connection` alone: all
must give the same results and leave the same configuration behind, and over ours the switch must see less.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from lab import Lab, LabSwitch, Stats
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import HTTPAPI, WORKER_HTTPAPI, play, task

pytestmark = [pytest.mark.interop, pytest.mark.slow]

THEIRS, OURS = "arista.eos.eos", "aerie.arista.eapi"
#: What the inventory says for a way, beyond what it says for their plugin.
WAYS: dict[str, dict[str, Any]] = {
    "theirs": {},
    "ours": {"ansible_network_os": OURS},
    "worker": {"ansible_connection": WORKER_HTTPAPI},
}
NEW = ["ours", "worker"]
ENABLE_PASSWORD = "let-me-in"


def eos(name: str, module: str, args: dict[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A task of a module of arista.eos."""
    return task(name, f"arista.eos.eos_{module}", args or {}, **keywords)


def command(name: str, *commands: Any, **args: Any) -> dict[str, Any]:
    """A task of eos_command that may fail."""
    return eos(name, "command", {"commands": list(commands), **args}, ignore_errors=True)


def resource(name: str, module: str, config: Any = None, state: str = "merged", **keywords: Any) -> dict[str, Any]:
    """A task of a resource module."""
    return eos(name, module, {"state": state, **({} if config is None else {"config": config})}, **keywords)


PORT = {"parents": ["interface Ethernet5"]}
SOURCE = "vlan 70\n   name seventy\n!\nvlan 71\n   name seventy-one\n"
BLOCK = {"parents": ["ip access-list mgmt"], "lines": ["10 permit tcp any any eq ssh"], "replace": "block"}
SEVEN = [{"name": "Ethernet7", "description": "seven", "enabled": False, "mtu": 9000}]
LOOPBACK = [{"name": "Loopback1", "ipv4": [{"address": "10.9.9.9/32"}], "ipv6": [{"address": "2001:db8::9/128"}]}]
TRUNK = [{"name": "Ethernet8", "mode": "trunk", "trunk": {"native_vlan": 10, "trunk_allowed_vlans": ["10", "20"]}}]
ROUTE = [
    {
        "address_families": [
            {
                "afi": "ipv4",
                "routes": [{"dest": "203.0.113.0/24", "next_hops": [{"interface": "Null0", "admin_distance": 7}]}],
            }
        ]
    }
]
MESSAGE = "Mind\n  the gap"

COMMANDS = [
    command("text", "show hostname"),
    command("json", "show hostname | json", "show vlan | json"),
    command(
        "mixed formats",
        "show hostname",
        "show hostname | json",
        "show vlan | json",
        "show vlan",
    ),
    command("version 1", {"command": "show ip interface", "output": "json", "version": "1"}),
    command("the latest version", {"command": "show ip interface", "output": "json", "version": "latest"}),
    command("privileged", "show running-config | section ^vlan 10"),
    command(
        "wait_for",
        "show hostname",
        "show hostname | json",
        wait_for=["result[0] contains leaf1", "result[1].fqdn eq leaf1.lab.example"],
    ),
    command("wait_for in vain", "show hostname", wait_for=["result[0] contains nobody"], retries=1, interval=0),
    command("invalid", "show hostname", "show bogus"),
    command("failing", "show vlan 999"),
]
CONFIG = [
    eos("lines", "config", {"lines": ["description five"], **PORT}, diff=True),
    eos("lines again", "config", {"lines": ["description five"], **PORT}, diff=True),
    eos("lines in check mode", "config", {"lines": ["description 5"], **PORT}, diff=True, check_mode=True),
    eos("src", "config", {"src": "{{ playbook_dir }}/vlans.cfg"}, diff=True),
    eos("src again", "config", {"src": "{{ playbook_dir }}/vlans.cfg"}, diff=True),
    eos("block", "config", {**BLOCK, "before": ["no ip access-list mgmt"]}),
    eos("a bad line", "config", {"lines": ["vlan 99", "vlan 99999"]}, ignore_errors=True),
    eos("unsaved", "config", {"diff_against": "startup"}, diff=True),
    eos("save what differs", "config", {"save_when": "modified"}),
    eos("save a change", "config", {"lines": ["description saved"], **PORT, "save_when": "changed"}),
]
RESOURCES = [
    eos("banner", "banner", {"banner": "motd", "text": MESSAGE}),
    eos("banner again", "banner", {"banner": "motd", "text": MESSAGE}),
    eos("no banner", "banner", {"banner": "motd", "state": "absent"}),
    resource("vlans", "vlans", [{"vlan_id": 80, "name": "eighty"}]),
    resource("vlans again", "vlans", [{"vlan_id": 80, "name": "eighty"}]),
    resource("vlans replaced", "vlans", [{"vlan_id": 80, "state": "suspend"}], "replaced"),
    resource("vlans deleted", "vlans", [{"vlan_id": 80}], "deleted"),
    resource("interfaces in check mode", "interfaces", SEVEN, check_mode=True),
    resource("interfaces", "interfaces", SEVEN),
    resource("interfaces again", "interfaces", SEVEN),
    resource("l2_interfaces", "l2_interfaces", TRUNK),
    resource("l3_interfaces", "l3_interfaces", LOOPBACK),
    resource("l3_interfaces again", "l3_interfaces", LOOPBACK),
    resource("static_routes", "static_routes", ROUTE),
    eos("facts", "facts", {"gather_subset": ["all"], "gather_network_resources": ["all"]}),
    resource("hostname", "hostname", {"hostname": "renamed"}),
    resource("hostname again", "hostname", {"hostname": "renamed"}),
    resource("hostname gathered", "hostname", state="gathered"),
]
TASKS = [*COMMANDS, *CONFIG, *RESOURCES]
#: The modules keep the name that the plugin told them first; ours asks again.
AFTERWARDS = eos("facts after the renaming", "facts", {"gather_subset": ["!all"]})
#: With another password for `enable` than the switch's.
LOCKED = command("a wrong enable password", "show hostname")
CHANGING = {
    *("lines", "lines in check mode", "src", "block", "save a change", "save what differs", "banner", "no banner"),
    *("vlans", "vlans replaced", "vlans deleted", "interfaces in check mode", "interfaces", "l2_interfaces"),
    *("l3_interfaces", "static_routes", "hostname"),
}
FAILING = {"wait_for in vain", "invalid", "failing", "a bad line"}


@dataclass
class Outcome:
    """The run, and what each side's switch looked like at its end."""

    run: Run
    locked: Run
    stats: dict[str, Stats]
    configurations: dict[str, str]
    sessions: dict[str, dict[str, str]]
    addresses: dict[str, str]

    def result(self, side: str, name: str) -> TaskResult:
        return self.run.result(side, name)

    def comparable(self, side: str, value: Any) -> Any:
        """A value without what must differ: the address, the names of sessions, and salted hashes."""
        text = json.dumps(value).replace(self.addresses[side], "ADDRESS")
        text = re.sub(r"\$6\$[./0-9A-Za-z$]+", "HASH", text)
        return json.loads(re.sub(r"ansible_\d+", "SESSION", text))


def variables(lab: Lab, **more: Any) -> dict[str, Any]:
    """What an inventory made for arista.eos says of all hosts."""
    return {
        "ansible_connection": HTTPAPI,
        "ansible_user": lab.username,
        "ansible_password": lab.password,
        "ansible_httpapi_use_ssl": True,
        "ansible_httpapi_validate_certs": True,
        "ansible_become_method": "enable",
        "ansible_command_timeout": 25,
        "ansible_connect_timeout": 25,
        **more,
    }


def host(lab: Lab, switch: LabSwitch, plugin: str, **more: Any) -> dict[str, Any]:
    """A switch over one of the plugins, in variables that both understand."""
    return {
        "ansible_host": switch.address,
        "ansible_network_os": plugin,
        "ansible_port": switch.https_port,
        "ansible_httpapi_port": switch.https_port,
        "ansible_httpapi_ca_path": str(lab.ca_path),
        **more,
    }


def inventory(hosts: dict[str, dict[str, Any]], shared: dict[str, Any]) -> dict[str, Any]:
    """An inventory of some hosts."""
    return {"all": {"hosts": hosts, "vars": shared}}


@pytest.fixture(scope="module")
def outcome(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """The play over both plugins, on switches that ask for an enable password."""
    (runner.folder / "vlans.cfg").write_text(SOURCE)
    folder = tmp_path_factory.mktemp("labs")
    with contextlib.ExitStack() as stack:
        labs = {side: stack.enter_context(Lab(folder / side, 1, enable_password=ENABLE_PASSWORD)) for side in WAYS}
        switches = {side: lab["leaf1"] for side, lab in labs.items()}
        hosts = {side: host(labs[side], switches[side], THEIRS, **more) for side, more in WAYS.items()}
        shared = variables(labs["ours"], ansible_become_password=ENABLE_PASSWORD)
        plays = [play(TASKS, become=True), play([AFTERWARDS], become=True)]
        run = runner.playbook(plays, inventory(hosts, shared))
        stats = {side: replace(switch.stats) for side, switch in switches.items()}
        wrong = {**shared, "ansible_become_password": "wrong"}
        locked = runner.playbook([play([LOCKED], become=True)], inventory(hosts, wrong))
        yield Outcome(
            run,
            locked,
            stats,
            {side: switch.running_config() for side, switch in switches.items()},
            {side: states(switch) for side, switch in switches.items()},
            {side: switch.address for side, switch in switches.items()},
        )


def states(switch: LabSwitch) -> dict[str, str]:
    """The configuration sessions of a switch by name."""
    return {name: session.state for name, session in switch.switch.sessions.sessions.items()}


# --- the same over both ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", NEW)
def test_the_play_runs_to_its_end(side: str, outcome: Outcome) -> None:
    outcome.run.check()
    assert outcome.run.stats[side] == outcome.run.stats["theirs"]


@pytest.mark.parametrize("side", NEW)
@pytest.mark.parametrize("name", [entry["name"] for entry in TASKS])
def test_each_way_gives_the_same(name: str, side: str, outcome: Outcome) -> None:
    theirs, ours = outcome.result("theirs", name), outcome.result(side, name)
    expected = "ignored" if name in FAILING else "changed" if name in CHANGING else "ok"
    assert (theirs.status, ours.status) == (expected, expected)
    found = {way: outcome.comparable(way, outcome.result(way, name).result) for way in ("theirs", side)}
    if name in FAILING:
        reason = found["theirs"].pop("msg").removeprefix("Task failed: ")
        assert reason in found[side].pop("msg"), "ours says more, not something else"
    assert found[side] == found["theirs"]


@pytest.mark.parametrize("side", NEW)
def test_the_configurations_are_the_same(side: str, outcome: Outcome) -> None:
    theirs, ours = (outcome.comparable(way, outcome.configurations[way]) for way in ("theirs", side))
    assert ours == theirs
    for lines in (
        "hostname renamed\n",
        "vlan 70\n   name seventy\n!\nvlan 71\n   name seventy-one\n",
        "interface Ethernet5\n   description saved\n",
        "interface Ethernet7\n   description seven\n   shutdown\n   mtu 9000\n",
        "interface Loopback1\n   ip address 10.9.9.9/32\n   ipv6 address 2001:db8::9/128\n",
        "ip access-list mgmt\n   10 permit tcp any any eq ssh\n",
        "ip route 203.0.113.0/24 Null0 7\n",
    ):
        assert lines in ours
    assert "banner" not in ours
    assert not {"vlan 80", "vlan 99"} & set(ours.splitlines())


def test_no_session_is_left_pending(outcome: Outcome) -> None:
    assert "pending" not in {state for side in WAYS for state in outcome.sessions[side].values()}


# --- what the switches saw ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", NEW)
def test_over_ours_the_switch_sees_less(side: str, outcome: Outcome) -> None:
    theirs, ours = outcome.stats["theirs"], outcome.stats[side]
    assert (ours.logins, ours.basic_authentications) == (1, 0), "one login for the two plays, the first play's cookie"
    assert theirs.basic_authentications == theirs.requests > 50, "a password with each request"
    # A helper serves a play, a worker serves a task.
    assert ours.tls_handshakes <= (2 if side == "ours" else len(TASKS) + 1)
    assert theirs.tls_handshakes == theirs.requests
    if side == "ours":
        assert ours.requests < theirs.requests
    assert ours.unauthorized == theirs.unauthorized == 0


# --- what the modules gave ------------------------------------------------------------------------------------------


def test_commands(outcome: Outcome) -> None:
    hostname = {"hostname": "leaf1", "fqdn": "leaf1.lab.example"}
    text = "Hostname: leaf1\nFQDN:     leaf1.lab.example"
    assert outcome.result("ours", "text")["stdout"] == [text]
    models = outcome.result("ours", "json")["stdout"]
    assert models[0] == hostname
    assert models[1]["vlans"]["10"]["name"] == "users"
    mixed = outcome.result("ours", "mixed formats")["stdout"]
    assert mixed[:2] == [text, hostname]
    assert mixed[2] == models[1]
    assert "users" in mixed[3]
    old, latest = (outcome.result("ours", name)["stdout"][0] for name in ("version 1", "the latest version"))
    assert "Loopback0" in old["interfaces"]
    assert latest != old, "version 1 is the first revision of the model"
    assert outcome.result("ours", "privileged")["stdout_lines"][0][:2] == ["vlan 10", "   name users"]


def test_errors_name_the_command_and_the_code(outcome: Outcome) -> None:
    invalid = outcome.result("ours", "invalid").msg
    assert "command 2 of 2 'show bogus' failed: invalid command (1002): Invalid input (at token 1: 'bogus')" in invalid
    failing = outcome.result("ours", "failing").msg
    assert "'show vlan 999' failed: could not run command (1000): VLAN 999 not found" in failing
    assert "'vlan 99999' failed" in outcome.result("ours", "a bad line").msg
    waited = outcome.result("ours", "wait_for in vain")
    assert waited["failed_conditions"] == ["result[0] contains nobody"]


@pytest.mark.parametrize("side", NEW)
def test_a_wrong_enable_password_is_named(side: str, outcome: Outcome) -> None:
    theirs, ours = (outcome.locked.result(way, "a wrong enable password") for way in ("theirs", side))
    assert (theirs.status, ours.status) == ("ignored", "ignored")
    assert "Bad secret" in theirs.msg
    assert "Bad secret" in ours.msg
    assert "Check ansible_become_password" in ours.msg


def test_configuration_lines(outcome: Outcome) -> None:
    lines = outcome.result("ours", "lines")
    assert lines["commands"] == ["interface Ethernet5", "description five"]
    prepared = lines["diff"]["prepared"].splitlines()
    assert prepared[0] == "--- system:/running-config"
    assert [line for line in prepared[2:] if line[:1] in "+-"] == ["+   description five"]
    assert "+   description 5" in outcome.result("ours", "lines in check mode")["diff"]["prepared"]
    assert outcome.result("ours", "src")["commands"] == ["vlan 70", "name seventy", "vlan 71", "name seventy-one"]
    unsaved = outcome.result("ours", "unsaved")["diff"]
    assert "description five" in unsaved["after"]
    assert "description five" not in unsaved["before"]


def test_resource_modules(outcome: Outcome) -> None:
    vlans = outcome.result("ours", "vlans")
    assert vlans["commands"] == ["vlan 80", "name eighty"]
    assert {"vlan_id": 80, "name": "eighty", "state": "active"} in vlans["after"]
    assert {"vlan_id": 80, "state": "suspend"} in outcome.result("ours", "vlans replaced")["after"]
    assert outcome.result("ours", "vlans deleted")["after"] == vlans["before"]
    assert set(outcome.result("ours", "interfaces in check mode")["commands"][1:]) == {
        *("description seven", "shutdown", "mtu 9000"),
    }
    before = {entry["name"]: entry for entry in outcome.result("ours", "interfaces")["before"]}
    assert before["Ethernet7"] == {"name": "Ethernet7", "enabled": True}, "the check changed nothing"
    assert SEVEN[0] in outcome.result("ours", "interfaces")["after"]
    assert LOOPBACK[0] in outcome.result("ours", "l3_interfaces")["after"]
    assert TRUNK[0] in outcome.result("ours", "l2_interfaces")["after"]
    assert outcome.result("ours", "banner")["commands"] == ["banner motd", *MESSAGE.split("\n"), "EOF"]
    assert outcome.result("ours", "hostname gathered")["gathered"] == {"hostname": "renamed"}


def test_facts(outcome: Outcome) -> None:
    facts = outcome.result("ours", "facts")["ansible_facts"]
    assert {name: facts[f"ansible_net_{name}"] for name in ("hostname", "version", "model", "system", "api")} == {
        "hostname": "leaf1",
        "version": "4.33.2F",
        "model": "vEOS-lab",
        "system": "eos",
        "api": "eapi",
    }
    assert "flash:" in facts["ansible_net_filesystems"]
    assert 0 < facts["ansible_net_memfree_mb"] < facts["ansible_net_memtotal_mb"]
    assert {"10.255.0.1", "10.9.9.9"} <= set(facts["ansible_net_all_ipv4_addresses"])
    assert facts["ansible_net_interfaces"]["Ethernet7"]["operstatus"] == "disabled"
    assert "hostname leaf1\n" in facts["ansible_net_config"]
    found = facts["ansible_network_resources"]
    assert {"vlan_id": 71, "name": "seventy-one", "state": "active"} in found["vlans"]
    assert SEVEN[0] in found["interfaces"]
    assert LOOPBACK[0] in found["l3_interfaces"]
    assert found["ntp_global"] == {"servers": [{"server": "192.0.2.123", "prefer": True}]}
    assert found["snmp_server"] == {"location": "Lab, row 1"}
    assert [entry["acls"][0]["name"] for entry in found["acls"]] == ["mgmt"]


@pytest.mark.parametrize("side", NEW)
def test_a_new_name_is_noticed(side: str, outcome: Outcome) -> None:
    facts = outcome.result(side, "facts after the renaming")["ansible_facts"]
    assert facts["ansible_net_hostname"] == "renamed"


# --- other ways to get there ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ways(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, Lab]]:
    """Hosts that differ in what their inventory says; the switches ask for no enable password."""
    with Lab(tmp_path_factory.mktemp("open"), 6) as lab:
        leaf, other, spine = lab["leaf1"], lab["leaf2"], lab["spine1"]
        hosts = {
            "theirs": host(lab, leaf, THEIRS),
            "ours": host(lab, other, OURS),
            "by-port": host(lab, spine, OURS, ansible_httpapi_port=None),
            "by-httpapi-port": host(lab, spine, OURS, ansible_port=None),
            "wrong-password": host(lab, lab["leaf3"], OURS, ansible_password="wrong"),
            "wrong-ca": host(lab, lab["leaf4"], OURS, ansible_httpapi_ca_path=None),
        }
        cleaned = {name: {key: value for key, value in own.items() if value is not None} for name, own in hosts.items()}
        shared = variables(lab, ansible_eapi_retries=0)
        run = runner.playbook(
            [
                play([command("with become", "show running-config | include ^hostname")], become=True),
                play(
                    [
                        command("without", "show hostname"),
                        command("without, privileged", "show running-config | include ^hostname"),
                        eos("line without", "config", {"lines": ["vlan 90"]}, ignore_errors=True),
                        eos(
                            "again with become",
                            "command",
                            {"commands": ["show running-config | include ^hostname"]},
                            become=True,
                        ),
                        eos("line with become", "config", {"lines": ["hostname by-become"]}, become=True),
                    ],
                    "ours",
                    become=False,
                ),
                play(
                    [command("a needless enable password", "show hostname")],
                    "ours",
                    become=True,
                    vars={"ansible_become_password": "wrong"},
                ),
            ],
            inventory(cleaned, shared),
        )
        yield run, lab


@pytest.mark.parametrize(
    ("side", "name"),
    [("theirs", "leaf1"), ("ours", "leaf2"), ("by-port", "spine1"), ("by-httpapi-port", "spine1")],
)
def test_become_without_a_password(side: str, name: str, ways: tuple[Run, Lab]) -> None:
    assert ways[0].result(side, "with become")["stdout"] == [f"hostname {name}"]


def test_become_is_the_tasks_not_the_helpers(ways: tuple[Run, Lab]) -> None:
    run, lab = ways
    assert run.result("ours", "without")["stdout_lines"][0][0] == "Hostname: leaf2"
    refused = run.result("ours", "without, privileged")
    assert refused.status == "ignored"
    assert "privileged mode required" in refused.msg
    assert run.result("ours", "line without").status == "ignored"
    assert "Set 'become: true'" in run.result("ours", "line without").msg
    assert run.result("ours", "again with become")["stdout"] == ["hostname leaf2"]
    assert run.result("ours", "line with become").status == "changed"
    assert "hostname by-become\n" in lab["leaf2"].running_config()
    assert "vlan 90" not in lab["leaf2"].running_config()
    assert set(states(lab["leaf2"]).values()) == {"completed"}


def test_a_switch_without_an_enable_password_takes_any(ways: tuple[Run, Lab]) -> None:
    assert ways[0].result("ours", "a needless enable password")["stdout_lines"][0][0] == "Hostname: by-become"


def test_wrong_credentials_and_certificates_are_named(ways: tuple[Run, Lab]) -> None:
    run, _lab = ways
    password, authority = (run.result(side, "with become") for side in ("wrong-password", "wrong-ca"))
    assert {password.status, authority.status} == {"ignored"}
    assert "wrong-password" in password.msg
    assert "Bad username/password combination" in password.msg
    assert "certificate" in authority.msg
