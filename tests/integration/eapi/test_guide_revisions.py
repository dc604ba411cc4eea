# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to revisions, followed: which pin wins, what the newest has, and a switch that does not know one."""

from __future__ import annotations

import json
from pathlib import Path

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support import guides
from support.plays import host_of, inventory


def test_the_guide(tmp_path: Path, ansible_env: dict[str, str]) -> None:
    guide = guides.Guide("revisions")
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        data = inventory(lab, hosts={})
        data["all"]["children"] = {"switches": {"hosts": {"leaf1": host_of(lab["leaf1"])}}}
        guides.write(tmp_path, guide.files(), {})
        (tmp_path / "inventory.yml").write_text(json.dumps(data))
        pin, newest, guard = (guides.run(words, tmp_path, ansible_env) for words in guide.commands())
        asked = [request["params"] for request in lab["leaf1"].received]
        assert asked[0]["version"] == 1
        assert [command["revision"] for command in asked[0]["cmds"]] == [2, 1, 2]
        assert json.loads(pin.partition('"msg": ')[2].partition("]")[0] + "]") == [2, 1, 2]
        assert "revision 2 adds ['clusterMode'], revision 3 adds [], the newest has [] more" in newest
        assert "ok=1 " in guard
