# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The files of the project, and copies of them for tools that take all that lies in a folder, or write into it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def project_files() -> list[str]:
    """What git knows or would add, relative to the root; where git cannot say, all files that no tool made."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if (ROOT / ".git").exists() and shutil.which("git"):
        # git refuses to answer in a checkout that another user owns.
        listed = subprocess.run(command, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()})
    made = {".ansible", ".build", ".git", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__"}
    names = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in made]
        names += [os.path.relpath(os.path.join(folder, name), ROOT) for name in files]
    return sorted(names)


def copy_project(folder: Path) -> None:
    """Copy the project's files into a folder that does not exist yet; symbolic links become what they point to."""
    for name in project_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def copy_tree(base: Path) -> Path:
    """A fresh ``ansible_collections`` with a copy of the collection, and links to those it needs; the copy's folder."""
    tree = base / "ansible_collections"
    shutil.rmtree(tree, ignore_errors=True)
    copy = tree / "aerie" / "arista"
    copy_project(copy)
    needed = Path(os.environ["ANSIBLE_COLLECTIONS_PATH"], "ansible_collections")
    for namespace in ("ansible", "arista"):
        (tree / namespace).symlink_to(needed / namespace)
    # Otherwise tools ask the git repository around the copy, which ignores it.
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet", str(copy)], check=True)
    return copy
