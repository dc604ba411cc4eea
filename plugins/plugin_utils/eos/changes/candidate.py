# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines to enter in a session, from the options of a task."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...common.errors import InputError
from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Command, parse_commands
from ...eapi.protocol.words import no_text, runs_at_once
from .. import ask
from ..ask import Runner
from ..config import compare as config_diff
from ..config import numbered
from ..config.configuration import Config
from ..config.moves import vrf_first
from ..config.tree import ConfigError
from .estimate import entered

#: The ways to say what is wanted, of which a task uses one.
SOURCES: t.Final = ("lines", "src", "content", "rollback")
#: Options that are names on the switch: more than a word would be another command.
_NAMES: t.Final = ("session", "checkpoint", "reclaim")
#: What the CLI takes for a pipe, a file to write, a question or a quotation, and what is no plain ASCII.
_NOT_IN_NAMES: t.Final = re.compile(r"""[^!-~]|[|<>;&`'"\\$?!#]""")
_CHECKPOINT: t.Final = re.compile(r"[\w.@+-]+")
_FILE: t.Final = re.compile(r"(?:checkpoint|flash|file|drive|usb1):[\w./@+-]+|startup-config")
#: Modes that have commands of their own by the names of a session's, and these commands.
_OWN_COMMANDS: t.Final[Mapping[str, tuple[str, ...]]] = {"control-functions": ("commit", "compile", "abort")}


@dataclass(frozen=True)
class Candidate:
    """The commands to enter; `clean` says that they are the whole configuration.

    :ivar wanted: the lines among them that stand in the running configuration afterwards, as far as is known here.
    :ivar given: the lines of the task, where those are a part of the configuration.
    :ivar before: the commands ahead of them, which are read at the top.
    """

    commands: tuple[Command, ...]
    clean: bool = False
    wanted: Config | None = None
    given: Config | None = None
    before: tuple[Command, ...] = ()

    def entered_in(self, running: str) -> str:
        """The configuration with the change, without asking the switch: an estimate."""
        wanted = self.wanted if self.wanted is not None else Config()
        if self.clean:
            return wanted.text()
        ahead = Config.from_lines([command.cmd for command in self.before])
        return entered(wanted, entered(ahead, running))


def _check_names(args: Mapping[str, t.Any]) -> None:
    for name in _NAMES:
        for value in args[name] if isinstance(args[name], list) else [args[name] or "-"]:
            if len(value.split()) != 1 or value != value.strip():
                raise InputError(f"{name} is '{value}': a name is one word.")
            if _NOT_IN_NAMES.search(value):
                raise InputError(
                    f"{name} is '{value}': the CLI would not take each of its characters as a part of the name.",
                    hint="Use letters, digits, '-', '_' and '.'.",
                )


def check_combinations(args: Mapping[str, t.Any]) -> None:
    """Refuse options that do not go together.

    :raises InputError: naming them.
    """
    _check_names(args)
    if "\n" in (args["description"] or ""):
        raise InputError("description has several lines: it is one.")
    given = [name for name in SOURCES if args[name] is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} are given: use one of {', '.join(SOURCES)}.")
    if not given and args["diff_against"] == "session" and args["save"] != "always" and not args["backup"]:
        raise InputError(f"nothing is asked for: give one of {', '.join(SOURCES)}.")
    for name in ("parents", "before", "after"):
        if args[name] is not None and args["lines"] is None:
            raise InputError(f"{name} goes with lines.")
    if args["replace"] == "config" and args["lines"] is not None:
        raise InputError(
            "replace=config needs a whole configuration: give it as src, content or rollback, not as lines."
        )
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
    check_characters(args, text)
    if text is None:
        wanted = _read_configuration(lambda: Config.from_lines(args["lines"], args["parents"] or ()), "lines")
        target = wanted.section(wanted.parents)
        if target is None or target.empty:
            raise InputError(
                "lines: nothing is to be configured: the list is empty.",
                hint="A section that is to exist is a line itself: its header, in lines.",
            )
        return _missing(args, wanted, running)
    source = next(name for name in SOURCES if args[name] is not None)
    if args["replace"] == "config" or args["rollback"] is not None:
        whole = _read_configuration(lambda: Config.parse(text, whole=True), source)
        _check_sections(whole, source)
        return Candidate(tuple(vrf_first(whole.commands())), clean=True, wanted=whole)
    return _missing(args, _read_configuration(lambda: Config.parse(text), source), running)


