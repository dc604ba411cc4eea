# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What happens when CloudVision or the network fails: what is done again, what is not, and what the user reads."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import channel as channel_module
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import (
    apply as changes,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import (
    read as resources,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import (
    build_key,
    build_resource,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.query import Query, ask
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.read import SYNC_COMPLETE
from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import calls_of, info, inventory, options_of
from support.playrun import AnsibleRunner
from support.plays import GO_ON, play
from support.waiting import PATIENCE

DEVICE = "inventory.v1.Device"
DASHBOARD = "dashboard.v1.DashboardConfig"
ONBOARDING = "inventory.v1.DeviceOnboardingConfig"
ALL_DEVICES = 52

Clients = Callable[..., CloudVisionClient]


@pytest.fixture
def cv(cloudvision: CloudVision) -> Iterator[CloudVision]:
    """CloudVision without faults, with its counters at zero."""
    cloudvision.faults.clear()
    cloudvision.stats.reset()
    yield cloudvision
    cloudvision.faults.clear()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which takes its time."""
    made: list[float] = []
    monkeypatch.setattr(channel_module, "sleep", made.append)
    monkeypatch.setattr(polling.random, "uniform", lambda low, high: 1.0)
    return made


@pytest.fixture
def connect(cv: CloudVision, tmp_path: Path, pauses: list[float]) -> Iterator[Clients]:
    """Makes clients."""
    opened: list[CloudVisionClient] = []

    def connect(**given: Any) -> CloudVisionClient:
        opened.append(CloudVisionClient(options_of(cv, **{"session_store": str(tmp_path / "s"), **given})))
        return opened[-1]

    yield connect
    for client in opened:
        client.close()


@contextmanager
def relay(address: str, port: int) -> Iterator[tuple[Node, threading.Event]]:
    """A way to a port that ends in silence, without closing anything, once the event is set."""
    silence = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    ends: list[socket.socket] = [listener]

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not silence.is_set():
                    sink.sendall(data)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client = listener.accept()[0]
                server = socket.create_connection((address, port))
                ends.extend((client, server))
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=carry, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield Node("127.0.0.1", listener.getsockname()[1]), silence
    finally:
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def dashboards(client: CloudVisionClient, names: list[str], **fields: Any) -> changes.ResourceChange:
    wanted = [{"key": {"dashboard_id": name}, **fields} for name in names]
    return changes.plan_change(client.resources, DASHBOARD, wanted, present=True)


def test_a_rate_limit_is_waited_out(cv: CloudVision, connect: Clients, pauses: list[float]) -> None:
    cv.faults.add("rate-limit", times=2, path="")
    assert len(ask(connect().resources, Query(DEVICE)).resources) == ALL_DEVICES
    assert pauses == [0.2, 0.4]


def test_a_rate_limit_without_end_is_an_error_and_not_an_empty_answer(
    cv: CloudVision, connect: Clients, pauses: list[float]
) -> None:
    cv.faults.add("rate-limit", path="")
    with pytest.raises(errors.RateLimitError, match=r"was refused by the rate limit .*use fewer forks"):
        ask(connect().resources, Query(DEVICE))
    assert pauses == [0.2, 0.4, 0.8]


@pytest.mark.parametrize(
    "fault", ["reset", "reset-mid-stream", "drop-before-reply", "unavailable", "unavailable-mid-stream"]
)
def test_a_broken_read_is_begun_again(cv: CloudVision, connect: Clients, fault: str) -> None:
    client = connect()
    client.probe()
    cv.faults.add(fault, times=1, path="")
    assert len(ask(client.resources, Query(DEVICE)).resources) == ALL_DEVICES
    assert calls_of(cv, f"{DEVICE}/GetAllBatched") == 2


@pytest.mark.parametrize("fault", ["reset-mid-stream", "drop-after-applying", "conflict"])
def test_a_set_that_may_have_been_done_is_done_again_where_that_is_safe(
    cv: CloudVision, connect: Clients, fault: str
) -> None:
    client = connect()
    change = dashboards(client, [f"safe-{fault}"], name="Safe")
    cv.faults.add(fault, times=1, path="", match="/Set$")
    changes.carry_out(client.resources, change)
    assert calls_of(cv, f"{DASHBOARD}/Set") == 2
    assert cv.get(DASHBOARD, dashboardId=f"safe-{fault}") is not None


def test_creating_requests_are_not_repeated(cv: CloudVision, connect: Clients) -> None:
    client = connect(retries=5)
    account = {"key": {"name": "robot"}, "status": "enabled", "groups": ["network-admin"]}
    changes.carry_out(
        client.resources,
        changes.plan_change(client.resources, "serviceaccount.v1.AccountConfig", [account], present=True),
    )
    model = find_model("serviceaccount.v1.TokenConfig")
    cv.faults.add("drop-after-applying", times=1, path="", match="TokenConfig.*/Set$")
    with pytest.raises(
        errors.DroppedError, match="CloudVision may have done what was asked: look before you ask again"
    ):
        client.resources.set(model, build_resource(model, {"user": "robot", "description": "once"}))
    assert calls_of(cv, "serviceaccount.v1.TokenConfig/Set") == 1


def test_a_deadline_ends_a_call_and_is_not_tried_again(cv: CloudVision, connect: Clients) -> None:
    client = connect()
    client.probe()
    cv.faults.add("slow", times=1, delay=PATIENCE, path="")
    began = time.monotonic()
    with pytest.raises(
        errors.DeadlineError, match=r"GetAllBatched of inventory.v1.Device: no complete .* within 0.3 s"
    ):
        ask(client.resources, Query(DEVICE, timeout=0.3))
    assert time.monotonic() - began < PATIENCE
    assert calls_of(cv, f"{DEVICE}/GetAllBatched") == 1


def test_the_redirector_tells_the_cluster_of_a_token_once(cv: CloudVision, connect: Clients, tmp_path: Path) -> None:
    located = {"locate": True, "session_store": str(tmp_path / "store")}
    client = connect(**located)
    client.probe()
    client.probe()
    assert client.channel.node.host == cv.address
    assert cv.stats.requests == 1
    with pytest.raises(errors.AuthenticationError, match=r"the redirector refused the token \(HTTP 401\)"):
        connect(**located, token="n0-token").probe()
    assigned = cv.get("redirector.v1.Assignment", systemId="*")
    cv.state.set("redirector.v1.Assignment", {"key": {"systemId": "*"}})
    with pytest.raises(errors.UnknownHostError, match="the redirector knows no cluster for this token"):
        connect(**{**located, "session_store": str(tmp_path / "other")}).probe()
    cv.state.table("redirector.v1.Assignment").put(assigned)


def test_the_redirector_is_asked_once_in_a_run(cv: CloudVision, connect: Clients, tmp_path: Path) -> None:
    """Other connections, also those of other processes, read its answer; a cluster that has lost the token counts no
    more."""
    store = tmp_path / "store"
    located = {"locate": True, "session_store": str(store)}
    for _client in range(3):
        connect(**located).probe()
    assert cv.stats.requests == 1
    kept = "".join(path.read_text() for path in store.iterdir() if path.is_file())
    assert cv.address in kept
    assert cv.token not in kept
    cv.faults.add("expired-tokens", times=1)
    with pytest.raises(errors.AuthenticationError):
        connect(**located).probe()
    connect(**located).probe()
    assert cv.stats.requests == 2
    store.chmod(0o755)  # a store that cannot be used is no reason not to connect
    connect(**located).probe()
    assert cv.stats.requests == 3


def test_the_first_call_has_no_more_time_than_others(cv: CloudVision, connect: Clients) -> None:
    cv.faults.add("slow", times=1, delay=PATIENCE, path="")
    began = time.monotonic()
    with pytest.raises(errors.DeadlineError, match=r"no complete answer within 0\.5 s"):
        connect(timeout=0.5, connect_timeout=10.0).probe()
    assert time.monotonic() - began < PATIENCE


def test_a_conflict_is_tried_again(cv: CloudVision, connect: Clients, pauses: list[float]) -> None:
    """ABORTED: another request was faster, and nothing was done."""
    client = connect()
    cv.faults.add("conflict", times=2, path="")
    assert len(ask(client.resources, Query(DEVICE)).resources) == ALL_DEVICES
    assert pauses == [0.2, 0.4]
    cv.faults.add("conflict", path="")
    with pytest.raises(errors.AbortedError, match=r"conflicted with another request \(ABORTED: concurrent update\)"):
        ask(client.resources, Query(DEVICE))


def test_duplicate_updates_count_once(cv: CloudVision, connect: Clients) -> None:
    cv.spec.doubles = True
    try:
        for known in ("no fault", "no-batched-verbs"):
            client = connect()
            if known != "no fault":
                cv.faults.add(known, path="")
            assert len(ask(client.resources, Query(DEVICE)).resources) == ALL_DEVICES, known
    finally:
        cv.spec.doubles = False


def test_an_internal_error_is_reported_as_it_is(cv: CloudVision, connect: Clients) -> None:
    cv.faults.add("internal", times=1, path="")
    with pytest.raises(errors.ServerError, match=r"GetAllBatched of inventory\.v1\.Device failed \(INTERNAL") as caught:
        ask(connect().resources, Query(DEVICE))
    assert caught.value.details() == {"code": "INTERNAL"}


def test_a_token_that_ends_is_renewed_once_where_it_can_be(cv: CloudVision, connect: Clients) -> None:
    client = connect(user=cv.username, password=cv.password)
    client.probe()
    cv.accounts.expire(sessions_only=True)
    client.probe()
    assert (cv.stats.logins, cv.stats.unauthenticated) == (2, 1)
    cv.faults.add("expired-tokens", path="")
    with pytest.raises(errors.AuthenticationError, match="refused the token that user 'cvpadmin' got by a login"):
        client.probe()
    assert cv.stats.logins == 3


def test_a_servers_lack_of_batched_verbs_does_not_matter(cv: CloudVision, connect: Clients) -> None:
    cv.faults.add("no-batched-verbs", path="")
    client = connect()
    assert len(ask(client.resources, Query(DEVICE)).resources) == ALL_DEVICES
    ask(client.resources, Query(DEVICE))
    assert (calls_of(cv, f"{DEVICE}/GetAllBatched"), calls_of(cv, f"{DEVICE}/GetAll")) == (1, 2)
    names = [f"old-{number}" for number in range(3)]
    changes.carry_out(client.resources, dashboards(client, names, name="Old"))
    assert (calls_of(cv, f"{DASHBOARD}/SetSome"), calls_of(cv, f"{DASHBOARD}/Set")) == (1, 3)
    gone = changes.plan_change(
        client.resources, DASHBOARD, [{"key": {"dashboard_id": name}} for name in names], present=False
    )
    changes.carry_out(client.resources, gone)
    assert (calls_of(cv, f"{DASHBOARD}/DeleteSome"), calls_of(cv, f"{DASHBOARD}/Delete")) == (1, 3)
    assert cv.get(DASHBOARD, dashboardId="old-0") is None


def test_many_are_sent_in_chunks_below_a_mebibyte(cv: CloudVision, connect: Clients) -> None:
    client = connect()
    text = "x" * 1000
    wanted = [
        {"key": {"dashboard_id": f"chunk-{number}"}, "name": "Chunk", "description": text} for number in range(2500)
    ]
    changes.carry_out(client.resources, changes.plan_change(client.resources, DASHBOARD, wanted, present=True))
    assert calls_of(cv, f"{DASHBOARD}/SetSome") == 3
    again = changes.plan_change(client.resources, DASHBOARD, wanted, present=True)
    assert again.todo == []


def test_a_chunk_that_is_too_large_is_halved(
    cv: CloudVision, connect: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "CHUNK_BYTES", 64 * 1024 * 1024)
    client = connect()
    text = "y" * 20_000
    wanted = [{"key": {"dashboard_id": f"half-{number}"}, "description": text} for number in range(100)]
    change = changes.plan_change(client.resources, DASHBOARD, wanted, present=True)
    cv.stats.reset()
    changes.carry_out(client.resources, change)
    assert calls_of(cv, f"{DASHBOARD}/SetSome") >= 3
    assert cv.get(DASHBOARD, dashboardId="half-99") is not None


def test_keys_that_are_too_many_for_a_request_are_halved(
    cv: CloudVision, connect: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "CHUNK_BYTES", 64 * 1024 * 1024)
    model = find_model(DASHBOARD)
    keys = [build_key(model, {"dashboard_id": f"{number}-{'k' * 20_000}"}) for number in range(100)]
    cv.stats.reset()
    assert connect().resources.get_some(model, keys) == [None] * 100
    assert calls_of(cv, f"{DASHBOARD}/GetSome") >= 3


def test_failures_of_some_are_collected_by_key(cv: CloudVision, connect: Clients) -> None:
    client = connect(token=cv.read_only_token)
    change = dashboards(client, ["no-1", "no-2"], name="No")
    with pytest.raises(errors.CloudVisionError) as caught:
        changes.carry_out(client.resources, change)
    assert "PERMISSION_DENIED" in str(caught.value.details())


def test_a_play_survives_what_passes_and_tells_what_does_not(
    network: Lab, cv: CloudVision, runner: AnsibleRunner
) -> None:
    cv.faults.add("rate-limit", times=1, path="")
    ask_all = info("Ask", DEVICE)
    run = runner.playbook([play([ask_all])], inventory(network)).check()
    assert len(run.result("cv", "Ask")["resources"]) == ALL_DEVICES
    cv.faults.add("rate-limit", path="")
    run = runner.playbook([play([ask_all], **GO_ON)], inventory(network, ansible_cloudvision_retries=1))
    found = run.result("cv", "Ask")
    assert (found.status, found["code"]) == ("ignored", "RESOURCE_EXHAUSTED")
    assert "resources" not in found.result


@pytest.mark.slow
def test_a_connection_that_dies_while_it_is_quiet_is_noticed(
    cv: CloudVision, connect: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_module, "KEEPALIVE_SECONDS", 1)
    monkeypatch.setattr(channel_module, "KEEPALIVE_TIMEOUT", 1)
    with relay(cv.address, cv.port) as (node, silence):
        client = connect(nodes=(node,), server_name=cv.address, retries=0)
        stream = client.resources.follow(find_model(DEVICE), timeout=30)
        while next(stream).type != SYNC_COMPLETE:
            pass
        threading.Timer(6, silence.set).start()  # after more pings than gRPC sends without data by default
        began = time.monotonic()
        with pytest.raises(errors.DroppedError):
            next(stream)
        assert time.monotonic() - began > 6
