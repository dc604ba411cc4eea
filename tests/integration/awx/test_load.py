# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""playbooks/awx_load.yml against a simulated AWX: what it makes, that it does so once, what it says when refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.awx_api import TOKEN, Awx, serve
from support.awx_job import FOLDER
from support.guides import Guide
from support.playrun import AnsibleRunner, Run

PASSWORD = "s3cret-of-the-switches"

pytestmark = pytest.mark.slow

INVENTORY: dict[str, Any] = {"all": {}}
MAIL = "Mail to the network team"
CA = "-----BEGIN CERTIFICATE-----\n"
#: What the guide's blocks on loading say, and what they leave to their reader.
VARIABLES: dict[str, Any] = {
    **{
        key: value
        for block in Guide("awx").data(run=True)
        for key, value in block.items()
        if key.startswith("awx_load_")
    },
    "awx_load_interval": 0.1,
    "vault_eapi_password": PASSWORD,
    "vault_cloudvision_token": "s3cret-token",
}


def data(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text())


@pytest.fixture
def awx() -> Awx:
    made = Awx(sorted(path.name for path in (FOLDER / "project").glob("*.yml")))
    made.add("notification_templates", name=MAIL)
    made.add("inventories", name="Data center", organization=made.named("organizations", "Default")["id"])
    return made


@pytest.fixture
def ca_path(awx: Awx, tmp_path: Path) -> Iterator[Path]:
    with serve(awx, tmp_path) as path:
        yield path


def load(ansible: AnsibleRunner, awx: Awx, ca_path: Path, *args: str, token: str = TOKEN, **more: Any) -> Run:
    playbook = Path("aerie.arista.awx_load")
    env = {"CONTROLLER_HOST": awx.url, "CONTROLLER_OAUTH_TOKEN": token}
    trusted = ansible.folder / "switches.pem"
    trusted.write_text(CA)
    variables = {**VARIABLES, "awx_load_ca_path": str(ca_path), **more}
    variables = json.loads(json.dumps(variables).replace("/etc/pki/switches.pem", str(trusted)))
    done = ansible.playbook(playbook, INVENTORY, "-vvv", *args, extra_vars=variables, env=env)
    assert TOKEN not in done.output
    assert PASSWORD not in done.output
    return done


def changed(run: Run) -> int:
    return run.stats["localhost"]["changed"]


def test_modules_are_loaded_once(ansible: AnsibleRunner, awx: Awx, ca_path: Path) -> None:
    predicted = load(ansible, awx, ca_path, "--check").check()
    assert awx.changes == []
    made = load(ansible, awx, ca_path).check()
    assert changed(made) == changed(predicted) == len(awx.changes)

    before, awx.changes = awx.changes, []
    again = load(ansible, awx, ca_path).check()
    assert (changed(again), awx.changes) == (0, [])
    assert before

    _assert_all_there(awx)

    awx.named("job_templates", "Arista change - check")["description"] = "Changed by hand"
    awx.named("job_templates", "Arista upgrade")["job_slice_count"] = 3
    awx.named("credential_types", "Arista CloudVision")["injectors"] = {}
    nodes = {name: awx.named("workflow_job_template_nodes", name)["id"] for name in ("check", "apply", "verify")}
    awx.edges["success_nodes", nodes["check"]].append(nodes["verify"])
    awx.edges["success_nodes", nodes["apply"]].clear()
    awx.named("workflow_approval_templates", "Approve the change")["timeout"] = 1
    mended = load(ansible, awx, ca_path).check()
    assert changed(mended) == 6
    _assert_all_there(awx)


def _assert_all_there(awx: Awx) -> None:
    for entry in data("credential_types"):
        stored = awx.named("credential_types", entry["name"])
        assert {key: stored[key] for key in entry} == entry
    credential = awx.named("credentials", "Switches")
    assert credential["inputs"] == {"eapi_user": "netops", "eapi_password": PASSWORD, "ca_cert": CA.strip()}
    assert awx.named("credentials", "Tenant")["inputs"] == {"token": "s3cret-token", "region": "eu-3"}
    given = {one["credential_type"]: one["name"] for one in VARIABLES["awx_load_credentials"]}
    given.update(VARIABLES.get("awx_load_attach", {}))
    inventory = awx.named("inventories", "Arista switches")
    project = awx.named("projects", "Arista")
    assert awx.named("inventory_sources", "CloudVision")["source_project"] == project["id"]
    for entry in data("job_templates"):
        stored = awx.named("job_templates", entry["name"])
        assert stored["playbook"] == entry["playbook"]
        assert stored["extra_vars"] == entry.get("extra_vars", "").strip()
        assert stored["ask_inventory_on_launch"] is False
        assert (stored["inventory"], stored["project"]) == (inventory["id"], project["id"])
        assert stored["execution_environment"] == awx.named("execution_environments", "Network EE")["id"]
        assert stored["job_slice_count"] == VARIABLES["awx_load_slices"].get(entry["name"], 1)
        attached = awx.credentials.get(("job_templates", stored["id"]), [])
        assert attached == [
            awx.named("credentials", given[kind])["id"] for kind in entry["credential_types"] if kind in given
        ]
        if "survey" in entry:
            assert awx.surveys["job_templates", stored["id"]] == data("surveys")[entry["survey"]]

    assert inventory["variables"] == data("inventories")[0]["variables"].strip()
    _assert_workflow(awx)
    _assert_extras(awx)


