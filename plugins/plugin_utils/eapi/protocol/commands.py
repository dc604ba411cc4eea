# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requested commands, with their formats and revisions."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...common.errors import InputError
from ...common.masking import masked
from .words import READING, no_text, reads

Format = t.Literal["json", "text"]
Version = int | t.Literal["latest"]

FORMATS: t.Final = ("json", "text")
COMMAND_KEYS: t.Final = ("cmd", "input", "revision", "format")

#: Commands after which the following ones mean something else, until the mode is left. A mode ends with its request.
CONFIGURES: t.Final = re.compile(r"con(?:f\w*)?(?![\w-])", re.IGNORECASE)
ENTERS_MODE: t.Final = re.compile(r"(?:con(?:f\w*)?|routing-context|cli vrf)(?![\w-])", re.IGNORECASE)
LEAVES_MODE: t.Final = re.compile(r"(?:end|commit|abort|disable)(?![\w-])", re.IGNORECASE)
ENABLES: t.Final = re.compile(r"enable(?:\s+\d+)?$")

#: What to do instead of a command that the API cannot run: specification, "Unsupported commands".
HINTS: t.Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"bash\b(?!.*\btimeout\b)"), "Over eAPI bash needs a timeout: 'bash timeout SECONDS COMMAND'."),
    (re.compile(r"reload\b(?!.*\bnow\b)"), "Over eAPI nobody can answer the question: use 'reload now'."),
    (re.compile(r"watch\b"), "'watch' is interactive: repeat the command with wait_for, retries and interval instead."),
    (
        re.compile(r"(?:ssh|telnet|terminal monitor|python-shell)\b"),
        "The command is interactive and cannot run over eAPI.",
    ),
)
PIPE_HINT: t.Final = "A pipe works on text only: use the text format, or filter the JSON reply in the playbook."
ABBREVIATION_HINT: t.Final = "eAPI takes commands in full; auto_complete, which EOS 4.22.4M has, accepts abbreviations."


@dataclass(frozen=True)
class Command:
    """One CLI command.

    :ivar cmd: the command line.
    :ivar input: what is typed after it (`banner motd`, an enable password); may be a secret, so it is not in repr().
    :ivar revision: the revision of the JSON model, or None.
    :ivar format: the command's own format, or None for the request's.
    """

    cmd: str
    input: str | None = field(default=None, repr=False)
    revision: int | None = None
    format: Format | None = None

    @property
    def shown(self) -> str:
        """The command line as it is shown: with masked secrets."""
        return masked(self.cmd)

    @property
    def read_only(self) -> bool:
        """True if running it twice is the same as running it once, and changes nothing.

        What is typed after a command that takes no text may become a command of its own.
        """
        return reads(self.cmd) and (self.input is None or self.cmd.lower().startswith("enable"))

    def hint(self, format: Format) -> str:
        """The hint for a command that the API refuses, or ""."""
        for pattern, hint in HINTS:
            if pattern.match(self.cmd):
                return hint
        piped = "|" in self.cmd and self.cmd.lower().split(maxsplit=1)[0] in READING  # elsewhere it is no pipe
        return PIPE_HINT if format == "json" and piped else ""

    def to_wire(self, revision: int | None = None) -> str | dict[str, t.Any]:
        """The form of the specification's section "Command Specification": a string where that is enough."""
        wire: dict[str, t.Any] = {"cmd": self.cmd}
        if self.input is not None:
            wire["input"] = self.input
        if revision is not None:
            wire["revision"] = revision
        return wire if len(wire) > 1 else self.cmd


def parse_command(item: t.Any, name: str = "commands[0]") -> Command:
    """Build a Command from a string or a mapping with the keys cmd, input, revision and format.

    :param name: what the user calls the place, for messages.
    :raises InputError: naming the place and what is wrong there.
    """
    if isinstance(item, str):
        item = {"cmd": item}
    if not isinstance(item, Mapping):
        raise InputError(f"{name} is {item!r}: a command is a string or a mapping with {', '.join(COMMAND_KEYS)}.")
    unknown = sorted(str(key) for key in item if key not in COMMAND_KEYS)
    if unknown:
        raise InputError(f"{name} has the unknown key '{unknown[0]}': a command has {', '.join(COMMAND_KEYS)}.")
    cmd = item.get("cmd")
    if not isinstance(cmd, str) or not cmd.strip():
        raise InputError(f"{name} has no command text: give a non-empty string, such as 'show version'.")
    if "\n" in cmd.strip():
        raise InputError(f"{name} has several lines: give one command a line, and what follows a command as 'input'.")
    if no_text(cmd.strip()):
        raise InputError(f"{name} has a control character, which a switch may take for the end of the line: remove it.")
    text = item.get("input")
    if text is not None and not isinstance(text, str):
        raise InputError(f"{name}: 'input' is not a string.")
    format = item.get("format")
    if format is not None and format not in FORMATS:
        raise InputError(f"{name}: the format is {format!r}: it is json or text.")
    revision = parse_revision(item.get("revision"), f"{name}: the revision")
    if revision is not None and format == "text":
        raise InputError(f"{name} asks for text and a revision: only JSON models have revisions.")
    return Command(cmd.strip(), text, revision, t.cast("Format | None", format))


