# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is made for hosts with a shell: raw works, gather_facts works when told how, all else gets a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, commands, inventory, play, task

FACTS = "aerie.arista.eapi_facts"
GATHER_INSTEAD = ("ansible_facts_modules: aerie.arista.eapi_facts", "gather_facts: false")
USE_INSTEAD = ("runs no programs on the switch", "ansible.builtin.raw", "delegate_to: localhost")

RAW = "ansible.builtin.raw"
RAWS = [
    task("Raw", RAW, "show version"),
    task("Raw in its short form", "raw", "show  hostname"),
    task("Raw with a pipe", RAW, "show version | include image"),
    task("Raw that fails", RAW, "show bogus"),
    task("Raw with become", RAW, "show running-config section hostname", become=True),
    task("Raw without become", RAW, "show running-config section hostname"),
    task("Raw of a controller", RAW, "echo here", delegate_to="localhost"),
]

#: Task → its module and arguments. Each wants to run, or to put a file, on the host itself.
OTHERS: dict[str, tuple[str, Any]] = {
    "Ping": ("ansible.builtin.ping", {}),
    "Command": ("ansible.builtin.command", "uptime"),
    "Shell": ("ansible.builtin.shell", "uptime"),
    "Script": ("ansible.builtin.script", "/bin/true"),
    "Copy": ("ansible.builtin.copy", {"content": "x", "dest": "/mnt/flash/x"}),
    "Template": ("ansible.builtin.template", {"src": "/dev/null", "dest": "/mnt/flash/x"}),
    "Fetch": ("ansible.builtin.fetch", {"src": "/mnt/flash/startup-config", "dest": "startup-config"}),
    "Setup": ("ansible.builtin.setup", {}),
    "Service": ("ansible.builtin.service", {"name": "eapi", "state": "restarted"}),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 1) as lab:
        yield lab


@pytest.fixture(scope="module")
def run(runner: AnsibleRunner, lab: Lab) -> Run:
    others = [task(name, module, args) for name, (module, args) in OTHERS.items()]
    return runner.playbook([play([*RAWS, *others], **GO_ON)], inventory(lab))


# --- raw -------------------------------------------------------------------------------------------------------------


def test_raw_runs_its_line_as_text(run: Run) -> None:
    result = run.result("leaf1", "Raw")
    assert result.status == "changed"  # as raw is everywhere
    assert result["rc"] == 0
    assert "Software image version: 4.33.2F" in result["stdout_lines"]
    assert run.result("leaf1", "Raw in its short form")["stdout_lines"][0] == "Hostname: leaf1"


def test_raw_takes_pipes(run: Run) -> None:
    assert run.result("leaf1", "Raw with a pipe")["stdout_lines"] == [
        "Software image version: 4.33.2F",
        "Image format version: 1.0",
        "Image optimization: None",
    ]


def test_raw_that_fails(run: Run) -> None:
    result = run.result("leaf1", "Raw that fails")
    assert result.status == "ignored"
    assert result["rc"] == 1
    assert result["stdout"] == ""
    for words in ("leaf1", "'show bogus' failed", "invalid command (1002)", "at token 1: 'bogus'"):
        assert words in result["stderr"]


def test_raw_with_become(run: Run) -> None:
    assert run.result("leaf1", "Raw with become")["stdout_lines"][0] == "hostname leaf1"
    assert "become_method: enable" in run.result("leaf1", "Raw without become")["stderr"]


def test_raw_can_be_sent_elsewhere(run: Run) -> None:
    assert run.result("leaf1", "Raw of a controller")["stdout_lines"] == ["here"]


def test_raw_adhoc(runner: AnsibleRunner, lab: Lab) -> None:
    found = runner.adhoc("all", RAW, "show hostname", inventory=inventory(lab)).check()
    assert found.result("leaf1", RAW)["stdout_lines"][0] == "Hostname: leaf1"


def test_raw_of_a_switch_that_refuses_the_password(ansible: AnsibleRunner, lab: Lab) -> None:
    found = ansible.adhoc("all", RAW, "show hostname", inventory=inventory(lab, ansible_password="wrong"))
    result = found.result("leaf1", RAW)
    assert result.status == "unreachable"
    assert "HTTP 401" in result.msg


# --- All else --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OTHERS)
def test_shell_modules_get_an_error(run: Run, name: str) -> None:
    result = run.result("leaf1", name)
    assert result.status == "ignored"
    for words in GATHER_INSTEAD if name == "Setup" else USE_INSTEAD:
        assert words in result.msg
    assert "Traceback" not in result.msg


def test_refused_input_never_reaches_the_switch(run: Run, lab: Lab) -> None:
    formats = {request["params"]["format"] for request in lab["leaf1"].received}
    assert run.rc == 0
    assert formats == {"text"}  # the lines of raw


