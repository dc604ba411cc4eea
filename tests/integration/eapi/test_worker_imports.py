# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A worker loads nothing that the process which forks it could load: that is paid once per host and task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.imports import loaded_in_workers
from support.playrun import AnsibleRunner
from support.plays import commands, config, inventory, play, task


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        yield lab


@pytest.mark.parametrize(
    "tasks",
    [
        pytest.param([commands("a command", "show version")], id="command"),
        pytest.param([commands("privileged", "show version", become=True)], id="become"),
        pytest.param([task("facts", "aerie.arista.eapi_facts", {"gather_subset": ["default"]})], id="facts"),
        pytest.param([task("all", "aerie.arista.eapi_fleet", {"commands": "show version"}, become=True)], id="fleet"),
        pytest.param([config("lines", {"lines": ["vlan 77"]})], id="config"),
    ],
)
def test_a_worker_loads_nothing(runner: AnsibleRunner, network: Lab, tasks: list[dict[str, Any]]) -> None:
    assert loaded_in_workers(runner, [play(tasks)], inventory(network)) == []


def test_rare_modules_are_loaded_lazily(runner: AnsibleRunner, network: Lab) -> None:
    tasks = [commands("conditions", "show version", {"wait_for": "[0].version"})]
    (loaded,) = loaded_in_workers(runner, [play(tasks)], inventory(network))
    ours = {name for name in loaded if name.startswith("aerie/")}
    assert ours == {"aerie/arista/plugins/plugin_utils/eos/evaluation.py"}
    assert {name.partition("/")[0] for name in {*loaded} - ours} - {"<string>"} == {"jmespath"}


def test_set_fact_loads_the_connection_and_no_http_library(runner: AnsibleRunner, network: Lab) -> None:
    """The connection is loaded by the worker where no action of ours has been loaded before: Ansible asks for it."""
    tasks = [task("a fact", "ansible.builtin.set_fact", {"known": True})]
    (loaded,) = loaded_in_workers(runner, [play(tasks)], inventory(network))
    assert loaded == [
        "aerie/arista/plugins/connection/eapi.py",
        "aerie/arista/plugins/plugin_utils/bridge/__init__.py",
        "aerie/arista/plugins/plugin_utils/bridge/connection.py",
        "aerie/arista/plugins/plugin_utils/bridge/environment.py",
        "aerie/arista/plugins/doc_fragments/eapi_connection.py",
    ]
