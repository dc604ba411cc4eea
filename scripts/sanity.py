# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run ``ansible-test sanity`` on a copy of the collection, in an environment made by environment.py.

ansible-test wants the collection at ``ansible_collections/aerie/arista`` without a link, and a home of its own here, so
that the user's is left alone. It would fetch its pip from the open network; a script in its cache takes the pip that
Python bundles instead, so that the package index is all it needs.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Tests that are left out, each with the reason.
SKIPPED = {
    "pslint": "it needs PowerShell; the collection has no PowerShell files.",
    "shellcheck": "it needs a program outside the package index; the shell here is a few lines in scripts and .ci.",
}

BOOTSTRAP = '''\
"""Bring pip into an empty virtual environment from Python's own bundle, then the release asked for from the index."""
import subprocess
import sys

packages = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", *packages]))
'''


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


def copy_tree(base: Path) -> Path:
    """Copy the collection and link the ones it needs; returns the copy's folder."""
    tree = base / "ansible_collections"
    shutil.rmtree(tree, ignore_errors=True)
    copy = tree / "aerie" / "arista"
    for name in project_files():
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    needed = Path(os.environ["ANSIBLE_COLLECTIONS_PATH"], "ansible_collections")
    for namespace in ("ansible", "arista"):
        (tree / namespace).symlink_to(needed / namespace)
    # Otherwise ansible-test asks the git repository around the copy, which ignores it.
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet", str(copy)], check=True)
    return copy


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


def main() -> int:
    """Prepare, run, and pass ansible-test's exit code on."""
    base = Path(os.environ["AERIE_ENVIRONMENT"], "sanity")
    copy = copy_tree(base)
    prepare_home(base / "home")
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    command = ["ansible-test", "sanity", "--color", "no", "--truncate", "0", "--python", python]
    command += [item for name in SKIPPED for item in ("--skip-test", name)] + sys.argv[1:]
    variables = {key: value for key, value in os.environ.items() if not key.startswith("ANSIBLE_")}
    variables.update(HOME=str(base / "home"), PATH=search_path())
    return subprocess.run(command, cwd=copy, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
