# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Build the collection's archive, look into it, import it as a registry does, and use it as a user does.

    python3 scripts/environment.py check -- python scripts/package.py

The archive is built from a copy of the project's files, with litter beside them that tools leave in a checkout and that
must not get in. It is put into ``.build/dist`` when all went well.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tree import copy_tree

ENVIRONMENT = Path(os.environ["AERIE_ENVIRONMENT"])
#: The Python of the tests, which has what the lab imports.
LAB_PYTHON = Path(os.environ["VIRTUAL_ENV"], "bin", "python")
#: The Python of the tools, galaxy-importer among them.
TOOLS_PYTHON = ENVIRONMENT / "tools" / "bin" / "python"
#: A virtual environment with ansible-core and requirements.txt alone.
USER = ENVIRONMENT / "user"

#: All that an archive may hold.
ALLOWED = (
    *("CHANGELOG.*", "CONTRIBUTING.md", "COPYING", "FILES.json", "LICENSES/*.txt", "MANIFEST.json", "README.md"),
    *("REUSE.toml", "SECURITY.md", "bindep.txt", "changelogs/*.yaml", "changelogs/fragments/*.yml"),
    *("docs/*.json", "docs/*.md", "docs/*.png", "extensions/*.md", "extensions/*.py", "extensions/*.yml"),
    *("meta/*.yml", "playbooks/*.yml", "playbooks/*.j2", "plugins/*.py", "requirements.txt"),
    *("roles/*.md", "roles/*.yml", "roles/*.j2", "extensions/awx/project/ansible.cfg"),
    *("tests/config.yml", "tests/lab/*.md", "tests/lab/*.py", "tests/lab/eos/features/*.txt"),
    "tests/lab/eos/types/*.txt",
    "tests/requirements-lab.txt",
)
#: Some of what users are told to use; the rest of the folder then is there as well.
NEEDED = (
    *("CONTRIBUTING.md", "COPYING", "README.md", "SECURITY.md", "changelogs/changelog.yaml", "docs/connections.md"),
    *("extensions/molecule/shared/create.yml", "meta/runtime.yml", "playbooks/demo.yml", "plugins/connection/eapi.py"),
    *("requirements.txt", "roles/lab/tasks/main.yml", "tests/lab/__main__.py", "tests/lab/eos/features/bgp.txt"),
    "tests/requirements-lab.txt",
)
#: What a checkout in use holds beside the project.
LITTER = (
    *(".ansible/x.yml", ".build/dist/x.py", ".mypy_cache/x.json", ".pytest_cache/README.md", ".ruff_cache/x"),
    *(".venv/bin/x.py", "aerie-arista-0.0.1.tar.gz", "changelogs/.plugin-cache.yaml", "collections/x.py"),
    *("importer_result.json", "plugins/modules/__pycache__/x.cpython-311.pyc", "tests/output/x.xml"),
)

#: Stands for the address of the repository, which the importer wants, while galaxy.yml names none.
PLACEHOLDER = "repository: https://repository.invalid/aerie/arista\n"
PLAY = """\
- hosts: switches
  gather_facts: false
  tasks:
    - aerie.arista.eapi_command:
        commands: show version
      register: version
    - ansible.builtin.assert:
        that:
          - version.stdout[0].version is match('[0-9]+\\\\.[0-9]+')
          - "'5,6,7' | aerie.arista.expand_vlans == [5, 6, 7]"
          - version.responses | aerie.arista.query('[0].output.modelName') == version.stdout[0].modelName
"""


def stop(sentence: str) -> None:
    """Leave with a plain sentence."""
    raise SystemExit(f"error: {sentence}")


def run(command: Sequence[str | Path], folder: Path, variables: dict[str, str] | None = None) -> str:
    """Run a command, and return what it printed; show that and leave where it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        print(done.stdout)
        stop(f"{' '.join(words)} failed with {done.returncode}.")
    return done.stdout


# -- what is in it -----------------------------------------------------------------------------------------------------


def build(copy: Path, folder: Path) -> Path:
    """The archive of a copy, in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    run(["ansible-galaxy", "collection", "build", "--output-path", folder, copy], ENVIRONMENT)
    (archive,) = folder.glob("aerie-arista-*.tar.gz")
    return archive


def scatter(copy: Path) -> None:
    """Put litter into a copy."""
    for name in LITTER:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("litter\n", encoding="utf-8")


