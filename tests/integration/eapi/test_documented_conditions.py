# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Each condition of the documentation is true on a healthy switch, and turns false when the thing is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import topology
from lab.network import Lab
from support.guides import blocks
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, GO_ON, commands, config, inventory, play

ROOT = Path(__file__).resolve().parents[3]
PEERS = "length(values([0].vrfs.default.peers)) > `0`"
ESTABLISHED = "length(values([0].vrfs.default.peers)[?peerState != 'Established']) == `0`"
#: What names things that do not break.
FACTS = {"contains([0], 'Hostname')", "[1].modelName == 'vEOS-lab'"}


@dataclass(frozen=True)
class Health:
    """What is healthy.

    :ivar conditions: the documented conditions. `command`: over the output of this command.
    :ivar says: how the message begins, or the switch's words where it refuses the command.
    :ivar broken: lines that break it. `healthy`: lines that make it healthy first; `mended`: and again.
    """

    conditions: list[str]
    command: str
    broken: list[str]
    healthy: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    says: str = "wait_for is not met"


#: In this order on one switch.
HEALTH = {
    "vlan": Health(["[0].vlans.\"110\".name == 'users'"], "show vlan", ["no vlan 110"], ("vlan 110", "name users")),
    "active": Health(["[0].vlans.\"3\".status == 'active'"], "show vlan", ["vlan 3", "state suspend"], ("vlan 3",)),
    "clock": Health(["[0].status == 'synchronised'"], "show ntp status", ["no ntp server 192.0.2.123"]),
    "port": Health(
        ["[0].interfaces.Ethernet1.lineProtocolStatus == 'up'"],
        "show interfaces Ethernet1",
        ["interface Ethernet1", "shutdown"],
        mended=("interface Ethernet1", "no shutdown"),
    ),
    "idle": Health(
        [PEERS, ESTABLISHED],
        "show ip bgp summary",
        ["interface Ethernet2", "shutdown"],
        mended=("interface Ethernet2", "no shutdown"),
    ),
    "none": Health([PEERS, ESTABLISHED], "show ip bgp summary", ["no router bgp"], says="BGP inactive"),
}


def tasks_of(name: str, health: Health) -> list[dict[str, Any]]:
    options = {"wait_for": health.conditions, "retries": 1}
    return [
        *([config(f"{name}: prepare", {"lines": list(health.healthy)})] if health.healthy else []),
        commands(f"{name}: healthy", health.command, options),
        config(f"{name}: break", {"lines": health.broken}),
        commands(f"{name}: broken", health.command, options),
        *([config(f"{name}: mend", {"lines": list(health.mended)})] if health.mended else []),
    ]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Run]:
    tasks = [task for name, health in HEALTH.items() for task in tasks_of(name, health)]
    with Lab(tmp_path_factory.mktemp("lab"), topology.default_specs(4)) as lab:
        yield runner.playbook([play(tasks, hosts="leaf1", **GO_ON)], inventory(lab, DIRECT))


@pytest.mark.parametrize("name", HEALTH)
def test_a_condition_turns_false_when_the_thing_is_broken(run: Run, name: str) -> None:
    healthy, broken = run.result("leaf1", f"{name}: healthy"), run.result("leaf1", f"{name}: broken")
    assert healthy.status == "ok", healthy.msg
    assert run.result("leaf1", f"{name}: break").status == "changed"
    assert broken.status == "ignored", broken.msg
    assert HEALTH[name].says in broken.msg


def conditions_in(data: Any) -> Iterator[str]:
    """The texts under each ``wait_for`` of a document."""
    if isinstance(data, list):
        for item in data:
            yield from conditions_in(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key == "wait_for":
                yield from [value] if isinstance(value, str) else value
            else:
                yield from conditions_in(value)


def documented() -> Iterator[tuple[str, Any]]:
    """The YAML of pages, examples of modules, and playbooks, each with its file."""
    for page in (
        ROOT / "README.md",
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "roles").glob("*/README.md")),
    ):
        for block in blocks(page.read_text()):
            if block.language in ("yaml", "yml"):
                yield page.name, yaml.safe_load(block.text)
    for module in sorted((ROOT / "plugins/modules").glob("*.py")):
        for text in re.findall(r'^EXAMPLES = r?"""(.*?)"""', module.read_text(), re.M | re.S):
            yield module.name, yaml.safe_load(text)
    for playbook in sorted((ROOT / "playbooks").rglob("*.yml")):
        yield playbook.name, yaml.safe_load(playbook.read_text())


def test_no_documented_condition_is_left_out() -> None:
    """Those of arista.eos, which are refused, and those that a survey gives are others."""
    found = {
        condition
        for _file, data in documented()
        for condition in conditions_in(data)
        if not condition.startswith(("result[", "{{"))
    }
    tested = {condition for health in HEALTH.values() for condition in health.conditions}
    assert found == tested | FACTS
