# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a campaign finds, and how it counts what a switch has done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lab.network import LabSwitch


@dataclass(frozen=True)
class Report:
    """A campaign's result.

    :ivar broken: a sentence for each rule that was broken, with the number that repeats it.
    :ivar summary: what was played.
    """

    broken: list[str]
    summary: str


@dataclass(frozen=True)
class Outcome:
    """What became of a case: whether the fault was met, how the change ended, the rules that were broken in words."""

    met: bool
    ending: str
    broken: list[str]


class Commits:
    """Counts how often the configuration of a session becomes the running one of a switch."""

    def __init__(self, switch: LabSwitch) -> None:
        self.count = 0
        sessions = switch.switch.sessions
        plain = sessions._apply

        def counted(*given: Any, **named: Any) -> None:
            self.count += 1
            plain(*given, **named)

        sessions._apply = counted  # type: ignore[method-assign]
