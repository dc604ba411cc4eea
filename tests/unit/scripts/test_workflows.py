# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The workflows of GitHub Actions, which no test can run: they are whole, and they agree with what is run here."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from support import guides

ROOT = Path(__file__).resolve().parents[3]
OURS = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
(READERS,) = (block.text for block in guides.blocks((ROOT / "docs" / "ci.md").read_text()) if block.language == "yaml")
#: An expression of the service, which is no shell.
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


def steps(text: str) -> list[dict[str, Any]]:
    workflow = yaml.safe_load(text)
    assert set(workflow) >= {"name", True, "permissions", "jobs"}, "`on` is true in YAML 1.1"
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert job["runs-on"] == "ubuntu-24.04"
    assert job["timeout-minutes"] > 0
    found: list[dict[str, Any]] = job["steps"]
    return found


@pytest.mark.parametrize("text", [OURS, READERS], ids=["ours", "readers"])
def test_scripts_of_the_steps_are_scripts(text: str) -> None:
    scripts = [step["run"] for step in steps(text) if "run" in step]
    assert scripts
    for script in scripts:
        subprocess.run(["bash", "-n"], input=EXPRESSION.sub("x", script), text=True, check=True)


def test_our_workflow_installs_what_ci_runs_on() -> None:
    pairs = re.findall(r'^(?:oldest|between|newest)="(3\.\d+) 2\.\d+"$', (ROOT / ".ci" / "run").read_text(), re.M)
    scripts = [step["run"] for step in steps(OURS)]
    (minors,) = re.findall(r"python3\.\{([\d,]+)\}-venv", scripts[1])
    assert [f"3.{minor}" for minor in minors.split(",")] == pairs
    assert scripts[-1] == ".ci/run"
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100


def test_the_readers_workflow_has_the_commands_of_the_page_on_molecule() -> None:
    (installing,) = (step["run"] for step in steps(READERS) if "pip install" in step.get("run", ""))
    page = (ROOT / "docs" / "molecule.md").read_text()
    for command in re.findall(r"^(?:ansible-galaxy collection install|pip install -r) .*$", page, re.M):
        assert command in installing
    (packages,) = re.findall(r"^pip install (molecule .*)$", page, re.M)
    assert {re.split(r"[<>=~]", word.strip("'"))[0] for word in packages.split()} <= set(
        re.findall(r"[a-z]\w+", installing)
    )
    assert steps(READERS)[-1]["run"] == "molecule test"
