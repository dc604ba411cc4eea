# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Canaries in more than 60 forms, through modules, callbacks and transports: none is ever seen.

A server that echoes all that it is sent attacks the client; a lab whose switches quote words attacks whole tasks.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import messages
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.fleet import Fleet, Visit
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.channel import Channel, GrpcMethod
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.masking import showing_secrets
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber
from ansible_collections.aerie.arista.plugins.plugin_utils.common.session_store import SessionEntry
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conditions import Conditions
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from lab.pki import make
from support.canaries import MARK, Canaries, forms, seen
from support.cloudvision_plays import inventory as cloudvision_inventory
from support.cloudvision_plays import options_of
from support.eapi import Answer, Request, client_of, options
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import DIRECT, GO_ON, HTTPAPI, commands, config, host_of, inventory, play, server, task

# --- A server that echoes ---------------------------------------------------------------------------------------------


def _echo(request: Request) -> str:
    """All that a request holds: its headers (decoded as well), its body, the words of its commands."""
    header = request.headers.get("Authorization", "")
    plain = base64.b64decode(header.partition(" ")[2]).decode() if header else ""
    return f"{plain} {json.dumps(dict(request.headers))} {request.body.decode()}"


def _entry(request: Request) -> dict[str, Any]:
    return {name: [_echo(request), *request.cmds] for name in ("warnings", "messages", "errors")}


def _reply(request: Request, **members: Any) -> Answer:
    return 200, {}, json.dumps({"jsonrpc": "2.0", "id": request.json["id"], **members}).encode()


def _failure(request: Request, message: str) -> Answer:
    entries = [_entry(request) for _cmd in request.cmds]
    return _reply(request, error={"code": 1002, "message": message, "data": entries})


ECHOES: dict[str, Callable[[Request], Answer]] = {
    "401": lambda request: (401, {}, f"no: {_echo(request)}".encode()),
    "500": lambda request: (500, {}, f"{'x' * 150} {_echo(request)}".encode()),
    "cut after 200 characters": lambda request: (500, {}, f"{'x' * 190}{_echo(request)}".encode()),
    "no JSON": lambda request: (200, {}, f"oops {_echo(request)}".encode()),
    "another request": lambda request: (200, {}, json.dumps({"id": _echo(request), "result": []}).encode()),
    "a failed command": lambda request: _failure(
        request, f"CLI command 1 of 1 '{request.cmds[0]}' failed: invalid {_echo(request)}"
    ),
    "a failure in other words": lambda request: _failure(request, _echo(request)),
    "a refused request": lambda request: _reply(request, error={"code": -32602, "message": _echo(request)}),
    "warnings and messages": lambda request: _reply(
        request, result=[{**_entry(request), "errors": []} for _cmd in request.cmds]
    ),
    "errors of a command": lambda request: _reply(request, result=[_entry(request) for _cmd in request.cmds]),
}


def _told(answer: Callable[[Request], Answer], batch: Batch, **given: Any) -> str:
    """All that a task would tell of a batch: responses, or the error."""
    client = client_of(answer, **given)
    if given.get("auth") == "session":
        client.auth.store.save(*client.auth.key, SessionEntry(f"{MARK}-cookie", 4e9))  # type: ignore[attr-defined]
    try:
        return str([response.as_dict() for response in client.run(batch)])
    except ClientError as error:
        return f"{error} {error.args} {error.details()}"


@pytest.mark.parametrize("format", ["json", "text"])
@pytest.mark.parametrize("name", ECHOES)
def test_secrets_echoed_by_a_switch_are_removed(name: str, format: Any) -> None:
    canaries = Canaries()
    lines = [line.strip() for line in canaries.configuration().splitlines()]
    lines += canaries.refused() + canaries.not_run()
    assert forms() >= 60
    asked = [Command("configure"), *map(Command, lines), Command("banner motd", f"{canaries.new()}\nEOF\n")]
    told = _told(
        ECHOES[name],
        Batch(tuple(asked), format=format),
        password=canaries.new(),
        enable=True,
        enable_password=canaries.new(),
        proxy=f"http://ops:{canaries.new()}@192.0.2.1:3128",
    )
    assert len(told) > 20
    assert seen(told) == []


