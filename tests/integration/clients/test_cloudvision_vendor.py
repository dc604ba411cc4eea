# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's CloudVision as the vendor's own clients see it: the connector's channel, and the client of the new API."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from arista.inventory.v1 import models, services
from arista.tag.v2 import services as tag_services
from arista.workspace.v1 import services as workspace_services
from cloudvision.Connector.grpc_client import GRPCClient

from lab import CloudVisionSpec, Lab
from lab.cloudvision.cloudvision import CloudVision

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 2, cloudvision=CloudVisionSpec(devices=120)) as lab:
        yield lab
        assert lab.cloudvision.failures == []


@pytest.fixture
def cloudvision(lab: Lab) -> Iterator[CloudVision]:
    lab.cloudvision.faults.clear()
    yield lab.cloudvision
    lab.cloudvision.faults.clear()


@pytest.fixture
def client(cloudvision: CloudVision) -> Iterator[GRPCClient]:
    target = f"{cloudvision.address}:{cloudvision.port}"
    with GRPCClient(target, token=str(cloudvision.token_path), ca=str(cloudvision.ca_path)) as client:
        yield client


def test_devices_by_every_verb(client: GRPCClient, lab: Lab, cloudvision: CloudVision) -> None:
    stub = services.DeviceServiceStub(client.channel)
    listed = [response.value for response in stub.GetAll(services.DeviceStreamRequest())]
    batched = [
        response.value
        for batch in stub.GetAllBatched(services.DeviceBatchedStreamRequest(max_messages={"value": 50}))
        for response in batch.responses
    ]
    assert len(listed) == 122
    assert listed == batched
    leaf = stub.GetOne(services.DeviceRequest(key={"device_id": {"value": cloudvision.device_id("leaf1")}})).value
    assert leaf.hostname.value == "leaf1"
    assert leaf.streaming_status == models.STREAMING_STATUS_ACTIVE
    wanted = [leaf.key, models.DeviceKey(device_id={"value": "nobody"})]
    found = {
        response.value.key.device_id.value: response
        for response in stub.GetSome(services.DeviceSomeRequest(keys=wanted))
    }
    assert found[leaf.key.device_id.value].value == leaf
    assert found["nobody"].error.value
    assert stub.GetMeta(services.DeviceStreamRequest()).count.value == 122
    inactive = models.Device(streaming_status=models.STREAMING_STATUS_INACTIVE)
    assert len(list(stub.GetAll(services.DeviceStreamRequest(partial_eq_filter=[inactive])))) == 1


def test_its_policy_tries_again(client: GRPCClient, cloudvision: CloudVision) -> None:
    cloudvision.faults.add("unavailable", times=1)
    count = services.DeviceServiceStub(client.channel).GetMeta(services.DeviceStreamRequest()).count.value
    assert count == 122


def test_onboarding_is_followed_by_a_subscription(client: GRPCClient, lab: Lab, cloudvision: CloudVision) -> None:
    spine = cloudvision.device_id("spine1")
    gone = services.DeviceDecommissioningConfigSetRequest()
    gone.value.key.request_id.value, gone.value.device_id.value = "leave", spine
    devices = services.DeviceServiceStub(client.channel)
    only = services.DeviceStreamRequest(partial_eq_filter=[models.Device(key={"device_id": {"value": spine}})])
    stream = devices.Subscribe(only, timeout=20)
    assert [next(stream).type, next(stream).type] == [10, 11]
    services.DeviceDecommissioningConfigServiceStub(client.channel).Set(gone)
    deleted = next(stream)
    assert (deleted.type, deleted.value.key.device_id.value, deleted.value.hostname.value) == (30, spine, "")
    back = services.DeviceOnboardingConfigSetRequest()
    back.value.key.request_id.value, back.value.hostname_or_ip.value = "come back", lab["spine1"].address
    services.DeviceOnboardingConfigServiceStub(client.channel).Set(back)
    states = [next(stream).value.streaming_status for _change in range(2)]
    assert states == [models.STREAMING_STATUS_INACTIVE, models.STREAMING_STATUS_ACTIVE]
    stream.cancel()
    report = services.DeviceOnboardingServiceStub(client.channel).GetOne(
        services.DeviceOnboardingRequest(key={"request_id": {"value": "come back"}})
    )
    assert (report.value.status, report.value.device_id.value) == (models.ONBOARDING_STATUS_SUCCESS, spine)


