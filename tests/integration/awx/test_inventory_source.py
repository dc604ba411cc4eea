# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Inventory source and deployment under ansible-runner, with what AWX and the CloudVision credentials set, over TLS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.cloudvision.spec import CloudVisionSpec
from lab.network import Lab
from support.awx_job import Job, Outcome, credential_types


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 2, cloudvision=CloudVisionSpec()) as running:
        yield running


def update(lab: Lab, folder: Path, collections_path: Path, kind: str, **inputs: Any) -> Outcome:
    job = Job(folder)
    # The lab answers on another port than CloudVision.
    job.env["CLOUDVISION_PORT"] = str(lab.cloudvision.port)
    job.inject(credential_types()[kind], {"ca_cert": lab.cloudvision.ca_path.read_text(), **inputs})
    return job.update_inventory("inventory/cloudvision.yml", collections_path)


def switches(done: Outcome) -> list[str]:
    text = done.check().stdout
    return sorted(json.loads(text[text.index("{") : text.rindex("}") + 1])["switches"]["hosts"])


def test_devices_are_switches(lab: Lab, tmp_path: Path, collections_path: Path) -> None:
    cloudvision = lab.cloudvision
    done = update(
        lab,
        tmp_path / "job",
        collections_path,
        "Arista CloudVision",
        token=cloudvision.token,
        host=cloudvision.address,
    )
    assert switches(done) == sorted(switch.name for switch in lab)
    assert done.holding(cloudvision.token) == []


def test_a_login_does_as_well(lab: Lab, tmp_path: Path, collections_path: Path) -> None:
    cloudvision = lab.cloudvision
    user, password = cloudvision.username, cloudvision.password
    inputs = {"host": cloudvision.address, "user": user, "user_password": password}
    done = update(lab, tmp_path / "job", collections_path, "Arista CloudVision login", **inputs)
    assert switches(done) == sorted(switch.name for switch in lab)
    assert done.holding(password) == []


def test_a_deployment(lab: Lab, tmp_path: Path, collections_path: Path) -> None:
    cloudvision = lab.cloudvision
    (tmp_path / "fabric").mkdir()
    for switch in lab:
        (tmp_path / "fabric" / f"{switch.name}.cfg").write_text("ntp server 192.0.2.53\n")
    hosts = {"all": {"hosts": {"cloudvision": {"ansible_connection": "aerie.arista.cloudvision"}}}}
    given = {"deploy_path": str(tmp_path / "fabric"), "deploy_timeout": 60}
    for number, args in enumerate((["--check"], [])):
        job = Job(tmp_path / f"job{number}")
        job.args += args
        job.env["CLOUDVISION_PORT"] = str(cloudvision.port)
        inputs = {"ca_cert": cloudvision.ca_path.read_text(), "token": cloudvision.token, "host": cloudvision.address}
        job.inject(credential_types()["Arista CloudVision"], inputs)
        done = job.run("cloudvision_deploy.yml", hosts, given, collections_path).check()
        assert all(f"{switch.name}: built" in done.stdout for switch in lab)
        assert done.holding(cloudvision.token) == []
        deployed = ["ntp server 192.0.2.53" in switch.running_config() for switch in lab]
        assert deployed == [not args] * 2
