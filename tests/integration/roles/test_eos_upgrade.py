# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Upgrades: an MLAG pair in one batch, tests that fail, a switch that does not return, and a controller that dies."""

from __future__ import annotations

import json
import math
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lab.eos import boot
from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.images import image_server, sha512
from support.lab_switches import mlag_pair
from support.playrun import PLAY_SECONDS, AnsibleRunner, Run, isolated_environment
from support.plays import count_of, host_of, inventory
from support.processes import descendants
from support.waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]
PLAYBOOK = ROOT / "playbooks" / "eos_upgrade.yml"
OLD, NEW = "4.33.2F", "4.34.1F"
IMAGE = boot.image(NEW)
STOCK = f"flash:/{boot.STOCK}"
RECORD = "eos_upgrade.json"
ROLE = "aerie.arista.eos_upgrade"
#: Passed with the old release alone.
CATALOG = {"anta.tests.software": [{"VerifyEOSVersion": {"versions": [OLD]}}]}
PAIR = ("spine1", "leaf1")
#: Has a standby supervisor; can be reloaded hitless.
MODULAR, HITLESS = "boots", "copies"
#: As extra variables of the command line and surveys give them.
TEXTS = {
    "eos_upgrade_maintenance": "true",
    "eos_upgrade_maintenance_timeout": "60",
    "eos_upgrade_image_only": "false",
    "eos_upgrade_rollback": "yes",
    "eos_upgrade_keep": "EOS-4.31*",
}
#: Host -> the command whose reply never comes, when the controller dies; "" for the reload itself.
MOMENTS = {
    "copies": "^copy http",
    "notes": "^copy terminal:",
    "boots": "^boot system",
    "quiesces": "^quiesce",
    "reloads": "",
    "leaves": "^no quiesce",
    "forgets": "^delete flash:eos_upgrade",
}


@dataclass
class Story:
    """What happened, run by run."""

    lab: Lab
    runner: AnsibleRunner
    variables: dict[str, Any]
    runs: dict[str, Run] = field(default_factory=dict)
    states: dict[str, tuple[str, str, bool]] = field(default_factory=dict)

    def hosts(self, *names: str) -> dict[str, Any]:
        """The inventory of some switches, whether they answer or not."""
        hosts = {name: {**host_of(self.lab[name]), "ansible_port": 8443} for name in names}
        if HITLESS in hosts:
            hosts[HITLESS]["eos_upgrade_hitless"] = "yes"
        return inventory(self.lab, hosts=hosts)

    def play(self, name: str, hosts: tuple[str, ...], *args: str, **variables: Any) -> None:
        """Run the playbook."""
        given = {**self.variables, **variables}
        self.runs[name] = self.runner.playbook(PLAYBOOK, self.hosts(*hosts), *args, extra_vars=given)

    def kill(self, moments: dict[str, Callable[[LabSwitch], Any]], **variables: Any) -> None:
        """Start the playbook for hosts that do not wait for each other, and kill it when each is at its moment."""
        extra = self.runner.folder / "extra.json"
        given = {"eos_upgrade_batches": [len(moments)], **self.variables, **variables}
        extra.write_text(json.dumps(given))
        self.runner.env["ANSIBLE_STRATEGY"] = "host_pinned"
        process = self.runner.start(PLAYBOOK, self.hosts(*moments), "-f", str(len(moments)), "-e", f"@{extra}")
        del self.runner.env["ANSIBLE_STRATEGY"]
        try:
            for host, moment in moments.items():
                wait_until(lambda host=host, moment=moment: moment(self.lab[host]) or process.poll() is not None)
                assert process.poll() is None, host
        finally:
            for pid in [*descendants(process.pid), process.pid]:
                os.kill(pid, signal.SIGKILL)
            process.wait(timeout=PLAY_SECONDS)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("ansible")
    lines = mlag_pair(*PAIR)
    names = (*PAIR, "fails", "stuck", "staged", "lonely", "dead", *MOMENTS)
    specs = [SwitchSpec(name=name, config="\n".join(lines.get(name, ()))) for name in names]
    (folder / "catalog.json").write_text(json.dumps(CATALOG))
    with (
        isolated_environment(folder) as environment,
        image_server({f"EOS-{NEW}.swi": IMAGE}) as images,
        Lab(tmp_path_factory.mktemp("lab"), specs) as lab,
    ):
        variables = {
            "eos_upgrade_release": NEW,
            "eos_upgrade_url": f"{images.url}/EOS-{NEW}.swi",
            "eos_upgrade_checksum": sha512(IMAGE),
            "eos_upgrade_timeout": "60s",
            "eos_upgrade_checks": ["interfaces_up"],
        }
        story = Story(lab, AnsibleRunner(folder, environment), variables)
        _happen(story, folder)
        yield story


