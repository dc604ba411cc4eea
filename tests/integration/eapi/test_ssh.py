# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Switches that answer nothing but SSH: the subsystem ``eapi`` of a new release, and the CLI of an older one.

A host of the inventory is a way, or a way that is closed; one play asks them all, at the greatest verbosity.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos import files
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from lab.ssh import new_host_key
from support.playrun import AnsibleRunner, Run
from support.plays import CONNECTIONS, DIRECT, GO_ON, commands, config, inventory, pending, play, task
from support.tiny import free_port

WRONG_PASSWORD = "wr0ng-p4ssword-lab"
ENABLE_PASSWORD = "en4ble-p4ssword-lab"
TYPED = "typ3d-1nput-lab"
API_OFF = "management api http-commands\n   shutdown"
#: The ways that are open: over the CLI, and over the subsystem.
OPEN = ("cli", "subsystem")
BANNER = [
    "configure",
    {"cmd": "banner motd", "input": f"{TYPED}\nWhy?\nEOF"},
    "interface Ethernet3",
    "description why?",
]

TASKS = [
    commands("Ask", ["show hostname", "show version"]),
    commands("Ask for text", "show hostname", {"format": "text"}),
    commands("Ask for what is privileged", "show running-config"),
    commands("Fail", ["show hostname", "show bogus", "show version"]),
    commands("Go on", ["show bogus", "show hostname"], {"stop_on_error": False}),
    commands("Fall back", "show tech-support", {"text_fallback": True}, become=True),
    commands("Type", BANNER, become=True),
    commands("Read", "show running-config section motd|Ethernet3", {"format": "text"}, become=True),
    commands("Enable with a wrong password", "show vlan", become=True, vars={"ansible_become_password": "wrong"}),
    task("Facts", "aerie.arista.eapi_facts", {}),
    config("Predict", {"lines": ["name ssh"], "parents": ["vlan 77"], "save": "changed"}, check_mode=True),
    config("Configure", {"lines": ["name ssh"], "parents": ["vlan 77"], "save": "changed"}),
    config("Configure again", {"lines": ["name ssh"], "parents": ["vlan 77"]}),
    config("Configure what is wrong", {"lines": ["nonsense 1"], "parents": ["vlan 78"]}),
    config("Lock out", {"lines": ["shutdown"], "parents": ["management ssh"]}),
    config("Rename", {"lines": ["hostname {{ inventory_hostname }}.new-name"]}),
    commands("Ask after that", "show hostname", become=True),
]


#: More lines than are typed one by one, and the same with two that are wrong.
LARGE = "".join(f"vlan {number}\n   name large{number}\n" for number in range(100, 250))
WRONG = LARGE.replace("   name large120", "   bogus 120").replace("vlan 130", "vlan 5000")
TCAM = "hardware tcam\n   system profile vxlan-routing\n"

TYPED_TASKS = [
    config("Large and wrong", {"content": WRONG}),
    config("Large", {"content": LARGE}),
    config("Large again", {"content": LARGE}),
    config("Unanswered", {"content": TCAM}),
    config("Answered with no", {"content": TCAM, "answers": {"Changing TCAM profile": "n"}}),
    config("Answered", {"content": TCAM, "answers": {"Changing TCAM profile": "y"}}),
    config("Bad pattern", {"content": TCAM, "answers": {"(": "y"}}),
    config("Roll back", {"rollback": "flash:tcam.cfg", "answers": {"(?i)tcam PROFILE": "y"}}),
    commands(
        "Answered by input",
        ["configure", "hardware tcam", {"cmd": "system profile default", "input": "y"}, "end"],
        become=True,
    ),
]


@dataclass(frozen=True)
class Played:
    """The lab, and the run over one of the connections."""

    lab: Lab
    run: Run


def _specs() -> list[SwitchSpec]:
    common: dict[str, Any] = {"config": API_OFF, "enable_password": ENABLE_PASSWORD}
    return [SwitchSpec(name="cli", **common), SwitchSpec(name="subsystem", eos="4.36.0F", **common)]


def _inventory(lab: Lab, connection: str = DIRECT, **hosts: dict[str, Any]) -> dict[str, Any]:
    places = {name: {"ansible_host": lab[name].address} for name in OPEN}
    places |= {name: {"ansible_host": lab["cli"].address, **own} for name, own in hosts.items()}
    return inventory(
        lab,
        connection,
        hosts=places,
        ansible_port=8022,
        ansible_eapi_transport="ssh",
        ansible_eapi_ssh_known_hosts=str(lab.known_hosts_path),
        ansible_become_password=ENABLE_PASSWORD,
        ansible_eapi_retries=0,
    )


