# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Lint the changelog's fragments, and rehearse the release that they are for on a copy.

    python3 scripts/environment.py check -- python scripts/changelog.py

The rehearsal writes CHANGELOG.rst into the environment's folder ``changelog``; the fragments of the project stay.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml
from tree import ROOT, copy_tree

#: The markup of plugins' documentation, which a changelog would show as it stands: it is written in reStructuredText.
FOREIGN = re.compile(r"\b[BCEILMOPUV]\([^)]*\)|\bRV\([^)]*\)")


def words(text: str) -> str:
    """A text's words in a row: fragments and changelog break their lines at other places."""
    return " ".join(re.findall(r"\w+", text))


def foreign(fragments: list[str]) -> list[str]:
    """Markup in fragments that is not reStructuredText's."""
    return [found for entry in fragments for found in FOREIGN.findall(entry)]


def entries(folder: Path) -> list[str]:
    """The sentences of all fragments."""
    found: list[str] = []
    for path in sorted(folder.glob("*.y*ml")):
        for section in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            found += [section] if isinstance(section, str) else section
    return found


def missing(fragments: list[str], changelog: str) -> list[str]:
    """Sentences of fragments that the changelog does not hold."""
    everything = words(changelog)
    return [entry for entry in fragments if words(entry) not in everything]


def rehearse(copy: Path) -> str:
    """Release what the fragments are for, in the copy; the text of CHANGELOG.rst."""
    cut = {key: value for key, value in os.environ.items() if key != "ANSIBLE_COLLECTIONS_PATH"}
    command = ["antsibull-changelog", "release", "--date", "2000-01-01"]
    done = subprocess.run(
        command, cwd=copy, env=cut, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    changelog = copy / "CHANGELOG.rst"
    if done.returncode or not changelog.exists():
        raise SystemExit(f"{done.stdout}\nerror: antsibull-changelog release fails.")
    return changelog.read_text(encoding="utf-8")


def main() -> int:
    """Lint, rehearse, compare; 1 if something is missing."""
    status = subprocess.run(["antsibull-changelog", "lint"], cwd=ROOT, check=False).returncode
    if status:
        return status
    copy = copy_tree(Path(os.environ["AERIE_ENVIRONMENT"], "changelog"))
    version = yaml.safe_load((copy / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    fragments = entries(copy / "changelogs" / "fragments")
    faults = [f"{found}: write ``…`` instead" for found in foreign(fragments)]
    faults += [f"not in CHANGELOG.rst: {entry}" for entry in missing([f"v{version}", *fragments], rehearse(copy))]
    if not fragments:
        faults.append("there is no fragment, and so nothing to release")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
