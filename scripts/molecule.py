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
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

ROOT = Path(__file__).resolve().parent.parent
LAB = Path("tests", "lab")
PAGE = ROOT / "docs" / "molecule.md"
#: A file of the page: a fenced block whose first line is a comment with the file's path.
SNIPPET = re.compile(r"^```yaml\n# (?P<path>[\w./-]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
#: Scenarios at a time.
JOBS = 2
#: Seconds in which a lab whose start was interrupted says how to stop it.
STARTING = 10.0


@dataclass(frozen=True)
class Scenario:
    """One run of Molecule: its name, the command, and where it runs."""

    name: str
    command: list[str]
    folder: Path
    variables: dict[str, str]

    def start(self, output: BinaryIO | None) -> subprocess.Popen[bytes]:
        """Start it with a process group of its own. Its output goes to a file, or, without one, to the terminal."""
        return subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output and subprocess.STDOUT,
            start_new_session=True,
        )


def run_all(scenarios: list[Scenario], logs: Path) -> list[str]:
    """Run the scenarios, two at a time, show what each printed when it has ended; the names of those that failed.

    One scenario alone prints as it goes.
    """
    waiting, failed = list(scenarios), []
    running: dict[subprocess.Popen[bytes], tuple[Scenario, float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < JOBS:
                scenario = waiting.pop(0)
                with (logs / f"{scenario.name}.log").open("wb") as log:
                    running[scenario.start(log if len(scenarios) > 1 else None)] = (scenario, time.monotonic())
            for process in [process for process in running if process.poll() is not None]:
                scenario, start = running.pop(process)
                print((logs / f"{scenario.name}.log").read_text(encoding="utf-8", errors="replace"))
                seconds = time.monotonic() - start
                print(
                    f"molecule {scenario.name}: {'FAILED' if process.returncode else 'ok'}, {seconds:.0f} s", flush=True
                )
                failed += [scenario.name] if process.returncode else []
            time.sleep(0.2)
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    return failed


def stop_labs(home: Path) -> list[Path]:
    """Stop the labs that run in Molecule's folders, and name these folders."""
    left = sorted(path.parent for path in home.glob("tmp/molecule.*/lab/lab.log"))
    for folder in left:
        deadline = time.monotonic() + STARTING
        while not (folder / "lab.json").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        subprocess.run([sys.executable, str(ROOT / LAB), "down", "--state", str(folder)], check=False)
    return left


def inside(variables: dict[str, str], names: list[str]) -> list[Scenario]:
    """The scenarios in extensions/molecule: all, or some."""
    names = names or sorted(path.parent.name for path in (ROOT / "extensions" / "molecule").glob("*/molecule.yml"))
    return [Scenario(name, ["molecule", "test", "--scenario-name", name], ROOT, variables) for name in names]


def outside(variables: dict[str, str], folder: Path) -> Scenario:
    """A role in a folder of its own, with the collection installed from its archive."""
    archive = build(folder, variables)
    paths = [str(folder / "collections"), variables["ANSIBLE_COLLECTIONS_PATH"]]
    galaxy = ["ansible-galaxy", "collection", "install", "--no-deps", "--offline"]
    subprocess.run([*galaxy, "--collections-path", paths[0], str(archive)], cwd=folder, env=variables, check=True)
    role = folder / "vlans"
    for file, text in snippets().items():
        (role / file).parent.mkdir(parents=True, exist_ok=True)
        (role / file).write_text(text, encoding="utf-8")
    variables = {**variables, "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(paths)}
    return Scenario("outside", ["molecule", "test"], role, variables)


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
    names = [name for name in asked if name not in ("inside", "outside")]
    failed: list[str] = []
    try:
        with tempfile.TemporaryDirectory(prefix="aerie-molecule-") as scratch:
            scenarios = inside(variables, names) if names or "inside" in asked else []
            if "outside" in asked:
                scenarios.append(outside(variables, Path(scratch)))
            failed += run_all(scenarios, home)
    except KeyboardInterrupt:
        failed.append("interrupted")
    finally:
        left = stop_labs(home)
    for folder in left:
        print(f"error: a lab was still running in {folder}, and is stopped now.", file=sys.stderr)
    return 1 if failed or left else 0


if __name__ == "__main__":
    sys.exit(main())
