# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Cookie sessions: how often switches see a login, over tasks, workers and plays, and what is left on disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner
from support.plays import CONNECTIONS, DIRECT, GO_ON, commands, config, host_of, inventory, play, server, task
from support.waiting import wait_until

ONE_TIME_PASSWORD = "135790"
WORKERS = 10

SPECS = [
    SwitchSpec(name="leaf1"),
    SwitchSpec(name="leaf2"),
    SwitchSpec(name="old1", eos="4.15.0F"),
    SwitchSpec(name="missing1", login="missing"),
    SwitchSpec(name="none1", login="none"),
]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), SPECS) as lab:
        yield lab


@pytest.fixture
def lab(network: Lab) -> Lab:
    """The lab, with its counters at zero, no session and no fault."""
    for switch in network:
        switch.faults.clear()
        switch.sessions.expire_all()
        switch.stats.reset()
    return network


def _store(ansible: AnsibleRunner) -> Path:
    return Path(ansible.env["EAPI_SESSION_STORE"])


def _cookies(ansible: AnsibleRunner) -> list[Path]:
    """The files of the store that hold a cookie."""
    return [path for path in _store(ansible).iterdir() if path.suffix != ".lock"]


def _tasks(count: int) -> list[dict[str, Any]]:
    return [commands(f"Task {number}", "show hostname") for number in range(1, count + 1)]


