# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Where secrets could go that no module writes: JUnit files of a callback, the fact cache, retry files, Ansible's debug
output, files of asynchronous jobs, the arguments and environments of processes; and what a switch says is text for
whatever a playbook does with it.

One run has tasks in a loop of which some fail, with the results registered, shown whole, kept as facts, and used in
every keyword that is a template.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.canaries import MARK, Canaries, seen
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import CONNECTIONS, GO_ON, commands, config, host_of, inventory, play, task
from support.watcher import Watcher

#: A template that leaves a file where the playbook is, in the forms that somebody could render.
EVIL = "{{ lookup('ansible.builtin.pipe', 'touch rendered') }}"
BLOCK = "{% set x = lookup('ansible.builtin.pipe', 'touch rendered') %}"


@dataclass(frozen=True)
class Played:
    """A run, its folder, and the arguments and environments of processes that had a secret."""

    run: Run
    folder: Path
    arguments: set[bytes]


def _secrets(canaries: Canaries) -> list[dict[str, Any]]:
    """What the items of a loop replace: two of them fail."""
    return [
        {"kind": "user", "name": "ops", "secret": canaries.new()},
        {"kind": "user", "name": "nobody", "secret": canaries.new(), "previous_secret": canaries.new()},
        {"kind": "ntp", "key_id": 1, "secret": canaries.new()},
        {"kind": "snmp_community", "secret": f"{canaries.new()} {canaries.new()}", "previous_secret": canaries.new()},
    ]


def _tasks() -> list[dict[str, Any]]:
    rotate = {"secrets": ["{{ wishes[item] }}"], "retries": 1, "interval": 0.1}
    loop = {"loop": [0, 1, 2, 3], "become": True}  # Ansible shows items itself
    local = {"delegate_to": "localhost", "vars": {"ansible_connection": "local", "ansible_become": False}}
    reads = ["show running-config", "show interfaces Ethernet1"]
    said = "{{ said.stdout[0] }}"
    evil_line = "{{ said.stdout[0].splitlines() | select('search', 'description.*touch rendered') | first | trim }}"
    return [
        task("Rotate", "aerie.arista.eapi_secrets", rotate, register="rotated", no_log=False, **loop),
        task("Foresee", "aerie.arista.eapi_secrets", {**rotate, "state": "verified"}, check_mode=True, **loop),
        task("Show what was rotated", "ansible.builtin.debug", {"var": "rotated.results | map('dict2items')"}),
        config("Configure", {"lines": ["{{ line }}", "{{ bad_line }}"]}, register="configured"),
        config("Later", {"lines": ["{{ line }}", "{{ bad_line }}"]}, **{"async": 30, "poll": 1}),
        task("Show what was configured", "ansible.builtin.debug", {"var": "configured"}),
        task("Keep", "ansible.builtin.set_fact", {"kept": "{{ configured }}", "cacheable": True}),
        # --- What a switch says is no template ---
        commands("Read", reads, {"format": "text"}, become=True, register="said"),
        task("Facts", "aerie.arista.eapi_facts", {"gather_subset": ["config", "interfaces"]}, become=True),
        task("Fact", "ansible.builtin.set_fact", {"fact": said, "list": "{{ said.stdout }}"}),
        task("Again", "ansible.builtin.set_fact", {"again": "{{ fact ~ list | join }}"}),
        task("Message", "ansible.builtin.debug", {"msg": f"{said} {{{{ again }}}} {{{{ ansible_net_config }}}}"}),
        task("Loop", "ansible.builtin.debug", {"msg": "{{ item }}"}, loop="{{ said.stdout + again.splitlines() }}"),
        task("When", "ansible.builtin.debug", {"msg": "found"}, when="'touch rendered' in said.stdout[0]"),
        task("Assert", "ansible.builtin.assert", {"that": "again is search('touch rendered')", "fail_msg": said}),
        task("Fail", "ansible.builtin.fail", {"msg": said}),
        task(
            "Write",
            "ansible.builtin.copy",
            {"dest": "{{ playbook_dir }}/{{ inventory_hostname }}.txt", "content": said},
            **local,
        ),
        config("Send back", {"lines": ["interface Ethernet2", "{{ evil_line }}"]}, vars={"evil_line": evil_line}),
    ]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder, canaries = tmp_path_factory.mktemp("run"), Canaries()
    started = [
        "username ops privilege 15 secret 0 before", "ntp authentication-key 1 md5 0 before",
        "interface Ethernet1", f"description {EVIL}", "interface Ethernet3", f"description {BLOCK}",
    ]  # fmt: skip
    values = {
        "wishes": _secrets(canaries),
        "line": canaries.fill("snmp-server community {} ro"),
        "bad_line": canaries.fill("username bob privilege 99 secret 0 {}"),
        "ansible_become_password": canaries.new(),
    }
    names = [f"leaf{number}" for number in range(len(CONNECTIONS))]
    env = {
        "ANSIBLE_CALLBACKS_ENABLED": "task_results,ansible.builtin.junit",
        "JUNIT_OUTPUT_DIR": str(folder / "junit"),
        "JUNIT_TASK_CLASS": "true",
        "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(folder / "cache"),
        "ANSIBLE_RETRY_FILES_ENABLED": "true",
        "ANSIBLE_RETRY_FILES_SAVE_PATH": str(folder / "retry"),
        "ANSIBLE_LOG_PATH": str(folder / "log"),
        "ANSIBLE_DEBUG": "true",
        "ANSIBLE_ASYNC_DIR": str(folder / "async"),
        "ANSIBLE_DIFF_ALWAYS": "true",
    }
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name) for name in names]) as lab:
        hosts = {}
        for name, connection in zip(names, CONNECTIONS, strict=True):
            lab[name].run("configure", *started)
            hosts[name] = {**host_of(lab[name], ansible_connection=connection), **values}
        with isolated_environment(folder) as environment, Watcher(MARK, folder) as watcher:
            run = AnsibleRunner(folder, environment).playbook(
                [play(_tasks(), **GO_ON)], inventory(lab, hosts=hosts), "-vvvvv", env=env
            )
        assert watcher.looks > 3
        yield Played(run, folder, watcher.found)


