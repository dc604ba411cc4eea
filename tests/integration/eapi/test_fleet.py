# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_fleet: many switches in one task, each in its own way, and what becomes of those that give no result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, cmds_of, commands, host_of, inventory, play, task
from support.tiny import free_port

FLEET = "aerie.arista.eapi_fleet"
VAULT_PASSWORD = "s3cret-vault"
ENABLE_PASSWORD = "s3cret-enable-lab"
SHOW = ["show hostname", {"cmd": "show vlan", "format": "text"}]
#: Hosts that answer, each in its own way, in the inventory's order.
HEALTHY = ("first", "vaulted", "plain", "overssh", "old", "enabled")
#: Hosts that do not, and what their sentences hold.
FAILED = {"nonsense": "not JSON", "elsewhere": "the connection is 'local'", "undefined": "is undefined"}
UNREACHABLE = {"down": "cannot connect", "stranger": "refused user"}

SPECS = [
    SwitchSpec(name="first"),
    SwitchSpec(name="vaulted"),
    SwitchSpec(name="plain", http=True),
    SwitchSpec(name="overssh", config="management api http-commands\n   shutdown"),
    SwitchSpec(name="old", eos="4.15.0F", login="missing"),
    SwitchSpec(name="enabled", enable_password=ENABLE_PASSWORD),
    SwitchSpec(name="nonsense"),
    SwitchSpec(name="stranger"),
]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), SPECS) as lab:
        yield lab


@pytest.fixture
def lab(network: Lab) -> Lab:
    """The lab with its counters at zero; one switch answers nonsense."""
    for switch in network:
        switch.faults.clear()
        switch.sessions.expire_all()
        switch.stats.reset()
        switch.received.clear()
    network["nonsense"].faults.add("garbage-body")
    return network


def hosts_of(lab: Lab) -> dict[str, dict[str, Any]]:
    """The variables of all hosts."""
    vault = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))])
    known = {switch.name: host_of(switch) for switch in lab}
    known["vaulted"]["ansible_password"] = {"__ansible_vault": vault.encrypt(lab.password.encode()).decode()}
    known["plain"] |= {
        "ansible_connection": "aerie.arista.httpapi",
        "ansible_eapi_transport": "http",
        "ansible_port": lab["plain"].http_port,
    }
    known["overssh"] |= {"ansible_eapi_transport": "ssh", "ansible_port": 8022}
    known["enabled"] |= {"ansible_become": True, "ansible_become_password": "{{ 's3cret-' ~ 'enable-lab' }}"}
    known["old"]["ansible_connection"] = "ansible.netcommon.httpapi"
    known["stranger"]["ansible_password"] = "wrong-password"
    known["down"] = {"ansible_host": "127.0.0.1", "ansible_port": free_port(), "ansible_eapi_retries": 0}
    known["elsewhere"] = {"ansible_connection": "local"}
    known["undefined"] = {"ansible_password": "{{ nowhere }}"}
    return known


def places(lab: Lab, *names: str, **variables: Any) -> dict[str, Any]:
    """The inventory of some hosts, in this order, or of all."""
    known = hosts_of(lab)
    chosen = {name: known[name] for name in names or (*HEALTHY, *FAILED, *UNREACHABLE)}
    return inventory(lab, hosts=chosen, ansible_eapi_ssh_known_hosts=str(lab.known_hosts_path), **variables)


