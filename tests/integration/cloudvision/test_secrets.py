# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""No token or password appears where it has no business: at the greatest verbosity, with a log, with failures."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.cloudvision.spec import CloudVisionSpec
from lab.network import Lab
from support.cloudvision_plays import info, inventory, resource
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import GO_ON, play, task

WRONG_TOKEN = "wr0ng-t0ken-cv-lab"
WRONG_PASSWORD = "wr0ng-p4ssword-cv-lab"
PROXY_PASSWORD = "pr0xy-p4ssword-cv-lab"
DEVICE = "inventory.v1.Device"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 1, cloudvision=CloudVisionSpec(devices=2)) as lab:
        yield lab


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("secrets")


@pytest.fixture(scope="module")
def run(network: Lab, folder: Path) -> Iterator[Run]:
    cv = network.cloudvision
    no_token: dict[str, Any] = {"ansible_cloudvision_token": None, "ansible_user": cv.username}
    hosts: dict[str, dict[str, Any]] = {
        "token": {},
        "file": {"ansible_cloudvision_token": None, "ansible_cloudvision_token_file": str(cv.token_path)},
        "login": {**no_token, "ansible_password": cv.password},
        "unchecked": {"ansible_cloudvision_ca_path": None, "ansible_cloudvision_validate_certs": False},
        "wrong": {"ansible_cloudvision_token": WRONG_TOKEN},
        "wrong_login": {
            **no_token,
            "ansible_password": WRONG_PASSWORD,
            "ansible_cloudvision_session_store": str(folder / "other"),
        },
        "conflict": {"ansible_user": "somebody", "ansible_password": WRONG_PASSWORD},
        "foreign": {"ansible_cloudvision_ca_path": None},
        "proxied": {"ansible_cloudvision_proxy": f"http://user:{PROXY_PASSWORD}@127.0.0.1:1"},
        "bad_proxy": {"ansible_cloudvision_proxy": f"socks5://user:{PROXY_PASSWORD}@127.0.0.1:1"},
    }
    lookup = "lookup('aerie.arista.cloudvision_resource', 'inventory.v1.Device', inventory_host=inventory_hostname)"
    tasks = [
        info("Ask", DEVICE),
        info("Fail", "inventory.v1.Devic"),
        resource(
            "Set", "dashboard.v1.DashboardConfig", {"key": {"dashboard_id": "d"}, "values": {"name": "x"}}, diff=True
        ),
        task("Look up", "ansible.builtin.debug", {"msg": f"{{{{ {lookup} }}}}"}),
        task(
            "Wait",
            "ansible.builtin.wait_for_connection",
            {"timeout": 1, "sleep": 1},
            when="inventory_hostname == 'token'",
        ),
    ]
    with isolated_environment(folder) as environment:
        runner = AnsibleRunner(
            folder,
            {
                **environment,
                "CLOUDVISION_SESSION_STORE": str(folder / "sessions"),
                "CLOUDVISION_RETRIES": "0",
                "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
                "ANSIBLE_DEBUG": "0",
            },
        )
        yield runner.playbook([play(tasks, **GO_ON)], inventory(network, hosts), "-vvvv", "--forks", "5")


@pytest.fixture(scope="module")
def secrets(network: Lab, folder: Path, run: Run) -> list[str]:
    """All that must not be seen; the token of the login among it."""
    cv = network.cloudvision
    session = "session_"
    return [cv.token, cv.password, WRONG_TOKEN, WRONG_PASSWORD, PROXY_PASSWORD, session]


def test_the_play_met_what_it_was_to_meet(run: Run) -> None:
    good = {"token", "file", "login", "unchecked"}
    assert {found.host for found in run.results(task="Ask") if found.status == "ok"} == good
    assert run.result("login", "Look up").status == "ok"


def test_neither_output_nor_log_nor_results_show_them(run: Run, folder: Path, secrets: list[str]) -> None:
    texts = [
        run.output,
        (folder / "ansible.log").read_text(encoding="utf-8"),
        *(str(x.result) for x in run.all_results),
    ]
    assert [secret for secret in secrets for text in texts if secret in text] == []


def test_no_file_holds_them_but_the_private_one_of_the_login(run: Run, folder: Path, secrets: list[str]) -> None:
    holding = []
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if path.suffix == ".yml":  # the inventory, which the test wrote
                continue
            if any(secret.encode() in path.read_bytes() for secret in secrets):
                holding.append(path)
    assert {path.parent for path in holding} == {folder / "sessions"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in holding} == {0o600}
    assert stat.S_IMODE((folder / "sessions").stat().st_mode) == 0o700
