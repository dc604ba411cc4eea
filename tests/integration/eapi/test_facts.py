# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Facts: through the task and through gather_facts, over both connections, under the names and types of arista.eos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos import facts
from lab.eos.show.hostname import show_hostname
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import CONNECTIONS, DIRECT, GO_ON, HTTPAPI, cmds_of, inventory, play, task

FACTS = "aerie.arista.eapi_facts"
CONFIG = "interface Vlan10\n   ip address 198.51.100.1/24 secondary\n   ipv6 address 2001:db8:10::1/64"

#: gather_subset → the subsets that it means, in their own order.
SUBSETS: dict[str, tuple[list[str], list[str]]] = {
    "default": (["default"], ["default"]),
    "min": (["min"], ["default"]),
    "hardware": (["hardware"], ["default", "hardware"]),
    "interfaces": (["interfaces"], ["default", "interfaces"]),
    "neighbors": (["neighbors"], ["default", "neighbors"]),
    "config": (["config"], ["default", "config"]),
    "all": (["all"], [*facts.SUBSETS]),
    "all but two": (["all", "!config", "!hardware"], ["default", "interfaces", "neighbors"]),
    "not config": (["!config"], ["default", "hardware", "interfaces", "neighbors"]),
    "not all": (["!all"], ["default"]),
    "not default": (["interfaces", "!default"], ["interfaces"]),
}
#: Those asked over netcommon as well, where each costs a second.
SOME = ("default", "config", "all", "all but two")

#: Subset → fact → type, as modules of arista.eos return them.
TYPES: dict[str, dict[str, type | tuple[type, ...]]] = {
    "default": {
        "ansible_net_system": str,
        "ansible_net_api": str,
        "ansible_net_python_version": str,
        "ansible_net_hostname": str,
        "ansible_net_fqdn": str,
        "ansible_net_model": str,
        "ansible_net_serialnum": str,
        "ansible_net_version": str,
        "ansible_net_image": str,
        "ansible_net_gather_subset": list,
    },
    "hardware": {"ansible_net_filesystems": list, "ansible_net_memtotal_mb": float, "ansible_net_memfree_mb": float},
    "interfaces": {
        "ansible_net_interfaces": dict,
        "ansible_net_all_ipv4_addresses": list,
        "ansible_net_all_ipv6_addresses": list,
    },
    "neighbors": {"ansible_net_neighbors": dict},
    "config": {"ansible_net_config": str},
}


@dataclass(frozen=True)
class Played:
    """A run over one connection; `sent` are the requests that each task made."""

    lab: Lab
    run: Run
    connection: str

    def facts(self, name: str) -> dict[str, Any]:
        """The facts of a task."""
        result = self.run.result("leaf1", name)
        assert result.status == "ok"
        return dict(result["ansible_facts"])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    specs = [SwitchSpec(name="spine1", ports=4), SwitchSpec(name="leaf1", config=CONFIG)]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        yield lab


@pytest.fixture(scope="module", params=CONNECTIONS)
def played(request: pytest.FixtureRequest, runner: AnsibleRunner, lab: Lab) -> Played:
    chosen = list(SUBSETS) if request.param == DIRECT else SOME
    tasks = [task(name, FACTS, {"gather_subset": SUBSETS[name][0]}, become=True) for name in chosen]
    tasks += [
        task("Unknown", FACTS, {"gather_subset": ["interfaces", "vlans"]}),
        task("Check", FACTS, {}, check_mode=True),
        task("String", FACTS, {"gather_subset": "default,neighbors"}),
        task("Loop", FACTS, {"gather_subset": "{{ item }}"}, loop=["default", "neighbors"], register="looped"),
    ]
    run = runner.playbook([play(tasks, "leaf1", **GO_ON)], inventory(lab, request.param))
    return Played(lab, run, request.param)


def _assert_subsets(played: Played, name: str) -> None:
    wanted = SUBSETS[name][1]
    facts = played.facts(name)
    assert facts["ansible_net_gather_subset"] == wanted
    for subset, types in TYPES.items():
        for fact in types:
            if fact != "ansible_net_gather_subset":
                assert (fact in facts) == (subset in wanted)


