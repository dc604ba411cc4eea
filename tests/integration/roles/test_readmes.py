# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The plays of the roles' pages, as they stand: one run of all, with a switch for each role that changes something.

roles/config_backup/README, roles/conformance/README, roles/eapi_enable/README, roles/eapi_ssl_profile/README,
roles/eapi_vrfs/README, roles/fleet_report/README, roles/fleet_stop/README, roles/lab/README.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support import guides
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import inventory

ROOT = Path(__file__).resolve().parents[3]
#: Role → the switch for it; the others share a switch, of which they only read.
OWN = {"eapi_enable": "moving", "eapi_ssl_profile": "certified", "eapi_vrfs": "served"}
READING = ("conformance", "config_backup", "fleet_report", "fleet_stop")
SPECS = [
    SwitchSpec(name="read"),
    SwitchSpec(name="moving"),
    SwitchSpec(name="certified"),
    SwitchSpec(name="served", config="vrf instance MGMT\nip access-list CONTROLLERS\n   10 permit ip any any"),
]
#: Paths of the pages, and what stands for them below the reader's folder.
PLACES = {"/srv/www/": "", "/srv/reports/fleet_report-": "fleet", "/srv/pki/switches": "pki", "/tmp/lab": "second-lab"}


@dataclass(frozen=True)
class Followed:
    """The lab, the folder in which a reader works, and the run of all plays."""

    lab: Lab
    folder: Path
    run: Run

    def config(self, switch: str) -> str:
        return self.lab[switch].running_config()


def plays(role: str, hosts: str, folder: Path) -> list[Any]:
    """The plays of a role's page for hosts of the lab; what they write goes below a folder."""
    found = [
        play for block in guides.Guide(f"../roles/{role}/README").data(run=True) for play in block if "hosts" in play
    ]
    assert found, role
    text = yaml.safe_dump(found)
    for path, here in PLACES.items():
        text = text.replace(path, str(folder / here) if here else f"{folder}/")
    return [{**play, "hosts": play["hosts"].replace("switches", hosts)} for play in yaml.safe_load(text)]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    folder = tmp_path_factory.mktemp("readmes")
    (folder / "intended").mkdir()
    chosen = {**dict.fromkeys(READING, "read"), **OWN, "lab": "localhost"}
    written = [play for role, hosts in chosen.items() for play in plays(role, hosts, folder)]
    with Lab(folder / "lab", SPECS) as lab, isolated_environment(folder) as env:
        data = {"switches": inventory(lab, vault_ca_passphrase="s3cret-of-the-CA")["all"]}
        # The lab serves 443 at 8443, which is as if the port were forwarded.
        data["switches"]["hosts"]["moving"]["eapi_enable_endpoint"] = {"port": 9443}
        (folder / "inventory.yml").write_text(yaml.safe_dump(data))
        runner = AnsibleRunner(folder, {**env, "PWD": str(folder)})
        try:
            yield Followed(lab, folder, runner.playbook(written, folder / "inventory.yml").check())
        finally:
            down = [sys.executable, str(ROOT / "tests" / "lab"), "down", "--state", str(folder / "second-lab")]
            subprocess.run(down, check=False)


def test_pages_that_only_read(followed: Followed) -> None:
    folder = followed.folder
    assert "hostname read\n" in (folder / "backups" / "read.cfg").read_text()
    log = subprocess.run(["git", "-C", folder / "backups", "log"], capture_output=True, text=True, check=True)
    assert "config-backup@localhost" in log.stdout
    assert (folder / "conformance" / "read" / "conformance-vEOS-lab-4.33.2F.json").is_file()
    joined = (folder / "all.html").read_text()
    assert all(f">{name}<" in joined for name in ("read", "moving", "served")), "the page of the joined report"
    assert followed.run.result("read", "Ask all switches")["hosts"]["read"]["stdout"][0]["modelName"] == "vEOS-lab"
    assert (folder / "second-lab.yml").is_file()


def test_pages_that_change_a_switch(followed: Followed) -> None:
    assert "protocol https port 9443\n" in followed.config("moving")
    assert "ip access-group CONTROLLERS" in followed.config("served")
    assert "ssl profile " in followed.config("certified")


def test_a_user_logs_in_as_the_page_says(followed: Followed) -> None:
    guide, folder = guides.Guide("../roles/eapi_ssl_profile/README"), followed.folder
    (variables,) = (data for data in guide.data(run=True) if isinstance(data, dict))
    given = {name: value.replace("/srv/pki/switches", str(folder / "pki")) for name, value in variables.items()}
    data = yaml.safe_load((folder / "inventory.yml").read_text())
    data["switches"]["vars"].update(
        given, ansible_eapi_ca_path=str(folder / "pki" / "ca.pem"), ansible_user=None, ansible_password=None
    )
    ansible = AnsibleRunner(folder, {"ANSIBLE_LOCALHOST_WARNING": "0"})
    done = ansible.adhoc("certified", "aerie.arista.eapi_command", "commands='show users'", inventory=data)
    assert done.results("certified")[0].status == "ok", done.output
