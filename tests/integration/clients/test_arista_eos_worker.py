# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Keywords of tasks, and modules of other collections, where modules of arista.eos run in Ansible's worker.

The same tasks run over their own plugin. The callback that loads ahead of the workers is enabled.
"""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, HTTPAPI, WORKER_HTTPAPI, play, task
from support.processes import descendants
from support.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.interop, pytest.mark.slow]

THEIRS = "arista.eos.eos"
PRELOAD = {"ANSIBLE_CALLBACKS_ENABLED": "task_results,aerie.arista.preload"}
PORT = "interface Ethernet5"
PRIVILEGED = "show running-config section vlan 91"
VAULT_PASSWORD = "open sesame"


def eos(name: str, module: str, args: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of a module of arista.eos."""
    return task(name, f"arista.eos.eos_{module}", args, **keywords)


def show(name: str, *commands: str, **keywords: Any) -> dict[str, Any]:
    """A task of eos_command."""
    return eos(name, "command", {"commands": list(commands) or ["show hostname"]}, **keywords)


def vlan(name: str, **keywords: Any) -> dict[str, Any]:
    """A task that names a VLAN by its item, or makes it."""
    return eos(name, "vlans", {"config": [{"vlan_id": 91, "name": "{{ item | default('none') }}"}]}, **keywords)


#: The same over both, key by key.
SAME = [
    show("register", register="found"),
    task("what was registered", "ansible.builtin.debug", {"msg": "{{ found.stdout_lines[0][0] }}"}),
    vlan("a loop", loop=["a", "a", "b"]),
    vlan("check mode", check_mode=True, vars={"item": "checked"}),
    eos("a difference", "config", {"parents": PORT, "lines": "description x"}, check_mode=True, diff=True),
    show(
        "until",
        "show vlan | json",
        register="tried",
        until="tried.stdout[0].vlans['999'] is defined",
        retries=2,
        delay=0,
    ),
    eos("no_log", "config", {"lines": ["vlan 92", "{{ secret }}"]}, no_log=True, vars={"secret": "name s3cret"}),
    show("environment", environment={"LANG": "C"}),
    show("privileged", PRIVILEGED, become=True),
    show("unprivileged", PRIVILEGED, become=False),
    show("become by item", PRIVILEGED, become="{{ item }}", loop=[True, False, True]),
    eos("a vaulted variable", "config", {"lines": ["vlan 96", "{{ vaulted }}"]}),
    show("delegate_to", delegate_to="{{ peer }}"),
    show("of the controller", delegate_to="localhost", vars={"ansible_connection": "ansible.builtin.local"}),
    show("a process", vars={"ansible_network_import_modules": False}),
    eos("missing argument", "vlans", {"config": [{"vlan": 3}]}),
    eos("traceback", "config", {"lines": ["vlan 99999"]}),
    eos("deprecated", "config", {"lines": ["vlan 93"], "diff_against": "startup"}),
    task("raw is of the controller", "ansible.builtin.raw", "echo here"),
    task("ping is of the controller", "ansible.builtin.ping", {}),
    task("cli_command", "ansible.netcommon.cli_command", {"command": "show hostname"}),
    task("cli_config", "ansible.netcommon.cli_config", {"config": "vlan 94"}),
    task("net_get", "ansible.netcommon.net_get", {"src": "flash:startup-config"}),
    task("net_put", "ansible.netcommon.net_put", {"src": "/etc/hostname"}),
    task(
        "cli_parse",
        "ansible.utils.cli_parse",
        {"command": "show hostname", "parser": {"name": "ansible.netcommon.native", "template_path": "hostname.yml"}},
    ),
    task("network_resource", "ansible.netcommon.network_resource", {"os_name": THEIRS}),
    eos("backup", "config", {"backup": True, "backup_options": {"filename": "{{ inventory_hostname }}.cfg"}}),
    show("run_once", run_once=True),
]
#: In the worker alone: where theirs sees what an item before has left, and what theirs does not do.
AFRESH = [
    eos(
        "the same lines twice",
        "config",
        {"parents": PORT, "lines": "{{ item }}"},
        loop=["description a", "description a"],
    ),
    show("items of three switches", delegate_to="{{ item }}", loop=["peer", "worker", "peer"]),
    show("async", **{"async": 30, "poll": 1}),
    task("gather_facts", "ansible.builtin.gather_facts", {}),
    task("wait_for_connection", "ansible.builtin.wait_for_connection", {"timeout": 5}),
    task("ours", "aerie.arista.eapi_command", {"commands": "show hostname"}),
    task("our facts", "aerie.arista.eapi_facts", {"gather_subset": ["min"]}),
    eos("our change", "config", {"lines": ["vlan 95"]}, become=True),
]
FAILING = {
    "until",
    "unprivileged",
    "become by item",
    "missing argument",
    "traceback",
    "cli_command",
    "cli_config",
    "net_get",
    "net_put",
}
PARSER = """---
- example: "Hostname: leaf1"
  getval: '^Hostname:\\s+(?P<name>\\S+)'
  result: {hostname: "{{ name }}"}
"""