def _happen(story: Story, folder: Path) -> None:
    lab = story.lab
    story.play("check", ("fails",), "--check")
    report = {"eos_upgrade_report": str(folder / "report.html"), "eos_upgrade_batches": [2]}
    story.play("pair", PAIR, **report)
    story.play("again", PAIR, **report)
    tested = {"eos_upgrade_catalog": str(folder / "catalog.json"), "eos_upgrade_batches": [4], **TEXTS}
    for name in ("staged", "lonely"):  # somebody has set the new image already
        lab[name].switch.flash[f"EOS-{NEW}.swi"] = IMAGE
        lab[name].switch.boot.image = f"flash:/EOS-{NEW}.swi"
    del lab["lonely"].switch.flash[boot.STOCK]
    lab["stuck"].faults.add("rival", times=1, match="^show reload cause", lines=["alias typed show version"])
    story.play("fails", ("fails", "stuck", "staged", "lonely"), **tested)
    lab["dead"].boot_seconds = math.inf
    story.play("dead", ("dead",), eos_upgrade_timeout="3s")
    lab["dead"].power_on()
    story.states["stuck"] = runs(story, "stuck")
    story.play("alive", ("dead", "stuck"), eos_upgrade_batches=[2], eos_upgrade_maintenance=True)
    lab[MODULAR].switch.boot.standby = {}
    lab[HITLESS].switch.boot.hitless = []
    for host, command in MOMENTS.items():
        if command:
            lab[host].faults.add("slow", times=1, delay=600, match=command)
        else:
            lab[host].boot_seconds = math.inf
    story.kill({host: _stands if command else _is_away for host, command in MOMENTS.items()}, **TEXTS)
    lab["reloads"].power_on()
    story.play("after the kill", tuple(MOMENTS), "-f", str(len(MOMENTS)), eos_upgrade_batches=[len(MOMENTS)], **TEXTS)


def _stands(leaf: LabSwitch) -> bool:
    """Whether the switch holds back the reply."""
    return leaf.faults.active("slow") is None


def _is_away(leaf: LabSwitch) -> bool:
    return not leaf.switch.powered


def runs(story: Story, name: str) -> tuple[str, str, bool]:
    """The release and the next image of a switch, and whether an upgrade is on record there."""
    switch = story.lab[name].switch
    return switch.eos, switch.boot.image, RECORD in switch.flash


DONE = (NEW, f"flash:/EOS-{NEW}.swi", False)


def test_check_mode_changes_nothing(story: Story) -> None:
    run = story.runs["check"].check()
    assert run.result("fails", f"{ROLE} : Bring the image")["copied"] is True
    assert "would upgrade" in run.stdout
    assert [each.status for each in run.results("fails", f"{ROLE} : Reload")] == ["skipped"]


def test_a_pair_in_one_batch_goes_one_after_the_other(story: Story) -> None:
    run = story.runs["pair"].check()
    found = [run.result(name, f"{ROLE} : Reload") for name in PAIR]
    assert [each["release"] for each in found] == [NEW, NEW]
    first, second = sorted(found, key=lambda each: str(each["times"]["sent"]))
    assert first["times"]["ready"] <= second["times"]["sent"]
    assert [runs(story, name) for name in PAIR] == [DONE, DONE]