def _texts(played: Played) -> dict[str, str]:
    """All that was written, but the inventory, which holds the secrets."""
    found = {"stdout": played.run.stdout, "stderr": played.run.stderr}
    for path in sorted(played.folder.rglob("*")):
        if path.is_file() and not path.name.startswith("inventory"):
            found[str(path.relative_to(played.folder))] = path.read_text(encoding="utf-8", errors="replace")
    return found


def test_the_tasks_did_what_they_were_to_do(played: Played) -> None:
    for host in ("leaf0", "leaf1"):
        items = [item.status for item in played.run.items(host, "Rotate")]
        assert items == ["changed", "failed", "changed", "failed"], [
            item.msg for item in played.run.items(host, "Rotate")
        ]
        assert played.run.result(host, "Configure").status == "ignored"
        assert played.run.result(host, "Later").status == "ignored"
        assert "rotated.results" in json.dumps(played.run.result(host, "Show what was rotated").result)
    assert len(list((played.folder / "junit").iterdir())) > 0
    assert len(list((played.folder / "cache").iterdir())) == 2


def test_no_secret_is_anywhere(played: Played) -> None:
    texts = _texts(played)
    assert {"log", "stdout"} <= set(texts)
    assert {name: found for name, text in texts.items() if (found := seen(text))} == {}
    assert played.arguments == set()


def test_switch_output_is_never_templated(played: Played) -> None:
    for host in ("leaf0", "leaf1"):
        results = {name: played.run.result(host, name) for name in ("Message", "When", "Assert", "Fail", "Send back")}
        assert results["When"]["msg"] == "found"
        assert EVIL in results["Message"].msg
        assert EVIL in results["Fail"].msg
        assert BLOCK in results["Fail"].msg
        assert results["Send back"].status == "changed", results["Send back"].msg
        assert EVIL in (played.folder / f"{host}.txt").read_text()
    assert list(played.folder.rglob("rendered")) == []
