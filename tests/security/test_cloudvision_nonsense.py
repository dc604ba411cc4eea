# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""CloudVision answers with messages of the right types that hold anything: each task ends with a result or an error of
ours. What it says is shown to people, goes into files and names hosts: nothing of it is obeyed.
"""

from __future__ import annotations

import json
import random
import subprocess
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors as cv
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.conformance import executor, kit
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.events.tracking import Tracker
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory import hosts
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.devices import DeviceInventory
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import masked, plain
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.plain import PlainResources
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.query import Query, ask
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.read import Resources
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import (
    accounts,
    change_controls,
    change_creation,
    configlet_plan,
    configlets,
    deployment,
    devices,
    software_assignments,
    software_files,
    studio_inputs,
    tags,
    tokens,
    topology,
    validation,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_steps import carry_out
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import run, target_state, workspace
from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import GO_ON, play
from support.workflows import workflow

ESCAPES = "\x1b]0;title\x07\x1b[2J\x9b2J\r\u202e\x00"
OBEYED = ("\x1b", "\x9b", "\x07", "\u202e", "\r")
#: Texts: names that tasks ask for, names that hurt, and JSON that is none, is deep, or is of another shape.
TEXTS = (
    "leaf1", "S1", "w1", "c1", "site", "zurich", "admin", "", ESCAPES, "../../x", "{{ 7 * 7 }}", "x" * 20_000, "-x",
    "[", "[" * 5000, "{}", "[]", "null", "7", '"x"', "NaN", "9" * 5000, '{"a": 1, "a": 2}', "device:*", "all",
    '{"devices": 7, "entityMac": []}', "2026-01-01T00:00:00Z", "99999999999999999999s",
    '{"devices": [{"inputs": 7, "tags": {"query": []}}], "configletAssignmentRoots": [7, null]}',
    '{"devices": [null, {"inputs": {"device": "x"}, "tags": 7}], "configletAssignmentRoots": "x"}',
    '{"softwareManagement": [[]]}',
)  # fmt: skip
NUMBERS = (0, 1, -1, 2**31 - 1, -(2**31), 7)
LONGS = (*NUMBERS, 2**63 - 1, -(2**63), 253402300800, -62135596801)


class Nonsense:
    """A channel whose every answer is a message of the right type, filled by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.options = CloudVisionOptions(nodes=(Node("cv", 443),), token="t")
        self.scrubber = Scrubber()

    def unary(self, call: Any, request: Any, timeout: float | None = None) -> Any:
        """As Channel.unary."""
        if self.chance.random() < 0.05:
            raise cv.NotFoundError(f"there is none {self.text()}", code="NOT_FOUND", host="cv")
        return self.message(call.response, request)

    def stream(self, call: Any, request: Any, timeout: float | None = None) -> list[Any]:
        """As Channel.stream."""
        if "Batched" in call.path and self.chance.random() < 0.5:
            raise cv.UnimplementedError("unknown", code="UNIMPLEMENTED", host="cv")
        return [self.message(call.response, request) for _time in range(self.chance.randrange(4))]

    def follow(self, call: Any, request: Any, timeout: float | None = None) -> Iterator[Any]:
        """As Channel.follow."""
        yield from self.stream(call, request)
        if self.chance.random() < 0.5:
            raise cv.DeadlineError("too late", host="cv")

    def message(self, kind: Any, request: Any) -> Any:
        """An answer; that to a question about one key has its key, as a rule."""
        made = kind()
        self.fill(made, 0)
        names = kind.DESCRIPTOR.fields_by_name
        if "value" in names and "key" in request.DESCRIPTOR.fields_by_name and self.chance.random() < 0.7:
            value = names["value"].message_type
            if value is not None and "key" in value.fields_by_name:
                made.value.key.CopyFrom(request.key)
        return made

    def text(self) -> str:
        return self.chance.choice(TEXTS)

    def fill(self, message: Any, depth: int) -> None:
        for field in message.DESCRIPTOR.fields:
            if depth > 6 or self.chance.random() < 0.25:
                continue
            if field.message_type is not None and field.message_type.GetOptions().map_entry:
                self._fill_map(getattr(message, field.name), field.message_type, depth)
            elif field.is_repeated:
                many = getattr(message, field.name)
                for _time in range(self.chance.randrange(3)):
                    self.fill(many.add(), depth + 1) if field.message_type else many.append(self.scalar(field))
            elif field.message_type is not None:
                inner = getattr(message, field.name)
                inner.SetInParent()
                self.fill(inner, depth + 1)
            else:
                setattr(message, field.name, self.scalar(field))

    def _fill_map(self, many: Any, entry: Any, depth: int) -> None:
        key, value = entry.fields_by_name["key"], entry.fields_by_name["value"]
        for _time in range(self.chance.randrange(3)):
            name = self.scalar(key)
            if value.message_type is not None:
                self.fill(many[name], depth + 1)
            else:
                many[name] = self.scalar(value)

    def scalar(self, field: Any) -> Any:
        if field.enum_type is not None:
            return self.chance.choice([*(value.number for value in field.enum_type.values), 99])
        kinds: dict[int, Callable[[], Any]] = {
            field.TYPE_STRING: self.text,
            field.TYPE_BYTES: lambda: self.text().encode(),
            field.TYPE_BOOL: lambda: self.chance.random() < 0.5,
            field.TYPE_DOUBLE: lambda: self.chance.choice((0.0, -1.5, 1e300, float("nan"), float("inf"))),
            field.TYPE_FLOAT: lambda: self.chance.choice((0.0, -1.5, float("nan"), float("-inf"))),
            field.TYPE_INT32: lambda: self.chance.choice(NUMBERS),
            field.TYPE_INT64: lambda: self.chance.choice(LONGS),
        }
        return kinds.get(field.type, lambda: self.chance.choice((0, 1, 7)))()


