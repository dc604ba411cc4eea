# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""arista.eos changes whole configurations and ordered sections of the lab, over its own httpapi plugin and over ours.

One play runs on two switches that differ in `ansible_network_os`; both must end with the same configuration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lab import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run
from support.plays import HTTPAPI, task

pytestmark = [pytest.mark.interop, pytest.mark.slow]

PLUGINS = {"theirs": "arista.eos.eos", "ours": "aerie.arista.eapi"}

ACL = ["10 permit tcp 192.0.2.0/24 any eq ssh", "20 remark the rest", "30 deny ip any any"]
ACL_AGAIN = ["10 remark the rest", "20 deny ip any any", "30 permit tcp 192.0.2.0/24 any eq ssh"]
BLOCK = """\
route-map EXPORT permit 10
   match ip address prefix-list LOOPBACKS
   set community 65000:1 additive
!
route-map EXPORT deny 20
!
ip prefix-list LOOPBACKS
   seq 10 permit 10.255.0.0/16 eq 32
!
policy-map type quality-of-service EDGE
   class VOICE
      set traffic-class 5
   !
   class BULK
      set traffic-class 1
!
interface Ethernet7
   description seven
!
"""
VLANS = [{"vlan_id": 10, "name": "users"}, {"vlan_id": 44, "name": "forty-four"}]
PORTS = [{"name": "Ethernet6", "description": "six", "mtu": 9000}]
ADDRESS = [
    {"name": "Ethernet6", "ipv4": [{"address": "192.0.2.1/24"}, {"address": "198.51.100.1/24", "secondary": True}]}
]


