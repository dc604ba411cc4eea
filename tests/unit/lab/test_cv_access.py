# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Who may call the lab's CloudVision: tokens, sessions, certificates, service accounts; and its faults."""

from __future__ import annotations

import base64
import json
import ssl
import time
from collections.abc import Iterator
from http.client import HTTPResponse, HTTPSConnection

import grpc
import pytest

from lab import Lab
from lab.cloudvision.cloudvision import CloudVision
from lab.cloudvision.faults import FAULTS
from support.cloudvision import Api

LOGIN = "/cvpservice/login/authenticate.do"
COUNT = "inventory.v1.Device/GetMeta"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 1, cloudvision=True) as lab:
        yield lab
        assert lab.cloudvision.failures == []


@pytest.fixture
def cloudvision(lab: Lab) -> Iterator[CloudVision]:
    lab.cloudvision.faults.clear()
    yield lab.cloudvision
    lab.cloudvision.faults.clear()


@pytest.fixture
def api(cloudvision: CloudVision) -> Iterator[Api]:
    with Api(cloudvision) as api:
        yield api


def ask(cloudvision: CloudVision, method: str, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    context = ssl.create_default_context(cafile=str(cloudvision.ca_path))
    connection = HTTPSConnection(cloudvision.address, cloudvision.port, context=context, timeout=60)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def login(cloudvision: CloudVision, user: str, password: str) -> tuple[int, str]:
    basic = base64.b64encode(f"{user}:{password}".encode()).decode()
    response, body = ask(cloudvision, "POST", LOGIN, Authorization=f"Basic {basic}")
    return response.status, json.loads(body).get("sessionId", "")


# -- credentials -----------------------------------------------------------------------------------------------------


def test_a_session_of_the_login_api(cloudvision: CloudVision) -> None:
    status, session = login(cloudvision, cloudvision.username, cloudvision.password)
    assert status == 200
    with Api(cloudvision, session) as api:
        assert api(COUNT)[0]["count"] == 1
        cloudvision.accounts.expire(sessions_only=True)
        status_name, text = api.status(COUNT)
        assert (status_name, "expired" in text) == ("UNAUTHENTICATED", True)
    with Api(cloudvision) as api:
        assert api(COUNT)[0]["count"] == 1
    assert login(cloudvision, cloudvision.username, "wrong") == (401, "")
    assert login(cloudvision, "nobody", cloudvision.password) == (401, "")
    assert ask(cloudvision, "POST", LOGIN)[0].status == 401
    assert ask(cloudvision, "GET", "/somewhere")[0].status == 404


def test_tokens_are_signed_and_expire(cloudvision: CloudVision) -> None:
    token = cloudvision.accounts.issue("late", -60, ("network-admin",)).text
    _header, claims, _signature = token.split(".")
    decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert decoded["exp"] < time.time()
    for wrong in (token, "", "nonsense", cloudvision.token[:-1]):
        with Api(cloudvision, wrong) as api:
            assert api.status(COUNT)[0] == "UNAUTHENTICATED"


def test_a_reader_may_only_read(cloudvision: CloudVision) -> None:
    session = login(cloudvision, cloudvision.reader, cloudvision.reader_password)[1]
    for token in (cloudvision.read_only_token, session):
        with Api(cloudvision, token) as api:
            assert api(COUNT)[0]["count"] == 1
            status, _text = api.status("action.v1.ActionConfig/Set", value={"key": {"id": "x"}})
            assert status == "PERMISSION_DENIED"
            assert api.get("action.v1.ActionConfig", id="x") is None


def test_no_secret_is_kept_of_a_call(api: Api, cloudvision: CloudVision) -> None:
    api(COUNT)
    last = cloudvision.received[-1]
    assert (last.method, last.user) == ("/arista.inventory.v1.DeviceService/GetMeta", "aerie")
    assert cloudvision.token not in repr(cloudvision.received)


def test_the_token_file_is_private(cloudvision: CloudVision) -> None:
    assert cloudvision.token_path.stat().st_mode & 0o777 == 0o600
    assert cloudvision.token_path.read_text().strip() == cloudvision.token


# -- service accounts ------------------------------------------------------------------------------------------------


def test_service_accounts_and_their_tokens(api: Api, cloudvision: CloudVision) -> None:
    config, tokens = "serviceaccount.v1.AccountConfig", "serviceaccount.v1.TokenConfig"
    wanted = {"user": "robot", "description": "d", "validFor": "3600s"}
    assert api.status(f"{tokens}/Set", value=wanted)[0] == "FAILED_PRECONDITION"
    api.set(config, key={"name": "robot"}, groups={"values": ["network-admin"]}, description="a robot")
    account = api.wait("serviceaccount.v1.Account", bool, name="robot")
    assert (account["status"], account["createdBy"]) == ("ACCOUNT_STATUS_ENABLED", "aerie")
    made = api.set(tokens, **wanted)
    identity = made["key"]["id"]
    state = api.wait("serviceaccount.v1.Token", bool, id=identity)
    assert (state["user"], "token" in state, "token" in api.get(tokens, id=identity)) == ("robot", False, False)
    with Api(cloudvision, made["token"]) as robot:
        robot.set("action.v1.ActionConfig", key={"id": "robots"}, body="x")
        assert cloudvision.received[-1].user == "robot"
        api.set(config, key={"name": "robot"}, status="ACCOUNT_STATUS_DISABLED")
        assert robot.status(COUNT)[0] == "UNAUTHENTICATED"
        api.set(config, key={"name": "robot"}, status="ACCOUNT_STATUS_ENABLED", groups={"values": ["network-operator"]})
        assert robot.status("action.v1.ActionConfig/Delete", key={"id": "robots"})[0] == "PERMISSION_DENIED"
        api(f"{tokens}/Delete", key={"id": identity})
        assert robot.status(COUNT)[0] == "UNAUTHENTICATED"
    assert "token" not in api.set(tokens, key={"id": api.set(tokens, **wanted)["key"]["id"]}, description="other")
    api(f"{config}/Delete", key={"name": "robot"})
    assert api.status(f"{tokens}/Set", value=wanted)[0] == "FAILED_PRECONDITION"


def test_a_token_of_short_life(api: Api, cloudvision: CloudVision) -> None:
    api.set("serviceaccount.v1.AccountConfig", key={"name": "brief"}, groups={"values": ["network-admin"]})
    assert (
        api.status("serviceaccount.v1.TokenConfig/Set", value={"user": "brief", "validFor": "-1s"})[0]
        == "INVALID_ARGUMENT"
    )
    token = api.set("serviceaccount.v1.TokenConfig", user="brief", validFor="0.300s")["token"]
    with Api(cloudvision, token) as brief:
        assert brief(COUNT)[0]["count"] == 1
        time.sleep(0.35)
        assert brief.status(COUNT)[0] == "UNAUTHENTICATED"


def test_an_account_renews_its_own_token(api: Api, cloudvision: CloudVision) -> None:
    config, refresh = "serviceaccount.v1.AccountConfig", "serviceaccount.v1.TokenSelfRefreshConfig"
    api.set(config, key={"name": "self"}, groups={"values": ["network-admin"]})
    made = api.set("serviceaccount.v1.TokenConfig", user="self", validFor="600s")
    api.wait("serviceaccount.v1.Token", bool, id=made["key"]["id"])
    with Api(cloudvision, made["token"]) as own:
        assert own.status(f"{refresh}/Set", value={})[0] == "PERMISSION_DENIED"
        api.set(config, key={"name": "self"}, allowTokenRefresh=True)
        new = own.one(f"{refresh}/Set", value={})["newToken"]
    with Api(cloudvision, new) as own:
        assert own(COUNT)[0]["count"] == 1
    assert "replacedAt" in api.get("serviceaccount.v1.Token", id=made["key"]["id"])


# -- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("rate-limit", "RESOURCE_EXHAUSTED"),
        ("unavailable", "UNAVAILABLE"),
        ("internal", "INTERNAL"),
        ("reset", "INTERNAL"),
        ("drop-before-reply", "UNAVAILABLE"),
        ("expired-tokens", "UNAUTHENTICATED"),
    ],
)
def test_faults_before_anything_runs(api: Api, cloudvision: CloudVision, fault: str, status: str) -> None:
    cloudvision.faults.add(fault, times=1, match="ActionConfigService/Set$")
    value = {"key": {"id": f"never {fault}"}}
    assert api.status("action.v1.ActionConfig/Set", value=value)[0] == status
    with Api(cloudvision) as other:  # the old connection may be on its way out
        assert other.get("action.v1.ActionConfig", id=f"never {fault}") is None
        other.set("action.v1.ActionConfig", **value)


