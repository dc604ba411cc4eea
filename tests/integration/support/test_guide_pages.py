# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Pages followed on one fabric: the README, and the guides awx, connections, troubleshooting and conformance.

What they show as output is what a run prints, up to addresses, names of sessions and times.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lab.network import Lab
from support import guides
from support.playrun import AnsibleRunner, isolated_environment
from support.plays import host_of, inventory

ROOT = Path(__file__).resolve().parents[3]
CHANGING = (
    (r"session:/ansible-\w+-session-config", "session:/NAME"),
    (r"\b(127|192)\.\d+\.\d+\.\d+:\d+", "ADDRESS"),
    (r"10\.100\.\d+\.\d+", "PEER"),
    (r"\d{4}-\d\d-\d\dT[\d:]+\+0000", "TIME"),
    (r", \d+ s before", ", SECONDS before"),
)


def steady(text: str) -> list[str]:
    """The lines of a text without what differs from run to run."""
    for pattern, name in CHANGING:
        text = re.sub(pattern, name, text)
    return [line.rstrip() for line in text.splitlines()]


def joined(text: str) -> str:
    """A text as one line, whatever its lines' ends are."""
    return " ".join(word for line in steady(text) for word in line.split())


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnsibleRunner]:
    folder = tmp_path_factory.mktemp("pages")
    with isolated_environment(folder) as environment:
        yield AnsibleRunner(folder, {**environment, "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"})


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 4) as lab:
        yield lab


@pytest.fixture(scope="module")
def demo(lab: Lab, runner: AnsibleRunner) -> str:
    """What ``make demo`` prints: the demo's playbook on a fresh lab, and its counters."""
    played = runner.playbook(ROOT / "playbooks" / "demo.yml", lab.inventory_path).check()
    stats = {
        "switches": {switch.name: switch.stats.as_dict() for switch in lab},
        "total": lab.stats.as_dict(),
    }
    table = [sys.executable, str(ROOT / "scripts" / "stats_table.py")]
    counters = subprocess.run(table, input=json.dumps(stats), capture_output=True, text=True, check=True).stdout
    return f"{played.result('localhost', 'Show the answers').msg}\nWhat the switches saw:\n{counters}"


@pytest.fixture(scope="module")
def folder(lab: Lab, demo: str, runner: AnsibleRunner) -> Path:
    """A reader's folder, with the README's inventory; in front of the lab's addresses stands the README's text."""
    readme = guides.Guide("../README").files()
    places = {
        f"192.0.2.{number}": f"{lab[name].address}, ansible_port: 8443"
        for number, name in ((11, "leaf1"), (12, "leaf2"))
    }
    own = {"ansible_user: ansible": f"ansible_user: {lab.username}", "/etc/pki/switches.pem": str(lab.ca_path)}
    guides.write(runner.folder, {"inventory.yml": readme["inventory.yml"]}, {**places, **own})
    runner.env["SWITCH_PASSWORD"] = lab.password
    assert demo
    return runner.folder


def test_the_demo(demo: str) -> None:
    (recorded,) = guides.Guide("../README").blocks("text")
    assert joined(demo) == joined(recorded)


def test_the_recorded_run(runner: AnsibleRunner, lab: Lab, folder: Path) -> None:
    guide = guides.Guide("../README")
    guides.write(folder, {"uplink.yml": guide.files()["uplink.yml"]}, {})
    command, *recorded = guide.blocks("console")[0].splitlines()
    before = lab["leaf1"].running_config()
    words = shlex.split(command.removeprefix("$ "))
    assert words[0] == "ansible-playbook"
    env = {"ANSIBLE_CALLBACK_RESULT_FORMAT": "json"}
    done = runner.playbook(
        folder / "uplink.yml", folder / "inventory.yml", *words[words.index("uplink.yml") + 1 :], env=env
    )
    assert lab["leaf1"].running_config() == before
    printed = steady(done.output)
    assert done.result("leaf1", guide.data()[1][0]["tasks"][0]["name"])["rolled_back"] is True
    assert [line for line in steady("\n".join(recorded)) if line not in printed] == [], done.output