def _missing(args: Mapping[str, t.Any], wanted: Config, running: Callable[[], str]) -> Candidate | None:
    given = wanted
    before, after = (parse_commands(args[name], name) if args[name] else () for name in ("before", "after"))
    # If only the lines themselves would be entered, the switch's own diff shows what is missing.
    if before or after or args["match"] in ("strict", "exact") or args["replace"] == "block":
        now = Config.parse(running())
        found = config_diff.missing(wanted, now, match=args["match"], replace=args["replace"])
        if not found:
            return None
        wanted = config_diff.anew(wanted, now) if before else found
    _check_sections(wanted, "the configuration")
    for name, commands in (("before", before), ("after", after)):
        _check_configures(commands, name)
    if not wanted:
        source = next(name for name in SOURCES if args[name] is not None)
        raise InputError(f"{source}: nothing is to be configured: the given configuration is empty.")
    lines = numbered.make_room(config_diff.changes(wanted, before, after), running)
    return Candidate(tuple(vrf_first(lines)), wanted=wanted, given=given, before=before)


def check_characters(args: Mapping[str, t.Any], text: str | None) -> None:
    """Refuse control characters, and bytes that are not UTF-8, in what the user wrote.

    :raises InputError: naming the option, the line and the column, both from 1 on.
    """
    written = [(name, args[name]) for name in ("parents", "lines", "before", "after")]
    if args["rollback"] is None:
        written.append((next((name for name in SOURCES if args[name] is not None), "text"), text))
    for name, value in written:
        for place, item in enumerate(value if isinstance(value, list) else [value]):
            where = f"{name}[{place}]" if isinstance(value, list) else name
            parts = item.values() if isinstance(item, Mapping) else [item]
            for part in parts:
                _check_text(part, where)


def _check_text(value: t.Any, where: str) -> None:
    found = no_text(value, lines=True) if isinstance(value, str) else None
    if found is None:
        return
    before = value[: found.start()]
    line, column = before.count("\n") + 1, found.start() - (before.rfind("\n") + 1) + 1
    code = ord(found[0])
    what = "a byte that is not UTF-8" if code >= 0xD800 else f"the control character U+{code:04X}"
    raise InputError(f"{where}, line {line}, column {column}: {what} stands there.", hint="Save the text as UTF-8.")


def _check_sections(config: Config, name: str) -> None:
    """As _check_configures, for the lines of a configuration. A mode's own commands are part of the mode."""
    path: list[str] = [""]
    for depth, section in config.walk():
        path[depth + 1 :] = [section.line]
        if section.line not in _OWN_COMMANDS.get(path[depth], ()):
            _check_configures([Command(section.line)], name)


def _check_configures(commands: Sequence[Command], name: str) -> None:
    """Refuse commands that end or change the session, or that do something at once: a session could not take them back.

    :raises InputError: naming the command.
    """
    for command in commands:
        if runs_at_once(command.cmd):
            raise InputError(
                f"{name} has the command '{command.shown}', which is no configuration.",
                hint="The module commits by itself. Run commands with aerie.arista.eapi_command.",
            )


def _read_configuration(read: Callable[[], Config], name: str) -> Config:
    """Read a configuration; an error names the option."""
    try:
        return read()
    except ConfigError as error:
        reason = error.reason if error.place.startswith((name, "parents")) else f"{name}: {error.reason}"
        raise InputError(reason, hint=error.hint) from None


def kept(runner: Runner, target: str) -> str:
    """The text of a configuration that the switch keeps: a checkpoint's name, or a file.

    :raises InputError: if there is none of that name.
    """
    plain = _CHECKPOINT.fullmatch(target) and target != "startup-config"
    url = f"checkpoint:{target}" if plain else target
    if not _FILE.fullmatch(url):
        known = "a checkpoint's name, checkpoint:NAME, flash:FILE or startup-config"
        raise InputError(f"rollback is '{target}': it is {known}.")
    try:
        return ask.text(runner, "show startup-config" if url == "startup-config" else f"more {url}")
    except CommandError as error:
        raise InputError(
            f"rollback: the switch has no {url} ({'; '.join(error.errors) or error.reason}).",
            host=error.host,
            hint="See 'show configuration checkpoints' and 'dir flash:' there.",
        ) from error
