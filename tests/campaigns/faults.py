# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A random fault at a random request of a random configuration change, over TLS to a lab.

After each case these rules are checked:

- the change is in force as a whole, or not at all, and the result says which;
- nothing takes effect twice;
- a session that is pending, or whose commit timer runs, is named in the error;
- what somebody else has changed meanwhile stays, unless the whole configuration was replaced.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import (
    Batch,
    Command,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.apply import apply
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import (
    ChangeRequest,
    ChangeResult,
    Confirmation,
    UnconfirmedError,
)
from lab.eos.switch import SwitchSpec
from lab.eos.tree import Config
from lab.network import Lab, LabSwitch
from support.plays import pending

from .report import Commits, Outcome, Report

#: Releases of the lab's switches; the cases are spread over them.
RELEASES = ("4.33.2F", "4.31.2F", "4.25.4M", "4.33.2F")
#: Fault → seconds that it takes, where that is for us to say.
FAULTS = {
    "drop-before-reply": 0.0,
    "drop-after-applying": 0.0,
    "bad-gateway": 0.0,
    "unavailable": 0.0,
    "gateway-timeout": 0.0,
    "garbage-body": 0.0,
    "truncated-json": 0.0,
    "wrong-id": 0.0,
    "expired-cookies": 0.0,
    "vanish": 0.5,
    "slow": 1.5,
    "late": 1.5,
    "rival": 0.0,
}
#: Seconds that the client waits for a reply: less than a slow one takes.
PATIENCE = 0.8
#: What somebody else enters.
RIVAL = "interface Loopback999"
KINDS = ("merge", "list", "whole", "confirmed", "unconfirmed", "rejected")
TIMER = 60


@dataclass(frozen=True)
class Case:
    """One case; its number is its seed."""

    number: int
    kind: str
    fault: str
    #: The request of the change that meets the fault, from 0 on.
    request: int
    retries: int

    @classmethod
    def drawn(cls, number: int) -> Case:
        """The case of a number."""
        dice = random.Random(number)
        return cls(number, dice.choice(KINDS), dice.choice(tuple(FAULTS)), dice.randrange(3), dice.choice((0, 0, 1)))

    @property
    def lines(self) -> list[str]:
        """Lines that no switch of the lab has."""
        lines = [f"alias campaign{self.number} show version", f"interface Loopback{1000 + self.number % 1000}"]
        if self.kind == "list":
            lines += [f"ip access-list CAMPAIGN{self.number}", "   10 permit ip 192.0.2.0/24 any"]
        return [*lines, "bogus line"] if self.kind == "rejected" else lines

    @property
    def markers(self) -> list[str]:
        """Lines that the running configuration has when the change is in force."""
        return [line for line in self.lines if line != "bogus line"]


@dataclass
class Meddler:
    """A client that meets the fault at one of its requests."""

    client: EapiClient
    switch: LabSwitch
    case: Case
    seen: int = 0

    def run(self, batch: Batch) -> list[Any]:
        """As EapiClient.run."""
        if self.seen == self.case.request:
            lines = [RIVAL] if self.case.fault == "rival" else []
            self.switch.faults.add(self.case.fault, times=1, delay=FAULTS[self.case.fault], lines=lines)
        self.seen += 1
        return self.client.run(batch)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)


