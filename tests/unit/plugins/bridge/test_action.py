# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the bases of our actions make of arguments, errors, secrets and differences."""

from __future__ import annotations

import base64
import typing as t
from pathlib import Path
from unittest import mock

import pytest
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.connection import ConnectionError as RpcError
from ansible.playbook.play_context import PlayContext

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import action as eapi
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import cloudvision_action as cloudvision
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.locks import LockTimeoutError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import ConnectError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import ChangeResult

SECRET = "hunter2"
SPEC: dict[str, t.Any] = {"name": {"type": "str", "required": True}, "key": {"type": "str", "no_log": True}}
VARIABLES = {"inventory_hostname": "leaf1", "group_names": ["leafs"]}
Perform = t.Callable[[t.Any, dict[str, t.Any]], dict[str, t.Any]]


class Connection:
    """A connection with the options of ours."""

    become = None

    def __init__(self, folder: Path, transport: str = eapi.DIRECT) -> None:
        self.transport = transport
        self.client = mock.Mock()
        self._shell = mock.Mock(tmpdir=None)
        self.options = {
            "host": "Leaf1.example",
            "session_store": str(folder / "store"),
            "reclaim_sessions": False,
            "password": SECRET,
        }

    def get_option(self, name: str) -> t.Any:
        """As a plugin's."""
        return self.options[name]


class Task:
    """A task, whose action does what a test says."""

    def __init__(self, base: type, folder: Path) -> None:
        self.base = base
        self.connection = Connection(folder, eapi.DIRECT if base is eapi.EapiAction else cloudvision.CONNECTION)
        self.check, self.diff = False, False

    def make(self, perform: Perform = lambda action, args: {}, **args: t.Any) -> t.Any:
        """The action, as it is before it runs."""
        task = mock.Mock(action="aerie.arista.thing", args=args, async_val=0, check_mode=self.check, diff=self.diff)
        kind = type("Action", (self.base,), {"spec": SPEC, "perform": perform})
        return kind(task, self.connection, PlayContext(), None, None, None)

    def run(self, perform: Perform, **args: t.Any) -> dict[str, t.Any]:
        """The result of the task."""
        return t.cast("dict[str, t.Any]", self.make(perform, **args).run(task_vars=VARIABLES))


@pytest.fixture(params=[eapi.EapiAction, cloudvision.CloudVisionAction], ids=["eapi", "cloudvision"])
def task(request: pytest.FixtureRequest, tmp_path: Path) -> Task:
    return Task(request.param, tmp_path)


@pytest.fixture
def switch_task(tmp_path: Path) -> Task:
    return Task(eapi.EapiAction, tmp_path)


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(eapi, "warn", found.append)
    return found


def failing(error: Exception) -> Perform:
    """Work that ends with an error."""

    def perform(action: t.Any, args: dict[str, t.Any]) -> dict[str, t.Any]:
        raise error

    return perform


# --- Both bases ---


def test_the_result_is_that_of_the_work(task: Task) -> None:
    result = task.run(lambda action, args: {"changed": True, "told": args["name"]}, name="x")
    assert (result["changed"], result["told"]) == (True, "x")


def test_an_unknown_option_fails_before_the_work(task: Task) -> None:
    work = mock.Mock()
    result = task.run(work, name="x", nam="y")
    assert result["failed"] is True
    assert "nam" in result["msg"]
    with pytest.raises(AnsibleActionFail, match="name"):
        task.run(work)
    assert not work.called


@pytest.mark.parametrize(
    ("error", "state"), [(InputError("it is wrong"), "failed"), (ConnectError("no reply", hint=""), "unreachable")]
)
def test_an_error_is_a_result_that_names_the_host(task: Task, error: ClientError, state: str) -> None:
    result = task.run(failing(error), name="x")
    assert result[state] is True
    assert result["msg"] == f"leaf1: {error.reason}."


def test_errors_quote_no_secret(task: Task) -> None:
    result = task.run(failing(InputError("hunter3 is wrong")), name="x", key="hunter3")
    assert result["msg"] == "leaf1: <removed> is wrong."
    unexpected = task.run(failing(KeyError("hunter3")), name="x", key="hunter3")
    assert unexpected["failed"] is True
    assert unexpected["msg"].startswith("leaf1: unexpected KeyError")
    assert "hunter3" not in str(unexpected)


def test_errors_of_ansible_stay(task: Task) -> None:
    with pytest.raises(AnsibleError, match="of Ansible"):
        task.run(failing(AnsibleError("of Ansible")), name="x")


def test_a_difference_is_made_printable(task: Task) -> None:
    result = task.run(lambda action, args: {"changed": True, "diff": {"prepared": "+a\x1b[2Jb\n"}}, name="x")
    assert result["diff"] == {"prepared": "+ab\n"}


