# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run the static checks, two at a time; show what those that fail have to say, and a line for each.

    python3 scripts/environment.py check -- python scripts/check.py [--by-pair] [--without NAME] [NAME ...]

Without names all are run; with --by-pair, those that Python and ansible-core have a say in. A failed check does not
keep the next from running.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tree import ROOT, copy_tree

BUILD = Path(os.environ["AERIE_ENVIRONMENT"])
VENV = Path(os.environ["VIRTUAL_ENV"])
LINK = Path(os.environ["ANSIBLE_COLLECTIONS_PATH"], "ansible_collections", "aerie", "arista")
#: A copy of the collection alone: antsibull-docs takes all that lies in the folder, be it the project's or not.
COPY = BUILD / "docs" / "ansible_collections" / "aerie" / "arista"

MYPY = ["mypy", "--python-executable", str(VENV / "bin" / "python"), "--cache-dir", str(BUILD / "mypy")]

#: Each check by name: its commands, run at the root of the repository.
CHECKS: dict[str, list[list[str]]] = {
    "ruff": [["ruff", "check", "--quiet", "--output-format", "concise", "."]],
    "format": [["ruff", "format", "--check", "--output-format", "concise", "."]],
    "licences": [["reuse", "--root", str(COPY), "lint", "--lines"]],
    "mypy": [
        [*MYPY, "-p", "ansible_collections.aerie.arista.plugins", "-p", "lab", "-p", "support"],
        # The scripts use the standard library and PyYAML, whose types the tools have.
        ["mypy", "--cache-dir", str(BUILD / "mypy-scripts"), "scripts"],
    ],
    "ansible-lint": [["ansible-lint", "--offline", "--nocolor", "-q", "--profile", "production"]],
    "changelog": [[sys.executable, "scripts/changelog.py"]],
    "docs": [["antsibull-docs", "lint-collection-docs", "--plugin-docs", str(COPY)]],
    "site": [[sys.executable, "scripts/docs_site.py"]],
    "sanity": [[sys.executable, "scripts/ansible_tests.py", "sanity"]],
    "units": [[sys.executable, "scripts/ansible_tests.py", "units"]],
    "package": [[sys.executable, "scripts/package.py"]],
}
#: These find something else with another Python or ansible-core. CI runs them on every full pair, the others on one.
BY_PAIR = ("mypy", "ansible-lint", "sanity")
#: Checks at a time.
JOBS = 2
#: These make homes of their own, out of the pip settings in the user's.
IN_USERS_HOME = ("sanity", "units")


def run(commands: list[list[str]], variables: dict[str, str]) -> tuple[bool, str]:
    """Run the commands of one check; whether all passed, and what they printed."""
    passed, said = True, ""
    for command in commands:
        done = subprocess.run(
            command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        passed = passed and done.returncode == 0
        said += done.stdout
    # Files found through the link are named as they are in the repository.
    return passed, said.replace(f"{os.path.relpath(LINK, ROOT)}/", "")


def timed(name: str, variables: dict[str, str]) -> tuple[str, bool, float, str]:
    """Run one check; its name, whether it passed, its seconds, and what it printed."""
    start = time.monotonic()
    passed, said = run(CHECKS[name], dict(os.environ) if name in IN_USERS_HOME else variables)
    return name, passed, time.monotonic() - start, said


def variables_of_the_checks() -> dict[str, str]:
    """The tools find the collection and the lab by name, and write to the environment's folder, not the user's home."""
    cache = BUILD / "cache"
    cache.mkdir(exist_ok=True)
    packages = [os.environ["ANSIBLE_COLLECTIONS_PATH"], str(ROOT / "tests"), str(ROOT / "scripts")]
    return {
        **os.environ,
        "HOME": os.environ["ANSIBLE_HOME"],
        "MYPYPATH": os.pathsep.join(packages),
        "RUFF_CACHE_DIR": str(cache / "ruff"),
        "XDG_CACHE_HOME": str(cache),
        "NO_COLOR": "1",
    }


def wanted(arguments: list[str]) -> list[str]:
    """The names of the checks that a command line asks for."""
    parser = argparse.ArgumentParser(description="Run the static checks.")
    parser.add_argument("names", metavar="NAME", nargs="*", help=", ".join(CHECKS))
    parser.add_argument("--by-pair", action="store_true", help=f"only {', '.join(BY_PAIR)}")
    parser.add_argument("--without", metavar="NAME", action="append", default=[], help="leave one out")
    options = parser.parse_args(arguments)
    unknown = sorted({*options.names, *options.without} - set(CHECKS))
    if unknown:
        parser.error(f"no check is called {', '.join(unknown)}; there are {', '.join(CHECKS)}.")
    names = options.names or (BY_PAIR if options.by_pair else CHECKS)
    return [name for name in names if name not in options.without]


def main() -> int:
    """Run the checks that were asked for; 1 if one failed."""
    names = wanted(sys.argv[1:])
    variables = variables_of_the_checks()
    copy_tree(BUILD / "docs")
    failed = []
    print(f"checks in {BUILD.name}", flush=True)
    with ThreadPoolExecutor(JOBS) as pool:
        # The last ones take longest, so that they begin first.
        jobs = [pool.submit(timed, name, variables) for name in reversed(names)]
        for job in as_completed(jobs):
            name, passed, seconds, said = job.result()
            print(f"  {name:<14}{'ok' if passed else 'FAILED':<8}{seconds:6.1f} s", flush=True)
            if not passed:
                failed.append(name)
                print(said, flush=True)
    print(f"{len(names) - len(failed)} passed, {len(failed)} failed" + (f" ({', '.join(failed)})" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