@pytest.fixture(scope="module", params=CONNECTIONS)
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> Iterator[Played]:
    with Lab(tmp_path_factory.mktemp("lab"), _specs()) as lab:
        yield Played(lab, runner.playbook([play(TASKS, **GO_ON)], _inventory(lab, request.param), "-vvvvv"))


def test_there_is_no_other_way(played: Played) -> None:
    assert [(switch.https_port, switch.stats.connections) for switch in played.lab] == [(None, 0), (None, 0)]
    assert played.lab["cli"].stats.ssh_subsystems == 0
    assert played.lab["subsystem"].stats.ssh_subsystems > 0
    assert not played.lab["subsystem"].ssh.typed


@pytest.mark.parametrize("host", OPEN)
def test_show_commands(played: Played, host: str) -> None:
    outputs = played.run.result(host, "Ask")["stdout"]
    assert outputs[0] == {"hostname": host, "fqdn": f"{host}.lab.example"}
    assert outputs[1]["modelName"] == "vEOS-lab"
    text = played.run.result(host, "Ask for text")["stdout"]
    assert text == [f"Hostname: {host}\nFQDN:     {host}.lab.example\n"]
    assert "------------- show running-config" in played.run.result(host, "Fall back")["stdout"][0]


@pytest.mark.parametrize("host", OPEN)
def test_failing_commands(played: Played, host: str) -> None:
    failed = played.run.result(host, "Fail")
    assert (failed.status, failed["code"], failed["command_index"]) == ("ignored", 1002, 1)
    assert failed["errors"] == ["Invalid input (at token 1: 'bogus')"]
    assert "command 2 of 3 'show bogus' failed: invalid command (1002)" in failed.msg
    privileged = played.run.result(host, "Ask for what is privileged")
    assert privileged["errors"] == ["Invalid input (privileged mode required)"]
    assert "become: true" in privileged.msg
    gone_on = played.run.result(host, "Go on")
    assert (gone_on["command_index"], len(gone_on["responses"])) == (0, 2)
    assert gone_on["responses"][1]["output"]["hostname"] == host
    refused = played.run.result(host, "Enable with a wrong password")
    assert refused.status == "unreachable"
    assert "'enable' failed" in refused.msg
    assert "Bad secret" in refused.msg


@pytest.mark.parametrize("host", OPEN)
def test_command_input(played: Played, host: str) -> None:
    typed = played.run.result(host, "Type")
    assert (typed.status, typed["stdout"]) == ("changed", [{}, {}, {}, {}])
    running = played.lab[host].running_config()
    assert f"banner motd\n{TYPED}\nWhy?\nEOF\n" in running
    assert "   description why?\n" in running
    assert "description why?" in played.run.result(host, "Read")["stdout"][0]


@pytest.mark.parametrize("host", OPEN)
def test_facts(played: Played, host: str) -> None:
    facts = played.run.result(host, "Facts")["ansible_facts"]
    assert facts["ansible_net_hostname"] == host
    assert facts["ansible_net_version"] == played.lab[host].switch.eos


@pytest.mark.parametrize("host", OPEN)
def test_configuration(played: Played, host: str) -> None:
    run = played.run
    names = ("Predict", "Configure", "Configure again")
    assert [run.result(host, name).status for name in names] == ["changed", "changed", "ok"]
    predicted, made = (run.result(host, name)["diff"]["prepared"].partition("@@")[2] for name in names[:2])
    assert "+vlan 77\n+   name ssh\n" in made
    assert predicted == made
    assert "vlan 77\n   name ssh" in played.lab[host].running_config()
    wrong = run.result(host, "Configure what is wrong")
    assert (wrong.status, wrong["code"]) == ("ignored", 1002)
    assert "nonsense" in wrong.msg
    assert pending(played.lab[host]) == []


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    """Large configurations, and questions, over the CLI and over the subsystem."""
    with Lab(tmp_path_factory.mktemp("lab"), _specs()) as lab:
        for host in OPEN:
            whole = lab[host].running_config().replace("hardware tcam\n", "")
            files.write(lab[host].switch, "flash:tcam.cfg", whole.removesuffix("end\n") + TCAM + "end\n")
        yield Played(lab, runner.playbook([play(TYPED_TASKS, **GO_ON)], _inventory(lab)))


