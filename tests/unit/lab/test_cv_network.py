# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""CloudVision as a part of a lab: only where it is asked for, in the inventory, and from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import CloudVisionSpec, Lab, LabError
from support.cloudvision import Api

TESTS = Path(__file__).resolve().parents[2]


def test_a_lab_without_one_imports_nothing_of_grpc(tmp_path: Path) -> None:
    program = (
        "import sys; from lab import Lab, CloudVisionSpec\n"
        f"with Lab({str(tmp_path / 'lab')!r}, 1) as lab: print(lab.has_cloudvision)\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('grpc', 'google', 'arista', 'fmp')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=TESTS, check=True)
    assert done.stdout.split("\n")[:2] == ["False", "[]"]


def test_a_lab_without_one_says_so(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", 1) as lab, pytest.raises(LabError, match="has no CloudVision"):
        lab.cloudvision.stop()


def test_the_inventory_has_a_host_for_it(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", 1, cloudvision=True) as lab:
        inventory: dict[str, Any] = yaml.safe_load(lab.inventory_path.read_text())
        host = inventory["cloudvision"]["hosts"]["cloudvision"]
        assert (host["ansible_connection"], host["ansible_host"]) == (
            "aerie.arista.cloudvision",
            lab.cloudvision.address,
        )
        assert host["ansible_port"] == lab.cloudvision.port
        assert Path(host["ansible_cloudvision_token_file"]).read_text().strip() == lab.cloudvision.token
        assert Path(host["ansible_cloudvision_ca_path"]) == lab.ca_path
        assert lab.cloudvision.token not in lab.inventory_path.read_text()
        assert lab.cloudvision.address not in {switch.address for switch in lab}


def test_its_devices_are_the_switches_and_as_many_others_as_wanted(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", 3, cloudvision=CloudVisionSpec(devices=5)) as lab, Api(lab.cloudvision) as api:
        devices = {value["hostname"]: value for value in api.values("inventory.v1.Device")}
        assert len(devices) == 8
        leaf = devices["leaf1"]
        hardware = lab["leaf1"].switch.hardware
        assert leaf["key"]["deviceId"] == hardware.serial == lab.cloudvision.device_id("leaf1")
        assert (leaf["softwareVersion"], leaf["fqdn"]) == ("4.33.2F", "leaf1.lab.example")
        assert leaf["streamingStatus"] == "STREAMING_STATUS_ACTIVE"
        mainline = [{"key": {"workspaceId": "", "label": "role"}}]
        assert len(api.values("tag.v2.TagAssignment", partialEqFilter=mainline)) == 5
    with (
        Lab(tmp_path / "none", 1, cloudvision=CloudVisionSpec(onboarded=False)) as lab,
        Api(lab.cloudvision) as api,
    ):
        assert api.values("inventory.v1.Device") == []


COUNT = """
import sys
import grpc
from arista.inventory.v1 import services
target, ca, token = sys.argv[1:]
credentials = grpc.ssl_channel_credentials(open(ca, "rb").read())
with grpc.secure_channel(target, credentials) as channel:
    stub = services.DeviceServiceStub(channel)
    metadata = [("authorization", "Bearer " + token)]
    for number in range(3):
        found = stub.GetMeta(services.DeviceStreamRequest(), metadata=metadata, timeout=20).count.value
print(found)
"""


def counting(address: str, port: int, ca: Path, token: str) -> subprocess.Popen[str]:
    """A process that counts the devices, three times."""
    command = [sys.executable, "-c", COUNT, f"{address}:{port}", str(ca), token]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_of_their_own_may_ask_it(tmp_path: Path) -> None:
    """As plays do: several processes at once, each with a channel of its own."""
    with Lab(tmp_path / "lab", 2, cloudvision=True) as lab:
        found = lab.cloudvision
        processes = [counting(found.address, found.port, found.ca_path, found.token) for _number in range(4)]
        answers = [process.communicate(timeout=300)[0] for process in processes]
        assert answers == ["2\n"] * 4
        assert found.stats.by_method["inventory.v1.Device/GetMeta"] == 12


class TestCommandLine:
    def run(self, *arguments: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(TESTS / "lab"), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)

    def test_a_lab_with_one(self, tmp_path: Path) -> None:
        state = tmp_path / "lab"
        up = self.run("up", "--switches", 1, "--cloudvision", "--devices", 3, "--state", state, "--detach")
        assert up.returncode == 0, up.stderr
        try:
            host = yaml.safe_load((state / "inventory.yml").read_text())["cloudvision"]["hosts"]["cloudvision"]
            token = (state / "cloudvision.token").read_text().strip()
            arguments = (host["ansible_host"], host["ansible_port"], state / "ca.pem", token)
            assert counting(*arguments).communicate(timeout=300)[0] == "4\n"
            assert host["ansible_host"] in self.run("status", "--state", state).stdout.splitlines()[-1]
            stats = json.loads(self.run("stats", "--state", state, "--reset").stdout)["cloudvision"]
            assert stats["by_method"] == {"inventory.v1.Device/GetMeta": 3}
            fault = ("fault", "--state", state, "--switch", "cloudvision")
            assert self.run(*fault, "refuse").returncode == 0
            assert "refused" in counting(*arguments).communicate(timeout=300)[1]
            assert self.run(*fault, "clear").returncode == 0
            assert counting(*arguments).communicate(timeout=300)[0] == "4\n"
            assert "unknown fault 'bad-gateway'" in self.run(*fault, "bad-gateway").stderr
        finally:
            down = self.run("down", "--state", state)
        assert (down.returncode, state.exists()) == (0, False)

    def test_a_lab_without_one(self, tmp_path: Path) -> None:
        state = tmp_path / "lab"
        assert self.run("up", "--switches", 1, "--state", state, "--detach").returncode == 0
        try:
            wrong = self.run("fault", "--state", state, "--switch", "cloudvision", "slow")
            assert (wrong.returncode, "--cloudvision" in wrong.stderr) == (1, True)
        finally:
            self.run("down", "--state", state)