@pytest.mark.parametrize("name", ECHOES)
def test_a_cookie_that_is_echoed_is_not_shown(name: str, tmp_path: Path) -> None:
    given = {"auth": "session", "session_store": str(tmp_path / "store")}

    def answer(request: Request) -> Answer:
        return (401, {}, _echo(request).encode()) if request.path == "/login" else ECHOES[name](request)

    assert seen(_told(answer, Batch((Command("show version"),)), **given)) == []


def test_unmet_condition_hides_the_value() -> None:
    """The switch's data, and so not among the secrets of the run: names and forms tell."""
    canaries = Canaries()
    outputs = [
        {"users": {"ops": {"secret": canaries.new(), "encryptedPassword": canaries.new(), "token": [canaries.new()]}}},
        f"snmp-server community {canaries.new()} ro",
        {"lines": [f"username ops secret sha512 $6${canaries.new()}"], "apiKey": {"value": canaries.new()}},
    ]
    asked = [
        "[0].users.ops.secret == 'x'",
        '[0].users.ops."encryptedPassword" == `1`',
        "[0].users.ops == `1`",
        "[0] == `1`",
        "[1] == 'x'",
        "[2].lines[0] == 'x'",
        "[2].lines == 'x'",
        canaries.fill("[1] == 'snmp-server community {} rw'"),
    ]
    found = Conditions(asked).unmet(outputs)
    assert len(found) == len(asked)
    assert [str(each) for each in found if seen(str(each))] == []
    with showing_secrets(True):
        assert all(seen(str(each)) for each in Conditions(asked).unmet(outputs)[:2])
    with pytest.raises(ClientError) as refused:
        Conditions("[0].users.ops.secret[*]").unmet(outputs)
    assert seen(str(refused.value)) == []


def test_unexpected_errors_quote_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    canaries = Canaries()
    given = options(password=canaries.new(), proxy=f"http://ops:{canaries.new()}@192.0.2.1:3128")

    def job(client: EapiClient) -> dict[str, Any]:
        line = canaries.fill("enable password {}")
        client.scrubber.add_command(line)
        raise KeyError(given.password, given.proxy, line, "\x1b[2J")

    fleet = Fleet(1, 2, lambda _sentence: None)
    fleet.run([Visit("leaf1", given, job)])
    monkeypatch.setattr(
        EapiClient, "_use", lambda _client, found: (never for never in ()).throw(ValueError(found.password))
    )
    fleet.run([Visit("leaf2", given, job)])
    for name, error in {"leaf1": "KeyError", "leaf2": "ValueError"}.items():
        result = fleet.results[name]
        assert result["msg"].startswith(f"{name}: unexpected {error}: ")
        assert "Traceback" in result["exception"]
        assert seen(str(result)) == []
        assert "\x1b" not in result["msg"] + result["exception"]


def test_progress_quotes_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A switch, or the status of a long job of CloudVision, may quote what a task has sent."""
    said: list[str] = []
    monkeypatch.setattr(messages.display, "display", said.append)
    secret = Canaries().new()
    switch, cloudvision = EapiAction.__new__(EapiAction), WorkflowAction.__new__(WorkflowAction)
    switch.secrets = cloudvision.secrets = Scrubber(secret)
    switch.tell(f"it says {secret}")
    cloudvision.poller({"wait_timeout": 1.0}).say(f"it says {secret}")
    assert len(said) == 2
    assert all("it says <removed>" in line for line in said)


def test_outputs_that_were_asked_for_stay() -> None:
    """The mask is for what is shown about a change: a configuration that a task reads is data."""
    text = f"snmp-server community {MARK} ro\n"
    told = _told(
        lambda request: _reply(request, result=[{"output": text}]),
        Batch((Command("show running-config"),), format="text"),
    )
    assert f"snmp-server community {MARK} ro" in told


# --- Whole tasks -----------------------------------------------------------------------------------------------------

#: Connection or transport, and how the callback writes results.
WAYS = {"https": "yaml", "ssh": "json", "netcommon": "json"}


@dataclass(frozen=True)
class Played:
    """A run, and where its log is."""

    run: Run
    log: Path


def _tasks(canaries: Canaries) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The tasks, and their variables: a playbook's own text may be shown where a task fails."""
    text = canaries.configuration()
    pair = make("leaf1", hosts=("192.0.2.1",))
    values = {
        "text": text,
        "refused": canaries.refused(),
        "not_run": canaries.not_run(),
        "bad_line": canaries.fill("username bob privilege 99 secret 0 {}"),
        "typed": [{"cmd": "banner motd", "input": f"{canaries.new()}\nEOF"}, "show bogus"],
        "not_a_command": {"cmd": "show version", "password": canaries.new()},
        "certificate": pair.certificate_pem.decode(),
        "key": f"-----BEGIN PRIVATE KEY-----\n{canaries.new()}\n-----END PRIVATE KEY-----\n",
        "passphrase": canaries.new(),
        "url": f"https://ops:{canaries.new()}@127.0.0.1:9/leaf1.crt",
    }
    pem = {"certificate": "{{ certificate }}", "key": "{{ key }}", "key_passphrase": "{{ passphrase }}"}
    upload = {"name": "leaf1.crt", "source": "upload", **pem}
    fetched = {"name": "leaf1.crt", "source": "url", "certificate_url": "{{ url }}"}
    tasks = [
        config("Predict", {"content": "{{ text }}"}, check_mode=True),
        config("Refused", {"lines": "{{ [bad_line] }}"}),
        config("Compare", {"diff_against": "intended", "intended": "{{ text }}"}),
        config("Apply", {"content": "{{ text }}", "checkpoint": "before"}),
        commands("Lines", "{{ ['configure'] + refused }}", {"stop_on_error": False}, become=True),
        commands("Skipped", "{{ refused + not_run }}", check_mode=True),
        commands("Typed", "{{ ['configure'] + typed }}", become=True),
        commands("Not a command", ["{{ not_a_command }}"]),
        commands("Not a list", [["{{ bad_line }}"]]),
        server("Server", {"session_timeout": 30}),
        task("Certificate", "aerie.arista.ssl_certificate", upload, become=True),
        task("Fetch", "aerie.arista.ssl_certificate", fetched, become=True),
    ]
    return tasks, values


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    specs = [SwitchSpec(name=f"spine-{way}") for way in WAYS]  # spines have the AS of the canaries
    with Lab(tmp_path_factory.mktemp("lab"), specs, cloudvision=True) as lab:
        yield lab


