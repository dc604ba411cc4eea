# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a campaign finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """A campaign's result.

    :ivar broken: a sentence for each rule that was broken, with the number that repeats it.
    :ivar summary: what was played.
    """

    broken: list[str]
    summary: str
