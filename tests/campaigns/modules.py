# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A random fault at a random request of a task of another module than eapi_config, over TLS to a lab.

Each case has a switch of its own. After it, and after a second run without a fault, these rules are checked:

- the result says `changed` where the switch is another one than before, and only there, unless it says that this is
  not known;
- what must not be done twice is done once at most: commits, reloads, the making of keys;
- a session that is pending, a commit timer that runs, a file that is left over is named in the message;
- the second run works, and after it a third one in check mode would change nothing.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab import pki
from lab.eos import boot
from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.images import Images, image_server, sha512
from support.plays import pending
from support.tasks import run_task

from .report import Commits, Outcome, Report

#: Releases of the lab's switches; the cases are spread over them.
RELEASES = ("4.33.2F", "4.31.2F", "4.33.2F")
#: Fault → seconds that it takes, where that is for us to say.
FAULTS = {
    "drop-before-reply": 0.0,
    "drop-after-applying": 0.0,
    "bad-gateway": 0.0,
    "unavailable": 0.0,
    "gateway-timeout": 0.0,
    "server-error": 0.0,
    "garbage-body": 0.0,
    "truncated-json": 0.0,
    "wrong-id": 0.0,
    "expired-cookies": 0.0,
    "vanish": 0.5,
    "slow": 4.0,
    "late": 4.0,
}
#: Those after which a command may run later than anybody looks.
LATE = ("slow", "late", "gateway-timeout")
#: Seconds that the client waits for a reply: less than a slow one takes; and where none is slow.
PATIENCE, PLENTY = 3, 60
NEW, SWIX = boot.image("4.34.1F", size=1000), boot.extension("1.2")
#: What the switches have before the task.
CONFIG = """\
management security
   ssl profile OLD
      trust certificate ca.crt
"""
#: Module → options. ``URL`` stands for the server of images.
TASKS: dict[str, tuple[str, dict[str, Any]]] = {
    "server": ("eapi_server", {"session_timeout": 77, "commit_timer": "60s"}),
    "secrets": (
        "eapi_secrets",
        {
            "secrets": [{"kind": "user", "name": "operator", "secret": "new-operator-lab"}],
            "delay": 0.1,
            "interval": 0.2,
        },
    ),
    "own secret": (
        "eapi_secrets",
        {"secrets": [{"kind": "user", "name": "admin", "secret": "new-admin-lab"}], "delay": 0.1, "interval": 0.2},
    ),
    "profile": ("ssl_profile", {"name": "NEW", "trust_certificates": ["ca.crt"], "commit_timer": "60s"}),
    "no profile": ("ssl_profile", {"name": "OLD", "state": "absent"}),
    "self-signed": ("ssl_certificate", {"name": "own.crt", "source": "self_signed", "key_size": 2048}),
    "signed": (
        "ssl_certificate",
        {"name": "signed.crt", "source": "ca", "key_size": 2048, "ca": {"cert_path": "ca.pem", "key_path": "ca.key"}},
    ),
    "upload": (
        "ssl_certificate",
        {"name": "up.crt", "source": "upload", "certificate_src": "up.pem", "key_src": "up.key"},
    ),
    "no certificate": ("ssl_certificate", {"name": "gone.crt", "state": "absent"}),
    "image": ("eapi_image", {"url": "URL/new.swi", "checksum": sha512(NEW), "timeout": "60s"}),
    "extension": (
        "eapi_image",
        {"url": "URL/agent.swix", "checksum": sha512(SWIX), "kind": "extension", "timeout": "60s"},
    ),
    "reload": ("eapi_reload", {"unsaved": "discard", "timeout": "60s"}),
    "saved reload": ("eapi_reload", {"unsaved": "save", "timeout": "60s"}),
    "schedule": ("eapi_reload", {"in": "2h", "unsaved": "discard"}),
    "cancel": ("eapi_reload", {"state": "cancelled"}),
}
#: What a switch does once at most in a task: words of commands.
ONCE = ("reload now", "security pki certificate generate self-signed", "security pki key generate", "copy http")
#: Tasks that change the switch whenever they run.
REPEATED = ("reload", "saved reload")


