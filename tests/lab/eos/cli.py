# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The CLI of one request: its modes and how a line is matched to its command.

A request starts in the unprivileged mode and ends with it: modes do not survive a request, configuration sessions do.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from . import boot, errors, files, pipes
from .actions import ACTIONS, SESSION_ACTIONS
from .configure import CONFIG, MODES, Frame, Mode, Rule
from .configure.engine import GROUP_CHANGE, HEREDOCS, set_line, staged, unset_line
from .grammar import Command, Match
from .lock import ConfigurationLock
from .names import interface_kind
from .outcome import Outcome
from .registry import SHOW, SHOWING, Context, LargeText, ShowCommand, Text
from .releases import release
from .sessions import ConfigSession, Instance
from .switch import Switch, User
from .tree import KEPT, Config, Node
from .waiting import NeedsWork, Work

T = TypeVar("T")
#: Words that every mode knows, in capitals as well.
VERBS = ("show", "exit", "end", "no", "default", "comment", "abort", "commit")
#: The place of lines that are kept as texts, and the mode of what stands below them: it knows no line.
KEPT_RANK = 1000
KEPT_MODE = Mode("kept")
#: Characters that a terminal cannot type.
_UNTYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: What a command gives: a JSON entry, or a text.
Reply = dict[str, Any] | Text


@dataclass(frozen=True)
class Line:
    """One command of a request, with what a complex command may carry."""

    text: str
    input: str | None = None
    revision: int | None = None


