# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The examples of the modules' documentation run as they stand, and so does the playbook that shows the collection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner
from support.plays import inventory, play

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted(
    (path for path in (ROOT / "plugins" / "modules").glob("*.py") if not path.stem.startswith("cloudvision_")),
    key=lambda path: path.name,
)


def examples(module: Path) -> list[dict[str, Any]]:
    """The plays of a module's examples; tasks that stand alone make a play."""
    text = get_docstring(str(module), fragment_loader, is_module=True)[1]
    items = yaml.safe_load(text)
    tasks = [item for item in items if "hosts" not in item]
    plays = [item for item in items if "hosts" in item]
    return [*([play(tasks, "switches")] if tasks else []), *plays]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_the_examples_of_the_documentation_run(ansible: AnsibleRunner, tmp_path: Path, module: Path) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1", config="vlan 3")]) as lab:
        data = inventory(lab)
        data["all"]["children"] = {"switches": {"hosts": {"leaf1": None}}}
        (tmp_path / "intended").mkdir()  # what the examples find beside their playbook
        (tmp_path / "intended" / "leaf1.cfg").write_text("vlan 4\n" + lab["leaf1"].running_config())
        run = ansible.playbook(examples(module), data).check()
        assert run.stats["leaf1"]["ok"] >= len(examples(module))
        if module.stem == "eapi_command":
            assert "Authorized access only" in lab["leaf1"].running_config()
            assert run.result("leaf1", "Use it").msg == f"leaf1 runs {lab['leaf1'].switch.spec.eos}"
        if module.stem == "eapi_config":
            difference = run.result("leaf1", "See how the switch differs from what it should be")["diff"]["prepared"]
            assert "vlan 4" in difference
            assert "maximum-paths 8" in lab["leaf1"].running_config()


def test_the_playbook_that_shows_the_collection(ansible: AnsibleRunner, tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", 4) as lab:
        before = {switch.name: switch.running_config() for switch in lab}
        run = ansible.playbook(ROOT / "playbooks" / "demo.yml", lab.inventory_path).check()
        table = run.result("localhost", "Show what the switches answered").msg
        assert {switch.name: switch.running_config() for switch in lab} == before
        assert lab.stats.logins == 4
    for name in before:
        assert any(line.split()[:2] == [name, "4.33.2F"] for line in table.splitlines())
    assert "VLAN 4000 not found in current VLAN database" in table
    assert "clusterMode" in table
