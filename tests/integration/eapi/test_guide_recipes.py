# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The recipes, run from a folder of their own; a second run of those that describe a state changes nothing."""

from __future__ import annotations

from pathlib import Path

from lab.network import Lab
from support import guides

#: Those that describe a state; reload, copy and the like act each time.
STATES = ("vlans.yml", "banner.yml", "users.yml", "backup.yml", "parse.yml", "facts.yml", "worker.yml")
ACTS = ("copy.yml", "reload.yml")


def test_the_recipes(tmp_path: Path, ansible_env: dict[str, str]) -> None:
    guide = guides.Guide("recipes")
    files = guide.files()
    data = {"group_vars/switches/vlans.yml", "templates/hostname.yml"}
    assert set(files) == {*STATES, *ACTS, *data}, "each block of the page is run"
    guides.write(tmp_path, files, {})
    # The VLAN of this recipe is not in the data of the other.
    states = [name for name in STATES if name != "worker.yml"]
    with Lab(tmp_path / "lab", 2) as lab:
        (tmp_path / "inventory.yml").symlink_to(lab.inventory_path)
        predict, make = guide.commands()
        assert "+   name users" in guides.run(predict, tmp_path, ansible_env)
        assert "vlan 110" not in lab["leaf1"].running_config()
        guides.run(make, tmp_path, ansible_env)
        guides.run([*make[:3], *states, "worker.yml"], tmp_path, ansible_env)
        config = lab["leaf1"].running_config()
        assert "vlan 110\n   name users\n" in config
        assert "vlan 30\n" not in config
        assert "vlan 80\n   name eighty\n" in config
        assert "banner login\nAuthorized access only.\nAll sessions are recorded.\nEOF\n" in config
        assert "username alice privilege 15 role network-admin secret sha512 $6$salt$" in config
        assert "\nusername operator " not in config
        backup = tmp_path / "backup" / "leaf1.cfg"
        assert "hostname leaf1" in backup.read_text()
        assert backup.stat().st_mode & 0o777 == 0o600

        guides.run(make, tmp_path, ansible_env)  # takes VLAN 80 away
        assert "changed=0" in guides.run([*make[:3], *states], tmp_path, ansible_env)
        acted = guides.run([*make[:3], *ACTS], tmp_path, ansible_env)
        assert "before-maintenance.cfg" in acted
        assert "before-maintenance.cfg" in lab["leaf1"].switch.files["flash"]
        assert acted.count("changed=2") == 2, acted  # copied and reloaded, each switch