class Cli:
    """Runs the commands of one request."""

    def __init__(
        self,
        switch: Switch,
        user: User,
        *,
        version: int | str = 1,
        complete: bool = False,
        aliases: bool = False,
        terminal: bool = False,
    ) -> None:
        self.switch = switch
        self.user = user
        self.version = version
        self.complete = complete
        self.aliases = aliases
        #: Whether a person's terminal asks, where interactive commands run, and not the Command API.
        self.interactive = terminal
        self.enabled = False
        self.frames: list[Frame] = []
        self.config: Config = switch.running
        self.session: ConfigSession | None = None
        #: The section of the line that was kept last, of use to a text whose indentation says what stands below it.
        self.kept: Node | None = None
        self.process = switch.next_process()
        self.terminal = f"vty{self.process % 100}"
        #: The configuration lock, where this CLI holds it.
        self.lock: ConfigurationLock | None = None
        #: Whether a text is being read, which says what was configured.
        self.loading = False
        #: The VRF that commands without one of their own use (``routing-context vrf``).
        self.vrf = "default"
        self._work: Work | None = None

    def close(self) -> None:
        """The end of a CLI: its modes are left, and a lock that was taken for it alone ends.

        That the lines of group-change modes are stored then is what clients made for real switches rely on: modules of
        arista.eos enter an access list, and commit in the next request.
        """
        self.leave_configuration()
        if self.lock is not None and self.lock is self.switch.lock and not self.lock.transaction:
            self.switch.lock = None
        self.lock = None

    def run(self, line: Line, text: bool) -> Reply:
        """Run a command and return its entry of ``result``: a dict in JSON format, a text in text format.

        A command with work that takes its time blocks the thread meanwhile; :meth:`run_async` does not.
        """
        while True:
            try:
                return self.attempt(line, text)
            except NeedsWork as need:
                need.work.perform()

    async def run_async(self, line: Line, text: bool) -> Reply:
        """The same, while other switches go on."""
        while True:
            try:
                return self.attempt(line, text)
            except NeedsWork as need:
                await asyncio.to_thread(need.work.perform)

    def work(self, name: str, function: Callable[[], T]) -> T:
        """What a function returns that takes its time (see :mod:`waiting`); ``name`` says what the work is."""
        done, self._work = self._work, None
        if done is not None and done.name == name:
            result: T = done.result()
            return result
        self._work = Work(name, function)
        raise NeedsWork(self._work)

    def attempt(self, line: Line, text: bool) -> Reply:
        """Run a command; raises NeedsWork where it has to be run again when that is done."""
        self.switch.sessions.settle()
        command = self._with_verb(Command.parse(self._expand(line.text)))
        if not command.tokens:
            return "" if text else {}
        _refuse_control_characters(command, line.input)
        if command.text.startswith("!") or command.tokens[0] == "comment":
            return self._shown(self._comment(command, line), text)
        if command.tokens[0] in SHOWING:
            return self._show(command, line, text)
        return self._shown(self._other(command, line), text)

    @staticmethod
    def _shown(outcome: Outcome | None, text: bool) -> Reply:
        outcome = outcome or Outcome()
        return outcome.as_text() if text else outcome.as_json()

    def _expand(self, text: str) -> str:
        """Replace an alias by what it stands for."""
        name, _separator, rest = text.strip().partition(" ")
        alias = self.switch.running.root.value("alias", name) if self.aliases else None
        return f"{alias} {rest}".strip() if alias else text

    def _with_verb(self, command: Command) -> Command:
        """The command with the first word in full where it is one that all modes know, in whatever case it was typed.

        Abbreviations of them need ``complete``, and no word of the current mode that starts in the same way.
        """
        if not command.tokens:
            return command
        word = command.tokens[0].lower()
        verbs = [word] if word in VERBS else []
        if self.complete and not verbs and len(word) > 1:
            known = self.frames[-1].mode.set.first_words() if self.frames else ACTIONS.first_words()
            verbs = [verb for verb in VERBS if verb.startswith(word)]
            if any(other.startswith(word) for other in known):
                return command
        return command.starting(verbs[0]) if len(verbs) == 1 else command

    # -- show commands -------------------------------------------------------------------------------------------

    def _show(self, command: Command, line: Line, text: bool) -> Reply:
        head, filters = pipes.split(command, self.complete)
        recording = self.switch.recording
        recorded = recording.answer(self.switch, " ".join(line.text.split()), text) if recording else None
        if recorded is not None:
            return recorded  # type: ignore[no-any-return]
        if filters and not text:
            raise errors.invalid_input(len(head.tokens), "|")
        match = SHOW.match(head, complete=self.complete)
        if match.rule.since and release(self.switch.eos) < match.rule.since:
            raise errors.invalid_input(len(head.tokens) - 1, head.tokens[-1])
        if match.rule.privileged and not self.enabled:
            raise errors.privileged_mode_required()
        ctx = self._context(match, line, text)
        if not text:
            return match.rule.run_json(ctx)
        output = match.rule.run_text(ctx)
        if filters and isinstance(output, LargeText):
            output = "".join(output.pieces())
        for each in filters:
            output = self._written(each, str(output)) if isinstance(each, pipes.Writer) else each(str(output))
        return output

    def _written(self, writer: pipes.Writer, output: str) -> str:
        """Write a text to the file that the command is piped into; what is still printed."""
        if not self.enabled:
            raise errors.privileged_mode_required()
        system, name = files.locate(writer.url)
        before = self.switch.files.get(system, {}).get(name, "") if writer.append else ""
        files.write(self.switch, writer.url, before + output)
        return output if writer.prints else ""

    def _context(self, match: Match[ShowCommand], line: Line, text: bool) -> Context:
        rule = match.rule
        revision = rule.revision if text and line.revision is None else rule.revision_for(self.version, line.revision)
        session = self.session.name if self.session else None
        locked = self.switch.lock is not None and self.switch.lock is not self.lock
        nodes, mode = (self.frames[-1].nodes, self.frames[-1].mode.name) if self.frames else ([], "")
        return Context(
            self.switch,
            match.args,
            revision,
            self.user,
            session,
            locked,
            self.process,
            sections=tuple(nodes),
            mode=mode,
        )

    # -- other commands ------------------------------------------------------------------------------------------

    def _other(self, command: Command, line: Line) -> Outcome | None:
        if self.frames and self.frames[-1].mode is KEPT_MODE:
            self._keep(command)
            return None
        if self.frames:
            try:
                return self._configure(command, line.input)
            except errors.InvalidCommand as error:
                failure = error
            try:
                return self._exec(command, line)
            except errors.InvalidCommand as error:
                further = error.at > failure.at and not isinstance(failure, errors.AmbiguousWord)
                failure = error if further else failure
            if self.switch.spec.lenient and str(failure).startswith("Invalid input (at"):
                self._keep(command)
                return None
            raise failure from None
        return self._exec(command, line)

    def take_kept(self) -> Node | None:
        """The section of the line that was kept last, once."""
        kept, self.kept = self.kept, None
        return kept

    def _keep(self, command: Command) -> None:
        """Keep a line that no mode knows as a text, or remove it: what a lenient switch does."""
        self.require_editable()
        words = list(command.tokens)
        removed = words[0] in ("no", "default")
        text = " ".join(words[removed:])
        for section in self.frames[-1].nodes:
            if removed:
                section.children.pop((KEPT, text), None)
            else:
                self.kept = section.children.setdefault((KEPT, text), Node((KEPT, text), text, rank=KEPT_RANK))
        self.config.touch()

    def _exec(self, command: Command, line: Line) -> Outcome | None:
        word = command.tokens[0]
        if len(command.tokens) == 1 and word in ("end", "exit"):
            self._leave(word)
            return None
        match = ACTIONS.match(command, complete=self.complete)
        if match.rule.since and release(self.switch.eos) < match.rule.since:
            raise errors.invalid_input(len(command.tokens) - 1, command.tokens[-1])
        if match.rule.privileged and not self.enabled:
            raise errors.privileged_mode_required()
        return match.rule.function(self, match.args, line.input)

    def _leave(self, word: str) -> None:
        """``exit`` leaves one mode, ``end`` all of the configuration."""
        if word == "exit" and len(self.frames) > 1:
            self.leave_modes(len(self.frames) - 1)
        else:
            self.leave_configuration()

    def leave_modes(self, depth: int) -> None:
        """Leave modes until `depth` are open; the lines of group-change modes take effect."""
        for frame in reversed(self.frames[depth:]):
            if frame.group_change:
                frame.store()
                self.config.touch()
        del self.frames[depth:]

    def _end_group_change(self, word: str) -> bool:
        """``abort`` and ``commit`` in a group-change mode end that mode: without its lines, or with them. False outside
        of such a mode. A session's ``commit`` is that of the session, with the lines of the mode: clients made for real
        switches give it there."""
        depth = next((depth for depth, frame in enumerate(self.frames) if frame.group_change), None)
        if depth is None or (word == "commit" and self.session is not None):
            return False
        if word == "abort":
            del self.frames[depth:]
        else:
            self.leave_modes(depth)
        return True

    # -- configuration -------------------------------------------------------------------------------------------

    def enter_configuration(self, config: Config, session: ConfigSession | None = None) -> None:
        """Start to configure: the running configuration, or a session's."""
        self.config, self.session = config, session
        self.frames = [Frame(CONFIG, [config.root])]
        if session is not None:
            session.instances[self.process] = Instance(self.user.name, self.terminal)

    def leave_configuration(self) -> None:
        """Back to the exec mode; a session stays open."""
        self.leave_modes(0)
        if self.session is not None:
            self.session.instances.pop(self.process, None)
        self.frames, self.config, self.session = [], self.switch.running, None

    def clear_configuration(self, config: Config) -> None:
        """Reduce a configuration to what a switch without one has."""
        config.root = Node()
        config.touch()
        ensure_ports(self.switch, config)
        self.frames = [Frame(CONFIG, [config.root])] if self.frames else []

    def read_configuration(self, text: str) -> Config:
        """The configuration that a text stands for; raises CommandError for the first line that is wrong."""
        config = Config()
        self.merge_configuration(config, text)
        return config

    def merge_configuration(self, config: Config, text: str) -> None:
        """Enter the lines of a text into a configuration, down to the first one that is wrong (CommandError)."""
        try:
            load(self.switch, config, text)
        except ConfigurationError as error:
            raise errors.CommandError(str(error)) from error

    def type_configuration(self, config: Config, text: str) -> list[str]:
        """Enter the lines of a text as a terminal does: returns what wrong lines say; the rest goes in."""
        said: list[str] = []
        load(self.switch, config, text, lambda number, error: said.append(f"% {_typed_error(error)} at line {number}"))
        return said

    def require_unlocked(self) -> None:
        """Refuse what the configuration lock of somebody else forbids."""
        lock = self.switch.lock
        if lock is not None and lock is not self.lock:
            raise lock.refusal()

    def require_editable(self) -> None:
        """Refuse to change what is committed, and the running configuration under somebody else's lock."""
        if self.session is None:
            self.require_unlocked()
        elif self.session.state != "pending":
            raise errors.CommandError(f"Session {self.session.name} is committed already")

    def _configure(self, command: Command, text: str | None) -> Outcome | None:
        """Try the current mode, then the modes above it, then the session's own commands."""
        if command.tokens[0] in ("exit", "end") and len(command.tokens) == 1:
            self._leave(command.tokens[0])
            return None
        if command.tokens[:2] == ("boot", "system") and len(command.tokens) == 3 and self._typed_now():
            boot.select(self.switch, command.tokens[2])
            return None
        if command.tokens in (("abort",), ("commit",)) and self._end_group_change(command.tokens[0]):
            return None
        failures: list[errors.InvalidCommand] = []
        for depth in range(len(self.frames), 0, -1):
            try:
                return self._configure_in(depth, command, text)
            except errors.AmbiguousWord:
                raise
            except errors.InvalidCommand as error:
                failures.append(error)
        if self.session is not None:
            try:
                match = SESSION_ACTIONS.match(command, complete=self.complete)
                return match.rule.function(self, match.args, text)
            except errors.InvalidCommand as error:
                failures.append(error)
        raise max(failures, key=lambda error: error.at)

    def _typed_now(self) -> bool:
        """Whether a line that changes more than the configuration takes effect: not in a session or a saved text."""
        return self.session is None and self.config is self.switch.running and not self.loading

    def _configure_in(self, depth: int, command: Command, text: str | None) -> Outcome | None:
        frame = self.frames[depth - 1]
        word = command.tokens[0]
        if word in ("no", "default"):
            if len(command.tokens) == 1:
                raise errors.incomplete_command(0, word)
            match = frame.mode.unset.match(command, start=1, complete=self.complete)
            self._check_release(match.rule, command)
            if word == "no":
                self._check_removal(match)
            self.require_editable()
            self.leave_modes(depth)
            frame = self._home(frame, match.rule)
            warnings = unset_line(self.config, frame, match, default=word == "default")
            self._drop_empty(match.rule)
            return Outcome(warnings=warnings)
        match = frame.mode.set.match(command, complete=self.complete)
        self._check_release(match.rule, command)
        body = self._body(match.rule, command, text)
        self._check(match)
        self.require_editable()
        self.leave_modes(depth)
        home = self._home(frame, match.rule)
        before = [dict(section.children) for section in home.nodes]
        nodes, warnings = set_line(self.config, home, match, body)
        self._drop_empty(match.rule)
        if match.rule.enters:
            warnings += self._missing_ports(nodes)
            self.frames.append(self._entered(match.rule.enters, home, before, nodes))
        return Outcome(warnings=warnings)

    def _entered(self, mode: str, home: Frame, before: list[dict[Any, Node]], nodes: list[Node]) -> Frame:
        """The frame of a mode that was entered."""
        if mode not in GROUP_CHANGE or any(frame.group_change for frame in self.frames):
            return Frame(MODES[mode], nodes)
        parents = list(home.nodes)
        return Frame(MODES[mode], staged(parents, before, nodes), parents)

    def _check_release(self, rule: Rule, command: Command) -> None:
        """Refuse a line that the switch's release does not know."""
        if rule.since and release(self.switch.eos) < rule.since:
            raise errors.invalid_input(len(command.tokens) - 1, command.tokens[-1])

    def _moves(self, rule: Rule) -> bool:
        return bool(rule.home) and release(self.switch.eos) >= rule.home_since

    def _home(self, frame: Frame, rule: Rule) -> Frame:
        """Where a line goes: newer releases keep some in another section than the one they are entered in."""
        if not self._moves(rule):
            return frame
        heading = CONFIG.set.match(Command.parse(rule.home))
        nodes, _warnings = set_line(self.config, Frame(CONFIG, [self.config.root]), heading, ())
        return Frame(MODES[heading.rule.enters], nodes)

    def _drop_empty(self, rule: Rule) -> None:
        """A section that a line from elsewhere left without lines is not kept."""
        key = tuple(rule.home.split())
        section = self.config.root.children.get(key)
        if self._moves(rule) and section is not None and not section.children and not section.comments:
            del self.config.root.children[key]

    def heredocs(self, text: str) -> int:
        """How many texts, each with an end marker, follow a line of the configuration."""
        command = Command.parse(text)
        if command.tokens == ("comment",) and self.frames:
            return 1
        if command.tokens[0] not in HEREDOCS:
            return 0
        for frame in reversed(self.frames):
            try:
                return frame.mode.set.match(command).rule.multiline
            except errors.InvalidCommand:
                continue
        return 0

    @staticmethod
    def _body(rule: Rule, command: Command, text: str | None) -> tuple[str, ...]:
        """The lines of a multi-line value, its end marker included."""
        if not rule.multiline:
            return ()
        if text is None:
            raise errors.incomplete_command(len(command.tokens) - 1, command.tokens[-1])
        lines = text.rstrip("\n").split("\n")
        return tuple(lines if lines[-1] == "EOF" else [*lines, "EOF"])

    def _check(self, match: Match[Rule]) -> None:
        """What a line needs beside its form."""
        asn = match.args.get("asn")
        if match.rule.enters == "bgp":
            other = [node.key[2] for node in self.config.root.under("router", "bgp") if node.key[2] != str(asn)]
            if other:
                raise errors.CommandError(f"BGP is already running with AS number {other[0]}")

    def _check_removal(self, match: Match[Rule]) -> None:
        """The hardware's ports cannot be removed, but for those of modules that are not inserted."""
        if match.rule.enters == "interface":
            ports = {*self.switch.physical_ports(), "Management1"}
            if ports.intersection(match.args["names"]):
                raise errors.CommandError("Removal of physical interfaces is not permitted")

    def _missing_ports(self, nodes: list[Node]) -> list[str]:
        """A warning for ports that the hardware lacks."""
        if nodes[0].mode != "interface":
            return []
        known = set(self.switch.physical_ports())
        names = [node.key[1].split(".")[0] for node in nodes]
        if all(name in known or interface_kind(name) != "Ethernet" for name in names):
            return []
        return ["Interface does not exist. The configuration will not take effect until the module is inserted."]

    def _comment(self, command: Command, line: Line) -> Outcome | None:
        """``!! text`` and ``comment`` with input annotate the section; other lines with ``!`` are nothing."""
        if not self.frames:
            if command.tokens[0] == "comment":
                raise errors.invalid_input(0, "comment")
            return None
        if command.tokens[0] == "comment":
            lines = [text for text in (line.input or "").split("\n") if text and text != "EOF"]
        elif command.text.startswith("!!"):
            lines = [command.text[2:].removeprefix(" ")]
        else:
            return None
        self.require_editable()
        for node in self.frames[-1].nodes:
            node.comments = lines if command.tokens[0] == "comment" else [*node.comments, *lines]
        self.config.touch()
        return None


