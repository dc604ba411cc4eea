# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""docs/architecture.md names every file of the packages, and none that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ROOT / "plugins" / "plugin_utils"
#: The tree of files, in which a package begins with `  plugin_utils/NAME/`, and every other folder with `  NAME`.
TREE = (ROOT / "docs" / "architecture.md").read_text().split("```")[1]


def named(package: str) -> set[str]:
    """The files of a package that its part of the tree names, by their folder and name."""
    part = re.split(r"\n {2}(?=\w)", TREE.split(f"  plugin_utils/{package}/")[1])[0]
    found, folders = set(), [""]
    for line in part.splitlines():
        if inner := re.match(r" {4}((?:\w+/ *)+)", line):
            folders = inner[1].split()
        elif re.match(r" {4}\w", line):
            folders = [""]
        found |= {f"{folders[0]}{name}" for name in re.findall(r"\b\w+\.py\b", line)}
    return found


@pytest.mark.parametrize("package", sorted(path.name for path in PACKAGES.iterdir() if (path / "__init__.py").exists()))
def test_the_tree_names_the_files_of_a_package(package: str) -> None:
    folder = PACKAGES / package
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if path.name != "__init__.py"}
    assert named(package) == there


@pytest.mark.parametrize("folder", re.findall(r"^((?:\w+/)+|[\w/]+(?=  ))", TREE, re.MULTILINE))
def test_folders_exist(folder: str) -> None:
    assert (ROOT / folder).is_dir()
