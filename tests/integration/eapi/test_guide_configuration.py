# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to safe changes, followed on a fabric whose BGP sessions are up."""

from __future__ import annotations

from pathlib import Path

from lab.network import Lab
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import host_of, inventory, pending, play

UPLINKS = "interface Ethernet1\n   description uplink of {{ inventory_hostname }}\n"


def test_the_guide(ansible: AnsibleRunner, tmp_path: Path) -> None:
    (change,), (back,), (look,), (fabric,) = Guide("configuration").data()
    change["aerie.arista.eapi_config"]["confirm"]["delay"] = 0
    (tmp_path / "uplinks.j2").write_text(UPLINKS)
    (tmp_path / "intended").mkdir()
    with Lab(tmp_path / "lab", 2) as lab:
        before = {switch.name: switch.running_config() for switch in lab}
        for name, text in before.items():
            (tmp_path / "intended" / f"{name}.cfg").write_text(text)
        data = inventory(lab, hosts={})
        data["all"]["children"] = {"switches": {"hosts": {switch.name: host_of(switch) for switch in lab}}}
        first, last = {**look, "name": "As it should be"}, {**look, "name": "As it should be again"}
        run = ansible.playbook([play([first, change, look, back, last]), fabric], data).check()
        trial = fabric["tasks"][0]["name"]
        for switch in lab:
            results = {name: run.result(switch.name, name) for name in (first["name"], look["name"], last["name"])}
            assert [found.status for found in results.values()] == ["ok", "changed", "ok"]
            assert f"uplink of {switch.name}" in results[look["name"]]["diff"]["prepared"]
            made = run.result(switch.name, change["name"])
            assert (made.status, made["confirmed"], made["saved"]) == ("changed", True, True)
            assert made["checkpoint"] == "before-uplinks"
            assert run.result(switch.name, back["name"]).status == "changed"
            assert run.result(switch.name, trial)["confirmed"] is True
            name_server = "ip name-server vrf default 198.51.100.53\n"
            assert switch.running_config().replace(name_server, "") == before[switch.name]
            assert name_server in switch.running_config()
            assert pending(switch) == []
