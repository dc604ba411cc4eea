# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The migration script: what becomes of tasks for arista.eos, and that the guide's pairs say the same."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from support.guides import Guide

ROOT = Path(__file__).resolve().parents[3]
PATH = ROOT / "extensions" / "migration" / "arista_eos.py"

PLAYBOOK = """\
- hosts: switches
  tasks:
    - name: Block
      block:
        - name: Ask
          arista.eos.eos_command:
            commands: [show version | json]
            wait_for: ["result[0].memTotal gt 1000", "result[0] matches x"]
          when: ready
      rescue:
        - eos_vlans:
            config: [{vlan_id: 7}]
    - ansible.netcommon.cli_command: {command: show version}
    - ansible.builtin.debug: {msg: "{{ secret }}"}
      vars:
        secret: !vault |
          $ANSIBLE_VAULT;1.1;AES256
          3132
    - arista.eos.eos_facts: gather_subset=all
"""


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("migration_arista_eos", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_each_task_is_judged(script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "roles" / "x" / "site.yml"
    path.parent.mkdir(parents=True)
    path.write_text(PLAYBOOK)
    assert script.main([str(tmp_path), "--tasks"]) == 0
    said = capsys.readouterr().out
    assert f"{path}:5: eos_command -> aerie.arista.eapi_command   (Ask)" in said
    assert "'matches' of the condition 'result[0] matches x' has no equal in JMESPath" in said
    assert "'[0].memTotal > `1000`'" in said
    assert "when: ready" in said
    assert f"{path}:11: eos_vlans -> {script.KEEP}" in said
    assert "cli_command -> eapi_command" in said
    assert "options in one line are not read" in said
    assert said.splitlines()[-1] == "1 tasks have a module of aerie.arista, 2 stay, 1 need a hand."
    assert path.read_text() == PLAYBOOK


def test_a_file_that_cannot_be_read_is_named(script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yml").write_text("a: [")
    (tmp_path / "good.yml").write_text("- arista.eos.eos_config: {lines: hostname a, save_when: always}\n")
    assert script.main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "bad.yml cannot be read" in said.err
    assert "eos_config -> aerie.arista.eapi_config" in said.out


def pairs() -> list[Any]:
    """The guide's pairs: a task of theirs, and ours that does the same."""
    blocks = [block for block in Guide("from-arista-eos").data() if isinstance(block, list) and len(block) == 2]
    return [pytest.param(theirs, ours, id=theirs["name"]) for theirs, ours in blocks]


@pytest.mark.parametrize(("theirs", "ours"), pairs())
def test_the_guide_says_the_same(script: Any, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    found = script.judge(theirs, Path("guide.yml"))
    assert found.verdict == "ours"
    module = next(key for key in ours if key.startswith("aerie.arista."))
    assert found.becomes == module
    wanted = ours[module]
    new = {key: value for key, value in found.task[module].items() if key != "version" or key in wanted}
    assert new == wanted
    assert found.notes == []


def test_there_are_pairs() -> None:
    assert len(pairs()) >= 6