def _only(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """The inventory with these hosts alone."""
    data["all"]["hosts"] = {name: own for name, own in data["all"]["hosts"].items() if name in names}
    return data


def _crowd(lab: Lab) -> dict[str, Any]:
    """An inventory of hosts that can delegate to the switch leaf1."""
    data = _only(inventory(lab), "leaf1")
    data["all"]["hosts"].update(
        {f"worker{number}": {"ansible_connection": "local"} for number in range(1, WORKERS + 1)}
    )
    return data


def _through_leaf1(ansible: AnsibleRunner, lab: Lab, count: int = 2) -> None:
    """Let many workers ask leaf1 at the same time."""
    tasks = [{**one, "delegate_to": "leaf1"} for one in _tasks(count)]
    run = ansible.playbook([play(tasks, "worker*")], _crowd(lab), "--forks", str(WORKERS)).check()
    outputs = [found["stdout"][0]["hostname"] for found in run.results()]
    assert outputs == ["leaf1"] * (WORKERS * count)


# --- One login -------------------------------------------------------------------------------------------------------


def test_one_login_for_a_play_and_none_for_the_next(ansible: AnsibleRunner, lab: Lab) -> None:
    data = _only(inventory(lab), "leaf1", "leaf2")
    for runs in (1, 2):
        ansible.playbook([play(_tasks(20))], data, "--forks", "4").check()
        for name in ("leaf1", "leaf2"):
            stats = lab[name].stats
            assert (stats.logins, stats.command_requests) == (1, 20 * runs)
            assert (stats.basic_authentications, stats.unauthorized) == (0, 0)


def test_one_login_over_httpapi(ansible: AnsibleRunner, lab: Lab) -> None:
    """Sessions are shared with the helpers of netcommon as well."""
    for connection in reversed(CONNECTIONS):
        data = _only(inventory(lab, connection), "leaf1", "leaf2")
        ansible.playbook([play(_tasks(4))], data).check()
    for name in ("leaf1", "leaf2"):
        stats = lab[name].stats
        assert (stats.logins, stats.command_requests) == (1, 8)
        assert stats.connections == 1 + 4  # the helper keeps one; a worker of ours has one for its task


def test_many_workers_log_in_once(ansible: AnsibleRunner, lab: Lab) -> None:
    _through_leaf1(ansible, lab)
    stats = lab["leaf1"].stats
    assert (stats.logins, stats.command_requests) == (1, 2 * WORKERS)


def test_many_workers_find_their_cookie_expired(ansible: AnsibleRunner, lab: Lab) -> None:
    _through_leaf1(ansible, lab, 1)
    lab["leaf1"].sessions.expire_all()
    _through_leaf1(ansible, lab, 1)
    stats = lab["leaf1"].stats
    assert stats.logins == 2
    assert stats.unauthorized >= 1
    assert stats.commands == 2 * WORKERS


def test_sessions_that_end_in_the_middle(ansible: AnsibleRunner, lab: Lab) -> None:
    """'reload now' ends all sessions of the switch."""
    tasks = [*_tasks(3), commands("Reload", "reload now", become=True), *_tasks(6)[3:]]
    ansible.playbook([play(tasks)], _only(inventory(lab), "leaf1")).check()
    stats = lab["leaf1"].stats
    assert (stats.logins, stats.unauthorized) == (2, 1)


def test_a_command_that_changes_the_switch_survives_the_end_of_its_session(ansible: AnsibleRunner, lab: Lab) -> None:
    """A 401 says that nothing ran, so sending again is safe; and so is the login, where the API is not there yet."""
    data = _only(inventory(lab), "leaf1")
    ansible.playbook([play(_tasks(1))], data).check()
    lab["leaf1"].faults.add("expired-cookies", times=1)
    lab["leaf1"].faults.add("bad-gateway", times=1, path="/login")
    lab["leaf1"].faults.add("drop-before-reply", times=1, path="/login")
    change = commands("Change", ["configure", "vlan 88", "name once"], become=True)
    run = ansible.playbook([play([change])], data).check()
    assert run.result("leaf1", "Change").status == "changed"
    assert "vlan 88\n   name once" in lab["leaf1"].running_config()
    assert (lab["leaf1"].stats.logins, lab["leaf1"].stats.unauthorized) == (2, 1)


def test_users_have_sessions_of_their_own(ansible: AnsibleRunner, lab: Lab) -> None:
    operator: dict[str, Any] = {"ansible_user": lab.operator, "ansible_password": lab.operator_password}
    hosts = {"as-admin": host_of(lab["leaf1"]), "as-operator": host_of(lab["leaf1"], **operator)}
    tasks = [commands("Who", {"cmd": "show running-config section hostname", "format": "text"}, become=True)]
    run = ansible.playbook([play(tasks, **GO_ON)], inventory(lab, hosts=hosts))
    assert run.result("as-admin", "Who").status == "ok"
    assert run.result("as-operator", "Who")["code"] == 1005
    assert lab["leaf1"].stats.logins == 2
    assert len(_cookies(ansible)) == 2


# --- Passwords that serve once ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_a_one_time_password_is_used_once(ansible: AnsibleRunner, lab: Lab, connection: str) -> None:
    lab["leaf1"].add_one_time_password(ONE_TIME_PASSWORD)
    two_factors: dict[str, Any] = {"ansible_user": "otp", "ansible_password": ONE_TIME_PASSWORD}
    data = _only(inventory(lab, connection, **two_factors), "leaf1")
    for _run in range(2):
        ansible.playbook([play(_tasks(3))], data).check()
    assert (lab["leaf1"].stats.logins, lab["leaf1"].stats.failed_logins) == (1, 0)

    lab["leaf1"].sessions.expire_all()
    result = ansible.playbook([play(_tasks(1))], data).result("leaf1", "Task 1")
    assert result.status == "unreachable"
    assert "user 'otp'" in result.msg
    assert "one-time password" in result.msg
    assert lab["leaf1"].stats.failed_logins == 1


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_a_wrong_password_is_tried_once(ansible: AnsibleRunner, lab: Lab, connection: str) -> None:
    data = _only(inventory(lab, connection, ansible_password="no-such-password"), "leaf1")
    result = ansible.playbook([play(_tasks(1))], data).result("leaf1", "Task 1")
    assert result.status == "unreachable"
    for words in ("leaf1", f"user '{lab.username}'", "HTTP 401", "Bad username/password", "ansible_password"):
        assert words in result.msg
    assert "no-such-password" not in result.msg
    assert (lab["leaf1"].stats.failed_logins, lab["leaf1"].stats.command_requests) == (1, 0)
    assert _cookies(ansible) == []


def test_a_wrong_password_with_basic_authentication(ansible: AnsibleRunner, lab: Lab) -> None:
    data = _only(inventory(lab, ansible_password="no-such-password", ansible_eapi_auth="basic"), "leaf1")
    result = ansible.playbook([play(_tasks(1))], data).result("leaf1", "Task 1")
    assert result.status == "unreachable"
    assert "HTTP 401" in result.msg
    assert lab["leaf1"].stats.basic_authentications == 1


# --- Switches without sessions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["old1", "missing1", "none1"])
def test_switches_without_sessions_get_basic_authentication(ansible: AnsibleRunner, lab: Lab, name: str) -> None:
    data = _only(inventory(lab), name)
    for _run in range(2):
        ansible.playbook([play(_tasks(3))], data).check()
    stats = lab[name].stats
    assert (stats.command_requests, stats.basic_authentications) == (6, 6)
    assert stats.requests - stats.command_requests == 1  # /login, asked for once
    assert stats.logins == (1 if name == "none1" else 0)


# --- What is left ----------------------------------------------------------------------------------------------------


def test_files_are_private(ansible: AnsibleRunner, lab: Lab) -> None:
    mask = os.umask(0)
    try:
        ansible.playbook([play(_tasks(1))], _only(inventory(lab), "leaf1", "leaf2")).check()
    finally:
        os.umask(mask)
    assert stat.S_IMODE(_store(ansible).stat().st_mode) == 0o700
    files = list(_store(ansible).iterdir())
    assert len(_cookies(ansible)) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    for path in files:
        assert lab["leaf1"].address not in path.name
        assert lab.password not in path.read_text()


#: Nobody makes a folder there.
UNWRITABLE = "/sys/aerie"


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_a_store_that_cannot_be_written(ansible: AnsibleRunner, lab: Lab, connection: str, tmp_path: Path) -> None:
    """Each task of ours has a login of its own, and leaves none behind; the helper ends its own when it ends. A change
    is made all the same, with its lock elsewhere, or without one."""
    ansible.env["TMPDIR"] = str(tmp_path)
    locks = tmp_path / f"aerie.arista-locks-{os.geteuid()}"
    data = _only(inventory(lab, connection, ansible_eapi_session_store=UNWRITABLE), "leaf1")
    done = ansible.playbook(
        [play([*_tasks(1), config("Change", {"lines": f"alias {connection[-4:]} show version"})])], data
    )
    text = " ".join(done.check().output.split())
    assert done.result("leaf1", "Change")["changed"] is True
    assert stat.S_IMODE(locks.stat().st_mode) == 0o700
    assert len(list(locks.iterdir())) == 1
    wait_until(lambda: lab["leaf1"].stats.logouts == lab["leaf1"].stats.logins)
    assert lab["leaf1"].stats.logins == (2 if connection == DIRECT else 1)
    assert lab["leaf1"].sessions.sessions == {}
    for words in (f"the session store {UNWRITABLE} cannot be used", "each task logs in by itself, and out again"):
        assert words in text
    assert f"cannot hold the locks between the tasks (Operation not permitted), so they are in {locks}." in text
    assert "chmod" not in text

    locks.chmod(0o755)
    server_task = server("Change too", {"session_timeout": 70 + len(connection) % 7})
    done = ansible.playbook([play([server_task])], data)
    assert done.check().result("leaf1", "Change too")["changed"] is True
    assert "may undo each other's change" in " ".join(done.output.split())


@pytest.mark.parametrize("text", ["[" * 100_000, '{"cookie": "a\\r\\nX: y", "expires": 1e12}', '{"cookie": "ü"'])
def test_a_cookie_file_that_cannot_be_used_is_replaced(ansible: AnsibleRunner, lab: Lab, text: str) -> None:
    data = _only(inventory(lab), "leaf1")
    ansible.playbook([play(_tasks(1))], data).check()
    (path,) = _cookies(ansible)
    path.write_text(text)
    ansible.playbook([play(_tasks(1))], data).check()
    assert lab["leaf1"].stats.logins == 2
    assert _cookies(ansible) == [path]
    assert path.read_text() != text


def test_reset_connection_logs_out(ansible: AnsibleRunner, lab: Lab) -> None:
    data = _only(inventory(lab), "leaf1")
    ansible.playbook([play([*_tasks(1), {"ansible.builtin.meta": "reset_connection"}])], data).check()
    assert (lab["leaf1"].stats.logins, lab["leaf1"].stats.logouts) == (1, 1)
    assert lab["leaf1"].sessions.sessions == {}
    assert _cookies(ansible) == []
    ansible.playbook([play([*_tasks(1), {"ansible.builtin.meta": "reset_connection"}, *_tasks(2)[1:]])], data).check()
    assert (lab["leaf1"].stats.logins, lab["leaf1"].stats.logouts) == (3, 2)
    assert len(_cookies(ansible)) == 1


def test_reset_connection_of_a_switch_that_is_gone(ansible: AnsibleRunner, lab: Lab) -> None:
    data = _only(inventory(lab, ansible_eapi_retries=0), "leaf1")
    ansible.playbook([play(_tasks(1))], data).check()
    lab["leaf1"].faults.add("refuse")
    ansible.playbook([play([{"ansible.builtin.meta": "reset_connection"}])], data).check()
    assert _cookies(ansible) == []


# --- Waiting for a switch --------------------------------------------------------------------------------------------


def _wait(**options: Any) -> list[dict[str, Any]]:
    return [
        task("Wait", "ansible.builtin.wait_for_connection", {"timeout": 20, "sleep": 1, **options}),
        commands("Ask", "show hostname"),
    ]


def _lose(switch: LabSwitch, fault: str) -> None:
    """The switch's API is away for some seconds, of which the start of a play takes its part."""
    for path in ("/login", "/command-api"):
        switch.faults.add(fault, seconds=6, path=path)


@pytest.mark.parametrize("fault", ["refuse", "unavailable"])
def test_wait_for_connection(ansible: AnsibleRunner, lab: Lab, fault: str) -> None:
    data = _only(inventory(lab), "leaf1")
    _lose(lab["leaf1"], fault)
    run = ansible.playbook([play(_wait())], data).check()
    assert run.result("leaf1", "Wait")["elapsed"] >= 1
    assert run.result("leaf1", "Ask")["stdout"][0]["hostname"] == "leaf1"
    assert lab["leaf1"].stats.logins == 1


def test_wait_for_connection_with_a_cookie(ansible: AnsibleRunner, lab: Lab) -> None:
    """The switch is asked whether the session is good; an old one is renewed, and no command runs."""
    data = _only(inventory(lab), "leaf1")
    ansible.playbook([play(_wait())], data).check()
    assert lab["leaf1"].stats.commands == 1
    lab["leaf1"].sessions.expire_all()
    ansible.playbook([play(_wait()[:1])], data).check()
    assert (lab["leaf1"].stats.logins, lab["leaf1"].stats.commands) == (2, 1)
    assert lab["leaf1"].stats.validations >= 1


def test_wait_for_connection_gives_up(ansible: AnsibleRunner, lab: Lab) -> None:
    data = _only(inventory(lab, ansible_password="no-such-password"), "leaf1")
    run = ansible.playbook([play(_wait(timeout=1)[:1])], data)
    result = run.result("leaf1", "Wait")
    assert result.status == "failed"
    assert "timed out waiting" in result.msg
    assert "HTTP 401" in result.msg


def test_the_connection_is_named_by_its_collection(ansible: AnsibleRunner, lab: Lab) -> None:
    """Nothing of netcommon is started: the worker itself is the connection."""
    data = _only(inventory(lab), "leaf1")
    sockets = Path(ansible.env["ANSIBLE_PERSISTENT_CONTROL_PATH_DIR"])
    run = ansible.playbook([play(_tasks(2))], data, "-vvvv").check()
    assert list(sockets.iterdir()) == []
    assert data["all"]["vars"]["ansible_connection"] == DIRECT
    assert "local domain socket" not in run.output


def test_wait_for_connection_uses_a_one_time_password_once(ansible: AnsibleRunner, lab: Lab) -> None:
    lab["leaf1"].add_one_time_password(ONE_TIME_PASSWORD)
    data = _only(inventory(lab, ansible_user="otp", ansible_password=ONE_TIME_PASSWORD), "leaf1")
    run = ansible.playbook([play(_wait())], data).check()
    assert run.result("leaf1", "Ask").status == "ok"
    assert (lab["leaf1"].stats.logins, lab["leaf1"].stats.failed_logins) == (1, 0)
