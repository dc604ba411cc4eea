# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The event source: events, change controls and devices, over breaks of the stream; by contract and by a rulebook."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision import Api
from support.cloudvision_plays import calls_of
from support.eda import Source
from support.waiting import wait_until

DEVICE, EVENT, CHANGE_CONTROL = "inventory.v1.Device", "event.v1.Event", "changecontrol.v1.ChangeControl"
RULEBOOKS = Path(__file__).resolve().parents[3] / "extensions" / "eda" / "rulebooks"
RULEBOOK = Path(sys.executable).with_name("ansible-rulebook")

Start = Callable[..., Source]


@pytest.fixture(autouse=True)
def healthy(cloudvision: CloudVision) -> Iterator[None]:
    yield
    cloudvision.faults.clear()
    cloudvision.world.spec.partial_updates = False
    assert cloudvision.failures == []


def arguments(cloudvision: CloudVision, **more: Any) -> dict[str, Any]:
    return {
        "host": cloudvision.address,
        "port": cloudvision.port,
        "token": cloudvision.token,
        "ca_path": str(cloudvision.ca_path),
        "reconnect_pause": 0.05,
        "longest_pause": 0.2,
        **more,
    }


@pytest.fixture
def start(cloudvision: CloudVision, caplog: pytest.LogCaptureFixture) -> Iterator[Start]:
    """Start a source that is in sync when this returns."""
    caplog.set_level("INFO", "aerie.arista.cloudvision")
    running: list[Source] = []

    def begin(models: int = 3, size: int = 0, **more: Any) -> Source:
        before = in_sync(caplog)
        source = Source(arguments(cloudvision, **more), size)
        source.__enter__()
        running.append(source)
        if not more.get("initial"):  # else events come first, and may have to wait for room in the queue
            wait_until(lambda: in_sync(caplog) - before >= models)
            assert source.quiet()
        return source

    yield begin
    threads = threading.active_count()
    for source in running:
        source.__exit__()
    assert threading.active_count() < threads or not running


def in_sync(caplog: pytest.LogCaptureFixture) -> int:
    """How often a subscription came to be in sync."""
    return sum("in sync with" in record.getMessage() for record in caplog.records)


def streams(event: dict[str, Any]) -> tuple[str, str, str]:
    """Type, device and state of an event of a device."""
    return event["type"], event["key"]["device_id"], event["resource"]["streaming_status"].rpartition("_")[2]


def test_events_devices_and_change_controls(start: Start, cloudvision: CloudVision) -> None:
    source = start()
    device = cloudvision.device_id("leaf1")
    cloudvision.set_streaming(device, False)
    event = source.next()
    assert (event["watch"], event["model"]) == ("devices", DEVICE)
    assert streams(event) == ("updated", device, "INACTIVE")
    assert event["resource"]["hostname"] == "leaf1"
    assert event["changed"] == ["streaming_status"]
    assert event["before"] == {"streaming_status": "STREAMING_STATUS_ACTIVE"}
    assert event["time"].endswith("Z")

    cloudvision.add_event("Fan failed", "critical", "FAN_FAILED", "Fan 1 stands still", device)
    event = source.next()
    assert (event["watch"], event["type"]) == ("events", "created")
    assert (event["resource"]["title"], event["resource"]["severity"]) == ("Fan failed", "EVENT_SEVERITY_CRITICAL")
    assert event["before"] == {}

    with Api(cloudvision) as api:
        change = {"name": "Night", "rootStageId": "root", "stages": {"values": {"root": {"name": "Root"}}}}
        api.set("changecontrol.v1.ChangeControlConfig", key={"id": "cc-eda"}, change=change)
    event = source.next()
    assert (event["watch"], event["type"], event["key"]) == ("change_controls", "created", {"id": "cc-eda"})
    assert event["resource"]["change"]["name"] == "Night"
    cloudvision.set_streaming(device, True)
    found = source.next()
    while found["watch"] != "devices":
        found = source.next()
    assert streams(found) == ("updated", device, "ACTIVE")


