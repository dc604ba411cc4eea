# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run runCmds requests at the CLI, for a switch whose SSH has no subsystem `eapi`, with replies like those of the API.

What is known of the CLI: a line that begins with `% ` is an error, one with `! ` a warning; `show … | json` prints the
model; a model that says `errors` is a failed command. What the CLI cannot do is refused before anything runs.
"""

from __future__ import annotations

import itertools
import json
import re
import time
import typing as t
from dataclasses import dataclass, field

from ...common.errors import InputError
from ...common.json_text import decode
from ..protocol.commands import CONFIGURES, ENABLES, HINTS
from ..protocol.multiline import END_OF_INPUT, multiline
from ..protocol.printed import SUFFIXES, code_of, errors_ahead, errors_in
from ..protocol.request import ANSWERS
from ..protocol.words import READING, no_text, runs_at_once
from .shell import Question, Shell

#: Commands that have models. Others give messages only.
MODELLED: t.Final = ("show", "dir")
#: Parameters of runCmds that a CLI does not have, by the names of our options.
UNKNOWN: t.Final = {"timestamps": "timestamps", "includeErrorDetail": "include_error_detail"}
#: They would end the CLI, and mean nothing to the API.
LEAVES: t.Final = ("exit", "logout", "quit")
#: Enters a text into the session; and what the switch says after it, whatever it has said before.
COPY: t.Final = "copy terminal: session-config"
COPIED: t.Final = "Copy completed successfully"
#: From so many lines on, a configuration is entered that way.
MANY: t.Final = 200
_SESSION: t.Final = re.compile(r"configure session \S+(?: description .*)?$")
_AT_LINE: t.Final = re.compile(r"at line (\d+)")
#: They concern the terminal, of which a request knows nothing.
TERMINAL: t.Final = re.compile(r"terminal (?:length|width)\b")


@dataclass
class Failed(Exception):
    """A command failed.

    :ivar errors: the switch's words.
    :ivar entry: what else stands in the command's entry: `output`, or keys of a model.
    :ivar before: how many commands have run well since the last entry.
    """

    code: int
    errors: list[str]
    entry: dict[str, t.Any] = field(default_factory=dict)
    before: int = 0


@dataclass(frozen=True)
class Line:
    """One command of a request."""

    cmd: str
    input: str | None = None
    revision: int | None = None

    @classmethod
    def of(cls, wire: str | dict[str, t.Any]) -> Line:
        """From the form on the wire."""
        if isinstance(wire, str):
            return cls(wire)
        text = wire.get("input")
        return cls(wire["cmd"], text.replace("\r\n", "\n") if text else text, wire.get("revision"))


class CliApi:
    """Answers runCmds requests at a CLI. Each begins in the unprivileged mode and leaves no mode behind."""

    def __init__(self, shell: Shell, name: str) -> None:
        """Take a shell over.

        :param name: what errors call the switch.
        """
        self._shell = shell
        self._name = name
        #: False for a switch that enters no texts into sessions.
        self._copies = True
        #: The answers to questions that the request brings along.
        self._answers: dict[re.Pattern[str], str] = {}
        #: The 'enable' that is in force.
        self._enabled: Line | None = None

    @property
    def alive(self) -> bool:
        """False once the channel has ended."""
        return self._shell.alive

    def answer(self, body: bytes, wait: float) -> bytes:
        """As ssh.Api.answer: the commands together take no longer than `wait`.

        :raises InputError: for what a CLI cannot do; nothing has run.
        """
        request = json.loads(body)
        lines = [Line.of(wire) for wire in request["params"]["cmds"]]
        self._check(request["params"], lines)
        deadline = time.monotonic() + wait
        self._answers = {re.compile(ask): told for ask, told in request["params"].get(ANSWERS, {}).items()}
        self._begin(lines[0], deadline)
        reply = {"jsonrpc": "2.0", "id": request["id"], **self._run_lines(lines, request["params"], deadline)}
        self._end(deadline)
        return json.dumps(reply).encode()

    def _check(self, params: dict[str, t.Any], lines: list[Line]) -> None:
        for name, option in UNKNOWN.items():
            if params.get(name):
                raise InputError(
                    f"{option} cannot be had over the CLI, and the SSH of this switch has no subsystem 'eapi'.",
                    host=self._name,
                    hint=f"Leave out the option {option}, or use another ansible_eapi_transport.",
                )
        for number, line in enumerate(lines, 1):
            text = line.input or ""
            if no_text(line.cmd) or no_text(text, lines=True) or "\r" in text:
                raise InputError(
                    f"command {number} holds a control character, which would steer the CLI.", host=self._name
                )
            if any(each.strip() == END_OF_INPUT for each in text.removesuffix("\n").split("\n")[:-1]):
                raise InputError(
                    f"the input of command {number} has lines after 'EOF': the CLI would take them for commands.",
                    host=self._name,
                )

    def _begin(self, first: Line, deadline: float) -> None:
        """Leave what an earlier request, or the login, has left: modes and privilege, unless they are asked for."""
        if self._shell.configuring:
            self._end(deadline)
        if self._shell.privileged and self._enabled != first:
            self._shell.run("disable", deadline)
            self._enabled = None

    def _end(self, deadline: float) -> None:
        """Leave the configuration, even after the deadline: otherwise the connection would have to be closed."""
        if self._shell.configuring:
            self._shell.run("end", max(deadline, time.monotonic() + 5))

    def _run_lines(self, lines: list[Line], params: dict[str, t.Any], deadline: float) -> dict[str, t.Any]:
        """The members of the reply: `result`, or `error` with the first failure's code."""
        entries: list[dict[str, t.Any]] = []
        first: tuple[int, int] | None = None
        text = params.get("format") == "text"
        while len(entries) < len(lines):
            try:
                many = many_lines(lines, len(entries)) if self._copies and params.get("stopOnError", True) else []
                entries += self._copy(many, text, deadline) or [self._run_one(lines[len(entries)], text, deadline)]
            except Failed as failure:
                entries += [{"output": ""} if text else {}] * failure.before
                entries.append({**failure.entry, "errors": failure.errors})
                first = first or (len(entries), failure.code)
                if params.get("stopOnError", True):
                    break
        if first is None:
            return {"result": entries}
        number, code = first
        message = f"CLI command {number} of {len(lines)} '{lines[number - 1].cmd}' failed: {SUFFIXES[code]}"
        return {"error": {"code": code, "message": message, "data": entries}}

    def _copy(self, lines: list[Line], text: bool, deadline: float) -> list[dict[str, t.Any]]:
        """Enter many lines of a session at once. The switch continues after a bad line, and still reports success.

        :returns: an entry for each; [] for no lines, or a switch that knows no such copy.
        :raises Failed: naming all bad lines, for the first of them.
        """
        if not lines:
            return []
        typed, owners = typed_text(lines)
        output = self._output(Line(COPY, typed), deadline)
        said = errors_in(output)
        numbers = [int(number) for number in _AT_LINE.findall("\n".join(said))]
        bad = sorted({owners[number - 1] for number in numbers if 0 < number <= len(owners)})
        others = [words for words in said if not _AT_LINE.search(words)]
        if COPIED not in output and not bad and others:
            self._copies = False
            return []
        if bad or others:
            words = [*others, *([f"Invalid input: {', '.join(repr(lines[at].cmd) for at in bad)}"] if bad else [])]
            raise Failed(code_of(words[-1]), words, {"output": ""} if text else {}, bad[0] if bad else 0)
        return [{"output": ""} if text else {}] * len(lines)

    def _run_one(self, line: Line, text: bool, deadline: float) -> dict[str, t.Any]:
        """Run one command.

        :returns: its entry of `result`.
        :raises Failed: if it fails.
        """
        if TERMINAL.match(line.cmd) or (line.cmd in LEAVES and not self._shell.configuring):
            return {"output": ""} if text else {}
        if ENABLES.match(line.cmd):
            self._enable(line, deadline)
            return {"output": ""} if text else {}
        if any(pattern.match(line.cmd) for pattern, _hint in HINTS):
            raise Failed(1004, ["Command not permitted: it is interactive."])
        if not text and line.cmd.split(maxsplit=1)[0] in MODELLED:
            return self._run_for_model(line, deadline)
        output = self._output(line, deadline)
        _raise_errors(line.cmd, output, {"output": output} if text else {})
        return {"output": output} if text else _as_model(output)

    def _output(self, line: Line, deadline: float) -> str:
        try:
            return self._shell.run(line.cmd, deadline, line.input, self._prepared_answer)
        except Question as question:
            raise Failed(1004, [f"The command asks {question.text!r}: answer in its input, or in 'answers'."]) from None

    def _prepared_answer(self, asked: str) -> str | None:
        return next((told for pattern, told in self._answers.items() if pattern.search(asked)), None)

    def _run_for_model(self, line: Line, deadline: float) -> dict[str, t.Any]:
        """The model that `| json` prints."""
        if "|" in line.cmd.split():
            raise Failed(1002, [f"Invalid input (at token {line.cmd.split().index('|')}: '|')"])
        wanted = f" revision {line.revision}" if line.revision is not None else ""
        output = self._output(Line(f"{line.cmd} | json{wanted}", line.input), deadline)
        _raise_errors(line.cmd, output, {})
        try:
            model = decode(output)
        except ValueError:
            model = None
        if not isinstance(model, dict):
            raise Failed(1003, ["The CLI printed no JSON for this command."])
        if model.get("errors"):
            raise Failed(1000, [str(text) for text in model.pop("errors")], model)
        return model

    def _enable(self, line: Line, deadline: float) -> None:
        if self._shell.privileged:
            return
        done, output = self._shell.enable(line.cmd, line.input, deadline)
        said = errors_in(output)
        if not done:
            raise Failed(code_of(said[0]) if said else 1005, said or [f"Authorization denied for command '{line.cmd}'"])
        self._enabled = line