@pytest.mark.parametrize("name", SUBSETS)
@pytest.mark.parametrize("played", [DIRECT], indirect=True)
def test_subsets(played: Played, name: str) -> None:
    _assert_subsets(played, name)


@pytest.mark.parametrize("name", SOME)
@pytest.mark.parametrize("played", [HTTPAPI], indirect=True)
def test_subsets_over_httpapi(played: Played, name: str) -> None:
    _assert_subsets(played, name)


def test_types(played: Played) -> None:
    facts = played.facts("all")
    for types in TYPES.values():
        for name, kind in types.items():
            assert isinstance(facts[name], kind)


def test_identity(played: Played) -> None:
    facts = played.facts("default")
    spec = played.lab["leaf1"].switch
    assert facts["ansible_net_system"] == "eos"
    assert facts["ansible_net_api"] == "eapi"
    assert facts["ansible_net_hostname"] == "leaf1"
    assert facts["ansible_net_fqdn"] == "leaf1.lab.example"
    assert facts["ansible_net_version"] == "4.33.2F"
    assert facts["ansible_net_model"] == "vEOS-lab"
    assert facts["ansible_net_serialnum"] == spec.hardware.serial
    assert facts["ansible_net_system_mac"] == spec.hardware.system_mac


def test_hardware(played: Played) -> None:
    facts = played.facts("all")
    assert facts["ansible_net_memtotal_mb"] == pytest.approx(8160888 / 1024)
    assert 0 < facts["ansible_net_memfree_mb"] < facts["ansible_net_memtotal_mb"]
    assert "flash:" in facts["ansible_net_filesystems"]


def test_interfaces(played: Played) -> None:
    facts = played.facts("all")
    interfaces = facts["ansible_net_interfaces"]
    uplink = interfaces["Ethernet1"]
    assert uplink["description"] == "to spine1 Ethernet1"
    assert uplink["mtu"] == 9214
    assert uplink["lineprotocol"] == "up"
    assert uplink["operstatus"] == "connected"
    assert uplink["type"] == "routed"
    assert uplink["ipv4"]["masklen"] == 31
    assert uplink["macaddress"].count(":") == 5
    assert isinstance(uplink["bandwidth"], int)
    assert interfaces["Vlan10"]["ipv4"]["masklen"] == 24
    assert interfaces["Ethernet5"]["ipv4"] == {}
    addresses = facts["ansible_net_all_ipv4_addresses"]
    assert played.lab["leaf1"].address in addresses
    assert "198.51.100.1" in addresses
    assert "2001:db8:10::1" in facts["ansible_net_all_ipv6_addresses"]


def test_neighbors(played: Played) -> None:
    assert played.facts("all")["ansible_net_neighbors"] == {
        "Ethernet1": [{"host": "spine1.lab.example", "port": "Ethernet1"}]
    }


def test_config(played: Played) -> None:
    config = played.facts("config")["ansible_net_config"]
    assert "hostname leaf1" in config
    assert config == config.strip()


def test_an_unknown_subset(played: Played) -> None:
    result = played.run.result("leaf1", "Unknown")
    assert result.status == "ignored"
    for words in ("gather_subset", "'vlans'", "all, min, default, hardware, interfaces, neighbors, config", "'!'"):
        assert words in result.msg


def test_check_mode_and_other_forms(played: Played) -> None:
    assert played.facts("Check")["ansible_net_hostname"] == "leaf1"
    assert "ansible_net_neighbors" in played.facts("String")
    subsets = [found["ansible_facts"]["ansible_net_gather_subset"] for found in played.run.items("leaf1", "Loop")]
    assert subsets == [["default"], ["default", "neighbors"]]


def test_nothing_is_changed(played: Played) -> None:
    assert played.run.stats["leaf1"]["changed"] == 0


