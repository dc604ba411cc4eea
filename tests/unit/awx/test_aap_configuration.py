# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The variables for infra.aap_configuration are those of the loader's data."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from support.awx_job import FOLDER

SCRIPTS = FOLDER.parents[1] / "scripts"
GIVEN: dict[str, Any] = {
    "arista_scm_url": "https://git.example.com/a.git",
    "arista_credentials": {"Arista eAPI": "Switches"},
    "arista_slices": {"Arista fleet report": 10},
}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    sys.path.insert(0, str(SCRIPTS))
    try:
        return importlib.import_module("awx_variables")
    finally:
        sys.path.remove(str(SCRIPTS))


@pytest.fixture(scope="module")
def rendered() -> dict[str, Any]:
    """The file as Ansible reads it, with the gaps that the role closes."""
    found = yaml.safe_load((FOLDER / "aap_configuration.yml").read_text())

    def trusted(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: trusted(each) for key, each in value.items()}
        if isinstance(value, list):
            return [trusted(each) for each in value]
        return trust_as_template(value) if isinstance(value, str) else value

    templated: dict[str, Any] = Templar(loader=DataLoader(), variables=GIVEN).template(trusted(found))
    return templated


def data(name: str) -> Any:
    return yaml.safe_load(Path(FOLDER, f"{name}.yml").read_text())


def test_the_file_is_what_the_script_writes(script: ModuleType) -> None:
    assert (FOLDER / "aap_configuration.yml").read_text() == script.text()


def test_types_and_their_templates_are_the_same(rendered: dict[str, Any]) -> None:
    for found, entry in zip(rendered["controller_credential_types"], data("credential_types"), strict=True):
        injectors = {
            kind: {name: text.replace("{  {", "{{") for name, text in given.items()}
            for kind, given in found["injectors"].items()
        }
        assert {**found, "injectors": injectors} == entry


def test_job_templates_are_the_same(rendered: dict[str, Any]) -> None:
    given = GIVEN["arista_credentials"]
    for found, entry in zip(rendered["controller_templates"], data("job_templates"), strict=True):
        same = {key: value for key, value in entry.items() if key not in ("survey", "credential_types", "extra_vars")}
        assert {key: found[key] for key in same} == same
        assert found.get("extra_vars") == (yaml.safe_load(entry["extra_vars"]) if "extra_vars" in entry else None)
        assert found.get("survey_spec") == data("surveys").get(entry.get("survey"))
        assert found["credentials"] == [given[kind] for kind in entry["credential_types"] if kind in given]
        assert found["job_slice_count"] == GIVEN["arista_slices"].get(entry["name"], 1)
        assert (found["organization"], found["project"], found["inventory"]) == ("Default", "Arista", "Arista switches")


def test_the_workflow_and_the_inventory_are_the_same(rendered: dict[str, Any]) -> None:
    (found,), entry = rendered["controller_workflows"], data("workflow")
    edges = {
        (node["identifier"], case, follower)
        for node in entry["nodes"]
        for case in ("success", "failure", "always")
        for follower in node.get(case, [])
    }
    nodes = found["simplified_workflow_nodes"]
    assert edges == {
        (node["identifier"], case, follower)
        for node in nodes
        for case in ("success", "failure", "always")
        for follower in node.get(f"{case}_nodes", [])
    }
    jobs = [(node.get("job_template"), node.get("approval")) for node in entry["nodes"]]
    assert [(node.get("unified_job_template"), node.get("approval_node")) for node in nodes] == jobs
    (inventory,), (source,) = rendered["controller_inventories"], rendered["controller_inventory_sources"]
    assert inventory["variables"] == yaml.safe_load(data("inventories")[0]["variables"])
    assert source["source_path"] == data("inventories")[0]["sources"][0]["source_path"]
    assert rendered["controller_projects"][0]["scm_url"] == GIVEN["arista_scm_url"]