@dataclass
class Ground:
    """A switch on which case follows case."""

    switch: LabSwitch
    options: EapiOptions
    commits: Commits = field(init=False)
    base: Config = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.switch.switch.running.copy()
        self.commits = Commits(self.switch)

    def text(self) -> str:
        """The running configuration."""
        return self.switch.switch.running.text()

    def reset(self) -> None:
        """As before the first case."""
        self.switch.faults.clear()
        store = self.switch.switch.sessions
        store.sessions.clear()
        store.timer = None
        self.switch.switch.running.replace(self.base.copy())
        self.commits.count = 0

    def play(self, case: Case) -> Outcome:
        """Play a case."""
        self.reset()
        final: list[ChangeResult] = []
        meddler = Meddler(EapiClient(replace(self.options, retries=case.retries)), self.switch, case)
        result, error = None, None
        try:
            result = apply(self._change(case, final), meddler)
        except ClientError as failure:
            error = failure
        finally:
            meddler.client.close()
        self._let_late_requests_end(case, meddler)
        met = meddler.seen > case.request
        broken = self._broken(case, result, error, bool(final), met)
        return Outcome(met, "result" if error is None else type(error).__name__, broken)

    def _change(self, case: Case, final: list[ChangeResult]) -> ChangeRequest:
        lines = case.lines
        if case.kind == "whole":
            whole = [*lines, *self.text().splitlines()]
            commands = [line for line in whole if line.strip() not in ("", "!", "end")]
        else:
            commands = lines
        confirmation = Confirmation(
            check=lambda: ["not healthy"] if case.kind == "unconfirmed" else [],
            reconnect=lambda login: None,
            tries=2,
            interval=0.05,
        )
        timed = case.kind in ("confirmed", "unconfirmed")
        return ChangeRequest(
            tuple(Command(line.strip()) for line in commands),
            clean=case.kind == "whole",
            timer=TIMER if timed else None,
            confirmation=confirmation if timed else None,
            on_commit=final.append,
        )

    def _let_late_requests_end(self, case: Case, meddler: Meddler) -> None:
        if case.fault in ("late", "slow") and meddler.seen > case.request:
            time.sleep(FAULTS[case.fault])
        deadline = time.monotonic() + 10
        while not self.switch._server.idle.is_set() and time.monotonic() < deadline:
            time.sleep(0.02)

    def _broken(
        self, case: Case, result: ChangeResult | None, error: ClientError | None, final: bool, met: bool
    ) -> list[str]:
        running = self.text().splitlines()
        there = [marker for marker in case.markers if marker in running]
        said = str(error or "")
        in_force = len(there) == len(case.markers)
        broken = []
        if there and not in_force:
            broken.append(f"only {there} of the change is in force")
        if self.commits.count > 1:
            broken.append(f"the change took effect {self.commits.count} times")
        store = self.switch.switch.sessions
        timed = [store.timer.session.name] if store.timer is not None else []
        broken += [f"{name} is open and not named" for name in (*pending(self.switch), *timed) if name not in said]
        if case.fault == "rival" and met and case.kind != "whole" and RIVAL not in running and not timed:
            broken.append("the change of somebody else is lost")
        return broken + self._claims(result, error, final, in_force)

    @staticmethod
    def _claims(result: ChangeResult | None, error: ClientError | None, final: bool, in_force: bool) -> list[str]:
        """Where the result disagrees with the running configuration."""
        if result is not None:
            return [] if result.changed == in_force else [f"changed is {result.changed}, in force is {in_force}"]
        if isinstance(error, UnconfirmedError):
            changed = error.details()["changed"]
            return [] if changed == in_force else [f"unconfirmed: changed is {changed}, in force is {in_force}"]
        if final != in_force and "not known" not in str(error):
            return [f"the task failed, told that the change is final: {final}, in force is {in_force}"]
        return []


def campaign(numbers: Sequence[int]) -> dict[Case, Outcome]:
    """Play cases."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(
            Path(folder) / "lab", [SwitchSpec(name=f"leaf{place}", eos=eos) for place, eos in enumerate(RELEASES, 1)]
        ) as lab,
    ):
        grounds = [_ground(lab, switch, Path(folder)) for switch in lab]

        def share(place: int) -> dict[Case, Outcome]:
            cases = [Case.drawn(number) for number in numbers[place :: len(grounds)]]
            return {case: grounds[place].play(case) for case in cases}

        with ThreadPoolExecutor(len(grounds)) as pool:
            shares = list(pool.map(share, range(len(grounds))))
    return {case: outcome for played in shares for case, outcome in played.items()}


def _ground(lab: Lab, switch: LabSwitch, folder: Path) -> Ground:
    options = EapiOptions(
        host=switch.address,
        port=switch.https_port,
        user=lab.username,
        password=lab.password,
        enable=True,
        ca_path=str(lab.ca_path),
        connect_timeout=10.0,
        command_timeout=PATIENCE,
        session_store=str(folder / f"store-{switch.name}"),
    )
    return Ground(switch, options)


def report(numbers: Sequence[int]) -> Report:
    """Play cases, and count how those ended that met their fault."""
    outcomes = campaign(numbers)
    broken = [f"{case}: {'; '.join(outcome.broken)}" for case, outcome in outcomes.items() if outcome.broken]
    met = [outcome for outcome in outcomes.values() if outcome.met]
    endings = Counter(outcome.ending for outcome in met)
    return Report(broken, f"{len(outcomes)} cases; {len(met)} met their fault and ended so: {endings}")
