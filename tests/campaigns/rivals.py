# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Many change one switch at once: two runs of ansible-playbook with 30 forks each, and a human at the CLI.

    make rivals [ARGS="--rounds 500"]

A round is one change, each of another line. All changes must be in force in the end, and none of them claimed without
being there. It exits with 1 otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    # This folder would be searched first: search its parent instead, and where `make` has put the collection.
    sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != HERE)]
    sys.path.append(os.environ["ANSIBLE_COLLECTIONS_PATH"].split(":")[0])

from lab.eos.switch import SwitchSpec  # noqa: E402
from lab.network import Lab, LabSwitch  # noqa: E402
from support.playrun import AnsibleRunner, Run, isolated_environment  # noqa: E402
from support.plays import config, host_of, inventory, pending, play  # noqa: E402

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


def main() -> int:
    """Play, and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=500)
    options = parser.parse_args()
    steps = max(1, -(-options.rounds // (RUNS * FORKS)))
    started = time.monotonic()
    outcome = campaign(FORKS, steps)
    for sentence in outcome.wrong:
        print(sentence)
    print(
        f"{outcome.rounds} changes and {outcome.typed} lines of a human in {time.monotonic() - started:.0f} s, "
        f"{len(outcome.wrong)} wrong"
    )
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
