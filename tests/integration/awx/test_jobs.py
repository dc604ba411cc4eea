# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The job templates' playbooks under ansible-runner, with what AWX sets and the credential types inject, over TLS.

A change from the first look to the roll-back, in the order of the workflow. No secret is left in the artifacts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.awx_job import Job, Outcome, credential_types
from support.plays import DIRECT, host_of, pending

ENABLE_PASSWORD = "en4ble-p4ssword-lab"
CHANGE = {"change_name": "CHG-1", "change_config": "vlan 77\n   name seventy-seven\n"}
FAST = {"change_interval": 0.2, "change_retries": 2}
HEALTHY = {
    **CHANGE,
    **FAST,
    "change_commands": "show vlan",
    "change_conditions": "[0].vlans.\"77\".name == 'seventy-seven'",
}
SICK = {**HEALTHY, "change_name": "CHG-2", "change_config": "vlan 88\n", "change_commit_timer": "2s"}

Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    specs = [SwitchSpec("leaf1"), SwitchSpec("leaf2", enable_password=ENABLE_PASSWORD)]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as running:
        yield running


def inventory(lab: Lab, *names: str) -> dict[str, Any]:
    """An inventory as CloudVision's: no credentials in it."""
    hosts = {name: host_of(lab[name]) for name in names or ("leaf1", "leaf2")}
    return {"switches": {"hosts": hosts, "vars": {"ansible_connection": DIRECT}}}


@pytest.fixture
def run(lab: Lab, tmp_path: Path, collections_path: Path) -> Run:
    """Run a playbook of the project with the eAPI credential, and look for its secrets."""
    counter = iter(range(100))

    def job(playbook: str, extra_vars: dict[str, Any], *hosts: str, check: bool = False, **inputs: Any) -> Outcome:
        given = {
            "eapi_user": lab.username,
            "eapi_password": lab.password,
            "enable_password": ENABLE_PASSWORD,
            "ca_cert": lab.ca_path.read_text(),
            **inputs,
        }
        started = Job(tmp_path / f"job{next(counter)}")
        started.args += ["--check"] if check else []
        started.inject(credential_types()["Arista eAPI"], given)
        done = started.run(playbook, inventory(lab, *hosts), extra_vars, collections_path)
        secrets = [given["eapi_password"], ENABLE_PASSWORD, *given.get("client_key", "").splitlines()[1:3]]
        assert done.holding(*filter(None, secrets)) == []
        assert not [secret for secret in filter(None, secrets) if secret in done.stdout]
        return done

    return job


def table(done: Outcome) -> dict[str, str]:
    """The rows of the table that a playbook prints, by switch."""
    lines = [line.strip().strip(',"') for line in done.stdout.splitlines()]
    start = next(index for index, line in enumerate(lines) if line.startswith("switch "))
    rows = lines[start + 1 : lines.index("]", start)]
    return {row.split()[0]: " ".join(row.split()[1:]) for row in rows}


def test_a_change_from_the_first_look_to_the_roll_back(lab: Lab, run: Run) -> None:
    before = [lab[name].running_config() for name in ("leaf1", "leaf2")]
    looked = run("change_check.yml", HEALTHY).check()
    assert table(looked) == {"leaf1": "would change +2 -0 lines", "leaf2": "would change +2 -0 lines"}
    assert [lab[name].running_config() for name in ("leaf1", "leaf2")] == before

    made = run("change_apply.yml", HEALTHY).check()
    assert table(made) == {"leaf1": "changed checkpoint CHG-1", "leaf2": "changed checkpoint CHG-1"}
    assert "seventy-seven" not in lab["leaf1"].switch.startup.text()

    held = run("change_verify.yml", HEALTHY).check()
    assert table(held) == {"leaf1": "healthy", "leaf2": "healthy"}
    assert "seventy-seven" in lab["leaf1"].switch.startup.text()

    foreseen = run("change_rollback.yml", HEALTHY, check=True).check()
    assert table(foreseen) == {"leaf1": "would be rolled back", "leaf2": "would be rolled back"}
    undone = run("change_rollback.yml", HEALTHY).check()
    assert table(undone) == {"leaf1": "rolled back", "leaf2": "rolled back"}
    assert [lab[name].running_config() for name in ("leaf1", "leaf2")] == before
    assert "seventy-seven" not in lab["leaf1"].switch.startup.text()


def test_a_change_that_makes_a_switch_sick_takes_itself_back_and_goes_no_further(lab: Lab, run: Run) -> None:
    before = [lab[name].running_config() for name in ("leaf1", "leaf2")]
    made = run("change_apply.yml", {**SICK, "change_serial": "1"})
    assert made.rc == 2
    assert list(table(made)) == ["leaf1"]
    assert table(made)["leaf1"].startswith("taken back")
    assert [lab[name].running_config() for name in ("leaf1", "leaf2")] == before
    assert pending(lab["leaf1"]) == []

    undone = run("change_rollback.yml", SICK).check()
    assert table(undone) == {"leaf1": "as before", "leaf2": "no such checkpoint"}


def test_a_sick_switch_keeps_all_from_being_saved_and_is_reported(lab: Lab, run: Run) -> None:
    lab["leaf1"].run("configure", "vlan 77", "name seventy-seven")
    lab["leaf2"].faults.add("refuse")
    try:
        held = run("change_verify.yml", HEALTHY)
    finally:
        lab["leaf2"].faults.clear()
    assert held.rc == 2
    assert table(held)["leaf1"] == "healthy"
    assert table(held)["leaf2"].startswith("not healthy leaf2 (https://")
    assert "seventy-seven" not in lab["leaf1"].switch.startup.text()
    lab["leaf1"].run("configure", "no vlan 77")


def test_a_verify_job_runs_no_health_command_that_may_change_the_switch(lab: Lab, run: Run) -> None:
    before = lab["leaf1"].running_config()
    asked = {**HEALTHY, "change_config": "hostname leaf1", "change_conditions": ""}
    for commands in ("CONFIGURE\nvlan 66", "show version | REDIRECT flash:x", "clear counters"):
        refused = run("change_verify.yml", {**asked, "change_commands": commands}, "leaf1")
        assert refused.rc == 2
        assert "is not certain to read only" in table(refused)["leaf1"]
    assert lab["leaf1"].running_config() == before


def test_a_client_certificate_instead_of_a_password(lab: Lab, run: Run) -> None:
    certificate, key = lab.client_cert("admin", 15)
    looked = run(
        "change_check.yml",
        {**HEALTHY, "change_config": "no such line"},
        "leaf1",
        eapi_user="",
        eapi_password="",
        auth="certificate",
        client_cert=certificate.read_text(),
        client_key=key.read_text(),
    )
    assert looked.rc == 2
    assert table(looked)["leaf1"].startswith("cannot leaf1 (https://")
    assert "was rejected" in table(looked)["leaf1"]


def test_the_fleet_report(lab: Lab, run: Run, tmp_path: Path) -> None:
    done = run("fleet_report.yml", {"fleet_report_path": str(tmp_path / "page.html")}).check()
    assert [row.split()[-3:] for row in table(done).values()] == [["good", "?", "yes"]] * 2
    assert "<title>Fleet report</title>" in (tmp_path / "page.html").read_text()
