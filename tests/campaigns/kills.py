# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Kill ansible-playbook, its worker or both at a random moment of a configuration change, over TLS to a lab.

After each kill, and after the commit timer where one runs, these rules are checked:

- the configuration is the old one, or the new one where the change was made final;
- no session of the killed run is pending after the next run, and no commit timer runs;
- the next run works.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.eos.ciphers import is_password
from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, isolated_environment
from support.plays import config, host_of, inventory, pending, play, server, task
from support.processes import descendants

from .report import Report

CHANGES = ("timer", "server", "whole", "secrets")
TARGETS = ("parent", "worker", "both")
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
#: Seconds: what the commit timer gives, what each request takes on the switch, the span in which the kill comes.
TIMER, DELAY, SPAN = 8, 0.3, 2.0
#: An account that does not serve the run, and its new password.
USER = "username operator "
NEW_PASSWORD = "new-operator-lab"
SECRETS = {"secrets": [{"kind": "user", "name": "operator", "secret": NEW_PASSWORD}], "delay": 0.5}
CONFIRM = {"commands": "show hostname", "wait_for": "[0].hostname", "delay": 0.5}


@dataclass(frozen=True)
class Kill:
    """One kill; its number is its seed."""

    number: int
    change: str
    target: str
    signal: signal.Signals
    #: Seconds after the first request of the change.
    moment: float

    @classmethod
    def drawn(cls, number: int) -> Kill:
        """The kill of a number: the kinds take turns, the moment is random."""
        return cls(
            number,
            CHANGES[number % 4],
            TARGETS[number // 4 % 3],
            SIGNALS[number // 12 % 3],
            random.Random(number).uniform(0, SPAN),
        )

    def is_new(self, text: str, old: str) -> bool:
        """Whether a configuration is the one that the change makes of the old one."""
        if self.change == "secrets":
            account = [line for line in text.splitlines() if line.startswith(USER)]
            others = _without_user(text) == _without_user(old)
            return others and len(account) == 1 and is_password(NEW_PASSWORD, account[0].split()[-1])
        return self.marker in text.splitlines()

    @property
    def marker(self) -> str:
        """A line of the new configuration that the old one lacks, but for secrets, which differ each time."""
        return {"server": "   session timeout 77"}.get(self.change, f"interface Loopback{1000 + self.number}")

    def changing(self, text: str) -> dict[str, Any]:
        """The task that makes the change.

        :param text: the switch's configuration.
        """
        if self.change == "server":
            return server("Change", {"session_timeout": 77, "commit_timer": f"{TIMER}s"})
        if self.change == "secrets":
            return task("Change", "aerie.arista.eapi_secrets", {**SECRETS, "commit_timer": f"{TIMER}s"}, become=True)
        if self.change == "whole":
            return config("Change", {"content": f"{text}\n{self.marker}\n", "replace": "config"})
        return config("Change", {"lines": self.marker, "commit_timer": f"{TIMER}s", "confirm": CONFIRM})


def _without_user(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(USER)]


def wait(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so; False if it is not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def run_and_kill(kill: Kill, lab: Lab, switch: LabSwitch, runner: AnsibleRunner) -> None:
    """Start the run, and kill it at its moment."""
    switch.faults.add("slow", delay=DELAY)
    hosts = inventory(lab, hosts={switch.name: host_of(switch)})
    before = len(switch.received)
    process = runner.start([play([kill.changing(switch.running_config())])], hosts)
    wait(lambda: len(switch.received) > before or process.poll() is not None, 60)
    time.sleep(kill.moment)
    workers = descendants(process.pid)
    chosen = {"parent": [process.pid], "worker": workers, "both": [*workers, process.pid]}[kill.target]
    _send(kill.signal, chosen)
    if kill.target == "worker":  # the run that misses its worker may wait for ever
        wait(lambda: process.poll() is not None, 10)
    if process.poll() is None:
        _send(signal.SIGKILL, [*descendants(process.pid), process.pid])
    process.wait(timeout=30)
    wait(lambda: not any(_lives(pid) for pid in workers), 30)
    switch.faults.clear()


def _send(number: signal.Signals, pids: Sequence[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def broken_rules(kill: Kill, lab: Lab, switch: LabSwitch, runner: AnsibleRunner) -> list[str]:
    """Kill a run, and return the rules that are broken, in words."""
    old = switch.running_config()
    run_and_kill(kill, lab, switch, runner)
    broken = []
    if not wait(lambda: switch.switch.sessions.timer is None, TIMER + 10):
        broken.append("a commit timer runs on")
    found = switch.running_config()
    if found != old and not kill.is_new(found, old):
        broken.append("the configuration is neither the old one nor the new one")
    hosts = inventory(lab, hosts={switch.name: host_of(switch)})
    again = runner.playbook([play([config("Again", {"lines": f"alias kill{kill.number} show version"})])], hosts)
    if again.rc:
        broken.append(f"the next run fails: {again.output[-500:]}")
    broken += [f"{name} is pending after the next run" for name in pending(switch)]
    return broken


def campaign(numbers: Sequence[int], workers: int = 2) -> dict[Kill, list[str]]:
    """Kill runs, each on a switch of its own; return the broken rules."""
    kills = [Kill.drawn(number) for number in numbers]
    with tempfile.TemporaryDirectory() as folder:
        specs = [SwitchSpec(name=f"leaf{kill.number}") for kill in kills]
        with Lab(Path(folder) / "lab", specs) as lab, ThreadPoolExecutor(workers) as pool:

            def one(kill: Kill) -> list[str]:
                home = Path(folder) / f"run{kill.number}"
                home.mkdir()
                with isolated_environment(home) as environment:
                    return broken_rules(kill, lab, lab[f"leaf{kill.number}"], AnsibleRunner(home, environment))

            return dict(zip(kills, pool.map(one, kills), strict=True))


def report(numbers: Sequence[int]) -> Report:
    """Kill runs."""
    broken = [f"{kill}: {'; '.join(rules)}" for kill, rules in campaign(numbers).items() if rules]
    return Report(broken, f"{len(numbers)} kills")
