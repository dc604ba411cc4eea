# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's CloudVision as pyavd sees it: its client, and its workflow that deploys configurations to the devices."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from lab import CloudVisionSpec, Lab
from lab.cloudvision.cloudvision import CloudVision
from support.proxy import Proxy, proxying

pytestmark = pytest.mark.interop
pytest.importorskip("pyavd._cv.client", reason="pyavd is not installed")

from pyavd._cv.client import CVClient  # noqa: E402
from pyavd._cv.client.exceptions import CVClientException, CVGRPCError, CVResourceNotFound  # noqa: E402
from pyavd._cv.client.models import CVTagAssignment  # noqa: E402
from pyavd._cv.workflows import models  # noqa: E402
from pyavd._cv.workflows.deploy_to_cv import deploy_to_cv  # noqa: E402

T = TypeVar("T")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 2, cloudvision=CloudVisionSpec(version="2026.2.0")) as lab:
        yield lab
        assert lab.cloudvision.failures == []


@pytest.fixture
def cloudvision(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudVision]:
    """CloudVision, whose CA the system trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(lab.ca_path))
    lab.cloudvision.faults.clear()
    yield lab.cloudvision
    lab.cloudvision.faults.clear()


@pytest.fixture
def proxy(cloudvision: CloudVision) -> Iterator[Proxy]:
    """The client asks port 443 for its REST calls; the proxy knows the lab's port."""
    with proxying({}) as proxy:
        proxy.ports[443] = cloudvision.port
        yield proxy


@pytest.fixture
def run(cloudvision: CloudVision, proxy: Proxy) -> Callable[..., Any]:
    """Run a coroutine function with a client that is connected."""

    def run(action: Callable[[CVClient], Awaitable[T]], **options: Any) -> T:
        async def inner() -> T:
            credentials = options or {"token": cloudvision.token}
            address, port = proxy.server_address[:2]
            client = CVClient(
                cloudvision.address, use_system_certs=True, proxy_host=str(address), proxy_port=port, **credentials
            )
            async with client:
                return await action(client)

        return asyncio.run(inner())

    return run


def test_inventory(run: Callable[..., Any], lab: Lab, cloudvision: CloudVision) -> None:
    devices = run(lambda client: client.get_inventory_devices())
    assert {device.hostname for device in devices} == {"spine1", "leaf1"}
    wanted = {(cloudvision.device_id("leaf1"), None, None)}
    (leaf,) = run(lambda client: client.get_inventory_devices(devices=wanted))
    hardware = lab["leaf1"].switch.hardware
    assert (leaf.hostname, leaf.system_mac_address, leaf.model_name) == ("leaf1", hardware.system_mac, hardware.model)
    assert leaf.software_version == "4.33.2F"


def test_a_login_and_its_failure(run: Callable[..., Any], cloudvision: CloudVision) -> None:
    devices = run(
        lambda client: client.get_inventory_devices(), username=cloudvision.username, password=cloudvision.password
    )
    assert len(devices) == 2
    with pytest.raises(CVClientException, match="401"):
        run(lambda client: client.get_inventory_devices(), username=cloudvision.username, password="wrong")


def test_a_token_that_may_only_read(run: Callable[..., Any], cloudvision: CloudVision) -> None:
    assert len(run(lambda client: client.get_inventory_devices(), token=cloudvision.read_only_token)) == 2
    with pytest.raises(CVGRPCError, match="PERMISSION_DENIED"):
        run(lambda client: client.create_workspace("ws-reader"), token=cloudvision.read_only_token)


def test_its_reset_streams_are_tried_again(run: Callable[..., Any], cloudvision: CloudVision) -> None:
    cloudvision.faults.add("reset-mid-stream", times=1, match="DeviceService/GetAll$")
    before = cloudvision.stats.by_method["inventory.v1.Device/GetAll"]
    assert len(run(lambda client: client.get_inventory_devices())) == 2
    assert cloudvision.stats.by_method["inventory.v1.Device/GetAll"] - before == 2


async def new_workspace(client: CVClient, workspace: str) -> None:
    await client.create_workspace(workspace)
    await client.wait_for_workspace_state(workspace, "pending")


def test_studio_inputs_in_a_workspace(run: Callable[..., Any]) -> None:
    async def scenario(client: CVClient) -> list[Any]:
        await new_workspace(client, "ws-inputs")
        await client.set_studio_inputs("studio-x", "ws-inputs", {"a": {"b": 1}, "list": [1, 2]})
        await client.set_studio_inputs("studio-x", "ws-inputs", "new", ["a", "c"])
        await asyncio.sleep(0.1)
        whole = await client.get_studio_inputs("studio-x", "ws-inputs")
        part = await client.get_studio_inputs_with_path("studio-x", "ws-inputs", ["a", "c"])
        mainline = await client.get_studio_inputs("studio-x", "", default_value="nothing")
        return [whole, part, mainline]

    assert run(scenario) == [{"a": {"b": 1, "c": "new"}, "list": [1, 2]}, "new", "nothing"]


def test_missing_object(run: Callable[..., Any]) -> None:
    with pytest.raises(CVResourceNotFound):
        run(lambda client: client.get_workspace("no such workspace"))


