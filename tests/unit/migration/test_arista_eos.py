# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The migration script: the new form of tasks for arista.eos, and that the guide's pairs say the same."""

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
    assert "'matches' of the condition 'result[0] matches x' has no equivalent in JMESPath" in said
    assert "'[0].memTotal > `1000`'" in said
    assert "when: ready" in said
    assert f"{path}:11: eos_vlans -> {script.KEEP}" in said
    assert "cli_command -> eapi_command" in said
    assert "eos_facts -> aerie.arista.eapi_facts" in said
    assert said.splitlines()[-1] == "In total: 2 move to aerie.arista, 1 stay, 1 need manual work."
    assert path.read_text() == PLAYBOOK


def test_a_file_that_cannot_be_read_is_named(script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yml").write_text("a: [")
    (tmp_path / "good.yml").write_text("- arista.eos.eos_config: {lines: hostname a, save_when: always}\n")
    assert script.main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "bad.yml cannot be read" in said.err
    assert "eos_config -> aerie.arista.eapi_config" in said.out
    assert script.main([str(tmp_path / "missing.yml")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'missing.yml'} cannot be read: No such file or directory\n"


#: Tasks as people write them → what the new task's module has, and the beginnings of the notes.
ODD: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "- eos_command: commands='show version'": (
        "eapi_command",
        {"commands": [{"cmd": "show version", "format": "text"}], "version": "latest"},
        [],
    ),
    "- arista.eos.command: {commands: 'show version | json, show hostname'}": (
        "eapi_command",
        {"commands": ["show version", {"cmd": "show hostname", "format": "text"}], "version": "latest"},
        [],
    ),
    "- action: arista.eos.eos_facts gather_subset=min": ("eapi_facts", {"gather_subset": "min"}, []),
    "- local_action: {module: eos_facts, gather_subset: [min]}": ("eapi_facts", {"gather_subset": ["min"]}, []),
    "- eos_command:\n  args: {commands: [show hostname]}\n  register: answer": (
        "eapi_command",
        {"commands": [{"cmd": "show hostname", "format": "text"}], "version": "latest"},
        [],
    ),
    "- eos_command: {commands: '{{ commands }}'}": (
        "eapi_command",
        {"commands": "{{ commands }}", "format": "text", "version": "latest"},
        ["commands are a template"],
    ),
    "- eos_command: {commands: ['{{ item }}']}\n  loop: [show version]": (
        "eapi_command",
        {"commands": [{"cmd": "{{ item }}", "format": "text"}], "version": "latest"},
        ["'{{ item }}' is a template"],
    ),
    "- eos_command: {commands: [show vlan | json], waitfor: 'result[0].vlans[10].name eq users'}": (
        "eapi_command",
        {"commands": ["show vlan"], "version": "latest", "wait_for": ["[0].vlans[10].name == 'users'"]},
        [],
    ),
    "- eos_config: {commands: [hostname a], parents: [], save_when: '{{ save }}', provider: {host: a}}": (
        "eapi_config",
        {"lines": "hostname a", "parents": [], "save": "{{ save }}"},
        ["save_when is a template", "provider is left out"],
    ),
    "- eos_config: {lines: 'no ip routing, hostname a'}": (
        "eapi_config",
        {"lines": ["no ip routing", "hostname a"]},
        [],
    ),
    "- eos_config: {lines: ['vlan 1, 2']}": ("eapi_config", {"lines": "vlan 1, 2"}, []),
    "- eos_eapi: {enable_http: false, timeout: 60}": (
        "eapi_server",
        {"http": {"enabled": False}},
        ["timeout is left out"],
    ),
    "- eos_banner: {banner: motd, state: '{{ state }}', text: hello}": ("", {}, ["state is a template"]),
}


@pytest.mark.parametrize("text", ODD)
def test_odd_tasks(script: Any, text: str) -> None:
    module, options, notes = ODD[text]
    (found,) = [script.judge(task, Path("site.yml")) for task, _known in script.tasks_of(script.load(text))]
    assert found.verdict == ("ours" if module else "keep")
    if module:
        assert found.becomes == f"aerie.arista.{module}"
        new = next(value for value in found.task.values() if isinstance(value, dict))
        assert new == options
        assert "args" not in found.task
    assert len(found.notes) == len(notes)
    assert all(note.startswith(start) for note, start in zip(found.notes, notes, strict=True)), found.notes


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("result[0].vlans.10.name eq users", "[0].vlans.\"10\".name == 'users'"),
        ("result[0].interfaces['Ethernet1/1'].mtu ge 1500", '[0].interfaces."Ethernet1/1".mtu >= `1500`'),
        ("result[0].peers[10.0.0.1].state neq Idle", "[0].peers.\"10.0.0.1\".state != 'Idle'"),
        ('result[0] not contains "it\'s"', r"!contains([0], 'it\'s')"),
        ("result[1].up == True", "[1].up == `true`"),
    ],
)
def test_conditions_are_jmespath(script: Any, theirs: str, ours: str) -> None:
    import jmespath

    assert script.condition(theirs) == (ours, None)
    jmespath.compile(ours)


