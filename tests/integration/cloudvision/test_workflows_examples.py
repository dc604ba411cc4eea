# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The examples of the workflows' documentation run as they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from lab.cloudvision.spec import CloudVisionSpec
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner
from support.plays import play

MODULES = Path(__file__).resolve().parents[3] / "plugins" / "modules"
#: Module → what its examples change at the first run.
CHANGING = {
    "workspace": 4,
    "change_control": 5,
    "tag": 3,
    "configlet": 2,
    "deploy": 3,
    "studio_inputs": 1,
    "device": 2,
    "image": 3,
    "service_account": 1,
    "service_account_token": 4,
}


def examples(module: str) -> list[dict[str, Any]]:
    """The tasks of a module's examples."""
    text = get_docstring(str(MODULES / f"cloudvision_{module}.py"), fragment_loader, is_module=True)[1]
    return list(yaml.safe_load(text))


@pytest.mark.parametrize("module", CHANGING)
def test_the_examples_of_the_documentation_run(ansible: AnsibleRunner, tmp_path: Path, module: str) -> None:
    spec = CloudVisionSpec(onboarded=module != "device")
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1"), SwitchSpec(name="leaf2")], cloudvision=spec) as lab:
        (tmp_path / "configlets").mkdir()  # what the examples find beside their playbook
        (tmp_path / "configlets" / "dns.cfg").write_text("ip name-server 192.0.2.53\n")
        (tmp_path / "fabric").mkdir()
        (tmp_path / "fabric" / "leaf1.cfg").write_text("hostname leaf1\nntp server 192.0.2.53\n")
        (tmp_path / "leaf2.cfg").write_text("hostname leaf2\n")
        studio = {"key": {"studioId": "studio-date-time", "workspaceId": ""}, "displayName": "Date and Time"}
        lab.cloudvision.state.set("studio.v1.Studio", studio)
        run = ansible.playbook([play(examples(module))], inventory(lab)).check()
        assert run.stats["cv"]["ok"] == len(examples(module))
        assert run.stats["cv"]["changed"] == CHANGING[module]
        assert not lab.cloudvision.failures