def many_lines(lines: list[Line], start: int) -> list[Line]:
    """The lines of configuration from a place on, where there are many of them in a session; else []."""
    opened = [
        line.cmd for line in lines[:start] if CONFIGURES.match(line.cmd) or line.cmd in ("end", "commit", "abort")
    ]
    if not opened or not _SESSION.match(opened[-1]) or len(lines) - start < MANY:
        return []
    found = list(itertools.takewhile(_is_configuration, lines[start:]))
    while found and found[-1].cmd == "exit":  # it belongs to what follows: the end of the session's modes
        found.pop()
    return found if len(found) >= MANY else []


def _is_configuration(line: Line) -> bool:
    """Whether a line may be entered with others at once.

    Where the switch refuses one that reads a text, the text's lines are lines of the session: none may run at once.
    """
    if line.input is not None and multiline(line.cmd) is None:
        return False
    typed = (line.input or "").removesuffix("\n").split("\n")
    return not any(runs_at_once(each.strip()) for each in (line.cmd, *typed))


def typed_text(lines: list[Line]) -> tuple[str, list[int]]:
    """Lines as one text, and for each row of it the place of the line to which it belongs."""
    rows: list[str] = []
    owners: list[int] = []
    for place, line in enumerate(lines):
        added = [line.cmd, *(line.input.removesuffix("\n").split("\n") if line.input is not None else ())]
        if line.input is not None and added[-1].strip() != END_OF_INPUT:
            added.append(END_OF_INPUT)
        rows += added
        owners += [place] * len(added)
    return "".join(f"{row}\n" for row in rows), owners


def _raise_errors(cmd: str, output: str, entry: dict[str, t.Any]) -> None:
    """Tell errors from output. What only reads prints its error first; lines further down are part of what it shows."""
    reads = cmd.lower().split(maxsplit=1)[0] in READING
    said = errors_ahead(output) if reads else errors_in(output)
    if said:
        raise Failed(code_of(said[0]), said, entry)


def _as_model(output: str) -> dict[str, t.Any]:
    """The JSON reply of a command without a model: its warnings and messages."""
    lines = output.splitlines()
    warnings = [line[2:] for line in lines if line.startswith("! ")]
    messages = "\n".join(line for line in lines if not line.startswith("! "))
    return {**({"warnings": warnings} if warnings else {}), **({"messages": [messages]} if messages.strip() else {})}
