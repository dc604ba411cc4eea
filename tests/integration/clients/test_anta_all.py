# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Every test of ANTA, with the inputs of its own documentation: none ends in an error for a cause of the lab.

Whether a test passes depends on the network that its documentation has in mind; that it can be judged does not.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import yaml

from lab import Lab

pytestmark = pytest.mark.interop

anta_tests: ModuleType = pytest.importorskip("anta.tests", reason="it has no release for every Python")

# Imported after the check that it is there.
from anta._runner import AntaRunFilters, AntaRunner  # noqa: E402
from anta.catalog import AntaCatalog  # noqa: E402
from anta.device import AsyncEOSDevice  # noqa: E402
from anta.inventory import AntaInventory  # noqa: E402
from anta.models import AntaTest  # noqa: E402
from anta.result_manager import ResultManager  # noqa: E402

#: Asks for the flash of a second supervisor, which a switch with one does not have.
OTHER_CAUSES = {"VerifyFilePresence"}
#: What the documentation's inputs name: VRFs, a tunnel, routing processes, a log that is kept.
SETUP = (
    *(f"vrf instance {name}" for name in ("MGMT", "data", "PROD", "TEST", "Guest")),
    *("logging persistent", "logging format timestamp high-resolution", "logging format hostname fqdn"),
    *("interface Vxlan1", "vxlan source-interface Loopback0", "vxlan vlan 20 vni 10020", "exit"),
    *("router ospf 1", "network 10.0.0.0/8 area 0"),
    *("router isis CORE-ISIS", "net 49.0001.0168.0000.0111.00", "segment-routing mpls"),
)


def documented() -> AntaCatalog:
    """A catalog of all tests with the example of their documentation."""
    catalogs = []
    for info in pkgutil.walk_packages(anta_tests.__path__, f"{anta_tests.__name__}."):
        module = importlib.import_module(info.name)
        for _name, test in inspect.getmembers(module, inspect.isclass):
            if issubclass(test, AntaTest) and test.__module__ == module.__name__ and not inspect.isabstract(test):
                example = re.search(r"```yaml\n(.*?)```", inspect.getdoc(test) or "", re.DOTALL)
                assert example, f"{test.__name__} has no example"
                catalogs.append(AntaCatalog.from_dict(yaml.safe_load(example[1])))
    return AntaCatalog.merge_catalogs(catalogs)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("anta"), 4) as running:
        running["leaf1"].run("configure", *SETUP)
        yield running


def test_no_test_ends_in_an_error(lab: Lab) -> None:
    leaf = lab["leaf1"]
    device = AsyncEOSDevice(
        host=leaf.address,
        username=lab.username,
        password=lab.password,
        name="leaf1",
        port=leaf.https_port,
        enable=True,
        insecure=True,
    )
    inventory = AntaInventory()
    inventory.add_device(device)
    results = ResultManager()
    runner: Any = AntaRunner()
    asyncio.run(runner.run(inventory, documented(), results, AntaRunFilters()))
    errors = {result.test: result.messages for result in results.results if result.result == "error"}
    assert {name: said for name, said in errors.items() if name not in OTHER_CAUSES} == {}
    assert len(results.results) >= 200
    assert sum(result.result == "success" for result in results.results) >= 50
