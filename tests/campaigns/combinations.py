# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Random combinations of the options of eapi_config, over TLS to a lab: what check mode foresees is what a run does.

Each case is played in check mode, in a run and in a second run. These rules are checked:

- check mode changes nothing, and fails, changes and differs as the run does;
- `changed` and the difference are those of the configurations before and after;
- the second run works, and changes nothing;
- no session is left, and a commit timer that runs is named in the message.
"""

from __future__ import annotations

import difflib
import random
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.eos.switch import SwitchSpec
from lab.eos.tree import Config
from lab.network import Lab, LabSwitch
from support.plays import pending
from support.tasks import run_task

from .report import Report

WORKERS = 4
CONFIG = """\
alias old show version
vlan 10
   name users
   trunk group A
vlan 20
   name servers
interface Ethernet1
   description uplink
   mtu 9000
interface Ethernet3
   shutdown
ip access-list MGMT
   10 permit ip 192.0.2.0/24 any
   20 permit ip 198.51.100.0/24 any
   30 deny ip any any
ip prefix-list NETS
   seq 10 permit 192.0.2.0/24
   seq 20 permit 198.51.100.0/24
route-map OUT permit 10
   match tag 7
class-map type qos match-any VOICE
   match dscp 46
"""
#: Headers, and lines below them.
LINES: Sequence[tuple[Sequence[str], Sequence[str]]] = (
    (["interface Ethernet1"], ["description new", "mtu 9100"]),
    (["interface Ethernet1"], ["description uplink", "mtu 9000"]),
    (["interface Ethernet1-3"], ["description range"]),
    (["interface Ethernet3"], ["no shutdown"]),
    (["interface Loopback77"], ["ip address 10.7.7.7/32"]),
    (["interface Ethernet1"], ["description new", "bogus line"]),
    (["vlan 10"], ["name users"]),
    (["vlan 10-11"], ["name both"]),
    (["vlan 30"], ["name fresh"]),
    (["ip access-list MGMT"], ["20 permit ip 203.0.113.0/24 any", "30 deny ip any any"]),
    (["ip access-list MGMT"], ["no 20"]),
    (["ip access-list MGMT"], ["15 permit ip 203.0.113.0/24 any"]),
    (["ip access-list FRESH"], ["10 permit ip any any", "20 deny ip any any"]),
    (["ip prefix-list NETS"], ["seq 10 permit 192.0.2.0/25"]),
    (["route-map OUT permit 10"], ["match tag 8", "set metric 5"]),
    (["class-map type qos match-any VOICE"], ["match dscp 34"]),
    ([], ["hostname combined", "alias new show clock"]),
    ([], ["no alias old", "no vlan 20", "no vlan 99"]),
    ([], ["default interface Ethernet1"]),
    ([], ["ip prefix-list NETS seq 30 permit 203.0.113.0/24"]),
    ([], ["vlan 40", "   name deep", "vlan 41", "   name deeper"]),
    ([], ["show version"]),
)
BEFORE = (None, None, "no vlan 20", "no ip access-list MGMT", "default interface Ethernet1", "bogus before")
AFTER = (None, None, "exit", ["exit", "alias after show version"], "bogus after", "end")
ROLLBACK = ("kept", "checkpoint:kept", "startup-config", "unknown")


@dataclass(frozen=True)
class Case:
    """One case; its number is its seed.

    :ivar options: those of the task; of a whole configuration the lines that are added to the present one.
    """

    number: int
    options: Mapping[str, Any]

    @classmethod
    def drawn(cls, number: int) -> Case:
        """The case of a number."""
        dice = random.Random(number)
        options: dict[str, Any] = {
            "match": dice.choice(("line", "line", "strict", "exact", "none")),
            "replace": dice.choice(("line", "line", "block")),
            **_source(dice),
            **_further(dice),
        }
        if "whole" in options:
            options["replace"] = "config"
        return cls(number, options)

    @property
    def never_confirmed(self) -> bool:
        """Whether the conditions of its commit timer are not met."""
        return "never" in str(self.options.get("confirm"))


def _source(dice: random.Random) -> dict[str, Any]:
    """What is to be configured."""
    parents, lines = dice.choice(LINES)
    text = "".join(f"{'   ' * depth}{line}\n" for depth, line in enumerate(parents))
    text += "".join(f"{'   ' * len(parents)}{line}\n" for line in lines)
    kind = dice.choice(("lines", "lines", "lines", "content", "src", "whole", "rollback"))
    if kind == "rollback":
        return {"rollback": dice.choice(ROLLBACK)}
    if kind != "lines":
        return {kind: text}
    around = {"before": dice.choice(BEFORE), "after": dice.choice(AFTER), "parents": parents or None}
    return {"lines": lines, **{name: value for name, value in around.items() if value is not None}}


def _further(dice: random.Random) -> dict[str, Any]:
    """Further options."""
    rare = {
        "save": "changed",
        "backup": True,
        "checkpoint": "mine",
        "defaults": True,
        "session": "named",
        "description": "why not",
    }
    found = {name: value for name, value in rare.items() if dice.random() < 0.2}
    if dice.random() < 0.25:
        expected = dice.choice(("length([0].hostname) > `0`", "[0].hostname == 'never'"))
        confirm = {"commands": "show hostname", "wait_for": expected, "retries": 1}
        found.update(commit_timer="10m", confirm=confirm)
    return found


@dataclass
class Ground:
    """A switch on which case follows case."""

    lab: Lab
    switch: LabSwitch
    folder: Path
    base: Config

    def reset(self) -> None:
        """As before the first case; what is kept differs from what runs."""
        switch = self.switch.switch
        switch.sessions.sessions.clear()
        switch.sessions.timer = None
        switch.running.replace(self.base.copy())
        switch.startup = self.base.copy()
        self.switch.run("enable", "configure checkpoint save kept", "configure", "vlan 55", "name later")

    def texts(self) -> tuple[str, str]:
        """The running and the startup configuration."""
        startup = self.switch.switch.startup
        return self.switch.running_config(), startup.text() if startup else ""

    def run(self, case: Case, check: bool = False, **other: Any) -> dict[str, Any]:
        """Run the task."""
        options = {**case.options, **other}
        if "whole" in options:
            options["content"] = f"{self.base.text()}!\n{options.pop('whole')}end\n"
        if "src" in options:
            source = self.folder / f"{self.switch.name}.j2"
            source.write_text(options["src"])
            options["src"] = str(source)
        if options.get("backup"):
            options["backup_options"] = {"dir_path": str(self.folder / "backup")}
        variables = {
            "inventory_hostname": self.switch.name,
            "ansible_host": self.switch.address,
            "ansible_port": self.switch.https_port,
            "ansible_user": self.lab.username,
            "ansible_password": self.lab.password,
            "ansible_eapi_ca_path": str(self.lab.ca_path),
            "ansible_eapi_session_store": str(self.folder / "store"),
        }
        return run_task("eapi_config", options, variables, self.folder, check)

    def play(self, case: Case) -> list[str]:
        """Play a case; the rules that were broken, in words."""
        self.reset()
        before = self.texts()
        check = self.run(case, check=True)
        broken = ["check mode has changed the switch"] if self.texts() != before else []
        done = self.run(case)
        after = self.texts()
        broken += _unforeseen(case, check, done) + _untrue(done, before, after)
        timer = self.switch.switch.sessions.timer
        left = [*pending(self.switch), *([timer.session.name] if timer else [])]
        broken += [f"{name} is open and not named" for name in left if name not in str(done.get("msg"))]
        return broken if done.get("failed") else [*broken, *self._again(case, after)]

    def _again(self, case: Case, after: tuple[str, str]) -> list[str]:
        again = self.run(case, **({"session": "again"} if "session" in case.options else {}))
        if again.get("failed"):
            return [f"the second run fails: {again['msg']}"]
        return ["the second run changes something"] if again["changed"] or self.texts() != after else []


def _unforeseen(case: Case, check: Mapping[str, Any], done: Mapping[str, Any]) -> list[str]:
    """Where a run was another one than check mode said."""
    if case.never_confirmed and not check.get("failed") and check["changed"]:
        return [] if done.get("failed") else ["the run confirms what cannot be confirmed"]
    broken = []
    for name in ("failed", "changed"):
        if bool(check.get(name)) != bool(done.get(name)):
            broken.append(f"check mode: {name} is {check.get(name)}, run: {done.get(name)} ({done.get('msg')})")
    if _lines(check) != _lines(done):
        broken.append("the differences of check mode and run differ")
    return broken


def _untrue(done: Mapping[str, Any], before: tuple[str, str], after: tuple[str, str]) -> list[str]:
    """Where the result is not what has become of the switch."""
    if "has run it at once" in str(done.get("msg")):  # what a command has changed is not known
        return [] if before == after else ["the refused lines are in force"]
    if bool(done.get("changed")) != (before != after):
        return [f"changed is {done.get('changed')}, and the switch is another one: {before != after}"]
    delta = difflib.ndiff(before[0].splitlines(), after[0].splitlines())
    real = Counter(f"{line[0]}{line[2:]}" for line in delta if line[:1] in "+-" and line[2:].strip() != "!")
    said = Counter(line for line in _lines(done) if line[:1] in "+-" and line[1:].strip() != "!")
    return [f"the difference lacks {real - said}, and has {said - real}"] if real != said and done["changed"] else []


def _lines(result: Mapping[str, Any]) -> list[str]:
    """The lines of a result's difference, without its header, which names the session, and without remarks."""
    text = (result.get("diff") or {}).get("prepared", "")
    return [line for line in text.splitlines() if not line.startswith(("---", "+++", "! "))]


def campaign(numbers: Sequence[int]) -> dict[int, tuple[Case, list[str]]]:
    """Play cases, on some switches at a time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specs = [SwitchSpec(name=f"host{place}", config=CONFIG) for place in range(WORKERS)]
        with Lab(folder / "lab", specs) as lab, ThreadPoolExecutor(WORKERS) as pool:
            grounds = [Ground(lab, switch, folder, switch.switch.running.copy()) for switch in lab]

            def share(place: int) -> list[tuple[Case, list[str]]]:
                cases = [Case.drawn(number) for number in numbers[place::WORKERS]]
                return [(case, grounds[place].play(case)) for case in cases]

            return {case.number: (case, rules) for part in pool.map(share, range(WORKERS)) for case, rules in part}


def report(numbers: Sequence[int]) -> Report:
    """Play cases."""
    played = campaign(numbers)
    broken = [f"{case}: {'; '.join(rules)}" for case, rules in played.values() if rules]
    return Report(broken, f"{len(played)} combinations")
