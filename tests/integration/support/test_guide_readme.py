# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The README's recorded run is what a run prints, up to addresses, names of sessions and times."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from lab.network import Lab
from support import guides
from support.playrun import AnsibleRunner
from support.plays import inventory

CHANGING = (
    (r"session:/ansible-\w+-session-config", "session:/NAME"),
    (r"127\.\d+\.\d+\.\d+:\d+", "ADDRESS"),
    (r"10\.100\.\d+\.\d+", "PEER"),
    (r"\d{4}-\d\d-\d\dT[\d:]+\+0000", "TIME"),
    (r", \d+ s before", ", SECONDS before"),
)


def steady(text: str) -> list[str]:
    """The lines of a text without what differs from run to run."""
    for pattern, name in CHANGING:
        text = re.sub(pattern, name, text)
    return text.splitlines()


def test_the_recorded_run(ansible: AnsibleRunner, tmp_path: Path) -> None:
    guide = guides.Guide("../README")
    guides.write(tmp_path, {"uplink.yml": guide.files()["uplink.yml"]}, {})
    command, *recorded = guide.blocks("console")[0].splitlines()
    with Lab(tmp_path / "lab", 4) as lab:
        before = lab["leaf1"].running_config()
        words = shlex.split(command.removeprefix("$ "))
        assert words[0] == "ansible-playbook"
        done = ansible.playbook(tmp_path / "uplink.yml", inventory(lab), *words[words.index("uplink.yml") + 1 :])
        assert lab["leaf1"].running_config() == before
    printed = steady(done.output)
    assert done.result("leaf1", guide.data()[1][0]["tasks"][0]["name"])["rolled_back"] is True
    assert [line for line in steady("\n".join(recorded)) if line not in printed] == [], done.output
