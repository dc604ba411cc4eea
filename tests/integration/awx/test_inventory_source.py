# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The inventory source under ansible-runner, with what AWX sets and the CloudVision credentials inject, over TLS."""

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