@dataclass(frozen=True)
class Case:
    """One case; its number is its seed."""

    number: int
    task: str
    fault: str
    #: The request of the task that meets the fault, from 0 on.
    request: int

    @classmethod
    def drawn(cls, number: int) -> Case:
        """The case of a number: the tasks take turns."""
        dice = random.Random(number)
        return cls(number, tuple(TASKS)[number % len(TASKS)], dice.choice(tuple(FAULTS)), dice.randrange(9))


@dataclass
class Ground:
    """The switch of one case."""

    lab: Lab
    switch: LabSwitch
    case: Case
    folder: Path
    url: str
    commits: Commits = field(init=False)
    password: str = field(init=False)

    def __post_init__(self) -> None:
        self.password = self.lab.password
        self.commits = Commits(self.switch)
        files = self.switch.switch.files
        files["certificate"]["ca.crt"] = self.lab.authorities.client.certificate_pem.decode()
        gone = pki.make("gone")
        files["certificate"]["gone.crt"], files["sslkey"]["gone.key"] = (
            text.decode() for text in (gone.certificate_pem, gone.key_pem)
        )
        self.switch.run("enable", "write memory")
        if self.case.task == "saved reload":
            self.switch.run("enable", "configure", "alias unsaved show version")
        if self.case.task == "cancel":
            self.switch.run("enable", "reload force in 00:50")

    def run(self, patience: int = PLENTY, check: bool = False) -> dict[str, Any]:
        """Run the task.

        :param patience: seconds to wait for a reply.
        """
        module, options = TASKS[self.case.task]
        given = {name: _filled(value, self.url) for name, value in options.items()}
        variables = {
            "inventory_hostname": self.switch.name,
            "ansible_host": self.switch.address,
            "ansible_port": 8443,
            "ansible_user": self.lab.username,
            "ansible_password": self.password,
            "ansible_become_method": "enable",
            "ansible_eapi_ca_path": str(self.lab.ca_path),
            "ansible_eapi_command_timeout": patience,
            "ansible_eapi_session_store": str(self.folder / f"store{self.case.number}"),
        }
        return run_task(module, given, variables, self.folder, check)

    def state(self) -> dict[str, Any]:
        """What a task may change."""
        switch = self.switch.switch
        return {
            "configuration": switch.running.text(),
            **{system: dict(files) for system, files in switch.files.items()},
            "startup": switch.startup.text() if switch.startup else "",
            "image": switch.boot.image,
            "extensions": (list(switch.boot.installed), list(switch.boot.extensions)),
            "scheduled": switch.boot.scheduled,
            "started": switch.boot_time,
        }

    def play(self) -> Outcome:
        """Play the case."""
        before, case = self.state(), self.case
        self.switch.faults.add(case.fault, times=1, delay=FAULTS[case.fault], skip=case.request)
        result = self.run(PATIENCE if case.fault in ("slow", "late") else PLENTY)
        self._settle()
        met = self.switch.faults.active(case.fault) is None
        self.switch.faults.clear()
        broken = self._broken(result, before) + self._broken_later()
        return Outcome(met, "failed" if failed(result) else "ok", broken)

    def _settle(self) -> None:
        """Let requests end that come late, commit timers, and a start of the switch."""
        if self.case.fault in ("late", "slow"):
            time.sleep(FAULTS[self.case.fault])
        deadline = time.monotonic() + 30
        reloads = "reload now" in self._commands()
        while time.monotonic() < deadline:
            started = not reloads or time.time() - self.switch.switch.boot_time < 3600
            if self.switch._server.idle.is_set() and self.switch.switch.powered and started:
                return
            time.sleep(0.02)

    def _commands(self) -> list[str]:
        """The commands that have run."""
        requests = [request for request in list(self.switch.received) if request and "params" in request]
        commands = [command for request in requests for command in request["params"]["cmds"]]
        return [command["cmd"] if isinstance(command, dict) else command for command in commands]

    def _broken(self, result: Mapping[str, Any], before: dict[str, Any]) -> list[str]:
        after, said = self.state(), str(result.get("msg", ""))
        differs = [name for name in after if after[name] != before[name]]
        changed = bool(result.get("changed"))
        broken = []
        known = "not known" not in said and not (self.case.fault in LATE and "may still be running" in said)
        if changed != bool(differs) and known:
            broken.append(f"changed is {changed}, other than before: {self._differences(before, after)}: {said}")
        if not failed(result) and not differs:
            broken.append("ok, and nothing has changed")
        if self.commits.count > 1:
            broken.append(f"the change took effect {self.commits.count} times")
        commands = self._commands()
        for words in ONCE:
            count = sum(command.startswith(words) for command in commands)
            broken += [f"'{words}' ran {count} times"] if count > 1 else []
        store = self.switch.switch.sessions
        timed = [store.timer.session.name] if store.timer is not None else []
        broken += [
            f"{name} is open and not named: {said}" for name in (*pending(self.switch), *timed) if name not in said
        ]
        return broken

    @staticmethod
    def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
        found = []
        for name, value in after.items():
            if value != before[name] and isinstance(value, dict):
                found += [
                    f"{name}:{file}" for file in {**value, **before[name]} if value.get(file) != before[name].get(file)
                ]
            elif value != before[name]:
                found.append(name)
        return found

    def _broken_later(self) -> list[str]:
        """What is wrong with the second run, and a look at what it has left to do."""
        if self.case.task == "own secret" and "new-admin-lab" not in self.password and not self._logs_in():
            self.password = "new-admin-lab"
        again = self.run()
        if failed(again):
            return [f"the second run fails: {again['msg']}"]
        broken = [f"{name} is pending after the second run" for name in pending(self.switch)]
        if self.case.task not in REPEATED:
            if self.case.task == "own secret":
                self.password = "new-admin-lab"
            third = self.run(check=True)
            if failed(third) or third.get("changed"):
                broken.append(f"a third run would change something: {third}")
        return broken

    def _logs_in(self) -> bool:
        return self.switch.switch.accounts.authenticate(self.lab.username, self.password) is not None