def test_initial_filters_and_partial_updates(start: Start, cloudvision: CloudVision) -> None:
    cloudvision.world.spec.partial_updates = True
    spine, leaf = cloudvision.device_id("spine1"), cloudvision.device_id("leaf1")
    wanted = {"model": "devices", "filters": {"hostname": "leaf1"}}
    source = start(models=2, watch=[wanted, "tag.v2.Tag"], initial=True)
    initial = source.next()
    while initial["watch"] != "devices":
        initial = source.next()
    assert streams(initial) == ("initial", leaf, "ACTIVE")
    assert initial["changed"] == sorted(initial["resource"])
    cloudvision.set_streaming(spine, False)  # the filter holds it back
    cloudvision.set_streaming(leaf, False)
    found = source.next()
    while found["watch"] != "devices":
        found = source.next()
    assert streams(found) == ("updated", leaf, "INACTIVE")
    assert found["resource"]["hostname"] == "leaf1", "a partial update is merged into what is known"
    assert found["changed"] == ["streaming_status"]
    for device in (spine, leaf):
        cloudvision.set_streaming(device, True)


@pytest.mark.parametrize("fault", ["unavailable-mid-stream", "reset-mid-stream"])
def test_a_first_sync_that_breaks_tells_nothing_twice(start: Start, cloudvision: CloudVision, fault: str) -> None:
    cloudvision.faults.add(fault, times=2, match="Subscribe$")
    source = start(models=1, watch=["devices"], initial=True)
    found = source.some(52)
    assert len({event["key"]["device_id"] for event in found}) == 52
    assert {event["type"] for event in found} == {"initial"}
    assert source.quiet()


def test_nothing_is_lost_or_repeated_over_a_break(start: Start, cloudvision: CloudVision) -> None:
    source = start(models=2, watch=["devices", "events"])
    first, second = cloudvision.add_devices(2, "break", tags=False)
    assert {streams(event) for event in source.some(2)} == {("created", one, "ACTIVE") for one in (first, second)}

    cloudvision.faults.add("refuse")  # the port closes, and the streams with it
    subscribed = calls_of(cloudvision, f"{DEVICE}/Subscribe")
    leaf = cloudvision.device_id("leaf1")
    cloudvision.set_streaming(leaf, False)
    (third,) = cloudvision.add_devices(1, "break", tags=False)
    cloudvision.state.table(DEVICE).delete(_key(cloudvision, first))
    cloudvision.set_streaming(second, False)
    cloudvision.set_streaming(second, True)  # as it was: nothing to tell
    titles = [f"During the break {number}" for number in range(5)]
    for title in titles:
        cloudvision.add_event(title)
    assert source.quiet(0.5)
    cloudvision.faults.clear()

    found = source.some(8)
    devices = {streams(event) for event in found if event["watch"] == "devices"}
    assert devices == {("updated", leaf, "INACTIVE"), ("created", third, "ACTIVE"), ("deleted", first, "ACTIVE")}
    assert sorted(event["resource"]["title"] for event in found if event["watch"] == "events") == titles
    assert source.quiet()
    assert calls_of(cloudvision, f"{DEVICE}/Subscribe") > subscribed

    cloudvision.set_streaming(leaf, True)
    assert streams(source.next()) == ("updated", leaf, "ACTIVE")


def test_a_login_is_renewed_and_a_new_token_is_read(start: Start, cloudvision: CloudVision, tmp_path: Path) -> None:
    login = {"token": None, "remote_user": cloudvision.username, "password": cloudvision.password}
    source = start(models=1, watch="devices", session_store=str(tmp_path / "sessions"), **login)
    device = cloudvision.device_id("leaf1")
    cloudvision.faults.add("expired-sessions", times=1)
    cloudvision.faults.add("refuse")
    cloudvision.faults.clear("refuse")
    cloudvision.set_streaming(device, False)
    assert streams(source.next()) == ("updated", device, "INACTIVE")
    source.stop()

    old, new = (cloudvision.accounts.issue(name, 3600, ("network-admin",)) for name in ("old", "new"))
    file = tmp_path / "token"
    file.touch(0o600)
    file.write_text(old.text)
    source = start(models=1, watch="devices", token=None, token_file=str(file))
    file.write_text(new.text)
    cloudvision.accounts.revoke(old.id)
    cloudvision.faults.add("refuse")
    cloudvision.faults.clear("refuse")
    cloudvision.set_streaming(device, True)
    assert streams(source.next()) == ("updated", device, "ACTIVE")
    assert cloudvision.received[-1].user == "new"


def _key(cloudvision: CloudVision, device: str) -> Any:
    key: Any = cloudvision.state.catalog[DEVICE].key()  # type: ignore[misc]
    key.device_id.value = device
    return key