def test_a_call_that_ran_before_the_connection_broke(api: Api, cloudvision: CloudVision) -> None:
    cloudvision.faults.add("drop-after-applying", times=1)
    assert api.status("action.v1.ActionConfig/Set", value={"key": {"id": "applied"}})[0] == "UNAVAILABLE"
    assert cloudvision.get("action.v1.ActionConfig", id="applied") is not None


@pytest.mark.parametrize(
    ("fault", "status"), [("reset-mid-stream", "INTERNAL"), ("unavailable-mid-stream", "UNAVAILABLE")]
)
def test_faults_after_the_first_response(api: Api, cloudvision: CloudVision, fault: str, status: str) -> None:
    cloudvision.add_devices(3, tags=False)
    cloudvision.faults.add(fault, times=1)
    stream = api.stream("inventory.v1.Device/GetAll")
    assert next(stream).value.key.device_id.value
    with pytest.raises(grpc.RpcError) as caught:
        next(stream)
    assert caught.value.code().name == status
    assert len(api("inventory.v1.Device/GetAll")) >= 4


def test_older_servers_have_no_batched_verbs(api: Api, cloudvision: CloudVision) -> None:
    cloudvision.faults.add("no-batched-verbs")
    assert api.status("inventory.v1.Device/GetAllBatched")[0] == "UNIMPLEMENTED"
    assert api.status("action.v1.ActionConfig/SetSome", values=[])[0] == "UNIMPLEMENTED"
    assert len(api("inventory.v1.Device/GetAll")) >= 1


