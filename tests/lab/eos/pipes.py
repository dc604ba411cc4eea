# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The filters that a show command's text can be piped into."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import errors
from .grammar import Command

Filter = Callable[[str], str]


@dataclass(frozen=True)
class Writer:
    """``| redirect URL``, ``| append URL``, ``| tee URL``: a file takes the text; ``tee`` alone prints it, too."""

    url: str
    append: bool
    prints: bool


def split(command: Command, complete: bool = False) -> tuple[Command, list[Filter | Writer]]:
    """Cut a command at its pipes; raises InvalidCommand for an unknown filter, at its token.

    :param complete: whether filters may be abbreviated.
    """
    if "|" not in command.tokens:
        return command, []
    if complete:
        command = _completed(command)
    first = command.tokens.index("|")
    head = Command.parse(command.text[: command.offsets[first] - command.offsets[0]])
    pipes = _pipes(command)
    return head, [_filter(command, at, pipes) for at in pipes]


def _completed(command: Command) -> Command:
    """The same command with its filters in full, where they were abbreviated."""
    known = (*_FILTERS, *_NO_FILTERS, *_WRITERS)
    tokens = list(command.tokens)
    for at, token in enumerate(tokens[1:], 1):
        found = [name for name in known if name.startswith(token.lower())]
        if tokens[at - 1] == "|" and token not in known and len(found) == 1:
            tokens[at] = found[0]
    return Command(command.text, tuple(tokens), command.offsets)


def _pipes(command: Command) -> list[int]:
    """The tokens that are pipes; a later bar before a word that is no filter belongs to a regular expression.

    ``section`` takes the rest of the line as its expression, later bars and filters included.
    """
    tokens = command.tokens
    bars = [at for at, token in enumerate(tokens) if token == "|"]
    known = (*_FILTERS, *_NO_FILTERS, *_WRITERS)
    found = [at for at in bars if at == bars[0] or at + 1 == len(tokens) or tokens[at + 1] in known]
    sections = [at for at in found if tokens[at + 1 : at + 2] == ("section",)]
    return [at for at in found if not sections or at <= sections[0]]


def _filter(command: Command, pipe: int, pipes: list[int]) -> Filter | Writer:
    """The filter that stands after the pipe at this token."""
    following = [at for at in pipes if at > pipe]
    end = following[0] if following else len(command.tokens)
    if pipe + 1 >= end:
        raise errors.incomplete_command(pipe, "|")
    name = command.tokens[pipe + 1]
    stop = command.offsets[end] - command.offsets[0] if following else len(command.text)
    start = command.offsets[pipe + 2] - command.offsets[0] if pipe + 2 < end else stop
    argument = command.text[start:stop].strip().strip('"')
    if name in _NO_FILTERS:
        return lambda text: text
    if name in _WRITERS:
        if not argument:
            raise errors.incomplete_command(pipe + 1, name)
        return Writer(argument, append=name == "append", prints=name == "tee")
    if name not in _FILTERS:
        raise errors.invalid_input(pipe + 1, name)
    if not argument and name not in _COUNTED:
        raise errors.incomplete_command(pipe + 1, name)
    try:
        return _FILTERS[name](argument)
    except re.error:
        raise errors.CommandError(f"Invalid regular expression: {argument}") from None


def _include(argument: str) -> Filter:
    pattern = re.compile(argument, re.IGNORECASE)
    return lambda text: "".join(line for line in text.splitlines(True) if pattern.search(line.rstrip("\n")))


def _exclude(argument: str) -> Filter:
    pattern = re.compile(argument, re.IGNORECASE)
    return lambda text: "".join(line for line in text.splitlines(True) if not pattern.search(line.rstrip("\n")))


def _begin(argument: str) -> Filter:
    pattern = re.compile(argument, re.IGNORECASE)

    def begin(text: str) -> str:
        lines = text.splitlines(True)
        first = next((at for at, line in enumerate(lines) if pattern.search(line)), len(lines))
        return "".join(lines[first:])

    return begin


def _grep(argument: str) -> Filter:
    words = argument.split()
    options = "".join(word[1:] for word in words if word.startswith("-"))
    expression = " ".join(word for word in words if not word.startswith("-"))
    pattern = re.compile(expression, re.IGNORECASE if "i" in options else 0)

    def grep(text: str) -> str:
        lines = text.splitlines(True)
        return "".join(line for line in lines if bool(pattern.search(line.rstrip("\n"))) != ("v" in options))

    return grep


def _section(argument: str) -> Filter:
    """A bar that stands alone is no alternative: ``section X | no-more`` finds nothing."""
    pattern = re.compile(re.sub(r"(?<=\s)\|(?=\s)", r"\|", argument), re.IGNORECASE)
    return lambda text: section(text, pattern)


def section(text: str, pattern: re.Pattern[str]) -> str:
    """The blocks whose heading matches, whole; of other blocks the matching lines below their headings."""
    kept: list[str] = []
    parents: list[tuple[int, str, bool]] = []
    whole: int | None = None
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(" "))
        if whole is not None and (depth > whole or (line.strip() == "!" and depth == whole)):
            kept.append(line)
            whole = None if depth == whole else whole
            continue
        whole = None
        while parents and parents[-1][0] >= depth:
            parents.pop()
        if line.strip() in ("!", "end"):
            continue
        if pattern.search(line):
            kept.extend(heading for _at, heading, shown in parents if not shown)
            parents = [(at, heading, True) for at, heading, _shown in parents]
            kept.append(line)
            whole = depth
        parents.append((depth, line, whole is not None))
    return "".join(f"{line}\n" for line in kept)


def _counted(argument: str, first: bool) -> Filter:
    """``head`` and ``tail``, with the number of lines as ``N``, ``-N`` or ``-n N``; ten without one."""
    digits = re.fullmatch(r"(?:-n\s*|-)?(\d+)|", argument)
    if digits is None:
        raise errors.CommandError(f"Invalid number of lines: {argument}")
    count = int(digits[1] or 10)

    def cut(text: str) -> str:
        lines = text.splitlines(True)
        return "".join(lines[:count] if first else lines[len(lines) - min(count, len(lines)) :])

    return cut


#: Filters that change nothing here, those that write a file, and those that need no argument.
_NO_FILTERS = ("no-more", "nz")
_WRITERS = ("redirect", "append", "tee")
_COUNTED = ("head", "tail")
_FILTERS: dict[str, Callable[[str], Filter]] = {
    "include": _include,
    "exclude": _exclude,
    "begin": _begin,
    "grep": _grep,
    "section": _section,
    "head": lambda argument: _counted(argument, first=True),
    "tail": lambda argument: _counted(argument, first=False),
}