@dataclass
class Outcome:
    """The run, the labs, and how many cookie sessions each switch had at the run's end."""

    run: Run
    labs: dict[str, Lab]
    cookies: dict[str, int]

    def comparable(self, side: str, name: str) -> Any:
        """The results of a task, items and all, without what must differ: addresses, names, times, sessions."""
        found = [
            (
                one.status,
                one.item,
                {key: value for key, value in one.result.items() if key != "results"},
            )  # items follow
            for one in self.run.all_results
            if (one.host, one.task) == (side, name)
        ]
        text = json.dumps(found).replace(WORKER_HTTPAPI, HTTPAPI)
        for host, lab in self.labs.items():
            text = text.replace(switch_of(lab).address, "ADDRESS").replace(f"{host}.cfg", "HOST.cfg")
        text = re.sub(r'"(date|time)": "[^"]*"', r'"\1": ""', text)
        return json.loads(re.sub(r"ansible_\d+", "SESSION", text))


def switch_of(lab: Lab) -> LabSwitch:
    """The one switch of a lab."""
    (switch,) = lab
    return switch


def variables(lab: Lab, connection: str, **more: Any) -> dict[str, Any]:
    """A host of an inventory that was made for arista.eos."""
    switch = switch_of(lab)
    return {
        "ansible_host": switch.address,
        "ansible_connection": connection,
        "ansible_network_os": THEIRS,
        "ansible_user": lab.username,
        "ansible_password": lab.password,
        "ansible_httpapi_use_ssl": True,
        "ansible_httpapi_port": switch.https_port,
        "ansible_httpapi_ca_path": str(lab.ca_path),
        "ansible_become_method": "enable",
        **more,
    }