class Task:
    """What a task has: resources, and a clock on which time passes with each look."""

    def __init__(self, seed: int) -> None:
        self.channel = Nonsense(seed)
        self.resources = Resources(self.channel)  # type: ignore[arg-type]
        self.objects = PlainResources(self.resources)
        self.said: list[str] = []
        self.now = 0.0

    def clock(self) -> float:
        self.now += 1
        return self.now

    @property
    def poller(self) -> Poller:
        return Poller(20, self.said.append, lambda _seconds: None, self.clock)

    @property
    def spaces(self) -> workspace.Workspaces:
        return workspace.Workspaces(self.objects, self.poller)

    def edit(self, planner: run.Planner, **change: Any) -> Any:
        return run.run(self.spaces, run.WorkspaceChange(**change), planner)


CONFIGLETS = [configlets.Configlet("c1", "hostname a\n")]
TREE = configlets.parse_assignments([{"name": "site", "query": "device:*", "configlets": ["c1"]}])
DEVICE = deployment.DeployDevice("leaf1", config="hostname a\n", tags=(("site", "zurich"),))
SOFTWARE = [{"query": "device:*", "image": "x.swi"}]


def _inventory(task: Task) -> Any:
    warnings: list[str] = []
    found = hosts.read_devices(
        task.resources, hosts.DeviceSelection(tags="all", tag_query="site:zurich"), warnings.append
    )
    names, more = hosts.name_devices(found, "hostname")
    groups, same = hosts.tag_groups(found, lambda text: text)
    task.said += [*more, hosts.same_group_warning(same)]
    assert all(name is None or hosts.usable_name(name) for name in names)
    return [names, [str(group) for group in groups.values()], found]


def _deploy(task: Task) -> Any:
    wanted = deployment.Deployment([DEVICE], others=[configlets.ConfigletRequest(CONFIGLETS, TREE)])
    located = deployment.bring_in(task.objects, task.poller, wanted.devices, False, True)
    done = task.edit(lambda view: deployment.plan_deployment(view, wanted, located))
    found = deployment.outcomes(wanted, located, done.get("build"), done["changed"])
    return [done, found, deployment.warnings(found)]


def _tags(task: Task) -> Any:
    wanted = tags.parse(
        [{"devices": ["leaf1"], "interfaces": [], "label": "site", "value": "zurich"}],
        "merged",
        DeviceInventory(task.objects),
    )
    return task.edit(lambda view: tags.plan_tags(view, wanted, "merged"))