def eos(name: str, module: str, args: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of a module of arista.eos."""
    return task(name, f"arista.eos.eos_{module}", args, **keywords)


def config(name: str, lines: list[str], *parents: str, **args: Any) -> dict[str, Any]:
    """A task of eos_config with a diff."""
    return eos(name, "config", {"lines": lines, "parents": list(parents), **args}, diff=True)


TASKS = [
    eos("checkpoint", "command", {"commands": ["configure checkpoint save before"]}),
    # EOS stores a list when its mode is left, and eos_config does not leave it by itself.
    config("list", ACL, "ip access-list EDGE", after=["exit"]),
    config("list again", ACL, "ip access-list EDGE", after=["exit"]),
    config(
        "list in another order",
        ACL_AGAIN,
        "ip access-list EDGE",
        before=["no ip access-list EDGE"],
        after=["exit"],
        replace="block",
        match="exact",
    ),
    config("one by one", ["description {{ item }}"], "interface Ethernet5") | {"loop": ["first", "second"]},
    eos("block", "config", {"src": "{{ playbook_dir }}/block.cfg"}),
    eos("bad", "config", {"lines": ["hostname changed", "spanning-tree mode nonsense"]}, ignore_errors=True),
    eos("vlans overridden", "vlans", {"config": VLANS, "state": "overridden"}),
    eos("vlans gathered", "vlans", {"state": "gathered"}),
    eos("ports", "interfaces", {"config": PORTS, "state": "replaced"}),
    eos("ports again", "interfaces", {"config": PORTS, "state": "replaced"}),
    config("routed", ["no switchport"], "interface Ethernet6"),
    eos("addresses", "l3_interfaces", {"config": ADDRESS, "state": "merged"}),
    eos("addresses again", "l3_interfaces", {"config": ADDRESS, "state": "merged"}),
    eos("addresses deleted", "l3_interfaces", {"config": [{"name": "Ethernet6"}], "state": "deleted"}),
    eos("save", "config", {"save_when": "always"}),
    eos("startup", "command", {"commands": ["show startup-config | include ^vlan"]}),
    eos("whole", "config", {"src": "{{ playbook_dir }}/{{ inventory_hostname }}.cfg", "replace": "config"}, diff=True),
    eos(
        "restore",
        "command",
        {"commands": ["configure checkpoint restore before", "show configuration sessions | json"]},
    ),
]
CHANGING = {
    *("list", "list in another order", "one by one", "block", "vlans overridden", "ports", "routed", "addresses"),
    *("addresses deleted", "save", "whole"),
}


@dataclass
class Outcome:
    """The run, and each side's configuration at its beginning, after "whole", and at its end."""

    run: Run
    before: dict[str, str]
    after: dict[str, str]
    saved: dict[str, str]
    pending: dict[str, list[str]]


def host(lab: Lab, switch: LabSwitch, plugin: str) -> dict[str, Any]:
    """A switch over one of the plugins."""
    return {
        "ansible_host": switch.address,
        "ansible_network_os": plugin,
        "ansible_port": switch.https_port,
        "ansible_httpapi_port": switch.https_port,
        "ansible_httpapi_ca_path": str(lab.ca_path),
    }


@pytest.fixture(scope="module")
def outcome(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """The play over both plugins."""
    folder = tmp_path_factory.mktemp("labs")
    with Lab(folder / "theirs", 1) as theirs, Lab(folder / "ours", 1) as ours:
        labs = {"theirs": theirs, "ours": ours}
        switches = {side: lab["leaf1"] for side, lab in labs.items()}
        before = {side: switch.running_config() for side, switch in switches.items()}
        (runner.folder / "block.cfg").write_text(BLOCK)
        for side, text in before.items():
            (runner.folder / f"{side}.cfg").write_text(text.replace("hostname leaf1", "hostname whole"))
        variables = {
            "ansible_connection": HTTPAPI,
            "ansible_user": ours.username,
            "ansible_password": ours.password,
            "ansible_httpapi_use_ssl": True,
            "ansible_httpapi_validate_certs": True,
            "ansible_become": True,
            "ansible_become_method": "enable",
        }
        hosts = {side: host(labs[side], switches[side], plugin) for side, plugin in PLUGINS.items()}
        run = runner.playbook(
            [{"hosts": "all", "gather_facts": False, "tasks": TASKS}],
            {"all": {"hosts": hosts, "vars": variables}},
        )
        yield Outcome(
            run,
            before,
            {side: switch.running_config() for side, switch in switches.items()},
            {side: switch.switch.startup.text() if switch.switch.startup else "" for side, switch in switches.items()},
            {
                side: [each.name for each in switch.switch.sessions.sessions.values() if each.state == "pending"]
                for side, switch in switches.items()
            },
        )


@pytest.fixture(params=PLUGINS)
def side(request: pytest.FixtureRequest) -> str:
    """One of the plugins."""
    return str(request.param)


@pytest.mark.parametrize("name", [entry["name"] for entry in TASKS])
def test_each_task_does_what_it_says(name: str, side: str, outcome: Outcome) -> None:
    expected = "ignored" if name == "bad" else "changed" if name in CHANGING else "ok"
    assert outcome.run.result(side, name).status == expected, outcome.run.result(side, name).result


def test_the_order_of_a_list(side: str, outcome: Outcome) -> None:
    first, again = (outcome.run.result(side, name)["diff"]["prepared"] for name in ("list", "list in another order"))
    assert [line[1:].strip() for line in first.splitlines() if line.startswith("+   ")] == ACL
    saved = outcome.saved[side]
    assert "ip access-list EDGE\n" + "".join(f"   {line}\n" for line in ACL_AGAIN) + "!\n" in saved
    assert "-   30 deny ip any any" in again.splitlines()


def test_sections_of_a_file(side: str, outcome: Outcome) -> None:
    saved = outcome.saved[side]
    for section in BLOCK.split("\n!\n"):
        assert section.strip("!\n") in saved


def test_a_bad_line_changes_nothing(side: str, outcome: Outcome) -> None:
    assert "(at token 2: 'nonsense')" in outcome.run.result(side, "bad").msg
    assert "hostname changed" not in outcome.saved[side]


def test_resources(side: str, outcome: Outcome) -> None:
    found = {entry["vlan_id"]: entry.get("name") for entry in outcome.run.result(side, "vlans gathered")["gathered"]}
    assert found == {10: "users", 44: "forty-four"}
    assert outcome.run.result(side, "startup")["stdout_lines"] == [["vlan 10", "vlan 44"]]
    assert "interface Ethernet6\n   description six\n   mtu 9000\n   no switchport\n!" in outcome.saved[side]
    commands = outcome.run.result(side, "addresses")["commands"]
    # The module keeps addresses in a set, so their order is its own.
    assert commands[0] == "interface Ethernet6"
    assert sorted(commands[1:]) == ["ip address 192.0.2.1/24", "ip address 198.51.100.1/24 secondary"]


def test_a_whole_configuration(side: str, outcome: Outcome) -> None:
    changed = outcome.run.result(side, "whole")["diff"]["prepared"].splitlines()
    assert {"-hostname leaf1", "+hostname whole", "-ip access-list EDGE", "+vlan 30"} <= set(changed)


def test_the_checkpoint_brings_everything_back(side: str, outcome: Outcome) -> None:
    assert outcome.after[side] == outcome.before[side]


def test_no_session_is_left_pending(side: str, outcome: Outcome) -> None:
    assert outcome.pending[side] == []