@pytest.mark.interop
def test_facts_of_arista_eos_are_the_same(runner: AnsibleRunner, lab: Lab) -> None:
    """Playbooks move over: what eos_facts returns, eapi_facts returns, and no less."""
    their_task = task("Theirs", "arista.eos.eos_facts", {"gather_subset": ["all"], "gather_network_resources": []})
    tasks = [their_task, task("Ours", FACTS, {"gather_subset": ["all"]})]
    run = runner.playbook([play(tasks, "leaf1", become=True)], inventory(lab, HTTPAPI)).check()
    theirs, ours = (run.result("leaf1", name)["ansible_facts"] for name in ("Theirs", "Ours"))
    addresses = "ansible_net_all_ipv4_addresses"  # theirs lack the secondary ones
    assert set(theirs.pop(addresses)) < set(ours[addresses])
    assert set(theirs.pop("ansible_net_gather_subset")) < set(ours["ansible_net_gather_subset"])
    for name in ("ansible_net_gather_network_resources", "ansible_network_resources"):
        assert not theirs.pop(name)
    assert {name: ours.get(name) for name in theirs} == theirs


# --- Requests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subset", "requests"),
    [
        (["default"], [["enable", "show version", "show hostname"]]),
        (
            ["interfaces", "neighbors"],
            [["enable", "show version", "show hostname", "show interfaces", "show lldp neighbors"]],
        ),
        (["config", "!default"], [["enable", "show running-config"]]),
        (["hardware", "!default"], [["enable", "show version", "dir all-filesystems"]]),
        (
            ["all"],
            [
                ["enable", "show version", "show hostname", "show interfaces", "show lldp neighbors"],
                ["enable", "show version", "dir all-filesystems", "show running-config"],
            ],
        ),
    ],
)
def test_requests(runner: AnsibleRunner, lab: Lab, subset: list[str], requests: list[list[str]]) -> None:
    """A subset is one request; JSON and text among several subsets are one each."""
    lab["leaf1"].received.clear()
    tasks = [task("Gather", FACTS, {"gather_subset": subset})]
    runner.playbook([play(tasks, "leaf1", become=True)], inventory(lab)).check()
    assert [cmds_of(request) for request in lab["leaf1"].received] == requests


# --- The play's facts module -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_gather_facts_gives_the_same(runner: AnsibleRunner, lab: Lab, connection: str) -> None:
    """What the play's beginning gathers is what a task gathers, but for what changes with time."""
    tasks = [
        task("Before", "ansible.builtin.debug", {"msg": "{{ ansible_facts }}"}),
        task("Gather", FACTS, {"gather_subset": ["all"]}),
        task("After", "ansible.builtin.debug", {"msg": "{{ ansible_facts }}"}),
    ]
    gathering = play(tasks, "leaf1", become=True, module_defaults={FACTS: {"gather_subset": ["all"]}})
    gathering["gather_facts"] = True
    run = runner.playbook([gathering], inventory(lab, connection, ansible_facts_modules=FACTS)).check()
    before, after = (dict(run.result("leaf1", name).result["msg"]) for name in ("Before", "After"))
    assert before["net_gather_subset"] == [*facts.SUBSETS]
    for name, value in after.items():
        if name not in ("net_uptime", "module_setup"):
            assert before[name] == value, name


def test_refused_command_costs_its_subset_alone(
    runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """LLDP is off, and the release knows no `show hostname`: all that is not of these commands is there."""
    tasks = [task("Facts", FACTS, {"gather_subset": ["all", "!config"]}, become=True)]
    later = mock.patch.object(show_hostname, "since", (99, 0))
    with later, Lab(tmp_path_factory.mktemp("old"), [SwitchSpec(name="old", config="no lldp run")]) as old:
        run = runner.playbook([play(tasks)], inventory(old)).check()
    result = run.result("old", "Facts")
    facts = result["ansible_facts"]
    assert facts["ansible_net_gather_subset"] == ["default", "hardware", "interfaces"]
    assert facts["ansible_net_version"] == "4.33.2F"
    assert "ansible_net_hostname" not in facts
    assert "ansible_net_neighbors" not in facts
    assert {"ansible_net_filesystems", "ansible_net_interfaces"} <= set(facts)
    assert [words for words in result["warnings"] if "The facts of the subset 'neighbors' are left out" in words]
    assert "LLDP is not enabled" in " ".join(result["warnings"])