def hosts_of(given: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """An inventory."""
    return {"all": {"hosts": given}}


def vaulted(runner: AnsibleRunner, text: str) -> dict[str, str]:
    """A text that only the runner's vault password opens, as JSON has it."""
    password = runner.folder / "vault-password"
    password.write_text(VAULT_PASSWORD)
    runner.env["ANSIBLE_VAULT_PASSWORD_FILE"] = str(password)
    secret = VaultSecret(VAULT_PASSWORD.encode())
    return {"__ansible_vault": VaultLib([("default", secret)]).encrypt(text, secret).decode()}


@pytest.fixture(scope="module")
def outcome(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    (runner.folder / "hostname.yml").write_text(PARSER)
    folder = tmp_path_factory.mktemp("labs")
    peer = [SwitchSpec(name="peer")]
    with Lab(folder / "t", 1) as theirs, Lab(folder / "w", 1) as worker, Lab(folder / "p", peer) as other:
        labs = {"theirs": theirs, "worker": worker, "peer": other}
        given = {
            "theirs": variables(theirs, HTTPAPI, peer="their-peer"),
            "their-peer": variables(other, HTTPAPI),
            "worker": variables(worker, WORKER_HTTPAPI, peer="peer"),
            "peer": variables(other, WORKER_HTTPAPI),
        }
        each = [entry for entry in SAME if "run_once" not in entry]
        once = [entry for entry in SAME if "run_once" in entry]
        plays = [
            play(each, "theirs:worker", become=True, vars={"vaulted": vaulted(runner, "name vaulted")}, **GO_ON),
            play(AFRESH, "worker", become=True, **GO_ON),
            play(once, "theirs:their-peer", become=True),
            play(once, "worker:peer", become=True),
            play([task("end", "ansible.builtin.meta", "reset_connection")], "worker"),
        ]
        given["worker"]["ansible_facts_modules"] = "aerie.arista.eapi_facts"
        run = runner.playbook(plays, hosts_of(given), "-v", env=PRELOAD)
        yield Outcome(run, labs, {name: len(switch_of(lab).sessions.sessions) for name, lab in labs.items()})


@pytest.mark.parametrize("name", [entry["name"] for entry in SAME])
def test_the_same_as_over_their_plugin(name: str, outcome: Outcome) -> None:
    theirs, ours = outcome.comparable("theirs", name), outcome.comparable("worker", name)
    assert ours, outcome.run.output
    assert {entry[0] for entry in ours if entry[1] is None} == {"ignored"} if name in FAILING else True
    for one, other in zip(theirs, ours, strict=True):
        if name in FAILING and "msg" in one[2]:
            assert one[2].pop("msg").removeprefix("Task failed: ") in other[2].pop("msg"), "ours may say more"
    assert ours == theirs


# --- Each run begins afresh ------------------------------------------------------------------------------------------


def test_the_second_item_sees_what_the_first_has_done(outcome: Outcome) -> None:
    first, second = outcome.run.items("worker", "the same lines twice")
    assert (first.status, second.status) == ("changed", "ok")
    assert first["commands"] == [PORT, "description a"]
    assert "commands" not in second.result


def test_items_of_several_switches(outcome: Outcome) -> None:
    items = outcome.run.items("worker", "items of three switches")
    assert [item["stdout_lines"][0][0] for item in items] == ["Hostname: peer", "Hostname: leaf1", "Hostname: peer"]


# --- What differs ----------------------------------------------------------------------------------------------------


def test_async_is_refused(outcome: Outcome) -> None:
    result = outcome.run.result("worker", "async")
    assert result.status == "ignored"
    assert "'async' does not work over the connection aerie.arista.httpapi" in result.msg


def test_facts_of_a_play_are_ours(outcome: Outcome) -> None:
    facts = outcome.run.result("worker", "gather_facts")
    assert facts.status == "ok"
    assert facts["ansible_facts"]["ansible_net_hostname"] == "leaf1"
    assert outcome.run.result("worker", "our facts")["ansible_facts"]["ansible_net_hostname"] == "leaf1"


def test_our_modules(outcome: Outcome) -> None:
    assert outcome.run.result("worker", "ours")["stdout"][0]["hostname"] == "leaf1"
    assert outcome.run.result("worker", "wait_for_connection").status == "ok"


def test_the_callback_prints_nothing(outcome: Outcome) -> None:
    assert "aerie.arista.preload" not in outcome.run.output


def test_without_the_callback_it_is_said_once(runner: AnsibleRunner, outcome: Outcome) -> None:
    given = {
        "worker": variables(outcome.labs["worker"], WORKER_HTTPAPI),
        "peer": variables(outcome.labs["peer"], WORKER_HTTPAPI),
    }
    plays = [play([show("one"), show("two")])]
    loud = runner.playbook(plays, hosts_of(given), "-v").check()
    assert loud.output.count("callbacks_enabled = aerie.arista.preload") == 1
    assert "aerie.arista.preload" not in runner.playbook(plays, hosts_of(given)).check().output


def test_the_session_is_logged_out_when_the_connection_is_reset(outcome: Outcome) -> None:
    """The last play of the run has reset the one, and not the other, whose session the delegated tasks have opened."""
    assert (outcome.cookies["worker"], outcome.cookies["peer"]) == (0, 1)


# --- A role as users have them ---------------------------------------------------------------------------------------

#: Deploys a whole configuration, keeps the one before, and keeps the new one by a handler, where something has changed.
ROLE_TASKS = """---
- name: Folders
  ansible.builtin.file: {path: "{{ kept }}", state: directory, mode: "0700"}
  delegate_to: localhost
  run_once: true
  vars: {ansible_connection: local, ansible_become: false}

- name: Replace the configuration
  arista.eos.eos_config:
    src: "{{ intended }}/{{ inventory_hostname }}.cfg"
    replace: config
    save_when: modified
    backup: true
    backup_options: {filename: "{{ inventory_hostname }}-before.cfg", dir_path: "{{ kept }}"}
  notify: Keep the new one

- name: Interfaces
  arista.eos.eos_facts: {gather_subset: ["!all"], gather_network_resources: [interfaces, vlans]}

- name: A VLAN for each port
  eos_vlans:
    config: [{vlan_id: "{{ 200 + item | int }}", name: "port-{{ item }}"}]
  loop: ["5", "6"]
  when: ansible_network_resources.vlans | selectattr("vlan_id", "eq", 200 + item | int) | length == 0
"""
ROLE_HANDLERS = """---
- name: Show it
  eos_command: {commands: show running-config}
  register: now
  listen: Keep the new one

- name: Write it
  ansible.builtin.copy:
    content: "{{ now.stdout[0] }}"
    dest: "{{ kept }}/{{ inventory_hostname }}-after.cfg"
    mode: "0600"
  listen: Keep the new one
"""


def test_a_role_for_arista_eos_runs_unchanged(ansible: AnsibleRunner, tmp_path: Path) -> None:
    for name, text in (("tasks", ROLE_TASKS), ("handlers", ROLE_HANDLERS)):
        path = ansible.folder / "roles" / "deploy" / name / "main.yml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    with Lab(tmp_path / "t", 1) as theirs, Lab(tmp_path / "w", 1) as worker:
        labs = {"theirs": (theirs, HTTPAPI), "worker": (worker, WORKER_HTTPAPI)}
        hosts = {name: variables(lab, connection) for name, (lab, connection) in labs.items()}
        before = {name: switch_of(lab).running_config() for name, (lab, _connection) in labs.items()}
        (tmp_path / "intended").mkdir()
        for name, text in before.items():
            wanted = text.replace("vlan 30\n", "vlan 30\n   name thirty\n!\nvlan 40\n")
            (tmp_path / "intended" / f"{name}.cfg").write_text(wanted)
        deploy = {
            "hosts": "all",
            "gather_facts": False,
            "become": True,
            "collections": ["arista.eos"],
            "roles": ["deploy"],
            "vars": {"intended": str(tmp_path / "intended"), "kept": str(tmp_path / "kept")},
        }
        run, again = (ansible.playbook([deploy], hosts_of(hosts), env=PRELOAD).check() for _run in "12")
        for played in (run, again):  # the second one replaces what the first one has added, and adds it again
            done = {
                side: [(one.task, one.status) for one in played.results(side) if "Folders" not in one.task]
                for side in labs
            }
            assert sorted(done["worker"]) == sorted(done["theirs"])
            assert ("deploy : Replace the configuration", "changed") in done["worker"]
        for name, (lab, _connection) in labs.items():
            found = switch_of(lab).running_config()
            assert "vlan 30\n   name thirty\n!\nvlan 40\n!\nvlan 205\n   name port-5\n" in found
            kept = (tmp_path / "kept" / f"{name}-before.cfg").read_text()
            assert kept.strip().splitlines()[-5:] == before[name].strip().splitlines()[-5:]
            assert "vlan 40" in (tmp_path / "kept" / f"{name}-after.cfg").read_text()


# --- Stopped runs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_that_is_stopped_leaves_no_socket(ansible: AnsibleRunner, tmp_path: Path, how: signal.Signals) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        temporary = Path(ansible.env["ANSIBLE_PERSISTENT_CONTROL_PATH_DIR"])  # short enough for sockets
        ansible.env["ANSIBLE_LOCAL_TEMP"] = str(temporary)
        lab["leaf1"].faults.add("slow", times=1, delay=10, match="show clock")
        process = ansible.start(
            [play([show("slow", "show clock")])], hosts_of({"leaf1": variables(lab, WORKER_HTTPAPI)})
        )
        workers: list[int] = []

        def lent() -> list[Path]:
            return [path for path in temporary.glob("ansible-local-*/*/s") if path.is_socket()]

        try:
            wait_until(lent)
            workers = descendants(process.pid)
            for worker in workers:
                os.kill(worker, how)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=PATIENCE)
        assert workers
        wait_until(lambda: lent() == [])