@pytest.mark.parametrize("host", OPEN)
def test_a_large_configuration_with_bad_lines_is_not_committed(typed: Played, host: str) -> None:
    failed = typed.run.result(host, "Large and wrong")
    assert (failed.status, failed["code"], failed["command"]) == ("ignored", 1002, "bogus 120")
    assert "line 42 of 300 'bogus 120' was rejected (1002)" in failed.msg
    assert "Nothing was applied." in failed.msg
    if host == "cli":
        assert failed["errors"] == ["Invalid input: 'bogus 120', 'vlan 5000'"]
        assert "copy terminal: session-config" in typed.lab[host].ssh.typed
    assert pending(typed.lab[host]) == []


@pytest.mark.parametrize("host", OPEN)
def test_a_large_configuration(typed: Played, host: str) -> None:
    done = typed.run.result(host, "Large")
    assert done.status == "changed", done.msg
    assert len(done["commands"]) == 300
    assert typed.run.result(host, "Large again").status == "ok"


def test_questions_of_lines_are_answered(typed: Played) -> None:
    failed = typed.run.result("cli", "Unanswered")
    assert (failed.status, failed["code"]) == ("ignored", 1004)
    assert "The command asks 'Proceed [y/n]'" in failed.msg
    assert "answers" in failed.msg
    assert typed.run.result("cli", "Answered with no").status == "changed"  # the mode alone
    assert typed.run.result("cli", "Answered").status == "changed"
    assert "answers['('] is no regular expression" in typed.run.result("cli", "Bad pattern").msg
    assert typed.run.result("cli", "Roll back").status == "changed"
    answered = typed.run.result("cli", "Answered by input")
    assert answered.status == "changed", answered.msg
    assert "hardware tcam\n   system profile default\n" in typed.lab["cli"].running_config()
    assert "EOF" not in typed.lab["cli"].ssh.typed


def test_nothing_is_asked_over_the_subsystem(typed: Played) -> None:
    for name in ("Unanswered", "Answered", "Answered by input"):
        assert typed.run.result("subsystem", name).status in ("ok", "changed")


@pytest.mark.parametrize("host", OPEN)
def test_the_way_in_is_kept(played: Played, host: str) -> None:
    refused = played.run.result(host, "Lock out")
    assert refused.status == "ignored"
    assert "would cut the controller off: SSH in the VRF default" in refused.msg
    assert played.lab[host].ssh_port == 8022


@pytest.mark.parametrize("host", OPEN)
def test_another_name_of_the_switch(played: Played, host: str) -> None:
    """The prompt changes with it, in the middle of a request."""
    assert played.run.result(host, "Rename").status == "changed"
    assert played.run.result(host, "Ask after that")["stdout"][0]["hostname"] == f"{host}.new-name"


def test_secrets(played: Played) -> None:
    assert len(played.run.stdout) > 10000
    for secret in (played.lab.password, ENABLE_PASSWORD):
        assert secret not in played.run.output
        assert not any(secret in str(found.result) for found in played.run.all_results)


# --- Who we are, and who answers ---


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    """Ways that differ in what each side shows of itself."""
    folder = tmp_path_factory.mktemp("keys")
    keys = {name: _key_pair(folder, name) for name in ("own", "foreign")}
    public = keys["own"].with_suffix(".pub").read_text().strip()
    specs = [
        SwitchSpec(name="cli", config=f"{API_OFF}\nusername admin ssh-key {public}"),
        SwitchSpec(name="subsystem", eos="4.33.2F", ssh_eapi=True, http=True),
    ]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        data = _inventory(lab, **_ways(lab, folder, keys))
        password = data["all"]["vars"].pop("ansible_password")
        for name, own in data["all"]["hosts"].items():
            if "key" not in name or "host-key" in name:  # the others have keys
                own.setdefault("ansible_password", password)
        tasks = [
            commands("Ask", "show hostname", become=True),
            task("Raw", "ansible.builtin.raw", "show hostname"),
            {"ansible.builtin.meta": "reset_connection"},
            task("Wait", "ansible.builtin.wait_for_connection", {"timeout": 1, "connect_timeout": 1, "sleep": 1}),
        ]
        yield Played(lab, runner.playbook([play(tasks, **GO_ON)], data, "-vvvv"))


