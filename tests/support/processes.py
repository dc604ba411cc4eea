# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Processes that tests have started."""

from __future__ import annotations

from pathlib import Path


def descendants(pid: int) -> list[int]:
    """The children of a process, their children and so on, the last ones first."""
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has ended
        return []
    return [each for child in children for each in (*descendants(child), child)]
