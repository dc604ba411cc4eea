# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to tests, followed: a report for CI, and a change that is kept because what was up is up again."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from lab.network import Lab
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import host_of, inventory, play


def test_the_guide(ansible: AnsibleRunner, tmp_path: Path) -> None:
    (report,), (change,) = Guide("testing").data(run=True)
    catalog = {"anta.tests.system": [{"VerifyUptime": {"minimum": 1}}]}
    (tmp_path / "catalog.yml").write_text(yaml.safe_dump(catalog))
    with Lab(tmp_path / "lab", 4) as lab:
        leaf = lab["leaf1"]
        (number,) = re.findall(r"^router bgp (\d+)$", leaf.running_config(), re.M)
        change["aerie.arista.eapi_config"]["parents"] = f"router bgp {number}"
        change["aerie.arista.eapi_config"]["confirm"]["interval"] = 1
        run = ansible.playbook([play([report, change])], inventory(lab, hosts={"leaf1": host_of(leaf)})).check()
    assert "<testsuite" in (tmp_path / "reports" / "leaf1.xml").read_text()
    assert run.result("leaf1", change["name"])["confirmed"] is True