def test_the_report_and_a_second_run(story: Story) -> None:
    html = (story.runner.folder / "report.html").read_text()
    assert all(f'<th scope="row">{name}</th><td class="good">nothing to do</td>' in html for name in PAIR)
    run = story.runs["again"].check()
    assert not any(host["changed"] for host in run.stats.values())
    assert "upgraded" in story.runs["pair"].stdout


def test_tests_that_fail_bring_the_old_image_back(story: Story) -> None:
    run = story.runs["fails"]
    assert run.rc != 0
    message = run.result("fails", f"{ROLE} : Say how the upgrade has ended").msg
    assert f"fails was not upgraded to {NEW}. Test the host after:" in message
    assert f"It runs {OLD} again, and boots {STOCK}." in message
    assert runs(story, "fails") == (OLD, STOCK, False)
    assert "quiesce" not in [line.strip() for line in story.lab["fails"].running_config().splitlines()]


def test_the_way_back_leads_to_the_image_that_ran(story: Story) -> None:
    """The boot-config named the new image before the upgrade."""
    message = story.runs["fails"].result("staged", f"{ROLE} : Say how the upgrade has ended").msg
    assert f"It runs {OLD} again, and boots {STOCK}." in message
    assert runs(story, "staged") == (OLD, STOCK, False)
    lonely = story.runs["fails"].result("lonely", f"{ROLE} : Say how the upgrade has ended").msg
    assert f"No image on the flash holds the release that runs, {OLD}, so there is no way back." in lonely
    assert story.lab["lonely"].switch.eos == OLD


def test_a_switch_that_does_not_return_and_the_run_after_it(story: Story) -> None:
    run = story.runs["dead"]
    assert run.rc != 0
    message = run.result("dead", f"{ROLE} : Say how the upgrade has ended").msg
    assert "has not come back within 3 s" in message
    assert f"It does not answer now. It was to boot {NEW}, and its old image is {STOCK}." in message
    story.runs["alive"].check()
    assert runs(story, "dead") == DONE


def test_a_way_back_that_fails_and_the_run_after_it(story: Story) -> None:
    """Somebody changes the configuration while the switch is being tested, so it is not reloaded once more."""
    message = story.runs["fails"].result("stuck", f"{ROLE} : Say how the upgrade has ended").msg
    assert f"The way back to {OLD} has failed too, at 'Reload into the old image'" in message
    assert "the running configuration is not saved" in message
    assert story.states["stuck"] == (NEW, STOCK, True)
    assert story.runs["alive"].result("stuck", f"{ROLE} : Bring the image")["boot_image"] == DONE[1]
    assert runs(story, "stuck") == DONE


@pytest.mark.parametrize("host", MOMENTS)
def test_the_run_after_a_dead_controller_ends_the_upgrade(story: Story, host: str) -> None:
    run = story.runs["after the kill"].check()
    assert runs(story, host) == DONE
    started_anew = [each for each in run.results(host, f"{ROLE} : Reload") if each.status == "changed"]
    assert len(started_anew) == (0 if host in ("reloads", "leaves", "forgets") else 1)
    assert f"{host:24} {'nothing to do' if host == 'forgets' else 'upgraded'}" in run.stdout
    assert not [line for line in story.lab[host].running_config().splitlines() if line.strip() == "quiesce"]


def test_a_standby_supervisor_is_upgraded_too(story: Story) -> None:
    standby = story.lab[MODULAR].switch.boot.standby
    assert standby == {f"EOS-{NEW}.swi": IMAGE, "boot-config": f"SWI={DONE[1]}\n"}
    assert count_of(story.lab[MODULAR], "reload all now") == 1


def test_a_reload_without_a_loss_of_traffic(story: Story) -> None:
    result = story.runs["after the kill"].result(HITLESS, f"{ROLE} : Reload")
    assert result["cause"] == boot.BY_USER_HITLESS
