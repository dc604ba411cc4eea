# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_reload: what it refuses, what it waits for, and what it says of a switch that does not come back."""

from __future__ import annotations

import datetime
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.lab_switches import mlag_pair
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, HTTPAPI, commands, host_of, inventory, play, task

RELEASE = "4.33.2F"
TOMORROW = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
STOCK = "vEOS-lab.swi"


def reloads(name: str, options: dict[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A task of eapi_reload in privileged mode."""
    return task(name, "aerie.arista.eapi_reload", {"timeout": "60s", **(options or {})}, become=True, **keywords)


ONE = [
    reloads("Refused"),
    reloads("Would save", {"unsaved": "save"}, check_mode=True),
    reloads("Saved", {"unsaved": "save", "reason": "memory leak", "checks": ["interfaces_up"]}),
    reloads("Already", {"release": RELEASE}),
    commands("Typed", ["configure", "username spy secret 0 c4nary-s3cret", "alias two show clock"], become=True),
    reloads("Would lose", {"unsaved": "discard"}, check_mode=True),
    reloads("Other release", {"unsaved": "discard", "release": "4.34.1F"}),
    reloads("Hitless", {"hitless": True}),
    reloads("Later", {"in": "2h", "reason": "new image"}),
    reloads("Later again", {"in": "120", "reason": "new image"}),
    reloads("Would cancel", {"state": "cancelled"}, check_mode=True),
    reloads("Cancelled", {"state": "cancelled"}),
    reloads("Cancelled again", {"state": "cancelled"}),
    reloads("At", {"at": TOMORROW.isoformat()}),
    reloads("Past", {"at": "2001-01-01T00:00:00+00:00"}),
    reloads("No time", {"at": "tomorrow"}),
    reloads("No duration", {"in": "soon"}),
    reloads("Both", {"in": "1h", "at": TOMORROW.isoformat()}),
    reloads("Two lines", {"reason": "a\nreload now"}),
    commands("Deleted", [f"delete flash:{STOCK}"], become=True),
    reloads("No image"),
]
#: The peer goes a moment after the reply to its reload.
PEER_LOST = commands("Peer lost", "show mlag", {"wait_for": "[0].state != 'active'", "retries": 100, "interval": 0.2})
PAIR = [reloads("Whole pair"), reloads("Peer gone"), reloads("Peer ignored", {"mlag_peer": "ignored"})]


@dataclass(frozen=True)
class Played:
    """A finished run and its lab."""

    lab: Lab
    run: Run

    def result(self, task: str, host: str = "one") -> Any:
        return self.run.result(host, task)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    lines = mlag_pair("spine1", "leaf1")
    specs = [SwitchSpec(name=name, config="\n".join(lines.get(name, ()))) for name in ("spine1", "leaf1", "leaf2")]
    specs += [SwitchSpec(name="leaf3", boot_seconds=math.inf), SwitchSpec(name="leaf4")]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        lab["leaf2"].run("configure", "alias one show version")
        lab["leaf2"].faults.add("internal-exception", match="^bash")  # a user who may not read images
        hosts = {
            "one": host_of(lab["leaf2"]),
            "pair": host_of(lab["leaf1"]),
            "never": host_of(lab["leaf3"]),
            "other": host_of(lab["leaf4"], ansible_connection=HTTPAPI),
        }
        peer = {"ansible_host": lab["spine1"].address, "ansible_port": 8443}
        off = commands("Peer off", "reload now", become=True, delegate_to="peer", **GO_ON)
        lab["spine1"].boot_seconds = math.inf
        lab["leaf4"].switch.boot.standby = {}
        plays = [
            play(ONE, "one", **GO_ON),
            play([PAIR[0], off, PEER_LOST, *PAIR[1:]], "pair", **GO_ON),
            play([reloads("Never", {"timeout": "2s"})], "never", **GO_ON),
            play(
                [
                    reloads("Later with two supervisors", {"in": "1h"}),
                    reloads("Later hitless", {"in": "1h", "hitless": True}),
                    reloads("Cancelled for later", {"in": "1h", "state": "cancelled"}),
                    reloads("Image of another release", {"release": "4.34.1F"}),
                    reloads("Checked", check_mode=True),
                    reloads("Netcommon"),
                ],
                "other",
                **GO_ON,
            ),
        ]
        run = runner.playbook(plays, inventory(lab, hosts={**hosts, "peer": peer}))
        yield Played(lab, run)


def test_a_configuration_that_is_not_saved(played: Played) -> None:
    refused, checked, saved = (played.result(name) for name in ("Refused", "Would save", "Saved"))
    assert refused.status == "ignored"
    assert "the running configuration is not saved" in refused.msg
    assert "+alias one show version" in refused["lost"]
    assert checked.status == saved.status == "changed"
    assert "+alias one show version" in checked["saved"]
    assert "times" not in checked.result
    assert "alias one show version" in played.lab["leaf2"].running_config()


def test_reload_result(played: Played) -> None:
    saved = played.result("Saved")
    assert (saved["release_before"], saved["release"], saved["image"]) == (RELEASE, RELEASE, f"flash:/{STOCK}")
    assert saved["cause"] == "Reload requested by the user."
    assert saved["times"]["seconds_until_ready"] >= saved["times"]["seconds_until_back"] > 0
    assert "[one] it is back, and runs 4.33.2F" in played.run.stdout
    assert any("Reload: memory leak" in text for *_rest, text in played.lab["leaf2"].switch.log)
    assert played.result("Already").status == "ok"


def test_lost_lines_are_masked(played: Played) -> None:
    lost = played.result("Would lose")
    assert lost.status == "changed"
    assert "+alias two show clock" in lost["lost"]
    assert "username spy" in lost["lost"]
    assert "c4nary" not in played.run.output
    assert "$6$" not in lost["lost"]


def test_another_release_than_the_wanted_one_is_an_error(played: Played) -> None:
    found = played.result("Other release")
    assert found.status == "ignored"
    assert found["changed"] is True
    assert "has come back with release 4.33.2F, and not with 4.34.1F" in found.msg
    assert "alias two" not in played.lab["leaf2"].running_config()


def test_schedules(played: Played) -> None:
    later, again = played.result("Later"), played.result("Later again")
    assert (later.status, again.status) == ("changed", "ok")
    assert later["pending"]["reason"] == again["pending"]["reason"] == "new image"
    would, cancelled, twice = (played.result(name) for name in ("Would cancel", "Cancelled", "Cancelled again"))
    assert [found.status for found in (would, cancelled, twice)] == ["changed", "changed", "ok"]
    assert cancelled["cancelled"] == later["pending"]
    assert f"{TOMORROW:%b} {TOMORROW.day:2}" in played.result("At")["pending"]["at"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Hitless", "a hitless reload is not possible: the platform has no hitless reload"),
        ("Past", "by the switch's clock that is over"),
        ("No time", "at is 'tomorrow'"),
        ("No duration", "in is 'soon'"),
        ("Both", "exclude each other"),
        ("Two lines", "reason has control characters"),
        ("No image", "there is no such file: the switch would not come back"),
    ],
)
def test_refused_input(played: Played, name: str, sentence: str) -> None:
    found = played.result(name)
    assert found.status == "ignored"
    assert sentence in found.msg
    assert not found.result.get("changed")


def test_a_pair_is_waited_for_and_its_peer_required(played: Played) -> None:
    assert played.result("Peer lost", "pair").status == "ok"
    whole, gone, ignored = (played.result(entry["name"], "pair") for entry in PAIR)
    assert (whole.status, ignored.status) == ("changed", "changed")
    assert gone.status == "ignored"
    assert "its MLAG peer is not there" in gone.msg


def test_scheduled_reloads_with_two_supervisors(played: Played) -> None:
    later = played.result("Later with two supervisors", "other")
    assert later.status == "changed", later.msg
    assert later["warnings"][0].startswith("A scheduled reload restarts the active supervisor alone")
    hitless, cancelled = (played.result(name, "other") for name in ("Later hitless", "Cancelled for later"))
    assert "hitless and in exclude each other" in hitless.msg
    assert "state is cancelled, and in is set" in cancelled.msg


def test_images_that_can_be_read_are_looked_at_before_a_reload(played: Played) -> None:
    refused = played.result("Image of another release", "other")
    assert f"the boot-config names flash:/{STOCK}, which holds release {RELEASE}, and not 4.34.1F" in refused.msg
    assert not refused.result.get("changed")
    assert played.result("Checked", "other")["running_image"] == f"flash:/{STOCK}"
    assert "running_image" not in played.result("Would save").result


def test_the_connection_of_netcommon(played: Played) -> None:
    assert played.result("Netcommon", "other").status == "changed"
    assert played.result("Netcommon", "other")["release"] == RELEASE


def test_a_switch_that_never_returns_and_the_run_after_it(played: Played, runner: AnsibleRunner) -> None:
    never = played.result("Never", "never")
    assert never.status == "ignored"
    assert never["changed"] is True
    assert "was told to reload, and has not come back within 2 s" in never.msg
    leaf = played.lab["leaf3"]
    assert not leaf.sockets
    back = threading.Timer(1.0, leaf.power_on)
    back.start()
    hosts = inventory(played.lab, hosts={"never": {"ansible_host": leaf.address, "ansible_port": 8443}})
    run = runner.playbook([play([reloads("Again", {"release": RELEASE})])], hosts)
    back.join()
    assert run.result("never", "Again").status == "ok"
    assert leaf.switch.boot_time > time.time() - 600
