# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Every worker of a play may use CloudVision at once: none hangs, and the parent pays for what is heavy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lab.cloudvision.spec import CloudVisionSpec
from lab.network import Lab
from support.cloudvision_plays import info, inventory, resource
from support.playrun import AnsibleRunner
from support.plays import play, task

HOSTS, TASKS = 50, 20
#: Seconds; a worker that hangs lets the play miss it.
LIMIT = 420

DEVICE = "inventory.v1.Device"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 1, cloudvision=CloudVisionSpec(devices=5)) as lab:
        yield lab


@pytest.mark.slow
def test_fifty_forks_of_twenty_tasks(network: Lab, runner: AnsibleRunner) -> None:
    cv = network.cloudvision
    key = {"key": {"device_id": cv.device_id("leaf1")}}
    # Half of the hosts log in with user and password, which they share; the others have a token.
    login = {"ansible_cloudvision_token": None, "ansible_user": cv.username, "ansible_password": cv.password}
    hosts = {f"cv{number:02}": login if number % 2 else {} for number in range(HOSTS)}
    tasks = [info(f"Ask {number}", DEVICE, key) for number in range(TASKS - 2)]
    tasks.append(info("List", DEVICE))
    change = {"key": {"dashboard_id": "{{ inventory_hostname }}"}, "values": {"name": "Mine"}}
    tasks.append(resource("Set", "dashboard.v1.DashboardConfig", change))
    cv.stats.reset()
    patient = {"ansible_cloudvision_connect_timeout": 60}  # fifty processes share the cores
    everybody = inventory(network, hosts, **patient)
    run = runner.playbook([play(tasks)], everybody, "--forks", str(HOSTS), timeout=LIMIT).check()
    assert {host: numbers["ok"] for host, numbers in run.stats.items()} == dict.fromkeys(hosts, TASKS)
    assert {len(found["resources"]) for found in run.results(task="List")} == {6}
    assert all(found["changed"] for found in run.results(task="Set"))
    assert cv.stats.logins == 1
    assert cv.stats.calls == HOSTS * (TASKS + 1)  # a set looks first


def test_a_loop_and_templates_keep_to_their_worker(network: Lab, runner: AnsibleRunner) -> None:
    """A lookup that the parent renders before it forks leaves nothing open for the workers to inherit."""
    look = "query('aerie.arista.cloudvision_resource', 'inventory.v1.Device', inventory_host='cv') | length"
    names = [f"loop-{number}" for number in range(5)]
    looped = resource(
        "Loop",
        "dashboard.v1.DashboardConfig",
        {"key": {"dashboard_id": "{{ item }}"}, "values": {"name": "x"}},
        loop=names,
    )
    plays = [
        play(
            [task("Say", "ansible.builtin.debug", {"msg": "{{ found }}"}), looped], vars={"found": f"{{{{ {look} }}}}"}
        ),
        {
            **play([info("Ask", DEVICE)], hosts=f"{{{{ ({look}) and 'cv' }}}}"),
            "name": "The parent renders the hosts",
        },
    ]
    cv = network.cloudvision
    cv.stats.reset()
    run = runner.playbook(plays, inventory(network)).check()
    assert run.result("cv", "Say")["msg"] == 6
    assert len(run.result("cv", "Ask")["resources"]) == 6
    assert [found["changed"] for found in run.items("cv", "Loop")] == [True] * 5
