# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""runCmds on the wire: the request of a list of commands, and the meaning of the reply."""

from __future__ import annotations

import itertools
import json
import re
import typing as t
from dataclasses import dataclass

from ..errors import (
    CommandError,
    EnableError,
    InvalidCommandError,
    ProtocolError,
    ReplyError,
    UnauthorizedCommandError,
    UnsupportedParameterError,
    reply_error_type,
)
from .commands import ABBREVIATION_HINT, PARAMETER_OPTIONS, Batch, Command, Format
from .masking import scrubbed
from .response import Response, parse_entry

PATH: t.Final = "/command-api"
HEADERS: t.Final = {"Content-Type": "application/json-rpc"}

_NUMBERS = itertools.count(1)
_FAILED_COMMAND: t.Final = re.compile(r"CLI command (\d+) of \d+ '.*' failed: (.*)", re.DOTALL)
_UNKNOWN_PARAMETER: t.Final = re.compile(r"runCmds\(\) got an unexpected keyword argument '(\w+)'")


@dataclass(frozen=True)
class Call:
    """One runCmds request: commands of a batch that share a format.

    :ivar positions: the places of the commands in the batch.
    :ivar enable: the command that goes ahead of them for privileged mode, or None.
    """

    batch: Batch
    positions: t.Sequence[int]
    format: Format
    enable: Command | None = None

    @property
    def commands(self) -> list[Command]:
        """The commands of the request, without 'enable'."""
        return [self.batch.commands[position] for position in self.positions]

    @property
    def repeatable(self) -> bool:
        """True if sending it twice is the same as sending it once."""
        return all(command.read_only for command in self.commands)

    def revision_of(self, command: Command) -> int | None:
        """The revision to ask for; none in text, which may stand in for JSON that was asked for."""
        return self.batch.revision_of(command) if self.format == "json" else None

    def payload(self) -> tuple[str, bytes]:
        """The request's id and body."""
        number = f"aerie.arista-{next(_NUMBERS)}"
        wire = [command.to_wire(self.revision_of(command)) for command in self.commands]
        params: dict[str, t.Any] = {
            "version": self.batch.version,
            "cmds": [self.enable.to_wire(), *wire] if self.enable else wire,
            "format": self.format,
            **self.batch.parameters(),
        }
        request = {"jsonrpc": "2.0", "method": "runCmds", "params": params, "id": number}
        return number, json.dumps(request).encode()

    def responses(self, entries: t.Sequence[t.Any]) -> list[Response]:
        """The responses to the given commands, without the one to `enable`."""
        responses = []
        for entry, command in zip(entries[1:] if self.enable else entries, self.commands, strict=False):
            response = parse_entry(entry, command.shown, self.format, self.revision_of(command))
            response.text_fallback = self.format != self.batch.format_of(command)
            if response.failed:
                _scrub(response, command.cmd)
            responses.append(response)
        return responses


def _scrub(response: Response, cmd: str) -> None:
    """Take a command's secrets out of a failed response: the switch may quote the words that it did not like."""
    response.errors = [scrubbed(text, cmd) for text in response.errors]
    if isinstance(response.output, str):
        response.output = scrubbed(response.output, cmd)
    elif isinstance(response.output, dict):
        response.output = {**response.output, "errors": response.errors}


def parse_reply(text: str, number: str, call: Call, host: str) -> tuple[list[Response], ReplyError | None]:
    """The responses in a reply's text, and the error of the type of its code where it holds an error object.

    :raises ProtocolError: for anything that is not the JSON-RPC reply to this request.
    """
    try:
        reply = json.loads(text)
    except ValueError as error:
        raise _not_json(text, error, host) from error
    if not isinstance(reply, dict) or not ("result" in reply or "error" in reply):
        raise ProtocolError("the reply is JSON, but no JSON-RPC reply.", status=200, host=host)
    if reply.get("id") != number and not (reply.get("id") is None and "error" in reply):
        raise ProtocolError(f"the reply is to another request ({reply.get('id')!r}).", status=200, host=host)
    if isinstance(reply.get("error"), dict):
        return reply_error(reply["error"], call, host)
    entries = reply.get("result")
    expected = len(call.positions) + bool(call.enable)
    if not isinstance(entries, list) or len(entries) != expected:
        got = f"{len(entries)} results" if isinstance(entries, list) else "no list of results"
        raise ProtocolError(f"the reply to {expected} commands has {got}.", status=200, host=host)
    return call.responses(entries), None


