# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to the API service, followed: each of its examples does what the text beside it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner
from support.plays import host_of, inventory, play

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "api-service.md"
SETTING = """\
vrf instance MGMT
ip access-list CONTROLLERS
   10 permit ip 127.0.0.0/8 any
interface Loopback1
   vrf MGMT
   ip address {address}/32
management security
   ssl profile eapi
      certificate eapi.crt key eapi.key
management api http-commands
   protocol https port 8443
"""


def blocks(text: str) -> list[list[dict[str, Any]]]:
    """The tasks of the guide's examples."""
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)]


def test_the_guide(ansible: AnsibleRunner, tmp_path: Path) -> None:
    # The ports without privilege that the lab has in place of 22 and 443.
    text = GUIDE.read_text().replace("ansible_port: 22", "ansible_port: 8022").replace("port: 443\n", "port: 9443\n")
    serve, move, bootstrap = blocks(text)
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        address = leaf.spare_addresses[0]
        pair = lab.authorities.server_certificate(leaf.address, address)
        leaf.switch.files["certificate"]["eapi.crt"] = pair.certificate_pem.decode()
        leaf.switch.files["sslkey"]["eapi.key"] = pair.key_pem.decode()
        leaf.run("configure", *SETTING.format(address=address).splitlines())
        known = str(lab.known_hosts_path)
        hosts = {"leaf1": host_of(leaf, management_address=address, ansible_eapi_ssh_known_hosts=known)}
        run = ansible.playbook([play([*serve, *move])], inventory(lab, hosts=hosts)).check()
        assert [run.result("leaf1", each["name"]).status for each in (*serve, move[0])] == ["changed", "ok"]
        assert run.result("leaf1", serve[0]["name"])["saved"] is True
        noted = run.result("leaf1", move[1]["name"]).msg
        assert noted.startswith(f"https://{leaf.address}:9443, and also https://{address}:9443, ")

        hosts["leaf1"]["ansible_port"] = 9443  # a later run reads the inventory
        on = ansible.playbook([play([*bootstrap, *serve])], inventory(lab, hosts=hosts)).check()
        assert [on.result("leaf1", task["name"]).status for task in (*bootstrap, *serve)] == ["ok", "ok"]
        leaf.run("configure", "management api http-commands", "shutdown", "no vrf default", "no vrf MGMT")
        assert leaf.sockets == set()
        booted = ansible.playbook([play([*bootstrap, *move])], inventory(lab, hosts=hosts), "--diff").check()
        assert [booted.result("leaf1", task["name"]).status for task in (bootstrap[0], move[0])] == ["changed"] * 2
        assert booted.result("leaf1", move[1]["name"]).msg.startswith(f"https://{address}:9443, and also ")
        sentence = re.search(r"^! (.*)$", text, re.M)
        assert sentence is not None
        assert booted.result("leaf1", move[0]["name"])["predicted"] == [sentence[1]]