def faults(names: Iterable[str]) -> list[str]:
    """What is wrong with the list of an archive's files, in sentences."""
    names = set(names)
    surplus = sorted(
        name
        for name in names
        if name in LITTER or "__pycache__" in name or not any(fnmatch.fnmatchcase(name, pattern) for pattern in ALLOWED)
    )
    missing = sorted(set(NEEDED) - names)
    return [
        *(f"{name} is in the archive: name it in build_ignore of galaxy.yml, or in ALLOWED" for name in surplus),
        *(f"{name} is not in the archive" for name in missing),
    ]


def look_into(archive: Path) -> int:
    """Leave if something is there that should not be, or the other way round; the number of files."""
    with tarfile.open(archive) as content:
        names = [member.name for member in content.getmembers() if not member.isdir()]
    found = faults(names)
    if found:
        stop("\n  ".join([f"{archive.name} is not what it should be:", *found]))
    return len(names)


# -- as a registry ---------------------------------------------------------------------------------------------------


def complaints(said: str) -> list[str]:
    """The importer's warnings and errors."""
    return [line for line in said.splitlines() if line.startswith(("WARNING", "ERROR", "CRITICAL"))]


def import_it(copy: Path, folder: Path) -> bool:
    """Run galaxy-importer, and leave if it finds fault; whether galaxy.yml names a repository."""
    about = copy / "galaxy.yml"
    text = about.read_text(encoding="utf-8")
    named = re.search(r"^repository:", text, re.MULTILINE) is not None
    if not named:
        about.write_text(text + PLACEHOLDER, encoding="utf-8")
    archive = build(copy, folder / "import")
    home = folder / "home"
    home.mkdir(exist_ok=True)
    # The importer reads the archive's name up to the first dash, and writes its result where it is started.
    importer: list[str | Path] = [TOOLS_PYTHON, "-m", "galaxy_importer.main", archive.name]
    # Its ansible-lint sees neither the collections that ours depends on nor ours by its name; our own check does.
    variables = {**os.environ, "HOME": str(home), "GALAXY_IMPORTER_RUN_ANSIBLE_LINT": "false"}
    said = run(importer, archive.parent, variables)
    found = complaints(said)
    if found or "Importer processing completed successfully" not in said:
        stop("\n  ".join(["galaxy-importer finds fault:", *(found or said.splitlines())]))
    return named


# -- as a user -------------------------------------------------------------------------------------------------------


def use(archive: Path) -> str:
    """Install the archive into an empty folder, start the lab that it brings, and run a play; the play's recap."""
    with tempfile.TemporaryDirectory(prefix="aerie-user-") as name:
        home = Path(name)
        variables = {
            "HOME": name,
            "LANG": os.environ.get("LANG", "C.UTF-8"),
            "PATH": os.pathsep.join([str(USER / "bin"), os.defpath]),
        }
        run(["ansible-galaxy", "collection", "install", "--no-deps", "--offline", archive], home, variables)
        documented = run(["ansible-doc", "-t", "connection", "aerie.arista.eapi"], home, variables)
        if "ansible_eapi_transport" not in documented:
            stop("ansible-doc does not know the options of the installed connection.")
        said = play(home, variables).strip().splitlines()[-1]
        if not re.search(r"\bok=2\b.*\bfailed=0\b", said):
            stop(f"the play did not run its two tasks: {said}")
        return said


def play(home: Path, variables: dict[str, str]) -> str:
    """Run the play on a lab of one switch, out of the installed collection; what it printed."""
    tool = home / ".ansible" / "collections" / "ansible_collections" / "aerie" / "arista" / "tests" / "lab"
    lab: list[str | Path] = [LAB_PYTHON, tool]
    state = home / "state"
    (home / "play.yml").write_text(PLAY, encoding="utf-8")
    run([*lab, "up", "--switches", "1", "--state", state, "--detach"], home, variables)
    try:
        return run(["ansible-playbook", "-i", state / "inventory.yml", "play.yml"], home, variables)
    finally:
        run([*lab, "down", "--state", state], home, variables)


def main() -> int:
    """Go through it all; print what was found."""
    folder = ENVIRONMENT / "package"
    copy = copy_tree(folder)
    scatter(copy)
    archive = build(copy, folder / "build")
    print(f"{archive.name}: {look_into(archive)} files, {archive.stat().st_size // 1024} KiB")
    print(f"used in an empty environment: {use(archive)}")
    named = import_it(copy, folder)
    print("galaxy-importer finds no fault" + ("" if named else ", but galaxy.yml names no repository yet"))
    target = ENVIRONMENT.parent / "dist" / archive.name
    target.parent.mkdir(exist_ok=True)
    shutil.copy2(archive, target)
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