def _refuse_control_characters(command: Command, text: str | None) -> None:
    """Characters that no terminal can type are no input: control characters, and halves of surrogate pairs."""
    for at, token in enumerate(command.tokens):
        if _UNTYPED.search(token):
            raise errors.invalid_input(at, token)
    if "\n" in command.text or "\r" in command.text:
        raise errors.invalid_input(len(command.tokens) - 1, command.tokens[-1])
    if text is not None and _UNTYPED.search(text):
        raise errors.InvalidCommand("Invalid input")


def _typed_error(error: errors.CommandError) -> str:
    """What a terminal says of a line, without the token."""
    return str(error).partition(" (at token")[0]


class ConfigurationError(Exception):
    """A configuration cannot be loaded; the text names the line and what is wrong with it."""


def _loader(switch: Switch, config: Config) -> Cli:
    """A CLI of the switch itself, which no lock stops."""
    cli = Cli(switch, User("root", 15))
    cli.enabled, cli.lock, cli.loading = True, switch.lock, True
    cli.enter_configuration(config)
    return cli


def ensure_ports(switch: Switch, config: Config) -> None:
    """Give a configuration the sections of the ports that the hardware has."""
    cli = _loader(switch, config)
    for name in [*switch.physical_ports(), "Management1"]:
        cli.run(Line(f"interface {name}"), text=True)


