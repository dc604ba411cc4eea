# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""How much of given configurations a switch takes: the lines that it refuses, and the lines that it does not show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .eos.cli import Cli, Line
from .eos.configure.engine import with_defaults
from .eos.errors import CommandError, InvalidCommand
from .eos.releases import release as release_number
from .eos.switch import Switch, SwitchSpec, User
from .eos.tree import Config

#: The suffixes of files that hold configurations.
SUFFIXES = (".cfg", ".conf", ".txt", ".eos")
INDENT = 3
#: Path of a line: the sections above it, then the line.
Path_ = tuple[str, ...]


@dataclass
class Result:
    """What became of the lines of some configurations; ``refused`` and ``lost`` count kinds of lines."""

    configurations: int = 0
    whole: int = 0
    lines: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def report(self, limit: int | None = None) -> Iterator[str]:
        """The lines of a report, the most frequent kinds first; at most ``limit`` of each sort."""
        refused, lost = sum(self.refused.values()), sum(self.lost.values())
        yield f"{self.configurations} configurations, {self.whole} accepted whole"
        yield f"{self.lines} lines, {refused} refused ({len(self.refused)} kinds), {lost} accepted but not shown"
        for title, kinds in (("refused", self.refused), ("not shown", self.lost)):
            for kind, count in kinds.most_common(limit):
                yield f"{count:6} {title}: {kind}"


def judge(folder: Path, release: str) -> Result:
    """Enter every configuration below a folder into a fresh switch of a release; ValueError where there is none."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    if not files:
        raise ValueError(f"no configuration ({', '.join(SUFFIXES)}) in {folder}")
    result = Result()
    for path in files:
        _judge_one(path.read_text(errors="replace"), release, result)
    return result


def _judge_one(text: str, release: str, result: Result) -> None:
    """Enter one configuration; a section that is refused takes the lines below it along."""
    config = Config()
    cli = Cli(Switch(SwitchSpec("accepts", eos=release)), User("root", 15))
    cli.enabled = True
    cli.enter_configuration(config)
    taken: list[Path_] = []
    before = sum(result.refused.values())
    path: Path_ = ()
    closed: int | None = None
    rows = iter(text.splitlines())
    for row in rows:
        stripped = row.strip()
        depth = (len(row) - len(row.lstrip(" ")) + INDENT - 1) // INDENT
        if not stripped or stripped.startswith("!") or stripped == "end":
            continue
        path = (*path[:depth], stripped)
        result.lines += 1
        if closed is not None and depth > closed:
            result.refused[_kind(path, 1)] += 1
            continue
        closed = None
        cli.leave_modes(1 + depth)
        try:
            cli.run(Line(stripped, input=_body(rows, cli.heredocs(stripped))), text=True)
            taken.append(path)
        except CommandError as error:
            result.refused[_kind(path, int(error.at) + 1 if isinstance(error, InvalidCommand) else 99)] += 1
            closed = depth
    cli.leave_modes(1)
    result.configurations += 1
    result.whole += sum(result.refused.values()) == before
    everything = Config(with_defaults(config.root, number=release_number(release)))
    shown = {*_paths(config.text()), *_paths(everything.text())}
    result.lost.update(_kind(path, 99) for path in taken if path not in shown and path[-1] != "exit")


def _body(rows: Iterator[str], texts: int) -> str | None:
    """The texts, each up to its line ``EOF``, that follow a line; None where none does."""
    if not texts:
        return None
    return "\n".join(line for _text in range(texts) for line in [*iter(lambda: next(rows, "EOF"), "EOF"), "EOF"])


def _paths(text: str) -> Iterator[Path_]:
    path: Path_ = ()
    for row in text.splitlines():
        if row.strip() and not row.strip().startswith("!"):
            path = (*path[: (len(row) - len(row.lstrip(" "))) // INDENT], row.strip())
            yield path


def _kind(path: Path_, words: int) -> str:
    """The first word of each section above, and a line up to the word that was refused; ``N`` for what has a digit."""
    line = path[-1].split()[:words]
    above = [" ".join(part.split()[:2]) for part in path[:-1]]
    return " > ".join([*map(_without_numbers, above), _without_numbers(" ".join(line))])


def _without_numbers(text: str) -> str:
    return " ".join("N" if any(letter.isdigit() for letter in word) else word for word in text.split())
