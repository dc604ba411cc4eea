# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A job in slices, as AWX divides it, on two nodes that share nothing, and the page that joins what the slices found.

A node runs its jobs one after the other with ansible-runner, and has a store of sessions and a temporary folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.awx_job import Job, Outcome, credential_types
from support.playrun import PLAY_SECONDS
from support.plays import DIRECT, host_of

HOSTS = [f"leaf{number:02}" for number in range(1, 25)]
SLICES = 4
#: The jobs of each node, by the number of the slice. The last slice is lost, with the node that ran it.
NODES = {"one": (1, 3), "two": (2,)}
LOST = HOSTS[SLICES - 1 :: SLICES]
SILENT = HOSTS[4]


def sliced(hosts: list[str], number: int) -> list[str]:
    """The hosts of a slice, as AWX chooses them."""
    return hosts[number - 1 :: SLICES]


@dataclass
class Fleet:
    """The lab, the nodes and what they keep."""

    lab: Lab
    folder: Path
    collections: Path
    started: list[Job] = field(default_factory=list)

    def inventory(self, names: list[str]) -> dict[str, Any]:
        hosts = {name: host_of(self.lab[name]) for name in names}
        return {"switches": {"hosts": hosts, "vars": {"ansible_connection": DIRECT}}}

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    def job(self, node: str, number: int, playbook: str, names: list[str], **more: Any) -> Outcome:
        """Run a job of a node; its number is AWX's."""
        job = Job(self.folder / f"job{number}")
        given = {
            "eapi_user": self.lab.username,
            "eapi_password": self.lab.password,
            "ca_cert": self.lab.ca_path.read_text(),
        }
        job.inject(credential_types()["Arista eAPI"], given)
        (self.folder / node / "tmp").mkdir(parents=True, exist_ok=True)
        job.env["EAPI_SESSION_STORE"] = str(self.folder / node / "sessions")
        job.env["TMPDIR"] = str(self.folder / node / "tmp")
        extra = {"awx_job_id": number, "fleet_report_folder": str(self.reports), **more}
        done = job.run(playbook, self.inventory(names), extra, self.collections, timeout=PLAY_SECONDS)
        assert done.holding(self.lab.password) == []
        return done

    def slices(self, node: str) -> list[Outcome]:
        """Run the slices of a node, one after the other."""
        return [self.job(node, number, "fleet_report.yml", sliced(HOSTS, number)) for number in NODES[node]]

    def kept(self, node: str) -> set[str]:
        """The files that a node keeps of switches."""
        return {path.name for path in (self.folder / node / "sessions").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory, collections_path: Path) -> Iterator[Fleet]:
    folder = tmp_path_factory.mktemp("fleet")
    (folder / "reports").mkdir()
    with Lab(folder / "lab", [SwitchSpec(name) for name in HOSTS]) as lab:
        lab[SILENT].faults.add("refuse")
        made = Fleet(lab, folder, collections_path)
        with ThreadPoolExecutor(len(NODES)) as nodes:
            for outcome in [each for found in nodes.map(made.slices, NODES) for each in found]:
                outcome.check()
        yield made


def joined(fleet: Fleet) -> dict[str, Any]:
    """The data of the joined page."""
    data: dict[str, Any] = json.loads((fleet.reports / "fleet_report.json").read_text())
    return data


def test_slices_share_nothing_and_log_in_once(fleet: Fleet) -> None:
    done = {node: [name for number in numbers for name in sliced(HOSTS, number)] for node, numbers in NODES.items()}
    logins = {name: fleet.lab[name].stats.logins for name in HOSTS}
    assert logins == {name: 0 if name in LOST or name == SILENT else 1 for name in HOSTS}
    assert all(fleet.lab[name].stats.command_requests == 3 for names in done.values() for name in names if logins[name])
    assert fleet.kept("one")
    assert fleet.kept("two")
    assert fleet.kept("one") & fleet.kept("two") == set()


def test_one_page_of_all_slices(fleet: Fleet) -> None:
    asked = {name: fleet.lab[name].stats.requests for name in HOSTS}
    fleet.job("one", 10, "fleet_report_join.yml", HOSTS).check()
    rows = {row["name"]: row for row in joined(fleet)["switches"]}
    assert list(rows)[: len(LOST) + 1] == sorted([SILENT, *LOST])
    assert sorted(rows) == HOSTS
    for name in LOST:
        assert rows[name]["complaints"] == ["No report of the last 24 hours tells of this switch."]
    assert rows[SILENT]["complaints"][0].startswith(f"{SILENT} (https://")
    for number in (1, 2, 3):
        part = json.loads((fleet.reports / f"fleet_report-{number}.json").read_text())
        assert {row["name"]: row for row in part["switches"]} == {name: rows[name] for name in sliced(HOSTS, number)}
    page = (fleet.reports / "fleet_report.html").read_text()
    assert '<strong id="switches-count">24</strong>' in page
    assert '<strong id="silent-count">7</strong>' in page
    assert {name: fleet.lab[name].stats.requests for name in HOSTS} == asked


def test_a_node_logs_in_to_switches_that_it_does_not_know(fleet: Fleet) -> None:
    """A later job on one node, of a switch that it knows, and of one that only the other node knows."""
    known, other = sliced(HOSTS, 1)[0], sliced(HOSTS, 2)[0]
    fleet.job("one", 11, "fleet_report.yml", [known, other]).check()
    assert (fleet.lab[known].stats.logins, fleet.lab[other].stats.logins) == (1, 2)
