# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""cloudvision_deploy and pyavd's deploy_to_cv deploy one fabric of AVD, and each takes over from the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import CloudVisionSpec, Lab
from support import fabric
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner
from support.plays import play
from support.proxy import Proxy, proxying
from support.workflows import objects_of, workflow

pytestmark = pytest.mark.interop
pytest.importorskip("pyavd._cv.client", reason="pyavd is not installed")

from pyavd._cv.workflows import models  # noqa: E402
from pyavd._cv.workflows.deploy_to_cv import deploy_to_cv  # noqa: E402

#: What a task may need of what pyavd needs.
SHARE = 1.2
PRESHARED = "060506324F41-preshared"
TAGS = {
    "topology_hints": True,
    "device_tags": [{"name": "site", "value": "zurich"}],
    "interface_tags": [{"name": "description", "data_path": "description"}],
}


@pytest.fixture(scope="module")
def designed() -> fabric.Fabric:
    fabric.DESIGNS["tagged"] = {**fabric.DESIGNS["evpn"], "generate_cv_tags": TAGS}
    try:
        return fabric.render("tagged")
    finally:
        del fabric.DESIGNS["tagged"]


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    with Lab(tmp_path / "lab", 1, cloudvision=CloudVisionSpec(version="2026.2.0", accepted=False)) as lab:
        monkeypatch.setenv("SSL_CERT_FILE", str(lab.ca_path))
        yield lab
        assert lab.cloudvision.failures == []


@pytest.fixture
def proxy(lab: Lab) -> Iterator[Proxy]:
    with proxying({}) as proxy:
        proxy.ports[443] = lab.cloudvision.port
        yield proxy


def write(folder: Path, designed: fabric.Fabric, lab: Lab) -> dict[str, Any]:
    """The folders that AVD writes, for devices that exist in CloudVision alone; returns their metadata."""
    serials = iter(lab.cloudvision.add_devices(len(designed.configs), tags=False))
    for kind in ("configs", "structured_configs"):
        (folder / "intended" / kind).mkdir(parents=True)
    for name, structured in designed.structured.items():
        structured.setdefault("metadata", {})["serial_number"] = next(serials)
        (folder / "intended" / "structured_configs" / f"{name}.yml").write_text(yaml.safe_dump(structured))
        (folder / "intended" / "configs" / f"{name}.cfg").write_text(designed.configs[name])
    return {name: structured["metadata"] for name, structured in designed.structured.items()}


def theirs(lab: Lab, proxy: Proxy, folder: Path, metadata: dict[str, Any]) -> int:
    """Deploy by pyavd; the number of its calls."""
    before = lab.cloudvision.stats.calls
    deployments = []
    for name, known in metadata.items():
        device = models.CVDevice(models.AvdDevice(name, known["serial_number"]))
        config = str(folder / "intended" / "configs" / f"{name}.cfg")
        tags = known["cv_tags"]
        deployments.append(
            models.CVDeviceDeployment(
                device,
                eos_config=models.CVEosConfig(config, device, f"AVD-{name}"),
                device_tags=[models.CVDeviceTag(one["name"], one["value"], device) for one in tags["device_tags"]],
                interface_tags=[
                    models.CVInterfaceTag(one["name"], one["value"], device, port["interface"])
                    for port in tags["interface_tags"]
                    for one in port["tags"]
                ],
                cv_pathfinder_metadata=models.CVPathfinderMetadata(deepcopy(known["cv_pathfinder"]), device)
                if "cv_pathfinder" in known
                else None,
            )
        )
    address, port = proxy.server_address[:2]
    certificates = models.CVDeployFuture(use_system_certs=True)
    cloudvision = (lab.cloudvision.address, lab.cloudvision.token, None, None, True, str(address), port, None, None)
    target = models.CloudVision(*cloudvision, deploy_future=certificates)
    change = models.CVChangeControl(models.AvdChangeControl(name="Fabric", requested_state="completed"))
    workspace = models.CVWorkspace(models.AvdWorkspace())
    done = asyncio.run(deploy_to_cv(target, workspace, change, deployments, strict_tags=False))
    assert (done.failed, done.errors) == (False, [])
    return lab.cloudvision.stats.calls - before


