# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to performance: its play asks each switch once."""

from __future__ import annotations

from pathlib import Path

from lab.network import Lab
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import host_of, inventory


def test_one_task_with_many_commands(ansible: AnsibleRunner, tmp_path: Path) -> None:
    ((play,),) = (block for block in Guide("performance").data())
    with Lab(tmp_path / "lab", 2) as lab:
        data = inventory(lab, hosts={})
        data["all"]["children"] = {"switches": {"hosts": {switch.name: host_of(switch) for switch in lab}}}
        ansible.playbook([play], data).check()
        for switch in lab:
            assert [len(request["params"]["cmds"]) for request in switch.received] == [4]
