# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Build one of the project's environments and run a command in it.

    python3 scripts/environment.py [--python 3.13] [--core 2.21] SET [-- COMMAND ...]

An environment is a folder ``.build/py3.11-core2.19`` per Python and ansible-core. It holds

- ``venv``: ansible-core with what the plugins, the lab, the tests and the benchmark import (sets base, test and bench);
- ``tools``: what makes the documentation (set docs), and the linters (set check), apart from what they check: check
  brings the set test along for mypy to read, and the set user for the archive to be tried in;
- ``user``: what a user of the collection installs (set user);
- ``molecule``: Molecule with what the plugins and the lab import (set molecule);
- ``collections``: ansible.netcommon, ansible.utils and arista.eos of the matching release of the ``ansible`` package,
  and ``aerie/arista`` as a link to the repository;
- ``home``: what Ansible would otherwise write to the user's home.

Nothing is done where nothing changed: each set leaves a stamp made of all that it depends on.
Only the standard library is used, and any Python from 3.8 on runs this file.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent

#: Change it when an environment built by an older version of this file must be built anew.
LAYOUT = 1

PYTHONS = ("3.11", "3.12", "3.13")
DEFAULT_CORE = "2.19"
#: The oldest controller Python of an ansible-core release; later releases are taken to need the last one named.
CORE_NEEDS_PYTHON = {"2.19": "3.11", "2.20": "3.12"}

#: Collections the tests need, as folders in the ``ansible`` package's wheel.
COLLECTIONS = ("ansible/netcommon", "ansible/utils", "arista/eos")

#: What each set installs, and where. A set includes the sets before it in the same virtual environment.
SETS = {
    "base": ("venv", ("requirements.txt", "tests/requirements-lab.txt")),
    "test": ("venv", ("requirements.txt", "tests/requirements.txt")),
    "bench": ("venv", ("requirements.txt", "tests/requirements.txt", "tests/requirements-bench.txt")),
    "user": ("user", ("requirements.txt",)),
    "docs": ("tools", ("tests/requirements-docs.txt",)),
    "check": ("tools", ("tests/requirements-docs.txt", "tests/requirements-check.txt")),
    "molecule": ("molecule", ("requirements.txt", "tests/requirements-lab.txt", "tests/requirements-molecule.txt")),
}

#: Sets that bring others along, in virtual environments of their own.
BRINGS = {"check": ("test", "user")}

#: The longest path of a unix socket is 107 bytes; the names of ansible-core's sockets need 11 of them, some are spare.
LONGEST_SOCKET_FOLDER = 90


def stop(sentence: str) -> NoReturn:
    """Leave with a plain sentence on stderr and exit code 2."""
    print(f"error: {sentence}", file=sys.stderr)
    raise SystemExit(2)


def release(version: str) -> tuple[int, ...]:
    """``"3.11"`` as ``(3, 11)``, so that versions compare as numbers."""
    return tuple(int(part) for part in version.split("."))


# -- interpreters ------------------------------------------------------------------------------------------------------


