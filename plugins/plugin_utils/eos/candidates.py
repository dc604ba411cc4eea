# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be entered in a session, from the ways in which a user can say it."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..eapi.commands import Command
from ..eapi.errors import CommandError, InputError
from . import config_diff
from .changes import show
from .config import Config, ConfigError
from .sessions import Runner

#: The ways to say what is wanted, of which a task uses one.
SOURCES: t.Final = ("lines", "src", "content", "rollback")
_CHECKPOINT: t.Final = re.compile(r"[\w.@+-]+")
_FILE: t.Final = re.compile(r"(?:checkpoint|flash|file|drive|usb1|extension|startup-config):?[\w./@+-]*")


@dataclass(frozen=True)
class Candidate:
    """The commands to enter; `clean` says that they are the whole configuration."""

    commands: tuple[Command, ...]
    clean: bool = False


def check_combinations(args: Mapping[str, t.Any]) -> None:
    """Refuse options that do not go together.

    :raises InputError: naming them.
    """
    given = [name for name in SOURCES if args[name] is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} are given: use one of {', '.join(SOURCES)}.")
    if not given and args["diff_against"] == "session" and args["save"] != "always" and not args["backup"]:
        raise InputError(f"nothing is asked for: give one of {', '.join(SOURCES)}.")
    for name in ("parents", "before", "after"):
        if args[name] is not None and args["lines"] is None:
            raise InputError(f"{name} goes with lines.")
    if args["replace"] == "config" and args["lines"] is not None:
        raise InputError("replace=config needs a whole configuration: give it as src, content or rollback, not as lines.")
    if bool(args["commit_timer"]) != (args["confirm"] is not None):
        missing = "confirm" if args["commit_timer"] else "commit_timer"
        raise InputError(
            f"{missing} is not set: commit_timer and confirm go together.",
            hint="Say in confirm.commands what must work for the change to stay; a show command is enough.",
        )
    if (args["diff_against"] == "intended") != (args["intended"] is not None):
        raise InputError("diff_against=intended and intended go together.")


def build(args: Mapping[str, t.Any], text: str | None, running: Callable[[], str]) -> Candidate | None:
    """The candidate, or None where the running configuration holds all of it already.

    :param text: what src, content or rollback give.
    :param running: gets the running configuration, where that is needed to know.
    :raises InputError: for lines or a text that cannot be.
    """
    if args["lines"] is None and text is None:
        return None
    try:
        whole = args["replace"] == "config" or args["rollback"] is not None
        if whole:
            return Candidate(_whole(text or "", args), clean=True)
        wanted = Config.parse(text) if text is not None else _from_lines(args)
        return _missing(args, wanted, running)
    except ConfigError as error:
        raise InputError(f"{_source(args)}: {error}") from error


def _missing(args: Mapping[str, t.Any], wanted: Config, running: Callable[[], str]) -> Candidate | None:
    before, after = (_lines(args[name], name) for name in ("before", "after"))
    commands = wanted.commands()
    # Where nothing but the lines themselves would be entered, the switch knows best what is missing.
    if before or after or args["match"] in ("strict", "exact") or args["replace"] == "block":
        missing = config_diff.missing(wanted, Config.parse(running()), match=args["match"], replace=args["replace"])
        commands = missing.commands()
        if not commands:
            return None
    if not commands:
        raise InputError(f"{_source(args)} is empty: there is nothing to configure.")
    return Candidate((*before, *commands, *after))


def _whole(text: str, args: Mapping[str, t.Any]) -> tuple[Command, ...]:
    """The commands of a whole configuration. One that was clipped on its way would wipe out the rest, so it must say
    where it ends."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("!")]
    if not lines:
        raise InputError(f"{_source(args)} is empty: it would wipe out the whole configuration.")
    if lines[-1] != "end":
        raise InputError(
            f"{_source(args)} does not end with 'end', so it may have been clipped (its last line is '{lines[-1]}').",
            hint="End a whole configuration with the line 'end', as 'show running-config' does.",
        )
    commands = tuple(Config.parse(text).commands())
    if not commands:
        raise InputError(f"{_source(args)} holds no configuration: it would wipe out everything.")
    return commands


def _source(args: Mapping[str, t.Any]) -> str:
    return next((name for name in SOURCES if args[name] is not None), "lines")


def _from_lines(args: Mapping[str, t.Any]) -> Config:
    parents = [command.cmd for command in _lines(args["parents"], "parents")]
    return Config.from_lines(_lines(args["lines"], "lines"), parents)


def _lines(value: t.Any, name: str) -> list[Command]:
    """The commands of a line, a text of lines, a mapping, or a list of these. Indentation is kept: it tells sections."""
    items = [] if value is None else value if isinstance(value, list) else [value]
    found: list[Command] = []
    for place, item in enumerate(items):
        if isinstance(item, Mapping):
            unknown = sorted(set(item) - {"cmd", "input"})
            if unknown or not str(item.get("cmd") or "").strip():
                what = f"has the unknown key '{unknown[0]}'" if unknown else "has no 'cmd'"
                raise InputError(f"{name}[{place}] {what}: a line is a string or a mapping with cmd and input.")
            found.append(Command(str(item["cmd"]), str(item["input"]) if item.get("input") is not None else None))
        elif isinstance(item, (str, int, float)) and not isinstance(item, bool):
            found.extend(Command(line.rstrip()) for line in str(item).splitlines() if line.strip())
        else:
            raise InputError(f"{name}[{place}] is {item!r}: a line is a string or a mapping with cmd and input.")
    if value is not None and not found:
        raise InputError(f"{name} is empty.")
    return found


def kept(runner: Runner, target: str) -> str:
    """The text of a configuration that the switch keeps: a checkpoint\'s name, or a file.

    :raises InputError: if there is none of that name.
    """
    url = f"checkpoint:{target}" if _CHECKPOINT.fullmatch(target) else target
    if not _FILE.fullmatch(url):
        raise InputError(f"rollback is '{target}': it is a checkpoint's name, checkpoint:NAME or flash:FILE.")
    try:
        text = show(runner, f"more {url}")
    except CommandError as error:
        raise InputError(
            f"rollback: the switch has no {url} ({'; '.join(error.errors) or error.reason}).",
            host=error.host,
            hint="See 'show configuration checkpoints' and 'dir flash:' there.",
        ) from error
    return text if text.rstrip().endswith("end") else f"{text.rstrip()}\nend\n"
