# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Differences as Ansible may print them: no terminal obeys them, and printing them takes a bounded time.

Ansible compares `before` and `after` with a method whose time may grow with the cube of their length, and a switch or
CloudVision has written one of them, or both. `prepared` it prints as it is.
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Mapping

from ..common.errors import printable_data
from ..eos.config.unified_diff import unified_lines

#: The most lines of `before` and `after` together that Ansible may compare itself: that takes less than a second.
MOST_LINES: t.Final = 2000


def printable_diff(diff: t.Any) -> t.Any:
    """The `diff` of a task's result, or a list of them, as Ansible may print it."""
    if isinstance(diff, list):
        return [printable_diff(each) for each in diff]
    if not isinstance(diff, Mapping):
        return diff
    clean: dict[str, t.Any] = printable_data(diff)
    if "before" not in clean or "after" not in clean:
        return clean
    before, after = (_diff_lines(clean[name]) for name in ("before", "after"))
    if len(before) + len(after) <= MOST_LINES:
        return clean
    names = (f"before: {clean.pop('before_header', '')}", f"after: {clean.pop('after_header', '')}")
    del clean["before"], clean["after"]
    return {**clean, "prepared": unified_lines(before, after, names)}


def _diff_lines(value: t.Any) -> list[str]:
    """A side of a difference line by line, as Ansible writes what is no text."""
    text = value if isinstance(value, str) else json.dumps(value, indent=4, sort_keys=True, default=str)
    return text.splitlines()