def parse_commands(items: t.Any, name: str = "commands") -> tuple[Command, ...]:
    """Build the commands of a list.

    :raises InputError: for an empty list, or a bad item, which it names.
    """
    if isinstance(items, (str, Mapping)):
        items = [items]
    if items is None or (isinstance(items, Sequence) and not items):
        raise InputError(f"{name} is empty: give at least one command, such as 'show version'.")
    if not isinstance(items, Sequence):
        raise InputError(f"{name} is {str(items)[:40]}: it is a command or a list of them, such as 'show version'.")
    return tuple(parse_command(item, f"{name}[{index}]") for index, item in enumerate(items))


def parse_revision(value: t.Any, name: str) -> int | None:
    """A revision is a whole number from 1 on; a string of digits is taken for one."""
    if value is None:
        return None
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InputError(f"{name} is {value!r}: a revision is a whole number from 1 on.")
    return value


def parse_revisions(value: t.Any, name: str = "revisions") -> dict[str, int]:
    """Build the map from command to revision; white space in the commands is folded."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError(f"{name} is {value!r}: it maps commands to revisions, such as {{'show ip route': 4}}.")
    pinned: dict[str, int] = {}
    for cmd, revision in value.items():
        number = parse_revision(revision, f"{name}['{cmd}']")
        if number is None:
            raise InputError(f"{name}['{cmd}'] has no number.")
        pinned[fold(str(cmd))] = number
    return pinned


def parse_version(value: t.Any, name: str = "version") -> Version:
    """A version is a whole number from 1 on, or "latest"."""
    if value == "latest":
        return "latest"
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InputError(f"{name} is {value!r}: it is 1 or latest.")
    return value


def fold(cmd: str) -> str:
    """A command with single spaces, for comparing."""
    return " ".join(cmd.split())


@dataclass(frozen=True)
class Batch:
    """Commands to run in order, and how. What is None is left to the switch and not sent: older EOS know less.

    :ivar format: of the commands that name none themselves.
    :ivar version: None for the client's own.
    :ivar revisions: revisions by command, for those that name none themselves; the client's own come after them.
    :ivar text_fallback: ask again for text where a show command has no JSON form (1003).
    :ivar stop_on_error: False makes the switch go on after a failing command; an error is raised all the same.
    :ivar timeout: seconds to wait for each reply; None for the client's own.
    :ivar answers: answers to questions that a command asks at a CLI, by patterns of the questions.
    :ivar repeatable: sending it twice is the same as sending it once, although it changes the switch.
    """

    commands: tuple[Command, ...]
    format: Format = "json"
    version: Version | None = None
    revisions: Mapping[str, int] = field(default_factory=dict)
    text_fallback: bool = False
    stop_on_error: bool = True
    auto_complete: bool | None = None
    expand_aliases: bool | None = None
    timestamps: bool | None = None
    include_error_detail: bool | None = None
    timeout: float | None = None
    repeatable: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)

    def format_of(self, command: Command) -> Format:
        """The command's format. A pinned revision asks for the model, so it means JSON."""
        return command.format or ("json" if command.revision is not None else self.format)

    def revision_of(self, command: Command) -> int | None:
        """The pinned revision; the command's own wins over the map, and text has none."""
        if self.format_of(command) == "text":
            return None
        return command.revision if command.revision is not None else self.revisions.get(fold(command.cmd))

    def parameters(self) -> dict[str, bool]:
        """The optional parameters of runCmds that were asked for, by their names on the wire."""
        wanted = {
            "autoComplete": self.auto_complete,
            "expandAliases": self.expand_aliases,
            "timestamps": self.timestamps,
            "includeErrorDetail": self.include_error_detail,
            "stopOnError": None if self.stop_on_error else False,
        }
        return {name: value for name, value in wanted.items() if value is not None}


#: The users' names of the parameters on the wire.
PARAMETER_OPTIONS: t.Final = {
    "autoComplete": "auto_complete",
    "expandAliases": "expand_aliases",
    "timestamps": "timestamps",
    "includeErrorDetail": "include_error_detail",
    "stopOnError": "stop_on_error",
}


def in_mode(commands: t.Iterable[Command]) -> Command | None:
    """The command that opened a mode which is still open after the commands, or None."""
    opener: Command | None = None
    for command in commands:
        if ENTERS_MODE.match(command.cmd):
            opener = command
        elif LEAVES_MODE.match(command.cmd):
            opener = None
    return opener


def enabled_by(commands: t.Iterable[Command]) -> Command | None:
    """The 'enable' among the commands that is still in force after them, or None. It too ends with its request."""
    found: Command | None = None
    for command in commands:
        if ENABLES.match(command.cmd):
            found = command
        elif command.cmd == "disable":
            found = None
    return found


def changing(commands: t.Sequence[Command]) -> frozenset[int]:
    """The places of the commands that may change the switch, and of those in a configuration mode that one of them
    opens, which mean nothing without it."""
    places = set()
    configuring = False
    for place, command in enumerate(commands):
        if configuring or not command.read_only:
            places.add(place)
        if CONFIGURES.match(command.cmd):
            configuring = True
        elif LEAVES_MODE.match(command.cmd):
            configuring = False
    return frozenset(places)
