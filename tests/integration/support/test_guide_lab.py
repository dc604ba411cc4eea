# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to the lab, followed: a lab is started, used, broken and stopped."""

from __future__ import annotations

import json
from pathlib import Path

from support import guides

ROOT = Path(__file__).resolve().parents[3]


def test_the_guide(tmp_path: Path, ansible_env: dict[str, str]) -> None:
    guide = guides.Guide("lab")
    state = tmp_path / "lab"
    guides.write(tmp_path, guide.files(), {})
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    up, play, ask, stats, down, break_it, repair = (
        [word.replace("/tmp/my-lab", str(state)) for word in words] for words in guide.commands()
    )
    guides.run(up, tmp_path, ansible_env)
    try:
        assert (state / "inventory.yml").is_file()
        assert "failed=0" in guides.run(play, tmp_path, ansible_env)
        guides.run(break_it, tmp_path, ansible_env)
        assert "Software image version" in guides.run(ask, tmp_path, ansible_env), (
            "two faults, and it is asked three times"
        )
        guides.run(repair, tmp_path, ansible_env)
        seen = json.loads(guides.run(stats, tmp_path, ansible_env))
        assert seen["switches"]["leaf1"]["logins"] == 1
    finally:
        guides.run(down, tmp_path, ansible_env)
    assert not (state / "inventory.yml").exists()
