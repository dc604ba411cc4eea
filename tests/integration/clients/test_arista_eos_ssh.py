# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's CLI over SSH, judged by ansible.netcommon.network_cli with the modules and the terminal of arista.eos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lab import Lab, SwitchSpec
from support.playrun import AnsibleRunner, Run
from support.plays import play, task

pytestmark = [pytest.mark.interop, pytest.mark.slow]

ENABLE_PASSWORD = "enable-lab"
CONFIG = {"parents": ["interface Ethernet5"], "lines": ["description over ssh", "mtu 9000"]}

TASKS = [
    task(
        "Ask", "arista.eos.eos_command", {"commands": ["show hostname", "show hostname | json", "show running-config"]}
    ),
    task("Ask what is wrong", "arista.eos.eos_command", {"commands": ["show bogus"]}, ignore_errors=True),
    task("Configure", "arista.eos.eos_config", CONFIG),
    task("Configure again", "arista.eos.eos_config", CONFIG),
    task("Banner", "arista.eos.eos_banner", {"banner": "login", "text": "Mind\n  the gap", "state": "present"}),
    task("Facts", "arista.eos.eos_facts", {"gather_subset": ["min"]}),
]


@dataclass(frozen=True)
class Played:
    """The lab, and the run."""

    lab: Lab
    run: Run


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1", enable_password=ENABLE_PASSWORD)]) as lab:
        shared: dict[str, Any] = {
            "ansible_connection": "ansible.netcommon.network_cli",
            "ansible_network_os": "arista.eos.eos",
            "ansible_network_cli_ssh_type": "paramiko",
            "ansible_host_key_checking": False,
            "ansible_port": 8022,
            "ansible_user": lab.username,
            "ansible_password": lab.password,
            "ansible_become": True,
            "ansible_become_method": "enable",
            "ansible_become_password": ENABLE_PASSWORD,
        }
        hosts = {"all": {"hosts": {"leaf1": {"ansible_host": lab["leaf1"].address}}, "vars": shared}}
        yield Played(lab, runner.playbook([play(TASKS)], hosts))


def test_commands(played: Played) -> None:
    stdout = played.run.result("leaf1", "Ask")["stdout"]
    assert stdout[0] == "Hostname: leaf1\nFQDN:     leaf1.lab.example"
    assert stdout[1] == {"hostname": "leaf1", "fqdn": "leaf1.lab.example"}
    assert stdout[2].startswith("! Command: show running-config")
    assert stdout[2].endswith("\nend")
    wrong = played.run.result("leaf1", "Ask what is wrong")
    assert wrong.status == "ignored"
    assert "Invalid input" in wrong.msg


def test_configuration(played: Played) -> None:
    statuses = [played.run.result("leaf1", name).status for name in ("Configure", "Configure again", "Banner")]
    assert statuses == ["changed", "ok", "changed"]
    running = played.lab["leaf1"].running_config()
    assert "interface Ethernet5\n   description over ssh\n   mtu 9000\n" in running
    assert "banner login\nMind\n  the gap\nEOF\n" in running


def test_facts(played: Played) -> None:
    facts = played.run.result("leaf1", "Facts")["ansible_facts"]
    assert facts["ansible_net_hostname"] == "leaf1"
    assert facts["ansible_net_version"] == "4.33.2F"
    assert facts["ansible_net_api"] == "cliconf"


def test_nothing_went_over_the_api(played: Played) -> None:
    assert played.lab["leaf1"].stats.connections == 0
    assert "show bogus" in played.lab["leaf1"].ssh.typed
