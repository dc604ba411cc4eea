# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guides in docs/, followed: their files are written, their commands are run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .playrun import PLAY_SECONDS

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: The programs of a guide's commands that are run; the others install something.
PROGRAMS = ("ansible", "ansible-inventory", "ansible-playbook", "python")


#: A fenced block, and before it, if it cannot be run, a comment with the reason.
BLOCK = re.compile(r"(?:^<!-- not run: (?P<reason>.+?) -->\n+)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A block of a page; ``reason`` is why no test runs it, or empty."""

    language: str
    text: str
    reason: str


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page."""
    return [Block(found["language"], found["text"], found["reason"] or "") for found in BLOCK.finditer(text)]


class Guide:
    """One page."""

    def __init__(self, name: str) -> None:
        self.text = (DOCS / f"{name}.md").read_text()

    def blocks(self, language: str) -> list[str]:
        """The text of the fenced blocks in a language."""
        return re.findall(rf"^```{language}\n(.*?)^```", self.text, re.M | re.S)

    def data(self, run: bool = False) -> list[Any]:
        """The content of its YAML, block by block; ``run`` leaves out those that the page marks as not run."""
        marked = {block.text for block in blocks(self.text) if block.reason}
        return [yaml.safe_load(block) for block in self.blocks("yaml") if not (run and block in marked)]

    def files(self) -> dict[str, str]:
        """The YAML blocks that begin with the name of a file, by that name."""
        named = (re.match(r"# (\S+\.yml)\b", block) for block in self.blocks("yaml"))
        return {match[1]: match.string for match in named if match}

    def commands(self) -> list[list[str]]:
        """The commands that are run, in their order, as lists of words."""
        text = "".join(block.text for block in blocks(self.text) if block.language == "sh" and not block.reason)
        lines = text.replace("\\\n", " ").splitlines()
        return [words for line in lines if (words := shlex.split(line, comments=True)) and words[0] in PROGRAMS]


def write(folder: Path, files: Mapping[str, str], replaced: Mapping[str, str]) -> None:
    """Write a guide's files, with what is true of the lab in place of what is true of the guide's example."""
    for name, given in files.items():
        text = given
        for old, new in replaced.items():
            text = text.replace(old, new)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run(words: list[str], folder: Path, env: Mapping[str, str], timeout: float = PLAY_SECONDS) -> str:
    """Run a guide's command in its folder; returns what it printed, and raises with it where it fails."""
    program = str(Path(sys.executable).with_name(words[0]))
    done = subprocess.run(
        [program, *(word.replace("$PWD", str(folder)) for word in words[1:])],
        cwd=folder,
        env={**env, "PWD": str(folder)},  # as a shell has it
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(words)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout
