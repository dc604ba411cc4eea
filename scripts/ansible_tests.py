# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run ``ansible-test sanity`` or ``units`` on a copy of the collection, in an environment made by environment.py.

    python3 scripts/environment.py check -- python scripts/ansible_tests.py sanity|units [ARGUMENT ...]

ansible-test wants the collection at ``ansible_collections/aerie/arista`` without a link, and a home of its own here, so
that the user's is left alone. It would fetch its pip from the open network; a script in its cache takes the pip that
Python bundles instead, so that the package index is all it needs.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from tree import copy_tree

#: Tests that are left out, each with the reason.
SKIPPED = {
    "pslint": "it needs PowerShell; the collection has no PowerShell files.",
    "shellcheck": "it needs a program outside the package index; the shell here is a few lines in scripts and .ci.",
}

#: The tests of what runs inside Ansible; the lab's and the scripts' own are no business of ansible-test's.
PLUGINS = "tests/unit/plugins/"

BOOTSTRAP = '''\
"""Bring pip into an empty virtual environment from Python's own bundle, then the release asked for from the index."""
import subprocess
import sys

packages = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", *packages]))
'''


def prepare_home(home: Path) -> None:
    """Put the bootstrap script where ansible-test looks, and the user's pip settings where its pip will."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / bootstrap_name()).write_text(BOOTSTRAP, encoding="utf-8")
    settings = home / ".config" / "pip" / "pip.conf"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.touch(mode=0o600)
    settings.write_text(pip_settings(), encoding="utf-8")


def bootstrap_name() -> str:
    """What this ansible-test calls the script in its cache: after the release of pip that it wants."""
    spec = importlib.util.find_spec("ansible_test")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    source = (folder / "_internal" / "python_requirements.py").read_text(encoding="utf-8")
    wanted = re.search(r"pip='([0-9.]+)'", source)
    if wanted is None:
        raise SystemExit("error: this release of ansible-test does not say which pip it wants where it used to.")
    return f"get_pip_{wanted[1].replace('.', '_')}.py"


def pip_settings() -> str:
    """The user's pip settings as one file: ansible-test passes neither environment variables nor the home on.

    ``pip config list`` prints ``section.key='value'``, with the section ``:env:`` for environment variables.
    """
    found: dict[str, dict[str, str]] = {"global": {"quiet": "2"}}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        name, value = line.split("=", 1)
        section, key = name.rsplit(".", 1)
        section = "global" if section == ":env:" else section
        found.setdefault(section, {})[key] = value.strip("'\"").replace("\\n", "\n  ")
    cache = subprocess.run([*pip, "cache", "dir"], capture_output=True, text=True, check=False).stdout.strip()
    if cache and os.access(cache, os.W_OK):
        found["global"].setdefault("cache-dir", cache)
    authorities = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    if authorities:
        found["global"].setdefault("cert", authorities)
    proxy = os.environ.get("AERIE_PIP_PROXY")
    if proxy:
        found["global"].setdefault("proxy", proxy)
    lines = []
    for section, values in found.items():
        lines += [f"[{section}]", *(f"{key} = {value}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def search_path() -> str:
    """PATH without pyenv's shims: they stand for Pythons that may not run, and ansible-test would try them."""
    return os.pathsep.join(folder for folder in os.environ["PATH"].split(os.pathsep) if Path(folder).name != "shims")


def run(arguments: list[str], base: Path, copy: Path) -> int:
    """Run ansible-test in the copy, without the settings of Ansible around it; its exit code."""
    variables = {key: value for key, value in os.environ.items() if not key.startswith("ANSIBLE_")}
    variables.update(HOME=str(base / "home"), PATH=search_path())
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    command = ["ansible-test", *arguments, "--color", "no", "--truncate", "0", "--python", python]
    return subprocess.run(command, cwd=copy, env=variables, check=False).returncode


def sanity(base: Path, arguments: list[str]) -> int:
    """All tests of ``ansible-test sanity`` but those that are left out."""
    skipped = [item for name in SKIPPED for item in ("--skip-test", name)]
    return run(["sanity", *skipped, *arguments], base, copy_tree(base))


def units(base: Path, arguments: list[str]) -> int:
    """``ansible-test units`` over the plugins' tests.

    ansible-test is content with no test at all where its processes end early, so those that passed are counted.
    """
    copy = copy_tree(base)
    status = run(["units", "--venv", "--requirements", *(arguments or [PLUGINS])], base, copy)
    passed = passed_tests(copy / "tests" / "output" / "junit")
    print(f"{passed} tests passed under ansible-test")
    files = len(list((copy / PLUGINS).rglob("test_*.py")))
    if not status and passed < files and not arguments:
        print(f"error: of {files} files, with a test or more each, only {passed} tests were run.", file=sys.stderr)
        return 1
    return status


def passed_tests(folder: Path) -> int:
    """How many tests ran and passed by the reports in a folder."""
    passed = 0
    for report in folder.glob("*.xml"):
        for suite in ET.parse(report).getroot().iter("testsuite"):
            unhappy = sum(int(suite.get(name, 0)) for name in ("errors", "failures", "skipped"))
            passed += int(suite.get("tests", 0)) - unhappy
    return passed


def main() -> int:
    """Prepare, run, and pass ansible-test's exit code on."""
    commands = {"sanity": sanity, "units": units}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(f"error: say {' or '.join(commands)}.", file=sys.stderr)
        return 2
    base = Path(os.environ["AERIE_ENVIRONMENT"], sys.argv[1])
    prepare_home(base / "home")
    return commands[sys.argv[1]](base, sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
