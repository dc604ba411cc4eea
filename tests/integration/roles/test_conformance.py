# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The playbook conformance over switches that answer, one that does not, and a CloudVision: table, page, bundles."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.cloudvision.spec import CloudVisionSpec
from lab.network import Lab
from support.cloudvision_plays import inventory as cloudvision_inventory
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import GO_ON, inventory, play, task

CONFORMANCE = "aerie.arista.cloudvision_conformance"
TITLE = 'Ours & <"theirs">'


@dataclass(frozen=True)
class Played:
    """A finished run, its lab, its folder and its page."""

    lab: Lab
    run: Run
    folder: Path
    page: str


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("ansible")
    with (
        Lab(tmp_path_factory.mktemp("lab"), 2, cloudvision=CloudVisionSpec(devices=3)) as lab,
        isolated_environment(folder) as environment,
    ):
        runner = AnsibleRunner(folder, {**environment, "CLOUDVISION_SESSION_STORE": str(folder / "sessions")})
        yield play_all(lab, runner, folder)


def play_all(lab: Lab, runner: AnsibleRunner, folder: Path) -> Played:
    """One run for all tests."""
    lab["spine1"].faults.add("refuse")
    lab["leaf1"].alterations.add("no-fqdn")
    clouds = cloudvision_inventory(lab)["all"]["hosts"]
    denied = {**clouds["cv"], "ansible_cloudvision_token": "x.y.z"}
    children = {"switches": inventory(lab)["all"], "clouds": {"hosts": {**clouds, "denied": denied}}}
    hosts: dict[str, Any] = {"all": {"children": children}}
    settings = {"conformance_folder": f"{folder}/out", "conformance_title": TITLE, "conformance_level": "session"}
    tasks = [
        task("Checked", CONFORMANCE, {"level": "workspace", "bundle_folder": f"{folder}/no"}, check_mode=True),
        task("Nonsense", CONFORMANCE, {"level": "session"}, **GO_ON),
    ]
    plays = [
        {"import_playbook": "aerie.arista.conformance", "vars": {**settings, "conformance_hosts": "all"}},
        play(tasks, hosts="cv"),
    ]
    run = runner.playbook(plays, hosts)
    return Played(lab, run, folder, (folder / "out" / "conformance.html").read_text())


def test_the_run_ends_well_though_hosts_do_not_answer(played: Played) -> None:
    assert played.run.rc == 0, played.run.output
    assert played.run.stats["leaf1"]["failures"] == 0


def test_the_table_names_each_host_and_difference(played: Played) -> None:
    output = played.run.stdout
    assert "leaf1" in output
    assert "fqdn is missing" in output
    assert "connection refused" in output
    assert "conformance-vEOS-lab-4.33.2F.json" in output


def test_the_page_has_all_hosts_and_is_escaped(played: Played) -> None:
    page = played.page
    assert "Ours &amp; &lt;&#34;theirs&#34;&gt;" in page
    assert '<th scope="row">spine1</th>' in page
    assert "fqdn is missing" in page
    assert "show-hostname" in page
    assert "cv-workspace-abandoned" in page
    assert stat.S_IMODE((played.folder / "out" / "conformance.html").stat().st_mode) == 0o640


def test_bundles_are_private_and_hold_no_address(played: Played) -> None:
    leaf, cloud = played.lab["leaf1"], played.lab.cloudvision
    bundles = sorted((played.folder / "out").glob("*/*.json"))
    assert [path.parent.name for path in bundles] == ["cv", "leaf1"]
    for path in bundles:
        text = path.read_text()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        found = (leaf.address, leaf.switch.hardware.serial, "spine1", cloud.address, cloud.token, played.lab.password)
        assert [each for each in found if each in text] == []
        assert json.loads(text)["source"] == "device"


def test_workspaces_are_judged_and_abandoned(played: Played) -> None:
    rows = {row["id"]: row for row in played.run.result("cv", "aerie.arista.conformance : Judge CloudVision")["rows"]}
    assert [row for row in rows.values() if row["result"] == "differs"] == []
    names = [name for name in rows if name.startswith("cv-workspace-")]
    # Nobody else submits a change meanwhile.
    assert [name for name in names if rows[name]["result"] != "holds"] == ["cv-workspace-rebased"]
    assert rows["cv-workspace-rebased"]["result"] == "skipped"
    assert len(names) == 13


def test_check_mode_creates_no_workspace_and_no_file(played: Played) -> None:
    result = played.run.result("cv", "Checked")
    assert result["level"] == "read"
    assert {row["result"] for row in result["rows"] if row["id"].startswith("cv-workspace-")} == {"skipped"}
    assert not (played.folder / "no").exists()
    assert "session" in played.run.result("cv", "Nonsense").msg
