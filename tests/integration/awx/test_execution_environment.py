# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Execution environments: ansible-builder makes a context, finds our requirements, and they install on their own."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest
import yaml

from support.awx_job import FOLDER
from support.playrun import PLAY_SECONDS

BUILDER = str(Path(sys.executable).with_name("ansible-builder"))
#: What the plugins import of other projects, beside ansible-core.
IMPORTS = "import cryptography, jmespath, requests, urllib3"


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PLAY_SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_context_is_made_of_our_definition(tmp_path: Path) -> None:
    run(
        BUILDER,
        "create",
        "-f",
        str(FOLDER / "execution-environment.yml"),
        "-c",
        str(tmp_path),
        "--output-filename",
        "Containerfile",
    )
    assert "ansible-galaxy collection install" in (tmp_path / "Containerfile").read_text()
    wanted = yaml.safe_load((tmp_path / "_build" / "requirements.yml").read_text())
    assert wanted == {"collections": [{"name": "aerie.arista"}]}


@pytest.mark.slow
def test_our_requirements_are_found_and_install(tmp_path: Path, collections_path: Path) -> None:
    found, bindep = tmp_path / "requirements.txt", tmp_path / "bindep.txt"
    # The folder as it is in an image: this collection and no other, whose requirements are not ours.
    link = tmp_path / "image" / "ansible_collections" / "aerie" / "arista"
    link.parent.mkdir(parents=True)
    link.symlink_to((collections_path / "ansible_collections" / "aerie" / "arista").resolve())
    run(BUILDER, "introspect", "--write-pip", str(found), "--write-bindep", str(bindep), str(tmp_path / "image"))
    lines = [line.split("#")[0].strip() for line in found.read_text().splitlines()]
    assert {re.split(r"[<>=~! ]", line)[0] for line in lines if line} >= {"requests", "urllib3", "jmespath"}
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(found))
    run(python, "-c", IMPORTS)
