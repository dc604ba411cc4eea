# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Kill ansible-playbook, its worker or both at a random moment of a configuration change, over TLS to a lab.

    make kills [ARGS="--kills 50 --seed 1"] [ARGS="--kill NUMBER"]

After each kill, and after the commit timer where one runs, these rules are checked:

- the configuration is the old one, or the new one where the change was made final;
- no session of the killed run is pending after the next run, and no commit timer runs;
- the next run works.

It exits with 1 if a rule was broken, and prints the kill's number, by which `--kill` repeats it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    # This folder would be searched first: search its parent instead, and where `make` has put the collection.
    sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != HERE)]
    sys.path.append(os.environ["ANSIBLE_COLLECTIONS_PATH"].split(":")[0])

from lab.eos.switch import SwitchSpec  # noqa: E402
from lab.network import Lab, LabSwitch  # noqa: E402
from support.playrun import AnsibleRunner, isolated_environment  # noqa: E402
from support.plays import config, host_of, inventory, pending, play, server  # noqa: E402
from support.processes import descendants  # noqa: E402

CHANGES = ("timer", "server", "whole")
TARGETS = ("parent", "worker", "both")
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
#: Seconds: what the commit timer gives, what each request takes on the switch, the span in which the kill comes.
TIMER, DELAY, SPAN = 8, 0.3, 2.0
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
            CHANGES[number % 3],
            TARGETS[number // 3 % 3],
            SIGNALS[number // 9 % 3],
            random.Random(number).uniform(0, SPAN),
        )

    @property
    def marker(self) -> str:
        """A line of the new configuration that the old one lacks."""
        return {"server": "   session timeout 77"}.get(self.change, f"interface Loopback{1000 + self.number}")

    def task(self, text: str) -> dict[str, Any]:
        """The task that makes the change.

        :param text: the switch's configuration.
        """
        if self.change == "server":
            return server("Change", {"session_timeout": 77, "commit_timer": f"{TIMER}s"})
        if self.change == "whole":
            return config("Change", {"content": f"{text}\n{self.marker}\n", "replace": "config"})
        return config("Change", {"lines": self.marker, "commit_timer": f"{TIMER}s", "confirm": CONFIRM})


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
    process = runner.start([play([kill.task(switch.running_config())])], hosts)
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
    if kill.marker not in found.splitlines() and found != old:
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


def main() -> int:
    """Kill, and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1, help="the number of the first kill")
    parser.add_argument("--kill", type=int, help="this kill alone")
    options = parser.parse_args()
    numbers = [options.kill] if options.kill is not None else range(options.seed, options.seed + options.kills)
    started = time.monotonic()
    broken = {kill: rules for kill, rules in campaign(list(numbers)).items() if rules}
    for kill, rules in broken.items():
        print(f"{kill}: {'; '.join(rules)}")
    print(f"{len(numbers)} kills in {time.monotonic() - started:.0f} s, {len(broken)} broke a rule")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
