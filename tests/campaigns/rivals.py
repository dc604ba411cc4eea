# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Many change one switch at once: two runs of ansible-playbook with 30 forks each, and a human at the CLI.

A round is one change, each of another line. All changes must be in force in the end, and none of them claimed without
being there.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import config, host_of, inventory, pending, play

from .report import Report

RUNS, FORKS = 2, 30
#: Seconds between two lines of the human.
TYPING = 0.2


@dataclass(frozen=True)
class Outcome:
    """What became of the rounds: how many changes there were, and what is wrong in words."""

    rounds: int
    typed: int
    wrong: list[str]


def _line(run: int, name: int, step: int) -> str:
    return f"alias run{run}name{name}step{step} show version"


def _play(run: int, lab: Lab, switch: LabSwitch, folder: Path, names: int, steps: int) -> Run:
    hosts = {f"name{name}": host_of(switch, number=name) for name in range(names)}
    tasks = [
        config(f"step{step}", {"lines": f"alias run{run}name{{{{ number }}}}step{step} show version"})
        for step in range(steps)
    ]
    home = folder / f"run{run}"
    home.mkdir()
    with isolated_environment(home) as environment:
        # One controller: both runs share the store, and with it the lock.
        runner = AnsibleRunner(home, {**environment, "EAPI_SESSION_STORE": str(folder / "store")})
        return runner.playbook([play(tasks)], inventory(lab, hosts=hosts), "--forks", str(FORKS), timeout=3000)


def campaign(names: int, steps: int) -> Outcome:
    """Play `steps` changes of each of `names` hosts in each run, while a human types."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(Path(folder) / "lab", [SwitchSpec(name="leaf1")]) as lab,
        ThreadPoolExecutor(RUNS + 1) as pool,
    ):
        switch, done, typed = lab["leaf1"], threading.Event(), []

        def human() -> None:
            while not done.wait(TYPING):
                typed.append(f"alias human{len(typed)} show clock")
                switch.run("configure", typed[-1])

        hand = pool.submit(human)
        try:
            runs = list(pool.map(lambda run: _play(run, lab, switch, Path(folder), names, steps), range(RUNS)))
        finally:
            done.set()
            hand.result()
        return Outcome(RUNS * names * steps, len(typed), _wrong(switch, runs, typed, names, steps))


def _wrong(switch: LabSwitch, runs: list[Run], typed: list[str], names: int, steps: int) -> list[str]:
    running = set(switch.running_config().splitlines())
    wrong = [f"lost: {line}" for line in typed if line not in running]
    for run, played in enumerate(runs):
        for name in range(names):
            for step in range(steps):
                result = played.result(f"name{name}", f"step{step}")
                there = _line(run, name, step) in running
                if not there or result.status != "changed":
                    wrong.append(f"{_line(run, name, step)}: {result.status}, in force is {there} {result.msg}")
    return wrong + [f"{name} is pending" for name in pending(switch)]


def report(numbers: Sequence[int]) -> Report:
    """Play at least so many rounds; none of them can be repeated by its number."""
    outcome = campaign(FORKS, max(1, -(-len(numbers) // (RUNS * FORKS))))
    return Report(outcome.wrong, f"{outcome.rounds} changes and {outcome.typed} lines of a human")
