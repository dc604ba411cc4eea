# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A fabric of AVD is deployed on the lab from nothing, tested, broken, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support import fabric
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import inventory, pending
from support.waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]
PLAYBOOK = ROOT / "playbooks" / "fabric_deploy.yml"
NAMES = (*fabric.SPINES, *fabric.LEAVES)
DEPLOY = "aerie.arista.fabric_deploy : Deploy"
BROKEN, HEALTHY = "dc1-leaf1a", "dc1-leaf1b"
UPTIME, VERSION = {"VerifyUptime": {"minimum": 1}}, {"VerifyEOSVersion": {"versions": ["4.33.2F"]}}
LOOPBACK = {"VerifyInterfacesStatus": {"interfaces": [{"name": "Loopback0", "status": "up"}]}}
CATALOG = {"anta.tests.system": [UPTIME], "anta.tests.software": [VERSION], "anta.tests.interfaces": [LOOPBACK]}
#: Only the switch that is to undo a change by itself does so soon.
SOON = {"fabric_deploy_commit_timer": f"{{{{ '8s' if inventory_hostname == '{BROKEN}' else '10m' }}}}"}
FAST: dict[str, Any] = {
    "fabric_deploy_delay": 0,
    "fabric_deploy_retries": 2,
    "fabric_deploy_interval": 0.2,
}


@dataclass
class Story:
    """What happened, run by run, and the configurations before and after."""

    lab: Lab
    folder: Path
    runs: dict[str, Run] = field(default_factory=dict)
    configs: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, list[str]] = field(default_factory=dict)

    def play(self, name: str, runner: AnsibleRunner, *args: str, **variables: Any) -> None:
        """Run the playbook, and keep what the switches have then."""
        self.runs[name] = runner.playbook(PLAYBOOK, inventory(self.lab), *args, extra_vars={**FAST, **variables})
        self.configs[name] = {switch.name: switch.running_config() for switch in self.lab}
        self.sessions[name] = [session for switch in self.lab for session in pending(switch)]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("ansible")
    with isolated_environment(folder) as environment:
        yield from _story(tmp_path_factory, AnsibleRunner(folder, environment))


def _story(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Story]:
    folder = runner.folder
    configs, catalogs = folder / "intended" / "configs", folder / "anta" / "avd_catalogs"
    for each in (configs, catalogs):
        each.mkdir(parents=True)
    rendered = fabric.render("evpn").configs
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name=name) for name in NAMES]) as lab:
        story = Story(lab, folder)
        story.configs["before"] = {switch.name: switch.running_config() for switch in lab}
        for name, text in rendered.items():
            whole = fabric.with_the_way_in(text, lab[name].running_config())
            (configs / f"{name}.cfg").write_text(whole)
        for name in NAMES[1:]:  # the first one has no tests
            (catalogs / f"{name}.json").write_text(json.dumps(CATALOG))
        (configs / "stray.cfg").write_text("hostname stray\n")
        given = {"fabric_deploy_catalogs": str(catalogs), "fabric_deploy_reports": str(folder / "reports")}

        (configs / f"{BROKEN}.cfg").rename(folder / "kept.cfg")
        story.play("missing", runner, "--limit", BROKEN, **given)
        (folder / "kept.cfg").rename(configs / f"{BROKEN}.cfg")
        story.play("astray", runner, "--limit", BROKEN, fabric_deploy_catalogs=str(folder / "nowhere"))
        story.play("check", runner, "--check", "--diff", **given)
        story.play("deploy", runner, **given)
        story.play("again", runner, **given)
        path = configs / f"{BROKEN}.cfg"
        path.write_text(path.read_text().replace("   description ROUTER_ID\n   no shutdown\n", "   shutdown\n"))
        story.play("broken", runner, "--limit", BROKEN, **SOON, **given)
        # One host of a batch breaks; another one changes as well, and is healthy.
        wait_until(lambda: story.lab[BROKEN].running_config() == story.configs["again"][BROKEN])
        healthy = configs / f"{HEALTHY}.cfg"
        healthy.write_text(healthy.read_text().replace("hostname ", "alias changed show version\n!\nhostname ", 1))
        batch = {"fabric_deploy_batches": [2], "fabric_deploy_all_or_none": True, **given}
        checks = {"fabric_deploy_checks": ["interfaces_up"]}
        story.play("batch", runner, "--limit", f"{HEALTHY},{BROKEN}", **checks, **SOON, **batch)
        wait_until(lambda: story.lab[BROKEN].running_config() == story.configs["again"][BROKEN])
        lab[BROKEN].faults.add("refuse")
        story.play("unreachable", runner, "--limit", f"{HEALTHY},{BROKEN}", **batch)
        lab[BROKEN].faults.clear()
        yield story