def failed(result: Mapping[str, Any]) -> bool:
    """Whether a task has failed, or found the switch out of reach."""
    return bool(result.get("failed") or result.get("unreachable"))


def _filled(value: Any, url: str) -> Any:
    return value.replace("URL", url) if isinstance(value, str) else value


def campaign(numbers: Sequence[int], workers: int = 8) -> dict[Case, Outcome]:
    """Play cases, some at a time: they wait most of their time."""
    cases = [Case.drawn(number) for number in numbers]
    with tempfile.TemporaryDirectory() as name, image_server({"new.swi": NEW, "agent.swix": SWIX}) as images:
        folder = Path(name)
        pki.make("ca", authority=True).write(folder, "ca")
        pki.make("up", hosts=("up.example",)).write(folder, "up")
        specs = [
            SwitchSpec(name=f"leaf{case.number}", eos=RELEASES[case.number % len(RELEASES)], config=CONFIG)
            for case in cases
        ]
        with Lab(folder / "lab", specs) as lab, ThreadPoolExecutor(workers) as pool:
            return dict(zip(cases, pool.map(lambda case: _play(lab, case, folder, images), cases), strict=True))


def _play(lab: Lab, case: Case, folder: Path, images: Images) -> Outcome:
    return Ground(lab, lab[f"leaf{case.number}"], case, folder, images.url).play()


def report(numbers: Sequence[int]) -> Report:
    """Play cases, and count how those ended that met their fault."""
    outcomes = campaign(numbers)
    broken = [f"{case}: {'; '.join(outcome.broken)}" for case, outcome in outcomes.items() if outcome.broken]
    endings = Counter(outcome.ending for outcome in outcomes.values() if outcome.met)
    met = sum(outcome.met for outcome in outcomes.values())
    return Report(broken, f"{len(outcomes)} cases; {met} met their fault and ended so: {dict(endings)}")
