# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to eapi_fleet: its plays run as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lab.network import Lab
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import host_of, inventory
from support.tiny import free_port


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 2) as lab:
        yield lab


@pytest.fixture
def hosts(network: Lab) -> dict[str, Any]:
    """The inventory: two switches, and one that is down."""
    data = inventory(network, hosts={}, ansible_eapi_retries=0)
    switches = {switch.name: host_of(switch) for switch in network}
    data["all"]["children"] = {
        "switches": {"hosts": {**switches, "down": {"ansible_host": "127.0.0.1", "ansible_port": free_port()}}},
        "spines": {"hosts": {"spine1": {}}},
    }
    return data


def plays() -> list[list[dict[str, Any]]]:
    """The page's plays, block by block."""
    return [block for block in Guide("fleet").data() if "hosts" in block[0]]


def test_releases(ansible: AnsibleRunner, hosts: dict[str, Any]) -> None:
    run = ansible.playbook(plays()[0], hosts).check()
    assert run.result("spine1", "Tell which releases run").msg == "['4.33.2F']"


def test_some_of_the_hosts(ansible: AnsibleRunner, hosts: dict[str, Any]) -> None:
    ((task,),) = (block for block in Guide("fleet").data() if "hosts" not in block[0])
    run = ansible.playbook([{"hosts": "switches", "gather_facts": False, "tasks": [task]}], hosts).check()
    assert [*run.results(task=task["name"])[0]["hosts"]] == ["spine1"]


def test_hosts_without_a_result_fail_at_the_end(ansible: AnsibleRunner, hosts: dict[str, Any]) -> None:
    run = ansible.playbook(plays()[1], hosts)
    assert run.rc == 2
    assert [(found.host, found.status) for found in run.results(task="Say why")] == [("down", "failed")]
    assert "cannot connect" in run.result("down", "Say why").msg
    assert {name for name, counts in run.stats.items() if counts["failures"]} == {"down"}


def test_drift(ansible: AnsibleRunner, hosts: dict[str, Any], network: Lab) -> None:
    folder = ansible.folder / "intended" / "configs"
    folder.mkdir(parents=True)
    for switch in network:
        (running,) = switch.run("show running-config")
        (folder / f"{switch.name}.cfg").write_text(running)
    (folder / "leaf1.cfg").write_text("hostname leaf1\nend\n")
    run = ansible.playbook(plays()[2], hosts)
    found = run.results(task="Find drift")[0]
    assert (found.status, found["drifted_hosts"]) == ("failed", ["leaf1"])