def test_a_large_request_is_split(run: Callable[..., Any], cloudvision: CloudVision) -> None:
    """More than 1 MiB of tag assignments: the client halves what was refused, and all arrive."""
    count, label = 1_500, "bulk" * 200

    async def scenario(client: CVClient) -> None:
        await new_workspace(client, "ws-large")
        device = cloudvision.device_id("leaf1")
        assignments = [CVTagAssignment("device", label, str(number), device) for number in range(count)]
        await client.set_tag_assignments("ws-large", assignments)

    refused = cloudvision.stats.by_method["tag.v2.TagAssignmentConfig/SetSome"]
    run(scenario)
    assert cloudvision.stats.by_method["tag.v2.TagAssignmentConfig/SetSome"] - refused > 1
    table = cloudvision.state.table("tag.v2.TagAssignmentConfig")
    assert sum(1 for value in table.values() if value.key.workspace_id.value == "ws-large") == count


def deploy(lab: Lab, proxy: Proxy, folder: Path, configs: dict[str, str], **workspace: Any) -> models.DeployToCvResult:
    """Deploy configurations by pyavd's workflow, up to the end of the change control."""
    deployments = []
    for name, text in configs.items():
        device = models.CVDevice(models.AvdDevice(name, lab.cloudvision.device_id(name)))
        path = folder / f"{name}.cfg"
        path.write_text(text)
        tags = [models.CVDeviceTag("role", name.rstrip("0123456789"), device)]
        deployments.append(
            models.CVDeviceDeployment(device, eos_config=models.CVEosConfig(str(path), device), device_tags=tags)
        )
    address, port = proxy.server_address[:2]
    target = models.CloudVision(
        lab.cloudvision.address,
        lab.cloudvision.token,
        None,
        None,
        True,
        str(address),
        port,
        None,
        None,
        deploy_future=models.CVDeployFuture(use_system_certs=True),
    )
    work = models.CVWorkspace(models.AvdWorkspace(**workspace))
    change = models.CVChangeControl(models.AvdChangeControl(requested_state="completed"))
    return asyncio.run(deploy_to_cv(target, work, change, deployments, strict_tags=False))


def test_a_deployment_reaches_the_switches(lab: Lab, cloudvision: CloudVision, proxy: Proxy, tmp_path: Path) -> None:
    configs = {"leaf1": "vlan 777\n   name from-cloudvision\n!\n", "spine1": "ntp server 192.0.2.77\n"}
    result = deploy(lab, proxy, tmp_path, configs, id="ws-deploy")
    assert (result.failed, result.errors) == (False, [])
    assert result.workspace.state == "submitted"
    assert result.change_control.state == "completed"
    assert "vlan 777\n   name from-cloudvision" in lab["leaf1"].running_config()
    assert "ntp server 192.0.2.77" in lab["spine1"].running_config()
    tags = [
        value for value in cloudvision.state.table("tag.v2.TagAssignment").values() if value.key.label.value == "role"
    ]
    assert {value.key.value.value for value in tags if not value.key.workspace_id.value} == {"leaf", "spine"}
    # What is not configured any more is taken back; a device whose configuration stays is left alone.
    again = deploy(lab, proxy, tmp_path, {**configs, "leaf1": "vlan 778\n"}, id="ws-again")
    assert (again.failed, again.change_control.state) == (False, "completed")
    assert "vlan 777" not in lab["leaf1"].running_config()
    control = cloudvision.get("changecontrol.v1.ChangeControl", id=again.change_control.id)
    assert list(control.device_ids.values) == [cloudvision.device_id("leaf1")]
    # Nothing to do: no change control.
    third = deploy(lab, proxy, tmp_path, {**configs, "leaf1": "vlan 778\n"}, id="ws-third")
    assert (third.failed, third.workspace.state) == (False, "submitted")
    assert list(cloudvision.get("workspace.v1.Workspace", workspaceId="ws-third").cc_ids.values) == []


def test_a_build_that_fails_names_the_line(lab: Lab, proxy: Proxy, tmp_path: Path) -> None:
    before = lab["leaf1"].running_config()
    result = deploy(lab, proxy, tmp_path, {"leaf1": "vlan 12\nthis is no command\n"}, id="ws-bad")
    assert result.failed
    assert result.workspace.state == "build failed"
    (build,) = result.workspace.device_build_results
    (error,) = build.config_validation.errors
    assert (error.line_num, "this is no command" in error.error_msg) == (2, True)
    assert error.configlet_name == "AVD_leaf1"
    assert lab["leaf1"].running_config() == before


def test_a_change_control_that_fails(lab: Lab, cloudvision: CloudVision, proxy: Proxy, tmp_path: Path) -> None:
    cloudvision.faults.add("change-fails", times=1)
    result = deploy(lab, proxy, tmp_path, {"leaf1": "vlan 913\n"}, id="ws-cc-fails")
    assert result.failed
    assert "refused the configuration" in str(result.errors)
    assert "vlan 913" not in lab["leaf1"].running_config()


def test_a_workspace_is_rebased_when_the_mainline_moves(
    lab: Lab, cloudvision: CloudVision, proxy: Proxy, run: Callable[..., Any], tmp_path: Path
) -> None:
    async def other(client: CVClient) -> None:
        path = tmp_path / "other.cfg"
        path.write_text("vlan 61\n")
        await new_workspace(client, "ws-late")
        identity = f"avd-{cloudvision.device_id('leaf1')}"
        await client.set_configlets_from_files("ws-late", [(identity, "late", "late", str(path))])

    run(other)
    assert not deploy(lab, proxy, tmp_path, {"leaf1": "vlan 62\n"}, id="ws-first").failed
    assert cloudvision.get("workspace.v1.Workspace", workspaceId="ws-late").needs_rebase.value
    result = deploy(lab, proxy, tmp_path, {"leaf1": "vlan 63\n   name late\n"}, id="ws-late")
    assert (result.failed, result.errors) == (False, [])
    assert "vlan 63\n   name late" in lab["leaf1"].running_config()