def test_another_connection_is_refused_with_the_right_one(task: Task) -> None:
    right, task.connection.transport = task.connection.transport, "ssh"
    result = task.run(lambda action, args: {"client": action.client}, name="x")
    assert result["failed"] is True
    assert "aerie.arista.thing does not run over the connection 'ssh'." in result["msg"]
    assert f"'ansible_connection: {right}'" in result["msg"]


def test_the_client_of_cloudvision_knows_the_secrets_of_the_task(tmp_path: Path) -> None:
    task = Task(cloudvision.CloudVisionAction, tmp_path)
    result = task.run(lambda action, args: {"same": action.client is task.connection.client}, name="x", key=SECRET)
    assert result["same"] is True
    (included,) = task.connection.client.scrubber.include.call_args.args
    assert included.text(SECRET) == "<removed>"


@pytest.mark.parametrize("check", [False, True])
def test_check_mode_of_cloudvision(check: bool, tmp_path: Path) -> None:
    task = Task(cloudvision.CloudVisionAction, tmp_path)
    task.check = check
    assert task.run(lambda action, args: {"checks": action.check_mode}, name="x")["checks"] is check


# --- eAPI alone ---


def test_the_connection_s_password_is_a_secret(switch_task: Task) -> None:
    result = switch_task.run(failing(InputError(f"{SECRET} is wrong")), name="x")
    assert result["msg"] == "leaf1: <removed> is wrong."
    with pytest.raises(AnsibleActionFail) as caught:
        switch_task.run(failing(AnsibleActionFail(f"{SECRET} is wrong")), name="x")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("result", "asked", "printed"),
    [
        ({"changed": True}, True, False),
        ({"changed": False}, True, True),
        ({"changed": True, "failed": True}, True, True),
        ({"changed": False}, False, False),
    ],
)
def test_a_difference_that_ansible_would_not_print(
    result: dict[str, t.Any], asked: bool, printed: bool, switch_task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    monkeypatch.setattr(eapi, "show", found.append)
    switch_task.diff = asked
    switch_task.run(lambda action, args: {**result, "diff": {"prepared": "+a\n"}}, name="x")
    assert found == (["+a\n"] if printed else [])


def test_a_failure_after_a_change_tells_that_it_is_in_force(switch_task: Task) -> None:
    outcome = ChangeResult(session="ansible-1", commands=["hostname x"], diff="+hostname x\n")

    def perform(action: t.Any, args: dict[str, t.Any]) -> dict[str, t.Any]:
        action.keep_result(outcome)
        raise InputError("the backup cannot be written")

    result = switch_task.run(perform, name="x")
    assert (result["failed"], result["changed"], result["session"]) == (True, True, "ansible-1")
    assert result["diff"]["prepared"] == "+hostname x\n"
    assert result["msg"] == "The change is in force, but then the task failed. leaf1: the backup cannot be written."
    assert "confirmed" not in result


@pytest.mark.parametrize(
    ("process", "parent", "abandoned"), [("run", "shell", False), ("worker", "run", False), ("worker", "init", True)]
)
def test_a_worker_whose_run_has_died(
    process: str, parent: str, abandoned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {"run": eapi.RUN, "shell": -1, "worker": -2, "init": 1}
    monkeypatch.setattr(eapi.os, "getpid", lambda: ids[process])
    monkeypatch.setattr(eapi.os, "getppid", lambda: ids[parent])
    assert eapi.EapiAction.abandoned() is abandoned


@pytest.mark.parametrize("reclaims", [False, True])
def test_sessions_of_killed_tasks_are_aborted_first(
    reclaims: bool, switch_task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_task.connection.options["reclaim_sessions"] = reclaims
    told: list[str] = []
    monkeypatch.setattr(eapi, "tell", lambda host, text: told.append(f"{host}: {text}"))
    monkeypatch.setattr(eapi, "reclaim_orphans", lambda client, ledger: ["ansible-7"])

    def perform(action: t.Any, args: dict[str, t.Any]) -> dict[str, t.Any]:
        with action.alone():
            return {"aborted": action.reclaimed}

    assert switch_task.run(perform, name="x")["aborted"] == (["ansible-7"] if reclaims else [])
    assert told == (
        ["leaf1: aborted the session ansible-7, which a killed task of this controller had left open"]
        if reclaims
        else []
    )


@pytest.mark.parametrize(("check", "locked"), [(False, True), (True, False)])
def test_tasks_that_change_take_the_lock_of_the_switch(check: bool, locked: bool, switch_task: Task) -> None:
    switch_task.check = check

    def perform(action: t.Any, args: dict[str, t.Any]) -> dict[str, t.Any]:
        with action.alone():
            return {"locks": Path(action._store(), "locks").exists()}

    assert switch_task.run(perform, name="x")["locks"] is locked


def test_another_task_that_takes_too_long(switch_task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    def exclusive(folder: str, address: str, patience: float, told: t.Any) -> t.NoReturn:
        assert address == "leaf1.example"
        raise LockTimeoutError

    monkeypatch.setattr(eapi, "exclusive", exclusive)

    def perform(action: t.Any, args: dict[str, t.Any]) -> dict[str, t.Any]:
        with action.alone():
            raise AssertionError("the lock is taken")

    result = switch_task.run(perform, name="x")
    assert "another task of this controller has been changing the switch for" in result["msg"]


@pytest.mark.parametrize("fallback", [True, False])
def test_a_store_that_holds_no_locks(
    fallback: bool, switch_task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warned: list[str]
) -> None:
    (tmp_path / "store").write_text("a file in its place")
    other = tmp_path / "other"
    if not fallback:
        other.write_text("as well")
    monkeypatch.setattr(eapi, "fallback_folder", lambda: str(other))

    def perform(action: t.Any, args: dict[str, t.Any]) -> dict[str, t.Any]:
        with action.alone():
            return {"entered": True}

    assert switch_task.run(perform, name="x")["entered"] is True
    (sentence,) = warned
    assert sentence.startswith(f"leaf1: the session store {tmp_path / 'store'} cannot hold the locks")
    assert (str(other) in sentence, "may undo each other's change" in sentence) == (fallback, not fallback)


def test_a_moved_switch_that_cannot_be_kept_in_memory_is_a_warning(
    switch_task: Task, monkeypatch: pytest.MonkeyPatch, warned: list[str]
) -> None:
    kept: list[t.Any] = []
    monkeypatch.setattr(eapi.moves, "origin_of", lambda options: "origin")
    monkeypatch.setattr(eapi.moves, "remember", lambda *given: kept.append(given) or len(kept) > 1)
    action = switch_task.make(name="x")
    action.host = "leaf1"
    switch_task.connection.client.moved_options.return_value = {"port": 8443}
    action.keep_endpoint()
    assert warned == ["leaf1 has moved, and later tasks must be told where it answers now."]
    action.keep_endpoint()
    assert len(warned) == 1
    assert kept == [("origin", {"port": 8443})] * 2


# --- The helper process of netcommon ---


class Helper:
    """Answers as the helper process does."""

    def __init__(self, **answers: t.Any) -> None:
        self.answers, self.asked = answers, []  # type: tuple[dict[str, t.Any], list[t.Any]]

    def __getattr__(self, name: str) -> t.Any:
        def answer(*arguments: t.Any) -> t.Any:
            self.asked.append((name, *arguments))
            found = self.answers[name]
            if isinstance(found, Exception):
                raise found
            return {"warnings": [], "error": None, **found}

        return answer


def remote(helper: Helper) -> eapi.RemoteClient:
    """The client of the helper."""
    client = eapi.RemoteClient("/socket")
    client._rpc = helper
    return client


def test_the_client_of_the_helper(warned: list[str]) -> None:
    response = {"command": "show hostname", "format": "json", "output": {"hostname": "x"}}
    helper = Helper(
        run_batch={"responses": [response], "warnings": ["odd"]},
        reconnect={},
        move={},
        endpoint_options={"value": {"port": 1}},
        moved_options={"value": {"port": 2}},
        peer_certificate={"value": base64.b64encode(b"DER").decode()},
    )
    client = remote(helper)
    assert client.run(Batch((Command("show hostname"),))) == [Response(**response)]
    assert warned == ["odd"]
    assert (client.endpoint_options(), client.moved_options()) == ({"port": 1}, {"port": 2})
    assert client.peer_certificate(port=3) == b"DER"
    client.reconnect(login=True)
    client.reconnect()
    client.move(port=4)
    assert helper.asked[3:] == [
        ("peer_certificate", {"port": 3}),
        ("reconnect", True),
        ("reconnect", False),
        ("move", {"port": 4}),
    ]
    helper.answers["peer_certificate"] = {"value": None}
    assert client.peer_certificate() is None


def test_a_helper_with_another_plugin_is_reported() -> None:
    client = remote(Helper(move=RpcError("unknown", code=eapi.METHOD_NOT_FOUND), reconnect=RpcError("gone", code=1)))
    with pytest.raises(InputError, match="not that of this collection") as caught:
        client.move()
    assert "ansible_network_os: aerie.arista.eapi" in caught.value.hint
    with pytest.raises(AnsibleActionFail, match="gone"):
        client.reconnect()
