# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to certificates, run as written: from a self-signed certificate to logins without passwords."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import host_of, inventory

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "certificates.md"
UNCHECKED = ("-e", "ansible_eapi_validate_certs=false")


def blocks() -> list[Any]:
    """The guide's YAML."""
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", GUIDE.read_text(), re.M | re.S)]


def test_the_passphrase_is_defined_before_the_first_run() -> None:
    commands = re.findall(r"^(read .*|ansible-playbook .*)$", GUIDE.read_text(), re.M)
    assert commands[0].endswith("CA_PASSPHRASE; export CA_PASSPHRASE")
    assert all(command.startswith("ansible-playbook -i inventory.yml certificates.yml") for command in commands[1:])


def test_the_guide(ansible: AnsibleRunner, tmp_path: Path) -> None:
    whole, trust, login, rotation = blocks()
    (tmp_path / "certificates.yml").write_text(yaml.safe_dump(whole))
    new_ca = {"cert_path": str(tmp_path / "pki" / "new.pem"), "key_path": str(tmp_path / "pki" / "new.key")}
    new_ca["key_passphrase"] = "s3cret-ca"
    make = {**new_ca, "common_name": "The next CA"}
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1"), SwitchSpec(name="leaf2")]) as lab:
        known = str(lab.known_hosts_path)
        data = inventory(lab, ansible_eapi_ca_path=None, ansible_eapi_ssh_known_hosts=known, new_ca=new_ca)
        data["all"]["children"] = {"switches": {"hosts": {switch.name: host_of(switch) for switch in lab}}}
        names = [entry["name"] for entry in whole[0]["tasks"]]

        unset = ansible.playbook(tmp_path / "certificates.yml", data, *UNCHECKED, "--check")
        assert "Set CA_PASSPHRASE." in unset.result("leaf1", names[0]).msg
        ansible.env["CA_PASSPHRASE"] = "s3cret-ca"
        foreseen = ansible.playbook(tmp_path / "certificates.yml", data, *UNCHECKED, "--check").check()
        assert {foreseen.result("leaf2", name).status for name in names[2:]} == {"changed"}
        over_ssh, unchecked = (
            words[words.index("certificates.yml") + 1 :] for words in Guide("certificates").commands()
        )
        assert tuple(unchecked) == UNCHECKED
        lab_ports = [word.replace("ansible_port=22", "ansible_port=8022") for word in over_ssh]
        first = ansible.playbook(tmp_path / "certificates.yml", data, *lab_ports).check()
        assert {first.result("leaf2", name).status for name in names[2:]} == {"changed"}
        again = ansible.playbook(tmp_path / "certificates.yml", _with(data, trust)).check()
        assert {found.status for found in again.results()} == {"ok"}

        users = _with(data, login)
        for name in ("ansible_user", "ansible_password"):
            del users["all"]["vars"][name]
        play = {
            "hosts": "switches",
            "gather_facts": False,
            "tasks": [
                {"name": "Next", "aerie.arista.ssl_authority": make, "delegate_to": "localhost", "run_once": True},
                *rotation,
            ],
        }
        foreseen = ansible.playbook([play], users, "--check").check()
        rotated = ansible.playbook([play], users).check()
        for switch in lab:
            assert {foreseen.result(switch.name, entry["name"]).status for entry in rotation} == {"changed"}
            assert {rotated.result(switch.name, entry["name"]).status for entry in rotation} == {"changed"}
            assert "certificate eapi-2027.crt key eapi-2027.key" in switch.running_config()
            assert set(switch.switch.files["sslkey"]) == {"eapi-2027.key"}
            assert list(switch.switch.files["flash"]) == ["vEOS-lab.swi"]
        assert "s3cret-ca" not in first.output + again.output + rotated.output


def _with(data: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    """The inventory with the variables that the guide gives the switches."""
    switches = {**data["all"]["children"]["switches"], **block["switches"]}
    return {"all": {**data["all"], "vars": dict(data["all"]["vars"]), "children": {"switches": switches}}}
