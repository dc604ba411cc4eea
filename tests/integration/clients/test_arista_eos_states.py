# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Every module of arista.eos in each of its states, over their own plugin and in Ansible's worker: equal results.

What the tasks want is what the modules' own documentation shows, or what the lab's switches know of it.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import module_loader

from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, HTTPAPI, WORKER_HTTPAPI, play, task

pytestmark = [pytest.mark.interop, pytest.mark.slow]

PRELOAD = {"ANSIBLE_CALLBACKS_ENABLED": "task_results,aerie.arista.preload"}
#: Seconds for the play; a task over their plugin starts a process.
PLAY = 1500
SIDES = {"theirs": HTTPAPI, "worker": WORKER_HTTPAPI}
#: The order in which states are tried; what a module does not have is left out.
STATES = ("merged", "merged", "gathered", "rendered", "parsed", "replaced", "overridden", "deleted", "purged")
MODULES = Path(module_loader.find_plugin("arista.eos.eos_vlans")).parent
#: It restarts the API: whether their plugin's next request meets the restart is a matter of time.
RESTARTS = "eos_eapi"
NAMES = sorted(path.stem for path in MODULES.glob("eos_*.py") if path.stem != RESTARTS)
#: What has no states, or none like those: the arguments of the tasks.
OTHERS: dict[str, list[dict[str, Any]]] = {
    "eos_banner": [
        {"banner": "login", "text": "one\ntwo"},
        {"banner": "login", "text": "one\ntwo"},
        {"banner": "login", "state": "absent"},
    ],
    "eos_command": [
        {"commands": ["show hostname | json", "show hostname"]},
        {"commands": ["show nothing"]},
        {"commands": ["show vlan | json"]},
    ],
    "eos_config": [{"lines": ["vlan 77"]}, {"lines": ["vlan 77"]}, {"lines": ["vlan 78", "bogus"]}],
    "eos_facts": [{"gather_subset": ["all"]}, {"gather_subset": ["!all"], "gather_network_resources": ["all"]}],
    "eos_lldp": [{"state": "absent"}, {"state": "present"}],
    "eos_system": [
        {"domain_name": "one.example", "name_servers": ["192.0.2.5"]},
        {"domain_name": "one.example", "state": "absent"},
    ],
    "eos_user": [
        {"name": "tester", "privilege": 15, "configured_password": "xyz", "nopassword": False},
        {"name": "tester", "state": "absent"},
    ],
    "eos_vrf": [{"name": "blue", "interfaces": ["Ethernet6"]}, {"name": "blue", "state": "absent"}],
}
#: Configurations for ``merged`` and for the states that replace, where an example of the documentation is none that a
#: switch of the lab takes.
CONFIGS: dict[str, tuple[Any, Any]] = {
    "eos_acl_interfaces": tuple(
        [{"name": "Ethernet5", "access_groups": [{"afi": "ipv4", "acls": [{"name": name, "direction": "in"}]}]}]
        for name in ("one", "two")
    ),
    "eos_bgp_address_family": tuple(
        {"as_number": "65001", "address_family": [{"afi": "ipv4", "network": [{"address": address}]}]}
        for address in ("192.0.2.0/24", "198.51.100.0/24")
    ),
    "eos_bgp_global": tuple(
        {"as_number": "65001", "router_id": router, "timers": {"keepalive": 10, "holdtime": 30}}
        for router in ("10.1.1.1", "10.1.1.2")
    ),
    "eos_lldp_global": tuple(
        {"holdtime": hold, "timer": 3000, "reinit": 5, "tlv_select": {"port_description": False}} for hold in (100, 110)
    ),
    "eos_logging_global": ({"hosts": [{"name": "192.0.2.9"}]}, {"hosts": [{"name": "192.0.2.10"}]}),
    "eos_ntp_global": ({"servers": [{"server": "192.0.2.7"}]}, {"servers": [{"server": "192.0.2.8", "prefer": True}]}),
    "eos_ospf_interfaces": tuple(
        [{"name": "Ethernet5", "address_family": [{"afi": "ipv4", "area": {"area_id": area}}]}]
        for area in ("0.0.0.50", "0.0.0.51")
    ),
    "eos_ospfv2": tuple(
        {"processes": [{"process_id": 1, "router_id": router, "max_lsa": {"count": 500}}]}
        for router in ("10.1.1.1", "10.1.1.2")
    ),
    "eos_snmp_server": ({"location": "here", "contact": "one"}, {"location": "there"}),
    "eos_static_routes": tuple(
        [
            {
                "address_families": [
                    {
                        "afi": "ipv4",
                        "routes": [{"dest": dest, "next_hops": [{"interface": "Null0", "admin_distance": 9}]}],
                    }
                ]
            }
        ]
        for dest in ("192.0.2.0/25", "192.0.2.128/25")
    ),
    "eos_vlans": tuple([{"vlan_id": 70, "name": name, "state": "active"}] for name in ("one", "two")),
    "eos_vrf_global": tuple([{"name": "red", "description": text, "rd": "3:4"}] for text in ("one", "two")),
}
#: Modules that only ask.
UNCHANGED = {"eos_command", "eos_facts"}
#: A configuration for the state ``parsed``.
PARSED = (
    "interface Ethernet1\n   description one\n   mtu 9000\nvlan 10\n   name ten\nrouter ospf 1\n   router-id 1.1.1.1\n"
)
SHARED: dict[str, Any] = {
    "config": "{{ item.config | default(omit) }}",
    "state": "{{ item.state }}",
    "running_config": "{{ item.running_config | default(omit) }}",
}


