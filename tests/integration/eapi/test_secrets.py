# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Secrets stay secret: no password, enable password, cookie or typed input appears where it has no business.

A run at the greatest verbosity, with a log, and with failures of many sorts. What is looked through: both streams, the
log, the results, every file that Ansible leaves, and arguments and environments of its processes while they run.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import CONNECTIONS, DIRECT, GO_ON, commands, count_of, host_of, inventory, play, task

WRONG_PASSWORD = "wr0ng-p4ssword-lab"
ENABLE_PASSWORD = "en4ble-p4ssword-lab"
WRONG_ENABLE = "wr0ng-en4ble-lab"
TYPED = "typ3d-1nput-lab"
PROXY_PASSWORD = "pr0xy-p4ssword-lab"

#: Host → its fault, where it has one.
HOSTS = {
    "good": "",
    "wrong": "",
    "slow": "slow",
    "foreign": "wrong-certificate",
    "dropped": "drop-after-applying",
    "garbage": "garbage-body",
    "expired": "expired-cookies",
    "unavailable": "unavailable",
}

#: The hosts over netcommon, where each task costs a second.
SOME = ("good", "wrong", "slow", "foreign")

TASKS = [
    commands("Ask", "show hostname"),
    commands("Fail", ["show hostname", "show bogus"]),
    commands("Become", "show version", become=True),
    commands("Become with a wrong password", "show cvx", become=True, vars={"ansible_become_password": WRONG_ENABLE}),
    commands("Type", ["configure", {"cmd": "banner motd", "input": f"{TYPED}\nEOF"}], become=True),
    commands("Type the enable password", [{"cmd": "enable", "input": ENABLE_PASSWORD}, "show bogus"]),
    task("Facts", "aerie.arista.eapi_facts", {}),
]
#: Over our connection alone.
MORE = [
    task("Raw", "ansible.builtin.raw", "show bogus"),
    task("Wait", "ansible.builtin.wait_for_connection", {"timeout": 1, "connect_timeout": 1, "sleep": 1}),
    commands(
        "Through a proxy", "show hostname", vars={"ansible_eapi_proxy": f"http://ops:{PROXY_PASSWORD}@127.0.0.1:9"}
    ),
    {"ansible.builtin.meta": "reset_connection"},
    commands("Ask again", "show hostname"),
]