def test_the_first_commands(runner: AnsibleRunner, folder: Path) -> None:
    structured, text = guides.Guide("../README").commands()
    assert guides.run(structured, folder, runner.env).count("modelName: vEOS-lab") >= 2
    assert guides.run(text, folder, runner.env).count("Software image version: 4.33.2F") == 2


def test_a_change_without_awx(runner: AnsibleRunner, lab: Lab, folder: Path) -> None:
    guide = guides.Guide("awx")
    guides.write(folder, {"change.yml": guide.files()["change.yml"]}, {})
    check, apply = (words for words in guide.commands() if "aerie.arista.awx_load" not in words)
    head, row = guide.blocks("text")[0].splitlines()[:2]
    foreseen = guides.run(check, folder, runner.env)
    assert head in foreseen
    assert row in foreseen
    assert "vlan 77" not in lab["leaf1"].running_config()
    assert "leaf2   changed  checkpoint CHG-1234" in guides.run(apply, folder, runner.env)
    assert "vlan 77\n   name users\n" in lab["leaf1"].running_config()


def test_over_ssh(runner: AnsibleRunner, lab: Lab) -> None:
    (variables,) = guides.Guide("connections").data()
    leaf, key = lab["leaf1"], rsa.generate_private_key(65537, 2048)
    private = runner.folder / ".ssh" / "switches"
    private.parent.mkdir()
    private.touch(0o600)
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    )
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    user = variables["ansible_user"]
    leaf.run("configure", f"username {user} privilege 15 nopassword", f"username {user} ssh-key {public.decode()}")
    known = {"ansible_port": 8022, "ansible_eapi_ssh_known_hosts": str(lab.known_hosts_path)}
    hosts = {"leaf1": host_of(leaf, **{**known, **variables})}
    data = inventory(lab, hosts=hosts, ansible_user=None, ansible_password=None)
    run = runner.adhoc(
        "leaf1",
        "aerie.arista.eapi_command",
        "commands='show hostname'",
        inventory=data,
        env={"HOME": str(runner.folder)},
    ).check()
    assert run.results("leaf1")[0]["stdout"][0]["hostname"] == "leaf1"


def test_the_checks_of_the_errors_page(runner: AnsibleRunner, folder: Path) -> None:
    guide = guides.Guide("troubleshooting")
    env = {**runner.env, "ANSIBLE_INVENTORY": str(folder / "inventory.yml")}
    login, privileged, status = (guides.run(words, folder, env) for words in guide.commands())
    assert "modelName: vEOS-lab" in login
    assert "privilegeLevel: 15" in privileged
    assert "httpsServer:" in status
    (sentence,) = guide.blocks("text")
    asked = runner.adhoc(
        "leaf1",
        "aerie.arista.eapi_command",
        '{"commands": ["show hostname", "show vlan 999"]}',
        inventory=folder / "inventory.yml",
    )
    assert joined(asked.results("leaf1")[0].msg).startswith(joined(sentence))


def test_conformance(runner: AnsibleRunner, lab: Lab, folder: Path) -> None:
    guide = guides.Guide("conformance")
    judge, up = guide.commands()[1:]
    read = [*guide.commands()[0], "--limit", "leaf1"]
    assert "conformance-vEOS-lab-4.33.2F.json" in guides.run(read, folder, runner.env)
    (folder / "tests").symlink_to(ROOT / "tests")
    state = str(folder / "recorded")
    bundles = (
        "tests/lab/recordings/lab/conformance-vEOS-lab-4.33.2F.json",
        "conformance/leaf1/conformance-vEOS-lab-4.33.2F.json",
    )
    named = [
        [re.sub(r"conformance/.*\.json", bundle, word).replace("DIR", state) for word in words]
        for words, bundle in zip((judge, up), bundles, strict=True)
    ]
    assert "\n0 differences that nobody has explained" in guides.run(named[0], folder, runner.env)
    guides.run(named[1], folder, runner.env)
    try:
        assert (folder / "recorded" / "inventory.yml").is_file()
    finally:
        guides.run(["python", "tests/lab", "down", "--state", state], folder, runner.env)