def _assert_extras(awx: Awx) -> None:
    label, mail = awx.named("labels", "network")["id"], awx.named("notification_templates", MAIL)["id"]
    templates = [("job_templates", entry["name"]) for entry in data("job_templates")]
    for kind, name in [*templates, ("workflow_job_templates", data("workflow")["name"])]:
        number = awx.named(kind, name)["id"]
        mine = {
            part: found for (of, owner, part), found in awx.attached.items() if (of, owner) == (kind, number) if found
        }
        events = ["error", *(["approvals"] if kind == "workflow_job_templates" else [])]
        assert mine == {"labels": [label], **{f"notification_templates_{event}": [mail] for event in events}}
    wanted = VARIABLES["awx_load_schedules"][0]
    stored = awx.named("schedules", wanted["name"])
    assert stored["rrule"] == wanted["rrule"]
    assert stored["unified_job_template"] == awx.named("job_templates", wanted["job_template"])["id"]


def _assert_workflow(awx: Awx) -> None:
    workflow = data("workflow")
    stored = awx.named("workflow_job_templates", workflow["name"])
    assert awx.surveys["workflow_job_templates", stored["id"]] == data("surveys")["change"]
    nodes = {
        node["identifier"]: awx.named("workflow_job_template_nodes", node["identifier"]) for node in workflow["nodes"]
    }
    for node in workflow["nodes"]:
        mine = nodes[node["identifier"]]
        kind, name = "job_templates", node.get("job_template")
        if "approval" in node:
            kind, name = "workflow_approval_templates", node["approval"]["name"]
            approval = awx.named(kind, name)
            assert {key: approval[key] for key in node["approval"]} == node["approval"]
        assert mine["unified_job_template"] == awx.named(kind, name)["id"]
        for edge in ("success", "failure", "always"):
            followers = [nodes[follower]["id"] for follower in node.get(edge, [])]
            assert awx.edges.get((f"{edge}_nodes", mine["id"]), []) == followers


def one_template(folder: Path, name: str) -> dict[str, Any]:
    """Variables with which only one job template is loaded, and what it needs."""
    small: dict[str, Any] = {
        "job_templates": [each for each in data("job_templates") if each["name"] == name],
        "workflow": {**data("workflow"), "nodes": []},
        "credential_types": [],
    }
    for part in ("surveys", "inventories", "job_templates", "workflow", "credential_types"):
        (folder / f"{part}.yml").write_text(yaml.safe_dump(small.get(part, data(part))))
    return {"awx_load_folder": str(folder), "awx_load_credentials": []}


def test_any_inventory_or_the_one_that_is_asked_for(
    ansible: AnsibleRunner, awx: Awx, ca_path: Path, tmp_path: Path
) -> None:
    """An inventory that AWX has; then none, and AWX asks for it. With one template, since others are no different."""
    little = one_template(tmp_path, "Arista fleet report")
    load(ansible, awx, ca_path, awx_load_inventory="Data center", **little).check()
    own = awx.named("inventories", "Data center")["id"]
    assert {each["inventory"] for each in awx.objects["job_templates"].values()} == {own}
    assert awx.objects["inventory_sources"] == {}
    load(ansible, awx, ca_path, awx_load_ask_inventory=True, **little).check()
    asking = [*awx.objects["job_templates"].values(), *awx.objects["workflow_job_templates"].values()]
    assert {each["ask_inventory_on_launch"] for each in asking} == {True}
    assert [each["name"] for each in awx.objects["inventories"].values()] == ["Data center"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("token", "AWX refuses the token (401 Unauthorized). Check CONTROLLER_OAUTH_TOKEN"),
        ("user", "The token belongs to ann, who is no administrator of AWX."),
        ("api", "/api/controller/v2/ (status 404). Check CONTROLLER_HOST and awx_load_api"),
        ("authority", "awx_load_ca_path names the file of the CA that signed AWX's certificate."),
        ("playbooks", "AWX refused to make 'Arista change - check' in job_templates (POST job_templates/)"),
        ("fetch", "AWX could not fetch the project (status failed)"),
        ("schedule", "AWX refused to make 'Fleet report in the morning' in schedules (POST schedules/)"),
        ("slices", "awx_load_slices has 'Arista fleet: 10'. It takes a number of jobs by the name of a job template:"),
        ("no slices", "awx_load_slices has 'Arista fleet report: many'."),
        ("environment", "AWX has nothing of the name 'No EE' among its execution_environments."),
    ],
)
def test_error_messages(
    ansible: AnsibleRunner, awx: Awx, ca_path: Path, tmp_path: Path, spoil: str, words: str
) -> None:
    more = one_template(tmp_path, "Arista change - check" if spoil == "playbooks" else "Arista fleet report")
    if spoil == "playbooks":
        awx.playbooks = []
        more["awx_load_slices"] = {}
    elif spoil == "fetch":
        awx.fetch_status = "failed"
    elif spoil == "schedule":
        rule = "DTSTART:20270101T060000Z RRULE:FREQ=DAILY"
        more["awx_load_schedules"] = [{**VARIABLES["awx_load_schedules"][0], "rrule": rule}]
    elif spoil == "slices":
        more["awx_load_slices"] = {"Arista fleet": 10}
    elif spoil == "no slices":
        more["awx_load_slices"] = {"Arista fleet report": "many"}
    elif spoil == "user":
        awx.administrator = False
    elif spoil == "api":
        more["awx_load_api"] = "/api/controller/v2"
    elif spoil == "authority":
        more["awx_load_ca_path"] = str(ansible.folder / "switches.pem")
    elif spoil == "environment":
        more["awx_load_execution_environment"] = "No EE"
    done = load(ansible, awx, ca_path, token="wrong" if spoil == "token" else TOKEN, **more)
    assert done.rc == 2
    assert words in " ".join(done.output.replace("\\n", " ").split())