def ours(lab: Lab, runner: AnsibleRunner, folder: Path) -> tuple[Any, int]:
    """Deploy by the module; its result and the number of its calls."""
    before = lab.cloudvision.stats.calls
    control = {"name": "Fabric", "state": "completed"}
    task = workflow("deploy", "deploy", {"path": str(folder), "change_control": control, "wait_timeout": 60})
    run = runner.playbook([play([task])], inventory(lab), "--diff").check()
    assert PRESHARED not in run.output
    return run.result("cv", "deploy"), lab.cloudvision.stats.calls - before


def test_the_output_of_avd_as_it_stands(
    lab: Lab, proxy: Proxy, ansible: AnsibleRunner, tmp_path: Path, designed: fabric.Fabric
) -> None:
    metadata = write(tmp_path / "avd", designed, lab)
    done, calls = ours(lab, ansible, tmp_path / "avd")
    assert done.status == "changed"
    assert {one["device"]: one["state"] for one in done["devices"]} == dict.fromkeys(designed.configs, "built")
    assert done["change_control"]["completion_reason"] == "success"
    pyavd_calls = theirs(lab, proxy, tmp_path / "avd", metadata)
    again, calls_again = ours(lab, ansible, tmp_path / "avd")
    assert again.status == "ok"
    assert calls_again <= pyavd_calls
    assert calls > calls_again


def test_the_module_takes_over_from_pyavd(
    lab: Lab, proxy: Proxy, ansible: AnsibleRunner, tmp_path: Path, designed: fabric.Fabric
) -> None:
    metadata = write(tmp_path / "avd", designed, lab)
    first = theirs(lab, proxy, tmp_path / "avd", metadata)
    taken, _calls = ours(lab, ansible, tmp_path / "avd")
    # pyavd leaves the model in the Inventory & Topology Studio empty.
    assert {one["after_header"].split()[0] for one in taken.result.get("diff", [])} == {"inventory"}
    assert {one["state"] for one in taken["devices"]} == {"unchanged"}
    for name, config in designed.configs.items():
        (tmp_path / "avd" / "intended" / "configs" / f"{name}.cfg").write_text(
            config.replace("192.0.2.123", "192.0.2.124")
        )
    moved, calls = ours(lab, ansible, tmp_path / "avd")
    assert (moved.status, {one["state"] for one in moved["devices"]}) == ("changed", {"built"})
    assert calls <= SHARE * first