def fleet(name: str, options: Mapping[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of eapi_fleet that registers for all hosts."""
    return task(name, FLEET, dict(options), run_once=True, register=keywords.pop("register", "fleet"), **keywords)


@pytest.fixture
def ask(lab: Lab, runner: AnsibleRunner) -> Any:
    """Run tasks on hosts: ``ask(tasks, inventory, *args)``."""
    password = runner.folder / "vault-password"
    password.write_text(VAULT_PASSWORD)

    def run(tasks: list[dict[str, Any]], hosts: dict[str, Any], *args: str, **keywords: Any) -> Run:
        return runner.playbook([play(tasks, **keywords)], hosts, "--vault-password-file", str(password), *args)

    return run


# --- Results ---


def test_each_host_is_asked_in_its_own_way(ask: Any, lab: Lab) -> None:
    """The result of a host is what eapi_command gives there; an error is its own, and no other's."""
    tasks = [commands("one by one", SHOW, **GO_ON), fleet("all", {"commands": SHOW})]
    run = ask(tasks, places(lab)).check()
    found = run.result("first", "all")
    assert found.status == "ok"
    for name in HEALTHY:
        alone = run.result(name, "one by one").result
        own = {key: value for key, value in alone.items() if key != "failed" and not key.startswith("_")}
        assert found["hosts"][name] == own, name
    assert (found["failed_hosts"], found["unreachable_hosts"]) == ([*FAILED], [*UNREACHABLE])
    for name, words in (FAILED | UNREACHABLE).items():
        result = found["hosts"][name]
        assert words in result["msg"]
        assert result["msg"].startswith(name)
        assert result.get("failed" if name in FAILED else "unreachable") is True
    assert "5 of 11 hosts gave no result. nonsense" in run.output
    assert "s3cret" not in run.output


def test_one_login_a_host_for_several_tasks(ask: Any, lab: Lab) -> None:
    tasks = [fleet(f"task {number}", {"commands": "show hostname"}) for number in (1, 2, 3)]
    ask(tasks, places(lab, "first", "vaulted", "plain")).check()
    assert [lab[name].stats.logins for name in ("first", "vaulted", "plain")] == [1, 1, 1]


def test_facts(ask: Any, lab: Lab) -> None:
    subset = {"gather_subset": ["default", "neighbors"]}
    tasks = [task("one by one", "aerie.arista.eapi_facts", subset, register="own"), fleet("all", subset)]
    run = ask(tasks, places(lab, "first", "old")).check()
    for name in ("first", "old"):
        alone = run.result(name, "one by one")["ansible_facts"]
        together = run.result("first", "all")["hosts"][name]["ansible_facts"]
        moving = "ansible_net_uptime"
        assert {**together, moving: 0} == {**alone, moving: 0}


def test_become_is_a_host_s_own(ask: Any, lab: Lab) -> None:
    run = ask([fleet("all", {"commands": "show running-config"})], places(lab, "first", "enabled")).check()
    found = run.result("first", "all")
    assert found["failed_hosts"] == ["first"]
    assert "privileged mode required" in found["hosts"]["first"]["msg"]
    assert [cmds_of(request) for request in lab["enabled"].received] == [["enable", "show running-config"]]


def test_become_of_the_task_counts_for_all(ask: Any, lab: Lab) -> None:
    tasks = [fleet("all", {"commands": "show running-config"}, become=True)]
    run = ask(tasks, places(lab, "first", "enabled")).check()
    assert run.result("first", "all")["failed_hosts"] == []


def test_drift(ask: Any, lab: Lab, runner: AnsibleRunner) -> None:
    folder = runner.folder / "intended"
    folder.mkdir()
    (running,) = lab["first"].run("show running-config")
    (folder / "first.cfg").write_text(running)
    (folder / "vaulted.j2").write_text(
        "hostname {{ inventory_hostname }}\nvlan {{ wanted }}\nsnmp-server community CANARY ro\n"
    )
    (folder / "plain.cfg").write_bytes(b"\xff")
    names = ("first", "vaulted", "plain", "old")
    tasks = [
        {
            **fleet("drift", {"intended": "intended", "ignore_lines": ["^interface"]}, become=True),
            "vars": {"wanted": "{{ 77 if inventory_hostname == 'vaulted' else 78 }}"},
        }
    ]
    found = ask(tasks, places(lab, *names)).check().result("first", "drift")
    assert found["drifted_hosts"] == ["vaulted"]
    assert found["failed_hosts"] == ["plain", "old"]
    first, vaulted, plain, old = (found["hosts"][name] for name in names)
    assert (first["equal"], first["missing"], first["extra"]) == (True, "", "")
    assert vaulted["missing"] == "vlan 77\nsnmp-server community <removed> ro\n"
    assert "CANARY" not in str(found.result)
    assert "interface" not in vaulted["extra"]
    assert "management api" in vaulted["extra"]
    assert "cannot be read" in plain["msg"]
    assert f"neither {folder}/old.cfg nor {folder}/old.j2" in old["msg"]


# --- Hosts ---


def test_play_limit_applies_to_the_task(ask: Any, lab: Lab) -> None:
    """Batches of `serial`, `--limit`, hosts that have failed before, and the option."""
    names = ("first", "vaulted", "plain", "old", "enabled")
    tasks = [
        task("break", "ansible.builtin.fail", {"msg": "on purpose"}, when="inventory_hostname == 'plain'"),
        fleet("all", {"commands": "show hostname"}),
        fleet("some", {"commands": "show hostname", "hosts": ["old", "first", "enabled"]}),
    ]
    run = ask(tasks, places(lab, *names), "--limit", "!enabled", serial=3, max_fail_percentage=90)
    assert [(found.host, [*found["hosts"]]) for found in run.results(task="all")] == [
        ("first", ["first", "vaulted"]),
        ("old", ["old"]),
    ]
    assert [[*found["hosts"]] for found in run.results(task="some")] == [["first"], ["old"]]


def test_check_mode_and_loops(ask: Any, lab: Lab) -> None:
    tasks = [fleet("all", {"commands": "show {{ item }}"}, loop=["hostname", "version"])]
    run = ask(tasks, places(lab, "first", "vaulted"), "--check").check()
    assert [sorted(found["hosts"]) for found in run.items("first", "all")] == [["first", "vaulted"]] * 2


def test_secrets_of_a_task_stay_so(ask: Any, lab: Lab) -> None:
    tasks = [fleet("all", {"commands": "show hostname"}, no_log=True)]
    run = ask(tasks, places(lab), "-vvv").check()
    assert "hosts" not in run.result("first", "all").result
    assert "lab.example" not in run.output
    assert lab.password not in run.output


def test_a_result_that_one_host_alone_knows_is_reported(ask: Any, lab: Lab) -> None:
    tasks = [task("all", FLEET, {"commands": "show hostname"}, register="fleet")]
    hosts = places(lab, "first", "vaulted")
    assert "Set 'run_once: true' to register it for all" in ask(tasks, hosts).check().output
    assert "run_once" not in ask(tasks, hosts, "--limit", "first").check().output


def test_a_typed_password_is_for_hosts_that_have_none(ask: Any, lab: Lab, runner: AnsibleRunner) -> None:
    typed = runner.folder / "typed"
    typed.write_text(lab.password)
    tasks = [fleet("all", {"commands": "show hostname"})]
    hosts = places(lab, "first", "stranger", ansible_password=None)
    run = ask(tasks, hosts, "--connection-password-file", str(typed)).check()
    assert (run.result("first", "all")["unreachable_hosts"], lab["first"].stats.logins) == (["stranger"], 1)


def test_the_password_of_a_host_is_never_shown_to_another(ask: Any, lab: Lab, runner: AnsibleRunner) -> None:
    """Ansible puts the password of the host that the task runs on in the place of the typed one."""
    typed = runner.folder / "typed"
    typed.write_text("typed-by-hand")
    hosts = places(lab, "first", "old", ansible_password=None)
    hosts["all"]["hosts"]["first"]["ansible_password"] = lab.password
    run = ask([fleet("all", {"commands": "show hostname"})], hosts, "--connection-password-file", str(typed)).check()
    found = run.result("first", "all")
    assert found["failed_hosts"] == ["old"]
    assert "ansible_password is not set" in found["hosts"]["old"]["msg"]
    assert lab["old"].stats.requests == 0


# --- Without a result ---


def test_exactly_the_hosts_without_a_result_end(ask: Any, lab: Lab) -> None:
    tasks = [fleet("all", {"commands": "show hostname"}), stop("end"), task("after", "ansible.builtin.ping", {})]
    tasks[-1]["vars"] = {"ansible_connection": "local"}
    run = ask(tasks, places(lab)).check()
    assert {found.host for found in run.results(task="after")} == {*HEALTHY}
    assert not any(run.stats[name]["failures"] or run.stats[name]["unreachable"] for name in run.stats)


def test_exactly_the_hosts_without_a_result_fail(ask: Any, lab: Lab) -> None:
    tasks = [fleet("all", {"commands": "show hostname"}), stop("main"), task("after", "ansible.builtin.ping", {})]
    tasks[-1]["vars"] = {"ansible_connection": "local"}
    run = ask(tasks, places(lab))
    assert {found.host for found in run.results(task="after")} == {*HEALTHY}
    failed = {found.host: found.msg for found in run.results(task=FAIL) if found.status == "failed"}
    assert sorted(failed) == sorted({**FAILED, **UNREACHABLE})
    assert "cannot connect" in failed["down"]


FAIL = "aerie.arista.fleet_stop : Fail the hosts without a result"


def stop(tasks_from: str) -> dict[str, Any]:
    """The role that stops hosts without a result."""
    role = {"name": "aerie.arista.fleet_stop", "tasks_from": tasks_from, "rolespec_validate": False}
    return {"ansible.builtin.import_role": role, "vars": {"fleet_stop_result": "{{ fleet }}"}}


def test_without_any_result_the_task_fails(ask: Any, lab: Lab) -> None:
    run = ask([fleet("all", {"commands": "show hostname"})], places(lab, "down", "nonsense"))
    found = run.result("down", "all")
    assert (run.rc, found.status) == (2, "failed")
    assert "no host gave a result. down" in found.msg
    assert [*found["hosts"]] == ["down", "nonsense"]


def test_a_task_that_runs_out_of_time_waits_for_no_switch(ask: Any, lab: Lab) -> None:
    lab["vaulted"].faults.add("slow", delay=3600)
    run = ask([fleet("all", {"commands": "show hostname"}, timeout=3)], places(lab, "first", "vaulted"))
    assert run.result("first", "all").status == "failed"
    assert "Timed out" in run.output


# --- Bad input ---

BAD = {
    "nothing": ({}, "nothing is to be done: eapi_fleet wants one of commands, gather_subset, intended"),
    "two jobs": ({"commands": "show version", "gather_subset": ["all"]}, "commands and gather_subset are given"),
    "no commands": ({"commands": []}, "commands is empty"),
    "configure": ({"commands": ["show version", "configure"]}, "'configure' is not certain to do so"),
    "a pipe": ({"commands": "show version | redirect flash:x"}, "is not certain to do so"),
    "timeout": ({"commands": "show version", "timeout": -1}, "timeout is -1"),
    "lines": ({"commands": "show version", "stdout_lines_limit": -1}, "stdout_lines_limit is -1"),
    "version": ({"commands": "show version", "version": "x"}, "version is 'x'"),
    "workers": ({"commands": "show version", "workers": 0}, "workers is 0: it is 1 or more"),
    "subset": ({"gather_subset": ["everything"]}, "gather_subset has 'everything'"),
    "no folder": ({"intended": "/nowhere"}, "intended names /nowhere, which is no folder"),
    "no host": ({"commands": "show version", "hosts": ["nobody", "first"]}, "hosts names nobody"),
}


def test_bad_input_is_refused_before_anything_is_sent(ask: Any, lab: Lab) -> None:
    tasks = [fleet(name, options, ignore_errors=True) for name, (options, _words) in BAD.items()]
    delegated = fleet("delegated", {"commands": "show version"}, delegate_to="vaulted", ignore_errors=True)
    run = ask([*tasks, delegated], places(lab, "first", "vaulted")).check()
    for name, (_options, words) in BAD.items():
        found = run.result("first", name)
        assert found.status == "ignored", name
        assert words in found.msg
    assert "eapi_fleet runs on the controller, and cannot be delegated." in run.result("first", "delegated").msg
    assert [lab[name].stats.requests for name in ("first", "vaulted")] == [0, 0]


def test_the_strategy_free_is_refused(ask: Any, lab: Lab) -> None:
    run = ask([fleet("all", {"commands": "show version"})], places(lab, "first", "vaulted"), strategy="free")
    assert run.rc != 0
    assert "bypasses the host loop" in run.output


def test_it_runs_where_the_first_host_is_of_another_kind(ask: Any, lab: Lab) -> None:
    hosts = places(lab, "elsewhere", "first")
    netcommon = {"ansible_connection": "ansible.netcommon.httpapi", "ansible_network_os": "arista.eos.eos"}
    hosts["all"]["hosts"]["elsewhere"] = {**netcommon, "ansible_host": "127.0.0.1"}
    run = ask([fleet("all", {"commands": "show hostname"})], hosts).check()
    found = run.result("elsewhere", "all")
    assert "the connection is 'ansible.netcommon.httpapi'" in found["hosts"]["elsewhere"]["msg"]
    assert (found["failed_hosts"], found["hosts"]["first"]["stdout"][0]["hostname"]) == (["elsewhere"], "first")
