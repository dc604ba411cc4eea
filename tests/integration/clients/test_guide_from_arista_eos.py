# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide for those who come from arista.eos: its pairs of tasks, on one switch.

Theirs runs over their plugin, and then ours over our connection, which gives the same and has nothing left to change.
"""

from __future__ import annotations

from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import DIRECT, HTTPAPI, host_of, inventory, play

pytestmark = [pytest.mark.interop, pytest.mark.slow]

THEIRS, OURS = " (theirs)", " (ours)"
#: Of these pairs, theirs changes something on a switch that has nothing of it yet.
CHANGING = ("Describe and save", "Greet")


def tasks() -> list[dict[str, Any]]:
    """The tasks of the guide, in their order."""
    return [entry for block in Guide("from-arista-eos").data() if isinstance(block, list) for entry in block]


def test_the_guide(ansible: AnsibleRunner, tmp_path: Any) -> None:
    theirs, ours = ([task for task in tasks() if task["name"].endswith(side)] for side in (THEIRS, OURS))
    others = [task for task in tasks() if task not in theirs and task not in ours]
    pairs = [task["name"].removesuffix(THEIRS) for task in theirs]
    assert [task["name"].removesuffix(OURS) for task in ours] == pairs
    assert set(CHANGING) < set(pairs)
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        old = {
            "ansible_connection": HTTPAPI,
            "ansible_network_os": "arista.eos.eos",
            "ansible_httpapi_use_ssl": True,
            "ansible_httpapi_port": 8443,
            "ansible_httpapi_ca_path": str(lab.ca_path),
        }
        together = [{**task, "vars": old} if task in theirs else task for task in tasks()]
        # The inventory is one that was made for theirs: over our connection, its variables are read.
        hosts = {"leaf1": host_of(lab["leaf1"], **{**old, "ansible_connection": DIRECT, "ansible_port": None})}
        hosts["leaf1"] = {name: value for name, value in hosts["leaf1"].items() if value is not None}
        switches = inventory(lab, hosts=hosts, ansible_eapi_ca_path=None, ansible_network_os=None)
        run = ansible.playbook([play(together, become=True)], switches, "--diff").check()

        def result(name: str) -> Any:
            return run.result("leaf1", name)

        for name in pairs:
            assert result(f"{name}{THEIRS}").status == ("changed" if name in CHANGING else "ok"), name
            assert result(f"{name}{OURS}").status == "ok", f"{name}: ours finds made what theirs has made"
        for task in others:
            assert result(task["name"]).status == "changed"
        _same_answers(result("Ask (theirs)")["stdout"], result("Ask (ours)")["stdout"])
        _same_facts(result("Gather (theirs)")["ansible_facts"], result("Gather (ours)")["ansible_facts"])
        urls = result("Serve HTTPS alone (ours)")["status"]["urls"]
        known = result("Serve HTTPS alone (theirs)")["ansible_facts"]["eos_eapi_urls"]
        assert {each["interface"]: [each["url"]] for each in urls} == known
        assert "vlan 80\n   name eighty\n" in lab["leaf1"].running_config()

        # And the other way round: the same change, made by ours, is the same to theirs.
        describe = [next(task for task in side if task["name"].startswith("Describe")) for side in (ours, theirs)]
        lab["leaf1"].run("configure", "interface Ethernet5", "no description")
        # Theirs runs with the page's inventory of way 1, that is, in the worker.
        (way_1,) = (block["switches"]["vars"] for block in Guide("from-arista-eos").data() if "switches" in block)
        swapped = [describe[0], {**describe[1], "vars": {**old, **way_1}}]
        again = ansible.playbook([play(swapped, become=True)], switches, "--diff").check()
        mine, their = (again.result("leaf1", task["name"]) for task in describe)
        assert (mine.status, their.status) == ("changed", "ok")
        before = result("Describe and save (theirs)")
        assert mine["commands"] == before["commands"]
        assert _changes(mine["diff"]["prepared"]) == _changes(before["diff"]["prepared"]) != []


def _same_answers(theirs: list[Any], ours: list[Any]) -> None:
    assert [each.rstrip("\n") if isinstance(each, str) else each for each in ours] == theirs
    assert isinstance(theirs[0], str)
    assert [type(each) for each in theirs[1:]] == [dict, dict]


def _same_facts(theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    apart = {"ansible_net_gather_subset", "ansible_net_gather_network_resources"}
    shared = [name for name in theirs if name.startswith("ansible_net_") and name not in apart]
    assert len(shared) > 12
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def _changes(diff: str) -> list[str]:
    return [line for line in diff.splitlines()[2:] if line[:1] in "+-"]