def test_a_slow_answer(api: Api, cloudvision: CloudVision) -> None:
    cloudvision.faults.add("slow", times=1, delay=0.3)
    began = time.monotonic()
    api(COUNT)
    assert time.monotonic() - began >= 0.3
    cloudvision.faults.add("slow", times=1, delay=30)
    with pytest.raises(grpc.RpcError) as caught:
        list(api.stream(COUNT, timeout=0.2))
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def test_sessions_that_expire(cloudvision: CloudVision) -> None:
    session = login(cloudvision, cloudvision.username, cloudvision.password)[1]
    cloudvision.faults.add("expired-sessions", times=1)
    with Api(cloudvision, session) as api:
        assert api.status(COUNT)[0] == "UNAUTHENTICATED"
    again = login(cloudvision, cloudvision.username, cloudvision.password)[1]
    with Api(cloudvision, again) as api:
        assert api(COUNT)


@pytest.mark.parametrize("fault", ["wrong-certificate", "expired-certificate", "name-mismatch", "plain-text", "refuse"])
def test_faults_of_the_port(cloudvision: CloudVision, fault: str) -> None:
    cloudvision.faults.add(fault)
    with Api(cloudvision) as api, pytest.raises(grpc.RpcError) as caught:
        list(api.stream(COUNT, timeout=5))
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    words = {"plain-text": "WRONG_VERSION_NUMBER", "refuse": "refused"}.get(fault, "")
    assert words.lower() in (caught.value.details() or "").lower()
    cloudvision.faults.clear()
    with Api(cloudvision) as api:
        assert api(COUNT)


def test_faults_of_the_login_api(cloudvision: CloudVision) -> None:
    basic = base64.b64encode(f"{cloudvision.username}:{cloudvision.password}".encode()).decode()
    for fault, status in (("login-unavailable", 503), ("no-login", 404)):
        cloudvision.faults.add(fault, times=1)
        assert ask(cloudvision, "POST", LOGIN, Authorization=f"Basic {basic}")[0].status == status


def test_unknown_faults_are_named(cloudvision: CloudVision) -> None:
    with pytest.raises(ValueError, match="unknown fault 'bad-gateway'; known are rate-limit"):
        cloudvision.faults.add("bad-gateway")
    assert all(FAULTS.values())
