# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The blocks of the guides cloudvision and cloudvision-workflows, as they stand, on the lab's CloudVision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lab.network import Lab
from support.cloudvision_plays import inventory
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import play

WORKSPACE = {
    "name": "A workspace with the tag",
    "aerie.arista.cloudvision_resource": {
        "model": "workspace.v1.WorkspaceConfig",
        "key": {"workspace_id": "ws-1"},
        "values": {"display_name": "Tags"},
        "wait": True,
    },
}
TAG = {
    "name": "A tag",
    "aerie.arista.cloudvision_resource": {
        "model": "tag.v2.TagConfig",
        "key": {"workspace_id": "ws-1", "element_type": "device", "label": "site", "value": "zurich"},
        "wait": True,
    },
}


def test_the_guides(ansible: AnsibleRunner, tmp_path: Path) -> None:
    listing, reading, assigning, looking = run_blocks(Guide("cloudvision"))
    workflows = run_blocks(Guide("cloudvision-workflows"))
    (tmp_path / ".secrets").mkdir()
    (tmp_path / "fabric").mkdir()
    (tmp_path / "configlets").mkdir()
    (tmp_path / "configlets" / "dns.cfg").write_text("ip name-server 192.0.2.53\n")
    with Lab(tmp_path / "lab", 2, cloudvision=True) as lab:
        (tmp_path / "fabric" / "leaf1.cfg").write_text("hostname leaf1\nntp server 192.0.2.53\n")
        text = lab.cloudvision.device_id("leaf1")
        reading[0]["aerie.arista.cloudvision_resource_info"]["key"]["device_id"] = text
        tasks = [*listing[0]["tasks"], *reading, WORKSPACE, TAG, *assigning, *looking]
        data = inventory(lab, {"cvp": {}})
        run = ansible.playbook(
            [play([*tasks, *(task for block in workflows for task in block)])], data, env={"HOME": str(tmp_path)}
        ).check()
        assert (tmp_path / ".secrets" / "cvp.token").stat().st_mode & 0o777 == 0o600
        listed = run.result("cvp", listing[0]["tasks"][0]["name"])["resources"]
        assert len(listed) == 2
        assert run.result("cvp", assigning[0]["name"]).status == "changed"
        assert run.result("cvp", "Set the site of a switch").status == "changed"
        assert run.result("cvp", "Read one device")["resource"]["key"] == {"device_id": text}
        assert lab.cloudvision.failures == []


def run_blocks(guide: Guide) -> list[Any]:
    """The tasks and plays of a guide, without the blocks that it marks as not run, and without data."""
    return [block for block in guide.data(run=True) if isinstance(block, list)]