#: A play with its connection and defaults, tags of Ansible, an anchor, and a result that another task reads.
PLAY = """- hosts: switches
  connection: network_cli
  vars: {ansible_connection: ansible.netcommon.httpapi}
  collections: [arista.eos]
  module_defaults:
    arista.eos.eos_config: {save_when: modified}
  handlers:
    - name: Save
      listen: changed
      eos_config: {save_when: always}
  tasks:
    - name: Write
      eos_config: &same
        lines: [!unsafe 'description {{ x }}']
        parents: interface Ethernet1
      vars:
        secret: !vault |
          $ANSIBLE_VAULT;1.1;AES256
          3132
      register: done
    - name: Write again
      block:
        - eos_config: {<<: *same, save_when: never}
    - debug: {msg: "{{ done.updates }} {{ done['filename'] }}"}
"""


def test_a_whole_play(script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.yml").write_text(PLAY)
    (tmp_path / "group_vars").mkdir()
    (tmp_path / "group_vars" / "all.yml").write_text("ansible_connection: network_cli\n")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "not_yaml.yml").write_text("{% if x %}\n")
    assert script.main([str(tmp_path), "--tasks"]) == 0
    said = capsys.readouterr().out
    site = tmp_path / "site.yml"
    assert f"{site}:1: connection: network_cli -> connection: aerie.arista.httpapi" in said
    assert f"{site}:3: ansible_connection: ansible.netcommon.httpapi -> " in said
    assert f"{site}:1: module_defaults of eos_config -> module_defaults of aerie.arista.eapi_config" in said
    assert f"{tmp_path}/group_vars/all.yml:1: ansible_connection: network_cli -> " in said
    assert "listen: changed" in said
    assert "note: done.updates is done.commands" in said
    assert "note: done.filename is done.backup_path" in said
    assert "lines: !unsafe 'description {{ x }}'" in said
    assert "secret: !vault |\n          $ANSIBLE_VAULT;1.1;AES256\n          3132\n" in said
    assert said.count("save: always") == 3, "the handler, its note, and the task with the play's default"
    assert "save: never" not in said
    assert said.splitlines()[-1] == "In total: 3 move to aerie.arista, 0 stay, 4 need manual work."


#: Files for which the guide shows the script's output.
SITE = """\
- hosts: switches
  gather_facts: false
  become: true







  tasks:
    - name: Ask for the neighbors
      eos_command:
        commands: show lldp neighbors | json



# The uplinks

    - name: Describe the uplinks
      eos_config:
        lines: description uplink
        parents: interface Ethernet1
        running_config: "{{ running }}"
"""
VLANS = "---\n- name: Have the VLANs\n  eos_vlans: {config: [{vlan_id: 110}]}\n"


def test_the_output_of_the_guide(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site.yml").write_text(SITE)
    (tmp_path / "roles" / "vlans" / "tasks").mkdir(parents=True)
    (tmp_path / "roles" / "vlans" / "tasks" / "main.yml").write_text(VLANS)
    monkeypatch.chdir(tmp_path)
    (console,) = Guide("from-arista-eos").blocks("console")
    command, _newline, output = console.partition("\n")
    assert command.endswith("/extensions/migration/arista_eos.py site.yml roles/")
    assert script.main(["site.yml", "roles/"]) == 0
    assert capsys.readouterr().out == output


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
