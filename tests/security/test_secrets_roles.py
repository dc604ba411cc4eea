# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Canaries in more than 60 forms through what works on whole switches and fabrics: none is ever seen.

One run has them all: images, reloads, ANTA's tests, conformance, backups, fabrics over eAPI and through CloudVision.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.cloudvision.spec import CloudVisionSpec
from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support import fabric
from support.canaries import MARK, Canaries, forms, seen
from support.cloudvision_plays import inventory as cloudvision_inventory
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import DIRECT, GO_ON, HTTPAPI, host_of, play, task
from support.plays import inventory as switch_inventory
from support.watcher import Watcher
from support.workflows import workflow

#: Switches by what their connection is, and how they answer.
WAYS = {"spine-direct": DIRECT, "spine-netcommon": HTTPAPI}
DESIGNED = fabric.SPINES[0]
STUDIO = "studio-date-time"
#: The tasks that are to fail, and those that are to succeed.
FAILS = (
    "Image from nowhere", "Image of another content", "No image", "Reload refused", "Tests fail", "Broken catalog",
    "No way to render", "Bad body", "Bad manifest", "Bad files", "Bad metadata", "Bad catalog file",
    "Judged configlet",
)  # fmt: skip
WORKS = (
    "Image checked", "Reload would save", "Reload would lose", "Conformance", "Files fail", "Rendered",
    "Deployment checked", "Deployment", "Deployment again", "CloudVision's conformance", "Inputs checked",
    "Configlet of a file",
)  # fmt: skip


@dataclass(frozen=True)
class Played:
    """A finished run, its folder, and its log."""

    lab: Lab
    run: Run
    folder: Path
    watcher: Watcher

    def texts(self) -> dict[str, str]:
        """What may be shown to anyone: outputs, the log, reports, bundles, and the messages of commits."""
        found = {"stdout": self.run.stdout, "stderr": self.run.stderr, "log": (self.folder / "log").read_text()}
        for path in sorted(self.folder.glob("shown/**/*")):
            found |= {path.name: path.read_text()} if path.is_file() else {}
        log = ["git", "-C", str(self.folder / "backups"), "log", "--format=%B%an%ae"]
        return found | {"commits": subprocess.run(log, capture_output=True, text=True, check=True).stdout}


def _tests(canaries: Canaries) -> dict[str, Any]:
    """A catalog of ANTA whose tests quote what they look for, and what they find."""
    patterns = [canaries.fill(form) for form in ("snmp-server community {} rw", "enable password {}", "key 7 {}")]
    return {
        "anta.tests.configuration": [{"VerifyRunningConfigLines": {"regex_patterns": patterns}}],
        "anta.tests.system": [{"VerifyUptime": {"minimum": 10**9}}],
    }


def _switch_tasks(folder: Path) -> list[dict[str, Any]]:
    def image(name: str, url: str, **options: Any) -> dict[str, Any]:
        given = {"url": f"{{{{ {url} }}}}", "checksum": f"sha512:{'0' * 128}", "timeout": "20s", **options}
        keywords = {key: given.pop(key) for key in ("check_mode",) if key in given}
        return task(name, "aerie.arista.eapi_image", given, become=True, **keywords)

    def reload(name: str, unsaved: str, **keywords: Any) -> dict[str, Any]:
        return task(name, "aerie.arista.eapi_reload", {"unsaved": unsaved}, become=True, **keywords)

    reports = {
        "junit_path": f"{folder}/shown/{{{{ inventory_hostname }}}}.xml",
        "markdown_path": f"{folder}/shown/{{{{ inventory_hostname }}}}.md",
    }
    bundles = {"bundle_folder": f"{folder}/shown/bundles", "level": "session"}
    return [
        image("Image checked", "url", check_mode=True),
        image("Image from nowhere", "url"),
        image("Image of another content", "token_url"),
        image("No image", "url", boot=True, checksum="{{ bad_line }}"),
        reload("Reload refused", "refuse"),
        reload("Reload would save", "save", check_mode=True),
        reload("Reload would lose", "discard", check_mode=True),
        task("Tests fail", "aerie.arista.eapi_test", {"catalog": "{{ tests }}", **reports}, become=True),
        task("Broken catalog", "aerie.arista.eapi_test", {"catalog": "{{ broken_tests }}"}, become=True),
        task(
            "Files fail", "aerie.arista.eapi_test", {"catalog_src": f"{folder}/tests.yml", "fail_on": []}, become=True
        ),
        task("Bad catalog file", "aerie.arista.eapi_test", {"catalog_src": f"{folder}/bad.yml"}, become=True),
        task("Conformance", "aerie.arista.eapi_conformance", bundles, become=True),
    ]


def _role(name: str, **variables: Any) -> dict[str, Any]:
    return {"name": f"Role {name}", "ansible.builtin.include_role": {"name": f"aerie.arista.{name}"}, "vars": variables}