def probe(command: str) -> tuple[str, str] | None:
    """An interpreter's own path and its version, ``"3.11.7"``; None if it does not run, as a pyenv shim may not."""
    code = "import os, sys; print(os.path.realpath(sys._base_executable), '%d.%d.%d' % sys.version_info[:3], sep='\\n')"
    try:
        done = subprocess.run([command, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    path, version = done.stdout.splitlines()
    return path, version


def candidates(version: str) -> Iterator[str]:
    """Places where an interpreter of that version may be: PATH first, then the versions pyenv keeps."""
    found = shutil.which(f"python{version}")
    if found:
        yield found
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    for root in roots:
        folders = Path(root, "versions").glob(f"{version}*") if root else []
        for folder in sorted(folders, reverse=True):
            yield str(folder / "bin" / "python3")


def find_python(wanted: str) -> tuple[str, str]:
    """Path and version of the interpreter asked for: a version, a path, or nothing for the first that is supported."""
    if os.sep in wanted:
        found = probe(wanted)
        if found is None:
            stop(f"{wanted} is not a Python interpreter that runs.")
        return found
    if wanted and not re.fullmatch(r"3\.\d+(\.\d+)?", wanted):
        stop(f"PYTHON={wanted} is neither a version such as 3.11 nor the path of an interpreter.")
    if not wanted:
        found = probe("python3")
        if found and found[1].rsplit(".", 1)[0] in PYTHONS:
            return found
    for name in [wanted] if wanted else PYTHONS:
        for path in candidates(name):
            found = probe(path)
            if found and f"{found[1]}.".startswith(f"{name}."):
                return found
    missing = f"Python {wanted}" if wanted else "Python " + ", ".join(PYTHONS[:-1]) + f" or {PYTHONS[-1]}"
    stop(f"{missing} was found neither on PATH nor among pyenv's versions. Install it, or say PYTHON=/path/to/python3.")


def check_core(core: str, python_version: str) -> None:
    """Refuse what is not a release of ansible-core, and a Python that is too old for it."""
    if not re.fullmatch(r"2\.\d+", core):
        stop(f"CORE={core} is not a release of ansible-core such as {DEFAULT_CORE}.")
    needed = CORE_NEEDS_PYTHON.get(core, list(CORE_NEEDS_PYTHON.values())[-1])
    if release(core) < release(DEFAULT_CORE):
        stop(f"ansible-core {core} is not supported: the oldest is {DEFAULT_CORE}.")
    if release(python_version)[:2] < release(needed):
        stop(f"ansible-core {core} needs Python {needed} or newer, this is {python_version}.")


# -- building ----------------------------------------------------------------------------------------------------------


class Environment:
    """The folder of one Python and one ansible-core."""

    def __init__(self, python: str, python_version: str, core: str) -> None:
        self.python = python
        self.python_version = python_version
        self.core = core
        short = ".".join(python_version.split(".")[:2])
        self.name = f"py{short}-core{core}"
        self.folder = Path(ROOT, os.environ.get("BUILD") or ".build", self.name)
        self.collections = self.folder / "collections"
        self.home = self.folder / "home"

    def ensure(self, wanted: str) -> None:
        """Build what the set needs and is not there, or not of this state of the project."""
        self._make_folder()
        with self._locked():
            self._ensure_home()
            self._ensure_collections()
            for name in (*BRINGS.get(wanted, ()), wanted):
                self._ensure_set(name)

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            stop(f"{self.folder} cannot be made ({error.strerror}). BUILD=/another/folder puts it elsewhere.")
        if not os.access(self.folder, os.W_OK):
            stop(f"{self.folder} belongs to another user. Remove it, or build elsewhere with BUILD=/another/folder.")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Two builds at a time would spoil each other."""
        with open(self.folder / "lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ensure_home(self) -> None:
        """An empty ansible.cfg keeps the user's own, and the system's, from having a say."""
        self.home.mkdir(exist_ok=True)
        config = self.home / "ansible.cfg"
        if not config.exists():
            config.write_text("# Empty, so that no other ansible.cfg is read.\n", encoding="utf-8")

    def _ensure_collections(self) -> None:
        """Unpack the collections the tests need, and link the repository in as aerie/arista."""
        tree = self.collections / "ansible_collections"
        stamp = self.collections / "stamp"
        key = f"{LAYOUT} {self.core} {' '.join(COLLECTIONS)}"
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != key:
            shutil.rmtree(self.collections, ignore_errors=True)
            tree.mkdir(parents=True)
            self._unpack_collections(tree)
            stamp.write_text(key, encoding="utf-8")
        link = tree / "aerie" / "arista"
        if not link.is_symlink() or link.resolve() != ROOT:
            link.parent.mkdir(exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(os.path.relpath(ROOT, link.parent))

    def _unpack_collections(self, tree: Path) -> None:
        """Take the folders out of the package ``ansible``: 12 goes with ansible-core 2.19, 13 with 2.20, and so on."""
        series = release(self.core)[1] - 7
        self._say(f"collections of ansible {series}")
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            self._run(
                [*self._pip(self.python), "download", "--no-deps", "--dest", folder, f"ansible=={series}.*"],
                f"The package ansible {series}, which carries the collections, cannot be downloaded",
            )
            (wheel,) = Path(folder).glob("ansible-*.whl")
            with zipfile.ZipFile(wheel) as archive:
                prefixes = tuple(f"ansible_collections/{name}/" for name in COLLECTIONS)
                archive.extractall(tree.parent, [name for name in archive.namelist() if name.startswith(prefixes)])

    def _ensure_set(self, name: str) -> None:
        folder, files = SETS[name]
        venv = self.folder / folder
        siblings = [other for other in SETS if SETS[other][0] == folder]
        stamps = {other: venv / f"stamp-{other}" for other in siblings}
        found = {other: stamps[other].read_text(encoding="utf-8") for other in siblings if stamps[other].exists()}
        current = {other for other in found if found[other] == self._key(other)}
        if any(siblings.index(other) >= siblings.index(name) for other in current):
            return
        if not current or current != set(found):
            self._make_venv(venv)
        self._say(f"packages for {name}")
        arguments = [item for file in files for item in ("--requirement", str(ROOT / file))]
        if self._constraints().exists():
            arguments += ["--constraint", str(self._constraints())]
        self._run(
            [*self._pip(str(venv / "bin" / "python")), "install", f"ansible-core=={self.core}.*", *arguments],
            f"The packages of {', '.join(files)} cannot be installed",
        )
        stamps[name].write_text(self._key(name), encoding="utf-8")

    def _make_venv(self, venv: Path) -> None:
        self._say(f"Python {self.python_version}")
        shutil.rmtree(venv, ignore_errors=True)
        self._run(
            [self.python, "-m", "venv", str(venv)],
            f"{self.python} cannot make a virtual environment (on Debian and Ubuntu that needs python3-venv)",
        )

    def _constraints(self) -> Path:
        return ROOT / "tests" / f"constraints-core-{self.core}.txt"

    def _key(self, name: str) -> str:
        """All that the set's contents depend on. The folder is part of it: a virtual environment cannot be moved."""
        parts = [str(LAYOUT), str(self.folder), self.python, self.python_version, self.core]
        parts += [text for file in SETS[name][1] for text in _requirements(ROOT / file)]
        if self._constraints().exists():
            parts.append(self._constraints().read_text(encoding="utf-8"))
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @staticmethod
    def _pip(python: str) -> list[str]:
        return [python, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]

    def _say(self, what: str) -> None:
        print(f"preparing {self.name}: {what}", file=sys.stderr, flush=True)

    @staticmethod
    def _run(command: list[str], trouble: str) -> None:
        """Run quietly; when it fails, show what it said and then what it means."""
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            sys.stderr.write(done.stdout)
            stop(f"{trouble}.")

    # -- using it ------------------------------------------------------------------------------------------------------

    def variables(self, wanted: str) -> dict[str, str]:
        """The environment variables of a command that runs here.

        Ansible keeps off the user's home and settings, and no proxy comes between the tests and the loopback
        addresses that they talk to.
        """
        ours = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        # ansible-test still installs its tools: ansible_tests.py hands its pip the proxy.
        proxies = [os.environ[name] for name in ("https_proxy", "HTTPS_PROXY") if os.environ.get(name)]
        ours["AERIE_PIP_PROXY"] = proxies[0] if proxies else ""
        tools = self.folder / "tools"
        venv = self.folder / ("venv" if wanted == "check" else SETS[wanted][0])
        folders = [venv / "bin", *([tools / "bin"] if wanted == "check" else [])]
        ours["PATH"] = os.pathsep.join([*map(str, folders), ours.get("PATH", os.defpath)])
        for name in ("PYTHONHOME", "PYTHONPATH"):
            ours.pop(name, None)
        sockets = self.home / "pc"
        if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
            sockets = _short_folder(self.folder)
        ours.update(
            VIRTUAL_ENV=str(venv),
            AERIE_ENVIRONMENT=str(self.folder),
            ANSIBLE_COLLECTIONS_PATH=str(self.collections),
            ANSIBLE_CONFIG=str(self.home / "ansible.cfg"),
            ANSIBLE_HOME=str(self.home),
            ANSIBLE_LOCAL_TEMP=str(self.home / "tmp"),
            ANSIBLE_REMOTE_TEMP=str(self.home / "tmp"),
            ANSIBLE_PERSISTENT_CONTROL_PATH_DIR=str(sockets),
            EAPI_SESSION_STORE=str(self.home / "sessions"),
        )
        return ours


def _requirements(file: Path) -> list[str]:
    """The text of a requirements file and of those it refers to."""
    text = file.read_text(encoding="utf-8")
    inner = re.findall(r"^-r (\S+)", text, re.MULTILINE)
    return [text, *(part for name in inner for part in _requirements(file.parent / name))]


def _short_folder(folder: Path) -> Path:
    """A folder for sockets where the project's own path is too long for one, and for this user alone."""
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
    path = Path(tempfile.gettempdir(), f"aerie-{os.getuid()}-{digest}")
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        stop(f"{path} is not a folder of yours alone. Remove it and try again.")
    return path


def main() -> None:
    """Read the command line, build, and become the command."""
    parser = argparse.ArgumentParser(description="Build an environment of the project and run a command in it.")
    parser.add_argument("--python", default="", help="version or path (default: the first that is supported)")
    parser.add_argument("--core", default="", help=f"release of ansible-core (default: {DEFAULT_CORE})")
    parser.add_argument("--find", action="store_true", help="only find the interpreter and print its path")
    parser.add_argument("set", choices=list(SETS), nargs="?", default="base", help="what to install")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="what to run there, after --")
    arguments = parser.parse_args()

    python, version = find_python(arguments.python)
    core = arguments.core or DEFAULT_CORE
    check_core(core, version)
    if arguments.find:
        print(f"Python {version} for ansible-core {core}: {python}")
        return
    environment = Environment(python, version, core)
    environment.ensure(arguments.set)
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if command:
        os.chdir(ROOT)
        variables = environment.variables(arguments.set)
        path = shutil.which(command[0], path=variables["PATH"])
        if path is None:
            stop(f"{command[0]} was not found.")
        sys.stdout.flush()
        os.execve(path, command, variables)


if __name__ == "__main__":
    main()