def _not_json(text: str, error: ValueError, host: str) -> ProtocolError:
    start = " ".join(text[:200].split())
    if start[:1] in "{[" and start:
        return ProtocolError(
            f"the reply is cut off or damaged JSON ({error}).", status=200, host=host, hint="The commands may have run."
        )
    return ProtocolError(f"the reply is not JSON but {start[:80]!r}.", status=200, host=host)


def reply_error(error: dict[str, t.Any], call: Call, host: str) -> tuple[list[Response], ReplyError]:
    """The responses that came with a JSON-RPC error object, and the exception that stands for it."""
    code = error["code"] if isinstance(error.get("code"), int) else 0
    message = str(error.get("message") or "no message")
    cls = reply_error_type(code)
    unknown = _UNKNOWN_PARAMETER.search(message)
    if unknown:
        option = PARAMETER_OPTIONS.get(unknown.group(1), unknown.group(1))
        return [], UnsupportedParameterError(
            f"this EOS does not know the parameter '{unknown.group(1)}'.",
            host=host,
            hint=f"Leave out the option {option}, or upgrade the switch.",
            code=code,
        )
    data = error["data"] if isinstance(error.get("data"), list) else []
    if not issubclass(cls, CommandError):
        said = [text for entry in data for text in parse_entry(entry, "", "json").errors]
        why = _why(message.rstrip("."), code, said)
        return [], cls(f"the switch refused the request: {why}.", host=host, code=code, errors=said)
    responses = call.responses(data)
    return responses, _command_error(cls, code, message, data, responses, call, host)


def _command_error(
    cls: type[CommandError],
    code: int,
    message: str,
    data: list[t.Any],
    responses: list[Response],
    call: Call,
    host: str,
) -> CommandError:
    match = _FAILED_COMMAND.match(message)
    place = int(match.group(1)) - 1 if match else _first_failure(data, call.format)
    why = match.group(2) if match else message
    if call.enable:
        place -= 1
    if call.enable and place < 0 and (match or data):
        said = parse_entry(data[0], "enable", call.format).errors if data else []
        return EnableError(f"'enable' failed: {_why(why, code, said)}.", host=host, code=code, errors=said)
    if not 0 <= place < len(call.positions):
        return cls(f"{_why(message, code, [])}.", host=host, code=code)
    position = call.positions[place]
    command = call.batch.commands[position]
    said = responses[place].errors if place < len(responses) else []
    return cls(
        f"{_failed(call.batch, position)}: {_why(why, code, said)}.",
        host=host,
        hint=_hint(cls, command, call.format, said),
        code=code,
        errors=said,
        command=command.shown,
        command_index=position,
    )


def further_error(batch: Batch, position: int, response: Response, host: str) -> CommandError:
    """The error for a command that failed after another one: the switch tells the code of the first one only."""
    command = batch.commands[position]
    return CommandError(
        f"{_failed(batch, position)}: {'; '.join(response.errors).rstrip('.')}.",
        host=host,
        hint=_hint(CommandError, command, response.format, response.errors),
        errors=response.errors,
        command=command.shown,
        command_index=position,
    )


def _failed(batch: Batch, position: int) -> str:
    return f"command {position + 1} of {len(batch.commands)} '{batch.commands[position].shown}' failed"


def _first_failure(data: list[t.Any], format: Format) -> int:
    """The place of the first entry with errors, which is the last entry unless the switch was told to go on."""
    failed = (place for place, entry in enumerate(data) if parse_entry(entry, "", format).failed)
    return next(failed, len(data) - 1)


def _why(why: str, code: int, said: list[str]) -> str:
    return f"{why} ({code}): {'; '.join(said).rstrip('.')}" if said else f"{why} ({code})"


def _hint(cls: type[CommandError], command: Command, format: Format, said: list[str]) -> str:
    if any("privileged mode required" in text for text in said):
        return "Set 'become: true' with 'become_method: enable'."
    known = command.hint(format)
    if known and not issubclass(cls, UnauthorizedCommandError):
        return known
    if issubclass(cls, InvalidCommandError) and any("Incomplete token" in text for text in said):
        return ABBREVIATION_HINT
    return cls.hint_default
