# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide for those who come from arista.cvp and cv_deploy, followed on a CloudVision with two devices."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.network import Lab
from support import guides
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner
from support.plays import play

pytestmark = pytest.mark.slow

CONFIGURATION = "clock timezone Europe/Zurich\n"


def test_the_guide(ansible: AnsibleRunner, tmp_path: Path) -> None:
    guide = guides.Guide("from-arista-cvp")
    with Lab(tmp_path / "lab", 2, cloudvision=True) as lab:
        cv = lab.cloudvision
        own = {
            "cvp.example.com": f"{cv.address}\n          ansible_port: {cv.port}\n"
            f"          ansible_cloudvision_ca_path: {lab.ca_path}",
            "~/.secrets/cvp.token": str(cv.token_path),
            "JPE11111111": cv.device_id("spine1"),
            "JPE22222222": cv.device_id("leaf1"),
        }
        guides.write(tmp_path, guide.files(), own)
        configs = tmp_path / "intended" / "configs"
        configs.mkdir(parents=True)
        for switch in lab:
            (configs / f"{switch.name}.cfg").write_text(f"{CONFIGURATION}hostname {switch.name}\n")
        deploy, foresee, change = guide.commands()

        single = [task for block in guide.data() if isinstance(block, list) for task in block if "hosts" not in task]
        run = ansible.playbook([play(single)], inventory(lab)).check()
        assert {found.status for found in run.results()} == {"changed"}

        env = {**ansible.env, "HOME": str(tmp_path)}
        guides.run(deploy, tmp_path, env)
        for switch in lab:
            assert CONFIGURATION in switch.running_config()
        assert "changed=1 " in guides.run(foresee, tmp_path, env)
        assert "changed=0" not in guides.run(change, tmp_path, env)
        assert "changed=0" in guides.run(change, tmp_path, env)
        assert cv.failures == []