def test_a_host_without_a_configuration_is_refused(story: Story) -> None:
    assert story.runs["missing"].rc != 0
    assert f"{BROKEN} has no configuration" in story.runs["missing"].output
    assert story.configs["missing"] == story.configs["before"]


def test_a_folder_of_catalogs_that_is_not_there_is_refused(story: Story) -> None:
    assert story.runs["astray"].rc != 0
    assert (
        f"fabric_deploy_catalogs names {story.folder / 'nowhere'}, and there is no such" in story.runs["astray"].output
    )
    assert story.configs["astray"] == story.configs["before"]


def test_check_mode_shows_and_changes_nothing(story: Story) -> None:
    assert story.runs["check"].rc == 0, story.runs["check"].output
    assert all(story.runs["check"].result(name, DEPLOY)["changed"] for name in NAMES)
    assert "+router bgp 65100" in story.runs["check"].result("dc1-spine1", DEPLOY)["diff"]["prepared"]
    assert story.configs["check"] == story.configs["before"]
    assert "No host of the inventory has the configurations stray" in story.runs["check"].output


def test_the_fabric_is_deployed_tested_and_saved(story: Story) -> None:
    run = story.runs["deploy"]
    assert run.rc == 0, run.output
    for name in NAMES:
        result = run.result(name, DEPLOY)
        assert (result["changed"], result["confirmed"], result["saved"]) == (True, True, True)
        assert f"hostname {name}" in story.configs["deploy"][name].splitlines()
    assert story.sessions["deploy"] == []
    assert "router bgp 65101" in story.configs["deploy"][BROKEN].splitlines()
    assert f"{NAMES[0]} has no catalog" in run.output
    assert f"{NAMES[1]} has no catalog" not in run.output
    assert sorted(path.name for path in (story.folder / "reports").glob("*.xml")) == sorted(
        f"{name}.xml" for name in NAMES[1:]
    )


def test_a_second_run_changes_nothing(story: Story) -> None:
    assert story.runs["again"].rc == 0, story.runs["again"].output
    assert not any(story.runs["again"].result(name, DEPLOY)["changed"] for name in NAMES)


def test_change_that_breaks_the_fabric_is_rolled_back(story: Story) -> None:
    run = story.runs["broken"]
    assert run.rc != 0
    assert "VerifyInterfacesStatus" in run.output
    assert "Loopback0" in run.output
    assert not run.result(BROKEN, DEPLOY)["confirmed"]
    wait_until(lambda: story.lab[BROKEN].running_config() == story.configs["again"][BROKEN])


@pytest.mark.parametrize("name", ["batch", "unreachable"])
def test_a_batch_stays_as_a_whole_or_not_at_all(story: Story, name: str) -> None:
    run = story.runs[name]
    assert run.rc != 0
    assert run.result(HEALTHY, DEPLOY)["confirmed"], "it was healthy"
    assert run.result(HEALTHY, "aerie.arista.fabric_deploy : Take this host back with the others")["confirmed"]
    assert f"others of its batch failed: {BROKEN}." in run.output
    assert ("interfaces_up: 1 of" in run.output) == (name == "batch")
    assert story.configs[name][HEALTHY] == story.configs["again"][HEALTHY]
    startup = story.lab[HEALTHY].switch.startup
    assert startup is not None
    assert startup.text() == story.lab[HEALTHY].switch.running.text()
