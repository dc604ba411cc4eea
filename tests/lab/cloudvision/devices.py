# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configuration for the devices: tried out in a session of the switch, and pushed to it.

A device that exists in CloudVision alone takes everything but lines that begin with ``invalid``.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..eos import cli
from ..eos.errors import CommandError
from ..eos.switch import User

if TYPE_CHECKING:
    from ..network import Lab, LabSwitch

USER = User("cvpsystem", 15)
INVALID = "invalid"
#: What devices take with a warning, which builds show.
WARNINGS = {
    "spanning-tree portfast": "! portfast should only be enabled on ports connected to a single host. Connecting hubs, "
    "concentrators, switches, bridges, etc. to this interface when portfast is enabled can cause temporary bridging "
    "loops. Use with CAUTION."
}


@dataclass(frozen=True)
class Problem:
    """A line that the device does not take; ``line`` counts from 1."""

    line: int
    text: str


@dataclass
class Outcome:
    """What became of a configuration: the problems, and what it changes in the running one (unified diff)."""

    problems: list[Problem] = field(default_factory=list)
    diff: str = ""

    def count(self, mark: str) -> int:
        """How many lines the diff adds (``+``) or deletes (``-``)."""
        lines = self.diff.splitlines()
        return sum(1 for line in lines if line.startswith(mark) and not line.startswith(mark * 3))


def try_out(lab: Lab, switch: LabSwitch | None, lines: Sequence[str]) -> Outcome:
    """What a configuration would do. Not for the lab's own thread."""
    return _without_switch(lines) if switch is None else lab.call(_run(switch, lines, commit=False))


def push(lab: Lab, switch: LabSwitch | None, lines: Sequence[str]) -> Outcome:
    """Put a configuration on a device; where there is a problem, nothing is changed. Not for the lab's own thread."""
    return _without_switch(lines) if switch is None else lab.call(_run(switch, lines, commit=True))


def warnings(lines: Sequence[str]) -> list[Problem]:
    """The lines that a device takes with a warning."""
    found = [(number, WARNINGS.get(line.strip())) for number, line in enumerate(lines, 1)]
    return [Problem(number, text) for number, text in found if text is not None]


def removals(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The lines that take back what was configured before and is not any more."""
    wanted = set(_paths(after))
    lines: list[str] = []
    gone: tuple[str, ...] = ()
    for path in _paths(before):
        if path in wanted or (gone and path[: len(gone)] == gone):
            continue
        gone = path
        negated = path[-1][3:] if path[-1].startswith("no ") else f"no {path[-1]}"
        lines += [*path[:-1], negated, *["exit"] * (len(path) - 1)]
    return lines


def _paths(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """Every line with the lines that it stands below."""
    stack: list[tuple[int, str]] = []
    paths = []
    for line in lines:
        text = line.strip()
        if not text or text.startswith("!"):
            continue
        indent = len(line) - len(line.lstrip())
        while stack and stack[-1][0] >= indent:
            stack.pop()
        stack.append((indent, text))
        paths.append(tuple(entry for _indent, entry in stack))
    return paths


def _without_switch(lines: Sequence[str]) -> Outcome:
    problems = [
        Problem(number, f"{line.strip()}: Invalid input")
        for number, line in enumerate(lines, 1)
        if line.strip().startswith(INVALID)
    ]
    return Outcome(problems, "".join(f"+{line}\n" for line in lines if line.strip() and line.strip() != "!"))


async def _run(switch: LabSwitch, lines: Sequence[str], commit: bool) -> Outcome:
    """Enter the lines in a configuration session; see what it changes; commit or abort."""
    session = cli.Cli(switch.switch, USER)
    session.enabled = True
    outcome = Outcome()
    name = f"cvp-{uuid.uuid4().hex[:12]}"
    try:
        _command(session, f"configure session {name}")
        outcome.problems = _enter(session, lines)
        _command(session, "end")
        outcome.diff = _command(session, f"show session-config named {name} diffs")
        end = "commit" if commit and not outcome.problems else "abort"
        _command(session, f"configure session {name} {end}")
    except CommandError as error:
        outcome.problems.append(Problem(0, "; ".join(error.errors)))
    finally:
        session.close()
    await switch.listeners.follow()
    return outcome


def _command(session: cli.Cli, command: str) -> str:
    """Run a command; its text."""
    return str(session.run(cli.Line(command), True))


def _enter(session: cli.Cli, lines: Sequence[str]) -> list[Problem]:
    problems = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("!"):
            continue
        try:
            session.run(cli.Line(text), True)
        except CommandError as error:
            problems.append(Problem(number, f"{text}: {'; '.join(error.errors)}"))
    return problems