def load(
    switch: Switch, config: Config, text: str, failed: Callable[[int, errors.CommandError], None] | None = None
) -> None:
    """Enter a whole configuration, as printed; raises ConfigurationError for the first line that is wrong.

    With ``failed``, that is told of each of them by its number instead, and the rest is entered.
    """
    cli = _loader(switch, config)
    numbered = enumerate(text.splitlines(), 1)
    lines = (row for _number, row in numbered)
    indented = "\n " in text  # else modes are left as at a terminal: where a line belongs to a mode above
    for number, line in numbered:
        stripped = line.strip()
        if not stripped or stripped == "end" or (stripped.startswith("!") and not stripped.startswith("!!")):
            continue
        if indented:
            cli.leave_modes(1 + (len(line) - len(line.lstrip(" ")) + 2) // 3)
        ends = cli.heredocs(stripped)
        body = [text for _row in range(ends) for text in [*iter(lambda: next(lines, "EOF"), "EOF"), "EOF"]]
        try:
            cli.run(Line(stripped, input="\n".join(body) if ends else None), text=True)
        except errors.CommandError as error:
            if failed is None:
                raise ConfigurationError(f"{error}, in {line!r}") from error
            failed(number, error)
        kept = cli.take_kept()
        if indented and kept is not None:
            cli.frames.append(Frame(KEPT_MODE, [kept]))
    cli.leave_configuration()
    ensure_ports(switch, config)
