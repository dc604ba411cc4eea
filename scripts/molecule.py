# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run the Molecule scenarios of the roles, then one outside of the repository, with the files of docs/molecule.md.

    python3 scripts/environment.py molecule -- python scripts/molecule.py [inside | outside | SCENARIO] ...

Whatever happens, no lab is left running. What Molecule writes goes to the environment's folder.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LAB = Path("tests", "lab")
PAGE = ROOT / "docs" / "molecule.md"
#: A file of the page: a fenced block whose first line is a comment with the file's path.
SNIPPET = re.compile(r"^```yaml\n# (?P<path>[\w./-]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
#: Seconds in which a lab whose start was interrupted says how to stop it.
STARTING = 10.0


def run(command: list[str], folder: Path, variables: dict[str, str]) -> int:
    """Run a command with a process group of its own, which ends with it."""
    process = subprocess.Popen(command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def stop_labs(home: Path) -> list[Path]:
    """Stop the labs that run in Molecule's folders, and name these folders."""
    left = sorted(path.parent for path in home.glob("tmp/molecule.*/lab/lab.log"))
    for folder in left:
        deadline = time.monotonic() + STARTING
        while not (folder / "lab.json").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        subprocess.run([sys.executable, str(ROOT / LAB), "down", "--state", str(folder)], check=False)
    return left


def inside(variables: dict[str, str], scenarios: list[str]) -> int:
    """The scenarios in extensions/molecule: all, or some."""
    names = [item for name in scenarios for item in ("--scenario-name", name)] or ["--all"]
    return run(["molecule", "test", *names], ROOT, variables)


def outside(variables: dict[str, str]) -> int:
    """A role in a folder of its own, with the collection installed from its archive."""
    with tempfile.TemporaryDirectory(prefix="aerie-molecule-") as name:
        folder = Path(name)
        archive = build(folder, variables)
        paths = [str(folder / "collections"), variables["ANSIBLE_COLLECTIONS_PATH"]]
        galaxy = ["ansible-galaxy", "collection", "install", "--no-deps", "--offline"]
        if run([*galaxy, "--collections-path", paths[0], str(archive)], folder, variables):
            return 1
        role = folder / "vlans"
        for path, text in snippets().items():
            (role / path).parent.mkdir(parents=True, exist_ok=True)
            (role / path).write_text(text, encoding="utf-8")
        return run(["molecule", "test"], role, {**variables, "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(paths)})


def build(folder: Path, variables: dict[str, str]) -> Path:
    """The collection's archive, as ``ansible-galaxy collection build`` makes it."""
    command = ["ansible-galaxy", "collection", "build", "--output-path", str(folder), str(ROOT)]
    subprocess.run(command, env=variables, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("aerie-arista-*.tar.gz")
    return archive


def snippets() -> dict[str, str]:
    """The files that the page shows, by their paths."""
    found = {match["path"]: match["text"] for match in SNIPPET.finditer(PAGE.read_text(encoding="utf-8"))}
    if "molecule/default/molecule.yml" not in found:
        raise SystemExit(f"error: {PAGE} shows no scenario.")
    return found


def stopped(_number: int, _frame: types.FrameType | None) -> NoReturn:
    """End as after Ctrl-C, so that everything is cleaned up."""
    raise KeyboardInterrupt


def main() -> int:
    """Run what was asked for; 1 if something failed or was left running."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stopped)
    home = Path(os.environ["AERIE_ENVIRONMENT"], "molecule-home")
    shutil.rmtree(home / "tmp", ignore_errors=True)
    home.mkdir(exist_ok=True)
    variables = {**os.environ, "ANSIBLE_HOME": str(home), "ANSIBLE_LOCAL_TEMP": str(home / "tmp")}
    if not sys.stdout.isatty():
        variables.update(NO_COLOR="1", COLUMNS="160")
    asked = sys.argv[1:] or ["inside", "outside"]
    scenarios = [name for name in asked if name not in ("inside", "outside")]
    failed: list[str] = []
    try:
        for name in ("inside", "outside"):
            if name not in asked and not (name == "inside" and scenarios):
                continue
            start = time.monotonic()
            status = inside(variables, scenarios) if name == "inside" else outside(variables)
            print(f"molecule {name}: {'FAILED' if status else 'ok'}, {time.monotonic() - start:.0f} s", flush=True)
            failed += [name] if status else []
    except KeyboardInterrupt:
        failed.append("interrupted")
    finally:
        left = stop_labs(home)
    for folder in left:
        print(f"error: a lab was still running in {folder}, and is stopped now.", file=sys.stderr)
    return 1 if failed or left else 0


if __name__ == "__main__":
    sys.exit(main())