#: What AVD writes for routers of CV Pathfinder, in parts that each release of the studio takes, or does not.
AVT = {
    "id": 1,
    "name": "Voice",
    "constraints": {"jitter": 50, "lossrate": 1, "hop_count": "lowest"},
    "application_profiles": ["VOICE"],
    "pathgroups": [{"name": "INET", "preference": "preferred"}],
}
PATHFINDER = {
    "role": "pathfinder",
    "ssl_profile": "STUN",
    "vtep_ip": "10.0.1.1",
    "region": "EMEA",
    "interfaces": [
        {"name": "Ethernet2", "carrier": "BT", "circuit_id": "X1", "pathgroup": "INET", "public_ip": "10.2.3.4"}
    ],
    "pathgroups": [{"name": "INET", "carriers": [{"name": "BT"}], "imported_carriers": [{"name": "5G"}]}],
    "regions": [{"id": 1, "name": "EMEA", "zones": [{"id": 1, "name": "Z", "sites": [{"id": 1, "name": "Paris"}]}]}],
    "vrfs": [{"name": "HR", "vni": 100, "avts": [AVT, {"id": 2, "name": "rest"}]}, {"name": "default", "vni": 1}],
    "applications": {
        "profiles": [{"name": "VOICE", "builtin_applications": [{"name": "sip"}]}],
        "builtin_applications": [{"name": "sip", "category": "voice"}],
        "user_defined_applications": [{"name": "own", "category": "voice"}],
    },
}
TUNNEL = {"ip_address": "10.9.9.9", "datacenter": "FRA", "city": "Frankfurt", "country": "DE", "region": "EMEA"}
EDGE = {
    "role": "edge",
    "vtep_ip": "10.0.1.2",
    "site": "Paris",
    "zone": "Z",
    "pathfinders": [{"vtep_ip": "10.0.1.1"}],
    "interfaces": [{"name": "Ethernet1", "carrier": "BT", "pathgroup": "INET"}],
    "internet_exit_policies": [
        {"name": "local", "type": "direct"},
        {
            "name": "cloud",
            "type": "zscaler",
            "city": "Paris",
            "country": "FR",
            "firewall": True,
            "ips_control": False,
            "acceptable_use_policy": False,
            "vpn_credentials": [{"fqdn": "e@example.net", "vpn_type": "UFQDN", "pre_shared_key": PRESHARED}],
            "tunnels": [
                {"name": "T1", "preference": "Preferred", "endpoint": {**TUNNEL, "latitude": "1", "longitude": "2"}}
            ],
        },
    ],
}
STUDIO = "studio-avd-pathfinder-metadata"
NEWER = ("avtHopCount", "applications", "zscaler", "zscalerPresharedKeyRef", "serviceNodeEndpoint")
LOCATION = ["pathfinderRegion", "pathfinderAddress", "pathfinderSite"]


def studio(lab: Lab, new: bool) -> None:
    """The studio for the metadata, in an old or a new release."""
    fields: dict[str, Any] = {name: {"id": name} for name in (NEWER if new else ())}
    members = {"values": LOCATION if new else ["vtepIp"]}
    fields["pathfinderGroup"] = {"id": "pathfinderGroup", "groupProps": {"members": members}}
    key = {"studioId": STUDIO, "workspaceId": ""}
    lab.cloudvision.state.set("studio.v1.Studio", {"key": key, "inputSchema": {"fields": {"values": fields}}})


def notes_of(done: Any) -> list[str]:
    return [one for one in done.result.get("warnings", []) if STUDIO in one]


def inputs_of(lab: Lab) -> Any:
    key = {"studio_id": STUDIO, "workspace_id": "", "path": []}
    found = objects_of(lab.cloudvision).get("studio.v1.Inputs", key)
    return json.loads(found["inputs"]) if found else None


def test_metadata_of_pathfinder_routers(
    lab: Lab, proxy: Proxy, ansible: AnsibleRunner, tmp_path: Path, designed: fabric.Fabric
) -> None:
    """Both make the same of them; the module names what an old studio does not take, and shows no key."""
    first, second = list(designed.structured)[:2]
    for name, router in {first: PATHFINDER, second: EDGE}.items():
        designed.structured[name].setdefault("metadata", {})["cv_pathfinder"] = router
    try:
        metadata = write(tmp_path / "avd", designed, lab)
    finally:
        for name in (first, second):
            del designed.structured[name]["metadata"]["cv_pathfinder"]
    for new, notes in ((False, 5), (True, 0)):
        studio(lab, new)
        done, _calls = ours(lab, ansible, tmp_path / "avd")
        assert (done.status, len(notes_of(done))) == ("changed", notes), notes_of(done)
        mine = inputs_of(lab)
        theirs(lab, proxy, tmp_path / "avd", deepcopy(metadata))
        assert mine == inputs_of(lab)
    assert [len(mine[group]) for group in ("pathfinders", "routers", "vrfs")] == [1, 1, 2]
    assert ours(lab, ansible, tmp_path / "avd")[0].status == "ok"
