# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Did check mode tell the truth? Compare what changed in the runs of a scenario: check, converge, idempotence, check.

    python truthful.py RESULTS

RESULTS is what the callback plugin task_results has written. The first check names exactly the tasks and hosts that the
run then changed; there is something to change at all; and after the run, there is nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

STEPS = ("check", "converge", "idempotence", "check after it")
#: They make files on the controller, which the first host makes for all.
SHARED = ("aerie.arista.ssl_authority", "aerie.arista.ssl_client_certificate")


def changes(path: Path) -> list[list[str]]:
    """What changed in each finished run on switches, as 'HOST: TASK'."""
    runs: list[list[str]] = []
    current: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if "stats" in entry:
            if set(entry["stats"]) - {"localhost"}:
                runs.append(sorted(set(current)))
            current = []
        elif "item" not in entry and entry["status"] == "changed":
            host = "controller" if entry["action"] in SHARED else entry["host"]
            current.append(f"{host}: {entry['task']}")
    return runs


def main() -> int:
    """Say what is wrong; 1 if something is."""
    found = changes(Path(sys.argv[1]))
    if len(found) < len(STEPS):
        print(f"{len(found)} runs instead of {', '.join(STEPS)}: run the scenario with 'molecule test'.")
        return 1
    before, run, second, after = found[-len(STEPS) :]  # what came before was there to prepare
    wrong = [
        *(f"predicted and not changed: {entry}" for entry in before if entry not in run),
        *(f"changed and not predicted: {entry}" for entry in run if entry not in before),
        *(f"changed by a second run: {entry}" for entry in second),
        *(f"predicted where nothing is to be changed: {entry}" for entry in after),
        *([] if run else ["the run changed nothing at all"]),
    ]
    print("\n".join(wrong or [f"check mode predicted these, and nothing more: {', '.join(run)}"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
