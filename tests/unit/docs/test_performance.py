# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""docs/performance.md tells, in round figures, what the benchmarks have measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "performance.md").read_text()
#: How far a round figure may be from that of the latest measurement.
TOLERANCE = 0.25
#: Row of the page → row of docs/benchmark.md, in its first table of 20 hosts.
TASKS = {
    "Ansible alone (`set_fact`, connection `local`, no `become`)": "**d2** floor",
    "Ansible alone (`set_fact`, our connection)": "**d** floor",
    "`eapi_command` over `aerie.arista.eapi`": "**a** eapi_command",
    "`eapi_command` over `ansible.netcommon.httpapi`": "**b** eapi_command",
    "`eos_command` over `ansible.netcommon.httpapi`": "**c** eos_command",
}
#: Row of the page → that of docs/benchmark-config.md, in its table of 20 hosts.
CHANGES = {
    "all lines are new": "push",
    "no change": "again",
    "one line in a hundred differs": "edit",
    "one access list of 248 entries": "lines",
}


def _cells(text: str, row: str) -> list[float]:
    """The numbers of a table's row, medians without what stands in brackets."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {row}"))
    cells = [re.sub(r"\(.*?\)", "", cell).strip() for cell in line.strip("|").split("|")[1:]]
    return [float(cell.replace(",", "")) for cell in cells if re.fullmatch(r"[\d.,]+", cell)]


def _part(page: str, heading: str) -> str:
    return (DOCS / page).read_text().partition(f"\n{heading}\n")[2]


@pytest.mark.parametrize("row", TASKS)
def test_cost_of_a_task(row: str) -> None:
    measured = _cells(_part("benchmark.md", "## 20 hosts × 5 tasks"), TASKS[row])
    assert _cells(PAGE, row) == pytest.approx([measured[3]], rel=TOLERANCE)


@pytest.mark.parametrize("row", CHANGES)
def test_cost_of_a_configuration(row: str) -> None:
    table = _part("benchmark-config.md", "### 20 hosts")
    ours, theirs = (_cells(table, f"**{CHANGES[row]}** {module}") for module in ("eapi_config", "eos_config"))
    wanted = [ours[2], ours[1], theirs[2], theirs[1]]
    assert _cells(PAGE, row) == pytest.approx(wanted, rel=TOLERANCE)
