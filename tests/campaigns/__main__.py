# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run a campaign against a lab, and report the rules that were broken.

    make faults|modules|combinations|kills|rivals|deployments [ARGS="--count 500 --seed 1"] [ARGS="--only NUMBER …"]

It exits with 1 if a rule was broken.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

# Run by its path, the package's own folder would be searched first: search its parent instead, and where `make` has put
# the collection.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != HERE)]
sys.path.append(os.environ["ANSIBLE_COLLECTIONS_PATH"].split(":")[0])

from ansible.plugins.loader import init_plugin_loader  # noqa: E402

# Before anything of the collection is imported: then Ansible finds its plugins in this process.
init_plugin_loader()

from campaigns import combinations, deployments, faults, kills, modules, rivals  # noqa: E402

#: Campaign → what reports it, and how much is played unless told otherwise.
CAMPAIGNS = {
    "faults": (faults.report, 500),
    "modules": (modules.report, 300),
    "combinations": (combinations.report, 300),
    "kills": (kills.report, 50),
    "rivals": (rivals.report, 500),
    "deployments": (deployments.report, 50),
}


def main() -> int:
    """Read the command line, play, and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("campaign", choices=CAMPAIGNS)
    parser.add_argument("--count", type=int, help="how many cases, kills, changes or rounds")
    parser.add_argument("--seed", type=int, default=1, help="the number of the first one")
    parser.add_argument("--only", type=int, nargs="+", metavar="NUMBER", help="play these alone")
    options = parser.parse_args()
    play, count = CAMPAIGNS[options.campaign]
    numbers = range(options.seed, options.seed + (options.count or count))
    started = time.monotonic()
    report = play(options.only or numbers)
    for sentence in report.broken:
        print(sentence)
    print(f"{report.summary}; {time.monotonic() - started:.0f} s, {len(report.broken)} broke a rule")
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