def test_only_failures_of_set_some_come_back(client: GRPCClient) -> None:
    workspaces = workspace_services.WorkspaceConfigServiceStub(client.channel)
    request = workspace_services.WorkspaceConfigSetRequest()
    request.value.key.workspace_id.value = "some"
    assert workspaces.Set(request).value == request.value
    watched = workspace_services.WorkspaceStreamRequest()
    watched.partial_eq_filter.add().key.CopyFrom(request.value.key)
    stream = workspace_services.WorkspaceServiceStub(client.channel).Subscribe(watched, timeout=10)
    next(one for one in stream if one.value.state == 1)  # pending
    stream.cancel()
    wanted = tag_services.TagConfigSetSomeRequest()
    for workspace, value in (("some", "one"), ("none", "two"), ("some", "three")):
        tag = wanted.values.add()
        tag.key.workspace_id.value, tag.key.label.value, tag.key.value.value = workspace, "label", value
        tag.key.element_type = 1
    (failure,) = tag_services.TagConfigServiceStub(client.channel).SetSome(wanted)
    assert (failure.key.value.value, "does not exist" in failure.error) == ("two", True)


@pytest.mark.parametrize(
    ("token", "status"),
    [("no token", grpc.StatusCode.UNAUTHENTICATED), ("expired", grpc.StatusCode.UNAUTHENTICATED)],
)
def test_tokens_that_are_refused(cloudvision: CloudVision, token: str, status: grpc.StatusCode) -> None:
    if token == "expired":
        token = cloudvision.accounts.issue("late", -60, ("network-admin",)).text
    target = f"{cloudvision.address}:{cloudvision.port}"
    with GRPCClient(target, tokenValue=token, ca=str(cloudvision.ca_path)) as client:
        stub = services.DeviceServiceStub(client.channel)
        with pytest.raises(grpc.RpcError) as caught:
            stub.GetMeta(services.DeviceStreamRequest())
    assert caught.value.code() is status


def test_a_client_certificate_needs_no_token(lab: Lab, cloudvision: CloudVision) -> None:
    certificate, key = lab.client_cert("admin", 15)
    target = f"{cloudvision.address}:{cloudvision.port}"
    with GRPCClient(target, certs=str(certificate), key=str(key), ca=str(cloudvision.ca_path)) as client:
        stub = services.DeviceServiceStub(client.channel)
        assert stub.GetMeta(services.DeviceStreamRequest()).count.value == 122
    assert cloudvision.received[-1].user == "admin"
    foreign, other_key = lab.client_cert("admin", 15, "foreign")
    with GRPCClient(target, certs=str(foreign), key=str(other_key), ca=str(cloudvision.ca_path)) as client:
        stub = services.DeviceServiceStub(client.channel)
        with pytest.raises(grpc.RpcError) as caught:
            stub.GetMeta(services.DeviceStreamRequest(), timeout=5)
    assert caught.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def test_ten_thousand_devices_in_batches(client: GRPCClient, cloudvision: CloudVision) -> None:
    cloudvision.add_devices(10_000, tags=False)
    stub = services.DeviceServiceStub(client.channel)
    request = services.DeviceBatchedStreamRequest(max_messages={"value": 1000})
    sizes = [len(batch.responses) for batch in stub.GetAllBatched(request)]
    assert sizes == [1000] * 10 + [122]


def asynchronous_client() -> Any:
    """The class of the vendor's asynchronous client; skips where the package cannot be imported."""
    try:
        from cloudvision.api.client import AsyncCVClient
    except SyntaxError as error:
        pytest.skip(f"cloudvision.api.client is no Python of this version: {error.msg}")
    return AsyncCVClient


def test_the_asynchronous_client(cloudvision: CloudVision) -> None:
    kind = asynchronous_client()
    from cloudvision.api.arista.inventory.v1 import DeviceServiceStub, DeviceStreamRequest

    async def devices() -> set[str]:
        options = {"port": cloudvision.port, "cacert": str(cloudvision.ca_path)}
        with kind.from_token(cloudvision.token, cloudvision.address, **options) as channel:
            return {
                response.value.hostname async for response in DeviceServiceStub(channel).get_all(DeviceStreamRequest())
            }

    assert {"leaf1", "spine1"} <= asyncio.run(devices())


def test_the_asynchronous_client_logs_in(cloudvision: CloudVision) -> None:
    kind = asynchronous_client()
    before = cloudvision.stats.logins
    options = {"port": cloudvision.port, "cacert": str(cloudvision.ca_path)}
    kind.from_user_credentials(cloudvision.username, cloudvision.password, cloudvision.address, **options)
    assert cloudvision.stats.logins == before + 1


def test_the_library_of_studios_and_actions_can_be_imported() -> None:
    try:
        from cloudvision import cvlib
    except SyntaxError as error:
        pytest.skip(f"cloudvision.cvlib is no Python of this version: {error.msg}")
    assert cvlib.Device is not None