def _roles(folder: Path) -> list[dict[str, Any]]:
    deploy = {
        "fabric_deploy_checks": ["interfaces_up"],
        "fabric_deploy_delay": 0,
        "fabric_deploy_retries": 1,
        "fabric_deploy_interval": 0.1,
    }
    report = {"fleet_report_path": f"{folder}/shown/page.html", "fleet_report_intended": f"{folder}/bad"}
    fails = {"name": "It fails", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}
    bad = _role("fabric_deploy", fabric_deploy_configs=f"{folder}/bad", **deploy)
    return [
        _role("conformance", conformance_folder=f"{folder}/shown/conformance"),
        _role("fabric_deploy", fabric_deploy_configs=f"{folder}/intended", **deploy),
        {"name": "Bad", "block": [bad], "rescue": [fails]},
        _role("fleet_report", **report),
        _role(
            "config_backup", config_backup_path=f"{folder}/backups", config_backup_git=True, config_backup_versions=2
        ),
    ]


def _render_tasks(folder: Path) -> list[dict[str, Any]]:
    name = "aerie.arista.fabric_render"
    given = {"configs": f"{folder}/rendered", "structured_configs": f"{folder}/rendered", "hosts": [DESIGNED]}
    return [
        task("Rendered", name, given),
        task(
            "No way to render", name, given, vars={"aaa_settings": "{{ bad_aaa }}", "snmp_settings": "{{ bad_snmp }}"}
        ),
    ]


def _cloudvision_tasks(folder: Path) -> list[dict[str, Any]]:
    def deploy(name: str, *, check: bool = False, **options: Any) -> dict[str, Any]:
        return workflow(name, "deploy", {"wait_timeout": 60, "skip_missing_devices": True, **options}, check_mode=check)

    configlets = {"configlets": [{"name": "canaries", "body": "{{ first }}"}]}
    changed = {"configlets": [{"name": "canaries", "body": "{{ second }}"}]}
    inputs = {"studio_inputs": [{"studio": STUDIO, "path": ["x"], "inputs": "{{ inputs }}"}]}
    bundles = {"bundle_folder": f"{folder}/shown/bundles"}
    refused = {"configlets": [{"name": "refused", "src": f"{folder}/refused.cfg"}]}
    return [
        deploy("Deployment checked", check=True, **configlets),
        deploy("Deployment", **configlets),
        deploy("Deployment again", check=True, **changed),
        deploy("Inputs checked", check=True, **inputs),
        deploy("Bad body", configlets=[{"name": "canaries", "body": "{{ first }}", "src": "{{ bad_line }}"}]),
        workflow("Configlet of a file", "configlet", {"configlets": [{"name": "file", "src": f"{folder}/first.cfg"}]}),
        workflow("Judged configlet", "configlet", {**refused, "state": "validated", "devices": ["{{ serial }}"]}),
        deploy("Bad manifest", manifest="{{ bad_manifest }}"),
        deploy("Bad files", path=f"{folder}/files"),
        deploy("Bad metadata", path=f"{folder}/metadata"),
        workflow("CloudVision's conformance", "conformance", {**bundles, "level": "workspace"}),
    ]


def _write(folder: Path, canaries: Canaries, switch: LabSwitch) -> None:
    """Configurations to deploy: one that the switch takes, and one with lines that it refuses."""
    whole = switch.running_config()
    changed = whole.replace("\nend\n", "\n" + canaries.fill("snmp-server community {} rw") + "\nend\n")
    texts = {"intended": changed, "bad": changed.replace("\nend\n", "\n" + "\n".join(canaries.refused()) + "\nend\n")}
    for name, text in texts.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / f"{switch.name}.cfg").write_text(text)


def _write_files(folder: Path, canaries: Canaries, serial: str) -> None:
    """Files of a fabric that CloudVision refuses, quoting a line, and files with mistakes in YAML."""
    (folder / "tests.yml").write_text(yaml.safe_dump(_tests(canaries)))
    (folder / "first.cfg").write_text(canaries.configuration())
    (folder / "refused.cfg").write_text(canaries.fill("username bob privilege 99 secret 0 {}\n"))
    (folder / "bad.yml").write_text(f"password: *{canaries.new()}\n")
    line = canaries.fill("username bob privilege 99 secret 0 {}")
    structured = {
        "files": f"metadata:\n  serial_number: {serial}\n",
        "metadata": canaries.fill("metadata:\n  serial_number: *{}\n"),
    }
    for name, text in structured.items():
        for kind, suffix, content in (("configs", "cfg", f"{line}\n"), ("structured_configs", "yml", text)):
            path = folder / name / "intended" / kind / f"spine-direct.{suffix}"
            path.parent.mkdir(parents=True)
            path.write_text(content)


