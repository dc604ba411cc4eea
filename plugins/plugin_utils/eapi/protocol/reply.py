# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reply to a runCmds request: the responses to the commands, or the error of the right type."""

from __future__ import annotations

import re
import typing as t

from ...common.json_text import decode
from ...common.scrubber import Scrubber
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
from .printed import error_object
from .request import RunCmdsCall
from .response import Response, parse_entry

_FAILED_COMMAND: t.Final = re.compile(r"CLI command (\d{1,9}) of \d+ '.*' failed: (.*)", re.DOTALL)
#: What a switch says beside the model of a command.
SAID: t.Final = ("warnings", "messages", "errors")
#: Characters of a body that a message quotes from.
QUOTED: t.Final = 1 << 16
_UNKNOWN_PARAMETER: t.Final = re.compile(r"runCmds\(\) got an unexpected keyword argument '(\w+)'")


def responses_of(call: RunCmdsCall, entries: t.Sequence[t.Any]) -> list[Response]:
    """The responses to the given commands, without the one to `enable`."""
    responses = []
    for entry, command in zip(entries[1:] if call.enable else entries, call.commands, strict=False):
        response = parse_entry(entry, command.shown, call.format, call.revision_of(command))
        response.text_fallback = call.format != call.batch.format_of(command)
        responses.append(response)
    return responses


def scrub(response: Response, command: Command, scrubber: Scrubber) -> None:
    """Take the secrets of the run out of what a switch says of a command: it may quote what it was told.

    The output of a command that only reads, and has not failed, is what the task asked for, and stays as it is.
    """
    if response.failed or not command.read_only:
        response.output = scrubber.data(response.output)
    elif isinstance(response.output, dict):
        said = {name: scrubber.data(response.output[name]) for name in SAID if name in response.output}
        response.output = {**response.output, **said} if said else response.output
    for name in SAID:
        setattr(response, name, scrubber.data(getattr(response, name)))


def parse_reply(
    text: str, number: str, call: RunCmdsCall, host: str, scrubber: Scrubber
) -> tuple[list[Response], ReplyError | None]:
    """The responses in a reply's text, and the error of the type of its code where it holds an error object.

    :param scrubber: takes the secrets of the run out of what the switch says.
    :raises ProtocolError: for anything that is not the JSON-RPC reply to this request.
    """
    responses, error = _parse_reply(text, number, call, host, scrubber)
    for response, command in zip(responses, call.commands, strict=False):
        scrub(response, command, scrubber)
    if error is not None:
        scrubber.error(error)
    return responses, error


def _parse_reply(
    text: str, number: str, call: RunCmdsCall, host: str, scrubber: Scrubber
) -> tuple[list[Response], ReplyError | None]:
    try:
        reply = decode(text)
    except ValueError as error:
        raise _not_json(scrubber.text(text[:QUOTED]), error, host) from error
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
    printed = _printed_error(entries, call) if call.format == "text" else None
    return reply_error(printed, call, host) if printed else (responses_of(call, entries), None)


def _printed_error(entries: list[t.Any], call: RunCmdsCall) -> dict[str, t.Any] | None:
    """The error object for errors that stand in the outputs of text alone."""
    commands = [call.enable, *call.commands] if call.enable else call.commands
    outputs = [parse_entry(entry, "", "text").output for entry in entries]
    return error_object([command.shown for command in commands], outputs)


def _not_json(text: str, error: ValueError, host: str) -> ProtocolError:
    start = " ".join(text[:200].split())
    if start[:1] in "{[" and start:
        return ProtocolError(
            f"the reply is cut off or damaged JSON ({error}).", status=200, host=host, hint="The commands may have run."
        )
    return ProtocolError(f"the reply is not JSON but {start[:80]!r}.", status=200, host=host)


def reply_error(error: dict[str, t.Any], call: RunCmdsCall, host: str) -> tuple[list[Response], ReplyError]:
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
    responses = responses_of(call, data)
    return responses, _command_error(cls, code, message, data, responses, call, host)


def _command_error(
    cls: type[CommandError],
    code: int,
    message: str,
    data: list[t.Any],
    responses: list[Response],
    call: RunCmdsCall,
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
        f"{_failure_text(call.batch, position)}: {_why(why, code, said)}.",
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
        f"{_failure_text(batch, position)}: {'; '.join(response.errors).rstrip('.')}.",
        host=host,
        hint=_hint(CommandError, command, response.format, response.errors),
        errors=response.errors,
        command=command.shown,
        command_index=position,
    )


def _failure_text(batch: Batch, position: int) -> str:
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
