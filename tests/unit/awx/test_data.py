# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The data in extensions/awx refers to what is there: playbooks, surveys, credential types, nodes, variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from support import awx_rules
from support.awx_job import FOLDER, credential_types

ROOT = FOLDER.parents[1]


def load(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text())


SURVEYS, TEMPLATES, WORKFLOW, INVENTORIES = map(load, ("surveys", "job_templates", "workflow", "inventories"))


@pytest.mark.parametrize("name", SURVEYS)
def test_awx_takes_the_survey(name: str) -> None:
    assert awx_rules.survey(SURVEYS[name]) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template["name"])
def test_a_job_template_names_what_is_there(template: dict[str, Any]) -> None:
    project = yaml.safe_load((FOLDER / "project" / template["playbook"]).read_text())
    imported = project[0]["ansible.builtin.import_playbook"]
    playbook = ROOT / "playbooks" / f"{imported.removeprefix('aerie.arista.')}.yml"
    assert playbook.is_file()
    assert set(template["credential_types"]) <= set(credential_types())
    assert template["survey_enabled"] == ("survey" in template)
    questions = SURVEYS[template["survey"]]["spec"] if "survey" in template else []
    used = _words(playbook)
    if template.get("survey") != "change":  # the workflow hands the same answers to all of its jobs
        assert [entry["variable"] for entry in questions if entry["variable"] not in used] == []


def test_each_answer_of_the_survey_is_used_by_one_of_the_playbooks() -> None:
    used = set().union(*(_words(path) for path in (ROOT / "playbooks").glob("change_*.yml")))
    assert [entry["variable"] for entry in SURVEYS["change"]["spec"] if entry["variable"] not in used] == []


def _words(path: Path) -> set[str]:
    tasks = yaml.safe_load(path.read_text())  # without the comments
    return set(yaml.safe_dump(tasks).replace("}", " ").replace("(", " ").replace("|", " ").split())


def test_each_playbook_of_the_project_has_a_job_template() -> None:
    assert {path.name for path in (FOLDER / "project").glob("*.yml")} == {each["playbook"] for each in TEMPLATES}


def test_the_workflow_checks_approves_changes_verifies_and_rolls_back() -> None:
    nodes = {node["identifier"]: node for node in WORKFLOW["nodes"]}
    names = {template["name"] for template in TEMPLATES}
    assert all(("approval" in node) != (node.get("job_template") in names) for node in nodes.values())
    edges = {
        (name, edge): node[edge] for name, node in nodes.items() for edge in ("success", "failure") if edge in node
    }
    assert edges == {
        ("check", "success"): ["approve"],
        ("approve", "success"): ["apply"],
        ("apply", "success"): ["verify"],
        ("apply", "failure"): ["roll-back"],
        ("verify", "failure"): ["roll-back"],
    }
    assert WORKFLOW["survey"] in SURVEYS


def test_an_inventory_source_is_a_file_of_the_project() -> None:
    for inventory in INVENTORIES:
        assert awx_rules.variables(inventory["variables"]) == []
        for source in inventory["sources"]:
            assert (FOLDER / "project" / source["source_path"]).is_file()
            assert set(source["credential_types"]) <= set(credential_types())
