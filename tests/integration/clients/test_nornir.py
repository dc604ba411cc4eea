# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""All switches at once, as nornir asks them with napalm's tasks."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any

import pytest

from lab import Lab

pytestmark = pytest.mark.interop

nornir_core: Any = pytest.importorskip("nornir.core", reason="nornir is not installed")
napalm_tasks: Any = pytest.importorskip("nornir_napalm.plugins.tasks", reason="nornir-napalm is not installed")

# Imported after the check that they are there.
from nornir.core.inventory import (  # noqa: E402
    ConnectionOptions,
    Defaults,
    Groups,
    Host,
    Hosts,
    Inventory,
)
from nornir.core.plugins.connections import ConnectionPluginRegister  # noqa: E402
from nornir.core.state import GlobalState  # noqa: E402
from nornir.plugins.runners import ThreadedRunner  # noqa: E402
from nornir_napalm.plugins.connections import Napalm  # noqa: E402


@pytest.fixture
def network(lab: Lab, tls: ssl.SSLContext) -> Iterator[Any]:
    ConnectionPluginRegister.available.setdefault("napalm", Napalm)
    hosts = {}
    for switch in lab:
        options = {"transport": "https", "port": switch.https_port, "context": tls}
        napalm = ConnectionOptions(extras={"optional_args": options, "timeout": 20})
        hosts[switch.name] = Host(
            name=switch.name,
            hostname=switch.address,
            username=lab.username,
            password=lab.password,
            platform="eos",
            connection_options={"napalm": napalm},
        )
    inventory = Inventory(hosts=Hosts(hosts), groups=Groups(), defaults=Defaults())
    found = nornir_core.Nornir(inventory=inventory, runner=ThreadedRunner(num_workers=4), data=GlobalState())
    yield found
    found.close_connections()


def test_facts_of_all(lab: Lab, network: Any) -> None:
    results = network.run(task=napalm_tasks.napalm_get, getters=["facts"])
    assert not results.failed
    assert {name: reply[0].result["facts"]["hostname"] for name, reply in results.items()} == {
        switch.name: switch.name for switch in lab
    }


def test_a_change_on_all(lab: Lab, network: Any) -> None:
    lines = "vlan 68\n   name by-nornir\n"
    preview = network.run(task=napalm_tasks.napalm_configure, configuration=lines, dry_run=True)
    assert not preview.failed
    assert all("+vlan 68" in reply[0].diff for reply in preview.values())
    assert all("vlan 68" not in switch.running_config() for switch in lab)
    assert not network.run(task=napalm_tasks.napalm_configure, configuration=lines).failed
    assert all(lines in switch.running_config() for switch in lab)