def _events(task: Task) -> Any:
    model = find_model("changecontrol.v1.ChangeControl")
    tracker = Tracker(model, initial=True)
    return [notice.as_event(model) for response in task.resources.list(model) for notice in tracker.feed(response)]


def _models(task: Task) -> Any:
    found = []
    for name in (
        "inventory.v1.Device",
        "workspace.v1.WorkspaceBuild",
        "studio.v1.Inputs",
        "event.v1.Event",
        "tag.v2.Tag",
    ):
        answer = ask(task.resources, Query(name))
        found.append(
            [answer.resources, [(plain(one.value), masked(one.value)) for one in task.resources.list(find_model(name))]]
        )
    return found


def _control(target: Any, **given: Any) -> Callable[[Task], Any]:
    request = change_controls.ChangeControlRequest(target, **given)
    return lambda task: carry_out(change_controls.ChangeControls(task.objects, task.poller), request)


WORKS: dict[str, Callable[[Task], Any]] = {
    "inventory": _inventory,
    "models": _models,
    "events": _events,
    "conformance": lambda task: kit.examine(task.objects, "workspace", "x.y.z", ["cv"]).verdicts,
    "tags": _tags,
    "configlets": lambda task: task.edit(
        lambda view: configlet_plan.plan_configlets(view, configlets.ConfigletRequest(CONFIGLETS, TREE))
    ),
    "configlets in check mode": lambda task: task.edit(
        lambda view: configlet_plan.plan_configlets(view, configlets.ConfigletRequest(CONFIGLETS, TREE)), check=True
    ),
    "configlets in a workspace": lambda task: task.edit(
        lambda view: configlet_plan.plan_configlets(view, configlets.ConfigletRequest(CONFIGLETS, TREE)), workspace="w1"
    ),
    "validation": lambda task: validation.validate(task.spaces, CONFIGLETS, ["leaf1"]),
    "inputs": lambda task: task.edit(
        lambda view: studio_inputs.plan_inputs(view, "s", ["devices", "0"], {"a": 1}, "merged")
    ),
    "topology": lambda task: task.edit(lambda view: topology.plan_accept_named(view, ["leaf1"], {})),
    "removal": lambda task: task.edit(lambda view: topology.plan_remove_named(view, ["leaf1"])),
    "onboard": lambda task: devices.Onboarding(task.objects, task.poller).carry_out(
        devices.DeviceRequest("onboarded", ["leaf1"])
    ),
    "decommission": lambda task: devices.Onboarding(task.objects, task.poller).carry_out(
        devices.DeviceRequest("decommissioned", ["leaf1"])
    ),
    "deployment": _deploy,
    "workspace": lambda task: target_state.reach(
        task.spaces, target_state.WorkspaceRequest("submitted", name="w1", diff=True)
    ),
    "rollback": lambda task: target_state.reach(
        task.spaces, target_state.WorkspaceRequest("rolled_back", workspace_id="w1")
    ),
    "control": _control("completed", name="c1", approve=True),
    "control of a workspace": _control("started", workspace="w1", approve=True),
    "schedule": _control("scheduled", id="c1", at="2030-01-01T00:00:00Z", approve=True),
    "stop": _control("stopped", id="c1"),
    "control by hand": lambda task: change_creation.create(
        change_controls.ChangeControls(task.objects, task.poller),
        change_creation.CreationRequest("c1", [{"name": "a", "action": "task", "args": {"TaskID": "7"}}]),
    ),
    "account": lambda task: accounts.ensure_account(
        task.objects, task.poller, accounts.AccountRequest("admin", roles=("x",), description="x")
    ),
    "tokens": lambda task: (
        tokens.Tokens(task.objects, task.poller, task.clock)
        .carry_out(tokens.TokenRequest("present", "admin", "x", valid_for=3600, renew_before=60))
        .result
    ),
    "rotation": lambda task: (
        tokens.Tokens(task.objects, task.poller, task.clock)
        .carry_out(tokens.TokenRequest("rotated", "admin", "x", valid_for=3600))
        .result
    ),
    "files": lambda task: software_files.SoftwareRepository(task.objects, task.poller).add(
        [software_files.SoftwareFile("x.swi", "https://192.0.2.1/x.swi", None)], True, False
    ),
    "software": lambda task: task.edit(
        lambda view: software_assignments.plan_software(
            view, software_assignments.parse_assignments(SOFTWARE, "merged"), "merged", lambda: {"x.swi"}
        )
    ),
}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(executor, "PATIENCE", 0.01)  # of real time, which states that never come would take whole


