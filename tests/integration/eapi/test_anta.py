# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_test runs ANTA's tests over our connections, and judges as ANTA itself does."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import CONNECTIONS, GO_ON, host_of, inventory, play, task

CATALOG: dict[str, Any] = {
    "anta.tests.system": [
        {"VerifyUptime": {"minimum": 1}},
        {"VerifyNTP": None},
        {"VerifyFileSystemUtilization": None},
        {"VerifyUptime": {"minimum": 10**9, "filters": {"tags": ["leaf2"]}}},
    ],
    "anta.tests.software": [
        {"VerifyEOSVersion": {"versions": ["4.33.2F"]}},
        {"VerifyEOSVersion": {"versions": ["4.20.1F"]}},
    ],
    "anta.tests.interfaces": [
        {"VerifyInterfaceErrDisabled": None},
        {"VerifyInterfacesStatus": {"interfaces": [{"name": "Management1", "status": "up"}]}},
    ],
    "anta.tests.mlag": [{"VerifyMlagStatus": None}],
    "anta.tests.routing": {"generic": [{"VerifyRoutingTableSize": {"minimum": 1, "maximum": 1000}}]},
    "anta.tests.hardware": [{"VerifyTemperature": None}],
}
EVERYTHING = ["failure", "error", "skipped"]


def judged(name: str, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of eapi_test in privileged mode."""
    return task(name, "aerie.arista.eapi_test", options, become=True, **keywords)


@dataclass(frozen=True)
class Played:
    """A finished run, its lab and its folder."""

    lab: Lab
    run: Run
    folder: Path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1"), SwitchSpec(name="leaf2")]) as lab:
        yield lab


@pytest.fixture(scope="module", params=CONNECTIONS)
def played(request: pytest.FixtureRequest, lab: Lab, runner: AnsibleRunner) -> Played:
    folder = runner.folder
    (folder / "catalog.yml").write_text(yaml.safe_dump(CATALOG))
    (folder / "catalog.json").write_text(json.dumps(CATALOG))
    (folder / "broken.yml").write_text("anta.tests.system: [")
    report = {
        "junit_path": f"{folder}/reports/{{{{ inventory_hostname }}}}.xml",
        "markdown_path": f"{folder}/reports/{{{{ inventory_hostname }}}}.md",
    }
    uptime = {"anta.tests.system": [{"VerifyUptime": {"minimum": 1}}]}
    bad = {
        "no catalog": {},
        "no file": {"catalog_src": "nowhere.yml"},
        "no yaml": {"catalog_src": "broken.yml"},
        "no test": {"catalog": {"anta.tests.system": [{"VerifyNope": None}]}},
        "other module": {"catalog": {"os.path": [{"VerifyUptime": None}]}},
        "no such name": {"catalog": uptime, "tests": ["VerifyUptim"]},
        "none left": {"catalog": uptime, "tags": ["spines"]},
    }
    tasks = [
        judged("File", {"catalog_src": "catalog.yml", "fail_on": [], **report}),
        judged("JSON", {"catalog_src": "catalog.json"}, **GO_ON),
        judged("Checked", {"catalog": uptime, "junit_path": f"{folder}/checked.xml"}, check_mode=True),
        judged(
            "Skipped counts", {"catalog_src": "catalog.yml", "categories": ["mlag"], "fail_on": EVERYTHING}, **GO_ON
        ),
        *(judged(name, options, **GO_ON) for name, options in bad.items()),
    ]
    hosts = inventory(lab, request.param, {switch.name: host_of(switch) for switch in lab})
    return Played(lab, runner.playbook([play(tasks)], hosts), folder)


def of_anta(lab: Lab, name: str) -> list[tuple[str, str, list[str]]]:
    """The results of ANTA's own device and runner."""
    from anta.catalog import AntaCatalog
    from anta.device import AsyncEOSDevice
    from anta.inventory import AntaInventory
    from anta.result_manager import ResultManager
    from anta.runner import main

    switch = lab[name]
    device = AsyncEOSDevice(
        host=switch.address,
        port=switch.https_port,
        username=lab.username,
        password=lab.password,
        name=name,
        enable=True,
    )
    hosts, manager = AntaInventory(), ResultManager()
    hosts.add_device(device)
    asyncio.run(main(manager, hosts, AntaCatalog.from_dict(CATALOG)))
    return sorted((each.test, str(each.result), _timeless(each.messages)) for each in manager.results)


def _timeless(messages: list[str]) -> list[str]:
    """Messages without the seconds of an uptime, which goes on."""
    return sorted(re.sub(r"Actual: [\d.]+s", "Actual: Ns", message) for message in messages)


@pytest.mark.parametrize("name", ["leaf1", "leaf2"])
def test_results_are_those_of_anta(played: Played, name: str) -> None:
    result = played.run.result(name, "File")
    ours = sorted((each["test"], each["result"], _timeless(each["messages"])) for each in result["tests"])
    assert ours == of_anta(played.lab, name)
    assert {"success", "failure", "skipped"} <= {each["result"] for each in result["tests"]}
    assert result["summary"]["total"] == len(result["tests"]) == (11 if name == "leaf2" else 10)
    assert result["changed"] is False


def test_a_failing_test_fails_the_task(played: Played) -> None:
    result = played.run.result("leaf1", "JSON")
    assert result.status == "ignored"
    assert "of 10 tests are not passed: " in result.msg
    assert "VerifyEOSVersion (failure): " in result.msg
    assert len(result["tests"]) == 10


def test_reports_are_written(played: Played) -> None:
    result = played.run.result("leaf1", "File")
    (suite,) = ElementTree.parse(played.folder / "reports" / "leaf1.xml").getroot()
    assert result["junit_path"] == str(played.folder / "reports" / "leaf1.xml")
    assert [case.get("name") for case in suite] == [each["test"] for each in result["tests"]]
    assert "# Tests of leaf2" in (played.folder / "reports" / "leaf2.md").read_text()


def test_check_mode_tests_and_writes_nothing(played: Played) -> None:
    result = played.run.result("leaf1", "Checked")
    assert result["summary"]["success"] == 1
    assert "junit_path" not in result.result
    assert not (played.folder / "checked.xml").exists()


def test_skipped_tests_count_where_that_is_asked(played: Played) -> None:
    result = played.run.result("leaf1", "Skipped counts")
    assert result.status == "ignored"
    assert "1 of 1 tests are not passed: VerifyMlagStatus (skipped)" in result.msg


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no catalog", "no tests are given: give catalog, catalog_src, or both."),
        ("no file", "catalog_src: 'nowhere.yml' cannot be read"),
        ("no yaml", "catalog_src: 'broken.yml' is neither YAML nor JSON"),
        ("no test", "VerifyNope is not defined"),
        ("other module", "catalog names the module 'os.path', which is not part of anta.tests"),
        (
            "no such name",
            "tests has 'VerifyUptim', and no test of the catalog has this name. Did you mean VerifyUptime?",
        ),
        ("none left", "no test of the catalog is left for this host"),
    ],
)
def test_bad_input_is_named(played: Played, name: str, said: str) -> None:
    result = played.run.result("leaf1", name)
    assert result.status == "ignored"
    assert said in result.msg


def test_commands_share_requests(played: Played) -> None:
    """One request for the model, one for the commands of each format and version, one behind each that is refused."""
    requests = [request for request in played.lab["leaf1"].received if "show uptime" in str(request)]
    assert requests
    assert all(len(request["params"]["cmds"]) > 2 for request in requests[:1])