@pytest.fixture(scope="module", params=WAYS)
def played(request: pytest.FixtureRequest, lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    way, folder = request.param, tmp_path_factory.mktemp("run")
    tasks, values = _tasks(Canaries())
    switch = lab[f"spine-{way}"]
    variables = {"ansible_port": switch.ssh_port, "ansible_eapi_transport": "ssh"} if way == "ssh" else {}
    connection = HTTPAPI if way == "netcommon" else DIRECT
    known = {"ansible_eapi_ssh_known_hosts": str(lab.known_hosts_path)} if way == "ssh" else {}
    hosts = {switch.name: {**host_of(switch, **variables), **known, **values}}
    env = {
        "ANSIBLE_CALLBACK_RESULT_FORMAT": WAYS[way],
        "ANSIBLE_LOG_PATH": str(folder / "log"),
        "ANSIBLE_DIFF_ALWAYS": "1",
    }
    with isolated_environment(folder) as environment:
        runner = AnsibleRunner(folder, environment)
        run = runner.playbook([play(tasks, **GO_ON)], inventory(lab, connection, hosts), "-vvvv", env=env)
        yield Played(run, folder / "log")


def test_the_tasks_did_what_they_were_to_do(played: Played) -> None:
    status = {result.task: result.status for result in played.run.results()}
    assert status["Predict"] == status["Apply"] == "changed", [result.msg for result in played.run.results()]
    assert [status[name] for name in ("Refused", "Lines", "Typed", "Not a command", "Certificate", "Fetch")] == [
        "ignored"
    ] * 6
    diff = next(result for result in played.run.results(task="Predict")).result["diff"]["prepared"]
    assert diff.count("<removed>") > 30
    assert "+snmp-server community <removed> ro" in diff


def test_no_secret_is_in_a_result_or_an_output_or_a_log(played: Played) -> None:
    assert len(played.run.stdout) > 5000
    for text in (played.run.stdout, played.run.stderr, played.log.read_text()):
        assert seen(text) == []
    for result in played.run.results():
        assert seen(str(result.result)) == [], result.task


@pytest.mark.parametrize("job", ["", "7"])
def test_secrets_are_shown_where_a_task_says_so_but_never_in_awx(lab: Lab, tmp_path: Path, job: str) -> None:
    line = Canaries().fill("snmp-server community {} ro")
    ways = {"https": DIRECT, "netcommon": HTTPAPI}
    hosts = {way: host_of(lab[f"spine-{way}"], ansible_connection=name, line=line) for way, name in ways.items()}
    tasks = [
        config("Show", {"lines": ["{{ line }}"], "show_secrets": True}, check_mode=True),
        commands("Fail", ["configure", "{{ line }} a b c"], {"show_secrets": True}, become=True),
    ]
    with isolated_environment(tmp_path) as environment:
        runner = AnsibleRunner(tmp_path, environment)
        run = runner.playbook([play(tasks, **GO_ON)], inventory(lab, hosts=hosts), env={"JOB_ID": job} if job else {})
    for way in ways:
        shown, failed = run.result(way, "Show").result, run.result(way, "Fail").result
        for text in (shown["diff"]["prepared"], str(shown["commands"]), failed["command"]):
            assert bool(seen(text)) is not bool(job), way
    assert ("counts for nothing in a job of AWX" in run.output) is bool(job)
    assert bool(seen(run.output)) is not bool(job)


# --- CloudVision -----------------------------------------------------------------------------------------------------


class _Refusal(grpc.RpcError):
    """A status with words that quote what was sent."""

    def __init__(self, code: grpc.StatusCode, words: str) -> None:
        super().__init__()
        self._code, self._words = code, words

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return self._words


@pytest.mark.parametrize("code", grpc.StatusCode)
def test_secrets_echoed_by_cloudvision_are_removed(lab: Lab, code: grpc.StatusCode) -> None:
    canaries = Canaries()
    token, body = canaries.new(), canaries.configuration()
    channel = Channel(options_of(lab.cloudvision, environment_token=token, proxy=f"http://ops:{canaries.new()}@h:1"))
    channel.scrubber.add_data({"body": body, "values": {"shared_key": canaries.new()}})
    call = GrpcMethod("/x", "Set of x", None)
    for words in (f"Bearer {token}", f"{'x' * 290}{token}", *(line.split()[-1] for line in body.splitlines())):
        error = channel._explained(_Refusal(code, words), call, 1.0)
        assert seen(f"{error} {error.args} {error.details()}") == []


def test_no_secret_of_a_configlet_is_seen(lab: Lab, tmp_path: Path) -> None:
    canaries = Canaries()
    values = {
        "first": canaries.configuration(),
        "second": canaries.configuration(),
        "inputs": {"server": "192.0.2.1", "shared_key": canaries.new(), "text": canaries.fill("enable password {}")},
    }
    name = "aerie.arista.cloudvision_configlet"
    key = {"workspace_id": "w1", "configlet_id": "c1"}
    tasks = [
        task("Predict", name, {"configlets": [{"name": "c1", "body": "{{ first }}"}]}, check_mode=True),
        task("Make", name, {"configlets": [{"name": "c1", "body": "{{ first }}"}]}),
        task("Rewrite", name, {"configlets": [{"name": "c1", "body": "{{ second }}"}]}, check_mode=True),
        task(
            "Resource",
            "aerie.arista.cloudvision_resource",
            {"model": "configlet.v1.ConfigletConfig", "key": key, "values": {"body": "{{ first }}"}},
            check_mode=True,
        ),
        task(
            "Inputs",
            "aerie.arista.cloudvision_studio_inputs",
            {"studio": "studio-date-time", "path": ["x"], "inputs": "{{ inputs }}", "state": "merged"},
            check_mode=True,
        ),
    ]
    studio = {"key": {"studioId": "studio-date-time", "workspaceId": ""}, "displayName": "Time"}
    lab.cloudvision.state.set("studio.v1.Studio", studio)
    log = tmp_path / "log"
    env = {"ANSIBLE_CALLBACK_RESULT_FORMAT": "json", "ANSIBLE_LOG_PATH": str(log), "ANSIBLE_DIFF_ALWAYS": "1"}
    with isolated_environment(tmp_path) as environment:
        runner = AnsibleRunner(tmp_path, environment)
        run = runner.playbook([play(tasks, **GO_ON)], cloudvision_inventory(lab, {"cv": values}), "-vvvv", env=env)
    rewritten = str(run.result("cv", "Rewrite").result["diff"])
    assert rewritten.count("<removed, changed>") > 30, rewritten
    assert {result.task: result.msg for result in run.results() if result.status != "changed"} == {}
    assert seen(run.stdout + run.stderr + log.read_text()) == []
    assert [result.task for result in run.results() if seen(str(result.result))] == []