def test_a_filtered_device_that_is_still_there_is_not_deleted(start: Start, cloudvision: CloudVision) -> None:
    one, other = cloudvision.add_devices(2, "narrow", tags=False)
    source = start(models=1, watch=[{"model": "devices", "filters": [{"streaming_status": "active"}]}])
    cloudvision.faults.add("refuse")
    cloudvision.set_streaming(one, False)
    cloudvision.state.table(DEVICE).delete(_key(cloudvision, other))
    assert source.quiet(0.3)
    cloudvision.faults.clear()
    assert streams(source.next()) == ("deleted", other, "ACTIVE")
    assert source.quiet()


def test_a_full_queue_holds_it_up_and_loses_nothing(start: Start, cloudvision: CloudVision) -> None:
    source = start(models=1, size=1, watch="events")
    titles = [f"Flood {number:03}" for number in range(100)]
    for title in titles:
        cloudvision.add_event(title)
    assert [event["resource"]["title"] for event in source.some(100)] == titles


def test_it_stops_at_once_when_cancelled(cloudvision: CloudVision) -> None:
    before = threading.active_count()
    with Source(arguments(cloudvision), size=1) as source:
        cloudvision.add_event("One")
        cloudvision.add_event("Two")
        source.quiet(0.2)
    wait_until(lambda: threading.active_count() <= before, 3)
    cloudvision.faults.add("refuse")
    with Source(arguments(cloudvision, longest_pause=60, reconnect_pause=60)) as source:
        source.quiet(0.3)
    wait_until(lambda: threading.active_count() <= before, 3)
    assert source.events == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"token": "wrong"}, "refused the token of token"),
        ({"ca_path": None}, "Name the CA's certificate in ca_path, or set fingerprint."),
        ({"hots": "x"}, "there is no option 'hots'. Did you mean 'host'?"),
        ({"port": "x"}, "port is 'x': it is of the type int"),
        ({"token": None}, "no credential is set"),
        ({"watch": ["device"]}, "watch has no 'device'. Did you mean 'devices'?"),
        ({"watch": [{"model": "devices", "filter": {}}]}, "watch has no key 'filter'. Did you mean 'filters'?"),
        ({"watch": [{"model": "devices", "filters": {"host": "x"}}]}, "has no field 'host'"),
        ({"watch": ["devices", "devices"]}, "watch has an entry twice"),
        ({"reconnect_pause": 0}, "the first is more than 0"),
    ],
)
def test_bad_arguments(cloudvision: CloudVision, more: dict[str, Any], words: str) -> None:
    with Source(arguments(cloudvision, **more)) as source:
        error = source.failure()
        assert type(error).__name__ == "SourceError"
        assert words in str(error)
        assert "ansible_" not in str(error)


@pytest.mark.skipif(not (RULEBOOK.exists() and shutil.which("java")), reason="needs ansible-rulebook, and Java 17")
def test_the_rulebook_that_comes_with_it(
    network: Lab, cloudvision: CloudVision, tmp_path: Path, collections_path: Path
) -> None:
    hosts = tmp_path / "inventory.yml"
    hosts.write_text(json.dumps({"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}}))
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("CLOUDVISION_", "PYTHONPATH"))
    }
    names = ("CLOUDVISION_HOST", "CLOUDVISION_PORT", "CLOUDVISION_ACCESS_TOKEN", "CLOUDVISION_CA_PATH")
    given = (cloudvision.address, str(cloudvision.port), cloudvision.token, str(network.ca_path))
    device = cloudvision.device_id("leaf1")
    message = f"leaf1 ({device}) does not stream any more"
    with (tmp_path / "output").open("w+") as output:
        running = subprocess.Popen(
            ["ansible-rulebook", "--rulebook", str(RULEBOOKS / "cloudvision.yml"), "-i", str(hosts), "--verbose"],
            env={
                **variables,
                "ANSIBLE_COLLECTIONS_PATH": str(collections_path),
                **dict(zip(names, given, strict=True)),
            },
            cwd=tmp_path,
            stdout=output,
            stderr=output,
        )

        def said() -> str:
            return (tmp_path / "output").read_text()

        try:
            wait_until(lambda: said().count("in sync with") == 3 or running.poll() is not None)
            cloudvision.set_streaming(device, False)
            wait_until(lambda: message in said() or running.poll() is not None)
            cloudvision.add_event("Fan failed", "critical")
            wait_until(lambda: "Fan failed" in said() or running.poll() is not None)
        finally:
            running.terminate()
            running.wait(30)
            cloudvision.set_streaming(device, True)
    assert message in said(), said()
    assert "Fan failed" in said(), said()
    assert cloudvision.token not in said()