# --- Facts -----------------------------------------------------------------------------------------------------------


def _gathering(tasks: list[dict[str, Any]] | None = None, **keywords: Any) -> list[dict[str, Any]]:
    """A play with gather_facts left on, as it is when nobody says anything."""
    told = task("Tell", "ansible.builtin.debug", {"msg": "{{ ansible_facts }}"})
    found = play(tasks or [told], **keywords)
    del found["gather_facts"]
    return [found]


@pytest.mark.parametrize("network_os", [None, "arista.eos.eos"])
def test_gathering_that_is_left_on(runner: AnsibleRunner, lab: Lab, network_os: str | None) -> None:
    """Without a network_os Ansible would send its module for hosts; with that of arista.eos, the one of arista.eos."""
    data = inventory(lab, ansible_network_os=network_os)
    result = runner.playbook(_gathering(), data).result("leaf1", "Gathering Facts")
    assert result.status == "failed"
    for words in ("leaf1", *GATHER_INSTEAD):
        assert words in result.msg


def _gathered(run: Run) -> dict[str, Any]:
    return dict(run.check().result("leaf1", "Tell").result["msg"])


def test_facts_module_of_the_inventory(runner: AnsibleRunner, lab: Lab) -> None:
    facts = _gathered(runner.playbook(_gathering(), inventory(lab, ansible_facts_modules=FACTS)))
    assert facts["net_hostname"] == "leaf1"
    assert facts["net_version"] == "4.33.2F"
    assert "net_interfaces" not in facts


def test_gather_subset_of_the_play(runner: AnsibleRunner, lab: Lab) -> None:
    plays = _gathering(gather_subset=["interfaces"])
    facts = _gathered(runner.playbook(plays, inventory(lab, ansible_facts_modules=[FACTS])))
    assert facts["net_interfaces"]["Loopback0"]["ipv4"]["masklen"] == 32
    assert facts["net_hostname"] == "leaf1"


@pytest.mark.parametrize("name", [FACTS, "group/aerie.arista.eapi"])
def test_module_defaults_of_the_play(runner: AnsibleRunner, lab: Lab, name: str) -> None:
    plays = _gathering(module_defaults={name: {"gather_subset": ["neighbors"]}})
    facts = _gathered(runner.playbook(plays, inventory(lab, ansible_facts_modules=FACTS)))
    assert "net_neighbors" in facts
    assert "net_interfaces" not in facts


def test_facts_that_cannot_be_gathered(ansible: AnsibleRunner, lab: Lab) -> None:
    data = inventory(lab, ansible_facts_modules=FACTS, ansible_password="wrong")
    result = ansible.playbook(_gathering(), data).result("leaf1", "Gathering Facts")
    assert result.status == "unreachable"
    assert "HTTP 401" in result.msg
    assert "ansible_password" in result.msg


def test_facts_that_the_user_may_not_see(ansible: AnsibleRunner, lab: Lab) -> None:
    operator: dict[str, Any] = {"ansible_user": lab.operator, "ansible_password": lab.operator_password}
    data = inventory(lab, ansible_facts_modules=FACTS, **operator)
    run = ansible.playbook(_gathering(gather_subset=["config"]), data)
    result = run.result("leaf1", "Gathering Facts")
    assert result.status == "ok"
    assert "net_config" not in str(result.result)
    assert "'show running-config' failed" in " ".join(run.stderr.split() + run.stdout.split())


def test_facts_with_become_and_config(runner: AnsibleRunner, lab: Lab) -> None:
    plays = _gathering(gather_subset=["config"], become=True)
    facts = _gathered(runner.playbook(plays, inventory(lab, ansible_facts_modules=FACTS)))
    assert "hostname leaf1" in facts["net_config"]


# --- become ----------------------------------------------------------------------------------------------------------


def test_become_with_sudo(runner: AnsibleRunner, lab: Lab) -> None:
    """The method that Ansible takes where nobody names one."""
    tasks = [commands("Ask", "show hostname"), task("Raw", RAW, "show hostname"), task("Ping", "ping", {})]
    run = runner.playbook([play(tasks, become=True, **GO_ON)], inventory(lab, ansible_become_method=None))
    for name in ("Ask", "Raw"):
        result = run.result("leaf1", name)
        assert result.status == "ignored"
        assert "'sudo'" in result.msg
        assert "become_method: enable" in result.msg
    assert run.result("leaf1", "Ping").status == "ignored"


def test_files_stay_where_they_are(run: Run, runner: AnsibleRunner) -> None:
    assert run.result("leaf1", "Fetch").status == "ignored"
    assert not Path(runner.folder, "startup-config").exists()