def _values(canaries: Canaries) -> dict[str, Any]:
    """Variables: a playbook's own text may be shown where a task fails."""
    users = [{"name": "ops", "privilege": 15, "sha512_password": f"$6${canaries.new()}"}]
    return {
        "url": f"scp://backup:{canaries.new()}@127.0.0.1:1/EOS.swi",
        "token_url": f"http://127.0.0.1:1/EOS.swi?token={canaries.new()}",
        "bad_line": canaries.fill("username bob privilege 99 secret 0 {}"),
        "tests": _tests(canaries),
        "broken_tests": {"anta.tests.configuration": [{"VerifyRunningConfigLines": {"password": canaries.new()}}]},
        "first": canaries.configuration(),
        "second": canaries.configuration(),
        "inputs": {"server": "192.0.2.1", "shared_key": canaries.new(), "text": canaries.fill("enable password {}")},
        "bad_manifest": canaries.fill("{{'password': '{}'}}"),
        "aaa_settings": {"local_users": users},
        "bad_aaa": {"local_users": [{**users[0], "privilege": 99, "sha512_password": {"hash": canaries.new()}}]},
        "snmp_settings": {"communities": [{"name": canaries.new(), "access": "ro"}]},
        "bad_snmp": {"communities": [{"name": canaries.new(), "access": canaries.fill("key 7 {}")}]},
    }


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder, canaries = tmp_path_factory.mktemp("run"), Canaries()
    specs = [SwitchSpec(name=name) for name in WAYS]  # spines have the AS of the canaries
    with Lab(tmp_path_factory.mktemp("lab"), specs, cloudvision=CloudVisionSpec()) as lab:
        studio = {"key": {"studioId": STUDIO, "workspaceId": ""}, "displayName": "Time"}
        lab.cloudvision.state.set("studio.v1.Studio", studio)
        hosts: dict[str, Any] = {}
        for name, connection in WAYS.items():
            lab[name].run("configure", *canaries.configuration().splitlines())
            _write(folder, canaries, lab[name])
            hosts[name] = {**host_of(lab[name]), "ansible_connection": connection, **_values(canaries)}
        _write_files(folder, canaries, lab["spine-direct"].switch.hardware.serial)
        design = {**fabric.DESIGNS["evpn"], "type": "spine"}
        hosts[DESIGNED] = {"ansible_connection": "local", **design, **_values(canaries)}
        serial = lab["spine-direct"].switch.hardware.serial
        clouds = cloudvision_inventory(lab, {"cv": {**_values(canaries), "serial": serial}})["all"]
        everybody = {"all": {"children": {"switches": switch_inventory(lab, hosts=hosts)["all"], "clouds": clouds}}}
        plays = [
            play(_switch_tasks(folder), hosts="spine-*", **GO_ON),
            play(_roles(folder), hosts="spine-direct"),
            play(_render_tasks(folder), hosts=DESIGNED, **GO_ON),
            play(_cloudvision_tasks(folder), hosts="cv", **GO_ON),
        ]
        env = {"ANSIBLE_LOG_PATH": str(folder / "log"), "ANSIBLE_DIFF_ALWAYS": "1"}
        with isolated_environment(folder) as environment, Watcher(MARK, folder) as watcher:
            runner = AnsibleRunner(folder, {**environment, "CLOUDVISION_SESSION_STORE": str(folder / "sessions")})
            run = runner.playbook(plays, everybody, "-vvvvv", env=env)
            yield Played(lab, run, folder, watcher)


def test_the_tasks_did_what_they_were_to_do(played: Played) -> None:
    assert forms() >= 60
    status = {(found.task, found.host): (found.status, found.msg) for found in played.run.results()}
    wrong = {name: what for name, what in status.items() if name[0] in FAILS and what[0] != "ignored"}
    wrong |= {name: what for name, what in status.items() if name[0] in WORKS and what[0] not in ("ok", "changed")}
    assert wrong == {}
    assert {*FAILS, *WORKS, "It fails"} <= {task for task, _host in status}
    assert "commits" in played.texts()
    assert "removed&gt;" in played.texts()["page.html"]
    deployed = played.run.results("spine-direct", "aerie.arista.fabric_deploy : Deploy")[0]
    assert "<removed>" in deployed["diff"]["prepared"]
    for name in WAYS:
        assert "<removed>" in json.dumps(played.run.result(name, "Reload refused").result)


def test_no_secret_is_shown(played: Played) -> None:
    texts = played.texts()
    assert len(texts["stdout"]) > 5000
    assert len(texts) > 8
    assert {name: found for name, text in texts.items() if (found := seen(text))} == {}
    assert {found.task: shown for found in played.run.results() if (shown := seen(str(found.result)))} == {}


def test_no_process_has_a_secret_where_others_see_it(played: Played) -> None:
    """Git among them, which the role for backups runs."""
    assert played.watcher.looks > 3
    assert played.watcher.found == set()


def test_only_the_user_can_read_what_holds_secrets(played: Played) -> None:
    """Git would let everybody read the objects that hold the configurations."""
    kept = [path for name in ("backups", "rendered") for path in (played.folder / name).rglob("*") if path.is_file()]
    kept = [path for path in kept if "hooks" not in path.parts]
    assert any("objects" in path.parts for path in kept)
    assert any(path.name == "spine-direct.cfg" and seen(path.read_text()) for path in kept)
    assert [path for path in kept if path.stat().st_mode & 0o077 and ".git" not in path.parts] == []
    assert [path for path in kept if path.stat().st_mode & 0o077 and "objects" in path.parts] == []