def text_of(module: str, name: str) -> str:
    """DOCUMENTATION or EXAMPLES of a module, which is not imported."""
    for node in ast.parse((MODULES / f"{module}.py").read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return str(ast.literal_eval(node.value))
    raise AssertionError(f"{module} has no {name}")


def examples(module: str) -> dict[str, Any]:
    """The configuration for each state: of the table, or the first one that the examples show."""
    if module in CONFIGS:
        merged, other = CONFIGS[module]
        return {"merged": merged, "rendered": merged, "deleted": merged, "replaced": other, "overridden": other}
    found: dict[str, Any] = {}
    for entry in yaml.safe_load(text_of(module, "EXAMPLES")):
        args = next((args for key, args in entry.items() if key.rpartition(".")[2] == module), None)
        if isinstance(args, dict) and "config" in args:
            found.setdefault(args.get("state", "merged"), args["config"])
    return found


def states_of(module: str) -> list[dict[str, Any]]:
    """What a resource module is asked for, one after the other."""
    options = yaml.safe_load(text_of(module, "DOCUMENTATION"))["options"]
    shown = examples(module)
    wanted: list[dict[str, Any]] = []
    for state in (state for state in STATES if state in options["state"]["choices"]):
        if state == "parsed":
            wanted.append({"state": state, "running_config": PARSED})
        elif state in ("gathered", "purged"):
            wanted.append({"state": state})
        else:
            wanted.append({"state": state, "config": shown.get(state, shown["merged"])})
    return wanted


def tasks_of(module: str) -> list[dict[str, Any]]:
    """One task with a loop, or several where the module keeps to itself what it has seen in an earlier item."""
    if module in OTHERS:
        return [task(f"{module} {number}", f"arista.eos.{module}", args) for number, args in enumerate(OTHERS[module])]
    options = yaml.safe_load(text_of(module, "DOCUMENTATION"))["options"]
    args = {name: value for name, value in SHARED.items() if name in options}
    return [task(module, f"arista.eos.{module}", args, loop=states_of(module))]


@dataclass
class Outcome:
    """The run, and the switches."""

    run: Run
    labs: dict[str, Lab]

    def comparable(self, side: str, module: str) -> list[tuple[str, dict[str, Any]]]:
        """Status and result of each state, without what must differ."""
        found = [
            [one.status, {key: value for key, value in one.result.items() if key not in ("results", "msg")}]
            for one in self.run.all_results
            if one.host == side and one.action == f"arista.eos.{module}" and (one.is_item or module in OTHERS)
        ]
        text = json.dumps(found).replace(self.labs[side]["leaf1"].address, "ADDRESS").replace("ignored", "failed")
        return [tuple(each) for each in json.loads(re.sub(r"ansible_\d+", "SESSION", without_hashes(text)))]

    def messages(self, side: str, module: str) -> list[str]:
        """What failed states say."""
        return [
            one.msg.removeprefix("Task failed: ")
            for one in self.run.all_results
            if one.host == side and one.action == f"arista.eos.{module}" and (one.is_item or module in OTHERS)
        ]


def without_hashes(text: str) -> str:
    """A text without salted hashes, which no two switches have in common."""
    return re.sub(r"\$6\$[./0-9A-Za-z$]+", "HASH", text)


def host_of(lab: Lab, connection: str) -> dict[str, Any]:
    """A host of an inventory that was made for arista.eos."""
    switch = lab["leaf1"]
    return {
        "ansible_host": switch.address,
        "ansible_connection": connection,
        "ansible_network_os": "arista.eos.eos",
        "ansible_user": lab.username,
        "ansible_password": lab.password,
        "ansible_httpapi_use_ssl": True,
        "ansible_httpapi_port": switch.https_port,
        "ansible_httpapi_ca_path": str(lab.ca_path),
        "ansible_become": True,
        "ansible_become_method": "enable",
    }


@pytest.fixture(scope="module")
def outcome(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("labs")
    with Lab(folder / "theirs", 1) as theirs, Lab(folder / "worker", 1) as worker:
        labs = {"theirs": theirs, "worker": worker}
        hosts = {side: host_of(labs[side], connection) for side, connection in SIDES.items()}
        tasks = [entry for module in NAMES for entry in tasks_of(module)]
        run = runner.playbook([play(tasks, **GO_ON)], {"all": {"hosts": hosts}}, env=PRELOAD, timeout=PLAY)
        yield Outcome(run, labs)


@pytest.mark.parametrize("module", NAMES)
def test_the_same_in_each_state(module: str, outcome: Outcome) -> None:
    theirs, ours = (outcome.comparable(side, module) for side in SIDES)
    assert len(ours) == len(OTHERS.get(module) or states_of(module)), outcome.run.output
    assert ours == theirs
    for reason, sentence in zip(outcome.messages("theirs", module), outcome.messages("worker", module), strict=True):
        assert reason in sentence, "ours may say more"


def test_the_first_state_is_no_error(outcome: Outcome) -> None:
    """So that equal results are not equal errors."""
    statuses = {module: [status for status, _result in outcome.comparable("worker", module)] for module in NAMES}
    assert {module for module, found in statuses.items() if "changed" not in found} == UNCHANGED
    assert {module for module, found in statuses.items() if found[0] == "failed"} == set()


def test_the_configurations_are_the_same(outcome: Outcome) -> None:
    found = {}
    for side in SIDES:
        switch = outcome.labs[side]["leaf1"]
        found[side] = without_hashes(switch.running_config()).replace(switch.address, "ADDRESS").split("\n!\n")
    assert found["worker"] == found["theirs"]