@dataclass
class Watched:
    """Arguments and environments of the processes that carry the mark, sampled all the time.

    :ivar seen: name of a file of /proc → what it held.
    """

    mark: bytes
    seen: dict[str, set[bytes]] = field(default_factory=lambda: {"cmdline": set(), "environ": set()})
    samples: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Until `ended`."""
        while not self.ended.is_set():
            for process in os.scandir("/proc"):
                if process.name.isdigit():
                    self._look(Path(process.path))
            time.sleep(0.05)

    def _look(self, process: Path) -> None:
        try:
            environ = (process / "environ").read_bytes()
            if self.mark in environ:
                self.samples += 1
                self.seen["environ"].add(environ)
                self.seen["cmdline"].add((process / "cmdline").read_bytes())
        except OSError:  # it has ended, or is somebody else's
            return


@dataclass(frozen=True)
class Played:
    """The run, what it left, and what must not be in there."""

    run: Run
    lab: Lab
    folder: Path
    log: Path
    watched: Watched
    secrets: dict[str, str]


@pytest.fixture(scope="module", params=CONNECTIONS)
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("home")
    log = folder / "ansible.log"
    names = list(HOSTS) if request.param == DIRECT else SOME
    specs = [SwitchSpec(name=name, enable_password=ENABLE_PASSWORD) for name in names]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        data = _inventory(lab, request.param)
        for switch in lab:
            if HOSTS[switch.name]:
                switch.faults.add(HOSTS[switch.name], delay=3)
        env = {
            "ANSIBLE_LOG_PATH": str(log),
            "ANSIBLE_HOME": str(folder / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(folder / "ansible" / "tmp"),
            "ANSIBLE_RETRY_FILES_ENABLED": "1",
            "HOME": str(folder),
            "EAPI_SESSION_STORE": str(folder / "sessions"),
            "LAB_MARK": f"{os.getpid()}-{request.param}",
        }
        tasks = [*TASKS, *(MORE if request.param == DIRECT else [])]
        cookies = _remember_cookies(lab)
        with _watching(env["LAB_MARK"]) as watched:
            run = runner.playbook([play(tasks, **GO_ON)], data, "-vvvvv", env=env)
        yield Played(run, lab, folder, log, watched, _secrets(lab, cookies))


def _inventory(lab: Lab, connection: str) -> dict[str, Any]:
    hosts = {switch.name: host_of(switch, ansible_eapi_retries=0) for switch in lab}
    hosts["wrong"]["ansible_password"] = WRONG_PASSWORD
    hosts["slow"]["ansible_eapi_command_timeout"] = 1
    return inventory(lab, connection, hosts=hosts, ansible_become_password=ENABLE_PASSWORD)


class _watching:
    """Watches the processes of a run, for the length of a with block."""

    def __init__(self, mark: str) -> None:
        self.watched = Watched(f"LAB_MARK={mark}".encode())
        self._thread = threading.Thread(target=self.watched.watch, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self.watched

    def __exit__(self, *_: object) -> None:
        self.watched.ended.set()
        self._thread.join()


def _remember_cookies(lab: Lab) -> list[str]:
    """A list that fills with every cookie that a switch gives out from now on."""
    cookies: list[str] = []

    def remember(create: Callable[..., tuple[str, float]]) -> Callable[..., tuple[str, float]]:
        def created(*args: Any) -> tuple[str, float]:
            identity, expires = create(*args)
            cookies.append(identity)
            return identity, expires

        return created

    for switch in lab:
        switch.sessions.create = remember(switch.sessions.create)  # type: ignore[method-assign]
    return cookies


def _secrets(lab: Lab, cookies: list[str]) -> dict[str, str]:
    """What must not be seen, by what it is: passwords, as they are and as Basic authentication writes them; cookies."""
    return {
        "password": lab.password,
        "wrong password": WRONG_PASSWORD,
        "enable password": ENABLE_PASSWORD,
        "wrong enable password": WRONG_ENABLE,
        "password of the proxy": PROXY_PASSWORD,
        "input": TYPED,
        "basic authentication": _basic(lab.username, lab.password),
        "wrong basic authentication": _basic(lab.username, WRONG_PASSWORD),
        **{f"cookie {number}": cookie for number, cookie in enumerate(cookies, 1)},
    }


def _basic(user: str, password: str) -> str:
    return b64encode(f"{user}:{password}".encode()).decode()


def _found(secrets: dict[str, str], text: str) -> list[str]:
    """Which of the secrets are in the text, with what is around them."""
    found = []
    for name, secret in secrets.items():
        at = text.find(secret)
        if at >= 0:
            found.append(f"{name}: {text[max(0, at - 200) : at + 80]!r}")
    return found


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def test_the_run_was_worth_looking_at(played: Played) -> None:
    """All the failures happened, and the secrets were in use."""
    expected = {
        "good": "ok",
        "wrong": "unreachable",
        "slow": "ignored",
        "foreign": "unreachable",
        "dropped": "ignored",
        "garbage": "ignored",
        "unavailable": "ignored",
    }
    hosts = [switch.name for switch in played.lab if switch.name in expected]
    assert {name: played.run.result(name, "Ask").status for name in hosts} == {name: expected[name] for name in hosts}
    assert played.run.result("good", "Become").status == "ok"
    assert played.run.result("good", "Become with a wrong password").status == "unreachable"
    assert played.run.result("good", "Type the enable password")["code"] == 1002
    assert played.run.result("good", "Type").status == "changed"
    assert TYPED in played.lab["good"].running_config()
    assert count_of(played.lab["good"], "enable") >= 3
    assert len([name for name in played.secrets if name.startswith("cookie")]) >= 2
    assert len(played.run.stdout) > 20000


def test_output(played: Played) -> None:
    assert _found(played.secrets, played.run.stdout) == []
    assert _found(played.secrets, played.run.stderr) == []


def test_log(played: Played) -> None:
    assert played.log.stat().st_size > 10000
    assert _found(played.secrets, played.log.read_text()) == []


def test_results(played: Played) -> None:
    for found in played.run.all_results:
        assert _found(played.secrets, str(found.result)) == []


def test_files(played: Played) -> None:
    """Only the cookies' own files hold cookies, and nothing at all holds a password."""
    looked_at, cookies = 0, 0
    for path in played.folder.rglob("*"):
        if not path.is_file():
            continue
        looked_at += 1
        secrets = dict(played.secrets)
        if path.parent.name == "sessions":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            cookies += any("cookie" in found for found in _found(secrets, _text(path)))
            secrets = {name: value for name, value in secrets.items() if not name.startswith("cookie")}
        assert _found(secrets, _text(path)) == [], path
    assert looked_at > cookies >= 1


@pytest.mark.parametrize("name", ["cmdline", "environ"])
def test_processes(played: Played, name: str) -> None:
    assert played.watched.samples > 10
    assert len(played.watched.seen["cmdline"]) >= 1
    for content in played.watched.seen[name]:
        assert _found(played.secrets, content.decode("utf-8", errors="replace")) == []