def _key_pair(folder: Path, name: str) -> Path:
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True, timeout=30)
    return path


def _ways(lab: Lab, folder: Path, keys: dict[str, Path]) -> dict[str, dict[str, Any]]:
    address = lab["cli"].address
    empty, other = folder / "empty", folder / "other"
    empty.write_text("# nobody\n")
    other.write_text(f"[{address}]:8022 {new_host_key().export_public_key().decode()}")
    revoked = folder / "revoked"
    revoked.write_text(f"{lab.known_hosts_path.read_text()}@revoked * {lab.host_key.export_public_key().decode()}")
    broken = folder / "broken"
    broken.write_text("no key at all\n")
    hosts = "ansible_eapi_ssh_known_hosts"
    key = "ansible_eapi_ssh_private_key_file"
    return {
        "key": {key: str(keys["own"])},
        "keys-of-ansible": {"ansible_ssh_private_key_file": str(keys["own"])},
        "unchecked": {hosts: str(empty), "ansible_host_key_checking": False},
        "wrong-password": {"ansible_password": WRONG_PASSWORD},
        "wrong-key": {key: str(keys["foreign"])},
        "broken-key": {key: str(broken)},
        "unknown-host-key": {hosts: str(empty)},
        "changed-host-key": {hosts: str(other)},
        "revoked-host-key": {hosts: str(revoked)},
        "closed": {"ansible_port": free_port()},
        "no-ssh": {"ansible_host": lab["subsystem"].address, "ansible_port": lab["subsystem"].http_port},
        "no-name": {"ansible_host": "switch.invalid"},
    }


@pytest.mark.parametrize("way", ["cli", "subsystem", "key", "keys-of-ansible", "unchecked"])
def test_a_way_that_is_open(asked: Played, way: str) -> None:
    found = asked.run.result(way, "Ask")
    assert found.status == "ok"
    assert found["stdout"][0]["hostname"] == ("subsystem" if way == "subsystem" else "cli")
    assert "Hostname: " in asked.run.result(way, "Raw")["stdout"]
    assert asked.run.result(way, "Wait").status == "ok"


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("wrong-password", "refused user 'admin' over SSH with the password"),
        ("wrong-key", "'username … ssh-key …'"),
        ("unknown-host-key", "ssh-keyscan -p 8022"),
        ("changed-host-key", "ssh-keygen -f"),
        ("revoked-host-key", "is revoked"),
        ("closed", "Check ansible_host and ansible_port, and that SSH is on there"),
        ("no-ssh", "does not speak SSH"),
        ("no-name", "the name 'switch.invalid' is not known"),
    ],
)
def test_a_way_that_is_closed(asked: Played, way: str, words: str) -> None:
    found = asked.run.result(way, "Ask")
    assert found.status == ("ignored" if way == "no-ssh" else "unreachable")
    assert words in found.msg
    assert way in found.msg
    assert asked.run.result(way, "Wait").status == "ignored"


def test_a_file_that_is_no_key(asked: Played) -> None:
    found = asked.run.result("broken-key", "Ask")
    assert found.status == "ignored"
    assert "holds no private key that can be used" in found.msg


def test_a_host_key_that_nobody_checks_is_warned_of(asked: Played) -> None:
    assert "the SSH host key is not checked" in asked.run.output.replace("\n", " ")


def test_passwords_are_not_seen(asked: Played) -> None:
    for secret in (asked.lab.password, WRONG_PASSWORD):
        assert secret not in asked.run.output


# --- Faults ---


@pytest.mark.parametrize("host", OPEN)
def test_faults(host: str, tmp_path: Path, runner: AnsibleRunner) -> None:
    """A slow command, and a connection that breaks while the change is committed."""
    tasks = [
        commands("Ask what is slow", "show version", {"timeout": 1}),
        config("Configure", {"lines": ["vlan 88"]}),
    ]
    with Lab(tmp_path / "lab", _specs()) as lab:
        lab[host].faults.add("slow", times=1, delay=4, match="show version")
        lab[host].faults.add("drop-after-applying", times=1, match=r"\bcommit\b")
        run = runner.playbook([play(tasks, hosts=host, **GO_ON)], _inventory(lab))
        assert "no reply within 1 s" in run.result(host, "Ask what is slow").msg
        assert run.result(host, "Configure").status == "changed"
        assert "vlan 30,88" in lab[host].running_config()
        assert pending(lab[host]) == []
        assert not lab[host].ssh.connections