def _wrong(work: Callable[[Task], Any], seed: int) -> str:
    """What ends the work that is no error of ours, or shows what a terminal obeys; "" for neither."""
    task = Task(seed)
    try:
        json.dumps(work(task), default=str)
    except ClientError as error:
        json.dumps(error.details(), default=str)
        return f"{seed}: {str(error)!r}"[:300] if any(each in str(error) for each in OBEYED) else ""
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        file = where.filename.split("plugin_utils/")[-1]
        return f"{type(error).__name__}: {str(error)[:80]} at {file}:{where.lineno} ({seed})"
    return ""


@pytest.mark.parametrize("name", WORKS)
def test_any_message(name: str) -> None:
    assert {found for seed in range(40) if (found := _wrong(WORKS[name], seed))} == set()


# --- What is shown, written and named -------------------------------------------------------------------------------

JINJA = "{{ 7 * 7 }}"
TITLE = f"{ESCAPES}<script>"
MODEL = f"{JINJA}{ESCAPES}"
HOSTNAMES = (TITLE, JINJA, "../../x", "localhost", "all", "spare", "-x", "a\nb")
#: An inventory beside the one that asks CloudVision: one file is read before it, the other after it.
OTHERS = {
    "a.yml": {"all": {"hosts": {"first": {"ansible_password": "s3cret-first"}}}},
    "z.yml": {"all": {"hosts": {"spare": {"ansible_password": "s3cret-spare"}}}},
}
TASKS = [
    workflow("Read", "resource_info", {"model": "inventory.v1.Device"}, register="found"),
    {
        "name": "Keep",
        "ansible.builtin.copy": {"content": "{{ found.resources | to_json }}", "dest": "{{ folder }}/kept.json"},
        "vars": {"ansible_connection": "local"},
    },
    {"name": "Look up", "ansible.builtin.set_fact": {"looked": "{{ query(lookup, model, inventory_host='cv') }}"}},
    workflow("Ambiguous", "change_control", {"name": "{{ title }}", "state": "approved"}),
    workflow("Unknown", "tag", {"tags": [{"devices": ["none"], "label": "a", "value": "b"}]}),
    workflow("Same", "tag", {"tags": [{"devices": ["{{ title }}"], "label": "a", "value": "b"}]}, check_mode=True),
    workflow("Rewritten", "configlet", {"configlets": [{"name": "c1", "body": "hostname a\n"}]}, check_mode=True),
    workflow("Inputs", "studio_inputs", {"studio": "s1", "path": [], "inputs": {"a": 1}}, check_mode=True),
    workflow(
        "No workspace",
        "tag",
        {"tags": [{"devices": ["S0"], "label": "a", "value": "b"}], "workspace": "{{ title }}"},
    ),
]


def _fill(state: Any) -> None:
    """A CloudVision whose users and devices have chosen names that hurt."""
    for place, name in enumerate(HOSTNAMES):
        device = {"hostname": name, "fqdn": name, "modelName": MODEL, "softwareVersion": TITLE}
        state.set("inventory.v1.Device", {"key": {"deviceId": f"S{place}"}, **device})
        key = {"workspaceId": "", "elementType": "ELEMENT_TYPE_DEVICE", "label": name, "value": TITLE}
        tag = {"key": {**key, "deviceId": f"S{place}"}, "tagCreatorType": "CREATOR_TYPE_USER"}
        state.set("tag.v2.TagAssignment", tag)
    for identity in ("c1", "c2"):
        change = {"name": TITLE, "notes": TITLE}
        state.set("changecontrol.v1.ChangeControl", {"key": {"id": identity}, "change": change, "error": TITLE})
    configlet = {"displayName": "c1", "description": TITLE, "body": f"hostname {TITLE}\n"}
    state.set("configlet.v1.Configlet", {"key": {"workspaceId": "", "configletId": "c1"}, **configlet})
    state.set("studio.v1.Studio", {"key": {"studioId": "s1", "workspaceId": ""}, "displayName": TITLE})
    inputs = {"key": {"studioId": "s1", "workspaceId": "", "path": {}}, "inputs": json.dumps({"a": TITLE})}
    state.set("studio.v1.Inputs", inputs)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, Path, dict[str, Any]]]:
    """A run, its folder, and what Ansible knows of the hosts."""
    folder = tmp_path_factory.mktemp("run")
    with Lab(tmp_path_factory.mktemp("lab"), [], cloudvision=True) as lab, isolated_environment(folder) as environment:
        _fill(lab.cloudvision.state)
        given = {"host": lab.cloudvision.address, "port": lab.cloudvision.port, "ca_path": str(lab.ca_path)}
        asks = {"plugin": "aerie.arista.cloudvision", "token": lab.cloudvision.token, **given}
        asks |= {"keyed_groups": [{"key": "cloudvision.model"}], "compose": {"site": "cloudvision.model"}}
        (folder / "inventory").mkdir()
        for name, data in {**OTHERS, "lab.cloudvision.yml": asks}.items():
            (folder / "inventory" / name).write_text(yaml.safe_dump(data))
        runner = AnsibleRunner(folder, {**environment, "CLOUDVISION_SESSION_STORE": str(folder / "sessions")})
        names = {"folder": str(folder), "title": TITLE, "model": "inventory.v1.Device"}
        variables = {**names, "lookup": "aerie.arista.cloudvision_resource"}
        plays = [play(TASKS, hosts="cv", **GO_ON)]
        run = runner.playbook(plays, inventory(lab, {"cv": variables}), "-i", str(folder / "inventory"), "--diff")
        listed = subprocess.run(
            ["ansible-inventory", "-i", str(folder / "inventory"), "--list"],
            env=runner.env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert not any(each in listed.stderr for each in OBEYED)
        yield run, folder, json.loads(listed.stdout)


def test_the_tasks_ended_as_they_were_to_end(played: tuple[Run, Path, dict[str, Any]]) -> None:
    run, _folder, _known = played
    status = {found.task: found.status for found in run.results("cv")}
    assert status == {
        **dict.fromkeys(("Read", "Look up"), "ok"),
        **dict.fromkeys(("Keep", "Same", "Rewritten", "Inputs"), "changed"),
        **dict.fromkeys(("Ambiguous", "Unknown", "No workspace"), "ignored"),
    }, [found.msg for found in run.results("cv")]


def test_no_terminal_obeys(played: tuple[Run, Path, dict[str, Any]]) -> None:
    run, _folder, _known = played
    assert "]0;title" in run.stdout  # the differences show the names, without what hides around them
    assert "2 change controls are called" in run.result("cv", "Ambiguous").msg
    assert [each for each in OBEYED if each in run.output] == []


def test_nothing_is_rendered(played: tuple[Run, Path, dict[str, Any]]) -> None:
    run, folder, known = played
    kept = (folder / "kept.json").read_text()
    assert JINJA in kept
    assert "49" not in kept
    assert JINJA in str(run.result("cv", "Look up").result)
    assert known["_meta"]["hostvars"]["S0"]["site"] == {"__ansible_unsafe": MODEL}


def test_names_of_devices_are_harmless(played: tuple[Run, Path, dict[str, Any]]) -> None:
    _run, _folder, known = played
    assert set(known["_meta"]["hostvars"]) == {"first", "spare", *(f"S{place}" for place in range(len(HOSTNAMES)))} - {
        "S5"
    }
    assert [name for name in known if not hosts.harmless_name(name)] == []


def test_a_source_that_is_read_later_may_know_a_host_of_ours(played: tuple[Run, Path, dict[str, Any]]) -> None:
    """Ansible merges hosts of the same name. SECURITY.md says so, and what to do."""
    spare = played[2]["_meta"]["hostvars"]["spare"]
    assert spare["ansible_password"] == "s3cret-spare"
    assert spare["cloudvision"]["serial"] == {"__ansible_unsafe": "S5"}
